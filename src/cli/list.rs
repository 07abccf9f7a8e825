//! `rounds list`: runbooks, procedures, runs, follow-ups.

use super::args::{ListArgs, ListKind};
use super::board;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Table;
use super::unread;
use crate::present::{Clock, HowFar, Row, Sources, Tone, count, of_verdict};

use super::usable::UsableRunbooks;
use super::what::{self, What};
use super::words;
use crate::library::Book;
use crate::runbook::{Problem, Procedure, Runbook, Target};
use crate::session::Session;
use crate::state::{self, Run, Started, Summary, Whom};
use jiff::Timestamp;
use serde::Serialize;

/// A runbook in the list. As JSON: `id`, `title`, `path` (null where its file is gone),
/// `condition` (`good`, `broken`, `gone`), `sample` (an example, which is never due), `procedures` (how many can be used), `broken`
/// (how many cannot), `errors`, `warnings`.
#[derive(Debug, Serialize)]
struct RunbookRow {
    id: String,
    title: String,
    path: Option<String>,
    condition: &'static str,
    sample: bool,
    procedures: usize,
    broken: usize,
    errors: usize,
    warnings: usize,
}

/// A procedure in the list. As JSON: `procedure` (`runbook/procedure`), `title`,
/// `runbook_title`, `kind` (`routine`, `exception`, `on-demand`), `schedule` (in words, with
/// its zone, or null), `targets`, `alerts`, `steps`, `estimate_seconds`, `condition`
/// (`current`; `last-good` where the file is broken).
#[derive(Debug, Serialize)]
struct ProcedureRow {
    procedure: String,
    title: String,
    runbook_title: String,
    kind: &'static str,
    schedule: Option<String>,
    targets: Vec<String>,
    alerts: Vec<String>,
    steps: usize,
    estimate_seconds: Option<i64>,
    condition: &'static str,
}

/// A run in the list. As JSON: `run`, `procedure`, `title`, `runbook_title`, `target`,
/// `subject`, `rehearsal`, `verdict` (`open`, `completed`, `with-failures`, `with-gaps`, `nothing-done`,
/// `ended`, `abandoned`), `words` (the verdict in words), `disputed`, `started_at`,
/// `ended_at`, `slot`, `answered` and `steps` (boxes that are answered, and boxes that apply),
/// `failures` and `gaps` (among the answered), `written_up` (boxes that were written up later), `overdue` (whether it goes on past the time of
/// its slot), `operators`.
#[derive(Debug, Serialize)]
struct RunRow {
    run: String,
    procedure: String,
    title: String,
    runbook_title: String,
    target: Option<String>,
    subject: Option<String>,
    rehearsal: bool,
    verdict: &'static str,
    words: String,
    disputed: bool,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    slot: Option<Timestamp>,
    answered: u32,
    steps: u32,
    failures: u32,
    gaps: u32,
    written_up: usize,
    overdue: bool,
    operators: Vec<String>,
    #[serde(skip)]
    short: String,
    #[serde(skip)]
    how_far: String,
    #[serde(skip)]
    tone: Tone,
}

/// Lists what was asked for.
///
/// # Errors
/// When the record or the library cannot be read.
pub fn run(args: &ListArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let is_sifted = args.of.is_some() || args.not_ok || args.mine;
    if is_sifted && args.kind != ListKind::Runs {
        return Err(Stop::Usage(
            "--of, --not-ok and --mine say which runs: `rounds list runs --not-ok`.".to_owned(),
        ));
    }
    match args.kind {
        ListKind::Runbooks => {
            let rows = runbooks(invocation.session()?);
            let (exit, _) = unread::answered(invocation, None, false)?;
            show(
                invocation,
                args,
                &rows,
                exit,
                "There are no runbooks.",
                &["ID", "TITLE", "HOLDS", "STATE"],
                RunbookRow::cells,
            )
        }
        ListKind::Procedures => {
            let rows = procedures(invocation.session()?);
            let (exit, _) = unread::answered(invocation, None, false)?;
            show(
                invocation,
                args,
                &rows,
                exit,
                "There are no procedures.",
                &["PROCEDURE", "TITLE", "KIND", "WHEN", "WHERE", ""],
                ProcedureRow::cells,
            )
        }
        ListKind::Runs => {
            let of = match &args.of {
                Some(typed) => Some(what::anything(
                    invocation.session()?,
                    std::slice::from_ref(typed),
                )?),
                None => None,
            };
            // How many boxes there are is what the runbook says, where it lies as it lay.
            let session = invocation.session()?;
            let mine = args.mine.then(|| session.settings().operator.to_string());
            let sieve = Sieve {
                of,
                mine,
                not_ok: args.not_ok,
            };
            let rows = runs(session, &clock, args.limit, |row| sieve.keeps(row));
            // They are of the record, whatever became of their files.
            show(
                invocation,
                args,
                &rows,
                Exit::WELL,
                "There are no runs yet.",
                &["ID", "TITLE", "WHERE", "RESULT", "STEPS", "LAST", "WHO"],
                |row| row.cells(&clock),
            )
        }
        ListKind::Board => board::run(args, invocation),
        ListKind::FollowUps => super::follow_up::list_open(args.form.json, invocation),
    }
}

type Cells = Vec<(Tone, String)>;

fn show<T: Serialize>(
    invocation: &mut Invocation,
    args: &ListArgs,
    rows: &[T],
    exit: Exit,
    none: &str,
    head: &'static [&'static str],
    cells: impl Fn(&T) -> Cells,
) -> Result<Exit, Stop> {
    if args.form.json {
        invocation.out.json(&rows)?;
        return Ok(exit);
    }
    if rows.is_empty() {
        invocation.out.hint(none);
        return Ok(exit);
    }
    let mut table = Table::keeping(&[0]).under(head);
    for row in rows {
        let cells = cells(row);
        table.row(cells.iter().map(|(tone, text)| (*tone, text.as_str())));
    }
    table.write(&mut invocation.out)?;
    Ok(exit)
}

fn runbooks(session: &Session) -> Vec<RunbookRow> {
    let library = session.library();
    let mut rows: Vec<_> = library.books.iter().map(|book| runbook_row(book)).collect();
    let state = session.state();
    let gone = state
        .known_runbooks()
        .filter(|(id, _)| library.book(id.as_str()).is_none());
    rows.extend(gone.map(|(id, known)| RunbookRow {
        id: id.to_string(),
        title: known.title.clone(),
        path: None,
        condition: "gone",
        sample: false,
        procedures: 0,
        broken: 0,
        errors: 0,
        warnings: 0,
    }));
    rows
}

fn runbook_row(book: &Book) -> RunbookRow {
    let runbook = book.parsed.runbook.as_ref();
    let problems = &book.parsed.problems;
    let errors = problems
        .iter()
        .filter(|problem| Problem::is_error(problem))
        .count();
    RunbookRow {
        id: book.parsed.id.to_string(),
        title: book.title(),
        path: Some(book.path.display().to_string()),
        condition: if runbook.is_some() { "good" } else { "broken" },
        sample: runbook.is_some_and(|runbook| runbook.sample),
        procedures: runbook.map_or(0, |runbook| runbook.procedures.len()),
        broken: runbook.map_or(0, |runbook| runbook.broken.len()),
        errors,
        warnings: problems.len() - errors,
    }
}

impl RunbookRow {
    fn cells(&self) -> Cells {
        let (tone, words) = match (self.condition, self.errors + self.warnings) {
            ("good", 0) if self.sample => (Tone::Dim, "only a sample".to_owned()),
            ("good", 0) => (Tone::Plain, String::new()),
            ("gone", _) => (Tone::Dim, "its file is gone".to_owned()),
            ("good", _) if self.errors == 0 => (Tone::Warn, count(self.warnings, "warning")),
            ("good", _) => (Tone::Bad, count(self.errors, "error")),
            (_, _) => (
                Tone::Bad,
                format!("broken: {}", count(self.errors, "error")),
            ),
        };
        vec![
            (Tone::Plain, self.id.clone()),
            (Tone::Strong, self.title.clone()),
            (Tone::Plain, count(self.procedures, "procedure")),
            (tone, words),
        ]
    }
}

fn procedures(session: &mut Session) -> Vec<ProcedureRow> {
    let usable = UsableRunbooks::of(session);
    let rows = usable
        .procedures()
        .map(|(runbook, procedure)| ProcedureRow {
            condition: match usable.is_last_good(runbook) {
                true => "last-good",
                false => "current",
            },
            ..procedure_row(session, runbook, procedure)
        });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|one, other| one.procedure.cmp(&other.procedure));
    rows
}

fn procedure_row(session: &Session, runbook: &Runbook, procedure: &Procedure) -> ProcedureRow {
    ProcedureRow {
        procedure: runbook.reference(procedure).to_string(),
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        kind: words::kind(procedure.kind()),
        schedule: schedule_words(procedure),
        targets: targets(session, procedure),
        alerts: procedure.alerts.clone(),
        steps: procedure.steps.len(),
        estimate_seconds: procedure.estimate().map(|estimate| estimate.as_secs()),
        condition: "current",
    }
}

/// A procedure's schedule with its zone, in words.
pub fn schedule_words(procedure: &Procedure) -> Option<String> {
    let timing = procedure.timing.as_ref()?;
    Some(format!("{} {}", timing.schedule.words(), timing.zone))
}

/// The places that a procedure is done in, as they are recorded.
pub fn targets(session: &Session, procedure: &Procedure) -> Vec<String> {
    let name = |target: &Target| match target {
        Target::ThisHost => session.host().to_string(),
        Target::Named(name) => name.to_string(),
    };
    procedure.targets.iter().map(name).collect()
}

impl ProcedureRow {
    fn cells(&self) -> Cells {
        let when = self
            .schedule
            .clone()
            .unwrap_or_else(|| self.alerts.join(", "));
        vec![
            (Tone::Plain, self.procedure.clone()),
            (Tone::Strong, self.title.clone()),
            (Tone::Plain, self.kind.to_owned()),
            (Tone::Plain, when),
            (Tone::Dim, self.targets.join(", ")),
            match self.condition {
                "current" => (Tone::Plain, String::new()),
                _ => (Tone::Warn, "file broken: last good revision".to_owned()),
            },
        ]
    }
}

/// Which runs are wanted.
struct Sieve {
    of: Option<What>,
    mine: Option<String>,
    not_ok: bool,
}

impl Sieve {
    fn keeps(&self, row: &RunRow) -> bool {
        let is_of = match &self.of {
            None => true,
            Some(What::Runbook(id)) => {
                let runbook = row.procedure.split_once('/').map(|(runbook, _)| runbook);
                runbook == Some(id.as_str())
            }
            Some(What::Procedure(procedure)) => row.procedure == procedure.to_string(),
            Some(What::Run(run)) => row.run == run.to_string(),
            Some(What::FollowUp(_)) => false,
        };
        let mine = self.mine.as_ref();
        let is_well = ["open", "completed", "ended"].contains(&row.verdict) && !row.disputed;
        is_of && !(self.not_ok && is_well) && mine.is_none_or(|me| row.operators.contains(me))
    }
}

/// Runs in progress, oldest first; then ended ones, the latest first.
fn runs(
    session: &mut Session,
    clock: &Clock,
    limit: usize,
    keeps: impl Fn(&RunRow) -> bool,
) -> Vec<RunRow> {
    let outside = session.outside();
    let state = session.state();
    let whom = Whom::default();
    let sources = Sources {
        state: &state,
        preview: None,
        clock,
        whom: &whom,
        outside: &outside,
    };
    let mut rows: Vec<_> = state.today(clock.now).rows;
    rows.sort_by_key(|row| match row {
        state::Row::InProgress { run, .. } => Some(*run),
        _ => None,
    });
    let open = rows.iter().filter_map(|what| {
        let state::Row::InProgress { run, .. } = what else {
            return None;
        };
        let run = state.run(*run)?;
        Some(open_row(
            run,
            &run.started.as_ref()?.what,
            &sources.row(what),
        ))
    });
    let ended = state.ended();
    let ended = ended
        .iter()
        .rev()
        .map(|summary| ended_row(summary))
        .filter(&keeps)
        .take(limit);
    open.filter(&keeps).chain(ended).collect()
}

fn open_row(run: &Run, started: &Started, row: &Row) -> RunRow {
    let verdict = run.verdict();
    let far = row.how_far.unwrap_or_default();
    RunRow {
        run: run.id.to_string(),
        procedure: started.procedure.to_string(),
        title: started.title.clone(),
        runbook_title: started.runbook_title.clone(),
        target: started.target.as_ref().map(ToString::to_string),
        subject: run.subject().map(str::to_owned),
        rehearsal: started.rehearsal,
        verdict: words::verdict_word(&verdict),
        words: verdict.to_string(),
        disputed: run.is_disputed(),
        started_at: run.started.as_ref().map(|said| said.at).unwrap_or_default(),
        ended_at: None,
        slot: started.slot,
        answered: far.answered,
        steps: far.wanted,
        failures: far.failures,
        gaps: far.gaps,
        written_up: run.written_up().map_or(0, |it| it.boxes),
        overdue: row.is_late,
        operators: run
            .operators()
            .into_iter()
            .map(ToString::to_string)
            .collect(),
        short: run.id.short(),
        how_far: row.status.clone(),
        tone: row.tone,
    }
}

fn ended_row(summary: &Summary) -> RunRow {
    let far = HowFar::of_summary(summary);
    RunRow {
        run: summary.id.to_string(),
        procedure: summary.procedure.to_string(),
        title: summary.title.to_string(),
        runbook_title: summary.runbook_title.to_string(),
        target: summary.target.as_ref().map(ToString::to_string),
        subject: summary.subject.as_deref().map(str::to_owned),
        rehearsal: summary.rehearsal,
        verdict: words::verdict_word(&summary.verdict),
        words: summary.verdict.to_string(),
        disputed: summary.disputed,
        started_at: summary.started_at,
        ended_at: Some(summary.ended_at),
        slot: summary.slot,
        answered: far.answered,
        steps: far.wanted,
        failures: far.failures,
        gaps: far.gaps,
        written_up: summary.written_up().map_or(0, |it| it.boxes),
        overdue: false,
        operators: summary.operators.iter().map(ToString::to_string).collect(),
        short: summary.id.short(),
        how_far: far.words(),
        tone: of_verdict(&summary.verdict).1,
    }
}

impl RunRow {
    fn cells(&self, clock: &Clock) -> Cells {
        let mut title = self.title.clone();
        if let Some(subject) = &self.subject {
            title.push_str(&format!(": {subject}"));
        }
        if self.rehearsal {
            title.push_str(" (rehearsal)");
        }
        let place = match &self.target {
            Some(target) => format!("{}, {target}", self.runbook_title),
            None => self.runbook_title.clone(),
        };
        // How far one that goes on is says it already.
        let disputed = match self.disputed && self.ended_at.is_some() {
            true => ", disputed",
            false => "",
        };
        let late = match self.written_up {
            0 => "",
            _ => ", written up later",
        };
        vec![
            (Tone::Plain, self.short.clone()),
            (Tone::Strong, title),
            (Tone::Plain, place),
            (self.tone, format!("{}{disputed}{late}", self.words)),
            (Tone::Plain, self.how_far.clone()),
            (
                Tone::Plain,
                clock.moment(self.ended_at.unwrap_or(self.started_at)),
            ),
            (Tone::Dim, self.operators.join(", ")),
        ]
    }
}
