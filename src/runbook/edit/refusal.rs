//! Why an edit is not proposed.

use thiserror::Error;

/// Why an edit is not proposed. Its `Display` is a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditRefusal {
    /// The file has errors.
    #[error("the file has errors; `rounds check` tells them")]
    Broken,
    /// The file says so already.
    #[error("the file says so already")]
    Nothing,
    /// The procedure or the step is not in it.
    #[error("the file has no step {wanted} any more")]
    NoSuchStep {
        /// What was looked for.
        wanted: String,
    },
    /// A limit for a step without a reading.
    #[error("the step takes no reading that limits belong to")]
    NoReading,
    /// A limit that is no number.
    #[error("“{value}” is no number")]
    NotANumber {
        /// What was given.
        value: String,
    },
    /// Nothing was said.
    #[error("it needs words that say something")]
    Empty,
    /// What would come out has a fault that the file does not have now.
    #[error("the file would have a new fault: {message}")]
    NewProblem {
        /// The fault, in words.
        message: String,
    },
    /// The file is written in a way that cannot be edited piece by piece.
    #[error("the file is written in a way that only a person can edit; edit it by hand")]
    ByHand,
}
