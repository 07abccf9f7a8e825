//! What the command line and the environment say of the settings: the first goes before.

use super::args::{Common, When};
use crate::config::{self, Origin, Overrides, Sourced};
use std::ffi::OsString;
use std::path::PathBuf;

/// What the environment says; empty means unsaid.
pub fn said(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// What was said on the command line, else in the environment.
pub fn said_by(common: &Common) -> Overrides {
    let argument = Overrides {
        runbooks: (!common.runbooks.is_empty())
            .then(|| Sourced::new(common.runbooks.clone(), Origin::Argument("--runbooks"))),
        journal: given(common.journal.clone(), "--journal"),
        journal_id: common.journal_id,
        operator: given(common.operator.clone(), "--operator"),
        colour: given(common.color.map(when), "--color"),
        ascii: given(common.ascii.then_some(true), "--ascii"),
        theme: given(common.theme.clone(), "--theme"),
        mouse: given(common.mouse.then_some(true), "--mouse"),
        ..Overrides::default()
    };
    argument.or(environment())
}

fn given<T>(value: Option<T>, name: &'static str) -> Option<Sourced<T>> {
    value.map(|value| Sourced::new(value, Origin::Argument(name)))
}

fn environment() -> Overrides {
    let runbooks = said("ROUNDS_RUNBOOKS").map(|list| {
        let paths = std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty());
        let from = Origin::Environment("ROUNDS_RUNBOOKS");
        Sourced::new(paths.collect::<Vec<_>>(), from)
    });
    Overrides {
        runbooks: runbooks.filter(|said| !said.value.is_empty()),
        journal: said("ROUNDS_JOURNAL")
            .map(|path| Sourced::new(PathBuf::from(path), Origin::Environment("ROUNDS_JOURNAL"))),
        operator: said("ROUNDS_OPERATOR").map(|name| {
            let name = name.to_string_lossy().into_owned();
            Sourced::new(name, Origin::Environment("ROUNDS_OPERATOR"))
        }),
        colour: said("NO_COLOR")
            .map(|_| Sourced::new(config::When::Never, Origin::Environment("NO_COLOR"))),
        ..Overrides::default()
    }
}

fn when(typed: When) -> config::When {
    match typed {
        When::Auto => config::When::Auto,
        When::Always => config::When::Always,
        When::Never => config::When::Never,
    }
}
