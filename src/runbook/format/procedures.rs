//! The keys of procedures, their sections, conditions and rehearsals.

use super::lists::TEXTS;
use super::{Key, Kind, STEP, Shape, WHEN};
use crate::runbook::package_item::Serves;

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
        .filled()
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
            "The line that tells two runs of it apart; where it answers alerts, what its asks take from the alert's labels.",
        ),
        Key::new(
            "serves",
            Kind::OneOrMore(&Kind::Word(&Serves::WORDS)),
            "What of the handoff package it is for.",
        ),
        Key::new(
            "by",
            Kind::Text,
            "The role of `[owners]` whose runs of it prove something; anybody may walk it.",
        ),
        Key::new(
            "style",
            Kind::Word(&["read-do", "do-confirm"]),
            "Whether an open step puts the next ones on hold; do-confirm with a schedule, else read-do.",
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
            "rehearse_every",
            Kind::Duration,
            "The longest time between two rehearsals of it by anyone.",
        ),
        Key::new(
            "rehearsal",
            Kind::List(&Kind::Table(&REHEARSAL)),
            "Scenarios to rehearse it by, with what each step answers.",
        ),
    ],
};

/// One of `[[procedures.rehearsal]]`.
pub static REHEARSAL: Shape = Shape {
    name: "a rehearsal",
    header: "[[procedures.rehearsal]]",
    told_by: None,
    keys: &[
        Key::new("title", Kind::Text, "What people call the scenario.").required(),
        Key::new(
            "scenario",
            Kind::Text,
            "What the trainee is told at the start.",
        ),
        Key::new(
            "answers",
            Kind::Named(&Kind::OneOrMore(&Kind::Text)),
            "What each `step` or `step/item` answers: ok, not-ok, a value or a choice; of a \
             list one an attempt.",
        ),
        Key::new(
            "surprises",
            Kind::List(&Kind::Table(&SURPRISE)),
            "What happens on the way, unannounced.",
        ),
    ],
};

/// One of a rehearsal's `surprises`.
pub static SURPRISE: Shape = Shape {
    name: "a surprise",
    header: "surprises",
    told_by: None,
    keys: &[
        Key::new("after", Kind::Text, "The step after which it happens.").required(),
        Key::new("say", Kind::Text, "What the trainee is told then.").required(),
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
