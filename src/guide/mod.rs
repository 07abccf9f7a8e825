//! For whoever carries on: how this program is made, and how something is added to it.
//!
//! Begin with the [architecture]; look words up in the [glossary]; then follow a [key], a
//! [file](mod@file) and a [journal line](mod@line) through the rooms, and see [how something is added](how_to).
//! [journal], [team] and [format](mod@format) are the pages that `rounds help` prints; [scale] works
//! out how many operators one record bears.
//!
//! These are pages to read. What they say of the program's rules is held by tests: the walls by
//! `tests/walls`, the format by its shapes.

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("glossary.md")]
pub mod glossary {}

#[doc = include_str!("key.md")]
pub mod key {}

#[doc = include_str!("file.md")]
pub mod file {}

#[doc = include_str!("line.md")]
pub mod line {}

#[doc = include_str!("how_to.md")]
pub mod how_to {}

#[doc = include_str!("journal.md")]
pub mod journal {}

#[doc = include_str!("team.md")]
pub mod team {}

#[doc = include_str!("scale.md")]
pub mod scale {}

#[doc = include_str!("format.md")]
pub mod format {}

/// The page of a team, as `rounds help team` prints it.
pub(crate) const TEAM: &str = include_str!("team.md");

/// The page of the journal, as `rounds help journal` prints it.
pub(crate) const JOURNAL: &str = include_str!("journal.md");
