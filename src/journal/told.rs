//! What a writer's lines say of the record itself: of others' heads, of what was lost, of what
//! someone settled, and of the content that they name.

use super::claim::{Claim, Word};
use super::finding::{Settlement, Settlements};
use super::line::EntryLine;
use super::report::Removed;
use crate::event::{Adopted, EntryHash, EntryRef, Event, Fact, Joined, Seen, SeenHead, WriterId};
use memchr::memmem::Finder;
use std::collections::BTreeSet;
use std::sync::LazyLock;

// What names an object, or says something of the record. Made once: to make one costs more
// than to search a line with it.
static TELLING: LazyLock<[Finder; 7]> = LazyLock::new(|| {
    [
        "\"file\":\"",
        "\"sha256\":\"",
        "\"event\":\"settled\"",
        "\"event\":\"adopted\"",
        "\"event\":\"joined\"",
        "\"event\":\"keys-noticed\"",
        "\"event\":\"handover-given\"",
    ]
    .map(Finder::new)
});

/// What one writer says of the record.
pub(super) struct Told {
    writer: WriterId,
    /// What it says that others, and its own machine's writers, had come to.
    pub claims: Vec<Claim>,
    /// What it says was settled.
    pub settlements: Settlements,
    /// What it took for its own after a crash.
    pub adopted: Vec<Adopted>,
    /// What it found of this machine's writers of which nothing was kept.
    pub unknown_heads: Vec<EntryRef>,
    /// Journals that it says are one.
    pub joined: Vec<Joined>,
    /// The content that it names.
    pub objects: BTreeSet<EntryHash>,
    /// The content that it says was removed.
    pub removed: Vec<Removed>,
    /// Whether it has noticed a list of keys.
    pub lists_keys: bool,
}

impl Told {
    pub fn of(writer: &WriterId) -> Self {
        Self {
            writer: writer.clone(),
            claims: Vec::new(),
            settlements: Settlements::default(),
            adopted: Vec::new(),
            unknown_heads: Vec::new(),
            joined: Vec::new(),
            objects: BTreeSet::new(),
            removed: Vec::new(),
            lists_keys: false,
        }
    }

    /// What a segment's beginning says of others, and of what was lost.
    pub fn hear(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Known(Fact::SegmentStarted(started)) => {
                    for seen in &started.seen {
                        match seen {
                            Seen::Whole(head) => self.claim(head),
                            Seen::Named(entry) => self.claim_named(entry),
                        }
                    }
                }
                Event::Known(Fact::HeadLost(lost)) => self.claim(&lost.kept),
                Event::Known(Fact::HeadsUnknown(unknown)) => {
                    self.unknown_heads.extend(unknown.found.iter().cloned());
                }
                _ => {}
            }
        }
    }

    fn claim_named(&mut self, entry: &EntryRef) {
        let text = entry.to_string();
        let hash = text.rsplit_once(':').map_or("", |(_, hash)| hash);
        self.claims.push(Claim {
            writer: entry.writer.clone(),
            seq: entry.seq,
            hash: hash.to_owned(),
            word: Word::Writer(self.writer.clone()),
        });
    }

    fn claim(&mut self, head: &SeenHead) {
        self.claims.push(Claim {
            writer: head.writer.clone(),
            seq: head.seq,
            hash: head.hash.to_string(),
            word: Word::Writer(self.writer.clone()),
        });
    }

    /// Reads what a line says of the record itself.
    pub fn read(&mut self, line: &EntryLine, verified: bool) {
        if line.is_plain || !TELLING.iter().any(|name| name.find(line.body).is_some()) {
            return;
        }
        let Ok(envelope) = line.envelope(&mut Vec::new()) else {
            return;
        };
        for event in &envelope.events {
            match event {
                // Whoever breaks a chain removes, settles and joins nothing.
                Event::Known(Fact::EvidenceRemoved { .. } | Fact::Settled(_) | Fact::Joined(_))
                    if !verified => {}
                Event::Known(Fact::EvidenceRemoved { sha256, reason }) => {
                    self.removed.push(Removed {
                        sha256: *sha256,
                        writer: self.writer.clone(),
                        seq: line.seq,
                        reason: reason.clone(),
                    });
                }
                Event::Known(Fact::Settled(settled)) => {
                    let settlement = Settlement {
                        by: envelope.by.to_string(),
                        writer: self.writer.clone(),
                        seq: line.seq,
                        reason: settled.reason.clone(),
                    };
                    if let Some(finding) = settled.finding {
                        self.settlements.settle(finding, settlement.clone());
                    }
                    if let Some(writer) = &settled.word_of {
                        self.settlements.set_aside(writer.clone(), settlement);
                    }
                }
                Event::Known(Fact::Joined(joined)) => self.joined.push(*joined),
                Event::Known(Fact::Adopted(adopted)) => self.adopted.push(adopted.clone()),
                Event::Known(Fact::KeysNoticed(_)) => self.lists_keys = true,
                // A shift is given with the heads that whoever gave it knew.
                Event::Known(Fact::HandoverGiven(given)) => {
                    given.heads.iter().for_each(|head| self.claim_named(head));
                }
                Event::Known(fact) => self.objects.extend(fact.objects()),
                Event::Unknown(_) => {}
            }
        }
    }
}
