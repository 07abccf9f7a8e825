//! Escalations: opened by a severity's path, and each call, answer and end written down.

use super::super::{
    Context, Decision, Pinned, Refusal, follow_up, optional, readable, words, writable,
};
use super::HandoffRefusal as No;
use crate::event::{
    EscalationAnswered, EscalationContacted, EscalationHop, EscalationId, EscalationOpened,
    EscalationResolved, Fact, FollowUpId, Origin, RunId, Thread,
};
use crate::runbook::{Runbook, RunbookId, StepRef};
use crate::state::{Escalation, State};

/// An escalation as someone wants it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Escalate {
    /// How bad it is, by the runbook's words.
    pub severity: String,
    /// Whose path it goes, where it comes from no run and no follow-up.
    pub runbook: Option<RunbookId>,
    /// The run that it comes from.
    pub run: Option<RunId>,
    /// The box of that run.
    pub step_ref: Option<StepRef>,
    /// The follow-up that it comes from.
    pub follow_up: Option<FollowUpId>,
    /// What has happened, in one line; by the run or the follow-up where it is left out.
    pub title: Option<String>,
}

impl Escalate {
    /// The runbook of what it comes from.
    pub(super) fn runbook_by(&self, state: &State) -> Option<RunbookId> {
        if let Some(run) = self.run {
            let line = state.run(run).and_then(|run| run.line());
            let line = line.or_else(|| state.summary(run).map(|summary| summary.line()));
            return line.map(|line| line.procedure.runbook);
        }
        let opening = state.follow_up(self.follow_up?)?.opening()?;
        opening.runbook.clone()
    }
}

pub(super) fn open(
    state: &State,
    pinned: Option<Pinned<'_>>,
    request: &Escalate,
    context: &Context,
) -> Result<Decision, Refusal> {
    let runbook = pinned.ok_or(No::NoRunbook)?.runbook;
    let severity = request.severity.trim();
    let path = runbook.escalation(severity).ok_or_else(|| {
        let known = runbook.package.escalation.iter();
        No::NoSuchSeverity {
            wanted: severity.to_owned(),
            known: known.map(|it| it.severity.clone()).collect(),
        }
    })?;
    let id = EscalationId(context.fresh.0);
    let mut on = vec![Thread::Escalation(id)];
    let origin = request
        .run
        .map(|run| origin(state, pinned, run, request.step_ref.as_ref()));
    let origin = origin.transpose()?;
    if let Some(origin) = &origin {
        on.push(Thread::Run(origin.run));
        let mut others = state.escalations_of(origin.run).filter(|it| it.is_open());
        let same = others.find(|it| it.opening().is_some_and(|it| it.severity == severity));
        if let Some(same) = same {
            let id = same.id.short();
            return Err(No::AlreadyEscalated { id }.into());
        }
    }
    if let Some(follow_up) = request.follow_up {
        state.follow_up(follow_up).ok_or(Refusal::NoSuchFollowUp)?;
        on.push(Thread::FollowUp(follow_up));
    }
    let opened = EscalationOpened {
        id,
        salt: None,
        runbook: runbook.id.clone(),
        runbook_title: runbook.title.clone(),
        title: title(state, request, origin.as_ref())?,
        severity: path.severity.clone(),
        means: path.means.clone(),
        respond_within_seconds: path.respond_within.map(|it| it.as_secs()),
        resolve_within_seconds: path.resolve_within.map(|it| it.as_secs()),
        path: path.path.iter().map(|hop| hop_of(runbook, hop)).collect(),
        rehearsal: origin.as_ref().is_some_and(|origin| origin.rehearsal),
        origin,
        follow_up: request.follow_up,
    };
    Ok(Decision {
        on,
        facts: vec![Fact::EscalationOpened(Box::new(opened))],
    })
}

fn hop_of(runbook: &Runbook, hop: &crate::runbook::Hop) -> EscalationHop {
    let name = runbook.reach(&hop.contact).map(|reach| reach.name);
    EscalationHop {
        contact: hop.contact.clone(),
        name: name.unwrap_or(&hop.contact).to_owned(),
        after_seconds: hop.after.as_secs(),
    }
}

/// Where it comes from. The runbook may have changed since the run began, so that a step has
/// no title any more: that is no reason to keep anyone from calling for help.
fn origin(
    state: &State,
    pinned: Option<Pinned<'_>>,
    run: RunId,
    step_ref: Option<&StepRef>,
) -> Result<Origin, Refusal> {
    let run = writable(state, run)?;
    let whole = follow_up::origin(run, pinned, step_ref);
    whole.or_else(|_| {
        let bare = follow_up::origin(run, None, None)?;
        Ok(Origin {
            step: step_ref.map(|step_ref| step_ref.step.clone()),
            item: step_ref.and_then(|step_ref| step_ref.item.clone()),
            ..bare
        })
    })
}

fn title(state: &State, request: &Escalate, origin: Option<&Origin>) -> Result<String, Refusal> {
    let said = request.title.as_deref().map(str::trim);
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        return words(said, No::NoTitle.into());
    }
    let step = origin.and_then(|origin| origin.step_title.clone());
    let run = || {
        let started = state.run(origin?.run)?.started.as_ref()?;
        Some(started.what.title.clone())
    };
    let follow_up = || {
        let opening = state.follow_up(request.follow_up?)?.opening()?;
        Some(opening.title.clone())
    };
    let known = step.or_else(run).or_else(follow_up);
    known.ok_or_else(|| No::NoTitle.into())
}

/// An escalation that goes on.
fn going_on(state: &State, id: EscalationId) -> Result<&Escalation, Refusal> {
    readable(state, &Thread::Escalation(id), "")?;
    let known = state.escalation(id).filter(|it| it.opened.is_some());
    let known = known.ok_or(No::NoSuchEscalation)?;
    match known.resolved.current() {
        Some(said) => Err(No::Over {
            by: said.by.clone(),
        }
        .into()),
        None => Ok(known),
    }
}

pub(super) fn contact(
    state: &State,
    pinned: Option<Pinned<'_>>,
    id: EscalationId,
    contact: Option<&str>,
    note: Option<&str>,
) -> Result<Decision, Refusal> {
    let known = going_on(state, id)?;
    let (contact, name) = match contact.map(str::trim) {
        Some(contact) => called(known, pinned, contact)?,
        None => {
            let hop = known.next().ok_or(No::AllCalled)?.hop;
            (hop.contact.clone(), hop.name.clone())
        }
    };
    let contacted = EscalationContacted {
        id,
        contact,
        name,
        note: optional(note)?,
    };
    Ok(of_escalation(
        id,
        Fact::EscalationContacted(Box::new(contacted)),
    ))
}

/// Whom someone called: by today's runbook, else by the path of then.
fn called(
    known: &Escalation,
    pinned: Option<Pinned<'_>>,
    contact: &str,
) -> Result<(String, String), Refusal> {
    let today = pinned.and_then(|pinned| pinned.runbook.reach(contact));
    let then = || {
        let mut hops = known.hops();
        hops.find(|it| it.hop.contact == contact)
            .map(|it| it.hop.name.as_str())
    };
    if let Some(name) = today.map(|reach| reach.name).or_else(then) {
        return Ok((contact.to_owned(), name.to_owned()));
    }
    let mut all: Vec<String> = known.hops().map(|it| it.hop.contact.clone()).collect();
    if let Some(pinned) = pinned {
        let contacts = pinned.runbook.contacts.iter().map(|it| it.id.clone());
        all.extend(contacts.chain(pinned.runbook.owners.keys().cloned()));
    }
    all.sort();
    all.dedup();
    Err(No::NoSuchContact {
        wanted: contact.to_owned(),
        known: all,
    }
    .into())
}

pub(super) fn answer(
    state: &State,
    pinned: Option<Pinned<'_>>,
    id: EscalationId,
    (who, note): (Option<&str>, Option<&str>),
    context: &Context,
) -> Result<Decision, Refusal> {
    let known = going_on(state, id)?;
    let who = match optional(who)? {
        // A name that the runbook does not know is taken as it is: who answers at three in
        // the morning may stand in no file.
        Some(who) => match called(known, pinned, &who) {
            Ok((_, name)) => name,
            Err(_) => who,
        },
        None => context.operator.to_string(),
    };
    let answered = EscalationAnswered {
        id,
        who,
        note: optional(note)?,
        over: known.answered.over(),
    };
    Ok(of_escalation(
        id,
        Fact::EscalationAnswered(Box::new(answered)),
    ))
}

pub(super) fn resolve(state: &State, id: EscalationId, how: &str) -> Result<Decision, Refusal> {
    let known = going_on(state, id)?;
    let how = words(
        how,
        Refusal::NeedsWords {
            what: "how it ended",
        },
    )?;
    let resolved = EscalationResolved {
        id,
        how,
        over: known.resolved.over(),
    };
    Ok(of_escalation(
        id,
        Fact::EscalationResolved(Box::new(resolved)),
    ))
}

fn of_escalation(id: EscalationId, fact: Fact) -> Decision {
    Decision {
        on: vec![Thread::Escalation(id)],
        facts: vec![fact],
    }
}
