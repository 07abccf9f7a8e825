//! Which variables a procedure has, and whether its texts use only those.
//!
//! A name that nobody declares is a warning, not an error: `--set` may still give it. A secret
//! that a text would show is an error.

use super::super::environment::{is_inherited, is_known_to_shells};
use super::super::problem::{Finding, Sink, quoted};
use super::super::shell;
use super::super::template::{Template, Values, is_name};
use super::super::types::Procedure;
use super::super::variables::mentioned;
use super::reread;
use super::tree::Text;
use crate::text::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The variables of one procedure.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// Names that a step yields, with the step's index and what it may be.
    pub(super) answers: BTreeMap<&'a str, Answered<'a>>,
    /// Names that the targets give.
    of_targets: BTreeMap<String, OfTargets>,
    /// Names that the targets give at a step that goes through them.
    of_each: BTreeMap<String, OfTargets>,
    has_target: bool,
}

/// What targets say of a name.
#[derive(Debug, Default)]
struct OfTargets {
    /// A target that gives it no value.
    lacks: Option<String>,
    /// The value of each that does.
    values: Vec<(String, String)>,
}

impl OfTargets {
    fn of(targets: &[(&str, &Values)], this_host: bool) -> BTreeMap<String, Self> {
        let names: BTreeSet<&String> = targets.iter().flat_map(|(_, it)| it.keys()).collect();
        let of_name = |name: &String| {
            let lacks = targets.iter().find(|(_, it)| !it.contains_key(name));
            let lacks = lacks.map(|(target, _)| (*target).to_owned());
            let values = targets
                .iter()
                .filter_map(|(target, it)| Some(((*target).to_owned(), it.get(name)?.clone())));
            Self {
                lacks: lacks.or_else(|| this_host.then(|| "this host".to_owned())),
                values: values.collect(),
            }
        };
        let of_names = names.into_iter().map(|name| (name.clone(), of_name(name)));
        of_names.collect()
    }
}

/// What a command is given beside the variables of its procedure.
pub(super) struct Given<'g> {
    /// Names of its own `env`.
    pub(super) env: &'g BTreeMap<String, Template>,
    /// Names that are let through.
    pub(super) passed: &'g BTreeSet<String>,
    /// Whether it has the terminal.
    pub(super) interactive: bool,
}

impl Given<'_> {
    fn has(&self, name: &str) -> bool {
        is_known_to_shells(name, self.interactive)
            || self.env.contains_key(name)
            || self.passed.contains(name)
    }
}

/// Where a variable comes from.
#[derive(Debug)]
pub(super) struct Answered<'a> {
    /// The step that yields it, by its index.
    pub(super) step: usize,
    /// The choices, where it is one of a list.
    pub(super) options: Option<Vec<Text<'a>>>,
    /// What an answer must match.
    pub(super) pattern: Option<super::super::template::Pattern>,
    /// Whether it lives in memory alone.
    pub(super) secret: bool,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsedAt {
    /// The step, by its index; none where every answer may be known.
    pub(super) step: Option<usize>,
    /// Whether the step has items.
    pub(super) items: bool,
    /// Whether those are targets, each with its own variables.
    pub(super) targets: bool,
    /// Whether it is part of a command, which runs before its own step is answered.
    pub(super) command: bool,
}

impl<'a> Scope<'a> {
    /// Adds what the targets of the procedure give.
    pub(super) fn add_targets(&mut self, targets: &[(&str, &Values)], this_host: bool) {
        self.has_target = this_host || !targets.is_empty();
        self.of_targets = OfTargets::of(targets, this_host);
    }

    /// Adds what the targets give that steps go through.
    pub(super) fn add_each_target(&mut self, targets: &[(&str, &Values)]) {
        self.of_each = OfTargets::of(targets, false);
    }

    /// What targets say of a name where it stands.
    fn of_target(&self, name: &str, at: UsedAt) -> Option<&OfTargets> {
        let each = at.targets.then(|| self.of_each.get(name)).flatten();
        each.or_else(|| self.of_targets.get(name))
    }

    /// Adds what a step yields.
    pub(super) fn add_answer(
        &mut self,
        sink: &mut Sink<'_>,
        name: Text<'a>,
        answered: Answered<'a>,
    ) {
        let clash = if self.of_targets.contains_key(name.value) {
            Some("a target gives it as well")
        } else if self.answers.contains_key(name.value) {
            Some("an earlier step yields it as well")
        } else {
            None
        };
        match clash {
            Some(why) => {
                let message = format!("{} is declared twice: {why}", quoted(name.value));
                sink.push(
                    Finding::warning("declared-twice", name.span(), message)
                        .hint("the later answer wins; give one another name"),
                );
            }
            None => {
                self.answers.insert(name.value, answered);
            }
        }
    }

    /// Whether a name has a value somewhere in the procedure.
    fn declares(&self, name: &str) -> bool {
        name == "TARGET"
            || name == "ITEM"
            || self.answers.contains_key(name)
            || self.of_targets.contains_key(name)
    }

    /// Warns of names in a text that have no value where it stands; a secret may not stand
    /// in it at all, because the text is shown and written down.
    pub(super) fn check(&self, sink: &mut Sink<'_>, text: Text<'_>, at: UsedAt) {
        let template = Template::from(text.value);
        self.refuse_secrets(sink, text, template.places());
        self.check_letting_secrets(sink, text, at);
    }

    /// The same for a value of a command's environment, where a secret may stand.
    pub(super) fn check_letting_secrets(&self, sink: &mut Sink<'_>, text: Text<'_>, at: UsedAt) {
        if text.value.contains('$') {
            let template = Template::from(text.value);
            let places = template.places();
            self.warn(sink, text, places, |name| self.finding(name, at));
        }
        if text.value.contains("{{") {
            self.check_braces(sink, text);
        }
    }

    /// The same for a text that a shell reads; gives the variables of the procedure that stand
    /// in it. Every other name is the shell's own, and is told where nothing gives it a value.
    pub(super) fn check_shell(
        &self,
        sink: &mut Sink<'_>,
        text: Text<'_>,
        at: UsedAt,
        given: &Given<'_>,
    ) -> BTreeSet<String> {
        let mentioned = mentioned(text.value);
        let is_ours = |name: &str| self.is_ours(name, at);
        let ours = mentioned.into_iter().filter(|(_, name)| is_ours(name));
        let ours: Vec<_> = ours
            .map(|(start, name)| (start..start + name.len(), name))
            .collect();
        let names = ours.iter().map(|(_, name)| (*name).to_owned()).collect();
        self.warn(sink, text, ours.into_iter(), |name| self.finding(name, at));
        let read = shell::read(text.value);
        let unknown = read.lookups.iter().filter(|lookup| {
            let name = lookup.name;
            is_name(name)
                && !lookup.is_guarded
                && !is_ours(name)
                && !read.sets.contains(name)
                && !given.has(name)
        });
        let places = unknown.map(|lookup| (lookup.place.clone(), lookup.name));
        self.warn(sink, text, places, |name| {
            Some(self.unknown_to_shell(name, at))
        });
        reread::check_shell(sink, text, &read.commands, is_ours);
        if text.value.contains("{{") {
            self.check_braces(sink, text);
        }
        names
    }

    /// Whether a name in a shell's text is a variable of the procedure where it stands.
    fn is_ours(&self, name: &str, at: UsedAt) -> bool {
        match name {
            "ITEM" => at.items,
            "TARGET" => self.has_target || at.targets,
            name => self.answers.contains_key(name) || self.of_target(name, at).is_some(),
        }
    }

    fn unknown_to_shell(&self, name: &str, at: UsedAt) -> (&'static str, String, String) {
        let (code, hint) = match (name, self.meant(name)) {
            ("ITEM", _) if !at.items => ("unset-variable", "give the step `each`".to_owned()),
            ("TARGET", _) => ("unset-variable", "give the procedure `targets`".to_owned()),
            (_, Some(meant)) => ("unknown-variable", format!("write `{meant}`")),
            (_, None) => {
                let hint = format!(
                    "let it through with pass_env = [\"{name}\"], set it in the text, or declare \
                     it with `ask`, `choose` or a target"
                );
                ("unknown-variable", hint)
            }
        };
        let message = format!("nothing gives `${name}` a value here: the shell reads it as empty");
        (code, message, hint)
    }

    /// The variable that was meant, where one is spelt much like it.
    fn meant(&self, name: &str) -> Option<&str> {
        let known = self.answers.keys().copied();
        let known = known.chain(self.of_targets.keys().map(String::as_str));
        nearest(name, known.chain(["TARGET", "ITEM"]))
    }

    /// Refuses what a target gives and a command may not be given.
    pub(super) fn check_of_targets(
        &self,
        sink: &mut Sink<'_>,
        procedure: &Procedure,
        span: Range<usize>,
    ) {
        for (name, of_target) in self.of_targets.iter().chain(&self.of_each) {
            if self.answers.contains_key(name.as_str()) {
                continue;
            }
            let Some(pattern) = procedure.value_pattern(name) else {
                continue;
            };
            for (target, value) in &of_target.values {
                if pattern.matches(value, &Values::new()) {
                    continue;
                }
                let message = format!(
                    "a command uses `${name}`, and what target {} gives it is refused: {}",
                    quoted(target),
                    quoted(value)
                );
                sink.push(Finding::error("bad-value", span.clone(), message).hint(
                    "a value that a command is given has letters, digits and ._/:@%+,=- and no - \
                     first; in `cwd` it is a path without `..`",
                ));
            }
        }
    }

    /// Whether a name is one of a secret.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        self.answers.get(name).is_some_and(|it| it.secret)
    }

    /// What the targets give a name; none where an answer or nothing gives it.
    pub(super) fn values_of_targets(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        let of_target = self.of_targets.get(name).or(self.of_each.get(name));
        let of_target = of_target.filter(|_| !self.answers.contains_key(name))?;
        Some(of_target.values.iter().map(|(_, value)| value.as_str()))
    }

    fn warn<'t>(
        &self,
        sink: &mut Sink<'_>,
        text: Text<'_>,
        places: impl Iterator<Item = (Range<usize>, &'t str)>,
        finding: impl Fn(&str) -> Option<(&'static str, String, String)>,
    ) {
        let start = text.inner_start(sink.text());
        for (place, name) in places {
            if let Some((code, message, hint)) = finding(name) {
                let span = text.piece(start, place);
                sink.push(Finding::warning(code, span, message).hint(hint));
            }
        }
    }

    fn refuse_secrets<'t>(
        &self,
        sink: &mut Sink<'_>,
        text: Text<'_>,
        places: impl Iterator<Item = (Range<usize>, &'t str)>,
    ) {
        let secrets = places.filter(|(_, name)| self.is_secret(name));
        for (place, name) in secrets {
            let span = text.within(sink.text(), place);
            let message = format!("the secret `${name}` would be seen here");
            sink.push(Finding::error("secret-shown", span, message).hint(
                "a secret reaches a command through its environment alone: use it in `shell`, or \
                 in a value of `env`",
            ));
        }
    }

    fn finding(&self, name: &str, at: UsedAt) -> Option<(&'static str, String, String)> {
        if name == "ITEM" {
            return (!at.items).then(|| {
                let message = "`$ITEM` has no value here".to_owned();
                ("unset-variable", message, "give the step `each`".to_owned())
            });
        }
        if name == "TARGET" {
            return (!self.has_target && !at.targets).then(|| {
                let message = "`$TARGET` has no value here".to_owned();
                let hint = "give the procedure `targets`".to_owned();
                ("unset-variable", message, hint)
            });
        }
        if let Some(answered) = self.answers.get(name) {
            let first = answered.step + usize::from(at.command);
            let later = at.step.is_some_and(|step| first > step);
            return later.then(|| {
                let own = at.step == Some(answered.step);
                let whose = if own {
                    "this very step"
                } else {
                    "a later step"
                };
                let message = format!("`${name}` has no value yet here: {whose} yields it");
                let hint = match own {
                    true => "ask for it in a step of its own, before this one".to_owned(),
                    false => "move that step up, or do not use the name before it".to_owned(),
                };
                ("variable-too-early", message, hint)
            });
        }
        if let Some(of_target) = self.of_target(name, at) {
            return of_target.lacks.as_ref().map(|target| {
                let message = format!("`${name}` has no value on {}", quoted(target));
                (
                    "unset-variable",
                    message,
                    format!("give that target `{name}` too"),
                )
            });
        }
        let known = self.answers.keys().copied();
        let known = known.chain(self.of_targets.keys().map(String::as_str));
        let hint = match nearest(name, known.chain(["TARGET", "ITEM"])) {
            Some(meant) => format!("write `${meant}`"),
            None if is_inherited(name, false) => {
                "only a `shell` sees the environment: use it, or write the value out".to_owned()
            }
            None => "declare it with `ask`, `choose` or a target, or leave the `$` out".to_owned(),
        };
        let message = format!("nothing gives `${name}` a value");
        Some(("unknown-variable", message, hint))
    }

    fn check_braces(&self, sink: &mut Sink<'_>, text: Text<'_>) {
        let start = text.inner_start(sink.text());
        let mut from = 0;
        while let Some(open) = text.value[from..].find("{{").map(|at| from + at) {
            let Some(length) = text.value[open..].find("}}") else {
                return;
            };
            let end = open + length + 2;
            let name = text.value[open + 2..end - 2]
                .trim()
                .trim_start_matches(['.', '$']);
            if is_name(name) && self.declares(name) {
                let span = text.piece(start, open..end);
                let message = format!("a variable in `{{{{ }}}}` is not filled: `{name}`");
                sink.push(
                    Finding::warning("braces", span, message).hint(format!("write `${name}`")),
                );
            }
            from = end;
        }
    }
}
