//! What screens and line prompts know and show, and how what somebody does changes it.
//!
//! [`update()`] takes the app, the record and one message, and gives effects for the loop to
//! perform. Nothing here touches a terminal, a file or a clock; the moment comes in with a
//! message. Each screen keeps its own small state in its own file.
//!
//! | file | for |
//! |---|---|
//! | [`input`], [`action`] | what somebody does, and what that asks for |
//! | [`keys`], [`keymap`] | the one table of keys, and what a person made of it |
//! | [`effect`], [`opening`] | what the loop does, and what it opens first |
//! | [`editor`] | which editor opens a file, at which line |
//! | [`look`], [`theme`], [`style`] | signs, and how the letters of each role look |
//! | `model`, `update` | what is known, and how one message changes it |
//! | [`overlay`], [`confirm`], [`find`], [`palette`] | what is asked for in front of everything |
//! | the others | a screen each, and what is done on it |

pub mod accept;
pub mod action;
pub mod asks;
pub mod board;
pub mod confirm;
mod cursor;
mod edit;
pub mod editor;
pub mod effect;
pub mod exception;
mod field;
pub mod find;
pub mod findable;
pub mod follow_ups;
pub mod half_typed;
pub mod input;
mod insist;
pub mod journal;
pub mod journal_day;
pub mod journal_rows;
pub mod keymap;
pub mod keys;
mod line;
pub mod linked;
pub mod live;
pub mod look;
mod model;
pub mod opening;
mod overdue;
pub mod overlay;
pub mod pages;
pub mod palette;
pub mod pick;
mod record;
mod redline;
mod rehearse;
mod report;
pub mod run;
pub mod runbooks;
pub mod scroll;
pub mod spots;
pub mod style;
pub mod synonyms;
pub mod theme;
pub mod today;
pub mod today_foot;
pub mod today_row;
pub mod today_screen;
pub mod trends;
mod update;
pub mod when;

pub use cursor::Cursor;
pub use field::Field;
pub use line::may_be_empty;
pub use model::{App, Beginning, HALVES_FROM, Notable, Notice, Saving, Screen, Waiting};
pub use overlay::{Adopting, OutputPage, Overlay, Picker, Prompt, Purpose, Showing};
pub use record::troubles;
pub use redline::says as step_says;
pub use update::{Message, update};
