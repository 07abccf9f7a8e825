//! When something is wanted, in words.

use super::{Answer, Condition, StepId};

impl Condition {
    /// The condition in words; `step` names an earlier step as whoever reads them knows it.
    pub fn words(&self, step: impl Fn(&StepId) -> String) -> String {
        match self {
            Self::Step { step: id, is } => {
                let answers: Vec<_> = is.iter().map(Answer::words).collect();
                format!("{} is {}", step(id), answers.join(" or "))
            }
            Self::Reading {
                step: id,
                above,
                below,
            } => {
                let above = above.map(|bound| format!("above {bound}"));
                let below = below.map(|bound| format!("below {bound}"));
                let bounds: Vec<_> = above.into_iter().chain(below).collect();
                format!("{} is {}", step(id), bounds.join(" or "))
            }
            Self::Ask { name, is } => format!("${name} is {}", is.join(" or ")),
            Self::Target(targets) => {
                let names: Vec<_> = targets.iter().map(ToString::to_string).collect();
                format!("the target is {}", names.join(" or "))
            }
        }
    }
}

impl Answer {
    fn words(&self) -> &str {
        match self {
            Self::Choice(choice) => choice,
            Self::Ok => "OK",
            Self::NotOk => "not OK",
            Self::Skipped => "skipped",
            Self::Deferred => "deferred",
        }
    }
}
