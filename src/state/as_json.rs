//! A field of a checkpoint that is kept as JSON, by `#[serde(with = "as_json")]`: facts leave
//! out keys that are absent, and name their kind inside, which a checkpoint's own form cannot.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

pub(super) fn serialize<T: Serialize, S: Serializer>(what: &T, to: S) -> Result<S::Ok, S::Error> {
    let json = serde_json::to_string(what).map_err(ser::Error::custom)?;
    to.serialize_str(&json)
}

pub(super) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let json = String::deserialize(from)?;
    serde_json::from_str(&json).map_err(de::Error::custom)
}
