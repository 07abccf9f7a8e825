//! What the library and the record in use know of an argument.

use super::typed::{Candidate, TypedLine};
use crate::cli::invocation::Invocation;
use crate::cli::usable::UsableRunbooks;
use crate::cli::{list, what};
use crate::runbook::{Procedure, Runbook};
use crate::session::RunProgress;
use crate::session::Session;

/// As many ended runs as somebody can want to see again.
const ENDED_RUNS: usize = 20;

/// Candidates for the argument of this id; none where it is of another kind.
pub(super) fn of(line: &TypedLine, id: &str) -> Vec<Candidate> {
    let command = line.path.first().map_or("", String::as_str);
    let mut invocation = Invocation::quiet(&line.common);
    let found = match (id, command) {
        ("outcome", _) => return outcomes(),
        ("topic", _) => return topics(),
        ("what", _) if !line.positionals.is_empty() => return Vec::new(),
        ("what", "open" | "show") => invocation.session().map(anything),
        ("what", "silence") => invocation.session().map(alerts),
        ("what", "export") => invocation.session().map(runbooks_and_procedures),
        ("what", _) => invocation.session().map(procedures),
        ("name", "alert") => invocation.session().map(alerts),
        ("run", _) => invocation.record().map(|session| open_runs(session)),
        ("step", _) => invocation.session().map(|session| steps(session, line)),
        ("of", _) => invocation.session().map(runbooks_and_procedures),
        ("on", _) => invocation.session().map(targets),
        _ => return Vec::new(),
    };
    found.unwrap_or_default()
}

fn outcomes() -> Vec<Candidate> {
    [
        ("ok", "It is as it should be"),
        ("not-ok", "It is not; needs --note"),
        ("skip", "It is not done; needs --reason"),
        ("defer", "It is deferred; needs --reason"),
        ("value=", "A reading, or a text"),
        ("choice=", "One of the step's choices"),
    ]
    .map(|(text, about)| Candidate::new(text, about))
    .to_vec()
}

fn topics() -> Vec<Candidate> {
    crate::cli::help::TOPICS
        .map(|(name, about)| Candidate::new(name, about))
        .to_vec()
}

fn anything(session: &mut Session) -> Vec<Candidate> {
    let mut found = runbooks_and_procedures(session);
    found.extend(open_runs(session));
    let state = session.state();
    let ended = state.ended_newest_first().take(ENDED_RUNS);
    found.extend(ended.map(|run| Candidate::new(run.id.short(), &*run.title)));
    found
}

fn runbooks_and_procedures(session: &mut Session) -> Vec<Candidate> {
    let usable = UsableRunbooks::of(session);
    let runbooks = usable
        .runbooks()
        .map(|runbook| Candidate::new(runbook.id.as_str(), &*runbook.title));
    runbooks.chain(of_shelf(&usable)).collect()
}

fn procedures(session: &mut Session) -> Vec<Candidate> {
    of_shelf(&UsableRunbooks::of(session)).collect()
}

fn of_shelf(usable: &UsableRunbooks) -> impl Iterator<Item = Candidate> {
    usable.procedures().map(|(runbook, procedure)| {
        Candidate::new(runbook.reference(procedure).to_string(), &*procedure.title)
    })
}

fn alerts(session: &mut Session) -> Vec<Candidate> {
    let usable = UsableRunbooks::of(session);
    let named = |(_, procedure): (&Runbook, &Procedure)| {
        let title = procedure.title.clone();
        let alerts = procedure.alerts.clone().into_iter();
        alerts.map(move |alert| Candidate::new(alert, title.clone()))
    };
    usable.procedures().flat_map(named).collect()
}

fn open_runs(session: &Session) -> Vec<Candidate> {
    let state = session.state();
    state
        .in_progress()
        .map(|(run, started)| Candidate::new(run.id.short(), &*started.title))
        .collect()
}

/// The boxes of the run that the line names.
fn steps(session: &mut Session, line: &TypedLine) -> Vec<Candidate> {
    let run = line.positionals.first().map(String::as_str);
    let run = run.and_then(|typed| what::run(session, typed).ok());
    let Some(walked) = run.and_then(|run| RunProgress::of(session, run).ok()) else {
        return Vec::new();
    };
    let stands = walked.walk.stands.iter();
    stands
        .map(|stand| Candidate::new(stand.step_ref.to_string(), walked.title(stand)))
        .collect()
}

fn targets(session: &mut Session) -> Vec<Candidate> {
    let usable = UsableRunbooks::of(session);
    let all = usable.procedures();
    let mut names: Vec<_> = all
        .flat_map(|(_, procedure)| list::targets(session, procedure))
        .collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| Candidate::new(name, ""))
        .collect()
}
