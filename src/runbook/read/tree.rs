//! The parsed file as its shapes see it: typed, optional, with places. It never leaves
//! `read`.
//!
//! Asking for a key gives its value if the key is there and of the right type, else
//! nothing: whatever is wrong with it was already said by `inspect`, which walks the same
//! shapes. Asking for a key that the shape does not have is a mistake of this program, and
//! tests stop at it.

use super::super::format::{Kind, Shape};
use super::super::template::{Pattern, Search};
use super::values;
use crate::schedule::{Fault, Schedule, Zone};
use jiff::{SignedDuration, civil::Date};
use std::{borrow::Cow, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A value with its place.
pub(in crate::runbook) type Node<'a> = &'a Spanned<DeValue<'a>>;

/// A text with its place.
#[derive(Clone, Copy, Debug)]
pub(in crate::runbook) struct Text<'a> {
    /// What it says.
    pub(super) value: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Text<'a> {
    pub(super) fn of(node: Node<'a>) -> Option<Self> {
        let span = node.span();
        Some(Self {
            value: node.get_ref().as_str()?,
            start: span.start,
            end: span.end,
        })
    }

    pub(super) fn of_key(key: &'a Spanned<Cow<'_, str>>) -> Self {
        let span = key.span();
        Self {
            value: key.get_ref(),
            start: span.start,
            end: span.end,
        }
    }

    /// Its place in the file, with the quotes.
    pub(in crate::runbook) fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The place in the file of a piece of the text; of the whole text where escapes stand
    /// between the two.
    pub(super) fn within(&self, source: &str, piece: Range<usize>) -> Range<usize> {
        self.piece(self.inner_start(source), piece)
    }

    /// The place of a piece, where the text is known to begin at a byte of the file. Apart
    /// from `within` because finding that out reads the whole text.
    pub(super) fn piece(&self, inner_start: Option<usize>, piece: Range<usize>) -> Range<usize> {
        match inner_start {
            Some(start) => start + piece.start..start + piece.end,
            None => self.span(),
        }
    }

    /// Where the text begins behind its quotes; none where it is written with escapes.
    pub(super) fn inner_start(&self, source: &str) -> Option<usize> {
        let written = source.get(self.span())?;
        let quote = match written.as_bytes() {
            [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => 3,
            [b'"' | b'\'', ..] => 1,
            _ => 0,
        };
        let inner = written.get(quote..written.len().checked_sub(quote)?)?;
        // A newline behind three opening quotes is not part of the text.
        let skipped = match inner.len().checked_sub(self.value.len())? {
            skipped @ 0..=2 if quote == 3 || skipped == 0 => skipped,
            _ => return None,
        };
        let same = inner.get(skipped..) == Some(self.value);
        same.then_some(self.start + quote + skipped)
    }

    pub(super) fn owned(self) -> String {
        self.value.to_owned()
    }
}

/// A table of a known shape.
#[derive(Clone, Debug)]
pub(in crate::runbook) struct Table<'a> {
    /// What it holds.
    pub(in crate::runbook) entries: &'a DeTable<'a>,
    /// Its place: the header, or the braces with what is between them.
    pub(in crate::runbook) span: Range<usize>,
    /// Which keys it may have.
    pub(in crate::runbook) shape: &'static Shape,
}

impl<'a> Table<'a> {
    pub(super) fn of(node: Node<'a>, shape: &'static Shape) -> Option<Self> {
        Some(Self {
            entries: node.get_ref().as_table()?,
            span: node.span(),
            shape,
        })
    }

    /// The value of a key.
    pub(in crate::runbook) fn node(&self, key: &str) -> Option<Node<'a>> {
        debug_assert!(self.shape.key(key).is_some(), "{key} is not described");
        self.entries.get(key)
    }

    /// The place of a key, or of the table where it does not stand in it.
    pub(in crate::runbook) fn key_span(&self, key: &str) -> Range<usize> {
        match self.entries.get_key_value(key) {
            Some((key, _)) => key.span(),
            None => self.span.clone(),
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<Text<'a>> {
        self.node(key).and_then(Text::of)
    }

    /// The text of a key, on its own.
    pub(super) fn words(&self, key: &str) -> Option<String> {
        self.text(key).map(Text::owned)
    }

    /// The texts of a list, or the one that stands in its place.
    pub(super) fn texts(&self, key: &str) -> Vec<Text<'a>> {
        match self.node(key) {
            Some(node) => match node.get_ref() {
                DeValue::Array(nodes) => nodes.iter().filter_map(Text::of).collect(),
                _ => Text::of(node).into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        let node = self.node(key);
        node.and_then(|node| node.get_ref().as_bool()) == Some(true)
    }

    /// Whether a flag stands there and says no.
    pub(super) fn is_off(&self, key: &str) -> bool {
        let node = self.node(key);
        node.and_then(|node| node.get_ref().as_bool()) == Some(false)
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.node(key)
            .and_then(|node| values::number(node.get_ref()))
    }

    pub(super) fn duration(&self, key: &str) -> Option<SignedDuration> {
        self.text(key)
            .and_then(|text| values::duration(text.value).ok())
    }

    pub(super) fn day(&self, key: &str) -> Option<Date> {
        self.node(key).and_then(|node| values::day(node.get_ref()))
    }

    pub(super) fn days(&self, key: &str) -> Vec<Date> {
        match self.node(key).and_then(|node| node.get_ref().as_array()) {
            Some(nodes) => nodes
                .iter()
                .filter_map(|node| values::day(node.get_ref()))
                .collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn zone(&self, key: &str) -> Option<Zone> {
        self.text(key).and_then(|text| Zone::parse(text.value).ok())
    }

    pub(super) fn schedule(&self, key: &str) -> Option<Result<Schedule, Fault>> {
        self.text(key).map(|text| Schedule::parse(text.value))
    }

    pub(super) fn pattern(&self, key: &str) -> Option<Pattern> {
        self.text(key)
            .and_then(|text| Pattern::parse(text.value).ok())
    }

    pub(super) fn search(&self, key: &str) -> Option<Search> {
        self.text(key)
            .and_then(|text| Search::parse(text.value).ok())
    }

    /// The table of a key.
    pub(super) fn table(&self, key: &str) -> Option<Table<'a>> {
        let node = self.node(key)?;
        match self.shape.key(key)?.kind {
            Kind::Table(shape) => Table::of(node, shape),
            Kind::Either(kinds) => Table::of(node, shape_for(kinds, node.get_ref().as_table()?)?),
            _ => None,
        }
    }

    /// The tables of a list, in the order of the file.
    pub(in crate::runbook) fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let list = self.node(key).and_then(|node| node.get_ref().as_array());
        match (list, self.shape.key(key).map(|key| &key.kind)) {
            (Some(nodes), Some(Kind::List(Kind::Table(shape)))) => nodes
                .iter()
                .filter_map(|node| Table::of(node, shape))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of a key whose names the owner chose, in the order of the file.
    pub(super) fn named(&self, key: &str) -> Vec<(Text<'a>, Node<'a>)> {
        let table = self.node(key).and_then(|node| node.get_ref().as_table());
        table.map(in_order).unwrap_or_default()
    }
}

/// The entries of a table in the order of the file; the tree itself has them by name.
pub(in crate::runbook) fn in_order<'a>(table: &'a DeTable<'a>) -> Vec<(Text<'a>, Node<'a>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, node)| (Text::of_key(key), node))
        .collect();
    entries.sort_by_key(|(key, _)| key.start);
    entries
}

/// Which of several shapes a table has: the one that a key of it tells, else the one that
/// needs no telling.
pub(super) fn shape_for(kinds: &[Kind], table: &DeTable<'_>) -> Option<&'static Shape> {
    let shapes = || {
        kinds.iter().filter_map(|kind| match kind {
            Kind::Table(shape) => Some(*shape),
            _ => None,
        })
    };
    let told = shapes().find(|shape| shape.told_by.is_some_and(|key| table.contains_key(key)));
    told.or_else(|| shapes().find(|shape| shape.told_by.is_none()))
}
