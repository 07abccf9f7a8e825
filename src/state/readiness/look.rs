//! Who looks, at what, when; and what an item comes to once words and waivers are looked at.

use super::item::{Item, Standing};
use super::waiver::{WaiverStanding, waiver_standing};
use crate::event::{Fact, RunId, Thread};
use crate::runbook::{Operator, PackageItem, ProcedureRef, Runbook};
use crate::state::fold::State;
use crate::state::pace::steps;
use crate::state::proof::{Done, Proof, ProofStanding};
use crate::state::review::{day_after, day_of, days_between};
use jiff::{SignedDuration, Timestamp, civil::Date};

/// What an item comes to before anyone's word is looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub shown: Vec<String>,
    pub missing: Vec<String>,
    /// What only makes one doubt it.
    pub doubts: Vec<String>,
    /// The runs that are in doubt.
    pub in_doubt: Vec<RunId>,
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
        self.shown.is_empty() && self.missing.is_empty() && self.doubts.is_empty()
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
        let only_doubts = found.missing.is_empty() && !found.doubts.is_empty();
        let is_proven = found.missing.is_empty() && !only_doubts;
        let mut item = Item {
            id: id.to_owned(),
            title: title.to_owned(),
            standing: match is_proven {
                true => Standing::Proven,
                false => Standing::Missing,
            },
            evidence: match is_proven {
                true => found.shown,
                false => [found.missing, found.doubts].concat(),
            },
            until: found.until.filter(|_| is_proven || only_doubts),
            can_be_attested: found.needs_word || only_doubts,
            in_doubt: match only_doubts {
                true => found.in_doubt,
                false => Vec::new(),
            },
            proposed: None,
        };
        if item.can_be_attested {
            self.look_at_words(&mut item);
        }
        if item.standing == Standing::Missing {
            item.until = None;
        }
        if item.standing == Standing::Missing {
            self.look_at_waiver(&mut item);
        }
        if item.standing == Standing::Missing {
            self.look_at_unsigned(&mut item);
        }
        item
    }

    /// What somebody said of the item and has not signed: it does not count, and is told.
    fn look_at_unsigned(&self, item: &mut Item) {
        let thread = Thread::Runbook(self.runbook.id.clone());
        for said in self.state.unsigned_on(&thread) {
            let what = said.facts().find_map(|fact| match fact {
                Fact::ReadinessAttested(it) if it.item == item.id => Some("attested"),
                Fact::WaiverAccepted(it) if it.item == item.id => Some("waived"),
                Fact::ReviewDone(_) if item.id == PackageItem::Review.word() => Some("reviewed"),
                _ => None,
            });
            let why = self.state.why_it_waits(said);
            let line = |what| format!("{what} by {}, {why}", said.by());
            item.evidence.extend(what.map(line));
        }
    }

    /// What is to be said of whoever speaks for the runbook, and acts for no role of it.
    pub fn no_owner(&self, operator: &Operator) -> Option<&'static str> {
        let speaks = self.runbook.may_speak(operator);
        (!speaks).then_some(", who is no owner of this runbook")
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
        if let Some(stranger) = self.no_owner(&said.by) {
            item.evidence.push(format!("{said_line}{stranger}"));
            return;
        }
        if self.state.is_unreliable(said) {
            item.evidence
                .push(format!("{said_line}; that is damaged or not verified"));
            return;
        }
        if said.what.until < self.today {
            item.evidence.push(said_line);
            item.evidence
                .push(format!("that ran out on {}", said.what.until));
            return;
        }
        if let Some(run) = item
            .in_doubt
            .iter()
            .find(|run| !said.what.runs.contains(run))
        {
            let run = run.short();
            item.evidence.push(format!("{said_line}; not of run {run}"));
            return;
        }
        if let Some(why) = self
            .state
            .cannot_vouch(self.runbook, &said.by, &item.in_doubt)
        {
            item.evidence.push(format!("{said_line}; {}", why.words()));
            return;
        }
        item.standing = Standing::Attested;
        let until = item
            .until
            .map_or(said.what.until, |it| it.min(said.what.until));
        item.until = Some(until);
        item.evidence.insert(0, said_line);
        if item.in_doubt.is_empty() {
            item.evidence.truncate(1);
        }
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
            WaiverStanding::Unreliable { by } => {
                item.evidence.push(format!(
                    "a waiver was accepted by {by}, and that is damaged or not verified: it can be accepted anew"
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
    let what = format!("{what}: {procedure}");
    shown(look, found, &what, "run", proof, every);
}

/// What the last exercise comes to; where there is none, what it `never` was.
pub(super) fn shown(
    look: &Look<'_>,
    found: &mut Found,
    what: &str,
    never: &str,
    proof: Proof,
    every: Option<SignedDuration>,
) {
    let standing = proof.standing();
    let Some(done) = proof.last else {
        found.lacks(format!("{what} was never {never}"));
        return;
    };
    let until = every.map(|every| day_after(day_of(look.runbook, done.at), every));
    let words = format!("{what}, {}", run_words(look, &done));
    let last = || format!("{what}: the last was {}", run_words(look, &done));
    let why = |how: &str| -> Vec<String> {
        let why = proof.why_not.iter();
        why.map(|why| format!("{how}: {}", why.words(look.runbook)))
            .collect()
    };
    match until {
        // What ran out counts no more, in doubt or not.
        Some(until)
            if until < look.today
                && matches!(standing, ProofStanding::Proven | ProofStanding::InDoubt) =>
        {
            let days = days_between(until, look.today);
            found.lacks(format!("{words}; that ran out {days} days ago"));
        }
        until if standing == ProofStanding::InDoubt => {
            found.doubts.push(last());
            found.doubts.extend(why("in doubt"));
            found.in_doubt.push(done.run);
            found.until(until);
        }
        _ if standing != ProofStanding::Proven => {
            found.lacks(last());
            found.missing.extend(why("not proven"));
        }
        until => {
            found.shows(words);
            found.until(until);
        }
    }
}

/// `run 7k2m9x, completed on 2026-11-20 by ops-a`
fn run_words(look: &Look<'_>, done: &Done) -> String {
    let by = done.by.as_ref().map(|by| format!(" by {by}"));
    let day = day_of(look.runbook, done.at);
    let what = match done.rehearsal {
        true => "rehearsal",
        false => "run",
    };
    let (run, by) = (done.run.short(), by.unwrap_or_default());
    let written_up = match done.written_up {
        0 => String::new(),
        count => format!(", {} written up later", steps(count)),
    };
    format!("{what} {run}, {} on {day}{by}{written_up}", done.verdict)
}
