//! An owner's Markdown, read into blocks and written again: nothing in it can reach beyond
//! its place, whatever it was.

use crate::text::markdown::{Block, Item, Line, Span, parse};
use crate::text::{Shown, html_escaped, markdown_escaped};
use std::fmt::Write;

/// As lines of Markdown that can stand inside an item of a list.
pub(super) fn markdown(text: &str) -> Vec<String> {
    blocks_as_markdown(&parse(text))
}

fn blocks_as_markdown(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(block_as_markdown(block));
    }
    lines
}

fn block_as_markdown(block: &Block) -> Vec<String> {
    match block {
        Block::Heading { line, .. } => vec![format!("**{}**", plain(line))],
        Block::Paragraph(lines) => lines.iter().map(marked).collect(),
        Block::List { first, items } => (first.unwrap_or(1)..)
            .zip(items)
            .flat_map(|(number, item)| item_as_markdown(first.map(|_| number), item))
            .collect(),
        Block::Code { language, lines } => {
            let language = language.as_ref().map_or("", Shown::as_str);
            let text: Vec<&str> = lines.iter().map(Shown::as_str).collect();
            fenced(language, &text.join("\n"))
        }
        Block::Quote(blocks) => {
            let lines = blocks_as_markdown(blocks).into_iter();
            lines.map(|line| format!("> {line}")).collect()
        }
        Block::Table { head, rows } => {
            let row = |cells: &Vec<Line>| {
                let cells: Vec<String> = cells.iter().map(plain).collect();
                format!("| {} |", cells.join(" | "))
            };
            let rule = vec!["---"; head.len()].join(" | ");
            let mut lines = vec![row(head), format!("| {rule} |")];
            lines.extend(rows.iter().map(row));
            lines
        }
        Block::Rule => vec!["- - -".to_owned()],
    }
}

fn item_as_markdown(number: Option<u64>, item: &Item) -> Vec<String> {
    let sign = number.map_or("- ".to_owned(), |number| format!("{number}. "));
    let task = match item.task {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    let lines = blocks_as_markdown(&item.blocks);
    let mut lines = lines.into_iter();
    let first = format!("{sign}{task}{}", lines.next().unwrap_or_default());
    let indent = " ".repeat(sign.len());
    std::iter::once(first)
        .chain(lines.map(|line| match line.is_empty() {
            true => line,
            false => format!("{indent}{line}"),
        }))
        .collect()
}

/// A line whose words stand as they are, with their code, emphasis and strength.
fn marked(line: &Line) -> String {
    let spans: String = line.iter().map(span_as_markdown).collect();
    // What would begin a list, a rule or a heading here begins nothing.
    let rest = spans.trim_start();
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = digits.len() < rest.len() && digits.starts_with(['.', ')']);
    match rest.chars().next() {
        Some('-' | '+' | '=') => format!("\\{rest}"),
        Some(_) if is_number => {
            let at = rest.len() - digits.len();
            format!("{}\\{}", &rest[..at], &rest[at..])
        }
        _ => rest.to_owned(),
    }
}

fn span_as_markdown(span: &Span) -> String {
    let text = span.text.as_str();
    let has_words = !text.trim().is_empty() && text.trim() == text;
    match span.style {
        style if style.code => code(text),
        style if style.strong && has_words => format!("**{}**", markdown_escaped(text)),
        style if style.emphasis && has_words => format!("*{}*", markdown_escaped(text)),
        _ => markdown_escaped(text),
    }
}

fn plain(line: &Line) -> String {
    let texts = line.iter().map(|span| markdown_escaped(span.text.as_str()));
    texts.collect()
}

/// Code inside a line, between more backticks than it has in a row.
pub(super) fn code(text: &str) -> String {
    let mark = "`".repeat(longest_row(text) + 1);
    let gap = match text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        true => " ",
        false => "",
    };
    // In a table a bar would end the cell, in code too.
    format!("{mark}{gap}{}{gap}{mark}", text.replace('\n', " "))
}

/// A block of code behind a fence that nothing in it can close.
pub(super) fn fenced(language: &str, text: &str) -> Vec<String> {
    let mark = "`".repeat(longest_row(text).max(2) + 1);
    let language: String = language
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_+".contains(*c))
        .collect();
    let mut lines = vec![format!("{mark}{language}")];
    lines.extend(
        text.lines()
            .map(|it| crate::text::shown(it).as_str().to_owned()),
    );
    lines.push(mark);
    lines
}

/// The most backticks in a row.
fn longest_row(text: &str) -> usize {
    let rows = text.split(|c| c != '`').map(str::len);
    rows.max().unwrap_or(0)
}

/// As HTML.
pub(super) fn html(text: &str) -> String {
    let mut html = String::new();
    write_blocks(&mut html, &parse(text));
    html
}

fn write_blocks(html: &mut String, blocks: &[Block]) {
    for block in blocks {
        write_block(html, block);
    }
}

fn write_block(html: &mut String, block: &Block) {
    let _ = match block {
        Block::Heading { line, .. } => {
            writeln!(html, "<p><strong>{}</strong></p>", line_as_html(line))
        }
        Block::Paragraph(lines) => {
            let lines: Vec<String> = lines.iter().map(line_as_html).collect();
            writeln!(html, "<p>{}</p>", lines.join("<br />\n"))
        }
        Block::List { first, items } => {
            let (name, start) = match first {
                Some(first) => ("ol", format!(" start=\"{first}\"")),
                None => ("ul", String::new()),
            };
            let _ = writeln!(html, "<{name}{start}>");
            for item in items {
                let task = item.task.map(|done| if done { "☑ " } else { "☐ " });
                let _ = write!(html, "<li>{}", task.unwrap_or_default());
                write_blocks(html, &item.blocks);
                html.push_str("</li>\n");
            }
            writeln!(html, "</{name}>")
        }
        Block::Code { lines, .. } => {
            let text: Vec<&str> = lines.iter().map(Shown::as_str).collect();
            writeln!(
                html,
                "<pre><code>{}</code></pre>",
                html_escaped(&text.join("\n"))
            )
        }
        Block::Quote(blocks) => {
            html.push_str("<blockquote>\n");
            write_blocks(html, blocks);
            writeln!(html, "</blockquote>")
        }
        Block::Table { head, rows } => {
            write_table(html, head, rows);
            Ok(())
        }
        Block::Rule => writeln!(html, "<hr />"),
    };
}

fn write_table(html: &mut String, head: &[Line], rows: &[Vec<Line>]) {
    let row = |cells: &[Line], name: &str| {
        let cells = cells.iter();
        let cells = cells.map(|cell| format!("<{name}>{}</{name}>", line_as_html(cell)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    html.push_str("<table>\n<thead>\n");
    html.push_str(&row(head, "th"));
    html.push_str("</thead>\n<tbody>\n");
    rows.iter()
        .for_each(|cells| html.push_str(&row(cells, "td")));
    html.push_str("</tbody>\n</table>\n");
}

fn line_as_html(line: &Line) -> String {
    let spans = line.iter().map(|span| {
        let text = html_escaped(span.text.as_str());
        match span.style {
            style if style.code => format!("<code>{text}</code>"),
            style if style.strong => format!("<strong>{text}</strong>"),
            style if style.emphasis => format!("<em>{text}</em>"),
            _ => text,
        }
    });
    spans.collect()
}
