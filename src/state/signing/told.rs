//! What is to be told of keys and signatures.

use crate::event::EntryRef;
use crate::runbook::Operator;
use jiff::Timestamp;
use std::fmt;

/// What became of an operator's keys by a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyNews {
    /// The list's entry.
    pub list: EntryRef,
    /// When it was noticed, by the clock of who did.
    pub at: Timestamp,
    /// Who noticed it.
    pub by: Operator,
    /// Whose keys; none where it is about the whole list.
    pub operator: Option<Operator>,
    /// What became of them.
    pub turn: KeyTurn,
}

/// How a list changes an operator's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyTurn {
    /// They have a key from now on.
    Given,
    /// They have other keys.
    Changed,
    /// Keys of theirs count no more.
    Ended,
    /// Keys of theirs count no more, by a list that stands where the record cannot be relied on.
    EndedInDoubt,
    /// Another key was to be theirs, and is not: only they can say so.
    Refused,
    /// The lists that came first say different things of their keys.
    Disputed,
    /// The list has no effect until somebody who has a key signs it.
    Waits,
}

impl KeyNews {
    /// Whether it is about what only the operator themself, or who keeps the record, can set right.
    pub fn is_trouble(&self) -> bool {
        matches!(
            self.turn,
            KeyTurn::EndedInDoubt | KeyTurn::Refused | KeyTurn::Disputed | KeyTurn::Waits
        )
    }
}

impl fmt::Display for KeyNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, list, .. } = self;
        let whose = self.operator.as_ref().map_or("", Operator::as_str);
        let theirs = match self.operator.as_ref() == Some(by) {
            true => "their own word".to_owned(),
            false => by.to_string(),
        };
        match self.turn {
            KeyTurn::Given => write!(f, "{whose} has a key, by {theirs} ({list})"),
            KeyTurn::Changed => write!(f, "{whose} has other keys, by {theirs} ({list})"),
            KeyTurn::Ended => write!(f, "a key of {whose} counts no more, by {theirs} ({list})"),
            KeyTurn::EndedInDoubt => write!(
                f,
                "a key of {whose} counts no more, by a list of {by}'s that gives none: its record is damaged, it was signed for another journal, or its own key was ended ({list})"
            ),
            KeyTurn::Refused => write!(
                f,
                "{by} lists another key for {whose}, which does not count: only {whose} can add one, signed with a key that is theirs ({list})"
            ),
            KeyTurn::Disputed => write!(
                f,
                "the first lists of keys differ in what is {whose}'s, so only keys count that all of them give: with one of those {whose} can sign a list with another, with none they go on under another operator's name ({list}, by {by})"
            ),
            KeyTurn::Waits => write!(
                f,
                "the list of keys that {by} noticed counts once somebody who has a key signs it ({list})"
            ),
        }
    }
}

/// Why a signature covers nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// It is no signature at all.
    Damaged,
    /// The key is in no list.
    UnknownKey,
    /// The key is another operator's.
    KeyOf(Operator),
    /// The key does not count any more, or not yet.
    NotThen,
    /// It stands in another operator's record.
    Elsewhere(Operator),
    /// It was not made over these entries of this journal.
    NotOverThis,
}

impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => f.write_str("it is damaged"),
            Self::UnknownKey => f.write_str("its key is nobody's, by the record's list of keys"),
            Self::KeyOf(other) => write!(f, "its key is {other}'s"),
            Self::NotThen => f.write_str("its key did not count then"),
            Self::Elsewhere(by) => write!(f, "it stands in the record of {by}"),
            Self::NotOverThis => f.write_str("it was not made over these entries of this journal"),
        }
    }
}
