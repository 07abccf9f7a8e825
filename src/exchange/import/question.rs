//! A condition as the question that settles it, and the step that asks it.

use super::case::{is_other, is_scenario, is_wanted, is_way};
use super::draft::Step;
use super::lists::is_one_of;
use super::phrase::one_line;
use super::title::{plain, title};

/// The step that settles a condition; `detail` is what the page says of it.
pub(super) fn asking(line: usize, id: String, condition: &str, detail: Option<String>) -> Step {
    let title = question(condition);
    // `unless` may stand there for the page's own `skip it if`.
    let said = condition.split_once(' ').map_or(condition, |it| it.1);
    let is_told =
        title.ends_with(said) || detail.as_ref().is_some_and(|it| plain(it).contains(said));
    let words = (!is_told).then(|| condition.to_owned());
    Step {
        line,
        id: Some(id),
        title,
        choose: vec!["yes".to_owned(), "no".to_owned()],
        detail: detail.into_iter().chain(words).collect(),
        ..Step::default()
    }
}

/// A condition as the title of the step that settles it.
pub(super) fn question(condition: &str) -> String {
    let line = one_line(condition);
    let line = line.trim_end_matches([':', ',', '.', ' ']);
    let lower = line.to_lowercase();
    if line.ends_with('?') {
        return title(line);
    }
    if is_other(&lower) {
        return "Decide whether to take the other way".to_owned();
    }
    let asked = match () {
        () if is_way(&lower) => "Decide whether to take ",
        () if is_wanted(&lower) => "Decide whether this is wanted: ",
        () if is_only(&lower) || is_scenario(&lower) => "Check whether this applies: ",
        () => "",
    };
    if !asked.is_empty() {
        let mut letters = line.chars();
        let first = letters.next().map(|it| it.to_lowercase().to_string());
        let line = format!("{}{}", first.unwrap_or_default(), letters.as_str());
        return title(&format!("{asked}{line}"));
    }
    for (word, instead) in [
        ("only if ", "Check whether "),
        ("only when ", "Check whether "),
        ("if ", "Check whether "),
        ("whenever ", "Check whether "),
        ("when ", "Check whether "),
        ("unless ", "Check whether "),
        ("in case of ", "Check for "),
        ("in the case of ", "Check for "),
        ("in case that ", "Check whether "),
        ("for the case that ", "Check whether "),
        ("in case ", "Check whether "),
        ("in the event of ", "Check for "),
        ("on ", "Check for "),
        ("assuming ", "Check whether "),
        ("provided that ", "Check whether "),
        ("provided ", "Check whether "),
        ("where ", "Check whether "),
        ("as long as ", "Check whether "),
    ] {
        if lower.starts_with(word) {
            let rest = &line[word.len()..];
            // `if necessary`, `if using it`
            let first = rest.split(' ').next().unwrap_or_default();
            let whom = match instead.ends_with("whether ") {
                true if first == rest => "it is ",
                true if first.ends_with("ing") && !first.ends_with("thing") => "you are ",
                _ => "",
            };
            let instead = format!("{instead}{whom}");
            let asked = title(&format!("{instead}{rest}"));
            // What is left of a long one may not say what is so: its detail does.
            return match asked.starts_with(instead.trim_end()) && !is_half(&asked) {
                true => asked,
                false => "Check whether this is so".to_owned(),
            };
        }
    }
    title(&format!("Check: {line}"))
}

/// Whether a condition says where alone, or for whom: `on the standby only`, `only on Debian`.
pub(super) fn is_only(lower: &str) -> bool {
    let is_time = lower.starts_with("only if ") || lower.starts_with("only when ");
    lower.ends_with(" only") || lower.starts_with("only ") && !is_time
}

/// Whether a question ends before what is so: `Check whether the label is`.
fn is_half(asked: &str) -> bool {
    let last = asked.rsplit(' ').next().unwrap_or_default();
    is_one_of("is are was were the a an of or and to", last)
}

/// What has to be chosen for what a condition leads to.
pub(super) fn answer(condition: &str) -> &'static str {
    match condition.to_lowercase().starts_with("unless") {
        true => "no",
        false => "yes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_becomes_a_question_that_is_answered() {
        for (text, title) in [
            ("If it does not answer", "Check whether it does not answer"),
            ("When the disk is full:", "Check whether the disk is full"),
            ("In case of rain", "Check for rain"),
            ("Still red?", "Still red?"),
            ("Alternatively", "Decide whether to take the other way"),
            (
                "Option B: rebuild",
                "Decide whether to take option B: rebuild",
            ),
            (
                "As a last resort",
                "Decide whether this is wanted: as a last resort",
            ),
            ("If using the pump", "Check whether you are using the pump"),
            ("If needed", "Check whether it is needed"),
            ("If the label is `/`", "Check whether this is so"),
            (
                "If nobody of the desk has answered the telephone within ten minutes",
                "Check whether this is so",
            ),
            ("Should it fail", "Check: Should it fail"),
            (
                "On the standby only",
                "Check whether this applies: on the standby only",
            ),
            ("On failure", "Check for failure"),
            (
                "Scenario 1: full",
                "Check whether this applies: scenario 1: full",
            ),
        ] {
            assert_eq!(question(text), title);
        }
    }
}
