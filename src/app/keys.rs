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
    bind(C::Everywhere, &[Code(KeyCode::Enter)], A::Enter, "open", "Open, start or continue; on the last row, do what it says"),
    bind(C::Everywhere, &[Code(KeyCode::Esc)], A::Back, "back", "Dismiss the message, then go back; never quits"),
    bind(C::Everywhere, &[Code(KeyCode::Tab)], A::NextOpen, "next", "To the next thing to do"),
    bind(C::Everywhere, &[Char('a')], A::Alert, "alert", "Find the procedure for an alert or a symptom"),
    bind(C::Everywhere, &[Char('/')], A::Find, "find", "Find anything: in a run its steps first"),
    bind(C::Everywhere, &[Char(':')], A::Palette, "all", "All actions, found by words"),
    bind(C::Everywhere, &[Char('?')], A::Help, "keys", "The keys of this place"),
    bind(C::Everywhere, &[Char('q')], A::Quit, "quit", "Leave the run; from a screen, quit"),
    bind(C::Everywhere, &[Char('i')], A::Issue, "issue", "Open an issue: at the step, or for the runbook in front"),
    bind(C::Everywhere, &[Char('+')], A::OpenNew, "new", "Open a question, an issue, a change or a silence"),
    bind(C::Everywhere, &[], A::Question, "question", "Ask a question: at the step, or for the runbook in front"),
    bind(C::Everywhere, &[], A::Silence, "silence", "Record a silence, such as an alert muted in your pager"),
    bind(C::Everywhere, &[Char('E')], A::Escalate, "escalate", "Escalate, or open the escalation in progress here"),
    bind(C::Everywhere, &[Char('b')], A::Pages, "pages", "The runbook's pages: contacts, credentials, readiness and the rest"),
    bind(C::Everywhere, &[Char('H')], A::Handover, "handover", "The shift handover: write and give it, or accept the one that waits"),
    bind(C::Everywhere, &[], A::Team, "team", "The team: who is at what, last seen when, what waits, whose clock is off"),
    bind(C::Everywhere, &[Char('r')], A::Rehearse, "rehearse", "Rehearse the selected procedure; never starts a live run"),
    bind(C::Everywhere, &[Char('e')], A::Edit, "edit", "Open the runbook's file in your editor"),
    bind(C::Everywhere, &[Code(KeyCode::Down), Char('j')], A::Down, "down", "One row down"),
    bind(C::Everywhere, &[Code(KeyCode::Up), Char('k')], A::Up, "up", "One row up"),
    bind(C::Everywhere, &[Code(KeyCode::Right), Char('l')], A::Right, "unfold", "Unfold, or open"),
    bind(C::Everywhere, &[Code(KeyCode::Left), Char('h')], A::Left, "fold", "Fold, or go back"),
    bind(C::Everywhere, &[Code(KeyCode::PageDown), Ctrl('f')], A::PageDown, "page", "One page down"),
    bind(C::Everywhere, &[Code(KeyCode::PageUp), Ctrl('b')], A::PageUp, "page", "One page up"),
    bind(C::Everywhere, &[Code(KeyCode::Home), Char('g')], A::First, "first", "To the first row"),
    bind(C::Everywhere, &[Code(KeyCode::End), Char('G')], A::Last, "last", "To the last row"),
    bind(C::Everywhere, &[Char('J'), Ctrl('d')], A::ScrollDown, "scroll", "Scroll the right side down"),
    bind(C::Everywhere, &[Char('K'), Ctrl('u')], A::ScrollUp, "scroll", "Scroll the right side up"),
    bind(C::Run, &[Char(' ')], A::Ok, "OK", "OK; for a reading, a text or a choice, open its field; sign what needs a signature"),
    bind(C::Run, &[Char('x')], A::NotOk, "not OK", "Not OK, with a note"),
    bind(C::Run, &[Char('s')], A::Skip, "skip", "Skip the step, with a reason"),
    bind(C::Run, &[Char('d')], A::Defer, "defer", "Defer the step, with a reason"),
    bind(C::Run, &[Char('!')], A::Perform, "run", "Run the command, start the timer, or start the sub-procedure"),
    bind(C::Run, &[Ctrl('k')], A::CancelCommand, "stop", "Stop the command that is running, with all that it started"),
    bind(C::Run, &[Char('c')], A::Caution, "read it", "I have read the caution"),
    bind(C::Run, &[Char('>')], A::CarryOn, "go on", "Go on past a step that is on hold, with a reason"),
    bind(C::Run, &[Char('.')], A::Again, "again", "Answer the step again; the earlier answer stays on record"),
    bind(C::Run, &[Char('=')], A::Correct, "correct", "Correct the answer, with a reason"),
    bind(C::Run, &[Char('u')], A::UndoAnswer, "undo", "Undo the answer to this step, or your last one"),
    bind(C::Run, &[Char('t')], A::DoneAt, "done at", "Set when the next answer was really done"),
    bind(C::Run, &[Char('n')], A::Note, "note", "Add a note to the step; on Finish, to the run"),
    bind(C::Run, &[], A::NoteRun, "note on run", "Add a note to the run"),
    bind(C::Run, &[], A::Reword, "reword", "Propose other words for this step: a change for others to approve"),
    bind(C::Run, &[Char('A')], A::Attach, "attach", "Attach a file as evidence"),
    bind(C::Run, &[Char('y')], A::Copy, "copy", "Copy the step's text"),
    bind(C::Run, &[Char('Y')], A::ShowCopy, "show text", "Show the text to copy, full width"),
    bind(C::Run, &[Char('o')], A::OpenLink, "open link", "Open the step's link"),
    bind(C::Run, &[], A::Finish, "finish", "Finish the run"),
    bind(C::Run, &[Char('X')], A::Abandon, "abandon", "Abandon the run, with a reason"),
    bind(C::Run, &[], A::Adopt, "new version", "Switch to the newer version of the runbook"),
    bind(C::Run, &[], A::Output, "output", "Show the output kept from the step's command"),
    bind(C::Run, &[Char('p')], A::FollowFailure, "procedure", "Start the procedure that the step names for when it fails"),
    bind(C::Run, &[], A::Sign, "sign", "A second person signs what was done"),
    bind(C::Run, &[], A::RollBack, "roll back", "Roll back the run: undo what was done, last step first"),
    bind(C::Run, &[Char('D')], A::Difference, "what changed", "What changed: in the runbook since this run began, or since you last ran it"),
    bind(C::Run, &[], A::Scenario, "scenario", "Show the rehearsal's scenario again"),
    bind(C::Screen, &[Char(' ')], A::Ok, "answer", "Answer what the row asks: acknowledge, confirm, answer, called, attest"),
    bind(C::Screen, &[Char('n')], A::Note, "note", "Add a note to the shift"),
    bind(C::Screen, &[Char('v')], A::NextView, "view", "Next view: the board of runbooks; in Journal timeline, calendar, trends"),
    bind(C::Screen, &[Char('f')], A::Filter, "filter", "Filter the rows: by runbook, kind, result, owner"),
    bind(C::Runbooks, &[Char(',')], A::Sort, "sort", "Sort the board another way"),
    bind(C::FollowUps, &[Char(',')], A::Sort, "sort", "Sort the rows another way"),
    bind(C::Today, &[], A::OnlyThis, "only this", "Show this runbook's rows only, or all again"),
    bind(C::Today, &[Char('X')], A::Waive, "waive", "Waive the round, with a reason"),
    bind(C::Today, &[], A::Acknowledge, "acknowledge", "Acknowledge these missed rounds"),
    bind(C::Today, &[], A::AcknowledgeAll, "acknowledge all", "Acknowledge all missed rounds"),
    bind(C::Today, &[Char('m')], A::Move, "move", "Change the follow-up's status: lift a silence, approve a change"),
    bind(C::Today, &[Char('o')], A::Origin, "origin", "Go to where the follow-up came from"),
    bind(C::Journal, &[Char(',')], A::Sort, "sort", "Sort the trends another way"),
    bind(C::Journal, &[], A::Output, "output", "Show the output that the run has kept"),
    bind(C::Journal, &[], A::OnlyThis, "only this", "Show only this procedure's rows, or all again"),
    bind(C::Journal, &[], A::Calendar, "calendar", "The last year day by day: on time, late, missed"),
    bind(C::Journal, &[], A::Trends, "trends", "The readings of the last year, each over time"),
    bind(C::FollowUps, &[Char('m')], A::Move, "move", "Change status: answer, review, approve, release, resolve, lift, reopen"),
    bind(C::FollowUps, &[Char('X')], A::Close, "close", "Close or withdraw it, with a reason"),
    bind(C::FollowUps, &[], A::Answer, "answer", "Answer the question"),
    bind(C::FollowUps, &[], A::Lift, "lift", "Lift the silence"),
    bind(C::FollowUps, &[Char('!')], A::Apply, "write it", "Show what an approved change writes to the runbook's file, and write it"),
    bind(C::FollowUps, &[], A::Cover, "covers", "The runbook's newest version belongs to this change"),
    bind(C::FollowUps, &[Char('w')], A::Assign, "assign", "Assign it to a role of the runbook, or to an operator"),
    bind(C::FollowUps, &[Char('t')], A::Due, "due", "Set when it is due, or when it ends"),
    bind(C::FollowUps, &[Char('e')], A::Ticket, "ticket", "Set its ticket in another system"),
    bind(C::FollowUps, &[Char('n')], A::NoteHere, "note", "Add a note to the follow-up"),
    bind(C::FollowUps, &[Char('o')], A::Origin, "origin", "Go to where it came from: the step of its run, or its runbook"),
    bind(C::FollowUps, &[], A::OnlyThis, "only this runbook", "Show only this runbook's, or all again"),
    bind(C::Pages, &[], A::PickPage, "page", "Go to a page of the runbook"),
    bind(C::Pages, &[], A::Called, "called", "Record a call to the selected contact, and its result"),
    bind(C::Pages, &[], A::Answer, "acknowledged", "Record who acknowledged the escalation"),
    bind(C::Pages, &[], A::Close, "resolve", "Resolve the escalation; on Stabilization, close the window"),
    bind(C::Pages, &[Char('m')], A::Move, "move", "On Stabilization, extend the window or close it"),
    bind(C::Pages, &[Char('y')], A::Copy, "copy", "Copy the selected contact's address"),
    bind(C::Pages, &[Char('Y')], A::ShowCopy, "show address", "Show the address to copy, full width"),
    bind(C::Pages, &[], A::Attest, "attest", "On Readiness, attest what no record shows"),
    bind(C::Pages, &[], A::Extend, "extend", "On Stabilization, extend the window, with a reason"),
    bind(C::Pages, &[], A::Reviewed, "reviewed", "On Review, record that it was reviewed"),
    bind(C::Pages, &[Char('D')], A::Difference, "what changed", "On Change control, what the newest version changed"),
    bind(C::Handover, &[Char(' ')], A::Ok, "confirm", "Say that the selected item was looked at, or not after all"),
    bind(C::Handover, &[Char('*')], A::ConfirmRest, "confirm the rest", "Take all items that are not unstable together"),
    bind(C::Handover, &[Char('x')], A::HandBack, "hand back", "Do not take the selected item, and say why"),
    bind(C::Handover, &[Char('3')], A::Unstable, "unstable", "The selected item gets worse, or may at any moment"),
    bind(C::Handover, &[Char('2')], A::Watch, "watch", "The selected item may get worse"),
    bind(C::Handover, &[Char('1')], A::Stable, "stable", "Nothing is expected to go wrong with the selected item"),
    bind(C::Handover, &[Char('w')], A::Assign, "assign", "Say who is to do the selected item"),
    bind(C::Handover, &[Char('t')], A::Due, "by when", "Say by when the selected item is to be done"),
    bind(C::Handover, &[Char('n')], A::NoteHere, "note", "Say what the next should know of the selected item"),
    bind(C::Handover, &[], A::Give, "give", "Give the shift, though another one waits for you"),
    bind(C::Handover, &[], A::Take, "accept", "Accept the shift once each item was looked at"),
    bind(C::Screen, &[Char('1')], A::Today, "Today", "Go to Today"),
    bind(C::Screen, &[Char('2')], A::Runbooks, "Runbooks", "Go to Runbooks"),
    bind(C::Screen, &[Char('3')], A::Journal, "Journal", "Go to Journal"),
    bind(C::Screen, &[Char('4')], A::FollowUps, "Follow-ups", "Go to Follow-ups"),
    bind(C::Everywhere, &[Ctrl('r')], A::TryAgain, "save again", "Save again what could not be saved"),
    bind(C::Everywhere, &[Ctrl('l')], A::Redraw, "redraw", "Redraw the screen"),
    bind(C::Everywhere, &[], A::Theme, "theme", "Pick a theme: each is shown while it is selected"),
    bind(C::Everywhere, &[], A::Mouse, "mouse", "Turn the mouse on or off"),
    bind(C::Everywhere, &[Ctrl('z')], A::Suspend, "suspend", "Suspend; `fg` comes back"),
    bind(C::Everywhere, &[Ctrl('c')], A::Leave, "leave", "Leave the program; a run can be continued later"),
    bind(C::Field, &[Code(KeyCode::Enter)], A::Enter, "save", "Save what was typed; in a search, take the selected row"),
    bind(C::Field, &[Code(KeyCode::Esc)], A::Back, "cancel", "Cancel"),
    bind(C::Field, &[AltCode(KeyCode::Enter), Ctrl('j')], A::NewLine, "new line", "Start another line, where there can be several"),
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
    bind(C::Field, &[Alt('_')], A::RedoTyping, "redo", "Redo what was undone"),
];

#[cfg(test)]
mod tests {
    use super::super::keymap::Keymap;
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

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
                    // On Follow-ups `e` edits the follow-up, not a file, and a note is one on it.
                    let is_hidden = place == C::FollowUps && [Char('e'), Char('n')].contains(key);
                    let twin = seen.iter().find(|(known, _)| known == key && !is_hidden);
                    assert!(twin.is_none(), "{place:?}: {} stands twice", key.words());
                    seen.push((*key, binding.action));
                }
            }
        }
    }

    /// Every key outside fields, with all that it asks for anywhere.
    fn meanings() -> BTreeMap<Key, BTreeSet<Action>> {
        let mut meanings: BTreeMap<Key, BTreeSet<Action>> = BTreeMap::new();
        for row in TABLE.iter().filter(|row| row.context != C::Field) {
            for key in row.keys {
                meanings.entry(*key).or_default().insert(row.action);
            }
        }
        meanings
    }

    /// What is one thing, though it is done to different things in different places.
    const ONE_THING: &[&[Action]] = &[
        // Write something down: at the step, the run, the follow-up, the item, the shift.
        &[A::Note, A::NoteHere],
        // Cancel it: the run, the round, the follow-up.
        &[A::Abandon, A::Waive, A::Close],
        // Go to what it points to.
        &[A::OpenLink, A::Origin],
        // Say when.
        &[A::DoneAt, A::Due],
        // Change what it says.
        &[A::Edit, A::Ticket],
        // Carry it out.
        &[A::Perform, A::Apply],
        // No.
        &[A::NotOk, A::HandBack],
        // Digits belong to what is in front: an item of the handover, else the screens.
        &[A::Today, A::Stable],
        &[A::Runbooks, A::Watch],
        &[A::Journal, A::Unstable],
    ];

    #[test]
    fn a_key_means_one_thing_everywhere() {
        for (key, actions) in meanings() {
            let is_one = |known: &[Action]| actions.iter().all(|it| known.contains(it));
            assert!(
                actions.len() == 1 || ONE_THING.iter().any(|known| is_one(known)),
                "{}: {actions:?}",
                key.words()
            );
        }
    }

    #[test]
    fn there_are_no_more_keys_than_people_keep_in_mind() {
        let keys = TABLE.iter().filter(|row| row.context != C::Field);
        let shown: BTreeSet<Key> = keys.filter_map(|row| row.keys.first().copied()).collect();
        assert!(shown.len() <= 60, "{} keys", shown.len());
    }

    #[test]
    fn what_one_shift_tells_apart_does_not_contradict_itself() {
        let meanings = meanings();
        let pairs = meanings.keys().filter_map(|key| match key {
            Char(letter) if letter.is_ascii_uppercase() => {
                let small = letter.to_ascii_lowercase();
                meanings.contains_key(&Char(small)).then_some(small)
            }
            _ => None,
        });
        // Alert and attach, defer and what changed, edit and escalate, first and last row, fold
        // and handover, down and scroll down, up and scroll up, not OK and cancel, copy and show.
        assert_eq!(pairs.collect::<String>(), "adeghjkxy");
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
