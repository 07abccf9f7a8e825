//! `rounds list board`: each runbook in one line, worst first, as the board of the screens has it.

use super::args::ListArgs;
use super::due;
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::out::Table;
use super::unread;
use crate::present::{BoardColumn, BoardRow, BoardSort, OnBoard, Tone, board};
use jiff::civil::Date;
use serde::Serialize;

/// A runbook on the board. As JSON: `id`, `title`, `owner`, `broken` (it cannot be used as it is),
/// `missing` (items of its readiness), `ready`, `overdue` (rows of Today past their time),
/// `rounds` and `on_time` (of the last eight weeks: those that are over, overdue ones among them,
/// and those done on time),
/// `expires` and `expires_on` (what of its readiness expires next, and on which day).
#[derive(Debug, Serialize)]
struct Told<'a> {
    id: &'a str,
    title: &'a str,
    owner: Option<&'a str>,
    broken: bool,
    missing: usize,
    ready: bool,
    overdue: usize,
    rounds: u32,
    on_time: u32,
    expires: Option<&'a str>,
    expires_on: Option<Date>,
}

/// Shows the board.
///
/// # Errors
/// When the record or the library cannot be read.
pub fn run(args: &ListArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let today = due::look(session, &clock);
    let library = session.library().clone();
    let books = library.books.iter().map(|book| OnBoard {
        id: &book.parsed.id,
        title: book.title(),
        runbook: book.parsed.runbook.as_ref(),
        has_errors: book.errors() > 0,
    });
    let mut rows = board(&session.preview(), books, &today.rows, &clock);
    BoardSort::Worst.sort(&mut rows);
    let (exit, _) = unread::answered(invocation, None, false)?;
    if args.form.json {
        let told: Vec<_> = rows.iter().map(told).collect();
        invocation.out.json(&told)?;
        return Ok(exit);
    }
    if rows.is_empty() {
        invocation.out.hint("There are no runbooks.");
        return Ok(exit);
    }
    let head = &[
        "RUNBOOK",
        "OWNER",
        "READY",
        "OVERDUE",
        "ON TIME",
        "NEXT EXPIRY",
    ];
    let mut table = Table::keeping(&[0]).under(head);
    for row in &rows {
        let none = || (Tone::Dim, "–".to_owned());
        let cells = BoardColumn::ALL.map(|it| row.cell(it, &clock).unwrap_or_else(none));
        table.row(cells.iter().map(|(tone, text)| (*tone, text.as_str())));
    }
    table.write(&mut invocation.out)?;
    Ok(exit)
}

fn told(row: &BoardRow) -> Told<'_> {
    let expiry = row.expiry.as_ref();
    Told {
        id: row.runbook.as_str(),
        title: &row.title,
        owner: row.owner.as_deref(),
        broken: row.is_broken,
        missing: row.missing,
        ready: !row.is_broken && row.missing == 0,
        overdue: row.overdue,
        rounds: row.rounds.over,
        on_time: row.rounds.done,
        expires: expiry.map(|(_, what)| what.as_str()),
        expires_on: expiry.map(|(until, _)| *until),
    }
}
