//! What whoever rehearses in the made-up year does not know, and what the owner answers.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The question of a time of the year, and its answer: never the same twice in a row.
pub(super) fn asked(at: Timestamp) -> (&'static str, &'static str) {
    let season = at.to_zoned(TimeZone::UTC).day_of_year() / 80;
    let season = usize::try_from(season).unwrap_or(0);
    ASKED[season % ASKED.len()]
}

const ASKED: [(&str, &str); 5] = [
    (
        "Does a restart lose the orders that the consumer holds?",
        "No. What it has not acknowledged goes back into the queue.",
    ),
    (
        "May two shards be restarted at once?",
        "No. One, then wait until its lag falls.",
    ),
    (
        "Who has to know before a restart?",
        "The channel. Finance too, in the first three days of a month.",
    ),
    (
        "What if the new consumer does not start either?",
        "Roll back the release, then call Orders on-call.",
    ),
    (
        "How long may a consumer take to come back?",
        "Two minutes. After five, call the on-call: the shard is lost.",
    ),
];
