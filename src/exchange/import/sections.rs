//! The sections of a page, and what its headings say that they are.

use super::front::Front;
use super::head;
use super::lists::is_one_of;
use super::page::{Block, Item, Kind};
use super::phrase::{Words, one_line};

/// A heading of the second level (or none) with what stands below it.
pub(super) struct Section {
    pub(super) heading: Option<(usize, String)>,
    pub(super) blocks: Vec<Block>,
}

/// Headings below which stands what explains, not what is to be done.
pub(super) const AROUND: &[&str] = &[
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
pub(super) const MEANING: &[&str] = &["meaning", "what it means", "alert description"];
pub(super) const IMPACT: &[&str] = &["impact", "severity and impact", "business impact"];

/// Whether a page says itself that it is there to be read.
pub(super) fn is_reference(front: &Front) -> bool {
    const READ: &str =
        "learn concept concepts reference explanation overview glossary guide background landing";
    let kind = front.pair(&[
        "type",
        "doc_type",
        "doctype",
        "content_type",
        "page_type",
        "kind",
        "diataxis",
    ]);
    kind.is_some_and(|(_, value)| is_one_of(READ, &value.to_lowercase()))
}

impl Section {
    pub(super) fn is(&self, names: &[&str]) -> bool {
        let heading = self.heading.as_ref().map(|(_, text)| text.to_lowercase());
        heading.is_some_and(|text| names.contains(&text.trim_end_matches([':', '?'])))
    }
}

/// Whether the sections are those that an alert's page has by custom.
pub(super) fn is_alert(sections: &[Section], top: Option<&str>, stem: &str) -> bool {
    let has = |names: &[&str]| sections.iter().any(|it| it.is(names));
    let is_name = |top: &str| !top.contains(char::is_whitespace);
    let is_named = head::is_alert_like(stem) || top.is_some_and(is_name);
    has(MEANING)
        || has(&["diagnosis"]) && has(&["mitigation"]) && is_named
        || has(IMPACT) && (head::is_alert_like(stem) || top.is_some_and(head::is_alert_like))
}

/// Cuts a page at its headings of the second level; the title comes off.
pub(super) fn parted(blocks: Vec<Block>) -> (Option<String>, Vec<Section>) {
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

/// Whether words say the same without their markup.
fn is_plain(words: &Words) -> bool {
    words.links.is_empty() && !words.source.contains(['<', '~'])
}

/// Paragraphs and lists of plain words as one line; none where something else stands there.
pub(super) fn in_a_line(blocks: &[Block]) -> Option<String> {
    let mut told: Vec<String> = Vec::new();
    for block in blocks {
        match &block.kind {
            Kind::Paragraph(words) if is_plain(words) => told.push(one_line(&words.text)),
            Kind::List { items, .. } => {
                let is_one = |item: &Item| {
                    item.below.is_empty() && item.task.is_none() && is_plain(&item.words)
                };
                if !items.iter().all(is_one) {
                    return None;
                }
                let items = items.iter().map(|item| one_line(&item.words.text));
                let items: Vec<String> = items
                    .map(|it| it.trim_end_matches([';', ',']).to_owned())
                    .collect();
                let is_sentence = |it: &String| it.ends_with(['.', '!', '?']);
                let list = match items.iter().all(is_sentence) {
                    true => items.join(" "),
                    false => items.join("; "),
                };
                told.push(match list.ends_with(['.', '!', '?']) {
                    true => list,
                    false => format!("{list}."),
                });
            }
            _ => return None,
        }
    }
    (!told.is_empty()).then(|| told.join(" "))
}

pub(super) fn as_words(section: &Section) -> String {
    let sources = section.blocks.iter().map(|block| block.source.clone());
    let heading = section
        .heading
        .iter()
        .map(|(_, text)| format!("**{text}**"));
    heading.chain(sources).collect::<Vec<_>>().join("\n\n")
}
