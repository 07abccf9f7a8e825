//! The line protocol between `rounds` and a carrier that is another program: a request a line,
//! with its bytes after it, and an answer a line, with its bytes after it.
//!
//! ```text
//! journal ID                      → journal ID
//! have WHOLE WRITER…              → segment WRITER N LENGTH TAIL|- … thing NAME …
//!                                   note NAME LENGTH + bytes … done
//! get WRITER N FROM               → bytes LENGTH + bytes
//! put WRITER N AT LENGTH + bytes  → length N | gap N | fork
//! get-thing NAME                  → bytes LENGTH + bytes | none
//! put-thing WRITER NAME LENGTH + bytes → done
//! once NAME OLD|- NEW|- + bytes + bytes → mine | theirs LENGTH + bytes | none
//! finish                          → done
//! taken                           → done
//! wait MILLISECONDS               → news | none
//! ```
//!
//! Every answer may also be `not-reached WORDS` or `refused WORDS`. `WHOLE` is 1 or 0; OLD and NEW
//! are lengths. Names hold no space.

use super::fault::Fault;
use std::io::{BufRead, Read, Write};

/// The longest line that is listened to.
const LINE_LIMIT_BYTES: u64 = 64 * 1024;

/// Reads a line, without its end; none where there is no more.
pub(super) fn read_line(from: &mut dyn BufRead) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    from.take(LINE_LIMIT_BYTES).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(String::from_utf8_lossy(&line).into_owned())),
        Some(_) => Err(std::io::Error::other("a line without an end")),
    }
}

/// Reads bytes whose length was said.
pub(super) fn read_bytes(
    from: &mut dyn BufRead,
    length: u64,
    most: u64,
) -> std::io::Result<Vec<u8>> {
    if length > most {
        return Err(std::io::Error::other("more bytes than may be"));
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(bytes),
        false => Err(std::io::Error::other("fewer bytes than were said")),
    }
}

/// Writes a line and the bytes after it.
pub(super) fn write(to: &mut dyn Write, line: &str, bytes: &[&[u8]]) -> std::io::Result<()> {
    to.write_all(line.as_bytes())?;
    to.write_all(b"\n")?;
    bytes.iter().try_for_each(|bytes| to.write_all(bytes))?;
    to.flush()
}

/// A fault as it is answered.
pub(super) fn words_of(fault: &Fault) -> String {
    let (word, why) = match fault {
        Fault::Refused(why) => ("refused", why),
        Fault::NotReached(why) | Fault::Wrong(why) | Fault::Here(why) => ("not-reached", why),
        Fault::Busy => ("not-reached", &fault.to_string()),
    };
    let why: String = why
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect();
    format!("{word} {why}")
}

/// The fault that an answer says, where it says one.
pub(super) fn fault_of(line: &str) -> Option<Fault> {
    let (word, why) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "refused" => Some(Fault::Refused(why.to_owned())),
        "not-reached" => Some(Fault::NotReached(why.to_owned())),
        _ => None,
    }
}

/// A length as it is written; none for `-`.
pub(super) fn length_of(word: Option<&str>) -> Result<Option<u64>, ()> {
    match word.ok_or(())? {
        "-" => Ok(None),
        word => word.parse().map(Some).map_err(drop),
    }
}
