//! A grade in words.

use super::words::count;
use crate::event::Grade;
use crate::runbook::Runbook;
use crate::state::Trained;

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

/// What a rehearsal is worth: `it trains ops-a`, or `it trains nobody: 1 step left out`.
pub fn trained(trained: &Trained, runbook: &Runbook) -> String {
    match trained {
        Trained::Trains(operator) => format!("it trains {operator}"),
        Trained::Nobody(why) => {
            let why: Vec<_> = why.iter().map(|why| why.words(runbook)).collect();
            format!("it trains nobody: {}", why.join("; "))
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    match what {
        "box" if number != 1 => format!("{number} boxes"),
        what => count(number, what),
    }
}
