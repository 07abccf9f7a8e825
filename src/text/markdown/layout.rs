//! From blocks to rows that fit a width.
//!
//! What must stay true: the signs are ASCII, and each has a [`Role`] of its own by which a
//! screen may draw another glyph; every character of the blocks is in some row, however narrow
//! the place. Recursion is as deep as blocks nest, which is bounded.

use std::fmt;

use super::{Block, Item, Line, Role, Span, Style};
use crate::text::wrap::{breaks, cuts};
use crate::text::{Shown, shown};

/// Below this many columns nothing is indented any further.
const NARROWEST_COLUMNS: usize = 8;
const GAP_COLUMNS: usize = 2;

/// One row of a screen: pieces of text, each in its style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row(pub Vec<(Shown<'static>, Style)>);

impl Row {
    /// How many columns the row takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(text, _)| text.width()).sum()
    }

    fn of(text: impl Into<String>, style: Style) -> Self {
        Row(vec![piece(text, style)])
    }

    fn prefixed(mut self, prefix: &(Shown<'static>, Style)) -> Self {
        self.0.insert(0, prefix.clone());
        self
    }
}

/// The row without styles, for plain output.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(text, _)| write!(f, "{text}"))
    }
}

/// Lays blocks out in rows of at most `columns` columns, with an empty row between blocks.
pub fn layout(blocks: &[Block], columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for block in blocks {
        if !rows.is_empty() {
            rows.push(Row::default());
        }
        lay_block(block, columns.max(1), &mut rows);
    }
    rows
}

fn lay_block(block: &Block, columns: usize, rows: &mut Vec<Row>) {
    match block {
        Block::Heading { level, line } => {
            rows.extend(
                wrap_line(line, columns)
                    .into_iter()
                    .map(|row| with_role(row, Role::Heading(*level))),
            );
        }
        Block::Paragraph(lines) => {
            rows.extend(lines.iter().flat_map(|line| wrap_line(line, columns)))
        }
        Block::List { first, items } => lay_list(*first, items, columns, rows),
        Block::Code { lines, .. } => {
            for line in lines {
                let code = Span {
                    text: line.clone(),
                    style: Style::of(Role::CodeBlock),
                };
                let inner = narrower(columns, 2);
                let indent = piece(" ".repeat(columns - inner), Style::of(Role::CodeBlock));
                rows.extend(
                    split_hard(&code, inner)
                        .into_iter()
                        .map(|row| row.prefixed(&indent)),
                );
            }
        }
        Block::Quote(blocks) => {
            let inner = narrower(columns, 2);
            let bar = piece(
                if inner < columns { "> " } else { "" },
                Style::of(Role::QuoteBar),
            );
            rows.extend(
                layout(blocks, inner)
                    .into_iter()
                    .map(|row| row.prefixed(&bar)),
            );
        }
        Block::Table { head, rows: body } => lay_table(head, body, columns, rows),
        Block::Rule => rows.push(Row::of("-".repeat(columns), Style::of(Role::Rule))),
    }
}

fn lay_list(first: Option<u64>, items: &[Item], columns: usize, rows: &mut Vec<Row>) {
    let last_number = first.map(|first| first.saturating_add(items.len() as u64).saturating_sub(1));
    let number_columns = last_number.map_or(0, |number| number.to_string().len());
    for (index, item) in items.iter().enumerate() {
        let (sign, role) = match (item.task, first) {
            (Some(true), _) => ("[x] ".to_owned(), Role::TaskDone),
            (Some(false), _) => ("[ ] ".to_owned(), Role::TaskOpen),
            (None, Some(first)) => {
                let number = first.saturating_add(index as u64);
                (format!("{number:>number_columns$}. "), Role::Bullet)
            }
            (None, None) => ("- ".to_owned(), Role::Bullet),
        };
        let sign_columns = sign.len();
        let inner = narrower(columns, sign_columns);
        let indent = piece(
            " ".repeat(if inner < columns { sign_columns } else { 0 }),
            Style::default(),
        );
        // A sign is never left out: where there is no room to indent, it has a row of its own.
        let mut sign = Some(piece(sign, Style::of(role)));
        if inner == columns {
            rows.extend(sign.take().map(|sign| Row(vec![sign])));
        }
        let mut inside = Vec::new();
        for block in &item.blocks {
            lay_block(block, inner, &mut inside);
        }
        if inside.is_empty() {
            inside.push(Row::default());
        }
        for row in inside {
            let prefix = sign.take().unwrap_or_else(|| indent.clone());
            rows.push(row.prefixed(&prefix));
        }
    }
}

/// What is left after an indent, or all of it where too little would be left.
fn narrower(columns: usize, indent_columns: usize) -> usize {
    match columns.checked_sub(indent_columns) {
        Some(inner) if inner >= NARROWEST_COLUMNS => inner,
        _ => columns,
    }
}

fn lay_table(head: &[Line], body: &[Vec<Line>], columns: usize, rows: &mut Vec<Row>) {
    let count = head.len();
    let room = columns.saturating_sub(count.saturating_sub(1) * GAP_COLUMNS);
    if count == 0 || room / count < 4 {
        return lay_records(head, body, columns, rows);
    }
    let mut widths = vec![1; count];
    for cells in std::iter::once(head).chain(body.iter().map(Vec::as_slice)) {
        for (width, cell) in widths.iter_mut().zip(cells) {
            let cell_columns = cell.iter().map(|span| span.text.width()).sum::<usize>();
            *width = cell_columns.min(room).max(*width);
        }
    }
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    lay_cells(head, &widths, Some(Role::TableHead), rows);
    let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
    rows.push(Row::of(
        rule.join(&" ".repeat(GAP_COLUMNS)),
        Style::of(Role::Rule),
    ));
    for cells in body {
        lay_cells(cells, &widths, None, rows);
    }
}

fn lay_cells(cells: &[Line], widths: &[usize], role: Option<Role>, rows: &mut Vec<Row>) {
    let columns: Vec<Vec<Row>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| wrap_line(cell, width))
        .collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    for level in 0..height {
        let mut row = Row::default();
        let mut missing = 0;
        for (column, &width) in columns.iter().zip(widths) {
            let cell = column.get(level).cloned().unwrap_or_default();
            let cell_columns = cell.width();
            if missing > 0 && cell_columns > 0 {
                row.0.push(piece(" ".repeat(missing), Style::default()));
                missing = 0;
            }
            row.0.extend(cell.0);
            missing += width.saturating_sub(cell_columns) + GAP_COLUMNS;
        }
        rows.push(match role {
            Some(role) => with_role(row, role),
            None => row,
        });
    }
}

/// A table that has no room: one line a cell, under the name of its column.
fn lay_records(head: &[Line], body: &[Vec<Line>], columns: usize, rows: &mut Vec<Row>) {
    if body.is_empty() {
        rows.extend(
            head.iter()
                .flat_map(|cell| wrap_line(cell, columns))
                .map(|row| with_role(row, Role::TableHead)),
        );
    }
    for (index, cells) in body.iter().enumerate() {
        if index > 0 {
            rows.push(Row::default());
        }
        for (name, cell) in head.iter().zip(cells) {
            let named = |span: &Span| Span {
                style: Style {
                    role: Role::TableHead,
                    ..span.style
                },
                ..span.clone()
            };
            let mut line: Line = name.iter().map(named).collect();
            line.push(Span {
                text: shown(": "),
                style: Style::of(Role::TableHead),
            });
            line.extend(cell.iter().cloned());
            rows.extend(wrap_line(&line, columns));
        }
    }
}

fn with_role(mut row: Row, role: Role) -> Row {
    row.0.iter_mut().for_each(|(_, style)| style.role = role);
    row
}

fn wrap_line(line: &[Span], columns: usize) -> Vec<Row> {
    let text: String = line.iter().map(|span| span.text.as_str()).collect();
    let mut rows = Vec::new();
    // Spans and ranges both go forward, so each span is looked at once a row that it is in.
    let mut first = 0;
    let mut first_start = 0;
    for range in breaks(&text, columns) {
        let mut row = Row::default();
        let mut start = first_start;
        for (index, span) in line.iter().enumerate().skip(first) {
            let end = start + span.text.as_str().len();
            if end <= range.start {
                (first, first_start) = (index + 1, end);
            } else if start >= range.end {
                break;
            }
            let from = range.start.max(start);
            let to = range.end.min(end);
            if from < to {
                row.0.push((
                    span.text.slice(from - start..to - start).into_owned(),
                    span.style,
                ));
            }
            start = end;
        }
        rows.push(row);
    }
    rows
}

/// Code keeps its blanks: it is cut where the room ends.
fn split_hard(code: &Span, columns: usize) -> Vec<Row> {
    let part = |range| Row(vec![(code.text.slice(range).into_owned(), code.style)]);
    cuts(code.text.as_str(), columns)
        .into_iter()
        .map(part)
        .collect()
}

fn piece(text: impl Into<String>, style: Style) -> (Shown<'static>, Style) {
    // Only signs and blanks come here: ASCII that is shown as it stands.
    (shown(&text.into()).into_owned(), style)
}
