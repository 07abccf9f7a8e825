//! `rounds due`: what wants someone now.
//!
//! Read from the record with everything noticed that the library says now, so that the very
//! first start shows what is due, and nothing is written.

use super::args::Form;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::{Line, Table};
use super::words;
use crate::present::json;
use crate::present::{Clock, Kind, Row, Sources, Today, Tone, count};
use crate::session::Session;
use crate::state::Whom;

/// Shows what is due; the status says whether something is overdue.
///
/// # Errors
/// When the record or the library cannot be read.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let today = look(invocation.session()?, &clock);
    let overdue = today.overdue();
    let exit = Exit::no_when(overdue > 0);
    tell_broken(invocation)?;
    if form.json {
        invocation.out.json(&json::Today::of(&today, clock.now))?;
        return Ok(exit);
    }
    if today.wanted().next().is_none() {
        invocation.out.say("Nothing is due.")?;
        return Ok(exit);
    }
    let mut table = Table::keeping(&[5]);
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
    Ok(exit)
}

/// Runbooks that are broken want their owner, and nobody on shift: they are told beside the answer.
fn tell_broken(invocation: &mut Invocation) -> Result<(), Stop> {
    let broken = invocation.session()?.library().broken().count();
    if broken > 0 {
        let files = count(broken, "runbook file");
        let have = if broken == 1 { "has" } else { "have" };
        invocation.out.about(&format!(
            "{files} {have} errors: `rounds check` shows them."
        ));
    }
    Ok(())
}

/// What wants someone at this moment.
pub fn look(session: &mut Session, clock: &Clock) -> Today {
    let state = session.preview();
    let outside = session.outside();
    let operator = session.settings().operator.clone();
    let library = session.library().clone();
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
        (None, None) => what(row),
    }
}

fn what(row: &Row) -> String {
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
        words::shell_word(&what(row)),
        on.unwrap_or_default()
    )
}
