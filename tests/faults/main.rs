//! Faults against the real program and the real disk: system calls that fail, bits that flip,
//! processes by the dozen, disks that lose their power.
//!
//! What one room can show with a disk that is told to fail stands in `journal`; here nothing is
//! told anything: the system itself fails. `cargo test` tries a part of the points, which takes
//! seconds; `bash .ci/faults` tries all of them. What needs a tool or a right that is not there
//! is skipped with a sentence. Each test prints what it tried as a line that begins with
//! `figure:`.
#![cfg(unix)]

#[path = "../kit/mod.rs"]
mod kit;

mod scene;
mod traced;

mod away;
mod bits;
mod calls;
mod disks;
mod power;
mod processes;
mod screens;
