//! The marks by which sites begin and end a note, a tab, or a part that folds away.

use super::signs::{is_caution_word, is_note_word};

/// What begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What can go wrong.
    Caution,
    /// A word aside.
    Note,
    /// One of several ways.
    Tab,
    /// Something that folds away.
    Plain,
}

/// Where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Where the indent does.
    Indent,
    /// On its own line.
    Line,
    /// At the next empty line.
    Blank,
    /// At a fence of the same sign, as long or longer.
    Fence(String),
    /// At three colons or more.
    Colons,
    /// At `{{% /name %}}`, in either form.
    Shortcode(String),
    /// At `{% endname %}`.
    Liquid(String),
    /// At `</name>`.
    Tag(String),
    /// At the `end` or the `else` of the program whose lines begin so.
    Branch(&'static str),
}

/// A mark that begins something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    /// The kind in one word, as it is written before the note; of tabs their names, with commas.
    pub(super) word: String,
    pub(super) title: String,
    pub(super) end: End,
}

fn made(kind: Kind, word: &str, title: impl Into<String>, end: End) -> Option<Mark> {
    Some(Mark {
        kind,
        word: word.to_owned(),
        title: title.into(),
        end,
    })
}

/// The mark that a line begins something with.
pub(super) fn mark(line: &str) -> Option<Mark> {
    colons(line)
        .or_else(|| fence(line))
        .or_else(|| of_one_line(line))
        .or_else(|| indented(line))
        .or_else(|| shortcode(line))
        .or_else(|| liquid(line))
        .or_else(|| branch(line))
        .or_else(|| tag(line))
}

/// Whether a line ends what ends so.
pub(super) fn closes(line: &str, end: &End) -> bool {
    match end {
        End::Indent | End::Line | End::Blank => false,
        End::Fence(run) => {
            let sign = run.chars().next().unwrap_or_default();
            line.starts_with(run.as_str()) && line.chars().all(|c| c == sign)
        }
        End::Colons => line.len() >= 3 && line.chars().all(|c| c == ':'),
        End::Shortcode(name) => inside(line, "{{%", "%}}")
            .or_else(|| inside(line, "{{<", ">}}"))
            .is_some_and(|it| it.strip_prefix('/').is_some_and(|it| it.trim() == name)),
        End::Liquid(name) => inside(line, "{%", "%}")
            .is_some_and(|it| it.strip_prefix("end").is_some_and(|it| it.trim() == name)),
        End::Branch(_) => program(line).is_some_and(|(inner, is)| {
            const ENDS: &[&str] = &[
                "end",
                "endif",
                "endunless",
                "endfor",
                "else",
                "elsif",
                "elif",
            ];
            is == *end && ENDS.contains(&inner.split_whitespace().next().unwrap_or_default())
        }),
        End::Tag(name) => line
            .strip_prefix("</")
            .and_then(|it| it.strip_suffix('>'))
            .is_some_and(|it| it.trim() == name),
    }
}

fn inside<'a>(line: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let inner = line.strip_prefix(open)?.strip_suffix(close)?;
    (!inner.contains(close)).then(|| inner.trim_matches('-').trim())
}

/// What the words of a mark say that it is; the first word that says so.
fn kind_of(words: &str) -> Option<(Kind, String)> {
    let lower = words.to_lowercase();
    let all = || {
        lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|it| !it.is_empty())
    };
    let strong = all().find(|it| is_caution_word(it) && *it != "alert");
    let weak = all().find(|it| is_note_word(it));
    match (strong, weak, all().any(|it| it == "alert")) {
        (Some(word), _, _) => Some((Kind::Caution, capitalised(word))),
        (None, Some(word), _) if !matches!(word, "callout" | "admonition") => {
            Some((Kind::Note, capitalised(word)))
        }
        (None, _, true) => Some((Kind::Caution, "Caution".to_owned())),
        (None, Some(_), _) => Some((Kind::Note, "Note".to_owned())),
        _ => None,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|c| c.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

/// What stands in quotes, or after `title=`.
fn title_of(words: &str) -> String {
    for key in ["title=", "label=", "name=", "summary="] {
        if let Some((_, value)) = words.split_once(key) {
            return value_of(value);
        }
    }
    match words.find('"') {
        Some(at) if !words[..at].ends_with('=') => value_of(&words[at..]),
        _ => String::new(),
    }
}

fn value_of(text: &str) -> String {
    for quote in ['"', '\''] {
        if let Some((value, _)) = text.strip_prefix(quote).and_then(|it| it.split_once(quote)) {
            return value.trim().to_owned();
        }
    }
    text.split([' ', '>', '}', ']'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn colons(line: &str) -> Option<Mark> {
    let rest = line.trim_start_matches(':');
    if line.len() - rest.len() < 3 || rest.is_empty() {
        return None;
    }
    let rest = rest.trim().trim_start_matches('{').trim_start_matches('.');
    let name = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let more = rest[name.len()..].trim().trim_end_matches('}');
    let title = match title_of(more) {
        title if !title.is_empty() => title,
        _ => more.trim_matches(['[', ']', '{', ' ']).to_owned(),
    };
    let end = End::Colons;
    // `{tab-set}` and `{tab-item} Linux`.
    if let Some(title) = rest.strip_prefix("tab-item") {
        return made(Kind::Tab, "", title.trim_matches(['}', ' ']), end);
    }
    let set = rest.trim_end_matches('}');
    if ["tab-set", "tabs", "tab-container"].contains(&set) {
        return made(Kind::Plain, "", "", end);
    }
    match name.to_lowercase().as_str() {
        "details" => made(Kind::Plain, "", title, end),
        name => kind_of(name).and_then(|(kind, word)| made(kind, &word, title, end)),
    }
}

/// A note in a fence: `{warning} Title`, `admonish danger`, `{admonition} Title`.
fn fence(line: &str) -> Option<Mark> {
    let sign = line
        .chars()
        .next()
        .filter(|c| matches!(c, '`' | '~' | ':'))?;
    let info = line.trim_start_matches(sign);
    let length = line.len() - info.len();
    let info = info.trim();
    let (name, title) = match info.strip_prefix('{') {
        Some(inside) => inside.split_once('}')?,
        None => {
            let rest = info
                .strip_prefix("admonish")
                .or_else(|| info.strip_prefix("ad-"))?;
            let rest = rest.trim_start();
            rest.split_once(' ').unwrap_or((rest, ""))
        }
    };
    let name = name.trim_matches(['!', ' ', '.']);
    if length < 3 || name.is_empty() && title.is_empty() {
        return None;
    }
    let known = is_note_word(name) || is_caution_word(name);
    let (kind, word) = kind_of(&format!("{name} {title}")).filter(|_| known)?;
    let said = match title_of(title) {
        said if said.is_empty() => title.trim().trim_matches('"').to_owned(),
        said => said,
    };
    let run = std::iter::repeat_n(sign, length).collect();
    made(kind, &word, said, End::Fence(run))
}

/// `%This deletes all%`, `<%= warning_text('This deletes all') %>`, and `{: .warning }` above
/// a paragraph.
fn of_one_line(line: &str) -> Option<Mark> {
    let caution = |title: &str, end| made(Kind::Caution, "Warning", title, end);
    if let Some(inside) = inside(line, "<%=", "%>") {
        let said = inside.strip_prefix("warning_text")?;
        let said = value_of(
            said.trim_start_matches(['(', ' '])
                .trim_end_matches([')', ' ']),
        );
        return (!said.is_empty())
            .then(|| caution(&said, End::Line))
            .flatten();
    }
    if let Some(class) = line.strip_prefix("{:").and_then(|it| it.strip_suffix('}')) {
        let is_known = class
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(is_caution_word);
        return is_known.then(|| caution("", End::Blank)).flatten();
    }
    let said = line.strip_prefix('%')?.strip_suffix('%')?;
    let is_words = said.contains(' ') && !said.starts_with([' ', '}', '>', '%']);
    is_words.then(|| caution(said.trim(), End::Line)).flatten()
}

/// MkDocs: `!!! warning "Title"`, `??? note`, `=== "Tab"`.
fn indented(line: &str) -> Option<Mark> {
    let end = End::Indent;
    if let Some(label) = line
        .strip_prefix("===")
        .map(|it| it.trim_start_matches(['!', '+', ' ']))
        .filter(|it| it.starts_with('"'))
    {
        return made(Kind::Tab, "", value_of(label), end);
    }
    let rest = line
        .strip_prefix("!!!")
        .or_else(|| line.strip_prefix("???+"))
        .or_else(|| line.strip_prefix("???"))?;
    if !rest.starts_with([' ', '+']) {
        return None;
    }
    let title = title_of(rest);
    let kinds = rest.split('"').next().unwrap_or_default();
    let (kind, word) = kind_of(kinds).unwrap_or((Kind::Plain, String::new()));
    made(kind, &word, title, end)
}

fn shortcode(line: &str) -> Option<Mark> {
    let inner = inside(line, "{{%", "%}}").or_else(|| inside(line, "{{<", ">}}"))?;
    let name = inner.split_whitespace().next()?.to_owned();
    if name.starts_with('/') || name.ends_with('/') {
        return None;
    }
    let more = inner[name.len()..].trim();
    let title = title_of(more);
    let end = End::Shortcode(name.clone());
    match name.to_lowercase().as_str() {
        "tabs" | "tabpane" | "steps" | "cards" => {
            let items = more.split_once("items=").map(|(_, items)| value_of(items));
            made(Kind::Plain, &items.unwrap_or_default(), "", end)
        }
        "tab" if title.is_empty() => made(Kind::Tab, "", more, end),
        "tab" => made(Kind::Tab, "", title, end),
        "details" | "expand" | "collapse" => made(Kind::Plain, "", title, end),
        _ => {
            let (kind, word) = kind_of(&format!(
                "{name} {}",
                more.split("title=").next().unwrap_or_default()
            ))
            .or_else(|| kind_of(inner))?;
            let known = is_note_word(&name) || is_caution_word(&name);
            known.then(|| made(kind, &word, title, end)).flatten()
        }
    }
    .map(|mark| match mark.kind {
        // `color="warning"` stands behind the title.
        Kind::Note | Kind::Caution if more.contains("color=") => {
            match kind_of(more.split("color=").nth(1).unwrap_or_default()) {
                Some((kind, word)) => Mark { kind, word, ..mark },
                None => mark,
            }
        }
        _ => mark,
    })
}

fn liquid(line: &str) -> Option<Mark> {
    let inner = inside(line, "{%", "%}")?;
    let name = inner.split_whitespace().next()?.to_owned();
    let more = &inner[name.len()..];
    let end = End::Liquid(name.clone());
    let title = title_of(more.split("style=").next().unwrap_or_default());
    match name.as_str() {
        "tabs" => made(Kind::Plain, "", "", end),
        "tab" => made(Kind::Tab, "", title, end),
        "hint" | "note" | "warning" | "danger" | "tip" | "caution" | "important" | "info" => {
            let (kind, word) = kind_of(more).or_else(|| kind_of(&name))?;
            made(kind, &word, title, end)
        }
        _ => None,
    }
}

/// A line of the program that makes a site, and what it ends with.
fn program(line: &str) -> Option<(&str, End)> {
    let erb = inside(line, "<%", "%>").map(|it| (it, End::Branch("<%")));
    let found = erb.or_else(|| Some((inside(line, "{%", "%}")?, End::Branch("{%"))));
    found.filter(|(inner, _)| !inner.starts_with(['=', '#', '!']))
}

/// A condition or a loop of that program: what stands in it is one of several ways, or is there
/// for each of some things.
fn branch(line: &str) -> Option<Mark> {
    let (inner, end) = program(line)?;
    let word = inner.split_whitespace().next()?;
    let is_loop = matches!(word, "for" | "while") || inner.contains(" do |");
    match word {
        "if" | "unless" | "ifversion" => made(Kind::Tab, "", inner.replace(['[', ']'], " "), end),
        _ if is_loop => made(Kind::Plain, "", format!("For each: {inner}"), end),
        _ => None,
    }
}

/// The other way of such a condition.
pub(super) fn otherwise(line: &str) -> Option<Mark> {
    let (inner, end) = program(line)?;
    match inner.split_whitespace().next()? {
        "else" if inner == "else" => made(Kind::Tab, "", OTHERWISE, end),
        "else" | "elsif" | "elif" => made(Kind::Tab, "", inner.replace(['[', ']'], " "), end),
        _ => None,
    }
}

/// What the last way of a condition is called.
pub(super) const OTHERWISE: &str = "otherwise";

fn tag(line: &str) -> Option<Mark> {
    let inner = line.strip_prefix('<')?;
    let (head, rest) = inner.split_once('>')?;
    let name = head.split_whitespace().next()?.to_owned();
    if head.ends_with('/') || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let close = format!("</{name}>");
    let rest = rest.trim();
    let (body, end) = match rest.strip_suffix(&close) {
        Some(body) => (body.trim(), End::Line),
        None => (rest, End::Tag(name.clone())),
    };
    let made = |kind, word: &str, title: String| made(kind, word, title, end.clone());
    match name.to_lowercase().as_str() {
        "details" => {
            let summary = body
                .strip_prefix("<summary>")
                .map(|it| it.trim_end_matches("</summary>").trim().to_owned());
            (body.is_empty() || summary.is_some())
                .then(|| made(Kind::Plain, "", summary.unwrap_or_default()))
                .flatten()
        }
        "summary" if end == End::Line => made(Kind::Plain, "", body.to_owned()),
        "tabs" | "cardgroup" | "steps" if body.is_empty() => made(Kind::Plain, "", String::new()),
        "tabitem" | "tab" if body.is_empty() => {
            let label = Some(title_of(head)).filter(|it| !it.is_empty());
            let value = || head.split_once("value=").map(|(_, value)| value_of(value));
            made(Kind::Tab, "", label.or_else(value).unwrap_or_default())
        }
        "div" | "aside" | "p" | "section" if head.contains("class=") => {
            let class = head.split("class=").nth(1).map(value_of)?;
            let is_note = class
                .to_lowercase()
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|it| {
                    is_caution_word(it)
                        || matches!(
                            it,
                            "note" | "admonition" | "notice" | "callout" | "tip" | "info"
                        )
                });
            let (kind, word) = kind_of(&class).filter(|_| is_note)?;
            made(kind, &word, body.to_owned())
        }
        "callout" | "admonition" | "alert" | "warning" | "caution" | "danger" | "note" | "tip"
        | "info" | "important" | "hint" => {
            let (kind, word) = kind_of(head)?;
            let title = [title_of(head), body.to_owned()];
            made(
                kind,
                &word,
                title
                    .into_iter()
                    .filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case(&word))
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        }
        _ => None,
    }
}
