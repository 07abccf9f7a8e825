//! What is said of it all: decided here once, and only laid out by whoever shows it.
//!
//! What stays true: screens, line prompts, the command line and reports say one thing in one
//! way, because they take it from here: the rows of Today and their order, how far a run is,
//! moments and lengths of time, facts in words, how much a thing matters. Pure:
//! the moment, the zone and what only other rooms know come in as values. What it does not do:
//! it lays nothing out, knows no column and no colour, and makes nothing safe to show: whoever
//! shows a text that people wrote goes through `text::shown`.
//!
//! | file | for |
//! |---|---|
//! | `behind` | that the runbooks here are older than the record's |
//! | `claim`, `in_step`, `team` | who is at what, and how a shared record stands |
//! | `clock` | moments, days and lengths of time |
//! | `fact`, `handoff` | what happened, in words |
//! | `commit` | a change of a runbook's file, as git has it |
//! | `doubt`, `grade` | what makes one doubt a run, how a rehearsal went |
//! | `fold` | which rows of Today are shown where rows are dear |
//! | `handed_on` | what a shift hands on: Today's rows, and what is said of each |
//! | `how_far` | one count of a run's progress |
//! | `items` | items of one step: how far they are, and which are told one by one |
//! | `json` | what programs get |
//! | `on_call` | who is called, who is on call, and whether they are within their hours |
//! | `kind` | what a row of Today is: its group, its place, its sign |
//! | `notice` | what is told outside while no screen is open |
//! | `replaced` | answers that another writer replaced |
//! | `row`, `row_run` | a row of Today in words |
//! | `sources` | what all of it is made from |
//! | `today` | all rows, in order |
//! | `tone` | how much a thing matters, and its sign |

mod behind;
mod board;
mod claim;
mod clock;
mod commit;
mod doubt;
mod fact;
mod fold;
mod follow_up;
mod grade;
mod handed_on;
mod handoff;
mod how_far;
mod in_step;
mod items;
pub mod json;
mod kind;
mod notice;
mod on_call;

mod replaced;
mod row;
mod row_rehearsal;
mod row_run;
mod sources;
mod team;
#[cfg(test)]
mod tests;
mod today;
mod tone;
mod unsigned;
mod words;
mod wound;

pub use behind::Behind;
pub use board::{BoardColumn, BoardRow, BoardSort, OnBoard, WEEKS, board};
pub use claim::Claim;
pub use clock::{Clock, days, length};
pub use commit::Commit;
pub use doubt::{doubt, doubts, doubts_at, doubts_of, to_know, written_up};
pub use fact::{Told, answer, answer_tone, began, ending, fact, signature, story};
pub use fold::{Line, Room, calm, lines};
pub use follow_up::{follow_up_story, plan_lines, question_took, thread_story};
pub use grade::{grade, trained};
pub use handed_on::shift_severity;
pub use handoff::ANYONE;
pub use how_far::HowFar;
pub use in_step::InStep;
pub use items::{BoxRow, Quiet, asks_for_items, box_rows, items_words, unfinished_rows, with_item};
pub use kind::{Group, Kind};
pub use notice::{Notice, Occasion, notices};
pub use on_call::{Reached, all_on_call, everybody_on_call};
pub use replaced::{replaced, replaced_answer, replaced_there};
pub use row::Row;
pub use row_run::still_open;
pub use sources::{Outside, Sources};
pub use team::{TEAM_HEADS, Team, TeamRow, TeamSources};
pub use today::{Rounds, Today};
pub use tone::{Sign, Tone, of_slot, of_verdict};
pub use unsigned::{all_unsigned, unsigned_at, unsigned_by, unsigned_lines};
pub use words::{capitalized, count, size};
