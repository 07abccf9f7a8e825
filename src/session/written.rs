//! The commands of a library as they are shown to be allowed: each with the values that the
//! library gives it, and whether it may run.

use crate::library::Library;
use crate::runbook::{self, How, Procedure, Runbook, Step, StepCommand, Target, Yields};
use crate::trust::{CommandText, GivenValue, Place, TextForm, Trust, Verdict};
use std::collections::BTreeSet;

/// A command of a library, as its owner wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Where it stands.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// What would run.
    pub text: CommandText,
    /// Whether it may.
    pub verdict: Verdict,
}

/// Every command of the library that can be run, by place, with whether it may. Those of a
/// sample never run.
pub fn written_in(library: &Library, trust: &Trust) -> Vec<Written> {
    let runbooks = library.books.iter();
    let runbooks = runbooks.filter_map(|book| book.parsed.runbook.as_ref());
    let runbooks = runbooks.filter(|runbook| !runbook.sample);
    let procedures = runbooks.flat_map(|runbook| {
        let procedures = runbook.procedures.iter();
        procedures.map(move |procedure| (runbook, procedure))
    });
    let procedures = procedures.filter(|(_, procedure)| procedure.steps.outline().has_commands);
    procedures
        .flat_map(|(runbook, procedure)| commands_of(runbook, procedure, trust))
        .collect()
}

/// The commands of one procedure, in order.
pub fn commands_of<'a>(
    runbook: &'a Runbook,
    procedure: &'a Procedure,
    trust: &'a Trust,
) -> impl Iterator<Item = Written> + 'a {
    procedure.steps.iter().filter_map(move |step| {
        let How::Command(command) = &step.how else {
            return None;
        };
        let place = Place {
            runbook: runbook.id.to_string(),
            procedure: procedure.id.to_string(),
            step: step.id.to_string(),
        };
        let text = text_of(runbook, procedure, step, command);
        Some(Written {
            title: step.title.source().to_owned(),
            verdict: trust.verdict(&place, &text),
            place,
            text,
        })
    })
}

/// A command as it is allowed: what an operator answers is not filled in, what the library gives
/// stands beside it.
fn text_of(
    runbook: &Runbook,
    procedure: &Procedure,
    step: &Step,
    command: &StepCommand,
) -> CommandText {
    let source = |text: &runbook::Template| text.source().to_owned();
    let env = command.env.iter();
    let names = command.names().into_iter();
    CommandText {
        form: match &command.program {
            runbook::Program::Words(words) => TextForm::Argv(words.iter().map(source).collect()),
            runbook::Program::Shell(shell) => TextForm::Shell(shell.text.clone()),
        },
        cwd: command.cwd.as_ref().map(source),
        env: env
            .map(|(name, text)| (name.clone(), source(text)))
            .collect(),
        is_interactive: command.interactive,
        passed: command.pass_env.clone(),
        given: names
            .flat_map(|name| given(runbook, procedure, step, name))
            .collect(),
    }
}

/// The values that the library gives to a name: by a choice, an item, a target's name, or what
/// the targets say.
fn given(
    runbook: &Runbook,
    procedure: &Procedure,
    step: &Step,
    name: &str,
) -> BTreeSet<GivenValue> {
    let value = |value: &str, on: Option<&str>| GivenValue {
        name: name.to_owned(),
        on: on.map(str::to_owned),
        value: value.to_owned(),
    };
    let items = step.each.items().iter();
    if name == "ITEM" {
        return items.map(|item| value(&item.text, None)).collect();
    }
    let of_items: BTreeSet<_> = items
        .filter_map(|item| Some(value(item.values.get(name)?, Some(&item.text))))
        .collect();
    if !of_items.is_empty() {
        return of_items;
    }
    let targets = procedure.targets.iter().filter_map(|target| match target {
        Target::Named(name) => Some(name),
        Target::ThisHost => None,
    });
    if name == "TARGET" {
        return targets.map(|target| value(target.as_str(), None)).collect();
    }
    // An answer of that name goes before what a target gives.
    for step in &procedure.steps {
        match &step.yields {
            Yields::Choose(choose) if choose.name.as_deref() == Some(name) => {
                return choose.options.iter().map(|it| value(it, None)).collect();
            }
            Yields::Ask(ask) if ask.name == name => return BTreeSet::new(),
            _ => {}
        }
    }
    let of_targets = targets.filter_map(|target| {
        let given = runbook.targets.get(target)?.get(name)?;
        Some(value(given, Some(target.as_str())))
    });
    of_targets.collect()
}
