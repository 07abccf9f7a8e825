//! The terminal: one owner of its modes, one source of its input.
//!
//! [`terminal`] alone writes to the terminal and restores it; [`pump`] alone reads it, and sleeps
//! until something happens; [`decode`] turns bytes into keys, paste and mouse;
//! a guard lets no character reach the terminal that it would obey.

pub mod decode;
mod guard;
pub mod pump;
pub mod terminal;
