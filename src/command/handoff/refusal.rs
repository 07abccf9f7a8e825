//! Why a request of a handoff changes nothing, in words that help.

use crate::event::FollowUpId;
use crate::runbook::{ChangePart, Operator};
use crate::state::CannotVouch;
use jiff::civil::Date;

/// A request that is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HandoffRefusal {
    /// The runbook cannot be had.
    #[error("The runbook is not here. `rounds list` shows those that are.")]
    NoRunbook,
    /// No escalation has this id.
    #[error(
        "There is no such escalation. `rounds escalate` without more lists those that are open."
    )]
    NoSuchEscalation,
    /// The runbook describes no such severity.
    #[error("{}", no_such_severity(.wanted, .known))]
    NoSuchSeverity {
        /// What was asked for.
        wanted: String,
        /// What it describes.
        known: Vec<String>,
    },
    /// An escalation of the same run and severity is open.
    #[error("This is escalated already: {id}. Go on with that one; say there who was called.")]
    AlreadyEscalated {
        /// Its short id.
        id: String,
    },
    /// Nothing says what it is about.
    #[error("Say what has happened, in one line.")]
    NoTitle,
    /// The escalation is over.
    #[error("This escalation is over; {by} wrote that down. If it comes back, escalate again.")]
    Over {
        /// Who said so.
        by: Operator,
    },
    /// Nobody of this name can be called.
    #[error("“{wanted}” is no contact and no role of the runbook. It knows {}.", .known.join(", "))]
    NoSuchContact {
        /// What was asked for.
        wanted: String,
        /// Who can be.
        known: Vec<String>,
    },
    /// Everyone on the path was called.
    #[error("Everyone on the path was called. Name whom you called now.")]
    AllCalled,
    /// The day is not to come.
    #[error("{day} is not to come. Give a later day.")]
    NotToCome {
        /// The day that was given.
        day: Date,
    },
    /// A day has to be given.
    #[error("Give a day: {what}.")]
    NoDay {
        /// What for, and where the file could say it.
        what: &'static str,
    },
    /// The day lies too far ahead.
    #[error("That is too far ahead; the last day that is taken is {most}.")]
    TooFar {
        /// The last day that is taken.
        most: Date,
    },
    /// The runbook has no such readiness item.
    #[error("There is no readiness item “{wanted}” that can be attested{}", those_that_can(.known))]
    NoSuchItem {
        /// What was asked for.
        wanted: String,
        /// What can be attested.
        known: Vec<String>,
    },
    /// The record shows the item, or could.
    #[error("{}", proven_by_record(.missing))]
    ProvenByRecord {
        /// What is missing, where something is.
        missing: Vec<String>,
    },
    /// A change does not say all that the runbook asks of one.
    #[error("{}", plan_lacks(*.id, .missing))]
    PlanLacks {
        /// The change.
        id: FollowUpId,
        /// What it does not say.
        missing: Vec<ChangePart>,
    },
    /// The runbook wants signed words, and who moves the change has no key.
    #[error(
        "The runbook asks for signed approvals and releases, and {operator} has no key: put it into allowed_signers beside library.toml (`{operator} ssh-ed25519 …`), and name it in config.toml as [team] signing_key. `rounds help security` says how."
    )]
    NoKey {
        /// Who.
        operator: Operator,
    },
    /// The runbook wants signed words, and the change was not approved by one.
    #[error(
        "The runbook asks for signed approvals, and nobody has approved {0} by a signed word. `rounds follow-up show {0}` says who has said what.", .id.short()
    )]
    NotSigned {
        /// The change.
        id: FollowUpId,
    },
    /// A change comes from a question.
    #[error("{} is no question. `rounds follow-up list --kind question` lists them.", .id.short())]
    NotAQuestion {
        /// What was named.
        id: FollowUpId,
    },
    /// The runbook takes no emergency changes.
    #[error(
        "The runbook takes no emergency changes: [change_control] says within how long they have to be approved, as `emergency = \"2 days\"`."
    )]
    NoEmergencies,
    /// Their word does not take this doubt away.
    #[error("{}", cannot_vouch(.why))]
    CannotVouch {
        /// Why not.
        why: CannotVouch,
    },
    /// Every tool has to have the item.
    #[error(
        "“{item}” cannot be waived: owners, contacts, change control, review and training are wanted of every tool."
    )]
    NotWaivable {
        /// The item.
        item: String,
    },
    /// The file proposes no such waiver.
    #[error("{}", no_such_waiver(.wanted, .known))]
    NoSuchWaiver {
        /// What was asked for.
        wanted: String,
        /// What it proposes.
        known: Vec<String>,
    },
    /// Only operators of its role accept a waiver.
    #[error("This waiver is accepted by an operator of {role}.")]
    WaiverOfRole {
        /// The role, with those who act for it.
        role: String,
    },
    /// Only operators of its owners speak for a runbook.
    #[error("{what} by an operator of one of the runbook's owners: {}.", .who.join(", "))]
    NotAnOwner {
        /// What is to be done: `A runbook is reviewed`.
        what: &'static str,
        /// The roles that list operators, with those who act for them.
        who: Vec<String>,
    },
    /// The last day of the waiver is past.
    #[error(
        "This waiver ran out on {until}. Write a later `until` into the runbook, if the tool still does without it."
    )]
    WaiverRanOut {
        /// That day.
        until: Date,
    },
    /// The waiver was accepted as it stands.
    #[error("{by} accepted this waiver on {on}.")]
    WaiverStands {
        /// By whom.
        by: Operator,
        /// When.
        on: Date,
    },
    /// The runbook has no stabilization window.
    #[error("The runbook has no [stabilization] window.")]
    NoWindow,
    /// The window has not begun.
    #[error("The window begins on {starts}: there is nothing to close yet.")]
    WindowNotBegun {
        /// Its first day.
        starts: Date,
    },
    /// The window is closed.
    #[error("The window is closed; {by} wrote that down.")]
    WindowClosed {
        /// Who closed it.
        by: Operator,
    },
    /// The window already lasts until then.
    #[error("The window lasts until {ends} already. Give a later day.")]
    NotLonger {
        /// Its last day.
        ends: Date,
    },
    /// Issues of the window are open.
    #[error(
        "Issues of the window are still open: {count}. Close them, or extend the window with a reason."
    )]
    OpenIssues {
        /// How many.
        count: usize,
    },
    /// A handover to oneself.
    #[error("A shift is given to someone else. Leave --to out for whoever comes next.")]
    ToOneself,
    /// No handover waits.
    #[error("No handover is waiting to be accepted.")]
    NothingGiven,
    /// The handover was taken over.
    #[error("{by} has taken this shift over already.")]
    AlreadyAccepted {
        /// By whom.
        by: Operator,
    },
    /// It was given to someone else.
    #[error("This shift was given to {to}, who takes it over.")]
    ForSomeoneElse {
        /// To whom.
        to: Operator,
    },
    /// Something that stands was left out of a handover.
    #[error("Something came up that this handover does not tell yet: {}. Look at it, then give the shift again.", .keys.join(", "))]
    NotTold {
        /// Their keys.
        keys: Vec<String>,
    },
    /// Something is unstable, and the receiver has not said what they understood.
    #[error(
        "Something is unstable: say in your own words what you will do first, and when. The giver reads it."
    )]
    NotReadBack,
    /// Something is handed back without a word.
    #[error("Say why {key} is handed back.")]
    HandedBackWhy {
        /// Its key.
        key: String,
    },
    /// Things were not looked at.
    #[error("Look at each of these first, and confirm it or hand it back: {}.", .keys.join(", "))]
    NotConfirmed {
        /// Their keys.
        keys: Vec<String>,
    },
    /// Something was confirmed that is not in the handover.
    #[error("“{wanted}” is not in this handover.")]
    NoSuchKey {
        /// What was given.
        wanted: String,
    },
    /// The follow-up is no change.
    #[error(
        "Only a change can be about a revision. Open one first: `rounds follow-up add change`."
    )]
    NotAChange,
    /// The follow-up is no issue.
    #[error("Only an issue has a severity. Leave it out, or open an issue.")]
    NotAnIssue,
    /// Only some roles may do it.
    #[error("This change is {what} by {}.", .roles.join(" or "))]
    NotOfRole {
        /// What is to be done.
        what: &'static str,
        /// The roles, with those who act for them.
        roles: Vec<String>,
    },
}

fn no_such_severity(wanted: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!(
            "The runbook describes no severities, so nothing says who is called for “{wanted}”. Add [[escalation]] to it, or to library.toml."
        );
    }
    let known = known.join(", ");
    format!("The runbook describes no severity “{wanted}”. It has {known}.")
}

fn those_that_can(known: &[String]) -> String {
    if known.is_empty() {
        return ": the record shows all of them.".to_owned();
    }
    format!(". There are {}.", known.join(", "))
}

fn plan_lacks(id: FollowUpId, missing: &[ChangePart]) -> String {
    let words: Vec<_> = missing.iter().map(|part| part.word()).collect();
    let flags: Vec<_> = words.iter().map(|word| format!("--{word} TEXT")).collect();
    format!(
        "Before it is approved, the change has to say its {}: `rounds follow-up set {} {}`.",
        words.join(", "),
        id.short(),
        flags.join(" ")
    )
}

fn cannot_vouch(why: &CannotVouch) -> String {
    match why {
        CannotVouch::NoOwner => "What shows this is in doubt. An operator of one of the runbook's owners can attest to it, or it is done again.".to_owned(),
        CannotVouch::OwnRun(run) => format!(
            "You did run {} yourself, and it is in doubt. Another owner can attest to it, or it is done again.",
            run.short()
        ),
    }
}

fn proven_by_record(missing: &[String]) -> String {
    if missing.is_empty() {
        return "The record shows this already: nobody has to attest it.".to_owned();
    }
    let missing = missing.join("; ");
    format!("The record has to show this, nobody's word does. What is missing: {missing}.")
}

fn no_such_waiver(wanted: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!(
            "The runbook proposes no waiver, so “{wanted}” cannot be accepted. Write a [[waive]] into it first, with item, by, reason and until."
        );
    }
    let known = known.join(", ");
    format!("The runbook proposes no waiver of “{wanted}”. It proposes {known}.")
}
