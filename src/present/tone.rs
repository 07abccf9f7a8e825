//! How much a thing matters, and the sign that says so where there is no colour.
//!
//! What stays true: colour is never the only sign, so each tone goes with a sign, and each sign
//! has a form in plain letters. What it does not do: it knows no colour; whoever draws has one
//! for each tone.

use crate::state::{SlotState, Verdict};

/// What a piece of text is, for whoever draws it to choose a colour by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// What may be overlooked.
    Dim,
    /// What the eye should find.
    Strong,
    /// All is well.
    Good,
    /// Wants attention.
    Warn,
    /// Is wrong.
    Bad,
}

/// A sign before a row or in a calendar: the same on every screen, in lines and in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// An open escalation.
    Escalation,
    /// Past its time.
    Late,
    /// Not OK, in alarm, broken or missing.
    Wrong,
    /// To be looked at before going on.
    Careful,
    /// An open question.
    Question,
    /// In progress.
    InProgress,
    /// A timer has run out, or runs.
    Timer,
    /// To be done now.
    Due,
    /// May be begun.
    Open,
    /// A way to begin.
    Begin,
    /// Nothing to do yet.
    Later,
    /// Done, saved, proven.
    Done,
    /// Done on time, in a calendar.
    OnTime,
    /// Done, but late, in a calendar.
    DoneLate,
    /// Not done, and too late now.
    Missed,
    /// Let go until a date: waived, silenced.
    LetGo,
    /// Operators said different things.
    Disputed,
    /// Put off.
    Deferred,
    /// Not done, with a reason.
    Skipped,
    /// Ended by a step with a word of its own.
    Ended,
}

impl Sign {
    /// The sign itself, or its form in plain letters.
    pub fn text(self, is_ascii: bool) -> &'static str {
        let (sign, ascii) = match self {
            Self::Escalation => ("◆", "E"),
            Self::Late => ("▲", "^"),
            Self::Wrong => ("✗", "X"),
            Self::Careful => ("!", "!"),
            Self::Question => ("?", "?"),
            Self::InProgress => ("◐", "~"),
            Self::Timer => ("◷", "t"),
            Self::Due => ("●", "*"),
            Self::Open => ("○", "o"),
            Self::Begin => ("›", ">"),
            Self::Later => ("·", "."),
            Self::Done => ("✓", "v"),
            Self::OnTime => ("■", "#"),
            Self::DoneLate => ("▲", "^"),
            Self::Missed => ("▯", "M"),
            Self::LetGo => ("◇", "%"),
            Self::Disputed => ("≠", "/"),
            Self::Deferred => ("»", ">"),
            Self::Skipped => ("⊘", "-"),
            Self::Ended => ("◼", "="),
        };
        if is_ascii { ascii } else { sign }
    }
}

/// The sign and the tone of an occurrence.
pub fn of_slot(state: SlotState) -> (Sign, Tone) {
    match state {
        SlotState::Upcoming => (Sign::Later, Tone::Dim),
        SlotState::Open => (Sign::Open, Tone::Plain),
        SlotState::Due => (Sign::Due, Tone::Strong),
        SlotState::Overdue => (Sign::Late, Tone::Bad),
        SlotState::Done => (Sign::OnTime, Tone::Good),
        SlotState::DoneLate => (Sign::DoneLate, Tone::Warn),
        SlotState::Missed => (Sign::Missed, Tone::Bad),
        SlotState::Excused => (Sign::LetGo, Tone::Dim),
    }
}

/// The sign and the tone of what a run came to.
pub fn of_verdict(verdict: &Verdict) -> (Sign, Tone) {
    match verdict {
        Verdict::Open => (Sign::InProgress, Tone::Strong),
        Verdict::Completed => (Sign::Done, Tone::Good),
        Verdict::WithFailures => (Sign::Wrong, Tone::Bad),
        Verdict::WithGaps | Verdict::NothingDone => (Sign::Deferred, Tone::Warn),
        Verdict::Ended(_) => (Sign::Ended, Tone::Good),
        Verdict::Abandoned(_) => (Sign::Skipped, Tone::Dim),
    }
}
