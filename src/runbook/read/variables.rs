//! Which variables a procedure has, and whether its texts use only those.
//!
//! A name that nobody declares is a warning, not an error: `--set` may still give it. A secret
//! that a text would show is an error.

use super::super::problem::{Finding, Sink, quoted};
use super::super::template::{Template, Values, is_name};
use super::super::variables::shell_names;
use super::tree::Text;
use crate::text::nearest;
use std::{collections::BTreeMap, ops::Range};

/// The variables of one procedure.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// Names that a step yields, with the step's index and what it may be.
    pub(super) answers: BTreeMap<&'a str, Answered<'a>>,
    /// Names that the targets give, with a target that does not.
    of_targets: BTreeMap<String, Option<String>>,
    has_target: bool,
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
    /// Whether it is part of a command, which runs before its own step is answered.
    pub(super) command: bool,
}

impl<'a> Scope<'a> {
    /// Adds what the targets of the procedure give.
    pub(super) fn add_targets(&mut self, targets: &[(&str, &Values)], this_host: bool) {
        self.has_target = this_host || !targets.is_empty();
        for (_, values) in targets {
            for name in values.keys() {
                let lacks = targets
                    .iter()
                    .find(|(_, values)| !values.contains_key(name))
                    .map(|(target, _)| (*target).to_owned())
                    .or_else(|| this_host.then(|| "this host".to_owned()));
                self.of_targets.insert(name.clone(), lacks);
            }
        }
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

    /// The same for a text that a shell reads: names that nobody declares are its own.
    pub(super) fn check_shell(&self, sink: &mut Sink<'_>, text: Text<'_>, at: UsedAt) {
        let places = shell_names(text.value).map(|(start, name)| (start..start + name.len(), name));
        self.warn(sink, text, places, |name| {
            self.declares(name)
                .then(|| self.finding(name, at))
                .flatten()
        });
        if text.value.contains("{{") {
            self.check_braces(sink, text);
        }
    }

    /// Whether a name is one of a secret.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        self.answers.get(name).is_some_and(|it| it.secret)
    }

    /// Whether a target gives the name, and no answer does.
    pub(super) fn is_of_target(&self, name: &str) -> bool {
        self.of_targets.contains_key(name) && !self.answers.contains_key(name)
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
            return (!self.has_target).then(|| {
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
        if let Some(lacks) = self.of_targets.get(name) {
            return lacks.as_ref().map(|target| {
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
