//! `rounds`: a runbook companion for the terminal.
//!
//! Owners write runbooks in TOML; operators walk their procedures step by step; every
//! completion goes into a local journal that nobody can quietly change.
//!
//! The [`guide`] is the place to begin for whoever reads or changes the code.
//!
//! # The map
//!
//! Rooms stand in layers; a room uses only rooms above it. `tests/walls` holds this.
//!
//! | room | job | touches |
//! |---|---|---|
//! | [`guide`] | pages for whoever carries on; `rounds help` prints some of them | nothing |
//! | [`text`] | text from outside made safe to show; Markdown as blocks | nothing |
//! | [`schedule`], [`limits`] | when, and within what | nothing |
//! | [`runbook`] | the file format, checked types, problems | nothing |
//! | [`event`] | what can have happened; an entry of the journal | nothing |
//! | [`state`] | the fold: entries become runs, occurrences, readings; what is due | nothing |
//! | [`command`] | what an operator means → events, or a refusal in words | nothing |
//! | [`search`] | ranking | nothing |
//! | [`present`] | what is said of it all: Today's rows, progress, moments, facts in words | nothing |
//! | [`os`] | what only Unix (or only Windows) can do: polling, signals, groups, ownership | the system |
//! | [`journal`] | the record on disk: appending, reading, recovering, verifying | files |
//! | [`library`] | finding, reading and watching the runbooks in use; writing an accepted edit | files |
//! | [`config`] | where things are and who is at the keyboard | the environment |
//! | [`trust`] | which commands someone was shown and has allowed | files |
//! | [`exec`] | running a step's command; its output kept within bounds | processes |
//! | [`carrier`] | bringing records from machine to machine: git, a folder, other programs | processes, that folder |
//! | `bin/rounds-postgres` | a program of its own: a PostgreSQL database as a carrier | that database |
//! | [`session`] | library, journal and state together: decide → append → apply; the only writer | through them |
//! | [`demo`] | a year of a small team, made up in a temporary folder of its own | that folder |
//! | [`report`] | state → text, Markdown, HTML, CSV, JSON: a handover, readiness, a report over days | nothing |
//! | [`exchange`] | Markdown → runbook, and a runbook → what goes elsewhere | nothing |
//! | [`app`] | what screens and line prompts know, and how a key, a line or a report changes it | nothing |
//! | [`plain`] | a run as line prompts, for whoever has no screen to draw on | standard input and output |
//! | [`tui`] | the screens: views, decoder, loop | the terminal |
//! | [`cli`] | arguments → the rest | all; standard output |
//!
//! A key or an argument becomes a [`session::Request`]; the session takes the journal's lock,
//! folds in what others saved, lets [`command::decide`] turn the request into facts or a
//! refusal, appends and syncs them, and only then applies them to the [`state::State`] that
//! everybody draws from. The rooms from `text` to `present`, `report`, `exchange` and `app` are
//! pure: no clock, no file, no environment.
//!
//! # Where a thing lives
//!
//! | to change | look at |
//! |---|---|
//! | a key of the runbook file | [`runbook::format`] describes it, `runbook::read` reads it |
//! | what can have happened | [`event::Fact`], and how [`state`] folds it |
//! | what an operator may do, and why not | [`command`] |
//! | what is said of it, in every front end | [`present`] |
//! | what is due | [`schedule::Timing`] for slots, [`state::Series`] for occurrences, [`state::Today`] for rows |
//! | how a step's command runs | [`trust`] allows it, [`session::commands`] begins it, [`exec`] runs it |
//! | what a key does | [`app::keys`] binds it, [`app`] acts, [`tui::view`] draws |
//! | a verb of the command line | [`cli`], one file a verb |
//! | what is handed to people | [`report`] for what was done, [`exchange`] for runbooks |

pub mod app;
pub mod carrier;
pub mod cli;
pub mod command;
pub mod config;
pub mod demo;
pub mod event;
pub mod exchange;
pub mod exec;
pub mod guide;
pub mod journal;
pub mod library;
pub mod limits;
pub mod os;
pub mod plain;
pub mod present;
pub mod report;
pub mod runbook;
pub mod schedule;
pub mod search;
pub mod session;
pub mod state;
pub mod text;
pub mod trust;
pub mod tui;
