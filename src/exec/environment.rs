//! The whole environment of a child.
//!
//! What may come of our own is an allow-list by name, which stands with the runbook's format:
//! the reader goes by the same. What is not named there, and not let through by the runbook's
//! `pass_env`, is not inherited.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::runbook::is_inherited;

use super::program::Program;

/// Where programs are found when our own environment does not say.
const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Without these a program does not even start on Windows. Its names have no case there.
const OF_WINDOWS: &[&str] = &[
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERNAME",
    "USERPROFILE",
    "WINDIR",
];

/// The whole environment of a child: what it may inherit of `ours`, then the run's variables,
/// then the step's own `env`.
pub(super) fn environment_of(
    program: &Program,
    ours: impl Iterator<Item = (OsString, OsString)>,
) -> BTreeMap<OsString, OsString> {
    let ours = ours.map(|(name, value)| match cfg!(windows) {
        true => (name.to_ascii_uppercase(), value),
        false => (name, value),
    });
    let mut environment: BTreeMap<OsString, OsString> =
        ours.filter(|(name, _)| may_come(name, program)).collect();
    environment
        .entry("PATH".into())
        .or_insert_with(|| USUAL_PATH.into());
    if !program.is_interactive {
        // Nothing that it prints is drawn by a terminal.
        environment.insert("TERM".into(), "dumb".into());
    }
    for (name, value) in program.variables.iter().chain(&program.environment) {
        environment.insert(name.into(), value.into());
    }
    environment
}

fn may_come(name: &OsStr, program: &Program) -> bool {
    name.to_str().is_some_and(|name| {
        is_inherited(name, program.is_interactive)
            || program.passed.contains(name)
            || (cfg!(windows) && OF_WINDOWS.contains(&name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(program: &Program) -> BTreeMap<String, String> {
        let ours = [
            ("HOME", "/home/ops"),
            ("LC_ALL", "C.UTF-8"),
            ("TERM", "xterm"),
            ("AWS_SECRET_ACCESS_KEY", "canary"),
            ("LD_PRELOAD", "canary"),
            ("ROUNDS_JOURNAL", "canary"),
            ("GITHUB_TOKEN", "canary"),
        ];
        let ours = ours
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        environment_of(program, ours)
            .into_iter()
            .map(|(name, value)| {
                (
                    name.to_string_lossy().into_owned(),
                    value.to_string_lossy().into_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn only_what_is_named_is_inherited() {
        let mut program = Program::shell("true", "/");
        program.variables.insert("ORDER_ID".into(), "7".into());
        program.variables.insert("SHARD".into(), "typed".into());
        program.environment.insert("SHARD".into(), "owner".into());
        let names = ["HOME", "LC_ALL", "ORDER_ID", "PATH", "SHARD", "TERM"];
        let seen_by_program = seen(&program);
        assert!(seen_by_program.keys().eq(names));
        assert_eq!(seen_by_program["TERM"], "dumb");
        assert_eq!(seen_by_program["PATH"], USUAL_PATH);
        assert_eq!(seen_by_program["SHARD"], "owner");
        program.is_interactive = true;
        assert_eq!(seen(&program)["TERM"], "xterm");
        program.passed.insert("GITHUB_TOKEN".into());
        assert_eq!(seen(&program)["GITHUB_TOKEN"], "canary");
    }
}
