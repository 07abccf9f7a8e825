//! `rounds due`: what wants someone now.
//!
//! Read from the record with everything noticed that the library says now, so that the very
//! first start shows what is due, and nothing is written.

use super::args::DueArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table};
use super::unread::{self, Unread};
use super::{what, words};
use crate::present::json;
use crate::present::{Clock, Kind, Row, Sources, Today, Tone, everybody_on_call};
use crate::runbook::{Runbook, RunbookId};
use crate::session::Session;
use crate::state::{State, Whom};
use serde::Serialize;

/// What is due. As JSON: the keys of [`json::Today`], and `unread` (what could not be read, and
/// might be due), and `on_call` (who is on call, as in [`json::OnCall`]).
#[derive(Debug, Serialize)]
struct Due {
    #[serde(flatten)]
    today: json::Today,
    unread: Vec<Unread>,
    on_call: Vec<json::OnCall>,
}

/// Shows what is due; the status says whether something is overdue.
///
/// # Errors
/// When the record or the library cannot be read.
pub fn run(args: &DueArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let only = args.runbook.as_deref();
    let only = only.map(|id| what::runbook(session, id)).transpose()?;
    let mut today = look(session, &clock);
    if let Some(place) = args.on.as_deref()
        && !today
            .rows
            .iter()
            .any(|row| row.target.as_deref() == Some(place))
    {
        what::place(session, place)?;
    }
    narrow(&mut today, args, only.as_ref(), session)?;
    let overdue = today.overdue();
    let unread = unread::look_at(invocation, only.as_ref())?;
    let exit = unread::exit(overdue > 0, &unread);
    unread::tell(invocation, &unread);
    if args.form.json {
        let today = json::Today::of(&today, clock.now);
        let on_call = in_use(invocation.session()?, only.as_ref(), |state, runbook| {
            json::OnCall::all(state, runbook, clock.now)
        });
        invocation.out.json(&Due {
            today,
            unread,
            on_call,
        })?;
        return Ok(exit);
    }
    if today.wanted().next().is_none() {
        invocation.out.say(match unread.is_empty() {
            true => "Nothing is due.",
            false => "Nothing is due in what could be read.",
        })?;
        tell_on_call(invocation, only.as_ref(), &clock)?;
        return Ok(exit);
    }
    let head = &["", "WHAT", "WHEN", "TITLE", "WHERE", "TO ACT"];
    let mut table = Table::keeping(&[5]).under(head);
    for row in today.wanted() {
        let sign = row.sign.text(invocation.out.look().ascii);
        let rehearsal = if row.rehearsal { " (rehearsal)" } else { "" };
        table.row([
            (row.tone, sign),
            (row.tone, row.kind.words()),
            (Tone::Plain, row.status.as_str()),
            (Tone::Strong, &format!("{}{rehearsal}", row.title)),
            (Tone::Plain, row.place(", ").as_str()),
            (Tone::Dim, handle(row).as_str()),
        ]);
    }
    table.write(&mut invocation.out)?;
    if overdue > 0 {
        let what = format!("{overdue} overdue.");
        invocation.out.line(&Line::of(Tone::Bad, &what))?;
    }
    tell_on_call(invocation, only.as_ref(), &clock)?;
    Ok(exit)
}

/// Who is on call now, a line a contact; what several runbooks share is told once.
fn tell_on_call(
    invocation: &mut Invocation,
    only: Option<&RunbookId>,
    clock: &Clock,
) -> Result<(), Stop> {
    let session = invocation.session()?;
    let library = session.library().clone();
    let runbooks = library.runbooks();
    let runbooks = runbooks.filter(|it| only.is_none_or(|only| it.id == *only));
    let lines = everybody_on_call(&session.state(), runbooks, clock);
    for words in lines {
        let line = Line::of(Tone::Dim, "On call: ").add(Tone::Plain, &words);
        invocation.out.line(&line)?;
    }
    Ok(())
}

/// What every runbook in use has of something; or one alone.
fn in_use<T>(
    session: &mut Session,
    only: Option<&RunbookId>,
    of: impl Fn(&State, &Runbook) -> Vec<T>,
) -> Vec<T> {
    let library = session.library().clone();
    let state = session.state();
    let runbooks = library.runbooks().filter(|runbook| !runbook.sample);
    let runbooks = runbooks.filter(|it| only.is_none_or(|only| it.id == *only));
    runbooks.flat_map(|runbook| of(&state, runbook)).collect()
}

/// Leaves the rows of what was asked for alone.
fn narrow(
    today: &mut Today,
    args: &DueArgs,
    only: Option<&RunbookId>,
    session: &Session,
) -> Result<(), Stop> {
    let library = session.library();
    let owned = args.owner.as_deref().map(|owner| {
        let runbooks = library.runbooks().filter(|runbook| owns(runbook, owner));
        runbooks
            .map(|runbook| runbook.id.clone())
            .collect::<Vec<_>>()
    });
    if let (Some(owner), Some([])) = (&args.owner, owned.as_deref()) {
        return Err(Stop::Usage(format!(
            "No runbook here belongs to “{owner}”: name an owner, or an operator of a role."
        )));
    }
    today.rows.retain(|row| {
        let of_procedure = row.procedure.as_ref().map(|it| &it.runbook);
        let runbook = of_procedure.or(row.runbook.as_ref());
        let is_owned = owned
            .as_ref()
            .is_none_or(|owned| runbook.is_some_and(|runbook| owned.contains(runbook)));
        let is_there = args.on.is_none() || row.target == args.on;
        is_owned && is_there && (only.is_none() || runbook == only)
    });
    Ok(())
}

/// Whether a runbook is somebody's, by their name or as an operator of a role.
pub(super) fn owns(runbook: &Runbook, who: &str) -> bool {
    runbook.owners.iter().any(|(role, owner)| {
        role == who
            || owner.name.eq_ignore_ascii_case(who)
            || owner
                .operators
                .iter()
                .any(|operator| operator.as_str() == who)
    })
}

/// What wants someone at this moment.
pub fn look(session: &mut Session, clock: &Clock) -> Today {
    let outside = session.outside();
    let operator = session.settings().operator.clone();
    let library = session.library().clone();
    let state = session.preview();
    let whom = Whom {
        operator: Some(&operator),
        runbooks: library.runbooks().collect(),
    };
    let sources = Sources {
        state: &state,
        preview: None,
        clock,
        whom: &whom,
        outside: &outside,
    };
    sources.today([])
}

/// What names a row on a command line: its own id, else the run, else the procedure.
fn handle(row: &Row) -> String {
    if let Some(id) = row.escalation {
        return id.short();
    }
    if row.kind == Kind::Handover {
        return row.kind.words().to_owned();
    }
    match (row.follow_up, row.run) {
        (Some(id), _) => id.short(),
        (None, Some(run)) => run.short(),
        (None, None) => named(row),
    }
}

fn named(row: &Row) -> String {
    let procedure = row.procedure.as_ref().map(ToString::to_string);
    let runbook = row.runbook.as_ref().map(ToString::to_string);
    procedure.or(runbook).unwrap_or_default()
}

/// The command that goes on with a row.
pub fn command(row: &Row) -> String {
    if let Some(run) = row.run {
        return format!("rounds open {}", run.short());
    }
    let on = row.target.as_deref();
    let on = on.map(|target| format!(" --on {}", words::shell_word(target)));
    format!(
        "rounds start {}{}",
        words::shell_word(&named(row)),
        on.unwrap_or_default()
    )
}
