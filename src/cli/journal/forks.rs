//! `rounds journal forks`: records of one writer that part, with both sides.

use crate::cli::args::Form;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::journal::{ForkFound, ForkSide, forks};
use crate::present::Clock;

/// Lists them. As JSON, an array: `writer`, `seq` (the first number that stands twice), `here`
/// (what is read as the record) and `beside`, each with `entries`, `seq`, `hash`, `from`, `to`,
/// `boots`.
///
/// # Errors
/// When the journal cannot be read.
pub fn run(form: Form, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let settings = invocation.settings()?;
    let found = forks(&settings.journal)?;
    if form.json {
        invocation.out.json(&found)?;
        return Ok(Exit::no_when(!found.is_empty()));
    }
    if found.is_empty() {
        invocation.out.say("No record forks.")?;
    }
    let clock = invocation.clock.clone();
    for fork in &found {
        tell(fork, &clock, invocation)?;
    }
    Ok(Exit::no_when(!found.is_empty()))
}

fn tell(fork: &ForkFound, clock: &Clock, invocation: &mut Invocation) -> Result<(), Stop> {
    let ForkFound {
        writer,
        seq,
        here,
        beside,
        ..
    } = fork;
    let out = &mut invocation.out;
    out.say(&format!(
        "{writer} wrote two records from entry {seq} on; neither proves anything from there:"
    ))?;
    out.say(&format!("  here    {}", side(here, clock)))?;
    out.say(&format!("  beside  {}", side(beside, clock)))?;
    out.say("  Whose they are confirms both: rounds journal confirm")
}

fn side(side: &ForkSide, clock: &Clock) -> String {
    let span = side.from.zip(side.to);
    let span = span.map(|(from, to)| format!("{} to {}", clock.exact(from), clock.exact(to)));
    let entries = match side.entries {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    let hash = side.hash.to_string();
    let boots: Vec<&str> = side
        .boots
        .iter()
        .map(|boot| &boot[..boot.len().min(8)])
        .collect();
    let boots = match boots.is_empty() {
        true => String::new(),
        false => format!(", boot {}", boots.join(", ")),
    };
    let span = span.unwrap_or_default();
    format!(
        "{entries}, {span}, the last {}:{}{boots}",
        side.seq,
        &hash[..16]
    )
}
