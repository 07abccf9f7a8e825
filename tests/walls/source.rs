//! Sources read as names: what a file mentions, without comments, strings and tests.
//!
//! It reads names, not types: what a macro makes up goes unseen.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file, read.
pub struct Source {
    /// The path below `src`, with `/`.
    pub path: String,
    /// The room, where it is in one (`lib.rs` and `main.rs` are not). A program in `bin/` is one.
    pub room: Option<String>,
    /// The module that the file is, from the crate on.
    pub module: Vec<String>,
    pub text: String,
    /// Everything that is code, tests too.
    pub tokens: Vec<Token>,
    /// All paths, those of tests too.
    pub paths: Vec<Use>,
    /// The line on which its tests begin; 1 where it is nothing but tests.
    pub tests_from_line: usize,
}

/// Whether it is of a program of its own, to which the library is another crate.
pub fn is_program(path: &str) -> bool {
    path.starts_with("bin/")
}

/// The room of a file that is in one, by its path below `src`.
pub fn room_in(path: &str) -> &str {
    let path = path.strip_prefix("bin/").unwrap_or(path);
    let first = path.split_once('/').map_or(path, |(room, _)| room);
    first.strip_suffix(".rs").unwrap_or(first)
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        let is_root = matches!(path, "lib.rs" | "main.rs");
        let is_test_file = parts.len() > 1 && parts[1..].contains(&"tests");
        let code = code_of(text);
        let tokens = tokens_of(&code);
        let tests_from_line = if is_test_file { 1 } else { tests_from(&code) };
        let is_head = is_root
            || parts.last() == Some(&"mod")
            || is_program(path) && parts.last() == Some(&"main");
        let named = &parts[..parts.len() - usize::from(is_head)];
        Source {
            path: path.to_owned(),
            room: (!is_root).then(|| room_in(path).to_owned()),
            module: named.iter().map(|&name| name.to_owned()).collect(),
            text: text.to_owned(),
            paths: paths_of(&tokens),
            tokens,
            tests_from_line,
        }
    }

    /// The macros it calls, each with the line.
    pub fn macros_called(&self) -> impl Iterator<Item = (&str, usize)> {
        self.tokens
            .windows(2)
            .filter(|pair| pair[1].text == "!")
            .map(|pair| (pair[0].text.as_str(), pair[0].line))
    }

    /// The code that is built into the program: nothing behind `#[cfg(test)]`.
    pub fn production(&self) -> Vec<Token> {
        if self.tests_from_line == 1 {
            return Vec::new();
        }
        let mut kept = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match after_test_item(&self.tokens, at) {
                Some(after) => at = after,
                None => {
                    kept.push(self.tokens[at].clone());
                    at += 1;
                }
            }
        }
        kept
    }

    /// The modules that it declares for tests alone.
    pub fn test_modules(&self) -> Vec<&str> {
        let tokens = &self.tokens;
        let declared = (0..tokens.len())
            .filter_map(|at| Some(&tokens[after_test_attribute(tokens, at)?..]))
            .filter_map(|rest| {
                let at = rest.iter().take(6).position(|token| token.text == "mod")?;
                Some(rest.get(at + 1)?.text.as_str())
            });
        declared.collect()
    }
}

/// Where the thing behind `#[cfg(test)]` begins.
fn after_test_attribute(tokens: &[Token], at: usize) -> Option<usize> {
    let names = |from: usize, expected: &[&str]| {
        let found = tokens[from..].iter().map(|token| token.text.as_str());
        found.take(expected.len()).eq(expected.iter().copied())
    };
    let only_in_tests = names(at, &["#", "[", "cfg", "(", "test", ")", "]"])
        || names(at, &["#", "[", "cfg", "(", "all", "(", "test"]);
    only_in_tests.then(|| block_end(tokens, at + 1))
}

/// The place after an item, a field or an arm that is there for tests alone.
fn after_test_item(tokens: &[Token], at: usize) -> Option<usize> {
    let mut at = after_test_attribute(tokens, at)?;
    while tokens.get(at).is_some_and(|token| token.text == "#") {
        at = block_end(tokens, at + 1);
    }
    const ITEMS: &[&str] = &[
        "pub", "fn", "mod", "impl", "struct", "enum", "use", "const", "static", "type", "trait",
        "async", "unsafe", "let",
    ];
    // `pub` begins a field as well: that has a colon where an item has a word.
    let begins_item = ITEMS.contains(&tokens.get(at)?.text.as_str());
    let mut is_field = false;
    let first = at;
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "{" if begins_item && !is_field => return Some(block_end(tokens, at)),
            "(" | "[" | "{" => at = block_end(tokens, at),
            ";" => return Some(at + 1),
            "," if !begins_item || is_field => return Some(at + 1),
            ")" | "]" | "}" => return Some(at),
            ":" => {
                let names = tokens[first..at].iter().map(|token| token.text.as_str());
                is_field |= names.filter(|name| ITEMS[1..].contains(name)).count() == 0;
                at += 1;
            }
            _ => at += 1,
        }
    }
    Some(at)
}

/// The place after the bracket that closes the one here.
pub fn block_end(tokens: &[Token], mut at: usize) -> usize {
    let mut open = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text.as_str() {
            "(" | "[" | "{" => open += 1,
            ")" | "]" | "}" => open -= 1,
            _ => {}
        }
        if open <= 0 {
            break;
        }
    }
    at
}

#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// A path as it is written, or one branch of a grouped import.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    pub names: Vec<String>,
    pub line: usize,
}

/// The text with comments, strings and character literals blanked; lines stay where they are.
fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let length = blank_length(&chars, at);
        if length == 0 {
            code.push(chars[at]);
            at += 1;
            continue;
        }
        let end = (at + length).min(chars.len());
        code.extend(
            chars[at..end]
                .iter()
                .map(|&c| if c == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    code
}

/// How many characters from here are no code.
fn blank_length(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let starts = |mark: &str| mark.chars().zip(rest).filter(|(a, b)| a == *b).count() == mark.len();
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    if starts("//") {
        return rest.iter().position(|&c| c == '\n').unwrap_or(rest.len());
    }
    if starts("/*") {
        return block_comment_length(rest);
    }
    if rest[0] == '"' {
        return quoted_length(rest, '"');
    }
    if !in_word && (starts("r\"") || starts("r#") || starts("br\"") || starts("br#")) {
        return raw_string_length(rest);
    }
    // A lifetime has no closing quote.
    if rest[0] == '\'' && (rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')) {
        return quoted_length(rest, '\'');
    }
    0
}

fn block_comment_length(rest: &[char]) -> usize {
    let mut open = 0;
    let mut at = 0;
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => (open, at) = (open + 1, at + 2),
            ('*', '/') if open == 1 => return at + 2,
            ('*', '/') => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

fn quoted_length(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Nothing where `r#` begins a raw identifier.
fn raw_string_length(rest: &[char]) -> usize {
    let start = if rest[0] == 'b' { 2 } else { 1 };
    let hashes = rest[start..].iter().take_while(|&&c| c == '#').count();
    if rest.get(start + hashes) != Some(&'"') {
        return 0;
    }
    let mut at = start + hashes + 1;
    while at < rest.len() {
        let closes = rest[at] == '"'
            && rest[at + 1..]
                .iter()
                .take(hashes)
                .filter(|&&c| c == '#')
                .count()
                == hashes;
        if closes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    rest.len()
}

fn tokens_of(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (index, text) in code.lines().enumerate() {
        let line = index + 1;
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let in_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = if in_word(first) {
                rest.find(|c| !in_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push(Token {
                text: rest[..length].to_owned(),
                line,
            });
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

pub fn is_name(token: Option<&Token>) -> bool {
    token.is_some_and(|token| {
        token
            .text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    })
}

/// All paths of a file. A group gives one path a branch.
fn paths_of(tokens: &[Token]) -> Vec<Use> {
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_name(tokens.get(at)) {
            at = read_path(tokens, at, &[], &mut paths);
        } else {
            at += 1;
        }
    }
    paths
}

/// Reads one path from its first name on; gives the place after it.
fn read_path(tokens: &[Token], mut at: usize, before: &[String], paths: &mut Vec<Use>) -> usize {
    let mut names = before.to_vec();
    let line = tokens[at].line;
    loop {
        names.push(tokens[at].text.clone());
        at += 1;
        if tokens.get(at).is_none_or(|token| token.text != "::") {
            break;
        }
        at += 1;
        if tokens.get(at).is_some_and(|token| token.text == "{") {
            return read_group(tokens, at + 1, &names, paths);
        }
        if !is_name(tokens.get(at)) {
            break;
        }
    }
    paths.push(Use { names, line });
    at
}

fn read_group(tokens: &[Token], mut at: usize, before: &[String], paths: &mut Vec<Use>) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "}" => return at + 1,
            "as" => at += 2,
            _ if is_name(Some(token)) => at = read_path(tokens, at, before, paths),
            _ => at += 1,
        }
    }
    at
}

/// The line on which the tests of a file begin; tests stand at a file's end.
fn tests_from(code: &str) -> usize {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let begins = |(index, line): &(usize, &&str)| {
        let item = lines[index + 1..]
            .iter()
            .find(|next| !next.is_empty() && !next.starts_with('#'));
        // A `mod tests;` is a line among the modules: the code goes on after it.
        line.starts_with("#[cfg(test)]")
            && item.is_some_and(|item| item.starts_with("mod ") && item.ends_with('{'))
    };
    lines
        .iter()
        .enumerate()
        .find(begins)
        .map_or(usize::MAX, |(index, _)| index + 1)
}

pub fn read_sources(folder: &Path, root: &Path, sources: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).expect("the sources are here");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_sources(&path, root, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root).expect("a path below the root");
            let name = below.to_string_lossy().replace('\\', "/");
            sources.push(Source::new(
                &name,
                &fs::read_to_string(&path).expect("a source in UTF-8"),
            ));
        }
    }
}
