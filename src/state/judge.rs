//! Whether a run proves what it was for, held against the procedure as it now stands.

use super::count::BoxCount;
use super::digest::parts_digest;
use super::fold::State;
use super::grade::passes;
use super::people::known_operators;
use super::remark::Weight;
use super::summary::Summary;
use super::verdict::Verdict;
use super::why_not::{Lack, WhyNot};
use crate::event::{RunId, Thread};
use crate::runbook::{
    Condition, Each, How, Procedure, ProcedureRef, Runbook, Step, StepId, StepRef, Yields, count,
};
use std::collections::{BTreeMap, BTreeSet};

/// So deep do procedures call each other at most, before a reader stops to follow.
const DEEPEST: usize = 8;

impl State {
    /// Every reason why an ended run does not prove what it was for; none where it does.
    pub fn why_not(&self, runbook: &Runbook, summary: &Summary) -> Vec<WhyNot> {
        self.why_not_at(runbook, summary, DEEPEST)
    }

    fn why_not_at(&self, runbook: &Runbook, summary: &Summary, deep: usize) -> Vec<WhyNot> {
        let mut why = of_verdict(&summary.verdict);
        why.extend(self.of_record(summary));
        let procedure = procedure_of(runbook, &summary.procedure);
        let of_version = self.of_version(runbook, procedure, summary);
        let same = of_version.is_none();
        why.extend(of_version);
        let numbers = procedure.map(numbers).unwrap_or_default();
        why.extend(of_remarks(summary, &numbers));
        why.extend(of_people(runbook, summary));
        if let Some(procedure) = procedure {
            why.extend(of_role(runbook, procedure, summary));
            why.extend(of_pace(summary, procedure));
            // What an earlier version wanted is not asked of this one.
            if same && summary.verdict.fills_its_slot() {
                let look = Look { procedure, summary };
                why.extend(look.lacks());
                why.extend(look.only_questions());
                why.extend(self.of_calls(runbook, &look, deep));
            }
        }
        why
    }

    /// What in the record itself speaks against a run.
    fn of_record(&self, summary: &Summary) -> Vec<WhyNot> {
        let thread = Thread::Run(summary.id);
        let mut why = Vec::new();
        if summary.disputed {
            why.push(WhyNot::Disputed);
        }
        if self.is_unverified(&thread) {
            why.push(WhyNot::Unverified);
        }
        if self.closed_by(&thread, "").is_some() {
            why.push(WhyNot::NewerProgram);
        }
        why
    }

    /// Every reason why an ended rehearsal trains nobody; none where it trains whoever
    /// answered most of its boxes. Where the procedure has a scenario, the score counts;
    /// where it has none, a rehearsal that was completed without a gap, and not only clicked
    /// through: a score needs no such doubt, for whoever only clicks misses the failures.
    pub fn untrained(
        &self,
        runbook: &Runbook,
        procedure: &Procedure,
        summary: &Summary,
    ) -> Vec<WhyNot> {
        let mut why = self.of_record(summary);
        why.extend(self.of_version(runbook, Some(procedure), summary));
        if summary.trainee().is_none() {
            why.push(WhyNot::NobodyMost);
        }
        if summary.tally.gaps > 0 {
            why.push(WhyNot::LeftOut(summary.tally.gaps));
        }
        match summary.grade.as_deref().filter(|grade| grade.of > 0) {
            Some(grade) if !summary.can_be_true(grade) => why.push(WhyNot::ScoreUntrue),
            Some(grade) if !passes(grade) => why.push(WhyNot::NotPassed),
            // A scenario may have it that a step ends the run.
            Some(_) => {
                let of_verdict = of_verdict(&summary.verdict).into_iter();
                why.extend(of_verdict.filter(|it| !matches!(it, WhyNot::EndedBy(_))));
            }
            None if procedure.is_graded() => why.push(WhyNot::NoScenario),
            None => {
                why.extend(of_verdict(&summary.verdict));
                why.extend(of_pace(summary, procedure));
            }
        }
        why
    }

    /// Every reason why an ended rehearsal does not show that a procedure was tried: it trains
    /// nobody, or somebody answered in it whom the runbook does not know.
    pub(super) fn unpractised(
        &self,
        runbook: &Runbook,
        procedure: &Procedure,
        summary: &Summary,
    ) -> Vec<WhyNot> {
        let mut why = self.untrained(runbook, procedure, summary);
        why.extend(of_people(runbook, summary));
        why
    }

    /// Whether the procedure has changed since in what counts.
    fn of_version(
        &self,
        runbook: &Runbook,
        procedure: Option<&Procedure>,
        summary: &Summary,
    ) -> Option<WhyNot> {
        if summary.procedure.runbook == runbook.id {
            let Some(procedure) = procedure else {
                return Some(WhyNot::Gone);
            };
            if let Some(then) = summary.parts {
                let now = parts_digest(runbook, procedure, summary.target.as_ref());
                let changed = then.changed(&now);
                return (!changed.is_empty()).then_some(WhyNot::EarlierVersion(changed));
            }
        }
        // A run of 0.1.0, or of a procedure elsewhere: the revision is all there is.
        let known = self.revisions(summary.procedure.runbook.as_str());
        let current = known.and_then(|known| known.current());
        let same = current.is_some_and(|said| said.what.revision == summary.revision);
        (!same).then(|| WhyNot::EarlierVersion(Vec::new()))
    }

    /// What called runs do not prove of their own part.
    fn of_calls(&self, runbook: &Runbook, look: &Look<'_>, deep: usize) -> Vec<WhyNot> {
        let Some(deep) = deep.checked_sub(1) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (number, step) in (1..).zip(&look.procedure.steps) {
            let How::Call(called) = &step.how else {
                continue;
            };
            for (step_ref, _) in look.done_at(step) {
                let run = look.summary.calls.iter().find(|(it, _)| it == step_ref);
                let Some((_, run)) = run else {
                    found.push(look.lack(number, step, step_ref, Lack::CalledRun));
                    continue;
                };
                let why = self.why_of_child(runbook, *run, called, deep);
                if !why.is_empty() {
                    found.push(WhyNot::Called {
                        number,
                        step_ref: step_ref.clone(),
                        run: *run,
                        why,
                    });
                }
            }
        }
        found
    }

    fn why_of_child(
        &self,
        runbook: &Runbook,
        run: RunId,
        called: &ProcedureRef,
        deep: usize,
    ) -> Vec<WhyNot> {
        let whole = || {
            let open = self.open.get(&run)?;
            open.run.summary(&open.places)
        };
        let child = self.summary(run).cloned().or_else(whole);
        match child {
            Some(child) if child.procedure == *called => self.why_not_at(runbook, &child, deep),
            _ => vec![WhyNot::NothingDone],
        }
    }
}

/// The procedure in this runbook, where it is this runbook's.
fn procedure_of<'r>(runbook: &'r Runbook, procedure: &ProcedureRef) -> Option<&'r Procedure> {
    let ours = procedure.runbook == runbook.id;
    ours.then(|| runbook.procedure(procedure.procedure.as_str()))
        .flatten()
}

fn of_verdict(verdict: &Verdict) -> Vec<WhyNot> {
    match verdict {
        Verdict::NothingDone | Verdict::Open => vec![WhyNot::NothingDone],
        Verdict::Ended(word) => vec![WhyNot::EndedBy(word.clone())],
        Verdict::Abandoned(reason) => vec![WhyNot::Abandoned(reason.clone())],
        // Box by box.
        Verdict::Completed | Verdict::WithFailures | Verdict::WithGaps => Vec::new(),
    }
}

/// The number of each step, as people see it.
fn numbers(procedure: &Procedure) -> BTreeMap<StepId, usize> {
    let steps = procedure.steps.iter().map(|step| step.id.clone());
    steps.zip(1..).collect()
}

fn of_remarks(summary: &Summary, numbers: &BTreeMap<StepId, usize>) -> Vec<WhyNot> {
    let against = summary.remarks.iter();
    let against = against.filter(|remark| remark.what.weight() != Weight::Told);
    against
        .map(|remark| WhyNot::AtBox {
            number: numbers.get(&remark.step_ref.step).copied(),
            remark: remark.clone(),
        })
        .collect()
}

/// Who answered that the runbook does not know. Where it names nobody, anyone may.
fn of_people(runbook: &Runbook, summary: &Summary) -> Vec<WhyNot> {
    let known = known_operators(runbook);
    if known.is_empty() {
        return Vec::new();
    }
    let shares = summary.shares.iter().filter(|share| share.boxes > 0);
    let strangers = shares.filter(|share| !known.contains(share.operator.as_str()));
    strangers
        .map(|share| WhyNot::Stranger {
            operator: share.operator.clone(),
            boxes: share.boxes,
            first: share.first.clone(),
        })
        .collect()
}

/// Who answered without acting for the role whose runs count.
fn of_role(runbook: &Runbook, procedure: &Procedure, summary: &Summary) -> Vec<WhyNot> {
    let Some(role) = &procedure.by else {
        return Vec::new();
    };
    let owner = runbook.owners.get(role);
    let acts = |name: &str| owner.is_some_and(|owner| owner.operators.iter().any(|it| it == name));
    let shares = summary.shares.iter().filter(|share| share.boxes > 0);
    let others = shares.filter(|share| !acts(share.operator.as_str()));
    others
        .map(|share| WhyNot::OutOfRole {
            operator: share.operator.clone(),
            role: role.clone(),
            boxes: share.boxes,
        })
        .collect()
}

fn of_pace(summary: &Summary, procedure: &Procedure) -> impl Iterator<Item = WhyNot> {
    let doubts = summary.pace.doubts(procedure.style);
    doubts.into_iter().map(WhyNot::Pace)
}

/// A run beside the procedure whose parts that count are the run's own.
struct Look<'a> {
    procedure: &'a Procedure,
    summary: &'a Summary,
}

impl Look<'_> {
    fn count(&self, step_ref: &StepRef) -> Option<BoxCount> {
        let boxes = &self.summary.boxes;
        let at = boxes.binary_search_by_key(&step_ref, |(it, _)| it);
        at.ok().map(|at| boxes[at].1)
    }

    /// The boxes of a step that were done.
    fn done_at(&self, step: &Step) -> impl Iterator<Item = &(StepRef, BoxCount)> {
        let boxes = self.summary.boxes.iter();
        boxes.filter(|(step_ref, count)| step_ref.step == step.id && count.is_done())
    }

    fn lack(&self, number: usize, step: &Step, step_ref: &StepRef, what: Lack) -> WhyNot {
        WhyNot::Lacks {
            number,
            step_ref: step_ref.clone(),
            title: step.title.source().to_owned(),
            what,
        }
    }

    /// What the procedure wants and the run does not have, whatever its ending says.
    fn lacks(&self) -> Vec<WhyNot> {
        let mut found = Vec::new();
        let mut perhaps_open = Vec::new();
        for (number, step) in (1..).zip(&self.procedure.steps) {
            for step_ref in self.boxes_of(step) {
                match self.count(&step_ref) {
                    // What it was to be done for was never known.
                    Some(count) if count.is_done() && is_unknown(step, &step_ref) => {
                        found.push(self.lack(number, step, &step_ref, Lack::Items));
                    }
                    Some(BoxCount::NoLoss) if !step.optional => {
                        found.push(self.lack(number, step, &step_ref, Lack::NotOptional));
                    }
                    Some(count) if count.is_done() && self.is_unsigned(step, &step_ref) => {
                        found.push(self.lack(number, step, &step_ref, Lack::Signature));
                    }
                    Some(_) => {}
                    None if step.optional => {}
                    None if self.is_conditional(step) => {
                        perhaps_open.push(self.lack(number, step, &step_ref, Lack::Open));
                    }
                    None => found.push(self.lack(number, step, &step_ref, Lack::Open)),
                }
            }
        }
        let open = perhaps_open.len().saturating_sub(self.inactive());
        found.extend(perhaps_open.into_iter().take(open));
        found
    }

    /// How many boxes that nothing was said of did not apply, by the ending; of an ending
    /// that says nothing, as many as there are.
    fn inactive(&self) -> usize {
        let Some(applied) = self.summary.applied else {
            return usize::MAX;
        };
        let all: usize = self
            .procedure
            .steps
            .iter()
            .map(|it| self.all_boxes_of(it))
            .sum();
        let told = self.summary.boxes.iter();
        let told = told
            .filter(|(_, count)| *count == BoxCount::NotCounted)
            .count();
        let applied = usize::try_from(applied).unwrap_or(usize::MAX);
        all.saturating_sub(applied).saturating_sub(told)
    }

    /// The boxes that a step has to have: one for each of its items, where those are known.
    fn boxes_of(&self, step: &Step) -> Vec<StepRef> {
        let item = |id: &str| StepRef::item(step.id.clone(), id);
        match &step.each {
            Each::Once => vec![StepRef::of(step.id.clone())],
            Each::Items(items) | Each::Targets(items) => {
                items.iter().map(|it| item(it.id.as_str())).collect()
            }
            Each::Lines { from, .. } => {
                let from = StepRef::of(from.clone());
                let given = self.summary.items.iter().find(|(it, _)| *it == from);
                match given {
                    Some((_, items)) => items.iter().map(|text| item(text)).collect(),
                    None => vec![StepRef::of(step.id.clone())],
                }
            }
            Each::Times(from) => {
                let from = StepRef::of(from.clone());
                let mut readings = self.summary.readings.iter();
                let reading = readings.find(|it| it.step_ref == from);
                match reading.and_then(|reading| count(&reading.value)) {
                    Some(times) => (1..=times).map(|at| item(&at.to_string())).collect(),
                    None => vec![StepRef::of(step.id.clone())],
                }
            }
        }
    }

    /// How many boxes a step had, with those that were done for items which it lost since.
    fn all_boxes_of(&self, step: &Step) -> usize {
        let mut all = self.boxes_of(step);
        let told = self.summary.boxes.iter().map(|(step_ref, _)| step_ref);
        all.extend(told.filter(|it| it.step == step.id).cloned());
        all.sort();
        all.dedup();
        all.len()
    }

    fn is_unsigned(&self, step: &Step, step_ref: &StepRef) -> bool {
        let mut shares = self.summary.shares.iter();
        step.sign_off.is_some() && !shares.any(|share| share.signed.contains(step_ref))
    }

    fn is_conditional(&self, step: &Step) -> bool {
        let section = step.section.and_then(|at| self.procedure.sections.get(at));
        let conditional = step.when.is_some() || section.is_some_and(|it| it.when.is_some());
        // Where the step that gives the items is not wanted, this one is not either.
        let feeding = || self.procedure.step(step.each.feeding()?);
        conditional || feeding().is_some_and(|feeding| self.is_conditional(feeding))
    }

    /// Whether all that was done are steps whose answers decide about others, and nothing
    /// that they decide about was done.
    fn only_questions(&self) -> Option<WhyNot> {
        let questions = questions(self.procedure);
        let mut steps = self.procedure.steps.iter();
        let others = steps.clone().any(|step| !questions.contains(&step.id));
        let done =
            steps.any(|step| !questions.contains(&step.id) && self.done_at(step).next().is_some());
        (others && !done).then_some(WhyNot::OnlyQuestions)
    }
}

/// Whether a box stands for a step whose items were never known.
fn is_unknown(step: &Step, step_ref: &StepRef) -> bool {
    step.each.feeding().is_some() && step_ref.item.is_none()
}

/// The steps whose answers decide whether others are wanted.
fn questions(procedure: &Procedure) -> BTreeSet<StepId> {
    let sections = procedure.sections.iter().filter_map(|it| it.when.as_ref());
    let steps = procedure.steps.iter().filter_map(|it| it.when.as_ref());
    let mut found = BTreeSet::new();
    for condition in sections.chain(steps) {
        match condition {
            Condition::Step { step, .. } | Condition::Reading { step, .. } => {
                found.insert(step.clone());
            }
            Condition::Ask { name, .. } => {
                let asking = procedure.steps.iter().filter(|step| asks(step, name));
                found.extend(asking.map(|step| step.id.clone()));
            }
            Condition::Target(_) => {}
        }
    }
    let feeding = procedure.steps.iter().filter_map(|it| it.each.feeding());
    found.extend(feeding.cloned());
    found
}

fn asks(step: &Step, name: &str) -> bool {
    match &step.yields {
        Yields::Ask(ask) => ask.name == name,
        Yields::Choose(choose) => choose.name.as_deref() == Some(name),
        _ => false,
    }
}
