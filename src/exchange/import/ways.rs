//! What is wanted in a case alone: below a condition, in a tab, in a row of symptoms.

use super::blocks::{code_of, governed, is_walked, parted};
use super::body::Body;
use super::case::{self, Lead};
use super::cases;
use super::command::is_typed;
use super::containers::TAB;
use super::draft::{Step, When};
use super::marks::OTHERWISE;
use super::page::{Block, Item, Kind};
use super::phrase::Words;
use super::question::{answer, asking, question};
use super::run_title::run_title;
use super::sentence::{instruction, is_instruction, sentences};
use super::step::step_of;
use super::table;
use super::title::{plain, says_all, title};

impl Body<'_> {
    /// The step that settles a case, and the case.
    pub(super) fn case(&mut self, line: usize, lead: &Lead, detail: Option<String>) -> When {
        let settled = self.settled.take();
        if let (Lead::So | Lead::Not, None) = (lead, &settled)
            && let Some(step) = self.rows.question()
        {
            self.rows.wait_all(detail);
            let (is, other) = match lead {
                Lead::So => ("yes", "no"),
                _ => ("no", "yes"),
            };
            self.settled = Some((step.clone(), other, 1));
            return When {
                step,
                is: is.to_owned(),
            };
        }
        if let (Lead::Else | Lead::Not | Lead::So, Some((step, other, 1))) = (lead, &settled) {
            self.rows.wait_all(detail);
            return When {
                step: step.clone(),
                is: (*other).to_owned(),
            };
        }
        let count = match (lead, &settled) {
            (Lead::If(_), Some((_, _, count))) => *count,
            _ => 0,
        };
        let condition = cases::words(lead, settled.is_some());
        let id = self.rows.id(&question(condition));
        self.rows.push(asking(line, id.clone(), condition, detail));
        let is = answer(condition);
        let other = if is == "yes" { "no" } else { "yes" };
        self.settled = Some((id.clone(), other, count + 1));
        When {
            step: id,
            is: is.to_owned(),
        }
    }

    /// An item that asks something, with what is done for `yes` and for `no` below it.
    pub(super) fn question(&mut self, item: &Item) -> bool {
        let [
            Block {
                kind: Kind::List { items, .. },
                ..
            },
        ] = &item.below[..]
        else {
            return false;
        };
        let answers: Option<Vec<(bool, usize, &Item)>> = items
            .iter()
            .map(|it| {
                let (is_yes, _) = case::answered(&it.words.text)?;
                let (_, cut) = case::answered(&it.words.source)?;
                Some((is_yes, cut, it))
            })
            .collect();
        let Some(answers) = answers.filter(|all| !all.is_empty()) else {
            return false;
        };
        let id = self.rows.id(&item.words.text);
        let mut step = step_of(item.line, &item.words, &item.words.text);
        step.command = None;
        step.id = Some(id.clone());
        step.choose = vec!["yes".to_owned(), "no".to_owned()];
        self.report.note(
            item.line,
            "a question",
            "a choice, and a case for each answer",
        );
        self.rows.push(step);
        for (is_yes, cut, answer) in answers {
            let when = When {
                step: id.clone(),
                is: if is_yes { "yes" } else { "no" }.to_owned(),
            };
            let mut told = answer.clone();
            told.words.source = answer.words.source[cut..].to_owned();
            let (_, cut) = case::answered(&answer.words.text).unwrap_or_default();
            told.words.text = answer.words.text[cut..].to_owned();
            match told.words.text.is_empty() {
                true => self.in_case(when, &told.below),
                false => self.within(when, |body| body.item(&told)),
            }
        }
        self.settled = None;
        true
    }

    /// What is done inside of a case. What was said last before it does not count there, and
    /// goes on behind it.
    pub(super) fn within(&mut self, when: When, does: impl FnOnce(&mut Self)) {
        let outside = self.rows.cases.enter(when);
        let settled = self.settled.take();
        let open = self.open.take();
        self.last_case = None;
        does(self);
        self.rows.cases.leave(outside);
        self.settled = settled;
        self.open = open;
        self.last_case = None;
    }

    /// A block whose end says in which case what stands behind it is wanted: how many of those
    /// were taken.
    pub(super) fn led(&mut self, block: &Block, behind: &[Block]) -> usize {
        let Some((before, line, words)) = parted(block) else {
            return 0;
        };
        if let Some(before) = before {
            self.block(&before, &[]);
        }
        let taken = governed(behind);
        self.lead(line, &words, &behind[..taken]);
        self.last_case = sentences(&words.text).last().map(|it| (*it).to_owned());
        taken
    }

    fn lead(&mut self, line: usize, words: &Words, behind: &[Block]) {
        let pieces = words.pieces();
        let asks = |it: &Words| it.text.ends_with('?');
        let last = match pieces.iter().rev().nth(1).is_some_and(asks) {
            // `Still red? Press stop:`
            true => 2,
            false => 1,
        };
        let (before, last) = pieces.split_at(pieces.len().saturating_sub(last));
        self.before(line, before);
        let Words { text, source, .. } = &Words::joined(last);
        let Some(lead) = case::lead_to(text) else {
            return;
        };
        self.report.note(
            line,
            "a condition",
            "a choice, and the case of what follows",
        );
        let when = self.case(line, &lead, Some(source.clone()));
        // `If it hangs, run this on the node:` says where, too.
        self.goes_elsewhere(words);
        let line = plain(text);
        let order = case::parted(&line).map(|(_, order)| order);
        match (order.filter(|it| is_instruction(it)), behind) {
            (Some(order), [block]) if code_of(block).is_some_and(|it| it.turns().is_some()) => {
                let Some(code) = code_of(block) else { return };
                let step = Step {
                    line: block.line,
                    title: title(order),
                    ..Step::default()
                };
                self.within(when, |body| body.run(block.line, &mut Some(step), code, ""));
            }
            _ => self.in_case(when, behind),
        }
    }

    /// What is said before a condition.
    fn before(&mut self, line: usize, pieces: &[Words]) {
        if pieces.is_empty() {
            return;
        }
        let before = Words::joined(pieces);
        match instruction(&before.text) {
            Some(_) => {
                self.told(line, &before, false);
            }
            None => self.rows.keep(before.source),
        }
        self.settled = None;
    }

    /// An item that says in which case it is done, and has more to do below it.
    pub(super) fn item_if(&mut self, item: &Item) -> bool {
        let pieces = item.words.pieces();
        let Some((last, before)) = pieces.split_last() else {
            return false;
        };
        let Some((lead, order)) = case::conditional(&last.text) else {
            return false;
        };
        let typed = |block: &Block| code_of(block).and_then(|it| Some(it.turns()?.len()));
        let own = last.code.iter().filter(|it| is_typed(it)).count();
        let below = item.below.iter().map(|it| match &it.kind {
            Kind::List { ordered, items } if is_walked(*ordered, items) => 2,
            _ => typed(it).unwrap_or(0),
        });
        if own + below.sum::<usize>() < 2 || !is_instruction(&order) {
            return false;
        }
        self.report.note(
            item.line,
            "a condition",
            "a choice, and the case of what stands below it",
        );
        self.before(item.line, before);
        let when = self.case(item.line, &lead, Some(last.source.clone()));
        let words = Words {
            source: order.clone(),
            text: order,
            ..last.clone()
        };
        let item = Item {
            words,
            ..item.clone()
        };
        self.within(when, |body| body.item(&item));
        true
    }

    /// Items one behind the other; what one of them leads to may be the next.
    pub(super) fn items(&mut self, items: &[Item]) {
        let mut at = 0;
        while let Some(item) = items.get(at) {
            let lead = case::lead(&item.words.text);
            let lead = lead.filter(|_| item.below.is_empty() && !item.is_done());
            let next = items.get(at + 1);
            let next = next.filter(|it| case::lead(&it.words.text).is_none());
            at += 1;
            let (Some(lead), Some(next)) = (lead, next) else {
                self.going_on(&item.words.text, |body| body.item(item));
                continue;
            };
            self.report.note(
                item.line,
                "a condition",
                "a choice, and the case of the next",
            );
            let when = self.case(item.line, &lead, Some(item.words.source.clone()));
            self.within(when, |body| body.item(next));
            self.last_case = Some(item.words.text.clone());
            at += 1;
        }
    }

    /// Blocks that are wanted in a case alone.
    pub(super) fn in_case(&mut self, when: When, blocks: &[Block]) {
        self.within(when, |body| {
            let mut at = 0;
            while let Some(block) = blocks.get(at) {
                at += match &block.kind {
                    Kind::List { items, .. } => {
                        body.items(items);
                        1
                    }
                    _ => body.block(block, &blocks[at + 1..]),
                };
            }
        });
    }

    /// Ways of which one is taken: tabs of a page.
    pub(super) fn tabs(&mut self, block: &Block, items: &[Item]) {
        let said = |item: &Item| {
            let text = item.words.text.trim_start_matches(TAB.trim_end()).trim();
            text.split(']').next().unwrap_or_default().to_owned()
        };
        let label = |item: &Item| title(&said(item));
        if let [only] = items
            && label(only).is_empty()
        {
            return self.blocks(&inside(only));
        }
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
        // Of a condition without another way, nothing may apply.
        let is_case = |it: &String| {
            let lower = it.to_lowercase();
            ["if ", "ifversion ", "unless "]
                .iter()
                .any(|word| lower.starts_with(word))
        };
        let cut = items.iter().filter(|it| !says_all(&label(it), &said(it)));
        if options.first().is_some_and(is_case) && options.last().is_none_or(|it| it != OTHERWISE) {
            options.push(table::NONE.to_owned());
        }
        self.report
            .note(block.line, "tabs", "a choice, and a case for each");
        let id = self.rows.id("Choose the way");
        self.rows.push(Step {
            line: block.line,
            id: Some(id.clone()),
            title: "Choose what applies here".to_owned(),
            detail: cut.map(said).collect(),
            choose: options.clone(),
            ..Step::default()
        });
        for (item, is) in items.iter().zip(options) {
            let when = When {
                step: id.clone(),
                is,
            };
            self.within(when, |body| body.blocks(&inside(item)));
        }
        self.settled = None;
    }

    /// A table of what one sees and what is done then; the last case, where its row leads on to
    /// what follows the table.
    pub(super) fn symptoms(&mut self, block: &Block, rows: &[Vec<Words>]) -> Option<When> {
        let found = table::symptoms(rows)?;
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
        let mut open = None;
        for row in found {
            let sentence = row.action.text.clone();
            let mut step = step_of(
                block.line,
                &row.action,
                instruction(&sentence).unwrap_or(&sentence),
            );
            let is_page = !row.action.links.is_empty() || row.action.text.split(' ').count() == 1;
            if instruction(&sentence).is_none() && is_page {
                step.title = title(&format!("See {}", step.title));
            }
            if step.title.is_empty() {
                step.title = run_title(row.action.code.first().map_or("", String::as_str));
            }
            self.inline(&mut step, &row.action);
            let when = When {
                step: id.clone(),
                is: row.symptom,
            };
            open = sentence.ends_with(':').then(|| when.clone());
            step.when = Some(when);
            self.rows.push(step);
        }
        open
    }
}

/// What stands in a tab: what follows its label at once is the first of it.
fn inside(item: &Item) -> Vec<Block> {
    let first = item.words.text.split_once(']');
    let source = item.words.source.split_once('\n');
    let (Some((_, text)), Some((_, source))) = (first, source) else {
        return item.below.clone();
    };
    let words = Words {
        text: text.trim().to_owned(),
        source: source.trim().to_owned(),
        ..item.words.clone()
    };
    let first = Block {
        line: item.line + 1,
        source: words.source.clone(),
        kind: match &words.code[..] {
            [code] if words.text == format!("`{code}`") => Kind::Code {
                info: String::new(),
                text: code.clone(),
                before: String::new(),
                behind: String::new(),
            },
            _ => Kind::Paragraph(words),
        },
    };
    std::iter::once(first).chain(item.below.clone()).collect()
}
