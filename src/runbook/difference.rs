//! What is different between two revisions of a procedure, step by step.
//!
//! Steps are the same when their ids are, or when the newer one says which it `was`. Pure;
//! how it is shown is the screens' affair.

use super::{How, Procedure, Step, StepCommand, StepId};
use std::fmt;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A step that was not there before.
    Added {
        /// Its number in the newer revision, from 1.
        number: usize,
        /// Its title.
        title: String,
    },
    /// A step that is not there any more.
    Removed {
        /// Its number in the older revision, from 1.
        number: usize,
        /// Its title.
        title: String,
    },
    /// A step that says something else.
    Changed {
        /// Its number in the newer revision, from 1.
        number: usize,
        /// Its title now.
        title: String,
        /// What of it, in words.
        what: Vec<&'static str>,
    },
    /// Steps stand in another order.
    Reordered,
    /// Something of the procedure as a whole, in words.
    Procedure {
        /// What of it.
        what: &'static str,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { number, title } => write!(f, "new: {number} {title}"),
            Self::Removed { number, title } => write!(f, "gone: {number} {title}"),
            Self::Changed {
                number,
                title,
                what,
            } => {
                write!(f, "changed: {number} {title} ({})", what.join(", "))
            }
            Self::Reordered => f.write_str("the steps stand in another order"),
            Self::Procedure { what } => write!(f, "changed: {what}"),
        }
    }
}

/// What is different in the newer procedure; nothing when they say the same.
pub fn difference(older: &Procedure, newer: &Procedure) -> Vec<Change> {
    let mut changes: Vec<_> = of_procedure(older, newer)
        .into_iter()
        .map(|what| Change::Procedure { what })
        .collect();
    let mut order = Vec::new();
    for (step, number) in newer.steps.iter().zip(1..) {
        let title = step.title.source().to_owned();
        match before(older, step) {
            None => changes.push(Change::Added { number, title }),
            Some(at) => {
                order.push(at);
                let what = of_step(older, &older.steps[at], newer, step);
                if !what.is_empty() {
                    changes.push(Change::Changed {
                        number,
                        title,
                        what,
                    });
                }
            }
        }
    }
    for (at, step) in older
        .steps
        .iter()
        .enumerate()
        .filter(|(at, _)| !order.contains(at))
    {
        let title = step.title.source().to_owned();
        changes.push(Change::Removed {
            number: at + 1,
            title,
        });
    }
    if !order.is_sorted() {
        changes.push(Change::Reordered);
    }
    changes
}

/// What a step of the older procedure says that the newer one says in another way; nothing
/// where they say the same, and none where either does not have the step.
pub fn difference_of_step(
    older: &Procedure,
    newer: &Procedure,
    step: &StepId,
) -> Option<Vec<&'static str>> {
    let before = older.step(step)?;
    let same = |now: &&Step| now.id == *step;
    let renamed = |now: &&Step| now.was.contains(step);
    let now = newer.steps.iter().find(same);
    let now = now.or_else(|| newer.steps.iter().find(renamed))?;
    Some(of_step(older, before, newer, now))
}

/// Where a step of the newer procedure stood in the older one.
fn before(older: &Procedure, step: &Step) -> Option<usize> {
    let at = |id: &StepId| older.steps.iter().position(|known| known.id == *id);
    at(&step.id).or_else(|| step.was.iter().find_map(at))
}

fn of_procedure(older: &Procedure, newer: &Procedure) -> Vec<&'static str> {
    let parts = [
        (older.title != newer.title, "title"),
        (older.purpose != newer.purpose, "purpose"),
        (older.timing != newer.timing, "schedule"),
        (older.targets != newer.targets, "targets"),
        (older.serves != newer.serves, "what it serves"),
        (older.by != newer.by, "whose runs prove it"),
        (older.style != newer.style, "style"),
        (older.subject != newer.subject, "subject"),
        (
            older.alerts != newer.alerts || older.symptoms != newer.symptoms,
            "alerts and symptoms",
        ),
        (
            older.rehearse_every != newer.rehearse_every || older.rehearsals != newer.rehearsals,
            "rehearsals",
        ),
    ];
    that_differ(parts).collect()
}

fn that_differ(
    parts: impl IntoIterator<Item = (bool, &'static str)>,
) -> impl Iterator<Item = &'static str> {
    let differing = parts.into_iter().filter(|(differs, _)| *differs);
    differing.map(|(_, what)| what)
}

fn of_step(older: &Procedure, before: &Step, newer: &Procedure, now: &Step) -> Vec<&'static str> {
    let section = |procedure: &Procedure, step: &Step| {
        step.section.map(|at| {
            (
                procedure.sections[at].title.clone(),
                procedure.sections[at].when.clone(),
            )
        })
    };
    let parts = [
        (before.title != now.title, "title"),
        (section(older, before) != section(newer, now), "section"),
        (before.yields != now.yields, "what it asks for"),
        (before.copy != now.copy, "text to copy"),
        (before.link != now.link, "link"),
        (before.detail != now.detail, "detail"),
        (before.caution != now.caution, "caution"),
        (before.expect != now.expect, "expectation"),
        (before.when != now.when, "when it is wanted"),
        (before.each != now.each, "items"),
        (before.with != now.with, "what it gives the other procedure"),
        (before.optional != now.optional, "whether it is optional"),
        (before.end != now.end, "whether it ends the run"),
        (
            before.on_fail != now.on_fail,
            "what is offered when it fails",
        ),
        (before.sign_off != now.sign_off, "who signs it"),
        (before.undo != now.undo, "how it is undone"),
        (
            before.no_return != now.no_return,
            "whether there is a way back",
        ),
    ];
    let mut what: Vec<_> = that_differ(parts).collect();
    what.extend(of_how(&before.how, &now.how));
    what
}

/// What of the way that a step is done. A command is told part by part: it is what people
/// are asked to trust.
fn of_how(before: &How, now: &How) -> Vec<&'static str> {
    match (before, now) {
        (How::Command(before), How::Command(now)) => of_command(before, now),
        (How::Wait(before), How::Wait(now)) => {
            that_differ([(before != now, "how long to wait")]).collect()
        }
        (How::Call(before), How::Call(now)) => {
            that_differ([(before != now, "which procedure it calls")]).collect()
        }
        (before, now) => that_differ([(before != now, "how it is done")]).collect(),
    }
}

fn of_command(before: &StepCommand, now: &StepCommand) -> Vec<&'static str> {
    let expects =
        |command: &StepCommand| (command.expect_exit.clone(), command.expect_output.clone());
    let parts = [
        (before.program != now.program, "command"),
        (before.cwd != now.cwd, "folder of the command"),
        (
            before.env != now.env || before.pass_env != now.pass_env,
            "environment of the command",
        ),
        (before.timeout != now.timeout, "timeout of the command"),
        (
            expects(before) != expects(now),
            "what the command must answer",
        ),
        (before.take != now.take, "how the value is taken"),
        (
            before.interactive != now.interactive,
            "whether the command has the terminal",
        ),
        (
            before.keep_output != now.keep_output,
            "whether the output is kept",
        ),
    ];
    that_differ(parts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::{LibraryDefaults, parse_bytes};

    fn procedure(steps: &str) -> Procedure {
        let text =
            format!("title = \"T\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"P\"\n{steps}");
        let parsed = parse_bytes("t.toml", "t", text.as_bytes(), &LibraryDefaults::default());
        let runbook = parsed
            .runbook
            .unwrap_or_else(|| panic!("{:?}", parsed.problems));
        runbook.procedures[0].clone()
    }

    fn told(older: &str, newer: &str) -> String {
        let changes = difference(&procedure(older), &procedure(newer));
        changes.iter().map(|change| format!("{change}\n")).collect()
    }

    #[test]
    fn steps_are_told_apart_by_their_ids() {
        let older = r#"steps = ["Look", "Touch", "Leave"]"#;
        assert_eq!(told(older, older), "");
        insta::assert_snapshot!(told(older, r#"steps = ["Look", "Leave", "Lock up"]"#), @r"
        new: 3 Lock up
        gone: 2 Touch
        ");
        insta::assert_snapshot!(told(older, r#"steps = ["Touch", "Look", "Leave"]"#), @"the steps stand in another order");
    }

    #[test]
    fn a_renamed_step_is_the_same_and_what_changed_is_named() {
        let older = r#"style = "read-do"
steps = ["Look", "Touch"]"#;
        let newer = r#"
[[procedures.steps]]
title = "Look closely"
was = ["look"]
expect = "Nothing moves"
[[procedures.steps]]
title = "Touch"
"#;
        insta::assert_snapshot!(told(older, newer), @"changed: 1 Look closely (title, expectation)");
    }

    #[test]
    fn how_a_step_is_done_is_told_part_by_part() {
        let step = |keys: &str| format!("[[procedures.steps]]\ntitle = \"Look\"\n{keys}");
        let told = |older: &str, newer: &str| told(&step(older), &step(newer));
        for (older, newer, what) in [
            ("run = [\"df\"]", "run = [\"df\", \"-h\"]", "command"),
            (
                "copy = \"df\"",
                "run = [\"df\"]",
                "text to copy, how it is done",
            ),
            (
                "shell = \"df\"",
                "shell = \"df\"\ncwd = \"/srv\"\nenv = { A = \"b\" }\ntimeout = \"5m\"",
                "folder of the command, environment of the command, timeout of the command",
            ),
            (
                "run = [\"df\"]",
                "run = [\"df\"]\nexpect_exit = 1\nkeep_output = false\nundo = \"x\"\nno_return = true",
                "how it is undone, whether there is a way back, what the command must answer, whether the output is kept",
            ),
            ("wait = \"5m\"", "wait = \"6m\"", "how long to wait"),
            (
                "call = \"a/b\"",
                "call = \"a/c\"",
                "which procedure it calls",
            ),
            ("", "on_fail = \"a/b\"", "what is offered when it fails"),
        ] {
            assert_eq!(told(older, newer), format!("changed: 1 Look ({what})\n"));
            assert_eq!(told(older, older), "");
        }
    }
}
