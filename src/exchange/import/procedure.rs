//! One page to one procedure: the sections that an alert's runbook has by custom, the front
//! matter, contacts and links, and all the rest by [`Body`].

use super::asked;
use super::body::Body;
use super::case;
use super::contacts::collect;
use super::draft::{Procedure, Row, Step, steps_of};
use super::given::Given;
use super::head;
use super::headings;
use super::import_report::{ImportReport, LeftOut};
use super::page::{Block, Kind, Page};
use super::phrase::{both, one_line};
use super::sections::{
    AROUND, IMPACT, MEANING, Section, as_words, in_a_line, is_alert, is_reference, parted,
};
use super::sentence::instruction;

/// A page that is being read.
struct Reading<'a> {
    is_alert: bool,
    /// Whether the page has one section alone.
    is_all: bool,
    procedure: Procedure,
    given: Given,
    body: Body<'a>,
    /// What explains the whole.
    around: Vec<String>,
    /// What the page says of its alert, and where it went: line, what, became.
    impact: Vec<(usize, &'static str, &'static str)>,
}

/// Reads a page as a procedure. `stem` is the file's name without its ending.
pub(super) fn given(page: Page, stem: &str, report: &mut ImportReport) -> Given {
    for (line, mark) in &page.marks {
        report.leave_out(*line, *line, &format!("{mark:?}"), LeftOut::Mark);
    }
    for (line, program) in &page.program {
        report.leave_out(*line, *line, &format!("{program:?}"), LeftOut::Program);
    }
    let is_reference = is_reference(&page.front);
    let (top, sections) = parted(page.blocks);
    let is_alert = is_alert(&sections, top.as_deref(), stem) && !is_reference;
    let head = head::read(&page.front, top, stem, is_alert, report);
    let mut given = Given {
        links: head.links.into_iter().chain(page.links).collect(),
        title: head.title,
        comments: head.comments,
        ..Given::default()
    };
    if is_reference {
        report.note(0, "the page", "reference: the words of the runbook");
        given.reference = Some(read_only(&head.procedure, page.body));
        return given;
    }
    let folder = page.front.pair(&["cwd", "working_directory"]);
    let folder = folder.map(|(_, folder)| folder.to_owned());
    let all: Vec<Block> = sections.iter().flat_map(|it| it.blocks.clone()).collect();
    let mut reading = Reading {
        is_alert,
        is_all: sections.len() == 1,
        procedure: head.procedure,
        given,
        body: Body::new(report, &all),
        around: Vec::new(),
        impact: Vec::new(),
    };
    reading.body.folder = folder;
    reading.read(sections, page.body)
}

impl Reading<'_> {
    fn read(mut self, sections: Vec<Section>, body: String) -> Given {
        for section in sections {
            self.section(section);
        }
        self.finish(body)
    }

    fn section(&mut self, section: Section) {
        if self.is_alert && section.is(MEANING) {
            let means = self.told(&section, "`means` of the alert");
            if let Some(alert) = &mut self.procedure.alert {
                alert.means = both(alert.means.take(), means);
            }
        } else if self.is_alert && section.is(IMPACT) {
            let impact = self.told(&section, "`purpose` of the procedure");
            let impact = impact.map(|it| format!("Impact: {it}"));
            self.procedure.purpose = both(self.procedure.purpose.take(), impact);
        } else if section.heading.is_none() {
            self.preface(section);
        } else if section.is(AROUND) {
            self.around.push(as_words(&section));
        } else {
            self.steps(section);
        }
    }

    /// What a section says in one line; where it says more than words, it is kept whole.
    fn told(&mut self, section: &Section, became: &'static str) -> Option<String> {
        let line = section.heading.as_ref().map_or(0, |(line, _)| *line);
        match in_a_line(&section.blocks) {
            Some(told) => {
                self.impact.push((line, "what the alert means", became));
                Some(told)
            }
            None if section.blocks.is_empty() => {
                let name = section.heading.as_ref().map_or("", |(_, name)| name);
                let what = format!("the heading {name:?}");
                self.body
                    .report
                    .leave_out(line, line, &what, LeftOut::NothingBelow);
                None
            }
            None => {
                self.around.push(as_words(section));
                self.impact.push((
                    line,
                    "what the alert means",
                    "kept in the detail of the first step",
                ));
                None
            }
        }
    }

    /// What stands above the first section: steps where it has a list of them; else its
    /// first paragraph says what the procedure is for.
    fn preface(&mut self, section: Section) {
        let mut blocks = Vec::new();
        collect(&section.blocks, &mut self.given, &mut blocks);
        let first = blocks.first().map(|block| block.kind.clone());
        if let (Some(Kind::Paragraph(words)), None) = (first, &self.procedure.purpose) {
            let leads_on = words.text.ends_with(':');
            // What is bold as a whole is a label of what follows.
            let is_label = words.source.starts_with("**") && words.source.ends_with("**");
            let is_plain = words.links.is_empty() && words.code.is_empty() && !is_label;
            if is_plain && !leads_on && instruction(&words.text).is_none() {
                self.procedure.purpose = Some(one_line(&words.text));
                blocks.remove(0);
            }
        }
        let is_all = self.is_all;
        let is_step = |block: &Block| match &block.kind {
            Kind::List { .. } | Kind::Code { .. } | Kind::Comment(_) | Kind::Table(_) => true,
            Kind::Paragraph(words) => is_all && instruction(&words.text).is_some(),
            _ => false,
        };
        match blocks.iter().any(is_step) {
            true => self.body.blocks(&blocks),
            false => self
                .around
                .extend(blocks.into_iter().map(|block| block.source)),
        }
    }

    fn steps(&mut self, section: Section) {
        let mut blocks = Vec::new();
        collect(&section.blocks, &mut self.given, &mut blocks);
        let (line, text) = section.heading.unwrap_or_default();
        if blocks.is_empty() && !section.blocks.is_empty() {
            let what = format!("the heading {text:?}");
            return self
                .body
                .report
                .leave_out(line, line, &what, LeftOut::InHead);
        }
        let heading = Block {
            line,
            source: format!("## {text}"),
            kind: Kind::Heading { level: 2, text },
        };
        self.body.blocks(&[heading]);
        self.body.blocks(&blocks);
    }

    fn finish(self, body: String) -> Given {
        let Self {
            is_alert,
            mut procedure,
            mut given,
            body: walked,
            mut around,
            impact,
            ..
        } = self;
        let finished = walked.finish();
        let report = finished.report;
        procedure.rows = finished.rows;
        procedure.comments.extend(finished.comments);
        for (line, what, became) in &given.taken {
            report.note(*line, what, became);
            if what.starts_with("a table") {
                // The words of its head are in the account, and are keys of the file.
                report.left.push((*line, *line, LeftOut::InHead));
            }
        }
        for (line, what, became) in impact {
            report.note(line, what, became);
            report.left.push((line, line, LeftOut::InHead));
        }
        let is_done = procedure.steps().any(|step| !step.is_text);
        if !is_done && !is_alert {
            let is_empty = procedure.rows.is_empty()
                && around.is_empty()
                && finished.rest.is_empty()
                && procedure.purpose.is_none();
            given.comments.append(&mut procedure.comments);
            if !is_empty {
                report.note(0, "the page", "reference: the words of the runbook");
                given.reference = Some(read_only(&procedure, body));
            }
            return given;
        }
        if part_ways(&mut procedure.rows) {
            let what = "parts that are ways to choose from";
            report.note(0, what, "optional steps: each is a way of its own");
        }
        around.extend(finished.rest);
        if procedure.rows.is_empty() && around.is_empty() {
            // Words that say what it is for are all that there is: they are to be read.
            around.extend(procedure.purpose.take());
            let means = procedure.alert.as_ref().and_then(|it| it.means.clone());
            around.extend(means);
        }
        tell_around(&mut procedure, around);
        asked::ask_first(&mut procedure);
        label(&mut procedure, &body);
        procedure.subject = subject(&procedure);
        given.procedure = (!procedure.rows.is_empty()).then_some(procedure);
        given
    }
}

/// A page that is there to be read, with what its front matter says of it.
fn read_only(head: &Procedure, body: String) -> String {
    let purpose = head.purpose.as_ref();
    match purpose.filter(|it| !body.contains(it.as_str())) {
        Some(purpose) => format!("{purpose}\n\n{body}"),
        None => body,
    }
}

/// `{{ $labels.queue }}` on the page: its alert has such a label, which answers `QUEUE`.
fn label(procedure: &mut Procedure, page: &str) {
    let is_named = |label: &str| {
        let mut behind = page.split("$labels.").skip(1);
        behind.any(|it| {
            let rest = it.strip_prefix(label);
            rest.is_some_and(|it| !it.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    };
    let asks = steps_of(&mut procedure.rows).filter_map(|step| step.ask.as_mut());
    for ask in asks.filter(|it| it.label.is_none()) {
        let label = ask.name.to_lowercase();
        ask.label = Some(label).filter(|it| is_named(it));
    }
}

/// What tells two alerts of one kind apart: the answers that the alert's labels give.
fn subject(procedure: &Procedure) -> Option<String> {
    procedure.alert.as_ref()?;
    let asks = procedure.steps().filter_map(|step| step.ask.as_ref());
    let labelled = asks.filter(|ask| ask.label.is_some());
    let names: Vec<String> = labelled.map(|ask| format!("${}", ask.name)).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// Several parts below one Mitigation are ways to choose from: what an operator passes over
/// needs no reason.
///
/// So are the ways back, and what is called one of several ways.
fn part_ways(rows: &mut [Row]) -> bool {
    let is_named = |title: &str, names: &[&str]| names.iter().any(|it| title.starts_with(it));
    let is_part = |title: &str| is_named(title, &["mitigation: "]);
    let titles = rows.iter().filter_map(|row| match row {
        Row::Section(title) => Some(title.to_lowercase()),
        Row::Step(_) => None,
    });
    let are_ways = titles.filter(|it| is_part(it)).count() > 1;
    let backs = [
        "rollback",
        "roll back",
        "rolling back",
        "undo",
        "revert",
        "back out",
        "alternative",
    ];
    let is_way = |title: &str| {
        let lower = title.to_lowercase();
        let own = lower.rsplit(": ").next().unwrap_or_default();
        are_ways && is_part(&lower)
            || is_named(&lower, &backs)
            || is_named(own, &backs)
            || lower
                .split(": ")
                .any(|it| case::is_way(it) || headings::is_optional(it))
    };
    let mut in_way = false;
    let mut is_any = false;
    for row in rows {
        match row {
            Row::Section(title) => in_way = is_way(title),
            Row::Step(step) => step.optional |= in_way,
        }
        is_any |= in_way;
    }
    is_any
}

/// What explains the whole stands at the first step, where it is read before anything is done.
fn tell_around(procedure: &mut Procedure, around: Vec<String>) {
    if around.is_empty() {
        return;
    }
    if let Some(first) = steps_of(&mut procedure.rows).next() {
        return first.detail.extend(around);
    }
    procedure.rows.push(Row::Step(Box::new(Step {
        title: super::draft::READ.to_owned(),
        detail: around,
        ..Step::default()
    })));
}
