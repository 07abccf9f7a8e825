//! What stands in a page for the program that makes a site of it, as plain Markdown:
//! shortcodes that refer to another page, links that are defined elsewhere on the page.
//!
//! What stays true: a line stays a line, so that line numbers hold; code is left alone. A
//! part of the page that is cut out later keeps its links, because they are written out here.

/// A page's text, and the links that it defines apart from where it uses them.
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) links: Vec<(String, String)>,
}

/// Rewrites a page's text.
pub(super) fn plain(text: &str) -> Plain {
    let mut defined = Vec::new();
    let mut listed = Vec::new();
    outside_code(text, |line| {
        defined.extend(definition(line));
        listed.extend(listed_link(line));
        None
    });
    // `- [1](url)` at the end of a page is a definition where the page says `[words][1]`.
    listed.retain(|(name, _)| text.contains(&format!("][{name}]")));
    let known: Vec<_> = defined.iter().chain(&listed).cloned().collect();
    let text = outside_code(text, |line| Some(rewritten(line, &known)));
    Plain {
        text,
        links: defined,
    }
}

/// The text with each line outside fenced code as the closure has it; none leaves it.
fn outside_code(text: &str, mut each: impl FnMut(&str) -> Option<String>) -> String {
    let mut fence: Option<&str> = None;
    let lines = text.split('\n').map(|line| {
        let start = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => return each(line).unwrap_or_else(|| line.to_owned()),
            _ => {}
        }
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `[name]: https://…`
fn definition(line: &str) -> Option<(String, String)> {
    let (name, rest) = line.trim().strip_prefix('[')?.split_once("]: ")?;
    let url = rest.split_whitespace().next()?;
    (url.starts_with("http") && !name.is_empty() && !name.starts_with('^'))
        .then(|| (name.to_owned(), url.to_owned()))
}

/// `- [name](https://…)`
fn listed_link(line: &str) -> Option<(String, String)> {
    let rest = line.trim().strip_prefix(['-', '*'])?.trim_start();
    let (name, rest) = rest.strip_prefix('[')?.split_once("](")?;
    let url = rest.strip_suffix(')')?;
    url.starts_with("http")
        .then(|| (name.to_owned(), url.to_owned()))
}

fn rewritten(line: &str, known: &[(String, String)]) -> String {
    let trimmed = line.trim();
    if matches!(trimmed, "<br>" | "<br/>" | "<br />") {
        return String::new();
    }
    let mut line = without_shortcodes(line);
    for (name, url) in known {
        line = line.replace(&format!("][{name}]"), &format!("]({url})"));
    }
    line
}

/// `{{< ref "./DiskFull.md" >}}` as `./DiskFull.md`.
fn without_shortcodes(line: &str) -> String {
    let mut whole = String::new();
    let mut rest = line;
    while let Some(start) = rest.find("{{<").or_else(|| rest.find("{{%")) {
        let inside = &rest[start + 3..];
        let Some(end) = inside.find(">}}").or_else(|| inside.find("%}}")) else {
            break;
        };
        let mut words = inside[..end].split_whitespace();
        let refers = matches!(words.next(), Some("ref" | "relref"));
        let to = words.next().map(|to| to.trim_matches(['"', '\'', '`']));
        whole.push_str(&rest[..start]);
        match to {
            Some(to) if refers => whole.push_str(to),
            _ => whole.push_str(&rest[start..start + 3 + end + 3]),
        }
        rest = &inside[end + 3..];
    }
    whole + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_site_becomes_markdown_and_code_stays() {
        for (text, is) in [
            ("See [A]({{< ref \"./A.md\" >}}) x", "See [A](./A.md) x"),
            ("{{< hint info >}}", "{{< hint info >}}"),
            (
                "a [b][1]\n\n- [1](https://e.org)",
                "a [b](https://e.org)\n\n- [1](https://e.org)",
            ),
            (
                "```\n[b][1] <details>\n<details>\n```\n- [1](https://e.org)",
                "```\n[b][1] <details>\n<details>\n```\n- [1](https://e.org)",
            ),
            ("{{< ref", "{{< ref"),
        ] {
            assert_eq!(plain(text).text, is, "{text}");
        }
        let found = plain("a [b][c]\n\n[c]: https://e.org/x \"t\"");
        assert_eq!(
            found.links,
            [("c".to_owned(), "https://e.org/x".to_owned())]
        );
        assert!(found.text.starts_with("a [b](https://e.org/x)"));
    }
}
