//! The items of a handoff package, and which of them a tool may do without.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The roles that a tool cannot do without.
pub const ROLES: [&str; 3] = ["product", "technical", "operations"];

/// One thing that a handoff asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PackageItem {
    /// Owners with what they are responsible for.
    Owners,
    /// Whom to reach, and when.
    Contacts,
    /// Who is called when, by severity.
    Escalation,
    /// What the tool needs.
    Dependencies,
    /// Credentials that are rotated.
    Credentials,
    /// The data dictionary.
    Data,
    /// What is done each day.
    Daily,
    /// What is done each week.
    Weekly,
    /// How wrong data is corrected.
    Correction,
    /// How work is done again.
    Reprocessing,
    /// How access is granted.
    Access,
    /// What is done when something breaks.
    Exceptions,
    /// How a release is rolled back.
    Rollback,
    /// Who looks at a change, and who allows it.
    ChangeControl,
    /// What was released.
    Releases,
    /// What is backed up, and a restore that was really done.
    Backup,
    /// Alerts that reach someone.
    Monitoring,
    /// Where the documents are.
    Documents,
    /// When the runbook is reviewed.
    Review,
    /// Who helps after the launch.
    Stabilization,
    /// Who has practised.
    Training,
}

impl PackageItem {
    /// All of them, in the order in which they are read.
    pub const ALL: [Self; 21] = [
        Self::Owners,
        Self::Contacts,
        Self::Escalation,
        Self::Dependencies,
        Self::Credentials,
        Self::Data,
        Self::Daily,
        Self::Weekly,
        Self::Correction,
        Self::Reprocessing,
        Self::Access,
        Self::Exceptions,
        Self::Rollback,
        Self::ChangeControl,
        Self::Releases,
        Self::Backup,
        Self::Monitoring,
        Self::Documents,
        Self::Review,
        Self::Stabilization,
        Self::Training,
    ];

    /// As it is written in a file and in the record.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owners => "owners",
            Self::Contacts => "contacts",
            Self::Escalation => "escalation",
            Self::Dependencies => "dependencies",
            Self::Credentials => "credentials",
            Self::Data => "data",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Correction => "correction",
            Self::Reprocessing => "reprocessing",
            Self::Access => "access",
            Self::Exceptions => "exceptions",
            Self::Rollback => "rollback",
            Self::ChangeControl => "change-control",
            Self::Releases => "releases",
            Self::Backup => "backup",
            Self::Monitoring => "monitoring",
            Self::Documents => "documents",
            Self::Review => "review",
            Self::Stabilization => "stabilization",
            Self::Training => "training",
        }
    }

    /// The item of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.word() == word)
    }

    /// Whether a tool may do without it. Nobody runs a tool that nobody answers for, that
    /// changes unseen, or that nobody has learned.
    pub fn can_be_waived(self) -> bool {
        !matches!(
            self,
            Self::Owners | Self::Contacts | Self::ChangeControl | Self::Review | Self::Training
        )
    }
}

/// What of the package a procedure is for. Restore, rollback and rotation are known by the
/// tables that name their procedures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Serves {
    /// Wrong data is corrected.
    Correction,
    /// Work is done again.
    Reprocessing,
    /// Access is granted, or taken away.
    Access,
}

impl Serves {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Correction, Self::Reprocessing, Self::Access];

    /// All of them, as they are written.
    pub(crate) const WORDS: [&'static str; 3] = ["correction", "reprocessing", "access"];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Reprocessing => "reprocessing",
            Self::Access => "access",
        }
    }

    /// The one of this word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|serves| serves.word() == word)
    }
}

/// What a change may have to say before it is approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangePart {
    /// What may go wrong.
    Risk,
    /// How it is taken back.
    WayBack,
    /// What is looked at afterwards.
    Check,
    /// When it may be made.
    Window,
}

impl ChangePart {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Risk, Self::WayBack, Self::Check, Self::Window];

    /// All of them, as they are written.
    pub(crate) const WORDS: [&'static str; 4] = ["risk", "way-back", "check", "window"];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::WayBack => "way-back",
            Self::Check => "check",
            Self::Window => "window",
        }
    }

    /// The one of this word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// Something that a tool does not have, and the role that may let it go. It is only proposed
/// here: it counts once an operator of that role has accepted it in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The item of the package, or of `[[readiness]]`.
    pub item: String,
    /// The role that may let it go.
    pub by: String,
    /// Why the tool does without it.
    pub reason: String,
    /// The last day on which that counts.
    pub until: Date,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_leads_back_to_what_it_is_written_for() {
        for item in PackageItem::ALL {
            assert_eq!(PackageItem::of(item.word()), Some(item));
        }
        assert_eq!(Serves::ALL.map(Serves::word), Serves::WORDS);
        assert_eq!(Serves::WORDS.map(Serves::of), Serves::ALL.map(Some));
        assert_eq!(PackageItem::of("support"), None);
    }
}
