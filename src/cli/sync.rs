//! `rounds sync` and `rounds join`: the record in step with a team's.
//!
//! Both wait for a network, because they were asked to; nothing else does. Being killed anywhere
//! loses nothing.

use super::args::{CarryArgs, JoinArgs, SyncArgs};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use crate::carrier::{Direction, Fault, Outcome, Place, open, serve, shown_url};
use crate::config::{Origin, Sourced, write_team};
use crate::present::Behind;
use crate::session::{LIBRARY, NoSync, Session, Team};
use serde::Serialize;
use std::io::{BufReader, stdin, stdout};
use std::sync::mpsc::channel;
use std::time::Duration;

/// How a sync came out. As JSON: `status` (`in-step`, `waits`, `fork`, `not-reached`), `carrier`,
/// `came` and `went` (entries), `came_bytes` and `went_bytes`, `waiting` (entries of this machine
/// that have not gone out; null where that cannot be read), `forks` (records of one writer that part, by the name under which the
/// other is kept), `given_up` (writers of this machine under whose name something else stood),
/// `refused` (what came and was not taken, and why), `not_here_yet` (what is not all here),
/// `older_runbooks` (how many runbooks here are older than the record's), `why` (why it was not
/// reached, else null).
#[derive(Debug, Serialize)]
struct Synced {
    status: &'static str,
    carrier: String,
    came: u64,
    went: u64,
    came_bytes: u64,
    went_bytes: u64,
    waiting: Option<u64>,
    forks: Vec<String>,
    given_up: Vec<String>,
    refused: Vec<String>,
    not_here_yet: Vec<String>,
    older_runbooks: usize,
    why: Option<String>,
}

/// Brings the record and the team's in step.
///
/// # Errors
/// When there is no team, or the record cannot be read.
pub fn run(args: &SyncArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if args.this_is_current {
        return this_is_current(invocation);
    }
    let settings = invocation.settings()?;
    let team = Team::of(&settings).map_err(Stop::Usage)?;
    let team = team.ok_or_else(|| {
        Stop::No("This record is shared with nobody: `rounds join URL` joins a team.".to_owned())
    })?;
    let direction = match (args.pull, args.push) {
        (true, _) => Direction::Pull,
        (_, true) => Direction::Push,
        _ => Direction::Both,
    };
    if !args.watch {
        return once(args, &team, direction, invocation);
    }
    let pause = settings.team.every().unwrap_or(Duration::from_secs(60));
    // This end stays: where nothing is heard of, it is waited all the same.
    let (news, heard) = channel();
    let tell = news.clone();
    team.listen(move || tell.send(()).is_ok());
    loop {
        while heard.try_recv().is_ok() {}
        once(args, &team, direction, invocation)?;
        invocation.out.flush()?;
        let _ = heard.recv_timeout(pause);
    }
}

fn once(
    args: &SyncArgs,
    team: &Team,
    direction: Direction,
    invocation: &mut Invocation,
) -> Result<Exit, Stop> {
    if direction != Direction::Push
        && let Err(fault) = team.pull_library()
    {
        invocation
            .out
            .error(&format!("The runbooks stay as they are: {fault}."));
    }
    let session = invocation.record()?;
    let done = session.sync(team, direction);
    session.look();
    let behind = session.behind();
    let health = session.health();
    let failed = health.unsigned.map(|why| format!("Not signed: {why}."));
    for words in failed.iter().chain(&health.waits) {
        invocation.out.error(words);
    }
    let synced = Synced::of(team, done, behind)?;
    let exit = synced.exit();
    if args.form.json {
        match args.watch {
            true => invocation.out.json_line(&synced)?,
            false => invocation.out.json(&synced)?,
        }
        return Ok(exit);
    }
    if !args.watch || synced.status != "in-step" || synced.came + synced.went > 0 {
        tell(&synced, behind, invocation)?;
    }
    Ok(exit)
}

impl Synced {
    fn of(team: &Team, done: Result<Outcome, NoSync>, behind: Behind) -> Result<Self, Stop> {
        let (outcome, why) = match done {
            Ok(outcome) => (outcome, None),
            Err(NoSync::Carrier(fault)) => (Outcome::default(), Some(in_words(&fault))),
            Err(NoSync::Record(failure)) => return Err(failure.into()),
            Err(NoSync::Other(words)) => return Err(Stop::No(words)),
        };
        let last = team.last();
        let waiting = team.waiting(&last);
        let texts = |from: &std::collections::BTreeSet<String>| from.iter().cloned().collect();
        // Where that cannot be read, nobody can say that both are in step.
        let is_waiting =
            waiting != Some(0) || !outcome.waits.is_empty() || !outcome.refused.is_empty();
        let forks: Vec<String> = texts(&last.forks);
        Ok(Self {
            status: match (&why, forks.is_empty(), is_waiting) {
                (Some(_), ..) => "not-reached",
                (None, false, _) => "fork",
                (None, true, true) => "waits",
                (None, true, false) => "in-step",
            },
            carrier: team.url.clone(),
            came: outcome.pulled_entries,
            went: outcome.pushed_entries,
            came_bytes: outcome.pulled_bytes,
            went_bytes: outcome.pushed_bytes,
            waiting,
            forks,
            given_up: outcome.given_up.iter().map(ToString::to_string).collect(),
            refused: texts(&outcome.refused),
            not_here_yet: texts(&outcome.waits),
            older_runbooks: behind.books,
            why,
        })
    }

    fn exit(&self) -> Exit {
        match self.status {
            "in-step" => Exit::WELL,
            "waits" => Exit::NO,
            "fork" => Exit::JOURNAL,
            _ => Exit::FAULT,
        }
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

fn in_words(fault: &Fault) -> String {
    let words = fault.to_string();
    match fault {
        Fault::Refused(_) => format!("{words}; what was saved here stays here"),
        _ => words,
    }
}

fn tell(synced: &Synced, behind: Behind, invocation: &mut Invocation) -> Result<(), Stop> {
    let out = &mut invocation.out;
    if let Some(why) = &synced.why {
        let waiting = match synced.waiting {
            Some(count) => format!("{} to send", counted(count, "entry", "entries")),
            None => "How much is to be sent cannot be read".to_owned(),
        };
        out.error(&format!("{}: {why}. {waiting}.", synced.carrier));
        return Ok(());
    }
    let came = counted(synced.came, "entry", "entries");
    let word = match synced.status {
        "in-step" => "In step",
        "fork" => "A fork",
        _ => "Not in step yet",
    };
    out.say(&format!("{word}: {came} came, {} went.", synced.went))?;
    for refused in &synced.refused {
        out.error(&format!("Not taken: {refused}."));
    }
    for waits in &synced.not_here_yet {
        out.error(&format!("Not all here yet: {waits}."));
    }
    for writer in &synced.given_up {
        out.error(&format!(
            "Another copy of this machine writes as {writer}: you have a new writer from now on, and both records are kept."
        ));
    }
    if !synced.forks.is_empty() {
        let forks = counted(synced.forks.len() as u64, "record forks", "records fork");
        out.error(&format!(
            "{forks}: `rounds journal forks` shows both sides."
        ));
    }
    if let Some(words) = behind.words() {
        out.error(&words);
    }
    Ok(())
}

fn this_is_current(invocation: &mut Invocation) -> Result<Exit, Stop> {
    let session = invocation.record()?;
    let count = session.make_current(None)?;
    let words = match count {
        0 => "The record goes by your runbooks already.".to_owned(),
        count => {
            let books = counted(count as u64, "runbook", "runbooks");
            format!("The record goes by your {books} again.")
        }
    };
    invocation.out.say(&words)?;
    Ok(Exit::WELL)
}

/// Joins a team, and says so in config.toml.
///
/// # Errors
/// When the URL means nothing, the carrier is not reached, or the record cannot be written.
pub fn join(args: &JoinArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let mut settings = invocation.settings()?;
    if let Some(operator) = &args.operator {
        settings.operator = crate::config::operator_named(operator)?;
    }
    if let Some(library) = &args.library {
        let from = Origin::Argument("--library");
        settings.team.library = Some(Sourced::new(library.clone(), from));
    }
    let team = Team::at(&settings, &args.url).map_err(Stop::Usage)?;
    let mut session = Session::open(settings)?;
    let joined = match session.join(&team) {
        Ok(joined) => joined,
        Err(NoSync::Record(failure)) => return Err(failure.into()),
        Err(fault) => {
            return Err(Stop::Other(format!("Not joined. {}: {fault}.", team.url)));
        }
    };
    let writers = session.heads().len() as u64;
    let said = joined.outcome.notes.get(LIBRARY);
    let said = said.map(|said| String::from_utf8_lossy(said).into_owned());
    let library = args.library.clone().or(said);
    let path = invocation.config.path.clone();
    let written = match &path {
        Some(path) => {
            let operator = args.operator.as_deref();
            write_team(path, &args.url, library.as_deref(), operator)
        }
        None => Err("no folder of settings is known".to_owned()),
    };
    let synced = Synced::of(&team, Ok(joined.outcome), session.behind())?;
    if args.form.json {
        invocation.out.json(&synced)?;
    } else {
        let came = counted(synced.came, "entry", "entries");
        let writers = counted(writers, "writer", "writers");
        let words = format!(
            "Joined: {came} came, {} went; the record has {writers}.",
            synced.went
        );
        invocation.out.say(&words)?;
        if joined.was.is_some() {
            let words = "What this machine had recorded before is part of the team's record.";
            invocation.out.say(words)?;
        }
    }
    if let (Ok(()), Some(library)) = (&written, &library) {
        tell_library(library, args.form.json, invocation)?;
    }
    if let Err(why) = written {
        let line = format!("[team]\ncarrier = \"{}\"", args.url);
        return Err(Stop::Other(format!(
            "Joined, but config.toml does not say so: {why}. It needs:\n{line}"
        )));
    }
    Ok(synced.exit())
}

/// Pulls the team's runbooks for the first time, by what config.toml says now.
fn tell_library(library: &str, json: bool, invocation: &mut Invocation) -> Result<(), Stop> {
    invocation.read_config_again();
    let settings = invocation.settings()?;
    let team = Team::of(&settings).map_err(Stop::Usage)?;
    let pulled = team.map_or(Ok(false), |team| team.pull_library());
    match (pulled, &settings.team.folder) {
        (Err(fault), _) => invocation
            .out
            .error(&format!("The runbooks were not pulled: {fault}.")),
        (Ok(_), Some(folder)) if !json => {
            let words = format!(
                "The team's runbooks: {library}, pulled into {}.",
                folder.display()
            );
            invocation.out.say(&words)?;
        }
        _ => {}
    }
    Ok(())
}

/// Answers the line protocol on standard input and output, for a carrier that is built in: to try
/// a program that speaks it, or to carry over another connection.
///
/// # Errors
/// When the carrier cannot be opened.
pub fn carry(args: &CarryArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let place = Place::of(&args.url).map_err(Stop::Usage)?;
    let home = invocation.settings()?.state.join("team").join("carry");
    let opened = std::fs::create_dir_all(&home)
        .map_err(|error| Fault::Here(crate::os::why(&error)))
        .and_then(|()| open(&place, &home));
    let mut carrier =
        opened.map_err(|fault| Stop::Other(format!("{}: {fault}.", shown_url(&args.url))))?;
    serve(
        &mut *carrier,
        &mut BufReader::new(stdin().lock()),
        &mut stdout().lock(),
    )?;
    Ok(Exit::WELL)
}
