//! `rounds alert`: from an alert to the procedures that answer it.
//!
//! | file | for |
//! |---|---|
//! | `payload` | what monitoring and pagers send, read as alerts |
//! | `answer` | which procedures answer one, and how bad it is |
//! | `run` | the command |

mod answer;
mod payload;
mod run;

pub use run::run;
