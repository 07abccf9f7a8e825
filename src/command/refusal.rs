//! Why a command changes nothing, in words that help.

use super::Blocked;
use crate::event::{EntryHash, WriterId};
use crate::runbook::Operator;
use crate::state::Far;
use crate::text::sentence;
use jiff::Timestamp;
use std::fmt;

/// A command that is refused. Its words say what is in the way and what to do.
///
/// Texts in it come from runbooks and operators: whoever shows it goes through
/// `text::shown`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A request of a handoff.
    #[error(transparent)]
    Handoff(#[from] super::HandoffRefusal),
    /// No run has this id.
    #[error("There is no such run. `rounds list runs` shows those that go on.")]
    NoSuchRun,
    /// Something of the run is here, and not the entry that began it.
    #[error(
        "The entry that began this run is not here: it has not arrived yet, or the record is damaged there. `rounds sync` brings what is missing, `rounds journal verify` tells what is damaged."
    )]
    NoStart,
    /// The run has ended and only its summary is at hand.
    #[error("This run has ended and was put away. Open it first, then say it again.")]
    PutAway,
    /// The runbook of the run cannot be had.
    #[error(
        "The runbook that this run walks cannot be read: neither its file nor the copy in the journal's objects folder. Its entries can be read; to go on, bring that folder back, or give this account the right to read it."
    )]
    NoRunbook,
    /// The runbook of which something is to begin is not here, or cannot be used.
    #[error(
        "Its runbook is not here, or has errors and cannot be used: `rounds check` tells which."
    )]
    NotUsable,
    /// The runbook has no such procedure.
    #[error("The runbook has no procedure “{wanted}”.")]
    NoSuchProcedure {
        /// What was asked for.
        wanted: String,
    },
    /// A newer program wrote into the thread.
    #[error("{0}")]
    WrittenByNewer(Box<Newer>),
    /// Only the operator in whose name it stands can vouch for it.
    #[error("Only {by} can vouch for this: it stands in their name, beyond what was saved.")]
    OnlyTheirs {
        /// Who.
        by: Operator,
    },
    /// A finding of one's own record is for another operator to settle.
    #[error("This is your own record: another operator has to settle it.")]
    OwnFinding,
    /// Nothing is named.
    #[error("Name a finding, or a writer with --word-of.")]
    NothingToSettle,
    /// No entry of the operator's waits for their word.
    #[error("No entry of yours waits for your word: there is nothing to confirm.")]
    NothingToConfirm,
    /// The run has ended.
    #[error(
        "This run has ended; {by} wrote that down. A note can still be added, and a step corrected with a reason."
    )]
    RunEnded {
        /// When that was written down.
        at: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// The procedure has no step of this name.
    #[error(
        "The procedure has no step “{wanted}”. Use a step's id or number; an item is STEP/ITEM."
    )]
    NoSuchStep {
        /// What was asked for.
        wanted: String,
    },
    /// The step has items, and none of them was named.
    #[error("Say which of its items: {}.", .known.join(", "))]
    WhichItem {
        /// What can be named, as `STEP/ITEM`.
        known: Vec<String>,
    },
    /// The lines that later steps are to be done for will not do.
    #[error("That cannot be used: {0}.")]
    BadItems(super::ItemFault),
    /// The earlier step that gives the step its items is still open.
    #[error("What this step is done for comes from step {from}: answer that first.")]
    NoItemsYet {
        /// Its number.
        from: usize,
    },
    /// The reading says how often a later step is done, and is no such number.
    #[error("This says how often step {step} is done: type a whole number from 0 to 200.")]
    NotACount {
        /// The later step, by its number.
        step: usize,
    },
    /// A value that a run was to start with will not do.
    #[error("{}", bad_value(.name, .why))]
    BadValue {
        /// The variable.
        name: String,
        /// Why not.
        why: Box<Refusal>,
    },
    /// Several places to do it in.
    #[error("Say where it is to be done: {}.", .known.join(", "))]
    WhichTarget {
        /// The places.
        known: Vec<String>,
    },
    /// Not a place to do it in.
    #[error("{}", no_such_target(.wanted, .known))]
    NoSuchTarget {
        /// What was asked for.
        wanted: String,
        /// The places; empty where the procedure has none.
        known: Vec<String>,
    },
    /// Nothing asks for this name.
    #[error("Nothing in the procedure asks for {wanted}.{}", it_asks_for(.known))]
    NoSuchVariable {
        /// What was given.
        wanted: String,
        /// What is asked for.
        known: Vec<String>,
    },
    /// A run of the same kind goes on.
    #[error(
        "The same is already in progress: run {run}, started by {by}. Go on with that one, or abandon it first."
    )]
    AlreadyRunning {
        /// Its short id.
        run: String,
        /// Since when.
        since: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// The box is answered.
    #[error("This step is answered: {what}, by {by}. Do it again, or correct it with a reason.")]
    AlreadyAnswered {
        /// What was said, in words.
        what: String,
        /// When.
        at: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// The box is open.
    #[error("This step is still open: it has no answer yet.")]
    NotAnswered,
    /// The step is not wanted, by a `when`.
    #[error("This step is not needed here: an earlier answer, or the place, decides that.")]
    NotWanted,
    /// An earlier box holds.
    #[error("Step {number} {} {} {}, or go on past it with a reason.", held_as(*.open, *.disputed).0, sentence(.title), held_as(*.open, *.disputed).1)]
    Held {
        /// The number of the step that holds.
        number: usize,
        /// Its title.
        title: String,
        /// Whether it is open; else it is not OK, or disputed.
        open: bool,
        /// Whether several operators said different things of it.
        disputed: bool,
    },
    /// An earlier box waits for the signature of a second person.
    #[error("Step {number} waits for a signature ({role}), next steps on hold: {} Let a second person sign it, or go on past it with a reason.", sentence(.title))]
    HeldUnsigned {
        /// The number of the step.
        number: usize,
        /// Its title.
        title: String,
        /// The role that signs.
        role: String,
    },
    /// The box holds nothing.
    #[error("This step holds nothing: go on with the next one.")]
    HoldsNothing,
    /// The caution has not been acknowledged.
    #[error("Read the caution first, and acknowledge it.")]
    CautionFirst,
    /// That there is no way back from the step has not been acknowledged.
    #[error("Steps before this one cannot be undone after it: acknowledge that first.")]
    NoReturnFirst,
    /// The step has no caution.
    #[error("This step has no caution.")]
    NoCaution,
    /// It was acknowledged.
    #[error("You have acknowledged this caution already.")]
    CautionKnown,
    /// The step wants a reading.
    #[error("This step needs a number{}: type the value.", after(" in ", .unit))]
    WantsReading {
        /// Its unit.
        unit: Option<String>,
    },
    /// What was typed is no number.
    #[error("{why}")]
    NotANumber {
        /// What is wrong with it.
        why: String,
    },
    /// The step wants a text.
    #[error("This step asks for {name}{}: type it.", after(", such as ", .example))]
    WantsText {
        /// The variable that it fills.
        name: String,
        /// A text that would do.
        example: Option<String>,
    },
    /// The text does not match the pattern.
    #[error("{}", no_match(.pattern, .example))]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// A text that would do.
        example: Option<String>,
    },
    /// The step wants a choice.
    #[error("This step needs a choice: {}.", .options.join(", "))]
    WantsChoice {
        /// What can be chosen.
        options: Vec<String>,
    },
    /// The step is a plain tick.
    #[error("This step takes no value: say OK or not OK.")]
    WantsTick,
    /// A reason is missing.
    #[error("Say why: {what} needs a reason.")]
    NeedsReason {
        /// For what.
        what: &'static str,
    },
    /// A note is missing.
    #[error("Say what you saw: a step that is not OK needs a note.")]
    NeedsNote,
    /// Nothing was written.
    #[error("There is nothing in the note.")]
    EmptyNote,
    /// A file without a name.
    #[error("The file has no name: give it one.")]
    NamelessFile,
    /// The text is too long.
    #[error("That takes {bytes} bytes; at most {most} are kept. Attach it as a file instead.")]
    TooLong {
        /// Its size.
        bytes: usize,
        /// The most that is taken.
        most: usize,
    },
    /// It is said to be done in the future.
    #[error("That time lies in the future. Give the time when it was really done.")]
    InTheFuture,
    /// It is said to be done before anything was on record.
    #[error(
        "That time lies more than a day before the first entry of the record. Give the time when it was really done."
    )]
    BeforeTheRecord,
    /// A reading lies so far from those before that it may be mistyped.
    #[error("{value} is {far}. Look again: is that what it reads?", value = .0.value, far = .0)]
    FarFromLast(Box<Far>),
    /// Nothing of this operator's to take back.
    #[error("There is no answer of yours to undo in this run.")]
    NothingToTakeBack,
    /// Boxes are still open, disputed, or hold.
    #[error("Not finished yet: {} To finish, {}.", first_of(.first, *.count), ways_on(*.open, *.not_ok, *.disputed, *.unsigned))]
    Unfinished {
        /// The first of them: number and title.
        first: Vec<(usize, String)>,
        /// How many there are.
        count: usize,
        /// Whether some are open.
        open: bool,
        /// Whether some are not OK.
        not_ok: bool,
        /// Whether of some several operators said different things.
        disputed: bool,
        /// Whether some wait for a signature.
        unsigned: bool,
    },
    /// Something that is done at other steps, at another time or by someone else.
    #[error(transparent)]
    Doing(#[from] Blocked),
    /// The run already walks this revision.
    #[error("The run already walks this revision.")]
    SameRevision,
    /// The newer revision has no such procedure.
    #[error("The newer revision does not have this procedure any more.")]
    GoneInRevision,
    /// No follow-up has this id.
    #[error("There is no such follow-up. `rounds follow-up list` shows them.")]
    NoSuchFollowUp,
    /// A follow-up of this kind does not go there from where it stands.
    #[error("This {kind} is {from}{}", where_to(.next))]
    NoSuchMove {
        /// Its kind.
        kind: &'static str,
        /// Where it stands.
        from: &'static str,
        /// Where it can go.
        next: Vec<&'static str>,
    },
    /// Words are missing.
    #[error("Write down {what}.")]
    NeedsWords {
        /// Which.
        what: &'static str,
    },
    /// A step that is put off again for the reason that was given before.
    #[error("It was deferred before for that reason: “{reason}”. Say why it is deferred again.")]
    SameReason {
        /// The reason.
        reason: String,
    },
    /// A deferral comes to be at its step alone.
    #[error("A deferral is made at its step: put the step off in its run.")]
    DeferAtTheStep,
    /// A rehearsal sets nothing aside for real.
    #[error("This run only rehearses: nothing is silenced for real from it.")]
    OnlyRehearsed,
    /// A change is not judged by the one who wants it.
    #[error("You asked for this change, so someone else has to review and approve it.")]
    OwnChange,
    /// No occurrence wants excusing.
    #[error("There is nothing to waive: no such round is open.")]
    NothingToExcuse,
    /// No missed occurrence is unseen.
    #[error("Nothing was missed that nobody has seen.")]
    NothingMissed,
}

/// What a newer program wrote that this one cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newer {
    /// What the event is called.
    pub kind: String,
    /// Who wrote it.
    pub writer: WriterId,
    /// With which version, as far as it is known.
    pub program: Option<String>,
    /// The finding's name, by which it can be set aside.
    pub finding: EntryHash,
}

impl fmt::Display for Newer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = self.program.as_deref();
        let program = program.map_or(String::new(), |it| format!(" with rounds {it}"));
        let (kind, writer) = (&self.kind, &self.writer);
        let finding = &self.finding.to_string()[..12];
        write!(
            f,
            "A newer version of rounds wrote something here that this one cannot read: “{kind}”, by {writer}{program}. Update rounds to go on with it, or set it aside: rounds journal settle {finding} --reason TEXT"
        )
    }
}

fn bad_value(name: &str, why: &Refusal) -> String {
    match why {
        Refusal::WantsChoice { options } => format!("{name} can be {}.", options.join(", ")),
        Refusal::NoMatch {
            example: Some(example),
            ..
        }
        | Refusal::WantsText {
            example: Some(example),
            ..
        } => format!("{name} looks different; an example is {example}."),
        Refusal::NoMatch { pattern, .. } => format!("{name} has to match {pattern}."),
        Refusal::WantsText { .. } => format!("{name} is empty: give it a value."),
        why => format!("{name}: {why}"),
    }
}

fn no_such_target(wanted: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!("The procedure has no targets, so it cannot be done on “{wanted}”.");
    }
    let known = known.join(", ");
    format!("“{wanted}” is not one of its targets: {known}.")
}

fn it_asks_for(known: &[String]) -> String {
    if known.is_empty() {
        return String::new();
    }
    format!(" It asks for {}.", known.join(", "))
}

/// How a step holds what follows, and what to do about it.
fn held_as(open: bool, disputed: bool) -> (&'static str, &'static str) {
    match (disputed, open) {
        (true, _) => ("is disputed, next steps on hold:", "Answer it again"),
        (false, true) => ("comes first:", "Answer it"),
        (false, false) => ("is not OK, next steps on hold:", "Do it again"),
    }
}

fn after(before: &str, said: &Option<String>) -> String {
    let said = said.as_ref();
    said.map_or(String::new(), |said| format!("{before}{said}"))
}

fn no_match(pattern: &str, example: &Option<String>) -> String {
    example.as_ref().map_or_else(
        || format!("That does not match what is asked for: {pattern}."),
        |it| format!("That does not look like what is asked for; an example is {it}."),
    )
}

fn first_of(first: &[(usize, String)], count: usize) -> String {
    let named: Vec<_> = first
        .iter()
        .map(|(number, title)| format!("{number} {title}"))
        .collect();
    let more = count - first.len();
    let mut list = named.join("; ");
    if more > 0 {
        list.push_str(&format!("; and {more} more"));
    }
    sentence(&list)
}

fn ways_on(open: bool, not_ok: bool, disputed: bool, unsigned: bool) -> String {
    let ways = [
        (open, "answer what is open, or skip it with a reason"),
        (
            not_ok,
            "do again what is not OK, or go on past it with a reason",
        ),
        (disputed, "answer again what is disputed"),
        (unsigned, "let a second person sign what needs a signature"),
    ];
    let ways: Vec<_> = ways
        .iter()
        .filter(|(so, _)| *so)
        .map(|(_, way)| *way)
        .collect();
    ways.join("; ")
}

fn where_to(next: &[&str]) -> String {
    if next.is_empty() {
        return ", and stays so.".to_owned();
    }
    format!(". From there it can become: {}.", next.join(", "))
}
