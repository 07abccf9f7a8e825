//! What keeps a runbook true over time: its reviews, its stabilization window, and whether
//! its revision was approved. The file says how often and how long, the record what was done.

use super::fold::State;
use super::follow_up::{FollowUp, Moved};
use super::handoff::WindowSaid;
use super::register::Stamped;
use crate::event::{EntryHash, FollowUpId, FollowUpKind, FollowUpState};
use crate::runbook::{Operator, Runbook, Stabilization};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// How a runbook's review stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reviewed {
    /// The day of the last one, by the record, else by the file.
    pub last: Option<Date>,
    /// Who did it, where the record knows.
    pub by: Option<Operator>,
    /// The same with the account and the machine.
    pub from: Option<String>,
    /// The day of the next one; none where neither record nor file says how often.
    pub next: Option<Date>,
    /// How many days are left; negative where it is overdue.
    pub days_left: Option<i32>,
}

impl Reviewed {
    /// Whether the next review is past.
    pub fn is_overdue(&self) -> bool {
        self.days_left.is_some_and(|left| left < 0)
    }
}

/// No window is looked at for longer than two years.
const MOST_WEEKS: usize = 104;

/// Issues in one week of a stabilization window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub starts: Date,
    /// How many were opened in it.
    pub opened: usize,
    /// How many were closed in it.
    pub closed: usize,
    /// How many were open at its end.
    pub open: usize,
}

/// How a stabilization window stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Window<'a> {
    /// What the file says of it.
    pub file: &'a Stabilization,
    /// Its last day: the file's, or a later one that the record gives it.
    pub ends: Date,
    /// How many days are left, the last one included; negative where it is past.
    pub days_left: i32,
    /// The statement that closed it.
    pub closed: Option<&'a Stamped<WindowSaid>>,
    /// The last statement that extended it.
    pub extended: Option<&'a Stamped<WindowSaid>>,
    /// Whether it has begun.
    pub has_begun: bool,
}

impl Window<'_> {
    /// Whether it is going on now.
    pub fn is_going_on(&self) -> bool {
        self.has_begun && self.closed.is_none()
    }

    /// Whether its last day is past, and nobody has closed or extended it.
    pub fn is_past_due(&self) -> bool {
        self.closed.is_none() && self.days_left < 0
    }
}

/// Why a file cannot simply be put back to what it was before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWayBack {
    /// No revision of the file is known to belong to the change.
    NoRevision,
    /// It was changed since.
    ChangedSince,
    /// There was none before.
    First,
}

impl NoWayBack {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoRevision => "no revision of the file is known to belong to this change",
            Self::ChangedSince => "the file was changed since, and that would be lost",
            Self::First => "the file began with this change",
        }
    }
}

/// Whether a revision of a runbook may be worked by, where its changes are controlled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The runbook does not ask for it.
    NotAsked,
    /// A change that is about it was approved.
    Approved,
    /// A change that is about it goes its way.
    Pending,
    /// The change was approved or released by a word that is not signed, where it has to be.
    Unsigned,
    /// What was said of the change is damaged or not verified.
    Unreliable,
    /// No change is about it.
    Missing,
}

impl Approval {
    /// What is to be said of a revision; nothing where all is well.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::Missing => Some("This revision is not approved: no change is about it."),
            Self::Pending => Some("This revision is not approved yet: its change goes its way."),
            Self::Unsigned => Some(
                "This revision is not approved yet: what was said of its change is not signed.",
            ),
            Self::Unreliable => Some(
                "This revision is not approved: what was said of its change is damaged or not verified.",
            ),
            Self::NotAsked | Self::Approved => None,
        }
    }
}

/// The day in a runbook's zone.
pub fn day_of(runbook: &Runbook, at: Timestamp) -> Date {
    runbook.zone.wall_clock(at).date()
}

/// Whole days from one day to another; negative backwards.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A day this long after another, in whole days.
pub(super) fn day_after(day: Date, length: SignedDuration) -> Date {
    let days = i32::try_from(length.as_hours() / 24).unwrap_or(i32::MAX);
    let days = days.clamp(0, 36_500);
    day.saturating_add(days.days())
}

impl State {
    /// How the review of a runbook stands. A review on record counts before the file's
    /// `last`, unless that day is later; one that is damaged or not verified does not.
    pub fn reviewed(&self, runbook: &Runbook, now: Timestamp) -> Reviewed {
        let record = self.book_record(runbook.id.as_str());
        let said = record.and_then(|record| {
            let mut reviews = record.reviews.story();
            reviews.rfind(|said| !self.is_unreliable(said))
        });
        let on_record = said.map(|said| day_of(runbook, said.at));
        let file = runbook.review.last;
        let every = runbook.review.every;
        let (last, said, next) = match (said, on_record) {
            (Some(said), Some(day)) if file.is_none_or(|file| file <= day) => {
                (Some(day), Some(said), Some(said.what.next))
            }
            _ => {
                let next = file.zip(every).map(|(file, every)| day_after(file, every));
                (file, None, next)
            }
        };
        let today = day_of(runbook, now);
        Reviewed {
            last,
            by: said.map(|said| said.by.clone()),
            from: said.map(|said| self.hand(said).to_string()),
            next,
            days_left: next.map(|next| days_between(today, next)),
        }
    }

    /// How the stabilization window of a runbook stands, where it has one. Where it was
    /// closed and extended by people who did not know of each other, it goes on. A word that is
    /// damaged or not verified does neither.
    pub fn stabilization<'a>(&'a self, runbook: &'a Runbook, now: Timestamp) -> Option<Window<'a>> {
        let file = runbook.package.stabilization.as_ref()?;
        let record = self.book_record(runbook.id.as_str());
        let said = record.and_then(|record| record.windows.get(&file.starts));
        let standing = || {
            let standing = said.into_iter().flat_map(|said| said.standing());
            standing.filter(|said| !self.is_unreliable(said))
        };
        let extended = standing().rfind(|said| matches!(said.what, WindowSaid::Extended { .. }));
        let closed = standing().next_back().filter(|_| extended.is_none());
        let later = said.into_iter().flat_map(|said| said.story());
        let later = later.filter_map(|said| match &said.what {
            WindowSaid::Extended { ends, .. } => Some(*ends),
            WindowSaid::Closed { .. } => None,
        });
        let ends = later.max().map_or(file.ends, |later| later.max(file.ends));
        let today = day_of(runbook, now);
        Some(Window {
            file,
            ends,
            days_left: days_between(today, ends),
            closed,
            extended,
            has_begun: file.starts <= today,
        })
    }

    /// Issues of a runbook that were opened since a day, and how many of them are open.
    pub fn issues_since(&self, runbook: &Runbook, since: Date) -> (usize, usize) {
        let since = self.issues_of(runbook, since);
        since.fold((0, 0), |(all, open), known| {
            (all + 1, open + usize::from(known.is_open()))
        })
    }

    /// Issues of a runbook that were opened since a day, live ones alone.
    pub fn issues_of<'a>(
        &'a self,
        runbook: &'a Runbook,
        since: Date,
    ) -> impl Iterator<Item = &'a FollowUp> {
        let of_book = self.follow_ups().filter(move |known| {
            let opening = known.opening();
            known.kind() == Some(FollowUpKind::Issue)
                && opening.is_some_and(|it| it.runbook.as_ref() == Some(&runbook.id))
                && !known.origin().is_some_and(|origin| origin.rehearsal)
        });
        of_book.filter(move |known| {
            let opened = known.opened.as_ref();
            opened.is_some_and(|said| day_of(runbook, said.at) >= since)
        })
    }

    /// Issues of a runbook since a day, a week a row, the weeks begun so far.
    pub fn issues_by_week(&self, runbook: &Runbook, since: Date, now: Timestamp) -> Vec<Week> {
        let today = day_of(runbook, now);
        let known: Vec<(Date, Option<Date>)> = self
            .issues_of(runbook, since)
            .filter_map(|known| {
                let opened = day_of(runbook, known.opened.as_ref()?.at);
                let ended = known.moves.current().filter(|_| !known.is_open());
                Some((opened, ended.map(|said| day_of(runbook, said.at))))
            })
            .collect();
        let mut weeks = Vec::new();
        let mut starts = since;
        while starts <= today && weeks.len() < MOST_WEEKS {
            let next = starts.saturating_add(7.days());
            let within = |day: &Date| starts <= *day && *day < next;
            let opened = known.iter().filter(|(opened, _)| within(opened)).count();
            let closed = known.iter().filter_map(|(_, closed)| closed.as_ref());
            let closed = closed.filter(|day| within(day)).count();
            let open = known.iter().filter(|(opened, closed)| {
                *opened < next && closed.is_none_or(|closed| closed >= next)
            });
            let open = open.count();
            weeks.push(Week {
                starts,
                opened,
                closed,
                open,
            });
            starts = next;
        }
        weeks
    }

    /// The file of a runbook as it was before a change: the revision before the first that
    /// the change is about.
    ///
    /// # Errors
    /// Why the file cannot simply be put back.
    pub fn before_change(&self, runbook: &str, change: FollowUpId) -> Result<EntryHash, NoWayBack> {
        let is_ours = |file: EntryHash| {
            let changes = self.changes_covering(runbook, file);
            changes.iter().any(|said| said.what == change)
        };
        let revisions = self.revisions(runbook);
        let story = revisions.into_iter().flat_map(|known| known.story());
        let files: Vec<EntryHash> = story.map(|said| said.what.revision.file).collect();
        let first = files.iter().position(|file| is_ours(*file));
        let first = first.ok_or(NoWayBack::NoRevision)?;
        let current = revisions.and_then(|known| known.current());
        match current {
            Some(said) if !is_ours(said.what.revision.file) => Err(NoWayBack::ChangedSince),
            _ => files[..first].last().copied().ok_or(NoWayBack::First),
        }
    }

    /// Whether a revision of a runbook's file was approved.
    pub fn approval(&self, runbook: &Runbook, file: EntryHash) -> Approval {
        let control = runbook.package.change_control.as_ref();
        if !control.is_some_and(|control| control.covers_runbook) {
            return Approval::NotAsked;
        }
        let is_signed = control.is_some_and(|control| control.signed);
        let changes = self.changes_covering(runbook.id.as_str(), file);
        let known = changes
            .iter()
            .filter_map(|said| Some((said, self.follow_up(said.what)?)));
        let worth = |(said, known): (&Stamped<FollowUpId>, &FollowUp)| match known.state() {
            // What a change is about once it was rolled back is the way back.
            FollowUpState::RolledBack
                if known
                    .last_move()
                    .is_some_and(|moved| moved.mark < said.mark) =>
            {
                Approval::Approved
            }
            FollowUpState::Approved | FollowUpState::Released
                if self.is_unreliable(said)
                    || known.moves.story().any(|said| self.is_unreliable(said)) =>
            {
                Approval::Unreliable
            }
            FollowUpState::Released if known.owes_approval() => Approval::Pending,
            FollowUpState::Approved | FollowUpState::Released
                if is_signed
                    && known.is_approved_by_another()
                    // That the approved change is about this file is a word of its own.
                    && !(self.is_change_signed(known) && self.is_signed(&said.mark, &said.by)) =>
            {
                Approval::Unsigned
            }
            FollowUpState::Approved | FollowUpState::Released if known.is_approved_by_another() => {
                Approval::Approved
            }
            FollowUpState::Open | FollowUpState::Reviewed => Approval::Pending,
            _ => Approval::Missing,
        };
        let worths: Vec<_> = known.map(worth).collect();
        let best = [
            Approval::Approved,
            Approval::Unsigned,
            Approval::Unreliable,
            Approval::Pending,
        ];
        let best = best.into_iter().find(|worth| worths.contains(worth));
        best.unwrap_or(Approval::Missing)
    }

    /// Whether a change was approved, and released where it is, by words that are signed.
    pub fn is_change_signed(&self, known: &FollowUp) -> bool {
        let released = known.moves.story().rev();
        let mut released = released.filter(|said| said.what.state == FollowUpState::Released);
        let is_signed = |said: &Stamped<Moved>| self.is_signed(&said.mark, &said.by);
        let is_out = known.state() == FollowUpState::Released;
        known.approvals().any(is_signed) && (!is_out || released.next().is_some_and(is_signed))
    }
}
