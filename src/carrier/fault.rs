//! Why a carrier could not do what was asked of it.

use crate::journal::why;

/// Why a carrier could not do what was asked of it. Nothing is lost by it: it is tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It was not reached: no network, no such place, no answer in time.
    #[error("not reached: {0}")]
    NotReached(String),
    /// It was reached, and says that this account may not do it.
    #[error("refused: {0}")]
    Refused(String),
    /// It answered what no carrier answers.
    #[error("the carrier answered wrongly: {0}")]
    Wrong(String),
    /// Another sync of this machine is under way.
    #[error("another sync is under way")]
    Busy,
    /// Something on this machine failed.
    #[error("{0}")]
    Here(String),
}

impl Fault {
    /// A failure on this machine, at a path.
    pub(super) fn at(path: &std::path::Path) -> impl Fn(std::io::Error) -> Self {
        move |error| Self::Here(format!("{}: {}", path.display(), why(&error)))
    }
}
