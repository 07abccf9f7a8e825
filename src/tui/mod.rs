//! The screens: what somebody does at the terminal goes to [`app`](crate::app), and what is
//! known there is drawn.
//!
//! | file | for |
//! |---|---|
//! | [`terminal`], [`input`], [`decode`], `guard` | the terminal's owner, its input, and what never reaches it |
//! | [`view`] | functions from what is known to a buffer |
//! | `style` | a look in the terminal library's terms |
//! | `event_loop`, `jobs`, `filling` | the loop, and the commands and the record that it holds |
//! | `held` | whether a key is held down |
//! | `options` | how the screens are to be, and how they ended |
//!
//! Every view is pure, and the app returns effects as data: both are tested without a
//! terminal.

pub mod decode;
mod event_loop;
mod filling;
mod guard;
mod held;
pub mod input;
mod jobs;
mod options;
mod style;
pub mod terminal;
#[cfg(test)]
pub(crate) mod tests;
mod typing;
pub mod view;

pub use event_loop::run;
pub use filling::{Fill, Told};
pub use options::{Ending, MadeUp, Options, Tell};
