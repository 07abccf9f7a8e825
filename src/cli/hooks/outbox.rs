//! What was told, and what still has to be: kept in the state folder between two runs.
//!
//! What stays true: at least once. What is to be told is kept here, with its key, before it is
//! sent, and leaves only after its hook ended well; so a run that is killed anywhere sends again
//! at the most, and the same bytes with the same key. The first run marks what stands, and tells
//! none of it.

use super::message::Message;
use crate::cli::exit::Stop;
use crate::cli::placed::kept_private;
use crate::os::{self, Held};
use crate::present::{Notice, Occasion};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// More at once than this come as one.
const MOST_AT_ONCE: usize = 10;
/// What is older is no news for a pager: it comes in the summary.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// What nobody could have told for so long is forgotten. Longer than anything is told for.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 40);
/// What is still seen is marked anew once a day, not at every run.
const MARKED_ANEW: SignedDuration = SignedDuration::from_hours(24);
const VERSION: u32 = 1;

/// One sending that has not ended well yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// How often it was tried.
    pub tries: u32,
    /// What is sent.
    pub message: Message,
}

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    version: u32,
    /// When the first run was; until then nothing is told.
    begun: Option<Timestamp>,
    /// Keys that were told or marked, and when they were last seen.
    told: BTreeMap<String, Timestamp>,
    /// What has to be sent.
    pub waiting: Vec<Waiting>,
}

impl Outbox {
    /// Takes in what could be told now, and keeps for sending what nobody was told yet. Gives
    /// how many things were only marked, by the first run; and whether anything changed.
    pub fn take(
        &mut self,
        notices: Vec<Notice>,
        wants: impl Fn(Occasion) -> bool,
        host: &str,
        now: Timestamp,
    ) -> (Option<usize>, bool) {
        let mut changed = false;
        let mut news: BTreeMap<Occasion, Vec<Notice>> = BTreeMap::new();
        for notice in notices {
            let last = self.told.get(&notice.key).copied();
            if last.is_none_or(|last| now.duration_since(last) >= MARKED_ANEW) {
                self.told.insert(notice.key.clone(), now);
                changed = true;
            }
            if last.is_none() && wants(notice.event) {
                news.entry(notice.event).or_default().push(notice);
            }
        }
        let known = self.told.len();
        self.told
            .retain(|_, seen| now.duration_since(*seen) < REMEMBERED);
        changed |= known != self.told.len();
        if self.begun.is_none() {
            self.begun = Some(now);
            self.version = VERSION;
            return (Some(self.told.len()), true);
        }
        for (event, news) in news {
            changed = true;
            self.queue(event, news, host, now);
        }
        (None, changed)
    }

    fn queue(&mut self, event: Occasion, news: Vec<Notice>, host: &str, now: Timestamp) {
        let queued = self.waiting.iter().filter(|it| it.message.event == event);
        let is_many = queued.count() + news.len() > MOST_AT_ONCE;
        let is_fresh = |it: &Notice| !is_many && now.duration_since(it.since) <= FRESH;
        let (fresh, rest): (Vec<_>, Vec<_>) = news.into_iter().partition(is_fresh);
        let fresh = fresh.into_iter().map(|it| Message::of(it, host));
        let messages = Message::summary(event, rest, host).into_iter().chain(fresh);
        let waiting = messages.map(|message| Waiting { tries: 0, message });
        self.waiting.extend(waiting);
    }
}

/// The place of the outbox, held against a second run.
pub struct Kept {
    path: PathBuf,
    _lock: Held,
}

impl Kept {
    /// Takes the outbox of a record. None where another run holds it.
    ///
    /// # Errors
    /// When the state folder cannot be used.
    pub fn take(state: &Path) -> Result<Option<Self>, Stop> {
        let folder = state.join("hooks");
        let failed = |error: std::io::Error| {
            Stop::Other(format!(
                "{} cannot be used: {}.",
                folder.display(),
                crate::os::why(&error)
            ))
        };
        crate::os::private_dir(&folder).map_err(failed)?;
        let lock = Held::take(&folder.join("lock")).map_err(failed)?;
        Ok(lock.map(|lock| Self {
            path: folder.join("outbox.json"),
            _lock: lock,
        }))
    }

    /// What is in it; nothing yet where there is none.
    ///
    /// # Errors
    /// When it cannot be read. It is not begun anew then: that would mark as told what was not.
    pub fn read(&self) -> Result<Outbox, Stop> {
        let bytes = match os::read_plain(&self.path, os::MOST_OWN_BYTES) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Outbox::default()),
            other => other.map_err(|error| self.broken(&crate::os::why(&error)))?,
        };
        let outbox: Outbox =
            serde_json::from_slice(&bytes).map_err(|error| self.broken(&error.to_string()))?;
        match outbox.version {
            VERSION => Ok(outbox),
            _ => Err(self.broken("a newer version wrote it")),
        }
    }

    fn broken(&self, why: &str) -> Stop {
        let path = self.path.display();
        Stop::Other(format!(
            "What the hooks were told cannot be read: {path}: {why}. Nothing was sent. Take the file away to begin anew: what stands then is marked, and not told."
        ))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, outbox: &Outbox) -> Result<(), Stop> {
        let json = serde_json::to_vec(outbox);
        let json =
            json.map_err(|error| Stop::Other(format!("No JSON can be made of it: {error}.")))?;
        kept_private(&self.path, &json).map_err(|error| {
            let path = self.path.display();
            Stop::Other(format!(
                "{path} cannot be written: {}.",
                crate::os::why(&error)
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    fn notice(event: Occasion, number: usize, since: Timestamp) -> Notice {
        serde_json::from_value(serde_json::json!({
            "event": event, "key": format!("rounds/{event}/{number}"), "since": since,
            "words": format!("It is so {number}."), "title": "It",
        }))
        .unwrap()
    }

    fn begun() -> Outbox {
        let mut outbox = Outbox::default();
        outbox.take(Vec::new(), |_| true, "h", at(0));
        outbox
    }

    fn sent(outbox: &Outbox) -> Vec<(bool, usize)> {
        let waiting = outbox.waiting.iter().map(|it| &it.message);
        waiting.map(|it| (it.summary, it.items.len())).collect()
    }

    #[test]
    fn the_first_run_marks_what_stands_and_tells_none() {
        let mut outbox = Outbox::default();
        let standing = || vec![notice(Occasion::Overdue, 1, at(0))];
        assert_eq!(
            outbox.take(standing(), |_| true, "h", at(1)),
            (Some(1), true)
        );
        assert_eq!(outbox.take(standing(), |_| true, "h", at(2)), (None, false));
        assert_eq!(outbox.waiting, []);
        let next = vec![notice(Occasion::Overdue, 2, at(3))];
        outbox.take(next, |_| true, "h", at(4));
        assert_eq!(sent(&outbox), [(false, 1)]);
        assert_eq!(outbox.waiting[0].message.key, "rounds/overdue/2");
    }

    #[test]
    fn what_no_hook_wants_is_marked_so_that_a_new_hook_is_not_flooded() {
        let mut outbox = begun();
        let news = || vec![notice(Occasion::Missed, 1, at(1))];
        outbox.take(news(), |event| event != Occasion::Missed, "h", at(1));
        outbox.take(news(), |_| true, "h", at(2));
        assert_eq!(outbox.waiting, []);
    }

    #[test]
    fn many_or_old_ones_come_as_one() {
        let many = |number, since| -> Vec<_> {
            (0..number)
                .map(|it| notice(Occasion::Overdue, it, since))
                .collect()
        };
        for (number, since, told) in [
            (10, at(100), vec![(false, 1); 10]),
            (11, at(100), vec![(true, 11)]),
            (1, at(30), vec![(true, 1)]),
            (3, at(30), vec![(true, 3)]),
        ] {
            let mut outbox = begun();
            outbox.take(many(number, since), |_| true, "h", at(100));
            assert_eq!(sent(&outbox), told, "{number} since {since}");
        }
        // Each occasion has its own hook, and counts for itself.
        let mut outbox = begun();
        let mut mixed = many(10, at(100));
        mixed.push(notice(Occasion::Missed, 99, at(100)));
        outbox.take(mixed, |_| true, "h", at(100));
        assert_eq!(outbox.waiting.len(), 11);
    }

    #[test]
    fn a_hook_that_fails_for_long_does_not_fill_the_outbox() {
        let mut outbox = begun();
        for round in 1..200 {
            let number = usize::try_from(round).unwrap();
            let news = (0..3).map(|it| notice(Occasion::Overdue, number * 3 + it, at(round)));
            outbox.take(news.collect(), |_| true, "h", at(round));
        }
        let single = outbox.waiting.iter().filter(|it| !it.message.summary);
        assert!(single.count() <= MOST_AT_ONCE);
    }

    #[test]
    fn the_same_summary_has_the_same_key_and_another_has_another() {
        let of = |numbers: &[usize]| {
            let items = numbers
                .iter()
                .map(|it| notice(Occasion::Missed, *it, at(0)));
            Message::summary(Occasion::Missed, items.collect(), "h").unwrap()
        };
        assert_eq!(of(&[1, 2]).key, of(&[1, 2]).key);
        assert_ne!(of(&[1, 2]).key, of(&[1, 3]).key);
        assert_eq!(Message::summary(Occasion::Missed, Vec::new(), "h"), None);
    }

    #[test]
    fn a_summary_names_first_what_wants_somebody() {
        let of = |number, state: Option<&str>, severity: Option<&str>, since| {
            let mut notice = notice(Occasion::Escalation, number, since);
            notice.key = format!("rounds/escalation/{number}");
            if let Some(state) = state {
                notice.key.push_str(&format!("/{state}"));
            }
            notice.state = state.map(str::to_owned);
            notice.severity = severity.map(str::to_owned);
            notice
        };
        let items = vec![
            of(1, Some("resolved"), Some("sev1"), at(5)),
            of(2, Some("answered"), Some("sev1"), at(5)),
            of(3, Some("opened"), Some("sev2"), at(4)),
            of(4, Some("opened"), Some("sev1"), at(1)),
            of(5, Some("opened"), Some("sev1"), at(3)),
            of(6, Some("opened"), None, at(5)),
        ];
        let things: Vec<_> = items.iter().map(|it| it.thing().to_owned()).collect();
        assert_eq!(things[0], "rounds/escalation/1");
        let message = Message::summary(Occasion::Escalation, items, "h").unwrap();
        let order: Vec<_> = message.items.iter().map(Notice::thing).collect();
        assert_eq!(
            order,
            [5, 4, 3, 6, 2, 1].map(|it| format!("rounds/escalation/{it}"))
        );
        assert!(
            message.words.contains("escalations. It is so 5."),
            "{}",
            message.words
        );
        assert!(message.words.ends_with("And 1 more."), "{}", message.words);
    }

    #[test]
    fn what_was_told_is_remembered_as_long_as_it_could_be_told() {
        let mut outbox = begun();
        let standing = || vec![notice(Occasion::Escalation, 1, at(1))];
        outbox.take(standing(), |_| true, "h", at(1));
        outbox.waiting.clear();
        // It stands for a year, and is seen every day.
        for day in 1..365 {
            outbox.take(standing(), |_| true, "h", at(day * 24 * 60));
            assert_eq!(outbox.waiting, [], "day {day}");
        }
        let later = at((365 + 60) * 24 * 60);
        outbox.take(Vec::new(), |_| true, "h", later);
        assert!(outbox.told.is_empty());
    }

    #[test]
    fn an_outbox_that_cannot_be_read_is_not_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::take(folder.path()).unwrap().unwrap();
        assert!(Kept::take(folder.path()).unwrap().is_none());
        let mut outbox = begun();
        outbox.take(
            vec![notice(Occasion::Overdue, 1, at(1))],
            |_| true,
            "h",
            at(1),
        );
        kept.write(&outbox).unwrap();
        assert_eq!(kept.read().unwrap(), outbox);
        for text in ["", "{", "{\"version\":2,\"told\":{},\"waiting\":[]}"] {
            std::fs::write(folder.path().join("hooks/outbox.json"), text).unwrap();
            assert!(kept.read().is_err(), "{text}");
        }
    }
}
