//! Steps as rows, for a spreadsheet.

use super::sheet::{Book, Sheet, StepSheet};
use crate::text::csv_cell;

/// The columns, in order.
const COLUMNS: [&str; 23] = [
    "procedure",
    "procedure_title",
    "schedule",
    "number",
    "step",
    "section",
    "title",
    "items",
    "yields",
    "name",
    "unit",
    "limits",
    "options",
    "command",
    "copy",
    "caution",
    "when",
    "expect",
    "optional",
    "sign_off",
    "undo",
    "link",
    "detail",
];

/// As CSV, a step a row.
pub fn csv(books: &[Book]) -> String {
    let mut rows = String::new();
    row(&mut rows, COLUMNS.map(str::to_owned));
    for sheet in books.iter().flat_map(|book| &book.procedures) {
        for step in &sheet.steps {
            row(&mut rows, cells(sheet, step));
        }
    }
    rows
}

fn row(rows: &mut String, cells: [String; COLUMNS.len()]) {
    let cells = cells.map(|cell| csv_cell(&cell));
    rows.push_str(&cells.join(","));
    rows.push_str("\r\n");
}

fn cells(sheet: &Sheet, step: &StepSheet) -> [String; COLUMNS.len()] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let items = step.boxes.iter().filter_map(|it| it.item.clone());
    let when = [&step.section_when, &step.when].into_iter().flatten();
    [
        sheet.procedure.clone(),
        sheet.title.clone(),
        text(&sheet.schedule),
        step.number.to_string(),
        step.id.clone(),
        text(&step.section),
        step.title.clone(),
        items.collect::<Vec<_>>().join("; "),
        step.yields.to_owned(),
        text(&step.name),
        text(&step.unit),
        text(&step.limits),
        step.options.join("; "),
        text(&step.command),
        text(&step.copy),
        text(&step.caution),
        when.cloned().collect::<Vec<_>>().join(", and "),
        text(&step.expect),
        if step.optional { "yes" } else { "" }.to_owned(),
        text(&step.sign_off),
        text(&step.undo),
        text(&step.link),
        text(&step.detail),
    ]
}
