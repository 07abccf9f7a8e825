//! From prompt to prompt: what is said, what is asked, and what a line does.

use super::conversation::{Conversation, Leave};
use super::said::Said;
use super::words::{self, Word};
use crate::app::action::Action;
use crate::app::input::Key;
use crate::app::keymap::Keymap;
use crate::app::keys::Context;
use crate::app::look::Look;
use crate::app::opening::Opening;
use crate::app::{App, Beginning, Message, Overlay, Picker, Purpose, may_be_empty, update};
use crate::os::Signal;
use crate::runbook::Yields;
use crate::session::{Report, Session, WorkerRequest};
use crate::state::{Standing, State};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::ffi::OsString;
use std::io;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// As many columns and rows as nothing is ever short of.
const ROOMY: (u16, u16) = (200, 60);

/// How the prompts are wanted.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is shown first; Today where it is nothing.
    pub open: Option<Opening>,
    /// Whether commands that are allowed may run without being confirmed.
    pub yes: bool,
    /// The arguments with which this program seals the journal, where it is sealed whenever a
    /// shift is given.
    pub seal: Option<Vec<OsString>>,
    /// The keys in force, which are the words.
    pub keymap: Keymap,
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
    let state = session.state_handle();
    let beginning = Beginning {
        now: Timestamp::now(),
        zone: TimeZone::system(),
        operator: session.settings().operator.clone(),
        host: session.host().clone(),
        look: Look::default(),
        mouse: false,
        size: ROOMY,
        folder: std::env::current_dir()
            .map(|folder| folder.display().to_string())
            .unwrap_or_default(),
    };
    let mut app = App::new(beginning, &read(&state));
    app.keymap = options.keymap;
    app.in_step = session.in_step();
    let mut prompts = Prompts {
        session,
        app,
        state,
        talk: Conversation::begin()?,
        yes: options.yes,
        seal: options.seal,
        kept: None,
        said: Said::default(),
    };
    let left = prompts.converse(options.open);
    prompts.session.close();
    match left {
        Ok(()) | Err(Leave::Said) => Ok(Ending::Left),
        Err(Leave::EndOfInput) => {
            prompts.tell_end("End of input.")?;
            Ok(Ending::Left)
        }
        Err(Leave::Signal(signal)) => {
            prompts.tell_end("Interrupted.")?;
            Ok(Ending::Signal(signal))
        }
        Err(Leave::Unheard(error)) => Err(error),
    }
}

pub(super) fn read(state: &Arc<RwLock<State>>) -> RwLockReadGuard<'_, State> {
    state.read().unwrap_or_else(PoisonError::into_inner)
}

/// What is known, who does it, and the conversation with the person.
pub(super) struct Prompts {
    pub session: Session,
    pub app: App,
    pub state: Arc<RwLock<State>>,
    pub talk: Conversation,
    pub yes: bool,
    pub seal: Option<Vec<OsString>>,
    /// Words that were typed behind no word of the table.
    pub kept: Option<String>,
    /// What was said last of the place in front.
    pub said: Said,
}

impl Prompts {
    fn converse(&mut self, open: Option<Opening>) -> Result<(), Leave> {
        self.ask_session(WorkerRequest::Look)?;
        if let Some(library) = self.session.looked_at() {
            self.message(Message::Report(Report::Looked(library)))?;
        }
        self.hear_health()?;
        if let Some(opening) = open {
            self.message(Message::Open(opening))?;
        }
        loop {
            self.tell()?;
            let line = self.ask()?;
            // What others saved meanwhile; where it cannot be read, the app says why.
            self.ask_session(WorkerRequest::Refresh)?;
            self.ask_session(WorkerRequest::Look)?;
            self.hear_health()?;
            self.message(Message::Minute)?;
            self.heed(&line)?;
        }
    }

    /// Hears how the record is, where that is news.
    fn hear_health(&mut self) -> Result<(), Leave> {
        let now = self.session.health();
        match now == self.app.health {
            true => Ok(()),
            false => self.message(Message::Report(Report::Health(now))),
        }
    }

    /// Gives the app a message, and does what it wants done.
    pub fn message(&mut self, message: Message) -> Result<(), Leave> {
        let effects = {
            let state = read(&self.state);
            update(&mut self.app, &state, Timestamp::now(), message)
        };
        for effect in effects {
            self.perform(effect)?;
        }
        Ok(())
    }

    /// The last sentence, where it was not the person who left.
    fn tell_end(&mut self, why: &str) -> io::Result<()> {
        let open = read(&self.state).in_progress().count();
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

    /// Asks for a line: for what is asked, else for the place in front.
    fn ask(&mut self) -> Result<String, Leave> {
        let prompt = self.prompt();
        match &self.app.overlay {
            Some(Overlay::Prompt(asked)) if asked.is_secret => {
                match self.talk.ask_unseen(&prompt)? {
                    Some(line) => Ok(line),
                    None => Ok("esc".to_owned()),
                }
            }
            Some(Overlay::Prompt(asked)) if matches!(asked.purpose, Purpose::Items(_)) => {
                let first = self.talk.ask(&prompt)?;
                self.ask_more(first)
            }
            Some(Overlay::Confirm(_)) => {
                self.talk.forget_typed();
                self.talk.ask(&prompt)
            }
            _ => self.talk.ask(&prompt),
        }
    }

    /// Asks for more lines behind the first, until an empty one.
    fn ask_more(&mut self, first: String) -> Result<String, Leave> {
        if first.is_empty() || first == "esc" {
            return Ok(first);
        }
        let mut lines = vec![first];
        loop {
            let line = self.talk.ask("Another, or enter:")?;
            match line.as_str() {
                "" => return Ok(lines.join("\n")),
                "esc" => return Ok(line),
                _ => lines.push(line),
            }
        }
    }

    fn heed(&mut self, line: &str) -> Result<(), Leave> {
        if self.app.overlay.is_some() {
            return self.answer(line);
        }
        let place = self.app.place();
        if line.is_empty() {
            return match place {
                Context::Today => self.act(Action::Enter),
                Context::Run if self.is_answered() => self.act(Action::NextOpen),
                _ => {
                    self.said.forget();
                    Ok(())
                }
            };
        }
        if place != Context::Run
            && let Ok(number) = line.parse::<usize>()
        {
            return self.take(number);
        }
        match words::read(&self.app, line) {
            Some((Word::List, _)) => self.list(),
            Some((Word::Go, rest)) => self.go(rest),
            Some((Word::Act(action), rest)) => self.do_word(action, rest),
            None => self.bare(line),
        }
    }

    /// A line for what is asked.
    fn answer(&mut self, line: &str) -> Result<(), Leave> {
        if line == "esc" {
            return self.message(Message::Key(Key::ESC));
        }
        let mut line = line.to_owned();
        if let (Some(Overlay::Prompt(prompt)), true) = (&self.app.overlay, line.is_empty()) {
            let refused = Some(prompt.field.text()).filter(|_| prompt.is_refused());
            let wants = prompt.field.text().is_empty() && !may_be_empty(&prompt.purpose);
            line = self.kept.take_if(|_| wants).unwrap_or_default();
            // What was typed is offered to the next word.
            self.kept = refused.or(self.kept.take());
        }
        self.message(Message::Line(line))
    }

    pub fn act(&mut self, action: Action) -> Result<(), Leave> {
        self.message(Message::Act(action))
    }

    /// A row by its number: goes in, where there is something to go into.
    fn take(&mut self, number: usize) -> Result<(), Leave> {
        if self.app.journal.opened.is_some() && self.app.place() == Context::Journal {
            self.act(Action::Back)?;
        }
        self.message(Message::Select(number.saturating_sub(1)))?;
        let goes_in = match self.app.place() {
            Context::Pages => false,
            Context::FollowUps => !self.app.follow_ups.opened,
            _ => true,
        };
        match goes_in && self.app.notice.is_none() {
            true => self.act(Action::Enter),
            false => Ok(()),
        }
    }

    /// To a row: in a run a step by number or id, of several items the first that is open.
    fn go(&mut self, wanted: &str) -> Result<(), Leave> {
        let number = wanted.parse::<usize>().ok();
        let row = match self.app.place() {
            Context::Run => self.row_of_step(wanted),
            _ => number.and_then(|number| number.checked_sub(1)),
        };
        match row {
            Some(row) => {
                self.said.forget();
                self.message(Message::Select(row))
            }
            None => self.talk.say(&format!("There is no “{wanted}” here.")),
        }
    }

    fn row_of_step(&self, wanted: &str) -> Option<usize> {
        let state = read(&self.state);
        let scene = self.app.run.as_ref()?.scene(&state)?;
        let (step, item) = wanted.split_once('/').unwrap_or((wanted, ""));
        let stands = scene.walk.stands.iter().enumerate();
        let meant = stands.filter(|(_, stand)| {
            let named = stand
                .item
                .as_ref()
                .map(|item| (item.text.as_str(), item.id.as_str()));
            let is_step = step == stand.number.to_string() || step == stand.step_ref.step.as_str();
            let is_item = named.is_some_and(|(text, id)| text == item || id == item);
            is_step && (item.is_empty() || is_item)
        });
        let meant: Vec<_> = meant.collect();
        let open = meant
            .iter()
            .find(|(_, stand)| !stand.standing.is_answered());
        open.or(meant.first()).map(|(row, _)| *row)
    }

    /// Does what a word asks for; the rest of the line goes to what it asks in turn.
    fn do_word(&mut self, action: Action, rest: &str) -> Result<(), Leave> {
        if let Some(why) = words::why_not(action) {
            return self.talk.say(why);
        }
        let mut rest = rest;
        if self.app.place() != Context::Run && self.app.is_of_row(action) {
            let (first, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            if let Ok(number) = first.parse::<usize>() {
                self.message(Message::Select(number.saturating_sub(1)))?;
                rest = behind.trim();
            }
        }
        if action == Action::DoneAt {
            return self.done_at(rest);
        }
        self.act(action)?;
        self.hand_on(rest)
    }

    /// Gives words to what is asked now, as far as it takes them.
    fn hand_on(&mut self, rest: &str) -> Result<(), Leave> {
        if rest.is_empty() {
            return Ok(());
        }
        match &self.app.overlay {
            Some(Overlay::Prompt(asked)) if matches!(asked.purpose, Purpose::Items(_)) => {
                let lines = self.ask_more(rest.to_owned())?;
                self.answer(&lines)
            }
            Some(Overlay::Prompt(_) | Overlay::Find(_) | Overlay::Palette(_)) => {
                self.message(Message::Line(rest.to_owned()))
            }
            Some(Overlay::Picker(picker)) => {
                let (row, behind) = picked(picker, rest);
                self.message(Message::Line(row.to_owned()))?;
                self.hand_on(behind)
            }
            _ if self
                .app
                .notice
                .as_ref()
                .is_some_and(|notice| notice.kind.is_bad()) =>
            {
                self.kept = Some(rest.to_owned());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A moment, and what was done then: `t 09:12 ok`.
    fn done_at(&mut self, rest: &str) -> Result<(), Leave> {
        self.act(Action::DoneAt)?;
        let mut words = rest.splitn(3, ' ');
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        // A day stands before its hour.
        let has_day = first.contains('-');
        let length = match second {
            Some(second) if has_day => first.len() + 1 + second.len(),
            _ => first.len(),
        };
        let (moment, answer) = rest.split_at(length);
        if moment.is_empty() {
            return Ok(());
        }
        self.message(Message::Line(moment.to_owned()))?;
        match answer.trim() {
            "" => Ok(()),
            answer if self.app.overlay.is_none() => {
                let heeded = self.heed(answer);
                // It was said of this answer alone.
                if let Some(run) = &mut self.app.run {
                    run.done_at = None;
                }
                heeded
            }
            answer => {
                self.kept = Some(answer.to_owned());
                Ok(())
            }
        }
    }

    /// A line that begins with no word: a value, where the step wants one that it can be.
    fn bare(&mut self, line: &str) -> Result<(), Leave> {
        if self.is_value(line) {
            self.act(Action::Ok)?;
            return self.hand_on(line);
        }
        let unknown = words::unknown(&self.app, line);
        let choices = self
            .choices()
            .filter(|_| !line.contains(char::is_whitespace));
        let said = choices.map(|choices| {
            format!("“{line}” is neither a choice of this step nor a word here. Choose one of: {choices}.")
        });
        self.talk.say(&said.unwrap_or(unknown))?;
        let rest = line.split_once(char::is_whitespace);
        if let Some((_, rest)) = rest.filter(|(_, rest)| !rest.trim().is_empty()) {
            self.kept = Some(rest.trim().to_owned());
            self.talk
                .say("What stood behind it is kept: say the right word alone.")?;
        }
        Ok(())
    }

    fn is_value(&self, line: &str) -> bool {
        self.at_step(|yields, standing| match yields {
            _ if standing != Standing::Open => false,
            Yields::Tick => false,
            Yields::Reading { .. } => {
                line.starts_with(|c: char| c.is_ascii_digit() || "-+.,".contains(c))
            }
            Yields::Ask(ask) => !ask.secret,
            Yields::Choose(choose) => {
                let option = choose.options.iter();
                let mut same = option.filter(|it| it.to_lowercase() == line.to_lowercase());
                line.parse::<usize>().is_ok() || same.next().is_some()
            }
        })
        .unwrap_or(false)
    }

    /// Whether the step in front has its answer: what is open comes next.
    fn is_answered(&self) -> bool {
        let answered = self.at_step(|_, standing| standing.is_answered());
        answered.unwrap_or(false)
    }

    fn choices(&self) -> Option<String> {
        self.at_step(|yields, standing| match yields {
            Yields::Choose(choose) if standing == Standing::Open => {
                Some(super::step::choices(choose))
            }
            _ => None,
        })?
    }

    fn at_step<T>(&self, look: impl FnOnce(&Yields, Standing) -> T) -> Option<T> {
        let state = read(&self.state);
        let screen = self.app.run.as_ref().filter(|_| self.app.front.is_none())?;
        let scene = screen.scene(&state)?;
        let stand = scene.stand(screen.cursor)?;
        let step = scene.step(screen.cursor)?;
        Some(look(&step.yields, stand.standing))
    }
}

/// What of a line picks a row, and what is left for what comes next.
fn picked<'l>(picker: &Picker, line: &'l str) -> (&'l str, &'l str) {
    if picker.row_of(line).is_some() {
        return (line, "");
    }
    match line.split_once(char::is_whitespace) {
        Some((first, rest)) if picker.row_of(first).is_some() => (first, rest.trim()),
        _ => (line, ""),
    }
}
