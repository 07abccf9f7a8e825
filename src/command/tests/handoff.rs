//! Escalations, reviews, attested words, stabilization, handovers and rights over changes, by
//! command: what each needs, and what is refused with which words.

use super::kit::*;
use crate::command::{Command, Escalate, GiveShift, Handoff, TakeShift};
use crate::event::FollowUpState;
use crate::runbook::{
    Backup, ChangeControl, Contact, Credential, Escalation, Hop, Owner, Proof, ReadinessItem,
    Runbook, Stabilization, Style,
};
use crate::state::kit::at;
use crate::state::{Approval, ReadinessStanding};
use insta::assert_snapshot;
use jiff::SignedDuration;
use jiff::civil::date;

/// A runbook with a package: people, a path, a window, rules of change.
pub fn cared_for(mut runbook: Runbook) -> Runbook {
    for (role, operator) in [
        ("product", "pl-1"),
        ("technical", "tl-1"),
        ("operations", "ops-b"),
    ] {
        let owner = Owner {
            name: format!("{role} lead"),
            contact: Some(format!("{role}@example.com")),
            operators: vec![operator.to_owned()],
            responsible_for: vec!["a part of it".to_owned()],
        };
        runbook.owners.insert(role.to_owned(), owner);
    }
    runbook.contacts.push(Contact {
        id: "on-call".to_owned(),
        name: "Orders on-call".to_owned(),
        contact: Some("pager: primary".to_owned()),
        hours: Some("24/7".to_owned()),
    });
    let hop = |contact: &str, minutes| Hop {
        contact: contact.to_owned(),
        after: SignedDuration::from_mins(minutes),
    };
    let package = &mut runbook.package;
    package.escalation.push(Escalation {
        severity: "sev1".to_owned(),
        means: Some("Nothing arrives".to_owned()),
        respond_within: Some(SignedDuration::from_mins(15)),
        resolve_within: Some(SignedDuration::from_hours(4)),
        path: vec![
            hop("on-call", 0),
            hop("technical", 15),
            hop("operations", 30),
        ],
    });
    package.stabilization = Some(Stabilization {
        starts: date(2026, 11, 1),
        ends: date(2026, 11, 30),
        support: Some("on-call".to_owned()),
        exit: None,
    });
    package.change_control = Some(ChangeControl {
        signed: false,
        asks: Vec::new(),
        emergency: None,
        request: Some("Here".to_owned()),
        reviewers: vec!["technical".to_owned()],
        approvers: vec!["product".to_owned(), "operations".to_owned()],
        covers_runbook: true,
    });
    package.readiness.push(ReadinessItem {
        id: "vendor".to_owned(),
        item: "The vendor knows us".to_owned(),
        proof: Proof::Attested,
        valid_for: Some(SignedDuration::from_hours(24 * 90)),
    });
    runbook
}

fn fixture() -> Fixture {
    let steps = vec![tick("look"), tick("close")];
    let restore = procedure("restore", Style::ReadDo, vec![tick("restore")]);
    let mut runbook = runbook(vec![procedure("morning", Style::DoConfirm, steps), restore]);
    runbook.review.every = Some(SignedDuration::from_hours(24 * 90));
    let mut runbook = cared_for(runbook);
    runbook.package.credentials.push(Credential {
        name: "orders_rw".to_owned(),
        stored_in: None,
        request: None,
        access: None,
        rotate: None,
        rotate_every: None,
    });
    runbook.package.backup = Some(Backup {
        what: "warehouse".to_owned(),
        restore: Some("orders/restore".parse().unwrap()),
        exercise_every: Some(SignedDuration::from_hours(24 * 180)),
    });
    Fixture::new(runbook)
}

/// A wish in one line: a verb, a word or two, and words behind a bar.
fn request(fixture: &Fixture, by: &str, line: &str) -> Option<Handoff> {
    let (line, words) = line.split_once(" | ").unwrap_or((line, ""));
    let mut parts = line.split(' ');
    let verb = parts.next()?;
    let first = parts.next().map(str::to_owned);
    let said = Some(words.to_owned()).filter(|words| !words.is_empty());
    let id = fixture.escalation;
    let runbook = "orders".into();
    let day = |text: Option<String>| text.map(|text| text.parse().unwrap());
    Some(match verb {
        "escalate" => Handoff::Escalate(Box::new(Escalate {
            severity: first.unwrap(),
            run: Some(fixture.run),
            step_ref: parts.next().map(step_ref),
            title: said,
            ..Escalate::default()
        })),
        "escalate-book" => Handoff::Escalate(Box::new(Escalate {
            severity: first.unwrap(),
            runbook: Some(runbook),
            title: said,
            ..Escalate::default()
        })),
        "contacted" => Handoff::ContactMade {
            id,
            contact: first,
            note: said,
        },
        "answered" => Handoff::Answer {
            id,
            who: first,
            note: said,
        },
        "resolved" => Handoff::Resolve {
            id,
            how: words.to_owned(),
        },
        "review" => Handoff::Review {
            runbook,
            next: day(first),
            notes: said,
        },
        "attest" => Handoff::Attest {
            runbook,
            item: first.unwrap(),
            statement: words.to_owned(),
            until: day(parts.next().map(str::to_owned)),
        },
        "stabilized" => Handoff::CloseStabilization {
            runbook,
            statement: words.to_owned(),
        },
        "extend" => Handoff::ExtendStabilization {
            runbook,
            ends: day(first).unwrap(),
            reason: words.to_owned(),
        },
        "give" => Handoff::Give(Box::new(GiveShift {
            to: first.map(Into::into),
            summary: said,
            items: standing(&fixture.state, by, fixture.now),
            contingencies: vec!["If it grows, call".to_owned(), " ".to_owned()],
        })),
        "accept" => Handoff::Accept(Box::new(TakeShift {
            confirmed: first.into_iter().chain(parts.map(str::to_owned)).collect(),
            note: said,
            ..TakeShift::default()
        })),
        "cover" => Handoff::Cover {
            change: fixture.follow_up,
            runbook,
        },
        _ => return None,
    })
}

/// As the fixture's transcript, with these verbs beside its own.
fn play(fixture: &mut Fixture, lines: &str) -> String {
    let mut answers = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (by, words) = line.split_once(": ").unwrap_or(("ops-a", line));
        let command = match request(fixture, by, words) {
            Some(request) => Command::Handoff(request),
            None => fixture.command(words),
        };
        let answer = match fixture.say(by, &command) {
            Ok(facts) => facts.iter().map(brief).collect::<Vec<_>>().join(" + "),
            Err(refusal) => format!("✗ {refusal}"),
        };
        answers.push(format!(
            "{line}\n    {}",
            answer.replace(&fixture.escalation.to_string(), "E")
        ));
    }
    answers.join("\n")
}

#[test]
fn an_escalation_goes_its_path() {
    let mut fixture = fixture();
    assert_snapshot!(play(&mut fixture, "
        start morning
        escalate sev9
        escalate sev1 look
        escalate sev1
        contacted
        contacted technical | voicemail
        contacted nobody
        answered on-call | on it
        resolved
        resolved | the queue is empty
        contacted
        escalate sev1 | it is back
        resolved | a false alarm
        escalate-book sev1
    "), @r#"
start morning
    run-started steps=2
escalate sev9
    ✗ The runbook describes no severity “sev9”. It has sev1.
escalate sev1 look
    escalation-opened means=Nothing arrives path=[{after_seconds:0,contact:on-call,name:Orders on-call},{after_seconds:900,contact:technical,name:technical lead},{after_seconds:1800,contact:operations,name:operations lead}] resolve_within_seconds=14400 respond_within_seconds=900 runbook=orders severity=sev1
escalate sev1
    ✗ This is escalated already: 000002. Go on with that one; say there who was called.
contacted
    escalation-contacted contact=on-call name=Orders on-call
contacted technical | voicemail
    escalation-contacted contact=technical name=technical lead note=voicemail
contacted nobody
    ✗ “nobody” is no contact and no role of the runbook. It knows on-call, operations, product, technical.
answered on-call | on it
    escalation-answered note=on it who=Orders on-call
resolved
    ✗ Write down how it ended.
resolved | the queue is empty
    escalation-resolved how=the queue is empty
contacted
    ✗ This escalation is over; ops-a wrote that down. If it comes back, escalate again.
escalate sev1 | it is back
    escalation-opened means=Nothing arrives path=[{after_seconds:0,contact:on-call,name:Orders on-call},{after_seconds:900,contact:technical,name:technical lead},{after_seconds:1800,contact:operations,name:operations lead}] resolve_within_seconds=14400 respond_within_seconds=900 runbook=orders severity=sev1
resolved | a false alarm
    escalation-resolved how=a false alarm
escalate-book sev1
    ✗ Say what has happened, in one line.
"#);
}

#[test]
fn the_clock_names_the_next_one_until_someone_answers() {
    let mut fixture = fixture();
    play(&mut fixture, "start morning\nescalate sev1 look");
    let opened = at("2026-11-23T09:01Z");
    let minutes = |minutes| opened + SignedDuration::from_mins(minutes);
    let called = |fixture: &Fixture, after| {
        let escalation = fixture.state.escalation(fixture.escalation).unwrap();
        let to_call = escalation.to_call(minutes(after));
        to_call.map(|it| it.hop.contact.clone()).collect::<Vec<_>>()
    };
    assert_eq!(called(&fixture, 1), ["on-call"]);
    play(&mut fixture, "contacted");
    assert_eq!(called(&fixture, 14), [""; 0]);
    assert_eq!(called(&fixture, 15), ["technical"]);
    assert_eq!(called(&fixture, 31), ["technical", "operations"]);
    let escalation = fixture.state.escalation(fixture.escalation).unwrap();
    assert_eq!(escalation.next().unwrap().hop.contact, "technical");
    assert!(!escalation.response().unwrap().is_missed(minutes(15)));
    assert!(escalation.response().unwrap().is_missed(minutes(16)));

    fixture.now = minutes(20);
    play(&mut fixture, "answered technical");
    let escalation = fixture.state.escalation(fixture.escalation).unwrap();
    assert!(escalation.next().is_none());
    assert!(escalation.response().unwrap().is_missed(minutes(20)));
    assert!(!escalation.resolution().unwrap().is_missed(minutes(20)));
    assert_eq!(fixture.state.open_escalations().count(), 1);
    assert_eq!(fixture.state.escalations_of(fixture.run).count(), 1);
    play(&mut fixture, "resolved | done");
    assert_eq!(fixture.state.open_escalations().count(), 0);
}

#[test]
fn a_rehearsed_escalation_counts_as_one_alone() {
    let mut fixture = fixture();
    play(&mut fixture, "start morning rehearse\nescalate sev1");
    assert_eq!(fixture.state.escalations_of(fixture.run).count(), 1);
    assert_eq!(fixture.state.open_escalations().count(), 0);
    let now = fixture.now;
    let shift = fixture.state.shift(fixture.state.shift_began(now), now);
    assert!(shift.escalations.is_empty());
}

#[test]
fn reviews_and_attested_words_need_a_day_to_come() {
    let mut fixture = fixture();
    assert_snapshot!(play(&mut fixture, "
        ops-b: review 2026-11-01
        ops-b: review 2029-01-01
        ops-b: review
        ops-b: review 2027-01-05 | new pager
        ops-b: attest vendor
        ops-b: attest vendor | they have our number
        ops-b: attest backup 2027-01-01 | it worked
        ops-b: attest owners 2027-01-01 | all there
        ops-b: attest credentials | everybody can
        ops-b: attest credentials 2027-01-01 | everybody can
        ops-b: attest cellar 2027-01-01 | dry
    "), @"
    ops-b: review 2026-11-01
        ✗ 2026-11-01 is not to come. Give a later day.
    ops-b: review 2029-01-01
        ✗ That is too far ahead; the last day that is taken is 2027-11-24.
    ops-b: review
        review-done next=2027-02-21 runbook=orders
    ops-b: review 2027-01-05 | new pager
        review-done next=2027-01-05 notes=new pager runbook=orders over=1
    ops-b: attest vendor
        ✗ Write down what is so.
    ops-b: attest vendor | they have our number
        readiness-attested item=vendor runbook=orders statement=they have our number until=2027-02-21
    ops-b: attest backup 2027-01-01 | it worked
        ✗ The record has to show this, nobody's word does. What is missing: warehouse: orders/restore was never run.
    ops-b: attest owners 2027-01-01 | all there
        ✗ The record shows this already: nobody has to attest it.
    ops-b: attest credentials | everybody can
        ✗ Give a day: until when your word counts, or write `valid_for` beside the item.
    ops-b: attest credentials 2027-01-01 | everybody can
        readiness-attested item=credentials runbook=orders statement=everybody can until=2027-01-01
    ops-b: attest cellar 2027-01-01 | dry
        ✗ There is no readiness item “cellar” that can be attested. There are credentials, vendor.
    ");
    let reviewed = fixture.state.reviewed(&fixture.runbook, fixture.now);
    assert_eq!(reviewed.next, Some(date(2027, 1, 5)));
    assert!(!reviewed.is_overdue());
    assert!(
        fixture
            .state
            .reviewed(&fixture.runbook, at("2027-01-06T00:00Z"))
            .is_overdue()
    );
}

#[test]
fn a_window_is_closed_or_extended_and_never_passes_quietly() {
    let mut fixture = fixture();
    let window = |fixture: &Fixture, now: &str| {
        let window = fixture
            .state
            .stabilization(&fixture.runbook, at(now))
            .unwrap();
        (window.days_left, window.is_going_on(), window.is_past_due())
    };
    assert_eq!(window(&fixture, "2026-11-23T09:00Z"), (7, true, false));
    assert_eq!(window(&fixture, "2026-12-01T09:00Z"), (-1, true, true));
    assert_snapshot!(play(&mut fixture, "
        ops-b: extend 2026-11-29 | more
        ops-b: extend 2026-12-10
        ops-b: extend 2026-12-10 | the second region
        ops-b: open issue | Lag panel is empty
        ops-b: stabilized | all quiet
        ops-b: move closed | data source set again
        ops-b: stabilized
        ops-b: stabilized | two weeks without sev1
        ops-b: extend 2026-12-20 | x
    "), @r#"
ops-b: extend 2026-11-29 | more
    ✗ The window lasts until 2026-11-30 already. Give a later day.
ops-b: extend 2026-12-10
    ✗ Say why: a longer window needs a reason.
ops-b: extend 2026-12-10 | the second region
    stabilization-extended ends=2026-12-10 reason=the second region runbook=orders starts=2026-11-01
ops-b: open issue | Lag panel is empty
    follow-up-opened kind=issue owner=technical runbook=orders
ops-b: stabilized | all quiet
    ✗ Issues of the window are still open: 1. Close them, or extend the window with a reason.
ops-b: move closed | data source set again
    follow-up-moved state=closed text=data source set again
ops-b: stabilized
    ✗ Write down how the tool stands.
ops-b: stabilized | two weeks without sev1
    stabilization-closed runbook=orders starts=2026-11-01 statement=two weeks without sev1 over=1
ops-b: extend 2026-12-20 | x
    ✗ The window is closed; ops-b wrote that down.
"#);
    assert_eq!(window(&fixture, "2026-12-11T09:00Z"), (-1, false, false));
}

#[test]
fn a_shift_is_given_and_taken_over_item_by_item() {
    let mut fixture = fixture();
    play(
        &mut fixture,
        "start morning\nnot-ok look | red\nescalate sev1 look\nopen question | Which panel?",
    );
    assert_snapshot!(play(&mut fixture, "give ops-a"), @r#"
give ops-a
    ✗ A shift is given to someone else. Leave --to out for whoever comes next.
"#);
    let facts = play(&mut fixture, "give ops-b | quiet but for one");
    let handover = fixture
        .state
        .waiting_handover()
        .unwrap()
        .given
        .clone()
        .unwrap();
    let keys: Vec<_> = handover
        .what
        .items
        .iter()
        .map(|item| item.key.clone())
        .collect();
    assert!(facts.contains("handover-given"), "{facts}");
    // The question is nobody's yet: it goes with them as a group.
    assert_eq!((keys.len(), handover.what.unchanged), (2, 1));
    assert_eq!(handover.what.contingencies, ["If it grows, call"]);
    assert_eq!(handover.what.heads.len(), 1);
    let all = keys.join(" ");
    let answers = play(
        &mut fixture,
        &format!(
            "accept {all}\nops-c: accept {all}\nops-b: accept {}\nops-b: accept x\nops-b: accept {all} | thanks\nops-b: accept",
            keys[0]
        ),
    );
    let refused: Vec<_> = answers.lines().filter(|line| line.contains('✗')).collect();
    assert_eq!(refused.len(), 5, "{answers}");
    assert!(refused[0].contains("given to someone else"), "{answers}");
    assert!(refused[1].contains("was given to ops-b"), "{answers}");
    assert!(refused[2].contains(&keys[1]), "{answers}");
    assert!(refused[4].contains("No handover is waiting"), "{answers}");
    assert!(fixture.state.waiting_handover().is_none());
    // The next one tells only what is new since then; what stands goes as a group.
    let now = fixture.now;
    let shift = fixture.state.shift(fixture.state.shift_began(now), now);
    assert_eq!((shift.new.len(), shift.unchanged.len()), (0, 1));
}

#[test]
fn a_change_is_allowed_by_its_roles_and_never_by_its_own_requester() {
    let mut fixture = fixture();
    assert_eq!(
        fixture
            .state
            .approval(&fixture.runbook, fixture.revision.file),
        Approval::Missing
    );
    assert_snapshot!(play(&mut fixture, "
        tl-1: open change | Show lag in minutes
        tl-1: cover
        tl-1: move reviewed
        ops-a: move reviewed
        pl-1: move reviewed
    "), @r#"
tl-1: open change | Show lag in minutes
    follow-up-opened kind=change owner=product runbook=orders
tl-1: cover
    change-covers runbook=orders
tl-1: move reviewed
    ✗ You asked for this change, so someone else has to review and approve it.
ops-a: move reviewed
    ✗ This change is reviewed by technical (tl-1).
pl-1: move reviewed
    ✗ This change is reviewed by technical (tl-1).
"#);
    assert_eq!(
        fixture
            .state
            .approval(&fixture.runbook, fixture.revision.file),
        Approval::Pending
    );
    assert_snapshot!(play(&mut fixture, "
        ops-b: open change | Another
        ops-b: cover
        ops-b: move reviewed
        tl-1: move reviewed
        tl-1: move approved
        ops-b: move approved
        pl-1: move approved
        open question | Which?
        cover
    "), @r#"
ops-b: open change | Another
    follow-up-opened kind=change owner=product runbook=orders
ops-b: cover
    change-covers runbook=orders
ops-b: move reviewed
    ✗ You asked for this change, so someone else has to review and approve it.
tl-1: move reviewed
    follow-up-moved state=reviewed
tl-1: move approved
    ✗ This change is approved by product (pl-1) or operations (ops-b).
ops-b: move approved
    ✗ You asked for this change, so someone else has to review and approve it.
pl-1: move approved
    follow-up-moved state=approved over=1
open question | Which?
    follow-up-opened kind=question owner=technical runbook=orders
cover
    ✗ Only a change can be about a revision. Open one first: `rounds follow-up add change`.
"#);
    assert_eq!(
        fixture
            .state
            .approval(&fixture.runbook, fixture.revision.file),
        Approval::Approved
    );
    let change = fixture.state.follow_ups().nth(1).unwrap();
    assert_eq!(change.state(), FollowUpState::Approved);
}

/// What is said of a runbook as a whole is an owner's word: each such act is refused to who acts
/// for no role, and says who could.
#[test]
fn what_owners_say_of_a_runbook_is_said_by_owners() {
    let said = "
        eve: attest vendor | they do
        eve: review | all well
        eve: extend 2026-12-31 | not yet
        eve: stabilized | all well
    ";
    let mut fixture = fixture();
    fixture.now = at("2026-11-27T10:00Z");
    assert_snapshot!(play(&mut fixture, said), @"
    eve: attest vendor | they do
        ✗ This is attested by an operator of one of the runbook's owners: operations (ops-b), product (pl-1), technical (tl-1).
    eve: review | all well
        ✗ A runbook is reviewed by an operator of one of the runbook's owners: operations (ops-b), product (pl-1), technical (tl-1).
    eve: extend 2026-12-31 | not yet
        ✗ The window is extended by an operator of one of the runbook's owners: operations (ops-b), product (pl-1), technical (tl-1).
    eve: stabilized | all well
        ✗ The window is closed by an operator of one of the runbook's owners: operations (ops-b), product (pl-1), technical (tl-1).
    ");
    let mut fixture = self::fixture();
    fixture.now = at("2026-11-27T10:00Z");
    let by_owner = said.replace("eve:", "tl-1:");
    let answers = play(&mut fixture, &by_owner);
    assert!(!answers.contains('✗'), "{answers}");
    // Where no role says who acts for it, it may be anyone.
    let mut fixture = self::fixture();
    fixture.now = at("2026-11-27T10:00Z");
    let owners = fixture.runbook.owners.values_mut();
    owners.for_each(|owner| owner.operators.clear());
    let answers = play(&mut fixture, said);
    assert!(!answers.contains('✗'), "{answers}");
}

#[test]
fn a_step_that_is_always_skipped_shows() {
    let mut fixture = fixture();
    let skipped = |fixture: &mut Fixture| {
        fixture.state.shrink(&mut crate::state::Shared::default());
        let drift = fixture.state.drift(&fixture.runbook, fixture.now);
        let words = drift.iter().map(ToString::to_string);
        words
            .filter(|words| words.contains("skipped"))
            .collect::<Vec<_>>()
    };
    for _ in 0..2 {
        play(
            &mut fixture,
            "start morning\nok look\nskip close | no time\nfinish",
        );
    }
    play(
        &mut fixture,
        "start morning rehearse\nok look\nok close\nfinish",
    );
    assert_eq!(skipped(&mut fixture), [""; 0]);
    play(
        &mut fixture,
        "start morning\nskip look | no time\nskip close | no time\nfinish",
    );
    assert_eq!(
        skipped(&mut fixture),
        ["step close of “morning” was skipped in each of the last 3 runs"]
    );
    play(&mut fixture, "start morning\nok look\nok close\nfinish");
    assert_eq!(skipped(&mut fixture), [""; 0]);
}

#[test]
fn a_restore_is_proven_by_a_run_that_really_worked() {
    let mut fixture = fixture();
    let operations = fixture.runbook.owners.get_mut("operations").unwrap();
    operations.operators.push("ops-a".to_owned());
    let restore = |fixture: &Fixture, now: &str| {
        let items = fixture.state.readiness(&fixture.runbook, at(now));
        let item = items.into_iter().find(|item| item.id == "backup").unwrap();
        (item.standing, item.evidence.join("; "))
    };
    let soon = "2026-11-24T09:00Z";
    assert_eq!(
        restore(&fixture, soon).1,
        "warehouse: orders/restore was never run"
    );
    play(&mut fixture, "start restore rehearse\nok restore\nfinish");
    assert_eq!(restore(&fixture, soon).0, ReadinessStanding::Missing);
    play(
        &mut fixture,
        "start restore\nnot-ok restore | no space\ncarry restore | tomorrow\nfinish",
    );
    let (standing, evidence) = restore(&fixture, soon);
    assert_eq!(standing, ReadinessStanding::Missing);
    assert!(
        evidence.contains("completed with failures on 2026-11-23 by ops-a"),
        "{evidence}"
    );
    play(&mut fixture, "start restore\nok restore\nfinish");
    assert_eq!(restore(&fixture, soon).0, ReadinessStanding::Proven);
    assert_eq!(
        restore(&fixture, "2027-05-22T09:00Z").0,
        ReadinessStanding::Proven
    );
    let (standing, evidence) = restore(&fixture, "2027-05-24T09:00Z");
    assert_eq!(standing, ReadinessStanding::Missing);
    assert!(evidence.contains("ran out 2 days ago"), "{evidence}");
}
