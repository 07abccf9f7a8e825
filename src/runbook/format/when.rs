//! The table by which a step, a section or an item is wanted only sometimes.

use super::{Key, Kind, Shape};

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
        )
        .filled(),
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
        )
        .filled(),
    ],
};
