//! Changing one thing in the file of settings; everything else in it stays as it is.

use crate::os;
use crate::runbook::MOST_BYTES;
use std::fs;
use std::io;
use std::path::Path;

/// Writes what `change` makes of the file's text, whole or not at all; a file that is not there
/// yet is empty.
///
/// # Errors
/// A sentence: what `change` says, or that the file cannot be read or written.
pub(super) fn edit(
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, String>,
) -> Result<(), String> {
    let before = match os::read_text(path, MOST_BYTES as u64) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {}", path.display(), os::why(&error))),
    };
    let text = change(&before)?;
    if text == before {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        // A link to where somebody keeps their settings stays one.
        let place = os::to_replace(path)?;
        os::private_dir(place.parent().unwrap_or(Path::new(".")))?;
        let unfinished = place.with_extension("toml.new");
        fs::write(&unfinished, &text)?;
        fs::rename(&unfinished, &place)
    };
    write().map_err(|error| format!("{}: {}", path.display(), os::why(&error)))
}

/// The file's text as values.
pub(super) fn parsed(text: &str) -> Result<toml::Table, String> {
    text.parse()
        .map_err(|_| "config.toml cannot be read: fix it first (`rounds doctor`)".to_owned())
}

/// Writes the theme into the file of settings.
///
/// # Errors
/// A sentence, where the file cannot be read or written.
pub fn write_theme(path: &Path, name: &str) -> Result<(), String> {
    edit(path, |before| with_theme(before, name))
}

fn with_theme(before: &str, name: &str) -> Result<String, String> {
    let table = parsed(before)?;
    let line = format!("theme = {}\n", toml::Value::from(name));
    if !table.contains_key("theme") {
        return Ok(format!("{line}{before}"));
    }
    // Below the first header the word would be another table's.
    let is_top = |row: &&str| !row.trim_start().starts_with('[');
    let mut length = 0;
    for row in before.split_inclusive('\n').take_while(is_top) {
        let key = row.split('=').next().unwrap_or_default();
        if key.trim().trim_matches('"') == "theme" {
            let rest = &before[length + row.len()..];
            let text = format!("{}{line}{rest}", &before[..length]);
            let says = |text: &str| parsed(text).ok()?.get("theme")?.as_str().map(str::to_owned);
            if says(&text).as_deref() == Some(name) {
                return Ok(text);
            }
            break;
        }
        length += row.len();
    }
    Err(format!(
        "config.toml says otherwise: change its line to {}",
        line.trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_written_once_and_all_else_stays() {
        for (before, after) in [
            ("", "theme = \"night\"\n"),
            (
                "# mine\nmouse = true\n",
                "theme = \"night\"\n# mine\nmouse = true\n",
            ),
            (
                "mouse = true\ntheme = \"dark\" # at work\n[colors]\nbad = \"red\"\n",
                "mouse = true\ntheme = \"night\"\n[colors]\nbad = \"red\"\n",
            ),
            ("theme=\"dark\"", "theme = \"night\"\n"),
            (
                "[keys.run]\ntheme = \"ok\"\n",
                "theme = \"night\"\n[keys.run]\ntheme = \"ok\"\n",
            ),
        ] {
            assert_eq!(
                with_theme(before, "night").as_deref(),
                Ok(after),
                "{before}"
            );
            assert_eq!(with_theme(after, "night").as_deref(), Ok(after));
        }
        assert!(with_theme("not toml", "night").is_err());
        assert!(with_theme("theme = \"\"\"\ndark\"\"\"\n", "night").is_err());
    }
}
