//! The shell of a page: what was typed so far, and what of it the next command needs.
//!
//! What stays true: a command that a page means for another place is never run here; what a
//! command needs (its folder, variables, what was sourced) stands in the same step with it; a
//! value that was found once and is used in several places is asked of its command once.

use super::changes::{assigned, front, has_jobs};
use super::command::needs_bash;
use super::kept::{Aside, Kept, is_blank, of_turn};
use super::placeholder;
use super::places::names_place;
use crate::exchange::shell::{
    Effect, Moves, Prompt, Turn, is_leaving, moves_shell, simple_commands, without_comment,
};

/// Why a command is typed where a line before it was, whose shell nobody here knows any more.
const MOVED: &str =
    "Type it in the same terminal: a line before it changed the folder or the settings there.";
/// Why such a line is typed.
const MOVES: &str = "It changes the folder or the settings of its shell: type it in a terminal. What follows is typed there, too.";

/// What led into a shell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Led {
    /// A command of the page.
    Typed,
    /// Words of the page; no command was shown yet.
    Words,
    /// Words that are about what stands below a heading of this level: `On the node, run:` is
    /// about no other heading.
    Heading(usize),
}

/// A shell that was opened on the page.
struct Opened {
    from: Prompt,
    seen: Option<Prompt>,
    by: Led,
}

/// What is done with something that was typed.
#[derive(Debug, PartialEq)]
pub(super) enum Way {
    /// It may be run here, in this folder if one is named.
    Run(Option<String>),
    /// It is copied; why it is not run.
    Copy(String),
    /// Its output gives the variable of this name its value.
    Take(String),
    /// Somebody is asked for the variable: its name, and what the page says it is.
    Ask(String, String),
}

/// One step's worth of what was typed.
#[derive(Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) way: Way,
    /// What is run or copied, with all that it needs.
    pub(super) text: String,
    /// What of it the step is about.
    pub(super) own: String,
    pub(super) said: Vec<String>,
    pub(super) prints: Vec<String>,
}

/// The shell of a page.
#[derive(Default)]
pub(super) struct Session {
    opened: Vec<Opened>,
    /// Lines that set the shell up: they stay in force for the rest of the page.
    pub(super) kept: Vec<Kept>,
    /// All code of the page: where else a value is used.
    pub(super) code: Vec<String>,
    /// What a line that was left to be typed changed in the shell: what follows is typed there.
    moved: Moves,
}

impl Session {
    /// A session for a page whose blocks of code are these.
    pub(super) fn of(code: Vec<String>) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }

    /// The page goes to another machine by its words: what is typed from now on is meant there.
    pub(super) fn go(&mut self) {
        self.led(Led::Words);
    }

    /// The same up to the next heading of this level.
    pub(super) fn go_below(&mut self, level: usize) {
        self.led(Led::Heading(level));
    }

    fn led(&mut self, by: Led) {
        if self.opened.is_empty() {
            self.opened.push(Opened {
                from: Prompt::None,
                seen: None,
                by,
            });
        }
    }

    /// The page comes back by its words.
    pub(super) fn come_back(&mut self) {
        self.opened.pop();
    }

    /// Whether what is typed now goes into a shell that a command of the page opened.
    pub(super) fn is_inside(&self) -> bool {
        self.opened.iter().any(|it| it.by == Led::Typed)
    }

    /// A heading: what was said of the one before is over.
    pub(super) fn begin_section(&mut self, level: usize) {
        self.opened
            .retain(|it| !matches!(it.by, Led::Heading(below) if below >= level));
    }

    /// The page changes its folder or its shell in a way that nobody could follow here.
    pub(super) fn doubt(&mut self) {
        self.moved = self.moved.max(Moves::Folder);
    }

    /// What becomes of a block of code.
    pub(super) fn units(&mut self, turns: &[Turn]) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        // A comment that names a place is about all up to the next comment.
        let mut place: Option<String> = None;
        for (at, turn) in turns.iter().enumerate() {
            let next = turns.get(at + 1);
            if let Some(said) = turn.said.last() {
                place = names_place(said).then(|| said.clone());
            }
            if let Some(why) = self.elsewhere(turn, next) {
                units.extend(self.before(&turn.text));
                units.push(self.copied(turn, why));
                continue;
            }
            if let Some(said) = &place {
                units.extend(self.before(&turn.text));
                units.push(self.copied(turn, format!("The page says where to type it: {said}")));
                continue;
            }
            self.unit(turn, &mut units);
        }
        units
    }

    /// What becomes of something that is typed here.
    fn unit(&mut self, turn: &Turn, units: &mut Vec<Unit>) {
        let text = without_comment(turn.text.trim()).0;
        if self.moved == Moves::Folder && is_folder(text) {
            self.moved = Moves::Nothing;
        }
        let is_moved = self.moved != Moves::Nothing;
        let is_value =
            is_blank(turn) || placeholder::constant(text).is_some() && !text.starts_with("export ");
        // To a shell `NODE=<the node>` is more than that; to a reader it is not.
        if (turn.effect == Effect::Changes || is_blank(turn))
            && (!is_moved || is_value)
            && let Some(found) = self.change(turn)
        {
            if let Some(unit) = found {
                units.extend(self.before(&turn.text));
                units.push(unit);
            }
            return;
        }
        units.extend(self.before(&turn.text));
        if is_moved {
            units.push(self.copied(turn, MOVED.to_owned()));
            self.moved = self.moved.max(moves_shell(text));
            return;
        }
        let moves = self.moves(turn);
        if moves != Moves::Nothing {
            units.push(self.copied(turn, MOVES.to_owned()));
            self.moved = moves;
            return;
        }
        units.push(self.here(turn));
        self.keep_from(&turn.text);
    }

    /// What something that is typed changes in the shell that cannot be followed.
    fn moves(&self, turn: &Turn) -> Moves {
        let text = without_comment(turn.text.trim()).0;
        let is_job = text.ends_with('&') && !text.ends_with("&&");
        let is_for_jobs = is_job && self.code.iter().any(|it| has_jobs(it));
        let is_value = turn.effect == Effect::Changes && assigned(text).is_some();
        match is_for_jobs || is_value || self.is_found_again(&turn.text) {
            true => Moves::All,
            false => moves_shell(front(text).1),
        }
    }

    /// Why something is not for the shell that the page began in; none where it is.
    fn elsewhere(&mut self, turn: &Turn, next: Option<&Turn>) -> Option<String> {
        if self.opened.last().is_some_and(|it| {
            it.from == turn.prompt && it.seen.as_ref().is_some_and(|seen| *seen != it.from)
        }) {
            self.opened.pop();
        }
        if turn.effect == Effect::Opens && self.opened.last().is_some_and(|it| it.by != Led::Typed)
        {
            // The command that the words spoke of.
            self.opened.pop();
        }
        let leads_in = next.is_some_and(|next| {
            next.prompt != turn.prompt && matches!(next.prompt, Prompt::Console | Prompt::Host)
        });
        let leaves = turn.effect == Effect::Leaves
            || turn.prompt == Prompt::Console && is_leaving(turn.text.trim_end_matches(';'));
        if !self.opened.is_empty() {
            if let Some(opened) = self.opened.last_mut() {
                opened.seen.get_or_insert(turn.prompt.clone());
            }
            if leaves {
                self.opened.pop();
            } else if turn.effect == Effect::Opens {
                self.open(turn);
            }
            return Some(match turn.sign.as_str() {
                "" | "$" | "#" => "Type it in the session that is open.".to_owned(),
                sign => format!("Type it in the session that is open, at `{sign}`."),
            });
        }
        if turn.effect == Effect::Opens || leads_in {
            self.open(turn);
            let place = match turn.prompt {
                Prompt::None | Prompt::User => String::new(),
                Prompt::Root => " Type it as root.".to_owned(),
                _ => format!(" Type it where the prompt is `{}`.", turn.sign),
            };
            return Some(format!(
                "Open it in a terminal beside this one: the next steps are typed there.{place}"
            ));
        }
        match turn.prompt {
            Prompt::None | Prompt::User if !leaves => {
                let why = self.unfit(turn)?;
                // What is left to be typed changes nothing here.
                if turn.effect == Effect::Changes && !is_blank(turn) {
                    self.moved = self.moved.max(Moves::All);
                }
                Some(why)
            }
            Prompt::None | Prompt::User => Some("It leaves the session.".to_owned()),
            Prompt::Root => Some("Type it as root.".to_owned()),
            Prompt::Host | Prompt::Console | Prompt::Windows => {
                Some(format!("Type it where the prompt is `{}`.", turn.sign))
            }
        }
    }

    fn open(&mut self, turn: &Turn) {
        self.opened.push(Opened {
            from: turn.prompt.clone(),
            seen: None,
            by: Led::Typed,
        });
    }

    /// Why the shell that commands are run in here could not run it as it is meant.
    fn unfit(&self, turn: &Turn) -> Option<String> {
        let (text, _) = self.with(&turn.text, |_| true);
        if needs_bash(&text) {
            return Some("It is for bash: type it there.".to_owned());
        }
        if turn.effect == Effect::Changes && turn.text.split_whitespace().next() == Some("read") {
            return Some("It asks for something as it runs: type it in a terminal.".to_owned());
        }
        let first = simple_commands(&turn.text).into_iter().next();
        if first.is_some_and(|it| it.words.iter().any(|it| it.contains("$?") || it == "!!")) {
            return Some("It is about the command before it: type both in a terminal.".to_owned());
        }
        if let Some(word) = placeholder::filler(&text)
            && !is_blank(turn)
        {
            return Some(format!("Fill in `{word}` before you type it."));
        }
        placeholder::unset(&text).map(|name| format!("It uses `${name}`, which nothing before it gives a value: type it where it has one."))
    }

    /// What is copied has to say all of it: the page's own values are put in.
    pub(super) fn copied(&mut self, turn: &Turn, why: String) -> Unit {
        let filled = self.valued(&turn.text);
        // What this shell was told holds for what is typed into this shell.
        let is_here = self.opened.is_empty() && matches!(turn.prompt, Prompt::None | Prompt::User);
        let is_here = is_here && self.moved == Moves::Nothing;
        let (text, used) = self.lines(&filled, |kept| is_here || kept.name.is_some());
        let values = self.kept.iter().enumerate();
        let values = values.filter(|(_, it)| {
            let name = it.name.as_ref().filter(|_| it.value.is_some());
            name.is_some_and(|it| placeholder::uses(&turn.text, it))
        });
        let used: Vec<usize> = used.into_iter().chain(values.map(|(at, _)| at)).collect();
        let aside = self.aside(turn, &used);
        Unit {
            way: Way::Copy(why),
            text: placeholder::in_words(&text.join("\n")),
            own: filled,
            said: aside.said,
            prints: aside.prints,
        }
    }

    /// A text with the page's own values put in.
    pub(super) fn valued(&self, text: &str) -> String {
        let values = self.kept.iter();
        let values = values.filter_map(|it| it.name.clone().zip(it.value.clone()));
        crate::runbook::Template::from(text).fill(&values.collect())
    }

    /// What is said before something that is typed and what that prints, with the same of the
    /// lines at these places, which it needs.
    fn aside(&mut self, turn: &Turn, used: &[usize]) -> Aside {
        let mut whole = Aside::default();
        let kept = self.kept.iter_mut().enumerate();
        for (_, kept) in kept.filter(|(at, _)| used.contains(at)) {
            kept.is_used = true;
            whole.said.append(&mut kept.aside.said);
            whole.prints.append(&mut kept.aside.prints);
        }
        let own = of_turn(turn, None);
        whole.said.extend(own.said);
        whole.prints.extend(own.prints);
        whole
    }

    pub(super) fn here(&mut self, turn: &Turn) -> Unit {
        self.here_of(turn, turn.text.trim())
    }

    fn here_of(&mut self, turn: &Turn, own: &str) -> Unit {
        let folder = self.folder();
        let is_folder = |kept: &Kept| kept.line.starts_with("cd ");
        let (text, mut used) = self.with(own, |kept| folder.is_none() || !is_folder(kept));
        if folder.is_some() {
            let folders = self.kept.iter().enumerate();
            used.extend(folders.filter(|(_, it)| is_folder(it)).map(|(at, _)| at));
        }
        let aside = self.aside(turn, &used);
        Unit {
            way: Way::Run(folder),
            own: self.valued(own),
            text,
            said: aside.said,
            prints: aside.prints,
        }
    }

    /// The folder that the page stands in, where it says so from the root on.
    fn folder(&self) -> Option<String> {
        let lines = || self.kept.iter().map(|it| it.line.as_str());
        let mut folders = lines().filter_map(|line| line.strip_prefix("cd "));
        let is_plain = |it: &str| {
            it.starts_with('/')
                && it
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
        };
        let last = folders.next_back().map(str::trim)?;
        let is_moved = lines().any(|it| it.starts_with("pushd") || it.starts_with("popd"));
        (is_plain(last) && !is_moved).then(|| last.to_owned())
    }

    /// A command below the lines that it needs, and which of those that are kept they are.
    pub(super) fn lines(
        &self,
        text: &str,
        wanted: impl Fn(&Kept) -> bool,
    ) -> (Vec<String>, Vec<usize>) {
        let mut used = Vec::new();
        let mut lines = vec![text.to_owned()];
        // From the last to the first: a line may need one before it.
        for (at, kept) in self.kept.iter().enumerate().rev() {
            let is_needed = kept
                .name
                .as_ref()
                .is_none_or(|name| lines.iter().any(|it| placeholder::mentions(it, name)));
            if !(is_needed && wanted(kept)) {
                continue;
            }
            used.push(at);
            lines.push(kept.line.clone());
        }
        lines.reverse();
        (lines, used)
    }

    /// The same as one text, in which what follows a folder that is not there is not done.
    pub(super) fn with(&self, text: &str, wanted: impl Fn(&Kept) -> bool) -> (String, Vec<usize>) {
        let (mut lines, used) = self.lines(text, wanted);
        let before = lines.len().saturating_sub(1);
        let folders = lines.iter_mut().take(before);
        for line in folders.filter(|it| it.starts_with("cd ")) {
            line.push_str(" || exit");
        }
        (lines.join("\n"), used)
    }

    /// What nothing on the page made use of: lines, and comments.
    pub(super) fn rest(self) -> (Vec<String>, Vec<String>) {
        let (mut lines, mut said) = (Vec::new(), Vec::new());
        for kept in self.kept {
            lines.extend((!kept.is_used).then_some(kept.line));
            said.extend(kept.aside.said.into_iter().chain(kept.aside.prints));
        }
        (lines, said)
    }
}

/// `cd /srv/app`, and nothing else: whatever the shell was before, it stands there.
fn is_folder(text: &str) -> bool {
    let folder = text.strip_prefix("cd ").map_or("", str::trim);
    let fits = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    folder.starts_with('/') && folder.chars().all(fits)
}
