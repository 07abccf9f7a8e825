//! Runs as line prompts: for screen readers, terminals that cannot draw, pipes and scripts.
//!
//! What stays true: nothing is drawn; a statement is a line, made safe to show; each prompt
//! says what it takes; a refusal gives back what was typed; a command runs only after it was
//! shown whole and confirmed by a number that nobody can have typed before; the end of input
//! leaves a run to be gone on with.
//!
//! What it does not do: it decides nothing about runs, and knows no arguments.
//!
//! | file | for |
//! |---|---|
//! | `words` | the one table of words: prompts, help and README have it from here |
//! | `conversation` | saying and asking, lines and signals |
//! | `menu`, `today` | Today and other lists to choose from |
//! | `start` | beginning a run: where, by which scenario |
//! | `run_prompts` | one run, from prompt to prompt |
//! | `step` | a step as lines |
//! | `how_done` | how a step is done, as lines |
//! | `answer` | what a line means at a step: its answer |
//! | `act` | what the other words do there |
//! | `by_command` | a step's command: shown, allowed, confirmed, watched |
//! | `ended` | what a run came to, and what is next |
//! | `escalate` | calling for help |
//! | `handover` | a shift: read, given, taken over |
//! | `saved` | what was saved, in words |

mod act;
mod answer;
mod by_command;
mod conversation;
mod ended;
mod escalate;
mod handover;
mod how_done;
mod menu;
mod run_prompts;
mod saved;
mod start;
mod step;
mod today;
pub mod words;

use crate::command::Refusal;
use crate::event::RunId;
use crate::os::Signal;
use crate::present::Clock;
use crate::runbook::{ProcedureRef, RunbookId};
use crate::schedule::{Hour, typed_moment};
use crate::session::{Failure, Receipt, Request, RunProgress, Session};
use crate::text::sentence;
use conversation::{Conversation, Leave};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;

/// What is shown first.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// What wants someone now.
    Today,
    /// The procedures of a runbook.
    Runbook(RunbookId),
    /// A procedure, to be begun.
    Procedure(ProcedureRef),
    /// A run, where it stands.
    Run(RunId),
}

/// How the prompts are wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// What is shown first.
    pub open: Opening,
    /// Whether commands that are allowed may run without being confirmed.
    pub yes: bool,
    /// The arguments with which this program seals the journal, where it is sealed whenever a
    /// shift is given.
    pub seal: Option<Vec<OsString>>,
}

/// How the prompts were left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By a word, or by the end of input.
    Left,
    /// By a signal; everything is saved.
    Signal(Signal),
}

/// Asks until it is left.
///
/// # Errors
/// When nobody reads what is said, or the terminal cannot be asked.
pub fn run(session: Session, options: Options) -> io::Result<Ending> {
    let mut teller = Teller {
        session,
        talk: Conversation::begin()?,
        yes: options.yes,
        seal: options.seal,
        zone: TimeZone::system(),
        kept: None,
        surprises: BTreeMap::new(),
    };
    let left = teller.open(&options.open);
    teller.session.close();
    match left {
        Ok(()) | Err(Leave::Stamped) => Ok(Ending::Left),
        Err(Leave::EndOfInput) => {
            teller.tell_end("End of input.")?;
            Ok(Ending::Left)
        }
        Err(Leave::Signal(signal)) => {
            teller.tell_end("Interrupted.")?;
            Ok(Ending::Signal(signal))
        }
        Err(Leave::Unheard(error)) => Err(error),
    }
}

/// Who asks: the session, and the conversation with the person.
struct Teller {
    session: Session,
    talk: Conversation,
    yes: bool,
    seal: Option<Vec<OsString>>,
    zone: TimeZone,
    /// Words that were typed and could not be taken.
    kept: Option<String>,
    /// How many surprises of each rehearsal were told.
    surprises: BTreeMap<RunId, usize>,
}

impl Teller {
    fn open(&mut self, opening: &Opening) -> Result<(), Leave> {
        self.session.look();
        match opening {
            Opening::Today => {}
            Opening::Runbook(runbook) => self.choose_in(runbook)?,
            Opening::Procedure(procedure) => self.choose_one(procedure)?,
            Opening::Run(run) => self.walk(*run)?,
        }
        self.today(*opening == Opening::Today)
    }

    /// The last sentence, where it was not the person who left.
    fn tell_end(&mut self, why: &str) -> io::Result<()> {
        let state = self.session.state();
        let open = state.in_progress().count();
        drop(state);
        let rest = match open {
            0 => "Everything is saved; no run is in progress.".to_owned(),
            1 => "Everything is saved; one run is in progress, to be gone on with.".to_owned(),
            many => {
                format!("Everything is saved; {many} runs are in progress, to be gone on with.")
            }
        };
        match self.talk.say(&format!("{why} {rest}")) {
            Ok(()) => Ok(()),
            Err(Leave::Unheard(error)) => Err(error),
            Err(_) => Ok(()),
        }
    }

    /// Grants a request and says what was saved; none where it was not.
    fn submit(&mut self, request: &Request) -> Result<Option<Receipt>, Leave> {
        let mut granted = self.session.submit(request);
        if let Err(failure @ Failure::LooksSecret { .. }) = &granted {
            self.talk.say(&failure.to_string())?;
            let line = self
                .talk
                .ask("Save it even so (yes, anything else leaves it)?")?;
            if line != "yes" {
                self.talk.say("Nothing was saved.")?;
                return Ok(None);
            }
            granted = self
                .session
                .submit(&Request::EvenSo(Box::new(request.clone())));
        }
        self.told(request, granted)
    }

    /// Says what came of a request.
    fn told(
        &mut self,
        request: &Request,
        granted: Result<Receipt, Failure>,
    ) -> Result<Option<Receipt>, Leave> {
        match granted {
            Ok(receipt) => {
                let clock = self.clock();
                let said: Vec<_> = receipt
                    .facts
                    .iter()
                    .filter_map(|fact| saved::saved(fact, &clock))
                    .collect();
                let said = match said.is_empty() {
                    true => "Saved.".to_owned(),
                    false => sentence(&format!("Saved: {}", said.join("; "))),
                };
                self.talk.say(&said)?;
                self.kept = None;
                Ok(Some(receipt))
            }
            Err(failure) => {
                self.refused(&failure)?;
                self.kept = typed_words(request).or(self.kept.take());
                Ok(None)
            }
        }
    }

    /// Why it was not done, and by which word it can be.
    fn refused(&mut self, failure: &Failure) -> Result<(), Leave> {
        self.talk.say(&failure.to_string())?;
        if let Failure::Refused(refusal) = failure
            && let Some(hint) = saved::hint(refusal)
        {
            self.talk.say(hint)?;
        }
        Ok(())
    }

    /// Asks for words that a word takes. What could not be taken before is offered again;
    /// none where nothing is said.
    fn words(&mut self, rest: &str, what: &str) -> Result<Option<String>, Leave> {
        if !rest.is_empty() {
            return Ok(Some(rest.to_owned()));
        }
        let prompt = match &self.kept {
            Some(kept) => format!("{what} (enter takes “{kept}”): "),
            None => format!("{what} (enter leaves it): "),
        };
        let line = self.talk.ask(&prompt)?;
        match (line.is_empty(), self.kept.take()) {
            (false, _) => Ok(Some(line)),
            (true, Some(kept)) => Ok(Some(kept)),
            (true, None) => {
                self.talk.say("Nothing was said, and nothing is changed.")?;
                Ok(None)
            }
        }
    }

    fn walked(&mut self, run: RunId) -> Result<Option<RunProgress>, Leave> {
        match RunProgress::of(&mut self.session, run) {
            Ok(walked) => Ok(Some(walked)),
            Err(failure) => {
                self.refused(&failure)?;
                Ok(None)
            }
        }
    }

    /// The moment and the zone that times are told in.
    fn clock(&self) -> Clock {
        Clock {
            now: Timestamp::now(),
            zone: self.zone.clone(),
        }
    }

    fn moment(&self, typed: &str) -> Option<Timestamp> {
        typed_moment(typed, Timestamp::now(), &self.zone, Hour::LastShown)
    }
}

/// The words of a request that somebody typed out.
fn typed_words(request: &Request) -> Option<String> {
    use crate::command::{Command, Handoff};
    let Request::Do(command) = request else {
        return None;
    };
    match command {
        Command::CompleteStep(complete) => complete.reason.clone().or(complete.note.clone()),
        Command::CarryOn { reason, .. } | Command::Abandon { reason, .. } => Some(reason.clone()),
        Command::Note { text, .. } => Some(text.clone()),
        Command::OpenFollowUp(open) => Some(open.title.clone()),
        Command::Handoff(Handoff::Escalate(request)) => Some(request.severity.clone()),
        _ => None,
    }
}

/// A refusal as a failure, for saying it.
fn refusal(refusal: impl Into<Refusal>) -> Failure {
    Failure::Refused(refusal.into())
}
