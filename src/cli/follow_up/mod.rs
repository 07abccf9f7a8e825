//! `rounds follow-up`: what outlives a run and wants someone.

pub mod args;
mod list;
mod redline;
mod release;
mod saved;
mod show;

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::what;
use crate::command::{AssignFollowUp, Command, OfChange, OpenFollowUp};
use crate::event::{FollowUpId, FollowUpKind, FollowUpState};
use crate::present::Clock;
use crate::schedule::typed_due;
use crate::session::RunProgress;
use args::{AddArgs, FilterArgs, FollowUpVerb, Set};
use jiff::Timestamp;

pub(super) use saved::save;
pub use show::show;

/// Opens, lists, shows or moves follow-ups.
///
/// # Errors
/// When no such follow-up is meant, it is refused, or it cannot be saved.
pub fn run(verb: &FollowUpVerb, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match verb {
        FollowUpVerb::Add(args) => add(args, invocation),
        FollowUpVerb::List(filter) => list::list(filter, invocation),
        FollowUpVerb::Show(args) => {
            let id = what::follow_up(invocation.session()?, &args.id)?;
            show(id, args.form, invocation)
        }
        FollowUpVerb::Move(args) => {
            let id = what::follow_up(invocation.session()?, &args.id)?;
            let (to, text) = (args.to.into(), args.text.clone());
            let command = Command::MoveFollowUp { id, to, text };
            let exit = save(invocation, Some(id), command, args.form.json)?;
            if to == FollowUpState::Released {
                release::propose(id, args, invocation)?;
            }
            // Whether the file is put back is asked; that the change was rolled back is said.
            if to == FollowUpState::RolledBack && !args.form.json {
                match release::put_back(id, (args.write, false), invocation) {
                    Ok(_) => {}
                    Err(Stop::No(words)) => invocation.out.about(&words),
                    Err(stop) => return Err(stop),
                }
            }
            Ok(exit)
        }
        FollowUpVerb::Redline(args) => redline::open(args, invocation),
        FollowUpVerb::Apply(args) => redline::apply(args, invocation),
        FollowUpVerb::Close(args) => {
            let id = what::follow_up(invocation.session()?, &args.id)?;
            let (to, text) = (closing(invocation, id)?, args.reason.clone());
            let command = Command::MoveFollowUp { id, to, text };
            save(invocation, Some(id), command, args.form.json)
        }
        FollowUpVerb::Set(args) => {
            let clock = invocation.clock.clone();
            let id = what::follow_up(invocation.session()?, &args.id)?;
            let plan = args.plan.plan().into();
            let set = AssignFollowUp {
                plan,
                ..assignment(&args.set, &clock)?
            };
            let command = Command::AssignFollowUp { id, set };
            save(invocation, Some(id), command, args.form.json)
        }
        FollowUpVerb::Note(args) => {
            let id = what::follow_up(invocation.session()?, &args.id)?;
            let text = args.text.join(" ");
            let command = Command::NoteFollowUp { id, text };
            save(invocation, Some(id), command, args.form.json)
        }
    }
}

/// Lists what wants someone, for `rounds list follow-ups`.
///
/// # Errors
/// When the record or the library cannot be read.
pub fn list_open(json: bool, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let mut filter = FilterArgs::default();
    filter.form.json = json;
    list::list(&filter, invocation)
}

/// An override is lifted; everything else is closed.
fn closing(invocation: &mut Invocation, id: FollowUpId) -> Result<FollowUpState, Stop> {
    let session = invocation.session()?;
    let kind = session.state().follow_up(id).and_then(|it| it.kind());
    Ok(match kind {
        Some(FollowUpKind::Override) => FollowUpState::Lifted,
        _ => FollowUpState::Closed,
    })
}

fn add(args: &AddArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let run = args.run.as_deref().map(|run| what::run(session, run));
    let run = run.transpose()?;
    let step_ref = match (run, &args.step) {
        (Some(run), Some(step)) => Some(RunProgress::of(session, run)?.step_ref(step)?),
        _ => None,
    };
    let runbook = args.runbook.as_deref();
    let runbook = runbook.map(|id| what::runbook(session, id)).transpose()?;
    let question = args.question.as_deref();
    let question = question
        .map(|id| what::follow_up(session, id))
        .transpose()?;
    let set = assignment(&args.set, &clock)?;
    let request = OpenFollowUp {
        text: args.text.clone(),
        runbook,
        run,
        step_ref,
        owner: set.owner,
        due: set.due,
        ticket: set.ticket,
        severity: args.severity.clone(),
        change: Box::new(OfChange {
            question,
            plan: args.plan.plan(),
            emergency: args.emergency,
            ..OfChange::default()
        }),
        ..OpenFollowUp::about(args.kind.into(), args.title.join(" "))
    };
    save(
        invocation,
        None,
        Command::OpenFollowUp(request),
        args.form.json,
    )
}

fn assignment(set: &Set, clock: &Clock) -> Result<AssignFollowUp, Stop> {
    let due = set.due.as_deref().map(|due| moment(clock, due));
    Ok(AssignFollowUp {
        owner: set.owner.clone(),
        due: due.transpose()?,
        ticket: set.ticket.clone(),
        ..AssignFollowUp::default()
    })
}

/// A moment to come: a time of this day, a day of the week or a date (up to its end), a date
/// with a time, or a length from now.
///
/// # Errors
/// Wrong usage: it is no time.
pub fn moment(clock: &Clock, typed: &str) -> Result<Timestamp, Stop> {
    typed_due(typed, clock.now, &clock.zone).ok_or_else(|| {
        let typed = typed.trim();
        Stop::Usage(format!(
            "“{typed}” is not a time. Write 17:30, fri, 2026-12-01, 2026-12-01 12:00, or a length such as 3d."
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_to_come_is_typed_in_few_letters() {
        let clock = Clock {
            now: "2026-11-25T08:12:30Z".parse().unwrap(),
            zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
        };
        for (typed, meant) in [
            ("17:30", "2026-11-25T16:30:00Z"),
            ("fri", "2026-11-27T22:59:00Z"),
            ("Wednesday", "2026-12-02T22:59:00Z"),
            ("2026-12-01", "2026-12-01T22:59:00Z"),
            ("2026-12-01 12:00", "2026-12-01T11:00:00Z"),
            ("3 days", "2026-11-28T08:12:30Z"),
            ("2h", "2026-11-25T10:12:30Z"),
        ] {
            let at = moment(&clock, typed).unwrap();
            assert_eq!(at.to_string(), meant, "{typed}");
        }
        for typed in ["", "soon", "2026-13-01", "f"] {
            assert_eq!(moment(&clock, typed).unwrap_err().status(), 2, "{typed}");
        }
    }
}
