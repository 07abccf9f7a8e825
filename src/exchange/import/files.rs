//! Which files are pages of Markdown, and what the others are.
//!
//! What stays true: a file that is not Markdown is named for what it is, and never brought
//! over as if it were; text in an older encoding is read as what it is, and that is said.

use crate::exchange::carried::carried;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A page of Markdown.
    Page,
    /// Something else: what it is, and what to do with it.
    Other(String),
}

const PAGES: &[&str] = &[
    ".md",
    ".markdown",
    ".mdown",
    ".mkd",
    ".mdx",
    ".md.erb",
    ".markdown.erb",
    ".qmd",
];

/// What is said of formats that have a way into Markdown.
const THROUGH_PANDOC: &[(&str, &str, &str)] = &[
    (".rst", "reStructuredText", "rst"),
    (".rest", "reStructuredText", "rst"),
    (".html", "HTML", "html"),
    (".htm", "HTML", "html"),
    (".docx", "a Word document", "docx"),
    (".odt", "an OpenDocument text", "odt"),
    (".org", "an Org file", "org"),
    (".textile", "Textile", "textile"),
    (".wiki", "MediaWiki text", "mediawiki"),
    (".ipynb", "a Jupyter notebook", "ipynb"),
    (".tex", "LaTeX", "latex"),
];

const OTHERS: &[(&str, &str)] = &[
    (".adoc", "AsciiDoc: turn it into Markdown first"),
    (".asciidoc", "AsciiDoc: turn it into Markdown first"),
    (".asc", "AsciiDoc: turn it into Markdown first"),
    (".pdf", "a PDF: turn it into Markdown first"),
    (".json", "JSON: a page of Markdown is wanted"),
    (
        ".toml",
        "TOML: a runbook goes into a folder of the library as it is; `rounds check` reads it",
    ),
    (
        ".cheat",
        "a cheat sheet without a `% tag` line and a command below a `# heading`: navi reads it so",
    ),
    (".sh", "a script: name it as the command of a step"),
    (".py", "a program: name it as the command of a step"),
    (".xml", "XML: a page of Markdown is wanted"),
];

/// The name without the ending of a page, if it has one.
pub fn stem(name: &str) -> Option<&str> {
    let lower = name.to_ascii_lowercase();
    let ending = PAGES.iter().find(|ending| lower.ends_with(*ending))?;
    let stem = &name[..name.len() - ending.len()];
    Some(stem.strip_suffix(".html").unwrap_or(stem))
}

/// What a file is, by its name and by what it says.
pub fn kind(name: &str, text: &str) -> FileKind {
    if is_form(text) && carried(&text.replace("\r\n", "\n")).is_empty() {
        return FileKind::Other(
            "a form that `rounds export` printed, without the runbook's file at its foot: put that into the library"
                .to_owned(),
        );
    }
    if stem(name).is_some() || super::other::form(name, text).is_some() {
        return FileKind::Page;
    }
    let lower = name.to_ascii_lowercase();
    let other = |words: String| FileKind::Other(words);
    if let Some((_, what, from)) = THROUGH_PANDOC
        .iter()
        .find(|(ending, ..)| lower.ends_with(ending))
    {
        return other(format!(
            "{what}: turn it into Markdown first, for example with `pandoc --from {from} --to gfm`"
        ));
    }
    if lower.ends_with(".yaml") || lower.ends_with(".yml") {
        return other(of_yaml(text));
    }
    if let Some((_, words)) = OTHERS.iter().find(|(ending, _)| lower.ends_with(ending)) {
        return other((*words).to_owned());
    }
    let has_ending = lower
        .rsplit_once('.')
        .is_some_and(|(before, ending)| !before.is_empty() && ending != "txt");
    match (has_ending, looks_like(text)) {
        (true, _) => other("no page of Markdown by its ending (.md, .markdown, .mdx)".to_owned()),
        (false, Some(words)) => other(words.to_owned()),
        (false, None) => FileKind::Page,
    }
}

/// Whether a text is what `rounds export` prints to be filled in by hand: its boxes and blanks
/// are no steps.
fn is_form(text: &str) -> bool {
    text.contains("Commands keep their `$NAME`s: put in what was asked for.")
        && text.lines().any(|line| line.starts_with("- Procedure: `"))
}

/// What a file of YAML is for.
fn of_yaml(text: &str) -> String {
    let has = |key: &str| {
        text.lines()
            .any(|line| line.trim_start().trim_start_matches("- ").starts_with(key))
    };
    let (what, do_it) = match () {
        () if has("sequence:") && has("commands:") => (
            "a job of Rundeck, but not as Rundeck exports it",
            "a list of jobs is wanted, as whole YAML",
        ),
        () if has("hosts:") && (has("tasks:") || has("roles:")) => (
            "a playbook of Ansible, but not one that can be read",
            "a list of plays is wanted, as whole YAML",
        ),
        () if has("apiVersion:") && has("kind:") => {
            ("a manifest", "name it in the command of a step")
        }
        () if has("groups:") && has("rules:") => (
            "a file of alert rules",
            "`rounds check --alerts` holds runbooks against it",
        ),
        () if has("on:") && has("jobs:") => (
            "a workflow",
            "write what a person does as a list in a page of Markdown",
        ),
        () => ("YAML", "a page of Markdown is wanted"),
    };
    format!("{what}: {do_it}")
}

/// What a text without an ending is, if it is no Markdown.
fn looks_like(text: &str) -> Option<&'static str> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let is_adoc = first.starts_with("= ")
        || text
            .lines()
            .any(|line| line.starts_with(":toc:") || line.starts_with("[source,"));
    let is_rst = text
        .lines()
        .any(|line| line.starts_with(".. ") && line.contains("::"));
    let is_navi = first.starts_with("% ") && text.lines().any(|line| line.starts_with("# "));
    let is_yaml = first == "---" && !text.lines().skip(1).any(|line| line.trim_end() == "---")
        || text
            .lines()
            .take(3)
            .filter(|line| line.ends_with(':'))
            .count()
            == 3;
    match () {
        () if is_adoc => Some("AsciiDoc: turn it into Markdown first"),
        () if is_rst => Some(
            "reStructuredText: turn it into Markdown first, for example with `pandoc --from rst --to gfm`",
        ),
        () if is_navi => Some("a cheat sheet of navi: name it `.cheat`"),
        () if first.starts_with("#!") => Some("a script: name it as the command of a step"),
        () if first.starts_with('{')
            || first.starts_with("<?xml")
            || first.to_lowercase().starts_with("<!doctype") =>
        {
            Some("no Markdown: a page of Markdown is wanted")
        }
        () if is_yaml => Some("YAML: a page of Markdown is wanted"),
        () => None,
    }
}

/// The text of a file, and what is to be said of how it was read; none where it is no text.
pub fn decoded(bytes: &[u8]) -> Option<(String, Option<String>)> {
    let note = |what: &str| Some(format!("read as {what}"));
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return Some((utf16(rest, u16::from_le_bytes)?, note("UTF-16")));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return Some((utf16(rest, u16::from_be_bytes)?, note("UTF-16")));
    }
    let zeros = |first: usize| {
        bytes
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    if bytes.contains(&0) {
        let half = bytes.len() / 2;
        let text = match (zeros(0) * 10 > half * 8, zeros(1) * 10 > half * 8) {
            (false, true) => utf16(bytes, u16::from_le_bytes),
            (true, false) => utf16(bytes, u16::from_be_bytes),
            _ => None,
        };
        return text.map(|text| (text, note("UTF-16")));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text.to_owned(), None)),
        Err(_) => Some((
            bytes.iter().map(|byte| western(*byte)).collect(),
            note("Windows-1252 (Latin-1): it is not UTF-8"),
        )),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    rest.is_empty()
        .then(|| String::from_utf16(&units).ok())
        .flatten()
}

/// A byte of Windows-1252, which is Latin-1 with signs where that has controls.
fn western(byte: u8) -> char {
    const SIGNS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => SIGNS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_page_is_named_for_what_it_is() {
        for (name, text, is) in [
            ("a.md", "", None),
            ("a.html.md.erb", "", None),
            ("a.mdx", "", None),
            ("README", "# A\n", None),
            ("a.txt", "1. Open it\n", None),
            (
                "job.yaml",
                "name: x\nsequence:\n  commands:\n",
                Some("Rundeck"),
            ),
            (
                "job.yaml",
                "- name: x\n  sequence:\n    commands:\n    - exec: ls\n",
                None,
            ),
            ("site.yml", "- hosts: all\n  tasks: [\n", Some("Ansible")),
            ("site.yml", "- hosts: all\n  tasks:\n  - ping:\n", None),
            ("x.cheat", "% a\n# b\nls\n", None),
            ("a.yaml", "a: b", Some("YAML")),
            ("a.adoc", "= A", Some("AsciiDoc")),
            ("a", "= A\n\ntext", Some("AsciiDoc")),
            ("a.rst", "", Some("pandoc --from rst")),
            ("a.cheat", "", Some("navi")),
            ("a.weird", "", Some("ending")),
            (
                "a.md",
                "Commands keep their `$NAME`s: put in what was asked for.\n- Procedure: `a/b`\n",
                Some("rounds export"),
            ),
        ] {
            match (kind(name, text), is) {
                (FileKind::Page, None) => {}
                (FileKind::Other(words), Some(is)) => {
                    assert!(words.contains(is), "{name}: {words}")
                }
                (kind, _) => panic!("{name}: {kind:?}"),
            }
        }
        assert_eq!(stem("a.html.md.erb"), Some("a"));
    }

    #[test]
    fn text_is_read_in_its_encoding() {
        let utf16: Vec<u8> = "ÿ Ä\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            [&[0xff, 0xfe], &utf16[..]].concat(),
            "ÿ Ä\n".into(),
            b"\xff \xc4\n".to_vec(),
        ] {
            assert_eq!(decoded(&bytes).unwrap().0, "ÿ Ä\n", "{bytes:?}");
        }
        let bare: Vec<u8> = "An order\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decoded(&bare).unwrap().0, "An order\n");
        assert_eq!(decoded(b"\x80").unwrap().0, "€");
        assert_eq!(decoded(b"a\0\0\0b"), None);
    }
}
