//! What people type into a shell, as they show it on a page: prompts, commands over several
//! lines, here-documents, comments, and what a program printed.
//!
//! What stays true: a block of code is understood whole or not at all, and what could be two
//! things is taken for words: a command that does less, more or elsewhere than the page is
//! worse than none. What it does not do: nothing is run, expanded or looked up.
//!
//! | file | for |
//! |---|---|
//! | `transcript` | a block of code as what was typed and what was seen |
//! | `prompt` | whose prompt stands before a command |
//! | `guess` | what a line looks like: typed, printed, or words |
//! | `foreign` | blocks that another program reads |
//! | `opens`, `console`, `asks`, `moves` | what a command does to its shell |
//! | `whole`, `words` | where a command ends; its words |

mod asks;
mod console;
mod foreign;
mod guess;
mod moves;
mod opens;
mod prompt;
#[cfg(test)]
mod tests;
mod transcript;
mod whole;
mod words;

pub(in crate::exchange) use guess::is_program;
pub(in crate::exchange) use moves::{Moves, moves_shell};
pub(in crate::exchange) use opens::{Effect, effect, is_leaving};
pub(in crate::exchange) use prompt::Prompt;
pub(in crate::exchange) use transcript::{Block, Turn, Unplaced, opens_somewhere, read};
pub(in crate::exchange) use whole::{Open, is_assignment, open_after};
pub(in crate::exchange) use words::{quote_after, simple_commands, without_comment};
