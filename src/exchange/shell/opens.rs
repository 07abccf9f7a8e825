//! What a command does to the shell that it is typed into: it opens another one, leaves one,
//! or changes what the next command finds.
//!
//! What stays true: in doubt a command opens something. What is typed after such a line is
//! meant for another place, and to run it here would be worse than not to run it.

use super::asks::{behind_runner, is_asked_for, is_at_end, is_shell, is_typed_in};
use super::console::is_console;
use super::moves::filled;
use super::whole::is_assignment;
use super::words::{Simple, simple_commands};

/// What a whole command does to its shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Effect {
    /// Nothing that the next command would notice.
    None,
    /// It opens another shell, or a program that is typed into.
    Opens,
    /// It leaves the shell.
    Leaves,
    /// It gives a variable a value, changes the folder, or sets the shell up.
    Changes,
}

/// What a command does to its shell.
pub(in crate::exchange) fn effect(text: &str) -> Effect {
    let all = simple_commands(&filled(text));
    if all.iter().any(opens) {
        return Effect::Opens;
    }
    match &all[..] {
        [only] if matches!(&only.words[..], [word] if is_leaving(word)) => return Effect::Leaves,
        _ => {}
    }
    match all.iter().any(changes) || defines_function(text) {
        true => Effect::Changes,
        false => Effect::None,
    }
}

/// `name() { …`, `function name { …`
fn defines_function(text: &str) -> bool {
    let Some((head, _)) = text.split_once('{') else {
        return false;
    };
    let head = head.trim();
    let name = match head.strip_prefix("function ") {
        Some(name) => name.trim().trim_end_matches("()").trim(),
        None => match head.strip_suffix("()") {
            Some(name) => name.trim(),
            None => return false,
        },
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    !name.is_empty() && name.chars().all(fits)
}

/// Whether a word, typed alone, leaves a shell or a console.
pub(in crate::exchange) fn is_leaving(word: &str) -> bool {
    matches!(word, "exit" | "logout" | "^D" | "Ctrl-D" | "\\q" | "quit")
}

fn changes(command: &Simple) -> bool {
    const BUILT_IN: &[&str] = &[
        ".", "alias", "cd", "declare", "eval", "export", "local", "popd", "pushd", "read",
        "readonly", "set", "shift", "shopt", "source", "trap", "typeset", "ulimit", "umask",
        "unalias", "unset", "exec",
    ];
    let first = command.words.first().map_or("", String::as_str);
    BUILT_IN.contains(&first) || command.words.iter().all(|word| is_assignment(word))
}

/// Words that only say how another command is run.
const WRAPPERS: &[&str] = &[
    "sudo", "doas", "time", "nohup", "env", "exec", "command", "winpty", "nice", "ionice", "stdbuf",
];

/// The command without values and wrappers before it, and whether `sudo` opens a shell for it.
fn bare(words: &[String]) -> (&[String], bool) {
    let mut at = 0;
    let mut is_login = false;
    while let Some(word) = words.get(at) {
        let name = word.rsplit('/').next().unwrap_or(word);
        if WRAPPERS.contains(&name) {
            let is_sudo = matches!(name, "sudo" | "doas");
            at += 1;
            // Options of the wrapper, and what they take.
            while let Some(option) = words.get(at).filter(|it| it.starts_with('-')) {
                at += 1;
                if option == "--" {
                    break;
                }
                let (asks, takes) = of_wrapper(option, is_sudo);
                is_login |= asks;
                at += usize::from(takes);
            }
        } else if is_assignment(word) {
            at += 1;
        } else {
            break;
        }
    }
    (&words[at.min(words.len())..], is_login)
}

/// Whether an option of a wrapper asks for a shell, and whether it takes the next word.
fn of_wrapper(option: &str, is_sudo: bool) -> (bool, bool) {
    if let Some(long) = option.strip_prefix("--") {
        let takes = ["user", "group", "host", "prompt", "chdir", "role", "type"];
        return (
            is_sudo && matches!(long, "login" | "shell"),
            takes.contains(&long),
        );
    }
    let takes = if is_sudo { "ughpCrtTUDR" } else { "ugnhCp" };
    let mut letters = option.chars().skip(1);
    let mut asks = false;
    while let Some(letter) = letters.next() {
        if takes.contains(letter) {
            return (asks, letters.next().is_none());
        }
        asks |= is_sudo && matches!(letter, 'i' | 's');
    }
    (asks, false)
}

/// Whether one simple command opens a shell or a program that is typed into.
fn opens(command: &Simple) -> bool {
    if command.is_fed {
        return false;
    }
    let (words, is_login) = bare(&command.words);
    let words = behind_runner(words);
    let Some(first) = words.first() else {
        // `sudo` alone, or `env`, opens nothing.
        return is_login;
    };
    let has = |word: &str| words.iter().any(|it| it == word);
    let rest = &words[1..];
    match first.rsplit('/').next().unwrap_or(first) {
        "runuser" | "su" if !has("--") => {
            !has("-c") && !rest.iter().any(|it| it.starts_with("--command"))
        }
        _ if is_typed_in(words) => true,
        name if is_shell(name) => is_shell_left_open(words),
        "ssh" | "autossh" | "sshpass" | "slogin" => ssh_opens(words),
        "kubectl" | "oc" | "k" | "microk8s" | "k3s" | "kubectl.exe" => {
            kubectl_opens(rest) || is_asked_for(first, rest)
        }
        "docker" | "podman" | "nerdctl" | "crictl" | "docker-compose" | "ctr" => {
            container_opens(rest)
        }
        name if MACHINES.contains(&name) => machine_opens(name, words, rest),
        name if CLOUDS.contains(&name) => cloud_opens(name, rest),
        "chroot" | "arch-chroot" => {
            rest.iter().filter(|it| !it.starts_with('-')).count() < 2
                || rest.last().is_some_and(|it| is_shell(it))
        }
        "nsenter" | "unshare" | "systemd-run" => {
            let runs = first.as_str() != "systemd-run"
                || has("-t")
                || has("--pty")
                || has("-S")
                || has("--shell");
            runs && (words.last().is_some_and(|it| is_shell(it))
                || rest.iter().all(|it| {
                    it.starts_with('-') || it.chars().all(|c| c.is_ascii_digit() || c == '$')
                }))
        }
        _ if wants_terminal(rest) => match rest.iter().position(|it| it == "--") {
            Some(at) => told_opens(&rest[at + 1..]),
            None => true,
        },
        _ => is_console(words) || is_asked_for(first, rest) || is_at_end(first, rest),
    }
}

/// What manages machines and containers of its own.
const MACHINES: &[&str] = &[
    "lxc",
    "incus",
    "pct",
    "lxc-attach",
    "machinectl",
    "systemd-nspawn",
    "vagrant",
    "minikube",
    "multipass",
    "toolbox",
    "distrobox",
];

fn machine_opens(name: &str, words: &[String], rest: &[String]) -> bool {
    const ASKED: &[&str] = &["exec", "enter", "shell", "login", "ssh", "console", "run"];
    let has = |word: &str| rest.iter().any(|it| it == word);
    let is_asked = name.ends_with("attach")
        || name.ends_with("nspawn")
        || rest.iter().any(|it| ASKED.contains(&it.as_str()));
    let is_bare = !has("--") && !has("-c") && !has("--command") && rest.len() <= 3;
    is_asked && (words.last().is_some_and(|it| is_shell(it)) || is_bare)
}

/// What reaches machines of others.
const CLOUDS: &[&str] = &[
    "gcloud", "aws", "az", "heroku", "fly", "flyctl", "tsh", "cf", "eb", "boundary", "hcloud",
    "doctl",
];

fn cloud_opens(name: &str, rest: &[String]) -> bool {
    const ASKED: &[&str] = &[
        "ssh",
        "start-session",
        "execute-command",
        "console",
        "shell",
        "ps:exec",
    ];
    let of_heroku = name == "heroku"
        && rest
            .first()
            .is_some_and(|it| it == "run" || it.contains("psql") || it.contains("bash"));
    let is_asked = of_heroku || rest.iter().any(|it| ASKED.contains(&it.as_str()));
    let is_told = |it: &String| {
        it.starts_with("--command=") && it != "--command=bash" || it == "-c" || it == "-C"
    };
    let has_terminal = wants_terminal(rest) && rest.iter().any(|it| it == "exec");
    is_asked && !rest.iter().any(is_told) || has_terminal
}

/// `bash`, `bash -l`, but not `bash script` nor `bash -c '…'`.
fn is_shell_left_open(words: &[String]) -> bool {
    let mut words = words
        .iter()
        .filter(|it| !it.starts_with('-') || it.contains('c') && !it.starts_with("--"));
    match words.next() {
        Some(first) if is_shell(first) => words.next().is_none(),
        Some(_) => false,
        None => true,
    }
}

fn ssh_opens(words: &[String]) -> bool {
    // Options that take the next word.
    const TAKES: &str = "bcDEeFIiJLlmOopQRSWw";
    let start = words
        .iter()
        .position(|it| it.ends_with("ssh"))
        .map_or(1, |at| at + 1);
    let mut plain = Vec::new();
    let mut skip = false;
    for word in &words[start.min(words.len())..] {
        if plain.len() < 2 && word == "--" && !skip {
            continue;
        }
        match word.strip_prefix('-') {
            _ if std::mem::take(&mut skip) => {}
            // Behind the host there may be more of them.
            Some(letters) if plain.len() < 2 => {
                // Only forwards, or asks something: no shell.
                if letters.contains('N') || letters.contains('V') || letters.starts_with('O') {
                    return false;
                }
                let last = letters.chars().last();
                skip = letters.chars().position(|c| TAKES.contains(c))
                    == Some(letters.chars().count().saturating_sub(1))
                    && last.is_some();
            }
            _ => plain.push(word),
        }
    }
    match &plain[..] {
        [] | [_] => true,
        [_, rest @ ..] => {
            let words = rest.iter().flat_map(|it| it.split_whitespace());
            opens(&Simple {
                words: words.map(str::to_owned).collect(),
                ..Simple::default()
            })
        }
    }
}

/// `-it`, `-ti`, `-i -t`, `--stdin --tty`.
fn wants_terminal(words: &[String]) -> bool {
    let until = words
        .iter()
        .position(|it| it == "--")
        .unwrap_or(words.len());
    words[..until].iter().any(|it| {
        let short = it.strip_prefix('-').filter(|it| !it.starts_with('-'));
        short.is_some_and(|it| {
            it.len() <= 3 && it.contains('t') && it.chars().all(|c| "itdu".contains(c))
        }) || it.starts_with("--tty")
    })
}

/// Whether what stands behind `--` is a shell, or a console.
fn told_opens(words: &[String]) -> bool {
    bare(words).0.is_empty()
        || opens(&Simple {
            words: words.to_vec(),
            ..Simple::default()
        })
}

fn kubectl_opens(rest: &[String]) -> bool {
    let verb = |name: &str| rest.iter().any(|it| it == name);
    let behind = rest
        .iter()
        .position(|it| it == "--")
        .map(|at| &rest[at + 1..]);
    if verb("exec") {
        return match behind {
            Some(behind) => told_opens(behind),
            // Without `--` the shell is the last word, or is left out.
            None => {
                wants_terminal(rest)
                    || rest.last().is_some_and(|it| is_shell(it))
                    || is_bare_exec(rest)
            }
        };
    }
    if verb("rsh") || verb("debug") || verb("attach") {
        return behind.is_none_or(told_opens) && !verb("describe");
    }
    verb("run") && wants_terminal(rest) && behind.is_none_or(told_opens)
        || rest.first().is_some_and(|it| it == "cnpg" || it == "psql")
            && rest.iter().any(|it| it == "psql")
            && behind.is_none()
}

/// `exec pod`, with nothing to do there.
fn is_bare_exec(rest: &[String]) -> bool {
    let mut skip = false;
    let plain = rest.iter().filter(|it| {
        if std::mem::take(&mut skip) {
            return false;
        }
        skip = matches!(
            it.as_str(),
            "-n" | "-c" | "--namespace" | "--container" | "--context"
        );
        !it.starts_with('-')
    });
    plain.count() <= 2
}

fn container_opens(rest: &[String]) -> bool {
    let has = |name: &str| rest.iter().any(|it| it == name);
    let ends_in_shell = rest.last().is_some_and(|it| is_shell(it));
    let is_compose = has("compose");
    if has("attach") && !has("volume") {
        return true;
    }
    if has("run") {
        return wants_terminal(rest) || ends_in_shell;
    }
    if has("start") && !is_compose {
        return rest
            .iter()
            .any(|it| matches!(it.as_str(), "-a" | "-i" | "-ai" | "-ia" | "--attach"));
    }
    if !has("exec") && !has("shell") {
        return false;
    }
    let behind = rest
        .iter()
        .position(|it| it == "exec")
        .map(|at| &rest[at + 1..])
        .unwrap_or_default();
    let mut skip = false;
    let mut plain: Vec<String> = Vec::new();
    for word in behind {
        if std::mem::take(&mut skip) {
            continue;
        }
        if plain.is_empty() && word.starts_with('-') {
            skip = matches!(
                word.as_str(),
                "-u" | "-w" | "-e" | "--user" | "--workdir" | "--env" | "--index"
            );
        } else {
            plain.push(word.clone());
        }
    }
    match plain.get(1..) {
        Some(told) if !told.is_empty() => told_opens(told),
        _ => wants_terminal(rest) || is_compose,
    }
}
