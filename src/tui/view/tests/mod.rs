//! How the screens look, symbols and styles, at several sizes.

mod board;
mod doing;
mod follow_ups;
mod handoff;
mod run;
mod screens;
mod snapshot;
mod stage;
mod today;
