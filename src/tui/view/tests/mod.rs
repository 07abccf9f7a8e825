//! How the screens look, symbols and styles, at several sizes.

mod screens;
mod snapshot;
mod stage;
