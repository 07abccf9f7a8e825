//! `rounds note`: one note, or one a line.

use super::answers;
use super::args::NoteArgs;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::what;
use crate::command::Command;
use crate::event::RunId;
use crate::present::count;
use crate::runbook::StepRef;
use crate::session::Request;
use crate::session::RunProgress;
use std::io::{BufRead, Read, Write};

/// The most bytes of a line that are read; more than any note may have.
const MOST_LINE_BYTES: u64 = 64 * 1024;

/// Where notes go, and how each is answered.
struct Place {
    run: Option<RunId>,
    step_ref: Option<StepRef>,
    as_json: bool,
}

/// Writes notes down.
///
/// # Errors
/// When there is no note, it is refused, or it cannot be saved.
pub fn run(args: &NoteArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let place = place(args, invocation)?;
    match &args.text[..] {
        [] => {
            let text = ask(invocation)?;
            one(invocation, &place, &text)
        }
        [dash] if dash == "-" => from_input(invocation, &place),
        words => one(invocation, &place, &words.join(" ")),
    }
}

fn place(args: &NoteArgs, invocation: &mut Invocation) -> Result<Place, Stop> {
    let Some(typed) = &args.run else {
        return Ok(Place {
            run: None,
            step_ref: None,
            as_json: args.form.json,
        });
    };
    let session = invocation.session()?;
    let run = what::run(session, typed)?;
    let step_ref = match &args.step {
        Some(step) => Some(RunProgress::of(session, run)?.step_ref(step)?),
        None => None,
    };
    Ok(Place {
        run: Some(run),
        step_ref,
        as_json: args.form.json,
    })
}

fn ask(invocation: &mut Invocation) -> Result<String, Stop> {
    if !invocation.may_ask {
        return Err(Stop::Usage(
            "Give the note, or - to read one a line from standard input.".to_owned(),
        ));
    }
    let mut words = std::io::stderr();
    // The question is a courtesy; that it cannot be shown is no fault.
    let _ = write!(words, "Note: ").and_then(|()| words.flush());
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut text)
        .map_err(Stop::of_input)?;
    Ok(text)
}

fn save(invocation: &mut Invocation, place: &Place, text: &str) -> Result<String, Stop> {
    let receipt = invocation.submit(&Request::Do(Command::Note {
        run: place.run,
        step_ref: place.step_ref.clone(),
        text: text.to_owned(),
    }))?;
    Ok(receipt.entry.to_string())
}

fn one(invocation: &mut Invocation, place: &Place, text: &str) -> Result<Exit, Stop> {
    let entry = save(invocation, place, text)?;
    answers::noted(&mut invocation.out, text.trim(), &entry, place.as_json)?;
    Ok(Exit::WELL)
}

/// One note a line, each answered once it is on the disk. A line that cannot be saved is
/// given back on standard error, and the next one is tried.
fn from_input(invocation: &mut Invocation, place: &Place) -> Result<Exit, Stop> {
    let mut input = std::io::stdin().lock();
    let mut failed = 0_usize;
    loop {
        let (line, is_whole) = match next_line(&mut input) {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => return Err(Stop::of_input(error)),
        };
        if line.trim().is_empty() {
            continue;
        }
        let saved = match is_whole {
            true => save(invocation, place, &line),
            false => Err(Stop::Usage(
                "The line is too long; attach it as a file instead.".to_owned(),
            )),
        };
        match saved {
            Ok(entry) => {
                answers::noted(&mut invocation.out, &line, &entry, place.as_json)?;
                invocation.out.flush()?;
            }
            Err(stop) => {
                failed += 1;
                invocation.out.error(stop.words().unwrap_or_default());
                invocation.out.about(&line);
            }
        }
    }
    match failed {
        0 => Ok(Exit::WELL),
        failed => Err(Stop::Journal(format!(
            "{} not saved; what could not be saved stands above.",
            count(failed, "note"),
        ))),
    }
}

/// The next line and whether it is whole; the rest of one that is too long is passed over.
fn next_line(input: &mut impl BufRead) -> std::io::Result<Option<(String, bool)>> {
    let mut bytes = Vec::new();
    if Read::take(&mut *input, MOST_LINE_BYTES).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let is_whole = bytes.ends_with(b"\n") || (bytes.len() as u64) < MOST_LINE_BYTES;
    if !is_whole {
        loop {
            let mut rest = Vec::new();
            let read = Read::take(&mut *input, MOST_LINE_BYTES).read_until(b'\n', &mut rest)?;
            if read == 0 || rest.ends_with(b"\n") {
                break;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some((
        text.trim_end_matches(['\r', '\n']).to_owned(),
        is_whole,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whole_or_told_to_be_too_long() {
        let long = "x".repeat(200_000);
        let text = format!("one\r\n\n{long}\nlast");
        let mut input = text.as_bytes();
        let mut next = || next_line(&mut input).unwrap();
        assert_eq!(next(), Some(("one".to_owned(), true)));
        assert_eq!(next(), Some((String::new(), true)));
        let (begun, is_whole) = next().unwrap();
        assert!(!is_whole && begun.len() as u64 == MOST_LINE_BYTES);
        assert_eq!(next(), Some(("last".to_owned(), true)));
        assert_eq!(next(), None);
    }
}
