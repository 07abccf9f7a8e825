//! `config.toml`: found, read, and every mistake in it with its place.
//!
//! What is wrong is not in force; everything else is. A file that is not there is no
//! mistake, unless `ROUNDS_CONFIG` names it.

use super::SHARED_ACCOUNT;
use super::hooks::Hooks;
use super::overrides::{Origin, Overrides, Sourced, When};
use super::shape::{CONFIG, MACHINE, MACHINE_FILE};
use crate::os::read_plain;
use crate::runbook::format::Shape;
use crate::runbook::{LeafValue, MOST_BYTES, Problem, leaves, objection};
use crate::text::nearest;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Settings without which what is written would stand in another record, or under another
/// name: no default can take their place where somebody meant to say them.
const FATEFUL: [&str; 3] = ["journal", "operator", SHARED_ACCOUNT];

/// A word of `[keys.PLACE]` or `[colors]`, whose meaning the screens know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The place of a key; nothing for a colour.
    pub place: String,
    /// The key, or the role.
    pub name: String,
    /// The action, or the style.
    pub meaning: String,
    /// Where the meaning stands.
    pub span: Range<usize>,
}

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Where it is looked for; none where no home is known.
    pub path: Option<PathBuf>,
    /// Whether it is the machine's file, and nobody's own.
    pub is_of_machine: bool,
    /// Whether `ROUNDS_CONFIG` names it.
    pub is_named: bool,
    /// Whether it is there.
    pub exists: bool,
    /// What it asks for.
    pub overrides: Overrides,
    /// Its keys, in order.
    pub keys: Vec<Word>,
    /// Its colours, in order.
    pub colors: Vec<Word>,
    /// The commands that are told what happens, where it names any.
    pub hooks: Option<Hooks>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What stands in it; empty where it is no text.
    pub text: String,
}

impl Config {
    /// Reads the file of this user.
    pub fn read() -> Self {
        let named = std::env::var_os("ROUNDS_CONFIG").filter(|path| !path.is_empty());
        let folders = directories::BaseDirs::new();
        let home = folders.as_ref().map(|folders| folders.home_dir());
        match named {
            Some(path) => Self::at(PathBuf::from(path), true, home),
            None => match directories::ProjectDirs::from("", "", "rounds") {
                Some(folders) => Self::at(folders.config_dir().join("config.toml"), false, home),
                None => Self::default(),
            },
        }
    }

    /// Reads the file of this machine.
    pub fn of_machine() -> Self {
        Self::of_machine_at(PathBuf::from(MACHINE_FILE))
    }

    fn of_machine_at(path: PathBuf) -> Self {
        let config = Self {
            is_of_machine: true,
            ..Self::default()
        };
        config.read_at(path, None)
    }

    fn at(path: PathBuf, is_named: bool, home: Option<&Path>) -> Self {
        let config = Self {
            is_named,
            ..Self::default()
        };
        config.read_at(path, home)
    }

    /// Which keys it may have.
    fn shape(&self) -> &'static Shape {
        if self.is_of_machine {
            &MACHINE
        } else {
            &CONFIG
        }
    }

    fn read_at(self, path: PathBuf, home: Option<&Path>) -> Self {
        let mut config = self;
        let is_named = config.is_named;
        match bytes_of(&path) {
            Ok(bytes) => config.take(&path, &bytes, home),
            Err(error) if is_nowhere(&error) && !is_named => {}
            Err(error) => {
                let hint = match is_named {
                    true => "ROUNDS_CONFIG names it: name another, or unset it",
                    false => "fix its rights, or move it away",
                };
                let fateful = FATEFUL.into_iter();
                let unread = fateful.filter(|name| config.shape().key(name).is_some());
                config.overrides.unread = unread.collect();
                config.problems.push(Problem::of_file(
                    &path.display().to_string(),
                    "unreadable",
                    format!("the settings cannot be read: {}", crate::os::why(&error)),
                    Some(hint.to_owned()),
                ));
            }
        }
        config.path = Some(path);
        config
    }

    fn take(&mut self, path: &Path, bytes: &[u8], home: Option<&Path>) {
        let name = path.display().to_string();
        let (found, problems) = leaves(&name, bytes, self.shape());
        self.exists = true;
        self.problems = problems;
        self.text = str::from_utf8(bytes).unwrap_or_default().to_owned();
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut unfit = Vec::new();
        for leaf in found {
            let keys: Vec<&str> = leaf.keys.iter().map(String::as_str).collect();
            let from = self.origin(leaf.line);
            let overrides = &mut self.overrides;
            match (keys.as_slice(), leaf.value) {
                (["operator"], LeafValue::Text(name)) if !self.is_of_machine => {
                    overrides.operator = Some(Sourced::new(name, from));
                }
                (["shared_account"], LeafValue::Flag(on)) => {
                    overrides.shared_account = Some(Sourced::new(on, from));
                }
                (["journal"], LeafValue::Text(said)) => {
                    overrides.journal = Some(Sourced::new(placed(&said, folder, home), from));
                }
                (["runbooks"], LeafValue::Text(said)) => {
                    let all = overrides
                        .runbooks
                        .get_or_insert_with(|| Sourced::new(Vec::new(), from));
                    all.value.push(placed(&said, folder, home));
                }
                (["theme"], LeafValue::Text(name)) => {
                    overrides.theme = Some(Sourced::new(name, from));
                }
                (["color"], LeafValue::Text(word)) => {
                    overrides.colour = When::of(&word).map(|when| Sourced::new(when, from));
                }
                (["ascii"], LeafValue::Flag(on)) => overrides.ascii = Some(Sourced::new(on, from)),
                (["mouse"], LeafValue::Flag(on)) => overrides.mouse = Some(Sourced::new(on, from)),
                (["notifications", "bell"], LeafValue::Flag(on)) => {
                    overrides.bell = Some(Sourced::new(on, from));
                }
                (["notifications", "desktop"], LeafValue::Flag(on)) => {
                    overrides.desktop = Some(Sourced::new(on, from));
                }
                (["handover", "seal"], LeafValue::Flag(on)) => {
                    overrides.seal = Some(Sourced::new(on, from));
                }
                (["team", key], LeafValue::Text(said)) => {
                    let said = (placed(&said, folder, home), said);
                    let is_taken = overrides.team.take(key, said, from);
                    unfit.extend((!is_taken).then_some(leaf.span));
                }
                (["hooks", key], LeafValue::Text(value)) => {
                    let hooks = self.hooks.get_or_insert_with(|| Hooks {
                        file: path.to_owned(),
                        ..Hooks::default()
                    });
                    hooks.take(key, value);
                }
                (["keys", place, key], LeafValue::Text(action)) => {
                    self.keys.push(word(place, key, action, leaf.span));
                }
                (["colors", role], LeafValue::Text(style)) => {
                    self.colors.push(word("", role, style, leaf.span));
                }
                // What is of the wrong type, or unknown, was said by the reader.
                _ => {}
            }
        }
        self.overrides.unread = self.unread();
        self.object_to_durations(path, unfit);
    }

    fn object_to_durations(&mut self, path: &Path, unfit: Vec<Range<usize>>) {
        self.path = Some(path.to_path_buf());
        for span in unfit {
            let message = "it is no duration of a second or more".to_owned();
            let hint = "write it like \"90s\" or \"10m\"".to_owned();
            self.object(span, "no-duration", message, hint);
        }
    }

    fn origin(&self, line: usize) -> Origin {
        match self.is_of_machine {
            true => Origin::Machine(line),
            false => Origin::File(line),
        }
    }

    /// Settings that the file means to give and does not: by a line that is broken, under a
    /// name that is nearly theirs, or all of them where the file is no text.
    fn unread(&self) -> Vec<&'static str> {
        if self.problems.is_empty() {
            return Vec::new();
        }
        let given = |name: &str| match name {
            "journal" => self.overrides.journal.is_some(),
            SHARED_ACCOUNT => self.overrides.shared_account.is_some(),
            _ => self.overrides.operator.is_some(),
        };
        let is_no_text = self.text.is_empty();
        let meant = |name: &str| {
            let lines = || self.text.lines().map(first_word);
            is_no_text || lines().any(|word| nearest(word, [name]).is_some())
        };
        let unread = FATEFUL
            .into_iter()
            .filter(|name| self.shape().key(name).is_some());
        unread.filter(|name| !given(name) && meant(name)).collect()
    }

    /// Adds what only the meaning of a value shows to be wrong.
    pub fn object(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        message: String,
        hint: String,
    ) {
        let Some(path) = &self.path else { return };
        let path = path.display().to_string();
        let problem = objection(&path, &self.text, span, code, message, Some(hint));
        self.problems.push(problem);
        self.problems.sort_by_key(|problem| problem.span.start);
    }
}

fn word(place: &str, name: &str, meaning: String, span: Range<usize>) -> Word {
    Word {
        place: place.to_owned(),
        name: name.to_owned(),
        meaning,
        span,
    }
}

/// Whether an error says that there is no file, nor could be one.
fn is_nowhere(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Reads no more than could be settings: a device or a disk image must not fill the memory.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    // Who names it wants no settings.
    match path == Path::new("/dev/null") {
        true => Ok(Vec::new()),
        false => read_plain(path, MOST_BYTES as u64 + 1),
    }
}

/// The key that a line begins with, whether or not the line can be read.
fn first_word(line: &str) -> &str {
    let line = line.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '#');
    let end = line.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    &line[..end.unwrap_or(line.len())]
}

/// Where a path leads that a person wrote into a file.
fn placed(said: &str, folder: &Path, home: Option<&Path>) -> PathBuf {
    match (said.strip_prefix("~/"), said, home) {
        (Some(below), _, Some(home)) => home.join(below),
        (None, "~", Some(home)) => home.to_owned(),
        _ => folder.join(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Config {
        let mut config = Config {
            path: Some(PathBuf::from("/etc/rounds/config.toml")),
            ..Config::default()
        };
        let path = PathBuf::from("/etc/rounds/config.toml");
        config.take(&path, text.as_bytes(), Some(Path::new("/home/a")));
        config
    }

    #[test]
    fn every_setting_is_taken_with_its_line() {
        let config = read(
            "operator = \"ops-a\"\nrunbooks = [\"~/books\", \"team\", \"/srv/books\"]\njournal = \"j\"\n\
             theme = \"light\"\ncolor = \"never\"\nascii = true\nmouse = true\n\
             [notifications]\nbell = true\ndesktop = false\n[keys.run]\np = \"ok\"\n[colors]\nbad = \"red\"\n",
        );
        assert_eq!(config.problems, []);
        let overrides = &config.overrides;
        assert_eq!(
            overrides.operator,
            Some(Sourced::new("ops-a".to_owned(), Origin::File(1)))
        );
        let folders = ["/home/a/books", "/etc/rounds/team", "/srv/books"].map(PathBuf::from);
        assert_eq!(
            overrides.runbooks,
            Some(Sourced::new(folders.to_vec(), Origin::File(2)))
        );
        assert_eq!(
            overrides.journal,
            Some(Sourced::new("/etc/rounds/j".into(), Origin::File(3)))
        );
        assert_eq!(
            overrides.colour,
            Some(Sourced::new(When::Never, Origin::File(5)))
        );
        assert_eq!(overrides.bell, Some(Sourced::new(true, Origin::File(9))));
        assert_eq!(
            overrides.desktop,
            Some(Sourced::new(false, Origin::File(10)))
        );
        assert_eq!(
            (config.keys[0].place.as_str(), config.keys[0].name.as_str()),
            ("run", "p")
        );
        assert_eq!(config.colors[0].meaning, "red");
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_stays_in_force() {
        let config = read("operater = \"a\"\nmouse = \"yes\"\ntheme = \"darc\"\nascii = true\n");
        let told: Vec<_> = config
            .problems
            .iter()
            .map(|it| (it.line, it.code, it.hint.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(told[0], (1, "unknown-key", "write `operator`"));
        assert_eq!((told[1].0, told[1].1), (2, "wrong-type"));
        assert_eq!(told[2].0, 3);
        assert_eq!(config.overrides.theme, None);
        assert_eq!(
            config.overrides.ascii,
            Some(Sourced::new(true, Origin::File(4)))
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_takes_no_other_with_it() {
        let config = read("operator = ops-a\njournal = \"j\"\nmouse = true\n");
        assert_eq!(config.problems.len(), 1);
        assert_eq!(config.overrides.operator, None);
        assert!(config.overrides.journal.is_some());
        assert_eq!(
            config.overrides.mouse,
            Some(Sourced::new(true, Origin::File(3)))
        );
    }

    #[test]
    fn a_journal_or_an_operator_that_somebody_meant_to_name_is_known_to_be_unread() {
        for text in [
            "journal = 5\n",
            "journal = \"/srv/j\n",
            "journal\n",
            "[journal]\npath = \"/srv/j\"\n",
            "jurnal = \"/srv/j\"\n",
            "[notifications]\nbell = true\njournal = \"/srv/j\"\n",
        ] {
            assert_eq!(read(text).overrides.unread, ["journal"], "{text}");
        }
        assert_eq!(read("operator = ops-a\n").overrides.unread, ["operator"]);
        for text in ["shared_account = \"yes\"\n", "shared_acount = true\n"] {
            assert_eq!(read(text).overrides.unread, [SHARED_ACCOUNT], "{text}");
        }
        for text in [
            "mouse = \"yes\"\n",
            "# journal = \"j\"\nmouse = 1\n",
            "",
            "journal = \"j\"\nmouse = 1\n",
        ] {
            assert_eq!(read(text).overrides.unread, [""; 0], "{text}");
        }
    }

    #[test]
    fn the_machines_file_names_no_operator_and_shares_an_account_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let text = "operator = \"root\"\nshared_account = true\njournal = \"j\"\n";
        std::fs::write(&path, text).unwrap();
        let machine = Config::of_machine_at(path);
        assert_eq!(machine.problems.len(), 1);
        assert_eq!(
            (machine.problems[0].code, machine.problems[0].line),
            ("unknown-key", 1)
        );
        assert_eq!(machine.overrides.operator, None);
        assert_eq!(machine.overrides.unread, [""; 0]);
        let user = read("shared_account = false\njournal = \"/mine\"\n");
        let both = user.overrides.or(machine.overrides);
        let shared = Some(Sourced::new(true, Origin::Machine(2)));
        assert_eq!(both.shared_account, shared);
        assert_eq!(both.journal.unwrap().value, PathBuf::from("/mine"));
    }

    #[test]
    fn a_machine_without_a_file_says_nothing() {
        let none = Config::of_machine_at(PathBuf::from("/nowhere/config.toml"));
        assert!(!none.exists && none.problems.is_empty());
        assert_eq!(none.overrides, Overrides::default());
    }

    #[test]
    fn bytes_that_are_no_text_are_told_and_nothing_is_in_force() {
        let mut config = Config::default();
        config.take(Path::new("config.toml"), b"operator = \"a\"\n\xff", None);
        assert_eq!(config.problems[0].code, "not-utf-8");
        assert_eq!(config.overrides.unread, FATEFUL);
        config.overrides.unread.clear();
        assert_eq!(config.overrides, Overrides::default());
    }
}
