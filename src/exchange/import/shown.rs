//! The code of a page, as commands are held against it.

/// Whether the page has a command, line by line. `page` is its source.
pub(super) fn has_command(page: &Shown, command: &str) -> bool {
    command.lines().all(|line| page.has(line))
}

/// The code of a page, as commands are held against it.
pub(super) struct Shown(String);

impl Shown {
    pub(super) fn of(source: &str) -> Self {
        let lines = source
            .lines()
            .map(|line| format!("\u{1}{}", shell_form(line)));
        Self(lines.collect())
    }

    fn has(&self, line: &str) -> bool {
        let line = line.trim();
        let line = line.strip_suffix(" || exit").unwrap_or(line);
        if is_answer(line) {
            return true;
        }
        let form = shell_form(line);
        self.0.contains(form.trim())
    }
}

/// `node="$NODE"`: an answer under the name that the page has for it; what only prints one.
fn is_answer(line: &str) -> bool {
    let printed = line.strip_prefix("printf '%s\\n' \"$");
    if let Some(name) = printed.and_then(|it| it.strip_suffix('"')) {
        return name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=')
        .is_some_and(|(name, value)| value == format!("\"${}\"", super::placeholder::as_name(name)))
}

/// A line of shell without quotes and blanks of one's own; what is filled in is one sign.
fn shell_form(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let next = &rest[c.len_utf8()..];
        match c {
            '"' | '\'' | '\\' | '`' => {}
            '<' if next.starts_with(char::is_alphabetic)
                && next.find('>').is_some_and(|end| end <= 60) =>
            {
                out.push('\u{2}');
                rest = &next[next.find('>').map_or(0, |end| end + 1)..];
                continue;
            }
            '{' if next.starts_with('{')
                && next[1..]
                    .trim_start()
                    .starts_with(|c: char| c.is_ascii_alphabetic())
                && next.find("}}").is_some_and(|end| end <= 64) =>
            {
                out.push('\u{2}');
                rest = &next[next.find("}}").map_or(0, |end| end + 2)..];
                continue;
            }
            '$' => {
                let braced = next.strip_prefix('{').unwrap_or(next);
                let end = braced
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(braced.len());
                let is_name =
                    end > 0 && braced.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                if is_name {
                    out.push('\u{2}');
                    rest = braced[end..]
                        .strip_prefix('}')
                        .filter(|_| braced.len() < next.len())
                        .unwrap_or(&braced[end..]);
                    continue;
                }
                out.push('$');
            }
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
        rest = next;
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_one_that_the_page_has() {
        let page = Shown::of("$ tool get 'a b' <my-pod> \\\n    --now\nrun `df -h` now\ncd x\n");
        for (command, is) in [
            ("tool get 'a b' \"$POD\" \\\n--now", true),
            ("df -h", true),
            ("cd x || exit", true),
            ("tool get a", true),
            ("tool delete a", false),
            ("df -h /", false),
        ] {
            assert_eq!(has_command(&page, command), is, "{command}");
        }
    }
}
