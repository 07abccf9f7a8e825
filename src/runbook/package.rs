//! What a handoff needs beside procedures: architecture, escalation, dependencies,
//! credentials, data, backup, rollback, change control, releases, stabilization, readiness.
//!
//! Like the rest of the checked runbook these values come from `runbook::read` alone: whom an
//! escalation names can be reached, the procedures that are named in the same file exist,
//! dates stand in their order. Whether any of it is *done* is the record's to say.

use super::id::{Operator, ProcedureRef};
use super::package_item::{ChangePart, Waiver};
use crate::schedule::Timing;
use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};

/// All that a handoff needs beside procedures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Package {
    /// How the tool is built, in Markdown.
    pub architecture: Option<String>,
    /// Response times by severity, the runbook's own first.
    pub escalation: Vec<Escalation>,
    /// What the tool needs.
    pub dependencies: Vec<Dependency>,
    /// How credentials are asked for and renewed.
    pub credentials: Vec<Credential>,
    /// The data dictionary.
    pub data: Vec<DataField>,
    /// What is backed up.
    pub backup: Option<Backup>,
    /// How a release is rolled back.
    pub rollback: Option<Rollback>,
    /// How a change is asked for and allowed.
    pub change_control: Option<ChangeControl>,
    /// What was released, the latest first.
    pub releases: Vec<Release>,
    /// Who is on call, in turns.
    pub on_call: Vec<Rota>,
    /// The weeks after a launch.
    pub stabilization: Option<Stabilization>,
    /// How many have to have rehearsed.
    pub training: Training,
    /// What the tool does not have, and who may let it go.
    pub waivers: Vec<Waiver>,
    /// What else has to be so before the tool is handed over.
    pub readiness: Vec<ReadinessItem>,
}

impl Package {
    /// What was released last.
    pub fn latest_release(&self) -> Option<&Release> {
        self.releases.first()
    }
}

/// What a severity asks for, and who is told when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Escalation {
    /// Its name, in the team's own words (`sev1`).
    pub severity: String,
    /// What is so when it is called.
    pub means: Option<String>,
    /// Until when someone has to have answered.
    pub respond_within: Option<SignedDuration>,
    /// Until when it has to be over.
    pub resolve_within: Option<SignedDuration>,
    /// Who is called, in order.
    pub path: Vec<Hop>,
}

/// One who is called in an escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// A contact's id, or an owner's role.
    pub contact: String,
    /// How long after the escalation was opened, if nobody has answered by then.
    pub after: SignedDuration,
}

/// Who stands behind a contact, in turns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rota {
    /// The contact's id, or an owner's role.
    pub contact: String,
    /// Those who take turns, in order; at least one.
    pub operators: Vec<RotaOperator>,
    /// When the turn changes.
    pub turn: Timing,
    /// The day from which turns are counted: the first operator has the first one.
    pub from: Date,
}

/// One who takes turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaOperator {
    /// The operator, as the journal names them.
    pub name: Operator,
    /// How to reach them, where that is not the contact's own address.
    pub contact: Option<String>,
}

/// Something that the tool needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    /// What it is.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How to reach them: a contact's id, or an owner's role.
    pub contact: Option<String>,
    /// What happens while it is down.
    pub if_down: Option<String>,
    /// The procedure that tells whether it is well.
    pub check: Option<ProcedureRef>,
}

/// How one credential is handled; never the secret itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credential {
    /// What it is called.
    pub name: String,
    /// Where it is kept.
    pub stored_in: Option<String>,
    /// How someone gets to use it.
    pub request: Option<String>,
    /// The procedure that gives access, or shows that it was given.
    pub access: Option<ProcedureRef>,
    /// The procedure that renews it; its last run is the last rotation.
    pub rotate: Option<ProcedureRef>,
    /// The longest time between two rotations.
    pub rotate_every: Option<SignedDuration>,
}

/// One field of the data dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataField {
    /// Where it stands.
    pub field: String,
    /// What it says.
    pub means: Option<String>,
    /// A value as it looks.
    pub example: Option<String>,
    /// Who may see it.
    pub sensitivity: Option<String>,
}

/// What is backed up, and how it comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    /// What, and when.
    pub what: String,
    /// The procedure that brings it back.
    pub restore: Option<ProcedureRef>,
    /// The longest time between two restores that were really done.
    pub exercise_every: Option<SignedDuration>,
}

/// How a release is rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rollback {
    /// The procedure that does it.
    pub procedure: Option<ProcedureRef>,
    /// More words, in Markdown.
    pub text: Option<String>,
}

/// How a change is asked for and allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeControl {
    /// How to ask for one.
    pub request: Option<String>,
    /// Roles of which one has to look at it.
    pub reviewers: Vec<String>,
    /// Roles of which one has to allow it.
    pub approvers: Vec<String>,
    /// What a change has to say before it is approved.
    pub asks: Vec<ChangePart>,
    /// How long after its release an emergency change has to be approved; without it there
    /// are none.
    pub emergency: Option<SignedDuration>,
    /// Whether a revision of this file needs an approved change too.
    pub covers_runbook: bool,
    /// Whether an approval or a release counts only once its operator's key has signed it.
    pub signed: bool,
}

/// One release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Its version.
    pub version: String,
    /// Its day.
    pub date: Option<Date>,
    /// What is in it, in Markdown.
    pub notes: Option<String>,
}

/// The weeks after a launch, in which those who built the tool still help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stabilization {
    /// Its first day.
    pub starts: Date,
    /// Its last day, unless the record extends it.
    pub ends: Date,
    /// Who helps in it: a contact's id, or an owner's role.
    pub support: Option<String>,
    /// What has to be so for it to end, in Markdown.
    pub exit: Option<String>,
}

/// How many operators have to have rehearsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// How many; all that the operations role lists where nothing is said.
    pub operators: Option<usize>,
    /// How long a rehearsal counts; for ever where nothing is said.
    pub within: Option<SignedDuration>,
}

/// Something else that has to be so before the tool is handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadinessItem {
    /// Its id in the runbook.
    pub id: String,
    /// What has to be so, in one sentence.
    pub item: String,
    /// What shows it.
    pub proof: Proof,
    /// How long a proof counts; for ever where nothing is said.
    pub valid_for: Option<SignedDuration>,
}

/// What shows that something is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// A procedure that was run.
    Procedure(ProcedureRef),
    /// The word of a named person.
    Attested,
}
