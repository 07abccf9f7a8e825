//! Runs that were opened and of which nothing is written yet.
//!
//! What stays true: opening one writes nothing, and the first thing recorded at it is one entry
//! with its start, or a refusal that leaves no trace. It has its id from the opening on, bound
//! to the writer where that is known by then.

use super::failure::Failure;
use super::opened_run::OpenedRun;
use super::workspace::{Objects, Prepared, Workspace};
use super::{Request, Session, Start};
use crate::command::{Decision, Refusal, as_opened, pretend};
use crate::event::{Binding, RunId};
use crate::state::{Run, State};

impl Session {
    /// Opens a run: as it will be once something is recorded at it. Writes nothing.
    ///
    /// # Errors
    /// What would keep it from beginning.
    pub fn open_run(&mut self, start: &Start) -> Result<Run, Failure> {
        if !self.workspace.looked {
            self.workspace.look();
        }
        self.refresh()?;
        self.workspace.writer = self.journal.likely_writer();
        self.workspace.open_run(start)
    }
}

impl Workspace {
    fn open_run(&mut self, start: &Start) -> Result<Run, Failure> {
        let request = Request::Start(start.clone());
        let prepared = Prepared::of(&request)?;
        // Opened again, by another library: what is typed at it is still meant for the same run.
        let known = self.opened.values();
        let mut known =
            known.filter(|it| it.start == *start && self.unwritten(it.run.id).is_some());
        let known = known.next().map(|it| (it.run.id, it.salt.clone()));
        let (id, salt) = known.unwrap_or_else(|| self.fresh());
        let ahead = self.ahead();
        let (decision, _) = self.decide_as((id, None), ahead.as_ref(), &prepared)?;
        let run = as_opened(decision, id, &self.context(id)).ok_or(Refusal::NoSuchRun)?;
        let opened = OpenedRun {
            start: start.clone(),
            salt,
            run: run.clone(),
        };
        self.opened.insert(id, opened);
        Ok(run)
    }

    /// A run that was opened, while nothing is written of it.
    pub fn unwritten(&self, id: RunId) -> Option<&OpenedRun> {
        let opened = self.opened.get(&id)?;
        self.state().run(id).is_none().then_some(opened)
    }

    /// What the first thing recorded at an opened run comes to: its start, and that.
    pub(super) fn decide_first(
        &mut self,
        ahead: Option<&State>,
        prepared: &Prepared<'_>,
        opened: OpenedRun,
    ) -> Result<(Decision, Objects), Failure> {
        let id = opened.run.id;
        let is_bound = |salt: &String| {
            let writer = self.writer.as_ref();
            writer.is_some_and(|it| Binding::of(id.0, Some(salt), it) == Binding::Bound)
        };
        let salt = opened.salt.filter(is_bound);
        let start = Request::Start(opened.start);
        let start = Prepared::of(&start)?;
        let (mut start, mut objects) = self.decide_as((id, None), ahead, &start)?;
        let mut begun = ahead.cloned().unwrap_or_else(|| self.state().clone());
        pretend(&mut begun, vec![start.clone()], self.context(id).now);
        if let Some(salt) = salt {
            start
                .facts
                .iter_mut()
                .for_each(|fact| fact.bind(id.0, &salt));
        }
        let fresh = self.fresh();
        let (then, more) = self.decide_as(fresh, Some(&begun), prepared)?;
        objects.extend(more);
        Ok((start.and(then), objects))
    }
}
