//! The checked runbook: what a file means, once nothing in it can be wrong any more.
//!
//! Only `runbook::read` makes these values. References inside a procedure (`when`, a
//! target, an alert) point at things that exist; ids are unique; limits are possible;
//! durations are positive. Texts are kept as the owner wrote them: whoever shows one goes
//! through `text::shown`. Nothing here knows about files, runs or the clock.

use super::each::Each;
use super::id::{ProcedureId, ProcedureRef, StepId, StepRef, TargetName};
use super::package_item::Serves;
use super::packed::{Outlined, Packed};
use super::template::{Pattern, Search, Template};
use crate::limits::Limits;
use crate::schedule::Timing;
use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A named address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What it leads to.
    pub name: String,
    /// The address.
    pub url: String,
}

/// The review that keeps a runbook true.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The longest time between two reviews.
    pub every: Option<SignedDuration>,
    /// The last review, until the journal knows a later one.
    pub last: Option<Date>,
}

/// Someone who answers for the tool in one role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    /// The role's holder, as a role or a team.
    pub name: String,
    /// How to reach them.
    pub contact: Option<String>,
    /// The operators who act for the role.
    pub operators: Vec<String>,
    /// What the role answers for, in a few words each.
    pub responsible_for: Vec<String>,
}

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id in the runbook.
    pub id: String,
    /// Who it is.
    pub name: String,
    /// How to reach them.
    pub contact: Option<String>,
    /// When they can be reached, in words.
    pub hours: Option<String>,
}

/// What an alert means; procedures say which alerts they answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its name, as monitoring sends it.
    pub name: String,
    /// How bad it is, in the team's own words (`sev1`).
    pub severity: Option<String>,
    /// What has happened when it fires.
    pub means: Option<String>,
}

/// An ordered list of steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// Its id in the runbook.
    pub id: ProcedureId,
    /// What people call it.
    pub title: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// When it is due; a procedure with a schedule is a routine.
    pub timing: Option<Timing>,
    /// Alerts that it answers; a procedure with alerts or symptoms is an exception.
    pub alerts: Vec<String>,
    /// What people see when it is needed.
    pub symptoms: Vec<String>,
    /// Where it is done; empty means that it has no target.
    pub targets: Vec<Target>,
    /// The line that tells one run of it from another.
    pub subject: Option<Template>,
    /// What of the handoff package it is for.
    pub serves: Vec<Serves>,
    /// The role whose runs of it prove something; anybody may walk it.
    pub by: Option<String>,
    /// Whether an open step holds what follows.
    pub style: Style,
    /// How long it takes.
    pub estimate: Option<SignedDuration>,
    /// The headings among the steps.
    pub sections: Vec<Section>,
    /// What is to be done, in order.
    pub steps: Packed<Vec<Step>>,
    /// The longest time between two rehearsals of it by anyone.
    pub rehearse_every: Option<SignedDuration>,
    /// Scenarios to rehearse it by.
    pub rehearsals: Vec<Rehearsal>,
    /// Ids that it had before.
    pub was: Vec<ProcedureId>,
}

impl Procedure {
    /// The step of this id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// Whether a rehearsal of it is graded: some scenario says what is found at a step.
    pub fn is_graded(&self) -> bool {
        self.rehearsals.iter().any(|it| !it.answers.is_empty())
    }

    /// What kind of procedure it is, for grouping and for words.
    pub fn kind(&self) -> Kind {
        if self.timing.is_some() {
            Kind::Routine
        } else if !self.alerts.is_empty() || !self.symptoms.is_empty() {
            Kind::Exception
        } else {
            Kind::OnDemand
        }
    }

    /// How long it takes: what the file says, else the sum of its steps' estimates.
    pub fn estimate(&self) -> Option<SignedDuration> {
        self.estimate.or_else(|| self.steps.outline().estimate)
    }
}

/// What is asked most of a procedure's steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepsOutline {
    /// How many boxes they have.
    pub boxes: u32,
    /// How long those take that say so.
    pub estimate: Option<SignedDuration>,
    /// Whether any is done by a command.
    pub has_commands: bool,
}

impl Outlined for Vec<Step> {
    type Outline = StepsOutline;

    fn outline(&self) -> StepsOutline {
        let boxes: usize = self.iter().map(|step| step.each.boxes()).sum();
        let known: Vec<_> = self.iter().filter_map(|step| step.estimate).collect();
        StepsOutline {
            boxes: u32::try_from(boxes).unwrap_or(u32::MAX),
            estimate: (!known.is_empty()).then(|| known.into_iter().sum()),
            has_commands: self.iter().any(|step| matches!(step.how, How::Command(_))),
        }
    }
}

/// What a procedure is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Has a schedule.
    Routine,
    /// Has triggers: alerts or symptoms.
    Exception,
    /// Neither: started by hand when it is wanted.
    OnDemand,
}

/// A place that a procedure is done in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// The machine that the program runs on; recorded as its name.
    ThisHost,
    /// A `[targets.NAME]` of the runbook or of `library.toml`.
    Named(TargetName),
}

/// How a procedure is walked (the two checklist styles of aviation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Each step is read, then done: an open one holds what follows.
    ReadDo,
    /// Done from routine, then confirmed: nothing holds.
    DoConfirm,
}

/// A heading among the steps; covers what follows, up to the next one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// When its steps are wanted at all.
    pub when: Option<Condition>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its id in the procedure.
    pub id: StepId,
    /// What to do, in one sentence.
    pub title: Template,
    /// The section that it stands in, as an index into `Procedure::sections`.
    pub section: Option<usize>,
    /// What it yields.
    pub yields: Yields,
    /// How it is done.
    pub how: How,
    /// Text to copy; a step by command has none, because its command is what is copied.
    pub copy: Option<Template>,
    /// An address to open.
    pub link: Option<Template>,
    /// More words, in Markdown.
    pub detail: Option<Template>,
    /// What can go wrong; acknowledged by a key of its own.
    pub caution: Option<Template>,
    /// What OK looks like.
    pub expect: Option<Template>,
    /// When it is wanted; its section's condition comes on top.
    pub when: Option<Condition>,
    /// How often it is done: one box, or one an item.
    pub each: Each,
    /// What the procedure that it calls is given, by the names that are asked for there.
    pub with: BTreeMap<String, Template>,
    /// Whether it may be skipped without a reason.
    pub optional: bool,
    /// Doing it ends the run with this word.
    pub end: Option<String>,
    /// The procedure to walk when it is not OK.
    pub on_fail: Option<ProcedureRef>,
    /// The role whose signature it wants, from someone who did not do it.
    pub sign_off: Option<String>,
    /// How it is taken back, in one sentence: a step of the undo plan.
    pub undo: Option<Template>,
    /// Whether nothing can be taken back once it is done; acknowledged as a caution is.
    pub no_return: bool,
    /// How long it takes.
    pub estimate: Option<SignedDuration>,
    /// Ids that it had before.
    pub was: Vec<StepId>,
    /// The line of the file that it begins at, from 1.
    pub line: usize,
}

impl Step {
    /// A step that is done by hand and ticked, with nothing else said of it.
    pub(crate) fn ticked(id: StepId, title: Template) -> Self {
        Self {
            id,
            title,
            section: None,
            yields: Yields::Tick,
            how: How::ByHand,
            copy: None,
            link: None,
            detail: None,
            caution: None,
            expect: None,
            when: None,
            each: Each::Once,
            with: BTreeMap::new(),
            optional: false,
            end: None,
            on_fail: None,
            sign_off: None,
            undo: None,
            no_return: false,
            estimate: None,
            was: Vec::new(),
            line: 1,
        }
    }

    /// The secret that its command makes: what `take` finds in an output that is neither shown
    /// nor kept.
    pub fn makes_secret(&self) -> Option<&Ask> {
        match (&self.yields, &self.how) {
            (Yields::Ask(ask), How::Command(command)) if command.take.is_some() => {
                Some(ask).filter(|ask| ask.secret)
            }
            _ => None,
        }
    }

    /// Whether it waits until its operator has said, by a key of its own, that what stands
    /// before it was read: a caution, or that nothing can be taken back afterwards.
    pub fn is_acknowledged_first(&self) -> bool {
        self.caution.is_some() || self.no_return
    }
}

/// What a step yields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Yields {
    /// OK or not OK.
    Tick,
    /// A value, judged.
    Reading {
        /// The unit, as people write it behind the value.
        unit: Option<String>,
        /// Within what it is normal.
        limits: Limits,
        /// Whether a value that never moves is suspicious.
        watch_same: bool,
    },
    /// A text under a name.
    Ask(Ask),
    /// One of a list.
    Choose(Choose),
}

/// A text that a step asks for; later steps see it as `$NAME`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// The variable's name.
    pub name: String,
    /// What the whole text must match.
    pub pattern: Option<Pattern>,
    /// A value that matches.
    pub example: Option<String>,
    /// The alert's label that fills it.
    pub label: Option<String>,
    /// Whether the answer lives in memory alone: it is never written down.
    pub secret: bool,
}

/// A choice that a step asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choose {
    /// What can be chosen.
    pub options: Vec<String>,
    /// The variable's name, where later steps want it as `$NAME`.
    pub name: Option<String>,
    /// Options that are a warning.
    pub warn: Vec<String>,
    /// Options that are an alarm.
    pub alarm: Vec<String>,
}

/// How a step is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum How {
    /// By a person.
    ByHand,
    /// By a command.
    Command(Box<StepCommand>),
    /// After a time; with `expect`, again and again until OK.
    Wait(SignedDuration),
    /// By another procedure, nested.
    Call(ProcedureRef),
}

/// A command that does a step, or takes its reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepCommand {
    /// What is run.
    pub program: Program,
    /// The folder that it runs in; the operator's current one where there is none.
    pub cwd: Option<Template>,
    /// Variables for its environment, on top of the allow-list and the run's own.
    pub env: BTreeMap<String, Template>,
    /// Names of the operator's environment that it is given besides.
    pub pass_env: BTreeSet<String>,
    /// When it is ended by force.
    pub timeout: SignedDuration,
    /// The exit statuses that mean OK; `[0]` unless written.
    pub expect_exit: Vec<i32>,
    /// What its standard output must match somewhere.
    pub expect_output: Option<Search>,
    /// How the value is taken from its standard output: the first group, else the match.
    pub take: Option<Search>,
    /// Whether it wants the terminal.
    pub interactive: bool,
    /// Whether its output is kept as evidence.
    pub keep_output: bool,
}

/// What a command runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Program {
    /// A program and its words. A variable is filled inside its word and never split.
    Words(Vec<Template>),
    /// A text for `/bin/sh -c`. Variables reach it through its environment alone.
    Shell(ShellProgram),
}

/// A text for the shell, and whose the names in it are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShellProgram {
    /// The text.
    pub text: String,
    /// The variables of the procedure that stand in it. Every other `$NAME` is the shell's own.
    pub names: BTreeSet<String>,
}

/// A scenario to rehearse a procedure by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// What people call it; unique in the procedure.
    pub title: String,
    /// What the trainee is told at the start.
    pub scenario: Option<String>,
    /// What each box answers.
    pub answers: Vec<ScriptedAnswer>,
    /// What happens on the way, unannounced.
    pub surprises: Vec<Surprise>,
}

/// What a box answers in a rehearsal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScriptedAnswer {
    /// Which box; without an item, every item of the step.
    pub step_ref: StepRef,
    /// The answer of each attempt, the last one repeating: `ok`, `not-ok`, a reading, a text
    /// or a choice.
    pub attempts: Vec<String>,
}

/// Something that the trainee is told only after a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surprise {
    /// After which step.
    pub after: StepId,
    /// The words.
    pub say: String,
}

/// When a step or a section is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// An earlier step has one of these answers; unanswered means no.
    Step {
        /// The earlier step.
        step: StepId,
        /// The answers that wake this one.
        is: Vec<Answer>,
    },
    /// An earlier step's reading is beyond a bound.
    Reading {
        /// The earlier step.
        step: StepId,
        /// Wakes when the value is above this.
        above: Option<f64>,
        /// Wakes when the value is below this.
        below: Option<f64>,
    },
    /// A variable has one of these values.
    Ask {
        /// The variable's name.
        name: String,
        /// The values that wake this one.
        is: Vec<String>,
    },
    /// The run is done in one of these targets.
    Target(Vec<TargetName>),
}

/// What a `when` compares an earlier step with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// One of the step's choices.
    Choice(String),
    /// The step was OK.
    Ok,
    /// The step was not OK.
    NotOk,
    /// The step was skipped.
    Skipped,
    /// The step was deferred.
    Deferred,
}
