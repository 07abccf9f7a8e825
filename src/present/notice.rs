//! What is told to the world outside while no screen is open: that something became overdue, was
//! missed, was escalated, that a silence came to its end, that a shift changed hands.
//!
//! What stays true: each notice has a key that is the same whoever looks, and whenever, so that
//! a pager can tell a second sending from a second thing. What it does not do: it keeps no
//! account of what was told, and tells nobody.

use super::clock::length;
use crate::event::{FollowUpKind, FollowUpState};
use crate::state::{
    Escalation, FollowUp, Handover, Occurrence, Series, SeriesId, SlotState, State,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

/// On what occasion something is told. Each has its hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// A round is past its grace.
    Overdue,
    /// An escalation was opened, answered or resolved.
    Escalation,
    /// A silence came to its end.
    SilenceEnd,
    /// A shift was given, or taken over.
    Handover,
    /// A round was missed.
    Missed,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Overdue,
        Self::Escalation,
        Self::SilenceEnd,
        Self::Handover,
        Self::Missed,
    ];

    /// The key of its hook in config.toml.
    pub fn hook(self) -> &'static str {
        match self {
            Self::Overdue => "on_overdue",
            Self::Escalation => "on_escalation",
            Self::SilenceEnd => "on_silence_end",
            Self::Handover => "on_handover",
            Self::Missed => "on_missed",
        }
    }

    /// As programs know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Escalation => "escalation",
            Self::SilenceEnd => "silence-end",
            Self::Handover => "handover",
            Self::Missed => "missed",
        }
    }

    /// Several of them, as a sentence begins.
    pub fn several(self, number: usize) -> String {
        match self {
            Self::Overdue => format!("{number} rounds are overdue"),
            Self::Escalation => format!("{number} changes of escalations"),
            Self::SilenceEnd => format!("{number} silences ended"),
            Self::Handover => format!("{number} steps of handovers"),
            Self::Missed => format!("{number} rounds were missed"),
        }
    }
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// On what occasion.
    pub event: Occasion,
    /// Its key, the same for ever: for whoever must not act twice.
    pub key: String,
    /// Since when it is so.
    pub since: Timestamp,
    /// What it is, in a sentence. Times in it are UTC.
    pub words: String,
    /// What people call it.
    pub title: String,
    /// How it stands: `opened`, `answered`, `resolved`, `given`, `accepted`, `ended`, `lifted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The runbook's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// `runbook/procedure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// Where it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// When the round was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Timestamp>,
    /// How bad it is, in the team's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// The command that goes on from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// How a notice says that something began.
const OPENED: &str = "opened";
/// How a notice says that something is over.
const RESOLVED: &str = "resolved";

impl Notice {
    /// What it is about, the same for everything that is told of one thing: its key without how it
    /// stands. What is told of one thing is told in its order.
    pub fn thing(&self) -> &str {
        let state = self.state.as_deref().and_then(|state| {
            let at = self.key.rfind(&format!("/{state}"))?;
            self.key.get(..at)
        });
        state.unwrap_or(&self.key)
    }

    /// Orders them for whoever is told only a few: what wants somebody before what somebody took
    /// on or what is over, the worse before the lesser, the newer before the older.
    pub fn most_pressing_first(all: &mut [Self]) {
        let is_over = |it: &&Self| it.state.as_deref() == Some(RESOLVED);
        let over: BTreeSet<String> = all
            .iter()
            .filter(is_over)
            .map(|it| it.thing().to_owned())
            .collect();
        all.sort_by_cached_key(|it| {
            let severity = it.severity.clone();
            let stands = match it.state.as_deref() {
                _ if over.contains(it.thing()) => 2,
                Some(OPENED) | None => 0,
                Some(_) => 1,
            };
            (stands, severity.is_none(), severity, Reverse(it.since))
        });
    }

    fn of(event: Occasion, key: String, since: Timestamp, title: String, words: String) -> Self {
        Self {
            event,
            key: format!("rounds/{event}/{key}"),
            since,
            words,
            title,
            state: None,
            runbook: None,
            procedure: None,
            target: None,
            slot: None,
            severity: None,
            command: None,
        }
    }
}

/// What lies further back is nobody's news.
const NEWS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// All that could be told now, told already or not: what stands, and what happened lately.
pub fn notices(state: &State, now: Timestamp) -> Vec<Notice> {
    let is_news = |at: Timestamp| at <= now && now.duration_since(at) <= NEWS;
    let mut all = Vec::new();
    for (id, series) in state.lines() {
        let pressing = series.pressing(now);
        all.extend(pressing.iter().filter_map(|it| round(id, series, it)));
    }
    for escalation in state.escalations() {
        all.extend(escalated(escalation).filter(|it| escalation.is_open() || is_news(it.since)));
    }
    let silences = state.follow_ups().filter_map(|it| silence_end(it, now));
    all.extend(silences.filter(|it| is_news(it.since)));
    for handover in state.handovers() {
        all.extend(handed(handover).filter(|it| is_news(it.since)));
    }
    all.sort_by(|one, other| (one.since, &one.key).cmp(&(other.since, &other.key)));
    all
}

fn exact(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn round(id: &SeriesId, series: &Series, occurrence: &Occurrence) -> Option<Notice> {
    let (event, since) = match occurrence.state {
        SlotState::Overdue => (Occasion::Overdue, occurrence.due_by),
        SlotState::Missed => (
            Occasion::Missed,
            occurrence.next.unwrap_or(occurrence.due_by),
        ),
        _ => return None,
    };
    let noticed = &series.current()?.what;
    let target = id.target.as_ref().map(ToString::to_string);
    let place = [Some(noticed.runbook_title.clone()), target.clone()];
    let place: Vec<_> = place.into_iter().flatten().collect();
    let what = format!("{} ({})", noticed.title, place.join(", "));
    let words = match event {
        Occasion::Overdue => format!("{what} is overdue since {}.", exact(since)),
        _ => format!("{what} of {} was missed.", exact(occurrence.slot)),
    };
    let procedure = id.procedure.to_string();
    let at = target.as_deref().unwrap_or_default();
    let key = format!("{procedure}@{at}/{}", occurrence.slot);
    Some(Notice {
        runbook: Some(id.procedure.runbook.to_string()),
        command: Some(match event {
            Occasion::Overdue => format!("rounds open {procedure}"),
            _ => format!("rounds ack {procedure}"),
        }),
        procedure: Some(procedure),
        target,
        slot: Some(occurrence.slot),
        ..Notice::of(event, key, since, noticed.title.clone(), words)
    })
}

fn escalated(escalation: &Escalation) -> impl Iterator<Item = Notice> + use<> {
    let mut told = Vec::new();
    if let (Some(said), Some(opening)) = (&escalation.opened, escalation.opening()) {
        let id = escalation.id;
        let what = format!(
            "{}: {} ({})",
            opening.severity, opening.title, opening.runbook_title
        );
        let mut add = |state: &str, since: Timestamp, words: String| {
            told.push(Notice {
                state: Some(state.to_owned()),
                runbook: Some(opening.runbook.to_string()),
                severity: Some(opening.severity.clone()),
                command: Some(format!("rounds ack {}", id.short())),
                ..Notice::of(
                    Occasion::Escalation,
                    format!("{id}/{state}"),
                    since,
                    opening.title.clone(),
                    words,
                )
            });
        };
        let within = escalation.response().map(|response| {
            let within = length(response.by.duration_since(said.at));
            format!(", respond within {within}")
        });
        let within = within.unwrap_or_default();
        let words = format!("{what}, opened by {}{within}.", said.by);
        add(OPENED, said.at, words);
        let resolved = escalation.resolved_at();
        let answered = escalation.answered_at().filter(|at| resolved != Some(*at));
        if let Some(at) = answered {
            add("answered", at, format!("{what} was answered."));
        }
        if let Some(at) = resolved {
            add(RESOLVED, at, format!("{what} is resolved."));
        }
    }
    told.into_iter()
}

fn silence_end(silence: &FollowUp, now: Timestamp) -> Option<Notice> {
    let opening = silence.opening()?;
    if opening.kind != FollowUpKind::Override {
        return None;
    }
    let lifted = silence.last_move().filter(|_| !silence.is_open());
    let due = silence.due().filter(|due| *due <= now);
    let title = &opening.title;
    let (state, since, words) = match (lifted, due) {
        (Some(lifted), due) if due.is_none_or(|due| lifted.at < due) => {
            let how = match silence.state() {
                FollowUpState::Lifted => "was lifted",
                _ => "was closed",
            };
            let words = format!("The silence on {title} {how} by {}.", lifted.by);
            ("lifted", lifted.at, words)
        }
        (_, Some(due)) => {
            let words = format!(
                "The silence on {title} has ended: it was until {}.",
                exact(due)
            );
            ("ended", due, words)
        }
        _ => return None,
    };
    Some(Notice {
        state: Some(state.to_owned()),
        runbook: opening.runbook.as_ref().map(ToString::to_string),
        command: Some(format!("rounds show {}", silence.id.short())),
        ..Notice::of(
            Occasion::SilenceEnd,
            format!("{}/{since}", silence.id),
            since,
            title.clone(),
            words,
        )
    })
}

fn handed(handover: &Handover) -> impl Iterator<Item = Notice> + use<> {
    let mut told = Vec::new();
    if let Some(given) = &handover.given {
        let id = handover.id;
        let mut add = |state: &str, by: &str, since: Timestamp, words: String| {
            told.push(Notice {
                state: Some(state.to_owned()),
                command: Some("rounds handover".to_owned()),
                ..Notice::of(
                    Occasion::Handover,
                    format!("{id}/{state}{by}"),
                    since,
                    "Handover".to_owned(),
                    words,
                )
            });
        };
        let to = given.what.to.as_ref().map(ToString::to_string);
        let to = to.unwrap_or_else(|| "whoever comes next".to_owned());
        let words = format!("{} gave the shift to {to}.", given.by);
        add("given", "", given.at, words);
        for accepted in &handover.accepted {
            let by = format!("/{}", accepted.by);
            let words = format!("{} accepted the shift of {}.", accepted.by, given.by);
            add("accepted", &by, accepted.at, words);
        }
    }
    told.into_iter()
}
