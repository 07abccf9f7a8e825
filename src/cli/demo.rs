//! `rounds demo`: a living example in a folder of its own, and nothing of the user's touched.
//!
//! The folder is named when it is made and when it is left; it goes at the end, unless it is
//! to be kept. Whatever `--journal`, the environment or config.toml say of places, they are not
//! used; keys and colours of the user are.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::screens::{self, PlainArgs};
use crate::demo::{Folder, OPERATOR, write_year};
use crate::tui::{Fill, MadeUp};
use clap::Args;
use jiff::Timestamp;
use std::io::{IsTerminal, Write};

/// `rounds demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Leave the folder where it is
    #[arg(long)]
    pub keep: bool,
    /// Open no screen: make the folder, keep it, and say how it is used
    #[arg(long)]
    pub no_open: bool,
    /// Open no screen: make the folder, keep it, and print where it is, for scripts
    #[arg(long, conflicts_with = "no_open")]
    pub print_folder: bool,
    /// Prompts instead of screens.
    #[command(flatten)]
    pub plain: PlainArgs,
}

/// Makes the example, and opens it.
///
/// # Errors
/// When there is no terminal for it, or no folder can be made.
pub fn run(args: &DemoArgs, plain: PlainArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let opens = !args.no_open && !args.print_folder;
    if opens && !plain.plain {
        // Before anything is made that nobody could then see.
        screens::check(invocation)?;
    }
    let mut folder = Folder::make("demo").map_err(|error| unmade(&error))?;
    let now = Timestamp::now();
    folder.write_library(now).map_err(|error| unmade(&error))?;
    // The screens open at once, and the year is written while they are looked at.
    let fill = (opens && !plain.plain).then(|| filling(&folder, now));
    if fill.is_none() {
        write_now(&folder, now)?;
    }
    let place = folder.path().display().to_string();
    if !opens {
        folder.keep();
        return tell(args, &folder, invocation);
    }
    if args.keep {
        folder.keep();
    }
    invocation.move_to(folder.settings(OPERATOR))?;
    invocation.out.about(&format!(
        "A demo: a year of a team that was made up. It lies in {place}; nothing of yours is touched."
    ));
    let left = match plain.plain {
        true => screens::prompt_made_up(invocation, None, plain, folder),
        false => screens::open_made_up(invocation, None, made_up(&place), folder, fill),
    };
    invocation.out.about(&match args.keep {
        true => format!("The demo is left in {place}."),
        false => format!("The demo in {place} is removed. `rounds tutor` teaches the keys; `rounds init` begins your own."),
    });
    left
}

/// What writes the year while somebody looks.
fn filling(folder: &Folder, now: Timestamp) -> Fill {
    let lent = folder.lent();
    Fill::by(move |told| {
        let written = write_year(&lent, now, told);
        written.map(drop).map_err(|fault| fault.to_string())
    })
}

/// Writes the year before anything else is done, and tells how far that is.
fn write_now(folder: &Folder, now: Timestamp) -> Result<(), Stop> {
    let mut stderr = std::io::stderr();
    let is_seen = stderr.is_terminal();
    let mut last = None;
    let written = write_year(folder, now, &mut |percent| {
        if is_seen && last.replace(percent) != Some(percent) {
            // Whoever cannot be told how far it is gets the year all the same.
            let _ = write!(
                stderr,
                "\rA year of a made-up team is being written: {percent} % "
            );
        }
        true
    });
    if is_seen {
        let _ = writeln!(
            stderr,
            "\rA year of a made-up team is written.              "
        );
    }
    written
        .map(drop)
        .map_err(|fault| Stop::Other(fault.to_string()))
}

fn made_up(place: &str) -> MadeUp {
    MadeUp {
        badge: "DEMO",
        words: format!(
            "This is a demo, in {place}: look, press, write; nothing of yours is touched."
        ),
    }
}

/// Commands that show what the example has.
const LOOKS: [&str; 5] = [
    "due",
    "list follow-ups",
    "ready orders-sync",
    "report",
    "journal verify",
];

/// Says where the example is, and how it is used from there.
fn tell(args: &DemoArgs, folder: &Folder, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let place = folder.path().display();
    if args.print_folder {
        invocation.out.say(&place.to_string())?;
        return Ok(Exit::WELL);
    }
    invocation.out.say(&format!("The demo lies in {place}."))?;
    let with =
        format!("--runbooks {place}/runbooks --journal {place}/journal --operator {OPERATOR}");
    for command in LOOKS {
        invocation.out.say(&format!("  rounds {command} {with}"))?;
    }
    invocation
        .out
        .say("Remove the folder when you are done with it.")?;
    Ok(Exit::WELL)
}

fn unmade(error: &std::io::Error) -> Stop {
    Stop::Other(format!(
        "No folder could be made among the temporary files: {}. TMPDIR names another place.",
        crate::os::why(error)
    ))
}
