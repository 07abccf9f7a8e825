//! Commands out of code: fenced blocks for a shell, prompts and what they print, and code
//! inside a sentence.
//!
//! What stays true: a command is what the page says, but for what it leaves open (`<pod>`),
//! which becomes a variable, quoted where it stands. Nothing is run, and nothing that only
//! looks like output becomes a command.

use super::draft::Command;
use super::placeholder;

/// What a block of code holds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Code {
    pub(super) attributes: Vec<(String, String)>,
    pub(super) commands: Vec<Shown>,
}

/// A command and what the page says that it prints.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) prints: String,
}

/// The commands of a fenced block, if its language is a shell's.
pub(super) fn of_block(info: &str, text: &str) -> Option<Code> {
    let (language, attributes) = attributes(info);
    let is_shell = matches!(
        language.as_str(),
        "sh" | "shell" | "bash" | "zsh" | "console" | "shell-session" | "shellsession" | "terminal"
    );
    let is_prompted = text.lines().any(|line| prompt(line).is_some());
    if !(is_shell || language.is_empty() && is_prompted) {
        return None;
    }
    let is_session = matches!(
        language.as_str(),
        "console" | "shell-session" | "shellsession"
    );
    let commands = match (is_prompted, is_session) {
        (true, _) => prompted(text),
        (false, true) => return None,
        (false, false) => script(text).into_iter().collect(),
    };
    let code = Code {
        attributes,
        commands,
    };
    (!code.commands.is_empty()).then_some(code)
}

/// `sh {name=check interactive=false}` as its language and its attributes.
fn attributes(info: &str) -> (String, Vec<(String, String)>) {
    let (before, inside) = match info.split_once('{') {
        Some((before, rest)) => (before, rest.rsplit_once('}').map_or(rest, |(it, _)| it)),
        None => (info, ""),
    };
    let mut language = before
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let mut attributes = Vec::new();
    for word in words(inside).unwrap_or_default() {
        match (word.split_once(['=', ':']), word.strip_prefix('.')) {
            (Some((name, value)), _) => {
                let value = value.trim_matches(['"', '\'', ',']);
                let name = name.trim_matches(['"', '\'', ',']);
                attributes.push((name.to_owned(), value.to_owned()));
            }
            (None, Some(class)) if language.is_empty() => language = class.to_owned(),
            _ => {}
        }
    }
    (language.to_lowercase(), attributes)
}

fn prompt(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("$ ")
        .or_else(|| line.strip_prefix("# ~ "))
}

/// A session: what stands behind prompts, each with what follows it.
fn prompted(text: &str) -> Vec<Shown> {
    let mut commands: Vec<Shown> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        if let Some(command) = prompt(line) {
            commands.push(Shown::default());
            goes_on = true;
            append(&mut commands, command, &mut goes_on);
        } else if goes_on {
            let line = line.strip_prefix("> ").unwrap_or(line);
            append(&mut commands, line, &mut goes_on);
        } else if let Some(last) = commands.last_mut() {
            last.prints.push_str(line);
            last.prints.push('\n');
        }
    }
    let full = commands.into_iter().map(|it| Shown {
        text: it.text.trim().to_owned(),
        prints: it.prints.trim_matches('\n').trim_end().to_owned(),
    });
    full.filter(|it| !it.text.is_empty()).collect()
}

fn append(commands: &mut [Shown], line: &str, goes_on: &mut bool) {
    if let Some(last) = commands.last_mut() {
        if !last.text.is_empty() {
            last.text.push('\n');
        }
        last.text.push_str(line.trim_end());
        *goes_on = line.trim_end().ends_with('\\') || has_open_quote(&last.text);
    }
}

fn has_open_quote(text: &str) -> bool {
    let mut open = None;
    let mut escaped = false;
    for c in text.chars() {
        match (c, open) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            ('"' | '\'', None) => open = Some(c),
            (c, Some(quote)) if c == quote => open = None,
            _ => {}
        }
    }
    open.is_some()
}

/// Lines without prompts: all of them, up to where a table that was printed begins.
fn script(text: &str) -> Option<Shown> {
    let lines: Vec<&str> = text.lines().collect();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let printed = lines
        .iter()
        .skip(1)
        .position(|line| is_heading_of_output(line));
    let end = printed.map_or(lines.len(), |at| at + 1);
    let code = lines[..end].join("\n").trim().to_owned();
    lines[..end].iter().any(is_code).then(|| Shown {
        text: code,
        prints: lines[end..].join("\n").trim_end().to_owned(),
    })
}

/// `NAME   READY   STATUS`, or a line of a log.
fn is_heading_of_output(line: &str) -> bool {
    let names: Vec<&str> = line
        .split("  ")
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let is_name = |it: &&str| {
        it.chars().any(char::is_uppercase)
            && !it.chars().any(|c| c.is_lowercase() || c == '=' || c == '$')
    };
    (names.len() >= 2 && names.iter().all(is_name)) || line.starts_with("level=")
}

/// A command for a step, with variables for what it leaves open.
pub(super) fn command(text: &str, attributes: &[(String, String)]) -> Command {
    let said = |name: &str| {
        attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    };
    let plain = placeholder::in_words(text);
    let interactive = match said("interactive") {
        Some(value) => value == "true",
        None => wants_terminal(text),
    };
    Command {
        shell: placeholder::in_shell(text),
        run: argv(&plain),
        interactive,
        cwd: said("cwd")
            .filter(|cwd| cwd.starts_with('/'))
            .map(str::to_owned),
    }
}

/// The words of one plain command: no shell is needed to read it.
fn argv(text: &str) -> Option<Vec<String>> {
    const BUILT_IN: [&str; 14] = [
        "cd", "export", "source", ".", "alias", "set", "unset", "read", "exit", "ulimit", "type",
        "for", "while", "if",
    ];
    let syntax = |c: char| "|&;<>()`\\*?[]{}~!#\n".contains(c);
    let is_name = |word: &String| {
        let name = word.strip_prefix('$');
        name.is_some_and(crate::runbook::template::is_name)
    };
    if text.contains(syntax) {
        return None;
    }
    let words = words(text)?;
    let first = words.first()?;
    let is_odd = |word: &String| {
        word.is_empty() || word.contains(' ') || word.contains('$') && !has_only_names(word)
    };
    let refused = BUILT_IN.contains(&first.as_str())
        || first.contains(['=', '$'])
        || words.iter().any(is_odd)
        || text.contains('\'') && words.iter().any(is_name);
    (!refused).then_some(words)
}

fn has_only_names(word: &str) -> bool {
    let found = crate::runbook::Template::from(word);
    found.names().count() == word.matches('$').count()
}

/// Cuts at blanks; quotes hold together and fall away. None where one stays open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// Commands that fill the screen, open an editor or go on until they are stopped.
fn wants_terminal(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let first = words.first().copied().unwrap_or_default();
    matches!(
        first,
        "vi" | "vim" | "nano" | "less" | "top" | "htop" | "ssh" | "watch"
    ) || has("-it")
        || (has("kubectl") || has("oc")) && (has("edit") || has("port-forward"))
        || (has("logs") || has("tail") || has("journalctl")) && has("-f")
}

/// Programs that a sentence names as something to type.
const PROGRAMS: &[&str] = &[
    "amtool",
    "aws",
    "az",
    "cat",
    "crictl",
    "curl",
    "df",
    "dig",
    "dmesg",
    "docker",
    "du",
    "etcdctl",
    "gcloud",
    "git",
    "grep",
    "helm",
    "iostat",
    "ip",
    "journalctl",
    "kubectl",
    "ls",
    "lsof",
    "mysql",
    "netstat",
    "nslookup",
    "oc",
    "openssl",
    "ping",
    "podman",
    "promtool",
    "ps",
    "psql",
    "rabbitmqctl",
    "redis-cli",
    "ss",
    "sudo",
    "systemctl",
    "tail",
    "terraform",
    "timedatectl",
];

/// Whether code inside a sentence is a command that can be run as it stands.
pub(super) fn is_typed(code: &str) -> bool {
    let mut words = code.split_whitespace();
    let first = words.next().unwrap_or_default();
    let more = words.next().is_some();
    more && PROGRAMS.contains(&first) && !code.contains("...") && !code.contains('…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_parted_into_commands_and_what_they_print() {
        let text = "$ uptime\nload 3\n\n$ tail \\\n  x.log\nlast line\n";
        let code = of_block("console", text).unwrap();
        let shown = |text: &str, prints: &str| Shown {
            text: text.into(),
            prints: prints.into(),
        };
        assert_eq!(
            code.commands,
            [
                shown("uptime", "load 3"),
                shown("tail \\\n  x.log", "last line")
            ]
        );
    }

    #[test]
    fn only_what_a_shell_reads_is_a_command() {
        for (info, text, is) in [
            ("sh", "uptime", true),
            ("bash", "# only words", false),
            ("yaml", "a: b", false),
            ("", "free text", false),
            ("", "$ uptime", true),
            ("console", "just output", false),
            ("{.sh name=x}", "uptime", true),
        ] {
            assert_eq!(of_block(info, text).is_some(), is, "{info} {text}");
        }
        let code = of_block("sh {name=check interactive=false}", "a b").unwrap();
        assert_eq!(
            code.attributes,
            [
                ("name".into(), "check".into()),
                ("interactive".into(), "false".into())
            ]
        );
    }

    #[test]
    fn a_plain_command_is_its_words_and_any_other_is_left_to_a_shell() {
        let run = |text: &str| command(text, &[]).run.map(|words| words.join("|"));
        for (text, words) in [
            ("systemctl status orders", Some("systemctl|status|orders")),
            (
                "kubectl -n <ns> get pod $POD",
                Some("kubectl|-n|$NS|get|pod|$POD"),
            ),
            ("ls *.log", None),
            ("a | b", None),
            ("cd /tmp", None),
            ("X=1 env", None),
            ("echo 'two words'", None),
            ("echo \"open", None),
        ] {
            assert_eq!(run(text).as_deref(), words, "{text}");
        }
    }
}
