//! YAML as a tree that keeps its order.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value, as the file has it; numbers and the like are the text that says them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Map(Vec<(String, Node)>),
    List(Vec<Node>),
    Text(String),
    None,
}

/// The documents of a text; none where it is no YAML.
pub(super) fn read(text: &str) -> Option<Vec<Node>> {
    serde_saphyr::from_multiple(text).ok()
}

impl Node {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.pairs()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    pub(super) fn pairs(&self) -> &[(String, Node)] {
        match self {
            Node::Map(pairs) => pairs,
            _ => &[],
        }
    }

    pub(super) fn items(&self) -> &[Node] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a key.
    pub(super) fn said(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    /// Whether a key says yes.
    pub(super) fn is(&self, key: &str) -> bool {
        self.said(key).is_some_and(is_yes)
    }

    /// The value in lines, each `key: value`, the keys inside behind those around them.
    pub(super) fn lines(&self, key: &str, lines: &mut Vec<String>) {
        match self {
            Node::Map(pairs) => {
                let inside = pairs.iter();
                inside.for_each(|(name, value)| value.lines(&format!("{key}.{name}"), lines));
            }
            Node::List(items) => items.iter().for_each(|it| it.lines(key, lines)),
            Node::Text(text) => lines.push(format!("{key}: {text}")),
            Node::None => lines.push(key.to_owned()),
        }
    }

    /// Every text in it, in order; what says nothing without its key stands behind it.
    pub(super) fn values(&self, all: &mut Vec<String>) {
        match self {
            Node::Map(pairs) => {
                for (key, value) in pairs {
                    match value {
                        Node::Text(text) if is_bare(text) => {}
                        Node::None => all.push(key.clone()),
                        value => value.values(all),
                    }
                }
            }
            Node::List(items) => items.iter().for_each(|it| it.values(all)),
            Node::Text(text) => all.push(text.clone()),
            Node::None => {}
        }
    }

    /// As YAML again, to be read.
    pub(super) fn shown(&self, indent: usize) -> String {
        let pad = " ".repeat(indent);
        match self {
            Node::Map(pairs) => {
                let all = pairs.iter().map(|(key, value)| match value {
                    Node::Text(text) if !text.contains('\n') => format!("{pad}{key}: {text}"),
                    Node::Text(text) => {
                        let deep = " ".repeat(indent + 2);
                        let lines = text.lines().map(|line| format!("{deep}{line}"));
                        format!("{pad}{key}: |\n{}", lines.collect::<Vec<_>>().join("\n"))
                    }
                    Node::None => format!("{pad}{key}:"),
                    value => format!("{pad}{key}:\n{}", value.shown(indent + 2)),
                });
                all.collect::<Vec<_>>().join("\n")
            }
            Node::List(items) => {
                let all = items.iter().map(|it| match it {
                    Node::Text(text) => format!("{pad}- {text}"),
                    it => format!("{pad}- {}", it.shown(indent + 2).trim_start()),
                });
                all.collect::<Vec<_>>().join("\n")
            }
            Node::Text(text) => format!("{pad}{text}"),
            Node::None => String::new(),
        }
    }
}

/// Whether a text says yes, as YAML has it.
pub(super) fn is_yes(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    matches!(lower.as_str(), "true" | "yes" | "on")
}

/// `true`, `4`: it says nothing by itself.
fn is_bare(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<f64>().is_ok()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyNode)
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::None)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        Node::deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = all.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Node, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, value)) = all.next_entry::<Node, Node>()? {
            let key = match key {
                Node::Text(text) => text,
                key => key.shown(0),
            };
            pairs.push((key, value));
        }
        Ok(Node::Map(pairs))
    }
}
