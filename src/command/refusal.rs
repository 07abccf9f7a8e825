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
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// A request of a handoff.
    Handoff(super::HandoffRefusal),
    /// No run has this id.
    NoSuchRun,
    /// The run has ended and only its summary is at hand.
    PutAway,
    /// The runbook of the run cannot be had.
    NoRunbook,
    /// The runbook has no such procedure.
    NoSuchProcedure {
        /// What was asked for.
        wanted: String,
    },
    /// A newer program wrote into the thread.
    WrittenByNewer(Box<Newer>),
    /// Only the operator in whose name it stands can vouch for it.
    OnlyTheirs {
        /// Who.
        by: Operator,
    },
    /// A finding of one's own record is for another operator to settle.
    OwnFinding,
    /// Nothing is named.
    NothingToSettle,
    /// No entry of the operator's waits for their word.
    NothingToConfirm,
    /// The run has ended.
    RunEnded {
        /// When that was written down.
        at: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// The procedure has no step of this name.
    NoSuchStep {
        /// What was asked for.
        wanted: String,
    },
    /// The step has items, and none of them was named.
    WhichItem {
        /// What can be named, as `STEP/ITEM`.
        known: Vec<String>,
    },
    /// The lines that later steps are to be done for will not do.
    BadItems(super::ItemFault),
    /// The earlier step that gives the step its items is still open.
    NoItemsYet {
        /// Its number.
        from: usize,
    },
    /// The reading says how often a later step is done, and is no such number.
    NotACount {
        /// The later step, by its number.
        step: usize,
    },
    /// A value that a run was to start with will not do.
    BadValue {
        /// The variable.
        name: String,
        /// Why not.
        why: Box<Refusal>,
    },
    /// Several places to do it in.
    WhichTarget {
        /// The places.
        known: Vec<String>,
    },
    /// Not a place to do it in.
    NoSuchTarget {
        /// What was asked for.
        wanted: String,
        /// The places; empty where the procedure has none.
        known: Vec<String>,
    },
    /// Nothing asks for this name.
    NoSuchVariable {
        /// What was given.
        wanted: String,
        /// What is asked for.
        known: Vec<String>,
    },
    /// A run of the same kind goes on.
    AlreadyRunning {
        /// Its short id.
        run: String,
        /// Since when.
        since: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// The box is answered.
    AlreadyAnswered {
        /// What was said, in words.
        what: String,
        /// When.
        at: Timestamp,
        /// By whom.
        by: Operator,
    },
    /// The box is open.
    NotAnswered,
    /// The step is not wanted, by a `when`.
    NotWanted,
    /// An earlier box holds.
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
    HeldUnsigned {
        /// The number of the step.
        number: usize,
        /// Its title.
        title: String,
        /// The role that signs.
        role: String,
    },
    /// The box holds nothing.
    HoldsNothing,
    /// The caution has not been acknowledged.
    CautionFirst,
    /// That there is no way back from the step has not been acknowledged.
    NoReturnFirst,
    /// The step has no caution.
    NoCaution,
    /// It was acknowledged.
    CautionKnown,
    /// The step wants a reading.
    WantsReading {
        /// Its unit.
        unit: Option<String>,
    },
    /// What was typed is no number.
    NotANumber {
        /// What is wrong with it.
        why: String,
    },
    /// The step wants a text.
    WantsText {
        /// The variable that it fills.
        name: String,
        /// A text that would do.
        example: Option<String>,
    },
    /// The text does not match the pattern.
    NoMatch {
        /// The pattern.
        pattern: String,
        /// A text that would do.
        example: Option<String>,
    },
    /// The step wants a choice.
    WantsChoice {
        /// What can be chosen.
        options: Vec<String>,
    },
    /// The step is a plain tick.
    WantsTick,
    /// A reason is missing.
    NeedsReason {
        /// For what.
        what: &'static str,
    },
    /// A note is missing.
    NeedsNote,
    /// Nothing was written.
    EmptyNote,
    /// A file without a name.
    NamelessFile,
    /// The text is too long.
    TooLong {
        /// Its size.
        bytes: usize,
        /// The most that is taken.
        most: usize,
    },
    /// It is said to be done in the future.
    InTheFuture,
    /// A reading lies so far from those before that it may be mistyped.
    FarFromLast(Box<Far>),
    /// Nothing of this operator's to take back.
    NothingToTakeBack,
    /// Boxes are still open, disputed, or hold.
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
    Doing(Blocked),
    /// The run already walks this revision.
    SameRevision,
    /// The newer revision has no such procedure.
    GoneInRevision,
    /// No follow-up has this id.
    NoSuchFollowUp,
    /// A follow-up of this kind does not go there from where it stands.
    NoSuchMove {
        /// Its kind.
        kind: &'static str,
        /// Where it stands.
        from: &'static str,
        /// Where it can go.
        next: Vec<&'static str>,
    },
    /// Words are missing.
    NeedsWords {
        /// Which.
        what: &'static str,
    },
    /// A step that is put off again for the reason that was given before.
    SameReason {
        /// The reason.
        reason: String,
    },
    /// A deferral comes to be at its step alone.
    DeferAtTheStep,
    /// A rehearsal sets nothing aside for real.
    OnlyRehearsed,
    /// A change is not judged by the one who wants it.
    OwnChange,
    /// No occurrence wants excusing.
    NothingToExcuse,
    /// No missed occurrence is unseen.
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

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handoff(why) => why.fmt(f),
            Self::NoSuchRun => f.write_str("There is no such run. `rounds list runs` shows those that go on."),
            Self::PutAway => f.write_str("This run has ended and was put away. Open it first, then say it again."),
            Self::NoRunbook => f.write_str(
                "The runbook that this run walks is not here: neither its file nor the copy that the journal keeps. \
                 Its entries can be read; to go on, bring back the journal's objects folder.",
            ),
            Self::NoSuchProcedure { wanted } => write!(f, "The runbook has no procedure “{wanted}”."),
            Self::OnlyTheirs { by } => write!(
                f,
                "Only {by} can vouch for this: it stands in their name, beyond what was saved."
            ),
            Self::OwnFinding => f.write_str(
                "This is your own record: another operator has to settle it.",
            ),
            Self::NothingToSettle => f.write_str("Name a finding, or a writer with --word-of."),
            Self::NothingToConfirm => {
                f.write_str("No entry of yours waits for your word: there is nothing to confirm.")
            }
            Self::WrittenByNewer(newer) => newer.fmt(f),
            Self::RunEnded { by, .. } => write!(
                f,
                "This run has ended; {by} wrote that down. A note can still be added, and a step corrected with a reason.",
            ),
            Self::NoSuchStep { wanted } => write!(f, "The procedure has no step “{wanted}”. Use a step's id or number; an item is STEP/ITEM."),
            Self::WhichItem { known } => write!(f, "Say which of its items: {}.", known.join(", ")),
            Self::BadItems(fault) => write!(f, "That cannot be used: {fault}."),
            Self::NoItemsYet { from } => write!(f, "What this step is done for comes from step {from}: answer that first."),
            Self::NotACount { step } => write!(f, "This says how often step {step} is done: type a whole number from 0 to 200."),
            Self::BadValue { name, why } => match &**why {
                Self::WantsChoice { options } => write!(f, "{name} can be {}.", options.join(", ")),
                Self::NoMatch { example: Some(example), .. } | Self::WantsText { example: Some(example), .. } => {
                    write!(f, "{name} looks different; an example is {example}.")
                }
                Self::NoMatch { pattern, example: None } => write!(f, "{name} has to match {pattern}."),
                Self::WantsText { .. } => write!(f, "{name} is empty: give it a value."),
                why => write!(f, "{name}: {why}"),
            },
            Self::WhichTarget { known } => write!(f, "Say where it is to be done: {}.", known.join(", ")),
            Self::NoSuchTarget { wanted, known } if known.is_empty() => {
                write!(f, "The procedure has no targets, so it cannot be done on “{wanted}”.")
            }
            Self::NoSuchTarget { wanted, known } => {
                write!(f, "“{wanted}” is not one of its targets: {}.", known.join(", "))
            }
            Self::NoSuchVariable { wanted, known } if known.is_empty() => {
                write!(f, "Nothing in the procedure asks for {wanted}.")
            }
            Self::NoSuchVariable { wanted, known } => {
                write!(f, "Nothing in the procedure asks for {wanted}. It asks for {}.", known.join(", "))
            }
            Self::AlreadyRunning { run, by, .. } => write!(
                f,
                "The same is already in progress: run {run}, started by {by}. Go on with that one, or abandon it first.",
            ),
            Self::AlreadyAnswered { what, by, .. } => write!(
                f,
                "This step is answered: {what}, by {by}. Do it again, or correct it with a reason.",
            ),
            Self::NotAnswered => f.write_str("This step is still open: it has no answer yet."),
            Self::NotWanted => f.write_str("This step is not needed here: an earlier answer, or the place, decides that."),
            Self::Held { number, title, disputed: true, .. } => write!(
                f,
                "Step {number} is disputed, next steps on hold: {} Answer it again, or go on past it with a reason.",
                sentence(title),
            ),
            Self::Held { number, title, open: true, .. } => write!(
                f,
                "Step {number} comes first: {} Answer it, or go on past it with a reason.",
                sentence(title),
            ),
            Self::Held { number, title, open: false, .. } => write!(
                f,
                "Step {number} is not OK, next steps on hold: {} Do it again, or go on past it with a reason.",
                sentence(title),
            ),
            Self::HeldUnsigned { number, title, role } => write!(
                f,
                "Step {number} waits for a signature ({role}), next steps on hold: {} Let a second person sign it, or go on past it with a reason.",
                sentence(title),
            ),
            Self::Doing(blocked) => blocked.fmt(f),
            Self::HoldsNothing => f.write_str("This step holds nothing: go on with the next one."),
            Self::CautionFirst => f.write_str("Read the caution first, and acknowledge it."),
            Self::NoReturnFirst => f.write_str("Steps before this one cannot be undone after it: acknowledge that first."),
            Self::NoCaution => f.write_str("This step has no caution."),
            Self::CautionKnown => f.write_str("You have acknowledged this caution already."),
            Self::WantsReading { unit: Some(unit) } => write!(f, "This step needs a number in {unit}: type the value."),
            Self::WantsReading { unit: None } => f.write_str("This step needs a number: type the value."),
            Self::NotANumber { why } => f.write_str(why),
            Self::WantsText { name, example: Some(example) } => {
                write!(f, "This step asks for {name}, such as {example}: type it.")
            }
            Self::WantsText { name, example: None } => write!(f, "This step asks for {name}: type it."),
            Self::NoMatch { example: Some(example), .. } => {
                write!(f, "That does not look like what is asked for; an example is {example}.")
            }
            Self::NoMatch { pattern, example: None } => {
                write!(f, "That does not match what is asked for: {pattern}.")
            }
            Self::WantsChoice { options } => write!(f, "This step needs a choice: {}.", options.join(", ")),
            Self::WantsTick => f.write_str("This step takes no value: say OK or not OK."),
            Self::NeedsReason { what } => write!(f, "Say why: {what} needs a reason."),
            Self::NeedsNote => f.write_str("Say what you saw: a step that is not OK needs a note."),
            Self::NamelessFile => f.write_str("The file has no name: give it one."),
            Self::EmptyNote => f.write_str("There is nothing in the note."),
            Self::TooLong { bytes, most } => write!(
                f,
                "That takes {bytes} bytes; at most {most} are kept. Attach it as a file instead.",
            ),
            Self::InTheFuture => f.write_str("That time lies in the future. Give the time when it was really done."),
            Self::FarFromLast(far) => write!(f, "{} is {far}. Look again: is that what it reads?", far.value),
            Self::NothingToTakeBack => f.write_str("There is no answer of yours to undo in this run."),
            Self::Unfinished { first, count, open, not_ok, disputed, unsigned } => {
                unfinished(first, *count, f)?;
                let ways = [
                    (*open, "answer what is open, or skip it with a reason"),
                    (*not_ok, "do again what is not OK, or go on past it with a reason"),
                    (*disputed, "answer again what is disputed"),
                    (*unsigned, "let a second person sign what needs a signature"),
                ];
                let ways: Vec<_> = ways.iter().filter(|(so, _)| *so).map(|(_, way)| *way).collect();
                write!(f, " To finish, {}.", ways.join("; "))
            }
            Self::SameRevision => f.write_str("The run already walks this revision."),
            Self::GoneInRevision => f.write_str("The newer revision does not have this procedure any more."),
            Self::NoSuchFollowUp => f.write_str("There is no such follow-up. `rounds follow-up list` shows them."),
            Self::NoSuchMove { kind, from, next } if next.is_empty() => {
                write!(f, "This {kind} is {from}, and stays so.")
            }
            Self::NoSuchMove { kind, from, next } => {
                write!(f, "This {kind} is {from}. From there it can become: {}.", next.join(", "))
            }
            Self::NeedsWords { what } => write!(f, "Write down {what}."),
            Self::SameReason { reason } => write!(
                f,
                "It was deferred before for that reason: “{reason}”. Say why it is deferred again.",
            ),
            Self::DeferAtTheStep => f.write_str("A deferral is made at its step: put the step off in its run."),
            Self::OnlyRehearsed => f.write_str("This run only rehearses: nothing is silenced for real from it."),
            Self::OwnChange => f.write_str("You asked for this change, so someone else has to review and approve it."),
            Self::NothingToExcuse => f.write_str("There is nothing to waive: no such round is open."),
            Self::NothingMissed => f.write_str("Nothing was missed that nobody has seen."),
        }
    }
}

fn unfinished(first: &[(usize, String)], count: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let named: Vec<_> = first
        .iter()
        .map(|(number, title)| format!("{number} {title}"))
        .collect();
    let more = count - first.len();
    let mut list = named.join("; ");
    if more > 0 {
        list.push_str(&format!("; and {more} more"));
    }
    write!(f, "Not finished yet: {}", sentence(&list))
}

impl std::error::Error for Refusal {}

impl From<Blocked> for Refusal {
    fn from(blocked: Blocked) -> Self {
        Self::Doing(blocked)
    }
}

impl From<super::HandoffRefusal> for Refusal {
    fn from(why: super::HandoffRefusal) -> Self {
        Self::Handoff(why)
    }
}
