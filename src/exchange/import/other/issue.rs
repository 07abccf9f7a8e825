//! Forms for issues, as GitHub has them: boxes are ticked, fields are asked for.

use super::super::draft::{Ask, Procedure, Row, Step};
use super::super::title::title;
use super::steps::{comments, purpose, push, told, variable};
use super::yaml::Node;

/// Whether this is a form.
pub(super) fn is_one(documents: &[Node]) -> bool {
    let [form] = documents else { return false };
    let fields = form.get("body").map(Node::items).unwrap_or_default();
    let is_field = |it: &Node| it.said("type").is_some();
    form.said("name").is_some() && !fields.is_empty() && fields.iter().all(is_field)
}

/// One procedure for the form.
pub(super) fn procedures(documents: &[Node]) -> Vec<Procedure> {
    let Some(form) = documents.first() else {
        return Vec::new();
    };
    let name = form.said("name").unwrap_or("Form");
    let mut procedure = Procedure {
        title: title(name),
        purpose: form.said("description").and_then(purpose),
        comments: comments(form, &["description", "body"]),
        ..Procedure::default()
    };
    for field in form.get("body").map(Node::items).unwrap_or_default() {
        add(&mut procedure, field);
    }
    vec![procedure]
}

fn add(procedure: &mut Procedure, field: &Node) {
    let kind = field.said("type").unwrap_or_default();
    let nothing = Node::None;
    let said = field.get("attributes").unwrap_or(&nothing);
    let label = said.said("label").unwrap_or(kind);
    let mut rest = comments(field, &["attributes"]);
    rest.extend(comments(
        said,
        &["label", "description", "options", "value"],
    ));
    let words = ["description", "value"]
        .iter()
        .filter_map(|it| said.said(it));
    let words = words.map(str::to_owned);
    match kind {
        "markdown" => {
            let mut step = told(said.said("value").unwrap_or_default());
            step.is_text = true;
            step.comments = rest;
            push(procedure, step);
        }
        "checkboxes" => {
            procedure.rows.push(Row::Section(title(label)));
            procedure.comments.push(label.to_owned());
            procedure.comments.extend(rest);
            for (at, option) in options(said).iter().enumerate() {
                let text = option.text().or_else(|| option.said("label"));
                let mut step = told(text.unwrap_or_default());
                step.comments = comments(option, &["label"]);
                if at == 0 {
                    step.detail.extend(words.clone());
                }
                push(procedure, step);
            }
        }
        _ => {
            let mut step: Step = told(label);
            step.detail.extend(words);
            step.comments = rest;
            let key = variable(field.said("id").unwrap_or(label));
            let all = options(said).iter().filter_map(Node::text);
            let all: Vec<String> = all.map(str::to_owned).collect();
            match (kind, all.is_empty()) {
                ("dropdown", false) => {
                    step.choose = all;
                    step.choose_as = Some(key);
                }
                ("input", _) => {
                    step.ask = Some(Ask {
                        name: key,
                        label: None,
                        is_secret: false,
                        pattern: None,
                    });
                }
                // What takes several lines is written where the form is.
                _ => {}
            }
            push(procedure, step);
        }
    }
}

fn options(attributes: &Node) -> &[Node] {
    attributes
        .get("options")
        .map(Node::items)
        .unwrap_or_default()
}
