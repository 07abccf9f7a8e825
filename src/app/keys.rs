//! The one table of keys: context, key, action, words.
//!
//! Dispatch, footer, help, palette, manual page and the README's list read the same rows,
//! through the [`Keymap`](super::keymap::Keymap) that merges a person's own keys into them. A
//! test holds that no key stands twice in what is live at one time.

use super::action::Action;
use super::input::{Key, KeyCode};

/// Where a key is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Everywhere but in a field.
    Everywhere,
    /// On the screens that lists fill: not in a run.
    Screen,
    /// On Today.
    Today,
    /// On Runbooks.
    Runbooks,
    /// On Journal.
    Journal,
    /// On Follow-ups.
    FollowUps,
    /// In a run.
    Run,
    /// On what stands in front: a runbook's pages, an escalation.
    Pages,
    /// On the handover of the shift.
    Handover,
    /// In a field: a text that is asked for, and the words of a search. Nothing else is live
    /// there, and what is no key of it is typed.
    Field,
}

impl Context {
    /// Every place.
    pub const ALL: [Self; 10] = [
        Self::Everywhere,
        Self::Screen,
        Self::Today,
        Self::Runbooks,
        Self::Journal,
        Self::FollowUps,
        Self::Run,
        Self::Pages,
        Self::Handover,
        Self::Field,
    ];

    /// As `config.toml` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Screen => "screens",
            Self::Today => "today",
            Self::Runbooks => "runbooks",
            Self::Journal => "journal",
            Self::FollowUps => "follow-ups",
            Self::Run => "run",
            Self::Pages => "pages",
            Self::Handover => "handover",
            Self::Field => "field",
        }
    }

    /// What people call the place.
    pub fn words(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Screen => "Screens",
            Self::Today => "Today",
            Self::Runbooks => "Runbooks",
            Self::Journal => "Journal",
            Self::FollowUps => "Follow-ups",
            Self::Run => "In a run",
            Self::Pages => "On pages, an escalation",
            Self::Handover => "On the handover",
            Self::Field => "In a field",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it is live.
    pub context: Context,
    /// The keys, the one to show first.
    pub keys: &'static [Key],
    /// What it asks for.
    pub action: Action,
    /// One or two words, for the footer.
    pub short: &'static str,
    /// A few words, for help and palette.
    pub words: &'static str,
}

use Action as A;
use Context as C;
use Key::{Alt, AltCode, Char, Code, Ctrl, CtrlCode};

const fn bind(
    context: Context,
    keys: &'static [Key],
    action: Action,
    short: &'static str,
    words: &'static str,
) -> Binding {
    Binding {
        context,
        keys,
        action,
        short,
        words,
    }
}

/// Every key of the program, a row each.
#[rustfmt::skip]
pub const TABLE: &[Binding] = &[
    bind(C::Everywhere, &[Code(KeyCode::Enter)], A::Enter, "go in", "Go in: start, continue, unfold; on the last row of a run, finish"),
    bind(C::Everywhere, &[Code(KeyCode::Esc)], A::Back, "back", "Go back; never leaves the program"),
    bind(C::Everywhere, &[Char('a')], A::FindException, "alert", "Find the procedure for an alert, a symptom or words"),
    bind(C::Everywhere, &[Char('/')], A::Find, "find", "Find anything by words"),
    bind(C::Everywhere, &[Char(':')], A::Palette, "palette", "Every action, by words"),
    bind(C::Everywhere, &[Char('?')], A::Help, "help", "The keys of this place"),
    bind(C::Everywhere, &[Char('q')], A::Quit, "quit", "Out of a run; from a screen, out of the program"),
    bind(C::Everywhere, &[Char('Q')], A::Question, "question", "Ask a question: at the step, or for the runbook in front"),
    bind(C::Everywhere, &[Char('I')], A::Issue, "issue", "Say that something is wrong: at the step, or for the runbook in front"),
    bind(C::Everywhere, &[Char('Z')], A::Override, "set aside", "Set something aside until a time, such as an alert that is muted"),
    bind(C::Everywhere, &[Char('R')], A::Escalate, "call for help", "Call for help: escalate at the step or for what is selected; or go to the one that goes on"),
    bind(C::Everywhere, &[Char('B')], A::Pages, "pages", "The pages of the runbook: contacts, escalation, credentials, readiness and the rest"),
    bind(C::Everywhere, &[Char('H')], A::Handover, "handover", "The handover of the shift: write and give it, or accept the one that waits"),
    bind(C::Everywhere, &[Char('+')], A::OpenNew, "new", "Open a follow-up: a question, an issue, a change, an override"),
    bind(C::Everywhere, &[Code(KeyCode::Down), Char('j')], A::Down, "down", "One row down"),
    bind(C::Everywhere, &[Code(KeyCode::Up), Char('k')], A::Up, "up", "One row up"),
    bind(C::Everywhere, &[Code(KeyCode::Right), Char('l')], A::Right, "unfold", "Unfold, or go in"),
    bind(C::Everywhere, &[Code(KeyCode::Left), Char('h')], A::Left, "fold", "Fold, or go back"),
    bind(C::Everywhere, &[Code(KeyCode::PageDown), Ctrl('f')], A::PageDown, "page", "One page down"),
    bind(C::Everywhere, &[Code(KeyCode::PageUp), Ctrl('b')], A::PageUp, "page", "One page up"),
    bind(C::Everywhere, &[Code(KeyCode::Home), Char('g')], A::First, "first", "To the first row"),
    bind(C::Everywhere, &[Code(KeyCode::End), Char('G')], A::Last, "last", "To the last row"),
    bind(C::Everywhere, &[Char('J'), Ctrl('d')], A::ScrollDown, "scroll", "Scroll the words on the right down"),
    bind(C::Everywhere, &[Char('K'), Ctrl('u')], A::ScrollUp, "scroll", "Scroll the words on the right up"),
    bind(C::Run, &[Char(' ')], A::Ok, "OK", "OK; for a reading, a text or a choice: open its field"),
    bind(C::Run, &[Char('x')], A::NotOk, "not OK", "Not OK, with a note"),
    bind(C::Run, &[Char('s')], A::Skip, "skip", "Skip the step, with a reason"),
    bind(C::Run, &[Char('d')], A::Defer, "defer", "Put the step off, with a reason"),
    bind(C::Run, &[Char('!')], A::Perform, "run", "Run the step's command, begin its wait, or start what it calls"),
    bind(C::Run, &[Ctrl('k')], A::CancelCommand, "cancel", "End the command that runs, with all that it started"),
    bind(C::Run, &[Code(KeyCode::Tab)], A::NextOpen, "next", "To the next open step"),
    bind(C::Run, &[Char('c')], A::Caution, "caution read", "Say that the caution was read"),
    bind(C::Run, &[Char('>')], A::CarryOn, "carry on", "Go on past a step that holds, with a reason"),
    bind(C::Run, &[Char('.')], A::Again, "again", "Do the step again; what was before stays on record"),
    bind(C::Run, &[Char('=')], A::Correct, "correct", "Correct what was written down, with a reason"),
    bind(C::Run, &[Char('u')], A::TakeBack, "take back", "Take back the answer of this step, or your last one"),
    bind(C::Run, &[Char('t')], A::DoneAt, "done at", "Say when the next answer was really done"),
    bind(C::Run, &[Char('n')], A::Note, "note", "Write a note at the step"),
    bind(C::Run, &[Char('W')], A::Reword, "reword", "Propose other words for this step: a change that others allow"),
    bind(C::Run, &[Char('N')], A::NoteRun, "note on run", "Write a note at the run"),
    bind(C::Run, &[Char('f')], A::Attach, "attach", "Attach a file as evidence"),
    bind(C::Run, &[Char('y')], A::Copy, "copy", "Copy the step's text"),
    bind(C::Run, &[Char('Y')], A::ShowCopy, "show text", "Show the text to copy, full width"),
    bind(C::Run, &[Char('o')], A::OpenLink, "open link", "Open the step's link"),
    bind(C::Run, &[Char('F')], A::Finish, "finish", "Finish the run"),
    bind(C::Run, &[Char('X')], A::Abandon, "abandon", "Give the run up, with a reason"),
    bind(C::Run, &[Char('v')], A::Adopt, "new version", "Take over the newer revision of the runbook"),
    bind(C::Run, &[Char('e')], A::Edit, "edit", "Open the runbook in your editor, at this step"),
    bind(C::Runbooks, &[Char('e')], A::Edit, "edit", "Open this file in your editor"),
    bind(C::Run, &[Char('O')], A::Output, "output", "Open the output that was kept of the step's command"),
    bind(C::Run, &[Char('P')], A::FollowFailure, "if it fails", "Start the procedure that the step names for when it fails"),
    bind(C::Run, &[Char('S')], A::Sign, "sign", "A second person signs what was done"),
    bind(C::Run, &[Char('U')], A::Undo, "way back", "Back the run out: undo what was done, last first"),
    bind(C::Run, &[Char('D')], A::Difference, "what changed", "Show what is different since you last ran this"),
    bind(C::Run, &[Char('i')], A::Scenario, "scenario", "Show the scenario of the rehearsal again"),
    bind(C::Run, &[Char('r')], A::Rehearse, "rehearse", "Rehearse this procedure"),
    bind(C::Screen, &[Char('n')], A::Note, "note", "Write a note for the shift"),
    bind(C::Today, &[Char('r')], A::Rehearse, "rehearse", "Rehearse the selected procedure"),
    bind(C::Runbooks, &[Char('r')], A::Rehearse, "rehearse", "Rehearse the selected procedure"),
    bind(C::Today, &[Char('w')], A::OnlyThis, "only this runbook", "Show this runbook's rows alone, or all again"),
    bind(C::Today, &[Char('E')], A::Excuse, "waive", "Waive a round, with a reason"),
    bind(C::Today, &[Char('m')], A::Seen, "seen", "Say that these missed occurrences were seen"),
    bind(C::Today, &[Char('M')], A::SeenAll, "all seen", "Say that all missed occurrences were seen"),
    bind(C::Journal, &[Char('p')], A::Filter, "filter", "Show everything, only what was not OK, only your own"),
    bind(C::Journal, &[Char('O')], A::Output, "output", "Open the output that the run has kept"),
    bind(C::Journal, &[Char('w')], A::OnlyThis, "only this", "Show only this procedure's rows, or all again"),
    bind(C::Journal, &[Char('c')], A::Calendar, "calendar", "The last year day by day: done, late, missed"),
    bind(C::Journal, &[Char('t')], A::Trends, "trends", "The readings of the last year, each over time"),
    bind(C::FollowUps, &[Char('A')], A::Answer, "answer", "Answer the question"),
    bind(C::FollowUps, &[Char('L')], A::Lift, "lift", "Lift what is set aside"),
    bind(C::FollowUps, &[Char('C')], A::CloseIt, "close", "Close it, with how or why"),
    bind(C::FollowUps, &[Char('v')], A::Move, "move", "Bring it to another state: reviewed, approved, released, open again"),
    bind(C::FollowUps, &[Char('!')], A::Apply, "write it", "Show what an approved change writes into the runbook's file, and write it"),
    bind(C::FollowUps, &[Char('=')], A::Cover, "covers", "Say that the runbook's newest revision belongs to this change"),
    bind(C::FollowUps, &[Char('W')], A::Owner, "who acts", "Say who acts: a role of the runbook, or an operator"),
    bind(C::FollowUps, &[Char('D')], A::Due, "due", "Say by when, or until when"),
    bind(C::FollowUps, &[Char('T')], A::Ticket, "ticket", "Name its ticket elsewhere"),
    bind(C::FollowUps, &[Char('N')], A::NoteHere, "note on it", "Write a note at the follow-up"),
    bind(C::FollowUps, &[Char('o')], A::Origin, "origin", "Go to where it came from: the step of its run, or its runbook"),
    bind(C::FollowUps, &[Char('p')], A::Filter, "filter", "Show what is open, only what you act on, or closed ones too"),
    bind(C::FollowUps, &[Char('t')], A::Kind, "kind", "Show one kind after the other, or all"),
    bind(C::FollowUps, &[Char('w')], A::OnlyThis, "only this runbook", "Show only this runbook's, or all again"),
    bind(C::Pages, &[Char('p')], A::PickPage, "page", "Pick a page of the runbook by its number or letter"),
    bind(C::Pages, &[Char('c')], A::Contacted, "called", "Say that the selected one was called"),
    bind(C::Pages, &[Char('A')], A::Answer, "answered", "Say who took the escalation on"),
    bind(C::Pages, &[Char('C')], A::CloseIt, "over", "Say how the escalation came to its end; on Stabilization, close the window with a statement"),
    bind(C::Pages, &[Char('y')], A::Copy, "copy address", "Copy the address of the selected one"),
    bind(C::Pages, &[Char('Y')], A::ShowCopy, "show address", "Show the address to copy, full width"),
    bind(C::Pages, &[Char('t')], A::Attest, "stand for it", "On Readiness, stand for what no record shows"),
    bind(C::Pages, &[Char('x')], A::Extend, "extend", "On Stabilization, let the window go on, with a reason"),
    bind(C::Pages, &[Char('v')], A::Reviewed, "reviewed", "On Review, say that it was gone through"),
    bind(C::Pages, &[Char('D')], A::Difference, "what changed", "On Change control, show what the newest revision changed"),
    bind(C::Handover, &[Code(KeyCode::Tab)], A::NextOpen, "next", "To what is still empty, or was not looked at"),
    bind(C::Handover, &[Char(' ')], A::Ok, "confirm", "Say that the selected item was looked at, or not after all"),
    bind(C::Handover, &[Char('A')], A::ConfirmRest, "confirm the rest", "Take all items that are not unstable together"),
    bind(C::Handover, &[Char('x')], A::HandBack, "hand back", "Do not take the selected item, and say why"),
    bind(C::Handover, &[Char('3')], A::Unstable, "unstable", "The selected item gets worse, or may at any moment"),
    bind(C::Handover, &[Char('2')], A::Watch, "watch", "The selected item may get worse"),
    bind(C::Handover, &[Char('1')], A::Stable, "stable", "Nothing is expected to go wrong with the selected item"),
    bind(C::Handover, &[Char('w')], A::Owner, "assign", "Say who is to do the selected item"),
    bind(C::Handover, &[Char('t')], A::Due, "by when", "Say by when the selected item is to be done"),
    bind(C::Handover, &[Char('n')], A::NoteHere, "note", "Say what the next should know of the selected item"),
    bind(C::Handover, &[], A::Give, "give", "Give the shift, though another one waits for you"),
    bind(C::Handover, &[], A::Take, "accept", "Accept the shift once each item was looked at"),
    bind(C::Screen, &[Char('1')], A::Today, "Today", "Go to Today"),
    bind(C::Screen, &[Char('2')], A::Runbooks, "Runbooks", "Go to Runbooks"),
    bind(C::Screen, &[Char('3')], A::Journal, "Journal", "Go to Journal"),
    bind(C::Screen, &[Char('4')], A::FollowUps, "Follow-ups", "Go to Follow-ups"),
    bind(C::Everywhere, &[Ctrl('r')], A::TryAgain, "try again", "Try again what could not be saved"),
    bind(C::Everywhere, &[Ctrl('l')], A::Redraw, "redraw", "Draw everything anew"),
    bind(C::Everywhere, &[], A::Mouse, "mouse", "Turn the mouse on or off"),
    bind(C::Everywhere, &[Ctrl('z')], A::Suspend, "suspend", "Suspend; `fg` comes back"),
    bind(C::Everywhere, &[Ctrl('c')], A::Leave, "leave", "Out of the program; a run is simply resumed later"),
    bind(C::Field, &[Code(KeyCode::Enter)], A::Enter, "save", "Save what was typed; in a search, take the selected row"),
    bind(C::Field, &[Code(KeyCode::Esc)], A::Back, "give up", "Give it up"),
    bind(C::Field, &[AltCode(KeyCode::Enter), Ctrl('j')], A::NewLine, "new line", "Begin another line, where there can be several"),
    bind(C::Field, &[Code(KeyCode::Left), Ctrl('b')], A::Left, "left", "One letter back"),
    bind(C::Field, &[Code(KeyCode::Right), Ctrl('f')], A::Right, "right", "One letter on"),
    bind(C::Field, &[Alt('b'), AltCode(KeyCode::Left), CtrlCode(KeyCode::Left)], A::WordLeft, "word left", "One word back"),
    bind(C::Field, &[Alt('f'), AltCode(KeyCode::Right), CtrlCode(KeyCode::Right)], A::WordRight, "word right", "One word on"),
    bind(C::Field, &[Ctrl('a'), Code(KeyCode::Home)], A::LineStart, "line start", "To the beginning of the line"),
    bind(C::Field, &[Ctrl('e'), Code(KeyCode::End)], A::LineEnd, "line end", "To the end of the line"),
    bind(C::Field, &[Code(KeyCode::Up), Ctrl('p')], A::Up, "up", "One line up; in a search, one row"),
    bind(C::Field, &[Code(KeyCode::Down), Ctrl('n')], A::Down, "down", "One line down; in a search, one row"),
    bind(C::Field, &[Code(KeyCode::PageUp)], A::PageUp, "page", "In a search, one page up"),
    bind(C::Field, &[Code(KeyCode::PageDown)], A::PageDown, "page", "In a search, one page down"),
    bind(C::Field, &[Code(KeyCode::Backspace), Ctrl('h')], A::EraseLetter, "delete", "Delete the letter before the cursor"),
    bind(C::Field, &[Code(KeyCode::Delete), Ctrl('d')], A::EraseNextLetter, "delete", "Delete the letter at the cursor"),
    bind(C::Field, &[Ctrl('w'), AltCode(KeyCode::Backspace)], A::EraseWord, "delete word", "Delete the word before the cursor"),
    bind(C::Field, &[Alt('d'), AltCode(KeyCode::Delete)], A::EraseNextWord, "delete word", "Delete the word after the cursor"),
    bind(C::Field, &[Ctrl('u')], A::EraseToStart, "delete to start", "Delete to the beginning of the line"),
    bind(C::Field, &[Ctrl('k')], A::EraseToEnd, "delete to end", "Delete to the end of the line"),
    bind(C::Field, &[Ctrl('y')], A::PutBack, "put back", "Put back what was deleted last"),
    bind(C::Field, &[Ctrl('_'), Alt('z')], A::UndoTyping, "undo", "Undo the last change of the text"),
    bind(C::Field, &[Alt('_')], A::RedoTyping, "redo", "Do again what was undone"),
];

#[cfg(test)]
mod tests {
    use super::super::keymap::Keymap;
    use super::*;

    #[test]
    fn no_key_stands_twice_in_one_place() {
        for place in [
            C::Today,
            C::Runbooks,
            C::Journal,
            C::FollowUps,
            C::Run,
            C::Pages,
            C::Handover,
            C::Field,
        ] {
            let mut seen: Vec<(Key, Action)> = Vec::new();
            for binding in TABLE
                .iter()
                .filter(|row| Keymap::is_live(row.context, place))
            {
                for key in binding.keys {
                    let twin = seen.iter().find(|(known, _)| known == key);
                    assert!(twin.is_none(), "{place:?}: {} stands twice", key.words());
                    seen.push((*key, binding.action));
                }
            }
        }
    }

    #[test]
    fn every_place_of_the_table_can_be_named() {
        for binding in TABLE {
            assert!(C::ALL.contains(&binding.context), "{:?}", binding.context);
        }
    }

    #[test]
    fn in_a_run_no_digit_is_bound() {
        for binding in Keymap::default().live(C::Run) {
            let digit = |key: &Key| matches!(key, Char(c) if c.is_ascii_digit());
            assert!(!binding.keys.iter().any(digit), "{:?}", binding.action);
        }
    }
}
