//! The place in front as lines, and what changed of it since it was said.

use super::conversation::Leave;
use super::prompts::{Prompts, read};
use super::said::Place;
use crate::app::journal;
use crate::app::keys::Context;
use crate::app::pages::Foreground;
use std::mem;

impl Prompts {
    /// Says what is new: what was told, what is asked, what changed of the place in front.
    pub fn tell(&mut self) -> Result<(), Leave> {
        loop {
            if let Some(notice) = self.app.notice.take() {
                self.talk.say(&notice.text)?;
            }
            self.say_head()?;
            let was_read = self.say_reading()?;
            if !was_read && !self.leave_ended()? {
                break;
            }
        }
        let asked = self.asked();
        if self.app.overlay.is_some() {
            if asked != self.said.asked {
                self.say_all(&asked)?;
            }
            self.said.asked = asked;
            return Ok(());
        }
        self.said.asked.clear();
        self.say_place()
    }

    /// Every row of the place in front.
    pub fn list(&mut self) -> Result<(), Leave> {
        let rows = match self.app.place() {
            Context::Run => self.step_rows(),
            _ => {
                self.said.forget();
                return Ok(());
            }
        };
        self.say_all(&rows)
    }

    /// What there is to know before the first step, where a run has come in front.
    fn say_head(&mut self) -> Result<(), Leave> {
        if let Some(run) = self.app.run.as_ref().map(|run| run.id)
            && self.app.front.is_none()
            && self.said.run != Some(run)
        {
            let head = self.run_head(run);
            self.say_all(&head)?;
            self.said.run = Some(run);
        }
        if self.app.run.is_none() {
            self.said.run = None;
        }
        Ok(())
    }

    fn say_place(&mut self) -> Result<(), Leave> {
        let (place, lines) = (self.place(), self.place_lines());
        let is_same = self.said.place.as_ref() == Some(&place);
        let before = mem::take(&mut self.said.lines);
        let news = lines
            .iter()
            .filter(|line| !is_same || !before.contains(line));
        let news: Vec<_> = news.cloned().collect();
        (self.said.place, self.said.lines) = (Some(place), lines);
        self.say_all(&news)
    }

    pub fn say_all(&mut self, lines: &[String]) -> Result<(), Leave> {
        lines.iter().try_for_each(|line| self.talk.say(line))
    }

    fn place(&self) -> Place {
        let context = self.app.place();
        match (&self.app.front, &self.app.run) {
            (Some(Foreground::Package(front)), _) => {
                Place::Page(format!("{} {:?}", front.runbook, front.page()))
            }
            (Some(Foreground::Escalation(front)), _) => Place::Page(front.id.to_string()),
            (Some(Foreground::Shift(_)), _) => Place::Page("shift".to_owned()),
            (Some(Foreground::Team(_)), _) => Place::Page("team".to_owned()),
            (None, Some(screen)) => {
                let state = read(&self.state);
                let scene = screen.scene(&state);
                let stand = scene.as_ref().and_then(|scene| scene.stand(screen.cursor));
                Place::Step(screen.id, stand.map(|stand| stand.step_ref.clone()))
            }
            (None, None) => match (context, &self.app.journal.opened) {
                (Context::Journal, Some(journal::Opened::Calendar(_))) => {
                    Place::Opened("calendar", 0)
                }
                (Context::Journal, Some(journal::Opened::Trends(_))) => Place::Opened("trends", 0),
                (Context::Journal, Some(_)) => Place::Opened("row", self.app.journal.cursor.at),
                (Context::FollowUps, _) if self.app.follow_ups.opened => {
                    Place::Opened("follow-up", self.app.follow_ups.cursor.at)
                }
                _ => Place::List(context),
            },
        }
    }

    fn place_lines(&mut self) -> Vec<String> {
        match self.app.place() {
            Context::Pages | Context::Handover => self.page_lines(),
            Context::Run => self.step_lines(),
            Context::Runbooks => self.runbook_rows(),
            Context::Journal => self.journal_lines(),
            Context::FollowUps => self.follow_up_lines(),
            _ => self.today_rows(),
        }
    }

    /// What the prompt says: what is asked for, else what the place takes.
    pub fn prompt(&self) -> String {
        if let Some(asks) = self.asks() {
            return asks;
        }
        let help = self.app.key(crate::app::action::Action::Help);
        match self.app.place() {
            Context::Run => self.run_prompt(&help),
            Context::Today if self.app.today.rows.is_empty() => {
                format!("Today ({help} for all words):")
            }
            Context::Today => {
                let number = self.app.today.at().unwrap_or_default() + 1;
                format!("Today (a number, enter for {number}, {help} for all words):")
            }
            place => {
                let name = match &self.app.front {
                    Some(Foreground::Package(_)) => "The pages",
                    Some(Foreground::Escalation(_)) => "The escalation",
                    Some(Foreground::Shift(_)) => "The handover",
                    Some(Foreground::Team(_)) => "The team",
                    None => place.words(),
                };
                format!("{name} (a number, {help} for all words):")
            }
        }
    }
}
