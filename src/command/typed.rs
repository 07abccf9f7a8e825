//! What was typed for a reading, a choice or a text, by itself: as it is kept, or as the option
//! that was meant.

use super::refusal::Refusal;
use crate::limits::Judgement;
use crate::runbook::{Ask, Choose};

/// A reading is kept as it was typed, but for a unit that is kept beside it.
pub(super) fn typed_value(text: &str, unit: Option<&str>) -> String {
    let text = text.trim();
    let bare = unit
        .and_then(|unit| text.strip_suffix(unit.trim()))
        .unwrap_or(text);
    bare.trim_end().to_owned()
}

/// What a step that asks for a text wants.
pub(super) fn wants_text(ask: &Ask) -> Refusal {
    Refusal::WantsText {
        name: ask.name.clone(),
        example: ask.example.clone(),
    }
}

/// The option that was meant: by its words, or by its number.
pub(super) fn option<'a>(choose: &'a Choose, text: &str) -> Result<&'a str, Refusal> {
    let text = text.trim();
    let exact = choose.options.iter().find(|option| *option == text);
    let alike = || {
        choose
            .options
            .iter()
            .find(|option| option.to_lowercase() == text.to_lowercase())
    };
    let numbered = || {
        choose
            .options
            .get(text.parse::<usize>().ok()?.checked_sub(1)?)
    };
    exact
        .or_else(alike)
        .or_else(numbered)
        .map(String::as_str)
        .ok_or_else(|| Refusal::WantsChoice {
            options: choose.options.clone(),
        })
}

/// What a choice is judged, where some are worrying.
pub(super) fn choice_judgement(choose: &Choose, option: &str) -> Option<Judgement> {
    let listed = |list: &[String]| list.iter().any(|other| other == option);
    match () {
        () if listed(&choose.alarm) => Some(Judgement::Alarm),
        () if listed(&choose.warn) => Some(Judgement::Warning),
        () if choose.alarm.is_empty() && choose.warn.is_empty() => None,
        () => Some(Judgement::Normal),
    }
}
