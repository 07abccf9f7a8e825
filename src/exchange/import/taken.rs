//! Lines of a page that only change its shell, and values that are found by running something.
//!
//! What stays true: such a value is found once, and where the page finds it: in one step with the
//! command right behind it, or in a step of its own in front of what comes next. What could not
//! be found so is left to be typed, with all that follows.

use super::changes::{
    assigned, found_by, front, is_change_alone, is_for_programs, is_list_in, runs,
};
use super::kept::{Aside, Kept, of_turn};
use super::placeholder;
use super::session::{Session, Unit, Way};
use crate::exchange::shell::{Turn, without_comment};

impl Session {
    /// A line that only changes the shell. None where it does something besides, or where what
    /// comes of it is not known.
    pub(super) fn change(&mut self, turn: &Turn) -> Option<Option<Unit>> {
        let (text, comment) = without_comment(turn.text.trim());
        let text = ending_alike(text);
        if let Some((name, what)) = placeholder::assignment(text) {
            if text.starts_with("export ") && !self.mentions(&name) {
                // Programs look for it by themselves.
                let line = format!("export {name}=\"${name}\"");
                self.keep(&line, None, Aside::default());
            }
            let Aside { said, prints } = of_turn(turn, comment);
            return Some(Some(Unit {
                way: Way::Ask(name, what),
                text: text.to_owned(),
                own: text.to_owned(),
                said,
                prints,
            }));
        }
        let is_exported = text.starts_with("export ");
        if let Some((name, value)) = placeholder::constant(text)
            && !is_exported
        {
            // From now on it has this value, wherever the other was used.
            let is_other = |it: &Kept| it.value.is_none() || it.name.as_ref() != Some(&name);
            self.kept.retain(|it| is_other(it) || !it.is_used);
            // What the page never mentions is for the programs that it runs.
            let name = Some(name).filter(|name| self.mentions(name));
            self.kept.push(Kept {
                line: text.to_owned(),
                value: name.is_some().then_some(value),
                name,
                aside: of_turn(turn, comment),
                ..Kept::default()
            });
            return Some(None);
        }
        if let Some(name) = assigned(text).filter(|_| runs(text)) {
            return self.found(turn, text, name, comment);
        }
        if !is_change_alone(text) {
            return None;
        }
        if let Some(names) = text.strip_prefix("export ").filter(|it| !it.contains('=')) {
            // From now on every program is given them.
            for kept in &mut self.kept {
                kept.name
                    .take_if(|it| names.split_whitespace().any(|name| name == it));
            }
        }
        let name = assigned(text);
        // What the page never mentions is for the programs that it runs.
        let name =
            name.filter(|name| self.mentions(name) && !(is_exported && is_for_programs(name)));
        self.keep(text, name, of_turn(turn, comment));
        Some(None)
    }

    /// A line that gives a variable what a command prints.
    fn found(
        &mut self,
        turn: &Turn,
        text: &str,
        name: String,
        comment: Option<&str>,
    ) -> Option<Option<Unit>> {
        let lines = || self.code.iter().flat_map(|it| it.lines());
        let used_in = lines()
            .filter(|it| placeholder::mentions(it, &name))
            .count();
        let is_exported = text.starts_with("export ");
        // A list is no single answer.
        if lines().any(|it| is_list_in(it, &name)) && used_in > 1 {
            return None;
        }
        let aside = of_turn(turn, comment);
        if used_in > 1 || is_exported {
            return Some(Some(self.taken(text, &name, aside)));
        }
        self.kept.push(Kept {
            line: text.to_owned(),
            name: Some(name),
            aside,
            is_found: true,
            ..Kept::default()
        });
        Some(None)
    }

    /// What has to be found before this is typed, which does not need it itself: the page finds
    /// it before.
    pub(super) fn before(&mut self, text: &str) -> Vec<Unit> {
        let mut units = Vec::new();
        loop {
            let needed = self.lines(text, |_| true).1;
            let mut kept = self.kept.iter().enumerate();
            let open = kept.find(|(at, it)| it.is_found && !it.is_used && !needed.contains(at));
            let Some(at) = open.map(|(at, _)| at) else {
                return units;
            };
            let Kept {
                line, name, aside, ..
            } = self.kept.remove(at);
            let Some(name) = name.filter(|it| self.mentions(it)) else {
                // Nothing that is shown asks for it.
                self.kept.insert(
                    at,
                    Kept {
                        line,
                        aside,
                        ..Kept::default()
                    },
                );
                continue;
            };
            units.push(self.taken(&line, &name, aside));
        }
    }

    /// Whether something needs a value a second time that was found for another command alone.
    pub(super) fn is_found_again(&self, text: &str) -> bool {
        let needed = self.lines(text, |_| true).1;
        let mut needed = needed.into_iter().filter_map(|at| self.kept.get(at));
        needed.any(|it| it.is_found && it.is_used)
    }

    /// Whether some code of the page mentions a variable.
    pub(super) fn mentions(&self, name: &str) -> bool {
        let mut code = self.code.iter();
        code.any(|it| placeholder::mentions(it, name))
    }

    /// A value that is found once, and asked of its command once.
    fn taken(&mut self, line: &str, name: &str, aside: Aside) -> Unit {
        let command = found_by(line).map(|(_, command)| command.to_owned());
        let command = command.unwrap_or_else(|| format!("{line}\nprintf '%s\\n' \"${name}\""));
        let mut unit = self.here(&Turn::said(&command));
        unit.said.extend(aside.said);
        unit.prints.extend(aside.prints);
        let answer = placeholder::as_name(name);
        let is_for_all = line.starts_with("export ") && !self.mentions(name);
        if answer != name || is_for_all {
            // The page's commands know it by a name that no answer can have.
            let export = if line.starts_with("export ") {
                "export "
            } else {
                ""
            };
            self.keep(
                &format!("{export}{name}=\"${answer}\""),
                Some(name.to_owned()).filter(|_| !is_for_all),
                Aside::default(),
            );
        }
        unit.way = Way::Take(answer);
        unit
    }

    pub(super) fn keep(&mut self, line: &str, name: Option<String>, aside: Aside) {
        self.kept.push(Kept {
            line: line.to_owned(),
            name,
            aside,
            ..Kept::default()
        });
    }

    /// `cd x && make`: the folder stays for what comes after.
    pub(super) fn keep_from(&mut self, text: &str) {
        for line in front(text).0 {
            self.keep(line, None, Aside::default());
        }
    }
}

/// `cd x;`, `cd x || exit 1`: the same as `cd x` where what follows is not done when that fails.
fn ending_alike(text: &str) -> &str {
    let text = text.trim_end_matches([';', ' ']);
    let Some((first, rest)) = text.split_once("||") else {
        return text;
    };
    let ends = ["exit", "return", "{ exit", "(exit"];
    let is_end = ends.iter().any(|it| rest.trim_start().starts_with(it));
    let is_one = first.starts_with("cd ") && !rest.contains(['\n', '|']) && !first.contains("&&");
    match is_end && is_one {
        true => first.trim_end(),
        false => text,
    }
}
