//! Every table of the format with its keys. Data only: read it like a reference page.

use super::lists::{PASS_ENV, TEXTS};
use super::package::{
    ARCHITECTURE, BACKUP, CHANGE_CONTROL, CREDENTIAL, DATA, DEPENDENCY, ESCALATION, ON_CALL,
    READINESS, RELEASE, ROLLBACK, STABILIZATION, TRAINING, WAIVER,
};
use super::{Key, Kind, PROCEDURE, Shape};

/// A runbook file.
pub static FILE: Shape = Shape {
    name: "a runbook",
    header: "the top of the file",
    told_by: None,
    keys: &[
        Key::new("title", Kind::Text, "What people call the tool.").required(),
        Key::new(
            "timezone",
            Kind::Zone,
            "The zone of the wall-clock times; may stand in library.toml instead.",
        ),
        Key::new(
            "id",
            Kind::Id,
            "The name that the journal knows it by; the file's stem unless written.",
        ),
        Key::new(
            "summary",
            Kind::Text,
            "One or two sentences on what the tool does.",
        ),
        Key::new(
            "sample",
            Kind::Flag,
            "Whether it is only an example: read, found, rehearsed and exported, but never due \
             and never started for real.",
        ),
        Key::new(
            "procedures",
            Kind::List(&Kind::Table(&PROCEDURE)),
            "What can be done with the tool, step by step.",
        ),
        Key::new(
            "links",
            Kind::Named(&Kind::Address),
            "Named addresses: dashboards, repositories, documents.",
        ),
        Key::new(
            "review",
            Kind::Table(&REVIEW),
            "How often the runbook is to be reviewed.",
        ),
        Key::new("owners", OWNERS, OWNERS_ABOUT),
        Key::new("contacts", CONTACTS, CONTACTS_ABOUT),
        Key::new(
            "alerts",
            Kind::List(&Kind::Table(&ALERT)),
            "What its alerts mean; procedures say which they answer.",
        ),
        Key::new("targets", TARGETS, TARGETS_ABOUT),
        Key::new("pass_env", PASS_ENV, PASS_ENV_ABOUT),
        Key::new("closed", Kind::Table(&CLOSED), CLOSED_ABOUT),
        Key::new(
            "architecture",
            Kind::Table(&ARCHITECTURE),
            "How the tool is built, in words.",
        ),
        Key::new("escalation", ESCALATION_LIST, ESCALATION_ABOUT),
        Key::new("on_call", Kind::Table(&ON_CALL), ON_CALL_ABOUT),
        Key::new(
            "dependencies",
            Kind::List(&Kind::Table(&DEPENDENCY)),
            "What the tool needs, and what happens without it.",
        ),
        Key::new(
            "credentials",
            Kind::List(&Kind::Table(&CREDENTIAL)),
            "Where credentials are kept and how they are renewed; never a secret.",
        ),
        Key::new(
            "data",
            Kind::List(&Kind::Table(&DATA)),
            "The data dictionary and the key fields.",
        ),
        Key::new(
            "backup",
            Kind::Table(&BACKUP),
            "What is backed up, and how it is restored.",
        ),
        Key::new(
            "rollback",
            Kind::Table(&ROLLBACK),
            "How a release is rolled back.",
        ),
        Key::new(
            "change_control",
            Kind::Table(&CHANGE_CONTROL),
            "How a change is asked for and allowed.",
        ),
        Key::new(
            "releases",
            Kind::List(&Kind::Table(&RELEASE)),
            "What was released, and when; the latest first.",
        ),
        Key::new(
            "stabilization",
            Kind::Table(&STABILIZATION),
            "The weeks after a launch, and who helps in them.",
        ),
        Key::new(
            "training",
            Kind::Table(&TRAINING),
            "How many operators have to have rehearsed.",
        ),
        Key::new(
            "readiness",
            Kind::List(&Kind::Table(&READINESS)),
            "What else has to be so before the tool is handed over.",
        ),
        Key::new(
            "waive",
            Kind::List(&Kind::Table(&WAIVER)),
            "What the package does without; it counts once it is accepted in the record.",
        ),
    ],
};

const OWNERS: Kind = Kind::Named(&Kind::Table(&OWNER));
const OWNERS_ABOUT: &str =
    "Who answers for it, by role; product, technical and operations are expected.";
const CONTACTS: Kind = Kind::List(&Kind::Table(&CONTACT));
const CONTACTS_ABOUT: &str = "Who can be called, and when.";
const TARGETS: Kind = Kind::Named(&Kind::Variables);
const TARGETS_ABOUT: &str =
    "Places that the same procedure is done in; their keys become variables.";
const PASS_ENV_ABOUT: &str =
    "Names of the operator's environment that commands are given, beside HOME, PATH and the like.";
const CLOSED_ABOUT: &str = "Days on which nobody works.";
const ESCALATION_LIST: Kind = Kind::List(&Kind::Table(&ESCALATION));
const ESCALATION_ABOUT: &str = "Response times by severity, and who is next.";
const ON_CALL_ABOUT: &str =
    "Who is on call, in turns; accepting a handover replaces it until the next turn.";

/// `library.toml`: defaults for every runbook of its folder.
pub static LIBRARY: Shape = Shape {
    name: "library.toml",
    header: "the top of the file",
    told_by: None,
    keys: &[
        Key::new(
            "timezone",
            Kind::Zone,
            "The zone of every runbook that names no other.",
        ),
        Key::new("owners", OWNERS, OWNERS_ABOUT),
        Key::new("contacts", CONTACTS, CONTACTS_ABOUT),
        Key::new("closed", Kind::Table(&CLOSED), CLOSED_ABOUT),
        Key::new("targets", TARGETS, TARGETS_ABOUT),
        Key::new("pass_env", PASS_ENV, PASS_ENV_ABOUT),
        Key::new("escalation", ESCALATION_LIST, ESCALATION_ABOUT),
        Key::new("on_call", Kind::Table(&ON_CALL), ON_CALL_ABOUT),
    ],
};

/// `[review]`.
pub static REVIEW: Shape = Shape {
    name: "a review",
    header: "[review]",
    told_by: None,
    keys: &[
        Key::new(
            "every",
            Kind::Duration,
            "The longest time between two reviews.",
        ),
        Key::new(
            "last",
            Kind::Day,
            "The last review, until the journal knows a later one.",
        ),
    ],
};

/// One role of `[owners]`.
pub static OWNER: Shape = Shape {
    name: "an owner",
    header: "[owners]",
    told_by: None,
    keys: &[
        Key::new("name", Kind::Text, "The role's holder: a role or a team.").required(),
        Key::new("contact", Kind::Text, "How to reach them."),
        Key::new("operators", TEXTS, "The operators who act for the role."),
        Key::new(
            "responsible_for",
            TEXTS,
            "What the role answers for, a few words each.",
        ),
    ],
};

/// One of `[[contacts]]`.
pub static CONTACT: Shape = Shape {
    name: "a contact",
    header: "[[contacts]]",
    told_by: None,
    keys: &[
        Key::new("name", Kind::Text, "Who it is: a role or a team.").required(),
        Key::new(
            "id",
            Kind::Id,
            "The name that other tables know it by; made from `name` unless written.",
        ),
        Key::new("contact", Kind::Text, "How to reach them."),
        Key::new(
            "hours",
            Kind::Text,
            "When they can be reached: `24/7`, or hours like `mon-fri 08:00-18:00`.",
        ),
    ],
};

/// One of `[[alerts]]`.
pub static ALERT: Shape = Shape {
    name: "an alert",
    header: "[[alerts]]",
    told_by: None,
    keys: &[
        Key::new("name", Kind::Text, "Its name, as monitoring sends it.").required(),
        Key::new(
            "severity",
            Kind::Text,
            "How bad it is, in the team's own words.",
        ),
        Key::new("means", Kind::Text, "What has happened when it fires."),
    ],
};

/// `[closed]`.
pub static CLOSED: Shape = Shape {
    name: "a closed table",
    header: "[closed]",
    told_by: None,
    keys: &[Key::new(
        "days",
        Kind::List(&Kind::Day),
        "Days that `weekdays` and `workday` schedules leave out.",
    )
    .required()],
};
