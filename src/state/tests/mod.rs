//! The fold in tables. Whole histories of several writers are tried in `command::tests`.

mod checkpoint;
mod follow_ups;
mod lines;
mod register;
mod runs;
mod seeing;
mod today;
