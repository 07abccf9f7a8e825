//! Where things are, who is at the keyboard, and how things are to look.
//!
//! [`Overrides`] are what was said: on the command line, in the environment, in the user's
//! `config.toml`, in the machine's, the earlier winning one setting at a time. [`Settings`] and [`Preferences`] are what is
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
//! | `hooks` | which commands are told what happens |
//! | `overrides` | what was said, and where |
//! | `name` | what can be an operator's name |
//! | `places` | a user's own folders, and what stands in for them in a container |
//! | `edit` | changing one thing in the file |
//! | `login` | who it is, on an account that several people share |

mod edit;
mod file;
mod hooks;
mod login;
mod name;
mod overrides;
mod places;
mod shape;
mod team;

pub use edit::write_theme;
pub use file::{Config, Word};
pub use hooks::Hooks;
pub use login::Login;
pub use name::{Fault, operator_named};
pub use overrides::{Origin, Overrides, Sourced, Team, When};
pub use shape::{CONFIG, MACHINE_FILE, THEMES};
use team::library_folder;
pub use team::write_team;

use crate::event::{EntryHash, JournalId};
use crate::os;
use crate::runbook::Operator;
use places::{Own, beside, can_be_made};
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
    /// Which of several journals there is meant; none where that is to be found out.
    pub journal_id: Option<JournalId>,
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

impl Settings {
    /// Settles what was asked for, from the environment of this process and the current
    /// folder.
    ///
    /// # Errors
    /// [`Fault::NoHome`] where a place is needed and none is known; a name that cannot be one.
    pub fn settle(overrides: &Overrides) -> Result<Self, Fault> {
        Self::settle_in(overrides, Own::find())
    }

    fn settle_in(overrides: &Overrides, own: Own) -> Result<Self, Fault> {
        let named = overrides.journal.clone();
        // A record whose place was named works wherever it can be written: in a container, too.
        let own = match &named {
            Some(journal) => own.usable(&journal.value),
            None => own,
        };
        let mut team = overrides.team.clone();
        if let (Some(data), Some(url)) = (&own.data, &team.library) {
            team.folder = Some(library_folder(data, &url.value));
        }
        let runbooks = match (&overrides.runbooks, &team.folder, &team.library) {
            (None, Some(folder), Some(url)) => Sourced::new(vec![folder.clone()], url.from),
            (said, ..) => library(said.as_ref(), own.data.as_deref(), &named)?,
        };
        let journal = match (named, own.data) {
            (Some(journal), _) => journal,
            (None, Some(data)) => Sourced::new(data.join("journal"), Origin::UserFolder),
            (None, None) => return Err(Fault::NoHome),
        };
        let state = own.state.unwrap_or_else(|| beside(&journal.value, "state"));
        let account = os::account().name;
        let (operator, is_known) = operator(overrides, &account, &state);
        let mut in_doubt: Vec<_> = overrides.unread.clone();
        in_doubt.retain(|name| match *name {
            "journal" => overrides.journal.is_none(),
            // Told below, by whether somebody said who is at the keyboard.
            SHARED_ACCOUNT => false,
            _ => overrides.operator.is_none(),
        });
        if !is_known {
            in_doubt.push(SHARED_ACCOUNT);
        }
        Ok(Self {
            in_doubt,
            runbooks: runbooks.value,
            runbooks_from: runbooks.from,
            state,
            cache: own.cache.unwrap_or_else(|| beside(&journal.value, "cache")),
            journal: journal.value,
            journal_id: overrides.journal_id,
            journal_from: journal.from,
            operator: operator_named(&operator.value)?,
            operator_from: operator.from,
            machine: machine_mark(),
            host: os::host_name(),
            account,
            boot: os::boot_id(),
            team,
        })
    }

    /// Whether a place stands at the journal's side, because the user has none that could be
    /// written.
    pub fn is_beside(&self, place: &Path) -> bool {
        ["state", "cache"]
            .into_iter()
            .any(|name| place == beside(&self.journal, name))
    }

    /// The same with somebody who said who they are.
    #[must_use]
    pub fn of_operator(self, operator: Operator, operator_from: Origin) -> Self {
        let mut settings = self;
        settings.in_doubt.retain(|name| *name != SHARED_ACCOUNT);
        Self {
            operator,
            operator_from,
            ..settings
        }
    }

    /// Whether this account is shared and nobody said yet who is at the keyboard.
    pub fn wants_operator(&self) -> bool {
        self.in_doubt.contains(&SHARED_ACCOUNT)
    }
}

/// Among what is in doubt: the account is shared, and nobody said who is at the keyboard.
pub const SHARED_ACCOUNT: &str = "shared_account";

/// Who is at the keyboard, and whether that is known. On a shared account neither a file nor
/// the account's name says so, because both belong to all who use it.
fn operator(overrides: &Overrides, account: &str, state: &Path) -> (Sourced<String>, bool) {
    let of_account = || Sourced::new(account.to_owned(), Origin::System);
    let said = overrides.operator.clone();
    let shared = overrides.shared_account.as_ref();
    // Where nobody can read whether it is shared, it may be. A file that says nothing at all of
    // anybody leaves the operator in doubt, too.
    let unread = &overrides.unread;
    let may_be = unread.contains(&SHARED_ACCOUNT) && !unread.contains(&"operator");
    if !may_be && !shared.is_some_and(|shared| shared.value) {
        return (said.unwrap_or_else(of_account), true);
    }
    let of_file = |said: &Sourced<String>| matches!(said.from, Origin::File(_));
    if let Some(said) = said.filter(|said| !of_file(said)) {
        return (said, true);
    }
    match Login::here(state).and_then(|login| login.who()) {
        Some(who) => (Sourced::new(who.to_string(), Origin::Login), true),
        None => (of_account(), false),
    }
}

fn library(
    said: Option<&Sourced<Vec<PathBuf>>>,
    data: Option<&Path>,
    journal: &Option<Sourced<PathBuf>>,
) -> Result<Sourced<Vec<PathBuf>>, Fault> {
    if let Some(said) = said.filter(|said| !said.value.is_empty()) {
        return Ok(said.clone());
    }
    let here = PathBuf::from("runbooks");
    if here.is_dir() {
        return Ok(Sourced::new(vec![here], Origin::CurrentFolder));
    }
    let own = data.map(|data| data.join("runbooks"));
    let beside = journal
        .as_ref()
        .map(|it| it.value.with_file_name("runbooks"));
    let is_usable = |own: &PathBuf| own.is_dir() || can_be_made(own);
    match (own, beside) {
        (Some(own), beside) if beside.is_none() || is_usable(&own) => {
            Ok(Sourced::new(vec![own], Origin::UserFolder))
        }
        (_, Some(beside)) => Ok(Sourced::new(vec![beside], Origin::BesideJournal)),
        (_, None) => Err(Fault::NoHome),
    }
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

    fn named(journal: &Path) -> Overrides {
        Overrides {
            journal: Some(Sourced::new(
                journal.to_owned(),
                Origin::Argument("--journal"),
            )),
            ..Overrides::default()
        }
    }

    #[test]
    fn without_a_home_that_can_be_written_all_stands_beside_the_record() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("volume/record");
        let nowhere = |name: &str| Some(PathBuf::from("/dev/null/none").join(name));
        let unusable = Own {
            data: nowhere("data"),
            state: nowhere("state"),
            cache: nowhere("cache"),
        };
        for own in [Own::default(), unusable.clone()] {
            let settings = Settings::settle_in(&named(&journal), own).unwrap();
            let at = |name: &str| folder.path().join("volume").join(name);
            assert_eq!(settings.state, at("record.state"));
            assert_eq!(settings.cache, at("record.cache"));
        }
        // A record in its usual place does not move, and says why it cannot be written.
        let usual = Settings::settle_in(&Overrides::default(), unusable).unwrap();
        assert_eq!(usual.journal, PathBuf::from("/dev/null/none/data/journal"));
        assert_eq!(usual.state, PathBuf::from("/dev/null/none/state"));
        let none = Settings::settle_in(&Overrides::default(), Own::default());
        assert_eq!(none, Err(Fault::NoHome));
    }

    #[test]
    fn a_shared_account_takes_nobodys_name_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("record");
        let own = Own {
            state: Some(folder.path().join("state")),
            ..Own::default()
        };
        let said = |operator: Option<Origin>| Overrides {
            operator: operator.map(|from| Sourced::new("ops-a".to_owned(), from)),
            shared_account: Some(Sourced::new(true, Origin::Machine(1))),
            ..named(&journal)
        };
        let settle = |from| Settings::settle_in(&said(from), own.clone()).unwrap();
        for from in [None, Some(Origin::File(1))] {
            let settings = settle(from);
            assert!(settings.wants_operator());
            assert_eq!(settings.operator_from, Origin::System);
        }
        let argument = settle(Some(Origin::Argument("--operator")));
        assert!(!argument.wants_operator());
        assert_eq!(argument.operator.as_str(), "ops-a");
        if let Some(login) = Login::here(&folder.path().join("state")) {
            login.remember(&"ops-b".into()).unwrap();
            let told = settle(Some(Origin::File(1)));
            assert_eq!(told.operator.as_str(), "ops-b");
            assert_eq!(told.operator_from, Origin::Login);
            assert!(!told.wants_operator());
        }
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
