//! Breaking a line into lines that fit.
//!
//! What must stay true: only the spaces at a break disappear; a word that is too long is split
//! between clusters, never inside one; every line makes progress, whatever the width.
//!
//! What it does not do: it does not hyphenate, and it breaks between wide (East Asian)
//! characters without the rules of typesetting.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::shown::Shown;

/// Breaks a line at spaces into lines of at most `columns` columns (at least one).
///
/// An empty line gives one empty line. Only where a single cluster is wider than `columns` does
/// a line stick out.
pub fn wrap<'a>(line: &'a Shown<'_>, columns: usize) -> Vec<Shown<'a>> {
    breaks(line.as_str(), columns)
        .into_iter()
        .map(|range| line.slice(range))
        .collect()
}

/// The ranges of bytes that become lines.
pub(super) fn breaks(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut width = 0;
    // The last place to break: where this line would end, where the next would begin, and
    // how wide the text up to there is.
    let mut chance: Option<(usize, usize, usize)> = None;
    let mut before_was_wide = false;
    for (at, cluster) in text.grapheme_indices(true) {
        let cluster_columns = cluster.width();
        let wide = cluster_columns == 2;
        if cluster == " " {
            let end = match chance {
                Some((end, next, _)) if next == at => end,
                _ => at,
            };
            // Spaces that open a line indent it; breaking there would gain nothing.
            if end > start {
                chance = Some((end, at + 1, width + 1));
            }
            width += 1;
            before_was_wide = false;
            continue;
        }
        if wide && before_was_wide {
            chance = Some((at, at, width));
        }
        if width + cluster_columns > columns && at > start {
            let (end, next, consumed) = chance.take().unwrap_or((at, at, width));
            ranges.push(start..end);
            start = next;
            width -= consumed;
            // What is left of the word may still be too long when the break came early.
            if width + cluster_columns > columns && at > start {
                ranges.push(start..at);
                start = at;
                width = 0;
            }
        }
        width += cluster_columns;
        before_was_wide = wide;
    }
    let end = match chance {
        Some((end, next, _)) if next == text.len() => end,
        _ => text.len(),
    };
    ranges.push(start..end.max(start));
    ranges
}

/// The ranges of bytes that become lines when a text is cut wherever the room ends.
pub(super) fn cuts(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut width = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        if width + cluster.width() > columns && at > start {
            ranges.push(start..at);
            start = at;
            width = 0;
        }
        width += cluster.width();
    }
    ranges.push(start..text.len());
    ranges
}
