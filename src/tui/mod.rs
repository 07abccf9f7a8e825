//! The screens: keys become actions, actions become wishes, and what is known is drawn.
//!
//! | file | for |
//! |---|---|
//! | [`terminal`], [`pump`], [`decode`], `guard` | the terminal's owner, its input, and what never reaches it |
//! | [`key`], [`keys`], [`keymap`] | the one table of keys, and what a person made of it |
//! | [`action`], [`effect`] | what keys ask for, what the loop does |
//! | [`app`] | what the screens know, and `update` |
//! | [`view`] | functions from what is known to a buffer |
//! | [`look`], [`theme`] | signs, and the style of each role |
//! | [`editor`] | which editor opens a file, at which line |
//! | `scroll` | how far words are scrolled, and what scrolls them |
//! | `lead`, `works` | the loop, and the commands that it holds |
//!
//! Every view is pure, and `update` returns effects as data: both are tested without a
//! terminal.

pub mod action;
pub mod app;
pub mod decode;
pub mod editor;
pub mod effect;
mod guard;
pub mod key;
pub mod keymap;
pub mod keys;
mod lead;
pub mod look;
pub mod pump;
pub mod scroll;
pub mod terminal;
pub mod theme;
pub mod view;
mod works;

pub use app::exception::Alerted;
pub use lead::{Ending, MadeUp, Opening, Options, Tell, run};
