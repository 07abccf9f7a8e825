//! `rounds init` and `rounds new`: first files, and the schemas that editors read beside
//! them. Nothing that somebody wrote is ever overwritten.

use super::args::{Form, InitArgs, NewArgs};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::placed::placed;
use super::words::shell_word;
use crate::config::Settings;
use crate::library::Library;
use crate::os;
use crate::runbook::format::{FILE, LIBRARY};
use crate::runbook::schema;
use crate::text::slug;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const FIRST_RUNBOOK: &str = include_str!("init/my-rounds.toml");
/// A first look at the machine: something real to do within the first minute.
const THIS_MACHINE: &str = include_str!("../../runbooks/this-machine.toml");
/// The files of an answer. As JSON: `made`, `kept` (there already, and as they were), `renewed`
/// (schemas of an earlier version).
#[derive(Debug, Default, Serialize)]
struct Files {
    made: Vec<String>,
    kept: Vec<String>,
    renewed: Vec<String>,
    #[serde(skip)]
    lines: Vec<String>,
}

impl Files {
    /// Makes a file, unless there is one; says whether it was made.
    fn make(&mut self, path: &Path, text: &str) -> Result<bool, Stop> {
        let shown = path.display().to_string();
        let made = placed(path, text, false);
        let is_made = match made {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            made => made
                .map(|()| true)
                .map_err(|error| not_made(path, &error))?,
        };
        let (list, word) = match is_made {
            true => (&mut self.made, "Made"),
            false => (&mut self.kept, "Kept"),
        };
        self.lines.push(format!("{word} {shown}"));
        list.push(shown);
        Ok(is_made)
    }

    /// Writes the schemas beside the runbooks.
    fn keep_schemas(&mut self, folder: &Path) -> Result<(), Stop> {
        for line in keep_schemas(folder)? {
            if let Some(path) = line.strip_prefix("Renewed ") {
                self.renewed.push(path.to_owned());
            } else if let Some(path) = line.strip_prefix("Made ") {
                self.made.push(path.to_owned());
            }
            self.lines.push(line);
        }
        Ok(())
    }

    /// Tells them, and what comes next.
    fn tell(self, next: &str, form: Form, invocation: &mut Invocation) -> Result<(), Stop> {
        if form.json {
            return invocation.out.json(&self);
        }
        for line in &self.lines {
            invocation.out.say(line)?;
        }
        invocation.out.say(next)
    }
}

const NEW_RUNBOOK: &str = include_str!("init/new.toml");

/// Makes a library: its defaults, and a first runbook.
///
/// # Errors
/// When a folder or a file cannot be made.
pub fn run(args: &InitArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let settings = invocation.settings()?;
    let folder = match &args.dir {
        Some(dir) => dir.clone(),
        None => first_folder(&settings)?,
    };
    if folder.is_file() {
        return Err(Stop::Usage(format!(
            "{} is a file; name a folder.",
            folder.display()
        )));
    }
    fs::create_dir_all(&folder).map_err(|error| not_made(&folder, &error))?;
    let library = format!(
        "#:schema ./{LIBRARY_SCHEMA}\n# What every runbook of this folder has, unless it says otherwise.\n\ntimezone = {:?}\n",
        zone_name(&TimeZone::system()),
    );
    let mut files = Files::default();
    files.make(&folder.join("library.toml"), &library)?;
    files.keep_schemas(&folder)?;
    let has_runbooks = !Library::look(std::slice::from_ref(&folder))
        .books
        .is_empty();
    if has_runbooks {
        let words = "There are runbooks already; no first one was made.";
        files.lines.push(words.to_owned());
    } else {
        files.make(&folder.join("this-machine.toml"), THIS_MACHINE)?;
        files.make(&folder.join("my-rounds.toml"), FIRST_RUNBOOK)?;
    }
    let is_found = settings.runbooks.iter().any(|known| same(known, &folder))
        || (!settings.runbooks_from.is_said() && same(Path::new("runbooks"), &folder));
    let rounds = match is_found {
        true => "rounds".to_owned(),
        false => format!(
            "rounds --runbooks {}",
            shell_word(&folder.display().to_string())
        ),
    };
    let next = format!(
        "Next: `{rounds}`: “First look” checks this machine in a minute. Then write your own: edit {}, and `{rounds} check`.",
        folder.join("my-rounds.toml").display(),
    );
    files.tell(&next, args.form, invocation)?;
    Ok(Exit::WELL)
}

/// Makes a new runbook in the first folder of the library.
///
/// # Errors
/// When its name has nothing to make a file's name of, the file is there, or it cannot be
/// made.
pub fn new(args: &NewArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let title = args.name.join(" ").trim().to_owned();
    let id = slug(&title, "", |_| false);
    let is_nothing = !title.chars().any(char::is_alphanumeric);
    if is_nothing || title.chars().any(char::is_control) {
        return Err(Stop::Usage(format!(
            "“{title}” cannot be a runbook's name: use words, such as Orders sync."
        )));
    }
    if id == "library" {
        return Err(Stop::Usage(
            "library.toml holds what all runbooks share; choose another name.".to_owned(),
        ));
    }
    let settings = invocation.settings()?;
    let folder = first_folder(&settings)?;
    if !folder.is_dir() {
        return Err(Stop::Runbook(format!(
            "There is no folder {}. `rounds init` makes one with a first runbook.",
            folder.display(),
        )));
    }
    let library = Library::look(std::slice::from_ref(&folder));
    let has_zone = library
        .folders
        .iter()
        .any(|folder| folder.defaults.zone.is_some());
    let zone = format!("timezone = {:?}", zone_name(&TimeZone::system()));
    let zone = match has_zone {
        true => format!("# {zone}                        # library.toml has one for all"),
        false => zone,
    };
    let text = NEW_RUNBOOK
        .replace("TITLE", &toml_text(&title))
        .replace("TIMEZONE", &zone);
    let path = folder.join(format!("{id}.toml"));
    let mut files = Files::default();
    if !files.make(&path, &text)? {
        return Err(Stop::No(format!(
            "{} is there already; it is as it was.",
            path.display()
        )));
    }
    files.keep_schemas(&folder)?;
    let next = format!(
        "Next: edit it, then `rounds check {}`.",
        shell_word(&path.display().to_string())
    );
    files.tell(&next, args.form, invocation)?;
    Ok(Exit::WELL)
}

/// What editors read beside a runbook; `#:schema` in its first line names it.
const SCHEMA: &str = ".schema.json";
const LIBRARY_SCHEMA: &str = ".library-schema.json";

/// Writes the schemas beside the runbooks, and tells what it wrote. One that an earlier
/// version wrote is written anew; one that is somebody's own stays as it is.
pub(super) fn keep_schemas(folder: &Path) -> Result<Vec<String>, Stop> {
    let mut told = Vec::new();
    for (name, shape) in [(SCHEMA, &FILE), (LIBRARY_SCHEMA, &LIBRARY)] {
        let path = folder.join(name);
        let text = format!("{:#}\n", schema::schema(shape));
        let what = match os::read_text(&path, os::MOST_OWN_BYTES) {
            Ok(there) if there == text || !there.contains(schema::MARK) => continue,
            Ok(_) => "Renewed",
            Err(_) if path.symlink_metadata().is_ok() => continue,
            Err(_) => "Made",
        };
        placed(&path, &text, true).map_err(|error| not_made(&path, &error))?;
        told.push(format!("{what} {}", path.display()));
    }
    Ok(told)
}

/// The first place where runbooks are looked for, when it can be a folder.
fn first_folder(settings: &Settings) -> Result<PathBuf, Stop> {
    match settings.runbooks.first() {
        Some(first) if first.is_file() => Err(Stop::Usage(format!(
            "{} is a single file; name a folder with --runbooks.",
            first.display(),
        ))),
        Some(first) => Ok(first.clone()),
        None => Err(Stop::Usage("Name a folder with --runbooks.".to_owned())),
    }
}

fn not_made(path: &Path, error: &std::io::Error) -> Stop {
    Stop::of_file(path, "made", error)
}

fn same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

fn zone_name(zone: &TimeZone) -> String {
    let name = zone.iana_name().filter(|name| *name != "Etc/Unknown");
    name.unwrap_or("UTC").to_owned()
}

/// A text as a TOML string.
fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::{LibraryDefaults, parse_bytes, parse_library};

    #[test]
    fn what_is_made_passes_the_check_without_a_word() {
        let (defaults, problems) = parse_library("library.toml", b"timezone = \"Europe/Berlin\"\n");
        assert_eq!(problems, []);
        let parsed = parse_bytes(
            "my-rounds.toml",
            "my-rounds",
            FIRST_RUNBOOK.as_bytes(),
            &defaults,
        );
        assert_eq!(parsed.problems, []);
        for title in ["Orders sync", "Quote \" and \\ back", "日本"] {
            let text = NEW_RUNBOOK
                .replace("TITLE", &toml_text(title))
                .replace("TIMEZONE", "timezone = \"UTC\"");
            let parsed = parse_bytes(
                "new.toml",
                "new",
                text.as_bytes(),
                &LibraryDefaults::default(),
            );
            assert_eq!(parsed.problems, []);
            assert_eq!(parsed.runbook.unwrap().title, title);
        }
    }

    #[test]
    fn the_zone_of_an_unknown_machine_is_utc() {
        assert_eq!(
            zone_name(&TimeZone::get("Europe/Berlin").unwrap()),
            "Europe/Berlin"
        );
        assert_eq!(zone_name(&TimeZone::fixed(jiff::tz::offset(2))), "UTC");
    }
}
