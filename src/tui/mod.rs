//! The screens: keys become actions, actions become requests, and what is known is drawn.
//!
//! | file | for |
//! |---|---|
//! | [`terminal`], [`input`], [`decode`], `guard` | the terminal's owner, its input, and what never reaches it |
//! | [`key`], [`keys`], [`keymap`] | the one table of keys, and what a person made of it |
//! | [`action`], [`effect`] | what keys ask for, what the loop does |
//! | [`app`] | what the screens know, and `update` |
//! | [`view`] | functions from what is known to a buffer |
//! | [`look`], [`theme`] | signs, and the style of each role |
//! | [`editor`] | which editor opens a file, at which line |
//! | `scroll` | how far words are scrolled, and what scrolls them |
//! | `event_loop`, `jobs` | the loop, and the commands that it holds |
//!
//! Every view is pure, and `update` returns effects as data: both are tested without a
//! terminal.

pub mod action;
pub mod app;
pub mod decode;
pub mod editor;
pub mod effect;
mod event_loop;
mod guard;
pub mod input;
mod jobs;
pub mod key;
pub mod keymap;
pub mod keys;
pub mod look;
pub mod scroll;
pub mod terminal;
pub mod theme;
pub mod view;

pub use app::exception::Alerted;
pub use event_loop::{Ending, MadeUp, Opening, Options, Tell, run};
