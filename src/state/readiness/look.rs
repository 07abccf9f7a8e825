//! Who looks, at what, when; and what an item comes to once words and waivers are looked at.

use super::item::{Item, Standing};
use super::waiver::{WaiverStanding, waiver_standing};
use crate::runbook::{ProcedureRef, Runbook};
use crate::state::fold::State;
use crate::state::proof::Done;
use crate::state::review::{day_after, day_of, days_between};
use jiff::{SignedDuration, Timestamp, civil::Date};

/// What an item comes to before anyone's word is looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub shown: Vec<String>,
    pub missing: Vec<String>,
    pub until: Option<Date>,
    /// Whether the file gives no way to show it.
    pub needs_word: bool,
}

impl Found {
    pub fn shows(&mut self, words: impl Into<String>) {
        self.shown.push(words.into());
    }

    pub fn lacks(&mut self, words: impl Into<String>) {
        self.missing.push(words.into());
    }

    /// What is shown counts until this day at most.
    pub fn until(&mut self, day: Option<Date>) {
        self.until = match (self.until, day) {
            (Some(known), Some(day)) => Some(known.min(day)),
            (known, day) => known.or(day),
        };
    }

    /// Whether nothing was said of it, good or bad.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty() && self.missing.is_empty()
    }

    /// The file lacks it.
    pub fn lacking(why: impl Into<String>) -> Self {
        let mut found = Self::default();
        found.lacks(why);
        found
    }

    /// Nothing in the file could ever show it: a person has to.
    pub fn word_only(why: impl Into<String>) -> Self {
        Self {
            needs_word: true,
            ..Self::lacking(why)
        }
    }
}

/// Who looks, at what, when.
pub(super) struct Look<'a> {
    pub state: &'a State,
    pub runbook: &'a Runbook,
    pub now: Timestamp,
    pub today: Date,
}

impl Look<'_> {
    /// An item with what was found; with the word of a person where that is all there can be;
    /// else with the waiver that the file proposes.
    pub fn item(&self, id: &str, title: &str, found: Found) -> Item {
        let is_proven = found.missing.is_empty();
        let mut item = Item {
            id: id.to_owned(),
            title: title.to_owned(),
            standing: match is_proven {
                true => Standing::Proven,
                false => Standing::Missing,
            },
            evidence: match is_proven {
                true => found.shown,
                false => found.missing,
            },
            until: found.until.filter(|_| is_proven),
            can_be_attested: found.needs_word,
            proposed: None,
        };
        if found.needs_word {
            self.look_at_words(&mut item);
        }
        if item.standing == Standing::Missing {
            self.look_at_waiver(&mut item);
        }
        item
    }

    fn look_at_words(&self, item: &mut Item) {
        let record = self.state.book_record(self.runbook.id.as_str());
        let register = record.and_then(|record| record.attested.get(&item.id));
        let Some(said) = register.and_then(|register| register.current()) else {
            return;
        };
        let words = format!(
            "{} on {}: {}",
            self.state.hand(said),
            day_of(self.runbook, said.at),
            said.what.statement
        );
        let said_line = format!("attested by {words}");
        if said.what.until < self.today {
            item.evidence.push(said_line);
            item.evidence
                .push(format!("that ran out on {}", said.what.until));
            return;
        }
        item.standing = Standing::Attested;
        item.until = Some(said.what.until);
        item.evidence = vec![said_line];
    }

    fn look_at_waiver(&self, item: &mut Item) {
        let Some(waiver) = self.runbook.waiver(&item.id) else {
            return;
        };
        let standing = waiver_standing(self.state, self.runbook, waiver, self.today);
        match &standing {
            WaiverStanding::Accepted { from, on, .. } => {
                item.standing = Standing::Waived;
                item.until = Some(waiver.until);
                item.evidence = vec![format!(
                    "waived by {from} for {} on {on}: {}",
                    waiver.by, waiver.reason
                )];
            }
            WaiverStanding::Proposed => {
                item.evidence.push(format!(
                    "a waiver is proposed, which an operator of {} can accept: {}",
                    waiver.by, waiver.reason
                ));
                item.proposed = Some(waiver.clone());
            }
            WaiverStanding::Changed { by } => {
                item.evidence.push(format!(
                    "the waiver that {by} accepted says something else now, and can be accepted anew"
                ));
                item.proposed = Some(waiver.clone());
            }
            WaiverStanding::NotTheirs { by } => {
                item.evidence.push(format!(
                    "a waiver was accepted by {by}, who is no operator of {}",
                    waiver.by
                ));
                item.proposed = Some(waiver.clone());
            }
            WaiverStanding::RanOut => item
                .evidence
                .push(format!("its waiver ran out on {}", waiver.until)),
        }
    }
}

/// A procedure whose clean run shows something, and has to be repeated.
pub(super) fn shown_by(
    look: &Look<'_>,
    found: &mut Found,
    what: &str,
    procedure: &ProcedureRef,
    every: Option<SignedDuration>,
) {
    let proof = look.state.proof(look.runbook, procedure);
    let Some(done) = proof.last else {
        found.lacks(format!("{what}: {procedure} was never run"));
        return;
    };
    if !proof.why_not.is_empty() {
        let words = run_words(look, &done);
        found.lacks(format!("{what}: the last run of {procedure} is {words}"));
        for why in &proof.why_not {
            found.lacks(format!("not proven: {}", why.words(look.runbook)));
        }
        return;
    }
    let until = every.map(|every| day_after(day_of(look.runbook, done.at), every));
    let words = format!("{what}: {procedure}, {}", run_words(look, &done));
    match until {
        Some(until) if until < look.today => {
            let days = days_between(until, look.today);
            found.lacks(format!("{words}; that ran out {days} days ago"));
        }
        until => {
            found.shows(words);
            found.until(until);
        }
    }
}

/// `run 7k2m9x, completed on 2026-11-20 by ops-a`
pub(super) fn run_words(look: &Look<'_>, done: &Done) -> String {
    let by = done.by.as_ref().map(|by| format!(" by {by}"));
    let day = day_of(look.runbook, done.at);
    let (run, by) = (done.run.short(), by.unwrap_or_default());
    format!("run {run}, {} on {day}{by}", done.verdict)
}
