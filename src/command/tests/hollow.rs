//! Hollow records and honest ones: no hollow one proves anything and each says why, every
//! honest one proves.
//!
//! Each is played by real commands as far as commands allow it; what no command would write is
//! forged as a fact, because a record may hold it all the same.

use super::doing::{by, command};
use super::kit::*;
use crate::command::{CommandResult, Decision, Refusal};
use crate::event::{
    BoxesAtEnd, CommandStatus, Counts, Ending, EntryHash, Event, Fact, Outcome, StepDone, Thread,
};
use crate::limits::Limits;
use crate::runbook::{
    Condition, Each, How, Owner, Pattern, Procedure, ProcedureRef, Runbook, Step, Style, Template,
    Yields,
};
use crate::state::kit::{Scribe, revision};
use crate::state::{Proof, ProofStanding, Shared};
use jiff::SignedDuration;

/// A step that is done for each line of another one.
fn fed(from: &str, pattern: Option<&str>, id: &str) -> Step {
    Step {
        each: Each::Lines {
            from: from.into(),
            pattern: pattern.map(|it| Pattern::parse(it).unwrap()),
        },
        ..tick(id)
    }
}

/// A restore with one step of every sort, a drill that calls it, a daily round, a question
/// with a branch, and a procedure that is optional throughout.
fn library() -> Runbook {
    let restore = procedure(
        "restore",
        Style::ReadDo,
        vec![
            tick("stop"),
            by(command(&["restore", "$TARGET"]), tick("load")),
            reading("rows", Some("rows")),
            each(tick("check"), &["a", "b"]),
            Step {
                optional: true,
                ..tick("clean")
            },
            Step {
                sign_off: Some("technical".to_owned()),
                ..tick("close")
            },
        ],
    );
    let restore = on_targets(restore, &["prod-eu"]);
    let called = Step {
        how: How::Call("orders/restore".parse().unwrap()),
        ..tick("all")
    };
    let drill = procedure("drill", Style::ReadDo, vec![called, tick("report")]);
    let drill = on_targets(drill, &["prod-eu"]);
    let morning = procedure(
        "morning",
        Style::DoConfirm,
        vec![tick("lag"), tick("queue"), tick("backup"), tick("disk")],
    );
    let bad = Condition::Step {
        step: "well".into(),
        is: vec![crate::runbook::Answer::Choice("no".to_owned())],
    };
    let branch = procedure(
        "branch",
        Style::ReadDo,
        vec![
            choose("well", &["yes", "no"], None),
            Step {
                when: Some(bad),
                ..tick("mend")
            },
        ],
    );
    let optional = |id| Step {
        optional: true,
        ..tick(id)
    };
    let lax = procedure("lax", Style::ReadDo, vec![optional("one"), optional("two")]);
    let refusing = Step {
        end: Some("Refused".to_owned()),
        ..tick("refuse")
    };
    let access = procedure("access", Style::DoConfirm, vec![tick("ask"), refusing]);
    let fleet = procedure(
        "fleet",
        Style::ReadDo,
        vec![
            by(command(&["hosts"]), tick("list")),
            fed("list", None, "drain"),
            reading("count", None),
            Step {
                each: Each::Times("count".into()),
                ..tick("restart")
            },
            tick("report"),
        ],
    );
    let maybe = procedure(
        "maybe",
        Style::DoConfirm,
        vec![
            Step {
                optional: true,
                ..by(command(&["hosts"]), tick("list"))
            },
            fed("list", None, "drain"),
        ],
    );
    let all = vec![restore, drill, morning, branch, lax, access, fleet, maybe];
    let mut runbook = runbook(all);
    for (role, operators) in [
        ("technical", vec!["ops-a", "tl-1"]),
        ("operations", vec!["ops-b"]),
    ] {
        let owner = Owner {
            name: role.to_owned(),
            contact: None,
            operators: operators.into_iter().map(str::to_owned).collect(),
            responsible_for: Vec::new(),
        };
        runbook.owners.insert(role.to_owned(), owner);
    }
    runbook
}

/// A restore as it should be, but for its last line.
const WALKED: &str = "
    start restore
    ok stop
    run load
    end load 0
    value rows 412
    ok check/a
    ok check/b
    ok clean
    ok close
    tl-1: sign close";

/// The same within the run of a drill.
const CALLED: &str = "
    start drill
    call all
    ok stop
    run load
    end load 0
    value rows 412
    ok check/a
    ok check/b
    ok clean
    ok close
    tl-1: sign close
    finish
    caller
    ok all
    ok report
    finish";

/// A fleet as it should be walked.
const FLEET: &str = "
    start fleet
    run list
    end list 0 a,b
    ok drain/a
    ok drain/b
    value count 2
    ok restart/1
    ok restart/2
    ok report
    finish";

/// A record while it is played.
struct Play {
    fixture: Fixture,
    pace: SignedDuration,
    /// The runs that were begun, the last one last.
    runs: Vec<crate::event::RunId>,
}

impl Play {
    fn new() -> Self {
        Self {
            fixture: Fixture::new(library()),
            pace: SignedDuration::from_secs(40),
            runs: Vec::new(),
        }
    }

    /// One line: a command, or one of the words of this file.
    fn line(&mut self, line: &str) {
        let began = self.fixture.now;
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap_or_default();
        match next() {
            "pace" => self.pace = SignedDuration::from_millis(next().parse().unwrap()),
            "hours" => {
                let hours = next().parse().unwrap();
                self.fixture.now += SignedDuration::from_hours(hours);
                return;
            }
            "end" => self.end(next(), next().parse().unwrap(), next()),
            "caller" => self.fixture.run = self.runs[0],
            "forge" => self.forge(next(), line),
            "distrust" => {
                let last = self.fixture.entries.last().unwrap();
                self.fixture.state.distrust(last);
            }
            "edit" => edit(&mut self.fixture.runbook, next()),
            "shrink" => self.fixture.state.shrink(&mut Shared::default()),
            "revision" => self.fixture.revision = revision(next().parse().unwrap()),
            _ => {
                let said = self.fixture.transcript(line);
                assert!(!said.contains('✗'), "{said}");
                if self.runs.last() != Some(&self.fixture.run) {
                    self.runs.push(self.fixture.run);
                }
            }
        }
        self.fixture.now = began + self.pace;
    }

    /// Ends the command that runs.
    fn end(&mut self, at: &str, code: i32, lines: &str) {
        let run = self.fixture.state.run(self.fixture.run).unwrap();
        let commands = &run.boxes[&step_ref(at)].commands;
        let result = CommandResult {
            started: commands.current().unwrap().mark.entry.clone(),
            status: CommandStatus::Exited { code },
            milliseconds: 40,
            bytes: 0,
            digest: EntryHash::default(),
            output: None,
            text: lines.replace(',', "\n"),
            is_cut: false,
        };
        let command = crate::command::Command::EndCommand {
            run: self.fixture.run,
            step_ref: step_ref(at),
            result: Box::new(result),
        };
        let said: Result<_, Refusal> = self.fixture.say("ops-a", &command);
        said.unwrap();
    }

    /// Writes down what no command would.
    fn forge(&mut self, what: &str, line: &str) {
        let run = self.fixture.run;
        let words: Vec<&str> = line.split(' ').skip(2).collect();
        let done = |at: &str, outcome| StepDone::plain(step_ref(at), "Forged", outcome);
        let ended = |ending, boxes: Option<BoxesAtEnd>| Fact::RunEnded {
            ending,
            counts: Counts::default(),
            boxes: boxes.map(Box::new),
            saw: Vec::new(),
            over: Vec::new(),
        };
        let fact = match what {
            "ok" => Fact::StepDone(Box::new(done(words[0], Outcome::Ok))),
            "not-ok" => Fact::StepDone(Box::new(done(words[0], Outcome::NotOk))),
            // As if its step were optional.
            "skip" => Fact::StepDone(Box::new(done(words[0], Outcome::Skipped))),
            "tomorrow" => Fact::StepDone(Box::new(StepDone {
                done_at: Some(self.fixture.now + SignedDuration::from_hours(24)),
                ..done(words[0], Outcome::Ok)
            })),
            "back" => {
                let known = self.fixture.state.run(run).unwrap();
                let over = known.boxes[&step_ref(words[0])].outcomes.over();
                Fact::StepTakenBack {
                    step: words[0].into(),
                    item: None,
                    over,
                }
            }
            "finish" => {
                let boxes = BoxesAtEnd {
                    applied: 7,
                    done: 7,
                    ..BoxesAtEnd::default()
                };
                ended(Ending::Completed, Some(boxes))
            }
            "finish-0.1.0" => ended(Ending::Completed, None),
            "abandon" => ended(
                Ending::Abandoned {
                    reason: "elsewhere".to_owned(),
                },
                None,
            ),
            "unknown" => return self.forge_unknown(),
            other => panic!("nothing forges {other}"),
        };
        let by = if what == "not-ok" { "ops-b" } else { "ops-a" };
        self.fixture.write(
            by,
            Decision {
                on: vec![Thread::Run(run)],
                facts: vec![fact],
            },
        );
    }

    fn forge_unknown(&mut self) {
        let event = Event::Unknown(r#"{"event":"moon-landed"}"#.into());
        let on = vec![Thread::Run(self.fixture.run)];
        let mut scribe = Scribe::new("ops-z");
        let n = self.fixture.entries.len() as u64 + 1;
        let entry = scribe.write_events(n, self.fixture.now, on, vec![event]);
        self.fixture.state.apply(&entry, 1);
    }

    fn proof(&self, procedure: &str) -> Proof {
        let procedure: ProcedureRef = format!("orders/{procedure}").parse().unwrap();
        self.fixture.state.proof(&self.fixture.runbook, &procedure)
    }
}

/// One procedure of the runbook, to be changed.
fn of<'r>(runbook: &'r mut Runbook, id: &str) -> &'r mut Procedure {
    let mut procedures = runbook.procedures.iter_mut();
    procedures.find(|it| it.id.as_str() == id).unwrap()
}

/// An edit of the library after the fact.
fn edit(runbook: &mut Runbook, what: &str) {
    if what == "target" {
        let values = runbook.targets.get_mut("prod-eu").unwrap();
        values.insert("ZONE".to_owned(), "eu-9".to_owned());
        return;
    }
    if what == "gone" {
        runbook.procedures.retain(|it| it.id.as_str() != "restore");
        return;
    }
    if what == "nobody-listed" {
        runbook.owners.clear();
        return;
    }
    if what == "lines" {
        let fleet = of(runbook, "fleet");
        fleet.steps[1] = fed("list", Some("[a-z]"), "drain");
        return;
    }
    let restore = of(runbook, "restore");
    let step = |at: usize| at;
    match what {
        "added" => restore.steps.push(tick("more")),
        "removed" => restore.steps.retain(|it| it.id.as_str() != "stop"),
        "order" => restore.steps.swap(0, 1),
        "item" => restore.steps[step(3)] = each(tick("check"), &["a"]),
        "limits" => {
            restore.steps[2].yields = Yields::Reading {
                unit: Some("rows".to_owned()),
                limits: Limits::default(),
                watch_same: false,
            };
        }
        "command" => restore.steps[1].how = How::Command(Box::new(command(&["restore2"]))),
        "expect" => restore.steps[0].expect = Some(Template::from("It stands still")),
        "optional" => restore.steps[0].optional = true,
        "when" => restore.steps[0].when = Some(Condition::Target(vec!["prod-eu".into()])),
        "by" => restore.by = Some("operations".to_owned()),
        "signer" => restore.steps[5].sign_off = Some("product".to_owned()),
        // What counts for nothing.
        "words" => {
            restore.title = "Bring it back".to_owned();
            let first = &mut restore.steps[0];
            first.title = Template::from("Halt it");
            first.detail = Some(Template::from("Slowly."));
            first.link = Some(Template::from("https://example.com"));
            first.caution = Some(Template::from("Mind."));
            first.estimate = Some(SignedDuration::from_secs(60));
        }
        other => panic!("no such edit: {other}"),
    }
}

fn played(script: &str) -> Play {
    let mut play = Play::new();
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        play.line(line);
    }
    play
}

/// The same, with the last line of an honest restore.
fn restored(then: &str) -> String {
    format!("{WALKED}\nfinish\n{then}")
}

/// A restore in which one line is another one, or several.
fn with(line: &str, other: &str) -> String {
    let whole = restored("");
    assert!(whole.contains(line), "{line}");
    whole.replacen(line, other, 1)
}

/// Plays a hollow record and wants it to say why it proves nothing.
fn hollow(name: &str, procedure: &str, script: &str, standing: ProofStanding, why: &str) {
    let mut play = played(script);
    for shrunk in [false, true] {
        let proof = play.proof(procedure);
        let words = proof.why_not.iter();
        let words: Vec<_> = words.map(|why| why.words(&play.fixture.runbook)).collect();
        let words = words.join("\n");
        assert_eq!(
            proof.standing(),
            standing,
            "{name}, shrunk: {shrunk}\n{words}"
        );
        assert!(!proof.is_proven(), "{name}");
        assert!(words.contains(why), "{name}, shrunk: {shrunk}\n{words}");
        play.fixture.state.shrink(&mut Shared::default());
    }
}

/// Plays an honest record.
fn honest(name: &str, procedure: &str, script: &str) {
    let mut play = played(script);
    for _ in 0..2 {
        let proof = play.proof(procedure);
        assert!(proof.is_proven(), "{name}: {:#?}", proof.why_not);
        play.fixture.state.shrink(&mut Shared::default());
    }
}

const NOT: ProofStanding = ProofStanding::NotProven;
const DOUBT: ProofStanding = ProofStanding::InDoubt;
const EARLIER: ProofStanding = ProofStanding::EarlierVersion;

#[test]
fn what_was_not_done_proves_nothing() {
    let skipped = "start restore
        skip stop | r
        skip load | r
        skip rows | r
        skip check/a | r
        skip check/b | r
        skip clean
        skip close | r
        finish";
    hollow(
        "all skipped",
        "restore",
        skipped,
        NOT,
        "nothing in it was done",
    );
    let deferred = skipped.replace("skip stop", "defer stop");
    hollow(
        "all skipped or put off",
        "restore",
        &deferred,
        NOT,
        "nothing in it was done",
    );
    hollow(
        "never run",
        "restore",
        "start morning",
        ProofStanding::Never,
        "",
    );
    let lax = "start lax\nskip one\nskip two\nfinish";
    hollow(
        "optional throughout",
        "lax",
        lax,
        NOT,
        "nothing in it was done",
    );
    let one = with("value rows 412", "skip rows | no time");
    let why = "step 3 “Do rows” was skipped on 2026-11-23 by ops-a (no time)";
    hollow("one skipped", "restore", &one, NOT, why);
    let item = with("ok check/b", "skip check/b | r");
    hollow(
        "an item skipped",
        "restore",
        &item,
        NOT,
        "step 4 “Do check” (b) was skipped",
    );
    let later = with("ok stop", "defer stop | busy");
    hollow(
        "one put off",
        "restore",
        &later,
        NOT,
        "step 1 “Do stop” was deferred",
    );
    let never = format!("{later}\nstart restore\nok stop\nabandon | called away");
    hollow(
        "put off, and done in a run that was given up",
        "restore",
        &never,
        NOT,
        "deferred",
    );
    let given_up = format!("{WALKED}\nabandon | called away");
    hollow(
        "given up",
        "restore",
        &given_up,
        NOT,
        "it was abandoned: called away",
    );
    hollow(
        "a rehearsal alone",
        "morning",
        "start morning rehearse
        ok lag
        ok queue
        ok backup
        ok disk
        finish",
        ProofStanding::Never,
        "",
    );
    hollow(
        "refused",
        "access",
        "start access\nok ask\nok refuse",
        NOT,
        "it ended: Refused",
    );
    let yes = "start branch\nchoose well yes\nfinish";
    hollow(
        "only a question",
        "branch",
        yes,
        NOT,
        "only questions were answered",
    );
}

/// The same, with one line of it told otherwise.
fn fleet(line: &str, other: &str) -> String {
    assert!(FLEET.contains(line), "{line}");
    FLEET.replace(line, other)
}

#[test]
fn items_that_were_left_out_prove_nothing() {
    let skipped = fleet("ok drain/b", "skip drain/b | r");
    let why = "step 2 “Do drain” (b) was skipped";
    hollow("an item skipped", "fleet", &skipped, NOT, why);
    let failed = fleet("ok restart/2", "not-ok restart/2 | x\ncarry restart/2 | r");
    let why = "step 4 “Do restart” (2) was not OK";
    hollow("a time failed", "fleet", &failed, NOT, why);
    let forged = fleet("ok drain/b\n", "").replace("value count", "carry drain/b | r\nvalue count");
    let forged = forged.replace("finish", "forge finish");
    let why = "step 2 “Do drain” (b) was never answered";
    hollow(
        "an item never done, and finished all the same",
        "fleet",
        &forged,
        NOT,
        why,
    );
    let forged = fleet("ok restart/2\n", "").replace("ok report", "carry restart/2 | r\nok report");
    let forged = forged.replace("finish", "forge finish-0.1.0");
    let why = "step 4 “Do restart” (2) was never answered";
    hollow("a time never done", "fleet", &forged, NOT, why);
    let by_hand = FLEET
        .replace("run list\n", "")
        .replace("end list 0 a,b", "ok list");
    let by_hand = by_hand
        .replace("ok drain/a", "ok drain")
        .replace("ok drain/b\n", "");
    let why = "step 2 “Do drain” was answered as a whole, and its items were never known";
    hollow("a list that nobody has", "fleet", &by_hand, NOT, why);
    let never = "start maybe\nskip list\nok drain\nfinish";
    hollow("a list that was optional", "maybe", never, NOT, why);
    let nothing = "start maybe\nrun list\nend list 0\nfinish";
    let why = "only questions were answered";
    hollow("nothing to do", "maybe", nothing, NOT, why);
    let edited = format!("{FLEET}\nedit lines");
    hollow(
        "items come from elsewhere",
        "fleet",
        &edited,
        EARLIER,
        "steps changed",
    );
}

#[test]
fn what_failed_or_was_overruled_proves_nothing() {
    let by_hand = with("run load\n    end load 0", "ok load");
    let why = "step 2 “Do load” was ticked by hand";
    hollow("never ran its command", "restore", &by_hand, NOT, why);
    let again = with("end load 0", "end load 1\nagain ok load");
    hollow("failed, and ticked by hand", "restore", &again, NOT, why);
    let corrected = with("end load 0", "end load 1\ncorrect ok load | a slip");
    hollow(
        "failed, and corrected to OK",
        "restore",
        &corrected,
        NOT,
        why,
    );
    let twice = with(
        "run load\n    end load 0",
        "ok load\ncorrect ok load | words",
    );
    hollow("by hand, and corrected", "restore", &twice, NOT, why);
    let failed = with("ok stop", "not-ok stop | stuck\ncarry stop | no matter");
    hollow(
        "not OK, carried on",
        "restore",
        &failed,
        NOT,
        "step 1 “Do stop” was not OK",
    );
    let alarm = with("value rows 412", "value rows 6000");
    hollow(
        "an alarm",
        "restore",
        &alarm,
        NOT,
        "step 3 “Do rows” was in alarm",
    );
    let overtaken = restored(
        "hours 30
        start restore
        not-ok stop | stuck
        carry stop | r
        skip load | r
        skip rows | r
        ok check/a
        ok check/b
        skip clean
        ok close
        tl-1: sign close
        finish",
    );
    hollow(
        "overtaken by one that failed",
        "restore",
        &overtaken,
        NOT,
        "was not OK",
    );
    let play = played(&overtaken);
    assert!(play.proof("restore").taken_away.is_some());
    let gaps = overtaken.replace("not-ok stop | stuck\n        carry stop | r", "ok stop");
    hollow(
        "overtaken by one with gaps",
        "restore",
        &gaps,
        NOT,
        "was skipped",
    );
}

#[test]
fn what_is_disputed_or_damaged_proves_nothing() {
    let late = restored("forge not-ok stop");
    hollow(
        "merged late",
        "restore",
        &late,
        NOT,
        "two operators say different things",
    );
    let given_up = restored("forge abandon");
    hollow(
        "given up elsewhere",
        "restore",
        &given_up,
        NOT,
        "it was abandoned: elsewhere",
    );
    let damaged = restored("distrust");
    hollow(
        "damaged",
        "restore",
        &damaged,
        NOT,
        "damaged or not verified",
    );
    let newer = restored("forge unknown");
    hollow("a newer program", "restore", &newer, NOT, "newer version");
    let back = restored("forge back rows");
    hollow(
        "taken back elsewhere",
        "restore",
        &back,
        NOT,
        "step 3 “Do rows” was never answered",
    );
    let lie = with("value rows 412", "forge skip rows");
    hollow(
        "skipped as if optional",
        "restore",
        &lie,
        NOT,
        "is not optional",
    );
    let unsigned = with("tl-1: sign close\nfinish", "forge finish");
    hollow(
        "never signed",
        "restore",
        &unsigned,
        NOT,
        "step 6 “Do close” was never signed",
    );
    let bare = "start restore\nok stop\nforge finish";
    hollow(
        "finished by force",
        "restore",
        bare,
        NOT,
        "step 2 “Do load” was never answered",
    );
    let old = "start restore\nok stop\nforge finish-0.1.0";
    hollow(
        "finished by force in 0.1.0",
        "restore",
        old,
        NOT,
        "was never answered",
    );
}

#[test]
fn what_the_wrong_people_did_proves_nothing() {
    let one = with("ok stop", "ops-x: ok stop");
    let why = "ops-x answered 1 step (step stop), and the runbook names no such operator";
    hollow("a stranger at one box", "restore", &one, NOT, why);
    let all = restored("").replace("\n    ok ", "\n    ops-x: ok ");
    hollow(
        "a stranger at most boxes",
        "restore",
        &all,
        NOT,
        "ops-x answered 5 steps",
    );
    let role = format!("edit by\n{}", restored(""));
    let why = "ops-a answered 7 steps, and does not act for operations";
    hollow("by another role", "restore", &role, NOT, why);
    let child = CALLED.replacen("ok stop", "ops-x: ok stop", 1);
    hollow(
        "a stranger in a called run",
        "drill",
        &child,
        NOT,
        "called run",
    );
}

#[test]
fn what_was_done_on_another_version_is_said() {
    for (what, part) in [
        ("added", "its steps changed"),
        ("removed", "its steps"),
        ("order", "its steps"),
        ("item", "its steps changed"),
        ("when", "its steps changed"),
        ("optional", "its steps changed"),
        ("limits", "what its steps ask for changed"),
        ("expect", "what its steps ask for changed"),
        ("command", "how its steps are done changed"),
        ("target", "the values of its target changed"),
        ("signer", "who signs or whose runs count changed"),
    ] {
        let edited = restored(&format!("edit {what}"));
        hollow(what, "restore", &edited, EARLIER, part);
        let called = format!("{CALLED}\nedit {what}");
        hollow(what, "drill", &called, EARLIER, "earlier version");
    }
    hollow(
        "gone",
        "restore",
        &restored("edit gone"),
        NOT,
        "not in the runbook any more",
    );
}

#[test]
fn what_a_called_procedure_did_not_do_is_not_done() {
    let never = "start drill\nok all\nok report\nfinish";
    hollow(
        "never called",
        "drill",
        never,
        NOT,
        "calls a procedure that was never started",
    );
    let given_up = "start drill
        call all
        ok stop
        abandon | no time
        caller
        ok all
        ok report
        finish";
    hollow(
        "called and given up",
        "drill",
        given_up,
        NOT,
        "was not completed",
    );
    let gaps = CALLED.replacen("value rows 412", "skip rows | r", 1);
    hollow(
        "called with gaps",
        "drill",
        &gaps,
        NOT,
        "was completed with gaps",
    );
    let skipped = CALLED.replacen("ok stop", "skip stop | r", 1);
    let skipped = skipped.replacen("run load\n    end load 0", "skip load | r", 1);
    hollow(
        "called and mostly skipped",
        "drill",
        &skipped,
        NOT,
        "was completed with gaps",
    );
    let fast = CALLED.replacen("ok stop", "pace 200\nok stop", 1);
    let fast = fast.replacen("caller", "pace 40000\ncaller", 1);
    hollow(
        "called and ticked in no time",
        "drill",
        &fast,
        DOUBT,
        "too fast to be true",
    );
}

#[test]
fn what_cannot_be_true_is_in_doubt() {
    let fast = format!("pace 300\n{}", restored(""));
    hollow(
        "each step within a second",
        "restore",
        &fast,
        DOUBT,
        "too fast to be true",
    );
    let held = "pace 40\nstart morning\nok lag\nok queue\nok backup\nok disk\nfinish";
    hollow(
        "a held key from the start",
        "morning",
        held,
        DOUBT,
        "4 steps answered in 0 s",
    );
    let minute = "start morning
        hours 1
        ok lag @ 2026-11-23T09:10Z
        ok queue @ 2026-11-23T09:10Z
        ok backup @ 2026-11-23T09:10Z
        ok disk @ 2026-11-23T09:10Z
        finish";
    let why = "4 steps written up for the same minute";
    hollow("written up for one minute", "morning", minute, DOUBT, why);
    let before = "start restore
        abandon | interrupted
        hours 1
        start morning
        hours 1
        ok lag @ 2026-11-23T09:10Z
        ok queue
        ok backup
        ok disk
        finish";
    let why = "a time before its run";
    hollow("done before it began", "morning", before, DOUBT, why);
    let future = with("ok stop", "forge tomorrow stop");
    hollow(
        "of tomorrow",
        "restore",
        &future,
        DOUBT,
        "a time that had not come yet",
    );
    let corrected = restored("correct ok stop | spelling");
    hollow(
        "corrected afterwards",
        "restore",
        &corrected,
        DOUBT,
        "corrected after the run",
    );
    let signed = restored("correct ok close | spelling");
    hollow(
        "corrected after it was signed",
        "restore",
        &signed,
        NOT,
        "no signature that still",
    );
}

#[test]
fn honest_records_prove() {
    honest("as it should be", "restore", &restored(""));
    honest("with a warning", "restore", &with("rows 412", "rows 700"));
    honest(
        "optional left out",
        "restore",
        &with("ok clean", "skip clean"),
    );
    honest(
        "a command that failed first",
        "restore",
        &with("end load 0", "end load 1\nrun load\nend load 0"),
    );
    honest(
        "a step that failed first",
        "restore",
        &with("ok stop", "not-ok stop | stuck\nagain ok stop"),
    );
    honest(
        "corrected in time",
        "restore",
        &with(
            "value rows 412",
            "value rows 421\ncorrect value rows 412 | a slip",
        ),
    );
    honest(
        "two of the team",
        "restore",
        &with("ok stop", "ops-b: ok stop"),
    );
    honest("called", "drill", CALLED);
    honest("a fleet", "fleet", FLEET);
    let none = fleet("value count 2", "value count 0");
    let none = none
        .replace("ok restart/1\n", "")
        .replace("ok restart/2\n", "");
    honest("nothing to restart", "fleet", &none);
    let changed = fleet(
        "value count 2",
        "run list\nend list 0 b,c\nok drain/c\nvalue count 2",
    );
    honest("a list that changed on the way", "fleet", &changed);
    let lowered = fleet("ok restart/2", "again value count 1");
    honest("fewer times than first thought", "fleet", &lowered);
    honest(
        "words were edited since",
        "restore",
        &restored("edit words"),
    );
    honest(
        "nobody is listed",
        "restore",
        &format!(
            "edit nobody-listed\n{}",
            restored("").replace("tl-1: sign", "ops-q: sign")
        ),
    );
    honest(
        "a branch that applied",
        "branch",
        "start branch
        choose well no
        ok mend
        finish",
    );
    honest(
        "ticked afterwards",
        "morning",
        "start morning
        pace 1500
        ok lag
        ok queue
        ok backup
        ok disk
        finish",
    );
    honest(
        "ticked in a burst after the work",
        "morning",
        "pace 900000
        start morning
        pace 150
        ok lag
        ok queue
        ok backup
        ok disk
        finish",
    );
    honest(
        "one step among others was quick",
        "restore",
        &with("ok check/a", "pace 600\nok check/a\npace 40000"),
    );
    honest(
        "written up with its times",
        "morning",
        "start morning
        hours 1
        ok lag @ 2026-11-23T09:10Z
        ok queue @ 2026-11-23T09:14Z
        ok backup @ 2026-11-23T09:20Z
        ok disk @ 2026-11-23T09:22Z
        finish",
    );
    honest(
        "a later one was given up",
        "restore",
        &restored("hours 20\nstart restore\nok stop\nabandon | interrupted"),
    );
    honest(
        "a later one did nothing",
        "restore",
        &restored(
            "hours 20
        start restore
        skip stop | r
        skip load | r
        skip rows | r
        skip check/a | r
        skip check/b | r
        skip clean
        skip close | r
        finish",
        ),
    );
    honest(
        "a later rehearsal failed",
        "restore",
        &restored(
            "hours 20
        start restore rehearse
        not-ok stop | stuck
        abandon | enough",
        ),
    );
    honest(
        "mended by a later one",
        "restore",
        &format!(
            "{}\nhours 20\n{}",
            with("value rows 412", "skip rows | r"),
            restored("")
        ),
    );
}
