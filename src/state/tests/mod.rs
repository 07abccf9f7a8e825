//! The fold in tables. Whole histories of several writers are tried in `command::tests`.

mod anomalies;
mod checkpoint;
mod confirmed;
mod doubts;
mod drawers;
mod follow_ups;
mod lines;
mod on_call;
mod register;
mod replaced;
mod runs;
mod signing;
mod today;
mod training;
mod written_up;
