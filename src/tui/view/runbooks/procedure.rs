//! A procedure's page: what it is for, when it is due and how it went lately, when it is
//! needed, where it is done, and every step in full.

use super::super::paint::{Piece, piece};
use super::super::sheet::Sheet;
use super::how_done;
use super::laid_out::Page;
use crate::app::App;
use crate::app::theme::Role;
use crate::app::when;
use crate::runbook::{
    Condition, Kind, Procedure, ProcedureRef, Runbook, Step, StepId, Style, Target,
};
use crate::state::{SeriesId, State, on_time_percent};
use crate::text::duration_words;

/// As many slots as are looked back on.
const RECENT: usize = 14;

pub(super) fn draw(app: &App, state: &State, reference: &ProcedureRef, page: &mut Page) {
    let Some(runbook) = app.usable(&reference.runbook) else {
        let text = "Its last good revision is being read.";
        return page.sheet.words(Role::Dim, text);
    };
    let Some(procedure) = runbook.procedure(reference.procedure.as_str()) else {
        return;
    };
    let sheet = &mut page.sheet;
    let kind = match procedure.kind() {
        Kind::Routine => "routine",
        Kind::Exception => "exception",
        Kind::OnDemand => "on demand",
    };
    let text = format!("{}{}{kind}", runbook.title, app.look.dot());
    sheet.words(Role::Dim, &text);
    if app.runbooks.pin(&reference.runbook).is_some() {
        let text = "Its file is broken or gone. This is the last good revision; it can be run.";
        sheet.words(Role::Warn, text);
    }
    if let Some(purpose) = &procedure.purpose {
        sheet.gap();
        sheet.words(Role::Plain, purpose);
    }
    sheet.gap();
    schedule(app, procedure, sheet);
    triggers(app, runbook, procedure, sheet);
    lately(app, state, reference, procedure, sheet);
    targets(app, runbook, procedure, sheet);
    rehearsals(procedure, sheet);
    steps(app, procedure, page);
}

fn schedule(app: &App, procedure: &Procedure, sheet: &mut Sheet) {
    let words = |duration: jiff::SignedDuration| duration_words(duration.as_secs().unsigned_abs());
    if let Some(timing) = &procedure.timing {
        let mut text = timing.schedule.words();
        let zone = timing.zone.name();
        if app.zone.iana_name() != Some(zone) {
            text = format!("{text} ({zone})");
        }
        text = format!(
            "{text}{}on time for {}",
            app.look.dot(),
            words(timing.grace)
        );
        sheet.labelled("schedule", Role::Plain, &text);
        if let Some(next) = timing.next_after(app.now) {
            sheet.labelled("next", Role::Plain, &when::moment(next, app));
        }
    }
    let style = match procedure.style {
        Style::ReadDo => "read-do: in order",
        Style::DoConfirm => "do-confirm: any order",
    };
    let text = match procedure.estimate() {
        Some(estimate) => format!("about {}{}{style}", words(estimate), app.look.dot()),
        None => style.to_owned(),
    };
    sheet.labelled("takes", Role::Plain, &text);
}

/// What it answers.
fn triggers(app: &App, runbook: &Runbook, procedure: &Procedure, sheet: &mut Sheet) {
    if procedure.alerts.is_empty() && procedure.symptoms.is_empty() {
        return;
    }
    sheet.heading("When");
    for name in &procedure.alerts {
        let alert = runbook.alerts.iter().find(|alert| alert.name == *name);
        let mut row = Vec::new();
        if let Some(severity) = alert.and_then(|alert| alert.severity.as_deref()) {
            row.push(piece(app.look, Role::Warn, &format!("{severity} ")));
        }
        row.push(piece(app.look, Role::Title, name));
        sheet.row(row);
        if let Some(means) = alert.and_then(|alert| alert.means.as_deref()) {
            sheet.indented("  ", Role::Plain, means);
        }
    }
    for symptom in &procedure.symptoms {
        sheet.indented("- ", Role::Plain, symptom);
    }
}

/// How it went: the last slots and the last run, target by target.
fn lately(
    app: &App,
    state: &State,
    reference: &ProcedureRef,
    procedure: &Procedure,
    sheet: &mut Sheet,
) {
    let targets: Vec<_> = match procedure.targets[..] {
        [] => vec![None],
        _ => procedure
            .targets
            .iter()
            .map(|it| Some(name(app, it)))
            .collect(),
    };
    let several = targets.len() > 1;
    let mut rows: Vec<(Vec<Piece>, String)> = Vec::new();
    for target in targets {
        let line = SeriesId {
            procedure: reference.clone(),
            target: target.clone().map(Into::into),
        };
        let label = target.filter(|_| several).map(|it| format!("{it}  "));
        let label = || label.iter().map(|label| piece(app.look, Role::Dim, label));
        let recent = state.recent(&line, RECENT, app.now);
        if !recent.is_empty() {
            let mut row: Vec<_> = label().collect();
            row.extend(recent.iter().map(|occurrence| {
                let (sign, role) = app.look.slot(&occurrence.state);
                piece(app.look, role, sign)
            }));
            let percent = on_time_percent(&recent).map(|it| format!("  on time {it} %"));
            rows.push((row, percent.unwrap_or_else(|| " ".to_owned())));
        }
        if let Some(last) = state.last_run(&line, None) {
            let (sign, role) = app.look.verdict(&last.verdict);
            let by: Vec<_> = last.operators.iter().map(ToString::to_string).collect();
            let at = when::moment(last.done_at, app);
            let words = last.verdict.to_string();
            let text = format!("{words} {at} by {}", by.join(", "));
            let mut row: Vec<_> = label().collect();
            row.push(piece(app.look, role, &format!("{sign} ")));
            rows.push((row, text));
        }
    }
    if !rows.is_empty() {
        sheet.heading("Lately");
        for (head, text) in rows {
            sheet.hung(head, Role::Plain, &text);
        }
    }
}

fn name(app: &App, target: &Target) -> String {
    match target {
        Target::ThisHost => app.host.to_string(),
        Target::Named(name) => name.to_string(),
    }
}

fn targets(app: &App, runbook: &Runbook, procedure: &Procedure, sheet: &mut Sheet) {
    if procedure.targets.is_empty() {
        return;
    }
    sheet.heading("Where");
    for target in &procedure.targets {
        let text = match target {
            Target::ThisHost => format!("{} (this host)", app.host),
            Target::Named(name) => name.to_string(),
        };
        sheet.words(Role::Plain, &text);
        let Target::Named(name) = target else {
            continue;
        };
        for (name, value) in runbook.targets.get(name).into_iter().flatten() {
            sheet.labelled(&format!("  {name}"), Role::Plain, value);
        }
    }
}

fn steps(app: &App, procedure: &Procedure, page: &mut Page) {
    page.sheet.heading("Steps");
    let mut section = None;
    for (index, step) in procedure.steps.iter().enumerate() {
        if step.section != section {
            section = step.section;
            if let Some(section) = section.and_then(|at| procedure.sections.get(at)) {
                page.sheet.heading(&section.title);
                if let Some(when) = &section.when {
                    let text = format!("only if {}", condition(procedure, when));
                    page.sheet.words(Role::Dim, &text);
                }
            }
        }
        page.steps.push((step.id.clone(), page.sheet.height()));
        one_step(app, procedure, index, step, &mut page.sheet);
    }
}

fn one_step(app: &App, procedure: &Procedure, index: usize, step: &Step, sheet: &mut Sheet) {
    let optional = if step.optional { " (optional)" } else { "" };
    let title = format!("{}{optional}", step.title.source());
    sheet.indented(&format!("{:>2} ", index + 1), Role::Title, &title);
    let mut inner = sheet.beneath(3);
    if let Some(when) = &step.when {
        let text = format!("only if {}", condition(procedure, when));
        inner.words(Role::Dim, &text);
    }
    if let Some(each) = procedure.each_words(step) {
        inner.words(Role::Plain, &each);
    }
    if let Some(caution) = &step.caution {
        inner.row(vec![piece(app.look, Role::Caution, " CAUTION ")]);
        inner.words(Role::Plain, caution.source());
    }
    if let Some(detail) = &step.detail {
        inner.markdown(detail.source());
    }
    if let Some(expect) = &step.expect {
        inner.labelled("OK when", Role::Plain, expect.source());
    }
    how_done::yields(app, &step.yields, &mut inner);
    for (label, text) in [("copy", &step.copy), ("link", &step.link)] {
        if let Some(text) = text {
            inner.labelled(label, Role::Accent, text.source());
        }
    }
    how_done::way(app, step, &mut inner);
    if let Some(end) = &step.end {
        inner.labelled("ends the run", Role::Plain, end);
    }
    sheet.append(inner);
}

/// The scenarios that it can be rehearsed by.
fn rehearsals(procedure: &Procedure, sheet: &mut Sheet) {
    if procedure.rehearsals.is_empty() && procedure.rehearse_every.is_none() {
        return;
    }
    sheet.heading("Rehearsals");
    if let Some(every) = procedure.rehearse_every {
        let words = duration_words(every.as_secs().unsigned_abs());
        sheet.labelled("wanted", Role::Plain, &format!("every {words}"));
    }
    for rehearsal in &procedure.rehearsals {
        sheet.indented("- ", Role::Plain, &rehearsal.title);
        if let Some(scenario) = &rehearsal.scenario {
            sheet.indented("  ", Role::Dim, scenario);
        }
    }
}

/// When something is wanted, in words.
fn condition(procedure: &Procedure, when: &Condition) -> String {
    let title = |step: &StepId| {
        let found = procedure
            .steps
            .iter()
            .enumerate()
            .find(|(_, it)| it.id == *step);
        found.map_or_else(
            || format!("{step}"),
            |(index, found)| format!("step {} ({})", index + 1, found.title.source()),
        )
    };
    when.words(title)
}
