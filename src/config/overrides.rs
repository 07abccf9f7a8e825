//! What was asked for, each with where it came from.

use super::shape::MACHINE_FILE;
use crate::event::JournalId;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where something in force comes from, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An argument, by its name.
    Argument(&'static str),
    /// A variable of the environment, by its name.
    Environment(&'static str),
    /// A line of the user's `config.toml`.
    File(usize),
    /// A line of the machine's `config.toml`.
    Machine(usize),
    /// What somebody said at this login.
    Login,
    /// `./runbooks` of the current folder.
    CurrentFolder,
    /// The user's folders.
    UserFolder,
    /// The journal's side: the user has no folders that could be used.
    BesideJournal,
    /// The system: its account, its terminal.
    System,
    /// Nobody said anything.
    Unsaid,
}

impl Origin {
    /// Whether somebody said it, rather than it being found.
    pub fn is_said(self) -> bool {
        matches!(
            self,
            Self::Argument(_) | Self::Environment(_) | Self::File(_) | Self::Machine(_)
        )
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) | Self::Environment(name) => f.write_str(name),
            Self::File(line) => write!(f, "config.toml, line {line}"),
            Self::Machine(line) => write!(f, "{MACHINE_FILE}, line {line}"),
            Self::Login => f.write_str("what was said at this login"),
            Self::BesideJournal => f.write_str("the journal's side"),
            Self::CurrentFolder => f.write_str("the current folder"),
            Self::UserFolder => f.write_str("your own folders"),
            Self::System => f.write_str("the system"),
            Self::Unsaid => f.write_str("default"),
        }
    }
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub from: Origin,
}

impl<T> Sourced<T> {
    /// A value from somewhere.
    pub fn new(value: T, from: Origin) -> Self {
        Self { value, from }
    }
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On a terminal that has them.
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

impl When {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// The one of this word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Auto, Self::Always, Self::Never]
            .into_iter()
            .find(|when| when.word() == word)
    }
}

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

    /// Takes a key of the file; says whether it means something.
    pub(super) fn take(&mut self, key: &str, said: String, from: Origin) -> bool {
        let duration = |word| duration_or(word, &said).map(|value| Sourced::new(value, from));
        match key {
            "carrier" => self.carrier = Some(Sourced::new(said, from)),
            "library" => self.library = Some(Sourced::new(said, from)),
            "every" => {
                self.every = duration("never");
                return self.every.is_some();
            }
            "claims" => {
                self.claims = duration("off");
                return self.claims.is_some();
            }
            // An unknown key was told by the reader.
            _ => {}
        }
        true
    }

    /// These, and where they are silent the other ones.
    #[must_use]
    fn or(self, other: Self) -> Self {
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
fn duration_or(word: &str, text: &str) -> Option<Option<Duration>> {
    if text == word {
        return Some(None);
    }
    let duration: jiff::SignedDuration = text.parse().ok()?;
    let duration = Duration::try_from(duration).ok()?;
    (duration >= Duration::from_secs(1)).then_some(Some(duration))
}

/// What was asked for; the rest is found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Folders of runbooks, or single files.
    pub runbooks: Option<Sourced<Vec<PathBuf>>>,
    /// The journal's folder.
    pub journal: Option<Sourced<PathBuf>>,
    /// Which of several journals there is meant.
    pub journal_id: Option<JournalId>,
    /// The operator's name.
    pub operator: Option<Sourced<String>>,
    /// Whether several people use this account.
    pub shared_account: Option<Sourced<bool>>,
    /// When colours are used.
    pub colour: Option<Sourced<When>>,
    /// Whether signs are ASCII alone.
    pub ascii: Option<Sourced<bool>>,
    /// Whether the mouse is wanted.
    pub mouse: Option<Sourced<bool>>,
    /// The theme.
    pub theme: Option<Sourced<String>>,
    /// Whether the bell rings.
    pub bell: Option<Sourced<bool>>,
    /// Whether the desktop is told.
    pub desktop: Option<Sourced<bool>>,
    /// Settings that a file means to give, and gives in a way that nobody can read.
    pub unread: Vec<&'static str>,
    /// Whether a handover that is given is sealed.
    pub seal: Option<Sourced<bool>>,
    /// How the record is shared.
    pub team: Team,
}

impl Overrides {
    /// These, and where they are silent the other ones.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            runbooks: self.runbooks.or(other.runbooks),
            journal: self.journal.or(other.journal),
            journal_id: self.journal_id.or(other.journal_id),
            operator: self.operator.or(other.operator),
            shared_account: shared(self.shared_account, other.shared_account),
            colour: self.colour.or(other.colour),
            ascii: self.ascii.or(other.ascii),
            mouse: self.mouse.or(other.mouse),
            theme: self.theme.or(other.theme),
            bell: self.bell.or(other.bell),
            desktop: self.desktop.or(other.desktop),
            unread: [self.unread, other.unread].concat(),
            seal: self.seal.or(other.seal),
            team: self.team.or(other.team),
        }
    }
}

/// An account that one file calls shared is shared: whoever uses it cannot take that back.
fn shared(one: Option<Sourced<bool>>, other: Option<Sourced<bool>>) -> Option<Sourced<bool>> {
    let yes = |said: &Option<Sourced<bool>>| said.as_ref().is_some_and(|said| said.value);
    match yes(&other) && !yes(&one) {
        true => other,
        false => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
