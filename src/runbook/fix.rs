//! `check --fix`: edits of a runbook's text that are certainly right.
//!
//! A list of steps becomes `[[procedures.steps]]` tables, so that the first long step has
//! a place; a procedure that plainly serves what the package asks for says so; and whatever
//! problem brings an edit of its own is mended. All else in the text
//! stays as it is, comments and layout included. A text that would not parse afterwards is
//! left alone. Guesses, like the nearest known key, are never made here.

use super::format::FILE;
use super::problem::{Edit, Sink};
use super::read::{
    LibraryDefaults, Node, Source, Table, edits_of_serving, in_order, parse, syntax_tree,
};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What `--fix` makes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text afterwards.
    pub text: String,
    /// What was replaced, as places in the text before, in order; empty when there was
    /// nothing to do.
    pub edits: Vec<Edit>,
}

/// Makes every edit that is certainly right.
pub fn fix(text: &str) -> Fixed {
    let mut edits = lists_to_tables(text).unwrap_or_default();
    if !edits.is_empty() && !parses(&apply(text, &edits)) {
        edits.clear();
    }
    let mended = edits_of_problems(text);
    let outside = |edit: &Edit, others: &[Edit]| {
        let apart =
            |other: &Edit| edit.span.end <= other.span.start || other.span.end <= edit.span.start;
        others.iter().all(apart)
    };
    let mended: Vec<Edit> = mended
        .into_iter()
        .filter(|edit| outside(edit, &edits))
        .collect();
    edits.extend(mended);
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let fixed = apply(text, &edits);
    if edits.is_empty() || !parses(&fixed) {
        return Fixed {
            text: text.to_owned(),
            edits: Vec::new(),
        };
    }
    Fixed { text: fixed, edits }
}

fn parses(text: &str) -> bool {
    DeTable::parse(text).is_ok()
}

/// The text with the edits, which are sorted and apart from each other.
pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut fixed = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for edit in edits {
        fixed.push_str(text.get(from..edit.span.start).unwrap_or_default());
        fixed.push_str(&edit.replacement);
        from = edit.span.end;
    }
    fixed.push_str(text.get(from..).unwrap_or_default());
    fixed
}

fn edits_of_problems(text: &str) -> Vec<Edit> {
    // A runbook's keys are all that library.toml can have, too.
    let source = Source {
        path: String::new(),
        stem: String::new(),
        text,
    };
    let problems = parse(&source, &LibraryDefaults::default()).problems;
    problems
        .into_iter()
        .filter_map(|problem| problem.fix)
        .collect()
}

/// The edits that turn each list of steps into tables; none where the syntax has other
/// faults than steps that stand in a list and in tables.
fn lists_to_tables(text: &str) -> Option<Vec<Edit>> {
    let mut sink = Sink::new("".into(), text);
    let (tree, _) = syntax_tree(&mut sink);
    let mut problems = sink.finish().into_iter();
    if problems.any(|problem| problem.is_error() && problem.code != "two-step-lists") {
        return None;
    }
    let file = Table {
        entries: tree.get_ref(),
        span: 0..0,
        shape: &FILE,
    };
    let mut edits: Vec<Edit> = Vec::new();
    for procedure in file.tables("procedures") {
        if text.get(procedure.span.clone())?.starts_with("[[") {
            edits.extend(tables_of(text, &procedure).unwrap_or_default());
        }
    }
    edits.extend(edits_of_serving(text, &file));
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    Some(edits)
}

/// The edits for one procedure: the list goes, tables come behind its last key.
fn tables_of(text: &str, procedure: &Table<'_>) -> Option<Vec<Edit>> {
    let steps = procedure.node("steps")?;
    let key = procedure.key_span("steps");
    if stands_under_header(text, &key, steps) {
        return None;
    }
    let line_start = text.get(..key.start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = text.get(line_start..key.start)?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let tables = tables_text(text, steps, indent, newline)?;
    let last_end = in_order(procedure.entries)
        .into_iter()
        .filter(|(key, node)| !stands_under_header(text, &key.span(), node))
        .map(|(_, node)| end_of(node))
        .max()?;
    let list_end = steps.span().end;
    let trailing = text.get(list_end..line_end(text, list_end))?.trim();
    if last_end == list_end {
        let mut replacement = match trailing {
            "" => String::new(),
            comment => format!("{indent}{comment}{newline}"),
        };
        replacement.push_str(newline);
        replacement.push_str(&tables);
        let span = line_start..line_end(text, list_end);
        return Some(vec![Edit { span, replacement }]);
    }
    let gone = Edit {
        span: line_start..(line_end(text, list_end) + newline.len()).min(text.len()),
        replacement: match trailing {
            "" => String::new(),
            comment => format!("{indent}{comment}{newline}"),
        },
    };
    let behind = line_end(text, last_end);
    let come = Edit {
        span: behind..behind,
        replacement: format!("{newline}{newline}{tables}"),
    };
    Some(vec![gone, come])
}

/// Whether a value comes from a header of its own, not from `key = value`.
pub(super) fn stands_under_header(text: &str, key: &Range<usize>, node: Node<'_>) -> bool {
    let span = node.span();
    let around_key = span.start < key.start && span.end > key.end;
    around_key
        && text
            .get(span)
            .is_some_and(|written| written.starts_with('['))
}

/// Where a value ends; a table of dotted keys ends with its last leaf.
pub(super) fn end_of(node: Node<'_>) -> usize {
    match node.get_ref() {
        DeValue::Table(entries) => entries.values().map(end_of).max(),
        _ => None,
    }
    .unwrap_or(0)
    .max(node.span().end)
}

/// The end of the line, before its newline.
pub(super) fn line_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    from + line.trim_end_matches('\r').len()
}

/// The elements of a list as tables, without a newline at the end; none where one of them
/// is no step, or where a comment would be lost.
fn tables_text(text: &str, steps: Node<'_>, indent: &str, newline: &str) -> Option<String> {
    let nodes = steps.get_ref().as_array()?;
    if nodes.is_empty() {
        return None;
    }
    let list = steps.span();
    let mut tables: Vec<String> = Vec::new();
    let mut from = list.start + 1;
    for node in nodes {
        let mut comments = comments(text.get(from..node.span().start)?);
        let beside = comments.remove(0);
        let mut table = String::new();
        match (tables.last_mut(), beside) {
            (Some(before), Some(comment)) => before.push_str(&format!("  {comment}")),
            (None, Some(comment)) => comments.insert(0, Some(comment)),
            (_, None) => {}
        }
        for comment in comments.into_iter().flatten() {
            table.push_str(&format!("{indent}{comment}{newline}"));
        }
        table.push_str(&format!("{indent}[[procedures.steps]]"));
        for pair in pairs(text, node)? {
            table.push_str(&format!("{newline}{indent}{pair}"));
        }
        tables.push(table);
        from = node.span().end;
    }
    let mut comments = comments(text.get(from..list.end.checked_sub(1)?)?);
    if let (Some(comment), Some(last)) = (comments.remove(0), tables.last_mut()) {
        last.push_str(&format!("  {comment}"));
    }
    for comment in comments.into_iter().flatten() {
        tables
            .last_mut()?
            .push_str(&format!("{newline}{indent}{comment}"));
    }
    Some(tables.join(&format!("{newline}{newline}")))
}

/// The comment of each line between two elements; there is nothing else but blanks and a
/// comma. Never empty: the first line is what follows beside the element before.
fn comments(gap: &str) -> Vec<Option<&str>> {
    let comment = |line: &'_ str| -> Option<usize> { line.find('#') };
    gap.split('\n')
        .map(|line| comment(line).map(|at| line[at..].trim_end()))
        .collect()
}

/// The keys and values of one step, as they are written.
fn pairs(text: &str, node: Node<'_>) -> Option<Vec<String>> {
    let written = text.get(node.span())?;
    match node.get_ref() {
        DeValue::String(_) => Some(vec![format!("title = {written}")]),
        DeValue::Table(_) if written.contains('\n') && written.contains('#') => None,
        DeValue::Table(entries) => {
            let mut all = Vec::new();
            dotted(text, "", entries, &mut all)?;
            Some(all)
        }
        _ => None,
    }
}

fn dotted(text: &str, prefix: &str, entries: &DeTable<'_>, all: &mut Vec<String>) -> Option<()> {
    for (key, node) in in_order(entries) {
        let name = format!("{prefix}{}", text.get(key.span())?);
        match node.get_ref() {
            // A table whose place is its key was written as `key.inner = value`.
            DeValue::Table(inner) if node.span() == key.span() => {
                dotted(text, &format!("{name}."), inner, all)?;
            }
            _ => all.push(format!("{name} = {}", text.get(node.span())?)),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_list_becomes_tables_where_it_stands() {
        let text = r#"# Orders
title = "Orders sync" # the tool
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning check"
steps = [ # every day
  "Lag is low", # see the panel
  # Needs the VPN.
  'Backup "finished"',

  { title = "Depth", reading.unit = "m", each = [
    "a", "b",
  ] },
  # the end
] # done

# Next one
[[procedures]]
title = "Other"   # stays
steps = [ { section = "S" }, "x" ]
schedule = "daily 09:00"
# a remark
"#;
        assert_snapshot!(fix(text).text, @r#"
# Orders
title = "Orders sync" # the tool
timezone = "Europe/Berlin"

[[procedures]]
title = "Morning check"
# done

# every day
[[procedures.steps]]
title = "Lag is low"  # see the panel

# Needs the VPN.
[[procedures.steps]]
title = 'Backup "finished"'

[[procedures.steps]]
title = "Depth"
reading.unit = "m"
each = [
    "a", "b",
  ]
# the end

# Next one
[[procedures]]
title = "Other"   # stays
schedule = "daily 09:00"

[[procedures.steps]]
section = "S"

[[procedures.steps]]
title = "x"
# a remark
"#);
    }

    #[test]
    fn steps_in_a_list_and_in_tables_come_together() {
        let text = "[[procedures]]\r\ntitle = \"A\"\r\nsteps = [\"one\"]\r\n\r\n[[procedures.steps]]\r\ntitle = \"two\"\r\n";
        let fixed = fix(text).text;
        assert_eq!(fixed.matches('\n').count(), fixed.matches("\r\n").count());
        assert_snapshot!(fixed.replace('\r', ""), @r#"
[[procedures]]
title = "A"

[[procedures.steps]]
title = "one"

[[procedures.steps]]
title = "two"
"#);
    }

    #[test]
    fn a_comma_that_others_refuse_goes() {
        let fixed = fix("[owners]\na = { name = \"x\", }\n");
        assert_eq!(fixed.text, "[owners]\na = { name = \"x\" }\n");
        assert_eq!(fixed.edits.len(), 1);
    }

    #[test]
    fn quotes_go_where_they_are_certainly_wrong() {
        let text = "[closed]\ndays = [\"2026-12-25\", \"2026-02-30\", \"Christmas\"]\n\
                    [[procedures]]\n[[procedures.steps]]\noptional = 'true'\n\
                    reading = { warn_above = \"5.5\", warn_below = \"007\", alarm_above = \"1e3\" }\n";
        assert_snapshot!(fix(text).text, @r#"
[closed]
days = [2026-12-25, "2026-02-30", "Christmas"]
[[procedures]]
[[procedures.steps]]
optional = true
reading = { warn_above = 5.5, warn_below = "007", alarm_above = "1e3" }
"#);
    }

    #[test]
    fn what_is_not_certain_stays() {
        for text in [
            "",
            "titel = \"x\"\n",
            "[[procedures]]\nsteps = []\n",
            "[[procedures]]\nsteps = [5]\n",
            "procedures = [{ steps = [\"a\"] }]\n",
            "[[procedures]]\nsteps = [\"a\"]\nx = \n",
            "[[procedures]]\nsteps = [{ title = \"a\" # lost\n }]\n",
            "[[procedures]]\n[[procedures.steps]]\ntitle = \"a\"\n",
        ] {
            assert_eq!(fix(text).text, text);
        }
    }
}
