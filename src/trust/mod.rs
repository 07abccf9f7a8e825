//! Which commands someone has been shown, and has allowed.
//!
//! A runbook is a file that others may change; a command in it runs only after somebody has
//! read it and allowed exactly this one. What is allowed is kept for each step with the text
//! that was shown, by whom and when, so that a change can be shown as one.
//!
//! What stays true in it: trust lives in one private folder of this account, apart from every
//! library and journal, so that no runbook can bring its own; a file that is broken, altered,
//! another's or writable for others allows nothing; an allowance is on disk before it counts;
//! of two programs that write at once neither loses what the other wrote. Looking creates
//! nothing.
//!
//! What it does not do: it knows no runbook and runs nothing. It cannot guard against somebody
//! who can write this account's own files.
//!
//! | file | for |
//! |---|---|
//! | `command_text` | [`CommandText`], its canonical bytes and its [`Fingerprint`] |
//! | `types` | [`Place`], [`Allowance`], [`Verdict`], and why not |
//! | `allowed` | [`Trust`]: the folder, asked and changed |
//! | `kept` | the file of one runbook: read tolerantly, written whole |
//! | `apart` | whether the folder lies apart from libraries |

mod allowed;
mod apart;
mod command_text;
mod kept;

#[cfg(test)]
mod tests;
mod types;

pub use allowed::Trust;
pub use command_text::{CommandText, Fingerprint, GivenValue, TextForm};
pub use types::{Allowance, Place, TrustFault, Verdict, Whereabouts};
