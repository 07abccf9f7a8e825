//! What a year has beside its rounds: an incident with an escalation, rehearsals with
//! questions, a signed step, a muted alert, a handover, a run that is in the middle.

use super::scribe::{Fault, Scribe};
use super::values::Chance;
use super::walker::{Going, walk};
use super::year::ago;
use crate::command::{Command, Decision, Escalate, Handoff, OpenFollowUp};
use crate::event::{EscalationId, FollowUpId, FollowUpKind, FollowUpState, RunId, Thread};
use crate::runbook::{RunbookId, Spot};
use jiff::{SignedDuration, Timestamp};

const ORDERS: &str = "orders-sync";

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Story {
    /// The runbook is reviewed.
    Review,
    /// Orders arrive late, and the queue is drained.
    Drain(&'static str),
    /// They do so at night, and help is called.
    NightWithHelp,
    /// A trainee rehearses, and asks.
    Rehearsal(&'static str),
    /// Orders are sent once more, with a signature.
    Reprocess,
    /// What was missed was looked at.
    Seen,
    /// An issue is opened that still stands.
    Issue,
    /// A change is asked for.
    Change,
    /// An alert is muted for two days.
    Mute,
    /// A question that nobody has answered yet.
    OpenQuestion,
    /// The shift is given and taken.
    Handover,
    /// A run that somebody is in the middle of.
    InTheMiddle,
}

/// When each of them happens, in a year that ends at `now`.
pub(super) fn all(now: Timestamp) -> Vec<(Timestamp, Story)> {
    let days = [
        (340, Story::Rehearsal("ops-b")),
        (301, Story::Drain("consumer is stuck")),
        (250, Story::Rehearsal("ops-c")),
        (240, Story::Review),
        (190, Story::Drain("just many orders")),
        (160, Story::Rehearsal("ops-b")),
        (150, Story::Review),
        (77, Story::NightWithHelp),
        (70, Story::Rehearsal("ops-c")),
        (61, Story::Review),
        (45, Story::Reprocess),
        (30, Story::Change),
        (12, Story::Seen),
        (9, Story::Drain("just many orders")),
        (6, Story::Rehearsal("ops-a")),
        (5, Story::Issue),
        (3, Story::OpenQuestion),
        (1, Story::Mute),
    ];
    let near = [
        (SignedDuration::from_hours(9), Story::Handover),
        (SignedDuration::from_mins(34), Story::InTheMiddle),
    ];
    let far = days
        .into_iter()
        .map(|(days, story)| (ago(now, days), story));
    far.chain(near.map(|(before, story)| (now - before, story)))
        .collect()
}

/// Lets one happen.
pub(super) fn tell(
    scribe: &mut Scribe<'_>,
    story: Story,
    chance: &mut Chance,
) -> Result<(), Fault> {
    match story {
        Story::Review => review(scribe),
        Story::Drain(why) => drain(scribe, why, chance).map(drop),
        Story::NightWithHelp => night_with_help(scribe, chance),
        Story::Rehearsal(by) => rehearsal(scribe, by, chance),
        Story::Reprocess => reprocess(scribe, chance),
        Story::Seen => act(scribe, "ops-b", Command::MarkSeen { line: None }),
        Story::Issue => {
            let mut issue = about(
                FollowUpKind::Issue,
                "The lag panel shows gaps at the full hour",
            );
            issue.text =
                Some("Seen on three mornings; the numbers before and after fit.".to_owned());
            act(scribe, "ops-c", Command::OpenFollowUp(issue))
        }
        Story::Change => {
            let mut change = about(
                FollowUpKind::Change,
                "A fifth consumer for the new year's sale",
            );
            change.ticket = Some("OPS-4720".to_owned());
            act(scribe, "ops-b", Command::OpenFollowUp(change))
        }
        Story::Mute => mute(scribe),
        Story::OpenQuestion => {
            let title = "Who may restart a consumer while finance closes the month?";
            let question = about(FollowUpKind::Question, title);
            act(scribe, "ops-c", Command::OpenFollowUp(question))
        }
        Story::Handover => handover(scribe),
        Story::InTheMiddle => in_the_middle(scribe, chance),
    }
}

fn act(scribe: &mut Scribe<'_>, by: &'static str, command: Command) -> Result<(), Fault> {
    scribe.act(by, ORDERS, &command).map(drop)
}

fn about(kind: FollowUpKind, title: &str) -> OpenFollowUp {
    OpenFollowUp {
        runbook: Some(RunbookId::from(ORDERS)),
        ..OpenFollowUp::about(kind, title)
    }
}

fn review(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let review = Handoff::Review {
        runbook: RunbookId::from(ORDERS),
        next: None,
        notes: Some("Contacts called, limits as they were".to_owned()),
    };
    act(scribe, "tech-lead", Command::Handoff(review))
}

fn drain(scribe: &mut Scribe<'_>, why: &'static str, chance: &mut Chance) -> Result<RunId, Fault> {
    let mut going = Going::of("ops-b", ORDERS, "drain-queue", Some("prod-eu"));
    going.start.alert = Some("OrdersSyncLagHigh".to_owned());
    going.scripted = match why {
        "consumer is stuck" => &[("where", "consumer is stuck")],
        _ => &[("where", "just many orders")],
    };
    walk(scribe, &going, chance)
}

/// The alert at twenty to three: somebody calls for help, and it is answered.
fn night_with_help(scribe: &mut Scribe<'_>, chance: &mut Chance) -> Result<(), Fault> {
    let mut going = Going::of("ops-c", ORDERS, "drain-queue", Some("prod-us"));
    going.start.alert = Some("OrdersSyncDown".to_owned());
    going.scripted = &[
        ("lag-before", "31"),
        ("where", "warehouse refuses"),
        ("stop", "ok"),
        ("lag-after", "4"),
    ];
    going.stops_after = Some(3);
    let run = walk(scribe, &going, chance)?;
    let wish = Escalate {
        severity: "sev1".to_owned(),
        run: Some(run),
        ..Escalate::default()
    };
    let opened = Command::Handoff(Handoff::Escalate(Box::new(wish)));
    let opened = scribe.act("ops-c", ORDERS, &opened)?;
    let id = escalation(&opened)?;
    let steps = [
        Handoff::ContactMade {
            id,
            contact: None,
            note: Some("Paged".to_owned()),
        },
        Handoff::Answer {
            id,
            who: Some("orders-on-call".to_owned()),
            note: Some("The warehouse database is full; room is being made".to_owned()),
        },
        Handoff::Resolve {
            id,
            how: "The database has room again, and the queue is empty".to_owned(),
        },
    ];
    for step in steps {
        scribe.wait_seconds(chance.between(120, 700));
        act(scribe, "ops-c", Command::Handoff(step))?;
    }
    super::walker::go_on(scribe, &going, run, chance)
}

fn escalation(decision: &Decision) -> Result<EscalationId, Fault> {
    let found = decision.on.iter().find_map(|thread| match thread {
        Thread::Escalation(id) => Some(*id),
        _ => None,
    });
    found.ok_or_else(|| Fault::NoSuch("escalation that was opened".to_owned()))
}

/// A rehearsal by a scenario, with a question that the owner answers the day after.
fn rehearsal(scribe: &mut Scribe<'_>, by: &'static str, chance: &mut Chance) -> Result<(), Fault> {
    let mut going = Going::of(by, ORDERS, "drain-queue", Some("prod-eu"));
    going.start.rehearsal = true;
    going.start.scenario = Some("A consumer hangs at night".to_owned());
    going.scripted = &[
        ("lag-before", "22"),
        ("where", "consumer is stuck"),
        ("restart", "not-ok The first restart does not come back"),
        ("lag-after", "4"),
    ];
    let run = walk(scribe, &going, chance)?;
    let question = OpenFollowUp {
        run: Some(run),
        spot: Some(Spot::of("restart")),
        ..about(
            FollowUpKind::Question,
            "How long may a consumer take to come back?",
        )
    };
    let opened = scribe.act(by, ORDERS, &Command::OpenFollowUp(question))?;
    let id = opened.on.iter().find_map(|thread| match thread {
        Thread::FollowUp(id) => Some(*id),
        _ => None,
    });
    let id: FollowUpId = id.ok_or_else(|| Fault::NoSuch("question that was asked".to_owned()))?;
    scribe.wait_seconds(3_600);
    let answer = Command::MoveFollowUp {
        id,
        to: FollowUpState::Answered,
        text: Some("Two minutes. After five, call the on-call: the shard is lost.".to_owned()),
    };
    act(scribe, "tech-lead", answer)
}

/// More than five thousand orders: the technical owner signs.
fn reprocess(scribe: &mut Scribe<'_>, chance: &mut Chance) -> Result<(), Fault> {
    let mut going = Going::of("ops-b", ORDERS, "reprocess-orders", Some("prod-eu"));
    going.scripted = &[("count", "12400"), ("refused", "0"), ("difference", "0")];
    walk(scribe, &going, chance).map(drop)
}

fn mute(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let mut mute = about(
        FollowUpKind::Override,
        "OrdersSyncLagHigh is muted for prod-us",
    );
    mute.text =
        Some("The data platform moves the database; they write when it is over.".to_owned());
    mute.due = Some(scribe.now() + SignedDuration::from_hours(60));
    act(scribe, "ops-b", Command::OpenFollowUp(mute))
}

fn handover(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let note = Command::Note {
        run: None,
        spot: None,
        text: "The vendor called back: the certificate is on its way, ticket OPS-4718".to_owned(),
    };
    act(scribe, "ops-b", note)?;
    scribe.wait_seconds(600);
    let give = Handoff::Give {
        to: Some(super::OPERATOR.into()),
        note: Some("Quiet night. The alert of prod-us is muted until tomorrow evening.".to_owned()),
    };
    act(scribe, "ops-b", Command::Handoff(give))
}

fn in_the_middle(scribe: &mut Scribe<'_>, chance: &mut Chance) -> Result<(), Fault> {
    let mut going = Going::of(super::OPERATOR, ORDERS, "drain-queue", Some("prod-eu"));
    going.start.alert = Some("OrdersSyncLagHigh".to_owned());
    going.scripted = &[("lag-before", "17"), ("where", "consumer is stuck")];
    going.stops_after = Some(4);
    walk(scribe, &going, chance).map(drop)
}
