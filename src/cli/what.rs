//! What someone means by WHAT, RUN and STEP: one place for all commands.
//!
//! An exact name wins over words; words that mean several things are answered with the
//! things, never guessed. Nothing is written.

use super::exit::Stop;
use super::usable::UsableRunbooks;
use crate::event::{FollowUpId, RunId};
use crate::runbook::{
    Item, Procedure, ProcedureRef, Runbook, RunbookId, StepRef, Target, TargetName,
};
use crate::search::{Candidate, Query, rank};
use crate::session::Session;
use crate::state::Progress;
use crate::text::{address, nearest};
use std::collections::BTreeSet;

/// Something that can be shown or opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A runbook, broken or not.
    Runbook(RunbookId),
    /// A procedure that can be used.
    Procedure(ProcedureRef),
    /// A run.
    Run(RunId),
    /// A follow-up.
    FollowUp(FollowUpId),
}

impl What {
    /// How it is typed so that nothing else can be meant.
    fn name(&self) -> String {
        match self {
            Self::Runbook(runbook) => runbook.to_string(),
            Self::Procedure(procedure) => procedure.to_string(),
            Self::Run(run) => run.to_string(),
            Self::FollowUp(id) => id.to_string(),
        }
    }
}

/// How many candidates a sentence lists.
const LISTED: usize = 6;

/// What is meant, of anything.
///
/// # Errors
/// Wrong usage: nothing is meant, or several things.
pub fn anything(session: &mut Session, typed: &[String]) -> Result<What, Stop> {
    let typed = joined(typed)?;
    if let Some(found) = by_id(session, &typed)? {
        return Ok(found);
    }
    by_words(session, &typed, Wanted::Anything)
}

/// Which procedure is meant. A runbook with a single procedure means that one.
///
/// # Errors
/// Wrong usage: none is meant, or several.
pub fn procedure(session: &mut Session, typed: &[String]) -> Result<ProcedureRef, Stop> {
    let typed = joined(typed)?;
    let found = match by_id(session, &typed)? {
        Some(found) => found,
        None => by_words(session, &typed, Wanted::Procedures)?,
    };
    match found {
        What::Procedure(procedure) => Ok(procedure),
        What::Runbook(id) => only_procedure(session, &id),
        What::Run(run) => Err(Stop::Usage(format!(
            "“{typed}” is a run ({run}), and a procedure is wanted here."
        ))),
        What::FollowUp(id) => Err(Stop::Usage(format!(
            "“{typed}” is a follow-up ({id}), and a procedure is wanted here."
        ))),
    }
}

fn only_procedure(session: &mut Session, id: &RunbookId) -> Result<ProcedureRef, Stop> {
    let Some(pin) = session.newest(id.as_str()) else {
        return Err(Stop::Runbook(format!(
            "The runbook {id} has errors and cannot be used. `rounds check` tells them."
        )));
    };
    match &pin.runbook.procedures[..] {
        [only] => Ok(pin.runbook.reference(only)),
        [] => Err(Stop::Runbook(format!(
            "The runbook {id} has no procedure that can be used."
        ))),
        several => {
            let names = several
                .iter()
                .map(|it| pin.runbook.reference(it).to_string());
            Err(Stop::Usage(format!(
                "{id} is a runbook with several procedures: {}.",
                list(names.collect())
            )))
        }
    }
}

/// Which run is meant: its whole id, or its end or beginning where only one has it.
///
/// # Errors
/// Wrong usage: none is meant, or several.
pub fn run(session: &Session, typed: &str) -> Result<RunId, Stop> {
    let state = session.state();
    match &state.find_runs(typed.trim())[..] {
        [run] => Ok(*run),
        [] => Err(Stop::Usage(format!(
            "No run is called “{typed}”. `rounds list runs` shows them."
        ))),
        several => {
            let names = several.iter().map(ToString::to_string).collect();
            Err(Stop::Usage(format!(
                "“{typed}” can mean {} runs: {}. Type more of the id.",
                several.len(),
                list(names)
            )))
        }
    }
}

/// Which follow-up is meant: its whole id, or its end or beginning where only one has it.
///
/// # Errors
/// Wrong usage: none is meant, or several.
pub fn follow_up(session: &Session, typed: &str) -> Result<FollowUpId, Stop> {
    let state = session.state();
    match &state.find_follow_ups(typed.trim())[..] {
        [id] => Ok(*id),
        [] => Err(Stop::Usage(format!(
            "No follow-up is called “{typed}”. `rounds follow-up list --all` shows them."
        ))),
        several => {
            let names = several.iter().map(ToString::to_string).collect();
            Err(Stop::Usage(format!(
                "“{typed}” can mean {} follow-ups: {}. Type more of the id.",
                several.len(),
                list(names)
            )))
        }
    }
}

/// Which runbook is meant, by its id.
///
/// # Errors
/// Wrong usage: there is none of this id.
pub fn runbook(session: &Session, typed: &str) -> Result<RunbookId, Stop> {
    match knows_runbook(session, typed) {
        true => Ok(typed.into()),
        false => Err(Stop::Usage(format!(
            "No runbook is called “{typed}”. `rounds list` shows them."
        ))),
    }
}

/// Which place is meant: one that a procedure in use is done in, or that the record knows.
///
/// # Errors
/// Wrong usage: nothing is done there.
pub fn place(session: &mut Session, typed: &str) -> Result<TargetName, Stop> {
    match places(session).contains(typed) {
        true => Ok(typed.into()),
        false => Err(no_place(session, typed)),
    }
}

/// That nothing is done at a place, with those that there are.
pub fn no_place(session: &mut Session, typed: &str) -> Stop {
    let known = places(session);
    let meant = nearest(typed, known.iter().map(String::as_str));
    let hint = match (meant, known.is_empty()) {
        (Some(meant), _) => format!("Did you mean {meant}?"),
        (None, true) => "No procedure here has targets.".to_owned(),
        (None, false) => format!("Places are {}.", list(known.into_iter().collect())),
    };
    Stop::Usage(format!("Nothing is done at “{typed}”. {hint}"))
}

fn places(session: &mut Session) -> BTreeSet<String> {
    let usable = UsableRunbooks::of(session);
    let targets = usable.procedures().flat_map(|(_, it)| &it.targets);
    let mut places: BTreeSet<String> = targets
        .map(|target| match target {
            Target::Named(name) => name.to_string(),
            Target::ThisHost => session.host().to_string(),
        })
        .collect();
    let state = session.state();
    let known = state.lines().filter_map(|(line, _)| line.target.as_ref());
    places.extend(known.map(ToString::to_string));
    places
}

/// Which box of a run is meant: a step by id or number, an item as STEP/ITEM.
///
/// # Errors
/// Wrong usage: there is no such step or item, or the step has items and none was named.
pub fn step_ref(procedure: &Procedure, walk: &Progress, typed: &str) -> Result<StepRef, Stop> {
    let (typed_step, typed_item) = match typed.split_once('/') {
        Some((step, item)) => (step.trim(), Some(item.trim())),
        None => (typed.trim(), None),
    };
    let numbered = || procedure.steps.get(number(typed_step)?);
    let by_id = procedure
        .steps
        .iter()
        .find(|step| step.id.as_str() == typed_step);
    let Some(step) = by_id.or_else(numbered) else {
        let ids = procedure.steps.iter().map(|step| step.id.as_str());
        let meant = nearest(typed_step, ids);
        let meant = meant
            .map(|id| format!(" Did you mean {id}?"))
            .unwrap_or_default();
        return Err(Stop::Usage(format!(
            "The procedure has no step “{typed_step}”. Use a step's id or a number from 1 to {}.{meant}",
            procedure.steps.len(),
        )));
    };
    let own = walk.stands.iter().filter(|it| it.step_ref.step == step.id);
    let items: Vec<&Item> = own.filter_map(|stand| stand.item.as_ref()).collect();
    let Some(typed_item) = typed_item else {
        let one = StepRef::of(step.id.clone());
        if items.is_empty() || walk.position(&one).is_some() {
            return Ok(one);
        }
        let items = items.iter().map(|item| format!("{typed_step}/{}", item.id));
        return Err(Stop::Usage(format!(
            "Step {typed_step} has several items: {}.",
            list(items.collect())
        )));
    };
    let by_text = || items.iter().find(|item| item.text == typed_item);
    let by_id = || items.iter().find(|item| item.id.as_str() == typed_item);
    // Items that the file names keep their numbers, wherever they stand in this run.
    let numbered = || match step.each.items() {
        [] => items.get(number(typed_item)?).copied(),
        named => named.get(number(typed_item)?),
    };
    let item = by_text().copied().or_else(|| by_id().copied());
    item.or_else(numbered)
        .map(|item| StepRef::item(step.id.clone(), item.id.clone()))
        .filter(|step_ref| walk.position(step_ref).is_some())
        .ok_or_else(|| {
            let items: Vec<_> = items.iter().map(|item| item.id.to_string()).collect();
            match items.is_empty() {
                true => Stop::Usage(match procedure.each_words(step) {
                    Some(each) => format!("Step {typed_step} is done {each}: it has no items yet."),
                    None => format!("Step {typed_step} has no items: name it alone."),
                }),
                false => Stop::Usage(format!(
                    "Step {typed_step} has no item “{typed_item}”. Its items: {}.",
                    list(items)
                )),
            }
        })
}

fn number(typed: &str) -> Option<usize> {
    typed.parse::<usize>().ok()?.checked_sub(1)
}

/// What was typed, in one. An address that ends in an anchor of ours means what it names.
fn joined(typed: &[String]) -> Result<String, Stop> {
    let typed = typed.join(" ").trim().to_owned();
    if let Some((runbook, procedure)) = address(&typed) {
        return Ok(format!("{runbook}/{procedure}"));
    }
    match typed.is_empty() {
        true => Err(Stop::Usage(
            "Say what: a runbook, runbook/procedure, a run, or words.".to_owned(),
        )),
        false => Ok(typed),
    }
}

fn list(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    let names = names.join(", ");
    match more {
        0 => names,
        more => format!("{names}, and {more} more"),
    }
}

/// Exact names, and runs.
fn by_id(session: &mut Session, typed: &str) -> Result<Option<What>, Stop> {
    if let Ok(reference) = typed.parse::<ProcedureRef>()
        && let Some(found) = by_reference(session, &reference)?
    {
        return Ok(Some(found));
    }
    if knows_runbook(session, typed) {
        return Ok(Some(What::Runbook(typed.into())));
    }
    let usable = UsableRunbooks::of(session);
    let named = usable
        .procedures()
        .filter(|(_, procedure)| is_called(procedure, typed))
        .map(|(runbook, procedure)| What::Procedure(runbook.reference(procedure)));
    match &named.collect::<Vec<_>>()[..] {
        [] => {}
        [only] => return Ok(Some(only.clone())),
        several => return Err(ambiguous(typed, several)),
    }
    let looks_like_id = typed.len() >= 4 && typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if looks_like_id && !session.state().find_runs(typed).is_empty() {
        return run(session, typed).map(|run| Some(What::Run(run)));
    }
    if looks_like_id && !session.state().find_follow_ups(typed).is_empty() {
        return follow_up(session, typed).map(|id| Some(What::FollowUp(id)));
    }
    Ok(None)
}

fn is_called(procedure: &Procedure, typed: &str) -> bool {
    procedure.id.as_str() == typed || procedure.was.iter().any(|was| was.as_str() == typed)
}

fn knows_runbook(session: &Session, id: &str) -> bool {
    session.library().book(id).is_some() || session.state().revisions(id).is_some()
}

/// A procedure that was written out: also of a runbook that is broken or gone, by its last
/// good revision.
fn by_reference(session: &mut Session, wanted: &ProcedureRef) -> Result<Option<What>, Stop> {
    let (id, procedure) = (wanted.runbook.as_str(), wanted.procedure.as_str());
    if !knows_runbook(session, id) {
        return Ok(None);
    }
    let Some(pin) = session.newest(id) else {
        return Err(Stop::Runbook(format!(
            "The runbook {id} has errors and cannot be used. `rounds check` tells them."
        )));
    };
    let runbook = &pin.runbook;
    if let Some(found) = runbook
        .procedures
        .iter()
        .find(|it| is_called(it, procedure))
    {
        return Ok(Some(What::Procedure(runbook.reference(found))));
    }
    if runbook
        .broken
        .iter()
        .any(|broken| broken.id.as_str() == procedure)
    {
        return Err(Stop::Runbook(format!(
            "The procedure {wanted} has errors and cannot be used. `rounds check` tells them."
        )));
    }
    let meant = nearest(
        procedure,
        runbook.procedures.iter().map(|it| it.id.as_str()),
    );
    let meant = meant
        .map(|it| format!(" Did you mean {id}/{it}?"))
        .unwrap_or_else(|| format!(" `rounds show {id}` tells what it has."));
    Err(Stop::Usage(format!(
        "The runbook {id} has no procedure “{procedure}”.{meant}"
    )))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Anything,
    Procedures,
}

/// The texts that words are looked for in, the most telling first.
struct Texts {
    what: What,
    title: String,
    around: String,
}

fn by_words(session: &mut Session, typed: &str, wanted: Wanted) -> Result<What, Stop> {
    let usable = UsableRunbooks::of(session);
    let mut texts: Vec<Texts> = Vec::new();
    if wanted == Wanted::Anything {
        texts.extend(usable.library().books.iter().map(|book| Texts {
            what: What::Runbook(book.parsed.id.clone()),
            title: book.title(),
            around: book.parsed.id.to_string(),
        }));
    }
    let procedures = usable.procedures();
    texts.extend(procedures.map(|(runbook, procedure)| texts_of(runbook, procedure)));
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let has_words = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let whole = words.join(" ");
    let tiers: [&dyn Fn(&Texts) -> bool; 3] = [
        &|texts| texts.title.to_lowercase() == whole,
        &|texts| has_words(&texts.title),
        &|texts| has_words(&format!("{} {}", texts.title, texts.around)),
    ];
    for tier in tiers {
        let found: BTreeSet<_> = texts
            .iter()
            .filter(|it| tier(it))
            .map(|it| it.what.clone())
            .collect();
        let found: Vec<_> = found.into_iter().collect();
        match &found[..] {
            [] => {}
            [only] => return Ok(only.clone()),
            several => return Err(ambiguous(typed, several)),
        }
    }
    let candidates = texts.iter().map(|it| Candidate {
        key: &it.what,
        text: &it.title,
        boost: 0,
    });
    let hits = rank(&Query::new(typed), candidates, LISTED);
    let near: Vec<_> = hits.into_iter().map(|hit| hit.key.clone()).collect();
    match &near[..] {
        [] => Err(Stop::Usage(format!(
            "Nothing here is called “{typed}”. `rounds list procedures` shows what there is, `rounds find` searches the steps too."
        ))),
        // Scattered letters are no name: the nearest are offered, none is taken.
        near => Err(ambiguous(typed, near)),
    }
}

fn texts_of(runbook: &Runbook, procedure: &Procedure) -> Texts {
    let mut around = format!("{} {}", runbook.title, runbook.reference(procedure));
    for text in procedure.alerts.iter().chain(&procedure.symptoms) {
        around.push(' ');
        around.push_str(text);
    }
    Texts {
        what: What::Procedure(runbook.reference(procedure)),
        title: procedure.title.clone(),
        around,
    }
}

fn ambiguous(typed: &str, candidates: &[What]) -> Stop {
    let names = candidates.iter().map(What::name).collect();
    Stop::Usage(format!(
        "“{typed}” can mean: {}. Type one of these.",
        list(names)
    ))
}
