//! The report as lines of text.

use super::Page;
use super::chart::{ASCII_BARS, BARS};
use super::part::Part;
use crate::text::shown;

/// As lines of text: aligned tables, headings between empty lines. With `ascii`, the program's
/// own signs are of ASCII; what people wrote stays as it is.
pub fn text(page: &Page, ascii: bool) -> Vec<String> {
    let mut lines = vec![page.title.clone()];
    lines.extend(page.lead.iter().cloned());
    for part in &page.parts {
        lines.push(String::new());
        lines.push(part.heading.to_owned());
        if !part.words.is_empty() {
            lines.push(format!("  {}", part.words));
        }
        lines.extend(table(part));
    }
    match ascii {
        true => lines.iter().map(|line| in_ascii(line)).collect(),
        false => lines,
    }
}

/// Bars and dashes in signs that every terminal has.
fn in_ascii(line: &str) -> String {
    let sign = |sign| match BARS.iter().position(|bar| *bar == sign) {
        Some(at) => ASCII_BARS[at],
        None if sign == '–' => '-',
        None => sign,
    };
    line.chars().map(sign).collect()
}

fn table(part: &Part) -> Vec<String> {
    let titles: Vec<String> = part.columns.iter().map(|it| it.title.to_owned()).collect();
    let rows: Vec<&Vec<String>> = [&titles].into_iter().chain(&part.rows).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| shown(cell).width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..part.columns.len()).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(&part.columns).zip(&widths);
        let cells: Vec<String> = cells
            .map(|((cell, column), width)| match column.is_number {
                true => shown(cell).pad_left(*width).as_str().to_owned(),
                false => shown(cell).pad(*width).as_str().to_owned(),
            })
            .collect();
        format!("  {}", cells.join("  ")).trim_end().to_owned()
    });
    lines.collect()
}
