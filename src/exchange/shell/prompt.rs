//! What stands before a command in a session that somebody copied.

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
    /// `PS C:\>`, `C:\>`, or a bare `>`.
    Windows,
}

/// The longest text before a prompt's sign.
const LONGEST_BYTES: usize = 64;

/// The prompt of a line and what is typed behind it. `# ` is not looked at: it may be a comment.
pub(in crate::exchange) fn prompt(line: &str) -> Option<(Prompt, &str)> {
    let line = line.trim_start();
    for sign in ["$", "❯", "➜"] {
        if let Some(rest) = line.strip_prefix(sign)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return Some((Prompt::User, rest.trim_start()));
        }
    }
    windows(line)
        .map(|rest| (Prompt::Windows, rest))
        .or_else(|| host(line).map(|rest| (Prompt::Host, rest)))
        .or_else(|| console(line).map(|rest| (Prompt::Console, rest)))
}

fn windows(line: &str) -> Option<&str> {
    let is_drive = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.next() == Some(':')
            && letters.next() == Some('\\')
    };
    let place = line.strip_prefix("PS ").unwrap_or(line);
    let (place, rest) = place.split_once('>')?;
    let is_shell = is_drive(place)
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
    let (end, typed) = sign(line, &['$', '#', '%', '>'])?;
    let place = line[..end].trim_end();
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
    let (end, typed) = sign(line, &['>', '#'])?;
    let place = &line[..end];
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
