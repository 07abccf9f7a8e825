//! One page to one procedure: the sections that an alert's runbook has by custom, the front
//! matter, contacts and links, and all the rest by [`Walk`].

use super::account::Account;
use super::draft::{Alert, Contact, Procedure, Row, Step};
use super::page::{Block, Kind, Page, one_line};
use super::placeholder;
use super::walk::Walk;

/// What one page gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) procedure: Option<Procedure>,
    pub(super) contacts: Vec<Contact>,
    pub(super) links: Vec<(String, String)>,
    /// The page's first words and its title, for a page that is about its folder.
    pub(super) title: Option<String>,
}

/// A heading of the second level (or none) with what stands below it.
struct Section {
    heading: Option<(usize, String)>,
    blocks: Vec<Block>,
}

/// Headings below which stands what explains, not what is to be done.
const AROUND: &[&str] = &[
    "additional notes",
    "background",
    "context",
    "description",
    "full context",
    "further reading",
    "links",
    "notes",
    "overview",
    "references",
    "related links",
    "resources",
    "see also",
    "summary",
];
const MEANING: &[&str] = &["meaning", "what it means", "alert description"];
const IMPACT: &[&str] = &["impact", "severity and impact", "business impact"];

/// Reads a page as a procedure. `stem` is the file's name without its ending.
pub(super) fn given(page: Page, stem: &str, account: &mut Account) -> Given {
    let mut given = Given::default();
    let (top, sections) = parted(page.blocks);
    let is = |section: &Section, names: &[&str]| {
        let heading = section
            .heading
            .as_ref()
            .map(|(_, text)| text.to_lowercase());
        heading.is_some_and(|text| names.contains(&text.trim_end_matches([':', '?'])))
    };
    let is_alert = sections.iter().any(|it| is(it, MEANING))
        || sections.iter().any(|it| is(it, &["diagnosis"]))
            && sections.iter().any(|it| is(it, &["mitigation"]));
    let name = alert_name(top.as_deref(), stem);
    let title = page.front.value(&["title", "name"]).map(str::to_owned);
    let mut procedure = Procedure {
        title: title
            .clone()
            .or_else(|| top.clone())
            .unwrap_or_else(|| words_of(stem)),
        purpose: page.front.value(&["description", "summary"]).map(one_line),
        ..Procedure::default()
    };
    if is_alert {
        procedure.alert = Some(Alert {
            name,
            severity: page.front.value(&["severity", "priority"]).map(one_line),
            means: None,
            is_known: false,
        });
    }
    given.title = title.or(top);
    let known = [
        "title",
        "name",
        "description",
        "summary",
        "severity",
        "priority",
    ];
    for (key, value) in &page.front.0 {
        let is_kept =
            !known.contains(&key.to_lowercase().as_str()) || (key == "severity" && !is_alert);
        if is_kept && !value.is_empty() {
            procedure.comments.push(format!("{key}: {value}"));
        }
        account.note(
            1,
            &format!("front matter: {key}"),
            if is_kept { "a comment" } else { "its own key" },
        );
    }
    let mut walk = Walk::new(account);
    let mut around = Vec::new();
    for section in sections {
        if is_alert && is(&section, MEANING) {
            let means = means(&section, &mut around);
            if let Some(alert) = &mut procedure.alert {
                alert.means = means;
            }
        } else if is_alert && is(&section, IMPACT) {
            let impact = means(&section, &mut around);
            procedure.purpose = procedure
                .purpose
                .take()
                .or(impact.map(|it| format!("Impact: {it}")));
        } else if section.heading.is_none() {
            preface(section, &mut procedure, &mut given, &mut walk, &mut around);
        } else if is(&section, AROUND) {
            collect(&section.blocks, &mut given, &mut Vec::new());
            around.push(as_words(&section));
        } else {
            let mut blocks = Vec::new();
            collect(&section.blocks, &mut given, &mut blocks);
            let (line, text) = section.heading.unwrap_or_default();
            let heading = Kind::Heading {
                level: 2,
                text: text.clone(),
            };
            walk.blocks(&[Block {
                line,
                source: format!("## {text}"),
                kind: heading,
            }]);
            walk.blocks(&blocks);
        }
    }
    procedure.rows = walk.finish();
    account_for_sections(is_alert, account);
    tell_around(&mut procedure, around);
    ask_first(&mut procedure);
    given.procedure = (!procedure.rows.is_empty()).then_some(procedure);
    given
}

fn account_for_sections(is_alert: bool, account: &mut Account) {
    if is_alert {
        account.note(0, "Meaning", "`means` of the alert");
        account.note(0, "Impact", "`purpose` of the procedure");
    }
}

/// What stands above the first section: steps where it has a list of them; else its first
/// paragraph says what the procedure is for.
fn preface(
    section: Section,
    procedure: &mut Procedure,
    given: &mut Given,
    walk: &mut Walk<'_>,
    around: &mut Vec<String>,
) {
    let mut blocks = Vec::new();
    collect(&section.blocks, given, &mut blocks);
    let first = blocks.first().map(|block| block.kind.clone());
    if let (Some(Kind::Paragraph(words)), None) = (first, &procedure.purpose) {
        let leads_on = words.text.ends_with(':');
        let is_plain = words.links.is_empty() && words.code.is_empty();
        if is_plain && !leads_on && super::sentence::instruction(&words.text).is_none() {
            procedure.purpose = Some(words.text);
            blocks.remove(0);
        }
    }
    let is_step = |block: &Block| matches!(block.kind, Kind::List { .. } | Kind::Code { .. });
    match blocks.iter().any(is_step) {
        true => walk.blocks(&blocks),
        false => around.extend(blocks.into_iter().map(|block| block.source)),
    }
}

/// Cuts a page at its headings of the second level; the title comes off.
fn parted(blocks: Vec<Block>) -> (Option<String>, Vec<Section>) {
    let mut top = None;
    let mut sections = vec![Section {
        heading: None,
        blocks: Vec::new(),
    }];
    for block in blocks {
        match &block.kind {
            Kind::Heading { level: 1, text } if top.is_none() && sections.len() == 1 => {
                top = Some(text.clone()).filter(|text| !text.trim().is_empty());
            }
            Kind::Heading { level, text } if *level <= 2 => sections.push(Section {
                heading: Some((block.line, text.clone())),
                blocks: Vec::new(),
            }),
            _ => sections
                .last_mut()
                .map(|it| it.blocks.push(block))
                .unwrap_or_default(),
        }
    }
    sections.retain(|it| it.heading.is_some() || !it.blocks.is_empty());
    (top, sections)
}

/// The first paragraph of a section as one line; a section that says more is kept whole.
fn means(section: &Section, around: &mut Vec<String>) -> Option<String> {
    let first = match section.blocks.first().map(|block| &block.kind) {
        Some(Kind::Paragraph(words)) => Some(words),
        _ => None,
    };
    let is_all = section.blocks.len() == 1 && first.is_some_and(|words| words.links.is_empty());
    if !is_all && !section.blocks.is_empty() {
        around.push(as_words(section));
    }
    first.map(|words| words.text.clone())
}

fn as_words(section: &Section) -> String {
    let sources = section.blocks.iter().map(|block| block.source.clone());
    let heading = section
        .heading
        .iter()
        .map(|(_, text)| format!("**{text}**"));
    heading.chain(sources).collect::<Vec<_>>().join("\n\n")
}

/// What explains the whole stands at the first step, where it is read before anything is done.
fn tell_around(procedure: &mut Procedure, around: Vec<String>) {
    if around.is_empty() {
        return;
    }
    let steps = procedure.rows.iter_mut().find_map(|row| match row {
        Row::Step(step) => Some(step),
        Row::Section(_) => None,
    });
    match steps {
        Some(first) => first.detail.extend(around),
        None => procedure.rows.push(Row::Step(Box::new(Step {
            title: "Read what is known".to_owned(),
            detail: around,
            ..Step::default()
        }))),
    }
}

/// Puts a step that asks before the first command that needs its answer.
fn ask_first(procedure: &mut Procedure) {
    let mut asked: Vec<String> = procedure
        .steps()
        .filter_map(|step| step.ask.as_ref())
        .map(|ask| ask.name.clone())
        .collect();
    let mut rows = Vec::new();
    for row in std::mem::take(&mut procedure.rows) {
        if let Row::Step(step) = &row {
            let shell = step.command.as_ref().map(|command| command.shell.as_str());
            for ask in shell.map(placeholder::wanted).unwrap_or_default() {
                if asked.contains(&ask.name) {
                    continue;
                }
                asked.push(ask.name.clone());
                rows.push(Row::Step(Box::new(Step {
                    line: step.line,
                    title: format!("Which {}?", ask.name.to_lowercase().replace('_', " ")),
                    ask: Some(ask),
                    ..Step::default()
                })));
            }
        }
        rows.push(row);
    }
    procedure.rows = rows;
}

/// Takes contacts and links out of tables and lists that are nothing else; the rest goes on.
fn collect(blocks: &[Block], given: &mut Given, rest: &mut Vec<Block>) {
    for block in blocks {
        match &block.kind {
            Kind::Table(rows) => match contacts(rows) {
                Some(found) => given.contacts.extend(found),
                None => rest.push(block.clone()),
            },
            Kind::List { items, .. } => {
                let links = items.iter().filter_map(|item| match &item.words.links[..] {
                    [(name, url)] if one_line(name) == item.words.text => {
                        Some((name.clone(), url.clone()))
                    }
                    _ => None,
                });
                let links: Vec<_> = links.filter(|(_, url)| url.starts_with("http")).collect();
                if links.len() == items.len() {
                    given.links.extend(links);
                } else {
                    rest.push(block.clone());
                }
            }
            _ => rest.push(block.clone()),
        }
    }
}

/// A table whose head says who and how to reach them.
fn contacts(rows: &[Vec<String>]) -> Option<Vec<Contact>> {
    let (head, rows) = rows.split_first()?;
    let column = |names: &[&str]| {
        head.iter().position(|cell| {
            let cell = cell.to_lowercase();
            names.iter().any(|name| cell == *name)
        })
    };
    let name = column(&["name", "who", "team", "role", "owner"])?;
    let contact = column(&[
        "contact", "phone", "email", "e-mail", "slack", "channel", "reach", "how",
    ])?;
    let hours = column(&["hours", "when", "availability", "available", "time"]);
    let cell = |row: &Vec<String>, at: usize| row.get(at).filter(|it| !it.is_empty()).cloned();
    let others = (0..head.len()).filter(|at| *at != name && *at != contact && Some(*at) != hours);
    let others: Vec<usize> = others.collect();
    let found = rows.iter().filter_map(|row| {
        let more = others.iter().filter_map(|at| {
            let value = cell(row, *at)?;
            Some(format!("{}: {value}", head.get(*at)?))
        });
        let reach: Vec<String> = cell(row, contact).into_iter().chain(more).collect();
        Some(Contact {
            name: cell(row, name)?,
            contact: (!reach.is_empty()).then(|| reach.join(", ")),
            hours: hours.and_then(|at| cell(row, at)),
        })
    });
    Some(found.collect())
}

/// The name that monitoring sends: one word with capitals inside, as titles and files have it.
fn alert_name(top: Option<&str>, stem: &str) -> String {
    let is_name = |text: &&str| !text.is_empty() && !text.contains(char::is_whitespace);
    top.filter(is_name).unwrap_or(stem).to_owned()
}

/// `disk-is_full` as `Disk is full`.
pub(super) fn words_of(stem: &str) -> String {
    let words = one_line(&stem.replace(['-', '_'], " "));
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Imported".to_owned(),
    }
}
