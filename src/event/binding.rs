//! Ids that only their own writer can begin.
//!
//! The 80 random bits of an id are the first of the SHA-256 of its writer and a salt, a line
//! each; what begins under the id carries the salt. Whoever did not begin it finds no salt that
//! fits their own name, so that nobody's run can be begun anew in another's record, early or late.
//! Ids of version 0.1.0 are bound to nobody.

use super::address::WriterId;
use sha2::{Digest, Sha256};
use ulid::Ulid;

/// How a beginning stands to its id; what is less goes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// The id is bound to the writer of the beginning.
    Bound,
    /// It does not say: as version 0.1.0 wrote it.
    Free,
    /// It says so, and it is not true: without effect.
    Void,
}

impl Binding {
    /// How a beginning by a writer stands to an id.
    pub fn of(id: Ulid, salt: Option<&str>, writer: &WriterId) -> Self {
        match salt {
            None => Self::Free,
            Some(salt) if id.random() == bound_bits(writer, salt) => Self::Bound,
            Some(_) => Self::Void,
        }
    }
}

/// The 80 bits of an id that a writer begins with a salt.
pub fn bound_bits(writer: &WriterId, salt: &str) -> u128 {
    let digest = Sha256::digest(format!("{writer}\n{salt}"));
    let first = digest[..10].iter();
    first.fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_fits_its_writer_and_salt_alone() {
        let mine: WriterId = "ops-a@h-000001".parse().unwrap();
        let theirs: WriterId = "ops-b@h-000001".parse().unwrap();
        let id = Ulid::from_parts(1_764_000_000_000, bound_bits(&mine, "salt"));
        assert_eq!(Binding::of(id, Some("salt"), &mine), Binding::Bound);
        assert_eq!(Binding::of(id, Some("salt"), &theirs), Binding::Void);
        assert_eq!(Binding::of(id, Some("salx"), &mine), Binding::Void);
        assert_eq!(Binding::of(id, None, &theirs), Binding::Free);
        assert!(Binding::Bound < Binding::Free);
        // Any SHA-256 tells: printf 'ops-a@h-000001\nsalt' | sha256sum
        let digits = format!("{:020x}", bound_bits(&mine, "salt"));
        assert_eq!(digits, DIGITS);
    }

    const DIGITS: &str = "939968aec27b030a7ec5";
}
