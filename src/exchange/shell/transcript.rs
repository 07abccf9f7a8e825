//! A block of code as what somebody typed and what they saw.
//!
//! What stays true: a block is understood whole or not at all. Each line is typed, a comment,
//! or printed; where one could be two of these, the block is a text to read. A block that
//! another program reads is a text to copy, whatever its fence says.

use super::foreign;
use super::guess::{
    Hash, Trust, behind_hash, is_bare_word, is_surely_printed, is_surely_typed, is_typed, remark,
};
use super::opens::{Effect, effect};
use super::prompt::{self, Prompt, inside, prompt};
use super::whole::{Open, open_after};

/// One thing that was typed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::exchange) struct Turn {
    /// Whose prompt it was typed at.
    pub(in crate::exchange) prompt: Prompt,
    /// That prompt, as it stands on the page.
    pub(in crate::exchange) sign: String,
    /// What was typed, over as many lines as it took.
    pub(in crate::exchange) text: String,
    /// The comments that stand before it.
    pub(in crate::exchange) said: Vec<String>,
    /// What it printed.
    pub(in crate::exchange) prints: String,
    /// What it does to the shell.
    pub(in crate::exchange) effect: Effect,
    /// The line of the block that it begins on, from 0.
    pub(in crate::exchange) line: usize,
}

impl Turn {
    /// Something that a sentence says to type.
    pub(in crate::exchange) fn said(text: &str) -> Self {
        Self {
            prompt: Prompt::None,
            sign: String::new(),
            text: text.to_owned(),
            said: Vec::new(),
            prints: String::new(),
            effect: effect(text),
            line: 0,
        }
    }
}

/// Why a block is a text to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Unplaced {
    /// It ends before its last command does.
    Unfinished,
    /// A line of it could be typed, printed or said.
    Doubtful,
    /// A line that begins with `#` could be a comment, or typed as root.
    Comment,
}

/// What a block of code is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::exchange) enum Block {
    /// A session or a script: what is typed, and the comments behind the last of it.
    Typed(Vec<Turn>, Vec<String>),
    /// Something that another program reads.
    Copied(&'static str),
    /// Something for a shell that cannot be told apart.
    Read(Unplaced),
    /// Nothing that is typed anywhere.
    Words,
}

/// What the fence says of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Shell,
    Session,
    /// Nothing, but the words before the block say that it is typed.
    Told,
    Text,
    None,
    Other,
}

fn label(language: &str) -> Label {
    match language {
        "sh" | "shell" | "bash" | "zsh" | "ksh" | "shellscript" | "shell script"
        | "commandline" | "cmdline" => Label::Shell,
        "console" | "shell-session" | "shellsession" | "terminal" | "sh-session"
        | "bash-session" | "session" => Label::Session,
        "text" | "txt" | "plain" | "plaintext" | "none" | "nohighlight" | "output" | "log"
        | "logs" => Label::Text,
        "" => Label::None,
        _ => Label::Other,
    }
}

/// Reads a block. `language` is the first word of its fence, in small letters; `is_told` where
/// the words before the block say that it is typed.
pub(in crate::exchange) fn read(language: &str, text: &str, is_told: bool) -> Block {
    let label = match label(language) {
        Label::None if is_told => Label::Told,
        label => label,
    };
    let typed = |line: &&str| prompt(line).is_some_and(|(_, typed)| !typed.is_empty());
    let at_console = |line: &&str| {
        let prompt = prompt(line).map(|(prompt, _)| prompt);
        matches!(prompt, Some(Prompt::Console | Prompt::Windows))
    };
    if label == Label::Other && !text.lines().any(|line| at_console(&line)) {
        return match language {
            "mermaid" | "diff" | "patch" | "md" | "markdown" | "math" | "dot" => Block::Words,
            _ => Block::Copied("another program"),
        };
    }
    if text.starts_with("#!") && text.trim().contains('\n') {
        return Block::Copied("a script");
    }
    let lines: Vec<&str> = text.lines().collect();
    let has_prompt = lines.iter().any(typed);
    let root = |line: &&&str| {
        line.strip_prefix("# ")
            .is_some_and(|it| behind_hash(it) == Hash::Root)
    };
    let is_root = lines.iter().any(|line| root(&line));
    let free = || {
        lines
            .iter()
            .filter(|it| !it.starts_with('#') && !it.trim().is_empty())
    };
    let has_free_command = || free().any(|it| is_typed(it, Trust::Bare));
    let is_bare = free().next().is_some_and(|it| prompt::bare(it).is_some());
    if is_bare && !has_prompt && label != Label::Text && label != Label::Other {
        return Session::new(&lines, true).at_bare().read();
    }
    if !has_prompt && is_root && label != Label::Text && free().next().is_none() {
        // Nothing but lines with a `#`: a script that is commented out looks the same.
        let count = lines.iter().filter(|line| root(line)).count();
        if label == Label::Shell || label == Label::None && count < 2 {
            return Block::Read(Unplaced::Comment);
        }
    }
    if has_prompt || is_root && label != Label::Text && !has_free_command() {
        return Session::new(&lines, has_prompt).read();
    }
    if let Some(reader) = foreign::reader_of(text) {
        return match label {
            Label::Text => Block::Words,
            _ => Block::Copied(reader),
        };
    }
    match label {
        Label::Text => Block::Words,
        Label::Shell => script(&lines, Trust::Labelled),
        Label::Told => match script(&lines, Trust::Labelled) {
            found @ Block::Typed(..) => found,
            _ => script(&lines, Trust::Bare),
        },
        _ => script(&lines, Trust::Bare),
    }
}

/// Whether a block that cannot be told apart may open another shell: what follows it on the page
/// may be meant for that one.
pub(in crate::exchange) fn opens_somewhere(text: &str) -> bool {
    text.lines().any(|line| {
        let typed = prompt(line).map_or(line, |(_, typed)| typed);
        let typed = typed.trim().trim_start_matches("# ");
        is_typed(typed, Trust::Bare) && effect(typed) == Effect::Opens
    })
}

/// A session, line by line.
struct Session<'a> {
    lines: &'a [&'a str],
    /// Whether other prompts than root's stand in it.
    has_prompt: bool,
    turns: Vec<Turn>,
    said: Vec<String>,
    /// Whether the last turn wants another line, and whether such lines have a `>` before them.
    goes_on: bool,
    is_marked: Option<bool>,
    /// What a text of PowerShell that goes over lines ends with.
    here: Option<&'static str>,
    /// Whether a bare `>` is the prompt.
    is_bare: bool,
}

impl<'a> Session<'a> {
    fn new(lines: &'a [&'a str], has_prompt: bool) -> Self {
        Self {
            lines,
            has_prompt,
            turns: Vec::new(),
            said: Vec::new(),
            goes_on: false,
            is_marked: None,
            here: None,
            is_bare: false,
        }
    }

    /// The same, in which a bare `>` is the prompt.
    fn at_bare(self) -> Self {
        Self {
            is_bare: true,
            ..self
        }
    }

    fn read(mut self) -> Block {
        for at in 0..self.lines.len() {
            if let Err(unplaced) = self.line(at) {
                return Block::Read(unplaced);
            }
        }
        if self.goes_on {
            return Block::Read(Unplaced::Unfinished);
        }
        let is_odd = |turn: &Turn| {
            let is_shell = !matches!(turn.prompt, Prompt::Console | Prompt::Windows);
            is_shell && !is_typed(&turn.text, Trust::Prompted)
        };
        if self.turns.is_empty() {
            return Block::Words;
        }
        if self.turns.iter().any(is_odd) {
            return Block::Read(Unplaced::Doubtful);
        }
        for turn in &mut self.turns {
            turn.prints = turn.prints.trim_matches('\n').trim_end().to_owned();
        }
        Block::Typed(self.turns, self.said)
    }

    fn line(&mut self, at: usize) -> Result<(), Unplaced> {
        let line = self.lines[at];
        if self.goes_on {
            return self.more(line);
        }
        if self.is_wanted(line) {
            return Ok(());
        }
        if self.is_bare
            && let Some(typed) = prompt::bare(line)
        {
            self.turn(at, Prompt::Windows, line, typed);
            return Ok(());
        }
        let is_opened = self.turns.iter().any(|it| it.effect == Effect::Opens);
        let there = || inside(line).filter(|_| is_opened);
        if let Some((prompt, typed)) = prompt(line).or_else(there) {
            if let Some(said) = typed.strip_prefix('#') {
                self.said.push(remark(said));
            } else if !typed.is_empty() {
                self.turn(at, prompt, line, typed);
            }
            return Ok(());
        }
        if let Some(behind) = line.strip_prefix('#') {
            return self.hash(at, line, behind);
        }
        match self.turns.last_mut() {
            None if line.trim().is_empty() => Ok(()),
            None => Err(Unplaced::Doubtful),
            Some(_) if is_surely_typed(line) => Err(Unplaced::Doubtful),
            Some(last) => {
                last.prints.push_str(line);
                last.prints.push('\n');
                Ok(())
            }
        }
    }

    /// Takes a further line of what is typed into a program, where it is one.
    fn is_wanted(&mut self, line: &str) -> bool {
        let Some(last) = self.turns.last_mut() else {
            return false;
        };
        let is_program = matches!(last.prompt, Prompt::Console | Prompt::Windows);
        if !is_program || !last.prints.is_empty() {
            return false;
        }
        let more = prompt::more(line).or_else(|| {
            let is_free = prompt(line).is_none() && !line.trim().is_empty();
            (is_free && prompt::is_begun(&last.text) && prompt::ends_below(self.lines, line))
                .then_some(line)
        });
        if let Some(more) = more.filter(|it| !it.trim().is_empty()) {
            last.text.push('\n');
            last.text.push_str(more.trim_end());
        }
        more.is_some()
    }

    fn turn(&mut self, at: usize, prompt: Prompt, line: &str, typed: &str) {
        let is_windows = prompt == Prompt::Windows;
        let is_shell = !matches!(prompt, Prompt::Console | Prompt::Windows);
        self.turns.push(Turn {
            effect: Effect::None,
            prompt,
            sign: line[..line.len() - typed.len()].trim().to_owned(),
            text: typed.trim_end().to_owned(),
            said: std::mem::take(&mut self.said),
            prints: String::new(),
            line: at,
        });
        self.is_marked = None;
        if is_shell {
            self.settle();
        }
        let ends = [("@\"", "\"@"), ("@'", "'@")].into_iter();
        self.here = ends
            .filter(|_| is_windows)
            .find_map(|(begin, end)| typed.trim_end().ends_with(begin).then_some(end));
        self.goes_on |= self.here.is_some();
    }

    /// Whether the last turn is whole, and what it does.
    fn settle(&mut self) {
        if let Some(last) = self.turns.last_mut() {
            self.goes_on = open_after(&last.text) != Open::Nothing;
            last.effect = effect(&last.text);
        }
    }

    /// A further line of what is typed.
    fn more(&mut self, line: &str) -> Result<(), Unplaced> {
        if let Some(end) = self.here {
            if let Some(last) = self.turns.last_mut() {
                last.text = format!("{}\n{}", last.text, line.trim_end());
            }
            self.goes_on = !line.starts_with(end);
            self.here = self.here.filter(|_| self.goes_on);
            return Ok(());
        }
        let marked = line
            .strip_prefix("> ")
            .or((line.trim_end() == ">").then_some(""));
        let is_marked = *self.is_marked.get_or_insert(marked.is_some());
        let line = match (is_marked, marked) {
            (true, Some(line)) => line,
            (true, None) => return Err(Unplaced::Doubtful),
            (false, _) => line,
        };
        // A new prompt: the one before was never ended.
        if !is_marked && line.starts_with("$ ") {
            return Err(Unplaced::Unfinished);
        }
        if let Some(last) = self.turns.last_mut() {
            last.text.push('\n');
            last.text.push_str(line.trim_end());
        }
        self.settle();
        Ok(())
    }

    /// A line that begins with `#`.
    fn hash(&mut self, at: usize, line: &str, behind: &str) -> Result<(), Unplaced> {
        let free = |it: &&&str| !it.trim().is_empty() && !it.starts_with('#');
        let next = self.lines[at + 1..].iter().find(free);
        let leads_on = next.is_some_and(|it| prompt(it).is_some());
        let is_apart = match at.checked_sub(1).map(|at| self.lines[at]) {
            None => true,
            Some(before) => {
                before.trim().is_empty() || before.starts_with('#') && !self.said.is_empty()
            }
        };
        if !behind.starts_with(' ') {
            self.comment(is_apart || leads_on, line, behind);
            return Ok(());
        }
        match behind_hash(behind) {
            // Beside another prompt nothing tells it from a command that was commented out, unless
            // it printed something, or a shell was opened before it.
            Hash::Root if self.has_prompt && !self.is_at_root(at) => Err(Unplaced::Comment),
            Hash::Root => {
                self.turn(at, Prompt::Root, line, behind.trim_start());
                Ok(())
            }
            Hash::Either if self.has_prompt => Err(Unplaced::Doubtful),
            Hash::Either => {
                self.turn(at, Prompt::Root, line, behind.trim_start());
                Ok(())
            }
            Hash::Comment => {
                self.comment(is_apart || leads_on, line, behind);
                Ok(())
            }
        }
    }

    fn is_at_root(&self, at: usize) -> bool {
        let next = self.lines.get(at + 1).map_or("", |it| it.trim());
        let prints = !next.is_empty() && !next.starts_with('#') && prompt(next).is_none();
        prints || self.turns.iter().any(|it| it.effect == Effect::Opens)
    }

    fn comment(&mut self, is_said: bool, line: &str, behind: &str) {
        match self.turns.last_mut() {
            Some(last) if !is_said => {
                last.prints.push_str(line);
                last.prints.push('\n');
            }
            _ => self.said.push(remark(behind)),
        }
    }
}

/// Lines without prompts.
fn script(lines: &[&str], trust: Trust) -> Block {
    let mut turns: Vec<Turn> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    let mut at = 0;
    let doubt = |turns: &[Turn]| match (trust, turns.is_empty()) {
        (Trust::Bare, true) => Block::Words,
        _ => Block::Read(Unplaced::Doubtful),
    };
    while at < lines.len() {
        let line = lines[at];
        if line.trim().is_empty() {
            at += 1;
            continue;
        }
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            said.push(remark(comment));
            at += 1;
            continue;
        }
        if !turns.is_empty() && is_surely_printed(line) {
            return printed(turns, said, &lines[at..]);
        }
        let begun = at;
        let mut text = line.trim_end().to_owned();
        at += 1;
        while open_after(&text) != Open::Nothing {
            let Some(more) = lines.get(at) else {
                return match is_typed(&text, trust) {
                    true => Block::Read(Unplaced::Unfinished),
                    false => doubt(&turns),
                };
            };
            text.push('\n');
            text.push_str(more.trim_end());
            at += 1;
        }
        let text = text.trim_start().to_owned();
        let is_below = begun > 0 && !lines[begun - 1].trim().is_empty() && said.is_empty();
        let may_print = |it: &&Turn| it.effect != Effect::Changes && !it.text.contains('>');
        let before = turns.last().filter(|it| is_below && may_print(it));
        let is_echo = before.is_some_and(|it| is_bare_word(&text) && !is_bare_word(&it.text));
        if !is_typed(&text, trust) || is_echo {
            return doubt(&turns);
        }
        turns.push(Turn {
            prompt: Prompt::None,
            sign: String::new(),
            effect: effect(&text),
            text,
            said: std::mem::take(&mut said),
            prints: String::new(),
            line: begun,
        });
    }
    match turns.is_empty() {
        true => Block::Words,
        false => Block::Typed(turns, said),
    }
}

/// The rest of a block is what its last command printed.
fn printed(mut turns: Vec<Turn>, said: Vec<String>, rest: &[&str]) -> Block {
    if rest.iter().any(|it| is_surely_typed(it)) || !said.is_empty() {
        return Block::Read(Unplaced::Doubtful);
    }
    if let Some(last) = turns.last_mut() {
        last.prints = rest.join("\n").trim_end().to_owned();
    }
    Block::Typed(turns, said)
}
