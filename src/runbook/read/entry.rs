//! One entry of a procedure's steps, as it is written: a sentence, a table, a heading.

use super::super::format::{Kind, PROCEDURE, SECTION};
use super::super::problem::Sink;
use super::ids::Nameless;
use super::tree::{Node, Table, Text, shape_for};
use super::variables::{Answered, Scope};

/// One entry of a procedure's steps.
#[derive(Clone, Debug)]
pub(super) enum Entry<'a> {
    /// A step that is only a sentence.
    Sentence(Text<'a>),
    /// A step with keys.
    Table(Table<'a>),
    /// A heading.
    Section(Table<'a>),
}

impl<'a> Entry<'a> {
    /// The entry, if it is of a type that can be one.
    pub(super) fn of(node: Node<'a>) -> Option<Self> {
        if let Some(text) = Text::of(node) {
            return Some(Self::Sentence(text));
        }
        let Some(Kind::List(Kind::Either(kinds))) = PROCEDURE.key("steps").map(|key| &key.kind)
        else {
            return None;
        };
        let table = Table::of(node, shape_for(kinds, node.get_ref().as_table()?)?)?;
        Some(if std::ptr::eq(table.shape, &SECTION) {
            Self::Section(table)
        } else {
            Self::Table(table)
        })
    }

    /// The sentence or the title.
    pub(super) fn title(&self) -> Option<Text<'a>> {
        match self {
            Entry::Sentence(text) => Some(*text),
            Entry::Table(table) => table.text("title"),
            Entry::Section(table) => table.text("section"),
        }
    }

    /// What its id is made from.
    pub(super) fn nameless(&self) -> Nameless<'a> {
        Nameless {
            written: match self {
                Entry::Table(table) => table.text("id"),
                Entry::Sentence(_) | Entry::Section(_) => None,
            },
            from: self.title().map_or("", |title| title.value),
        }
    }

    /// Declares the variable that the step yields.
    pub(super) fn declare(&self, sink: &mut Sink<'_>, scope: &mut Scope<'a>, step: usize) {
        let Entry::Table(table) = self else { return };
        if let Some(ask) = table.table("ask")
            && let Some(name) = ask.text("name")
        {
            let pattern = ask.pattern("pattern");
            let answered = Answered {
                step,
                options: None,
                pattern,
                secret: ask.flag("secret"),
            };
            scope.add_answer(sink, name, answered);
        }
        if let Some(name) = table.text("name") {
            let answered = Answered {
                step,
                options: Some(table.texts("choose")),
                pattern: None,
                secret: false,
            };
            scope.add_answer(sink, name, answered);
        }
    }
}
