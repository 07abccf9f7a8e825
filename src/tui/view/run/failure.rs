//! A step that failed: how, with its output first, then one key each for what may be done next.
//!
//! What stays true: it is the loudest thing on the screen, and the keys that it names are those
//! of the footer.

use super::how_done::HowDone;
use crate::app::action::Action;
use crate::app::theme::Role;
use crate::app::when;
use crate::event::Outcome;
use crate::limits::Judgement;
use crate::runbook::{How, Style};
use crate::state::Standing;
use crate::tui::view::paint::{key, piece};
use crate::tui::view::sheet::Sheet;

impl HowDone<'_> {
    /// Whether the step failed, and its run goes on: not OK, or in alarm.
    pub(super) fn has_failed(&self) -> bool {
        let said = self.scene.run.outcome(&self.stand.step_ref);
        let alarms = said.is_some_and(|said| said.what.judgement == Some(Judgement::Alarm));
        let failed = self.stand.standing == Standing::Answered(Outcome::NotOk)
            || (self.stand.standing == Standing::Answered(Outcome::Ok) && alarms);
        failed && self.goes_on()
    }

    /// What failed and how, and what comes next.
    pub(super) fn failed(&self, sheet: &mut Sheet) {
        let look = self.app.look;
        let said = self.scene.run.outcome(&self.stand.step_ref);
        let is_alarm = self.stand.standing == Standing::Answered(Outcome::Ok);
        let chip = if is_alarm { "ALARM" } else { "FAILED" };
        let how = match (is_alarm, self.how_it_ended(), said) {
            (false, Some(how), _) => how,
            (_, _, Some(said)) => match &said.what.note {
                Some(note) => format!("{}: {note}", said.what.words()),
                None => said.what.words(),
            },
            (_, _, None) => String::new(),
        };
        let at = said
            .map(|said| when::time(said.at, self.app))
            .unwrap_or_default();
        sheet.row(vec![
            piece(look, Role::Failure, &format!(" {} {chip} ", look.broken())),
            piece(look, Role::Bad, &format!(" {how}")),
            piece(look, Role::Dim, &format!("  {at}")),
        ]);
        sheet.gap();
        if matches!(self.step.how, How::Command(_)) {
            self.shown(sheet);
            self.came_to(sheet);
        }
        self.next(sheet);
    }

    fn next(&self, sheet: &mut Sheet) {
        sheet.heading("Next");
        let mut offer = |action: Action, words: &str| {
            sheet.hung(
                vec![
                    piece(self.app.look, Role::Plain, "  "),
                    key(self.app, action),
                ],
                Role::Plain,
                words,
            );
        };
        if let Some(title) = self.offered() {
            offer(Action::FollowFailure, &title);
        }
        if let Some(first) = self.first_contact() {
            offer(Action::Escalate, &format!("Escalate: call {first}"));
        }
        offer(Action::Issue, "Open an issue");
        if matches!(self.step.how, How::Command(_)) {
            offer(
                Action::Perform,
                match self.scene.is_rehearsal() {
                    true => "Pretend to run it again",
                    false => "Run it again",
                },
            );
        }
        offer(Action::Again, "Answer it again, by hand");
        offer(Action::Note, "Add what you saw");
        let holds = self.scene.procedure.style == Style::ReadDo
            && self.stand.standing == Standing::Answered(Outcome::NotOk)
            && self.step_state().is_none_or(|it| it.carried_on().is_none());
        if holds {
            offer(
                Action::CarryOn,
                "Go on past it, with a reason; the next steps are on hold",
            );
        }
        sheet.gap();
    }

    /// Who is called first where this is escalated.
    fn first_contact(&self) -> Option<String> {
        let started = &self.scene.run.started.as_ref()?.what;
        let runbook = self.app.usable(&started.procedure.runbook)?;
        let hop = runbook.package.escalation.first()?.path.first()?;
        let reach = runbook.reach(&hop.contact);
        Some(reach.map_or(hop.contact.clone(), |it| it.name.to_owned()))
    }
}
