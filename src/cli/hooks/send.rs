//! One sending: the hook's command is run, and reads its message on standard input.

use super::message::Message;
use crate::config::Hooks;
use crate::exec::{self, Ending, Program};
use crate::text::json_escaped;
use std::path::Path;
use std::time::Duration;

/// A hook that takes longer is ended, and tried again at the next run.
const TIMEOUT: Duration = Duration::from_secs(30);
const CAP_BYTES: usize = 16 * 1024;

/// Runs the command; gives why it failed, where it did.
pub fn send(hooks: &Hooks, command: &[String], message: &Message) -> Option<String> {
    let json = match serde_json::to_string(message) {
        Ok(json) => format!("{}\n", json_escaped(&json)),
        Err(error) => return Some(format!("no JSON can be made of it: {error}")),
    };
    let folder = hooks.file.parent().unwrap_or(Path::new("/"));
    let program = Program {
        passed: hooks.pass_env.iter().cloned().collect(),
        input: Some(json.into_bytes()),
        timeout: Some(TIMEOUT),
        cap_bytes: CAP_BYTES,
        ..Program::argv(command, folder)
    };
    let mut running = match exec::start(&program, || {}) {
        Ok(running) => running,
        Err(refusal) => return Some(refusal.to_string()),
    };
    let Some(ended) = running.wait() else {
        return Some("nobody knows how it ended".to_owned());
    };
    if ended.ending == Ending::Exited(0) {
        return None;
    }
    let said = String::from_utf8_lossy(&ended.output.bytes);
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    Some(match last {
        Some(last) => format!("{}: {}", ended.ending, last.trim()),
        None => ended.ending.to_string(),
    })
}
