//! Carriers: how records of one journal come from machine to machine.
//!
//! A carrier moves bytes and knows nothing of what they mean. It has a few verbs ([`Carrier`]):
//! what it has, give, take, and one thing that only one can do first. `git` and a folder are
//! built in; any other program can be one by a line protocol on its standard input and output.
//!
//! - Only bytes up to the saved length go out, and all of them as they are.
//! - Nothing is ever overwritten: other bytes at one place are a fork, and both are kept.
//! - Nobody else's bytes come into a folder of a writer of this machine.
//! - Content goes out before the entries that name it.
//! - What is stopped anywhere leaves a beginning, and doing it again is free.
//!
//! | file | job |
//! |---|---|
//! | `verbs` | the trait, and what goes over it |
//! | `fault` | why a carrier was not reached, or refused |
//! | `url` | which carrier a URL means |
//! | `folder` | a folder: a share, a stick |
//! | `git`, `git_repository`, `git_run` | a bare git repository, by the git program |
//! | `library` | runbooks by git: pulled, proposed by a branch, and who changed them |
//! | `program`, `frame`, `serve` | the line protocol, from both ends |
//! | `news` | hearing soon that something came |
//! | `local` | the journal here, as bytes |
//! | `pull`, `push`, `fork` | one sync, in its parts |
//! | `pass`, `outcome` | one sync, whole; what it did and found |

mod fault;
mod folder;
mod fork;
mod frame;
mod git;
mod git_repository;
mod git_run;
mod library;
mod local;
mod news;
mod outcome;
mod pass;
mod program;
mod pull;
mod push;
mod serve;
mod url;
mod verbs;

pub use fault::Fault;
pub use library::{FileChange, file_changes, propose, pull_library};
pub use news::listen;
pub use outcome::{Direction, Here, Notes, Outcome};
pub use pass::{sync, sync_with};
pub use serve::serve;
pub use url::{Place, open, shown_url};
pub use verbs::{Carrier, Extent, Held, Once, Put, Saying, Tail, Thing};
