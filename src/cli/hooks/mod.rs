//! `rounds hooks`: what happened is told to the commands of `[hooks]`, while no screen is open.
//!
//! What stays true: only the machine that `host` names tells, and only at this command's word;
//! nothing is started that somebody else could have written into the file; what the record says
//! reaches a hook on its standard input and never in its arguments; at least once, with a key
//! that stays the same.
//!
//! What it does not do: it knows no pager and no network. The commands do.
//!
//! | file | for |
//! |---|---|
//! | `args` | what was typed |
//! | `message` | what a hook reads |
//! | `outbox` | what was told, and what has to be |
//! | `run` | `hooks run` |
//! | `send` | one sending |
//! | `trial` | `hooks test` |
//! | `trusted` | the hooks of the settings, where they may be run |
//! | `units` | `hooks units` |

pub mod args;
mod message;
mod outbox;
mod run;
mod send;
mod trial;
mod trusted;
mod units;

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use args::HooksVerb;

/// Does what is wanted with the hooks.
///
/// # Errors
/// As each verb says.
pub fn run(verb: &HooksVerb, invocation: &mut Invocation) -> Result<Exit, Stop> {
    match verb {
        HooksVerb::Run(form) => run::run(*form, invocation),
        HooksVerb::Units => units::run(invocation),
        HooksVerb::Test(args) => trial::run(args, invocation),
    }
}
