//! Another program that does one small thing, and is not waited for long.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// No such program takes longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether a program was there, read all of `input`, and ended well.
pub(super) fn does(command: &mut Command, input: &[u8]) -> bool {
    let quiet = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut child) = quiet.spawn() else {
        return false;
    };
    let written = child.stdin.take().map(|mut to| to.write_all(input));
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return status.success() && matches!(written, Some(Ok(()))),
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(_) => return false,
        }
    }
    // It hangs: it is ended, and another way is tried. What it had is of no use.
    let _ = child.kill();
    let _ = child.wait();
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_tool_has_the_text_only_where_it_ended_well() {
        let does = |words: &[&str]| {
            let text = b"kubectl rollout restart";
            super::does(Command::new(words[0]).args(&words[1..]), text)
        };
        assert!(does(&["grep", "-q", "^kubectl rollout restart$"]));
        assert!(!does(&["grep", "-q", "something else"]));
        assert!(!does(&["no-such-tool-of-anyone"]));
        assert!(!does(&["sleep", "30"]), "it hangs");
    }
}
