//! Signatures that count: whose key is whose, what a signature covers, and which words wait for
//! one.
//!
//! Where the record's list of keys gives an operator a key, what they say for others to go by (an
//! approval, a sign-off, a word for readiness, an accepted handover) is taken in once a good
//! signature of that key covers it, as if it arrived then. So nothing here depends on the order
//! of arrival. Whether a signature is good comes in as a plain value; nothing here computes one.

mod armor;
mod ended;
mod era;
mod found;
mod ground;
mod key_line;
mod list;
mod record;
mod seal;
mod told;
mod unsigned;
mod views;
mod word;
mod worked;

pub use found::{Found, ToCheck};
pub use key_line::{KeyLine, KeyProblem, read_keys};
pub use list::ListId;
pub(super) use record::Signing;
pub use told::{KeyNews, KeyTurn, SignatureFault};
pub use unsigned::Unsigned;
pub use word::is_word;
