//! The report as tables and charts, before it has a form.
//!
//! What stays true: every cell went through `text::shown`, so no form has to think of control
//! characters again; each still escapes what is markup in it. Every chart stands beside a
//! table that says the same.

use super::part::{Chart, MOST_ROWS, Page, Part, cell, cells};
use super::told::Held;
use super::{ExceptionRun, Period, Rounds, SpanReport, StepRecord};
use crate::present::grade;
use crate::text::duration_words;

/// As many steps are the ones that fail most.
const MOST_STEPS: usize = 15;

/// The report as tables and charts.
pub fn page(report: &SpanReport) -> Page {
    let total = &report.total;
    let days = match report.from == report.to {
        true => report.from.to_string(),
        false => format!("{} to {}", report.from, report.to),
    };
    let of = report.runbook.as_deref().map(|it| format!(" of {it}"));
    let mut lead = vec![
        format!(
            "Days of {}",
            report.zone.strip_prefix("Etc/").unwrap_or(&report.zone)
        ),
        format!("Rounds: {}", counts(total)),
        runs(total),
    ];
    if let Some(percent) = total.done_percent() {
        let (done, all) = (total.boxes_done, total.boxes);
        lead.push(format!("Boxes: {done} of {all} done, {percent} %"));
    }
    if report.ways_back > 0 {
        lead.push(format!("Ways back: {}", report.ways_back));
    }
    let parts = [
        runbooks(report),
        procedures(report),
        periods(report),
        doubts(report),
        late(report),
        exceptions(report),
        escalations(report),
        readings(report),
        trouble(report),
        times(report),
        automation(report),
        follow_ups(report),
        rehearsals(report),
        training(report),
    ];
    Page {
        title: cell(&format!("Report{}, {days}", of.unwrap_or_default())),
        lead: lead.iter().map(|line| cell(line)).collect(),
        parts: parts.into_iter().filter(|it| !it.rows.is_empty()).collect(),
    }
}

/// `12 came: 10 on time, 1 late, 1 missed, 83 % on time`
fn counts(rounds: &Rounds) -> String {
    let parts = [
        (rounds.on_time, "on time"),
        (rounds.late, "late"),
        (rounds.missed, "missed"),
        (rounds.overdue, "overdue"),
        (rounds.waived, "waived"),
        (rounds.due, "still to do"),
    ];
    let some = parts.iter().filter(|(count, _)| *count > 0);
    let some: Vec<_> = some
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let percent = percent(rounds);
    match some.is_empty() {
        true => "none came".to_owned(),
        false => format!("{} came: {}; {percent}", rounds.came, some.join(", ")),
    }
}

/// `4 ended, 1 with failures, 1 with gaps, 0 abandoned`
fn runs(rounds: &Rounds) -> String {
    let mut words = format!(
        "Runs: {} ended, {} with failures, {} with gaps, {} abandoned",
        rounds.runs, rounds.with_failures, rounds.with_gaps, rounds.abandoned
    );
    if rounds.written_up > 0 {
        words.push_str(&format!(", {} written up later", rounds.written_up));
    }
    words
}

fn percent(rounds: &Rounds) -> String {
    match rounds.on_time_percent() {
        Some(percent) => format!("{percent} % on time"),
        None => "none is over".to_owned(),
    }
}

const COUNTED: [&str; 9] = [
    "#On time",
    "#Late",
    "#Missed",
    "#Overdue",
    "#Waived",
    "#To do",
    "#Runs",
    "#% on time",
    "#% done",
];

fn counted(first: Vec<String>, rounds: &Rounds) -> Vec<String> {
    let mut row = first;
    let counts = [
        rounds.on_time,
        rounds.late,
        rounds.missed,
        rounds.overdue,
        rounds.waived,
        rounds.due,
        rounds.runs,
    ];
    row.extend(counts.map(|count| count.to_string()));
    let none = || "–".to_owned();
    let on_time = rounds.on_time_percent();
    row.push(on_time.map_or_else(none, |it| it.to_string()));
    let done = rounds.done_percent();
    row.push(done.map_or_else(none, |it| it.to_string()));
    row
}

fn runbooks(report: &SpanReport) -> Part {
    let columns: Vec<_> = ["Runbook"].into_iter().chain(COUNTED).collect();
    let rows = report.runbooks.iter();
    let rows = rows.map(|it| counted(cells([&it.title]), &it.rounds));
    Part::new("By runbook", &columns).with("", rows)
}

fn procedures(report: &SpanReport) -> Part {
    let columns: Vec<_> = ["Procedure", "Target"].into_iter().chain(COUNTED).collect();
    let rows = report.procedures.iter().map(|it| {
        let target = it.target.as_deref().unwrap_or_default();
        counted(cells([&it.title, target]), &it.rounds)
    });
    Part::new("By procedure", &columns).with("", rows)
}

fn periods(report: &SpanReport) -> Part {
    let columns = [
        "Day", "#Came", "#On time", "#Late", "#Missed", "#Overdue", "#Waived",
    ];
    let rows = report.periods.iter().map(|it| {
        let rounds = &it.rounds;
        let mut row = vec![it.words()];
        let counts = [
            rounds.came,
            rounds.on_time,
            rounds.late,
            rounds.missed,
            rounds.overdue,
            rounds.waived,
        ];
        row.extend(counts.map(|count| count.to_string()));
        row
    });
    let mut part = Part::new("Over time", &columns).with("", rows);
    // A chart in which nothing stands tells nothing.
    let stands = |it: &Period| it.rounds.done() + it.rounds.missed + it.rounds.overdue > 0;
    if report.periods.iter().any(stands) {
        part.charts.push(Chart::Rounds(report.periods.clone()));
    }
    part
}

impl Period {
    pub(super) fn words(&self) -> String {
        match self.from == self.to {
            true => self.from.strftime("%a %Y-%m-%d").to_string(),
            false => format!("{} to {}", self.from, self.to),
        }
    }
}

fn walked(report: &SpanReport, it: &ExceptionRun, third: Option<&str>) -> Vec<String> {
    let took = it.took_seconds.map_or_else(|| "–".to_owned(), length);
    let subject = it.subject.as_deref().or(it.target.as_deref());
    cells([
        &report.span.words(it.began_at),
        &it.title,
        third.unwrap_or_default(),
        subject.unwrap_or_default(),
        &it.by,
        &took,
        &it.result,
    ])
}

/// What a reader should ask about.
fn doubts(report: &SpanReport) -> Part {
    let columns = ["When", "Procedure", "Where", "Begun by", "What"];
    let rows = report.doubts.iter();
    let rows = rows.map(|it| cells(it.cells(&report.span.words(it.at))));
    let words = "Hard to believe; ask whoever did it.";
    Part::new("In doubt", &columns).with(words, rows)
}

/// What was not said when it was done.
fn late(report: &SpanReport) -> Part {
    let columns = ["When", "Procedure", "Where", "By", "What"];
    let rows = report.written_up.iter();
    let rows = rows.map(|it| cells(it.cells(&report.span.words(it.at))));
    let words = "Said after it was done; what counts as on time goes by what they said.";
    Part::new("Written up later", &columns).with(words, rows)
}

fn exceptions(report: &SpanReport) -> Part {
    let columns = [
        "Began",
        "Procedure",
        "Alert",
        "About",
        "By",
        "#Took",
        "Result",
    ];
    let rows = report.exceptions.iter();
    let rows = rows.map(|it| walked(report, it, it.alert.as_deref()));
    Part::new("Exceptions", &columns).with("", rows)
}

fn rehearsals(report: &SpanReport) -> Part {
    let columns = [
        "Began",
        "Procedure",
        "Scenario",
        "About",
        "By",
        "#Took",
        "Result",
        "Score",
    ];
    let rows = report.rehearsals.iter();
    let rows = rows.map(|it| walked(report, it, it.scenario.as_deref()));
    let rows = rows.zip(&report.rehearsals).map(|(mut row, it)| {
        let score = it.grade.as_ref().map(grade).unwrap_or_default();
        row.push(cell(&score));
        row
    });
    let words = "Rehearsals count in nothing above.";
    Part::new("Rehearsals", &columns).with(words, rows)
}

/// Who rehearsed what last: a row a procedure and operator.
fn training(report: &SpanReport) -> Part {
    let columns = ["Procedure", "Operator", "Rehearsed", "Score", "Trains"];
    let rows = report.training.iter().flat_map(|row| {
        row.last.iter().map(|(operator, last)| {
            let at = last.as_ref().map(|it| report.span.words(it.at));
            let score = last.as_ref().and_then(|it| it.grade.as_ref()).map(grade);
            let trains = match last {
                Some(last) if last.trains => "yes".to_owned(),
                Some(last) => format!("no: {}", last.why_not.join("; ")),
                None => String::new(),
            };
            cells([
                &row.title,
                operator,
                at.as_deref().unwrap_or("never"),
                &score.unwrap_or_default(),
                &trains,
            ])
        })
    });
    let words = "The last rehearsal of each, whatever the days of this report.";
    Part::new("Training", &columns).with(words, rows)
}

fn escalations(report: &SpanReport) -> Part {
    let columns = ["Opened", "Severity", "What", "Response", "Resolution"];
    let live = report.escalations.iter().filter(|it| !it.rehearsal);
    let rows = live.clone().map(|it| {
        cells([
            &report.span.words(it.opened_at),
            &it.severity,
            &it.title,
            &held(it.response),
            &held(it.resolution),
        ])
    });
    let met = |held: &dyn Fn(&super::Escalated) -> Option<Held>| {
        let known: Vec<bool> = live.clone().filter_map(|it| held(it)?.met).collect();
        let well = known.iter().filter(|met| **met).count();
        format!("{well} of {} on time", known.len())
    };
    let words = format!(
        "Responses: {}; resolutions: {}.",
        met(&|it| it.response),
        met(&|it| it.resolution)
    );
    Part::new("Escalations", &columns).with(&words, rows)
}

/// `12 min of 15 min, met`
fn held(held: Option<Held>) -> String {
    let Some(held) = held else {
        return "no target".to_owned();
    };
    let target = length(held.target_seconds);
    let word = match held.met {
        Some(true) => "met",
        Some(false) => "missed",
        None => "still open",
    };
    match held.took_seconds {
        Some(took) => format!("{} of {target}, {word}", length(took)),
        None => format!("none within {target}, {word}"),
    }
}

fn readings(report: &SpanReport) -> Part {
    let columns = [
        "Reading",
        "Target",
        "Unit",
        "#Taken",
        "#Min",
        "#Median",
        "#Max",
        "#Last",
        "#Warnings",
        "#Alarms",
        "Trend",
    ];
    let rows = report.readings.iter().map(|it| {
        let values: Vec<f64> = it.points.iter().map(|point| point.value).collect();
        let title = format!("{} ({})", it.title, it.step);
        cells([
            &title,
            it.target.as_deref().unwrap_or_default(),
            it.unit.as_deref().unwrap_or_default(),
            &it.taken.to_string(),
            &it.min.to_string(),
            &it.median.to_string(),
            &it.max.to_string(),
            &it.last.to_string(),
            &it.warnings.to_string(),
            &it.alarms.to_string(),
            &super::chart::bars(&values),
        ])
    });
    let mut part = Part::new("Readings", &columns).with("", rows);
    let drawn = report.readings.iter().filter(|it| it.points.len() > 1);
    let drawn = drawn.take(MOST_ROWS).cloned();
    part.charts.extend(drawn.map(Chart::Line));
    part
}

fn trouble(report: &SpanReport) -> Part {
    let columns = [
        "Step",
        "Procedure",
        "#Answered",
        "#Failed",
        "#Skipped",
        "#Deferred",
        "#Repeated",
    ];
    let steps = report.steps.iter().filter(|it| it.had_trouble());
    let rows = steps.take(MOST_STEPS).map(|it| {
        cells([
            &it.title,
            &it.procedure,
            &it.answered.to_string(),
            &it.failed.to_string(),
            &it.skipped.to_string(),
            &it.deferred.to_string(),
            &it.repeated.to_string(),
        ])
    });
    Part::new("Steps that fail or are skipped most", &columns).with("", rows)
}

const TIMED: [&str; 6] = [
    "Step",
    "Procedure",
    "#Answered",
    "#Median",
    "#Longest",
    "#Minutes",
];

fn timed(it: &StepRecord) -> Vec<String> {
    cells([
        &it.title,
        &it.procedure,
        &it.answered.to_string(),
        &length(it.median_seconds),
        &length(it.longest_seconds),
        &format!("{:.1}", it.minutes),
    ])
}

fn times(report: &SpanReport) -> Part {
    let mut steps: Vec<_> = report.steps.iter().filter(|it| it.timed > 0).collect();
    steps.sort_by(|one, other| other.minutes.total_cmp(&one.minutes));
    let rows = steps.into_iter().take(MOST_STEPS).map(timed);
    let words = "From what was said before an answer to the answer. Minutes: the median for each \
                 answer, so that one long pause does not count.";
    Part::new("Time a step", &TIMED).with(words, rows)
}

fn automation(report: &SpanReport) -> Part {
    let words = "Done by hand, never failed, never varied; those that took most minutes first.";
    let rows = report.automation.iter().map(timed);
    Part::new("What would repay automation", &TIMED).with(words, rows)
}

fn follow_ups(report: &SpanReport) -> Part {
    let columns = ["Opened", "Kind", "What", "State", "Closed"];
    let rows = report.follow_ups.iter().map(|it| {
        let closed = it.closed_at.map(|at| report.span.words(at));
        cells([
            &report.span.words(it.opened_at),
            it.kind,
            &it.title,
            it.state,
            closed.as_deref().unwrap_or("–"),
        ])
    });
    let all = report.follow_ups.iter();
    let words = format!(
        "{} opened, {} closed; {} are open now.",
        all.clone().filter(|it| it.opened).count(),
        all.filter(|it| it.closed).count(),
        report.open_follow_ups
    );
    Part::new("Follow-ups", &columns).with(&words, rows)
}

fn length(seconds: i64) -> String {
    duration_words(seconds.unsigned_abs())
}
