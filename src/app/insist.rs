//! What was asked about once, and is taken when it is given once more.

use crate::command::{Command, CompleteStep, Refusal};
use crate::session::{Failure, Request};

/// What words are taken in spite of, when they are given once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insist {
    /// They look as if they held a secret.
    EvenSo,
    /// The value is far from those before.
    Sure,
}

impl Insist {
    /// What a failure asks to be told once more; none where that would not help.
    pub fn after(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::LooksSecret { .. } => Some(Self::EvenSo),
            Failure::Refused(Refusal::FarFromLast(_)) => Some(Self::Sure),
            _ => None,
        }
    }

    /// The request that insists.
    pub fn request(self, request: Request) -> Request {
        match (self, request) {
            (Self::Sure, Request::Do(Command::CompleteStep(complete))) => {
                let sure = CompleteStep {
                    sure: true,
                    ..complete
                };
                Request::Do(Command::CompleteStep(sure))
            }
            (Self::Sure, request) => request,
            (Self::EvenSo, request) => Request::EvenSo(Box::new(request)),
        }
    }
}
