//! Follow-ups in a list, with filters.

use super::super::due::owns;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::out::Table;
use super::super::what;
use super::args::FilterArgs;
use super::saved::state_word;
use crate::event::FollowUpKind;
use crate::present::Tone;
use crate::session::Session;
use crate::state::{FollowUp, Whom};
use jiff::Timestamp;
use serde::Serialize;

/// A follow-up in the list. As JSON: `follow_up` (its id), `kind`, `state`, `title`, `text`,
/// `runbook`, `owner`, `mine`, `due`, `overdue`, `ticket`, `opened_at`, `opened_by`,
/// `age_seconds`, `procedure`, `target`, `run`, `step` (`STEP` or `STEP/ITEM`), `rehearsal`
/// (whether it came from one), `disputed`, `deferred` (how often, for a deferral). Keys that
/// say nothing are null.
#[derive(Debug, Serialize)]
pub struct Row {
    pub follow_up: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub title: String,
    pub text: Option<String>,
    pub runbook: Option<String>,
    pub owner: Option<String>,
    pub mine: bool,
    pub due: Option<Timestamp>,
    pub overdue: bool,
    pub ticket: Option<String>,
    pub opened_at: Timestamp,
    pub opened_by: String,
    pub age_seconds: i64,
    pub procedure: Option<String>,
    pub target: Option<String>,
    pub run: Option<String>,
    pub step: Option<String>,
    pub rehearsal: bool,
    pub disputed: bool,
    pub deferred: Option<usize>,
    #[serde(skip)]
    pub short: String,
    #[serde(skip)]
    pub called: &'static str,
}

impl Row {
    /// A follow-up as it is shown; none while its opening has not arrived.
    pub fn of(known: &FollowUp, now: Timestamp, whom: &Whom<'_>) -> Option<Self> {
        let (said, opening) = (known.opened.as_ref()?, known.opening()?);
        let origin = opening.origin.as_ref();
        let target = origin.and_then(|origin| origin.target.as_ref());
        let is_deferral = opening.kind == FollowUpKind::Deferral;
        Some(Self {
            follow_up: known.id.to_string(),
            kind: opening.kind.name(),
            called: opening.kind.words(),
            state: state_word(known.state()),
            title: opening.title.clone(),
            text: opening.text.clone(),
            runbook: opening.runbook.as_ref().map(ToString::to_string),
            owner: known.owner().map(str::to_owned),
            mine: whom.acts_on(known),
            due: known.due(),
            overdue: known.is_overdue(now),
            ticket: known.ticket().map(str::to_owned),
            opened_at: said.at,
            opened_by: said.by.to_string(),
            age_seconds: known.age(now).as_secs(),
            procedure: origin.map(|origin| origin.procedure.to_string()),
            target: target.map(ToString::to_string),
            run: origin.map(|origin| origin.run.to_string()),
            step: known.step_ref().map(|step_ref| step_ref.to_string()),
            rehearsal: origin.is_some_and(|origin| origin.rehearsal),
            disputed: known.is_disputed(),
            deferred: is_deferral.then(|| known.times_deferred()),
            short: known.id.short(),
        })
    }
}

/// Refuses a name that nobody has: an empty list would say that they have nothing to do.
fn check_owner(session: &Session, name: &str) -> Result<(), Stop> {
    let is_of_library = session.library().runbooks().any(|it| owns(it, name));
    let state = session.state();
    let mut follow_ups = state.follow_ups();
    let is_known = is_of_library
        || *name == *session.settings().operator.as_str()
        || follow_ups.any(|it| {
            it.owner() == Some(name) || it.opened.as_ref().is_some_and(|it| it.by.as_str() == name)
        });
    match is_known {
        true => Ok(()),
        false => Err(Stop::Usage(format!(
            "Nobody here is called “{name}”: name a role of a runbook, or an operator."
        ))),
    }
}

pub fn list(filter: &FilterArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let operator = session.settings().operator.clone();
    let library = session.library().clone();
    if let Some(runbook) = &filter.runbook {
        what::runbook(session, runbook)?;
    }
    if let Some(owner) = &filter.owner {
        check_owner(session, owner)?;
    }
    let whom = Whom {
        operator: Some(&operator),
        runbooks: library.runbooks().collect(),
    };
    let rows: Vec<Row> = {
        let state = session.state();
        let known = state.follow_ups().filter(|known| is_wanted(known, filter));
        let rows = known.filter_map(|known| Row::of(known, clock.now, &whom));
        let mine = rows.filter(|row| row.mine || !filter.mine);
        mine.filter(|row| row.overdue || !filter.overdue).collect()
    };
    if filter.form.json {
        invocation.out.json(&rows)?;
        return Ok(Exit::WELL);
    }
    if rows.is_empty() {
        invocation.out.hint("There are no such follow-ups.");
        return Ok(Exit::WELL);
    }
    let head = &["ID", "KIND", "STATE", "TITLE", "RUNBOOK", "WHO", "WHEN"];
    let mut table = Table::keeping(&[0]).under(head);
    for row in &rows {
        let when = match (row.due, row.overdue) {
            (Some(due), true) => (Tone::Bad, format!("due {}", clock.moment(due))),
            (Some(due), false) => (Tone::Plain, format!("due {}", clock.moment(due))),
            (None, _) => (Tone::Dim, format!("since {}", clock.moment(row.opened_at))),
        };
        let disputed = if row.disputed { ", disputed" } else { "" };
        table.row([
            (Tone::Plain, row.short.as_str()),
            (Tone::Plain, row.called),
            (Tone::Plain, format!("{}{disputed}", row.state).as_str()),
            (Tone::Strong, row.title.as_str()),
            (Tone::Plain, row.runbook.as_deref().unwrap_or_default()),
            (Tone::Plain, row.owner.as_deref().unwrap_or_default()),
            (when.0, when.1.as_str()),
        ]);
    }
    table.write(&mut invocation.out)?;
    Ok(Exit::WELL)
}

/// By default what is closed is left out; who asks for a state gets that state.
fn is_wanted(known: &FollowUp, filter: &FilterArgs) -> bool {
    let runbook = known.opening().and_then(|it| it.runbook.as_ref());
    let of_state = match filter.state {
        Some(state) => known.state() == state.into(),
        None => filter.all || known.is_open(),
    };
    let of_kind = filter
        .kind
        .is_none_or(|kind| known.kind() == Some(kind.into()));
    let of_runbook = filter.runbook.as_deref();
    let of_runbook = of_runbook.is_none_or(|id| runbook.is_some_and(|it| it.as_str() == id));
    let of_owner = filter.owner.as_deref();
    let of_owner = of_owner.is_none_or(|owner| known.owner() == Some(owner));
    of_state && of_kind && of_runbook && of_owner
}
