//! The same program as line prompts: for screen readers, terminals that cannot draw, pipes and
//! scripts.
//!
//! It goes over what [`app`](crate::app) knows and does: a word is a key of the one table or
//! the name of an action, a number is a row, any other line is for what is asked. What the app
//! wants done is done at once.
//!
//! What stays true: nothing is drawn; a statement is a line, made safe to show; each prompt
//! says what it takes; a refusal gives back what was typed; a command runs only after it was
//! shown whole and confirmed by a number that nobody can have typed before; the end of input
//! leaves a run to be gone on with.
//!
//! What it does not do: it decides nothing, and knows no arguments.
//!
//! | file | for |
//! |---|---|
//! | `conversation` | saying and asking, lines and signals |
//! | `prompts` | from prompt to prompt: what is said, asked and heeded |
//! | `perform` | what the app wants done |
//! | `command` | a step's command, watched as it runs |
//! | [`words`] | what the first word of a line means |
//! | `place` | the place in front as lines, and what changed of it |
//! | `today`, `lists`, `pages` | rows of the screens as lines |
//! | `run`, `step`, `how_done`, `ended` | a run as lines |
//! | `overlay` | what is asked for, as lines |
//! | `said`, `saved` | what was said last; what was saved, in words |

mod command;
mod conversation;
mod ended;
mod how_done;
mod lists;
mod overlay;
mod pages;
mod perform;
mod place;
mod prompts;
mod run;
mod said;
mod saved;
mod step;
mod today;
pub mod words;

pub use prompts::{Ending, Options, run};
