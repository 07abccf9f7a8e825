//! One follow-up, folded from its entries: what it is about, where it stands, who is to act.
//!
//! Like a run, it accepts every fact in any order of arrival: a move may come before the
//! opening that it belongs to. Which moves are allowed is `command`'s affair; what was moved
//! stands here, whoever moved it. Where writers who did not know of each other moved it
//! apart, the state that is least closed counts, so that nobody's open matter is lost.

use super::as_json;
use super::beginning::begin;
use super::register::{Mark, MvRegister, Stamped, insert_in_order};
use super::series_id::SeriesId;
use crate::event::{
    ChangePlan, Entry, FollowUpAssigned, FollowUpId, FollowUpKind, FollowUpMoved, FollowUpOpened,
    FollowUpState, Origin, RunId,
};
use crate::runbook::{Operator, Runbook, StepRef};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One follow-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// How it came to be; absent while that entry has not arrived.
    #[serde(with = "as_json")]
    pub opened: Option<Stamped<Box<FollowUpOpened>>>,
    /// Where it was moved to.
    pub moves: MvRegister<Moved>,
    /// Who is to act, where that was set after the opening.
    pub owners: MvRegister<String>,
    /// When it wants to be dealt with, where that was set after the opening.
    pub dues: MvRegister<Timestamp>,
    /// Its ticket elsewhere, where that was set after the opening.
    pub tickets: MvRegister<String>,
    /// How a change is made and taken back, where that was set after the opening.
    pub plans: MvRegister<ChangePlan>,
    /// Notes, in order.
    pub notes: Vec<Stamped<String>>,
}

/// How a question begins to be closed when its step was changed: nobody closed it by hand.
pub const STEP_CHANGED: &str = "the step was changed";

/// A move as it was written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The state.
    pub state: FollowUpState,
    /// The answer, the reason, the release note.
    pub text: Option<String>,
    /// The run that did it.
    pub run: Option<RunId>,
}

/// One statement of a follow-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FollowUpStory<'a> {
    /// It came to be.
    Opened(&'a Stamped<Box<FollowUpOpened>>),
    /// It came to another state; replaced moves are told too.
    Moved(&'a Stamped<Moved>),
    /// Someone else is to act.
    Owner(&'a Stamped<String>),
    /// It wants to be dealt with at another time.
    Due(&'a Stamped<Timestamp>),
    /// It has a ticket elsewhere.
    Ticket(&'a Stamped<String>),
    /// How it is made and taken back.
    Plan(&'a Stamped<ChangePlan>),
    /// Someone wrote something down.
    Noted(&'a Stamped<String>),
}

/// How much a state still wants: what is least closed is greatest.
fn openness(state: FollowUpState) -> u8 {
    use FollowUpState as S;
    match state {
        S::Open => 8,
        S::Reviewed => 7,
        S::Approved => 6,
        S::Answered => 5,
        S::RolledBack => 4,
        S::Released => 3,
        S::Done => 2,
        S::Lifted => 1,
        S::Closed => 0,
    }
}

impl FollowUp {
    /// A follow-up of which nothing is known but its id.
    pub fn new(id: FollowUpId) -> Self {
        Self {
            id,
            opened: None,
            moves: MvRegister::default(),
            owners: MvRegister::default(),
            dues: MvRegister::default(),
            tickets: MvRegister::default(),
            plans: MvRegister::default(),
            notes: Vec::new(),
        }
    }

    /// Of several openings of one id the one that it is bound to counts, else the first in order.
    pub(super) fn open(&mut self, opened: &FollowUpOpened, entry: &Entry, index: usize) {
        let said = Stamped::new(entry, index, Box::new(opened.clone()));
        begin(&mut self.opened, said, self.id.0, |it| it.salt.as_deref());
    }

    pub(super) fn go_to(&mut self, moved: &FollowUpMoved, entry: &Entry, index: usize) {
        let what = Moved {
            state: moved.state,
            text: moved.text.clone(),
            run: moved.run,
        };
        let said = Stamped::new(entry, index, what);
        self.moves.say(said, &moved.over);
    }

    /// What is absent stays as it is, so only what is set is replaced.
    pub(super) fn assign(&mut self, set: &FollowUpAssigned, entry: &Entry, index: usize) {
        if let Some(owner) = &set.owner {
            let said = Stamped::new(entry, index, owner.clone());
            self.owners.say(said, &set.over);
        }
        if let Some(due) = set.due {
            self.dues.say(Stamped::new(entry, index, due), &set.over);
        }
        if let Some(ticket) = &set.ticket {
            let said = Stamped::new(entry, index, ticket.clone());
            self.tickets.say(said, &set.over);
        }
        if let Some(plan) = &set.plan {
            let said = Stamped::new(entry, index, (**plan).clone());
            self.plans.say(said, &set.over);
        }
    }

    pub(super) fn note(&mut self, text: &str, entry: &Entry, index: usize) {
        insert_in_order(&mut self.notes, Stamped::new(entry, index, text.to_owned()));
    }

    /// How it came to be.
    pub fn opening(&self) -> Option<&FollowUpOpened> {
        self.opened.as_ref().map(|said| &*said.what)
    }

    /// Its kind, once its opening has arrived.
    pub fn kind(&self) -> Option<FollowUpKind> {
        Some(self.opening()?.kind)
    }

    /// Where it came from.
    pub fn origin(&self) -> Option<&Origin> {
        self.opening()?.origin.as_ref()
    }

    /// The move that counts: of several that stand, the least closed, then the last.
    pub fn last_move(&self) -> Option<&Stamped<Moved>> {
        let standing = self.moves.standing();
        standing.max_by_key(|said| (openness(said.what.state), &said.mark))
    }

    /// Where it stands. An emergency change that was approved afterwards stays released.
    pub fn state(&self) -> FollowUpState {
        let moved = self.last_move().map(|said| said.what.state);
        match moved.unwrap_or(FollowUpState::Open) {
            FollowUpState::Approved if self.released().is_some() => FollowUpState::Released,
            state => state,
        }
    }

    /// The states that it can come to now.
    pub fn next(&self) -> Vec<FollowUpState> {
        use FollowUpState as S;
        let Some(kind) = self.kind() else {
            return Vec::new();
        };
        let mut next = kind.next(self.state()).to_vec();
        match self.state() {
            S::Open | S::Reviewed if self.emergency().is_some() => next.push(S::Released),
            S::Released if self.owes_approval() => next.insert(0, S::Approved),
            _ => {}
        }
        next
    }

    /// How long after its release an emergency change has to be approved; none of another.
    pub fn emergency(&self) -> Option<SignedDuration> {
        let seconds = self.opening()?.emergency_seconds?;
        Some(SignedDuration::from_secs(seconds))
    }

    /// The last release of an emergency change.
    fn released(&self) -> Option<&Stamped<Moved>> {
        self.emergency()?;
        let mut story = self.moves.story();
        story.rfind(|said| said.what.state == FollowUpState::Released)
    }

    /// Whether an emergency change was released, and nobody has approved it.
    pub fn owes_approval(&self) -> bool {
        self.state() == FollowUpState::Released
            && self.emergency().is_some()
            && !self.is_approved_by_another()
    }

    /// Whether somebody else than who asked for it approved a change, since it was last open:
    /// nobody's own word approves, whatever a record says.
    pub fn is_approved_by_another(&self) -> bool {
        self.approvals().next().is_some()
    }

    /// The approvals of somebody else than who asked for it, since it was last open.
    pub fn approvals(&self) -> impl Iterator<Item = &Stamped<Moved>> {
        let requester = self.opened.as_ref().map(|said| &said.by);
        let story = self.moves.story().rev();
        let since = story.take_while(|said| said.what.state != FollowUpState::Open);
        since.filter(move |said| {
            said.what.state == FollowUpState::Approved && Some(&said.by) != requester
        })
    }

    /// Whether it still wants someone.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && (self.state().is_open() || self.owes_approval())
    }

    /// How a change is made and taken back.
    pub fn plan(&self) -> ChangePlan {
        let set = self.plans.current().map(|said| said.what.clone());
        let opened = || self.opening()?.plan.as_deref().cloned();
        set.or_else(opened).unwrap_or_default()
    }

    /// Whether it still stands for a reader: an answer does until the step is changed.
    pub fn is_standing(&self) -> bool {
        self.is_open() || (self.opened.is_some() && self.state() == FollowUpState::Answered)
    }

    /// Whether operators who did not know of each other moved it apart.
    pub fn is_disputed(&self) -> bool {
        let mut standing = self.moves.standing().map(|said| said.what.state);
        let first = standing.next();
        standing.any(|state| Some(state) != first)
    }

    /// Who is to act: a role of the runbook, or an operator.
    pub fn owner(&self) -> Option<&str> {
        let set = self.owners.current().map(|said| said.what.as_str());
        let owner = set.or_else(|| self.opening()?.owner.as_deref());
        owner.filter(|owner| !owner.is_empty())
    }

    /// When it wants to be dealt with.
    pub fn due(&self) -> Option<Timestamp> {
        if self.owes_approval() {
            return self.released()?.at.checked_add(self.emergency()?).ok();
        }
        let set = self.dues.current().map(|said| said.what);
        set.or_else(|| self.opening()?.due)
    }

    /// Its ticket elsewhere.
    pub fn ticket(&self) -> Option<&str> {
        let set = self.tickets.current().map(|said| said.what.as_str());
        let ticket = set.or_else(|| self.opening()?.ticket.as_deref());
        ticket.filter(|ticket| !ticket.is_empty())
    }

    /// How long ago it was opened.
    pub fn age(&self, now: Timestamp) -> SignedDuration {
        let opened = self.opened.as_ref().map_or(now, |said| said.at);
        now.duration_since(opened).max(SignedDuration::ZERO)
    }

    /// Whether it wants someone and is past its time.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && self.due().is_some_and(|due| due < now)
    }

    /// The procedure and the target that it came from.
    pub fn line(&self) -> Option<SeriesId> {
        let origin = self.origin()?;
        Some(SeriesId {
            procedure: origin.procedure.clone(),
            target: origin.target.clone(),
        })
    }

    /// The box that it came from.
    pub fn step_ref(&self) -> Option<StepRef> {
        self.origin()?.step_ref()
    }

    /// How often a step was put off, with the first time. What only undoes a slip of the
    /// hand gives no reason, and does not count.
    pub fn times_deferred(&self) -> usize {
        let anew = self
            .moves
            .story()
            .filter(|said| said.what.state == FollowUpState::Open && said.what.text.is_some());
        1 + anew.count()
    }

    /// Why it was put off the last time, asked the last time, or reopened.
    pub fn last_reason(&self) -> Option<&str> {
        let anew = self.moves.story().rev().find_map(|said| {
            let text = said.what.text.as_deref()?;
            (said.what.state == FollowUpState::Open).then_some(text)
        });
        anew.or_else(|| self.opening()?.text.as_deref())
    }

    /// Whether an operator is to act: by name, or for a role that the runbook gives them.
    pub fn is_for(&self, operator: &Operator, runbook: Option<&Runbook>) -> bool {
        let Some(owner) = self.owner() else {
            return false;
        };
        let acts = || {
            let role = runbook?.owners.get(owner)?;
            Some(role.operators.iter().any(|name| name == operator.as_str()))
        };
        owner == operator.as_str() || acts().unwrap_or(false)
    }

    /// All that was said of it, first to last, replaced or not.
    pub fn story(&self) -> Vec<FollowUpStory<'_>> {
        let mut story: Vec<_> = self.opened.iter().map(FollowUpStory::Opened).collect();
        story.extend(self.moves.story().map(FollowUpStory::Moved));
        story.extend(self.owners.story().map(FollowUpStory::Owner));
        story.extend(self.dues.story().map(FollowUpStory::Due));
        story.extend(self.tickets.story().map(FollowUpStory::Ticket));
        story.extend(self.plans.story().map(FollowUpStory::Plan));
        story.extend(self.notes.iter().map(FollowUpStory::Noted));
        story.sort_by(|one, other| one.mark().cmp(other.mark()));
        story
    }
}

impl<'a> FollowUpStory<'a> {
    fn frame(self) -> (&'a Mark, Timestamp, &'a Operator) {
        match self {
            Self::Opened(said) => said.frame(),
            Self::Moved(said) => said.frame(),
            Self::Due(said) => said.frame(),
            Self::Plan(said) => said.frame(),
            Self::Owner(said) | Self::Ticket(said) | Self::Noted(said) => said.frame(),
        }
    }

    /// Its place in the order.
    pub fn mark(self) -> &'a Mark {
        self.frame().0
    }

    /// When, by the writer's clock.
    pub fn at(self) -> Timestamp {
        self.frame().1
    }

    /// Who said it.
    pub fn by(self) -> &'a Operator {
        self.frame().2
    }
}
