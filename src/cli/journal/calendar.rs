//! `rounds journal calendar`: the last year day by day, as weeks of signs and in words.

use crate::cli::args::CalendarArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::cli::out::{Line, Out};
use crate::cli::unread::{self, Unread};
use crate::cli::what;
use crate::present::{Clock, Tone, of_slot};

use crate::report::{Calendar, DAYS, Day};
use crate::state::SlotState;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// As many bad days are told in words; JSON has them all.
const MOST_DAYS: usize = 20;

/// A year. As JSON: `procedure` (null for all), `unread` (what could not be read, and might have
/// been due), `total`, `percent_on_time`, `days` (those with
/// a slot, oldest first: `day`). A day and the total have `done`, `late`, `missed`, `excused` (waived),
/// `waiting` (to be done still) and of those `overdue` (past their grace).
#[derive(Debug, Serialize)]
struct Year {
    procedure: Option<String>,
    unread: Vec<Unread>,
    total: Day,
    percent_on_time: Option<u32>,
    days: Vec<OneDay>,
}

#[derive(Debug, Serialize)]
struct OneDay {
    day: Date,
    #[serde(flatten)]
    counts: Day,
}

/// Shows what became of each day of the last year.
///
/// # Errors
/// When no procedure has the name, or the record cannot be read.
pub fn run(args: &CalendarArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let wall = invocation.clock.clone();
    let only = match args.what.is_empty() {
        true => None,
        false => Some(what::procedure(invocation.session()?, &args.what)?),
    };
    let calendar = Calendar::of(&invocation.session()?.preview(), only, &wall);
    let book = calendar.only.as_ref().map(|it| it.runbook.clone());
    let (exit, unread) = unread::answered(invocation, book.as_ref(), false)?;
    if args.form.json {
        let days = calendar.days.iter();
        invocation.out.json(&Year {
            procedure: calendar.only.as_ref().map(ToString::to_string),
            unread,
            total: calendar.total(),
            percent_on_time: calendar.total().percent_on_time(),
            days: days
                .map(|(day, counts)| OneDay {
                    day: *day,
                    counts: *counts,
                })
                .collect(),
        })?;
        return Ok(exit);
    }
    weeks(&mut invocation.out, &calendar, &wall)?;
    in_words(&mut invocation.out, &calendar)?;
    Ok(exit)
}

/// A row a weekday, a column a week; the month stands over the week in which it begins.
fn weeks(out: &mut Out, calendar: &Calendar, wall: &Clock) -> Result<(), Stop> {
    let weeks = DAYS / 7;
    let first = Calendar::first_of(weeks, wall);
    let today = wall.zone.to_datetime(wall.now).date();
    let day = |week: i32, weekday: i32| first.saturating_add((7 * week + weekday).days());
    let mut months = " ".repeat(4);
    for week in 0..weeks {
        let begins = day(week, 6).day() <= 7;
        let at = 4 + usize::try_from(week).unwrap_or_default();
        if begins && months.len() <= at && week + 3 <= weeks {
            months.push_str(&" ".repeat(at - months.len()));
            months.push_str(&day(week, 6).strftime("%b").to_string());
        }
    }
    out.line(&Line::of(Tone::Dim, &months))?;
    for (weekday, name) in (0..).zip(["Mon", "", "Wed", "", "Fri", "", "Sun"]) {
        let mut line = Line::of(Tone::Dim, &format!("{name:<4}"));
        for date in (0..weeks).map(|week| day(week, weekday)) {
            let known = calendar.days.get(&date).map(|day| day.worst());
            let (tone, sign) = match known {
                None if date > today => (Tone::Dim, " "),
                known => sign(known, out.look().ascii),
            };
            line = line.add(tone, sign);
        }
        out.line(&line)?;
    }
    out.gap()
}

fn sign(slot: Option<SlotState>, is_ascii: bool) -> (Tone, &'static str) {
    // Where nothing was due stands what stands for a slot that is far away.
    let slot = slot.unwrap_or(SlotState::Upcoming);
    let (sign, tone) = of_slot(slot);
    (tone, sign.text(is_ascii))
}

fn in_words(out: &mut Out, calendar: &Calendar) -> Result<(), Stop> {
    let total = calendar.total();
    for (state, count, words) in total.counts() {
        let (tone, sign) = sign(Some(state), out.look().ascii);
        let line = Line::of(tone, &format!("{sign} "));
        out.line(&line.add(Tone::Plain, &format!("{count} {words}")))?;
    }
    let (tone, sign) = sign(None, out.look().ascii);
    out.line(&Line::of(tone, &format!("{sign} nothing was due")))?;
    if let Some(percent) = total.percent_on_time() {
        out.say(&format!("{percent} % on time"))?;
    }
    if calendar.bad().next().is_some() {
        out.gap()?;
        out.line(&Line::of(Tone::Strong, "Late or missed, the latest first"))?;
    }
    for (date, day) in calendar.bad().take(MOST_DAYS) {
        let date = date.strftime("%a %-d %b %Y").to_string();
        let line = Line::of(Tone::Dim, &format!("{date:<17}"));
        out.line(&line.add(Tone::Plain, &day.words()))?;
    }
    match calendar.bad().count().saturating_sub(MOST_DAYS) {
        0 => Ok(()),
        more => out.say(&format!("{more} more: --json has them all.")),
    }
}
