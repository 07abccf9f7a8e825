//! Whether a tool is ready to be handed over: each item of its package proven from the record
//! or the file where that is possible, else attested by a named person or waived, and neither
//! run out.
//!
//! What can be proven cannot be attested: nobody's word stands in for a restore. What a tool
//! does not have is waived: the file proposes it, and it counts once an operator of the role
//! that it names has accepted it in the record. Nothing here is kept; it is worked out from the
//! state and the runbook whenever someone looks.

mod item;
mod look;
mod obstacles;
mod package;
mod people;
mod procedures;
mod severity;
mod waiver;

pub use item::{Item, Standing, expires_next};
pub use waiver::{WaiverStanding, waiver_standing};

use super::fold::State;
use super::review::day_of;
use crate::runbook::{PackageItem, Runbook};
use jiff::Timestamp;
use look::Look;

impl State {
    /// Everything that has to be so before a tool is handed over, in a fixed order: the items
    /// of the package, those of the runbook's own `[[readiness]]`, and what stands in the way.
    pub fn readiness(&self, runbook: &Runbook, now: Timestamp) -> Vec<Item> {
        let look = Look {
            state: self,
            runbook,
            now,
            today: day_of(runbook, now),
        };
        let package = PackageItem::ALL.iter();
        let mut items: Vec<Item> = package.map(|item| of_package(&look, *item)).collect();
        for own in &runbook.package.readiness {
            let found = procedures::of_runbook(&look, own);
            items.push(look.item(&own.id, &own.item, found));
        }
        items.extend(obstacles::all(&look));
        items
    }
}

fn of_package(look: &Look<'_>, item: PackageItem) -> Item {
    use PackageItem as P;
    let (title, found) = match item {
        P::Owners => ("Every role has an owner", people::owners(look)),
        P::Contacts => (
            "Someone can be reached when it breaks",
            people::contacts(look),
        ),
        P::Escalation => (
            "Every severity says who is called, and by when",
            people::escalation(look),
        ),
        P::Dependencies => ("Dependencies have owners", package::dependencies(look)),
        P::Credentials => (
            "Credentials are rotated on time",
            procedures::credentials(look),
        ),
        P::Data => ("The key fields are described", package::data(look)),
        P::Daily => ("A daily routine is done", procedures::routine(look, item)),
        P::Weekly => ("A weekly routine is done", procedures::routine(look, item)),
        P::Correction => ("Data can be corrected", procedures::serving(look, item)),
        P::Reprocessing => ("Work can be reprocessed", procedures::serving(look, item)),
        P::Access => ("Access is granted", procedures::access(look)),
        P::Exceptions => (
            "Every exception was rehearsed or run",
            procedures::exceptions(look),
        ),
        P::Rollback => (
            "A release was really rolled back",
            procedures::rollback(look),
        ),
        P::ChangeControl => ("Change control is agreed", people::change_control(look)),
        P::Releases => ("Releases have notes", package::releases(look)),
        P::Backup => ("A restore was really done", procedures::restore(look)),
        P::Monitoring => ("Monitoring is in place", package::monitoring(look)),
        P::Documents => ("Documents can be found", package::documents(look)),
        P::Review => ("The next review is scheduled", package::review(look)),
        P::Stabilization => (
            "The support window is confirmed",
            package::stabilization(look),
        ),
        P::Training => ("Operators are trained", people::training(look)),
    };
    look.item(item.word(), title, found)
}
