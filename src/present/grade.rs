//! A grade in words.

use super::words::count;
use crate::event::Grade;

/// How a rehearsal by a scenario went: `7 of 9 as the scenario has it, 1 failure missed`.
pub fn grade(grade: &Grade) -> String {
    let mut words = format!("{} of {} as the scenario has it", grade.right, grade.of);
    let parts = [
        (grade.missed, "failure", "missed"),
        (grade.cautions, "caution", "passed over"),
        (grade.looked, "box", "looked up"),
    ];
    for (number, what, became) in parts {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if number > 0 {
            words.push_str(&format!(", {} {became}", counted(number, what)));
        }
    }
    words
}

fn counted(number: usize, what: &str) -> String {
    match what {
        "box" if number != 1 => format!("{number} boxes"),
        what => count(number, what),
    }
}
