//! The runbook's file at the foot of its own page, so that a page which was exported can be
//! brought back whole. It stands in a comment: paper and browsers do not show it, because it is
//! long, and because what a rehearsal has in store is not for whoever reads the form.
//!
//! What stays true: what is found is what was put there, line by line. A file that holds
//! something which cannot be seen is not carried.

use crate::text::is_plain;

/// What the comment of a runbook's file begins with, before its id.
const RUNBOOK: &str = "<!-- rounds-runbook ";
/// The same for the `library.toml` beside it.
const LIBRARY: &str = "<!-- rounds-library ";
const END: &str = "-->";

/// What stands before a line as it is, and before one in which what could end the comment is
/// spelt otherwise.
const PLAIN: &str = "  ";
const SPELT: &str = "% ";

/// A runbook's file on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Carried {
    /// The runbook's id.
    pub(super) id: String,
    /// What the file says.
    pub(super) file: String,
    /// What the `library.toml` beside it says.
    pub(super) library: Option<String>,
}

impl Carried {
    /// The lines that carry it; none where it holds something that cannot be seen.
    pub(super) fn lines(&self) -> Option<Vec<String>> {
        let mut lines = comment(RUNBOOK, &self.id, &self.file)?;
        if let Some(library) = &self.library {
            lines.push(String::new());
            lines.extend(comment(LIBRARY, &self.id, library)?);
        }
        Some(lines)
    }
}

fn comment(begin: &str, id: &str, text: &str) -> Option<Vec<String>> {
    let mut lines = vec![format!("{begin}{id}")];
    for line in text.lines() {
        // Editors take off what ends a line.
        is_plain(line).ok()?;
        let is_kept = !line.contains("--") && !line.contains('\t') && !line.ends_with(' ');
        lines.push(match is_kept {
            true => format!("{PLAIN}{line}"),
            false => format!("{SPELT}{}", spelt(line)),
        });
    }
    lines.push(END.to_owned());
    Some(lines)
}

/// A line without what could end the comment, or get lost.
fn spelt(line: &str) -> String {
    let kept = line.trim_end_matches(' ');
    let blanks = "%20".repeat(line.len() - kept.len());
    let kept = kept
        .replace('%', "%25")
        .replace("--", "-%2D")
        .replace('\t', "%09");
    kept + &blanks
}

/// A line as it was.
fn spelt_out(line: &str) -> Option<String> {
    match line.strip_prefix(SPELT) {
        Some(line) => {
            let line = line.replace("%2D", "-").replace("%09", "\t");
            Some(line.replace("%20", " ").replace("%25", "%"))
        }
        None if line.trim().is_empty() => Some(String::new()),
        None => line.strip_prefix(PLAIN).map(str::to_owned),
    }
}

/// All that a page carries, in order.
pub(super) fn carried(page: &str) -> Vec<Carried> {
    let mut found: Vec<Carried> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let (id, is_library) = match (line.strip_prefix(RUNBOOK), line.strip_prefix(LIBRARY)) {
            (Some(id), _) => (id, false),
            (_, Some(id)) => (id, true),
            _ => continue,
        };
        let inside = lines.by_ref().take_while(|line| *line != END);
        let Some(inside) = inside.map(spelt_out).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let text = inside.iter().map(|line| format!("{line}\n")).collect();
        match (is_library, found.last_mut()) {
            (false, _) => found.push(Carried {
                id: id.to_owned(),
                file: text,
                library: None,
            }),
            (true, Some(last)) if last.id == id => last.library = Some(text),
            (true, _) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_not_carried() {
        let hidden = Carried {
            id: "a".to_owned(),
            file: "title = \"a\u{202e}b\"\n".to_owned(),
            library: None,
        };
        assert_eq!(hidden.lines(), None);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_put_there(
            files in proptest::collection::vec(("[a-z]{1,8}", "([a-z%2D09>! \t-]{0,9}[a-z%> \t-]\n){1,6}", proptest::option::of("([-%a-z]{1,8}\n){1,3}")), 0..4),
        ) {
            let files: Vec<Carried> = files
                .into_iter()
                .map(|(id, file, library)| Carried { id, file, library })
                .collect();
            let mut page = vec!["# A page".to_owned(), "```sh".to_owned(), "ls".to_owned(), "```".to_owned()];
            for file in &files {
                page.extend(file.lines().unwrap());
                page.push("words".to_owned());
            }
            let page = page.join("\n");
            prop_assert_eq!(carried(&page), files.clone());
            // No line of a file ends its comment.
            let comments: usize = files.iter().map(|it| 1 + usize::from(it.library.is_some())).sum();
            prop_assert_eq!(page.matches("-->").count(), comments);
            prop_assert_eq!(page.matches("--!>").count(), 0);
        }
    }
}
