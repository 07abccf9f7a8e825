//! Calling for help: the severity, then the page on which each call, the answer and the end
//! are said.

use super::super::overlay::{Pick, Picker, Showing};
use super::super::{App, Overlay, Screen, follow_ups};
use super::{Asked, Foreground, Picked, Reading, ask};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::keys::Context;
use crate::app::scroll::Scroll;
use crate::command::Escalate;
use crate::event::EscalationId;
use crate::present::Reached;
use crate::runbook::{Runbook, RunbookId};
use crate::state::{Escalation, Row, State};
use crate::text::duration_words;

/// An escalation in front.
#[derive(Clone, Debug, PartialEq)]
pub struct EscalationFront {
    /// Which.
    pub id: EscalationId,
    /// Who on its path is selected, and how far its words are scrolled.
    pub reading: Reading,
}

/// Puts an escalation in front, its cursor on who is to be called next.
pub(in crate::app) fn show(app: &mut App, state: &State, id: EscalationId) {
    let mut reading = Reading::default();
    reading.cursor.at = next_row(state, id).unwrap_or(0);
    app.front = Some(Foreground::Escalation(EscalationFront { id, reading }));
}

/// The row of who is to be called next.
fn next_row(state: &State, id: EscalationId) -> Option<usize> {
    let escalation = state.escalation(id)?;
    let next = escalation.next()?;
    escalation.hops().position(|hop| hop == next)
}

/// Shows the escalation that goes on here, or asks how bad it is.
pub(super) fn begin(app: &mut App, state: &State) {
    let known = open_here(app, state).filter(|id| app.front_escalation() != Some(*id));
    if let Some(id) = known {
        return show(app, state, id);
    }
    let Some((request, runbook)) = here(app, state) else {
        return app.refuse("Nothing here belongs to a runbook: select what needs help first.");
    };
    let Some(runbook) = app.usable(&runbook).cloned() else {
        let journal = app.key_in(Context::Screen, Action::Journal);
        return app.refuse(format!("The runbook {runbook} cannot be used, so that nobody knows whom it calls. Journal ({journal}) and its file have the names."));
    };
    let severities = &runbook.package.escalation;
    if severities.is_empty() {
        let text = format!(
            "{} names no [[escalation]]: {} shows its contacts.",
            runbook.title,
            app.key(Action::Pages)
        );
        return app.refuse(text);
    }
    let items = severities.iter().map(|it| {
        let request = Escalate {
            severity: it.severity.clone(),
            ..request.clone()
        };
        let pick = Pick::Handoff(Box::new(Picked::Severity(request)));
        (severity_words(it), pick)
    });
    let title = format!("Escalate: how bad? {}", runbook.title);
    let about = severities.iter().map(|it| about(&runbook, it)).collect();
    let picker = Picker::new(title, items.collect()).telling(about);
    app.overlay = Some(Overlay::Picker(picker));
}

fn severity_words(it: &crate::runbook::Escalation) -> String {
    match &it.means {
        Some(means) => format!("{}: {means}", it.severity),
        None => it.severity.clone(),
    }
}

/// The targets of a severity and who is first.
fn about(runbook: &Runbook, it: &crate::runbook::Escalation) -> String {
    let length = |length: jiff::SignedDuration| duration_words(length.as_secs().unsigned_abs());
    let respond = it.respond_within;
    let respond = respond.map(|within| format!("respond within {}", length(within)));
    let resolve = it.resolve_within;
    let resolve = resolve.map(|within| format!("resolve within {}", length(within)));
    let first = it.path.first().map(|hop| {
        let reach = runbook.reach(&hop.contact);
        let name = reach.map_or(hop.contact.as_str(), |reach| reach.name);
        format!("first {name}")
    });
    let parts = [respond, resolve, first].into_iter().flatten();
    parts.collect::<Vec<_>>().join(", ")
}

/// The escalation that goes on at what is in front.
fn open_here(app: &App, state: &State) -> Option<EscalationId> {
    if let Some(screen) = &app.run {
        let mut open = state.escalations_of(screen.id).filter(|it| it.is_open());
        return app.clock.or_else(|| Some(open.next()?.id));
    }
    if app.front.is_none()
        && app.screen == Screen::Today
        && let Some(Row::Escalation { id, .. }) = app.today_row()
    {
        return Some(*id);
    }
    if app.screen == Screen::FollowUps {
        let selected = follow_ups::selected(app, state)?.id;
        let mut open = state.open_escalations();
        let open = open.find(|it| {
            it.opening()
                .is_some_and(|it| it.follow_up == Some(selected))
        });
        return open.map(|it| it.id);
    }
    None
}

/// What needs help, and the runbook whose path it goes.
fn here(app: &App, state: &State) -> Option<(Escalate, RunbookId)> {
    let mut request = Escalate::default();
    if let Some(screen) = &app.run {
        let line = screen.run(state)?.line()?;
        let scene = screen.scene(state);
        let stand = scene.as_ref().and_then(|scene| scene.stand(screen.cursor));
        request.run = Some(screen.id);
        request.step_ref = stand.map(|stand| stand.step_ref.clone());
        return Some((request, line.procedure.runbook));
    }
    let runbook = follow_ups::runbook(app, state)?;
    match (&app.front, app.screen) {
        (None, Screen::FollowUps) => {
            request.follow_up = follow_ups::selected(app, state).map(|known| known.id);
        }
        _ => request.runbook = Some(runbook.clone()),
    }
    Some((request, runbook))
}

/// Asks what has happened.
pub(super) fn ask_title(app: &mut App, request: Escalate) {
    let hint = match request.runbook {
        Some(_) => "Those who are called read it first.",
        None => {
            "Those who are called read it first. Empty: what the step or the follow-up is called."
        }
    };
    let title = format!("Escalate {}: what happened?", request.severity);
    ask(app, Asked::Escalate(request), title, hint);
}

pub(super) fn act(
    app: &mut App,
    state: &State,
    front: &EscalationFront,
    action: Action,
) -> Vec<Effect> {
    let Some(escalation) = state.escalation(front.id) else {
        return Vec::new();
    };
    let hop = escalation.hops().nth(front.reading.cursor.at);
    match (action, hop) {
        (Action::Called | Action::Answer | Action::Close, _) if !escalation.is_open() => {
            app.refuse("It is resolved: nothing more is recorded.");
        }
        (Action::Called, Some(hop)) => {
            let (name, contact) = (&hop.hop.name, &hop.hop.contact);
            ask_result(app, front.id, name, contact);
        }
        (Action::Answer, _) => ask_who(app, escalation),
        (Action::Close, _) => ask(
            app,
            Asked::Resolved(front.id),
            "Resolved: how?",
            "The clock stops with this.",
        ),
        (Action::Copy | Action::ShowCopy, Some(hop)) => {
            let address = address(app, state, escalation, &hop.hop.contact);
            return copy(app, action, &hop.hop.name, address);
        }
        _ => {}
    }
    Vec::new()
}

/// How someone can be reached today.
fn address(app: &App, state: &State, escalation: &Escalation, contact: &str) -> Option<String> {
    let runbook = app.usable(&escalation.opening()?.runbook)?;
    Reached::of(state, runbook, contact, &app.wall())?.address
}

fn copy(app: &mut App, action: Action, name: &str, address: Option<String>) -> Vec<Effect> {
    let Some(address) = address else {
        app.refuse(format!("The runbook has no address of {name}."));
        return Vec::new();
    };
    if action == Action::ShowCopy {
        app.overlay = Some(Overlay::Showing(Showing {
            title: name.to_owned(),
            text: address,
            is_prose: false,
            scroll: Scroll::default(),
        }));
        return Vec::new();
    }
    vec![Effect::Copy(address)]
}

/// Asks what came of a call.
fn ask_result(app: &mut App, id: EscalationId, name: &str, contact: &str) {
    let called = |note: &str| {
        let picked = Picked::Called(id, contact.to_owned(), note.to_owned());
        Pick::Handoff(Box::new(picked))
    };
    let acked = Picked::Acked(id, contact.to_owned());
    let items = vec![
        ("No answer".to_owned(), called("no answer")),
        ("Acknowledged".to_owned(), Pick::Handoff(Box::new(acked))),
        ("Declined".to_owned(), called("declined")),
        ("Something else".to_owned(), called("")),
    ];
    let picker = Picker::new(format!("Called {name}: result?"), items);
    app.overlay = Some(Overlay::Picker(picker));
}

/// Asks who took it on: those who were called first.
fn ask_who(app: &mut App, escalation: &Escalation) {
    let id = escalation.id;
    let mut hops: Vec<_> = escalation.hops().collect();
    hops.sort_by_key(|hop| hop.called.is_none());
    let item = |name: String, who| (name, Pick::Handoff(Box::new(Picked::Answered(id, who))));
    let items = hops.iter().map(|hop| {
        let who = Some(hop.hop.contact.clone());
        item(hop.hop.name.clone(), who)
    });
    let me = item(format!("You: {}", app.operator), None);
    let items = items.chain([me]).collect();
    app.overlay = Some(Overlay::Picker(Picker::new("Acknowledged by?", items)));
}
