//! The other end of the line protocol: a carrier that is built in, spoken to from outside.
//!
//! What is asked wrongly is answered with words, and the line after it is listened to.

use super::fault::Fault;
use super::frame::{length_of, read_bytes, read_line, words_of, write};
use super::verbs::{Carrier, Once, Put, SEGMENT_LIMIT_BYTES, THING_LIMIT_BYTES};
use crate::event::WriterId;
use crate::journal::SegmentPlace;
use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::str::SplitAsciiWhitespace;
use std::time::Duration;

/// What is answered: lines, each with the bytes after it.
type Answer = Result<Vec<(String, Vec<u8>)>, Fault>;

/// Answers requests until there are no more.
///
/// # Errors
/// When what is asked cannot be read, or the answer cannot be written.
pub fn serve(
    carrier: &mut dyn Carrier,
    from: &mut dyn BufRead,
    to: &mut dyn Write,
) -> io::Result<()> {
    while let Some(line) = read_line(from)? {
        let mut words = line.split_ascii_whitespace();
        let verb = words.next().unwrap_or_default().to_owned();
        let answer = match answer(carrier, &verb, &mut words, from)? {
            Some(answer) => answer,
            None => Err(Fault::Here(format!("“{verb}” is not asked like that"))),
        };
        match answer {
            Ok(lines) => {
                for (line, bytes) in lines {
                    write(to, &line, &[&bytes])?;
                }
            }
            Err(fault) => write(to, &words_of(&fault), &[])?,
        }
    }
    Ok(())
}

fn place_of(words: &mut SplitAsciiWhitespace<'_>) -> Option<SegmentPlace> {
    Some(SegmentPlace {
        writer: words.next()?.parse().ok()?,
        segment: words.next()?.parse().ok()?,
    })
}

fn line(text: impl Into<String>) -> Answer {
    Ok(vec![(text.into(), Vec::new())])
}

fn bytes_line(bytes: Vec<u8>) -> Answer {
    Ok(vec![(format!("bytes {}", bytes.len()), bytes)])
}

/// The answer; none where the question is not one.
fn answer(
    carrier: &mut dyn Carrier,
    verb: &str,
    words: &mut SplitAsciiWhitespace<'_>,
    from: &mut dyn BufRead,
) -> io::Result<Option<Answer>> {
    let asked = match verb {
        "put" | "put-thing" | "once" => return with_bytes(carrier, verb, words, from),
        "journal" => words.next().and_then(|id| id.parse().ok()).map(|mine| {
            let id = carrier.journal(mine)?;
            line(format!("journal {id}"))
        }),
        "have" => words.next().map(|whole| {
            let own: BTreeSet<WriterId> = words.filter_map(|it| it.parse().ok()).collect();
            have(carrier, &own, whole == "1")
        }),
        "get" => place_of(words).and_then(|place| {
            let at = words.next()?.parse().ok()?;
            Some(carrier.get(&place, at).and_then(bytes_line))
        }),
        "get-thing" => words
            .next()
            .and_then(|name| name.parse().ok())
            .map(|thing| match carrier.get_thing(&thing)? {
                Some(bytes) => bytes_line(bytes),
                None => line("none"),
            }),
        "finish" => Some(carrier.finish().and_then(|()| line("done"))),
        "taken" => {
            carrier.taken();
            Some(line("done"))
        }
        "wait" => words.next().and_then(|it| it.parse().ok()).map(|most| {
            let heard = carrier.wait(Duration::from_millis(most))?;
            line(if heard { "news" } else { "none" })
        }),
        _ => None,
    };
    Ok(asked)
}

fn with_bytes(
    carrier: &mut dyn Carrier,
    verb: &str,
    words: &mut SplitAsciiWhitespace<'_>,
    from: &mut dyn BufRead,
) -> io::Result<Option<Answer>> {
    let words: Vec<&str> = words.collect();
    let lengths = match verb {
        "once" => words.get(1..3).unwrap_or_default(),
        _ => words
            .get(words.len().saturating_sub(1)..)
            .unwrap_or_default(),
    };
    let mut parts: Vec<Option<Vec<u8>>> = Vec::new();
    for word in lengths {
        let Ok(length) = length_of(Some(word)) else {
            return Ok(None);
        };
        let read = length.map(|length| read_bytes(from, length, THING_LIMIT_BYTES));
        parts.push(read.transpose()?);
    }
    Ok(put(carrier, verb, &words, &parts))
}

fn put(
    carrier: &mut dyn Carrier,
    verb: &str,
    words: &[&str],
    parts: &[Option<Vec<u8>>],
) -> Option<Answer> {
    let part = |at: usize| parts.get(at).and_then(Option::as_deref);
    match (verb, words) {
        ("put", [writer, segment, at, _]) => {
            let place = SegmentPlace {
                writer: writer.parse().ok()?,
                segment: segment.parse().ok()?,
            };
            let bytes = part(0).filter(|bytes| bytes.len() as u64 <= SEGMENT_LIMIT_BYTES)?;
            let put = carrier.put(&place, at.parse().ok()?, bytes);
            Some(put.and_then(|put| match put {
                Put::Length(length) => line(format!("length {length}")),
                Put::Gap(length) => line(format!("gap {length}")),
                Put::Fork => line("fork"),
            }))
        }
        ("put-thing", [writer, name, _]) => {
            let (by, thing) = (writer.parse().ok()?, name.parse().ok()?);
            let put = carrier.put_thing(&by, &thing, part(0)?);
            Some(put.and_then(|()| line("done")))
        }
        ("once", [name, _, _]) => {
            let said = carrier.once(name, part(0), part(1));
            Some(said.and_then(|once| match once {
                Once::Mine => line("mine"),
                Once::Theirs(None) => line("none"),
                Once::Theirs(Some(bytes)) => Ok(vec![(format!("theirs {}", bytes.len()), bytes)]),
            }))
        }
        _ => None,
    }
}

fn have(carrier: &mut dyn Carrier, own: &BTreeSet<WriterId>, whole: bool) -> Answer {
    let held = carrier.have(own, whole)?;
    let mut lines = Vec::new();
    for (place, extent) in held.segments {
        let tail = extent
            .tail
            .map_or_else(|| "-".to_owned(), |tail| tail.to_string());
        let (writer, segment, length) = (place.writer, place.segment, extent.length);
        let line = format!("segment {writer} {segment} {length} {tail}");
        lines.push((line, Vec::new()));
    }
    let things = held
        .things
        .iter()
        .map(|thing| (format!("thing {thing}"), Vec::new()));
    lines.extend(things);
    for (name, bytes) in held.notes {
        lines.push((format!("note {name} {}", bytes.len()), bytes));
    }
    lines.push(("done".to_owned(), Vec::new()));
    Ok(lines)
}
