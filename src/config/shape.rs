//! Every key of `config.toml` with its sentence: reader, schema and help read the same rows.

use crate::runbook::format::{Key, Kind, Shape};

/// `config.toml`.
pub static CONFIG: Shape = Shape {
    name: "config.toml",
    header: "the top of the file",
    told_by: None,
    keys: &[
        Key::new(
            "operator",
            Kind::Text,
            "Who is at the keyboard; the account's name unless written.",
        ),
        Key::new(
            "runbooks",
            Kind::OneOrMore(&Kind::Text),
            "Folders of runbooks; a relative one begins at this file's folder, `~/` at home.",
        ),
        Key::new(
            "journal",
            Kind::Text,
            "Folder of the journal; a relative one begins at this file's folder, `~/` at home.",
        ),
        Key::new(
            "theme",
            Kind::Word(THEMES),
            "Colours: the terminal's own, for a dark or a light background, or none at all.",
        ),
        Key::new(
            "colors",
            Kind::Table(&COLORS),
            "Single colours that differ from the theme, like `heading = \"bold blue\"`.",
        ),
        Key::new(
            "color",
            Kind::Word(&["auto", "always", "never"]),
            "When colours are used; `auto` means on a terminal.",
        ),
        Key::new(
            "ascii",
            Kind::Flag,
            "Whether signs and frames are ASCII alone; by the locale unless written.",
        ),
        Key::new(
            "mouse",
            Kind::Flag,
            "Whether the wheel moves the cursor; the terminal's own selecting then needs Shift.",
        ),
        Key::new(
            "notifications",
            Kind::Table(&NOTIFICATIONS),
            "What open screens do when something becomes overdue.",
        ),
        Key::new(
            "handover",
            Kind::Table(&HANDOVER),
            "What happens when a shift is given.",
        ),
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
            "Ask the terminal to show a notification of the desktop.",
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
