//! What counts of a procedure, as digests by part: a proof is of these, not of a file.
//!
//! Whatever changes what a run of it shows is fed in; titles of steps, details, links,
//! cautions and estimates are not. Each step is taken apart by name, so that a new key of a
//! step has to be put on one side or the other. Pure, and the same for ever: the digests
//! stand in the record, so what is fed in, and how, must not change for what is there.

use crate::event::{Part, PartsDigest};
use crate::limits::Limits;
use crate::runbook::{
    Answer, Condition, Each, How, Procedure, ProcedureRef, Program, Runbook, Step, StepCommand,
    TargetName, Yields,
};
use sha2::{Digest, Sha256};

/// The digests of a procedure's parts, where it is done on `target`. A procedure that it
/// calls counts with all its parts where it stands in the same runbook; of one elsewhere the
/// name does.
pub fn parts_digest(
    runbook: &Runbook,
    procedure: &Procedure,
    target: Option<&TargetName>,
) -> PartsDigest {
    digest_of(runbook, procedure, target, &mut Vec::new())
}

fn digest_of<'a>(
    runbook: &'a Runbook,
    procedure: &'a Procedure,
    target: Option<&TargetName>,
    under_way: &mut Vec<&'a str>,
) -> PartsDigest {
    let mut sums = Sums::default();
    sums.place(runbook, target);
    if let Some(role) = &procedure.by {
        sums.at(Part::People).text(role);
    }
    for step in &procedure.steps {
        sums.step(procedure, step);
        if let How::Call(called) = &step.how {
            sums.at(Part::Called).text(&called.to_string());
        }
    }
    under_way.push(procedure.id.as_str());
    for called in calls_within(runbook, procedure) {
        let known = runbook.procedure(called.procedure.as_str());
        let known = known.filter(|known| !under_way.contains(&known.id.as_str()));
        if let Some(known) = known {
            let below = digest_of(runbook, known, target, under_way);
            sums.at(Part::Called).text(&below.to_string());
        }
    }
    under_way.pop();
    sums.finish()
}

fn calls_within<'a>(
    runbook: &'a Runbook,
    procedure: &'a Procedure,
) -> impl Iterator<Item = &'a ProcedureRef> {
    let calls = procedure.steps.iter().filter_map(|step| match &step.how {
        How::Call(called) => Some(called),
        _ => None,
    });
    calls.filter(|called| called.runbook == runbook.id)
}

/// One running sum a part.
#[derive(Default)]
struct Sums([Sum; 6]);

impl Sums {
    fn at(&mut self, part: Part) -> &mut Sum {
        &mut self.0[part as usize]
    }

    fn finish(self) -> PartsDigest {
        PartsDigest(self.0.map(Sum::finish))
    }

    fn place(&mut self, runbook: &Runbook, target: Option<&TargetName>) {
        let values = target.and_then(|target| runbook.targets.get(target));
        let sum = self.at(Part::Place);
        for (name, value) in values.into_iter().flatten() {
            sum.text(name).text(value);
        }
    }

    fn step(&mut self, procedure: &Procedure, step: &Step) {
        let Step {
            id,
            title: _,
            section,
            yields,
            how,
            copy: _,
            link: _,
            detail: _,
            caution: _,
            expect,
            when,
            each,
            with,
            optional,
            end,
            on_fail: _,
            sign_off,
            undo: _,
            no_return: _,
            estimate: _,
            was: _,
            line: _,
        } = step;
        let section = section.and_then(|at| procedure.sections.get(at)?.when.as_ref());
        let steps = self.at(Part::Steps);
        steps
            .text(id.as_str())
            .flag(*optional)
            .maybe(end.as_deref());
        steps.condition(section).condition(when.as_ref());
        steps.each(each);
        for item in each.items() {
            for (name, value) in &item.values {
                self.at(Part::Place).text(name).text(value);
            }
        }
        for (name, value) in with {
            let how = self.at(Part::How);
            how.count(NO_LIST).text(id.as_str());
            how.text(name).text(value.source());
        }
        // What is plain feeds nothing in: a new tick is a new step, and no other change.
        if *yields != Yields::Tick || expect.is_some() {
            let asks = self.at(Part::Yields);
            asks.text(id.as_str()).yields(yields);
            asks.maybe(expect.as_ref().map(|expect| expect.source()));
        }
        if *how != How::ByHand {
            self.at(Part::How).text(id.as_str()).how(how);
        }
        if let Some(role) = sign_off {
            self.at(Part::People).text(id.as_str()).text(role);
        }
    }
}

/// What begins a row that 0.1.0 did not feed in: a length that none of its rows can have.
const NO_LIST: usize = usize::MAX;

/// A running sum of values, each with its length before it, so that no two rows of values
/// are fed in alike.
struct Sum(Sha256);

impl Default for Sum {
    fn default() -> Self {
        Self(Sha256::new())
    }
}

impl Sum {
    fn finish(self) -> [u8; 8] {
        let mut short = [0; 8];
        short.copy_from_slice(&self.0.finalize()[..8]);
        short
    }

    fn count(&mut self, count: usize) -> &mut Self {
        self.0.update((count as u64).to_le_bytes());
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.count(text.len());
        self.0.update(text);
        self
    }

    fn flag(&mut self, flag: bool) -> &mut Self {
        self.count(usize::from(flag))
    }

    fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.count(1).text(text),
            None => self.count(0),
        }
    }

    fn texts(&mut self, texts: &[String]) -> &mut Self {
        self.count(texts.len());
        for text in texts {
            self.text(text);
        }
        self
    }

    /// By its bits: what is written the same is the same.
    fn bound(&mut self, bound: Option<f64>) -> &mut Self {
        self.maybe(bound.map(|bound| bound.to_string()).as_deref())
    }

    fn condition(&mut self, condition: Option<&Condition>) -> &mut Self {
        match condition {
            None => self.count(0),
            Some(Condition::Step { step, is }) => {
                self.count(1).text(step.as_str()).count(is.len());
                for answer in is {
                    self.answer(answer);
                }
                self
            }
            Some(Condition::Reading { step, above, below }) => self
                .count(2)
                .text(step.as_str())
                .bound(*above)
                .bound(*below),
            Some(Condition::Ask { name, is }) => self.count(3).text(name).texts(is),
            Some(Condition::Target(targets)) => {
                self.count(4).count(targets.len());
                for target in targets {
                    self.text(target.as_str());
                }
                self
            }
        }
    }

    /// What a list feeds in is what it always did; what came later begins with a length that
    /// no list can have.
    fn each(&mut self, each: &Each) -> &mut Self {
        match each {
            Each::Once | Each::Items(_) => {}
            Each::Targets(_) => {
                self.count(NO_LIST).text("targets");
            }
            Each::Lines { from, pattern } => {
                let pattern = pattern.as_ref().map(|pattern| pattern.source());
                self.count(NO_LIST).text("lines").text(from.as_str());
                return self.maybe(pattern);
            }
            Each::Times(from) => {
                return self.count(NO_LIST).text("times").text(from.as_str());
            }
        }
        self.count(each.items().len());
        for item in each.items() {
            self.text(item.id.as_str());
        }
        self
    }

    fn answer(&mut self, answer: &Answer) -> &mut Self {
        match answer {
            Answer::Choice(choice) => self.text("choice").text(choice),
            Answer::Ok => self.text("ok"),
            Answer::NotOk => self.text("not-ok"),
            Answer::Skipped => self.text("skipped"),
            Answer::Deferred => self.text("deferred"),
        }
    }

    fn yields(&mut self, yields: &Yields) -> &mut Self {
        match yields {
            Yields::Tick => self.text("tick"),
            Yields::Reading {
                unit,
                limits,
                watch_same: _,
            } => self.text("reading").maybe(unit.as_deref()).limits(limits),
            Yields::Ask(ask) => {
                let pattern = ask.pattern.as_ref().map(|pattern| pattern.source());
                self.text("ask").text(&ask.name).maybe(pattern);
                self.flag(ask.secret)
            }
            Yields::Choose(choose) => {
                self.text("choose").texts(&choose.options);
                self.maybe(choose.name.as_deref());
                self.texts(&choose.warn).texts(&choose.alarm)
            }
        }
    }

    fn limits(&mut self, limits: &Limits) -> &mut Self {
        self.bound(limits.warn_below).bound(limits.warn_above);
        self.bound(limits.alarm_below).bound(limits.alarm_above)
    }

    fn how(&mut self, how: &How) -> &mut Self {
        match how {
            How::ByHand => self.text("by-hand"),
            How::Command(command) => self.text("command").command(command),
            How::Wait(takes) => self.text("wait").text(&takes.as_millis().to_string()),
            How::Call(_) => self.text("call"),
        }
    }

    fn command(&mut self, command: &StepCommand) -> &mut Self {
        match &command.program {
            Program::Words(words) => {
                self.text("words").count(words.len());
                for word in words {
                    self.text(word.source());
                }
            }
            Program::Shell(text) => {
                self.text("shell").text(&text.text);
            }
        }
        self.maybe(command.cwd.as_ref().map(|cwd| cwd.source()));
        self.count(command.env.len());
        for (name, value) in &command.env {
            self.text(name).text(value.source());
        }
        self.count(command.expect_exit.len());
        for status in &command.expect_exit {
            self.text(&status.to_string());
        }
        let expected = command.expect_output.as_ref();
        self.maybe(expected.map(|search| search.source()));
        self.maybe(command.take.as_ref().map(|search| search.source()))
    }
}
