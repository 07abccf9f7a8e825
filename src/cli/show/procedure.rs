//! A procedure with its steps in full.

use super::super::approval;
use super::super::args::Form;
use super::super::exit::{Exit, Stop};
use super::super::invocation::Invocation;
use super::super::list::{schedule_words, targets};
use super::super::out::{Line, Out, Table};
use super::super::words;
use super::history::ProcedureHistory;
use super::how_done::{HowDoneJson, as_seconds, seconds, write_lines, write_typed};
use super::parts::{heading, paragraph, prose};
use crate::present::Tone;
use crate::runbook::{Condition, Procedure, ProcedureRef, Runbook, Step, Style, Template, Yields};
use crate::session::{Currency, Session};
use serde::Serialize;

/// A procedure. As JSON: `procedure` (`runbook/procedure`), `title`, `runbook_title`,
/// `purpose`, `kind`, `schedule`, `targets`, `alerts`, `symptoms`, `subject`, `style`
/// (`read-do`, `do-confirm`), `estimate_seconds`, `condition` (`current`, `last-good`),
/// `rehearse_every_seconds`, `rehearsals` (`title`, `scenario`), `steps`, `record` (what the
/// record knows of it: [`ProcedureHistory`]). Texts keep their `$NAME`s. Keys that say nothing are null.
#[derive(Debug, Serialize)]
struct View {
    procedure: String,
    title: String,
    runbook_title: String,
    purpose: Option<String>,
    kind: &'static str,
    schedule: Option<String>,
    targets: Vec<String>,
    alerts: Vec<String>,
    symptoms: Vec<String>,
    subject: Option<String>,
    style: &'static str,
    estimate_seconds: Option<i64>,
    condition: &'static str,
    rehearse_every_seconds: Option<i64>,
    rehearsals: Vec<RehearsalView>,
    steps: Vec<StepJson>,
    record: ProcedureHistory,
}

#[derive(Debug, Serialize)]
struct RehearsalView {
    title: String,
    scenario: Option<String>,
}

/// A step. As JSON: `number`, `id`, `section`, `title`, `yields` (`tick`, `reading`, `ask`,
/// `choose`), `unit`, `limits` (in words), `name` (the variable that it fills), `options`,
/// `pattern`, `example`, `items` (`id`, `text`), `each` (what it is done for, in words), `detail` (Markdown), `caution`, `expect`,
/// `copy`, `link`, `when` (in words), `optional`, `ends` (the word that doing it ends the run
/// with), `secret`, `watch_same`, and what [`HowDoneJson`] says of how it is done.
#[derive(Debug, Serialize)]
struct StepJson {
    number: usize,
    id: String,
    section: Option<String>,
    title: String,
    yields: &'static str,
    unit: Option<String>,
    limits: Option<String>,
    name: Option<String>,
    options: Vec<String>,
    pattern: Option<String>,
    example: Option<String>,
    items: Vec<ItemView>,
    each: Option<String>,
    detail: Option<String>,
    caution: Option<String>,
    expect: Option<String>,
    copy: Option<String>,
    link: Option<String>,
    when: Option<String>,
    optional: bool,
    ends: Option<String>,
    secret: bool,
    watch_same: bool,
    #[serde(flatten)]
    way: HowDoneJson,
}

#[derive(Debug, Serialize)]
struct ItemView {
    id: String,
    text: String,
}

/// Shows a procedure by its runbook's newest good revision.
pub fn show(
    reference: &ProcedureRef,
    form: Form,
    invocation: &mut Invocation,
) -> Result<Exit, Stop> {
    let clock = invocation.clock.clone();
    let session = invocation.session()?;
    let gone = || Stop::Runbook(format!("The runbook {} cannot be used.", reference.runbook));
    let pin = session
        .newest(reference.runbook.as_str())
        .ok_or_else(gone)?;
    let procedure = pin
        .runbook
        .procedure(reference.procedure.as_str())
        .ok_or_else(gone)?;
    let is_current = pin.currency == Currency::Current;
    let is_there = session.library().book(reference.runbook.as_str()).is_some();
    // What the file says may be something else.
    let exit = match is_current || !is_there {
        true => Exit::WELL,
        false => Exit::RUNBOOK,
    };
    let record = ProcedureHistory::of(session, &pin.runbook, procedure, clock.now);
    let view = view(session, &pin.runbook, procedure, is_current, record);
    if form.json {
        invocation.out.json(&view)?;
        return Ok(exit);
    }
    if !is_current {
        invocation
            .out
            .error("The file is broken or gone; this is the last good revision.");
    }
    approval::tell(&pin, invocation)?;
    head(&mut invocation.out, &view)?;
    let mut section: Option<&str> = None;
    for step in &view.steps {
        if step.section.as_deref() != section {
            section = step.section.as_deref();
            heading(&mut invocation.out, section.unwrap_or_default())?;
        }
        write_step(&mut invocation.out, step)?;
    }
    write_rehearsals(&mut invocation.out, &view.rehearsals)?;
    view.record.tell(&mut invocation.out, &clock)?;
    Ok(exit)
}

fn view(
    session: &Session,
    runbook: &Runbook,
    procedure: &Procedure,
    is_current: bool,
    record: ProcedureHistory,
) -> View {
    let source = |template: &Template| template.source().to_owned();
    View {
        procedure: runbook.reference(procedure).to_string(),
        title: procedure.title.clone(),
        runbook_title: runbook.title.clone(),
        purpose: procedure.purpose.clone(),
        kind: words::kind(procedure.kind()),
        schedule: schedule_words(procedure),
        targets: targets(session, procedure),
        alerts: procedure.alerts.clone(),
        symptoms: procedure.symptoms.clone(),
        subject: procedure.subject.as_ref().map(source),
        style: match procedure.style {
            Style::ReadDo => "read-do",
            Style::DoConfirm => "do-confirm",
        },
        estimate_seconds: procedure.estimate().map(|estimate| estimate.as_secs()),
        condition: if is_current { "current" } else { "last-good" },
        rehearse_every_seconds: as_seconds(procedure.rehearse_every),
        rehearsals: procedure
            .rehearsals
            .iter()
            .map(|rehearsal| RehearsalView {
                title: rehearsal.title.clone(),
                scenario: rehearsal.scenario.clone(),
            })
            .collect(),
        steps: (1..)
            .zip(&procedure.steps)
            .map(|(number, step)| step_view(procedure, number, step))
            .collect(),
        record,
    }
}

fn step_view(procedure: &Procedure, number: usize, step: &Step) -> StepJson {
    let source = |template: &Template| template.source().to_owned();
    let section = step.section.and_then(|index| procedure.sections.get(index));
    let (copy, link) = (
        step.copy.as_ref().map(source),
        step.link.as_ref().map(source),
    );
    let mut view = StepJson {
        number,
        id: step.id.to_string(),
        section: section.map(|section| section.title.clone()),
        title: source(&step.title),
        yields: "tick",
        unit: None,
        limits: None,
        name: None,
        options: Vec::new(),
        pattern: None,
        example: None,
        items: step
            .each
            .items()
            .iter()
            .map(|item| ItemView {
                id: item.id.to_string(),
                text: item.text.clone(),
            })
            .collect(),
        each: procedure.each_words(step),
        detail: step.detail.as_ref().map(source),
        caution: step.caution.as_ref().map(source),
        expect: step.expect.as_ref().map(source),
        copy,
        link,
        when: when(
            section.and_then(|section| section.when.as_ref()),
            step.when.as_ref(),
        ),
        optional: step.optional,
        ends: step.end.clone(),
        secret: false,
        watch_same: false,
        way: HowDoneJson::of(step),
    };
    put_yields(&mut view, &step.yields);
    view
}

/// What the step is answered with.
fn put_yields(view: &mut StepJson, yields: &Yields) {
    match yields {
        Yields::Tick => {}
        Yields::Reading {
            unit,
            limits,
            watch_same,
        } => {
            view.watch_same = *watch_same;
            view.yields = "reading";
            let words = limits.words(unit.as_deref().unwrap_or_default());
            view.limits = (!words.is_empty()).then_some(words);
            view.unit = unit.clone();
        }
        Yields::Ask(ask) => {
            view.yields = "ask";
            view.name = Some(ask.name.clone());
            view.pattern = ask
                .pattern
                .as_ref()
                .map(|pattern| pattern.source().to_owned());
            view.example = ask.example.clone();
            view.secret = ask.secret;
        }
        Yields::Choose(choose) => {
            view.yields = "choose";
            view.name = choose.name.clone();
            view.options = choose.options.clone();
        }
    }
}

fn when(section: Option<&Condition>, step: Option<&Condition>) -> Option<String> {
    let words: Vec<_> = section
        .into_iter()
        .chain(step)
        .map(|it| it.words(ToString::to_string))
        .collect();
    (!words.is_empty()).then(|| words.join(", and "))
}

fn head(out: &mut Out, view: &View) -> Result<(), Stop> {
    let title = Line::of(Tone::Strong, &view.title);
    out.line(&title.add(
        Tone::Dim,
        &format!("  {}  {}", view.runbook_title, view.procedure),
    ))?;
    if let Some(purpose) = &view.purpose {
        paragraph(out, "", purpose)?;
    }
    let estimate = view
        .estimate_seconds
        .map(i64::unsigned_abs)
        .map(crate::text::duration_words);
    let rows = [
        ("Schedule", view.schedule.clone()),
        ("Targets", some(&view.targets)),
        ("Alerts", some(&view.alerts)),
        ("Symptoms", some(&view.symptoms)),
        ("Takes", estimate),
        ("Style", Some(view.style.to_owned())),
        (
            "Rehearsed",
            view.rehearse_every_seconds
                .map(|it| format!("every {}", seconds(it))),
        ),
    ];
    out.gap()?;
    let mut table = Table::keeping(&[1]);
    for (name, value) in &rows {
        if let Some(value) = value {
            table.row([(Tone::Dim, *name), (Tone::Plain, value.as_str())]);
        }
    }
    table.write(out)?;
    out.gap()
}

fn some(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join(", "))
}

fn write_step(out: &mut Out, step: &StepJson) -> Result<(), Stop> {
    const INDENT: &str = "    ";
    let number = format!("{:>2}  ", step.number);
    let mut line = Line::plain(&number).add(Tone::Strong, &step.title);
    line = line.add(Tone::Dim, &format!("  {}", step.id));
    if step.optional {
        line = line.add(Tone::Dim, "  optional");
    }
    out.line(&line)?;
    let items: Vec<_> = step.items.iter().map(|item| item.text.clone()).collect();
    let yields = match step.yields {
        "reading" => {
            let unit = step.unit.as_deref().unwrap_or("a number");
            let limits = step.limits.as_ref().map(|limits| format!("; {limits}"));
            Some(format!("reading in {unit}{}", limits.unwrap_or_default()))
        }
        "ask" => {
            let example = step
                .example
                .as_ref()
                .map(|example| format!(", such as {example}"));
            let name = step.name.as_deref().unwrap_or_default();
            let kept = if step.secret {
                ", kept in memory alone"
            } else {
                ""
            };
            Some(format!(
                "asks for {name}{}{kept}",
                example.unwrap_or_default()
            ))
        }
        "choose" => Some(format!("choose: {}", step.options.join(", "))),
        _ => None,
    };
    let lines = [
        ("When", step.when.clone()),
        ("Caution", step.caution.clone()),
        ("Yields", yields),
        ("For each", some(&items)),
        ("Done", step.each.clone().filter(|_| items.is_empty())),
        ("Expect", step.expect.clone()),
        ("Link", step.link.clone()),
        ("Ends the run", step.ends.clone()),
    ];
    write_lines(out, INDENT, lines)?;
    if let Some(copy) = &step.copy {
        write_typed(out, INDENT, "copy ", copy)?;
    }
    step.way.write(out, INDENT)?;
    if let Some(detail) = &step.detail {
        prose(out, INDENT, detail)?;
    }
    Ok(())
}

fn write_rehearsals(out: &mut Out, rehearsals: &[RehearsalView]) -> Result<(), Stop> {
    if rehearsals.is_empty() {
        return Ok(());
    }
    heading(out, "Rehearsals")?;
    for rehearsal in rehearsals {
        paragraph(out, "    ", &rehearsal.title)?;
        if let Some(scenario) = &rehearsal.scenario {
            paragraph(out, "      ", scenario)?;
        }
    }
    Ok(())
}
