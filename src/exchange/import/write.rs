//! A draft as TOML, laid out to be read and edited by hand.
//!
//! What stays true: a text is written so that it reads back as it is; long texts stand over
//! several lines. It returns where each step begins, so that a problem leads to its step.

use super::draft::{Book, Each, Procedure, Row, Step};

/// A written runbook.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    /// The byte at which each step's table begins: procedure, row.
    pub(super) starts: Vec<(usize, usize, usize)>,
}

/// Writes a runbook.
pub(super) fn write(book: &Book) -> Written {
    let mut out = Written::default();
    out.line("#:schema ./.schema.json");
    out.comment(&format!(
        "Brought over from {} by `rounds import`. Read it once as its owner: which steps are",
        book.from
    ));
    out.comment("wanted, what OK looks like (`expect`), what can go wrong (`caution`).");
    for comment in &book.comments {
        out.comment(comment);
    }
    out.line("");
    out.pair("title", &book.title);
    if let Some(zone) = &book.zone {
        out.pair("timezone", zone);
    }
    out.optional("summary", book.summary.as_ref());
    if !book.text.is_empty() {
        out.line("\n[architecture]");
        out.pair("text", &book.text.join("\n\n"));
    }
    if !book.links.is_empty() {
        out.line("\n[links]");
        for (name, url) in &book.links {
            out.line(&format!("{} = {}", basic(name), basic(url)));
        }
    }
    for contact in &book.contacts {
        out.line("\n[[contacts]]");
        out.optional("id", contact.id.as_ref());
        out.pair("name", &contact.name);
        out.optional("contact", contact.contact.as_ref());
        out.optional("hours", contact.hours.as_ref());
    }
    for it in &book.escalation {
        out.line("\n[[escalation]]");
        out.pair("severity", &it.severity);
        out.optional("means", it.means.as_ref());
        out.optional("respond_within", it.respond_within.as_ref());
        out.optional("resolve_within", it.resolve_within.as_ref());
        let hops = it.path.iter();
        let hops: Vec<String> = hops
            .map(|id| format!("{{ contact = {} }}", basic(id)))
            .collect();
        out.line(&format!("path = [{}]", hops.join(", ")));
    }
    for (at, procedure) in book.procedures.iter().enumerate() {
        out.procedure(at, procedure);
    }
    out
}

impl Written {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comment(&mut self, words: &str) {
        for line in words.lines() {
            let safe: String = line.chars().filter(|c| !c.is_control()).collect();
            self.line(&format!("# {safe}"));
        }
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {}", quoted(value)));
    }

    fn optional(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.pair(key, value);
        }
    }

    fn procedure(&mut self, at: usize, procedure: &Procedure) {
        if let Some(alert) = procedure.alert.as_ref().filter(|alert| !alert.is_known) {
            self.line("\n[[alerts]]");
            self.pair("name", &alert.name);
            self.optional("severity", alert.severity.as_ref());
            self.optional("means", alert.means.as_ref());
        }
        self.line("");
        for comment in &procedure.comments {
            self.comment(comment);
        }
        self.line("[[procedures]]");
        self.pair("title", &procedure.title);
        if let Some(alert) = &procedure.alert {
            self.line(&format!("alerts = [{}]", basic(&alert.name)));
        }
        self.optional("purpose", procedure.purpose.as_ref());
        self.optional("subject", procedure.subject.as_ref());
        match procedure.rows.iter().all(is_plain) {
            true => self.list(at, &procedure.rows),
            false => procedure
                .rows
                .iter()
                .enumerate()
                .for_each(|(row, it)| self.table(at, row, it)),
        }
    }

    fn list(&mut self, at: usize, rows: &[Row]) {
        self.line("steps = [");
        for (row, it) in rows.iter().enumerate() {
            self.starts.push((self.text.len(), at, row));
            match it {
                Row::Section(title) => self.line(&format!("  {{ section = {} }},", basic(title))),
                Row::Step(step) => self.line(&format!("  {},", basic(&step.title))),
            }
        }
        self.line("]");
    }

    fn table(&mut self, at: usize, row: usize, it: &Row) {
        self.line("");
        self.starts.push((self.text.len(), at, row));
        match it {
            Row::Section(title) => {
                self.line("[[procedures.steps]]");
                self.pair("section", title);
            }
            Row::Step(step) => self.step(step),
        }
    }

    fn step(&mut self, step: &Step) {
        for comment in &step.comments {
            self.comment(comment);
        }
        if step.no_return {
            self.comment("Nothing seems to take it back: `no_return = true` would say so.");
        }
        self.line("[[procedures.steps]]");
        self.optional("id", step.id.as_ref());
        self.pair("title", &step.title);
        self.optional("caution", step.caution.as_ref());
        if let Some(ask) = &step.ask {
            let label = ask
                .label
                .as_ref()
                .map(|label| format!(", label = {}", basic(label)));
            let secret = if ask.is_secret { ", secret = true" } else { "" };
            let pattern = ask.pattern.as_ref();
            let pattern = pattern.map(|it| format!(", pattern = {}", basic(it)));
            self.line(&format!(
                "ask = {{ name = {}{}{}{secret} }}",
                basic(&ask.name),
                label.unwrap_or_default(),
                pattern.unwrap_or_default()
            ));
        }
        if !step.choose.is_empty() {
            let options: Vec<String> = step.choose.iter().map(|it| basic(it)).collect();
            self.line(&format!("choose = [{}]", options.join(", ")));
            self.optional("name", step.choose_as.as_ref());
        }
        if let Some(when) = &step.when {
            self.line(&format!(
                "when = {{ step = {}, is = {} }}",
                basic(&when.step),
                basic(&when.is)
            ));
        }
        self.each(step);
        if let Some(command) = &step.command {
            match &command.run {
                Some(words) => {
                    let words: Vec<String> = words.iter().map(|word| basic(word)).collect();
                    self.line(&format!("run = [{}]", words.join(", ")));
                }
                None => self.pair("shell", &command.shell),
            }
            self.optional("take", step.take.as_ref());
            self.optional("cwd", command.cwd.as_ref());
            if command.interactive {
                self.line("interactive = true");
            }
            if command.is_hidden {
                self.line("keep_output = false");
            }
        }
        if step.optional {
            self.line("optional = true");
        }
        self.optional("call", step.call.as_ref());
        self.optional("copy", step.copy.as_ref());
        self.optional("link", step.link.as_ref());
        if !step.detail.is_empty() {
            self.pair("detail", &step.detail.join("\n\n"));
        }
    }

    /// What a step is done for.
    fn each(&mut self, step: &Step) {
        match &step.each {
            Some(Each::Named(items)) => {
                let items: Vec<String> = items.iter().map(|it| basic(it)).collect();
                self.line(&format!("each = [{}]", items.join(", ")));
            }
            Some(Each::From(id)) => self.line(&format!("each = {{ from = {} }}", basic(id))),
            None => {}
        }
    }
}

/// Whether a row is a sentence and nothing else.
fn is_plain(row: &Row) -> bool {
    match row {
        Row::Section(_) => true,
        Row::Step(step) => {
            let bare = Step {
                line: step.line,
                title: step.title.clone(),
                ..Step::default()
            };
            format!("{bare:?}") == format!("{:?}", **step)
        }
    }
}

/// A text as a TOML string: over several lines where it has several, without escapes where
/// it can be.
fn quoted(text: &str) -> String {
    let plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    if !text.contains('\n') {
        return match text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(plain) {
            true => format!("'{text}'"),
            false => basic(text),
        };
    }
    let fits =
        |mark: &str| !text.contains(mark) && !text.ends_with(&mark[..1]) && text.chars().all(plain);
    if fits("'''") && text.contains(['\\', '"']) {
        return format!("'''\n{text}'''");
    }
    let lines = text.split('\n').map(|line| {
        let escaped = basic(line);
        escaped[1..escaped.len() - 1].to_owned()
    });
    let body = lines.collect::<Vec<_>>().join("\n");
    format!("\"\"\"\n{body}\"\"\"")
}

/// A text as a TOML string on one line.
fn basic(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back_as_it_is() {
        for text in [
            "plain",
            "a \"quoted\" b",
            "back\\slash\\t",
            "it's \"both\"",
            "one\ntwo",
            "one\n\"\"\"\ntwo\\",
            "'''\n\"x\"",
            "tab\there\nthere\t",
            "ends with quote\n\"",
            "ends with '\n'",
            "\u{1}\n\u{7f}",
            "\nfirst",
        ] {
            let toml: toml::Table = format!("a = {}", quoted(text)).parse().unwrap();
            assert_eq!(toml["a"].as_str(), Some(text), "{}", quoted(text));
        }
    }
}
