//! The keys of procedures and steps.

use super::keys::TEXTS;
use super::{Key, Kind, Shape};

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
