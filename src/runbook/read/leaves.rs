//! A TOML text that is no runbook, read against a shape of the same kind: its values one by
//! one, and every problem as a runbook's would be told.
//!
//! What is wrong gives nothing, and takes nothing else with it: where a line cannot be read,
//! the others still count. The caller says what the values mean.

use super::super::format::Shape;
use super::super::problem::{Finding, Problem, Sink};
use super::inspect::inspect;
use super::tree::{Node, in_order};
use super::{file_table, syntax, text_of, values};
use std::ops::Range;
use toml::de::DeValue;

/// One value of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The keys that lead to it; the values of a list have the same.
    pub keys: Vec<String>,
    /// What stands there.
    pub value: LeafValue,
    /// Its place in the text.
    pub span: Range<usize>,
    /// The line that it stands in, from 1.
    pub line: usize,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum LeafValue {
    /// A text.
    Text(String),
    /// True or false.
    Flag(bool),
    /// A finite number.
    Number(f64),
}

/// Every value of a file that is right, in the order of the file, and every problem.
pub fn leaves(path: &str, bytes: &[u8], shape: &'static Shape) -> (Vec<Leaf>, Vec<Problem>) {
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(why) => return (Vec::new(), vec![why.problem(path)]),
    };
    let mut sink = Sink::new(path.into(), text);
    let (tree, whole) = syntax::parse(&mut sink);
    let table = file_table(&tree, shape);
    if whole {
        inspect(&mut sink, &table, None);
    }
    let mut leaves = Vec::new();
    let mut keys = Vec::new();
    for (key, node) in in_order(table.entries) {
        keys.push(key.owned());
        gather(&sink, &mut keys, node, &mut leaves);
        keys.pop();
    }
    leaves.sort_by_key(|leaf| leaf.span.start);
    (leaves, sink.finish())
}

fn gather(sink: &Sink<'_>, keys: &mut Vec<String>, node: Node<'_>, leaves: &mut Vec<Leaf>) {
    let span = node.span();
    let value = match node.get_ref() {
        DeValue::Table(entries) => {
            for (key, node) in in_order(entries) {
                keys.push(key.owned());
                gather(sink, keys, node, leaves);
                keys.pop();
            }
            return;
        }
        DeValue::Array(nodes) => {
            nodes
                .iter()
                .for_each(|node| gather(sink, keys, node, leaves));
            return;
        }
        DeValue::String(text) => LeafValue::Text(text.to_string()),
        DeValue::Boolean(on) => LeafValue::Flag(*on),
        value => match values::number(value) {
            Some(number) => LeafValue::Number(number),
            None => return,
        },
    };
    let line = sink.line_of(span.start);
    if !sink.finds_fault_with(line) {
        leaves.push(Leaf {
            keys: keys.clone(),
            value,
            span,
            line,
        });
    }
}

/// A problem that the reader of such a file sees in one of its values.
pub fn objection(
    path: &str,
    text: &str,
    span: Range<usize>,
    code: &'static str,
    message: String,
    hint: Option<String>,
) -> Problem {
    let mut sink = Sink::new(path.into(), text);
    sink.push(Finding::error(code, span, message.clone()).hint_if(hint.clone()));
    let problem = sink.finish().pop();
    problem.unwrap_or_else(|| Problem::of_file(path, code, message, hint))
}
