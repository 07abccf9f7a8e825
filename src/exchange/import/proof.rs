//! The checker: every line of a page is in its runbook, or was left out for a reason that is
//! true; every command is one that the page has.
//!
//! What stays true: it knows nothing of how a page is brought over. It holds the lines of the
//! source against the texts of the result, word by word, and looks itself whether a reason is
//! so. It runs at every import: what it misses is put back, what it doubts is only read.

use super::import_report::LeftOut;
use super::pieces::{bare, pieces, tokens, unescaped, without_joint, without_label};
use super::reach::duration;
use super::sentence::is_unwritten;
use crate::text::{is_plain, looks_secret, private_key_lines};
use memchr::memmem;
use std::cell::Cell;

/// What a page became: all texts of the runbook that are its own or the whole runbook's.
#[derive(Default)]
pub(super) struct Texts {
    words: String,
    /// Where the last words were found: the next stand near it, mostly.
    at: Cell<usize>,
}

/// So far from where the last words were found the next are looked for first.
const NEAR_BYTES: usize = 8 << 10;

impl Texts {
    pub(super) fn add(&mut self, text: &str) {
        // No phrase reaches from one text into the next.
        self.words.push_str(" \u{1}");
        self.words.push_str(&tokens(text));
    }

    pub(super) fn append(&mut self, other: &Texts) {
        self.words.push_str(&other.words);
    }

    fn has(&self, tokens: &str) -> bool {
        if tokens.trim().is_empty() {
            return true;
        }
        let all = self.words.as_bytes();
        let start = self.at.get().saturating_sub(NEAR_BYTES / 2).min(all.len());
        let near = &all[start..all.len().min(start + NEAR_BYTES + tokens.len())];
        let near = memmem::find(near, tokens.as_bytes()).map(|at| start + at);
        let found = near.or_else(|| memmem::find(all, tokens.as_bytes()));
        if let Some(at) = found {
            self.at.set(at);
        }
        found.is_some()
    }
}

/// A line of a page that is nowhere.
#[derive(Debug, PartialEq)]
pub(super) struct Lost {
    /// From 1.
    pub(super) line: usize,
    pub(super) text: String,
}

/// The lines of a page that are neither in its texts nor left out for a true reason.
pub(super) fn lost(source: &str, texts: &Texts, left: &[(usize, usize, LeftOut)]) -> Vec<Lost> {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let source = source.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = source.lines().collect();
    let keys = secret_lines(&lines);
    let values: Vec<(String, String)> = lines.iter().filter_map(|it| value(it)).collect();
    let mut found = Vec::new();
    let mut in_front = lines
        .first()
        .is_some_and(|it| matches!(it.trim_end(), "---" | "+++"));
    for (at, line) in lines.iter().enumerate() {
        let is_rule = matches!(line.trim_end(), "---" | "+++");
        if in_front && at > 0 && is_rule {
            in_front = false;
            continue;
        }
        let is_told = || {
            let is_of = |(from, to, why): &(usize, usize, LeftOut)| {
                let is_heading = matches!(why, LeftOut::NothingBelow | LeftOut::InHead);
                (*from..=*to).contains(&(at + 1)) || is_heading && is_one_heading(&lines, *from, at)
            };
            let mut reasons = left.iter().filter(|it| is_of(it));
            reasons.any(|(_, _, why)| is_true(*why, at, &lines, texts))
        };
        let is_kept = match in_front {
            true => front_is_kept(line, texts),
            false => is_kept(line, texts) || is_kept_with(line, texts, &values),
        };
        // What cannot be seen is written out in the file.
        let is_kept = is_kept || is_plain(line).is_err() && is_kept_shown(line, in_front, texts);
        if !(is_kept || keys[at] || is_told()) {
            found.push(Lost {
                line: at + 1,
                text: (*line).to_owned(),
            });
        }
    }
    found
}

fn is_kept_shown(line: &str, in_front: bool, texts: &Texts) -> bool {
    // What stands at the end of a line is not written.
    let line = super::safe::safe(line.trim_end()).0;
    match in_front {
        true => front_is_kept(&line, texts),
        false => is_kept(&line, texts),
    }
}

/// `HOST="pump-7"`: a value that may be put in where it is used.
fn value(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    super::placeholder::constant(line.strip_prefix("$ ").unwrap_or(line))
}

/// Whether a line is in the texts with the page's own values put in, or is such a value.
fn is_kept_with(line: &str, texts: &Texts, values: &[(String, String)]) -> bool {
    if let Some((_, value)) = value(line) {
        return texts.has(&tokens(&value));
    }
    let typed = line.trim().trim_start_matches("$ ");
    if let Some(folder) = typed.strip_prefix("cd ") {
        // The folder is a key of its own.
        return texts.has(&tokens(folder));
    }
    let mut filled = line.to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("${{{name}}}"), value);
        filled = filled.replace(&format!("${name}"), value);
    }
    filled != line && is_kept(&filled, texts)
}

/// Lines that are taken out because they are, or may be, a secret.
fn secret_lines(lines: &[&str]) -> Vec<bool> {
    let keys = private_key_lines(&lines.join("\n"));
    let is_secret = |(at, line): (usize, &&str)| {
        keys.iter().any(|it| it.contains(&at)) || looks_secret(line).is_some()
    };
    lines.iter().enumerate().map(is_secret).collect()
}

/// Whether a reason for leaving a line out is so.
fn is_true(why: LeftOut, at: usize, lines: &[&str], texts: &Texts) -> bool {
    let line = lines[at].trim();
    let bare = bare(line);
    match why {
        LeftOut::Empty => tokens(bare).trim().is_empty(),
        LeftOut::Unwritten => is_unwritten(bare),
        LeftOut::NothingBelow | LeftOut::InHead => {
            let is_underlined = is_one_heading(lines, at + 1, at);
            let is_head = lines.get(at + 1).is_some_and(|it| is_rule_of_table(it));
            line.starts_with('#') || is_underlined || is_head && why == LeftOut::InHead
        }
        LeftOut::Mark => {
            let begins = [":::", "!!!", "???", "===", "{{", "{%", "<"];
            let is_fence = ["```", "~~~"].iter().any(|it| line.starts_with(it));
            let is_line = line.starts_with('%') || line.starts_with("{:");
            let is_known = begins.iter().any(|it| line.starts_with(it)) || is_line;
            let mut said = said_by_mark(line);
            (is_known || is_fence) && said.all(|it| texts.has(&tokens(it)))
        }
        LeftOut::Program => ["import ", "export ", "<%"]
            .iter()
            .any(|it| line.starts_with(it)),
    }
}

/// The words of a mark that somebody is to read: what it has in quotes, but for the names of
/// classes and styles.
fn said_by_mark(line: &str) -> impl Iterator<Item = &str> {
    const SHOWN: &[&str] = &["class=", "style=", "role=", "id="];
    let pieces: Vec<&str> = line.split('"').collect();
    let said = pieces.chunks(2).filter_map(|pair| match pair {
        [before, said] => {
            let is_shown = SHOWN.iter().any(|it| before.trim_end().ends_with(it));
            (said.contains(' ') && !is_shown).then_some(*said)
        }
        _ => None,
    });
    said.collect::<Vec<_>>().into_iter()
}

/// Whether a line belongs to a heading over several lines with a rule below it, which begins
/// on the line `from`, counted from 1.
fn is_one_heading(lines: &[&str], from: usize, at: usize) -> bool {
    let Some(from) = from.checked_sub(1).filter(|from| *from <= at) else {
        return false;
    };
    let rest = lines.get(from..).unwrap_or_default();
    let end = rest.iter().position(|it| it.trim().is_empty());
    let run = &rest[..end.unwrap_or(rest.len())];
    let rule = run.iter().skip(1).position(|it| is_underline(it));
    rule.is_some_and(|rule| at <= from + rule)
}

/// `|---|---|`
fn is_rule_of_table(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| "|:- \t".contains(c))
}

fn is_underline(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-'))
}

/// A line of front matter: its value is somewhere. Its key names a key or a comment.
fn front_is_kept(line: &str, texts: &Texts) -> bool {
    let value = line.split_once([':', '=']).map_or(line, |(_, value)| value);
    let parts = value.split([',', '[', ']', '"', '\'', '{', '}']);
    parts.map(tokens).all(|it| texts.has(&it)) || is_kept(line, texts)
}

/// Whether all words of a line are in the texts, piece by piece.
fn is_kept(line: &str, texts: &Texts) -> bool {
    if texts.has(&tokens(line)) {
        return true;
    }
    let line = unescaped(line);
    let line = bare(&line);
    if line.starts_with("```") || line.starts_with("~~~") {
        // What a fence says of its block is no word of the page.
        return true;
    }
    let line = without_label(line);
    if texts.has(&tokens(line)) {
        return true;
    }
    pieces(line).iter().all(|piece| {
        let words = tokens(piece);
        texts.has(&words) || {
            let signs = [
                ',', ';', ':', '(', ')', '`', '"', '\'', '$', '#', '*', '_', '~', '{', '}', '[',
                ']', '%', '!', '\\', '=', '>',
            ];
            let mut parts = piece.split(signs).map(tokens);
            parts.all(|part| {
                let time = duration(&part).map(|it| tokens(&it));
                texts.has(&part)
                    || texts.has(without_joint(&part))
                    || time.is_some_and(|it| texts.has(&it))
            })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str, result: &[&str], left: &[(usize, usize, LeftOut)]) -> Vec<usize> {
        let mut texts = Texts::default();
        result.iter().for_each(|it| texts.add(it));
        lost(source, &texts, left)
            .iter()
            .map(|it| it.line)
            .collect()
    }

    #[test]
    fn a_line_is_found_in_one_text_or_piece_by_piece() {
        for (source, result, is) in [
            ("- [ ] **Open** the `door`", &["Open the door"][..], &[][..]),
            (
                "Open the door. Close it.",
                &["Open the door", "Close it"],
                &[],
            ),
            ("Open the door.", &["Open the", "door"], &[1]),
            ("a\n\nb", &["a"], &[3]),
            ("| Ann | #ann |", &["#ann", "Ann"], &[]),
            (
                "See [the board](https://e.org/b).",
                &["See the board", "https://e.org/b"],
                &[],
            ),
            (
                "See [the board](https://e.org/b).",
                &["See the board"],
                &[1],
            ),
            ("$ get pod <my-pod> -o x", &["get pod $POD -o x"], &[]),
            ("Tell\u{8d}her\t", &["Tell<U+008D>her"], &[]),
            ("$ get pod <my-box> -o x", &["get pod -o x"], &[1]),
            ("> **Warning:** never", &["never"], &[]),
            ("```sh\nls\n```", &["ls"], &[]),
            (
                "---\ntitle: A b\ntags: [c, d]\n---\n",
                &["A b", "tags: c, d"],
                &[],
            ),
            ("---\ntitle: A b\n---\n", &["B"], &[2]),
        ] {
            assert_eq!(lines(source, result, &[]), is, "{source}");
        }
    }

    #[test]
    fn a_reason_counts_only_where_it_is_true() {
        for (source, why, is) in [
            ("TODO", LeftOut::Unwritten, true),
            ("Open the door", LeftOut::Unwritten, false),
            ("## Doors", LeftOut::NothingBelow, true),
            ("Doors", LeftOut::NothingBelow, false),
            (":::caution", LeftOut::Mark, true),
            ("Doors", LeftOut::Mark, false),
            ("Doors", LeftOut::Empty, false),
            ("import Tabs from 'x'", LeftOut::Program, true),
            ("important", LeftOut::Program, false),
        ] {
            assert_eq!(
                lines(source, &[], &[(1, 1, why)]).is_empty(),
                is,
                "{source}"
            );
        }
    }
}
