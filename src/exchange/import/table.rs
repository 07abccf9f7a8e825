//! Tables of what one sees and what is done then.

use super::phrase::Words;
use super::title::title;

/// What is chosen where none of the rows is so.
pub(super) const NONE: &str = "none of these";

/// A row: what one sees, and what is done.
pub(super) struct Symptom {
    pub(super) symptom: String,
    pub(super) action: Words,
}

const SEEN: &[&str] = &[
    "symptom",
    "symptoms",
    "if",
    "condition",
    "when",
    "problem",
    "error",
    "situation",
    "observation",
    "what you see",
    "you see",
    "issue",
    "alert",
    "case",
    "message",
    "error message",
    "scenario",
    "status",
];
const DONE: &[&str] = &[
    "action",
    "actions",
    "do",
    "do this",
    "then",
    "fix",
    "solution",
    "resolution",
    "remedy",
    "what to do",
    "response",
    "mitigation",
    "steps",
    "page",
    "runbook",
    "playbook",
    "procedure",
    "go to",
    "next step",
    "next steps",
    "remediation",
];

/// The rows of such a table; none where it is another one.
pub(super) fn symptoms(rows: &[Vec<Words>]) -> Option<Vec<Symptom>> {
    let (head, rows) = rows.split_first()?;
    let column = |names: &[&str]| {
        head.iter().position(|cell| {
            names.contains(
                &cell
                    .text
                    .trim_matches(['*', ' ', ':', '?'])
                    .to_lowercase()
                    .as_str(),
            )
        })
    };
    let (seen, done) = (column(SEEN)?, column(DONE)?);
    let mut found: Vec<Symptom> = Vec::new();
    for row in rows {
        let action = row.get(done)?;
        let symptom = title(&row.get(seen)?.text);
        let is_new = found.iter().all(|it| it.symptom != symptom);
        if symptom.is_empty() || symptom == NONE || action.text.trim().is_empty() || !is_new {
            return None;
        }
        found.push(Symptom {
            symptom,
            action: action.clone(),
        });
    }
    (!found.is_empty()).then_some(found)
}
