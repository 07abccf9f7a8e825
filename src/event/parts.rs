//! The parts of a procedure that count for a proof, each as a digest.
//!
//! A run's start carries them, so that a reader can tell whether the procedure has changed
//! since, and in which part, without opening either file. What is fed into a digest is for
//! `state` to say; this file knows the shape alone.

use super::address::{MalformedAddress, read_hex, write_hex};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A part of a procedure that counts for a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Which steps there are, in which order, and when they are wanted.
    Steps,
    /// What they ask for, and within what it is well.
    Yields,
    /// How they are done.
    How,
    /// The values of the place that it is done in.
    Place,
    /// Who signs, and whose runs count.
    People,
    /// A procedure that it calls.
    Called,
}

impl Part {
    /// Every part, in the order in which their digests stand.
    pub const ALL: [Self; 6] = [
        Self::Steps,
        Self::Yields,
        Self::How,
        Self::Place,
        Self::People,
        Self::Called,
    ];

    /// In words, for people: what was changed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Steps => "its steps",
            Self::Yields => "what its steps ask for",
            Self::How => "how its steps are done",
            Self::Place => "the values of its target",
            Self::People => "who signs or whose runs count",
            Self::Called => "a procedure that it calls",
        }
    }
}

/// The digests of all parts, in the order of [`Part::ALL`]: the first eight bytes of each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartsDigest(pub [[u8; 8]; 6]);

impl PartsDigest {
    /// The parts that the two do not have in common.
    pub fn changed(&self, other: &Self) -> Vec<Part> {
        let both = self.0.iter().zip(&other.0);
        let parts = Part::ALL.into_iter().zip(both);
        let changed = parts.filter(|(_, (one, other))| one != other);
        changed.map(|(part, _)| part).collect()
    }
}

impl fmt::Display for PartsDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("-")?;
            }
            write_hex(part, f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartsDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PartsDigest {
    type Err = MalformedAddress;
    fn from_str(text: &str) -> Result<Self, MalformedAddress> {
        let mut digest = Self([[0; 8]; 6]);
        let mut parts = text.split('-');
        for part in &mut digest.0 {
            *part = read_hex(parts.next().ok_or(MalformedAddress)?)?;
        }
        match parts.next() {
            None => Ok(digest),
            Some(_) => Err(MalformedAddress),
        }
    }
}

impl Serialize for PartsDigest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartsDigest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse()
            .map_err(|_| de::Error::custom("malformed digest of a procedure's parts"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written_and_tells_which_part_differs() {
        let mut one = PartsDigest([[7; 8]; 6]);
        let text = one.to_string();
        assert_eq!(text.parse(), Ok(one));
        let other = one;
        one.0[2][3] = 8;
        one.0[5][0] = 8;
        assert_eq!(one.changed(&other), [Part::How, Part::Called]);
        assert_eq!(other.changed(&other), []);
        let upper = text.replace("07", "0A");
        for wrong in [
            "",
            &text[1..],
            &format!("{text}-0707070707070707"),
            &upper,
            &text.replace('-', ""),
        ] {
            assert_eq!(
                wrong.parse::<PartsDigest>(),
                Err(MalformedAddress),
                "{wrong}"
            );
        }
    }
}
