//! What happened in escalations, reviews, readiness, stabilization and handovers, in words.

use super::words::count;
use crate::event::{Fact, ShiftSeverity};

/// What is said where a runbook names nobody whose word something would be.
pub const ANYONE: &str = "The runbook's owners list no operators, so anyone's word counts here.";

/// One of these facts as a line of the journal's story.
pub(super) fn fact(fact: &Fact) -> String {
    match fact {
        Fact::EscalationOpened(opened) => {
            let what = match opened.rehearsal {
                true => "rehearsed escalation",
                false => "escalation",
            };
            let id = opened.id.short();
            let (severity, title) = (&opened.severity, &opened.title);
            format!("{what} {id} opened, {severity}: {title}")
        }
        Fact::EscalationContacted(contacted) => {
            let id = contacted.id.short();
            let said = said(contacted.note.as_deref());
            format!("escalation {id}: called {}{said}", contacted.name)
        }
        Fact::EscalationAnswered(answered) => {
            let id = answered.id.short();
            let said = said(answered.note.as_deref());
            format!("escalation {id}: acknowledged by {}{said}", answered.who)
        }
        Fact::EscalationResolved(resolved) => {
            format!(
                "escalation {} resolved: {}",
                resolved.id.short(),
                resolved.how
            )
        }
        _ => of_runbook(fact),
    }
}

/// What was said of a runbook, and of a shift.
fn of_runbook(fact: &Fact) -> String {
    match fact {
        Fact::ReviewDone(review) => {
            let said = said(review.notes.as_deref());
            format!("{} reviewed, next by {}{said}", review.runbook, review.next)
        }
        Fact::ReadinessAttested(attested) => format!(
            "{}: attested until {}, {}: {}",
            attested.runbook, attested.until, attested.title, attested.statement
        ),
        Fact::WaiverAccepted(accepted) => format!(
            "{}: waived for {} until {}, {}: {}",
            accepted.runbook, accepted.role, accepted.until, accepted.title, accepted.reason
        ),
        Fact::StabilizationExtended(extended) => format!(
            "stabilization of {} extended to {}: {}",
            extended.runbook, extended.ends, extended.reason
        ),
        Fact::StabilizationClosed(closed) => {
            format!(
                "stabilization of {} closed: {}",
                closed.runbook, closed.statement
            )
        }
        Fact::HandoverGiven(given) => {
            let to = given.to.as_ref().map(|to| format!(" to {to}"));
            let items = count(given.items.len(), "item");
            let to = to.unwrap_or_default();
            let severity = match given.severity() {
                ShiftSeverity::Stable => String::new(),
                severity => format!(", {}", severity.words()),
            };
            format!("handover {} given{to}{severity}, {items}", given.id.short())
        }
        Fact::HandoverAccepted(accepted) => {
            let id = accepted.id.short();
            let confirmed = count(accepted.confirmed.len(), "item");
            let rest = if accepted.rest {
                ", the rest together"
            } else {
                ""
            };
            let back = match accepted.handed_back.len() {
                0 => String::new(),
                back => format!(", {back} handed back"),
            };
            let words = accepted.read_back.as_ref();
            let words = words.map(|words| format!("; read back: {words}"));
            let words = words.unwrap_or_default();
            let said = said(accepted.note.as_deref());
            format!("handover {id} accepted, {confirmed} confirmed{rest}{back}{words}{said}")
        }
        Fact::ChangeCovers(covers) => format!(
            "follow-up {} is about a revision of {}",
            covers.id.short(),
            covers.runbook
        ),
        _ => String::new(),
    }
}

fn said(words: Option<&str>) -> String {
    words.map(|words| format!("; {words}")).unwrap_or_default()
}
