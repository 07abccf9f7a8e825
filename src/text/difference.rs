//! The lines in which two texts differ, as people read them in a review.

/// So many lines that stay are shown around those that change.
const AROUND: usize = 3;
/// Beyond so many pairs of lines nobody reads a difference; both sides are shown whole.
const MOST_PAIRS: usize = 4_000_000;

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
    let pairs = old.iter().zip(&new);
    let head = pairs.take_while(|(old, new)| old == new).count();
    let ends = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = ends.take_while(|(old, new)| old == new).count();
    let mut all: Vec<_> = old[..head]
        .iter()
        .map(|it| DifferenceLine::Same(it))
        .collect();
    all.extend(middle(
        &old[head..old.len() - tail],
        &new[head..new.len() - tail],
    ));
    let last = &old[old.len() - tail..];
    all.extend(last.iter().map(|it| DifferenceLine::Same(it)));
    near(&all)
}

/// The longest common lines stay; the rest goes and comes.
fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<DifferenceLine<'a>> {
    let gone =
        |lines: &[&'a str]| -> Vec<_> { lines.iter().map(|it| DifferenceLine::Gone(it)).collect() };
    let come =
        |lines: &[&'a str]| -> Vec<_> { lines.iter().map(|it| DifferenceLine::New(it)).collect() };
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return [gone(old), come(new)].concat();
    }
    let width = new.len() + 1;
    let mut common = vec![0u32; (old.len() + 1) * width];
    for (row, line) in old.iter().enumerate().rev() {
        for (column, other) in new.iter().enumerate().rev() {
            common[row * width + column] = match line == other {
                true => common[(row + 1) * width + column + 1] + 1,
                false => common[(row + 1) * width + column].max(common[row * width + column + 1]),
            };
        }
    }
    let (mut row, mut column, mut all) = (0, 0, Vec::new());
    while row < old.len() && column < new.len() {
        if old[row] == new[column] {
            all.push(DifferenceLine::Same(old[row]));
            (row, column) = (row + 1, column + 1);
        } else if common[(row + 1) * width + column] >= common[row * width + column + 1] {
            all.push(DifferenceLine::Gone(old[row]));
            row += 1;
        } else {
            all.push(DifferenceLine::New(new[column]));
            column += 1;
        }
    }
    all.extend(gone(&old[row..]));
    all.extend(come(&new[column..]));
    all
}

/// Leaves out what stays far from every change.
fn near<'a>(all: &[DifferenceLine<'a>]) -> Vec<DifferenceLine<'a>> {
    let changes = |line: &DifferenceLine<'_>| !matches!(line, DifferenceLine::Same(_));
    let (mut before, mut after, mut is_apart, mut shown) = (1, 1, true, Vec::new());
    for (at, line) in all.iter().enumerate() {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(all.len());
        match all[around].iter().any(changes) {
            true => {
                if is_apart {
                    shown.push(DifferenceLine::At(before, after));
                }
                is_apart = false;
                shown.push(*line);
            }
            false => is_apart = true,
        }
        before += usize::from(!matches!(line, DifferenceLine::New(_)));
        after += usize::from(!matches!(line, DifferenceLine::Gone(_)));
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
