//! Ranking what a person may have meant, for finding and for the palette.
//!
//! What must stay true: every word of the query must be found in a candidate, in any order;
//! the better kind of match always wins (the whole text, its beginning, beginnings of words,
//! inside words, scattered letters); equals stay in the order in which they came. Only the best
//! few hundred are ever held, and scattered letters, which are dear to score, are scored in full
//! for those alone, so that no key waits.
//!
//! What it does not do: it highlights nothing and knows no kinds; those are the caller's.

mod fold;
mod rank;
#[cfg(test)]
mod tests;

pub use rank::{Candidate, Hit, Query, rank};
