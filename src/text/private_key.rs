//! Private keys in a text.
//!
//! What stays true: a key is its data, down to where that ends, whether or not the lines before
//! and behind it are whole. Words that only name the line at which a key begins, as a page does
//! that says what to have at hand, are no key.

use std::ops::Range;

/// Whether a private key stands in the text.
pub(super) fn private_key(text: &str) -> Option<&'static str> {
    let is_other = || text.contains("AGE-SECRET-KEY-1");
    let is_one = text.contains('-') && (!private_key_lines(text).is_empty() || is_other());
    is_one.then_some("a private key")
}

/// The longest key in lines: of those that are made, the longest has about half as many.
const MOST_LINES: usize = 120;

/// The lines of a text, from 0, that each private key takes, in order.
pub fn private_key_lines(text: &str) -> Vec<Range<usize>> {
    if !text.contains("PRIVATE") && !text.contains(PUTTY) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let key = match lines[at].contains(PUTTY) {
            true => Some(1),
            false => head(&lines[at..]),
        };
        let end = key.and_then(|head| end(&lines, at, at + head));
        if let Some(end) = end {
            found.push(at..end);
        }
        at = end.unwrap_or(at + 1);
    }
    found
}

const PUTTY: &str = "PuTTY-User-Key-File-";
/// What stands before a line in a quote, a list or a text of a program, and behind it.
const AROUND: &[char] = &[
    ' ', '\t', '\r', '>', '|', '#', '"', '\'', ',', ';', '\\', '`',
];

/// How many lines the line that begins a key takes, where one begins: two, where it is broken.
fn head(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?;
    let (_, label) = first
        .split_once("-BEGIN")
        .or_else(|| first.split_once("- BEGIN"))?;
    if is_label(label) {
        return Some(1);
    }
    // A break in it.
    let second = lines.get(1)?.trim_matches(AROUND);
    let is_begun = label.len() <= LONGEST_KIND && !label.contains("PRIVATE KEY");
    let is_broken = is_begun && is_label(&format!("{} {second}", upper(label)));
    is_broken.then_some(2)
}

/// The most bytes of what a key calls itself.
const LONGEST_KIND: usize = 32;

fn upper(label: &str) -> String {
    label.trim().to_ascii_uppercase()
}

/// ` RSA PRIVATE KEY-----`, and nothing behind it but what JSON puts on the same line.
fn is_label(label: &str) -> bool {
    let Some((kind, rest)) = label.split_once("PRIVATE KEY") else {
        return false;
    };
    let rest = rest.strip_prefix(" BLOCK").unwrap_or(rest);
    let is_ended = rest
        .trim_matches(AROUND)
        .trim_matches('-')
        .trim_matches(AROUND)
        .is_empty();
    let is_json = rest.trim_start_matches('-').starts_with("\\n");
    let is_kind = kind.len() <= LONGEST_KIND && !kind.bytes().any(|it| it.is_ascii_lowercase());
    is_kind && (is_ended || is_json)
}

/// Where a key ends that begins at `start` and has its data from `from` on; none where nothing
/// of one stands there.
fn end(lines: &[&str], start: usize, from: usize) -> Option<usize> {
    let bare = |line: &&str| line.trim_matches(AROUND).to_owned();
    // JSON writes line ends so.
    let mut of_json = lines[start]
        .split("\\n")
        .skip(1)
        .filter(|it| !it.is_empty());
    if lines[start].contains("\\n") {
        return of_json.any(|it| is_data(it, 32)).then_some(start + 1);
    }
    let body = &lines[from..];
    // The beginning of one may be the end of the text.
    if body.iter().all(|it| bare(it).is_empty()) {
        return Some(lines.len());
    }
    // An encrypted key has headers first.
    let begins = body.first().is_some_and(|it| is_data(&bare(it), 1));
    if !begins && !body.iter().take(6).any(|it| is_data(&bare(it), 32)) {
        return None;
    }
    let body = &body[..body.len().min(MOST_LINES)];
    let inside = body
        .iter()
        .position(|it| is_fence(it) || it.contains("-BEGIN"));
    let body = &body[..inside.unwrap_or(body.len())];
    if let Some(whole) = body.iter().position(|it| is_whole_end(&bare(it))) {
        return Some(from + whole + 1);
    }
    let mut last = None;
    for (at, line) in body.iter().enumerate() {
        let bare = bare(line);
        if is_end(line) {
            let is_broken = body.get(at + 1).is_some_and(|it| it.contains("KEY-"));
            last = Some(at + usize::from(is_broken));
            break;
        }
        let is_header = bare.contains(": ") && !bare.contains(". ");
        if is_data(&bare, 1) && (at == 0 || is_mixed(&bare)) || bare.starts_with("Private-") {
            last = Some(at);
        } else if !is_header && bare.contains(' ') {
            break;
        }
    }
    last.map(|last| from + last + 1)
}

/// Whether a line is made of what keys are written in, at least so much of it.
fn is_data(line: &str, least: usize) -> bool {
    let data = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    line.len() >= least && line.bytes().all(data)
}

/// Whether a word is none of a language: it has more than letters, or capitals inside.
fn is_mixed(word: &str) -> bool {
    let is_capital = |b: u8| !b.is_ascii_lowercase();
    let is_letter = |b: u8| b.is_ascii_alphabetic();
    !word.bytes().all(is_letter) || word.len() >= 16 && word.bytes().skip(1).any(is_capital)
}

fn is_whole_end(line: &str) -> bool {
    line.starts_with("-----END ") && line.contains("PRIVATE KEY") && line.ends_with("-----")
}

fn is_end(line: &str) -> bool {
    line.contains("-END") || line.contains("- END")
}

/// Where a block of code of Markdown ends, a key does.
fn is_fence(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    line.starts_with("```") || line.starts_with("~~~")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str =
        "MIIEowIBAAKCAQEA1c7abcdefghijklmnopq\nqrstuvwxyz0123456789ABCDEFGHIMIIEow\nab12cd==";

    #[test]
    fn a_key_is_its_data_however_its_ends_are_broken() {
        for head in [
            "-----BEGIN RSA PRIVATE KEY-----",
            "----BEGIN OPENSSH PRIVATE KEY---",
            "-----BEGIN RSA PRIVATE\nKEY-----",
            "----- BEGIN PRIVATE KEY -----",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n",
            "PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 3",
        ] {
            for tail in [
                "",
                "-----END RSA PRIVATE KEY-----",
                "----END RSA PRIVATE",
                "-----END\nRSA PRIVATE KEY-----",
                "---END---",
                "- END PRIVATE KEY -",
            ] {
                for behind in [
                    "",
                    "EOF\nload the key",
                    "Tell the desk. It is: so.",
                    "```\nTell\n```",
                ] {
                    let key = [head, DATA, tail].into_iter().filter(|it| !it.is_empty());
                    let key = key.collect::<Vec<_>>().join("\n");
                    let text = format!("Put it there:\n{key}\n{behind}");
                    let length = key.split('\n').count();
                    let is = vec![Range {
                        start: 1,
                        end: 1 + length,
                    }];
                    assert_eq!(private_key_lines(&text), is, "{text}");
                    let quoted = text.replace('\n', "\n> ");
                    assert_eq!(private_key_lines(&quoted), is, "{quoted}");
                }
            }
        }
        let two = format!(
            "-----BEGIN PRIVATE KEY-----\n{DATA}\n-----BEGIN EC PRIVATE KEY-----\n{DATA}\n"
        );
        assert_eq!(private_key_lines(&two), [0..4, 4..8]);
        let json = "{\"key\": \"-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA1c7abcdefghijklmnopq\\n\"}\nrest";
        assert_eq!(private_key_lines(json).len(), 1);
    }

    #[test]
    fn words_that_name_a_key_are_none() {
        for text in [
            "a block that begins with `-----BEGIN PRIVATE KEY-----`, and\nthe rest",
            "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n...\n",
            "It says -----BEGIN\nof a PRIVATE KEY\nMIIEowIBAAKCAQEA1c7abcdefghijklmnopq",
            "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEA1c7abcdefghijklmnopq",
            "The PRIVATE KEY",
        ] {
            assert!(private_key_lines(text).is_empty(), "{text}");
        }
    }
}
