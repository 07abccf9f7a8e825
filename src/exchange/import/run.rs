//! Blocks of code in the body: each thing that is typed a step, with what was said before it.
//!
//! What stays true: a command that a page means for another place is never run here; what
//! could not be told apart is a text to read.

use super::before::Place;
use super::body::Body;
use super::case;
use super::command::{Code, is_typed};
use super::draft::Step;
use super::each::for_each;
use super::openers;
use super::page::Block;
use super::phrase::Words;
use super::placeholder::in_words;
use super::places::{Leads, reaches_out, way_of};
use super::run_title::{run_title, without_own};
use super::sentence::{instruction, is_instruction, sentences};
use super::session::{Unit, Way};
use super::step::{copy, fenced, fill, step_of};
use super::title::title;
use crate::exchange::shell::{self, Turn, Unplaced};

impl Body<'_> {
    /// The commands of a block, each a step; the words before it are the first one's.
    pub(super) fn commands(&mut self, line: usize, words: Option<&Words>, code: Code) {
        let Some(words) = words else {
            return self.run(line, &mut None, code, "");
        };
        let pieces = words.pieces();
        let told = |piece: &Words| instruction(&piece.text).is_some();
        // What is to be done before is a step of its own.
        let last = pieces.iter().rposition(told).unwrap_or(0);
        let (before, own) = match pieces[..last].iter().any(told) {
            true => pieces.split_at(last),
            false => pieces.split_at(0),
        };
        let own = Words::joined(own);
        let goes_on = instruction(&own.text).is_some_and(case::is_next);
        if !before.is_empty()
            && let Some(when) = self
                .told(line, &Words::joined(before), goes_on)
                .filter(|_| goes_on)
        {
            return self.within(when, |body| body.commands(line, Some(&own), code));
        }
        let all = sentences(&own.text);
        let sentence = instruction(&own.text).or_else(|| all.last().copied());
        let sentence = sentence.unwrap_or_default();
        let mut step = step_of(line, &own, sentence);
        if step.command.take().is_some() {
            // The block says it better than the sentence.
            step.title = title(sentence);
            step.caution = None;
            step.no_return = false;
            step.detail = vec![own.source.clone()];
        }
        if instruction(&own.text).is_none() {
            // Words that only explain make no title.
            step.title = String::new();
            step.detail = vec![own.source.clone()];
        }
        self.changes_in(words);
        self.goes_elsewhere(words);
        let mut step = Some(step);
        self.run(line, &mut step, code, sentence);
        if let Some(step) = step {
            // Nothing was typed but what a later step needs: the words go there, too.
            let words = step
                .detail
                .into_iter()
                .chain((!step.title.is_empty()).then_some(step.title));
            let words: Vec<String> = words.collect();
            self.rows.wait(words.first().cloned().unwrap_or_default());
        }
    }

    /// The commands of a block; `step` is what was said before it, until a command takes it.
    pub(super) fn run(&mut self, line: usize, step: &mut Option<Step>, code: Code, sentence: &str) {
        let shell::Block::Typed(turns, after) = &code.block else {
            return;
        };
        // A condition before several commands holds for all of them.
        let case = case::conditional(sentence).filter(|(_, order)| is_instruction(order));
        if let (Some((lead, order)), Some(said), true) = (case, step.as_mut(), turns.len() > 1) {
            said.title = title(&order);
            let words = said.detail.is_empty().then(|| sentence.to_owned());
            let when = self.case(line, &lead, words);
            return self.within(when, |body| body.run(line, step, code, ""));
        }
        self.report
            .note(line, "a block of commands", "a step for each");
        let mut attributes = code.attributes.clone();
        let folder = attributes.iter().find(|(name, _)| name == "cwd");
        let folder = folder.map(|(_, folder)| folder.clone());
        let folder = folder.or_else(|| self.folder.clone());
        let units = self.session.units(turns);
        let is_one = units.len() == 1;
        for mut unit in units {
            in_folder(&mut unit, folder.as_deref());
            in_place(&mut unit, code.place.as_ref());
            let is_asked = matches!(unit.way, Way::Ask(..));
            // What was said before is about what is done with the answer.
            let said = if is_asked { None } else { step.take() };
            let is_said = said.is_some();
            let mut own = said.unwrap_or_else(|| Step {
                line,
                ..Step::default()
            });
            // `Run:` alone says nothing.
            if matches!(
                own.title.as_str(),
                "" | "Run" | "Execute" | "Type" | "Use" | "Try" | "Do"
            ) {
                own.title = title_of(&unit);
            }
            fill(&mut own, &unit, &std::mem::take(&mut attributes));
            own.title = without_own(&own.title, &unit.text);
            match is_one {
                true => self.fan_out(&mut own, sentence),
                // Several commands for each: it is said of all of them.
                false if !is_said && for_each(sentence).is_some() => {
                    own.detail.push(format!("This, too: {sentence}"));
                }
                false => {}
            }
            if let Some(said) = code.held.as_ref().or(self.held()) {
                hold(&mut own, &unit.text, said);
            }
            self.push(own, if is_said { sentence } else { "" });
        }
        let after: Vec<&str> = after
            .iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        if !after.is_empty() {
            self.rows.keep(after.join("\n"));
        }
    }

    /// Sees whether a sentence leads to another machine, or back: what is typed after it is
    /// meant there.
    pub(super) fn goes_elsewhere(&mut self, words: &Words) {
        match way_of(words) {
            Some(Leads::There) => self.session.go(),
            Some(Leads::Below) => self.session.go_below(usize::MAX),
            Some(Leads::Back) => self.session.come_back(),
            None => {}
        }
    }

    /// A step whose sentence has a command in it: it needs what the page typed before, and
    /// goes where the page is.
    pub(super) fn inline(&mut self, step: &mut Step, words: &Words) {
        let Some(command) = step.command.take() else {
            return;
        };
        // What says that it takes something away is said anew, of the whole.
        let units = self.session.units(&[Turn::said(&command.shell)]);
        for unit in &units {
            fill(step, unit, &[]);
        }
        let held = held_in(words).or_else(|| self.held().cloned());
        if let (Some(said), [unit]) = (held, &units[..]) {
            hold(step, &unit.text, &said);
        }
    }

    /// What a heading says that holds back what stands below it.
    fn held(&self) -> Option<&String> {
        self.held.last().map(|(_, said)| said)
    }

    /// A sentence that changes the folder or the shell of the page: what follows is typed where
    /// that was done.
    pub(super) fn changes_in(&mut self, words: &Words) {
        const CHANGES: &[&str] = &[".", "cd", "export", "pushd", "source"];
        let changes = |code: &&String| {
            let first = code.split(' ').next().unwrap_or_default();
            code.contains(' ') && CHANGES.contains(&first)
        };
        let found: Vec<&String> = words.code.iter().filter(changes).collect();
        match &found[..] {
            [] if is_to_folder(&words.text) => self.session.doubt(),
            [] => {}
            [only] if instruction(&words.text).is_some() && words.code.first() == Some(*only) => {
                if !self.session.units(&[Turn::said(only)]).is_empty() {
                    self.session.doubt();
                }
            }
            _ => self.session.doubt(),
        }
    }

    /// A block that stands alone.
    pub(super) fn code_block(&mut self, block: &Block, code: Code) {
        match code.block {
            shell::Block::Typed(..) => self.commands(block.line, None, code),
            shell::Block::Copied(kind) => {
                let is_copied = self.rows.last().is_some_and(|last| copy(last, &code.text));
                if is_copied {
                    self.report.note(block.line, kind, "a text to copy");
                } else if !self.rows.shows_example() {
                    self.text_to_copy(block, kind, &code);
                } else {
                    self.keep(block, "a block for another program");
                }
            }
            shell::Block::Read(why) => {
                self.keep(block, "a block of commands");
                if shell::opens_somewhere(&code.text) {
                    self.session.go();
                }
                let why = match why {
                    Unplaced::Unfinished => {
                        "The block above ends before its last command does: read it, and type what is meant."
                    }
                    Unplaced::Comment => {
                        "It cannot be told whether what stands behind a `#` above is a comment or is typed as root: read it, and type what is meant."
                    }
                    Unplaced::Doubtful => {
                        "It cannot be told what of the block above is typed and what is printed: read it, and type what is meant."
                    }
                };
                self.rows.keep(why.to_owned());
            }
            shell::Block::Words => self.keep(block, "code"),
        }
    }

    /// A text that another program reads, in a step of its own.
    fn text_to_copy(&mut self, block: &Block, kind: &str, code: &Code) {
        let title = match (kind, code.language.as_str()) {
            (_, "powershell" | "ps1" | "pwsh" | "cmd" | "bat" | "batch" | "dos") => {
                run_title(&code.text)
            }
            (_, "sql" | "promql" | "logql" | "kql" | "traceql" | "esql" | "jql" | "cypher") => {
                "Copy this query".to_owned()
            }
            ("another program", _) => "Copy this text".to_owned(),
            (kind, _) => format!("Copy this {}", kind.trim_start_matches("a ")),
        };
        let mut step = Step {
            line: block.line,
            title,
            is_text: true,
            ..Step::default()
        };
        match copy(&mut step, &code.text) {
            true => {
                self.report.note(block.line, kind, "a text to copy");
                self.rows.push(step);
            }
            false => self.keep(block, "a block for another program"),
        }
    }

    /// Something that is typed, for words that a session has left over.
    pub(super) fn left_over(&mut self, lines: &[String]) {
        if !lines.is_empty() {
            self.rows.keep(fenced("sh", &lines.join("\n")));
        }
    }
}

/// `Change to the folder of the release`: no command says so.
fn is_to_folder(said: &str) -> bool {
    const GOES: &[&str] = &[
        "change to ",
        "change into ",
        "go to ",
        "go into ",
        "switch to ",
        "navigate to ",
    ];
    const FOLDERS: &[&str] = &["folder", "directory", "checkout", "working copy"];
    let lower = said.to_lowercase();
    GOES.iter().any(|it| lower.starts_with(it)) && FOLDERS.iter().any(|it| lower.contains(it))
}

/// The title of what was typed where no words lead to it.
fn title_of(unit: &Unit) -> String {
    match (&unit.way, unit.said.first()) {
        (Way::Ask(name, what), _) => {
            title(&format!("{}: {what}", super::placeholder::in_letters(name)))
        }
        (_, Some(said)) if said.contains(' ') && instruction(said).is_some() => title(said),
        (Way::Take(name), _) => title(&format!(
            "Find {}",
            super::placeholder::in_letters(name).to_lowercase()
        )),
        _ => run_title(&unit.own),
    }
}

/// A command where the words before it say.
fn in_place(unit: &mut Unit, place: Option<&Place>) {
    let Way::Run(folder) = &unit.way else {
        return;
    };
    match place {
        Some(Place::Folder(told)) if folder.is_none() => {
            unit.way = Way::Run(Some(told.clone()));
        }
        Some(Place::Elsewhere(told)) => unit.way = Way::Copy(format!("Type it {told}.")),
        Some(Place::There(told)) if !reaches_out(&unit.own) => {
            unit.way = Way::Copy(format!("Type it where the page says: {told}."));
        }
        _ => {}
    }
    if matches!(unit.way, Way::Copy(_)) {
        unit.text = in_words(&unit.text);
    }
}

/// What is said around the command of some words that holds it back.
fn held_in(words: &Words) -> Option<String> {
    let typed = words.code.iter().find(|it| is_typed(it))?;
    let (before, behind) = words.text.split_once(&format!("`{typed}`"))?;
    let before = openers::before(before.trim_end(), typed);
    before.or_else(|| openers::beside(behind))
}

/// A command that words hold back is copied; what is done for each of several things says so
/// itself, and what is only offered may be passed over.
fn hold(step: &mut Step, text: &str, said: &str) {
    if step.each.is_some() || step.command.is_none() {
        return;
    }
    if openers::is_offer(said) {
        step.optional = true;
        return;
    }
    step.command = None;
    step.take = None;
    step.copy = Some(in_words(text));
    // Where the words stand there already, they are not said twice.
    if !step.detail.iter().any(|it| it.contains(said)) {
        step.detail.push(format!("The page says of it: “{said}”."));
    }
}

/// A command in the folder that its fence names. A folder that is told from the page's own is
/// nowhere here: what is meant for it is copied.
fn in_folder(unit: &mut Unit, folder: Option<&str>) {
    let (Way::Run(_), Some(folder)) = (&unit.way, folder) else {
        return;
    };
    unit.way = match folder.starts_with('/') {
        true => Way::Run(Some(folder.to_owned())),
        false => Way::Copy(format!(
            "Type it in the folder `{folder}`, told from the page's own."
        )),
    };
}
