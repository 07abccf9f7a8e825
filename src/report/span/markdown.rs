//! The report as Markdown, with tables.

use super::Page;
use crate::text::markdown_escaped as escaped;

/// As lines of Markdown. What could be read as markup is escaped: texts come from people.
pub fn markdown(page: &Page) -> Vec<String> {
    let mut lines = vec![format!("# {}", escaped(&page.title)), String::new()];
    lines.extend(page.lead.iter().map(|line| format!("- {}", escaped(line))));
    for part in &page.parts {
        lines.extend([String::new(), format!("## {}", part.heading), String::new()]);
        if !part.words.is_empty() {
            lines.extend([escaped(&part.words), String::new()]);
        }
        lines.push(row(part.columns.iter().map(|it| it.title)));
        let rules = part.columns.iter().map(|it| match it.is_number {
            true => "--:",
            false => "---",
        });
        lines.push(format!("| {} |", rules.collect::<Vec<_>>().join(" | ")));
        let rows = part.rows.iter();
        lines.extend(rows.map(|cells| row(cells.iter().map(String::as_str))));
    }
    lines
}

fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.map(escaped).collect();
    format!("| {} |", cells.join(" | "))
}
