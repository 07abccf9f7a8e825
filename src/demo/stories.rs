//! What a year has beside its rounds: an incident with an escalation, rehearsals with
//! questions, a signed step, a muted alert, a handover, a run that is in the middle.

use super::asked::asked;
use super::dates::ago;
use super::going::Going;
use super::scribe::{Fault, Scribe};
use super::values::Chance;
use super::walker::walk;
use crate::command::{Command, Decision, Escalate, GiveShift, Handoff, OpenFollowUp, TakeShift};
use crate::event::{EscalationId, FollowUpId, FollowUpKind, FollowUpState, RunId, Thread};
use crate::runbook::{RunbookId, StepRef};
use jiff::tz::TimeZone;
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
    /// An exception is walked, or only rehearsed, as its words say.
    RunProgress(&'static Exception),
    /// A trainee rehearses a normal task.
    Practice(&'static str),
    /// The tech lead attests that alerts ring.
    Attest,
    /// What was missed was looked at.
    Seen,
    /// An issue is opened that still stands.
    Issue,
    /// A change is asked for.
    Change,
    /// A change goes all its way, to its release.
    Released,
    /// An issue is opened and closed.
    Closed,
    /// An alert is silenced for two days.
    Mute,
    /// A question that nobody has answered yet.
    OpenQuestion,
    /// The shift is given and taken.
    ShiftChange,
    /// The shift is given, and nobody has taken it yet.
    Handover,
    /// A run that somebody is in the middle of.
    InTheMiddle,
    /// A rehearsal that somebody is in the middle of.
    Rehearsing,
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
        (132, Story::Closed),
        (75, Story::Released),
        (66, Story::RunProgress(&RESTORE)),
        (58, Story::RunProgress(&ACCESS)),
        (52, Story::RunProgress(&CORRECTION)),
        (45, Story::RunProgress(&REPROCESS)),
        (40, Story::RunProgress(&PASSWORD_EU)),
        (39, Story::RunProgress(&PASSWORD_US)),
        (36, Story::RunProgress(&ROLLBACK)),
        (35, Story::Practice("ops-a")),
        (33, Story::Practice("ops-b")),
        (31, Story::Attest),
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
        (SignedDuration::from_mins(38), Story::InTheMiddle),
        (SignedDuration::from_mins(29), Story::Rehearsing),
    ];
    let far = days
        .into_iter()
        .map(|(days, story)| (ago(now, days), story));
    let shifts = (1..50).map(|week| (ago(now, 7 * week + 1), Story::ShiftChange));
    let far = far.chain(shifts);
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
        Story::RunProgress(exception) => walked(scribe, exception, chance),
        Story::Practice(by) => practice(scribe, by, chance),
        Story::Attest => attest(scribe),
        Story::Released => released(scribe),
        Story::Closed => closed(scribe),
        Story::ShiftChange => shift_change(scribe),
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
            let mut question = about(FollowUpKind::Question, title);
            question.due = Some(scribe.now() + SignedDuration::from_hours(69));
            act(scribe, "ops-c", Command::OpenFollowUp(question))
        }
        Story::Handover => handover(scribe),
        Story::InTheMiddle => in_the_middle(scribe, chance),
        Story::Rehearsing => rehearsing(scribe, chance),
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
    let request = Escalate {
        severity: "sev1".to_owned(),
        run: Some(run),
        ..Escalate::default()
    };
    let opened = Command::Handoff(Handoff::Escalate(Box::new(request)));
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
    let (asks, words) = asked(scribe.now());
    let question = OpenFollowUp {
        run: Some(run),
        step_ref: Some(StepRef::of("restart")),
        ..about(FollowUpKind::Question, asks)
    };
    let asked = scribe.act(by, ORDERS, &Command::OpenFollowUp(question))?;
    scribe.wait_seconds(3_600);
    let answer = moved(opened(&asked)?, FollowUpState::Answered, Some(words));
    act(scribe, "tech-lead", answer)
}

/// An exception that somebody walks.
#[derive(Debug)]
pub(super) struct Exception {
    by: &'static str,
    procedure: &'static str,
    on: &'static str,
    /// The title of the scenario that it rehearses, if it does.
    scenario: Option<&'static str>,
    scripted: &'static [(&'static str, &'static str)],
}

/// More than five thousand orders: the technical owner signs.
const REPROCESS: Exception = Exception {
    by: "ops-b",
    procedure: "reprocess-orders",
    on: "prod-eu",
    scenario: None,
    scripted: &[("count", "12400"), ("refused", "0"), ("difference", "0")],
};

const RESTORE: Exception = Exception {
    by: "ops-a",
    procedure: "restore-orders",
    on: "prod-eu",
    scenario: Some("A release has emptied a column"),
    scripted: &[
        ("need", "the whole database"),
        ("word", "both agree"),
        ("loss", "14"),
        ("difference", "12"),
    ],
};

const ACCESS: Exception = Exception {
    by: "ops-c",
    procedure: "change-access",
    on: "prod-eu",
    scenario: None,
    scripted: &[
        ("change", "grant"),
        ("role", "orders_read"),
        ("manager", "approved"),
    ],
};

const CORRECTION: Exception = Exception {
    by: "ops-c",
    procedure: "correct-order",
    on: "prod-us",
    scenario: None,
    scripted: &[
        ("field", "delivery_address"),
        ("shop", "the shop is right"),
        ("rows", "1"),
    ],
};

const PASSWORD_EU: Exception = Exception {
    by: "ops-a",
    procedure: "rotate-password",
    on: "prod-eu",
    scenario: None,
    scripted: &[],
};

const PASSWORD_US: Exception = Exception {
    by: "ops-b",
    on: "prod-us",
    ..PASSWORD_EU
};

/// A release made things worse, and the one before it runs again.
const ROLLBACK: Exception = Exception {
    by: "ops-a",
    procedure: "roll-back-release",
    on: "prod-eu",
    scenario: None,
    scripted: &[("schema", "no")],
};

/// A normal task, rehearsed before it is done alone.
fn practice(scribe: &mut Scribe<'_>, by: &'static str, chance: &mut Chance) -> Result<(), Fault> {
    let mut going = Going::of(by, ORDERS, "evening-close", None);
    going.start.rehearsal = true;
    walk(scribe, &going, chance).map(drop)
}

fn attest(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let until = scribe.now() + SignedDuration::from_hours(24 * 180);
    let attest = Handoff::Attest {
        runbook: RunbookId::from(ORDERS),
        item: "monitoring".to_owned(),
        statement: "A test alert of each kind reached the pager".to_owned(),
        until: Some(until.to_zoned(TimeZone::UTC).date()),
    };
    act(scribe, "tech-lead", Command::Handoff(attest))
}

fn walked(
    scribe: &mut Scribe<'_>,
    exception: &Exception,
    chance: &mut Chance,
) -> Result<(), Fault> {
    let on = Some(exception.on);
    let mut going = Going::of(exception.by, ORDERS, exception.procedure, on);
    going.start.rehearsal = exception.scenario.is_some();
    going.start.scenario = exception.scenario.map(str::to_owned);
    going.scripted = exception.scripted;
    walk(scribe, &going, chance).map(drop)
}

fn opened(decision: &Decision) -> Result<FollowUpId, Fault> {
    let found = decision.on.iter().find_map(|thread| match thread {
        Thread::FollowUp(id) => Some(*id),
        _ => None,
    });
    found.ok_or_else(|| Fault::NoSuch("follow-up that was opened".to_owned()))
}

fn moved(id: FollowUpId, to: FollowUpState, text: Option<&str>) -> Command {
    Command::MoveFollowUp {
        id,
        to,
        text: text.map(str::to_owned),
    }
}

/// A change as change control wants it: one asks, another reviews, a third approves.
fn released(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let mut change = about(FollowUpKind::Change, "Queue depth is read for each shard");
    change.ticket = Some("OPS-4588".to_owned());
    let asked = scribe.act("ops-b", ORDERS, &Command::OpenFollowUp(change))?;
    let id = opened(&asked)?;
    // It is about the runbook as it stands, so that nobody walks what was not approved.
    let cover = Handoff::Cover {
        change: id,
        runbook: RunbookId::from(ORDERS),
    };
    act(scribe, "ops-b", Command::Handoff(cover))?;
    let note = "Read on all four shards since this morning; the old trend goes on";
    let way = [
        ("tech-lead", FollowUpState::Reviewed, None),
        ("product-lead", FollowUpState::Approved, None),
        ("ops-b", FollowUpState::Released, Some(note)),
    ];
    for (by, to, text) in way {
        scribe.wait_seconds(5_400);
        act(scribe, by, moved(id, to, text))?;
    }
    Ok(())
}

fn closed(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let issue = about(
        FollowUpKind::Issue,
        "The export was late three days in a row",
    );
    let asked = scribe.act("ops-a", ORDERS, &Command::OpenFollowUp(issue))?;
    scribe.wait_seconds(7_200);
    let how = "Finance moved their read to 06:30, and the job begins an hour earlier";
    let close = moved(opened(&asked)?, FollowUpState::Closed, Some(how));
    act(scribe, "tech-lead", close)
}

fn mute(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let mut mute = about(FollowUpKind::Override, "OrdersSyncLagHigh on prod-us");
    mute.text =
        Some("The data platform moves the database; they write when it is over.".to_owned());
    mute.due = Some(scribe.now() + SignedDuration::from_hours(60));
    act(scribe, "ops-b", Command::OpenFollowUp(mute))
}

/// One gives the shift, the next confirms each item and takes it.
fn shift_change(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let give = GiveShift {
        to: Some("ops-c".into()),
        summary: Some("Quiet week. What is open stands on Today.".to_owned()),
        ..scribe.standing()
    };
    hand_over(scribe, "ops-b", Handoff::Give(Box::new(give)))?;
    scribe.wait_seconds(900);
    let take = TakeShift {
        rest: true,
        ..TakeShift::default()
    };
    hand_over(scribe, "ops-c", Handoff::Accept(Box::new(take)))
}

fn hand_over(scribe: &mut Scribe<'_>, by: &'static str, handoff: Handoff) -> Result<(), Fault> {
    act(scribe, by, Command::Handoff(handoff))
}

fn handover(scribe: &mut Scribe<'_>) -> Result<(), Fault> {
    let note = Command::Note {
        run: None,
        step_ref: None,
        text: "The vendor called back: the certificate is on its way, ticket OPS-4718".to_owned(),
    };
    act(scribe, "ops-b", note)?;
    scribe.wait_seconds(600);
    let give = GiveShift {
        to: Some(super::OPERATOR.into()),
        summary: Some(
            "Quiet night. OrdersSyncLagHigh is silenced on prod-us until tomorrow evening."
                .to_owned(),
        ),
        contingencies: vec![
            "If the lag passes 15 min again, drain the queue of prod-eu.".to_owned(),
        ],
        ..scribe.standing()
    };
    hand_over(scribe, "ops-b", Handoff::Give(Box::new(give)))
}

fn in_the_middle(scribe: &mut Scribe<'_>, chance: &mut Chance) -> Result<(), Fault> {
    let mut going = Going::of(super::OPERATOR, ORDERS, "drain-queue", Some("prod-eu"));
    going.start.alert = Some("OrdersSyncLagHigh".to_owned());
    going.scripted = &[("lag-before", "17"), ("where", "consumer is stuck")];
    going.stops_after = Some(4);
    walk(scribe, &going, chance).map(drop)
}

fn rehearsing(scribe: &mut Scribe<'_>, chance: &mut Chance) -> Result<(), Fault> {
    let on = Some("prod-eu");
    let mut going = Going::of(super::OPERATOR, ORDERS, "reprocess-orders", on);
    going.start.rehearsal = true;
    going.start.scenario = Some("Forty orders are left behind".to_owned());
    going.scripted = &[("count", "1240")];
    going.stops_after = Some(5);
    walk(scribe, &going, chance).map(drop)
}
