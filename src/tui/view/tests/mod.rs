//! How the screens look, symbols and styles, at several sizes.

mod run;
mod screens;
mod snapshot;
mod stage;
mod today;
