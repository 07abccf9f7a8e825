//! What is wanted in a case alone: below a condition, in a tab, in a row of symptoms.

use super::body::{Body, code_of};
use super::case::{self, Lead};
use super::containers::TAB;
use super::draft::{Step, When};
use super::page::{Block, Item, Kind};
use super::phrase::Words;
use super::sentence::{instruction, is_instruction};
use super::step::step_of;
use super::table;
use super::title::{plain, run_title, says_all, title};

impl Body<'_> {
    /// The step that settles a case, and the case.
    pub(super) fn case(&mut self, line: usize, lead: &Lead, detail: Option<String>) -> When {
        let (condition, count) = match (lead, self.settled.take()) {
            (Lead::Else, Some((step, 1))) => {
                if let Some(detail) = detail {
                    self.rows.wait(detail);
                }
                self.settled = None;
                return When {
                    step,
                    is: "no".to_owned(),
                };
            }
            (Lead::Else, Some(_)) => ("If none of these is so", 0),
            (Lead::Else, None) => ("Otherwise", 0),
            (Lead::If(condition), before) => {
                (condition.as_str(), before.map_or(0, |(_, count)| count))
            }
        };
        let title = case::question(condition);
        let id = self.rows.id(&title);
        let is_said =
            says_all(&title, condition) || detail.as_ref().is_some_and(|it| it.contains(condition));
        let words = (!is_said).then(|| condition.to_owned());
        self.rows.push(Step {
            line,
            id: Some(id.clone()),
            title,
            choose: vec!["yes".to_owned(), "no".to_owned()],
            detail: detail.into_iter().chain(words).collect(),
            ..Step::default()
        });
        self.settled = Some((id.clone(), count + 1));
        When {
            step: id,
            is: case::answer(condition).to_owned(),
        }
    }

    /// A paragraph that says in which case what stands behind it is wanted.
    pub(super) fn lead(&mut self, block: &Block, words: &Words, behind: &[Block]) {
        let pieces = words.pieces();
        let (before, last) = pieces.split_at(pieces.len().saturating_sub(1));
        if !before.is_empty() {
            let before = Words::joined(before);
            match instruction(&before.text) {
                Some(_) => self.told(block.line, &before),
                None => self.rows.keep(before.source),
            }
            self.settled = None;
        }
        let text = last
            .first()
            .map_or(words.text.as_str(), |it| it.text.as_str());
        let source = last.first().map_or(&words.source, |it| &it.source);
        let Some(lead) = case::lead(text) else { return };
        self.report.note(
            block.line,
            "a condition",
            "a choice, and the case of what follows",
        );
        let when = self.case(block.line, &lead, Some(source.clone()));
        let line = plain(text);
        let order = case::parted(&line).map(|(_, order)| order);
        match (order.filter(|it| is_instruction(it)), behind) {
            (Some(order), [code]) if code_of(code).is_some_and(|it| it.turns().is_some()) => {
                self.order_in_case(when, code, order);
            }
            _ => self.in_case(when, behind),
        }
    }

    /// A block of commands that is wanted in a case alone, and what the page calls it.
    fn order_in_case(&mut self, when: When, block: &Block, order: &str) {
        let Some(code) = code_of(block) else { return };
        let outer = self.rows.when.replace(when);
        let settled = self.settled.take();
        let step = Step {
            line: block.line,
            title: title(order),
            ..Step::default()
        };
        self.run(block.line, &mut Some(step), code, "");
        self.rows.when = outer;
        self.settled = settled;
    }

    /// Blocks that are wanted in a case alone.
    pub(super) fn in_case(&mut self, when: When, blocks: &[Block]) {
        let outer = self.rows.when.replace(when);
        let settled = self.settled.take();
        for block in blocks {
            match &block.kind {
                Kind::List { items, .. } => {
                    items.iter().for_each(|item| self.item(item));
                }
                _ => {
                    self.block(block, &[]);
                }
            }
        }
        self.rows.when = outer;
        self.settled = settled;
    }

    /// Ways of which one is taken: tabs of a page.
    pub(super) fn tabs(&mut self, block: &Block, items: &[Item]) {
        let label = |item: &Item| {
            let text = item.words.text.trim_start_matches(TAB.trim_end()).trim();
            title(text.trim_end_matches(']'))
        };
        let mut options: Vec<String> = Vec::new();
        for item in items {
            let label = Some(label(item))
                .filter(|it| !it.is_empty())
                .unwrap_or_else(|| "Way".to_owned());
            let name = (2..).map(|number| format!("{label} ({number})"));
            let free = std::iter::once(label.clone())
                .chain(name)
                .find(|it| !options.contains(it));
            options.extend(free);
        }
        self.report
            .note(block.line, "tabs", "a choice, and a case for each");
        let id = self.rows.id("Choose the way");
        self.rows.push(Step {
            line: block.line,
            id: Some(id.clone()),
            title: "Choose what applies here".to_owned(),
            choose: options.clone(),
            ..Step::default()
        });
        for (item, is) in items.iter().zip(options) {
            let when = When {
                step: id.clone(),
                is,
            };
            self.in_case_all(when, &item.below);
        }
        self.settled = None;
    }

    /// Blocks of a way, which may belong together.
    fn in_case_all(&mut self, when: When, blocks: &[Block]) {
        let outer = self.rows.when.replace(when);
        self.blocks(blocks);
        self.rows.when = outer;
    }

    /// A table of what one sees and what is done then.
    pub(super) fn symptoms(&mut self, block: &Block, rows: &[Vec<Words>]) {
        let Some(found) = table::symptoms(rows) else {
            return;
        };
        self.report.note(
            block.line,
            "a table of symptoms",
            "a choice, and a case for each row",
        );
        let id = self.rows.id("Choose what you see");
        let mut choose: Vec<String> = found.iter().map(|row| row.symptom.clone()).collect();
        choose.push(table::NONE.to_owned());
        self.rows.push(Step {
            line: block.line,
            id: Some(id.clone()),
            title: "Choose what you see".to_owned(),
            choose,
            detail: vec![block.source.clone()],
            ..Step::default()
        });
        for row in found {
            let sentence = row.action.text.clone();
            let mut step = step_of(
                block.line,
                &row.action,
                instruction(&sentence).unwrap_or(&sentence),
            );
            if instruction(&sentence).is_none() {
                step.title = title(&format!("See {}", step.title));
            }
            if step.title.is_empty() {
                step.title = run_title(row.action.code.first().map_or("", String::as_str));
            }
            self.inline(&mut step);
            step.when = Some(When {
                step: id.clone(),
                is: row.symptom,
            });
            self.rows.push(step);
        }
    }
}
