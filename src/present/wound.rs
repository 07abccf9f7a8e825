//! What was found wrong with the record, and what someone made of it, in words.

use super::words::count;
use crate::event::{Adopted, Fact};

/// What a fact about the record itself says; nothing for any other.
pub(super) fn words(fact: &Fact) -> String {
    match fact {
        Fact::HeadLost(lost) => {
            let (writer, seq) = (&lost.kept.writer, lost.kept.seq);
            match lost.found {
                Some(_) => format!("entry {seq} of {writer} was another than the one kept"),
                None => format!("entry {seq} of {writer} was kept, and not here"),
            }
        }
        Fact::HeadsUnknown(unknown) => format!(
            "nothing was kept of {} of this operator and machine",
            count(unknown.found.len(), "earlier writer")
        ),
        Fact::Adopted(Adopted { from, to, .. }) if from == to => {
            format!("entry {from} stood beyond what was saved, and was taken in")
        }
        Fact::Adopted(Adopted { from, to, .. }) => {
            format!("entries {from} to {to} stood beyond what was saved, and were taken in")
        }
        Fact::Settled(settled) => {
            let what = match (&settled.finding, &settled.word_of) {
                (Some(finding), _) => format!("finding {}", &finding.to_string()[..12]),
                (None, Some(writer)) => format!("what rests on the word of {writer} alone"),
                (None, None) => "nothing".to_owned(),
            };
            format!("settled {what}: {}", settled.reason)
        }
        Fact::Confirmed(confirmed) => format!(
            "confirmed {} as their own: {}",
            match confirmed.entries.len() {
                1 => "1 entry".to_owned(),
                many => format!("{many} entries"),
            },
            confirmed.reason
        ),
        Fact::Joined(joined) => format!("journal {} is one with this one", joined.from),
        _ => String::new(),
    }
}
