//! Why a run does not prove what it was for: a typed list, box by box where it is about one.

use super::pace::{PaceDoubt, steps};
use super::remark::{Remark, Weight};
use super::review::day_of;
use crate::event::{Part, RunId};
use crate::runbook::{Operator, Runbook, StepRef};

/// One reason why a run proves nothing, or why its proof is in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// Nothing in it was done.
    NothingDone,
    /// A step ended it with this word.
    EndedBy(String),
    /// It was given up, for this reason.
    Abandoned(String),
    /// What the record says of it contradicts itself.
    Disputed,
    /// Something in it stands behind damage in its writer's record.
    Unverified,
    /// A newer program wrote into it what this one cannot read.
    NewerProgram,
    /// The procedure is not in the runbook any more.
    Gone,
    /// The procedure has changed since, in these parts; in which is not known of a run of
    /// 0.1.0, or of a procedure elsewhere.
    EarlierVersion(Vec<Part>),
    /// Only questions were answered: every box behind them did not apply.
    OnlyQuestions,
    /// So many boxes of a rehearsal were left out.
    LeftOut(u32),
    /// Nobody answered more boxes of a rehearsal than anyone else.
    NobodyMost,
    /// The procedure has a scenario, and the rehearsal was not graded by one.
    NoScenario,
    /// It was graded, and did not pass.
    NotPassed,
    /// Its score cannot be true of so many boxes.
    ScoreUntrue,
    /// Something at a box.
    AtBox {
        /// The step's number in the procedure of today.
        number: Option<usize>,
        /// What.
        remark: Remark,
    },
    /// Something that the procedure wants at a box, and that the run does not have.
    Lacks {
        /// The step's number.
        number: usize,
        /// Which box.
        step_ref: StepRef,
        /// The step's title.
        title: String,
        /// What.
        what: Lack,
    },
    /// Somebody answered boxes whom the runbook does not know.
    Stranger {
        /// Who.
        operator: Operator,
        /// How many boxes.
        boxes: u32,
        /// One of them.
        first: StepRef,
    },
    /// Somebody answered boxes who does not act for the role whose runs count.
    OutOfRole {
        /// Who.
        operator: Operator,
        /// The role.
        role: String,
        /// How many boxes.
        boxes: u32,
    },
    /// The run that a box called does not prove its own part.
    Called {
        /// The step's number.
        number: usize,
        /// Which box.
        step_ref: StepRef,
        /// The called run.
        run: RunId,
        /// Why it does not.
        why: Vec<WhyNot>,
    },
    /// What its times make one doubt.
    Pace(PaceDoubt),
}

/// What a run can lack at a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It was never answered.
    Open,
    /// It was skipped as if it were optional.
    NotOptional,
    /// Nobody signed it.
    Signature,
    /// Nobody began the procedure that it calls.
    CalledRun,
    /// What it was to be done for was never known.
    Items,
}

impl Lack {
    fn words(self) -> &'static str {
        match self {
            Self::Open => "was never answered",
            Self::NotOptional => "was skipped, and is not optional",
            Self::Signature => "was never signed",
            Self::CalledRun => "calls a procedure that was never started",
            Self::Items => "was answered as a whole, and its items were never known",
        }
    }
}

impl WhyNot {
    /// Whether it only puts the proof in doubt.
    pub fn is_doubt(&self) -> bool {
        match self {
            Self::Pace(_) => true,
            Self::AtBox { remark, .. } => remark.what.weight() == Weight::Doubt,
            Self::Called { why, .. } => why.iter().all(Self::is_doubt),
            _ => false,
        }
    }

    /// What is wrong with a rehearsal.
    fn of_rehearsal(&self) -> &'static str {
        match self {
            Self::NobodyMost => "nobody answered most of it",
            Self::NoScenario => "it was not graded by a scenario, and there is one",
            Self::ScoreUntrue => "its score cannot be true of its steps",
            _ => "its scenario was not passed",
        }
    }

    /// In one line, for people; days are the runbook's own.
    pub fn words(&self, runbook: &Runbook) -> String {
        match self {
            Self::NothingDone => "nothing in it was done".to_owned(),
            Self::EndedBy(word) => format!("it ended: {word}"),
            Self::Abandoned(reason) => format!("it was abandoned: {reason}"),
            Self::Disputed => "two operators say different things of it".to_owned(),
            Self::Unverified => "its record is damaged or not verified".to_owned(),
            Self::NewerProgram => "a newer version of rounds wrote into it".to_owned(),
            Self::Gone => "the procedure is not in the runbook any more".to_owned(),
            Self::EarlierVersion(parts) => earlier(parts),
            Self::OnlyQuestions => {
                "only questions were answered, and no step behind them applied".to_owned()
            }
            Self::LeftOut(boxes) => format!("{} left out", steps(*boxes)),
            Self::NobodyMost | Self::NoScenario | Self::NotPassed | Self::ScoreUntrue => {
                self.of_rehearsal().to_owned()
            }
            Self::AtBox { number, remark } => {
                let step = step_words(*number, &remark.step_ref, &remark.title);
                let day = day_of(runbook, remark.at);
                let why = remark.words.as_ref().map(|words| format!(" ({words})"));
                let (what, by) = (remark.what.words(), &remark.by);
                format!("{step} {what} on {day} by {by}{}", why.unwrap_or_default())
            }
            Self::Lacks {
                number,
                step_ref,
                title,
                what,
            } => {
                let step = step_words(Some(*number), step_ref, title);
                format!("{step} {}", what.words())
            }
            Self::Stranger {
                operator,
                boxes,
                first,
            } => format!(
                "{operator} answered {} (step {first}), and the runbook names no such operator",
                steps(*boxes)
            ),
            Self::OutOfRole {
                operator,
                role,
                boxes,
            } => format!(
                "{operator} answered {}, and does not act for {role}",
                steps(*boxes)
            ),
            Self::Called {
                number, run, why, ..
            } => {
                let why: Vec<_> = why.iter().map(|why| why.words(runbook)).collect();
                let why = why.join("; ");
                format!("step {number} called run {}: {why}", run.short())
            }
            Self::Pace(doubt) => doubt.words(),
        }
    }
}

fn earlier(parts: &[Part]) -> String {
    let words: Vec<_> = parts.iter().map(|part| part.words()).collect();
    let changed = match parts.is_empty() {
        true => String::new(),
        false => format!(": {} changed", words.join(", ")),
    };
    format!("it was done on an earlier version of the procedure{changed}")
}

/// `step 3 “Compare the row counts”`
fn step_words(number: Option<usize>, step_ref: &StepRef, title: &str) -> String {
    let name = match number {
        Some(number) => number.to_string(),
        None => step_ref.to_string(),
    };
    match (title.is_empty(), &step_ref.item) {
        (true, _) => format!("step {name}"),
        (false, Some(item)) => format!("step {name} “{title}” ({item})"),
        (false, None) => format!("step {name} “{title}”"),
    }
}
