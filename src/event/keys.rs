//! The list that says which SSH key is whose, as it was found beside the library.

use super::address::EntryRef;
use serde::{Deserialize, Serialize};

/// A list of keys was found that the record did not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysNoticed {
    /// Its lines as OpenSSH writes them in `allowed_signers`, without comments; the principals
    /// are operators.
    pub lines: Vec<String>,
    /// How far the writers of those whom it names had come: what they wrote until then needs no
    /// signature of a key that they have only from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<EntryRef>,
    /// The lists that were known. A list that knows of others counts once it is signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<EntryRef>,
}
