//! The fold in tables. Whole histories of several writers are tried in `command::tests`.

mod checkpoint;
mod lines;
mod register;
mod runs;
mod today;
