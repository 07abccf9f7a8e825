//! Secrets taken out of a stream of bytes.
//!
//! What stays true: however the bytes arrive, in one piece or one by one, the same comes out;
//! of secrets that overlap, the one that begins first is taken, and the longest of those. Only
//! what may still become a secret is held back.
//!
//! A secret is known in the spellings of `encoded`, too.

use super::encoded::spellings;
use memchr::memmem::Finder;

/// What stands where a secret stood.
pub const SECRET_MARK: &str = "[secret]";

/// Redacts one stream piece by piece.
#[derive(Clone)]
pub(super) struct Redactor {
    /// Longest first, so that the first that fits a place is the longest.
    secrets: Vec<Finder<'static>>,
    /// The end of the stream so far, as far as it may be the beginning of a secret.
    held: Vec<u8>,
}

impl Redactor {
    pub fn new<S: AsRef<str>>(secrets: &[S]) -> Self {
        let mut secrets: Vec<Vec<u8>> = secrets
            .iter()
            .flat_map(|secret| spellings(secret.as_ref()))
            .collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self {
            secrets: secrets
                .into_iter()
                .map(|secret| Finder::new(&secret).into_owned())
                .collect(),
            held: Vec::new(),
        }
    }

    /// What can be let through once these bytes have come.
    pub fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        if self.secrets.is_empty() {
            return bytes.to_vec();
        }
        let mut waiting = std::mem::take(&mut self.held);
        waiting.extend_from_slice(bytes);
        let mut clean = Vec::with_capacity(waiting.len());
        let held_from = self.clean(&waiting, false, &mut clean);
        self.held = waiting.split_off(held_from);
        clean
    }

    /// What was held back, now that nothing more comes.
    pub fn finish(&mut self) -> Vec<u8> {
        let waiting = std::mem::take(&mut self.held);
        let mut clean = Vec::new();
        self.clean(&waiting, true, &mut clean);
        clean
    }

    /// Cleans what is certain; gives where the uncertain begins.
    fn clean(&self, bytes: &[u8], is_end: bool, clean: &mut Vec<u8>) -> usize {
        let uncertain_from = |at: usize| match is_end {
            true => bytes.len(),
            false => at + self.uncertain(&bytes[at..]),
        };
        let mut at = 0;
        let mut uncertain = uncertain_from(at);
        // Where each secret stands next. Each is sought again only once that place is passed, or
        // a text full of one secret would be read to its end for every other, every time.
        let mut next = vec![Some(0); self.secrets.len()];
        let mut stale = true;
        loop {
            for (secret, place) in self.secrets.iter().zip(&mut next) {
                if stale || place.is_some_and(|place| place < at) {
                    *place = secret.find(&bytes[at..]).map(|found| at + found);
                }
            }
            stale = false;
            let first = (self.secrets.iter().zip(&next))
                .filter_map(|(secret, place)| Some(((*place)?, secret.needle().len())))
                .min_by_key(|&(start, length)| (start, std::cmp::Reverse(length)));
            match first {
                Some((start, length)) if start < uncertain => {
                    clean.extend_from_slice(&bytes[at..start]);
                    clean.extend_from_slice(SECRET_MARK.as_bytes());
                    at = start + length;
                    if at > uncertain {
                        uncertain = uncertain_from(at);
                    }
                }
                _ => {
                    clean.extend_from_slice(&bytes[at..uncertain]);
                    return uncertain;
                }
            }
        }
    }

    /// Where the first tail begins that is the beginning of a secret, and not yet all of it.
    fn uncertain(&self, bytes: &[u8]) -> usize {
        let longest = self.secrets.first().map_or(0, |s| s.needle().len());
        let first = bytes.len().saturating_sub(longest.saturating_sub(1));
        (first..bytes.len())
            .find(|&start| {
                let tail = &bytes[start..];
                self.secrets.iter().any(|secret| {
                    secret.needle().len() > tail.len() && secret.needle().starts_with(tail)
                })
            })
            .unwrap_or(bytes.len())
    }
}

#[cfg(test)]
pub(super) fn redacted(bytes: &[u8], secrets: &[&str]) -> Vec<u8> {
    let mut redactor = Redactor::new(secrets);
    let mut clean = redactor.pass(bytes);
    clean.extend(redactor.finish());
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &str, secrets: &[&str]) -> String {
        String::from_utf8(redacted(bytes.as_bytes(), secrets)).unwrap()
    }

    #[test]
    fn every_occurrence_goes() {
        assert_eq!(
            text("a hunter2 b hunter2", &["hunter2"]),
            "a [secret] b [secret]"
        );
        assert_eq!(text("hunter2hunter2", &["hunter2"]), "[secret][secret]");
        assert_eq!(text("hunter", &["hunter2"]), "hunter");
        assert_eq!(text("abc abcdef", &["abc", "abcdef"]), "[secret] [secret]");
        assert_eq!(text("xabc", &["abc", "xabcy"]), "x[secret]");
        assert_eq!(text("plain", &["", "  "]), "plain");
        assert_eq!(
            redacted(b"\xff\x00pw\xff", &["pw"]),
            b"\xff\x00[secret]\xff"
        );
    }

    #[test]
    fn only_what_may_become_a_secret_is_held_back() {
        let mut redactor = Redactor::new(&["hunter2"]);
        assert_eq!(redactor.pass(b"Password: "), b"Password: ");
        assert_eq!(redactor.pass(b"is hun"), b"is ");
        assert_eq!(redactor.pass(b"ted"), b"hunted");
        assert_eq!(redactor.pass(b"hunter"), b"");
        assert_eq!(redactor.finish(), b"hunter");
    }

    proptest! {
        #[test]
        fn pieces_and_the_whole_come_out_the_same(
            bytes in "[abc]{0,60}",
            secrets in proptest::collection::vec("[abc]{1,5}", 0..4),
            cuts in proptest::collection::vec(0_usize..60, 0..6),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut redactor = Redactor::new(&secrets);
            let mut pieces = Vec::new();
            for pair in cuts.windows(2) {
                pieces.extend(redactor.pass(&bytes.as_bytes()[pair[0]..pair[1]]));
            }
            pieces.extend(redactor.finish());
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let whole = redacted(bytes.as_bytes(), &secrets);
            prop_assert_eq!(&pieces, &whole);
            let mut plain = String::from_utf8(whole).unwrap();
            plain = plain.replace(SECRET_MARK, " ");
            prop_assert!(secrets.iter().all(|secret| !plain.contains(secret)));
        }
    }
}
