//! `rounds`: a runbook companion for the terminal.
//!
//! Owners write runbooks in TOML; operators walk their procedures step by step; every
//! completion goes into a local journal that nobody can quietly change.
//!
//! # The map
//!
//! Rooms stand in layers; a room uses only rooms above it. `tests/walls.rs` holds this.
//!
//! | room | job | touches |
//! |---|---|---|
//! | [`text`] | text from outside made safe to show; Markdown as blocks | nothing |
//! | [`schedule`], [`limits`] | when, and within what | nothing |
//! | [`runbook`] | the file format, checked types, problems | nothing |
//! | [`event`] | what can have happened; an entry of the journal | nothing |
//! | [`search`] | ranking | nothing |
//! | [`journal`] | the record on disk: appending, reading, verifying | files |
//! | [`cli`] | arguments → the rest | all; standard output |

pub mod cli;
pub mod command;
pub mod config;
pub mod event;
pub mod journal;
pub mod library;
pub mod limits;
pub mod os;
pub mod runbook;
pub mod schedule;
pub mod search;
pub mod session;
pub mod state;
pub mod text;
pub mod tui;
