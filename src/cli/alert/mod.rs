//! `rounds alert`: from an alert to the procedures that answer it.
//!
//! | file | for |
//! |---|---|
//! | `payload` | what monitoring and pagers send, read as alerts |
//! | `answer` | which procedures answer one, and how bad it is |
//! | `meet` | an answer against the record: where, and which run is at it already |
//! | `told` | what was not met, and the status |
//! | `begin` | `--start` |
//! | `run` | the command |

mod answer;
mod begin;
mod meet;
mod payload;
mod run;
mod told;

pub use run::run;
