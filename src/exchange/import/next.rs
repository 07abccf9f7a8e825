//! What goes on from something that is done in a case alone: `If it hangs, stop it. Then start
//! it again.`
//!
//! What stays true: in one breath with a condition it stands under it. Behind it, the page
//! leaves open whether it is meant in every case: each step says so, and in which case it
//! surely is.

use super::body::Body;
use super::case;
use super::condition::only_looks;
use super::draft::{Step, When};
use super::phrase::{Words, one_line};
use super::sentence::{instruction, is_instruction, sentences};
use super::step::step_of;
use super::title::in_case;

impl Body<'_> {
    /// Walks what has this text: where it goes on from what was said in a case alone, its steps
    /// are in doubt; what follows it may go on from it.
    pub(super) fn going_on<T>(&mut self, text: &str, does: impl FnOnce(&mut Self) -> T) -> T {
        let last = self.last_case.take();
        let is_next = last.is_some() && case::is_next(text);
        let open = last.clone().filter(|_| is_next);
        let outer = std::mem::replace(&mut self.open, open);
        let done = does(self);
        self.open = outer;
        if self.last_case.is_none() {
            let is_told = instruction(text).is_some();
            self.last_case = match case::of_last(text) {
                Some(said) if !is_next => Some(said.to_owned()),
                _ => last.filter(|_| is_next || !is_told),
            };
        }
        done
    }

    /// Says of a step that it goes on from what is done in a case alone, where it does.
    pub(super) fn doubt(&self, step: &mut Step) {
        let Some(said) = &self.open else { return };
        // What only looks does no harm.
        if step.when.is_some() || only_looks(&step.title) && step.caution.is_none() {
            return;
        }
        step.title = in_case(&step.title);
        step.optional = true;
        let said = one_line(said);
        let said = said.trim_end_matches([':', '.', ',']);
        step.detail.insert(
            0,
            format!(
                "It stands behind “{said}”. The page does not say whether it is meant in every case."
            ),
        );
    }

    /// A paragraph that says what to do: a step for each sentence that does, with what the
    /// sentences behind it explain. Where `goes_on` follows it and belongs to its last condition,
    /// the case of that comes back.
    pub(super) fn told(&mut self, line: usize, words: &Words, goes_on: bool) -> Option<When> {
        let groups = groups(words);
        let became = if groups.len() > 1 { "steps" } else { "a step" };
        self.report.note(line, "a paragraph", became);
        let mut case = None;
        for (at, group) in groups.iter().enumerate() {
            let words = Words::joined(group);
            let sentence = told_by(&words);
            if !case::is_next(sentence) {
                case = None;
            }
            let next = groups.get(at + 1).map(|it| Words::joined(it));
            let is_followed = next.map_or(goes_on, |it| case::is_next(told_by(&it)));
            let found = case::conditional(sentence)
                .filter(|(_, order)| is_followed && case.is_none() && is_instruction(order));
            if let Some((lead, order)) = found {
                let when = self.case(line, &lead, Some(sentence.to_owned()));
                case = Some(when.clone());
                self.within(when, |body| body.step(line, &words, &order));
                continue;
            }
            match case.clone() {
                Some(when) => self.within(when, |body| body.step(line, &words, sentence)),
                None => self.step(line, &words, sentence),
            }
        }
        case
    }

    /// The step of some words.
    fn step(&mut self, line: usize, words: &Words, sentence: &str) {
        let mut step = step_of(line, words, sentence);
        self.changes_in(words);
        self.inline(&mut step, words);
        self.goes_elsewhere(words);
        self.fan_out(&mut step, sentence);
        self.push(step, sentence);
    }
}

/// The sentence of some words that says what to do, or the last.
fn told_by(words: &Words) -> &str {
    let last = || sentences(&words.text).last().copied();
    instruction(&words.text).or_else(last).unwrap_or_default()
}

/// Sentences that belong together: an order, and what is said of it.
fn groups(words: &Words) -> Vec<Vec<Words>> {
    let mut groups: Vec<Vec<Words>> = Vec::new();
    let mut has_verb = false;
    for piece in words.pieces() {
        let is_told = instruction(&piece.text).is_some();
        match groups.last_mut() {
            Some(group) if !(is_told && has_verb) => group.push(piece),
            _ => groups.push(vec![piece]),
        }
        has_verb |= is_told;
    }
    groups
}
