//! A living example: a year of a small team, made up in a temporary folder.
//!
//! What stays true: nothing outside its own [`Folder`] is read or written; everything in the
//! record is decided by the real `decide` and appended by the journal's own writer, so that it
//! verifies and folds like any other; the same seed and moment give the same year. The moments
//! of its entries are chosen, which nothing else in the program can do: the scribe takes no
//! other place than a [`Folder`].
//!
//! What it does not do: it opens no screen and says nothing; `cli` does.
//!
//! | file | for |
//! |---|---|
//! | `folder`, `dates` | the folder, with runbooks of today in it; gone when it is dropped |
//! | `scribe` | a command decided and appended as of a moment |
//! | `walker` | one run from its start to its end, as an operator would go |
//! | `values` | what is read and noted on which day |
//! | `year` | what happens when |
//! | `stories` | what a year has beside its rounds: escalations, questions, handovers |

mod asked;
mod by_command;
mod dates;
mod folder;
mod going;
mod scribe;
mod stories;
mod values;
mod walker;
mod year;

pub use folder::Folder;
pub use scribe::Fault;
pub use year::write_year;

/// Who is at the keyboard when the example is opened.
pub const OPERATOR: &str = "ops-a";
