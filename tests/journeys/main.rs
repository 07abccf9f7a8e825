//! Whole journeys through the real program in a pseudo-terminal, as an operator makes them.
//!
//! A journey belongs here when it crosses rooms: keys go in at one end, and what counts at the
//! other is what the screen says, what the journal holds and how the terminal is left. What one
//! room can show by itself is tested in that room; the terminal's owner by itself in
//! `tests/terminal.rs`.
#![cfg(unix)]

#[path = "../kit/mod.rs"]
mod kit;

mod scene;

mod alert_starts;
mod alerts;
mod answers;
mod beside;
mod board;
mod by_keys;
mod command;
mod demo;
mod disk;
mod doing;
mod doubts;
mod edits;
mod exchange;
mod fan_out;
mod first;
mod first_look;
mod follow_ups;
mod handoff;
mod hooks;
mod hostile;
mod key_counts;
mod killed;
mod library;
mod look;
mod measures;
mod mouse;
mod on_call;
mod others;
mod pager;
mod plain;
mod provoked;
mod readme;
mod recipes;
mod rehearsing;
mod round;
mod rules;
mod sample;
mod screens;
mod secrets;
mod shipped;
mod sinks;
mod slow;
mod statuses;
mod steps;
mod terminal;
mod together;
mod values;
mod variables;
mod verbs;
