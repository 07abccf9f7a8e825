//! What stands before a command in a session that somebody copied.

use super::guess::{Hash, behind_hash, is_program};

/// Whose prompt it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Prompt {
    /// None.
    None,
    /// `$`: the reader's own shell.
    User,
    /// `#`: the same, as root.
    Root,
    /// `user@host:~$`, `[user@host ~]#`: a shell in a place that is named.
    Host,
    /// `db=#`, `mysql>`, `>>>`: a program that is typed into.
    Console,
    /// `PS C:\>`, `C:\>`, or a bare `>` before every command of a block.
    Windows,
}

/// The longest text before a prompt's sign.
const LONGEST_BYTES: usize = 64;

/// The prompt of a line and what is typed behind it. `# ` is not looked at: it may be a comment.
pub(in crate::exchange) fn prompt(line: &str) -> Option<(Prompt, &str)> {
    let line = line.trim_start();
    for sign in ["$", "$>", "❯", "λ"] {
        if let Some(rest) = line.strip_prefix(sign)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return Some((Prompt::User, rest.trim_start()));
        }
    }
    if let Some(rest) = line.strip_prefix("➜ ") {
        return Some(themed(rest.trim_start()));
    }
    if let Some(rest) = line.strip_prefix("% ")
        && is_program(rest.split(' ').next().unwrap_or_default())
    {
        return Some((Prompt::User, rest));
    }
    windows(line)
        .map(|rest| (Prompt::Windows, rest))
        .or_else(|| host(line).map(|rest| (Prompt::Host, rest)))
        .or_else(|| console(line).map(|rest| (Prompt::Console, rest)))
}

/// What stands behind `➜`: the folder and the branch, where the theme shows them, and what is
/// typed.
fn themed(rest: &str) -> (Prompt, &str) {
    let first = rest.split(' ').next().unwrap_or_default();
    let behind = rest[first.len()..].trim_start();
    let next = behind.split(' ').next().unwrap_or_default();
    let is_folder = first.starts_with(['~', '/'])
        || next.starts_with("git:(")
        || !is_program(first) && is_program(next);
    if !is_folder || behind.is_empty() {
        return (Prompt::User, rest);
    }
    let typed = match behind
        .strip_prefix("git:(")
        .and_then(|it| it.split_once(')'))
    {
        Some((_, typed)) => typed.trim_start().trim_start_matches(['✗', '✔', ' ']),
        None => behind,
    };
    (Prompt::Host, typed)
}

/// What is typed behind a bare `>`: without another one in the block nobody could tell it from a
/// file that is emptied, so a program and a word for it have to stand there.
pub(super) fn bare(line: &str) -> Option<&str> {
    let typed = line.trim_start().strip_prefix('>')?.trim_start();
    let first = typed.split_whitespace().next().unwrap_or_default();
    let is_path = first.contains(['/', '.', '$']);
    (typed.len() > first.len() && !is_path && !first.starts_with(['>', '&'])).then_some(typed)
}

/// What stands behind the prompt of a program that wants more of what was begun: `    -> `,
/// `   ...> `, `db-# `, `... `, `>> `.
pub(super) fn more(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    for sign in [
        "->", "'>", "\">", "`>", "...>", "...:", "...", ">>", "/*>", "#_=>",
    ] {
        if let Some(rest) = bare.strip_prefix(sign)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return Some(rest.strip_prefix(' ').unwrap_or(rest));
        }
    }
    // `db-#`, `db(#`, `db'>`: with `=` it would be a new one. `irb(main):002:1* `.
    let (end, typed) = sign(bare, &['#', '>', '*'])?;
    let place = &bare[..end];
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.:()'\"$*".contains(c);
    let goes_on = match &bare[end..typed] {
        "*" => place.contains("):"),
        _ => place.ends_with(['-', '(', '\'', '"', '$', '*']),
    };
    // `2>`, `3>`: lines of one batch that are counted.
    let is_counted = &bare[end..typed] == ">" && place != "1" && place.parse::<u8>().is_ok();
    let is_one = place.chars().all(fits) && (goes_on || is_counted);
    let rest = &bare[typed..];
    is_one.then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

/// Whether a query was begun, and not ended.
pub(super) fn is_begun(text: &str) -> bool {
    const BEGINS: [&str; 12] = [
        "select", "delete", "update", "insert", "drop", "alter", "create", "truncate", "with",
        "grant", "revoke", "explain",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    let end = text.trim_end();
    BEGINS.contains(&first.to_lowercase().as_str())
        && !end.ends_with([';', '}', ')'])
        && !["\\G", "\\g", "\\gx"].iter().any(|it| end.ends_with(it))
}

/// Whether a query ends from this line of a block on, before another prompt.
pub(super) fn ends_below(lines: &[&str], line: &str) -> bool {
    let from = lines.iter().position(|it| std::ptr::eq(*it, line));
    let behind = from.and_then(|at| lines.get(at..)).unwrap_or_default();
    let mut behind = behind.iter().take_while(|it| prompt(it).is_none());
    behind.any(|it| it.trim_end().ends_with([';']) || it.trim_end().ends_with("\\G"))
}

fn windows(line: &str) -> Option<&str> {
    let is_drive = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.next() == Some(':')
            && letters.next() == Some('\\')
    };
    let place = line.strip_prefix("PS ").unwrap_or(line);
    let is_named = place.len() < line.len() && place.starts_with(['/', '~']);
    let (place, rest) = place.split_once('>')?;
    let is_shell = (is_drive(place) || is_named)
        && (rest.is_empty() || rest.starts_with(' ') || line.len() == place.len() + 1 + rest.len());
    (is_shell || line.starts_with("PS>") || line.starts_with("PS >")).then(|| rest.trim_start())
}

/// The first sign of a prompt in a line: where it begins and where what is typed does.
fn sign(line: &str, signs: &[char]) -> Option<(usize, usize)> {
    let found = line
        .char_indices()
        .take_while(|(at, _)| *at < LONGEST_BYTES)
        .find(|(at, c)| {
            let next = line[at + c.len_utf8()..].chars().next();
            *at > 0 && signs.contains(c) && next.is_none_or(|next| next == ' ')
        });
    found.map(|(at, c)| (at, at + c.len_utf8()))
}

fn host(line: &str) -> Option<&str> {
    // `(venv) ops@web1:~$`: what is switched on there.
    if let Some((_, rest)) = line.strip_prefix('(').and_then(|it| it.split_once(") "))
        && let Some(typed) = host(rest)
    {
        return Some(typed);
    }
    let (end, typed) = sign(line, &['$', '#', '%', '>'])?;
    let place = line[..end].trim_end();
    if is_lone(line, place, end) {
        return Some(line[typed..].trim_start());
    }
    let inner = place
        .strip_prefix('[')
        .and_then(|it| it.strip_suffix(']'))
        .unwrap_or(place);
    let is_bracketed = inner.len() < place.len();
    let (before, after) = inner.split_once('@').unwrap_or(("", ""));
    let name = |it: &str| {
        !it.is_empty()
            && it
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.<>()$".contains(c))
    };
    let is_named = name(before)
        && name(after.split([':', ' ', '/', '~']).next().unwrap_or_default())
        && (is_bracketed || after.split_whitespace().count() <= 2);
    let is_shell = ["bash-", "sh-", "ash-", "zsh-"].iter().any(|it| {
        place
            .strip_prefix(it)
            .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    });
    let is_place = !place.contains(' ') && (place.ends_with(":~") || place.ends_with(":/"));
    let is_environment =
        place.starts_with('(') && place.ends_with(')') && line[end..].starts_with('$');
    (is_named || is_shell || is_place || is_environment).then(|| line[typed..].trim_start())
}

/// `~ $`, `/ #`, `/app #`, `web1$`, `root#`: a folder or a name, and a sign that no command has
/// there.
fn is_lone(line: &str, place: &str, end: usize) -> bool {
    let (sign, typed) = (&line[end..=end], line[end + 1..].trim_start());
    if !matches!(sign, "$" | "#") || place.contains(' ') || typed.is_empty() {
        return false;
    }
    let is_apart = place.len() < end;
    let is_folder = place.starts_with(['~', '/']);
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.()~/:".contains(c);
    let is_name = place.len() > 1
        && place.starts_with(|c: char| c.is_ascii_alphabetic())
        && place.chars().all(fits);
    match (is_folder, sign) {
        (true, "$") => true,
        // Behind a program that is called by its path stands a comment.
        (true, _) => matches!(place, "~" | "/") || behind_hash(typed) == Hash::Root,
        (false, _) => is_name && !is_apart,
    }
}

/// `db2# mysql`, `router(config)# end`: a name and a sign, which say nothing by themselves. Where
/// another shell was opened before, they are its prompt.
pub(in crate::exchange) fn inside(line: &str) -> Option<(Prompt, &str)> {
    let line = line.trim_start();
    let (end, typed) = sign(line, &['$', '#', '%'])?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.()~/:[]".contains(c);
    let is_name = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[');
    let is_prompt = is_name && line[..end].chars().all(fits);
    is_prompt.then(|| (Prompt::Host, line[typed..].trim_start()))
}

fn console(line: &str) -> Option<&str> {
    for sign in [">>>", "(gdb)", "MariaDB [(none)]>", "sql>", "SQL>"] {
        if let Some(rest) = line.strip_prefix(sign)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return Some(rest.trim_start());
        }
    }
    // `In [1]: x`, `[zk: localhost:2181(CONNECTED) 0] ls /`
    for (begin, end) in [("In [", "]: "), ("[zk: ", "] "), ("zk: ", "> ")] {
        if let Some((_, typed)) = line.strip_prefix(begin).and_then(|it| it.split_once(end)) {
            return Some(typed.trim_start());
        }
    }
    let (end, typed) = sign(line, &['>', '#'])?;
    let place = &line[..end];
    if is_one_of_many(place.trim_end(), &line[typed..]) {
        return Some(line[typed..].trim_start());
    }
    // `[ prod ] production>`, `[1] pry(main)>`: what stands in front says where.
    let place = match place.strip_prefix('[').and_then(|it| it.split_once("] ")) {
        Some((_, rest)) if !rest.contains(' ') => rest,
        _ => place,
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.:/()@[]*=".contains(c);
    let is_one = place
        .strip_prefix("MariaDB ")
        .unwrap_or(place)
        .chars()
        .all(fits)
        && place.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_database = place.ends_with(['=', '-', '(', '\'']) && line[end..].starts_with(['#', '>']);
    let is_console =
        line[end..].starts_with('>') && !place.ends_with(['-', '=']) && place.len() > 1;
    (is_one && (is_database || is_console)).then(|| line[typed..].trim_start())
}

/// `mysql >`, `virsh #`: programs that put a blank before their sign; `1>`, the first line of a
/// batch.
fn is_one_of_many(place: &str, typed: &str) -> bool {
    const PROGRAMS: [&str; 14] = [
        "mysql", "MariaDB", "psql", "sqlite", "redis", "mongo", "cqlsh", "virsh", "sftp", "influx",
        "hive", "nodetool", "ksql", "1",
    ];
    PROGRAMS.contains(&place) && !typed.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_sign_are_the_prompt_of_a_shell_that_was_opened() {
        for (line, is) in [
            ("db2# mysql", Some("mysql")),
            ("router(config)# end", Some("end")),
            ("web-1.example:~$ ls -l", Some("ls -l")),
            ("total 5 # files", None),
            ("Used 5% of it", None),
            ("a=b", None),
        ] {
            let typed = inside(line).map(|(_, typed)| typed);
            assert_eq!(typed, is, "{line}");
        }
    }

    #[test]
    fn a_program_that_wants_more_says_so() {
        for (line, is) in [
            ("    -> FROM jobs", Some("FROM jobs")),
            ("   ...> FROM jobs;", Some("FROM jobs;")),
            ("db-# FROM jobs", Some("FROM jobs")),
            ("db(> = 1);", Some("= 1);")),
            ("...     print(x)", Some("    print(x)")),
            ("... ", Some("")),
            (">> Remove-Item", Some("Remove-Item")),
            ("   ...: print(x)", Some("print(x)")),
            ("irb(main):002:1* x", Some("x")),
            ("2> GO", Some("GO")),
            ("db=# select 1;", None),
            ("1> select 1", None),
            ("mysql> select 1;", None),
            ("total 4", None),
            ("a -> b", None),
        ] {
            assert_eq!(more(line), is, "{line}");
        }
        for (line, is) in [
            ("> kubectl get pods", Some("kubectl get pods")),
            ("> /var/log/feed.log", None),
            ("> feed.log", None),
            (">> all.txt", None),
            (">kubectl get pods", Some("kubectl get pods")),
        ] {
            assert_eq!(bare(line), is, "{line}");
        }
    }

    #[test]
    fn a_prompt_says_whose_shell_it_is() {
        for (line, is) in [
            ("$ uptime", Some((Prompt::User, "uptime"))),
            ("$", Some((Prompt::User, ""))),
            ("$HOME/x", None),
            ("ops@web1:~$ uptime", Some((Prompt::Host, "uptime"))),
            ("[ops@web1 ~]$ uptime", Some((Prompt::Host, "uptime"))),
            ("root@pod:/# df -h", Some((Prompt::Host, "df -h"))),
            ("bash-5.1$ ls", Some((Prompt::Host, "ls"))),
            ("sh-4.4# ls", Some((Prompt::Host, "ls"))),
            (
                "proxy=# show pools;",
                Some((Prompt::Console, "show pools;")),
            ),
            ("db=> select 1;", Some((Prompt::Console, "select 1;"))),
            (
                "mysql> show tables;",
                Some((Prompt::Console, "show tables;")),
            ),
            ("127.0.0.1:6379> info", Some((Prompt::Console, "info"))),
            (
                "[ prod ] production> Order.count",
                Some((Prompt::Console, "Order.count")),
            ),
            ("[1] pry(main)> x", Some((Prompt::Console, "x"))),
            ("irb(main):001:0> x", Some((Prompt::Console, "x"))),
            ("[x] y z> a", None),
            (">>> print(1)", Some((Prompt::Console, "print(1)"))),
            ("~ $ ls -l", Some((Prompt::Host, "ls -l"))),
            ("~$ ls -l", Some((Prompt::Host, "ls -l"))),
            ("/ # rm -rf /data", Some((Prompt::Host, "rm -rf /data"))),
            ("/app # ls -l /data", Some((Prompt::Host, "ls -l /data"))),
            ("/app $ ls", Some((Prompt::Host, "ls"))),
            ("/opt/pump/run # starts the pump", None),
            ("web-1$ ls -l", Some((Prompt::Host, "ls -l"))),
            ("root# ls -l", Some((Prompt::Host, "ls -l"))),
            ("(venv) ops@web1:~$ ls", Some((Prompt::Host, "ls"))),
            ("$> uptime", Some((Prompt::User, "uptime"))),
            ("λ uptime", Some((Prompt::User, "uptime"))),
            (
                "% kubectl get pods",
                Some((Prompt::User, "kubectl get pods")),
            ),
            ("% Total    % Received", None),
            (
                "➜ kubectl get pods",
                Some((Prompt::User, "kubectl get pods")),
            ),
            (
                "➜  ~ kubectl get pods",
                Some((Prompt::Host, "kubectl get pods")),
            ),
            (
                "➜  feed git:(main) ✗ git push",
                Some((Prompt::Host, "git push")),
            ),
            (
                "mysql > show tables;",
                Some((Prompt::Console, "show tables;")),
            ),
            ("virsh # list --all", Some((Prompt::Console, "list --all"))),
            ("In [1]: x()", Some((Prompt::Console, "x()"))),
            (
                "[zk: a:2181(CONNECTED) 0] ls /",
                Some((Prompt::Console, "ls /")),
            ),
            ("1> SELECT 1", Some((Prompt::Console, "SELECT 1"))),
            (
                "PS /home/x> Get-Item y",
                Some((Prompt::Windows, "Get-Item y")),
            ),
            ("PS C:\\> Get-Item x", Some((Prompt::Windows, "Get-Item x"))),
            ("C:\\tools>dir", Some((Prompt::Windows, "dir"))),
            ("kubectl get pods", None),
            ("NAME  READY", None),
            ("a -> b", None),
            ("mail ops@example.com # now", None),
            ("echo x > y", None),
            ("ssh ops@host $X", None),
        ] {
            assert_eq!(prompt(line), is, "{line}");
        }
    }
}
