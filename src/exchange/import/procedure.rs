//! One page to one procedure: the sections that an alert's runbook has by custom, the front
//! matter, contacts and links, and all the rest by [`Walk`].

use super::account::Account;
use super::draft::{Alert, Contact, Procedure, Row, Step};
use super::page::{Block, Kind, Page, one_line};
use super::placeholder;
use super::sentence::{instruction, sentences};
use super::walk::Walk;

/// What one page gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) procedure: Option<Procedure>,
    pub(super) contacts: Vec<Contact>,
    pub(super) links: Vec<(String, String)>,
    /// The page's title, for a page that is about its folder.
    pub(super) title: Option<String>,
    /// What of its front matter has no key.
    pub(super) comments: Vec<String>,
    /// What was taken out of the page for the runbook as a whole: line, what, became.
    taken: Vec<(usize, String, &'static str)>,
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
    let mut used = Vec::new();
    let mut front = |keys: &[&str]| {
        let found = page.front.value(keys)?;
        let pair = page.front.0.iter().find(|(_, value)| value == found);
        used.extend(pair.map(|(key, _)| key.clone()));
        Some(one_line(found))
    };
    let title = front(&["title", "name"]);
    let mut procedure = Procedure {
        stem: stem.to_owned(),
        title: title
            .clone()
            .or_else(|| top.as_deref().map(in_words))
            .unwrap_or_else(|| words_of(stem)),
        purpose: front(&["description", "summary"]),
        ..Procedure::default()
    };
    if is_alert {
        procedure.alert = Some(Alert {
            name: alert_name(top.as_deref(), stem),
            severity: front(&["severity", "priority"]),
            means: None,
            is_known: false,
        });
    }
    let url = front(&["runbook_url", "url", "dashboard"]).filter(|url| url.starts_with("http"));
    given
        .links
        .extend(url.map(|url| (procedure.title.clone(), url)));
    let heading = top.as_ref().filter(|top| {
        let alert = procedure.alert.as_ref().map(|alert| &alert.name);
        **top != procedure.title && in_words(top) != procedure.title && alert != Some(*top)
    });
    given
        .comments
        .extend(heading.map(|top| format!("heading: {top}")));
    given.title = title.or(top.clone());
    for (key, value) in &page.front.0 {
        let is_kept = !used.contains(key);
        if is_kept && !value.is_empty() {
            given.comments.push(format!("{key}: {value}"));
        }
        account.note(
            1,
            &format!("front matter: {key}"),
            if is_kept { "a comment" } else { "its own key" },
        );
    }
    given.links.extend(page.links);
    let mut walk = Walk::new(account);
    let mut around = Vec::new();
    let is_all = sections.len() == 1;
    for section in sections {
        if is_alert && is(&section, MEANING) {
            let means = means(&section, &mut around);
            if let Some(alert) = &mut procedure.alert {
                let before = alert.means.take();
                let all: Vec<String> = before.into_iter().chain(means).collect();
                alert.means = (!all.is_empty()).then(|| all.join(" "));
            }
        } else if is_alert && is(&section, IMPACT) {
            let impact = means(&section, &mut around).map(|it| format!("Impact: {it}"));
            procedure.purpose = match (procedure.purpose.take(), impact) {
                (Some(purpose), Some(impact)) => Some(format!("{purpose} {impact}")),
                (purpose, impact) => purpose.or(impact),
            };
        } else if section.heading.is_none() {
            preface(
                section,
                is_all,
                &mut procedure,
                &mut given,
                &mut walk,
                &mut around,
            );
        } else if is(&section, AROUND) {
            collect(&section.blocks, &mut given, &mut Vec::new());
            around.push(as_words(&section, 0));
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
    let has_ways = part_ways(&mut procedure.rows);
    for (line, what, became) in &given.taken {
        account.note(*line, what, became);
    }
    if has_ways {
        let what = "the parts of Mitigation";
        account.note(0, what, "optional steps: each is a way of its own");
    }
    account_for_sections(is_alert, account);
    if procedure.rows.is_empty() && around.is_empty() {
        // Words that say what it is for are all that there is: they are what is to be read.
        around.extend(procedure.purpose.take());
        let means = procedure.alert.as_ref().and_then(|it| it.means.clone());
        around.extend(means);
    }
    tell_around(&mut procedure, around);
    ask_first(&mut procedure);
    given.procedure = (!procedure.rows.is_empty()).then_some(procedure);
    given
}

/// Several parts below one Mitigation are ways to choose from: what an operator passes over
/// needs no reason.
fn part_ways(rows: &mut [Row]) -> bool {
    let is_way = |row: &Row| matches!(row, Row::Section(title) if title.to_lowercase().starts_with("mitigation: "));
    if rows.iter().filter(|row| is_way(row)).count() < 2 {
        return false;
    }
    let mut in_way = false;
    for row in rows {
        match row {
            Row::Section(_) => in_way = is_way(row),
            Row::Step(step) => step.optional = in_way,
        }
    }
    true
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
    is_all: bool,
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
        if is_plain && !leads_on && instruction(&words.text).is_none() {
            procedure.purpose = Some(one_line(&words.text));
            blocks.remove(0);
        }
    }
    let is_step = |block: &Block| match &block.kind {
        Kind::List { .. } | Kind::Code { .. } => true,
        Kind::Paragraph(words) => is_all && instruction(&words.text).is_some(),
        _ => false,
    };
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

/// The first paragraph of a section as one line, as far as it is words alone; what else the
/// section says is kept whole.
fn means(section: &Section, around: &mut Vec<String>) -> Option<String> {
    let first = match section.blocks.first().map(|block| &block.kind) {
        Some(Kind::Paragraph(words)) => words,
        _ => {
            around.extend((!section.blocks.is_empty()).then(|| as_words(section, 0)));
            return None;
        }
    };
    // What leads on to a list or to code says nothing without it.
    let said: Vec<&str> = sentences(&first.text)
        .into_iter()
        .filter(|it| !it.ends_with(':'))
        .collect();
    let is_whole = first.links.is_empty() && !first.text.ends_with(':');
    let from = usize::from(is_whole);
    if section.blocks.len() > from {
        around.push(as_words(section, from));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn as_words(section: &Section, from: usize) -> String {
    let sources = section.blocks[from..]
        .iter()
        .map(|block| block.source.clone());
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
            title: super::READ.to_owned(),
            detail: around,
            ..Step::default()
        }))),
    }
}

/// Puts a step that asks before the first command that needs its answer; what is asked a
/// second time is asked once.
fn ask_first(procedure: &mut Procedure) {
    let mut asked: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for mut row in std::mem::take(&mut procedure.rows) {
        let Row::Step(step) = &mut row else {
            rows.push(row);
            continue;
        };
        step.ask.take_if(|ask| asked.contains(&ask.name));
        asked.extend(step.ask.iter().map(|ask| ask.name.clone()));
        let typed = step.command.as_ref().map(|command| &command.shell);
        let typed = typed.or(step.copy.as_ref());
        for ask in typed.map(|it| placeholder::wanted(it)).unwrap_or_default() {
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
        rows.push(row);
    }
    procedure.rows = rows;
}

/// Takes contacts and links out of tables and lists that are nothing else; the rest goes on.
fn collect(blocks: &[Block], given: &mut Given, rest: &mut Vec<Block>) {
    for block in blocks {
        match &block.kind {
            Kind::Table(rows) => match contacts(rows) {
                Some(found) => {
                    let head = rows.first().map(|head| head.join(", "));
                    let what = format!("a table: {}", head.unwrap_or_default());
                    given.taken.push((block.line, what, "contacts"));
                    given.contacts.extend(found);
                }
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
                    let what = "a list of links".to_owned();
                    given.taken.push((block.line, what, "links of the runbook"));
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
    if rows.iter().any(|row| cell(row, name).is_none()) {
        return None;
    }
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

/// `KubeAPIDown` as `Kube API Down`; what is written in words already stays.
pub(super) fn in_words(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let is_one = !name.is_empty() && letters.iter().all(|c| c.is_ascii_alphanumeric());
    if !is_one {
        return name.to_owned();
    }
    let mut words = String::new();
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let is_hump = c.is_uppercase() && before.is_some_and(|it| it.is_lowercase());
        let ends_short = c.is_uppercase()
            && before.is_some_and(|it| it.is_uppercase())
            && letters.get(at + 1).is_some_and(|it| it.is_lowercase());
        if is_hump || ends_short {
            words.push(' ');
        }
        words.push(*c);
    }
    words
}

/// Whether a name is one that monitoring would give: one word with capitals inside.
pub(super) fn is_alert_like(name: &str) -> bool {
    in_words(name).contains(' ') && !name.contains(char::is_whitespace)
}

/// The name that monitoring sends: one word with capitals inside, as titles and files have it.
fn alert_name(top: Option<&str>, stem: &str) -> String {
    let is_name = |text: &&str| !text.is_empty() && !text.contains(char::is_whitespace);
    top.filter(is_name).unwrap_or(stem).to_owned()
}

/// `disk-is_full` as `Disk is full`.
pub(super) fn words_of(stem: &str) -> String {
    let words = one_line(&in_words(&stem.replace(['-', '_'], " ")));
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Imported".to_owned(),
    }
}
