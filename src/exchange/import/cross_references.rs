//! What the pages of one folder say of each other.
//!
//! A page that only says "see that page" is done by that page's procedure; a page without
//! a meaning of its own answers its alert, where its neighbours do.

use super::draft::{Alert, Book, Contact, Procedure, Row};
use super::head::is_alert_like;
use super::step::decoded;
use crate::text::slug;
use std::collections::BTreeMap;

/// Connects the procedures of a book.
pub(super) fn connect(book: &mut Book) {
    name_alerts(&mut book.procedures);
    call_each_other(&mut book.procedures);
}

/// Whom an escalation calls is a contact of the book, by its id.
pub(super) fn name_contacts(book: &mut Book) {
    let mut severities: Vec<String> = Vec::new();
    book.escalation.retain(|it| {
        let is_new = !severities.contains(&it.severity);
        severities.push(it.severity.clone());
        is_new
    });
    for escalation in &mut book.escalation {
        for hop in &mut escalation.path {
            let is_it = |it: &&mut Contact| it.name.eq_ignore_ascii_case(hop);
            let id = slug(hop, "contact", |_| false);
            match book.contacts.iter_mut().find(is_it) {
                Some(known) => known.id = Some(id.clone()),
                None => book.contacts.push(Contact {
                    id: Some(id.clone()),
                    name: hop.clone(),
                    contact: None,
                    hours: None,
                }),
            }
            *hop = id;
        }
    }
}

fn name_alerts(procedures: &mut [Procedure]) {
    if !procedures.iter().any(|it| it.alert.is_some()) {
        return;
    }
    for procedure in procedures {
        if procedure.alert.is_none() && is_alert_like(&procedure.stem) {
            procedure.alert = Some(Alert {
                name: procedure.stem.clone(),
                severity: None,
                means: None,
                is_known: false,
            });
        }
    }
}

/// A step that refers to another page is done by its procedure, unless that one leads back.
fn call_each_other(procedures: &mut [Procedure]) {
    let mut ids: Vec<String> = Vec::new();
    let mut pages = BTreeMap::new();
    for (at, procedure) in procedures.iter().enumerate() {
        let id = slug(&procedure.title, "procedure", |id| {
            ids.iter().any(|it| it == id)
        });
        pages.insert(procedure.stem.clone(), at);
        ids.push(id);
    }
    let mut calls: Vec<(usize, usize)> = Vec::new();
    for (at, procedure) in procedures.iter_mut().enumerate() {
        for row in &mut procedure.rows {
            let Row::Step(step) = row else { continue };
            let Some((stem, url)) = step.page.take() else {
                continue;
            };
            let Some(to) = pages.get(&stem) else {
                // Where it leads is not here: what was said of it has to be.
                step.detail.push(format!("See the page {}.", decoded(&url)));
                if decoded(&url) != url {
                    step.comments.push(format!("On the page: {url}"));
                }
                continue;
            };
            step.comments.push(format!("On the page: {url}"));
            let is_free = step.command.is_none() && step.ask.is_none() && step.copy.is_none();
            if is_free && !leads(&calls, *to, at) {
                step.call = Some(ids[*to].clone());
                step.link = None;
                calls.push((at, *to));
            } else {
                step.detail
                    .push(format!("See the procedure `{}`.", ids[*to]));
            }
        }
    }
}

/// Whether a procedure is, or calls in the end, another one.
fn leads(calls: &[(usize, usize)], from: usize, to: usize) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(here) = seen.get(at).copied() {
        if here == to {
            return true;
        }
        let next = calls.iter().filter(|(caller, _)| *caller == here);
        let new: Vec<usize> = next
            .map(|(_, called)| *called)
            .filter(|it| !seen.contains(it))
            .collect();
        seen.extend(new);
        at += 1;
    }
    false
}
