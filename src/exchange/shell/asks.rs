//! Programs that nobody named here, told by their form: what is called like a shell, what is asked
//! for one, and what reads what one types.
//!
//! What stays true: in doubt it is typed into. What it does not do: it knows no program's options
//! but those that most of them share.

/// Whether a word names a shell.
pub(super) fn is_shell(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    matches!(
        name,
        "sh" | "bash"
            | "zsh"
            | "ash"
            | "dash"
            | "ksh"
            | "fish"
            | "csh"
            | "tcsh"
            | "pwsh"
            | "powershell"
    )
}

/// `bundle exec rails console`, `python manage.py shell`, `ip netns exec x bash`: the command that
/// another one runs.
pub(super) fn behind_runner(words: &[String]) -> &[String] {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it == word);
    let first = words
        .first()
        .map_or("", |it| it.rsplit('/').next().unwrap_or(it));
    let skipped = match first {
        "bundle" if is(1, "exec") => 2,
        "ip" if is(1, "netns") && is(2, "exec") => 4,
        "poetry" | "pipenv" | "uv" | "pdm" if is(1, "run") => 2,
        "npx" | "rlwrap" | "setsid" | "unbuffer" => 1,
        "python" | "python3" | "php" | "ruby"
            if words.get(1).is_some_and(|it| !it.starts_with('-')) =>
        {
            1
        }
        _ => 0,
    };
    words.get(skipped..).unwrap_or_default()
}

/// Programs whose words are names of other things, not what is to be opened.
const NAMES_THINGS: &[&str] = &[
    "apk",
    "apt",
    "apt-get",
    "brew",
    "cat",
    "chsh",
    "cp",
    "dnf",
    "echo",
    "git",
    "grep",
    "kill",
    "killall",
    "less",
    "ls",
    "man",
    "mkdir",
    "mv",
    "pgrep",
    "pkill",
    "printf",
    "rm",
    "service",
    "systemctl",
    "tail",
    "type",
    "ufw",
    "useradd",
    "usermod",
    "whereis",
    "which",
    "yum",
    "zypper",
    "journalctl",
    "firewall-cmd",
    "restart",
    "stop",
    "start",
    "status",
    "dpkg",
    "rpm",
    "pip",
];

/// `cephadm shell`, `juju ssh app/0`, `bin/console`: a word that asks for something to type into,
/// and nothing to do there.
pub(super) fn is_asked_for(first: &str, rest: &[String]) -> bool {
    const ASKS: &[&str] = &[
        "attach",
        "console",
        "dbconsole",
        "dbshell",
        "develop",
        "repl",
        "rsh",
        "shell",
        "sql",
        "ssh",
        "tinker",
        "s_client",
        "enter",
        "psql",
    ];
    const ENDS: &[&str] = &[
        "-shell", ":shell", ":console", ":ssh", ":exec", ":psql", "-console",
    ];
    let mut plain = rest.iter().filter(|it| !it.starts_with('-'));
    let asks = plain
        .next()
        .is_some_and(|it| ASKS.contains(&it.as_str()) || ENDS.iter().any(|end| it.ends_with(end)));
    asks && !is_told(rest) && !names_things(first)
}

fn names_things(first: &str) -> bool {
    NAMES_THINGS.contains(&first.rsplit('/').next().unwrap_or(first))
}

/// Whether an option says what is to be done, or where that stands.
fn is_told(rest: &[String]) -> bool {
    const TOLD: &[&str] = &[
        "-c",
        "-e",
        "-f",
        "-q",
        "-Q",
        "--",
        "--command",
        "--eval",
        "--execute",
        "--file",
        "--help",
        "--query",
        "--run",
        "--version",
        "-V",
        "-x",
    ];
    rest.iter().any(|it| {
        let name = it.split('=').next().unwrap_or(it);
        TOLD.contains(&name)
    })
}

/// A program that is named like what one types into, with nothing but options; or a shell as the
/// last word of another program.
pub(super) fn is_at_end(first: &str, rest: &[String]) -> bool {
    let name = first.rsplit('/').next().unwrap_or(first);
    if names_things(first) {
        return false;
    }
    let stem = name.strip_suffix(".sh").unwrap_or(name).to_lowercase();
    let ends = ["shell", "console", "sql", "cli"];
    let is_named = ends.iter().any(|it| stem.ends_with(it))
        || stem == name && name.len() > 3 && name.ends_with("sh") && !name.ends_with("ush");
    let mut skip = false;
    let plain = rest.iter().filter(|it| {
        let is_option = it.starts_with('-');
        let is_taken = std::mem::replace(&mut skip, is_option && !it.contains('='));
        !is_option && !is_taken
    });
    let has_end = rest.last().is_some_and(|it| is_shell(it));
    is_named && !is_told(rest) && plain.count() == 0 || has_end && !is_told(rest)
}

/// Programs that read what one types where nothing is given to them: `cat > x`, `tee x`,
/// `kubectl apply -f -`.
pub(super) fn is_typed_in(words: &[String]) -> bool {
    let (first, rest) = match words.split_first() {
        Some((first, rest)) => (first.rsplit('/').next().unwrap_or(first), rest),
        None => return false,
    };
    let is_input = |it: &str| {
        matches!(
            it,
            "-f" | "--filename" | "--file" | "--values" | "--import" | "load" | "import"
        )
    };
    let from_input = rest.windows(2).any(|it| it[1] == "-" && is_input(&it[0]))
        || rest
            .iter()
            .any(|it| it.ends_with("-stdin") && it != "--stdin" || it == "--filename=-");
    let is_empty = rest.iter().all(|it| it.starts_with('-'));
    first != "tar" && from_input
        || first == "cat" && is_empty && !rest.iter().any(|it| it.starts_with("--"))
        || first == "tee"
}
