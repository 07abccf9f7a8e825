//! Looking at the state once, then at runs one by one.

use super::doubts::{Doubtful, doubts, late};
use super::readings::Readings;
use super::rounds::Counting;
use super::steps::{Steps, automation};
use super::told::{Escalated, ExceptionRun, Followed, Rehearsed, TrainingRow};
use super::{Span, SpanReport};
use crate::event::RunId;
use crate::runbook::{Kind, ProcedureRef, Runbook, RunbookId};
use crate::state::{Run, State};
use std::collections::{BTreeMap, BTreeSet};

/// A report that is being made. Give it every run that it [wants](Gathering::wanted), in any
/// order, each once.
#[derive(Clone, Debug)]
pub struct Gathering {
    span: Span,
    runbook: Option<RunbookId>,
    exceptions: BTreeSet<ProcedureRef>,
    wanted: BTreeSet<RunId>,
    counting: Counting,
    steps: Steps,
    readings: Readings,
    doubts: Vec<Doubtful>,
    written_up: Vec<Doubtful>,
    walked: Vec<ExceptionRun>,
    rehearsed: Vec<Rehearsed>,
    training: Vec<TrainingRow>,
    escalated: Vec<Escalated>,
    followed: Vec<Followed>,
    ways_back: usize,
    open_follow_ups: usize,
}

impl Gathering {
    /// Looks at the state. `runbooks` tell which procedures are exceptions; with `only`,
    /// nothing else than that runbook is told.
    pub fn begin<'r>(
        state: &State,
        runbooks: impl Iterator<Item = &'r Runbook>,
        only: Option<RunbookId>,
        span: Span,
    ) -> Self {
        let is_wanted = |runbook: &RunbookId| only.as_ref().is_none_or(|only| only == runbook);
        let ended = state.ended_newest_first();
        let ended = ended.filter(|it| span.holds(it.ended_at) && is_wanted(&it.procedure.runbook));
        let mut ended: Vec<_> = ended.collect();
        let mut wanted: BTreeSet<RunId> = ended.iter().map(|summary| summary.id).collect();
        ended.retain(|summary| summary.tells_of_its_line());
        ended.reverse();
        for (run, started) in state.in_progress() {
            let began = run.started.as_ref().map(|said| said.at);
            if began.is_some_and(|at| span.holds(at)) && is_wanted(&started.procedure.runbook) {
                wanted.insert(run.id);
            }
        }
        let of_runbook = |runbook: Option<&RunbookId>| match runbook {
            Some(runbook) => is_wanted(runbook),
            None => only.is_none(),
        };
        let follow_ups = state.follow_ups().filter(|it| {
            let origin = it.origin().map(|origin| &origin.procedure.runbook);
            of_runbook(it.opening().and_then(|it| it.runbook.as_ref()).or(origin))
        });
        let follow_ups: Vec<_> = follow_ups.collect();
        let mut exceptions = BTreeSet::new();
        let mut training = Vec::new();
        let mut procedures = BTreeMap::new();
        for runbook in runbooks {
            exceptions.extend(exceptions_of(runbook));
            let known = runbook.procedures.iter();
            procedures.extend(known.map(|it| (runbook.reference(it), it)));
            if is_wanted(&runbook.id) && !runbook.sample {
                training.extend(TrainingRow::all(state, runbook));
            }
        }
        let escalations = state.escalations();
        let escalations = escalations.filter(|it| {
            let runbook = it.opening().map(|opened| &opened.runbook);
            of_runbook(runbook)
        });
        let mut counting = Counting::of(state, &span, |id| is_wanted(&id.procedure.runbook));
        ended.iter().for_each(|summary| counting.walked(summary));
        Self {
            counting,
            doubts: doubts(state, &ended, &procedures),
            written_up: late(&ended, &span),
            exceptions,
            escalated: escalations
                .filter_map(|it| Escalated::of(it, &span))
                .collect(),
            open_follow_ups: follow_ups.iter().filter(|it| it.is_open()).count(),
            followed: follow_ups
                .iter()
                .filter_map(|it| Followed::of(it, &span))
                .collect(),
            span,
            runbook: only,
            wanted,
            steps: Steps::default(),
            readings: Readings::default(),
            walked: Vec::new(),
            rehearsed: Vec::new(),
            training,
            ways_back: 0,
        }
    }

    /// The runs that are to be seen whole.
    pub fn wanted(&self) -> &BTreeSet<RunId> {
        &self.wanted
    }

    /// Takes what is to be told of a run.
    pub fn take(&mut self, run: &Run) {
        let Some(said) = run
            .started
            .as_ref()
            .filter(|_| self.wanted.contains(&run.id))
        else {
            return;
        };
        let started = &said.what;
        if started.rehearsal {
            self.rehearsed.extend(Rehearsed::of(run));
            return;
        }
        if started.is_undo() {
            self.ways_back += 1;
            return;
        }
        if started.alert.is_some() || self.exceptions.contains(&started.procedure) {
            self.walked.extend(ExceptionRun::of(run));
        }
        // What goes on is told once it has ended.
        if !run.is_ended() {
            return;
        }
        let titles = (started.title.as_str(), started.runbook_title.as_str());
        self.counting.run(&started.line(), titles, &run.verdict());
        self.steps.take(&started.procedure, run);
        self.readings.take(&started.line(), run);
    }

    /// The report.
    pub fn report(mut self) -> SpanReport {
        self.walked.sort_by_key(|it| (it.began_at, it.run.clone()));
        self.rehearsed
            .sort_by_key(|it| (it.began_at, it.run.clone()));
        let steps = self.steps.records();
        SpanReport {
            from: self.span.from,
            to: self.span.to,
            zone: self
                .span
                .wall
                .zone
                .iana_name()
                .unwrap_or("the machine's own")
                .to_owned(),
            runbook: self.runbook.map(|runbook| runbook.to_string()),
            total: self.counting.total(),
            runbooks: self.counting.runbooks(),
            procedures: self.counting.procedures(),
            periods: self.counting.periods(&self.span),
            exceptions: self.walked,
            escalations: self.escalated,
            readings: self.readings.series(),
            automation: automation(&steps),
            steps,
            rehearsals: self.rehearsed,
            training: self.training,
            doubts: self.doubts,
            written_up: self.written_up,
            ways_back: self.ways_back,
            follow_ups: self.followed,
            open_follow_ups: self.open_follow_ups,
            span: self.span,
        }
    }
}

fn exceptions_of(runbook: &Runbook) -> impl Iterator<Item = ProcedureRef> {
    let procedures = runbook.procedures.iter();
    let exceptions = procedures.filter(|it| it.kind() == Kind::Exception);
    exceptions.map(|procedure| runbook.reference(procedure))
}
