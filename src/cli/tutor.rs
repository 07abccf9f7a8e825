//! `rounds tutor`: ten minutes that teach a shift by doing.
//!
//! A rehearsal of a runbook that is built in, in a temporary folder of its own: nothing of the
//! user's is touched, and nothing counts. Which key does what is filled in from the keys in
//! force, a person's own included, so that the words cannot be out of date; for line prompts
//! the words to type stand there instead.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::screens::{self, PlainArgs};
use crate::app::keymap::Keymap;
use crate::app::keys::Context;
use crate::app::opening::Opening;
use crate::demo::{Folder, OPERATOR};
use crate::event::RunId;
use crate::plain::words;
use crate::runbook::ProcedureRef;
use crate::session::{Request, Session, Start};
use crate::tui::MadeUp;
use clap::Args;

/// The runbook, with `{action}` where a key belongs.
const LESSON: &str = include_str!("tutor.toml");

/// `rounds tutor`
#[derive(Debug, Args)]
pub struct TutorArgs {
    /// Prompts instead of screens.
    #[command(flatten)]
    pub plain: PlainArgs,
}

/// Begins the lesson and opens it.
///
/// # Errors
/// When there is no terminal for it, or no folder can be made.
pub fn run(plain: PlainArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    if !plain.plain {
        screens::check(invocation)?;
    }
    let folder = Folder::make("tutor").map_err(|error| unmade(&error))?;
    let lesson = lesson(invocation.screen_config.keymap, plain.plain);
    folder
        .write_runbook("tutor.toml", &lesson)
        .map_err(|error| unmade(&error))?;
    invocation.out.about(&format!(
        "The lesson lies in {}; nothing else is touched, and nothing counts.",
        folder.path().display()
    ));
    invocation.move_to(folder.settings(OPERATOR))?;
    let run = begin(invocation.session()?)?;
    let left = match plain.plain {
        true => screens::prompt_made_up(invocation, Some(Opening::Run(run)), plain, folder),
        false => {
            screens::open_made_up(invocation, Some(Opening::Run(run)), made_up(), folder, None)
        }
    };
    invocation.out
        .about("The lesson is over, and its folder is gone. `rounds demo` shows a year; `rounds init` begins your own.");
    left
}

fn made_up() -> MadeUp {
    MadeUp {
        badge: "TUTOR",
        words: "Ten minutes, a step at a time. Nothing of yours is touched.".to_owned(),
    }
}

fn begin(session: &mut Session) -> Result<RunId, Stop> {
    let procedure = ProcedureRef {
        runbook: "tutor".into(),
        procedure: "keys".into(),
    };
    let start = Start {
        rehearsal: true,
        scenario: Some("Ten minutes".to_owned()),
        ..Start::of(procedure)
    };
    let receipt = session.submit(&Request::Start(start))?;
    let begun = receipt.run;
    begun.ok_or_else(|| Stop::Other("The lesson was saved without a run.".to_owned()))
}

/// The lesson with the keys of a run in it, or with the words that are typed for them.
fn lesson(keymap: Keymap, is_by_lines: bool) -> String {
    match is_by_lines {
        false => keymap.fill(Context::Run, "**", LESSON),
        true => keymap
            .live(Context::Run)
            .fold(LESSON.to_owned(), |text, row| {
                let word = words::word(keymap, Context::Run, row.action);
                text.replace(
                    &format!("{{{}}}", row.action.name()),
                    &format!("**{word}**"),
                )
            }),
    }
}

fn unmade(error: &std::io::Error) -> Stop {
    Stop::Other(format!(
        "No folder could be made among the temporary files: {}. TMPDIR names another place.",
        crate::os::why(error)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::Wanted;
    use crate::library::Library;

    #[test]
    fn the_lesson_passes_check_and_no_key_is_left_open() {
        for is_by_lines in [false, true] {
            let text = lesson(Keymap::default(), is_by_lines);
            assert!(
                !text.contains("{ok}") && !text.contains("of the palette"),
                "{text}"
            );
            let details = text.lines().filter(|line| line.starts_with("detail"));
            let open: Vec<_> = details.filter(|line| line.contains('{')).collect();
            assert!(open.is_empty(), "{open:?}");
            let folder = Folder::make("test").unwrap();
            folder.write_runbook("tutor.toml", &text).unwrap();
            let library = Library::look(&[folder.runbooks()]);
            let problems = &library.book("tutor").unwrap().parsed.problems;
            assert!(problems.is_empty(), "{problems:?}");
        }
    }

    #[test]
    fn the_lesson_names_the_keys_that_somebody_chose() {
        let wanted = Wanted {
            place: "run",
            key: "p",
            action: "ok",
        };
        let (keymap, faults) = Keymap::with(&[wanted]);
        assert!(faults.is_empty());
        assert!(lesson(keymap, false).contains("Press **p**"));
        assert!(lesson(Keymap::default(), false).contains("Press **space**"));
    }
}
