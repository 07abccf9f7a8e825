//! What is kept of an output: its first and its last bytes, its digest and its length.
//!
//! What stays true: no output takes more memory than its cap; digest and length are over all
//! of it, whatever is kept; where something is left out, a mark in between says how much.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::redact::Redactor;

/// What a command printed, with its secrets taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Both streams as they arrived, for people; within the cap, but for the mark.
    pub bytes: Vec<u8>,
    /// Standard output alone, for the value that is taken from it; with a cap of its own.
    pub stdout: Vec<u8>,
    /// The SHA-256 of all that arrived, kept or not.
    pub sha256: [u8; 32],
    /// How many bytes arrived, kept or not.
    pub total_bytes: u64,
    /// Whether something was left out of `bytes`.
    pub is_capped: bool,
    /// Whether something was left out of `stdout`.
    pub is_stdout_capped: bool,
}

/// Which stream a piece came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

/// The first half and the last half of a cap.
#[derive(Debug)]
pub(super) struct Kept {
    head: Vec<u8>,
    head_bytes: usize,
    tail: VecDeque<u8>,
    tail_bytes: usize,
    left_out_bytes: u64,
}

impl Kept {
    pub fn new(cap_bytes: usize) -> Self {
        Self {
            head: Vec::new(),
            head_bytes: cap_bytes / 2,
            tail: VecDeque::new(),
            tail_bytes: cap_bytes - cap_bytes / 2,
            left_out_bytes: 0,
        }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        let room = self.head_bytes - self.head.len();
        let (first, rest) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(first);
        let skipped = rest.len().saturating_sub(self.tail_bytes);
        let rest = &rest[skipped..];
        let pushed_out = (self.tail.len() + rest.len()).saturating_sub(self.tail_bytes);
        self.tail.drain(..pushed_out);
        self.tail.extend(rest);
        self.left_out_bytes += (skipped + pushed_out) as u64;
    }

    /// What came after the first `from` bytes, at most the last `most_bytes` of it; where that
    /// begins, and where it ends.
    pub fn since(&self, from: u64, most_bytes: usize) -> (Vec<u8>, u64, u64) {
        let head_bytes = self.head.len() as u64;
        let tail_from = head_bytes + self.left_out_bytes;
        let end = tail_from + self.tail.len() as u64;
        let mut begin = from.max(end.saturating_sub(most_bytes as u64)).min(end);
        if self.left_out_bytes > 0 {
            begin = begin.max(tail_from);
        }
        // Both fit: they are no more than what is held.
        let at = |place: u64, from: u64| usize::try_from(place.saturating_sub(from)).unwrap_or(0);
        let mut bytes = self.head.get(at(begin, 0)..).unwrap_or_default().to_vec();
        bytes.extend(self.tail.range(at(begin, tail_from)..));
        (bytes, begin, end)
    }

    /// The last bytes, from the beginning of a line on where there is one among them.
    pub fn last(&self, most_bytes: usize) -> Vec<u8> {
        let from_tail = self.tail.len().min(most_bytes);
        let mut last = Vec::with_capacity(most_bytes.min(self.head.len() + self.tail.len()));
        let mut from_head = 0;
        if self.left_out_bytes == 0 {
            from_head = self.head.len().min(most_bytes - from_tail);
            last.extend_from_slice(&self.head[self.head.len() - from_head..]);
        }
        last.extend(self.tail.range(self.tail.len() - from_tail..));
        let is_whole = from_head == self.head.len() && from_tail == self.tail.len();
        if !is_whole && let Some(end) = last.iter().position(|&byte| byte == b'\n') {
            last.drain(..=end);
        }
        last
    }

    fn is_capped(&self) -> bool {
        self.left_out_bytes > 0
    }

    fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.head;
        if self.left_out_bytes > 0 {
            let mark = format!("\n[… {} bytes left out …]\n", self.left_out_bytes);
            bytes.extend_from_slice(mark.as_bytes());
        }
        bytes.extend(self.tail);
        bytes
    }
}

/// What the thread of a command gathers: each stream is cleaned by itself, so that what one says
/// in the middle of a secret of the other hides nothing.
pub(super) struct Capture {
    redactors: [Redactor; 2],
    digest: Sha256,
    stdout: Kept,
    /// Nothing of it may be seen, but what a secret is taken from.
    is_hidden: bool,
    pub total_bytes: u64,
}

impl Capture {
    pub fn new(secrets: &[String], cap_bytes: usize, is_hidden: bool) -> Self {
        let redactor = Redactor::new(secrets);
        Self {
            redactors: [redactor.clone(), redactor],
            digest: Sha256::new(),
            stdout: Kept::new(cap_bytes),
            is_hidden,
            total_bytes: 0,
        }
    }

    /// Takes in what arrived; gives what of it may be seen.
    pub fn pass(&mut self, stream: Stream, bytes: &[u8]) -> Vec<u8> {
        let clean = self.redactors[stream as usize].pass(bytes);
        self.note(stream, clean)
    }

    /// Nothing more comes of a stream; gives what had been held back.
    pub fn close(&mut self, stream: Stream) -> Vec<u8> {
        let clean = self.redactors[stream as usize].finish();
        self.note(stream, clean)
    }

    /// Takes note of what arrived; gives what may be seen.
    fn note(&mut self, stream: Stream, clean: Vec<u8>) -> Vec<u8> {
        if stream == Stream::Stdout {
            self.stdout.push(&clean);
        }
        if self.is_hidden {
            return Vec::new();
        }
        self.digest.update(&clean);
        self.total_bytes += clean.len() as u64;
        clean
    }

    /// All of it; `both` is what was kept of both streams.
    pub fn finish(self, both: Kept) -> Output {
        Output {
            is_capped: both.is_capped(),
            is_stdout_capped: self.stdout.is_capped(),
            bytes: both.into_bytes(),
            stdout: self.stdout.into_bytes(),
            sha256: self.digest.finalize().into(),
            total_bytes: self.total_bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(cap_bytes: usize, pieces: &[&str]) -> String {
        let mut kept = Kept::new(cap_bytes);
        for piece in pieces {
            kept.push(piece.as_bytes());
        }
        String::from_utf8(kept.into_bytes()).unwrap()
    }

    #[test]
    fn the_first_and_the_last_half_are_kept() {
        assert_eq!(kept(6, &[]), "");
        assert_eq!(kept(6, &["abc", "def"]), "abcdef");
        assert_eq!(kept(6, &["abcdefg"]), "abc\n[… 1 bytes left out …]\nefg");
        let one_by_one = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let expected = "abc\n[… 2 bytes left out …]\nfgh";
        assert_eq!(kept(6, &one_by_one), expected);
        assert_eq!(kept(6, &["abcdefgh"]), expected);
        assert_eq!(kept(6, &["ab", "cdef", "gh"]), expected);
        assert_eq!(kept(0, &["ab"]), "\n[… 2 bytes left out …]\n");
    }

    #[test]
    fn the_last_lines_begin_at_a_line() {
        let mut kept = Kept::new(12);
        kept.push(b"one\ntwo\n");
        assert_eq!(kept.last(100), b"one\ntwo\n");
        assert_eq!(kept.last(6), b"two\n");
        kept.push(b"three\nfour\nfive\n");
        assert_eq!(kept.last(100), b"five\n");
        assert_eq!(kept.last(3), b"");
    }

    #[test]
    fn the_digest_is_over_all_and_after_secrets_are_gone() {
        let mut capture = Capture::new(&["pass".into()], 4, false);
        let mut both = Kept::new(4);
        both.push(&capture.pass(Stream::Stdout, b"a pa"));
        both.push(&capture.pass(Stream::Stderr, b"!"));
        both.push(&capture.pass(Stream::Stdout, b"ss b"));
        both.push(&capture.close(Stream::Stdout));
        let output = capture.finish(both);
        let all = b"a ![secret] b";
        assert_eq!(output.sha256, <[u8; 32]>::from(Sha256::digest(all)));
        assert_eq!(output.total_bytes, all.len() as u64);
        assert!(output.is_capped);
        assert_eq!(output.bytes, "a \n[… 9 bytes left out …]\n b".as_bytes());
        assert_eq!(output.stdout, "a \n[… 8 bytes left out …]\n b".as_bytes());
    }
}
