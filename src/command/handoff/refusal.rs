//! Why a request of a handoff changes nothing, in words that help.

use crate::event::FollowUpId;
use crate::runbook::{ChangePart, Operator};
use crate::state::CannotVouch;
use jiff::civil::Date;
use std::fmt;

/// A request that is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum HandoffRefusal {
    /// The runbook cannot be had.
    NoRunbook,
    /// No escalation has this id.
    NoSuchEscalation,
    /// The runbook describes no such severity.
    NoSuchSeverity {
        /// What was asked for.
        wanted: String,
        /// What it describes.
        known: Vec<String>,
    },
    /// An escalation of the same run and severity is open.
    AlreadyEscalated {
        /// Its short id.
        id: String,
    },
    /// Nothing says what it is about.
    NoTitle,
    /// The escalation is over.
    Over {
        /// Who said so.
        by: Operator,
    },
    /// Nobody of this name can be called.
    NoSuchContact {
        /// What was asked for.
        wanted: String,
        /// Who can be.
        known: Vec<String>,
    },
    /// Everyone on the path was called.
    AllCalled,
    /// The day is not to come.
    NotToCome {
        /// The day that was given.
        day: Date,
    },
    /// A day has to be given.
    NoDay {
        /// What for, and where the file could say it.
        what: &'static str,
    },
    /// The day lies too far ahead.
    TooFar {
        /// The last day that is taken.
        most: Date,
    },
    /// The runbook has no such readiness item.
    NoSuchItem {
        /// What was asked for.
        wanted: String,
        /// What can be attested.
        known: Vec<String>,
    },
    /// The record shows the item, or could.
    ProvenByRecord {
        /// What is missing, where something is.
        missing: Vec<String>,
    },
    /// A change does not say all that the runbook asks of one.
    PlanLacks {
        /// The change.
        id: FollowUpId,
        /// What it does not say.
        missing: Vec<ChangePart>,
    },
    /// The runbook wants signed words, and who moves the change has no key.
    NoKey {
        /// Who.
        operator: Operator,
    },
    /// The runbook wants signed words, and the change was not approved by one.
    NotSigned {
        /// The change.
        id: FollowUpId,
    },
    /// A change comes from a question.
    NotAQuestion {
        /// What was named.
        id: FollowUpId,
    },
    /// The runbook takes no emergency changes.
    NoEmergencies,
    /// Their word does not take this doubt away.
    CannotVouch {
        /// Why not.
        why: CannotVouch,
    },
    /// Every tool has to have the item.
    NotWaivable {
        /// The item.
        item: String,
    },
    /// The file proposes no such waiver.
    NoSuchWaiver {
        /// What was asked for.
        wanted: String,
        /// What it proposes.
        known: Vec<String>,
    },
    /// Only operators of its role accept a waiver.
    WaiverOfRole {
        /// The role.
        role: String,
    },
    /// The last day of the waiver is past.
    WaiverRanOut {
        /// That day.
        until: Date,
    },
    /// The waiver was accepted as it stands.
    WaiverStands {
        /// By whom.
        by: Operator,
        /// When.
        on: Date,
    },
    /// The runbook has no stabilization window.
    NoWindow,
    /// The window has not begun.
    WindowNotBegun {
        /// Its first day.
        starts: Date,
    },
    /// The window is closed.
    WindowClosed {
        /// Who closed it.
        by: Operator,
    },
    /// The window already lasts until then.
    NotLonger {
        /// Its last day.
        ends: Date,
    },
    /// Issues of the window are open.
    OpenIssues {
        /// How many.
        count: usize,
    },
    /// A handover to oneself.
    ToOneself,
    /// No handover waits.
    NothingGiven,
    /// The handover was taken over.
    AlreadyAccepted {
        /// By whom.
        by: Operator,
    },
    /// It was given to someone else.
    ForSomeoneElse {
        /// To whom.
        to: Operator,
    },
    /// Something that stands was left out of a handover.
    NotTold {
        /// Their keys.
        keys: Vec<String>,
    },
    /// Something is unstable, and the receiver has not said what they understood.
    NotReadBack,
    /// Something is handed back without a word.
    HandedBackWhy {
        /// Its key.
        key: String,
    },
    /// Things were not looked at.
    NotConfirmed {
        /// Their keys.
        keys: Vec<String>,
    },
    /// Something was confirmed that is not in the handover.
    NoSuchKey {
        /// What was given.
        wanted: String,
    },
    /// The follow-up is no change.
    NotAChange,
    /// The follow-up is no issue.
    NotAnIssue,
    /// Only some roles may do it.
    NotOfRole {
        /// What is to be done.
        what: &'static str,
        /// The roles.
        roles: Vec<String>,
    },
}

impl fmt::Display for HandoffRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRunbook => f.write_str("The runbook is not here. `rounds list` shows those that are."),
            Self::NoSuchEscalation => f.write_str("There is no such escalation. `rounds escalate` without more lists those that are open."),
            Self::NoSuchSeverity { wanted, known } if known.is_empty() => write!(
                f,
                "The runbook describes no severities, so nothing says who is called for “{wanted}”. Add [[escalation]] to it, or to library.toml.",
            ),
            Self::NoSuchSeverity { wanted, known } => {
                write!(f, "The runbook describes no severity “{wanted}”. It has {}.", known.join(", "))
            }
            Self::AlreadyEscalated { id } => write!(
                f,
                "This is escalated already: {id}. Go on with that one; say there who was called.",
            ),
            Self::NoTitle => f.write_str("Say what has happened, in one line."),
            Self::Over { by } => write!(
                f,
                "This escalation is over; {by} wrote that down. If it comes back, escalate again.",
            ),
            Self::NoSuchContact { wanted, known } => write!(
                f,
                "“{wanted}” is no contact and no role of the runbook. It knows {}.",
                known.join(", ")
            ),
            Self::AllCalled => f.write_str("Everyone on the path was called. Name whom you called now."),
            Self::NotToCome { day } => write!(f, "{day} is not to come. Give a later day."),
            Self::NoDay { what } => write!(f, "Give a day: {what}."),
            Self::TooFar { most } => write!(f, "That is too far ahead; the last day that is taken is {most}."),
            Self::NoSuchItem { wanted, known } if known.is_empty() => write!(
                f,
                "There is no readiness item “{wanted}” that can be attested: the record shows all of them.",
            ),
            Self::NoSuchItem { wanted, known } => write!(
                f,
                "There is no readiness item “{wanted}” that can be attested. There are {}.",
                known.join(", ")
            ),
            Self::PlanLacks { id, missing } => {
                let words: Vec<_> = missing.iter().map(|part| part.word()).collect();
                let flags: Vec<_> = words.iter().map(|word| format!("--{word} TEXT")).collect();
                write!(
                    f,
                    "Before it is approved, the change has to say its {}: `rounds follow-up set {} {}`.",
                    words.join(", "),
                    id.short(),
                    flags.join(" ")
                )
            }
            Self::NoKey { operator } => write!(
                f,
                "The runbook wants approvals and releases signed, and {operator} has no key: put it into allowed_signers beside library.toml (`{operator} ssh-ed25519 …`), and name it in config.toml as [team] signing_key. `rounds help security` says how."
            ),
            Self::NotSigned { id } => write!(
                f,
                "The runbook wants it signed, and nobody has approved {} by a signed word. `rounds follow-up show {}` says who has said what.",
                id.short(),
                id.short()
            ),
            Self::NotAQuestion { id } => write!(
                f,
                "{} is no question. `rounds follow-up list --kind question` lists them.",
                id.short()
            ),
            Self::NoEmergencies => f.write_str(
                "The runbook takes no emergency changes: [change_control] says within how long they have to be approved, as `emergency = \"2 days\"`.",
            ),
            Self::CannotVouch { why: CannotVouch::NoOwner } => f.write_str(
                "What shows this is in doubt. An operator of one of the runbook's owners can attest to it, or it is done again.",
            ),
            Self::CannotVouch { why: CannotVouch::OwnRun(run) } => write!(
                f,
                "You did run {} yourself, and it is in doubt. Another owner can attest to it, or it is done again.",
                run.short()
            ),
            Self::ProvenByRecord { missing } if missing.is_empty() => {
                f.write_str("The record shows this already: nobody has to attest it.")
            }
            Self::ProvenByRecord { missing } => write!(
                f,
                "The record has to show this, nobody's word does. What is missing: {}.",
                missing.join("; ")
            ),
            Self::NotWaivable { item } => write!(
                f,
                "“{item}” cannot be waived: owners, contacts, change control, review and training are wanted of every tool.",
            ),
            Self::NoSuchWaiver { wanted, known } if known.is_empty() => write!(
                f,
                "The runbook proposes no waiver, so “{wanted}” cannot be accepted. Write a [[waive]] into it first, with item, by, reason and until.",
            ),
            Self::NoSuchWaiver { wanted, known } => write!(
                f,
                "The runbook proposes no waiver of “{wanted}”. It proposes {}.",
                known.join(", ")
            ),
            Self::WaiverOfRole { role } => write!(
                f,
                "This waiver is accepted by an operator of {role}. The runbook's [owners] say who that is.",
            ),
            Self::WaiverRanOut { until } => write!(
                f,
                "This waiver ran out on {until}. Write a later `until` into the runbook, if the tool still does without it.",
            ),
            Self::WaiverStands { by, on } => write!(f, "{by} accepted this waiver on {on}."),
            Self::NoWindow => f.write_str("The runbook has no [stabilization] window."),
            Self::WindowNotBegun { starts } => write!(f, "The window begins on {starts}: there is nothing to close yet."),
            Self::WindowClosed { by } => write!(f, "The window is closed; {by} wrote that down."),
            Self::NotLonger { ends } => write!(f, "The window lasts until {ends} already. Give a later day."),
            Self::OpenIssues { count } => write!(
                f,
                "Issues of the window are still open: {count}. Close them, or extend the window with a reason.",
            ),
            Self::ToOneself => f.write_str("A shift is given to someone else. Leave --to out for whoever comes next."),
            Self::NothingGiven => f.write_str("No handover is waiting to be accepted."),
            Self::AlreadyAccepted { by } => write!(f, "{by} has taken this shift over already."),
            Self::ForSomeoneElse { to } => write!(f, "This shift was given to {to}, who takes it over."),
            Self::NotConfirmed { keys } => write!(
                f,
                "Look at each of these first, and confirm it or hand it back: {}.",
                keys.join(", ")
            ),
            Self::NotTold { keys } => write!(
                f,
                "Something came up that this handover does not tell yet: {}. Look at it, then give the shift again.",
                keys.join(", ")
            ),
            Self::NotReadBack => f.write_str(
                "Something is unstable: say in your own words what you will do first, and when. The giver reads it.",
            ),
            Self::HandedBackWhy { key } => write!(f, "Say why {key} is handed back."),
            Self::NoSuchKey { wanted } => write!(f, "“{wanted}” is not in this handover."),
            Self::NotAChange => f.write_str("Only a change can be about a revision. Open one first: `rounds follow-up add change`."),
            Self::NotAnIssue => f.write_str("Only an issue has a severity. Leave it out, or open an issue."),
            Self::NotOfRole { what, roles } => write!(
                f,
                "This change is {what} by {}. The runbook's [owners] say which operators that is.",
                roles.join(" or ")
            ),
        }
    }
}
