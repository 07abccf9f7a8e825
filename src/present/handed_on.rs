//! What a shift hands on: every row of Today but what is done and what is still to come.
//!
//! What stays true: nothing that stands is left out, and nothing is said here that Today does
//! not say. What only one machine knows is told by its name.

use super::kind::{Group, Kind};
use super::row::Row;
use super::sources::Sources;
use super::today::Today;
use crate::event::{HandoverGiven, HandoverItem, ShiftSeverity};
use crate::state::{self, Handover, Whom};

impl Today {
    /// What the next shift has to know, in the order of Today.
    pub fn handed_on(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_handed_on())
    }
}

impl Row {
    /// Whether the next shift has to know of it: it is neither done nor still to come.
    pub fn is_handed_on(&self) -> bool {
        match self.group {
            Group::NeedsAttention | Group::InProgress | Group::DueNow | Group::CarriedOver => true,
            Group::Done | Group::StartHere | Group::Examples | Group::Later => false,
        }
    }

    /// Whether only this machine knows of it: the record does not hold it.
    pub fn is_of_machine(&self) -> bool {
        matches!(self.kind, Kind::Record | Kind::Broken | Kind::Commands)
    }
}

impl Sources<'_> {
    /// What a shift hands on, in words that are the same for every reader, and judged by
    /// nobody yet; only what hides something is to be watched whatever the giver says. `host` is
    /// this machine.
    pub fn handed_on(&self, today: &Today, host: &str) -> Vec<HandoverItem> {
        let nobody = Whom {
            operator: None,
            runbooks: self.whom.runbooks.clone(),
        };
        let for_anyone = Sources {
            whom: &nobody,
            ..*self
        };
        let item = |row: &Row| HandoverItem {
            key: row.what.key(),
            words: for_anyone.row(&row.what).line(),
            host: row.is_of_machine().then(|| host.to_owned()),
            severity: match row.what {
                state::Row::Record(trouble) if trouble.may_hide() => ShiftSeverity::Watch,
                _ => ShiftSeverity::Stable,
            },
            ..HandoverItem::default()
        };
        today.handed_on().map(item).collect()
    }

    /// What is said of an item besides itself, a line each: who, by when, the giver's words,
    /// and what the receiver handed back.
    pub fn of_item(&self, item: &HandoverItem, handover: Option<&Handover>) -> Vec<String> {
        let mut lines = Vec::new();
        let when = item.when.map(|at| format!("by {}", self.clock.moment(at)));
        let who = item.assignee.as_ref().map(|who| format!("for {who}"));
        let both = [who, when].into_iter().flatten().collect::<Vec<_>>();
        if !both.is_empty() {
            lines.push(both.join(", "));
        }
        lines.extend(item.note.clone());
        lines.extend(item.host.as_ref().map(|host| format!("on {host} alone")));
        let accepted = handover.and_then(|it| it.accepted.first());
        let back = accepted.and_then(|said| {
            let back = said.what.handed_back.iter();
            let back = back.filter(|it| it.key == item.key);
            let mut back = back.map(|it| format!("handed back by {}: {}", said.by, it.words));
            back.next()
        });
        lines.extend(back);
        lines
    }
}

/// How bad a shift is, and why: `WATCH: sev2: Orders arrive late (Orders sync), no ack`.
pub fn shift_severity(given: &HandoverGiven) -> String {
    let severity = given.severity();
    let word = severity.words().to_uppercase();
    let worst = given.items.iter().filter(|item| item.severity == severity);
    match (severity.is_stable(), worst.clone().next()) {
        (true, _) | (_, None) => word,
        (false, Some(first)) => match worst.count() - 1 {
            0 => format!("{word}: {}", first.words),
            others => format!("{word}: {}, and {others} more", first.words),
        },
    }
}
