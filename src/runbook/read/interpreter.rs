//! Which words of a command another program reads again as its own language: a shell behind
//! `ssh`, SQL behind `psql -c`.
//!
//! A table of programs and nothing else: it knows where each takes its text from, not what the
//! text means. A program that is not in it is taken to use its words as they are.

/// In what language a word is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// A shell on this machine, which inherits the environment.
    Shell,
    /// A shell on another machine.
    Remote,
    /// A database's own.
    Query,
    /// A programming language.
    Script,
}

/// What is read again of one command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ReadAgain {
    /// Which words, by index.
    pub(super) words: Vec<usize>,
    /// Whether its standard input is.
    pub(super) input: bool,
    /// By what.
    pub(super) by: Option<(Language, &'static str)>,
}

/// Where a program takes the text from that it reads again.
enum Takes {
    /// From the word behind one of these options, or the same word; else from its input.
    Option(&'static [&'static str]),
    /// From all that stands behind its first word that is no option; else from its input.
    BehindHost,
    /// From every word.
    All,
    /// From the word of this number, options aside; else from its input.
    Positional(usize),
}

struct Interpreter {
    names: &'static [&'static str],
    language: Language,
    takes: Takes,
}

const fn interpreter(
    names: &'static [&'static str],
    language: Language,
    takes: Takes,
) -> Interpreter {
    Interpreter {
        names,
        language,
        takes,
    }
}

const INTERPRETERS: &[Interpreter] = &[
    interpreter(
        &[
            "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "su", "runuser", "script",
        ],
        Language::Shell,
        Takes::Option(&["-c", "--command"]),
    ),
    interpreter(&["eval", "watch", "parallel"], Language::Shell, Takes::All),
    interpreter(
        &["ssh", "rsh", "autossh"],
        Language::Remote,
        Takes::BehindHost,
    ),
    interpreter(
        &["psql", "duckdb"],
        Language::Query,
        Takes::Option(&["-c", "--command"]),
    ),
    interpreter(
        &["mysql", "mariadb", "cqlsh"],
        Language::Query,
        Takes::Option(&["-e", "--execute"]),
    ),
    interpreter(&["sqlcmd"], Language::Query, Takes::Option(&["-q", "-Q"])),
    interpreter(
        &["clickhouse-client"],
        Language::Query,
        Takes::Option(&["-q", "--query"]),
    ),
    interpreter(
        &["mongosh", "mongo"],
        Language::Query,
        Takes::Option(&["--eval"]),
    ),
    interpreter(&["sqlite3"], Language::Query, Takes::Positional(1)),
    interpreter(&["sqlplus"], Language::Query, Takes::Option(&[])),
    interpreter(
        &["python", "python2", "python3"],
        Language::Script,
        Takes::Option(&["-c"]),
    ),
    interpreter(
        &["perl", "ruby", "lua"],
        Language::Script,
        Takes::Option(&["-e", "-E"]),
    ),
    interpreter(
        &["node", "deno"],
        Language::Script,
        Takes::Option(&["-e", "--eval", "-p", "--print"]),
    ),
    interpreter(&["php"], Language::Script, Takes::Option(&["-r"])),
    interpreter(
        &["awk", "gawk", "mawk", "nawk"],
        Language::Script,
        Takes::Positional(0),
    ),
];

/// Programs that run the command that stands behind their own words.
const WRAPPERS: &[&str] = &[
    "builtin",
    "chroot",
    "command",
    "crictl",
    "docker",
    "doas",
    "env",
    "exec",
    "flock",
    "ionice",
    "kubectl",
    "lxc",
    "nerdctl",
    "nice",
    "nohup",
    "nsenter",
    "oc",
    "podman",
    "setsid",
    "stdbuf",
    "sudo",
    "systemd-run",
    "time",
    "timeout",
    "xargs",
];

/// Options of `ssh` that a word of their own follows.
const SSH_OPTIONS: &str = "BbcDEeFIiJLlmOopQRSWw";

/// What another program reads again of a command's words.
pub(super) fn read_again(words: &[&str]) -> ReadAgain {
    let Some((at, interpreter, name)) = interpreter_of(words) else {
        return ReadAgain::default();
    };
    let behind = at + 1..words.len();
    let found = match interpreter.takes {
        Takes::All => behind.clone().collect(),
        Takes::Option(options) => behind_options(words, behind.clone(), options),
        Takes::BehindHost => behind_host(words, behind.clone()),
        Takes::Positional(number) => {
            let plain = behind.clone().filter(|at| !words[*at].starts_with('-'));
            plain.skip(number).take(1).collect()
        }
    };
    ReadAgain {
        input: found.is_empty() && !matches!(interpreter.takes, Takes::All),
        words: found,
        by: Some((interpreter.language, name)),
    }
}

/// The interpreter that a command runs, by itself or through wrappers.
fn interpreter_of(words: &[&str]) -> Option<(usize, &'static Interpreter, &'static str)> {
    let known = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        INTERPRETERS
            .iter()
            .find_map(|it| Some((it, *it.names.iter().find(|known| **known == name)?)))
    };
    let first = words.first()?.rsplit('/').next().unwrap_or_default();
    if let Some((interpreter, name)) = known(first) {
        return Some((0, interpreter, name));
    }
    let wraps = WRAPPERS.contains(&first);
    let mut later = words.iter().enumerate().skip(1).filter(|_| wraps);
    later.find_map(|(at, word)| known(word).map(|(interpreter, name)| (at, interpreter, name)))
}

/// The words that are the values of these options, behind them or joined to them.
fn behind_options(words: &[&str], range: std::ops::Range<usize>, options: &[&str]) -> Vec<usize> {
    let mut found = Vec::new();
    for at in range.clone() {
        let word = words[at];
        let own = options.iter().find_map(|option| word.strip_prefix(option));
        match own {
            Some("") => found.extend(Some(at + 1).filter(|next| range.contains(next))),
            // `-c…` in one word, `--command=…`; `--commands` is another option.
            Some(rest) if rest.starts_with('=') || !word.starts_with("--") => found.push(at),
            Some(_) => {}
            None if is_joined(word, options) => {
                found.extend(Some(at + 1).filter(|next| range.contains(next)));
            }
            None => {}
        }
    }
    found
}

/// Whether several letters stand behind one dash, the last of them one of these options: `-lc`.
fn is_joined(word: &str, options: &[&str]) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    let mut ends = options.iter().filter_map(|option| option.strip_prefix('-'));
    letters.len() > 1
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
        && ends.any(|end| end.len() == 1 && letters.ends_with(end))
}

/// The words behind the host, which a shell there reads.
fn behind_host(words: &[&str], range: std::ops::Range<usize>) -> Vec<usize> {
    let mut at = range.start;
    while at < range.end && words[at].starts_with('-') && words[at].len() > 1 {
        let takes_next = words[at].len() == 2 && words[at].ends_with(|c| SSH_OPTIONS.contains(c));
        at += 1 + usize::from(takes_next);
    }
    (at + 1..range.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(command: &str) -> (Vec<usize>, bool) {
        let words: Vec<_> = command.split(' ').collect();
        let read = read_again(&words);
        (read.words, read.input)
    }

    #[test]
    fn every_interpreter_is_seen_where_it_takes_its_text() {
        for (command, words, input) in [
            ("sh -c X", &[2][..], false),
            ("/bin/bash -lc X", &[2], false),
            ("bash -cX", &[1], false),
            ("bash script.sh X", &[], true),
            ("sudo -u x sh -c X", &[5], false),
            ("kubectl -n a exec p -- sh -c X", &[8], false),
            ("kubectl exec p -- ls X", &[], false),
            ("docker exec c psql -U a -c X", &[7], false),
            ("psql --command=X", &[1], false),
            ("psql -d X --commands", &[], true),
            ("psql X", &[], true),
            ("mysql -h X -e Y", &[4], false),
            ("ssh X", &[], true),
            ("ssh -p 22 -o A=b -4 X uptime Y", &[7, 8], false),
            ("timeout 5 ssh X a b", &[4, 5], false),
            ("su - postgres -c X", &[4], false),
            ("eval X Y", &[1, 2], false),
            ("watch -n 5 X", &[1, 2, 3], false),
            ("sqlite3 file X", &[2], false),
            ("sqlite3 file", &[], true),
            ("awk X file", &[1], false),
            ("python3 -c X a", &[2], false),
            ("perl -ne X", &[2], false),
            ("mongosh --eval X", &[2], false),
            ("xargs -n 1 sh -c X", &[5], false),
            ("ping -c X host", &[], false),
            ("grep -e X file", &[], false),
            ("echo sh -c X", &[], false),
            ("X", &[], false),
        ] {
            assert_eq!(read(command), (words.to_vec(), input), "{command}");
        }
        assert_eq!(read_again(&[]), ReadAgain::default());
    }
}
