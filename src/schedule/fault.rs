//! What is wrong with a schedule or zone, where in its text, and what to write instead.
//!
//! Messages quote what was typed with control characters made visible and long words cut, so
//! that a fault can be printed as it is. It does not know files or lines.

use std::ops::Range;

/// One fault in a short text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .hint.as_ref().map_or_else(String::new, |hint| format!(": {hint}")))]
pub struct Fault {
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// The bytes of the text that are wrong; on character boundaries, within the text.
    pub span: Range<usize>,
    /// What to write instead, as a sentence without its full stop.
    pub hint: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault {
            message: message.into(),
            span,
            hint: None,
        }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Fault {
        Fault {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// A typed word in backticks, safe and short enough for a message.
pub(super) fn quoted(word: &str) -> String {
    const LONGEST_CHARS: usize = 40;
    let mut shown: String = word
        .chars()
        .take(LONGEST_CHARS)
        .flat_map(|c| {
            if c.is_ascii_graphic() || c.is_alphanumeric() || c == ' ' {
                vec![c]
            } else {
                c.escape_default().collect()
            }
        })
        .collect();
    if word.chars().nth(LONGEST_CHARS).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The known word that was probably meant: at most two edits away, and fewer than half of
/// the letters typed.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    let allowed = 2.min(word.chars().count() / 2);
    known
        .into_iter()
        .map(|candidate| (edits(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the
/// other (optimal string alignment).
fn edits(from: &str, to: &str) -> usize {
    const LONGEST_CHARS: usize = 64;
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    if from.len() > LONGEST_CHARS {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}
