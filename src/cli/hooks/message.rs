//! What a hook reads: one JSON object, the same shape for one thing and for many.

use crate::present::{Notice, Occasion};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The version of the shape. Keys are only ever added.
const VERSION: u32 = 1;
/// So many notices of a summary are named in its words.
const NAMED: usize = 5;

/// One sending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The version of the shape.
    pub version: u32,
    /// On what occasion: `overdue`, `escalation`, `silence-end`, `handover`, `missed`.
    pub event: Occasion,
    /// The same whenever the same is sent again.
    pub key: String,
    /// The earliest moment of what it tells.
    pub since: Timestamp,
    /// Whether it stands for several things, or for what is not news any more.
    pub summary: bool,
    /// Whether it is made up, by `rounds hooks test`.
    pub test: bool,
    /// What happened, in a sentence or a few.
    pub words: String,
    /// The machine that sends it.
    pub host: String,
    /// What it tells, one by one; in a summary the most pressing first.
    pub items: Vec<Notice>,
}

impl Message {
    /// Of one thing.
    pub fn of(notice: Notice, host: &str) -> Self {
        Self {
            version: VERSION,
            event: notice.event,
            key: notice.key.clone(),
            since: notice.since,
            summary: false,
            test: false,
            words: notice.words.clone(),
            host: host.to_owned(),
            items: vec![notice],
        }
    }

    /// Of several things, or of old ones: its words name the most pressing, so that nothing new
    /// hides behind what is over. None where there is nothing.
    pub fn summary(event: Occasion, mut items: Vec<Notice>, host: &str) -> Option<Self> {
        let since = items.iter().map(|it| it.since).min()?;
        Notice::most_pressing_first(&mut items);
        let keys: Vec<_> = items.iter().map(|it| it.key.as_str()).collect();
        let hash = Sha256::digest(keys.join("\n").as_bytes());
        let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let named: Vec<_> = items.iter().take(NAMED).map(|it| &*it.words).collect();
        let words = match items.len() {
            1 => named.join(" "),
            many => {
                let rest = match many.saturating_sub(NAMED) {
                    0 => String::new(),
                    rest => format!(" And {rest} more."),
                };
                format!("{}. {}{rest}", event.several(many), named.join(" "))
            }
        };
        Some(Self {
            version: VERSION,
            event,
            key: format!("rounds/{event}/summary/{hash}"),
            since,
            summary: true,
            test: false,
            words,
            host: host.to_owned(),
            items,
        })
    }

    /// One that is made up.
    pub fn test(event: Occasion, now: Timestamp, host: &str) -> Self {
        Self {
            version: VERSION,
            event,
            key: format!("rounds/{event}/test/{now}"),
            since: now,
            summary: false,
            test: true,
            words: format!("A test of the hook {}: nothing has happened.", event.hook()),
            host: host.to_owned(),
            items: Vec::new(),
        }
    }
}
