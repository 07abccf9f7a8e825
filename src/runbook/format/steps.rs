//! The keys of steps and of what they yield.

use super::lists::{PASS_ENV, TEXTS};
use super::{Key, Kind, Shape, WHEN};

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
        Key::new("choose", TEXTS, "The step yields one of this list.").filled(),
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
        Key::new(
            "each",
            Kind::Either(&[TEXTS, Kind::Table(&EACH)]),
            "Items, one box and one trend for each: a list, { targets = true }, or the lines of an earlier step: { from = \"STEP\" }.",
        ).filled(),
        Key::new(
            "times",
            Kind::Id,
            "The earlier step whose reading says how often this one is done: a whole number from 0 to 200.",
        ),
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
        Key::new(
            "run",
            Kind::List(&Kind::Exact),
            "A command as a list of its words; a variable is filled inside its word.",
        ).filled(),
        Key::new(
            "shell",
            Kind::Exact,
            "A command as text for the shell; variables reach it through its environment.",
        ),
        Key::new(
            "take",
            Kind::Search,
            "How the value is taken from the command's output: the first group, else the match. `$` is the end of the last line; with `(?m)`, of every line.",
        ),
        Key::new(
            "timeout",
            Kind::Duration,
            "How long the command may take before it is ended; 60 s unless written.",
        ),
        Key::new(
            "expect_exit",
            Kind::OneOrMore(&Kind::Number),
            "The exit status that means OK, or a list of them; 0 unless written.",
        ).filled(),
        Key::new(
            "expect_output",
            Kind::Search,
            "What the command's output must match somewhere. `^` and `$` are its beginning and the end of its last line; with `(?m)`, of every line.",
        ),
        Key::new(
            "cwd",
            Kind::Exact,
            "The folder that the command runs in, from the root on.",
        ),
        Key::new(
            "env",
            Kind::Environment,
            "Variables for the environment of this command alone.",
        ),
        Key::new(
            "pass_env",
            PASS_ENV,
            "Names of the operator's environment that this command is given besides.",
        ),
        Key::new(
            "interactive",
            Kind::Flag,
            "Whether the command needs the terminal for itself.",
        ),
        Key::new(
            "keep_output",
            Kind::Flag,
            "Whether the command's output is kept as evidence; true unless written.",
        ),
        Key::new(
            "wait",
            Kind::Duration,
            "How long to wait before the step is done; with `expect`, before each look.",
        ),
        Key::new(
            "call",
            Kind::Reference,
            "The procedure that the step is done by, nested in this one.",
        ),
        Key::new(
            "with",
            Kind::Variables,
            "With `call`: what the procedure is given, by the names that it asks for.",
        ),
        Key::new(
            "on_fail",
            Kind::Reference,
            "The procedure to walk when the step is not OK.",
        ),
        Key::new(
            "sign_off",
            Kind::Text,
            "The role of `[owners]` that signs, by someone who did not do the step.",
        ),
        Key::new(
            "undo",
            Kind::Text,
            "How the step is undone, in one sentence.",
        ),
        Key::new(
            "no_return",
            Kind::Flag,
            "Whether nothing can be undone once the step is done.",
        ),
    ],
};

/// A step's `each`, where it is no list.
pub static EACH: Shape = Shape {
    name: "an each",
    header: "each",
    told_by: None,
    keys: &[
        Key::new(
            "targets",
            Kind::Flag,
            "One item a target: of the procedure, else of the runbook; it has that target's variables.",
        ),
        Key::new(
            "from",
            Kind::Id,
            "The earlier step: one item for each line that its command printed, or that was typed; at most 200.",
        ),
        Key::new(
            "pattern",
            Kind::Pattern,
            "With `from`: what each line must match; without it, letters, digits and ._/:@%+,=- and no - first.",
        ),
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
        Key::new(
            "watch_same",
            Kind::Flag,
            "Whether a value that never moves is suspicious.",
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
            Kind::Flag,
            "Whether the answer lives in memory alone and is never written down.",
        ),
    ],
};
