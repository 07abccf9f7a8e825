//! The names that last: what the journal speaks in.
//!
//! An id is a short text that was checked where it was made (`text::slug`, or written out
//! in a runbook). Ids that arrive in another writer's journal are not trusted to be short
//! or printable: whoever shows one goes through `text::shown`, like for any outside text.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it is written in files and in the journal.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from).map(Self::from)
            }
        }
    };
}

id! {
    /// A runbook of the library; the file's stem unless the file says otherwise.
    RunbookId
}
id! {
    /// A procedure, unique in its runbook.
    ProcedureId
}
id! {
    /// A step, unique in its procedure.
    StepId
}
id! {
    /// One item of a step's `each`, unique in its step.
    ItemId
}
id! {
    /// A place that a procedure is done in: a `[targets.NAME]`, or the host's name where
    /// the runbook says `"this host"`.
    TargetName
}
id! {
    /// The person at the keyboard, by the name that they work under.
    Operator
}

/// A procedure of the library, written `runbook/procedure`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ProcedureRef {
    /// The runbook that it stands in.
    pub runbook: RunbookId,
    /// Its id there.
    pub procedure: ProcedureId,
}

impl fmt::Display for ProcedureRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.runbook, self.procedure)
    }
}

impl FromStr for ProcedureRef {
    type Err = MalformedId;
    fn from_str(text: &str) -> Result<Self, MalformedId> {
        match text.split_once('/') {
            Some((runbook, procedure)) if !runbook.is_empty() && !procedure.is_empty() => {
                Ok(Self {
                    runbook: runbook.into(),
                    procedure: procedure.into(),
                })
            }
            _ => Err(MalformedId),
        }
    }
}

/// A text that is no `runbook/procedure` or `step/item`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedId;

impl fmt::Display for MalformedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write it as two names with a slash between them")
    }
}

/// One box to tick: a step, or one item of a step that has `each`. Written `step` or
/// `step/item`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct StepRef {
    /// The step.
    pub step: StepId,
    /// The item of its `each`, where it has one.
    pub item: Option<ItemId>,
}

impl StepRef {
    /// The box of a step without items.
    pub fn of(step: impl Into<StepId>) -> Self {
        Self {
            step: step.into(),
            item: None,
        }
    }

    /// The box of one item of a step.
    pub fn item(step: impl Into<StepId>, item: impl Into<ItemId>) -> Self {
        Self {
            step: step.into(),
            item: Some(item.into()),
        }
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            Some(item) => write!(f, "{}/{item}", self.step),
            None => fmt::Display::fmt(&self.step, f),
        }
    }
}
