//! `[team]`: writing into the file how the record and the runbooks are shared.

use super::edit::{edit, parsed};
use std::path::{Path, PathBuf};

/// Where the runbooks of a repository are pulled to, below this user's data.
pub(super) fn library_folder(data: &Path, url: &str) -> PathBuf {
    let name = url.trim_end_matches('/').rsplit(['/', ':']).next();
    let name = name.unwrap_or_default().trim_end_matches(".git");
    let name = crate::text::slug(name, "runbooks", |_| false);
    data.join("library").join(name)
}

/// Writes the team, and the operator where one is given, into the file of settings; what is in it
/// stays as it is.
///
/// # Errors
/// A sentence, where the file says otherwise already or cannot be written.
pub fn write_team(
    path: &Path,
    carrier: &str,
    library: Option<&str>,
    operator: Option<&str>,
) -> Result<(), String> {
    edit(path, |before| with_team(before, carrier, library, operator))
}

/// The text with what is to be added.
fn with_team(
    before: &str,
    carrier: &str,
    library: Option<&str>,
    operator: Option<&str>,
) -> Result<String, String> {
    let table = parsed(before)?;
    let team = table.get("team").and_then(toml::Value::as_table);
    let said = |key: &str| team.and_then(|team| team.get(key)?.as_str());
    let mut lines = String::new();
    for (key, value) in [("carrier", Some(carrier)), ("library", library)] {
        let Some(value) = value else { continue };
        match said(key) {
            Some(there) if there == value => {}
            Some(there) => {
                return Err(format!(
                    "config.toml says {key} = \"{there}\" already: change that line"
                ));
            }
            None => lines.push_str(&format!("{key} = {}\n", toml::Value::from(value))),
        }
    }
    let mut text = before.to_owned();
    match (
        lines.is_empty(),
        team,
        before.lines().position(|line| line.trim() == "[team]"),
    ) {
        (true, ..) => {}
        (false, None, _) => {
            let gap = if before.is_empty() || before.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            text = format!("{before}{gap}\n[team]\n{lines}");
        }
        (false, Some(_), Some(at)) => {
            let head: String = before.split_inclusive('\n').take(at + 1).collect();
            text = format!("{head}{}{lines}{}", end_of(&head), &before[head.len()..]);
        }
        (false, Some(_), None) => {
            return Err(format!("add to the team of config.toml:\n{lines}"));
        }
    }
    match operator.filter(|name| table.get("operator").and_then(toml::Value::as_str) != Some(name))
    {
        None => Ok(text),
        Some(_) if table.contains_key("operator") => {
            Err("config.toml names another operator: change that line".to_owned())
        }
        Some(name) => Ok(format!("operator = {}\n{text}", toml::Value::from(name))),
    }
}

fn end_of(line: &str) -> &'static str {
    if line.ends_with('\n') { "" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_file_stays_as_it_is() {
        let add = |before: &str| with_team(before, "git@h:o/r.git", None, Some("ops-a"));
        assert_eq!(
            add("").unwrap(),
            "operator = \"ops-a\"\n\n[team]\ncarrier = \"git@h:o/r.git\"\n"
        );
        assert_eq!(
            add("# mine\noperator = \"ops-a\"\nmouse = true").unwrap(),
            "# mine\noperator = \"ops-a\"\nmouse = true\n\n[team]\ncarrier = \"git@h:o/r.git\"\n"
        );
        let there = "operator = \"ops-a\"\n[team]\nevery = \"5m\"\n[keys.run]\np = \"ok\"\n";
        assert_eq!(
            add(there).unwrap(),
            "operator = \"ops-a\"\n[team]\ncarrier = \"git@h:o/r.git\"\nevery = \"5m\"\n[keys.run]\np = \"ok\"\n"
        );
        // Twice changes nothing.
        let once = add("").unwrap();
        assert_eq!(add(&once).unwrap(), once);
    }

    #[test]
    fn what_it_says_otherwise_is_not_written_over() {
        for before in [
            "operator = \"ops-b\"\n",
            "[team]\ncarrier = \"/elsewhere\"\n",
            "team = { every = \"5m\" }\n",
            "not toml",
        ] {
            assert!(
                with_team(before, "/x", None, Some("ops-a")).is_err(),
                "{before}"
            );
        }
    }
}
