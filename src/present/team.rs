//! How a team stands: who writes in its record, where, last seen when, by which program, at what;
//! and how this machine's record stands to the others'. The command line, the screen and line
//! prompts lay out the same rows, and programs get the same keys.

use super::behind::Behind;
use super::claim::Claim;
use super::clock::Clock;
use super::in_step::InStep;
use super::tone::Tone;
use crate::event::{RunId, SeenHead, WriterId};
use crate::state::State;
use crate::text::duration_words;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A clock that is so far ahead is said to be.
const SKEW_SECONDS: i64 = 120;

/// How a team stands. As JSON: `carrier` (null where the record is shared with nobody), `in_step`
/// (when it last was), `offline_since` and `why`, `waiting` (entries of this machine that have not
/// gone out; null where that cannot be read), `forks`, `refused` (what came and was not taken, and why), `older_runbooks` (how many
/// runbooks here are older than the record's), `members`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Team {
    carrier: Option<String>,
    in_step: Option<Timestamp>,
    offline_since: Option<Timestamp>,
    why: Option<String>,
    waiting: Option<u64>,
    forks: usize,
    refused: BTreeSet<String>,
    older_runbooks: usize,
    members: Vec<Member>,
    #[serde(skip)]
    stands: InStep,
    #[serde(skip)]
    behind: Behind,
}

/// Who writes. As JSON: `operator`, `last` (their last entry, by their own clock), `ahead_seconds`
/// (how far that clock is ahead of this one, where it is by more than two minutes), `writers`
/// (`writer`, `host`, `program`, `seq`), `at_it` (runs that they began and that go on), `holds`
/// (the claims of theirs that live, as `rounds claim` gives them).
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Member {
    operator: String,
    last: Option<Timestamp>,
    ahead_seconds: Option<i64>,
    writers: Vec<Writer>,
    at_it: Vec<String>,
    holds: Vec<Claim>,
    #[serde(skip)]
    began: Vec<RunId>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Writer {
    writer: WriterId,
    host: Option<String>,
    program: Option<String>,
    seq: u64,
}

/// What [`Team::of`] is made from, beside the record.
#[derive(Clone, Debug, Default)]
pub struct TeamSources {
    /// Where the record is carried; none where it is shared with nobody.
    pub carrier: Option<String>,
    /// How it stands.
    pub stands: InStep,
    /// Every claim that lives.
    pub claims: Vec<Claim>,
    /// Every writer's last entry, and when that was.
    pub last_entries: Vec<(SeenHead, Option<Timestamp>)>,
    /// How the runbooks here stand to the record's.
    pub older_runbooks: Behind,
}

/// A member in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamRow {
    /// Who.
    pub operator: String,
    /// On which machines, by which version of the program: `web-1 (0.1.0)`.
    pub seats: String,
    /// Last seen when, by their own clock.
    pub last: String,
    /// What they are at, and what is wrong with their clock.
    pub at: String,
    /// How that is to be taken.
    pub tone: Tone,
}

/// What stands over the columns of a member.
pub const TEAM_HEADS: [&str; 4] = ["OPERATOR", "HOSTS", "LAST ENTRY", "AT"];

impl Team {
    /// Gathers it; the last seen comes first.
    pub fn of(state: &State, sources: TeamSources, now: Timestamp) -> Self {
        let mut by: BTreeMap<String, Member> = BTreeMap::new();
        for (head, at) in sources.last_entries {
            let operator = head.writer.as_str().split('@').next().unwrap_or_default();
            let member = by.entry(operator.to_owned());
            let member = member.or_insert_with(|| Member::of(state, operator));
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
            let theirs = |claim: &&Claim| claim.operator.as_str() == member.operator;
            member.holds = sources.claims.iter().filter(theirs).cloned().collect();
        }
        members.sort_by_key(|member| std::cmp::Reverse(member.last));
        let stands = sources.stands;
        let (offline_since, why) = stands.offline.clone().unzip();
        Self {
            carrier: sources.carrier,
            in_step: stands.at,
            offline_since,
            why: why.or(stands.unread.clone()),
            waiting: stands.waiting,
            forks: stands.forks,
            refused: stands.refused.clone(),
            older_runbooks: sources.older_runbooks.books,
            members,
            stands,
            behind: sources.older_runbooks,
        }
    }

    /// How the record stands to the others', a line each, and how each is to be taken.
    pub fn lines(&self, clock: &Clock) -> Vec<(Tone, String)> {
        let Some(carrier) = &self.carrier else {
            let alone = "This record is shared with nobody: `rounds join URL` joins a team.";
            return vec![(Tone::Plain, alone.to_owned())];
        };
        let (tone, words) = self.stands.words(clock);
        let mut lines = vec![(tone, format!("{carrier}: {words}"))];
        lines.extend(self.why.clone().map(|why| (Tone::Dim, why)));
        if self.forks > 0 {
            let words = "`rounds journal forks` shows both sides.";
            lines.push((Tone::Bad, words.to_owned()));
        }
        let refused = self.refused.iter();
        lines.extend(refused.map(|why| (Tone::Warn, format!("Not taken: {why}."))));
        let older = self.behind.words().into_iter();
        lines.extend(older.map(|words| (Tone::Warn, words)));
        lines
    }

    /// The members, a row each.
    pub fn rows(&self, clock: &Clock) -> Vec<TeamRow> {
        self.members.iter().map(|it| it.row(clock)).collect()
    }
}

impl Member {
    fn of(state: &State, operator: &str) -> Self {
        let runs = state.in_progress().filter(|(run, _)| {
            let said = run.started.as_ref();
            said.is_some_and(|said| said.by.as_str() == operator)
        });
        let (began, at_it) = runs
            .map(|(run, started)| (run.id, format!("{} ({})", started.title, run.id.short())))
            .unzip();
        Self {
            operator: operator.to_owned(),
            last: None,
            ahead_seconds: None,
            writers: Vec::new(),
            at_it,
            holds: Vec::new(),
            began,
        }
    }

    fn row(&self, clock: &Clock) -> TeamRow {
        let seats: BTreeSet<String> = self.writers.iter().filter_map(Writer::words).collect();
        let ahead = self.ahead_seconds.map(|seconds| {
            let ahead = duration_words(u64::try_from(seconds).unwrap_or_default());
            format!("their clock is {ahead} ahead")
        });
        let holds = self.holds.iter().map(|claim| {
            let since = clock.moment(claim.since);
            format!("{} ({}) since {since}", claim.title, claim.how_far())
        });
        // What somebody holds is said once; a run that they only began is said by itself.
        let is_held = |run: &RunId| self.holds.iter().any(|claim| claim.run == *run);
        let began = self.began.iter().zip(&self.at_it);
        let began = began.filter(|(run, _)| !is_held(run));
        let began = began.map(|(_, words)| format!("began {words}"));
        let at: Vec<String> = ahead.into_iter().chain(holds).chain(began).collect();
        TeamRow {
            operator: self.operator.clone(),
            seats: seats.into_iter().collect::<Vec<_>>().join(", "),
            last: self.last.map(|at| clock.exact(at)).unwrap_or_default(),
            at: at.join("; "),
            tone: match self.ahead_seconds {
                Some(_) => Tone::Warn,
                None => Tone::Plain,
            },
        }
    }
}

impl TeamRow {
    /// As one line.
    pub fn line(&self) -> String {
        let parts = [
            Some(format!(
                "{} on {}, last seen {}",
                self.operator, self.seats, self.last
            )),
            Some(self.at.clone()).filter(|at| !at.is_empty()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
    }
}

impl Writer {
    /// `web-1 (0.1.0)`
    fn words(&self) -> Option<String> {
        let host = self.host.as_ref()?;
        let version = self
            .program
            .as_deref()
            .map(|it| it.trim_start_matches("rounds "));
        Some(match version {
            Some(version) => format!("{host} ({version})"),
            None => host.clone(),
        })
    }
}
