//! A shell's text as far as it can be read without running it: its commands with their words,
//! the variables in them, and the names that the text sets itself.
//!
//! What stays true: any text is read to its end, whole or not, and never refused; what this
//! reader does not understand, it takes for plain text. It knows the grammar of `/bin/sh` with
//! the everyday forms of bash, and knows no program: what a command does with its words is
//! asked elsewhere.
//!
//! | file | for |
//! |---|---|
//! | `text` | what was read: commands, words, variables |
//! | `reader` | commands, redirections, here-documents |
//! | `word` | words, quotes, expansions |

mod reader;
#[cfg(test)]
mod tests;
mod text;
mod word;

pub(super) use reader::read;
pub(super) use text::ShellCommand;
