//! Occurrences and runs, counted by procedure, by runbook and by period.

use super::days::Span;
use crate::state::{BoxCount, Occurrence, OnTime, SeriesId, SlotState, State, Summary, Verdict};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Occurrences whose time came in the span, and live runs that ended in it. `came` is the
/// sum of `on_time`, `late`, `missed`, `overdue`, `excused` (those that were waived) and `due`; `runs` counts those by
/// hand as well, and of them `with_failures`, `with_gaps`, `abandoned` and `written_up` (runs of
/// which something was written up later). `boxes` are those that applied in the runs that were not
/// abandoned, `boxes_done` those of them that were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rounds {
    /// Slots that came.
    pub came: usize,
    /// Done in time.
    pub on_time: usize,
    /// Done late.
    pub late: usize,
    /// Never done.
    pub missed: usize,
    /// Not done yet, and late.
    pub overdue: usize,
    /// Excused.
    #[serde(rename = "excused")]
    pub waived: usize,
    /// Not done yet, and in time.
    pub due: usize,
    /// Live runs that ended.
    pub runs: usize,
    /// Those in which something failed.
    pub with_failures: usize,
    /// Those in which something was left out.
    pub with_gaps: usize,
    /// Those that were given up.
    pub abandoned: usize,
    /// Those of which something was written up later.
    pub written_up: usize,
    /// Boxes that applied.
    pub boxes: usize,
    /// Those of them that were done.
    pub boxes_done: usize,
    #[serde(skip)]
    share: OnTime,
}

impl Rounds {
    /// How many slots were done.
    pub fn done(&self) -> usize {
        self.on_time + self.late
    }

    /// The share that was done in time, in percent, rounded down; what was waived and what
    /// may still be done in time does not count.
    pub fn on_time_percent(&self) -> Option<u32> {
        self.share.percent()
    }

    /// The share of the boxes that were done, in percent, rounded down.
    pub fn done_percent(&self) -> Option<usize> {
        (self.boxes_done * 100).checked_div(self.boxes)
    }

    fn add_boxes(&mut self, summary: &Summary) {
        self.written_up += usize::from(summary.written_up().is_some());
        if matches!(summary.verdict, Verdict::Abandoned(_)) {
            return;
        }
        let counted = || summary.boxes.iter().map(|(_, count)| *count);
        let known = counted().filter(|count| *count != BoxCount::NotCounted);
        let applied = summary.applied.map(|applied| applied as usize);
        self.boxes += applied.unwrap_or_else(|| known.count());
        self.boxes_done += counted().filter(|count| count.is_done()).count();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.came + self.runs == 0
    }

    pub(super) fn add_slot(&mut self, state: SlotState) {
        let count = match state {
            SlotState::Done => &mut self.on_time,
            SlotState::DoneLate => &mut self.late,
            SlotState::Missed => &mut self.missed,
            SlotState::Overdue => &mut self.overdue,
            SlotState::Excused => &mut self.waived,
            SlotState::Due | SlotState::Open | SlotState::Upcoming => &mut self.due,
        };
        *count += 1;
        self.came += 1;
        self.share.add(state);
    }

    pub(super) fn add_run(&mut self, verdict: &Verdict) {
        self.runs += 1;
        match verdict {
            Verdict::WithFailures => self.with_failures += 1,
            Verdict::WithGaps => self.with_gaps += 1,
            Verdict::Abandoned(_) => self.abandoned += 1,
            _ => {}
        }
    }

    fn add(&mut self, other: &Self) {
        self.came += other.came;
        self.share.done += other.share.done;
        self.share.over += other.share.over;
        self.on_time += other.on_time;
        self.late += other.late;
        self.missed += other.missed;
        self.overdue += other.overdue;
        self.waived += other.waived;
        self.due += other.due;
        self.runs += other.runs;
        self.with_failures += other.with_failures;
        self.with_gaps += other.with_gaps;
        self.abandoned += other.abandoned;
        self.written_up += other.written_up;
        self.boxes += other.boxes;
        self.boxes_done += other.boxes_done;
    }
}

/// The rounds of a runbook: `runbook`, `title`, and the counts.
#[derive(Clone, Debug, Serialize)]
pub struct RunbookRounds {
    /// Its id.
    pub runbook: String,
    /// What people call it.
    pub title: String,
    /// The counts.
    #[serde(flatten)]
    pub rounds: Rounds,
}

/// The rounds of a procedure on a target: `procedure` (with its runbook), `title`, `target`,
/// and the counts.
#[derive(Clone, Debug, Serialize)]
pub struct ProcedureRounds {
    /// Which, with its runbook.
    pub procedure: String,
    /// What people call it.
    pub title: String,
    /// Where.
    pub target: Option<String>,
    /// The counts.
    #[serde(flatten)]
    pub rounds: Rounds,
}

/// Some days: `from`, `to` (both included), and the counts of occurrences.
#[derive(Clone, Debug, Serialize)]
pub struct Period {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The counts of what came.
    #[serde(flatten)]
    pub rounds: Rounds,
}

/// What is counted of one procedure on one target.
#[derive(Clone, Debug, Default)]
struct Counted {
    title: String,
    runbook_title: String,
    rounds: Rounds,
}

/// Counts while runs come in.
#[derive(Clone, Debug, Default)]
pub(super) struct Counting {
    lines: BTreeMap<SeriesId, Counted>,
    days: BTreeMap<Date, Rounds>,
}

impl Counting {
    /// Every occurrence of the span, as it stands now.
    pub(super) fn of(state: &State, span: &Span, wanted: impl Fn(&SeriesId) -> bool) -> Self {
        let mut counting = Self::default();
        for (id, line) in state.lines().filter(|(id, _)| wanted(id)) {
            let known = line.current().map(|said| &said.what);
            let title = known.map_or_else(|| id.procedure.to_string(), |it| it.title.clone());
            let runbook_title = known.map(|it| it.runbook_title.clone());
            let came = line.occurrences(span.begins(), span.ends(), span.wall.now);
            for Occurrence { slot, state, .. } in came {
                let day = span.day_of(slot);
                counting.days.entry(day).or_default().add_slot(state);
                let counted = counting.at(id, &title, runbook_title.as_deref());
                counted.add_slot(state);
            }
        }
        counting
    }

    fn at(&mut self, id: &SeriesId, title: &str, runbook_title: Option<&str>) -> &mut Rounds {
        let counted = self.lines.entry(id.clone()).or_insert_with(|| Counted {
            title: title.to_owned(),
            runbook_title: runbook_title
                .unwrap_or(id.procedure.runbook.as_str())
                .into(),
            rounds: Rounds::default(),
        });
        &mut counted.rounds
    }

    pub(super) fn run(&mut self, id: &SeriesId, titles: (&str, &str), verdict: &Verdict) {
        self.at(id, titles.0, Some(titles.1)).add_run(verdict);
    }

    /// What the boxes of a run that ended came to.
    pub(super) fn walked(&mut self, summary: &Summary) {
        let (title, runbook) = (&summary.title, &summary.runbook_title);
        let rounds = self.at(&summary.line(), title, Some(runbook));
        rounds.add_boxes(summary);
    }

    /// By procedure; those with nothing to tell are left out.
    pub(super) fn procedures(&self) -> Vec<ProcedureRounds> {
        let lines = self.lines.iter();
        let lines = lines.filter(|(_, counted)| !counted.rounds.is_empty());
        let lines = lines.map(|(id, counted)| ProcedureRounds {
            procedure: id.procedure.to_string(),
            title: counted.title.clone(),
            target: id.target.as_ref().map(ToString::to_string),
            rounds: counted.rounds,
        });
        lines.collect()
    }

    /// By runbook: the sums of its procedures.
    pub(super) fn runbooks(&self) -> Vec<RunbookRounds> {
        let mut found: Vec<RunbookRounds> = Vec::new();
        // In the order of their ids: a runbook's procedures stand beside each other.
        for (id, counted) in &self.lines {
            let runbook = id.procedure.runbook.as_str();
            if found.last().is_none_or(|last| last.runbook != runbook) {
                found.push(RunbookRounds {
                    runbook: runbook.to_owned(),
                    title: counted.runbook_title.clone(),
                    rounds: Rounds::default(),
                });
            }
            if let Some(last) = found.last_mut() {
                last.rounds.add(&counted.rounds);
            }
        }
        found.retain(|it| !it.rounds.is_empty());
        found
    }

    pub(super) fn total(&self) -> Rounds {
        let mut total = Rounds::default();
        for counted in self.lines.values() {
            total.add(&counted.rounds);
        }
        total
    }

    /// By day where they are few, else by as many weeks as make them few.
    pub(super) fn periods(&self, span: &Span) -> Vec<Period> {
        const MOST: i64 = 62;
        let (Some((first, _)), Some((last, _))) =
            (self.days.first_key_value(), self.days.last_key_value())
        else {
            return Vec::new();
        };
        let first = (*first).min(span.from.max(last.saturating_sub(MOST.days())));
        let last = span.to.min(*last);
        let days = i64::from((last - first).get_days()) + 1;
        let width = match days {
            ..=MOST => 1,
            _ => 7 * days.div_euclid(7 * MOST).saturating_add(1),
        };
        let mut periods = Vec::new();
        let mut from = first;
        while from <= last {
            let to = from.saturating_add((width - 1).days()).min(last);
            let mut rounds = Rounds::default();
            for (_, counted) in self.days.range(from..=to) {
                rounds.add(counted);
            }
            periods.push(Period { from, to, rounds });
            let Ok(next) = to.tomorrow() else { break };
            from = next;
        }
        periods
    }
}
