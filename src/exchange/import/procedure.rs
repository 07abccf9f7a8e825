//! One page to one procedure: the sections that an alert's runbook has by custom, the front
//! matter, contacts and links, and all the rest by [`Body`].

use super::body::Body;
use super::contacts::collect;
use super::draft::{Contact, Procedure, Row, Step};
use super::head;
use super::import_report::ImportReport;
use super::page::{Block, Kind, Page, one_line};
use super::placeholder;
use super::sentence::{instruction, sentences};

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
    pub(super) taken: Vec<(usize, String, &'static str)>,
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

/// A page that is being read.
struct Reading<'a> {
    is_alert: bool,
    /// Whether the page has one section alone.
    is_all: bool,
    procedure: Procedure,
    given: Given,
    walk: Body<'a>,
    /// What explains the whole.
    around: Vec<String>,
}

/// Reads a page as a procedure. `stem` is the file's name without its ending.
pub(super) fn given(page: Page, stem: &str, account: &mut ImportReport) -> Given {
    let (top, sections) = parted(page.blocks);
    let is_alert = is_alert(&sections, stem);
    let head = head::read(&page.front, top, stem, is_alert, account);
    let mut reading = Reading {
        is_alert,
        is_all: sections.len() == 1,
        procedure: head.procedure,
        given: Given {
            links: head.links.into_iter().chain(page.links).collect(),
            title: head.title,
            comments: head.comments,
            ..Given::default()
        },
        walk: Body::new(account),
        around: Vec::new(),
    };
    for section in sections {
        reading.section(section);
    }
    reading.finish()
}

impl Section {
    fn is(&self, names: &[&str]) -> bool {
        let heading = self.heading.as_ref().map(|(_, text)| text.to_lowercase());
        heading.is_some_and(|text| names.contains(&text.trim_end_matches([':', '?'])))
    }
}

/// Whether the sections are those that an alert's page has by custom.
fn is_alert(sections: &[Section], stem: &str) -> bool {
    let has = |names: &[&str]| sections.iter().any(|it| it.is(names));
    has(MEANING)
        || has(&["diagnosis"]) && has(&["mitigation"])
        || has(IMPACT) && head::is_alert_like(stem)
}

impl Reading<'_> {
    fn section(&mut self, section: Section) {
        if self.is_alert && section.is(MEANING) {
            self.meaning(&section);
        } else if self.is_alert && section.is(IMPACT) {
            self.impact(&section);
        } else if section.heading.is_none() {
            self.preface(section);
        } else if section.is(AROUND) {
            collect(&section.blocks, &mut self.given, &mut Vec::new());
            self.around.push(as_words(&section, 0));
        } else {
            self.steps(section);
        }
    }

    fn meaning(&mut self, section: &Section) {
        let means = means(section, &mut self.around);
        if let Some(alert) = &mut self.procedure.alert {
            alert.means = both(alert.means.take(), means);
        }
    }

    fn impact(&mut self, section: &Section) {
        let impact = means(section, &mut self.around).map(|it| format!("Impact: {it}"));
        self.procedure.purpose = both(self.procedure.purpose.take(), impact);
    }

    /// What stands above the first section: steps where it has a list of them; else its
    /// first paragraph says what the procedure is for.
    fn preface(&mut self, section: Section) {
        let mut blocks = Vec::new();
        collect(&section.blocks, &mut self.given, &mut blocks);
        let first = blocks.first().map(|block| block.kind.clone());
        if let (Some(Kind::Paragraph(words)), None) = (first, &self.procedure.purpose) {
            let leads_on = words.text.ends_with(':');
            let is_plain = words.links.is_empty() && words.code.is_empty();
            if is_plain && !leads_on && instruction(&words.text).is_none() {
                self.procedure.purpose = Some(one_line(&words.text));
                blocks.remove(0);
            }
        }
        let is_all = self.is_all;
        let is_step = |block: &Block| match &block.kind {
            Kind::List { .. } | Kind::Code { .. } => true,
            Kind::Paragraph(words) => is_all && instruction(&words.text).is_some(),
            _ => false,
        };
        match blocks.iter().any(is_step) {
            true => self.walk.blocks(&blocks),
            false => self
                .around
                .extend(blocks.into_iter().map(|block| block.source)),
        }
    }

    fn steps(&mut self, section: Section) {
        let mut blocks = Vec::new();
        collect(&section.blocks, &mut self.given, &mut blocks);
        let (line, text) = section.heading.unwrap_or_default();
        let heading = Block {
            line,
            source: format!("## {text}"),
            kind: Kind::Heading { level: 2, text },
        };
        self.walk.blocks(&[heading]);
        self.walk.blocks(&blocks);
    }

    fn finish(self) -> Given {
        let Self {
            is_alert,
            mut procedure,
            mut given,
            walk,
            mut around,
            ..
        } = self;
        let account: &mut ImportReport;
        (procedure.rows, account) = walk.finish();
        for (line, what, became) in &given.taken {
            account.note(*line, what, became);
        }
        if part_ways(&mut procedure.rows) {
            let what = "the parts of Mitigation";
            account.note(0, what, "optional steps: each is a way of its own");
        }
        if is_alert {
            account.note(0, "Meaning", "`means` of the alert");
            account.note(0, "Impact", "`purpose` of the procedure");
        }
        if procedure.rows.is_empty() && around.is_empty() {
            // Words that say what it is for are all that there is: they are to be read.
            around.extend(procedure.purpose.take());
            let means = procedure.alert.as_ref().and_then(|it| it.means.clone());
            around.extend(means);
        }
        tell_around(&mut procedure, around);
        ask_first(&mut procedure);
        given.procedure = (!procedure.rows.is_empty()).then_some(procedure);
        given
    }
}

fn both(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (first, second) => first.or(second),
    }
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
