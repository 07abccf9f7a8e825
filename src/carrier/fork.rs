//! Two records at one address: where they part, and how the one is kept beside the other.

use super::verbs::Thing;
use crate::journal::{SegmentPlace, hash_bytes};
use memchr::{memchr, memrchr};

/// A place where two records of one writer part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parting {
    /// Where the line begins that differs.
    pub at: u64,
}

/// Where two records of one segment part; none where the one only goes on where the other ends.
pub(super) fn parting(one: &[u8], other: &[u8]) -> Option<Parting> {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    if same == one.len() || same == other.len() {
        return None;
    }
    let at = memrchr(b'\n', &one[..same]).map_or(0, |at| at + 1);
    Some(Parting { at: at as u64 })
}

/// What stands from a place on, as a thing with its bytes: only whole lines; none where there is
/// no whole line.
pub(super) fn branch(place: &SegmentPlace, bytes: &[u8], at: u64) -> Option<(Thing, Vec<u8>)> {
    let from = usize::try_from(at).ok()?;
    let rest = bytes.get(from..)?;
    let first = &rest[..memchr(b'\n', rest)?];
    let end = memrchr(b'\n', rest)? + 1;
    let thing = Thing::Fork {
        place: place.clone(),
        at,
        first: hash_bytes(first).to_string()[..16].to_owned(),
    };
    Some((thing, rest[..end].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_part_at_the_line_that_differs() {
        for (one, other, at) in [
            ("a\nb\n", "a\nb\n", None),
            ("a\nb\n", "a\n", None),
            ("a\nbx\n", "a\nb", None),
            ("a\nbx\n", "a\nby\n", Some(2)),
            ("x", "y", Some(0)),
        ] {
            let found = parting(one.as_bytes(), other.as_bytes());
            assert_eq!(found.map(|it| it.at), at, "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_branch_has_whole_lines_alone() {
        let place = SegmentPlace {
            writer: "a@h-1".parse().unwrap(),
            segment: 3,
        };
        let (thing, bytes) = branch(&place, b"a\nbx\nc", 2).unwrap();
        assert_eq!(bytes, b"bx\n");
        assert_eq!(thing.to_string().parse(), Ok(thing));
        assert_eq!(branch(&place, b"a\nb", 2), None);
    }
}
