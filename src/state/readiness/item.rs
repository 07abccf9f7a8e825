//! One thing that has to be so, and how it stands.

use crate::event::RunId;
use crate::runbook::Waiver;
use jiff::civil::Date;

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
    /// The runs that show it and are in doubt, where nothing else is missing: an owner may
    /// vouch for them.
    pub in_doubt: Vec<RunId>,
    /// The waiver that the file proposes and that someone could accept now.
    pub proposed: Option<Waiver>,
}

/// Whether an item is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The record or the file shows it.
    Proven,
    /// A named person attests to it.
    Attested,
    /// It is let go, until a day, by someone who may.
    Waived,
    /// Nothing shows it.
    Missing,
}

impl Standing {
    /// All of them, what has to be done first.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Attested, Self::Waived, Self::Proven];

    /// In one stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Attested => "attested",
            Self::Waived => "waived",
            Self::Missing => "missing",
        }
    }

    /// As a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Proven => "Proven",
            Self::Attested => "Attested",
            Self::Waived => "Waived",
            Self::Missing => "Missing",
        }
    }
}

impl Item {
    /// Whether it is so.
    pub fn is_well(&self) -> bool {
        self.standing != Standing::Missing
    }
}

/// The item that runs out first of those that are so.
pub fn expires_next(items: &[Item]) -> Option<(&Item, Date)> {
    let well = items.iter().filter(|item| item.is_well());
    let ending = well.filter_map(|item| Some((item, item.until?)));
    ending.min_by_key(|(_, until)| *until)
}
