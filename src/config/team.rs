//! `[team]`: how the record and the runbooks are shared; and writing it into the file.

use super::overrides::Sourced;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is said of a team, where anything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Team {
    /// Where the record is carried; alone where it is not said.
    pub carrier: Option<Sourced<String>>,
    /// The git repository of the runbooks.
    pub library: Option<Sourced<String>>,
    /// Where they are pulled to; none where they are not, or no home is known.
    pub folder: Option<PathBuf>,
    /// How often an open screen syncs; none where that is done by hand alone.
    pub every: Option<Sourced<Option<Duration>>>,
    /// How long a claim lives; none where nothing is claimed.
    pub claims: Option<Sourced<Option<Duration>>>,
}

/// Where the runbooks of a repository are pulled to, below this user's data.
pub(super) fn library_folder(data: &Path, url: &str) -> PathBuf {
    let name = url.trim_end_matches('/').rsplit(['/', ':']).next();
    let name = name.unwrap_or_default().trim_end_matches(".git");
    let name = crate::text::slug(name, "runbooks", |_| false);
    data.join("library").join(name)
}

/// How often an open screen syncs where nothing is said.
const EVERY: Duration = Duration::from_secs(60);

/// How long a claim lives where nothing is said.
const CLAIMS: Duration = Duration::from_secs(600);

impl Team {
    /// How often an open screen syncs.
    pub fn every(&self) -> Option<Duration> {
        self.every.as_ref().map_or(Some(EVERY), |said| said.value)
    }

    /// How long a claim lives.
    pub fn claims(&self) -> Option<Duration> {
        self.claims.as_ref().map_or(Some(CLAIMS), |said| said.value)
    }

    /// These, and where they are silent the other ones.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            carrier: self.carrier.or(other.carrier),
            library: self.library.or(other.library),
            folder: self.folder.or(other.folder),
            every: self.every.or(other.every),
            claims: self.claims.or(other.claims),
        }
    }
}

/// A duration as `every` and `claims` have it, or the word that means never.
pub(super) fn duration_or(word: &str, text: &str) -> Option<Option<Duration>> {
    if text == word {
        return Some(None);
    }
    let duration: jiff::SignedDuration = text.parse().ok()?;
    let duration = Duration::try_from(duration).ok()?;
    (duration >= Duration::from_secs(1)).then_some(Some(duration))
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
    let before = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let text = with_team(&before, carrier, library, operator)?;
    if text == before {
        return Ok(());
    }
    // A link to where somebody keeps their settings stays one.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let write = || -> io::Result<()> {
        crate::os::private_dir(place.parent().unwrap_or(Path::new(".")))?;
        let unfinished = place.with_extension("toml.new");
        fs::write(&unfinished, &text)?;
        fs::rename(&unfinished, &place)
    };
    write().map_err(|error| format!("{}: {error}", place.display()))
}

/// The text with what is to be added.
fn with_team(
    before: &str,
    carrier: &str,
    library: Option<&str>,
    operator: Option<&str>,
) -> Result<String, String> {
    let table: toml::Table = before
        .parse()
        .map_err(|_| "config.toml cannot be read: mend it first (`rounds doctor`)".to_owned())?;
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

    #[test]
    fn durations_have_a_word_for_never() {
        assert_eq!(duration_or("off", "off"), Some(None));
        assert_eq!(
            duration_or("off", "10m"),
            Some(Some(Duration::from_secs(600)))
        );
        assert_eq!(duration_or("off", "never"), None);
        assert_eq!(duration_or("off", "0s"), None);
    }
}
