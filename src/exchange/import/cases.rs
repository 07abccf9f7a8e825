//! The cases that what comes now stands in: those that the walk of a page is inside of, and the
//! headings that are conditions.
//!
//! What stays true: what stands below a heading that is a condition is wanted in that case
//! alone, down to the next heading of its level. It is asked about once something is to be done
//! below it, not before: words alone need no question.

use super::case::Lead;
use super::draft::{Step, When};
use super::question::{answer, asking, question};

/// A heading that is a condition.
struct Under {
    level: usize,
    line: usize,
    lead: Lead,
    /// The case outside of it.
    outer: Option<When>,
    /// The one before it on the same level, and how many of those stood in a row.
    before: Option<(Settled, usize)>,
    /// Once it was asked about.
    settled: Option<Settled>,
}

/// What was asked about, and what is chosen in this case and in the other.
#[derive(Clone)]
struct Settled {
    when: When,
    other: &'static str,
}

/// Where a page was before a case was entered.
pub(super) struct Outside {
    when: Option<When>,
    floor: usize,
}

/// The cases that a page is in.
#[derive(Default)]
pub(super) struct Cases {
    when: Option<When>,
    under: Vec<Under>,
    /// So many of the headings stand outside of what is walked: they go on behind it.
    floor: usize,
}

impl Cases {
    /// The case in which what comes now is wanted.
    pub(super) fn when(&self) -> Option<&When> {
        self.when.as_ref()
    }

    /// Goes into a case inside of those that are open.
    pub(super) fn enter(&mut self, when: When) -> Outside {
        let floor = std::mem::replace(&mut self.floor, self.under.len());
        let when = self.when.replace(when);
        Outside { when, floor }
    }

    /// Goes out of it again.
    pub(super) fn leave(&mut self, outside: Outside) {
        self.under.truncate(self.floor);
        self.floor = outside.floor;
        self.when = outside.when;
    }

    /// A heading: the conditions of its level and below are over; it may be one itself.
    pub(super) fn heading(&mut self, level: usize, line: usize, lead: Option<Lead>) {
        let mut before = None;
        while self.under.len() > self.floor
            && let Some(last) = self.under.pop_if(|it| it.level >= level)
        {
            self.when = last.outer;
            let count = last.before.map_or(1, |(_, count)| count + 1);
            before = last
                .settled
                .filter(|_| last.level == level)
                .map(|it| (it, count));
        }
        if let Some(lead) = lead {
            self.under.push(Under {
                level,
                line,
                lead,
                outer: self.when.clone(),
                before,
                settled: None,
            });
        }
    }

    /// Something is to be done now: the questions that have to be asked before it. `id` gives
    /// one its name.
    pub(super) fn settle(&mut self, mut id: impl FnMut(&str) -> String) -> Vec<Step> {
        let mut asked = Vec::new();
        for under in self.under.iter_mut().filter(|it| it.settled.is_none()) {
            under.outer.clone_from(&self.when);
            let settled = match (&under.lead, &under.before) {
                (Lead::Else | Lead::Not, Some((before, 1))) => before.turned(),
                (Lead::So, Some((before, 1))) => before.clone(),
                (lead, before) => {
                    let condition = words(lead, before.is_some());
                    let id = id(&question(condition));
                    let mut step = asking(under.line, id.clone(), condition, None);
                    // It is asked for the sake of what stands below it.
                    step.is_text = true;
                    step.when.clone_from(&self.when);
                    asked.push(step);
                    Settled::of(id, condition)
                }
            };
            self.when = Some(settled.when.clone());
            under.settled = Some(settled);
        }
        asked
    }
}

impl Settled {
    fn of(step: String, condition: &str) -> Self {
        let is = answer(condition);
        Self {
            when: When {
                step,
                is: is.to_owned(),
            },
            other: if is == "yes" { "no" } else { "yes" },
        }
    }

    /// The other case of the same question.
    fn turned(&self) -> Self {
        let when = When {
            step: self.when.step.clone(),
            is: self.other.to_owned(),
        };
        let other = if self.other == "no" { "yes" } else { "no" };
        Self { when, other }
    }
}

/// What a condition is asked about by; `is_later` where others stood before it.
pub(super) fn words(lead: &Lead, is_later: bool) -> &str {
    match lead {
        Lead::If(condition) => condition,
        Lead::So => "If this is so",
        Lead::Not => "If this is not so",
        Lead::Else if is_later => "If none of these is so",
        Lead::Else => "If none of the above is so",
    }
}
