//! Running text: as it is read, with what is code and what is a link in it.

use super::sentence::{begins_anew, sentences};

/// What begins what is struck out, in HTML.
pub(super) const STRIKES: &[&str] = &["<del>", "<s>", "<strike>"];

/// Running text: as read, with what is code and what is a link in it. It is one line, but
/// where a line of the source begins to say something else to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) code: Vec<String>,
    pub(super) links: Vec<(String, String)>,
    /// As it was written.
    pub(super) source: String,
    /// Whether all of it is struck out.
    pub(super) is_struck: bool,
}

impl Words {
    /// Its sentences, each with the source, the code and the links that are its own; the
    /// whole, where the source cannot be cut at the same places.
    pub(super) fn pieces(&self) -> Vec<Words> {
        let source = one_source(&self.source);
        let (texts, sources) = (sentences(&self.text), sentences(&source));
        if texts.len() != sources.len() {
            return vec![self.clone()];
        }
        let piece = |(text, source): (&&str, &&str)| Words {
            text: (*text).to_owned(),
            source: (*source).to_owned(),
            code: of(&self.code, |code| text.contains(&format!("`{code}`"))),
            links: of(&self.links, |(_, url)| source.contains(url.as_str())),
            is_struck: false,
        };
        texts.iter().zip(&sources).map(piece).collect()
    }

    /// These pieces as one again.
    pub(super) fn joined(pieces: &[Words]) -> Words {
        let join = |text: fn(&Words) -> &String| {
            let texts: Vec<&str> = pieces.iter().map(|it| text(it).as_str()).collect();
            texts.join(" ")
        };
        Words {
            text: join(|it| &it.text),
            source: join(|it| &it.source),
            code: pieces.iter().flat_map(|it| it.code.clone()).collect(),
            links: pieces.iter().flat_map(|it| it.links.clone()).collect(),
            is_struck: false,
        }
    }
}

fn of<T: Clone>(all: &[T], is: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().filter(|it| is(it)).cloned().collect()
}

/// A source on one line, broken where its words are.
fn one_source(source: &str) -> String {
    let mut whole = String::new();
    for line in source.lines().map(str::trim) {
        let gap = if begins_anew(line) { '\n' } else { ' ' };
        whole.push(gap);
        whole.push_str(line);
    }
    whole.trim().to_owned()
}

/// All of a text on one line, with single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two texts say, one behind the other.
pub(super) fn both(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (first, second) => first.or(second),
    }
}
