//! The rows of a procedure as they grow: sections, steps, and words that wait for one.
//!
//! What stays true: no section is empty; words that explain stand in the detail of the step
//! that they belong to, the next one or else the last; nothing that was handed in is dropped
//! but a heading below which nothing stands, and that is said.

use super::case::{self, Lead};
use super::cases::Cases;
use super::draft::{Row, Step, steps_of};
use super::import_report::{ImportReport, LeftOut};
use super::phrase::both;
use super::title::{says_all, title};
use std::collections::BTreeSet;

/// A heading whose first step has not come yet.
struct Heading {
    line: usize,
    text: String,
    /// How many words waited when it came.
    from: usize,
    /// The lines of those above it that it names.
    above: Vec<usize>,
}

/// Rows as they grow.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    heading: Option<Heading>,
    /// Words that wait for the step that they belong to.
    waiting: Vec<String>,
    caution: Option<String>,
    /// The cases in which what comes now is wanted.
    pub(super) cases: Cases,
    ids: BTreeSet<String>,
}

impl Rows {
    /// Begins a section. `text` may name the one above it before a colon; `case` is the level of
    /// the heading and the condition that it is.
    pub(super) fn heading(
        &mut self,
        line: usize,
        text: &str,
        case: (usize, Option<Lead>),
        report: &mut ImportReport,
    ) {
        let above = self.end_section(Some(text), report);
        self.cases.heading(case.0, line, case.1);
        self.heading = Some(Heading {
            above,
            line,
            text: text.to_owned(),
            from: self.waiting.len(),
        });
    }

    /// Ends the section that is open: words in it without a step go to one beside it.
    ///
    /// What comes back are the lines of headings that the next one names.
    fn end_section(&mut self, next: Option<&str>, report: &mut ImportReport) -> Vec<usize> {
        let is_inside =
            |open: &Heading| next.is_some_and(|next| next.starts_with(&format!("{}: ", open.text)));
        let is_told = self.heading.as_ref().is_some_and(is_inside);
        // What can go wrong here is no caution of what stands below another heading.
        if !is_told && (self.heading.is_some() || !self.rows.is_empty()) {
            let caution = self.caution.take();
            self.waiting
                .extend(caution.map(|it| format!("**Caution:** {it}")));
        }
        let Some(mut heading) = self.heading.take() else {
            self.end_waiting();
            return Vec::new();
        };
        if self.waiting.len() <= heading.from {
            heading.above.push(heading.line);
            if is_told {
                return heading.above;
            }
            let what = format!("the heading {:?}", heading.text);
            for line in heading.above {
                report.leave_out(line, line, &what, LeftOut::NothingBelow);
            }
            return Vec::new();
        }
        let name = heading.text.rsplit(": ").next().unwrap_or(&heading.text);
        // Those above are named with it, unless a section of their own was.
        let name = match heading.above.is_empty() {
            true => name,
            false => &heading.text,
        };
        self.waiting.insert(heading.from, format!("**{name}**"));
        self.end_waiting();
        Vec::new()
    }

    fn end_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        match self.last_here() {
            Some(last) => last.detail.extend(waiting),
            None => self.waiting = waiting,
        }
    }

    /// The last step that is wanted in the case that is open: what is said to everybody is not
    /// said in a case alone.
    fn last_here(&mut self) -> Option<&mut Step> {
        let when = self.cases.when();
        steps_of(&mut self.rows)
            .rev()
            .find(|step| step.when.as_ref() == when)
    }

    /// Words for the next step.
    pub(super) fn wait(&mut self, words: String) {
        self.waiting.push(words);
    }

    pub(super) fn wait_all(&mut self, words: Option<String>) {
        self.waiting.extend(words);
    }

    /// The step that asks what `if so` answers, by its id: the last one, where it asks
    /// something, or one that is made of the words that do.
    pub(super) fn question(&mut self) -> Option<String> {
        if let Some(asked) = self
            .waiting
            .last()
            .filter(|it| case::is_question(it))
            .cloned()
        {
            let id = self.id(&asked);
            self.waiting.pop();
            let title = title(&asked);
            self.push(Step {
                id: Some(id.clone()),
                choose: vec!["yes".to_owned(), "no".to_owned()],
                detail: (!says_all(&title, &asked))
                    .then_some(asked)
                    .into_iter()
                    .collect(),
                title,
                ..Step::default()
            });
            return Some(id);
        }
        let when = self.cases.when().cloned();
        let last = self.last()?;
        let said = last.detail.last().filter(|it| it.trim_end().ends_with('?'));
        let is_free = last.choose.is_empty() && last.ask.is_none() && last.when == when;
        if !is_free || !(case::is_question(&last.title) || said.is_some()) {
            return None;
        }
        let title = last.title.clone();
        let id = last.id.clone().unwrap_or_else(|| self.id(&title));
        if let Some(last) = self.last() {
            last.id = Some(id.clone());
            last.choose = vec!["yes".to_owned(), "no".to_owned()];
        }
        Some(id)
    }

    /// Words for the step before them, where one is open; else for the next.
    pub(super) fn keep(&mut self, words: String) {
        let when = self.cases.when().cloned();
        match self.last().filter(|last| last.when == when) {
            Some(last) => last.detail.push(words),
            None => self.waiting.push(words),
        }
    }

    /// Something that can go wrong, for the next step.
    pub(super) fn caution(&mut self, words: String) {
        self.caution = both(self.caution.take(), Some(words));
    }

    /// The step that words without a place of their own belong to.
    pub(super) fn last(&mut self) -> Option<&mut Step> {
        match self.rows.last_mut() {
            Some(Row::Step(last)) if self.heading.is_none() && self.waiting.is_empty() => {
                Some(last)
            }
            _ => None,
        }
    }

    /// Whether what was said last is that an example follows.
    pub(super) fn shows_example(&self) -> bool {
        let last = self.rows.last().and_then(|row| match row {
            Row::Step(step) => step.detail.last(),
            Row::Section(_) => None,
        });
        let said = self.waiting.last().or(last).map(|it| it.to_lowercase());
        let signs = [
            "like", "example", "output", "returns", "looks", "similar", "prints", "response",
            "result", "shows", "e.g",
        ];
        said.is_some_and(|said| {
            let end = said.lines().last().unwrap_or_default();
            end.trim_end().ends_with(':') && signs.iter().any(|sign| end.contains(sign))
        })
    }

    /// A name for a step that others refer to.
    pub(super) fn id(&mut self, text: &str) -> String {
        free_id(&mut self.ids, text)
    }

    pub(super) fn push(&mut self, mut step: Step) {
        self.begin_section();
        let mut detail = std::mem::take(&mut self.waiting);
        detail.append(&mut step.detail);
        step.detail = detail;
        step.caution = both(self.caution.take(), step.caution);
        step.when = step.when.or_else(|| self.cases.when().cloned());
        self.rows.push(Row::Step(Box::new(step)));
    }

    /// The heading of what comes now, and what has to be asked because of it.
    fn begin_section(&mut self) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        self.rows.push(Row::Section(heading.text));
        let ids = &mut self.ids;
        let mut asked = self.cases.settle(|title| free_id(ids, title)).into_iter();
        if let Some(first) = asked.next() {
            // What was said above it is not said in that case alone.
            let said = self.waiting.drain(..heading.from.min(self.waiting.len()));
            let detail = said.chain(first.detail).collect();
            self.rows
                .push(Row::Step(Box::new(Step { detail, ..first })));
        }
        self.rows.extend(asked.map(|it| Row::Step(Box::new(it))));
    }

    /// The rows, and the words for which there was no step.
    pub(super) fn finish(mut self, report: &mut ImportReport) -> (Vec<Row>, Vec<String>) {
        if self.heading.is_none()
            && let Some(caution) = self.caution.take()
        {
            match self.last_here() {
                Some(last) => last.caution = both(last.caution.take(), Some(caution)),
                None => self.waiting.push(format!("**Caution:** {caution}")),
            }
        }
        self.end_section(None, report);
        (self.rows, self.waiting)
    }
}

fn free_id(ids: &mut BTreeSet<String>, text: &str) -> String {
    let id = crate::text::slug(text, "case", |id| ids.contains(id));
    ids.insert(id.clone());
    id
}
