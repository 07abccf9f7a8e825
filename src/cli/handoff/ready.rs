//! `rounds ready`: the handoff checklist; standing for what no record shows; the
//! stabilization window.

use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::rules;
use super::super::unread::{self, Unread};
use super::super::usable::UsableRunbooks;
use super::super::what;
use super::args::ReadyArgs;
use super::{day, save, show};
use crate::command::Handoff;
use crate::report;
use crate::runbook::{Runbook, RunbookId};
use crate::state::{State, expires_next};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// A runbook's readiness. As JSON: `runbook`, `title`, `sample` (an example, which only counts
/// where it is named), `ready`, `expires_next` (`item`,
/// `until`; null where nothing runs out), `items` (`id`, `title`, `standing`: `proven`,
/// `attested`, `waived` or `missing`; `evidence`, `until`, `can_be_attested`, `in_doubt`: the runs that an
/// owner may vouch for; `waiver`: what the
/// file proposes and someone could accept, with `by`, `reason`, `until`, else null),
/// `stabilization` (`starts`, `ends`, `days_left`, `closed`; null where there is none),
/// `drift` (in words).
#[derive(Debug, Serialize)]
struct View {
    runbook: String,
    title: String,
    sample: bool,
    ready: bool,
    expires_next: Option<ExpiryView>,
    items: Vec<ItemView>,
    stabilization: Option<WindowView>,
    drift: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    id: String,
    title: String,
    standing: &'static str,
    evidence: Vec<String>,
    until: Option<Date>,
    can_be_attested: bool,
    in_doubt: Vec<String>,
    waiver: Option<WaiverView>,
}

#[derive(Debug, Serialize)]
struct ExpiryView {
    item: String,
    until: Date,
}

#[derive(Debug, Serialize)]
struct WaiverView {
    by: String,
    reason: String,
    until: Date,
}

#[derive(Debug, Serialize)]
struct WindowView {
    starts: Date,
    ends: Date,
    days_left: i32,
    closed: bool,
}

/// One runbook that was named, with what could not be read of it.
#[derive(Serialize)]
struct One<'a> {
    #[serde(flatten)]
    view: &'a View,
    unread: &'a [Unread],
}

/// Every runbook. As JSON: `runbooks`, each as when it is named alone; `unread`.
#[derive(Serialize)]
struct All<'a> {
    runbooks: &'a [View],
    unread: &'a [Unread],
}

/// Shows what a handoff still lacks; the status says whether it lacks anything.
///
/// # Errors
/// When no such runbook is meant, a wish is refused, or it cannot be saved.
pub fn run(args: &ReadyArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.session()?;
    let runbook = args.runbook.as_deref();
    let runbook = runbook.map(|id| what::runbook(session, id)).transpose()?;
    if let Some(runbook) = &runbook
        && let Some(request) = request(args, runbook, invocation)?
    {
        return save(invocation, request, args.form.json);
    }
    let wall = invocation.clock.clone();
    let session = invocation.session()?;
    let usable = UsableRunbooks::of(session);
    let wanted = |it: &&Runbook| match &runbook {
        Some(id) => it.id == *id,
        None => !it.sample,
    };
    let runbooks: Vec<&Runbook> = usable.runbooks().filter(wanted).collect();
    let (views, documents) = {
        let state = session.preview();
        let views: Vec<View> = runbooks
            .iter()
            .map(|runbook| view(&state, runbook, wall.now))
            .collect();
        let documents: Vec<_> = runbooks
            .iter()
            .map(|runbook| report::readiness(&state, runbook, &wall))
            .collect();
        (views, documents)
    };
    let only_samples = views.is_empty() && usable.runbooks().next().is_some();
    let unread = unread::look_at(invocation, runbook.as_ref())?;
    let exit = match views.is_empty() {
        true if only_samples => unread::exit(false, &unread),
        true => Exit::RUNBOOK,
        false => unread::exit(views.iter().any(|view| !view.ready), &unread),
    };
    match (args.form.json, &views[..]) {
        (true, [only]) if runbook.is_some() => invocation.out.json(&One {
            view: only,
            unread: &unread,
        })?,
        (true, all) => invocation.out.json(&All {
            runbooks: all,
            unread: &unread,
        })?,
        (false, []) if only_samples => invocation.out.say(
            "There are only samples here, and nobody takes those over. `rounds ready RUNBOOK` shows what is asked of one.",
        )?,
        (false, []) => invocation
            .out
            .error("There is no runbook here that can be used. `rounds check` tells why."),
        (false, _) => {
            unread::tell(invocation, &unread);
            for (number, document) in documents.iter().enumerate() {
                if number > 0 {
                    invocation.out.gap()?;
                }
                show(invocation, document)?;
            }
        }
    }
    Ok(exit)
}

/// What is to be written, where something is.
fn request(
    args: &ReadyArgs,
    runbook: &RunbookId,
    invocation: &mut Invocation,
) -> Result<Option<Handoff>, Stop> {
    let runbook = runbook.clone();
    let statement = match (args.alerts.is_empty(), args.attest.as_deref()) {
        (true, _) => args.statement.clone().unwrap_or_default(),
        (false, Some("monitoring")) => {
            let library = invocation.session()?.library().clone();
            rules::proven(&library, &runbook, &args.alerts)?
        }
        (false, _) => {
            return Err(Stop::Usage(
                "--alerts goes with --attest monitoring alone.".to_owned(),
            ));
        }
    };
    if let Some(item) = &args.attest {
        return Ok(Some(Handoff::Attest {
            runbook,
            item: item.clone(),
            statement,
            until: args.until.as_deref().map(day).transpose()?,
        }));
    }
    if let Some(item) = &args.accept_waiver {
        let item = item.clone();
        return Ok(Some(Handoff::AcceptWaiver { runbook, item }));
    }
    if args.close {
        return Ok(Some(Handoff::CloseStabilization { runbook, statement }));
    }
    if let Some(ends) = &args.extend {
        return Ok(Some(Handoff::ExtendStabilization {
            runbook,
            ends: day(ends)?,
            reason: args.reason.clone().unwrap_or_default(),
        }));
    }
    match args.statement {
        Some(_) => Err(Stop::Usage(
            "--statement goes with --attest ITEM or with --close.".to_owned(),
        )),
        None => Ok(None),
    }
}

fn view(state: &State, runbook: &Runbook, now: Timestamp) -> View {
    let items = state.readiness(runbook, now);
    let drift = state.drift(runbook, now);
    View {
        runbook: runbook.id.to_string(),
        title: runbook.title.clone(),
        sample: runbook.sample,
        ready: items.iter().all(|item| item.is_well()),
        expires_next: expires_next(&items).map(|(item, until)| ExpiryView {
            item: item.id.clone(),
            until,
        }),
        items: items
            .into_iter()
            .map(|item| ItemView {
                id: item.id,
                title: item.title,
                standing: item.standing.word(),
                evidence: item.evidence,
                until: item.until,
                can_be_attested: item.can_be_attested,
                in_doubt: item.in_doubt.iter().map(ToString::to_string).collect(),
                waiver: item.proposed.map(|waiver| WaiverView {
                    by: waiver.by,
                    reason: waiver.reason,
                    until: waiver.until,
                }),
            })
            .collect(),
        stabilization: state.stabilization(runbook, now).map(|window| WindowView {
            starts: window.file.starts,
            ends: window.ends,
            days_left: window.days_left,
            closed: window.closed.is_some(),
        }),
        drift: drift.iter().map(ToString::to_string).collect(),
    }
}
