//! Follow-ups: opening them, moving them, saying who acts, noting.
//!
//! Which states follow which is the kind's own affair ([`FollowUpKind::next`]); here stands
//! what each move needs. A deferral comes to be where a step is put off, and nowhere else.

use super::{
    Context, Decision, HandoffRefusal, Pinned, Refusal, optional, readable, words, writable,
};
use crate::event::{
    ChangePlan, Fact, FollowUpAssigned, FollowUpId, FollowUpKind, FollowUpMoved, FollowUpOpened,
    FollowUpState, Origin, Redline, RunId, Thread,
};
use crate::runbook::{Runbook, RunbookId, StepRef};
use crate::state::{FollowUp, Run, State};
use jiff::{SignedDuration, Timestamp};

/// A follow-up as someone wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenFollowUp {
    /// Its kind; a deferral cannot be opened by itself.
    pub kind: FollowUpKind,
    /// What it is about, in one line.
    pub title: String,
    /// More words.
    pub text: Option<String>,
    /// The runbook that it belongs to, where it comes from no run.
    pub runbook: Option<RunbookId>,
    /// The run that it comes from.
    pub run: Option<RunId>,
    /// The box of that run.
    pub step_ref: Option<StepRef>,
    /// Who is to act; by the runbook's roles where it is left out.
    pub owner: Option<String>,
    /// When it wants to be dealt with; an override's end.
    pub due: Option<Timestamp>,
    /// A ticket elsewhere.
    pub ticket: Option<String>,
    /// How bad an issue is; that of its run's alert where it is left out.
    pub severity: Option<String>,
    /// What only a change says.
    pub change: Box<OfChange>,
}

/// What only a change says, beside what every follow-up does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfChange {
    /// What it proposes a step to say.
    pub redline: Option<Redline>,
    /// The question that it comes from; where it is left out, the last one that stands at the
    /// step that it proposes to reword.
    pub question: Option<FollowUpId>,
    /// How it is made and taken back.
    pub plan: ChangePlan,
    /// Whether it is released first and approved afterwards.
    pub emergency: bool,
}

impl OpenFollowUp {
    /// One of this kind about this, with nothing else said.
    pub fn about(kind: FollowUpKind, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            text: None,
            runbook: None,
            run: None,
            step_ref: None,
            owner: None,
            due: None,
            ticket: None,
            severity: None,
            change: Box::default(),
        }
    }
}

/// What is to be set anew; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssignFollowUp {
    /// Who is to act.
    pub owner: Option<String>,
    /// When it wants to be dealt with.
    pub due: Option<Timestamp>,
    /// A ticket elsewhere.
    pub ticket: Option<String>,
    /// How a change is made and taken back: what is absent stays as it is.
    pub plan: Box<ChangePlan>,
}

pub(super) fn open(
    state: &State,
    pinned: Option<Pinned<'_>>,
    request: &OpenFollowUp,
    context: &Context,
) -> Result<Decision, Refusal> {
    if request.kind == FollowUpKind::Deferral {
        return Err(Refusal::DeferAtTheStep);
    }
    if *request.change != OfChange::default() && request.kind != FollowUpKind::Change {
        return Err(HandoffRefusal::NotAChange.into());
    }
    let id = FollowUpId(context.fresh.0);
    let mut on = vec![Thread::FollowUp(id)];
    let mut runbook = request.runbook.clone();
    let origin = match request.run {
        None => None,
        Some(run) => {
            let origin = origin(writable(state, run)?, pinned, request.step_ref.as_ref())?;
            if origin.rehearsal && request.kind == FollowUpKind::Override {
                return Err(Refusal::OnlyRehearsed);
            }
            runbook = Some(origin.procedure.runbook.clone());
            on.push(Thread::Run(run));
            Some(origin)
        }
    };
    let owner = optional(request.owner.as_deref())?;
    let owner = owner.or_else(|| role_for(request.kind, pinned?.runbook));
    let opened = FollowUpOpened {
        id,
        salt: None,
        kind: request.kind,
        title: words(
            &request.title,
            Refusal::NeedsWords {
                what: needs(request.kind),
            },
        )?,
        text: optional(request.text.as_deref())?,
        runbook,
        owner,
        due: request.due,
        ticket: optional(request.ticket.as_deref())?,
        severity: severity(state, pinned, request)?,
        origin,
        redline: request.change.redline.clone(),
        question: question(state, request)?,
        plan: plan(&request.change.plan, &ChangePlan::default())?,
        emergency_seconds: match request.change.emergency {
            true => Some(emergency(pinned)?.as_secs()),
            false => None,
        },
    };
    Ok(Decision {
        on,
        facts: vec![Fact::FollowUpOpened(Box::new(opened))],
    })
}

/// What a change says with what is said anew: each part as words may be written down.
fn plan(new: &ChangePlan, before: &ChangePlan) -> Result<Option<Box<ChangePlan>>, Refusal> {
    if new.is_empty() {
        return Ok(None);
    }
    let new = ChangePlan {
        risk: optional(new.risk.as_deref())?,
        way_back: optional(new.way_back.as_deref())?,
        check: optional(new.check.as_deref())?,
        window: optional(new.window.as_deref())?,
    };
    Ok(Some(Box::new(before.with(&new))))
}

/// The question that a change comes from.
fn question(state: &State, request: &OpenFollowUp) -> Result<Option<FollowUpId>, Refusal> {
    if let Some(id) = request.change.question {
        let kind = known(state, id)?.kind();
        return match kind == Some(FollowUpKind::Question) {
            true => Ok(Some(id)),
            false => Err(HandoffRefusal::NotAQuestion { id }.into()),
        };
    }
    let at_step = request.change.redline.as_ref().and_then(|redline| {
        let questions = state.questions_at(&redline.procedure, &redline.step);
        questions.last().map(|known| known.id)
    });
    Ok(at_step)
}

/// How long after its release an emergency change has to be approved.
fn emergency(pinned: Option<Pinned<'_>>) -> Result<SignedDuration, Refusal> {
    let control = pinned.and_then(|it| it.runbook.package.change_control.as_ref());
    let term = control.and_then(|control| control.emergency);
    Ok(term.ok_or(HandoffRefusal::NoEmergencies)?)
}

/// How bad an issue is: what was said, else what the alert of its run says.
fn severity(
    state: &State,
    pinned: Option<Pinned<'_>>,
    request: &OpenFollowUp,
) -> Result<Option<String>, Refusal> {
    let runbook = pinned.map(|pinned| pinned.runbook);
    let Some(wanted) = optional(request.severity.as_deref())? else {
        let run = request.run.filter(|_| request.kind == FollowUpKind::Issue);
        let alert = run.and_then(|run| state.run(run)?.started.as_ref()?.what.alert.as_deref());
        let known = runbook.and_then(|it| it.alerts.iter().find(|it| Some(&*it.name) == alert));
        return Ok(known.and_then(|alert| alert.severity.clone()));
    };
    if request.kind != FollowUpKind::Issue {
        return Err(HandoffRefusal::NotAnIssue.into());
    }
    let known = runbook.map(|it| it.package.escalation.as_slice());
    let known = known.unwrap_or_default();
    match known.iter().any(|it| it.severity == wanted) {
        true => Ok(Some(wanted)),
        false => Err(HandoffRefusal::NoSuchSeverity {
            wanted,
            known: known.iter().map(|it| it.severity.clone()).collect(),
        }
        .into()),
    }
}

fn needs(kind: FollowUpKind) -> &'static str {
    match kind {
        FollowUpKind::Question => "the question, in one line",
        FollowUpKind::Issue => "what is wrong, in one line",
        FollowUpKind::Change => "what is to be different, in one line",
        FollowUpKind::Deferral | FollowUpKind::Override => "what is silenced, in one line",
    }
}

/// Whom a runbook names for it, where it names someone.
fn role_for(kind: FollowUpKind, runbook: &Runbook) -> Option<String> {
    let role = match kind {
        FollowUpKind::Question | FollowUpKind::Issue => "technical",
        FollowUpKind::Change => "product",
        FollowUpKind::Deferral | FollowUpKind::Override => "operations",
    };
    runbook.owners.contains_key(role).then(|| role.to_owned())
}

/// Where a follow-up of a run comes from. The step's title is kept as it reads there.
pub(super) fn origin(
    run: &Run,
    pinned: Option<Pinned<'_>>,
    step_ref: Option<&StepRef>,
) -> Result<Origin, Refusal> {
    let started = run.started.as_ref().ok_or(Refusal::NoStart)?;
    let started = &started.what;
    let title = match step_ref {
        None => None,
        Some(step_ref) => Some(title_of(run, pinned, step_ref)?),
    };
    Ok(Origin {
        run: run.id,
        procedure: started.procedure.clone(),
        target: started.target.clone(),
        step: step_ref.map(|step_ref| step_ref.step.clone()),
        item: step_ref.and_then(|step_ref| step_ref.item.clone()),
        step_title: title,
        rehearsal: started.rehearsal,
    })
}

fn title_of(run: &Run, pinned: Option<Pinned<'_>>, step_ref: &StepRef) -> Result<String, Refusal> {
    let walked = super::walked(run, pinned)?;
    let position = walked.walk.position(step_ref);
    let stand = position.map(|at| &walked.walk.stands[at]);
    let stand = stand.ok_or_else(|| Refusal::NoSuchStep {
        wanted: step_ref.to_string(),
    })?;
    let values = walked.walk.values_at(stand);
    Ok(walked.procedure.steps[stand.step].title.fill(&values))
}

fn known(state: &State, id: FollowUpId) -> Result<&FollowUp, Refusal> {
    readable(state, &Thread::FollowUp(id), "")?;
    state.follow_up(id).ok_or(Refusal::NoSuchFollowUp)
}

pub(super) fn go_to(
    state: &State,
    pinned: Option<Pinned<'_>>,
    (id, to): (FollowUpId, FollowUpState),
    text: Option<&str>,
    context: &Context,
) -> Result<Decision, Refusal> {
    let known = known(state, id)?;
    let kind = known.kind().ok_or(Refusal::NoSuchFollowUp)?;
    check_next(known, kind, to)?;
    if kind == FollowUpKind::Change {
        let runbook = pinned.map(|pinned| pinned.runbook);
        super::may_move(known, to, &context.operator, runbook)?;
        super::may_be_signed(state, known, to, &context.operator, runbook)?;
        plan_is_whole(known, to, runbook)?;
    }
    let text = match wanted_words(kind, known.state(), to) {
        Some(what) => Some(words(
            text.unwrap_or_default(),
            Refusal::NeedsWords { what },
        )?),
        None => optional(text)?,
    };
    Ok(of_follow_up(id, moved(known, to, text, None)))
}

/// Before it is approved a change says all that the runbook asks of one.
fn plan_is_whole(
    known: &FollowUp,
    to: FollowUpState,
    runbook: Option<&Runbook>,
) -> Result<(), Refusal> {
    let control = runbook.and_then(|runbook| runbook.package.change_control.as_ref());
    let asks = control.map(|control| control.asks.as_slice());
    let asks = asks.filter(|_| to == FollowUpState::Approved);
    let plan = known.plan();
    let missing = asks.unwrap_or_default().iter();
    let missing = missing.filter(|part| plan.says(**part).is_none()).copied();
    let missing: Vec<_> = missing.collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(HandoffRefusal::PlanLacks {
            id: known.id,
            missing,
        }
        .into()),
    }
}

/// A move that names all that stands.
pub(super) fn moved(
    known: &FollowUp,
    state: FollowUpState,
    text: Option<String>,
    run: Option<RunId>,
) -> Fact {
    Fact::FollowUpMoved(Box::new(FollowUpMoved {
        id: known.id,
        state,
        text,
        run,
        over: known.moves.over(),
    }))
}

/// Where operators who did not know of each other moved it apart, any of what they said may
/// be made to hold.
fn check_next(known: &FollowUp, kind: FollowUpKind, to: FollowUpState) -> Result<(), Refusal> {
    let from = known.state();
    let said = || known.moves.standing().map(|said| said.what.state);
    let settles = known.is_disputed() && said().any(|state| state == to);
    let next = known.next();
    if settles || next.contains(&to) {
        return Ok(());
    }
    Err(Refusal::NoSuchMove {
        kind: kind.words(),
        from: from.words(),
        next: next.iter().map(|state| state.words()).collect(),
    })
}

/// What has to be said with a move; nothing where it speaks for itself.
fn wanted_words(
    kind: FollowUpKind,
    from: FollowUpState,
    to: FollowUpState,
) -> Option<&'static str> {
    use FollowUpKind as K;
    use FollowUpState as S;
    match (kind, to) {
        (_, S::Answered) => Some("the answer"),
        (K::Issue, S::Closed) => Some("how it was closed"),
        (_, S::Closed) => Some("why it is closed"),
        (_, S::Released) => Some("the release note"),
        (_, S::RolledBack) => Some("why it was rolled back"),
        (_, S::Done) => Some("how it was done"),
        (_, S::Open) if from == S::Open => None,
        (_, S::Open) => Some("why it is open again"),
        (_, S::Reviewed | S::Approved | S::Lifted) => None,
    }
}

pub(super) fn assign(
    state: &State,
    id: FollowUpId,
    request: &AssignFollowUp,
) -> Result<Decision, Refusal> {
    let known = known(state, id)?;
    let set = FollowUpAssigned {
        id,
        owner: optional(request.owner.as_deref())?,
        due: request.due,
        ticket: optional(request.ticket.as_deref())?,
        plan: plan(&request.plan, &known.plan())?,
        over: Vec::new(),
    };
    if set.plan.is_some() && known.kind() != Some(FollowUpKind::Change) {
        return Err(HandoffRefusal::NotAChange.into());
    }
    let mut over = Vec::new();
    if set.owner.is_some() {
        over.extend(known.owners.over());
    }
    if set.due.is_some() {
        over.extend(known.dues.over());
    }
    if set.ticket.is_some() {
        over.extend(known.tickets.over());
    }
    if set.plan.is_some() {
        over.extend(known.plans.over());
    }
    let nothing = FollowUpAssigned {
        id,
        owner: None,
        due: None,
        ticket: None,
        plan: None,
        over: Vec::new(),
    };
    if set == nothing {
        return Err(Refusal::NeedsWords {
            what: "what is to be set: an assignee, a due date, a ticket, or what a change says",
        });
    }
    over.sort();
    over.dedup();
    let set = FollowUpAssigned { over, ..set };
    Ok(of_follow_up(id, Fact::FollowUpAssigned(Box::new(set))))
}

pub(super) fn note(state: &State, id: FollowUpId, text: &str) -> Result<Decision, Refusal> {
    state.follow_up(id).ok_or(Refusal::NoSuchFollowUp)?;
    let text = words(text, Refusal::EmptyNote)?;
    Ok(of_follow_up(id, Fact::FollowUpNoted { id, text }))
}

fn of_follow_up(id: FollowUpId, fact: Fact) -> Decision {
    Decision {
        on: vec![Thread::FollowUp(id)],
        facts: vec![fact],
    }
}
