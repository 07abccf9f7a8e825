//! Naming what the journal speaks of: ids as written, else slugs of the text.

use super::super::problem::{Finding, Sink, quoted};
use super::tree::{Table, Text};
use crate::text::{SLUG_CHARACTERS, slug};
use std::collections::{HashMap, HashSet};

/// Something that wants an id.
pub(super) struct Nameless<'a> {
    /// The id as the owner wrote it.
    pub(super) written: Option<Text<'a>>,
    /// The text that an id is made from otherwise.
    pub(super) from: &'a str,
}

/// An id, unique among its fellows unless it was written out twice.
pub(super) struct Named {
    /// The id.
    pub(super) id: String,
    /// Another place where the same id is written, as a byte of the file.
    pub(super) clash: Option<usize>,
}

/// Names all of one kind. Written ids go first, so that a slug never takes one away.
pub(super) fn name_all(nameless: &[Nameless<'_>], fallback: &str) -> Vec<Named> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for written in nameless.iter().filter_map(|one| one.written) {
        places
            .entry(written.value)
            .or_default()
            .push(written.span().start);
    }
    let mut taken: HashSet<String> = places.keys().map(|id| (*id).to_owned()).collect();
    let mut next_number: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::with_capacity(nameless.len());
    for one in nameless {
        names.push(match one.written {
            Some(written) => Named {
                id: written.value.to_owned(),
                clash: other(&places[written.value], written.span().start),
            },
            None => {
                let id = free(
                    &slug(one.from, fallback, |_| false),
                    &taken,
                    &mut next_number,
                );
                taken.insert(id.clone());
                Named { id, clash: None }
            }
        });
    }
    names
}

/// The ids of all of one kind, called `what` in a sentence; says of those that are written twice.
pub(super) fn ids_of(
    sink: &mut Sink<'_>,
    nameless: &[Nameless<'_>],
    fallback: &str,
    what: &str,
) -> Vec<String> {
    let names = name_all(nameless, fallback);
    for (named, nameless) in names.iter().zip(nameless) {
        if let (Some(other), Some(written)) = (named.clash, nameless.written) {
            clash(sink, written, other, what);
        }
    }
    names.into_iter().map(|named| named.id).collect()
}

/// The first place, or the second for the first itself.
fn other(places: &[usize], own: usize) -> Option<usize> {
    places.iter().copied().find(|place| *place != own)
}

/// The slug, or the slug with the first number that is free. `text::slug` could ask for
/// each number in turn; a thousand steps of one title would make that slow.
fn free(slug: &str, taken: &HashSet<String>, next_number: &mut HashMap<String, usize>) -> String {
    if !taken.contains(slug) {
        return slug.to_owned();
    }
    let next = next_number.entry(slug.to_owned()).or_insert(2);
    loop {
        let suffix = format!("-{next}");
        let kept: String = slug.chars().take(SLUG_CHARACTERS - suffix.len()).collect();
        let id = format!("{}{suffix}", kept.trim_end_matches('-'));
        *next += 1;
        if !taken.contains(&id) {
            return id;
        }
    }
}

/// Says that an id is written out twice.
pub(super) fn clash(sink: &mut Sink<'_>, written: Text<'_>, other: usize, what: &str) {
    let line = sink.line_of(other);
    let message = format!(
        "two {what} have the id {}; the other stands in line {line}",
        quoted(written.value)
    );
    sink.push(Finding::error("id-clash", written.span(), message).hint("give one another id"));
}

/// Checks the old ids of something: none may be in use, none may be claimed twice.
pub(super) fn old_ids<'a, T: From<&'a str>>(
    sink: &mut Sink<'_>,
    was: &[Text<'a>],
    in_use: &dyn Fn(&str) -> bool,
    claimed: &mut HashSet<&'a str>,
) -> Vec<T> {
    for old in was {
        let message = if in_use(old.value) {
            format!("the id {} is still in use", quoted(old.value))
        } else if !claimed.insert(old.value) {
            format!("the old id {} is claimed twice", quoted(old.value))
        } else {
            continue;
        };
        sink.push(
            Finding::error("old-id-clash", old.span(), message)
                .hint("`was` names ids that nothing else has any more"),
        );
    }
    was.iter().map(|old| T::from(old.value)).collect()
}

/// Says of each text that stands in a list for the second time.
pub(super) fn repeats(sink: &mut Sink<'_>, texts: &[Text<'_>], key: &str) {
    let mut seen = HashSet::new();
    for text in texts {
        if !seen.insert(text.value) {
            let message = format!("{} stands in `{key}` twice", quoted(text.value));
            sink.push(Finding::error("repeated", text.span(), message).hint("keep one of the two"));
        }
    }
}

/// Says of each table that repeats another's name.
pub(super) fn once(sink: &mut Sink<'_>, tables: &[Table<'_>], key: &str, what: &str) {
    let mut seen = HashSet::new();
    for text in tables.iter().filter_map(|table| table.text(key)) {
        if !seen.insert(text.value) {
            let message = format!("{what} {} is described twice", quoted(text.value));
            sink.push(Finding::error("repeated", text.span(), message).hint("keep one of the two"));
        }
    }
}
