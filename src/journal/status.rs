//! How a record stands, as an exit status tells it.

use serde::Serialize;
use std::fmt;

/// How a journal, or one writer's record, stands; later is worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Everything follows.
    #[default]
    Clean,
    /// Everything follows; all that was found is recovered or settled.
    Recovered,
    /// Something at an end is missing.
    Truncated,
    /// Something is not as it was written.
    Corrupt,
    /// Something cannot be read.
    Unreadable,
}

impl Status {
    /// What `rounds journal verify` exits with.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Recovered => 10,
            Self::Truncated => 11,
            Self::Corrupt => 12,
            Self::Unreadable => 13,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clean => "clean",
            Self::Recovered => "recovered",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
            Self::Unreadable => "unreadable",
        })
    }
}
