//! What `rounds doctor` found: rows, and what to mend.

use crate::config::Origin;
use serde::Serialize;

/// What was found. As JSON: `findings` (`part`, `name`, `value`, `from`, `mend`), `mend`
/// (the sentences of those that want it).
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) mend: Vec<String>,
}

/// One row.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) part: &'static str,
    pub(super) name: String,
    pub(super) value: String,
    /// Where a setting comes from; null for what is not a setting.
    pub(super) from: Option<String>,
    /// What to do; null where all is well.
    pub(super) mend: Option<String>,
}

impl Report {
    /// Adds what is as it is.
    pub(super) fn note(&mut self, part: &'static str, name: &str, value: impl Into<String>) {
        self.add(part, name, value, None, None);
    }

    /// Adds a setting with where it comes from.
    pub(super) fn setting(&mut self, name: &str, value: impl Into<String>, from: Origin) {
        self.add("Settings in use", name, value, Some(from.to_string()), None);
    }

    /// Adds what wants mending.
    pub(super) fn wrong(
        &mut self,
        part: &'static str,
        name: &str,
        value: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add(part, name, value, None, Some(mend.into()));
    }

    pub(super) fn add(
        &mut self,
        part: &'static str,
        name: &str,
        value: impl Into<String>,
        from: Option<String>,
        mend: Option<String>,
    ) {
        self.mend.extend(mend.clone());
        self.findings.push(Finding {
            part,
            name: name.to_owned(),
            value: value.into(),
            from,
            mend,
        });
    }
}

/// A flag in a word.
pub(super) fn yes(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}
