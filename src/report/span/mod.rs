//! What happened over a span of days: rounds, exceptions, escalations, readings, steps,
//! rehearsals, follow-ups.
//!
//! A [`Gathering`] looks at the state once, says which runs it wants to see whole, takes them
//! one by one, and becomes a [`SpanReport`]. What stays true: it keeps numbers of a run, never
//! the run, so that a year costs little more than a week; rehearsals are told apart and count
//! in nothing else; the counts of a runbook are the sums of its procedures'. What it does not
//! do: it has no form. `page` makes tables and charts of it, and those become text, Markdown
//! and HTML; `csv` makes rows.
//!
//! | file | for |
//! |---|---|
//! | `gather` | what the state tells of the span, and which runs are wanted |
//! | `rounds` | occurrences and runs, counted by procedure, runbook and period |
//! | `steps` | what became of each step, and how long it took |
//! | `readings` | each reading over the span |
//! | `doubts` | what is hard to believe, and what was written up later |
//! | `told` | exceptions, escalations, rehearsals and follow-ups, one by one |
//! | `page`, `part` | the report as tables and charts, before it has a form |
//! | `text`, `markdown`, `html`, `chart`, `csv` | the forms |

mod chart;
mod csv;
mod days;
mod doubts;
mod gather;
mod html;
mod markdown;
mod page;
mod part;
mod readings;
mod rounds;
mod steps;
#[cfg(test)]
mod tests;
mod text;
mod told;

pub use csv::csv;
pub use doubts::Doubtful;
pub use gather::Gathering;
pub use html::html;
pub use markdown::markdown;
pub use page::page;
pub use part::Page;
pub use readings::ReadingSeries;
pub use rounds::{Period, ProcedureRounds, Rounds, RunbookRounds};
pub use steps::StepRecord;
pub use text::text;
pub use told::{Escalated, ExceptionRun, Followed, Rehearsed, TrainingRow};

pub use days::Span;
use jiff::civil::Date;
use serde::Serialize;

/// A span of days, told. As JSON: `from`, `to` (days, both included), `zone`, `runbook` (the
/// only one that is told; else null), `total` (see [`Rounds`]), `runbooks` and `procedures`
/// (the same counts, each with what it is of), `periods` (see [`Period`]), `exceptions` (see
/// [`ExceptionRun`]), `escalations` (see [`Escalated`]), `readings` (see [`ReadingSeries`]), `steps` (see
/// [`StepRecord`]; those that failed or were skipped most first), `automation` (the steps that
/// would repay it, by most minutes), `rehearsals` (see [`Rehearsed`]; nothing of them counts
/// elsewhere), `training` (see [`TrainingRow`]; who rehearsed what last, whatever the days),
/// `doubts` and `written_up` (see
/// [`Doubtful`]), `ways_back` (how many runs backed another one out), `follow_ups` (see
/// [`Followed`]) and `open_follow_ups` (how many are open now).
#[derive(Clone, Debug, Serialize)]
pub struct SpanReport {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The zone whose days they are.
    pub zone: String,
    /// The only runbook that is told, where one was asked for.
    pub runbook: Option<String>,
    /// All rounds.
    pub total: Rounds,
    /// Rounds by runbook.
    pub runbooks: Vec<RunbookRounds>,
    /// Rounds by procedure and target.
    pub procedures: Vec<ProcedureRounds>,
    /// Rounds by day, or by more days where the span is long.
    pub periods: Vec<Period>,
    /// Exception procedures that were walked.
    pub exceptions: Vec<ExceptionRun>,
    /// Escalations that were opened.
    pub escalations: Vec<Escalated>,
    /// Readings.
    pub readings: Vec<ReadingSeries>,
    /// Steps.
    pub steps: Vec<StepRecord>,
    /// Steps that would repay automation.
    pub automation: Vec<StepRecord>,
    /// Rehearsals.
    pub rehearsals: Vec<Rehearsed>,
    /// Who rehearsed what last, whatever the days.
    pub training: Vec<TrainingRow>,
    /// What is hard to believe.
    pub doubts: Vec<Doubtful>,
    /// What was written up later.
    pub written_up: Vec<Doubtful>,
    /// Runs that backed another one out.
    pub ways_back: usize,
    /// Follow-ups that were opened or closed.
    pub follow_ups: Vec<Followed>,
    /// Follow-ups that are open now.
    pub open_follow_ups: usize,
    /// The days, for whoever gives it a form.
    #[serde(skip)]
    pub span: Span,
}
