//! What a block is to the walk of a page: code that is read, a list of steps, or words at whose
//! end a condition leads to what stands behind them.

use super::case;
use super::command::{self, Code};
use super::containers::TAB;
use super::page::{Block, Item, Kind};
use super::phrase::{Words, one_line};
use super::sentence::instruction;
use super::table;
use super::tags::without_tags;

/// A block of code, read.
pub(super) fn code_of(block: &Block) -> Option<Code> {
    match &block.kind {
        Kind::Code {
            info,
            text,
            before,
            behind,
        } => Some(command::of_block(info, text, (before, behind))),
        _ => None,
    }
}

/// Numbers and boxes say that it is to be done; bullets are, where half of them say what to do.
pub(super) fn is_of_steps(ordered: bool, items: &[Item]) -> bool {
    let is_doing = |item: &&Item| {
        instruction(&item.words.text).is_some()
            || case::lead_to(&item.words.text).is_some() && !item.below.is_empty()
            || case::is_question(&item.words.text) && case::has_answers(item)
    };
    let doing = items.iter().filter(is_doing).count();
    let any_box = items.iter().any(|item| item.task.is_some());
    let is_typed = |block: &Block| code_of(block).is_some_and(|code| code.turns().is_some());
    let has_code = items.iter().any(|item| item.below.iter().any(is_typed));
    ordered || any_box || has_code || doing * 2 >= items.len().max(1)
}

/// Whether what stands in a list below an item is done, not only read.
pub(super) fn is_walked(ordered: bool, items: &[Item]) -> bool {
    let has_case = |item: &Item| {
        let is_led = case::lead_to(&item.words.text).is_some() && !item.below.is_empty();
        is_led || case::is_question(&item.words.text) && case::has_answers(item)
    };
    ordered
        || items.iter().all(is_tab)
        || items.iter().any(|it| it.task.is_some())
        || items.iter().any(has_case) && is_of_steps(ordered, items)
}

/// Whether the end of a block says in which case what stands behind it is wanted.
pub(super) fn leads(block: &Block, behind: &[Block]) -> bool {
    let Some(next) = behind.first() else {
        return false;
    };
    let is_done = match &next.kind {
        Kind::List { ordered, items } => is_of_steps(*ordered, items),
        Kind::Code { .. } => code_of(next).is_some_and(|it| it.turns().is_some()),
        Kind::Paragraph(_) | Kind::Quote(_) => false,
        _ => return false,
    };
    match &block.kind {
        // Without a colon, only what is done next can be meant.
        Kind::Paragraph(words) | Kind::Quote(words) if !is_done => {
            case::lead(&words.text).is_some()
        }
        _ => parted(block).is_some(),
    }
}

/// A block as what stands before the condition at its end, and that condition with its line.
pub(super) fn parted(block: &Block) -> Option<(Option<Block>, usize, Words)> {
    let whole = |words: &Words| Some((None, block.line, words.clone()));
    match &block.kind {
        Kind::Paragraph(words) | Kind::Quote(words) => {
            case::lead_to(&words.text).and_then(|_| whole(words))
        }
        Kind::List { ordered, items } => {
            let (items, last) = case::last_lead(items)?;
            let kind = Kind::List {
                ordered: *ordered,
                items,
            };
            let before = Block {
                kind,
                ..block.clone()
            };
            Some((Some(before), last.line, last.words))
        }
        Kind::Table(rows) if table::symptoms(rows).is_none() => {
            let cell = rows.last()?.last()?;
            case::lead(&cell.text)?;
            Some((Some(block.clone()), block.line, cell.clone()))
        }
        Kind::Other => {
            let text = one_line(&without_tags(&block.source));
            case::lead(&text)?;
            let words = Words {
                text,
                source: block.source.clone(),
                ..Words::default()
            };
            Some((None, block.line, words))
        }
        _ => None,
    }
}

/// How many blocks a condition is about: the next, and the code that belongs to it.
pub(super) fn governed(behind: &[Block]) -> usize {
    let is_code =
        |block: Option<&Block>| matches!(block.map(|it| &it.kind), Some(Kind::Code { .. }));
    match behind.first().map(|it| &it.kind) {
        Some(Kind::Paragraph(words)) if words.text.ends_with(':') && behind.len() > 1 => 2,
        Some(Kind::Paragraph(_)) if is_code(behind.get(1)) => 2,
        Some(_) => 1,
        None => 0,
    }
}

pub(super) fn is_code(block: &Block) -> bool {
    matches!(block.kind, Kind::Code { .. })
}

/// Whether an item is one of several ways.
pub(super) fn is_tab(item: &Item) -> bool {
    item.words.text.starts_with(TAB.trim_end())
}
