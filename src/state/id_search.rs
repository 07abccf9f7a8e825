//! Finding what someone typed among ids.

use std::fmt;

/// The ids that begin or end with what someone typed, in capitals or not; none for nothing.
pub(super) fn that_fit<I: fmt::Display>(typed: &str, ids: impl Iterator<Item = I>) -> Vec<I> {
    let typed = typed.to_ascii_uppercase();
    let fits = |id: &I| {
        let text = id.to_string();
        !typed.is_empty() && (text.ends_with(&typed) || text.starts_with(&typed))
    };
    ids.filter(fits).collect()
}
