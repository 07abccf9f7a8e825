//! The tables of the handoff package with their keys. Data only, as in `keys`.

use super::super::package_item::ChangePart;
use super::lists::TEXTS;
use super::{Key, Kind, Shape};

/// `[architecture]`.
pub static ARCHITECTURE: Shape = Shape {
    name: "an architecture",
    header: "[architecture]",
    told_by: None,
    keys: &[Key::new(
        "text",
        Kind::Text,
        "How the tool is built, and what talks to what, in Markdown.",
    )
    .required()],
};

/// One of `[[escalation]]`.
pub static ESCALATION: Shape = Shape {
    name: "an escalation",
    header: "[[escalation]]",
    told_by: None,
    keys: &[
        Key::new(
            "severity",
            Kind::Text,
            "Its name, in the team's own words, like `sev1`.",
        )
        .required(),
        Key::new(
            "path",
            Kind::List(&Kind::Table(&HOP)),
            "Who is called, in order.",
        )
        .filled()
        .required(),
        Key::new("means", Kind::Text, "What is so when it is called."),
        Key::new(
            "respond_within",
            Kind::Duration,
            "Until when someone has to have answered.",
        ),
        Key::new(
            "resolve_within",
            Kind::Duration,
            "Until when it has to be over.",
        ),
    ],
};

/// One of an escalation's `path`.
pub static HOP: Shape = Shape {
    name: "a step of the path",
    header: "`path` of [[escalation]]",
    told_by: None,
    keys: &[
        Key::new(
            "contact",
            Kind::Text,
            "Who is called: the id of a contact, or the role of an owner.",
        )
        .required(),
        Key::new(
            "after",
            Kind::Duration,
            "How long after the escalation was opened, if nobody has answered by then.",
        ),
    ],
};

/// `[on_call]`.
pub static ON_CALL: Shape = Shape {
    name: "an on-call table",
    header: "[on_call]",
    told_by: None,
    keys: &[Key::new(
        "rota",
        Kind::List(&Kind::Table(&ROTA)),
        "Who stands behind a contact, in turns.",
    )
    .required()],
};

/// One of `rota` of `[on_call]`.
pub static ROTA: Shape = Shape {
    name: "a rota",
    header: "`rota` of `[on_call]`",
    told_by: None,
    keys: &[
        Key::new(
            "contact",
            Kind::Text,
            "Whose turns they are: the id of a contact, or the role of an owner.",
        )
        .required(),
        Key::new(
            "operators",
            Kind::List(&Kind::Either(&[Kind::Text, Kind::Table(&ROTA_OPERATOR)])),
            "Those who take turns, in order: names, or tables with their own `contact`.",
        )
        .filled()
        .required(),
        Key::new(
            "turn",
            Kind::Schedule,
            "When the turn changes, like \"weekly mon 09:00\".",
        )
        .required(),
        Key::new(
            "from",
            Kind::Day,
            "The day from which turns are counted: the first operator has the first one.",
        )
        .required(),
    ],
};

/// One of a rota's `operators`.
pub static ROTA_OPERATOR: Shape = Shape {
    name: "an operator of a rota",
    header: "`operators` of a rota",
    told_by: None,
    keys: &[
        Key::new("name", Kind::Text, "The operator, as the journal has them.").required(),
        Key::new(
            "contact",
            Kind::Text,
            "How to reach them, where that is not the contact's own address.",
        ),
    ],
};

/// One of `[[dependencies]]`.
pub static DEPENDENCY: Shape = Shape {
    name: "a dependency",
    header: "[[dependencies]]",
    told_by: None,
    keys: &[
        Key::new("name", Kind::Text, "What the tool needs.").required(),
        Key::new("owner", Kind::Text, "Who answers for it, in words."),
        Key::new(
            "contact",
            Kind::Text,
            "How to reach them: the id of a contact, or the role of an owner.",
        ),
        Key::new("if_down", Kind::Text, "What happens while it is down."),
        Key::new(
            "check",
            Kind::Reference,
            "The procedure that tells whether it is well.",
        ),
    ],
};

/// One of `[[credentials]]`.
pub static CREDENTIAL: Shape = Shape {
    name: "a credential",
    header: "[[credentials]]",
    told_by: None,
    keys: &[
        Key::new("name", Kind::Text, "What it is called.").required(),
        Key::new(
            "stored_in",
            Kind::Text,
            "Where it is kept; never the secret itself.",
        ),
        Key::new("request", Kind::Text, "How someone gets to use it."),
        Key::new(
            "access",
            Kind::Reference,
            "The procedure that gives access, or shows that it was given.",
        ),
        Key::new(
            "rotate",
            Kind::Reference,
            "The procedure that renews it; its last run is the last rotation.",
        ),
        Key::new(
            "rotate_every",
            Kind::Duration,
            "The longest time between two rotations.",
        ),
    ],
};

/// One of `[[data]]`.
pub static DATA: Shape = Shape {
    name: "a data field",
    header: "[[data]]",
    told_by: None,
    keys: &[
        Key::new("field", Kind::Text, "Where it stands, like `orders.id`.").required(),
        Key::new("means", Kind::Text, "What its value says."),
        Key::new("example", Kind::Text, "A value as it looks."),
        Key::new("sensitivity", Kind::Text, "Who may see its values."),
    ],
};

/// `[backup]`.
pub static BACKUP: Shape = Shape {
    name: "a backup",
    header: "[backup]",
    told_by: None,
    keys: &[
        Key::new("what", Kind::Text, "What is backed up, and when.").required(),
        Key::new(
            "restore",
            Kind::Reference,
            "The procedure that brings it back.",
        ),
        Key::new(
            "exercise_every",
            Kind::Duration,
            "The longest time between two restores that were really done.",
        ),
    ],
};

/// `[rollback]`.
pub static ROLLBACK: Shape = Shape {
    name: "a rollback",
    header: "[rollback]",
    told_by: None,
    keys: &[
        Key::new(
            "procedure",
            Kind::Reference,
            "The procedure that takes a release back.",
        ),
        Key::new(
            "text",
            Kind::Text,
            "When it is wanted and what it costs, in Markdown.",
        ),
    ],
};

/// `[change_control]`.
pub static CHANGE_CONTROL: Shape = Shape {
    name: "a change control",
    header: "[change_control]",
    told_by: None,
    keys: &[
        Key::new("request", Kind::Text, "How to ask for a change."),
        Key::new(
            "reviewers",
            TEXTS,
            "Roles of which one has to look at a change.",
        ),
        Key::new("approvers", TEXTS, "Roles of which one has to allow it."),
        Key::new(
            "asks",
            Kind::OneOrMore(&Kind::Word(&ChangePart::WORDS)),
            "What a change has to say before it is approved.",
        ),
        Key::new(
            "emergency",
            Kind::Duration,
            "How long after its release an emergency change has to be approved; without it none is taken.",
        ),
        Key::new(
            "runbook",
            Kind::Word(&["reviewed"]),
            "Whether a revision of this file needs an approved change too.",
        ),
        Key::new(
            "signed",
            Kind::Flag,
            "Whether an approval or a release counts only once its operator's SSH key has signed it.",
        ),
    ],
};

/// One of `[[releases]]`.
pub static RELEASE: Shape = Shape {
    name: "a release",
    header: "[[releases]]",
    told_by: None,
    keys: &[
        Key::new("version", Kind::Text, "Its version, in quotes.").required(),
        Key::new("date", Kind::Day, "The day it went live."),
        Key::new("notes", Kind::Text, "What is in it, in Markdown."),
    ],
};

/// `[stabilization]`.
pub static STABILIZATION: Shape = Shape {
    name: "a stabilization window",
    header: "[stabilization]",
    told_by: None,
    keys: &[
        Key::new("starts", Kind::Day, "The first day after the launch.").required(),
        Key::new(
            "ends",
            Kind::Day,
            "The last day, unless the record extends it.",
        )
        .required(),
        Key::new(
            "support",
            Kind::Text,
            "Who helps in it: the id of a contact, or the role of an owner.",
        ),
        Key::new(
            "exit",
            Kind::Text,
            "What has to be so for it to end, in Markdown.",
        ),
    ],
};

/// `[training]`.
pub static TRAINING: Shape = Shape {
    name: "a training table",
    header: "[training]",
    told_by: None,
    keys: &[
        Key::new(
            "operators",
            Kind::Number,
            "How many operators have to have rehearsed; all of the operations role unless written.",
        ),
        Key::new(
            "within",
            Kind::Duration,
            "How long a rehearsal counts; for ever unless written.",
        ),
    ],
};

/// One of `[[readiness]]`.
pub static READINESS: Shape = Shape {
    name: "a readiness item",
    header: "[[readiness]]",
    told_by: None,
    keys: &[
        Key::new("item", Kind::Text, "What has to be so, in one sentence.").required(),
        Key::new(
            "id",
            Kind::Id,
            "The name that the journal knows it by; made from `item` unless written.",
        ),
        Key::new(
            "proof",
            Kind::Text,
            "The procedure whose run shows it, or `attested` for a person's word; attested \
             unless written.",
        ),
        Key::new(
            "valid_for",
            Kind::Duration,
            "How long a proof counts; for ever unless written.",
        ),
    ],
};

/// One of `[[waive]]`.
pub static WAIVER: Shape = Shape {
    name: "a waiver",
    header: "[[waive]]",
    told_by: None,
    keys: &[
        Key::new(
            "item",
            Kind::Text,
            "What `rounds ready` asks for and the tool does not have, like `data`.",
        )
        .required(),
        Key::new(
            "by",
            Kind::Text,
            "The role whose operators may accept it with `rounds ready --accept-waiver`.",
        )
        .required(),
        Key::new("reason", Kind::Text, "Why the tool does without it.").required(),
        Key::new("until", Kind::Day, "The last day on which that counts.").required(),
    ],
};
