//! Text from outside, made safe to show.
//!
//! Everything that a person, a file, a command or another writer wrote passes through here
//! before it reaches a terminal, a title, an error or a log.
//!
//! What stays true in it: [`Shown`] is made by this room alone; a reader sees every code point
//! or its number; nothing is dropped in silence; every function ends in time about proportional
//! to its input, whatever the input.
//!
//! What it does not do: it draws nothing, knows no colours, and reads no file.
//!
//! | file | for |
//! |---|---|
//! | `anchor` | the procedure that an address leads to |
//! | `hostile` | which code points hide, reorder or command; [`is_plain`] |
//! | `shown` | [`Shown`], made by [`shown()`] and [`lines`] |
//! | `escape` | what means itself in Markdown, HTML and CSV |
//! | `wrap` | breaking a line at words |
//! | `json` | JSON that is safe on a terminal |
//! | `difference` | the lines in which two texts differ |
//! | `words` | [`slug`], [`nearest`], [`sentence`], [`titled`], durations |
//! | `secret`, `private_key` | what looks like a secret |
//! | [`markdown`] | Markdown as blocks, and blocks as rows |

pub mod markdown;

mod anchor;
mod difference;
mod escape;
mod hostile;
mod json;
mod private_key;
mod secret;
mod shown;
mod words;
mod wrap;

#[cfg(test)]
mod tests;

pub use anchor::{address, anchor};
pub use difference::{DifferenceLine, difference_lines};
pub use escape::{csv_cell, html_escaped, html_head, markdown_escaped};
pub use hostile::{Fault, Hostile, is_plain};
pub use json::json_escaped;
pub use private_key::private_key_lines;
pub(crate) use secret::is_placeholder;
pub use secret::looks_secret;
pub use shown::{Ellipsis, Shown, lines, shown};
pub use words::{SLUG_CHARACTERS, duration_words, nearest, sentence, slug, telling, titled};
pub use wrap::wrap;
