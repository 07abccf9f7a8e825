//! Whom to reach and where to look: tables and lists that are nothing else.

use super::draft::Contact;
use super::page::{Block, Kind, one_line};
use super::procedure::Given;

/// Takes contacts and links out of tables and lists that are nothing else; the rest goes on.
pub(super) fn collect(blocks: &[Block], given: &mut Given, rest: &mut Vec<Block>) {
    for block in blocks {
        match &block.kind {
            Kind::Table(rows) => match contacts(rows) {
                Some(found) => {
                    let head = rows.first().map(|head| head.join(", "));
                    let what = format!("a table: {}", head.unwrap_or_default());
                    given.taken.push((block.line, what, "contacts"));
                    given.contacts.extend(found);
                }
                None => rest.push(block.clone()),
            },
            Kind::List { items, .. } => {
                let links = items.iter().filter_map(|item| match &item.words.links[..] {
                    [(name, url)] if one_line(name) == item.words.text => {
                        Some((name.clone(), url.clone()))
                    }
                    _ => None,
                });
                let links: Vec<_> = links.filter(|(_, url)| url.starts_with("http")).collect();
                if links.len() == items.len() {
                    let what = "a list of links".to_owned();
                    given.taken.push((block.line, what, "links of the runbook"));
                    given.links.extend(links);
                } else {
                    rest.push(block.clone());
                }
            }
            _ => rest.push(block.clone()),
        }
    }
}

/// A table whose head says who and how to reach them.
fn contacts(rows: &[Vec<String>]) -> Option<Vec<Contact>> {
    let (head, rows) = rows.split_first()?;
    let column = |names: &[&str]| {
        head.iter().position(|cell| {
            let cell = cell.to_lowercase();
            names.iter().any(|name| cell == *name)
        })
    };
    let name = column(&["name", "who", "team", "role", "owner"])?;
    let contact = column(&[
        "contact", "phone", "email", "e-mail", "slack", "channel", "reach", "how",
    ])?;
    let hours = column(&["hours", "when", "availability", "available", "time"]);
    let cell = |row: &Vec<String>, at: usize| row.get(at).filter(|it| !it.is_empty()).cloned();
    let others = (0..head.len()).filter(|at| *at != name && *at != contact && Some(*at) != hours);
    let others: Vec<usize> = others.collect();
    if rows.iter().any(|row| cell(row, name).is_none()) {
        return None;
    }
    let found = rows.iter().filter_map(|row| {
        let more = others.iter().filter_map(|at| {
            let value = cell(row, *at)?;
            Some(format!("{}: {value}", head.get(*at)?))
        });
        let reach: Vec<String> = cell(row, contact).into_iter().chain(more).collect();
        Some(Contact {
            name: cell(row, name)?,
            contact: (!reach.is_empty()).then(|| reach.join(", ")),
            hours: hours.and_then(|at| cell(row, at)),
        })
    });
    Some(found.collect())
}
