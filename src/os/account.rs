//! Unix: the account that runs this process, and the login that it belongs to.
//!
//! The name service is asked, which knows the accounts of LDAP and of a Mac as well as those of
//! /etc/passwd. Only where it knows none does the environment count, which anybody can set.

#[cfg(target_os = "linux")]
use super::unix::kin_of;
use super::{Account, AccountSource};
use rustix::process as processes;
#[cfg(target_os = "linux")]
use rustix::process::Pid;
use std::process::{Command, Stdio};

/// The account that runs this process.
#[must_use]
pub fn account() -> Account {
    let uid = processes::getuid().as_raw();
    let known = uzers::get_user_by_uid(uid)
        .map(|user| user.name().to_string_lossy().into_owned())
        .filter(|name| is_name(name))
        .map(|name| (name, AccountSource::NameService));
    let known = known.or_else(|| by_program().map(|name| (name, AccountSource::Id)));
    let said = || named_by(|name| std::env::var(name).ok());
    let (name, from) = known
        .or_else(said)
        .unwrap_or_else(|| (format!("uid-{uid}"), AccountSource::Number));
    Account { name, from }
}

/// What `id -un` says. A static program has no name service of its own but /etc/passwd; the
/// system's `id` has.
fn by_program() -> Option<String> {
    if !cfg!(target_feature = "crt-static") {
        return None;
    }
    let answer = Command::new("id")
        .arg("-un")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|answer| answer.status.success())?;
    let name = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    is_name(&name).then_some(name)
}

/// The first name that the environment gives.
pub(super) fn named_by(said: impl Fn(&str) -> Option<String>) -> Option<(String, AccountSource)> {
    ["USER", "LOGNAME"].into_iter().find_map(|variable| {
        let name = said(variable).filter(|name| is_name(name))?;
        Some((name, AccountSource::Environment(variable)))
    })
}

/// Whether it can be an account's name: something to read, and no number of its own making.
fn is_name(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_control)
}

/// What tells this login from every other of this boot: the session that a terminal, a
/// connection or a window opened, and when it began. In a container whose session was opened
/// outside of it, the process that came in from there. None where it cannot be known.
#[cfg(target_os = "linux")]
#[must_use]
pub fn login() -> Option<String> {
    let own = kin_of(processes::getpid())?;
    let leader = Pid::from_raw(own.session).or_else(first_inside)?;
    let stat = format!("/proc/{}/stat", leader.as_raw_nonzero());
    let begun = begun_in(&std::fs::read_to_string(stat).ok()?)?;
    Some(format!("{}-{begun}", leader.as_raw_nonzero()))
}

/// Our oldest ancestor whose own parent is outside this process namespace.
#[cfg(target_os = "linux")]
fn first_inside() -> Option<Pid> {
    let mut oldest = processes::getpid();
    while let Some(parent) = Pid::from_raw(kin_of(oldest)?.parent) {
        oldest = parent;
    }
    Some(oldest)
}

/// When a process began, in the clock's ticks since the boot (proc_pid_stat(5), field 22).
#[cfg(target_os = "linux")]
pub(super) fn begun_in(stat: &str) -> Option<u64> {
    let after_name = stat.rsplit_once(") ")?.1;
    after_name.split(' ').nth(19)?.parse().ok()
}

/// What tells this login from every other that runs now.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn login() -> Option<String> {
    let session = processes::getsid(None).ok()?;
    Some(session.as_raw_nonzero().to_string())
}
