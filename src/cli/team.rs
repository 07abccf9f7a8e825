//! `rounds team`: who writes in this record, where, last seen when, at what; and how it stands
//! with the other side.

use super::args::Form;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table};
use crate::event::WriterId;
use crate::present::{InStep, Tone};
use crate::session::{Session, Team};
use crate::state::State;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A clock that is so far ahead is said to be.
const SKEW_SECONDS: i64 = 120;

/// How a team stands. As JSON: `carrier` (null where the record is shared with nobody), `in_step`
/// (when it last was), `offline_since` and `why`, `waiting` (entries of this machine that have not
/// gone out), `forks`, `members`.
#[derive(Debug, Serialize)]
struct Answer {
    carrier: Option<String>,
    in_step: Option<Timestamp>,
    offline_since: Option<Timestamp>,
    why: Option<String>,
    waiting: u64,
    forks: usize,
    members: Vec<Member>,
}

/// Who writes. As JSON: `operator`, `last` (their last entry, by their own clock), `ahead_seconds`
/// (how far that clock is ahead of this one, where it is by more than two minutes), `writers`
/// (`writer`, `host`, `program`, `seq`), `at_it` (what they are at: runs that they began or
/// answered last).
#[derive(Debug, Serialize)]
struct Member {
    operator: String,
    last: Option<Timestamp>,
    ahead_seconds: Option<i64>,
    writers: Vec<Writer>,
    at_it: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Writer {
    writer: WriterId,
    host: Option<String>,
    program: Option<String>,
    seq: u64,
}

/// Tells how a team stands.
///
/// # Errors
/// When the record cannot be read.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let now = invocation.clock.now;
    let settings = invocation.settings()?;
    let team = Team::of(&settings).map_err(Stop::Usage)?;
    let stands = team.as_ref().map(Team::stands);
    let session = invocation.record()?;
    let members = members(session, now);
    if form.json {
        let stands = stands.unwrap_or_default();
        let (offline_since, why) = stands.offline.unzip();
        let answer = Answer {
            carrier: team.map(|team| team.url),
            in_step: stands.at,
            offline_since,
            why,
            waiting: stands.waiting,
            forks: stands.forks,
            members,
        };
        invocation.out.json(&answer)?;
        return Ok(Exit::WELL);
    }
    tell(team.zip(stands), &members, invocation)?;
    Ok(Exit::WELL)
}

/// Everybody who wrote, the last seen first.
fn members(session: &Session, now: Timestamp) -> Vec<Member> {
    let state = session.state();
    let mut by: BTreeMap<String, Member> = BTreeMap::new();
    for (head, at) in session.journal().reader().positions().last_entries() {
        let operator = head.writer.as_str().split('@').next().unwrap_or_default();
        let member = by.entry(operator.to_owned()).or_insert_with(|| Member {
            operator: operator.to_owned(),
            last: None,
            ahead_seconds: None,
            writers: Vec::new(),
            at_it: at_it(&state, operator),
        });
        member.last = member.last.max(at);
        let seat = state.writer_host(&head.writer);
        member.writers.push(Writer {
            host: seat.map(|seat| seat.host.clone()),
            program: seat.map(|seat| seat.program.clone()),
            seq: head.seq,
            writer: head.writer,
        });
    }
    let mut members: Vec<Member> = by.into_values().collect();
    for member in &mut members {
        let ahead = member.last.map(|last| last.duration_since(now).as_secs());
        member.ahead_seconds = ahead.filter(|ahead| *ahead > SKEW_SECONDS);
    }
    members.sort_by_key(|member| std::cmp::Reverse(member.last));
    members
}

/// The runs that go on and that somebody began, in words.
fn at_it(state: &State, operator: &str) -> Vec<String> {
    let runs = state.in_progress();
    let theirs = runs.filter(|(run, _)| {
        run.started
            .as_ref()
            .is_some_and(|said| said.by.as_str() == operator)
    });
    theirs
        .map(|(run, started)| format!("{} ({})", started.title, run.id.short()))
        .collect()
}

fn tell(
    team: Option<(Team, InStep)>,
    members: &[Member],
    invocation: &mut Invocation,
) -> Result<(), Stop> {
    let clock = invocation.clock.clone();
    let out = &mut invocation.out;
    match team {
        None => out.say("This record is shared with nobody: `rounds join URL` joins a team.")?,
        Some((team, stands)) => {
            let (tone, words) = stands.words(&clock);
            let line = Line::plain(&format!("{}: ", team.url)).add(tone, &words);
            out.line(&line)?;
            if let Some((_, why)) = stands.offline {
                out.line(&Line::of(Tone::Dim, &why))?;
            }
        }
    }
    let head = &["OPERATOR", "HOSTS", "LAST ENTRY", "AT"];
    let mut table = Table::keeping(&[0]).under(head);
    for member in members {
        let hosts: Vec<&str> = member
            .writers
            .iter()
            .filter_map(|writer| writer.host.as_deref())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        let last = member.last.map(|at| clock.exact(at)).unwrap_or_default();
        let ahead = member.ahead_seconds.map(|seconds| {
            let ahead = crate::text::duration_words(u64::try_from(seconds).unwrap_or_default());
            format!("their clock is {ahead} ahead")
        });
        let words: Vec<String> = ahead.into_iter().chain(member.at_it.clone()).collect();
        let tone = if member.ahead_seconds.is_some() {
            Tone::Warn
        } else {
            Tone::Plain
        };
        table.row([
            (Tone::Strong, member.operator.as_str()),
            (Tone::Plain, hosts.join(", ").as_str()),
            (Tone::Plain, last.as_str()),
            (tone, words.join("; ").as_str()),
        ]);
    }
    table.write(out)
}
