//! Programs that read what one types, unless they are told what to do.

/// When a program waits for what is typed.
enum Waits {
    /// Always.
    Always,
    /// Unless one of these options, or a word that begins with one, is given.
    Unless(&'static [&'static str]),
    /// While there are fewer plain words than this; these options take a word.
    Below(usize, &'static [&'static str]),
    /// When its first word is one of these, or begins with one.
    When(&'static [&'static str]),
}

use Waits::{Always, Below, Unless, When};

/// Programs of which some forms are typed into.
const CONSOLES: &[(&str, Waits)] = &[
    (
        "psql",
        Unless(&["-c", "-f", "-l", "-V", "--c", "--f", "--l", "--v", "--h"]),
    ),
    ("mysql", Unless(&["-e", "--e", "-V", "--v", "--help"])),
    ("mariadb", Unless(&["-e", "--e", "-V", "--v", "--help"])),
    (
        "mongo",
        Unless(&["--eval", "-f", "--file", "--version", "--help"]),
    ),
    (
        "mongosh",
        Unless(&["--eval", "-f", "--file", "--version", "--help"]),
    ),
    ("cqlsh", Unless(&["-e", "-f", "--e", "--f", "--version"])),
    ("clickhouse-client", Unless(&["-q", "--q", "--version"])),
    ("redis-cli", Below(1, REDIS)),
    ("valkey-cli", Below(1, REDIS)),
    ("sqlite3", Below(2, &["-cmd"])),
    ("virsh", Below(1, &["-c", "--connect"])),
    ("nslookup", Below(1, &[])),
    ("parted", Below(2, &[])),
    ("fdisk", Unless(&["-l", "--list", "-x", "-s"])),
    ("gdb", Unless(&["-batch", "--batch"])),
    ("asterisk", Unless(&["-rx", "-x"])),
    ("screen", Unless(&["-d", "-ls", "-list", "-X", "-wipe"])),
    ("sftp", Unless(&["-b"])),
    ("lftp", Unless(&["-e", "-c", "-f"])),
    ("python", Below(1, &[])),
    ("python2", Below(1, &[])),
    ("python3", Below(1, &[])),
    ("node", Below(1, &[])),
    ("perl", Below(1, &[])),
    ("ruby", Below(1, &[])),
    ("php", Unless(&["-r", "-f", "-v", "-i", "-m"])),
    ("tmux", When(&["a", "new"])),
    ("rails", When(&["c", "db"])),
    ("gitlab-rails", When(&["c", "db"])),
    ("gitlab-psql", Below(1, &[])),
    ("django-admin", When(&["shell", "dbshell"])),
    ("manage.py", When(&["shell", "dbshell"])),
    ("pipenv", When(&["shell"])),
    ("poetry", When(&["shell"])),
    ("nix-shell", Unless(&["--run", "--command"])),
    ("sqlplus", Always),
    ("ipython", Always),
    ("irb", Always),
    ("ghci", Always),
    ("iex", Always),
    ("ftp", Always),
    ("telnet", Always),
    ("mosh", Always),
    ("minicom", Always),
    ("picocom", Always),
    ("cfdisk", Always),
    ("gdisk", Always),
    ("nsupdate", Always),
    ("bconsole", Always),
    ("bc", Unless(&["-h"])),
    ("beeline", Unless(&["-e", "-f", "--help"])),
    ("cypher-shell", Unless(&["-f", "--file"])),
    ("hive", Unless(&["-e", "-f"])),
    ("influx", Below(1, &["-host", "-port", "-database"])),
    ("jshell", Always),
    ("limactl", When(&["shell"])),
    ("lima", Below(1, &[])),
    ("litecli", Below(2, &[])),
    ("mail", Unless(&["-s"])),
    ("mycli", Unless(&["-e"])),
    ("mysqlsh", Unless(&["-e", "-f", "--e", "--f"])),
    ("nc", Unless(&["-z", "-h"])),
    ("ncat", Unless(&["-z", "-h"])),
    ("pgcli", Unless(&["-c", "-l"])),
    ("pyspark", Always),
    ("sbt", Below(1, &[])),
    ("snowsql", Unless(&["-q", "-f"])),
    ("spark-shell", Always),
    ("spark-sql", Unless(&["-e", "-f"])),
    ("sqlcmd", Unless(&["-Q", "-q", "-i"])),
    ("usql", Unless(&["-c", "-f"])),
    ("vtysh", Unless(&["-c", "-f"])),
    ("wsl", Below(1, &["-d", "--distribution", "-u"])),
    ("wsl.exe", Below(1, &["-d", "--distribution", "-u"])),
    ("cmd.exe", Unless(&["/c", "/C"])),
    ("zkCli.sh", Below(1, &["-server", "-timeout"])),
    ("newgrp", Always),
];

const REDIS: &[&str] = &["-h", "-p", "-a", "-n", "-u", "-s", "--user", "--pass"];

/// Whether a command, without what stands before it, waits for what is typed.
pub(in crate::exchange) fn is_console(words: &[String]) -> bool {
    let Some((first, rest)) = words.split_first() else {
        return false;
    };
    let name = first.rsplit('/').next().unwrap_or(first);
    let known = CONSOLES.iter().find(|(known, _)| *known == name);
    let Some((_, waits)) = known else {
        return false;
    };
    let is_asking = |it: &String| matches!(it.as_str(), "--version" | "-V" | "--help");
    if rest.iter().any(is_asking) || is_script(name, rest) {
        return false;
    }
    match waits {
        _ if name == "virsh" && rest.iter().any(|it| it == "console") => true,
        Always => true,
        Unless(told) => !rest.iter().any(|it| {
            let is_it = |told: &&str| it.starts_with(told) || is_in_cluster(it, told);
            told.iter().any(is_it)
        }),
        Below(count, takes) => plain(rest, takes) < *count && !is_told(name, rest),
        When(first) => {
            let begins = |it: &String| first.iter().any(|first| it.starts_with(first));
            let attached = name == "tmux" && rest.is_empty();
            let is_apart = rest.iter().any(|it| it == "-d");
            attached || rest.first().is_some_and(begins) && !is_apart
        }
    }
}

/// `-Atc`: an option of one letter behind others that take nothing.
fn is_in_cluster(word: &str, option: &str) -> bool {
    const TAKE_NOTHING: &str = "AtqxX1zEabnsNBHrSv0u";
    let (Some(letters), Some(letter)) = (word.strip_prefix('-'), option.strip_prefix('-')) else {
        return false;
    };
    let before = letters.split_once(letter).map(|(before, _)| before);
    letter.len() == 1 && before.is_some_and(|it| it.chars().all(|c| TAKE_NOTHING.contains(c)))
}

/// `python -m x`, `perl -e x`, `redis-cli --scan`: told by an option what to do.
fn is_told(name: &str, rest: &[String]) -> bool {
    match name {
        "redis-cli" | "valkey-cli" => {
            let is_option = |it: &String| it.starts_with("--");
            rest.iter()
                .any(|it| is_option(it) && !REDIS.contains(&it.as_str()) && it != "--tls")
        }
        "parted" => rest.iter().any(|it| it == "-l"),
        "python" | "python2" | "python3" | "node" | "perl" | "ruby" => {
            rest.iter().any(|it| it.starts_with('-') && it != "-i")
        }
        _ => false,
    }
}

/// `mongo x.js`
fn is_script(name: &str, rest: &[String]) -> bool {
    name.starts_with("mongo") && rest.iter().any(|it| it.ends_with(".js"))
}

/// How many words are neither options nor what one takes.
fn plain(rest: &[String], takes: &[&str]) -> usize {
    let mut count = 0;
    let mut skip = false;
    for word in rest {
        if std::mem::take(&mut skip) {
            continue;
        }
        skip = takes.contains(&word.as_str());
        count += usize::from(!word.starts_with('-') && !skip);
    }
    count
}
