//! What a page says for the whole runbook: whom to reach, and where to look.

use super::given::Given;
use super::page::{Block, Item, Kind};
use super::phrase::{Words, one_line};
use super::reach;

/// Takes contacts, escalation and links out of tables and lists that are nothing else; the
/// rest goes on.
pub(super) fn collect(blocks: &[Block], given: &mut Given, rest: &mut Vec<Block>) {
    for block in blocks {
        let is_taken = match &block.kind {
            Kind::Table(rows) => table(block, rows, given),
            Kind::List { items, .. } => list(block, items, given),
            // It stays what is to be done, too.
            Kind::Paragraph(words) => {
                given.contacts.extend(reach::escalated_to(words));
                let found = reach::in_lines(words);
                if !found.is_empty() {
                    let what = "lines of names".to_owned();
                    given.taken.push((block.line, what, "contacts"));
                }
                let is_taken = !found.is_empty();
                given.contacts.extend(found);
                is_taken
            }
            _ => false,
        };
        if !is_taken {
            rest.push(block.clone());
        }
    }
}

fn table(block: &Block, rows: &[Vec<Words>], given: &mut Given) -> bool {
    let names = |head: &Vec<Words>| {
        let names: Vec<&str> = head.iter().map(|it| it.text.as_str()).collect();
        names.join(", ")
    };
    let head = rows.first().map(names).unwrap_or_default();
    let what = format!("a table: {head}");
    if let Some(found) = reach::escalation(rows) {
        given.taken.push((block.line, what, "escalation"));
        given.escalation.extend(found);
    } else if let Some(found) = reach::contacts(rows) {
        given.taken.push((block.line, what, "contacts"));
        given.contacts.extend(found);
    } else {
        return false;
    }
    true
}

fn list(block: &Block, items: &[Item], given: &mut Given) -> bool {
    if let Some(found) = reach::listed(items) {
        let what = "a list of names".to_owned();
        given.taken.push((block.line, what, "contacts"));
        given.contacts.extend(found);
        return true;
    }
    let orders = items.iter().flat_map(|it| reach::escalated_to(&it.words));
    given.contacts.extend(orders);
    let links = items.iter().filter_map(|item| match &item.words.links[..] {
        [(name, url)] if one_line(name) == item.words.text && item.below.is_empty() => {
            Some((name.clone(), url.clone()))
        }
        _ => None,
    });
    let links: Vec<_> = links.filter(|(_, url)| url.starts_with("http")).collect();
    let is_all = links.len() == items.len();
    if is_all {
        let what = "a list of links".to_owned();
        given.taken.push((block.line, what, "links of the runbook"));
        given.links.extend(links);
    }
    is_all
}
