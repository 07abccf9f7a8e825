//! Where things are, who is at the keyboard, and how things are to look.
//!
//! [`Overrides`] are what was said: on the command line, in the environment, in `config.toml`,
//! the earlier winning one setting at a time. [`Settings`] and [`Preferences`] are what is
//! in force, each with where it comes from. Looking creates nothing: folders come to be when
//! something is written into them.
//!
//! What it does not do: it knows neither keys nor colours; the screens say what those words
//! of the file mean.
//!
//! | file | for |
//! |---|---|
//! | `file` | `config.toml`, with every mistake in it |
//! | `shape` | every key of it with its sentence |
//! | `team` | `[team]`, and writing it into the file |
//! | `requests` | what was said, and where |

mod file;
mod overrides;
mod shape;
mod team;

pub use file::{Config, Word};
pub use overrides::{Origin, Overrides, Sourced, When};
pub use shape::{CONFIG, THEMES};
pub use team::{Team, write_team};

use crate::event::EntryHash;
use crate::os;
use crate::runbook::Operator;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What is in force for the record and the library.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The library: folders of runbooks.
    pub runbooks: Vec<PathBuf>,
    /// How the library was found, for words about it.
    pub runbooks_from: Origin,
    /// The journal's folder.
    pub journal: PathBuf,
    /// How the journal was found.
    pub journal_from: Origin,
    /// The settings that config.toml means to give and that cannot be read. While there are
    /// any, what is written could land in another record or under another name.
    pub in_doubt: Vec<&'static str>,
    /// Where writer ids are kept with their last heads.
    pub state: PathBuf,
    /// Where the checkpoint is kept.
    pub cache: PathBuf,
    /// Who is at the keyboard.
    pub operator: Operator,
    /// Who says so.
    pub operator_from: Origin,
    /// The machine's name.
    pub host: String,
    /// What tells the machine from every other; its name where it has nothing of the kind.
    pub machine: String,
    /// The account that the program runs under.
    pub account: String,
    /// The machine's boot, where it can be told.
    pub boot: Option<String>,
    /// How the record is shared.
    pub team: Team,
}

/// What is in force for how things look and sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// When colours are used.
    pub colour: Sourced<When>,
    /// Whether signs are ASCII alone.
    pub ascii: Sourced<bool>,
    /// Whether the mouse is on from the start.
    pub mouse: Sourced<bool>,
    /// The theme: one of [`THEMES`].
    pub theme: Sourced<String>,
    /// Whether the bell rings when something becomes overdue.
    pub bell: Sourced<bool>,
    /// Whether the desktop is told.
    pub desktop: Sourced<bool>,
    /// Whether the journal is sealed when a shift is given.
    pub seal: Sourced<bool>,
}

impl Preferences {
    /// What is in force: what was wished, else what the system says, else what comes.
    pub fn of(overrides: &Overrides) -> Self {
        let unsaid = |value| Sourced::new(value, Origin::Unsaid);
        let flag = |said: &Option<Sourced<bool>>| said.clone().unwrap_or(unsaid(false));
        let ascii = overrides.ascii.clone().unwrap_or_else(|| match locale() {
            Some((name, false)) => Sourced::new(true, Origin::Environment(name)),
            _ => unsaid(false),
        });
        Self {
            colour: overrides
                .colour
                .clone()
                .unwrap_or(Sourced::new(When::Auto, Origin::Unsaid)),
            ascii,
            mouse: flag(&overrides.mouse),
            theme: overrides
                .theme
                .clone()
                .unwrap_or_else(|| Sourced::new(THEMES[0].to_owned(), Origin::Unsaid)),
            bell: flag(&overrides.bell),
            desktop: flag(&overrides.desktop),
            seal: flag(&overrides.seal),
        }
    }
}

/// The variable that sets the locale, and whether it says UTF-8. POSIX: the first of the
/// three that is set and not empty decides. Where none is, nothing is known.
pub fn locale() -> Option<(&'static str, bool)> {
    let said = |name: &'static str| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
        Some((name, is_utf_8(&value.to_string_lossy())))
    };
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(said)
}

fn is_utf_8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Why nothing can be settled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The system names no home folder.
    #[error("No home folder is known. Set HOME, or give --journal and --runbooks.")]
    NoHome,
    /// The operator's name has nothing to make a folder's name of.
    #[error("“{0}” cannot be an operator's name: use letters and digits, such as ops-a.")]
    OperatorName(String),
}

impl Settings {
    /// Settles what was asked for, from the environment of this process and the current
    /// folder.
    ///
    /// # Errors
    /// [`Fault::NoHome`] where a place is needed and none is known; a name that cannot be one.
    pub fn settle(overrides: &Overrides) -> Result<Self, Fault> {
        let folders = directories::ProjectDirs::from("", "", "rounds");
        let data = folders
            .as_ref()
            .map(|folders| folders.data_dir().to_owned());
        let state = folders.as_ref().map(|folders| {
            folders
                .state_dir()
                .unwrap_or_else(|| folders.data_local_dir())
                .to_owned()
        });
        let cache = folders
            .as_ref()
            .map(|folders| folders.cache_dir().to_owned());
        let runbooks = library(overrides.runbooks.as_ref(), data.as_deref())?;
        let account = os::user_account();
        let operator = overrides
            .operator
            .clone()
            .unwrap_or_else(|| Sourced::new(account.clone(), Origin::System));
        let name = operator_named(&operator.value)?;
        let journal = match (&overrides.journal, data) {
            (Some(journal), _) => journal.clone(),
            (None, Some(data)) => Sourced::new(data.join("journal"), Origin::UserFolder),
            (None, None) => return Err(Fault::NoHome),
        };
        let is_unsaid = |name: &&'static str| match *name {
            "journal" => overrides.journal.is_none(),
            _ => overrides.operator.is_none(),
        };
        Ok(Self {
            in_doubt: overrides.unread.iter().copied().filter(is_unsaid).collect(),
            runbooks: runbooks.value,
            runbooks_from: runbooks.from,
            // A journal that stands alone keeps its writers' ids beside it where there is no
            // home to keep them in.
            state: state.unwrap_or_else(|| beside(&journal.value, "state")),
            cache: cache.unwrap_or_else(|| beside(&journal.value, "cache")),
            journal: journal.value,
            journal_from: journal.from,
            operator: name,
            operator_from: operator.from,
            machine: machine_mark(),
            host: os::host_name(),
            account,
            boot: os::boot_id(),
            team: overrides.team.clone(),
        })
    }
}

/// The machine's own id, mixed with its name and shortened: the id itself is not for others to
/// read.
fn machine_mark() -> String {
    let host = os::host_name();
    match os::machine_id() {
        Some(id) => {
            let mark = Sha256::digest(format!("rounds\n{id}\n{host}"));
            EntryHash(mark.into()).to_string()[..16].to_owned()
        }
        None => host,
    }
}

/// The operator of this name, as it is written in the journal.
///
/// # Errors
/// [`Fault::OperatorName`]: there is nothing in it to make a folder's name of.
pub fn operator_named(name: &str) -> Result<Operator, Fault> {
    match name.chars().any(char::is_alphanumeric) {
        true => Ok(Operator::from(crate::text::slug(name, "operator", |_| {
            false
        }))),
        false => Err(Fault::OperatorName(name.to_owned())),
    }
}

fn beside(journal: &Path, name: &str) -> PathBuf {
    let mut file = journal.file_name().unwrap_or_default().to_owned();
    file.push(".");
    file.push(name);
    journal.with_file_name(file)
}

fn library(
    said: Option<&Sourced<Vec<PathBuf>>>,
    data: Option<&Path>,
) -> Result<Sourced<Vec<PathBuf>>, Fault> {
    if let Some(said) = said.filter(|said| !said.value.is_empty()) {
        return Ok(said.clone());
    }
    let here = PathBuf::from("runbooks");
    if here.is_dir() {
        return Ok(Sourced::new(vec![here], Origin::CurrentFolder));
    }
    let data = data.ok_or(Fault::NoHome)?;
    let folder = data.join("runbooks");
    Ok(Sourced::new(vec![folder], Origin::UserFolder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_first_wins_one_setting_at_a_time() {
        let strong = Overrides {
            operator: Some(Sourced::new("a".into(), Origin::Argument("--operator"))),
            ..Overrides::default()
        };
        let weak = Overrides {
            operator: Some(Sourced::new("b".into(), Origin::File(1))),
            mouse: Some(Sourced::new(true, Origin::File(2))),
            ..Overrides::default()
        };
        let both = strong.or(weak);
        assert_eq!(both.operator.unwrap().value, "a");
        assert_eq!(both.mouse, Some(Sourced::new(true, Origin::File(2))));
    }

    #[test]
    fn a_locale_says_whether_it_is_utf_8() {
        for (locale, utf_8) in [
            ("C.UTF-8", true),
            ("de_DE.utf8", true),
            ("en_US.UTF-8@euro", true),
            ("C", false),
            ("POSIX", false),
            ("de_DE.ISO-8859-1", false),
        ] {
            assert_eq!(is_utf_8(locale), utf_8, "{locale}");
        }
    }
}
