//! Texts made fit for a runbook: nothing hidden in them, and no secret.

use super::lists::is_one_of;
use crate::text::{is_placeholder, is_plain, looks_secret, private_key_lines, shown};
use std::ops::Range;

/// What stands where something was taken out.
pub(super) const TAKEN_OUT: &str = "[taken out on import: it looked like a secret]";

/// The text, fit for a runbook, and what had to be done to it.
pub(super) fn safe(text: &str) -> (String, Vec<&'static str>) {
    let mut done = Vec::new();
    let mut text = text.to_owned();
    if is_plain(&text).is_err() {
        // Blanks of other widths are meant as blanks; what hides is made visible.
        let spaced: String = text
            .chars()
            .map(|c| {
                if c.is_whitespace() && c != '\n' && c != '\t' {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let lines = spaced
            .split('\n')
            .map(|line| shown(line).as_str().to_owned());
        text = lines.collect::<Vec<_>>().join("\n");
        done.push("characters that cannot be seen were made visible");
    }
    if looks_secret(&text).is_some() || text.lines().any(|it| handed(it).is_some()) {
        text = without_secrets(&text);
        done.push("what looked like a secret was taken out");
    }
    (text, done)
}

/// A text without its secrets: of a key all that it takes, of a line the word that is one.
fn without_secrets(text: &str) -> String {
    let (text, _) = without_keys(text);
    let lines = text.split('\n').map(without_words);
    let text = lines.collect::<Vec<_>>().join("\n");
    match looks_secret(&text) {
        Some(_) => TAKEN_OUT.to_owned(),
        None => text,
    }
}

/// The most words of a line that are looked at one by one.
const MOST_WORDS: usize = 200;

/// A line with words in the place of those of it that are secrets; of all of it, where it cannot
/// be told which these are.
fn without_words(line: &str) -> String {
    let mut line = line.to_owned();
    for _ in 0..MOST_WORDS {
        let Some(value) = handed(&line) else { break };
        line.replace_range(value, TAKEN_OUT);
    }
    if looks_secret(&line).is_none() {
        return line;
    }
    let words = words(&line);
    if words.len() > MOST_WORDS {
        return TAKEN_OUT.to_owned();
    }
    // From the end, so that the places of those before stay what they are.
    for word in words.iter().rev() {
        if looks_secret(&line[word.clone()]).is_none() {
            continue;
        }
        let text = &line[word.clone()];
        let named = text
            .find('=')
            .map(|at| format!("{}{TAKEN_OUT}", &text[..=at]));
        let named = named.filter(|it| looks_secret(it).is_none());
        let end = if text.ends_with('`') { "`" } else { "" };
        let instead = format!("{}{end}", named.unwrap_or_else(|| TAKEN_OUT.to_owned()));
        line.replace_range(word.clone(), &instead);
    }
    if looks_secret(&line).is_none() {
        return line;
    }
    // `password: …`, `Bearer …`: the name and the value are two words.
    let without = self::words(&line).into_iter().skip(1).map(|word| {
        let end = if line[word.clone()].ends_with('`') {
            "`"
        } else {
            ""
        };
        let mut line = line.clone();
        line.replace_range(word, &format!("{TAKEN_OUT}{end}"));
        line
    });
    // Without either it looks like none: the value is the last.
    let mut without = without.filter(|it| looks_secret(it).is_none());
    without.next_back().unwrap_or_else(|| TAKEN_OUT.to_owned())
}

/// Where the words of a line stand.
fn words(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in line.split(char::is_whitespace) {
        if !word.is_empty() {
            found.push(at..at + word.len());
        }
        let gap = line[at + word.len()..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        at += word.len() + gap;
    }
    found
}

/// Programs, and the option behind which each is handed a secret.
const HANDED: &[(&str, &str)] = &[
    ("sshpass", "-p"),
    ("redis-cli valkey-cli", "-a --pass"),
    ("login", "-p --password"),
    (
        "ldapsearch ldapadd ldapmodify ldapdelete ldappasswd",
        "-w -s",
    ),
];
/// Variables whose value is one.
const VALUES: &[&str] = &["PGPASSWORD=", "MYSQL_PWD=", "REDISCLI_AUTH=", "SSHPASS="];

/// What a line has in which one is handed: the others are passed over.
const HANDING: &[&str] = &[
    "-",
    "Authorization",
    "Key:",
    "PWD=",
    "PGPASSWORD",
    "AUTH=",
    "SSHPASS",
    "password ",
];

/// Where in a line a command is handed a secret in a form that only this program has:
/// `mysql -p…`, `curl -u name:…`, `Authorization: Basic …`.
fn handed(line: &str) -> Option<Range<usize>> {
    if !HANDING.iter().any(|it| line.contains(it)) {
        return None;
    }
    let words = words(line);
    let bare = |at: usize| {
        words
            .get(at)
            .map_or("", |it| line[it.clone()].trim_matches(QUOTES))
    };
    let program = |at: usize, list: &str| {
        (0..at).any(|it| is_one_of(list, bare(it).rsplit('/').next().unwrap_or_default()))
    };
    let whole = |at: usize| words.get(at).cloned();
    let behind = |at: usize, skipped: usize| {
        let word = words.get(at)?;
        let value = &line[word.start + skipped..word.end];
        // The end of what is marked as code stays.
        let end = value.ends_with('`') && !value.starts_with('`');
        Some(word.start + skipped..word.end - usize::from(end))
    };
    let at_option = |at: usize| {
        let next = bare(at + 1);
        let is_taken = HANDED
            .iter()
            .any(|(list, options)| is_one_of(options, bare(at)) && program(at, list));
        let is_head = matches!(bare(at), "Basic" | "Bearer")
            && bare(at.checked_sub(1)?).ends_with("Authorization:");
        let is_key = bare(at).to_lowercase().ends_with("api-key:");
        let is_user = is_one_of("-u --user", bare(at)) && program(at, "curl wget http");
        let is_set = is_one_of("change_password add_user", bare(at.checked_sub(1)?))
            && program(at, "rabbitmqctl");
        let name = next
            .find(':')
            .filter(|_| is_user && !next.ends_with(':') && !next.starts_with(':'));
        match name {
            Some(cut) if is_written(&next[cut + 1..]) => {
                let quote = words
                    .get(at + 1)
                    .map_or(0, |it| line[it.clone()].find(next).unwrap_or(0));
                behind(at + 1, quote + cut + 1)
            }
            _ => whole(at + 1)
                .filter(|_| (is_taken || is_head || is_key || is_set) && is_written(next)),
        }
    };
    let at_word = |at: usize| {
        let word = &line[words.get(at)?.clone()];
        let value = VALUES.iter().find_map(|it| Some(word.find(it)? + it.len()));
        let of_mysql = word.starts_with("-p")
            && program(
                at,
                "mysql mysqldump mysqladmin mariadb mysqlimport mysqlcheck",
            );
        let pass = word
            .strip_prefix("pass:")
            .map(|_| 5)
            .filter(|_| bare(at.saturating_sub(1)).starts_with("-pass"));
        let from = value.or(of_mysql.then_some(2)).or(pass)?;
        let is_long = word.starts_with("--") || !is_written(word[from..].trim_matches(QUOTES));
        behind(at, from).filter(|_| !is_long)
    };
    (0..words.len()).find_map(|at| at_word(at).or_else(|| at_option(at)))
}

const QUOTES: &[char] = &['\'', '"', '`'];

/// Whether a value is one, not an option, nor the place of one or a word for it.
fn is_written(value: &str) -> bool {
    !value.is_empty() && !value.starts_with('-') && !is_placeholder(value)
}

/// A text with words in the place of each private key, and the lines that those took, from 0.
pub(super) fn without_keys(text: &str) -> (String, Vec<Range<usize>>) {
    let keys = private_key_lines(text);
    if keys.is_empty() {
        return (text.to_owned(), keys);
    }
    let mut out: Vec<String> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let Some(key) = keys.iter().find(|it| it.contains(&at)) else {
            out.push(line.to_owned());
            continue;
        };
        if key.start == at {
            // What stands before it on its line says where on the page it is.
            let before = line.split("--").next().unwrap_or_default();
            let before = before.split("PuTTY-").next().unwrap_or_default();
            out.push(format!("{before}{TAKEN_OUT}"));
        }
    }
    (out.join("\n"), keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_line_the_word_goes_that_is_a_secret() {
        let out = TAKEN_OUT;
        for (text, is) in [
            (
                "Use `mysql -u a -p'hunter2' x` and wait",
                format!("Use `mysql -u a -p{out} x` and wait"),
            ),
            (
                "mysqldump -uroot -phunter2 x",
                format!("mysqldump -uroot -p{out} x"),
            ),
            (
                "curl -u admin:hunter2 https://x",
                format!("curl -u admin:{out} https://x"),
            ),
            (
                "curl -H 'Authorization: Basic YWRtaW46aHVudGVy' x",
                format!("curl -H 'Authorization: Basic {out} x"),
            ),
            (
                "redis-cli -a hunter2 ping",
                format!("redis-cli -a {out} ping"),
            ),
            (
                "sshpass -p hunter2 ssh a uptime",
                format!("sshpass -p {out} ssh a uptime"),
            ),
            (
                "docker login -u a -p hunter2",
                format!("docker login -u a -p {out}"),
            ),
            (
                "PGPASSWORD=orders psql -h db",
                format!("PGPASSWORD={out} psql -h db"),
            ),
            (
                "Set PGPASSWORD=hunter2Horse and wait",
                format!("Set PGPASSWORD={out} and wait"),
            ),
            (
                "Set `PGPASSWORD=hunter2Horse` and wait",
                format!("Set `PGPASSWORD={out}` and wait"),
            ),
            ("mysql -u a -pMytoken99 x", format!("mysql -u a -p{out} x")),
            ("Use password: hunter2Horse", format!("Use password: {out}")),
            (
                "Use ghp_abcdefghijklmnopqrstuvwxyz0123456789 now",
                format!("Use {out} now"),
            ),
            (
                "rabbitmqctl change_password a hunter2",
                format!("rabbitmqctl change_password a {out}"),
            ),
        ] {
            assert_eq!(safe(text).0, is, "{text}");
        }
        for text in [
            "mysql -p orders",
            "mysql -u root -p -e 'select 1'",
            "mysql -p$PASS x",
            "mkdir -p /srv/feed",
            "ssh -p 2222 a uptime",
            "docker run -p 8080:80 -u 1000:1000 x",
            "curl -u admin https://x",
            "curl -u : --negotiate https://x",
            "curl -u <user>:<password> https://x",
            "curl -H 'Authorization: Bearer $TOKEN' x",
            "redis-cli -a $REDIS ping",
            "netstat -a -p tcp",
            "PGPASSWORD=$PASS psql",
        ] {
            assert_eq!(safe(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_hides_is_shown_and_what_is_secret_goes() {
        let key = "Use\n-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA1c7abcdefghijklm\n-----END RSA PRIVATE KEY-----\nthen go";
        assert_eq!(safe(key).0, format!("Use\n{TAKEN_OUT}\nthen go"));
        let broken = "Use\n-----BEGIN x\n PRIVATE KEY-----\nMIIEowIBAAKCAQEA1c7abcdefghijklm\n-----END PRIVATE KEY-----\nthen go";
        assert_eq!(safe(broken).0, format!("Use\n{TAKEN_OUT}\nthen go"));
        let words = "the block that begins with `-----BEGIN PRIVATE KEY-----`, and\nthe rest";
        assert_eq!(safe(words), (words.to_owned(), Vec::new()));
        assert_eq!(safe("a\u{202e}b\u{a0}c").0, "a<U+202E>b c");
        assert_eq!(
            safe("plain\n\ttext"),
            ("plain\n\ttext".to_owned(), Vec::new())
        );
        let (text, _) = safe("curl -u admin:x\npassword=hunter2Horse99");
        assert!(
            looks_secret(&text).is_none() && text.starts_with("curl"),
            "{text}"
        );
    }
}
