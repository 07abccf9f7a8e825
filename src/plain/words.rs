//! The words that a prompt takes: one table, from which prompts, help and README have them.

use crate::text::nearest;

/// Where a word can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a step of a run.
    Step,
    /// At Today and other lists.
    Menu,
}

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is as it should be.
    Ok,
    /// It is not.
    NotOk,
    /// A value, a text, a choice; a secret.
    Value,
    /// Not to be done in this run.
    Skip,
    /// Put off.
    Defer,
    /// Done once more.
    Again,
    /// Set right.
    Correct,
    /// Done at another time.
    At,
    /// The caution was read.
    Caution,
    /// Past a step that holds.
    CarryOn,
    /// An answer is taken back.
    TakeBack,
    /// The command.
    Run,
    /// Nobody knows what the command came to.
    Forget,
    /// The wait.
    Wait,
    /// The procedure that is called.
    Call,
    /// The procedure for a failure.
    OnFail,
    /// A second person.
    Sign,
    /// A second person who is only played.
    Play,
    /// A note at the step.
    Note,
    /// A note at the run.
    NoteRun,
    /// A file.
    Attach,
    /// A question.
    Question,
    /// Something set aside.
    Override,
    /// Someone is called for help.
    Escalate,
    /// The shift.
    Handover,
    /// The text to copy, alone.
    Copy,
    /// Another step.
    Go,
    /// All steps, or the list again.
    List,
    /// A newer runbook.
    Adopt,
    /// The way back.
    UndoPlan,
    /// The end.
    Finish,
    /// Given up.
    Abandon,
    /// Begin something.
    Start,
    /// Begin it as a rehearsal.
    Rehearse,
    /// Find an exception.
    Alert,
    /// All words.
    Help,
    /// Out of here.
    Quit,
}

/// A word of the table.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// How it is typed, the short way first.
    pub typed: &'static [&'static str],
    /// What it takes.
    pub takes: &'static str,
    /// What it does, for people.
    pub does: &'static str,
    /// Where.
    pub place: Place,
    /// What it does.
    pub act: Act,
}

const fn at_step(
    act: Act,
    typed: &'static [&'static str],
    takes: &'static str,
    does: &'static str,
) -> Word {
    let place = Place::Step;
    Word {
        typed,
        takes,
        does,
        place,
        act,
    }
}

const fn at_menu(
    act: Act,
    typed: &'static [&'static str],
    takes: &'static str,
    does: &'static str,
) -> Word {
    Word {
        place: Place::Menu,
        ..at_step(act, typed, takes, does)
    }
}

/// Every word.
pub const WORDS: &[Word] = &[
    at_step(Act::Ok, &["ok"], "", "as it should be"),
    at_step(
        Act::NotOk,
        &["x", "not-ok"],
        "NOTE",
        "not OK, and what was seen",
    ),
    at_step(
        Act::Value,
        &["=", "value"],
        "VALUE",
        "the reading, the text or the choice, where it is not typed by itself; alone, a secret is asked for unseen",
    ),
    at_step(Act::Skip, &["s", "skip"], "REASON", "not done in this run"),
    at_step(
        Act::Defer,
        &["d", "defer"],
        "REASON",
        "put off to the next run",
    ),
    at_step(
        Act::Again,
        &["again"],
        "ANSWER",
        "done once more: `again ok`, `again 412`",
    ),
    at_step(
        Act::Correct,
        &["correct"],
        "ANSWER",
        "what was written down is set right, with a reason",
    ),
    at_step(
        Act::At,
        &["t", "at"],
        "TIME ANSWER",
        "it was done then: `t 09:12 ok`",
    ),
    at_step(Act::Caution, &["c", "caution"], "", "the caution was read"),
    at_step(
        Act::CarryOn,
        &[">", "carry-on"],
        "REASON",
        "on past a step that holds",
    ),
    at_step(
        Act::TakeBack,
        &["u", "undo"],
        "",
        "your last answer is taken back",
    ),
    at_step(
        Act::Run,
        &["r", "run"],
        "",
        "the step's command: shown, confirmed, run; pretended in a rehearsal",
    ),
    at_step(
        Act::Forget,
        &["forget"],
        "",
        "nobody knows what the command came to",
    ),
    at_step(Act::Wait, &["w", "wait"], "", "the step's wait begins"),
    at_step(
        Act::Call,
        &["call"],
        "[TARGET]",
        "into the procedure that the step calls",
    ),
    at_step(
        Act::OnFail,
        &["fail", "on-fail"],
        "[TARGET]",
        "into the procedure for when the step fails",
    ),
    at_step(
        Act::Sign,
        &["sign"],
        "OPERATOR",
        "a second person at this terminal signs the step",
    ),
    at_step(
        Act::Play,
        &["play"],
        "",
        "in a rehearsal, the second person is only played",
    ),
    at_step(Act::Note, &["n", "note"], "TEXT", "a note at the step"),
    at_step(
        Act::NoteRun,
        &["N", "note-run"],
        "TEXT",
        "a note at the run",
    ),
    at_step(Act::Attach, &["f", "attach"], "FILE", "a file as evidence"),
    at_step(
        Act::Question,
        &["Q", "question"],
        "TEXT",
        "a question, which stands at the step until it is answered",
    ),
    at_step(
        Act::Override,
        &["override"],
        "TEXT",
        "something set aside until it is lifted, such as a muted alert",
    ),
    at_step(
        Act::Escalate,
        &["e", "escalate"],
        "SEVERITY",
        "help is called for, by the runbook's path",
    ),
    at_step(
        Act::Copy,
        &["y", "copy"],
        "",
        "the step's text or command alone, to copy",
    ),
    at_step(Act::Go, &["go"], "STEP", "to another step, by number or id"),
    at_step(Act::List, &["l", "list"], "", "all steps"),
    at_step(
        Act::Adopt,
        &["v", "adopt"],
        "",
        "what a newer runbook changes, and whether to take it over",
    ),
    at_step(
        Act::UndoPlan,
        &["roll-back"],
        "",
        "a run that takes back what this one did",
    ),
    at_step(Act::Finish, &["F", "finish"], "", "the run is finished"),
    at_step(
        Act::Abandon,
        &["X", "abandon"],
        "REASON",
        "the run is given up",
    ),
    at_step(Act::Help, &["?", "help"], "", "all words"),
    at_step(
        Act::Quit,
        &["q", "quit"],
        "",
        "out; the run is gone on with later",
    ),
    at_menu(
        Act::Start,
        &["start"],
        "NAME",
        "begins a procedure, or lists those that the words can mean",
    ),
    at_menu(
        Act::Rehearse,
        &["r", "rehearse"],
        "NUMBER",
        "only rehearses it: nothing is run, nothing counts",
    ),
    at_menu(
        Act::Alert,
        &["a", "alert"],
        "WORDS",
        "the exceptions for an alert or a symptom",
    ),
    at_menu(Act::Note, &["n", "note"], "TEXT", "a note for the shift"),
    at_menu(
        Act::Override,
        &["override"],
        "TEXT",
        "something set aside until it is lifted, such as a muted alert",
    ),
    at_menu(
        Act::Handover,
        &["handover"],
        "",
        "the shift as it stands; given, or taken over where one waits",
    ),
    at_menu(Act::List, &["l", "list"], "", "Today anew"),
    at_menu(Act::Help, &["?", "help"], "", "all words"),
    at_menu(Act::Quit, &["q", "quit"], "", "out"),
];

/// The words of a place.
pub fn words(place: Place) -> impl Iterator<Item = &'static Word> {
    WORDS.iter().filter(move |word| word.place == place)
}

/// A line as a word of a place and the rest; none where it does not begin with one.
pub fn read(line: &str, place: Place) -> Option<(Act, &str)> {
    let line = line.trim();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = words(place).find(|word| word.typed.contains(&first))?;
    Some((word.act, rest.trim()))
}

/// What is said of a line that begins with no word: what is nearest, and where the words are.
pub fn unknown(line: &str, place: Place) -> String {
    let first = line.split_whitespace().next().unwrap_or_default();
    let typed = || words(place).flat_map(|word| word.typed.iter().copied());
    let meant = nearest(first, typed().filter(|word| word.len() > 1));
    let meant = meant.map(|word| format!(" Is “{word}” meant?"));
    format!(
        "“{first}” is no word here.{} Say ? for all of them.",
        meant.unwrap_or_default(),
    )
}

/// All words of a place, one a line.
pub fn help(place: Place) -> impl Iterator<Item = String> {
    words(place).map(|word| {
        let takes = match word.takes {
            "" => String::new(),
            takes => format!(" {takes}"),
        };
        format!("{}{takes}: {}", word.typed.join(" or "), word.does)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things_in_one_place() {
        for place in [Place::Step, Place::Menu] {
            let mut typed: Vec<_> = words(place).flat_map(|word| word.typed).collect();
            let count = typed.len();
            typed.sort();
            typed.dedup();
            assert_eq!(typed.len(), count, "{place:?}");
            assert!(typed.iter().all(|word| !word.contains(char::is_whitespace)));
        }
    }

    #[test]
    fn a_line_is_a_word_and_what_it_takes() {
        let at_step = |line| read(line, Place::Step);
        assert_eq!(at_step(" x  it hums "), Some((Act::NotOk, "it hums")));
        assert_eq!(at_step("n it"), Some((Act::Note, "it")));
        assert_eq!(at_step("N it"), Some((Act::NoteRun, "it")));
        assert_eq!(at_step("412"), None);
        assert_eq!(at_step(""), None);
        assert_eq!(read("rehearse 2", Place::Menu), Some((Act::Rehearse, "2")));
        assert_eq!(read("finish", Place::Menu), None);
    }

    #[test]
    fn a_wrong_word_hears_what_is_known() {
        let words = unknown("finnish it", Place::Step);
        let meant = "“finnish” is no word here. Is “finish” meant? Say ? for all of them.";
        assert_eq!(words, meant);
    }
}
