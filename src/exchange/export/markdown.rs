//! A form in Markdown, for the day on which the machine is down: boxes to tick, blanks for
//! readings, times and initials, whom to call; and at its end the commands that write up
//! later what was done on paper.
//!
//! What stays true: it reads well as plain text too. A step is an item of a list with a box,
//! and all that belongs to it is indented below it.

use super::prose::{code, fenced, markdown as prose};
use super::sheet::{Book, EscalationSheet, HopSheet, LINES_FOR_ITEMS, Sheet, StepSheet};
use super::written::{Fact, Part};
use crate::text::{markdown_escaped, shown};

/// A blank to write into.
const BLANK: &str = "`____________`";
const SHORT_BLANK: &str = "`______`";

/// Forms for these runbooks; `printed` is the moment, in words.
pub fn markdown(books: &[Book], printed: &str) -> String {
    let mut lines = Vec::new();
    for book in books {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        write_book(&mut lines, book, printed);
    }
    lines.join("\n") + "\n"
}

/// A text of one line, with what hides in it made visible and nothing in it markup.
fn words(text: &str) -> String {
    markdown_escaped(shown(&text.replace('\n', " ")).as_str())
}

fn write_book(lines: &mut Vec<String>, book: &Book, printed: &str) {
    lines.push(format!("# {}", words(&book.title)));
    lines.push(String::new());
    if let Some(summary) = &book.summary {
        lines.extend([words(summary), String::new()]);
    }
    lines.push(format!(
        "Printed {printed}. Times are in {}. Commands keep their `$NAME`s: put in what was asked for.",
        words(&book.timezone)
    ));
    write_reach(lines, book);
    for sheet in &book.procedures {
        write_procedure(lines, sheet);
    }
    write_tool(lines, book);
    for part in &book.parts {
        write_part(lines, part);
    }
    write_file(lines, book);
}

/// The file that the form was made of, which brings all of it back.
fn write_file(lines: &mut Vec<String>, book: &Book) {
    let Some(carried) = &book.carried else {
        return;
    };
    lines.extend([
        String::new(),
        "## The file of this runbook".into(),
        String::new(),
    ]);
    let Some(file) = carried.lines() else {
        lines.push("It holds characters that cannot be seen, so it does not stand here, and this page cannot be brought back. `rounds check` says where they are.".into());
        return;
    };
    lines.extend([
        "It stands below, in a comment of this page, from where `rounds import` brings the runbook back as it is. The words above are for people.".into(),
        String::new(),
    ]);
    lines.extend(file);
}

/// How the tool is built, and where more about it is.
fn write_tool(lines: &mut Vec<String>, book: &Book) {
    if let Some(text) = &book.architecture {
        lines.extend([String::new(), "## Architecture".into(), String::new()]);
        lines.extend(prose(text));
    }
    if !book.links.is_empty() {
        lines.extend([String::new(), "## Links".into(), String::new()]);
        let links = book.links.iter();
        lines.extend(links.map(|it| format!("- {}: {}", words(&it.name), words(&it.url))));
    }
}

fn write_part(lines: &mut Vec<String>, part: &Part) {
    lines.extend([
        String::new(),
        format!("## {}", words(&part.heading)),
        String::new(),
    ]);
    for thing in &part.things {
        match &thing.name {
            Some(name) => {
                let told = told(&thing.facts).map(|told| format!(": {told}"));
                lines.push(format!("- **{}**{}", words(name), told.unwrap_or_default()));
            }
            None => {
                let facts = thing.facts.iter();
                lines
                    .extend(facts.map(|it| format!("- {}: {}", words(&it.name), words(&it.value))));
            }
        }
    }
}

/// What is told under the names of its keys, in one line.
fn told(facts: &[Fact]) -> Option<String> {
    let facts = facts.iter();
    joined_by(
        "; ",
        facts
            .map(|it| format!("{}: {}", words(&it.name), words(&it.value)))
            .collect(),
    )
}

/// Whom to call stands first: it is what a form is looked for.
fn write_reach(lines: &mut Vec<String>, book: &Book) {
    let reach = |name: &str, told: Vec<String>| {
        let told: Vec<String> = told.iter().map(|it| words(it)).collect();
        match told.is_empty() {
            true => format!("- {}", words(name)),
            false => format!("- {}: {}", words(name), told.join(", ")),
        }
    };
    let owners = book.owners.iter().map(|it| {
        let name = format!("{} ({})", it.name, it.acts());
        reach(&name, it.told())
    });
    let contacts = book.contacts.iter().map(|it| reach(&it.name, it.told()));
    let all: Vec<String> = contacts.chain(owners).collect();
    if !all.is_empty() {
        lines.extend([String::new(), "## Call".into(), String::new()]);
        lines.extend(all);
    }
    if !book.escalation.is_empty() {
        lines.extend([String::new(), "## Escalation".into(), String::new()]);
        book.escalation.iter().for_each(|it| write_path(lines, it));
    }
}

fn write_path(lines: &mut Vec<String>, it: &EscalationSheet) {
    let within = [
        ("answered", &it.respond_within),
        ("over", &it.resolve_within),
    ];
    let within = within
        .into_iter()
        .filter_map(|(what, time)| Some(format!("{what} within {}", time.as_ref()?)));
    let told: Vec<String> = it.means.iter().map(|it| words(it)).chain(within).collect();
    let told = match told.is_empty() {
        true => String::new(),
        false => format!(": {}", told.join("; ")),
    };
    lines.push(format!("- **{}**{told}", words(&it.severity)));
    lines.push(format!("  - opened at {SHORT_BLANK} by {SHORT_BLANK}"));
    let hop = |hop: &HopSheet| {
        let reach = [&hop.contact, &hop.hours].into_iter().flatten();
        let reach: Vec<String> = reach.map(|it| words(it)).collect();
        let reach = match reach.is_empty() {
            true => String::new(),
            false => format!(", {}", reach.join(", ")),
        };
        format!(
            "  - [ ] {}: {}{reach}, told at {SHORT_BLANK}",
            words(&hop.after),
            words(&hop.name)
        )
    };
    lines.extend(it.path.iter().map(hop));
}

fn write_procedure(lines: &mut Vec<String>, sheet: &Sheet) {
    lines.extend([
        String::new(),
        format!("## {}", words(&sheet.title)),
        String::new(),
    ]);
    if let Some(purpose) = &sheet.purpose {
        lines.extend([words(purpose), String::new()]);
    }
    lines.push(format!("- Procedure: {}", code(&sheet.procedure)));
    let alerts = sheet.alerts.iter().map(|it| {
        let told = [&it.severity, &it.means].into_iter().flatten();
        let told: Vec<&str> = told.map(String::as_str).collect();
        match told.is_empty() {
            true => it.name.clone(),
            false => format!("{} ({})", it.name, told.join("; ")),
        }
    });
    let facts = [
        ("Schedule", sheet.schedule.clone()),
        ("Alerts", joined(alerts.collect())),
        ("Symptoms", joined(sheet.symptoms.clone())),
        ("Takes about", sheet.estimate.clone()),
    ];
    for (name, value) in facts {
        lines.extend(value.map(|value| format!("- {name}: {}", words(&value))));
    }
    lines.extend(told(&sheet.also).map(|told| format!("- Also: {told}")));
    lines.push(format!("- Day {BLANK} begun at {SHORT_BLANK} by {BLANK}"));
    if !sheet.targets.is_empty() {
        let places = sheet.targets.iter().map(|it| format!("[ ] {}", words(it)));
        lines.push(format!(
            "- Where: {}",
            places.collect::<Vec<_>>().join("  ")
        ));
    }
    if let Some(subject) = &sheet.subject {
        lines.push(format!("- What for, {}: {BLANK}", code(subject)));
    }
    lines.push(String::new());
    lines.push(match sheet.style {
        "read-do" => {
            "Read a step, then do it; one that is not OK puts the next steps on hold.".to_owned()
        }
        _ => "Do it from routine, then confirm each step.".to_owned(),
    });
    let mut section = None;
    for step in &sheet.steps {
        if step.section != section {
            section.clone_from(&step.section);
            write_section(lines, step);
        }
        lines.push(String::new());
        write_step(lines, step);
    }
    lines.extend([
        String::new(),
        format!("Ended at {SHORT_BLANK}: [ ] completed  [ ] abandoned, because {BLANK}"),
    ]);
    write_up(lines, sheet);
}

fn joined(all: Vec<String>) -> Option<String> {
    joined_by(", ", all)
}

fn joined_by(between: &str, all: Vec<String>) -> Option<String> {
    (!all.is_empty()).then(|| all.join(between))
}

fn write_section(lines: &mut Vec<String>, step: &StepSheet) {
    let Some(section) = &step.section else { return };
    let when = step.section_when.as_ref();
    let when = when.map(|it| format!(" (only when {})", words(it)));
    lines.extend([
        String::new(),
        format!("### {}{}", words(section), when.unwrap_or_default()),
    ]);
}

fn write_step(lines: &mut Vec<String>, step: &StepSheet) {
    let optional = if step.optional { " (optional)" } else { "" };
    lines.push(format!(
        "- [ ] **{}. {}**{optional}",
        step.number,
        words(&step.title)
    ));
    let mut below: Vec<String> = Vec::new();
    let mut part = |part: Vec<String>| {
        below.push(String::new());
        below.extend(part);
    };
    if let Some(when) = &step.when {
        part(vec![format!("Only when {}.", words(when))]);
    }
    if let Some(each) = &step.each {
        part(vec![format!("Done {}:", words(each))]);
    }
    if let Some(caution) = &step.caution {
        part(vec![format!(
            "> **Caution:** {} Read by {SHORT_BLANK}",
            words(caution)
        )]);
    }
    if step.no_return {
        part(vec![
            "> **Steps before this one cannot be undone after it.**".into(),
        ]);
    }
    if let Some(detail) = &step.detail {
        part(prose(detail));
    }
    if let Some(command) = &step.command {
        part(fenced("sh", command));
    }
    if let Some(copy) = &step.copy {
        part(fenced("", copy));
    }
    let lines_of = [
        ("Open", &step.link),
        ("Wait", &step.wait),
        ("Walk the procedure", &step.calls),
        ("OK looks like this", &step.expect),
        ("Not OK: walk", &step.on_fail),
        ("It ends the run with", &step.ends),
        ("Undone by", &step.undo),
    ];
    for (name, value) in lines_of {
        if let Some(value) = value {
            part(vec![format!("{name}: {}", words(value))]);
        }
    }
    if let Some(limits) = &step.limits {
        part(vec![format!("Limits: {}", words(limits))]);
    }
    if let Some(told) = told(&step.also) {
        part(vec![format!("Also: {told}")]);
    }
    part(answers(step));
    if let Some(role) = &step.sign_off {
        part(vec![format!(
            "Signed for {} by {BLANK} at {SHORT_BLANK}",
            words(role)
        )]);
    }
    lines.extend(below.into_iter().map(|line| match line.is_empty() {
        true => line,
        false => format!("  {line}"),
    }));
}

/// The lines that are filled in. Where a run says for what a step is done, paper has a few.
fn answers(step: &StepSheet) -> Vec<String> {
    match step.each {
        Some(_) => vec![answer(step, Some(BLANK.to_owned())); LINES_FOR_ITEMS],
        None => {
            let items = step.boxes.iter().map(|it| it.item.as_ref());
            items
                .map(|it| answer(step, it.map(|it| words(it))))
                .collect()
        }
    }
}

/// The line that is filled in for a box.
fn answer(step: &StepSheet, item: Option<String>) -> String {
    let item = item.map(|it| format!("{it}: ")).unwrap_or_default();
    let unit = step.unit.as_ref().map(|it| format!(" {}", words(it)));
    let value = match step.yields {
        "reading" => format!("value {BLANK}{}  ", unit.unwrap_or_default()),
        "ask" => {
            let example = step.example.as_ref();
            let example = example.map(|it| format!("(such as {}) ", words(it)));
            let name = format!("${}", step.name.as_deref().unwrap_or_default());
            format!("{} {}{BLANK}  ", code(&name), example.unwrap_or_default())
        }
        "choose" => {
            let options = step.options.iter().map(|it| format!("[ ] {}", words(it)));
            format!("{}  ", options.collect::<Vec<_>>().join("  "))
        }
        _ => "[ ] OK  ".to_owned(),
    };
    format!(
        "- {item}{value}[ ] not OK  [ ] skipped  [ ] deferred  at {SHORT_BLANK} by {SHORT_BLANK}, why {BLANK}"
    )
}

/// How what was done on paper gets into the record, command by command.
fn write_up(lines: &mut Vec<String>, sheet: &Sheet) {
    lines.extend([
        String::new(),
        "### Writing it up later".to_owned(),
        String::new(),
        "The record keeps both times: when it was done and when it was written down. Put the day and the hour of the paper for `TIME` (`09:12` today, else `2026-11-23 09:12`); for what was not OK write `not-ok --note 'WHAT'`, for the rest `skip --reason 'WHY'` or `defer --reason 'WHY'`. Leave out what was not wanted.".to_owned(),
        String::new(),
    ]);
    let on = match &sheet.targets[..] {
        [] => "",
        _ => " --on 'TARGET'",
    };
    let mut commands = vec![format!(
        "RUN=$(rounds start {}{on} --no-open)",
        sheet.procedure
    )];
    for step in &sheet.steps {
        let caution_read = match step.caution.is_some() || step.no_return {
            true => " --caution-read",
            false => "",
        };
        let outcome = match step.yields {
            // Later steps have no box to be written up at before its lines are known.
            _ if step.gives_items => r#"value="$(printf '%s\n' 'ITEM' 'ITEM')""#,
            "reading" | "ask" => "value='VALUE'",
            "choose" => "choice='CHOICE'",
            _ => "ok",
        };
        if step.secret {
            commands.push(format!("# {}: secret, and never written down", step.id));
            continue;
        }
        let item = if step.each.is_some() { "/'ITEM'" } else { "" };
        for it in &step.boxes {
            commands.push(format!(
                "rounds do $RUN {}{item} {outcome} --at 'TIME'{caution_read}",
                it.step
            ));
        }
        if step.sign_off.is_some() {
            commands.push(format!("rounds --operator SECOND do $RUN {} sign", step.id));
        }
    }
    commands.push("rounds run $RUN finish".to_owned());
    lines.extend(fenced("sh", &commands.join("\n")));
}
