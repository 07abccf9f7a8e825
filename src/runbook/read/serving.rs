//! Which procedures plainly serve what the package asks for, though they do not say so.
//!
//! What stays true: nothing is proposed that the file already says or waives, nor where two
//! procedures could be meant; and a word counts only as a word of its own.

use super::super::package_item::Serves;
use super::super::problem::Edit;
use super::tree::Table;

/// Words of a procedure's id or title that say plainly what it serves.
const PLAIN: [(Serves, &[&str]); 3] = [
    (
        Serves::Correction,
        &["correct", "corrects", "correction", "corrections"],
    ),
    (
        Serves::Reprocessing,
        &[
            "reprocess",
            "reprocesses",
            "reprocessing",
            "replay",
            "rerun",
        ],
    ),
    (Serves::Access, &["access"]),
];

/// `serves` for the procedures of which it is plain, each behind its title.
pub(in crate::runbook) fn edits(text: &str, file: &Table<'_>) -> Vec<Edit> {
    let procedures = file.tables("procedures");
    let proposed = PLAIN.iter().filter_map(|(serves, words)| {
        if is_said(file, &procedures, *serves) {
            return None;
        }
        let mut meant = procedures.iter().filter(|it| names(it, words));
        let only = meant.next().filter(|_| meant.next().is_none())?;
        // What serves one thing already is meant for that.
        let is_free = only.node("serves").is_none();
        is_free.then(|| behind_title(text, only, *serves))?
    });
    proposed.collect()
}

/// Whether the file says already what serves it: by a procedure, a credential or a waiver.
fn is_said(file: &Table<'_>, procedures: &[Table<'_>], serves: Serves) -> bool {
    let word = serves.word();
    let by_procedure = procedures
        .iter()
        .any(|it| it.texts("serves").iter().any(|text| text.value == word));
    let waived = file
        .tables("waive")
        .iter()
        .any(|it| it.text("item").is_some_and(|item| item.value == word));
    let by_credential = serves == Serves::Access
        && file
            .tables("credentials")
            .iter()
            .any(|it| it.node("access").is_some());
    by_procedure || waived || by_credential
}

/// Whether one of the words stands in a procedure's id or title.
fn names(procedure: &Table<'_>, words: &[&str]) -> bool {
    let texts = ["id", "title"]
        .into_iter()
        .filter_map(|key| procedure.text(key));
    texts.into_iter().any(|text| {
        let lower = text.value.to_lowercase();
        let mut parts = lower.split(|c: char| !c.is_alphanumeric());
        parts.any(|part| words.contains(&part))
    })
}

fn behind_title(text: &str, procedure: &Table<'_>, serves: Serves) -> Option<Edit> {
    // A table in a line of its own has no line behind its title.
    let written = text.get(procedure.span.clone())?;
    if !written.starts_with("[[") {
        return None;
    }
    let title = procedure.text("title")?.span();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let key = procedure.key_span("title");
    let line_start = text.get(..key.start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = text.get(line_start..key.start)?;
    let rest = text.get(title.end..)?;
    let line = rest.split('\n').next().unwrap_or_default();
    let end = title.end + line.trim_end_matches('\r').len();
    Some(Edit {
        span: end..end,
        replacement: format!("{newline}{indent}serves = \"{}\"", serves.word()),
    })
}

#[cfg(test)]
mod tests {
    use crate::runbook::fix;

    fn with(procedures: &[&str], more: &str) -> String {
        let mut text = "title = \"X\"\ntimezone = \"UTC\"\n".to_owned();
        for procedure in procedures {
            text.push_str(&format!(
                "\n[[procedures]]\n{procedure}\nsteps = [{{ title = \"a\" }}]\n"
            ));
        }
        text + more
    }

    /// What is proposed, as `serves` lines.
    fn proposed(text: &str) -> Vec<String> {
        let fixed = fix(text).text;
        let lines = fixed.lines().filter(|line| line.starts_with("serves"));
        let new = lines.filter(|line| !text.contains(*line));
        new.map(str::to_owned).collect()
    }

    #[test]
    fn what_is_plain_is_proposed_behind_the_title() {
        let text = with(
            &[
                "title = \"Correct an order by hand\"  # rare",
                "id = \"reprocess-orders\"\ntitle = \"Orders again\"",
                "title = \"Grant access\"",
                "title = \"Incorrect totals\"",
            ],
            "",
        );
        assert_eq!(
            proposed(&text),
            [
                "serves = \"correction\"",
                "serves = \"reprocessing\"",
                "serves = \"access\""
            ]
        );
        let fixed = fix(&text).text;
        assert!(
            fixed.contains("by hand\"  # rare\nserves = \"correction\"\n"),
            "{fixed}"
        );
        // It is right afterwards, and there is nothing more to do.
        assert_eq!(proposed(&fixed), [""; 0]);
    }

    #[test]
    fn what_is_said_waived_or_ambiguous_is_left_alone() {
        for text in [
            with(&["title = \"Correct A\"", "title = \"Correct B\""], ""),
            with(
                &[
                    "title = \"Correct A\"",
                    "title = \"Mend\"\nserves = \"correction\"",
                ],
                "",
            ),
            with(&["title = \"Correct A\"\nserves = \"reprocessing\""], ""),
            with(
                &["title = \"Correct A\""],
                "\n[owners]\nproduct = { name = \"P\", operators = [\"p\"] }\n\n[[waive]]\nitem = \"correction\"\nby = \"product\"\nreason = \"x\"\nuntil = 2090-01-01\n",
            ),
            with(
                &["title = \"Review the access list\""],
                "\n[[credentials]]\nname = \"x\"\naccess = \"review-the-access-list\"\n",
            ),
            with(&["title = \"Tidy up\""], ""),
        ] {
            assert_eq!(proposed(&text), [""; 0], "{text}");
        }
    }
}
