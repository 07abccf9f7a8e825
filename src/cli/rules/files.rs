//! Files of alert rules: those that were named, and those of the folders that were.

use crate::cli::exit::Stop;
use crate::exchange::rules::{Rule, Unreadable, rules};
use crate::runbook::{MOST_BYTES, Problem, objection};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One file.
pub struct RuleFile {
    /// Its path, as the person knows it.
    pub path: String,
    /// What stands in it.
    pub text: Arc<str>,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
    /// What of it cannot be read as rules.
    pub problems: Vec<Problem>,
}

/// So many bytes are still rules that people wrote.
const MOST_RULE_BYTES: u64 = 16 * MOST_BYTES as u64;

/// Reads all of them. Of a folder those that end in `.yml`, `.yaml` or `.json` and hold groups
/// of rules; a file that was named has to hold some. One that cannot be read is a problem, and
/// hides none of the others.
///
/// # Errors
/// When one that was named is not there, or a folder holds none.
pub fn read(paths: &[PathBuf]) -> Result<Vec<RuleFile>, Stop> {
    let mut files = Vec::new();
    for path in paths {
        let known = files.len();
        fs::metadata(path).map_err(|error| Stop::of_file(path, "read", &error))?;
        match path.is_dir() {
            false => files.push(file(path).unwrap_or_else(|text| without_rules(path, text))),
            true => {
                let mut found = Vec::new();
                walk(path, &mut found, &mut files);
                found.sort();
                files.extend(found.iter().filter_map(|path| file(path).ok()));
                if files.len() == known {
                    return Err(Stop::Usage(format!(
                        "There are no alert rules in {}: name files or folders of Prometheus rules, or of Grafana's provisioning.",
                        path.display()
                    )));
                }
            }
        }
    }
    Ok(files)
}

/// The files of a folder that may hold rules; what cannot be looked at goes to `files`.
fn walk(folder: &Path, found: &mut Vec<PathBuf>, files: &mut Vec<RuleFile>) {
    let entries = fs::read_dir(folder).and_then(|entries| {
        let entries = entries.map(|entry| entry.and_then(|it| Ok((it.path(), it.file_type()?))));
        entries.collect::<io::Result<Vec<_>>>()
    });
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => return files.push(unreadable(folder, &error)),
    };
    for (path, kind) in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_hidden = name.starts_with('.');
        let extension = path.extension().and_then(|extension| extension.to_str());
        match (kind.is_dir(), extension) {
            _ if is_hidden => {}
            (true, _) => walk(&path, found, files),
            (false, Some("yml" | "yaml" | "json")) => found.push(path),
            _ => {}
        }
    }
}

/// One file; its text alone where it holds no rules.
fn file(path: &Path) -> Result<RuleFile, Arc<str>> {
    let text = match text_of(path) {
        Ok(text) => text,
        Err(error) => return Ok(unreadable(path, &error)),
    };
    let text: Arc<str> = text.trim_start_matches('\u{feff}').into();
    let shown = path.display().to_string();
    let templated = |wrong: &Unreadable| {
        let before = text[..wrong.span.start].rfind('\n').map_or(0, |at| at + 1);
        let hint = "rules that are templates have to be rendered first";
        let line = text[before..].lines().next().unwrap_or_default();
        line.contains("{{").then(|| hint.to_owned())
    };
    let object = |what: &str, wrong: Unreadable, hint| {
        let message = format!("{what} cannot be read: {}", wrong.why);
        objection(&shown, &text, wrong.span, "unreadable-rules", message, hint)
    };
    let (rules, problems) = match rules(&text) {
        Ok(None) => return Err(text),
        Ok(Some(found)) => {
            let wrong = found.wrong.into_iter();
            let wrong = wrong.map(|wrong| object("this rule", wrong, None));
            (found.rules, wrong.collect())
        }
        Err(wrong) => {
            let hint = templated(&wrong);
            let problem = object("these rules", wrong, hint);
            (Vec::new(), vec![problem])
        }
    };
    Ok(RuleFile {
        path: shown,
        text,
        rules,
        problems,
    })
}

fn text_of(path: &Path) -> io::Result<String> {
    crate::os::read_text(path, MOST_RULE_BYTES)
}

fn without_rules(path: &Path, text: Arc<str>) -> RuleFile {
    let path = path.display().to_string();
    let message = "there are no groups of alert rules in it".to_owned();
    let hint = Some("name a file of Prometheus rules, or of Grafana's provisioning".to_owned());
    RuleFile {
        problems: vec![Problem::of_file(&path, "no-rules", message, hint)],
        path,
        text,
        rules: Vec::new(),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> RuleFile {
    let path = path.display().to_string();
    let message = format!("it cannot be read: {}", crate::os::why(error));
    let hint = "put it right, or take it away".to_owned();
    RuleFile {
        problems: vec![Problem::of_file(&path, "unreadable", message, Some(hint))],
        path,
        text: Arc::default(),
        rules: Vec::new(),
    }
}
