//! The lines in which two texts differ, as people read them in a review.

use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};

/// So many lines that stay are shown around those that change.
const AROUND: usize = 3;

/// One line of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceLine<'a> {
    /// Where what follows stands: the first line before and after, from 1.
    At(usize, usize),
    /// It stays.
    Same(&'a str),
    /// It goes.
    Gone(&'a str),
    /// It comes.
    New(&'a str),
}

/// What is different, with some lines around it; nothing where nothing is.
pub fn difference_lines<'a>(before: &'a str, after: &'a str) -> Vec<DifferenceLine<'a>> {
    let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let mut shown = Vec::new();
    for group in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), AROUND) {
        if let Some(first) = group.first() {
            let (before, after) = (first.old_range().start, first.new_range().start);
            shown.push(DifferenceLine::At(before + 1, after + 1));
        }
        for part in group {
            let gone = &old[part.old_range()];
            if part.tag() == DiffTag::Equal {
                shown.extend(gone.iter().map(|line| DifferenceLine::Same(line)));
                continue;
            }
            let come = &new[part.new_range()];
            shown.extend(gone.iter().map(|line| DifferenceLine::Gone(line)));
            shown.extend(come.iter().map(|line| DifferenceLine::New(line)));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> String {
        let lines = difference_lines(before, after).into_iter();
        let lines = lines.map(|line| match line {
            DifferenceLine::At(before, after) => format!("@{before},{after}"),
            DifferenceLine::Same(line) => format!(" {line}"),
            DifferenceLine::Gone(line) => format!("-{line}"),
            DifferenceLine::New(line) => format!("+{line}"),
        });
        lines.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_changes_is_shown_with_what_stands_around_it() {
        assert_eq!(told("a\nb\n", "a\nb\n"), "");
        assert_eq!(told("a\nb\nc\n", "a\nx\nc\n"), "@1,1| a|-b|+x| c");
        assert_eq!(told("", "a\n"), "@1,1|+a");
        assert_eq!(told("a\n", ""), "@1,1|-a");
        let far: String = (1..=20).map(|number| format!("{number}\n")).collect();
        let changed = far.replace("2\n3\n", "2\nnew\n3\n").replace("19\n", "");
        assert_eq!(
            told(&far, &changed),
            "@1,1| 1| 2|+new| 3| 4| 5|@16,17| 16| 17| 18|-19| 20"
        );
    }
}
