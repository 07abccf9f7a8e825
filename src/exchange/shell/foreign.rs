//! Blocks that another program reads: a manifest, a query, a configuration, code.
//!
//! What stays true: it looks at what stands in the block, not at what its fence says, since
//! fences are copied from one block to the next.

/// What a block is for, if it is for another program than a shell.
pub(in crate::exchange) fn reader_of(text: &str) -> Option<&'static str> {
    let lines: Vec<&str> = text.lines().filter(|it| !it.trim().is_empty()).collect();
    let first = lines.iter().find(|it| !is_comment(it))?.trim();
    let kinds: &[(&'static str, bool)] = &[
        ("a manifest", is_yaml(&lines)),
        ("JSON", is_json(first, text)),
        ("markup", is_markup(first, text)),
        ("a query", is_sql(first, text) || is_promql(first, &lines)),
        ("a configuration", is_settings(first, &lines)),
        ("code", is_code(first)),
    ];
    kinds.iter().find(|(_, is)| *is).map(|(kind, _)| *kind)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') && !line.starts_with("#!")
        || line.starts_with("--") && line.contains(' ')
        || line.starts_with("//")
}

/// A key and what follows it: `kind: Class`, `metadata:`.
fn is_key(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let Some((key, rest)) = line.split_once(':') else {
        return false;
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-./\"'".contains(c);
    !key.is_empty() && key.chars().all(fits) && (rest.is_empty() || rest.starts_with(' '))
}

fn is_yaml(lines: &[&str]) -> bool {
    let code: Vec<&&str> = lines
        .iter()
        .filter(|it| !is_comment(it) && it.trim() != "---")
        .collect();
    let Some(first) = code.first() else {
        return false;
    };
    if lines.first().is_some_and(|it| it.trim() == "---") && is_key(first) {
        return true;
    }
    let fits = |line: &&&&str| {
        is_key(line)
            || line.starts_with([' ', '\t'])
            || line.trim_start().starts_with("- ")
            || line.trim() == "..."
    };
    is_key(first) && code.iter().filter(fits).count() == code.len()
}

fn is_json(first: &str, text: &str) -> bool {
    let text = text.trim();
    let is_closed = text.ends_with(['}', ']']);
    let opens = first == "{"
        || first == "["
        || first.starts_with("{\"")
        || first.starts_with("[{")
        || first.starts_with("{ \"");
    opens && is_closed
        || serde_json::from_str::<serde_json::Value>(text)
            .is_ok_and(|it| it.is_object() || it.is_array())
}

fn is_markup(first: &str, text: &str) -> bool {
    let tag = first.strip_prefix('<').unwrap_or_default();
    let is_closed = ["</", "/>", "?>", "-->"].iter().any(|it| text.contains(it));
    tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '?' || c == '!') && is_closed
}

/// What a query begins with, and one of the words that it has besides.
const QUERIES: &[(&str, &[&str])] = &[
    ("select", &["from", "*", ";", "(", "pg_", "count"]),
    ("insert", &["into"]),
    ("update", &[" set "]),
    ("delete", &["from "]),
    (
        "alter",
        &[
            "table", "system", "database", "role", "user", "index", "sequence",
        ],
    ),
    (
        "create",
        &[
            "table",
            "index",
            "user",
            "role",
            "database",
            "view",
            "extension",
            "schema",
            "or replace",
        ],
    ),
    (
        "drop",
        &[
            "table",
            "index",
            "user",
            "role",
            "database",
            "view",
            "extension",
            "schema",
        ],
    ),
    ("truncate", &["table ", ";"]),
    ("with", &[" as "]),
    ("explain", &["select", "analyze", "("]),
    (
        "show",
        &[
            "tables",
            "databases",
            "processlist",
            "status",
            "variables",
            "slave",
            "replica",
            ";",
        ],
    ),
    ("grant", &[" on ", " to "]),
    ("revoke", &[" on ", " from "]),
    ("begin", &[";"]),
    ("commit", &[";"]),
    ("vacuum", &[";", "full", "analyze", "verbose"]),
    ("reindex", &["table", "index", "database"]),
    ("analyze", &[";", " "]),
    ("use", &[";"]),
    ("set", &[" = ", " to ", "global", "session", ";"]),
    ("call", &["("]),
    ("kill", &[";"]),
    ("match", &["return", "("]),
];

fn is_sql(first: &str, text: &str) -> bool {
    let lower = text.to_lowercase();
    let word = first.to_lowercase();
    let word = word
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default()
        .to_owned();
    let is_shell = lower.contains(" | ")
        || lower.contains("&&")
        || first.contains(" -") && !first.contains(';');
    let known = QUERIES.iter().find(|(verb, _)| *verb == word);
    known.is_some_and(|(verb, marks)| {
        let is_known = marks.iter().any(|mark| lower.contains(mark));
        // `set -e` and `kill 4711` are for a shell.
        let is_doubtful = matches!(
            *verb,
            "set"
                | "kill"
                | "use"
                | "show"
                | "update"
                | "call"
                | "truncate"
                | "with"
                | "match"
                | "begin"
                | "analyze"
        );
        is_known
            && !is_shell
            && (!is_doubtful
                || lower.trim_end().ends_with(';')
                || first.chars().take(3).all(|c| c.is_ascii_uppercase()))
    })
}

fn is_promql(first: &str, lines: &[&str]) -> bool {
    const FUNCTIONS: &[&str] = &[
        "sum",
        "rate",
        "avg",
        "max",
        "min",
        "count",
        "increase",
        "irate",
        "topk",
        "histogram_quantile",
        "absent",
        "delta",
        "predict_linear",
        "sort_desc",
        "label_replace",
        "time",
    ];
    let name = first.split(['(', ' ', '{']).next().unwrap_or_default();
    let is_call = FUNCTIONS.contains(&name)
        && first.len() > name.len()
        && first[name.len()..]
            .trim_start()
            .starts_with(['(', 'b', 'w']);
    let is_selector = !name.is_empty()
        && name.contains(['_', ':'])
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_:".contains(c))
        && first[name.len()..]
            .trim_start()
            .starts_with(['{', '[', '>', '=', '<', '/'])
        && !first[name.len()..].starts_with('=');
    (is_call || is_selector) && !lines.iter().any(|it| it.contains("$("))
}

/// `[section]` and `key = value`, as configurations have them.
fn is_settings(first: &str, lines: &[&str]) -> bool {
    let is_section = |line: &str| {
        let inner = line.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        inner.is_some_and(|it| !it.is_empty() && !it.starts_with(' '))
    };
    let is_setting = |line: &str| {
        line.split_once(" = ")
            .is_some_and(|(key, _)| !key.trim().is_empty() && !key.trim().contains(' '))
    };
    let code = lines
        .iter()
        .map(|it| it.trim())
        .filter(|it| !is_comment(it) && !it.starts_with(';'));
    let code: Vec<&str> = code.collect();
    let is_block = |line: &str| {
        line.ends_with(" {")
            && line.split_whitespace().count() <= 4
            && !line.contains("()")
            && !line.starts_with("if ")
            && !line.starts_with("function ")
    };
    is_section(first) && code.len() > 1
        || code.iter().all(|it| is_setting(it) || is_section(it))
        || is_block(first) && code.last().is_some_and(|it| it.ends_with('}'))
}

fn is_code(first: &str) -> bool {
    let shebang = first.strip_prefix("#!");
    if let Some(program) = shebang {
        return !program.contains("sh");
    }
    let begins = [
        "import ",
        "from ",
        "def ",
        "class ",
        "func ",
        "package ",
        "<?php",
        "public ",
        "const ",
        "let ",
        "var ",
        "using ",
        "FROM ",
        "RUN ",
        "ENTRYPOINT ",
        "function(",
        "@",
    ];
    let is_import =
        first.starts_with("import ") && !first.contains(" -") || !first.starts_with("import ");
    begins.iter().any(|it| first.starts_with(it)) && is_import
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_reads_is_known_by_itself() {
        for text in [
            "kind: Class\nmetadata:\n  name: fast",
            "---\na: b",
            "# x\napiVersion: v1\nkind: Pod\nspec:\n- a: b",
            "{\n  \"a\": 1\n}",
            "{\"a\": 1}",
            "<config>\n  <a/>\n</config>",
            "SELECT * FROM orders;",
            "select pid from pg_stat_activity",
            "DROP TABLE x;",
            "rate(http_total[5m])",
            "sum by (pod) (up)",
            "up_total{job=\"x\"} > 1",
            "[limits]\nrate=10",
            "max = 3\nmin = 1",
            "server {\n  listen 80;\n}",
            "#!/usr/bin/env python3\nprint(1)",
            "import os",
            "FROM debian",
        ] {
            assert!(reader_of(text).is_some(), "{text}");
        }
        for text in [
            "kubectl get pods",
            "set -e",
            "kill 4711",
            "[ -f x ] && rm x",
            "{ a; b; }",
            "echo a: b",
            "curl http://x",
            "A=1",
            "<pod>",
            "sort <in >out",
            "NODE=$(x)",
            "show x",
            "update-grub",
            "for a in b; do c; done",
            "f() {\n a\n}",
            "if [ -f x ]; then\n a\nfi",
            "#!/bin/bash\nls",
            "time ls",
            "",
        ] {
            assert_eq!(reader_of(text), None, "{text}");
        }
    }
}
