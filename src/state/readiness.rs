//! Whether a tool is ready to be handed over: each item proven from the record or the file
//! where that is possible, else by the word of a named person that has not run out.
//!
//! What can be proven cannot be attested: nobody's word stands in for a restore. Nothing here
//! is kept; it is worked out from the state and the runbook whenever someone looks.

mod items;

use super::fold::State;
use super::review::day_of;
use crate::runbook::Runbook;
use jiff::{Timestamp, civil::Date};

/// The roles that a tool cannot do without.
pub(super) const ROLES: [&str; 3] = ["product", "technical", "operations"];

/// One thing that has to be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id: one of the program's own, or of the runbook's `[[readiness]]`.
    pub id: String,
    /// What has to be so, in one sentence.
    pub title: String,
    /// Whether it is.
    pub standing: Standing,
    /// What shows it, or what is missing: one line each.
    pub evidence: Vec<String>,
    /// The last day on which that counts, where it runs out.
    pub until: Option<Date>,
    /// Whether a person's word would do.
    pub can_be_attested: bool,
}

/// Whether an item is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The record or the file shows it.
    Proven,
    /// A named person stands for it.
    Attested,
    /// Nothing shows it.
    Missing,
}

impl Standing {
    /// In one stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Attested => "attested",
            Self::Missing => "missing",
        }
    }
}

impl Item {
    /// Whether it is so.
    pub fn is_well(&self) -> bool {
        self.standing != Standing::Missing
    }
}

/// What an item comes to before anyone's word is looked at.
#[derive(Debug, Default)]
struct Found {
    shown: Vec<String>,
    missing: Vec<String>,
    until: Option<Date>,
    /// Whether the file gives no way to show it.
    needs_word: bool,
}

impl Found {
    fn shows(&mut self, words: impl Into<String>) {
        self.shown.push(words.into());
    }

    fn lacks(&mut self, words: impl Into<String>) {
        self.missing.push(words.into());
    }

    /// What is shown counts until this day at most.
    fn until(&mut self, day: Option<Date>) {
        self.until = match (self.until, day) {
            (Some(known), Some(day)) => Some(known.min(day)),
            (known, day) => known.or(day),
        };
    }

    /// Nothing in the file could ever show it: a person has to.
    fn word_only(why: impl Into<String>) -> Self {
        let mut found = Self {
            needs_word: true,
            ..Self::default()
        };
        found.lacks(why);
        found
    }
}

/// Who looks, at what, when.
struct Look<'a> {
    state: &'a State,
    runbook: &'a Runbook,
    today: Date,
}

impl Look<'_> {
    /// An item with what was found, and with the word of a person where that is all there
    /// can be.
    fn item(&self, id: &str, title: &str, found: Found) -> Item {
        let mut item = Item {
            id: id.to_owned(),
            title: title.to_owned(),
            standing: match found.missing.is_empty() {
                true => Standing::Proven,
                false => Standing::Missing,
            },
            evidence: match found.missing.is_empty() {
                true => found.shown,
                false => found.missing,
            },
            until: found.until,
            can_be_attested: found.needs_word,
        };
        if found.needs_word {
            self.look_at_words(&mut item);
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
            said.by,
            day_of(self.runbook, said.at),
            said.what.statement
        );
        if said.what.until < self.today {
            item.evidence = vec![
                format!("attested by {words}"),
                format!("that ran out on {}", said.what.until),
            ];
            return;
        }
        item.standing = Standing::Attested;
        item.until = Some(said.what.until);
        item.evidence = vec![format!("attested by {words}")];
    }
}

impl State {
    /// Everything that has to be so before a tool is handed over, in a fixed order.
    pub fn readiness(&self, runbook: &Runbook, now: Timestamp) -> Vec<Item> {
        let look = Look {
            state: self,
            runbook,
            today: day_of(runbook, now),
        };
        items::all(&look, now)
    }
}
