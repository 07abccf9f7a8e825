//! How often one step is done in a run: once, or once for each of its items.
//!
//! Items that the file names are known when it is read. Others come out of the run itself, from
//! an earlier step: [`Each::feeding`] names it, and what that step gave stands in the record.
//! An item of that kind is known by its whole text, so its id is that text. Nothing here knows
//! about runs.

use super::id::{ItemId, StepId};
use super::template::{Pattern, Values};

/// As many items as one step can be done for.
pub const MOST_ITEMS: usize = 200;

/// What a value must match whole that a command uses and that nobody gave a pattern: no
/// blank, no quote, nothing that a shell expands, and never an option.
pub(super) const STRICT: &str = "[A-Za-z0-9._/:@%+,=][A-Za-z0-9._/:@%+,=-]*";

/// How often a step is done.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Each {
    /// Once: it is one box.
    #[default]
    Once,
    /// Once for each of these, which the file names.
    Items(Vec<Item>),
    /// Once in each target; each item has that target's variables.
    Targets(Vec<Item>),
    /// Once for each line of what an earlier step printed, or of what was typed there.
    Lines {
        /// The earlier step.
        from: StepId,
        /// What each line must match as a whole; the strict pattern where there is none.
        pattern: Option<Pattern>,
    },
    /// As often as an earlier step's reading says.
    Times(StepId),
}

/// One item of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its id in the step: a slug of its text, or the text itself where that came from a run.
    pub id: ItemId,
    /// Its text; `$ITEM` in the step's texts.
    pub text: String,
    /// Variables that it brings along: those of a target.
    pub values: Values,
}

impl Item {
    /// An item that came from a run: its text is its id.
    pub fn named(text: &str) -> Self {
        Self {
            id: text.into(),
            text: text.to_owned(),
            values: Values::new(),
        }
    }
}

impl Each {
    /// The items that the file names; none where the step is done once, or where an earlier
    /// step says for what.
    pub fn items(&self) -> &[Item] {
        match self {
            Self::Items(items) | Self::Targets(items) => items,
            Self::Once | Self::Lines { .. } | Self::Times(_) => &[],
        }
    }

    /// The earlier step that the items come from.
    pub fn feeding(&self) -> Option<&StepId> {
        match self {
            Self::Lines { from, .. } | Self::Times(from) => Some(from),
            Self::Once | Self::Items(_) | Self::Targets(_) => None,
        }
    }

    /// The item of this id, where the step could have one.
    pub fn item(&self, id: &ItemId) -> Option<Item> {
        match self.feeding() {
            Some(_) => Some(Item::named(id.as_str())),
            None => self.items().iter().find(|item| item.id == *id).cloned(),
        }
    }

    /// How many boxes the file alone shows.
    pub fn boxes(&self) -> usize {
        self.items().len().max(1)
    }

    /// Whether an item's text may be used: what a run gave has to match, wherever in the
    /// record it comes from; what the file names is the owner's own.
    pub fn lets(&self, text: &str, values: &Values) -> bool {
        match self {
            Self::Lines { pattern, .. } => match pattern {
                Some(pattern) => pattern.matches(text, values),
                None => Pattern::parse(STRICT).is_ok_and(|strict| strict.matches(text, values)),
            },
            Self::Times(_) => count(text).is_some(),
            Self::Once | Self::Items(_) | Self::Targets(_) => true,
        }
    }
}

/// How many times a reading asks for: a whole number of at most [`MOST_ITEMS`].
pub fn count(reading: &str) -> Option<usize> {
    let number = crate::limits::parse_number(reading).ok()?;
    let fits = number.fract() == 0.0 && (0.0..=MOST_ITEMS as f64).contains(&number);
    fits.then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_counts_from_nothing_to_the_most() {
        for (reading, times) in [("0", 0), ("3", 3), ("200", 200), ("2.0", 2)] {
            assert_eq!(count(reading), Some(times), "{reading}");
        }
        for reading in ["-1", "201", "1.5", "", "many", "1e9"] {
            assert_eq!(count(reading), None, "{reading}");
        }
    }

    #[test]
    fn what_a_run_gave_has_to_match_and_what_the_file_names_need_not() {
        let none = Values::new();
        let lines = |pattern: Option<&str>| Each::Lines {
            from: "list".into(),
            pattern: pattern.map(|it| Pattern::parse(it).unwrap()),
        };
        assert!(lines(None).lets("web-1.example.com:22", &none));
        for bad in ["-rf", "a b", "$(id)", "", "a\nb"] {
            assert!(!lines(None).lets(bad, &none), "{bad:?}");
        }
        assert!(lines(Some("[a-z ]+")).lets("a b", &none));
        assert!(!lines(Some("[a-z ]+")).lets("A", &none));
        assert!(Each::Times("n".into()).lets("7", &none));
        assert!(!Each::Times("n".into()).lets("x", &none));
        assert!(Each::Items(vec![Item::named("a b")]).lets("a b", &none));
    }
}
