//! Commands out of code: fenced blocks for a shell, prompts and what they print, and code
//! inside a sentence.
//!
//! What stays true: a command is what the page says, but for what it leaves open (`<pod>`),
//! which becomes a variable, quoted where it stands. Nothing is run, and nothing that only
//! looks like output becomes a command.

use super::draft::Command;
use super::placeholder;
use super::placeholder::quote_after;

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
    let mut attributes = notebook(inside);
    if !attributes.is_empty() {
        return (language.to_lowercase(), attributes);
    }
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

/// `"name":"check","interactive":false`, as notebooks write attributes.
fn notebook(inside: &str) -> Vec<(String, String)> {
    let object: Result<serde_json::Map<String, serde_json::Value>, _> =
        serde_json::from_str(&format!("{{{inside}}}"));
    let pairs = object.unwrap_or_default().into_iter();
    let words = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    pairs.map(|(name, value)| (name, words(value))).collect()
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
    let mut in_session = false;
    for line in text.lines() {
        let opened = commands.last().is_some_and(|it| opens_session(&it.text));
        // Inside, one is often root.
        let inside = line.strip_prefix("# ").filter(|_| in_session || opened);
        in_session |= opened;
        if let Some(command) = prompt(line).or(inside) {
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
        *goes_on = line.trim_end().ends_with('\\') || quote_after(&last.text, None).is_some();
    }
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

/// Whether a command opens a session somewhere else: what the page says next is typed there.
pub(super) fn opens_session(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (Some(first), last) = (words.first(), words.last().copied().unwrap_or_default()) else {
        return false;
    };
    let second = words.get(1).copied().unwrap_or_default();
    let is_shell = |word: &str| {
        let word = word.trim_matches(['"', '\'']);
        matches!(word.rsplit('/').next(), Some("sh" | "bash" | "zsh" | "ash"))
    };
    match *first {
        "oc" | "kubectl" if words.contains(&"rsh") || words.contains(&"debug") => true,
        // Without a command behind `--` the page leaves out the shell, not the session.
        "oc" | "kubectl" if words.contains(&"exec") && !words.contains(&"--") => true,
        "oc" | "kubectl" | "docker" | "podman" | "nerdctl" => {
            (words.contains(&"exec") || words.contains(&"run")) && is_shell(last)
        }
        "ssh" => {
            words
                .iter()
                .skip(1)
                .filter(|it| !it.starts_with('-'))
                .count()
                == 1
        }
        "chroot" => words.len() == 2 || is_shell(last),
        "su" => words.len() <= 3 && !words.contains(&"-c"),
        "sudo" => matches!(second, "-i" | "-s" | "su"),
        _ => false,
    }
}

/// Whether a command leaves a session.
pub(super) fn leaves_session(text: &str) -> bool {
    matches!(text.trim(), "exit" | "logout")
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
        for info in [
            "sh {name=check interactive=false}",
            "sh {\"name\":\"check\",\"interactive\":false}",
            "{.sh name=check interactive=false}",
        ] {
            let mut code = of_block(info, "a b").unwrap();
            code.attributes.sort();
            assert_eq!(
                code.attributes,
                [
                    ("interactive".into(), "false".into()),
                    ("name".into(), "check".into()),
                ]
            );
        }
    }

    #[test]
    fn a_session_is_opened_by_what_leaves_a_shell_open() {
        for (text, is) in [
            ("oc debug \"node/$NODE\"", true),
            ("kubectl exec -it pod -- /bin/sh", true),
            ("kubectl exec pod -- df -h", false),
            ("kubectl exec -c etcdctl pod", true),
            ("ssh host", true),
            ("ssh host uptime", false),
            ("chroot /host", true),
            ("sudo systemctl restart x", false),
            ("sudo -i", true),
            ("", false),
        ] {
            assert_eq!(opens_session(text), is, "{text}");
        }
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
