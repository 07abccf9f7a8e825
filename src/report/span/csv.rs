//! The report as rows: one measure a row, so that all of it is one table.
//!
//! Quoting is RFC 4180's: cells in quotes where they hold a comma, a quote or a line's end,
//! quotes doubled, lines end with CR LF. A spreadsheet runs what looks like a formula, so a
//! cell that begins with `=`, `+`, `-`, `@` (also in their full-width forms), a tab or a
//! carriage return, and is no number, gets a `'` before it: a spreadsheet then shows the text.
//! Control characters are made visible before that, as everywhere else.

use super::{Rounds, SpanReport};
use crate::limits::Judgement;
use crate::text::csv_cell as cell;
use jiff::Timestamp;

/// As CSV. The columns: `part` (`runbook`, `procedure`, `period`, `exception`, `escalation`,
/// `reading`, `step`, `automation`, `follow-up`, `rehearsal`, `doubt`, `written-up`), `of` (the id of what it is
/// about), `title`, `target`, `item` (a step, an alert, a scenario, a severity, a kind), `at`,
/// `measure`, `value`.
pub fn csv(report: &SpanReport) -> String {
    let mut rows = Rows(String::new());
    rows.row([
        "part", "of", "title", "target", "item", "at", "measure", "value",
    ]);
    rounds(report, &mut rows);
    for (part, walked) in walks(report) {
        rows.about(part, &walked.0).measure("result", &walked.1);
    }
    told(report, &mut rows);
    readings(report, &mut rows);
    steps(report, &mut rows);
    rows.0
}

struct Rows(String);

/// What several measures are of.
#[derive(Clone, Debug, Default)]
struct About {
    of: String,
    title: String,
    target: String,
    item: String,
    at: String,
}

struct Measures<'a> {
    rows: &'a mut Rows,
    part: &'static str,
    about: &'a About,
}

impl Rows {
    fn row(&mut self, cells: [&str; 8]) {
        let cells = cells.map(cell);
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }

    fn about<'a>(&'a mut self, part: &'static str, about: &'a About) -> Measures<'a> {
        Measures {
            rows: self,
            part,
            about,
        }
    }
}

impl Measures<'_> {
    fn measure(&mut self, measure: &str, value: &str) -> &mut Self {
        let About {
            of,
            title,
            target,
            item,
            at,
        } = self.about;
        self.rows
            .row([self.part, of, title, target, item, at, measure, value]);
        self
    }

    fn number(&mut self, measure: &str, value: impl ToString) -> &mut Self {
        self.measure(measure, &value.to_string())
    }
}

fn count(mut of: Measures<'_>, rounds: &Rounds) {
    of.number("came", rounds.came)
        .number("on time", rounds.on_time)
        .number("late", rounds.late)
        .number("missed", rounds.missed)
        .number("overdue", rounds.overdue)
        .number("excused", rounds.waived)
        .number("due", rounds.due)
        .number("runs", rounds.runs)
        .number("with failures", rounds.with_failures)
        .number("with gaps", rounds.with_gaps)
        .number("abandoned", rounds.abandoned)
        .number("written up later", rounds.written_up)
        .number("boxes", rounds.boxes)
        .number("boxes done", rounds.boxes_done);
}

fn rounds(report: &SpanReport, rows: &mut Rows) {
    for it in &report.runbooks {
        let about = About {
            of: it.runbook.clone(),
            title: it.title.clone(),
            ..About::default()
        };
        count(rows.about("runbook", &about), &it.rounds);
    }
    for it in &report.procedures {
        let about = About {
            of: it.procedure.clone(),
            title: it.title.clone(),
            target: it.target.clone().unwrap_or_default(),
            ..About::default()
        };
        count(rows.about("procedure", &about), &it.rounds);
    }
    for it in &report.periods {
        let about = About {
            of: it.to.to_string(),
            at: it.from.to_string(),
            ..About::default()
        };
        count(rows.about("period", &about), &it.rounds);
    }
}

/// Exceptions and rehearsals, each with how it ended and how long it took.
fn walks(report: &SpanReport) -> Vec<(&'static str, (About, String))> {
    let exceptions = report.exceptions.iter();
    let exceptions = exceptions.map(|it| ("exception", it, it.alert.clone()));
    let rehearsals = report.rehearsals.iter();
    let rehearsals = rehearsals.map(|it| ("rehearsal", &it.walked, it.scenario.clone()));
    let all = exceptions.chain(rehearsals).map(|(part, it, item)| {
        let about = About {
            of: it.run.clone(),
            title: it.title.clone(),
            target: it.target.clone().unwrap_or_default(),
            item: item.unwrap_or_default(),
            at: it.began_at.to_string(),
        };
        let took = it.took_seconds.map(|it| format!(" in {it} s"));
        (part, (about, it.result.clone() + &took.unwrap_or_default()))
    });
    all.collect()
}

fn told(report: &SpanReport, rows: &mut Rows) {
    let doubts = report.doubts.iter().map(|it| ("doubt", it));
    let late = report.written_up.iter().map(|it| ("written-up", it));
    for (part, it) in doubts.chain(late) {
        let about = About {
            of: it.run.clone(),
            title: it.title.clone(),
            target: it.target.clone().unwrap_or_default(),
            at: it.at.to_string(),
            ..About::default()
        };
        rows.about(part, &about).measure("why", &it.why);
    }
    for it in report.escalations.iter().filter(|it| !it.rehearsal) {
        let about = About {
            of: it.escalation.clone(),
            title: it.title.clone(),
            item: it.severity.clone(),
            at: it.opened_at.to_string(),
            ..About::default()
        };
        let mut of = rows.about("escalation", &about);
        for (what, held) in [("response", it.response), ("resolution", it.resolution)] {
            let Some(held) = held else { continue };
            of.number(&format!("{what} target seconds"), held.target_seconds);
            if let Some(took) = held.took_seconds {
                of.number(&format!("{what} seconds"), took);
            }
            if let Some(met) = held.met {
                of.number(&format!("{what} met"), met);
            }
        }
    }
    for it in &report.follow_ups {
        let about = About {
            of: it.follow_up.clone(),
            title: it.title.clone(),
            item: it.kind.to_owned(),
            at: it.opened_at.to_string(),
            ..About::default()
        };
        let mut of = rows.about("follow-up", &about);
        of.measure("state", it.state);
        if let Some(at) = it.closed_at {
            of.number("closed at", at);
        }
    }
}

fn readings(report: &SpanReport, rows: &mut Rows) {
    for it in &report.readings {
        let about = |at: Option<Timestamp>| About {
            of: it.procedure.clone(),
            title: it.title.clone(),
            target: it.target.clone().unwrap_or_default(),
            item: it.step.clone(),
            at: at.map(|at| at.to_string()).unwrap_or_default(),
        };
        rows.about("reading", &about(None))
            .number("taken", it.taken)
            .number("normal", it.normal)
            .number("warnings", it.warnings)
            .number("alarms", it.alarms)
            .number("min", it.min)
            .number("median", it.median)
            .number("max", it.max)
            .number("last", it.last);
        for point in &it.points {
            let judgement = match point.judgement {
                Judgement::Normal => "normal",
                Judgement::Warning => "warning",
                Judgement::Alarm => "alarm",
            };
            rows.about("reading", &about(Some(point.at)))
                .number(judgement, point.value);
        }
    }
}

fn steps(report: &SpanReport, rows: &mut Rows) {
    let steps = report.steps.iter().map(|it| ("step", it));
    let repay = report.automation.iter().map(|it| ("automation", it));
    for (part, it) in steps.chain(repay) {
        let about = About {
            of: it.procedure.clone(),
            title: it.title.clone(),
            item: it.step.clone(),
            ..About::default()
        };
        rows.about(part, &about)
            .number("answered", it.answered)
            .number("ok", it.ok)
            .number("not ok", it.not_ok)
            .number("skipped", it.skipped)
            .number("deferred", it.deferred)
            .number("failed", it.failed)
            .number("repeated", it.repeated)
            .number("median seconds", it.median_seconds)
            .number("longest seconds", it.longest_seconds)
            .number("minutes", format!("{:.1}", it.minutes));
    }
}
