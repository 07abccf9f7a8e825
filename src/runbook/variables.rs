//! Which variables a procedure's commands use, and what a value must look like before one of
//! them may see it.
//!
//! What stays true: [`Procedure::value_pattern`] is the one answer for every source of a
//! value (an answer, an alert's label, `--set`, a target), so that no way in is laxer than
//! another. Nothing here fills, quotes or runs anything; what an item says is the owner's own
//! and is not judged.

use super::each::STRICT;
use super::shell;
use super::template::{Pattern, is_name};
use super::types::{Ask, Choose, How, Procedure, Program, StepCommand, Yields};
use std::collections::BTreeSet;

/// The same for a value inside `cwd`: the name of one folder, which leads nowhere else.
const FOLDER: &str = "[A-Za-z0-9_][A-Za-z0-9._@%+,=-]*";

/// The same for what a target gives to `cwd`: a path of the owner's, no step of which leads
/// back up.
const PATH: &str = r"([A-Za-z]:)?/?(\.?[A-Za-z0-9_@%+,=-][A-Za-z0-9._@%+,=-]*/)*(\.?[A-Za-z0-9_@%+,=-][A-Za-z0-9._@%+,=-]*)?";

impl StepCommand {
    /// The variables that it uses: those of its words, its folder, its environment, and of
    /// its shell text.
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = self.names_in_environment();
        names.extend(self.cwd.iter().flat_map(|it| it.names()));
        if let Program::Words(words) = &self.program {
            names.extend(words.iter().flat_map(|word| word.names()));
        }
        names
    }

    /// Those that it is given through its environment, where nobody else sees them: the only
    /// way that is open to a secret.
    pub fn names_in_environment(&self) -> BTreeSet<&str> {
        let mut names: BTreeSet<&str> = self.env.values().flat_map(|it| it.names()).collect();
        if let Program::Shell(shell) = &self.program {
            names.extend(shell.names.iter().map(String::as_str));
        }
        names
    }
}

impl Procedure {
    /// What a value of this variable must match as a whole, wherever it comes from; none
    /// where anything goes. What an `ask` says of itself goes first; a choice that a command
    /// uses is one of its options; any other value that a command uses gets a strict pattern.
    pub fn value_pattern(&self, name: &str) -> Option<Pattern> {
        let written = self.asks().find(|ask| ask.name == name);
        if let Some(pattern) = written.and_then(|ask| ask.pattern.clone()) {
            return Some(pattern);
        }
        let (mut used, mut in_folder) = (false, false);
        for command in self.commands() {
            used |= command.names().contains(name);
            in_folder |= command
                .cwd
                .iter()
                .any(|cwd| cwd.names().any(|it| it == name));
        }
        if !used {
            return None;
        }
        let source = match self.choice(name) {
            _ if name == "ITEM" => return None,
            Some(choose) if written.is_none() => one_of(&choose.options),
            None if in_folder && written.is_none() => PATH.to_owned(),
            _ if in_folder => FOLDER.to_owned(),
            _ => STRICT.to_owned(),
        };
        Pattern::parse(&source).ok()
    }

    /// Every command of its steps, in order.
    pub fn commands(&self) -> impl Iterator<Item = &StepCommand> {
        self.steps.iter().filter_map(|step| match &step.how {
            How::Command(command) => Some(&**command),
            _ => None,
        })
    }

    fn asks(&self) -> impl Iterator<Item = &Ask> {
        self.steps.iter().filter_map(|step| match &step.yields {
            Yields::Ask(ask) => Some(ask),
            _ => None,
        })
    }

    fn choice(&self, name: &str) -> Option<&Choose> {
        self.steps.iter().find_map(|step| match &step.yields {
            Yields::Choose(choose) if choose.name.as_deref() == Some(name) => Some(choose),
            _ => None,
        })
    }
}

/// An expression that matches these texts and no others.
fn one_of(options: &[String]) -> String {
    let options: Vec<_> = options.iter().map(|it| regex_lite::escape(it)).collect();
    options.join("|")
}

/// The variables that a shell's text mentions anywhere, also where quotes hide them from this
/// shell: one that it starts inherits the environment, and finds them there. With the byte that
/// each begins at.
pub(super) fn mentioned(text: &str) -> Vec<(usize, &str)> {
    let hidden = text.match_indices('$').filter_map(|(dollar, _)| {
        let behind = &text[dollar + 1..];
        let inner = behind.strip_prefix('{').unwrap_or(behind);
        let inner = match inner.len() < behind.len() {
            true => inner.trim_start_matches(['#', '!']),
            false => inner,
        };
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = &inner[..end.unwrap_or(inner.len())];
        is_name(name).then(|| (text.len() - inner.len(), name))
    });
    let mut found: Vec<_> = hidden.collect();
    // In `$((…))` a name stands without its dollar.
    let looked_up = shell::read(text).lookups.into_iter();
    found.extend(
        looked_up
            .filter(|it| is_name(it.name))
            .map(|it| (it.place.start, it.name)),
    );
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::Values;

    #[test]
    fn names_of_a_shell_text_are_those_that_it_or_its_children_would_look_up() {
        let text = "a $A ${B} ${C:-x} ${#D} ${!E} $f $F1_x \\$G '$H' $$I $ $((J + 1))";
        let names: Vec<_> = mentioned(text).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["A", "B", "C", "D", "E", "G", "H", "I", "J"]);
    }

    #[test]
    fn strict_values_hold_nothing_that_a_command_could_misread() {
        let matches = |source: &str, text: &str| {
            Pattern::parse(source)
                .unwrap()
                .matches(text, &Values::new())
        };
        for good in ["a", "2026-0001234", "/var/lib", "a@b.c:1", "50%", "x=y,z+1"] {
            assert!(matches(STRICT, good), "{good}");
        }
        for bad in [
            "",
            "-rf",
            "--",
            "a b",
            "a\n",
            "a\nb",
            "$(id)",
            "`id`",
            "a;b",
            "a|b",
            "a&b",
            "'",
            "\"",
            "\\",
            "*",
            "?",
            "~",
            "#",
            "a\0",
            "é",
            "a\u{200b}",
            "{a,b}",
            "<a",
            "!a",
        ] {
            assert!(!matches(STRICT, bad), "{bad:?}");
        }
        for bad in ["..", ".", "a/b", "/etc", "../x", "-a"] {
            assert!(!matches(FOLDER, bad), "{bad}");
        }
        for good in [
            "/srv/ops",
            "/srv/ops/",
            "C:/ops",
            "shop",
            "/home/x/.config",
            "/",
        ] {
            assert!(matches(PATH, good), "{good}");
        }
        for bad in ["/srv/../etc", "..", "/a//b", "/a b", "/a/$X", "/a/."] {
            assert!(!matches(PATH, bad), "{bad}");
        }
    }
}
