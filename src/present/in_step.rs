//! How a shared record stands to the team's, in words for a status line.

use super::claim::Claim;
use super::clock::Clock;
use super::tone::Tone;
use crate::event::RunId;
use crate::text::duration_words;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How a shared record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InStep {
    /// When both were last in step.
    pub at: Option<Timestamp>,
    /// Since when the other side has not been reached, and why.
    pub offline: Option<(Timestamp, String)>,
    /// Entries of this machine that have not gone out; none where that is not known.
    pub waiting: Option<u64>,
    /// Records of one writer that part.
    pub forks: usize,
    /// What came and was not taken, and why.
    pub refused: BTreeSet<String>,
    /// Why what is kept of the last sync cannot be read.
    pub unread: Option<String>,
    /// Who else is at which run.
    pub at_it: BTreeMap<RunId, Claim>,
}

impl InStep {
    /// In a word or two, where there is little room: nothing where all is well.
    pub fn short(&self) -> Option<(Tone, &'static str)> {
        match (self.forks, &self.offline) {
            (0, None) if self.unread.is_some() => Some((Tone::Warn, "not known")),
            (0, None) => None,
            (0, Some(_)) => Some((Tone::Warn, "offline")),
            _ => Some((Tone::Bad, "a fork")),
        }
    }

    /// In words, the worst first, with how they are to be taken.
    pub fn words(&self, clock: &Clock) -> (Tone, String) {
        let waiting = match self.waiting {
            None | Some(0) => None,
            Some(count) => Some(format!("{count} to send")),
        };
        if self.forks > 0 {
            return (Tone::Bad, "a record forks".to_owned());
        }
        if self.unread.is_some() {
            let words = "what is kept of the last sync cannot be read: sync again";
            return (Tone::Warn, words.to_owned());
        }
        if let Some((since, _)) = &self.offline {
            let since = format!("offline since {}", clock.exact(*since));
            let words = waiting.into_iter().chain([since]);
            return (Tone::Warn, words.collect::<Vec<_>>().join(" · "));
        }
        let in_step = self.at.map(|at| {
            let seconds = clock.now.duration_since(at).as_secs().max(0);
            match u64::try_from(seconds).unwrap_or_default() {
                // Who draws it does not draw again every second.
                0..120 => "in step".to_owned(),
                seconds => format!("in step {} ago", duration_words(seconds)),
            }
        });
        let tone = if waiting.is_some() {
            Tone::Plain
        } else {
            Tone::Good
        };
        let words: Vec<String> = waiting.into_iter().chain(in_step).collect();
        match words.is_empty() {
            true => (Tone::Dim, "not in step yet".to_owned()),
            false => (tone, words.join(" · ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn the_worst_comes_first() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let clock = Clock {
            now: at("2026-11-23T09:12:00Z"),
            zone: TimeZone::UTC,
        };
        let said = |in_step: InStep| in_step.words(&clock).1;
        let well = InStep {
            at: Some(at("2026-11-23T09:11:20Z")),
            ..InStep::default()
        };
        assert_eq!(said(InStep::default()), "not in step yet");
        assert_eq!(said(well.clone()), "in step");
        assert_eq!(well.short(), None);
        let later = InStep {
            at: Some(at("2026-11-23T08:00:00Z")),
            waiting: Some(3),
            ..InStep::default()
        };
        assert_eq!(said(later.clone()), "3 to send · in step 1 h 12 min ago");
        let offline = InStep {
            offline: Some((at("2026-11-23T08:30:00Z"), "no route".to_owned())),
            ..later
        };
        assert_eq!(said(offline.clone()), "3 to send · offline since 08:30");
        let long = InStep {
            offline: Some((at("2026-11-16T08:30:00Z"), "no route".to_owned())),
            ..InStep::default()
        };
        assert_eq!(said(long), "offline since 16 Nov 08:30");
        assert_eq!(
            said(InStep {
                forks: 1,
                ..offline
            }),
            "a record forks"
        );
    }
}
