//! Every table of the format with its keys. Data only: read it like a reference page.

use super::{Key, Kind, Shape};

const TEXTS: Kind = Kind::List(&Kind::Text);

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
        Key::new("closed", Kind::Table(&CLOSED), CLOSED_ABOUT),
        Key::new("escalation", Kind::Anything, ESCALATION_ABOUT).later(),
        Key::new(
            "architecture",
            Kind::Anything,
            "How the tool is built, in words.",
        )
        .later(),
        Key::new(
            "dependencies",
            Kind::Anything,
            "What the tool needs, and what happens without it.",
        )
        .later(),
        Key::new(
            "credentials",
            Kind::Anything,
            "Where credentials are kept and how they are renewed; never a secret.",
        )
        .later(),
        Key::new(
            "data",
            Kind::Anything,
            "The data dictionary and the key fields.",
        )
        .later(),
        Key::new(
            "backup",
            Kind::Anything,
            "What is backed up, and how it is restored.",
        )
        .later(),
        Key::new(
            "rollback",
            Kind::Anything,
            "The procedure that takes a release back.",
        )
        .later(),
        Key::new(
            "change_control",
            Kind::Anything,
            "How a change is asked for and allowed.",
        )
        .later(),
        Key::new("releases", Kind::Anything, "What was released, and when.").later(),
        Key::new(
            "stabilization",
            Kind::Anything,
            "The weeks after a launch, and who helps in them.",
        )
        .later(),
    ],
};

const OWNERS: Kind = Kind::Named(&Kind::Table(&OWNER));
const OWNERS_ABOUT: &str =
    "Who answers for it, by role; product, technical and operations are expected.";
const CONTACTS: Kind = Kind::List(&Kind::Table(&CONTACT));
const CONTACTS_ABOUT: &str = "Whom to call, and when they can be reached.";
const TARGETS: Kind = Kind::Named(&Kind::Variables);
const TARGETS_ABOUT: &str =
    "Places that the same procedure is done in; their keys become variables.";
const CLOSED_ABOUT: &str = "Days on which nobody works.";
const ESCALATION_ABOUT: &str = "Response times by severity, and who is next.";

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
        Key::new("escalation", Kind::Anything, ESCALATION_ABOUT).later(),
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
        Key::new("hours", Kind::Text, "When they can be reached, in words."),
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

/// One of `[[procedures]]`.
pub static PROCEDURE: Shape = Shape {
    name: "a procedure",
    header: "[[procedures]]",
    told_by: None,
    keys: &[
        Key::new("title", Kind::Text, "What people call it.").required(),
        Key::new(
            "steps",
            Kind::List(&Kind::Either(&[
                Kind::Text,
                Kind::Table(&SECTION),
                Kind::Table(&STEP),
            ])),
            "What is to be done, in order: sentences, or tables with a title.",
        )
        .required(),
        Key::new(
            "schedule",
            Kind::Schedule,
            "When it is due, like `weekdays 09:00`.",
        ),
        Key::new(
            "id",
            Kind::Id,
            "The name that the journal knows it by; made from `title` unless written.",
        ),
        Key::new("purpose", Kind::Text, "What it is for, in one sentence."),
        Key::new("alerts", TEXTS, "The alerts that it answers."),
        Key::new("symptoms", TEXTS, "What people see when it is needed."),
        Key::new(
            "targets",
            TEXTS,
            "Where it is done: names of targets, or `this host`.",
        ),
        Key::new(
            "subject",
            Kind::Text,
            "The line that tells two runs of it apart.",
        ),
        Key::new(
            "style",
            Kind::Word(&["read-do", "do-confirm"]),
            "Whether an open step holds what follows; do-confirm with a schedule, else read-do.",
        ),
        Key::new(
            "grace",
            Kind::Duration,
            "How long after its time it is still on time.",
        ),
        Key::new(
            "early",
            Kind::Duration,
            "How long before its time it may be begun.",
        ),
        Key::new(
            "if_missed",
            Kind::Word(&["skip", "carry"]),
            "Whether a missed one is let go, or stays until it is done.",
        ),
        Key::new("estimate", Kind::Duration, "How long it takes."),
        Key::new("was", Kind::List(&Kind::Id), "Ids that it had before."),
        Key::new(
            "watch_same",
            Kind::Anything,
            "Whether one operator must do all of it.",
        )
        .later(),
        Key::new(
            "rehearse_every",
            Kind::Anything,
            "How often it is to be rehearsed.",
        )
        .later(),
        Key::new(
            "rehearsal",
            Kind::Anything,
            "What is different when it is rehearsed.",
        )
        .later(),
    ],
};

/// A heading among the steps.
pub static SECTION: Shape = Shape {
    name: "a section",
    header: "[[procedures.steps]] with `section`",
    told_by: Some("section"),
    keys: &[
        Key::new(
            "section",
            Kind::Text,
            "A heading that covers what follows, up to the next one.",
        )
        .required(),
        Key::new(
            "when",
            Kind::Table(&WHEN),
            "When its steps are wanted at all.",
        ),
    ],
};

/// One of `[[procedures.steps]]`.
pub static STEP: Shape = Shape {
    name: "a step",
    header: "[[procedures.steps]]",
    told_by: None,
    keys: &[
        Key::new("title", Kind::Text, "What to do, in one sentence.").required(),
        Key::new(
            "id",
            Kind::Id,
            "The name that the journal knows it by; made from `title` unless written.",
        ),
        Key::new("expect", Kind::Text, "What OK looks like."),
        Key::new("detail", Kind::Text, "More words, in Markdown."),
        Key::new(
            "caution",
            Kind::Text,
            "What can go wrong; it is acknowledged by a key of its own.",
        ),
        Key::new(
            "reading",
            Kind::Table(&READING),
            "The step yields a value, judged against limits.",
        ),
        Key::new(
            "ask",
            Kind::Table(&ASK),
            "The step yields a text that later steps see under a name.",
        ),
        Key::new("choose", TEXTS, "The step yields one of this list."),
        Key::new(
            "name",
            Kind::Variable,
            "With `choose`: the name under which later steps see what was chosen.",
        ),
        Key::new(
            "warn",
            TEXTS,
            "With `choose`: the choices that are a warning.",
        ),
        Key::new(
            "alarm",
            TEXTS,
            "With `choose`: the choices that are an alarm.",
        ),
        Key::new("copy", Kind::Exact, "Text to copy, exactly as it stands."),
        Key::new("link", Kind::Address, "An address to open."),
        Key::new("when", Kind::Table(&WHEN), "When the step is wanted."),
        Key::new("each", TEXTS, "Items: one box and one trend for each."),
        Key::new(
            "optional",
            Kind::Flag,
            "Whether it may be skipped without a reason.",
        ),
        Key::new(
            "end",
            Kind::Text,
            "Doing the step ends the run with this word.",
        ),
        Key::new("estimate", Kind::Duration, "How long the step takes."),
        Key::new("was", Kind::List(&Kind::Id), "Ids that it had before."),
        Key::new("run", Kind::Anything, "A command, as a list of its words.").later(),
        Key::new("shell", Kind::Anything, "A command, as text for the shell.").later(),
        Key::new("timeout", Kind::Anything, "How long the command may take.").later(),
        Key::new(
            "expect_exit",
            Kind::Anything,
            "The exit status that means OK.",
        )
        .later(),
        Key::new(
            "expect_output",
            Kind::Anything,
            "What the command's output must match.",
        )
        .later(),
        Key::new(
            "take",
            Kind::Anything,
            "How the reading is taken from the output.",
        )
        .later(),
        Key::new(
            "cwd",
            Kind::Anything,
            "The folder that the command runs in.",
        )
        .later(),
        Key::new("env", Kind::Anything, "Variables for the command alone.").later(),
        Key::new(
            "interactive",
            Kind::Anything,
            "Whether the command wants the terminal.",
        )
        .later(),
        Key::new(
            "keep_output",
            Kind::Anything,
            "Whether the output is kept as evidence.",
        )
        .later(),
        Key::new("wait", Kind::Anything, "How long to wait before looking.").later(),
        Key::new(
            "call",
            Kind::Anything,
            "Another procedure that is walked here.",
        )
        .later(),
        Key::new(
            "on_fail",
            Kind::Anything,
            "The procedure to walk when it is not OK.",
        )
        .later(),
        Key::new(
            "sign_off",
            Kind::Anything,
            "The role whose second look is wanted.",
        )
        .later(),
        Key::new("undo", Kind::Anything, "How the step is taken back.").later(),
        Key::new(
            "no_return",
            Kind::Anything,
            "Whether nothing can be undone from here.",
        )
        .later(),
        Key::new(
            "rehearsal",
            Kind::Anything,
            "What to do instead when rehearsing.",
        )
        .later(),
    ],
};

/// A step's `reading`.
pub static READING: Shape = Shape {
    name: "a reading",
    header: "reading",
    told_by: None,
    keys: &[
        Key::new("unit", Kind::Text, "The unit, as people write it."),
        Key::new(
            "warn_above",
            Kind::Number,
            "A value above this is a warning.",
        ),
        Key::new(
            "warn_below",
            Kind::Number,
            "A value below this is a warning.",
        ),
        Key::new(
            "alarm_above",
            Kind::Number,
            "A value above this is an alarm.",
        ),
        Key::new(
            "alarm_below",
            Kind::Number,
            "A value below this is an alarm.",
        ),
    ],
};

/// A step's `ask`.
pub static ASK: Shape = Shape {
    name: "an ask",
    header: "ask",
    told_by: None,
    keys: &[
        Key::new(
            "name",
            Kind::Variable,
            "The name under which later steps see the answer.",
        )
        .required(),
        Key::new(
            "pattern",
            Kind::Pattern,
            "What the whole answer must match.",
        ),
        Key::new("example", Kind::Text, "An answer that matches."),
        Key::new("label", Kind::Text, "The alert's label that fills it."),
        Key::new(
            "secret",
            Kind::Anything,
            "Whether the answer is kept in memory alone.",
        )
        .later(),
    ],
};

/// The `when` of a step or of a section.
pub static WHEN: Shape = Shape {
    name: "a condition",
    header: "when",
    told_by: None,
    keys: &[
        Key::new("step", Kind::Text, "The earlier step that decides."),
        Key::new(
            "is",
            Kind::OneOrMore(&Kind::Text),
            "A choice, or ok, not-ok, skipped, deferred; with `ask`, the answer.",
        ),
        Key::new(
            "above",
            Kind::Number,
            "The earlier step's reading is above this.",
        ),
        Key::new(
            "below",
            Kind::Number,
            "The earlier step's reading is below this.",
        ),
        Key::new("ask", Kind::Variable, "The variable that decides."),
        Key::new(
            "target",
            Kind::OneOrMore(&Kind::Text),
            "The target that the run is done in.",
        ),
    ],
};
