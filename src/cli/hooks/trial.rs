//! `rounds hooks test`: one made-up event, to see that it arrives.
//!
//! It may be run on any machine, and changes nothing of what was told.

use super::args::TestArgs;
use super::message::Message;
use super::{send, trusted};
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::present::Occasion;
use serde::Serialize;

/// One hook that was tried. As JSON: `hook`, `why` (why it failed; null where it did not).
#[derive(Debug, Serialize)]
struct Tried {
    hook: &'static str,
    why: Option<String>,
}

/// Sends the event; status 1 when a hook failed.
///
/// # Errors
/// When there are no hooks that may be run, or none of this name.
pub fn run(args: &TestArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let hooks = trusted::hooks(invocation)?;
    let settings = invocation.settings()?;
    let wanted = |event: &Occasion| match &args.hook {
        Some(name) => name == event.hook(),
        None => hooks.commands.contains_key(event.hook()),
    };
    let now = invocation.clock.now;
    let mut tried = Vec::new();
    for event in Occasion::ALL.into_iter().filter(wanted) {
        let hook = event.hook();
        let Some(command) = hooks.commands.get(hook) else {
            return Err(Stop::Usage(format!(
                "{hook} is not set in {}.",
                hooks.file.display()
            )));
        };
        let message = Message::test(event, now, &settings.host);
        let why = send::send(&hooks, command, &message);
        tried.push(Tried { hook, why });
    }
    if let (Some(name), true) = (&args.hook, tried.is_empty()) {
        let names = Occasion::ALL.map(Occasion::hook).join(", ");
        return Err(Stop::Usage(format!(
            "There is no hook “{name}”. Hooks are {names}."
        )));
    }
    let failed = tried.iter().any(|it| it.why.is_some());
    if args.form.json {
        invocation.out.json(&tried)?;
        return Ok(Exit::no_when(failed));
    }
    for it in &tried {
        match &it.why {
            None => invocation.out.say(&format!("{}: sent.", it.hook))?,
            Some(why) => invocation.out.error(&format!("{} failed: {why}.", it.hook)),
        }
    }
    Ok(Exit::no_when(failed))
}
