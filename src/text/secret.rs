//! Values that look like secrets.
//!
//! What must stay true: it reads a text once or a bounded number of times, and says only what a
//! value looks like, never the value. It errs on the quiet side: a warning that fires at commit
//! hashes and order numbers is one that people learn to pass over.
//!
//! What it does not do: it does not redact, and it cannot know a secret that looks like a word.

use super::private_key::private_key;

/// What in the text looks like a secret (`a private key`, `an AWS access key`, …), if anything.
pub fn looks_secret(text: &str) -> Option<&'static str> {
    // Nearly every text of a runbook is passed over here: to look closely at every sentence
    // would take as long as all the rest of reading it.
    let signs = Signs::of(text);
    let has_token = signs.longest_run >= SHORTEST_TOKEN;
    let is_assigning = signs.has_mark || signs.has_dashes || (signs.has_be && has_bearer(text));
    if !has_token && !is_assigning {
        return None;
    }
    private_key(text)
        .or_else(|| has_token.then(|| known_token(text)).flatten())
        .or_else(|| signs.has_mark.then(|| url_with_password(text)).flatten())
        .or_else(|| is_assigning.then(|| assignments(text)).flatten())
        .or_else(|| has_token.then(|| random_value(text)).flatten())
}

/// A Slack token is the shortest: five characters of its prefix, and twelve.
const SHORTEST_TOKEN: usize = 17;

/// What a secret cannot be without, seen in one pass.
struct Signs {
    /// Something that assigns, `=` or `:`.
    has_mark: bool,
    /// `--`, as before a flag.
    has_dashes: bool,
    /// `be`, as in `bearer`.
    has_be: bool,
    /// Of the characters that tokens are made of, the most that stand together.
    longest_run: usize,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self {
            has_mark: false,
            has_dashes: false,
            has_be: false,
            longest_run: 0,
        };
        let (mut before, mut run) = (b' ', 0);
        for &byte in text.as_bytes() {
            match byte {
                b'=' | b':' => signs.has_mark = true,
                b'-' => signs.has_dashes |= before == b'-',
                b'e' | b'E' => signs.has_be |= matches!(before, b'b' | b'B'),
                _ => {}
            }
            run = if is_token_byte(byte) { run + 1 } else { 0 };
            signs.longest_run = signs.longest_run.max(run);
            before = byte;
        }
        signs
    }
}

fn has_bearer(text: &str) -> bool {
    ["earer", "EARER"].iter().any(|end| text.contains(end))
}

/// Issuers' prefixes, the least number of characters that follow, and what such a token is.
const PREFIXES: &[(&str, usize, &str)] = &[
    ("github_pat_", 22, "a GitHub token"),
    ("ghp_", 30, "a GitHub token"),
    ("gho_", 30, "a GitHub token"),
    ("ghu_", 30, "a GitHub token"),
    ("ghs_", 30, "a GitHub token"),
    ("ghr_", 30, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("xoxb-", 12, "a Slack token"),
    ("xoxp-", 12, "a Slack token"),
    ("xoxa-", 12, "a Slack token"),
    ("xoxr-", 12, "a Slack token"),
    ("xoxs-", 12, "a Slack token"),
    ("xapp-", 12, "a Slack token"),
    ("sk_live_", 16, "a Stripe key"),
    ("rk_live_", 16, "a Stripe key"),
    ("sk_test_", 16, "a Stripe key"),
    ("rk_test_", 16, "a Stripe key"),
    ("whsec_", 20, "a Stripe secret"),
    ("sk-ant-", 20, "an API key"),
    ("sk-proj-", 20, "an API key"),
    ("AIza", 35, "a Google API key"),
    ("ya29.", 20, "a Google token"),
    ("npm_", 36, "an npm token"),
    ("pypi-AgE", 30, "a PyPI token"),
    ("hvs.", 24, "a Vault token"),
    ("dop_v1_", 32, "a DigitalOcean token"),
    ("SG.", 40, "a SendGrid key"),
];

/// Whether tokens are made of it: by a table, since every character of a library is asked.
fn is_token_byte(byte: u8) -> bool {
    const IN_TOKENS: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 128_u8 {
            table[byte as usize] = byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/' | b'=' | b'~');
            byte += 1;
        }
        table
    };
    IN_TOKENS[usize::from(byte)]
}

/// The runs of characters that tokens are made of, each with its offset.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next + bytes[next..].iter().position(|&byte| is_token_byte(byte))?;
        let run = bytes[start..].iter().position(|&byte| !is_token_byte(byte));
        next = run.map_or(bytes.len(), |run| start + run);
        Some((start, &text[start..next]))
    })
}

fn known_token(text: &str) -> Option<&'static str> {
    if text.contains("hooks.slack.com/services/T") {
        return Some("a Slack webhook address");
    }
    tokens(text)
        .flat_map(|(_, token)| token.split(['=', '/']))
        .filter(|token| token.len() >= SHORTEST_TOKEN)
        .find_map(|token| {
            let prefixed = PREFIXES.iter().find(|(prefix, least, _)| {
                token.strip_prefix(prefix).is_some_and(|rest| {
                    rest.len() >= *least
                        && rest
                            .bytes()
                            .any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
                })
            });
            prefixed
                .map(|&(_, _, what)| what)
                .or_else(|| is_aws_key(token).then_some("an AWS access key"))
                .or_else(|| is_jwt(token).then_some("a signed web token (JWT)"))
        })
}

fn is_aws_key(token: &str) -> bool {
    token.len() == 20
        && ["AKIA", "ASIA", "AROA", "AIDA"]
            .iter()
            .any(|prefix| token.starts_with(prefix))
        && token
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn is_jwt(token: &str) -> bool {
    let mut parts = token.split('.');
    let mut long = |prefix: &str, least: usize| {
        parts
            .next()
            .is_some_and(|part| part.starts_with(prefix) && part.len() >= least)
    };
    long("eyJ", 10) && long("eyJ", 10) && long("", 16)
}

fn url_with_password(text: &str) -> Option<&'static str> {
    text.match_indices("://").find_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let authority = rest
            .split(|c: char| c.is_whitespace() || "/?#\"'<>".contains(c))
            .next()?;
        let (user_info, _host) = authority.rsplit_once('@')?;
        let (_user, password) = user_info.split_once(':')?;
        (!password.is_empty() && !is_placeholder(password))
            .then_some("an address with a password in it")
    })
}

/// Names whose value is a secret. They match at the end of a longer name (`DB_PASSWORD`).
const SECRET_NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "access_key",
    "access-key",
    "accesskey",
    "accountkey",
    "secret_key",
    "secret-key",
    "private_key",
    "private-key",
    "auth_key",
    "bearer",
];

/// A line that gives a literal value to a secret's name.
fn assignments(text: &str) -> Option<&'static str> {
    text.lines().find_map(assignment)
}

/// Looks back from everything that can assign: that is rare, where names are many.
fn assignment(line: &str) -> Option<&'static str> {
    let passes = line.contains("--") || has_bearer(line);
    let marks = line.bytes().enumerate().filter(|(_, byte)| match byte {
        b'=' | b':' => true,
        b' ' => passes,
        _ => false,
    });
    marks
        .map(|(at, _)| line[..at].trim_end().trim_end_matches(['"', '\'', ']']))
        .find_map(|before| {
            let end = before.len();
            let name = SECRET_NAMES.iter().find(|name| {
                let start = end.checked_sub(name.len());
                start.is_some_and(|start| {
                    let written = &before.as_bytes()[start..];
                    written.eq_ignore_ascii_case(name.as_bytes()) && is_assigned(line, start, end)
                })
            });
            name.map(|name| match *name {
                "password" | "passwd" | "passphrase" | "pwd" => "a password",
                _ => "a secret with its value",
            })
        })
}

fn is_assigned(line: &str, name_start: usize, name_end: usize) -> bool {
    let before = line[..name_start].chars().next_back();
    // `tokens: 42` and `passwordless=…` are other words; `DB_PASSWORD` and `dbPassword` are not.
    let opens_word = before.is_none_or(|c| !c.is_ascii_lowercase())
        || line[name_start..].starts_with(|c: char| c.is_ascii_uppercase());
    if !opens_word {
        return false;
    }
    let is_flag = line[..name_start].ends_with("--");
    let after = line[name_end..].trim_start_matches(['"', '\'', ']']);
    let spaced = after.trim_start();
    let is_bearer = line[name_start..name_end].eq_ignore_ascii_case("bearer");
    if spaced.starts_with("==") {
        // A comparison keeps no value.
        return false;
    }
    if let Some(value) = spaced
        .strip_prefix(":=")
        .or_else(|| spaced.strip_prefix('='))
    {
        return is_literal(value, Strength::Assigned);
    }
    if let Some(value) = spaced.strip_prefix(':') {
        return !value.starts_with("//") && is_literal(value, Strength::Described);
    }
    (is_flag || is_bearer) && after.starts_with(' ') && is_literal(after, Strength::Passed)
}

/// How sure the mark between name and value is that a value follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// `name=value`
    Assigned,
    /// `name: value`, which also begins sentences
    Described,
    /// `--name value`, `Bearer value`
    Passed,
}

/// Of longer values only the beginning is judged, so that no text costs more than its length.
const VALUE_BYTES: usize = 512;

fn within(text: &str, bytes: usize) -> &str {
    &text[..boundary(text, bytes)]
}

/// The last place at or before `at` that lies between two characters.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

fn is_literal(rest: &str, strength: Strength) -> bool {
    let rest = within(rest.trim_start(), VALUE_BYTES);
    let (value, tail, quoted) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => match rest[1..].split_once(quote) {
            Some((value, tail)) => (value, tail, true),
            None => (&rest[1..], "", true),
        },
        _ => {
            let end = rest.find(|c: char| c.is_whitespace() || ",;&)}]\"'`".contains(c));
            let (value, tail) = rest.split_at(end.unwrap_or(rest.len()));
            (value, tail, false)
        }
    };
    let value = value.trim_end_matches('.');
    if value.chars().count() < 6
        || value.chars().any(char::is_whitespace)
        || is_placeholder(value)
        || is_reference(value)
    {
        return false;
    }
    let has = |test: fn(char) -> bool| value.chars().any(test);
    let mixed = has(|c| c.is_ascii_digit())
        || has(|c| "!@#%^&*?+~".contains(c))
        || (has(char::is_lowercase) && value.chars().skip(1).any(char::is_uppercase));
    match strength {
        Strength::Assigned => mixed || quoted || value.chars().count() >= 8,
        Strength::Passed => mixed,
        Strength::Described => {
            let tail = tail
                .trim_start_matches([',', ';', '}', ')', ']', '"', '\'', '`'])
                .trim();
            mixed && (quoted || tail.is_empty() || tail.starts_with('#'))
        }
    }
}

/// Whether a value is a variable, a blank to fill in, or a word that says "not here".
pub(crate) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let opens = ["$", "%", "<", "{", "[", "(", "`", "@", "…", "..."]
        .iter()
        .any(|mark| value.starts_with(mark));
    let hidden = value
        .chars()
        .all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '•' | '-' | '_'));
    let words = [
        "password",
        "passwd",
        "secret",
        "token",
        "redacted",
        "changeme",
        "example",
        "required",
        "optional",
        "disabled",
        "enabled",
        "unknown",
        "expired",
        "rotated",
        "placeholder",
        "your",
    ];
    opens
        || hidden
        || lower.contains("{{")
        || words.iter().any(|word| {
            lower
                .strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '-']))
        })
}

/// Whether a value is the place of a secret: a path, an address, a call.
fn is_reference(value: &str) -> bool {
    let is_name = |part: &str| {
        part.chars()
            .all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-' | '.'))
    };
    let path = value.contains('/')
        && (value.starts_with(['/', '.', '~'])
            || value.split('/').any(|part| part.len() > 1 && is_name(part)));
    let located = [
        "vault:", "env:", "file:", "arn:", "op:", "http:", "https:", "secret:", "ref:",
    ];
    path || value.contains('(') || located.iter().any(|scheme| value.starts_with(scheme))
}

/// A long value that no person would type and no hash looks like.
fn random_value(text: &str) -> Option<&'static str> {
    tokens(text)
        .any(|(at, token)| token.len() >= 32 && !is_published(text, at, token) && is_random(token))
        .then_some("a long random value, as keys and tokens are")
}

/// Addresses, digests and public keys are meant to be seen.
fn is_published(text: &str, at: usize, token: &str) -> bool {
    let before = &text[boundary(text, at.saturating_sub(4 * VALUE_BYTES))..at];
    let word = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let digest = ["sha256:", "sha384:", "sha512:", "sha1:", "md5:"];
    let ends = |name: &str| {
        let end = word
            .len()
            .checked_sub(name.len())
            .and_then(|at| word.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(name))
    };
    word.contains("//")
        || token.starts_with("//")
        || digest.iter().any(|name| ends(name))
        || [
            "sha256-",
            "sha384-",
            "sha512-",
            "AAAAB3NzaC1",
            "AAAAC3NzaC1",
            "AAAAE2VjZHNh",
        ]
        .iter()
        .any(|prefix| token.starts_with(prefix))
}

fn is_random(token: &str) -> bool {
    // The bits of ordinary names are short; those of a random value are seldom separated.
    token
        .trim_end_matches('=')
        .split(['/', '-', '_', '.', '=', '~'])
        .any(|part| {
            let bytes = part.as_bytes();
            let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
            let lower = bytes.iter().filter(|b| b.is_ascii_lowercase()).count();
            let upper = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
            let in_words: usize = bytes
                .split(|b| !b.is_ascii_lowercase())
                .map(<[u8]>::len)
                .filter(|&run| run >= 4)
                .sum();
            bytes.len() >= 20
                && digits >= 2
                && lower >= 3
                && upper >= 3
                && in_words * 3 <= bytes.len()
                && bits_a_byte(bytes) >= 3.7
        })
}

/// Shannon entropy.
fn bits_a_byte(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let total = bytes.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every look at every text, without first passing over what cannot hold a secret.
    fn looked_at(text: &str) -> Option<&'static str> {
        private_key(text)
            .or_else(|| known_token(text))
            .or_else(|| url_with_password(text))
            .or_else(|| assignments(text))
            .or_else(|| random_value(text))
    }

    /// The names sought from the left, each of them everywhere.
    fn assigned_anywhere(line: &str) -> bool {
        let lower = line.to_ascii_lowercase();
        SECRET_NAMES.iter().any(|name| {
            let mut found = lower.match_indices(name);
            found.any(|(at, _)| is_assigned(line, at, at + name.len()))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// What is passed over holds no secret.
        #[test]
        fn passing_over_changes_no_verdict(
            text in "(password|dbSecret|bearer|Bearer|BEARER|xoxb-|AKIA|ghp_|eyJ|--| |\n|[a-zA-Z0-9]{1,14}|[-_./+~=:@'\"\\]]|é){0,14}",
        ) {
            prop_assert_eq!(looks_secret(&text), looked_at(&text), "{:?}", text);
            for line in text.lines() {
                prop_assert_eq!(assignment(line).is_some(), assigned_anywhere(line), "{:?}", line);
            }
        }
    }
}
