//! What stands in front of everything as lines: the pages of a runbook, an escalation, the
//! handover of the shift.

use super::prompts::{Prompts, read};
use super::words::word;
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::pages::{EscalationFront, Foreground, PackageFront, ShiftFront, document};
use crate::app::when;
use crate::present::Reached;
use crate::report;
use crate::state::State;

impl Prompts {
    pub fn page_lines(&self) -> Vec<String> {
        let state = read(&self.state);
        match &self.app.front {
            Some(Foreground::Package(front)) => self.package(&state, front),
            Some(Foreground::Escalation(front)) => self.escalation(&state, front),
            Some(Foreground::Shift(front)) => self.shift(&state, front),
            None => Vec::new(),
        }
    }

    /// The pages by number, and the one in front whole.
    fn package(&self, state: &State, front: &PackageFront) -> Vec<String> {
        let pages = (1..).zip(&front.pages);
        let pages: Vec<_> = pages
            .map(|(number, page)| format!("{number} {}", page.heading()))
            .collect();
        let mut lines = vec![format!("Pages: {}", pages.join("; "))];
        if let (Some(runbook), Some(page)) = (self.app.usable(&front.runbook), front.page()) {
            lines.extend(report::page(state, runbook, page, &self.app.wall()).text());
        }
        lines
    }

    fn escalation(&self, state: &State, front: &EscalationFront) -> Vec<String> {
        let Some(escalation) = state.escalation(front.id) else {
            return Vec::new();
        };
        let Some(opening) = escalation.opening() else {
            return Vec::new();
        };
        let mut lines = vec![format!(
            "Escalation, {}: {}",
            opening.severity, opening.title
        )];
        let runbook = self.app.usable(&opening.runbook);
        lines.extend((1..).zip(escalation.hops()).map(|(number, hop)| {
            let contact = &hop.hop.contact;
            let wall = self.app.wall();
            let reached = runbook.and_then(|it| Reached::of(state, it, contact, &wall));
            let told = reached.map_or_else(|| hop.hop.name.clone(), |it| it.words());
            let called = match hop.called.is_some() {
                true => ", called",
                false => "",
            };
            format!("{number}. Call {told}{called}")
        }));
        let standing = match (escalation.is_open(), escalation.is_unanswered()) {
            (false, _) => "Resolved.".to_owned(),
            (true, true) => format!(
                "No ack yet. {} NUMBER records a call, {} who acknowledged, {} resolves it.",
                word(self.app.keymap, Context::Pages, Action::Called),
                word(self.app.keymap, Context::Pages, Action::Answer),
                word(self.app.keymap, Context::Pages, Action::Close)
            ),
            (true, false) => format!(
                "Acknowledged. {} resolves it.",
                word(self.app.keymap, Context::Pages, Action::Close)
            ),
        };
        lines.push(standing);
        lines
    }

    /// What the shift tells; what has to be looked at before it is taken over, by number.
    fn shift(&self, state: &State, front: &ShiftFront) -> Vec<String> {
        let mut lines = document(&self.app, state).text();
        let waiting = state.waiting_handover().and_then(|it| it.given.as_ref());
        let Some(given) = waiting else {
            let give = self.app.key(Action::Give);
            lines.push(format!("{give} gives the shift to the next operator."));
            return lines;
        };
        lines.push(format!(
            "The shift that {} gave at {} is waiting to be accepted.",
            given.by,
            when::moment(given.at, &self.app)
        ));
        let items = (1..).zip(front.items(state));
        lines.extend(items.map(|(number, item)| {
            let seen = match front.confirmed.contains(&item.key) {
                true => "seen",
                false => "to look at",
            };
            format!("{number} {seen}: {}", item.words)
        }));
        lines.push(format!(
            "{} says that the next one was looked at, {} takes the shift over.",
            Action::Ok.name(),
            self.app.key(Action::Take)
        ));
        lines
    }
}
