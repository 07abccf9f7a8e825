//! What stands at the head of a page: its front matter, its title, and the alert's name.
//!
//! What stays true: each key of the front matter is a key of the runbook or a comment.

use super::draft::{Alert, Procedure};
use super::front::Front;
use super::import_report::ImportReport;
use super::phrase::one_line;
use super::shorten::LONGEST;
use super::tags::without_tags;
use super::title::title as shortened;

/// A procedure without steps yet, and what is said of the page beside it.
pub(super) struct Head {
    pub(super) procedure: Procedure,
    pub(super) title: Option<String>,
    pub(super) comments: Vec<String>,
    pub(super) links: Vec<(String, String)>,
}

/// Reads the head of a page. `top` is its first heading.
pub(super) fn read(
    front: &Front,
    top: Option<String>,
    stem: &str,
    is_alert: bool,
    account: &mut ImportReport,
) -> Head {
    let mut used: Vec<&str> = Vec::new();
    let mut value = |keys: &[&str]| {
        let (key, value) = front.pair(keys)?;
        used.push(key);
        Some(one_line(value))
    };
    let title = value(&["title", "name"]);
    let mut procedure = Procedure {
        stem: stem.to_owned(),
        purpose: value(&["description", "summary"]),
        title: title
            .clone()
            .or_else(|| top.as_deref().map(in_words))
            .map(|it| one_line(&without_tags(&it)))
            .map(|it| match it.chars().count() > LONGEST {
                true => shortened(&it),
                false => it,
            })
            .filter(|it| !it.is_empty())
            .unwrap_or_else(|| words_of(stem)),
        ..Procedure::default()
    };
    if is_alert {
        procedure.alert = Some(Alert {
            name: alert_name(top.as_deref(), stem),
            severity: value(&["severity", "priority"]),
            means: None,
            is_known: false,
        });
    }
    let mut comments = comments(front, &used, account);
    let addresses = front.0.iter().filter(|(key, value)| {
        value.starts_with("http") && matches!(key.as_str(), "runbook_url" | "url" | "dashboard")
    });
    let links = addresses.map(|(key, url)| (format!("{} ({key})", procedure.title), url.clone()));
    let links = links.collect();
    comments.extend(
        title
            .iter()
            .filter(|it| **it != procedure.title)
            .map(|it| format!("title: {it}")),
    );
    if let Some(top) = &top {
        let alert = procedure.alert.as_ref().map(|alert| &alert.name);
        if in_words(top) != in_words(&procedure.title) && alert != Some(top) {
            comments.push(format!("heading: {top}"));
        }
    }
    Head {
        procedure,
        title: title.or(top),
        comments,
        links,
    }
}

fn comments(front: &Front, used: &[&str], account: &mut ImportReport) -> Vec<String> {
    let mut comments = Vec::new();
    for (key, value) in &front.0 {
        let is_kept = !used.contains(&key.as_str());
        if is_kept && !value.is_empty() {
            comments.push(format!("{key}: {value}"));
        }
        let became = if is_kept { "a comment" } else { "its own key" };
        account.note(1, &format!("front matter: {key}"), became);
    }
    comments
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

/// The name that monitoring sends. The file's name goes first where it looks like one, since
/// alerts lead to their pages by it; a heading is sooner copied from another page.
fn alert_name(top: Option<&str>, stem: &str) -> String {
    let is_name = |text: &&str| !text.is_empty() && !text.contains(char::is_whitespace);
    match is_alert_like(stem) {
        true => stem.to_owned(),
        false => top.filter(is_name).unwrap_or(stem).to_owned(),
    }
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
