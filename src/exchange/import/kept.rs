//! Lines that set a shell up, with what is said of them, as they are kept for what needs them.

use super::placeholder;
use crate::exchange::shell::{Turn, without_comment};

/// What a line that only changes the shell says and prints: it goes to the first step that needs
/// the line.
#[derive(Default)]
pub(super) struct Aside {
    pub(super) said: Vec<String>,
    pub(super) prints: Vec<String>,
}

/// A line that sets the shell up.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) line: String,
    /// The variable that it gives a value, where only what mentions that one needs it.
    pub(super) name: Option<String>,
    /// That value, where the page says it.
    pub(super) value: Option<String>,
    pub(super) aside: Aside,
    pub(super) is_used: bool,
    /// Whether something has to be run to find that value: it is found where the page finds it.
    pub(super) is_found: bool,
}

/// Whether a line only asks for a value.
pub(super) fn is_blank(turn: &Turn) -> bool {
    placeholder::assignment(without_comment(turn.text.trim()).0).is_some()
}

/// What stands before a turn, behind it, and below it.
pub(super) fn of_turn(turn: &Turn, comment: Option<&str>) -> Aside {
    let said = turn.said.iter().map(String::as_str).chain(comment);
    let prints = Some(turn.prints.clone()).filter(|it| !it.trim().is_empty());
    Aside {
        said: said.map(str::to_owned).collect(),
        prints: prints.into_iter().collect(),
    }
}
