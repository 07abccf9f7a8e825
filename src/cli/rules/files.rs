//! Files of alert rules: those that were named, and those of the folders that were.

use crate::cli::exit::Stop;
use crate::exchange::rules::{Rule, rules};
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
    /// Why it cannot be read as rules.
    pub problem: Option<Problem>,
}

/// So many bytes are still rules that people wrote.
const MOST_RULE_BYTES: u64 = 16 * MOST_BYTES as u64;

/// Reads all of them. Of a folder those that end in `.yml`, `.yaml` or `.json` and hold groups
/// of rules; a file that was named has to hold some.
///
/// # Errors
/// When one that was named cannot be read at all, or a folder holds none.
pub fn read(paths: &[PathBuf]) -> Result<Vec<RuleFile>, Stop> {
    let mut files = Vec::new();
    for path in paths {
        let known = files.len();
        match path.is_dir() {
            false => files.push(file(path)?.unwrap_or_else(|text| without_rules(path, text))),
            true => {
                let mut found = Vec::new();
                walk(path, &mut found).map_err(|error| unreadable(path, &error))?;
                found.sort();
                for path in found {
                    files.extend(file(&path)?.ok());
                }
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

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let kind = entry.file_type()?;
        let extension = path.extension().and_then(|extension| extension.to_str());
        match (kind.is_dir(), extension) {
            _ if is_hidden => {}
            (true, _) => walk(&path, found)?,
            (false, Some("yml" | "yaml" | "json")) => found.push(path),
            _ => {}
        }
    }
    Ok(())
}

/// One file; its text alone where it holds no rules.
fn file(path: &Path) -> Result<Result<RuleFile, Arc<str>>, Stop> {
    let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if size.len() > MOST_RULE_BYTES {
        let why = io::Error::other("it is too long for alert rules");
        return Err(unreadable(path, &why));
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let text: Arc<str> = text.trim_start_matches('\u{feff}').into();
    let shown = path.display().to_string();
    let (rules, problem) = match rules(&text) {
        Ok(None) => return Ok(Err(text)),
        Ok(Some(rules)) => (rules, None),
        Err(wrong) => {
            let hint = "rules that are templates have to be rendered first";
            let message = format!("these rules cannot be read: {}", wrong.why);
            let hint = Some(hint.to_owned());
            let problem = objection(&shown, &text, wrong.span, "unreadable-rules", message, hint);
            (Vec::new(), Some(problem))
        }
    };
    Ok(Ok(RuleFile {
        path: shown,
        text,
        rules,
        problem,
    }))
}

fn without_rules(path: &Path, text: Arc<str>) -> RuleFile {
    let path = path.display().to_string();
    let message = "there are no groups of alert rules in it".to_owned();
    let hint = Some("name a file of Prometheus rules, or of Grafana's provisioning".to_owned());
    RuleFile {
        problem: Some(Problem::of_file(&path, "no-rules", message, hint)),
        path,
        text,
        rules: Vec::new(),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Stop {
    Stop::of_file(path, "read", error)
}
