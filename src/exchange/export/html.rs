//! Runbooks as one HTML file that needs nothing else: no script, no font, no address.
//!
//! A runbook has the anchor `#RUNBOOK`, a procedure `#RUNBOOK/PROCEDURE`, a step
//! `#RUNBOOK/PROCEDURE/STEP`: an alert's `runbook_url` can lead to it, and it stays as long as
//! the ids do. What stays true: it is well-formed XML; whatever comes from outside is escaped;
//! a link is a link only where its address is one of the web. On paper each procedure begins
//! a page, and blanks appear that a screen does not show.

use super::prose::html as prose;
use super::sheet::{Book, LINES_FOR_ITEMS, Sheet, StepSheet};
use super::written::{Fact, Part};
use crate::text::{html_escaped, html_head, shown};
use std::fmt::Write;

const STYLE: &str = include_str!("export.css");
const BLANK: &str = "<span class=\"blank\"></span>";

/// As one HTML file; `printed` is the moment, in words.
pub fn html(books: &[Book], printed: &str) -> String {
    let title = match books {
        [only] => words(&only.title),
        _ => "Runbooks".to_owned(),
    };
    let mut html = html_head(&title, STYLE);
    write_contents(&mut html, books);
    html.push_str("<main>\n");
    for book in books {
        write_book(&mut html, book, printed);
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

/// A text of one line, with what hides in it made visible and nothing in it markup.
fn words(text: &str) -> String {
    html_escaped(shown(&text.replace('\n', " ")).as_str())
}

/// Code, line by line.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| html_escaped(shown(line).as_str()));
    format!(
        "<pre><code>{}</code></pre>\n",
        lines.collect::<Vec<_>>().join("\n")
    )
}

/// An address as a link, where a browser may follow it.
fn link(name: &str, url: &str) -> String {
    let is_plain = url.starts_with("https://") || url.starts_with("http://");
    let is_whole = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    match is_plain && is_whole {
        true => format!(
            "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
            html_escaped(url),
            words(name)
        ),
        false if name == url => words(url),
        false => format!("{}: {}", words(name), words(url)),
    }
}

fn anchor(id: &str) -> String {
    let id = words(id);
    format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this place\">#</a>")
}

fn write_contents(html: &mut String, books: &[Book]) {
    html.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for book in books {
        let _ = writeln!(
            html,
            "<li><a href=\"#{}\">{}</a>\n<ul>",
            words(&book.id),
            words(&book.title)
        );
        for sheet in &book.procedures {
            let alerts = sheet.alerts.iter().map(|it| words(&it.name));
            let alerts: Vec<String> = alerts.collect();
            let alerts = match alerts.is_empty() {
                true => String::new(),
                false => format!(" <span class=\"soft\">{}</span>", alerts.join(", ")),
            };
            let _ = writeln!(
                html,
                "<li><a href=\"#{}\">{}</a>{alerts}</li>",
                words(&sheet.procedure),
                words(&sheet.title)
            );
        }
        // An empty list would be none to a strict reader.
        if book.procedures.is_empty() {
            html.push_str("<li>No procedure.</li>\n");
        }
        html.push_str("</ul>\n</li>\n");
    }
    html.push_str("</ul>\n</nav>\n");
}

fn write_book(html: &mut String, book: &Book, printed: &str) {
    let _ = write!(
        html,
        "<section>\n<h1 id=\"{id}\">{}{}</h1>\n",
        words(&book.title),
        anchor(&book.id),
        id = words(&book.id)
    );
    if let Some(summary) = &book.summary {
        let _ = writeln!(html, "<p>{}</p>", words(summary));
    }
    let _ = writeln!(
        html,
        "<p class=\"soft\">As of {printed}. Times are in {}. Commands keep their <code>$NAME</code>s.</p>",
        words(&book.timezone)
    );
    if !book.links.is_empty() {
        let links = book.links.iter().map(|it| link(&it.name, &it.url));
        let _ = writeln!(html, "<p>{}</p>", links.collect::<Vec<_>>().join(" · "));
    }
    if let Some(text) = &book.architecture {
        html.push_str(&prose(text));
    }
    write_reach(html, book);
    for sheet in &book.procedures {
        write_procedure(html, sheet);
    }
    for part in &book.parts {
        write_part(html, part);
    }
    html.push_str("</section>\n");
}

fn write_part(html: &mut String, part: &Part) {
    let _ = writeln!(html, "<h3>{}</h3>\n<dl>", words(&part.heading));
    for thing in &part.things {
        let facts = thing.facts.iter();
        let rows: Vec<_> = match &thing.name {
            Some(name) => vec![(words(name), told(&thing.facts))],
            None => facts
                .map(|it| (words(&it.name), words(&it.value)))
                .collect(),
        };
        for (name, told) in rows {
            let _ = writeln!(html, "<dt>{name}</dt><dd>{told}</dd>");
        }
    }
    html.push_str("</dl>\n");
}

/// What is told under the names of its keys, in one line.
fn told(facts: &[Fact]) -> String {
    let facts = facts.iter();
    let facts = facts.map(|it| format!("{}: {}", words(&it.name), words(&it.value)));
    facts.collect::<Vec<_>>().join("; ")
}

fn write_reach(html: &mut String, book: &Book) {
    let contacts = book.contacts.iter().map(|it| {
        (
            words(&it.name),
            it.told().iter().map(|it| words(it)).collect(),
        )
    });
    let owners = book.owners.iter().map(|it| {
        let name = format!("{} ({})", words(&it.name), words(&it.acts()));
        (name, it.told().iter().map(|it| words(it)).collect())
    });
    let all: Vec<(String, Vec<String>)> = contacts.chain(owners).collect();
    if !all.is_empty() {
        html.push_str("<h3>Call</h3>\n<dl>\n");
        for (name, told) in all {
            let _ = writeln!(html, "<dt>{name}</dt><dd>{}</dd>", told.join(", "));
        }
        html.push_str("</dl>\n");
    }
    if book.escalation.is_empty() {
        return;
    }
    html.push_str("<h3>Escalation</h3>\n<dl>\n");
    for it in &book.escalation {
        let within = [
            ("answered", &it.respond_within),
            ("over", &it.resolve_within),
        ]
        .into_iter()
        .filter_map(|(what, time)| Some(format!("{what} within {}", time.as_ref()?)));
        let told: Vec<String> = it.means.iter().map(|it| words(it)).chain(within).collect();
        let _ = writeln!(
            html,
            "<dt>{}</dt><dd>{}",
            words(&it.severity),
            told.join("; ")
        );
        for hop in &it.path {
            let reach = [&hop.contact, &hop.hours].into_iter().flatten();
            let reach: String = reach.map(|it| format!(", {}", words(it))).collect();
            let _ = writeln!(
                html,
                "<br />{}: {}{reach}",
                words(&hop.after),
                words(&hop.name)
            );
        }
        html.push_str("</dd>\n");
    }
    html.push_str("</dl>\n");
}

fn write_procedure(html: &mut String, sheet: &Sheet) {
    let id = words(&sheet.procedure);
    let _ = write!(
        html,
        "<article id=\"{id}\">\n<h2>{}{}</h2>\n",
        words(&sheet.title),
        anchor(&sheet.procedure)
    );
    if let Some(purpose) = &sheet.purpose {
        let _ = writeln!(html, "<p>{}</p>", words(purpose));
    }
    let _ = writeln!(
        html,
        "<dl>\n<dt>Start</dt><dd><code>rounds start {id}</code></dd>"
    );
    let list = |all: &[String]| (!all.is_empty()).then(|| all.join(", "));
    let facts = [
        ("Schedule", sheet.schedule.clone()),
        ("Where", list(&sheet.targets)),
        ("Symptoms", list(&sheet.symptoms)),
        ("What for", sheet.subject.clone()),
        ("Takes about", sheet.estimate.clone()),
        ("How", Some(sheet.style.to_owned())),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            let _ = writeln!(html, "<dt>{name}</dt><dd>{}</dd>", words(&value));
        }
    }
    if !sheet.also.is_empty() {
        let _ = writeln!(html, "<dt>Also</dt><dd>{}</dd>", told(&sheet.also));
    }
    for it in &sheet.alerts {
        let told = [&it.severity, &it.means].into_iter().flatten();
        let told: String = told.map(|it| format!("; {}", words(it))).collect();
        let _ = writeln!(html, "<dt>Alert</dt><dd>{}{told}</dd>", words(&it.name));
    }
    let _ = writeln!(
        html,
        "</dl>\n<p class=\"paper\">Day {BLANK} begun at {BLANK} by {BLANK}</p>"
    );
    write_steps(html, sheet);
    let _ = writeln!(
        html,
        "<p class=\"paper\">Ended at {BLANK} ☐ completed ☐ abandoned, because {BLANK}</p>\n\
         <p class=\"paper\">Written up later with <code>rounds do RUN STEP OUTCOME --at TIME</code>; \
         <code>rounds export {id}</code> makes a form with each command.</p>\n</article>"
    );
}

fn write_steps(html: &mut String, sheet: &Sheet) {
    let mut section = None;
    html.push_str("<ol class=\"steps\">\n");
    for step in &sheet.steps {
        if step.section != section {
            section.clone_from(&step.section);
            html.push_str("</ol>\n");
            if let Some(section) = &section {
                let when = step.section_when.as_ref();
                let when = when.map(|it| format!(" <small>(only when {})</small>", words(it)));
                let _ = writeln!(
                    html,
                    "<h3>{}{}</h3>",
                    words(section),
                    when.unwrap_or_default()
                );
            }
            html.push_str("<ol class=\"steps\">\n");
        }
        write_step(html, sheet, step);
    }
    html.push_str("</ol>\n");
}

fn write_step(html: &mut String, sheet: &Sheet, step: &StepSheet) {
    let place = format!("{}/{}", sheet.procedure, step.id);
    let optional = if step.optional { " (optional)" } else { "" };
    let _ = write!(
        html,
        "<li id=\"{}\">\n<input type=\"checkbox\" aria-label=\"Step {number} is done\" />\n\
         <span class=\"title\">{number}. {}</span>{optional}{}\n",
        words(&place),
        words(&step.title),
        anchor(&place),
        number = step.number,
    );
    if let Some(when) = &step.when {
        let _ = writeln!(html, "<p>Only when {}.</p>", words(when));
    }
    if let Some(caution) = &step.caution {
        let _ = writeln!(html, "<p class=\"caution\">Caution: {}</p>", words(caution));
    }
    if step.no_return {
        html.push_str(
            "<p class=\"caution\">Steps before this one cannot be undone after it.</p>\n",
        );
    }
    if let Some(detail) = &step.detail {
        html.push_str(&prose(detail));
    }
    let typed = step.command.iter().chain(&step.copy);
    typed.for_each(|text| html.push_str(&code(text)));
    if let Some(url) = &step.link {
        let _ = writeln!(html, "<p>{}</p>", link(url, url));
    }
    let facts = [
        ("Wait", &step.wait),
        ("Walk the procedure", &step.calls),
        ("OK looks like this", &step.expect),
        ("Limits", &step.limits),
        ("Not OK: walk", &step.on_fail),
        ("It ends the run with", &step.ends),
        ("Undone by", &step.undo),
        ("Signed by", &step.sign_off),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            let _ = writeln!(html, "<p>{name}: {}</p>", words(value));
        }
    }
    if !step.also.is_empty() {
        let _ = writeln!(html, "<p>Also: {}</p>", told(&step.also));
    }
    write_answers(html, step);
    html.push_str("</li>\n");
}

/// What is asked for, and on paper the blanks for it.
fn write_answers(html: &mut String, step: &StepSheet) {
    let asked = match step.yields {
        "reading" => Some(format!(
            "Reading, in {}",
            words(step.unit.as_deref().unwrap_or("a number"))
        )),
        "ask" => {
            let example = step.example.as_ref();
            let example = example.map(|it| format!(", such as {}", words(it)));
            let name = step.name.as_deref().unwrap_or_default();
            Some(format!(
                "Asks for <code>${}</code>{}",
                words(name),
                example.unwrap_or_default()
            ))
        }
        "choose" => {
            let options: Vec<String> = step.options.iter().map(|it| words(it)).collect();
            Some(format!("One of: {}", options.join(", ")))
        }
        _ => None,
    };
    if let Some(asked) = asked {
        let _ = writeln!(html, "<p>{asked}</p>");
    }
    if let Some(each) = &step.each {
        let _ = writeln!(html, "<p>Done {}</p>", words(each));
    }
    let lines = match step.each {
        Some(_) => LINES_FOR_ITEMS,
        None => 1,
    };
    for it in step.boxes.iter().flat_map(|it| vec![it; lines]) {
        if let Some(item) = &it.item {
            let _ = writeln!(
                html,
                "<p><label><input type=\"checkbox\" /> {}</label></p>",
                words(item)
            );
        }
        let blank = match step.each {
            Some(_) => format!("for {BLANK}: "),
            None => String::new(),
        };
        let value = match step.yields {
            "tick" => "☐ OK".to_owned(),
            "choose" => {
                let options = step.options.iter().map(|it| format!("☐ {}", words(it)));
                options.collect::<Vec<_>>().join(" ")
            }
            _ => format!("value {BLANK}"),
        };
        let _ = writeln!(
            html,
            "<p class=\"paper\">{blank}{value} ☐ not OK ☐ skipped ☐ deferred at {BLANK} by {BLANK}, why {BLANK}</p>"
        );
    }
}
