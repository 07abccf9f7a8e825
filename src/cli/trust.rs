//! `rounds trust`: shows commands exactly as they are written, and allows them.
//!
//! What stays true: nothing is allowed that was not shown right before.

use super::args::Form;
use super::confirm;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::unread;
use super::what;
use crate::event::RunId;
use crate::runbook::ProcedureRef;
use crate::session::Failure;
use crate::session::commands::{Written, written_in};
use crate::trust::{Place, Verdict};
use clap::Args;
use serde::Serialize;

/// `rounds trust`
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// A runbook, runbook/procedure, or a run
    #[arg(value_name = "WHAT")]
    pub what: Vec<String>,
    /// They have been read: allow them without being asked
    #[arg(long)]
    pub yes: bool,
    /// Only list commands, and whether each is allowed
    #[arg(long, conflicts_with = "yes")]
    pub list: bool,
    /// Allow them no more
    #[arg(long, conflicts_with_all = ["yes", "list"])]
    pub forget: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// A command, as JSON: `runbook`, `procedure`, `step`, `title`, `command` (its words or its
/// shell text, in one line), `allowed` (`yes`, `new`, `changed`).
#[derive(Debug, Serialize)]
struct Item {
    runbook: String,
    procedure: String,
    step: String,
    title: String,
    command: String,
    allowed: &'static str,
}

/// Shows the commands of a procedure, a runbook or all, and allows or forgets them.
///
/// # Errors
/// When nothing of that name is known, nobody confirms, or it cannot be kept.
pub fn run(args: &TrustArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let chosen = chosen(args, invocation)?;
    if args.list || args.form.json {
        return list(args, invocation, &chosen);
    }
    if args.forget {
        return forget(invocation, &chosen);
    }
    if chosen.is_empty() {
        invocation.out.say("There are no commands in it.")?;
        return Ok(Exit::WELL);
    }
    let wanted: Vec<_> = chosen
        .into_iter()
        .filter(|written| written.verdict != Verdict::Allowed)
        .collect();
    if wanted.is_empty() {
        invocation
            .out
            .say("Every command here is allowed already.")?;
        return Ok(Exit::WELL);
    }
    for written in &wanted {
        show(invocation, written)?;
    }
    if !args.yes
        && !confirm::confirmed(
            invocation,
            &format!("to allow {} to run", count(wanted.len())),
            "Allowing commands needs a confirmation: read them, then add --yes.",
        )?
    {
        return Err(Stop::No("Nothing was allowed.".to_owned()));
    }
    invocation.session()?.allow(&wanted)?;
    invocation
        .out
        .say(&format!("Allowed: {}.", count(wanted.len())))?;
    Ok(Exit::WELL)
}

fn count(commands: usize) -> String {
    match commands {
        1 => "1 command".to_owned(),
        many => format!("{many} commands"),
    }
}

/// The commands that are meant: of a procedure, of a runbook, of the procedure of a run.
fn chosen(args: &TrustArgs, invocation: &mut Invocation) -> Result<Vec<Written>, Stop> {
    let session = invocation.session()?;
    let trust = session.trust().map_err(Failure::from)?;
    let problems: Vec<String> = trust.problems().map(str::to_owned).collect();
    let mut written = written_in(session.library(), &trust);
    if !args.what.is_empty() {
        let typed = args.what.join(" ");
        let of = |runbook: &str, procedure: &str| -> bool {
            let whole = format!("{runbook}/{procedure}");
            whole == typed || runbook == typed || procedure == typed
        };
        written.retain(|it| of(&it.place.runbook, &it.place.procedure));
        // One that is known and has no command is no mistake.
        let is_known = session.library().runbooks().any(|runbook| {
            let mut known = runbook.procedures.iter();
            known.any(|it| of(runbook.id.as_str(), it.id.as_str()))
        });
        if written.is_empty() && !is_known {
            written = of_procedure(session, &typed, &trust)?;
        }
    } else if !args.list && !args.form.json {
        return Err(Stop::Usage(
            "Say of what: a runbook, or runbook/procedure. `rounds trust --list` shows all commands.".to_owned(),
        ));
    }
    for problem in problems {
        invocation.out.error(&problem);
    }
    Ok(written)
}

/// The commands of a run, by the revision that it walks: those of a newer file would not
/// help it.
fn of_procedure(
    session: &mut crate::session::Session,
    typed: &str,
    trust: &crate::trust::Trust,
) -> Result<Vec<Written>, Stop> {
    let none = || {
        Stop::Usage(format!(
            "Nothing with commands is called “{typed}”. `rounds trust --list` shows what there is."
        ))
    };
    let run: RunId = what::run(session, typed).map_err(|_| none())?;
    let pin = session.pin(run).ok_or_else(none)?;
    let whole = session.whole(run)?.and_then(|run| run.started);
    let ProcedureRef { procedure, .. } = whole.ok_or_else(none)?.what.procedure;
    let procedure = pin.runbook.procedure(procedure.as_str()).ok_or_else(none)?;
    Ok(crate::session::commands::commands_of(&pin.runbook, procedure, trust).collect())
}

fn list(args: &TrustArgs, invocation: &mut Invocation, chosen: &[Written]) -> Result<Exit, Stop> {
    let items: Vec<_> = chosen.iter().map(item).collect();
    let exit = match args.what.is_empty() {
        true => unread::of_files(invocation, None)?,
        false => Exit::WELL,
    };
    if args.form.json {
        invocation.out.json(&items)?;
        return Ok(exit);
    }
    for item in items {
        invocation.out.say(&format!(
            "{:<8} {}/{} {}: {}",
            item.allowed, item.runbook, item.procedure, item.step, item.command,
        ))?;
    }
    Ok(exit)
}

fn item(written: &Written) -> Item {
    let Place {
        runbook,
        procedure,
        step,
    } = written.place.clone();
    Item {
        runbook,
        procedure,
        step,
        title: written.title.clone(),
        command: written.text.lines().join("; "),
        allowed: match written.verdict {
            Verdict::Allowed => "yes",
            Verdict::New => "new",
            Verdict::Changed { .. } => "changed",
        },
    }
}

fn forget(invocation: &mut Invocation, chosen: &[Written]) -> Result<Exit, Stop> {
    let places: Vec<_> = chosen.iter().map(|written| written.place.clone()).collect();
    let mut trust = invocation.session()?.trust().map_err(Failure::from)?;
    trust.forget(&places).map_err(Failure::from)?;
    invocation
        .out
        .say(&format!("Not allowed any more: {}.", count(places.len())))?;
    Ok(Exit::WELL)
}

fn show(invocation: &mut Invocation, written: &Written) -> Result<(), Stop> {
    let Place {
        runbook,
        procedure,
        step,
    } = &written.place;
    invocation.out.say(&format!(
        "{runbook}/{procedure}, step {step}: {}",
        written.title
    ))?;
    for line in written.verdict.shown(&written.text) {
        invocation.out.say(&format!("  {line}"))?;
    }
    Ok(())
}
