//! Where in a text a key goes, and how its value is written there.
//!
//! A table is written under a header, in braces, or as dotted keys; each has its own way to
//! take one more key. Whether that came out right is for the caller to read back.

use super::super::fix::{end_of, line_end, stands_under_header};
use super::super::problem::Edit;
use super::super::read::{Node, Table, in_order};
use super::refusal::EditRefusal;
use toml::de::{DeTable, DeValue};

/// A value to write.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Written as it is: a day, a number.
    Bare(String),
    /// A text, quoted.
    Text(String),
}

impl Value {
    /// As it stands in a file; over several lines where the text has several and they may
    /// stand there.
    fn written(&self, newline: &str, may_be_long: bool) -> String {
        let text = match self {
            Self::Bare(word) => return word.clone(),
            Self::Text(text) => text.replace("\r\n", "\n"),
        };
        // Where lines end in two characters, the first of them would hide in the text.
        if may_be_long && newline == "\n" && text.contains('\n') {
            return format!("\"\"\"\n{}\"\"\"", escaped(&text, true));
        }
        format!("\"{}\"", escaped(&text, false))
    }
}

fn escaped(text: &str, keeps_lines: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' if keeps_lines => escaped.push('\n'),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            control if control.is_control() => {
                escaped.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            plain => escaped.push(plain),
        }
    }
    escaped
}

type Pairs<'a> = [(&'a str, Value)];

fn newline_of(text: &str) -> &'static str {
    match text.contains("\r\n") {
        true => "\r\n",
        false => "\n",
    }
}

/// Sets keys of a table, each in its place where it has one.
pub(super) fn set(
    text: &str,
    name: &str,
    node: Node<'_>,
    pairs: &Pairs<'_>,
) -> Result<Vec<Edit>, EditRefusal> {
    let entries = node.get_ref().as_table().ok_or(EditRefusal::ByHand)?;
    let written = text.get(node.span()).ok_or(EditRefusal::ByHand)?;
    let newline = newline_of(text);
    let in_braces = written.starts_with('{');
    let (there, new): (Vec<_>, Vec<_>) = pairs.iter().partition(|it| entries.contains_key(it.0));
    let mut edits = Vec::new();
    for (key, value) in there {
        let known = entries.get(*key).ok_or(EditRefusal::ByHand)?;
        if !matches!(known.get_ref(), DeValue::Table(_) | DeValue::Array(_)) {
            edits.push(Edit {
                span: known.span(),
                replacement: value.written(newline, !in_braces),
            });
        }
    }
    if new.is_empty() {
        return Ok(edits);
    }
    let written_pairs = |prefix: &str| -> Vec<String> {
        let pairs = new.iter();
        pairs
            .map(|(key, value)| format!("{prefix}{key} = {}", value.written(newline, !in_braces)))
            .collect()
    };
    let last = last_end(text, entries);
    let edit = match (in_braces, written.starts_with('['), last) {
        (true, _, Some(at)) => insertion(at, format!(", {}", written_pairs("").join(", "))),
        (true, _, None) => {
            let at = node.span().start + 1;
            insertion(at, format!(" {} ", written_pairs("").join(", ")))
        }
        (false, true, last) => {
            let behind = last.unwrap_or(node.span().end);
            let at = line_end(text, behind);
            let indent = indent_at(text, behind);
            let lines = written_pairs("").into_iter();
            insertion(
                at,
                lines.map(|it| format!("{newline}{indent}{it}")).collect(),
            )
        }
        // Dotted keys: one more below the last of them, with the same name before it.
        (false, false, Some(last)) => {
            let at = line_end(text, last);
            let begins = line_start(text, node.span().start);
            let rest = text.get(begins..at).unwrap_or_default().trim_start();
            if name.is_empty() || !rest.starts_with(name) {
                return Err(EditRefusal::ByHand);
            }
            let indent = indent_at(text, last);
            let lines = written_pairs(&format!("{name}.")).into_iter();
            insertion(
                at,
                lines.map(|it| format!("{newline}{indent}{it}")).collect(),
            )
        }
        (false, false, None) => return Err(EditRefusal::ByHand),
    };
    edits.push(edit);
    Ok(edits)
}

fn insertion(at: usize, replacement: String) -> Edit {
    Edit {
        span: at..at,
        replacement,
    }
}

/// Where the last key of a table ends that does not stand under a header of its own.
fn last_end(text: &str, entries: &DeTable<'_>) -> Option<usize> {
    let own = in_order(entries).into_iter();
    let own = own.filter(|(key, node)| !stands_under_header(text, &key.span(), node));
    own.map(|(_, node)| end_of(node)).max()
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// The blanks that the line of a place begins with.
fn indent_at(text: &str, at: usize) -> &str {
    let line = text.get(line_start(text, at)..).unwrap_or_default();
    let width = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[..width]
}

/// A step that is a plain text becomes a table in braces, where it stands.
pub(super) fn string_to_table(
    text: &str,
    node: Node<'_>,
    pairs: &Pairs<'_>,
) -> Result<Vec<Edit>, EditRefusal> {
    let title = text.get(node.span()).ok_or(EditRefusal::ByHand)?;
    let newline = newline_of(text);
    let mut all: Vec<String> = Vec::new();
    if !pairs.iter().any(|(key, _)| *key == "title") {
        all.push(format!("title = {title}"));
    }
    all.extend(
        pairs
            .iter()
            .map(|(key, value)| format!("{key} = {}", value.written(newline, false))),
    );
    Ok(vec![Edit {
        span: node.span(),
        replacement: format!("{{ {} }}", all.join(", ")),
    }])
}

fn lines_of(header: &str, pairs: &Pairs<'_>, indent: &str, newline: &str) -> String {
    let pairs = pairs.iter();
    let lines = pairs.map(|(key, value)| format!("{key} = {}", value.written(newline, true)));
    let lines = std::iter::once(header.to_owned()).chain(lines);
    let lines: Vec<_> = lines.map(|line| format!("{indent}{line}")).collect();
    lines.join(newline)
}

/// A new table under its header: before the tables of a key, else before the first header of
/// the file; at the end where there is none.
pub(super) fn table_before(
    text: &str,
    file: &Table<'_>,
    header: &str,
    pairs: &Pairs<'_>,
    before: Option<&str>,
) -> Edit {
    let newline = newline_of(text);
    let lines = lines_of(header, pairs, "", newline);
    let headed = in_order(file.entries).into_iter();
    let headed = headed.filter(|(key, node)| stands_under_header(text, &key.span(), node));
    let headed = headed.filter(|(key, _)| {
        let written = text.get(key.span()).unwrap_or_default();
        before.is_none_or(|before| written == before)
    });
    match headed.map(|(key, _)| key.span().start).min() {
        Some(first) => {
            let at = above_comments(text, line_start(text, first));
            insertion(at, format!("{lines}{newline}{newline}"))
        }
        None => {
            let gap = match text {
                "" => "",
                text if text.ends_with('\n') => newline,
                _ => return insertion(text.len(), format!("{newline}{newline}{lines}{newline}")),
            };
            insertion(text.len(), format!("{gap}{lines}{newline}"))
        }
    }
}

/// The beginning of the comments that stand right above a line.
fn above_comments(text: &str, mut at: usize) -> usize {
    while at > 0 {
        let above = line_start(text, at - 1);
        let line = text.get(above..at).unwrap_or_default();
        if !line.trim_start().starts_with('#') {
            break;
        }
        at = above;
    }
    at
}

/// One more table before the first of a list whose latest stands first, written as the others are.
pub(super) fn table_first(
    text: &str,
    list: Node<'_>,
    header: &str,
    pairs: &Pairs<'_>,
) -> Result<Edit, EditRefusal> {
    let nodes = list.get_ref().as_array().ok_or(EditRefusal::ByHand)?;
    let newline = newline_of(text);
    let written: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key} = {}", value.written(newline, false)))
        .collect();
    let braces = format!("{{ {} }}", written.join(", "));
    let Some(first) = nodes.iter().next() else {
        return Ok(Edit {
            span: list.span(),
            replacement: format!("[{braces}]"),
        });
    };
    first.get_ref().as_table().ok_or(EditRefusal::ByHand)?;
    let begins = first.span().start;
    let line = line_start(text, begins);
    let indent = indent_at(text, begins);
    let under_header = text.get(first.span()).is_some_and(|it| it.starts_with('['));
    if under_header {
        let lines = lines_of(header, pairs, indent, newline);
        let at = above_comments(text, line);
        return Ok(insertion(at, format!("{lines}{newline}{newline}")));
    }
    let before = text.get(line..begins);
    let own_line = before.is_some_and(|before| before.trim().is_empty());
    let between = match own_line {
        true => format!(",{newline}{indent}"),
        false => ", ".to_owned(),
    };
    Ok(insertion(begins, format!("{braces}{between}")))
}
