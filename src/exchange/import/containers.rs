//! Notes, tabs and parts that fold away, in the many ways in which sites write them, as plain
//! Markdown: a note as a quote with its kind before it, a tab as an item of a list, a part
//! that folds away as its own words.
//!
//! What stays true: a line stays a line, so that line numbers hold; code is left alone; a mark
//! that is nowhere closed is left as it stands. Each mark that goes is told with its line.

use super::marks::{End, Kind, Mark, closes, mark, otherwise};

/// What a tab begins with, as an item of a list.
pub(super) const TAB: &str = "[=== ";

/// A note is closed within so many lines, or not at all.
const FARTHEST_LINES: usize = 2_000;

/// A page without the marks of its site's program.
#[derive(Debug, Default)]
pub(super) struct Unfolded {
    pub(super) text: String,
    /// The marks that were taken out: line, from 0, and as they stood.
    pub(super) marks: Vec<(usize, String)>,
    /// Lines of the program itself.
    pub(super) program: Vec<(usize, String)>,
}

/// A note, a tab or a part that is open.
struct Open {
    kind: Kind,
    indent: usize,
    end: End,
}

struct Unfolding<'a> {
    lines: Vec<&'a str>,
    open: Vec<Open>,
    out: Vec<String>,
    marks: Vec<(usize, String)>,
    program: Vec<(usize, String)>,
    /// The sign that the fence of code ends with.
    fence: Option<String>,
    /// What stands before a tab: no list of the page, nor the tabs before, goes on with it.
    bullet: char,
    /// What the tabs are called that are to come, the last first.
    labels: Vec<String>,
}

/// Takes the marks out of a text.
pub(super) fn unfold(text: &str) -> Unfolded {
    let mut unfolding = Unfolding {
        lines: text.split('\n').collect(),
        open: Vec::new(),
        out: Vec::new(),
        marks: Vec::new(),
        program: Vec::new(),
        fence: None,
        bullet: '+',
        labels: Vec::new(),
    };
    for at in 0..unfolding.lines.len() {
        unfolding.line(at);
    }
    Unfolded {
        text: unfolding.out.join("\n"),
        marks: unfolding.marks,
        program: unfolding.program,
    }
}

/// `import Tabs from '@theme/Tabs'`
fn is_program(line: &str) -> bool {
    let is_quoted = line.trim_end().ends_with(['\'', '"', ';']);
    let exports = ["const ", "default ", "function ", "let ", "var "];
    let is_export = line
        .strip_prefix("export ")
        .is_some_and(|it| exports.iter().any(|word| it.starts_with(word)));
    let trimmed = line.trim();
    // What only shows something; a condition or a loop is no mere sign.
    let is_template = ["<%=", "<%#"].iter().any(|it| trimmed.starts_with(it))
        && trimmed.ends_with("%>")
        && mark(trimmed).is_none();
    const CONTENTS: &[&str] = &["{{< toc >}}", "[[_TOC_]]", "[[toc]]", "[TOC]", "{:toc}"];
    if CONTENTS.contains(&trimmed) {
        return true;
    }
    let is_import = line.starts_with("import ") && line.contains(" from ") && is_quoted;
    is_import || is_export || is_template
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

impl<'a> Unfolding<'a> {
    fn line(&mut self, at: usize) {
        let line = self.lines[at];
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return self.blank(at);
        }
        if self.fence.is_none() {
            self.end_indented(line);
            // A note in a fence ends before another fence begins.
            if let Some(open) = self.fence_of_note(trimmed) {
                return self.end(at, trimmed, open);
            }
            if let Some(found) = mark(trimmed)
                .filter(|it| matches!(it.end, End::Fence(_)) && self.is_closed(at, &it.end))
            {
                return self.begin(at, line, found);
            }
        }
        let is_fence = self.fenced(trimmed);
        if self.fence.is_some() || is_fence {
            return self.keep(line);
        }
        if is_program(line) {
            self.program.push((at, trimmed.to_owned()));
            return self.out.push(String::new());
        }
        if let Some(open) = self.open.iter().rposition(|it| closes(trimmed, &it.end)) {
            let Some(other) = otherwise(trimmed).filter(|it| self.is_closed(at, &it.end)) else {
                return self.end(at, trimmed, open);
            };
            self.open.truncate(open);
            return self.begin(at, line, other);
        }
        match mark(trimmed) {
            Some(found) if self.is_closed(at, &found.end) => {
                let is_branch = matches!(found.end, End::Branch(_));
                if is_branch || found.kind == Kind::Plain && found.title.is_empty() {
                    self.bullet = if self.bullet == '+' { '*' } else { '+' };
                }
                self.begin(at, line, found);
            }
            _ => self.keep(line),
        }
    }

    fn fence_of_note(&self, trimmed: &str) -> Option<usize> {
        let is_one = |it: &Open| matches!(it.end, End::Fence(_)) && closes(trimmed, &it.end);
        self.open.iter().rposition(is_one)
    }

    fn end(&mut self, at: usize, trimmed: &str, open: usize) {
        self.marks.push((at, trimmed.to_owned()));
        self.open.truncate(open);
        let prefix = self.prefix();
        self.out.push(prefix.trim_end().to_owned());
    }

    /// Whether the mark that ends it stands somewhere below.
    fn is_closed(&self, at: usize, end: &End) -> bool {
        match end {
            End::Indent | End::Line => true,
            End::Blank => self
                .lines
                .get(at + 1)
                .is_some_and(|next| !next.trim().is_empty()),
            end => self.lines[at + 1..]
                .iter()
                .take(FARTHEST_LINES)
                .any(|line| closes(line.trim(), end)),
        }
    }

    fn begin(&mut self, at: usize, line: &str, mark: Mark) {
        let before = &line[..indent_of(line)];
        let before = match self.open.last() {
            Some(Open {
                end: End::Indent,
                kind,
                indent,
            }) if *kind != Kind::Tab => &before[(*indent + 4).min(before.len())..],
            _ => before,
        };
        let prefix = self.prefix();
        if mark.kind == Kind::Plain && mark.title.is_empty() {
            let labels = mark.word.split(',').map(|it| it.trim().to_owned());
            self.labels = labels.rev().filter(|it| !it.is_empty()).collect();
        }
        let words = match mark.kind {
            Kind::Caution | Kind::Note => {
                let is_end = mark.end == End::Line || mark.title.is_empty();
                // What follows is no part of the title.
                let stop = match is_end || mark.title.ends_with(['.', ':', '!', '?']) {
                    true => "",
                    false => ":",
                };
                format!("> **{}:** {}{stop}", mark.word, mark.title)
            }
            Kind::Tab => {
                let label = Some(mark.title.clone()).filter(|it| !it.is_empty());
                let label = label.or_else(|| self.labels.pop()).unwrap_or_default();
                format!("{} {TAB}{label}]", self.bullet)
            }
            Kind::Plain if mark.title.is_empty() => String::new(),
            Kind::Plain => format!("**{}**", mark.title),
        };
        self.marks.push((at, line.trim().to_owned()));
        self.out
            .push(format!("{prefix}{before}{words}").trim_end().to_owned());
        if mark.end != End::Line {
            self.open.push(Open {
                kind: mark.kind,
                indent: indent_of(line),
                end: mark.end,
            });
        }
    }

    /// What stands before a line of what is open.
    fn prefix(&self) -> String {
        let prefixes = self.open.iter().map(|it| match (it.kind, &it.end) {
            (Kind::Caution | Kind::Note, _) => format!(
                "{}> ",
                " ".repeat(if matches!(it.end, End::Indent) {
                    it.indent
                } else {
                    0
                })
            ),
            (Kind::Tab, End::Indent) => String::new(),
            (Kind::Tab, _) => "    ".to_owned(),
            (Kind::Plain, _) => String::new(),
        });
        prefixes.collect()
    }

    fn keep(&mut self, line: &str) {
        let mut body = line;
        for open in &self.open {
            if open.end == End::Indent && open.kind != Kind::Tab {
                let most = indent_of(body).min(open.indent + 4);
                body = &body[most..];
            }
        }
        let prefix = self.prefix();
        self.out.push(format!("{prefix}{body}"));
    }

    fn blank(&mut self, at: usize) {
        if let Some(open) = self.open.iter().position(|it| it.end == End::Blank) {
            self.open.truncate(open);
        }
        let next = self.lines[at + 1..].iter().find(|it| !it.trim().is_empty());
        let goes_on = |open: &Open| match open.end {
            End::Indent => next.is_some_and(|next| indent_of(next) > open.indent),
            _ => next.is_some_and(|next| !closes(next.trim(), &open.end)),
        };
        let is_inside = self.open.iter().all(goes_on);
        let prefix = self.prefix();
        self.out.push(match is_inside || self.fence.is_some() {
            true => prefix.trim_end().to_owned(),
            false => String::new(),
        });
    }

    /// What is told by its indent ends where the indent does.
    fn end_indented(&mut self, line: &str) {
        let indent = indent_of(line);
        let ended = self
            .open
            .iter()
            .position(|it| it.end == End::Indent && indent <= it.indent);
        if let Some(at) = ended {
            self.open.truncate(at);
        }
    }

    /// Whether the line begins or ends code.
    fn fenced(&mut self, trimmed: &str) -> bool {
        let sign = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        let Some(sign) = sign else {
            return false;
        };
        let length = trimmed.chars().take_while(|c| *c == sign).count();
        let run: String = std::iter::repeat_n(sign, length).collect();
        match &self.fence {
            Some(open) if run.starts_with(open.as_str()) && trimmed == run => {
                self.fence = None;
                true
            }
            None if length >= 3 && !(sign == '`' && trimmed[length..].contains('`')) => {
                self.fence = Some(run);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What other formats write, and the Markdown that it is.
    const UNFOLDED: &[(&str, &str)] = &[
        (
            ":::caution\nTwo feeds.\n:::\nx",
            "> **Caution:**\n> Two feeds.\n\nx",
        ),
        (
            "::: warning Careful\na\n\nb\n:::",
            "> **Warning:** Careful:\n> a\n>\n> b\n",
        ),
        (
            "!!! warning \"Careful\"\n    a\n\n    b\n\nc",
            "> **Warning:** Careful:\n> a\n>\n> b\n\nc",
        ),
        (
            "1. a\n\n    !!! danger\n        b\n",
            "1. a\n\n    > **Danger:**\n    > b\n",
        ),
        ("??? note \"More\"\n    a\nb", "> **Note:** More:\n> a\nb"),
        (
            "=== \"Linux\"\n\n    ```sh\n    a\n    ```\n\n=== \"Windows\"\n\n    b\n\nc",
            "+ [=== Linux]\n\n    ```sh\n    a\n    ```\n\n+ [=== Windows]\n\n    b\n\nc",
        ),
        (
            "{{% notice warning %}}\na\n{{% /notice %}}",
            "> **Warning:**\n> a\n",
        ),
        (
            "{{< hint danger >}}\na\n{{< /hint >}}",
            "> **Danger:**\n> a\n",
        ),
        (
            "{{% alert title=\"Look out\" color=\"warning\" %}}\na\n{{% /alert %}}",
            "> **Warning:** Look out:\n> a\n",
        ),
        (
            "{% hint style=\"danger\" %}\na\n{% endhint %}",
            "> **Danger:**\n> a\n",
        ),
        (
            "<div class=\"alert alert-warning\">\na\n</div>",
            "> **Warning:**\n> a\n",
        ),
        (
            "<div class=\"alert\">Never do it.</div>",
            "> **Caution:** Never do it.",
        ),
        (
            "<Tabs>\n<TabItem value=\"a\" label=\"A\">\nx\n</TabItem>\n</Tabs>",
            "\n* [=== A]\n    x\n\n",
        ),
        (
            "<details>\n<summary>More</summary>\nx\n</details>",
            "\n**More**\nx\n",
        ),
        (
            "```{warning}\nNever.\n```\nx",
            "> **Warning:**\n> Never.\n\nx",
        ),
        (
            "~~~admonish danger \"Hot\"\na\n```sh\nb\n```\n~~~",
            "> **Danger:** Hot:\n> a\n> ```sh\n> b\n> ```\n",
        ),
        ("```{code-block} sh\na\n```", "```{code-block} sh\na\n```"),
        (
            "<%= warning_text('This deletes all.') %>",
            "> **Warning:** This deletes all.",
        ),
        (
            "::::{tab-set}\n:::{tab-item} A\nx\n:::\n:::{tab-item} B\ny\n:::\n::::",
            "\n* [=== A]\n    x\n\n* [=== B]\n    y\n\n",
        ),
        ("<%= partial \"x\" %>\ny", "\ny"),
        (
            "<% if a? %>\nx\n<% elsif b %>\ny\n<% else %>\nz\n<% end %>\n{% if c %}\nw\n{% endif %}",
            "* [=== if a?]\n    x\n* [=== elsif b]\n    y\n* [=== otherwise]\n    z\n\n+ [=== if c]\n    w\n",
        ),
        (
            "<%- hosts.each do |h| -%>\nx\n<%- end -%>\n<% else %>",
            "**For each: hosts.each do |h|**\nx\n\n<% else %>",
        ),
        ("<% if a %>\nnever closed", "<% if a %>\nnever closed"),
        (
            "{{< tabs items=\"A, B\" >}}\n{{< tab >}}\nx\n{{< /tab >}}\n{{< tab >}}\ny\n{{< /tab >}}\n{{< /tabs >}}",
            "\n* [=== A]\n    x\n\n* [=== B]\n    y\n\n",
        ),
        ("%Do not do this%", "> **Warning:** Do not do this"),
        ("%path%", "%path%"),
        (
            "{: .warning }\n> Hot.\n\nx",
            "> **Warning:**\n> > Hot.\n\nx",
        ),
        ("a\n{: .warning }\n", "a\n{: .warning }\n"),
        ("```\n:::caution\n```", "```\n:::caution\n```"),
        (":::caution\nnever closed", ":::caution\nnever closed"),
        ("{{< figure x >}}", "{{< figure x >}}"),
        ("<div>\nx\n</div>", "<div>\nx\n</div>"),
    ];

    #[test]
    fn a_note_is_a_quote_a_tab_an_item_and_code_stays() {
        for &(text, is) in UNFOLDED {
            assert_eq!(unfold(text).text, is, "{text}");
        }
        let marks = unfold("a\n:::caution\nb\n:::").marks;
        assert_eq!(marks, [(1, ":::caution".to_owned()), (3, ":::".to_owned())]);
    }
}
