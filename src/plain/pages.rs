//! What stands in front of everything as lines: the pages of a runbook, an escalation, the
//! handover of the shift, the team.

use super::prompts::{Prompts, read};
use super::words::word;
use crate::app::action::Action;
use crate::app::keys::Context;
use crate::app::pages::{
    EscalationFront, Foreground, PackageFront, ShiftFront, ShiftRow, Side, TeamFront,
    lines as shift_lines,
};
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
            Some(Foreground::Team(front)) => self.team(front),
            None => Vec::new(),
        }
    }

    /// How the record stands to the others', then who writes in it, a line each.
    fn team(&self, front: &TeamFront) -> Vec<String> {
        let clock = self.app.wall();
        let Some(team) = &front.team else {
            return Vec::new();
        };
        let stands = team.lines(&clock).into_iter().map(|(_, words)| words);
        let members = team.rows(&clock).into_iter().map(|row| row.line());
        stands.chain(members).collect()
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

    /// The page of the handover, what can be chosen by number, and the words for it.
    fn shift(&self, state: &State, front: &ShiftFront) -> Vec<String> {
        let mut lines = match front.handover(state).and_then(|it| it.given.as_ref()) {
            Some(given) => vec![format!(
                "The shift that {} gave at {} is waiting to be accepted.",
                given.by,
                when::moment(given.at, &self.app)
            )],
            None => vec!["Your shift, to be handed over.".to_owned()],
        };
        let mut number = 0;
        for line in shift_lines(&self.app, state, front) {
            let before = match line.row {
                Some(_) => {
                    number += 1;
                    format!("{number} ")
                }
                None => String::new(),
            };
            let label = match line.label {
                "" => String::new(),
                label => format!("{label}: "),
            };
            let seen = match line.seen {
                Some(true) => "seen, ",
                Some(false) => "to confirm, ",
                None => "",
            };
            let severity = match (line.row, line.severity) {
                (Some(ShiftRow::Item(_)), severity) if !severity.is_stable() => {
                    format!("{}, ", severity.words())
                }
                _ => String::new(),
            };
            let right = match line.right.is_empty() {
                true => String::new(),
                false => format!(", {}", line.right),
            };
            lines.push(format!(
                "{before}{label}{seen}{severity}{}{right}",
                line.left
            ));
        }
        let name = |action: Action| action.name();
        lines.push(match front.side {
            Side::Give => format!(
                "“{} NUMBER” or “{} NUMBER” says how bad one is, “{} NUMBER NAME” who does it; a number writes or opens; {} gives the shift.",
                name(Action::Unstable),
                name(Action::Watch),
                name(Action::Assign),
                name(Action::Give)
            ),
            Side::Take => format!(
                "{} says that the next one was looked at, {} the others together, “{} NUMBER WHY” hands one back; {} accepts the shift.",
                name(Action::Ok),
                name(Action::ConfirmRest),
                name(Action::HandBack),
                name(Action::Take)
            ),
        });
        lines
    }
}
