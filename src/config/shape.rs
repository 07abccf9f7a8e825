//! Every key of `config.toml` with its sentence: reader, schema and help read the same rows.

use crate::runbook::format::{Key, Kind, Shape};

/// Where the machine's settings lie. It is read before the user's, which win.
pub const MACHINE_FILE: &str = "/etc/rounds/config.toml";

const OPERATOR: Key = Key::new(
    "operator",
    Kind::Text,
    "Who is at the keyboard; the account's name unless written.",
);
const SHARED_ACCOUNT: Key = Key::new(
    "shared_account",
    Kind::Flag,
    "Whether several people use this account: each login is asked once who it is.",
);
const RUNBOOKS: Key = Key::new(
    "runbooks",
    Kind::OneOrMore(&Kind::Text),
    "Folders of runbooks; a relative one begins at this file's folder, `~/` at home.",
);
const JOURNAL: Key = Key::new(
    "journal",
    Kind::Text,
    "Folder of the journal; a relative one begins at this file's folder, `~/` at home.",
);
const THEME: Key = Key::new(
    "theme",
    Kind::Word(THEMES),
    "Colours: the terminal's own, for a dark or a light background, or none at all.",
);
const COLOR: Key = Key::new(
    "color",
    Kind::Word(&["auto", "always", "never"]),
    "When colours are used; `auto` means on a terminal.",
);
const ASCII: Key = Key::new(
    "ascii",
    Kind::Flag,
    "Whether signs and frames are ASCII alone; by the locale unless written.",
);
const MOUSE: Key = Key::new(
    "mouse",
    Kind::Flag,
    "Whether the wheel moves the cursor; the terminal's own selecting then needs Shift.",
);
const NOTIFIED: Key = Key::new(
    "notifications",
    Kind::Table(&NOTIFICATIONS),
    "What open screens do when something becomes overdue.",
);
const HANDED: Key = Key::new(
    "handover",
    Kind::Table(&HANDOVER),
    "What happens when a shift is given.",
);

const HOOKED: Key = Key::new(
    "hooks",
    Kind::Table(&HOOKS),
    "Commands that are told what happens while no screen is open.",
);

/// The user's `config.toml`.
pub static CONFIG: Shape = Shape {
    name: "config.toml",
    header: "the top of the file",
    told_by: None,
    keys: &[
        OPERATOR,
        SHARED_ACCOUNT,
        RUNBOOKS,
        JOURNAL,
        THEME,
        Key::new(
            "colors",
            Kind::Table(&COLORS),
            "Single colours that differ from the theme, like `heading = \"bold blue\"`.",
        ),
        COLOR,
        ASCII,
        MOUSE,
        NOTIFIED,
        HANDED,
        HOOKED,
        Key::new(
            "team",
            Kind::Table(&TEAM),
            "How the record and the runbooks are shared; `rounds join` writes it.",
        ),
        Key::new(
            "keys",
            Kind::Named(&Kind::Named(&Kind::Text)),
            "Keys by place, like `[keys.run]` with `p = \"ok\"`; the others stay as they are.",
        ),
    ],
};

/// The machine's `config.toml`: what can be the same for everybody who uses it. It names no
/// operator, and no keys or colours, which are a person's own.
pub static MACHINE: Shape = Shape {
    name: "the machine's config.toml",
    header: "the top of the file",
    told_by: None,
    keys: &[
        SHARED_ACCOUNT,
        RUNBOOKS,
        JOURNAL,
        THEME,
        COLOR,
        ASCII,
        MOUSE,
        NOTIFIED,
        HANDED,
        HOOKED,
    ],
};

/// The themes that there are.
pub const THEMES: &[&str] = &["terminal", "dark", "light", "plain", "night", "paper"];

/// `[notifications]`.
pub static NOTIFICATIONS: Shape = Shape {
    name: "notifications",
    header: "[notifications]",
    told_by: None,
    keys: &[
        Key::new("bell", Kind::Flag, "Ring the terminal's bell."),
        Key::new(
            "desktop",
            Kind::Flag,
            "Show a notification of the desktop: by notify-send or as macOS does; else the terminal is asked (OSC 9).",
        ),
    ],
};

/// `[handover]`.
pub static HANDOVER: Shape = Shape {
    name: "handover",
    header: "[handover]",
    told_by: None,
    keys: &[Key::new(
        "seal",
        Kind::Flag,
        "Whether the journal is sealed with your SSH key when you give the shift.",
    )],
};

/// `[team]`.
pub static TEAM: Shape = Shape {
    name: "team",
    header: "[team]",
    told_by: None,
    keys: &[
        Key::new(
            "carrier",
            Kind::Text,
            "Where the record is carried: a git repository, a folder, or PROGRAM:PLACE.",
        ),
        Key::new(
            "library",
            Kind::Text,
            "The git repository of the runbooks: it is pulled, and never pushed.",
        ),
        Key::new(
            "every",
            Kind::Text,
            "How often an open screen syncs, like `\"1m\"`; `\"never\"`: by hand alone.",
        ),
        Key::new(
            "claims",
            Kind::Text,
            "How long a claim lives unless it is renewed, like `\"10m\"`; `\"off\"`: none.",
        ),
    ],
};

const COMMAND: Kind = Kind::OneOrMore(&Kind::Exact);

/// `[hooks]`.
pub static HOOKS: Shape = Shape {
    name: "hooks",
    header: "[hooks]",
    told_by: None,
    keys: &[
        Key::new(
            "host",
            Kind::Exact,
            "The machine that runs them, by its own name: every other one leaves it alone.",
        ),
        Key::new(
            "on_overdue",
            COMMAND,
            "A program and its arguments: a round is past its grace.",
        ),
        Key::new(
            "on_escalation",
            COMMAND,
            "The same: an escalation was opened, answered or resolved.",
        ),
        Key::new(
            "on_silence_end",
            COMMAND,
            "The same: a silence came to its end, or was lifted.",
        ),
        Key::new(
            "on_handover",
            COMMAND,
            "The same: a shift was given, or accepted.",
        ),
        Key::new("on_missed", COMMAND, "The same: a round was missed."),
        Key::new(
            "pass_env",
            Kind::List(&Kind::Passed),
            "Names of variables that they may see beside the usual ones, like a token.",
        ),
    ],
};

/// `[colors]`: one key a role.
pub static COLORS: Shape = Shape {
    name: "colors",
    header: "[colors]",
    told_by: None,
    keys: &[
        Key::new("plain", Kind::Text, "Ordinary words."),
        Key::new(
            "dim",
            Kind::Text,
            "Less important than what stands beside it.",
        ),
        Key::new("title", Kind::Text, "Titles of runbooks and steps."),
        Key::new("heading", Kind::Text, "Headings among rows."),
        Key::new("key", Kind::Text, "Keys in the footer and in help."),
        Key::new("accent", Kind::Text, "Links and names to follow."),
        Key::new("good", Kind::Text, "What is well: OK, done."),
        Key::new("warn", Kind::Text, "What is worth a look."),
        Key::new("bad", Kind::Text, "What is wrong: not OK, overdue."),
        Key::new("caution", Kind::Text, "Cautions, to be read before acting."),
        Key::new("rehearsal", Kind::Text, "That this only rehearses."),
        Key::new("match", Kind::Text, "Letters that a search matched."),
        Key::new(
            "failure",
            Kind::Text,
            "What failed or is not saved, as a filled row.",
        ),
        Key::new(
            "line",
            Kind::Text,
            "Lines between panes, and limits in a chart.",
        ),
        Key::new("selected", Kind::Text, "The row under the cursor."),
    ],
};
