//! `rounds escalate`: calling for help, and what becomes of it.

use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::Line;
use super::super::what;
use super::args::EscalateArgs;
use super::save;
use crate::command::{Escalate, Handoff};
use crate::event::EscalationId;
use crate::present::{Clock, Reached, Tone};
use crate::runbook::Runbook;
use crate::session::RunProgress;
use crate::session::Session;
use crate::state::{Escalation, State, Target};
use crate::text::duration_words;
use jiff::Timestamp;
use serde::Serialize;

/// An escalation. As JSON: `escalation` (its id), `runbook`, `severity`, `means`, `title`,
/// `opened_at`, `opened_by`, `run`, `follow_up`, `rehearsal`, `state` (`unanswered`,
/// `answered`, `resolved`), `respond_by`, `answered_at`, `responded_in_time`, `resolve_by`,
/// `resolved_at`, `resolved_in_time` (null while it is open or where there is no target),
/// `path` (`contact`, `name`, `operator` (who is on call behind it), `address` of today, `hours`,
/// `outside_hours` (whether it is, null where that is not known), `responsible_for` (of a role),
/// `due`, `called`), `to_call` (the
/// contacts whose time has come). Keys that say nothing are null.
#[derive(Debug, Serialize)]
struct View {
    escalation: String,
    runbook: String,
    severity: String,
    means: Option<String>,
    title: String,
    opened_at: Timestamp,
    opened_by: String,
    run: Option<String>,
    follow_up: Option<String>,
    rehearsal: bool,
    state: &'static str,
    respond_by: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    responded_in_time: Option<bool>,
    resolve_by: Option<Timestamp>,
    resolved_at: Option<Timestamp>,
    resolved_in_time: Option<bool>,
    path: Vec<HopView>,
    to_call: Vec<String>,
}

#[derive(Debug, Serialize)]
struct HopView {
    contact: String,
    name: String,
    address: Option<String>,
    operator: Option<String>,
    hours: Option<String>,
    outside_hours: Option<bool>,
    responsible_for: Vec<String>,
    due: Timestamp,
    called: Option<Timestamp>,
}

/// Opens an escalation, says what became of one, or shows those that are open.
///
/// # Errors
/// When nothing of this name is meant, it is refused, or it cannot be saved.
pub fn run(args: &EscalateArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let json = args.form.json;
    let Some(typed) = &args.what else {
        return list(json, invocation);
    };
    if let Some(severity) = &args.severity {
        let request = request(args, typed, severity, invocation.session()?)?;
        save(invocation, Handoff::Escalate(Box::new(request)), json)?;
        return match json {
            true => Ok(Exit::WELL),
            false => show_last(invocation),
        };
    }
    let id = escalation(invocation.session()?, typed)?;
    let note = args.note.clone();
    let named = |who: &str| Some(who.to_owned()).filter(|who| !who.is_empty());
    let request = match (&args.contacted, &args.answered, &args.resolved) {
        (Some(who), ..) => Handoff::ContactMade {
            id,
            contact: named(who),
            note,
        },
        (_, Some(who), _) => Handoff::Answer {
            id,
            who: named(who),
            note,
        },
        (.., Some(how)) => Handoff::Resolve {
            id,
            how: how.clone(),
        },
        _ => return show(id, json, invocation),
    };
    save(invocation, request, json)
}

/// What needs help: a run, a follow-up, or a runbook.
fn request(
    args: &EscalateArgs,
    typed: &str,
    severity: &str,
    session: &mut Session,
) -> Result<Escalate, Stop> {
    let mut request = Escalate {
        severity: severity.to_owned(),
        title: args.title.clone(),
        ..Escalate::default()
    };
    let runs = session.state().find_runs(typed.trim());
    let follow_ups = session.state().find_follow_ups(typed.trim());
    match (&runs[..], &follow_ups[..]) {
        _ if what::runbook(session, typed).is_ok() => request.runbook = Some(typed.into()),
        ([], [follow_up]) => request.follow_up = Some(*follow_up),
        ([], []) => {
            return Err(Stop::Usage(format!(
                "No runbook, run or follow-up is called “{typed}”. `rounds list` shows the runbooks, `rounds list runs` the runs."
            )));
        }
        _ => request.run = Some(what::run(session, typed)?),
    }
    if let Some(step) = &args.step {
        let Some(run) = request.run else {
            return Err(Stop::Usage("--step belongs to a run.".to_owned()));
        };
        request.step_ref = Some(RunProgress::of(session, run)?.step_ref(step)?);
    }
    Ok(request)
}

/// Which escalation is meant: its id, the end of it, or the run whose only open one it is.
///
/// # Errors
/// Wrong usage: there is none of that name, or several.
pub fn escalation(session: &Session, typed: &str) -> Result<EscalationId, Stop> {
    let state = session.state();
    let mut found = state.find_escalations(typed.trim());
    if found.is_empty()
        && let [run] = state.find_runs(typed.trim())[..]
    {
        let open = state.escalations_of(run).filter(|it| it.is_open());
        found = open.map(|it| it.id).collect();
    }
    match &found[..] {
        [id] => Ok(*id),
        [] => Err(Stop::Usage(format!(
            "No escalation is called “{typed}”. `rounds escalate` lists those that are open; to open one, say how bad it is: rounds escalate {typed} SEVERITY."
        ))),
        several => {
            let ids: Vec<_> = several.iter().map(ToString::to_string).collect();
            let count = several.len();
            let ids = ids.join(", ");
            Err(Stop::Usage(format!(
                "“{typed}” can mean {count} escalations: {ids}. Type more of the id."
            )))
        }
    }
}

fn list(json: bool, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let views = views(invocation.session()?, None, &clock);
    if json {
        invocation.out.json(&views)?;
        return Ok(Exit::WELL);
    }
    if views.is_empty() {
        invocation.out.say("No escalation is open.")?;
    }
    for view in &views {
        print(view, invocation)?;
    }
    Ok(Exit::WELL)
}

fn show(id: EscalationId, json: bool, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    for view in views(invocation.session()?, Some(id), &clock) {
        match json {
            true => invocation.out.json(&view)?,
            false => print(&view, invocation)?,
        }
    }
    Ok(Exit::WELL)
}

/// The one that was just opened: whom to call now.
fn show_last(invocation: &mut Invocation) -> Result<Exit, Stop> {
    let last = invocation
        .session()?
        .state()
        .escalations()
        .next_back()
        .map(|it| it.id);
    match last {
        Some(id) => show(id, false, invocation),
        None => Ok(Exit::WELL),
    }
}

/// One escalation, or those that are open, with the addresses of today.
fn views(session: &mut Session, only: Option<EscalationId>, clock: &Clock) -> Vec<View> {
    let wanted: Vec<Escalation> = {
        let state = session.state();
        match only {
            Some(id) => state.escalation(id).into_iter().cloned().collect(),
            None => state.open_escalations().cloned().collect(),
        }
    };
    let views = wanted.iter().filter_map(|escalation| {
        let runbook = escalation.opening()?.runbook.clone();
        let pin = session.newest(runbook.as_str());
        let state = session.state();
        view(
            &state,
            escalation,
            pin.as_ref().map(|pin| &*pin.runbook),
            clock,
        )
    });
    views.collect()
}

fn view(
    state: &State,
    escalation: &Escalation,
    runbook: Option<&Runbook>,
    clock: &Clock,
) -> Option<View> {
    let said = escalation.opened.as_ref()?;
    let opened = &said.what;
    // The command began before it opened one.
    let now = clock.now.max(said.at);
    let path = escalation.hops().map(|it| {
        let reached =
            runbook.and_then(|runbook| Reached::of(state, runbook, &it.hop.contact, clock));
        let name = it.hop.name.clone();
        let reached = reached.unwrap_or_else(|| Reached::unknown(name));
        HopView {
            contact: it.hop.contact.clone(),
            name: reached.name,
            operator: reached.operator,
            address: reached.address,
            hours: reached.hours,
            outside_hours: reached.is_away,
            responsible_for: reached.responsible_for,
            due: it.due,
            called: it.called,
        }
    });
    let in_time = |target: Option<Target>| {
        let target = target?;
        (target.reached.is_some() || target.is_missed(now)).then(|| !target.is_missed(now))
    };
    let (response, resolution) = (escalation.response(), escalation.resolution());
    Some(View {
        escalation: escalation.id.to_string(),
        runbook: opened.runbook.to_string(),
        severity: opened.severity.clone(),
        means: opened.means.clone(),
        title: opened.title.clone(),
        opened_at: said.at,
        opened_by: said.by.to_string(),
        run: opened.origin.as_ref().map(|origin| origin.run.to_string()),
        follow_up: opened.follow_up.map(|id| id.to_string()),
        rehearsal: opened.rehearsal,
        state: match (escalation.is_open(), escalation.is_unanswered()) {
            (false, _) => "resolved",
            (true, true) => "unanswered",
            (true, false) => "answered",
        },
        respond_by: response.map(|target| target.by),
        answered_at: escalation.answered_at(),
        responded_in_time: in_time(response),
        resolve_by: resolution.map(|target| target.by),
        resolved_at: escalation.resolved_at(),
        resolved_in_time: in_time(resolution),
        path: path.collect(),
        to_call: escalation
            .to_call(now)
            .map(|it| it.hop.contact.clone())
            .collect(),
    })
}

fn print(view: &View, invocation: &mut Invocation) -> Result<(), Stop> {
    let clock = invocation.clock.clone();
    let short = view.escalation.to_ascii_lowercase();
    let short = &short[short.len().saturating_sub(6)..];
    let tone = match view.state {
        "unanswered" => Tone::Bad,
        "answered" => Tone::Warn,
        _ => Tone::Plain,
    };
    let rehearsal = if view.rehearsal { ", a rehearsal" } else { "" };
    let head = format!(
        "{short}  {}  {}{rehearsal}  {}",
        view.severity, view.state, view.title
    );
    invocation.out.line(&Line::of(tone, &head))?;
    if let Some(means) = &view.means {
        invocation
            .out
            .say(&format!("  {}: {means}", view.severity))?;
    }
    let targets = [
        ("answer", view.respond_by, view.answered_at),
        ("resolve", view.resolve_by, view.resolved_at),
    ];
    for (what, by, reached) in targets {
        if let Some(by) = by {
            invocation
                .out
                .say(&format!("  {}", target_words(what, by, reached, &clock)))?;
        }
    }
    for hop in &view.path {
        let tone = match view.to_call.contains(&hop.contact) {
            true => Tone::Strong,
            false => Tone::Plain,
        };
        invocation
            .out
            .line(&Line::of(tone, &hop_words(view, hop, &clock)))?;
    }
    Ok(())
}

fn target_words(what: &str, by: Timestamp, reached: Option<Timestamp>, clock: &Clock) -> String {
    let at = reached.unwrap_or(clock.now);
    let seconds = by.duration_since(at).as_secs();
    let length = duration_words(seconds.unsigned_abs());
    let rest = match (reached, seconds < 0) {
        (Some(at), false) => format!("{} on time", clock.exact(at)),
        (Some(at), true) => format!("{}, {length} late", clock.exact(at)),
        (None, false) => format!("{length} left"),
        (None, true) => format!("{length} over"),
    };
    format!("{what} by {}: {rest}", clock.exact(by))
}

fn hop_words(view: &View, hop: &HopView, clock: &Clock) -> String {
    let stands = match (hop.called, view.to_call.contains(&hop.contact)) {
        (Some(at), _) => format!("called {}", clock.exact(at)),
        (None, true) => "call now".to_owned(),
        (None, false) => format!("from {}", clock.exact(hop.due)),
    };
    let address = hop.address.as_deref().unwrap_or("no address");
    let hours = hop.hours.as_deref();
    let hours = hours.map(|hours| format!(" ({hours})")).unwrap_or_default();
    let role = match hop.responsible_for.is_empty() {
        true => String::new(),
        false => format!("; answers for {}", hop.responsible_for.join(", ")),
    };
    format!("  {stands}: {}, {address}{hours}{role}", hop.name)
}
