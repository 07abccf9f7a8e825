//! Where things are and who is at the keyboard.
//!
//! [`Wishes`] are what was said on the command line or in the environment; [`Settings`] are
//! what is in force. Looking creates nothing: folders come to be when something is written
//! into them.

use crate::os;
use crate::runbook::Operator;
use std::fmt;
use std::path::{Path, PathBuf};

/// What was asked for; the rest is found.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Folders of runbooks, or single files.
    pub runbooks: Vec<PathBuf>,
    /// The journal's folder.
    pub journal: Option<PathBuf>,
    /// The operator's name.
    pub operator: Option<String>,
    /// Whether the mouse is wanted.
    pub mouse: bool,
}

/// What is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The library: folders of runbooks.
    pub runbooks: Vec<PathBuf>,
    /// How the library was found, for words about it.
    pub runbooks_from: Origin,
    /// The journal's folder.
    pub journal: PathBuf,
    /// Where writer ids are kept with their last heads.
    pub state: PathBuf,
    /// Where the checkpoint is kept.
    pub cache: PathBuf,
    /// Who is at the keyboard.
    pub operator: Operator,
    /// The machine's name.
    pub host: String,
    /// The account that the program runs under.
    pub account: String,
    /// The machine's boot, where it can be told.
    pub boot: Option<String>,
    /// Whether the mouse is on from the start.
    pub mouse: bool,
}

/// How the library was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--runbooks` or `ROUNDS_RUNBOOKS`.
    Said,
    /// `./runbooks` of the current folder.
    CurrentFolder,
    /// The user's data folder.
    DataFolder,
}

/// Why nothing can be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The system names no home folder.
    NoHome,
    /// The operator's name has nothing to make a folder's name of.
    OperatorName(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHome => {
                f.write_str("No home folder is known. Set HOME, or give --journal and --runbooks.")
            }
            Self::OperatorName(name) => write!(
                f,
                "“{name}” cannot be an operator's name: use letters and digits, such as ops-a.",
            ),
        }
    }
}

impl std::error::Error for Fault {}

impl Settings {
    /// Settles what was asked for, from the environment of this process and the current
    /// folder.
    ///
    /// # Errors
    /// [`Fault::NoHome`] where a place is needed and none is known; a name that cannot be one.
    pub fn settle(wishes: &Wishes) -> Result<Self, Fault> {
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
        let (runbooks, runbooks_from) = library(&wishes.runbooks, data.as_deref())?;
        let account = os::user_account();
        let name = wishes.operator.clone().unwrap_or_else(|| account.clone());
        let operator = operator_named(&name)?;
        let journal = match (&wishes.journal, data) {
            (Some(journal), _) => journal.clone(),
            (None, Some(data)) => data.join("journal"),
            (None, None) => return Err(Fault::NoHome),
        };
        Ok(Self {
            runbooks,
            runbooks_from,
            // A journal that stands alone keeps its writers' ids beside it where there is no
            // home to keep them in.
            state: state.unwrap_or_else(|| beside(&journal, "state")),
            cache: cache.unwrap_or_else(|| beside(&journal, "cache")),
            journal,
            operator,
            host: os::host_name(),
            account,
            boot: os::boot_id(),
            mouse: wishes.mouse,
        })
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

fn library(said: &[PathBuf], data: Option<&Path>) -> Result<(Vec<PathBuf>, Origin), Fault> {
    if !said.is_empty() {
        return Ok((said.to_vec(), Origin::Said));
    }
    let here = PathBuf::from("runbooks");
    if here.is_dir() {
        return Ok((vec![here], Origin::CurrentFolder));
    }
    let data = data.ok_or(Fault::NoHome)?;
    Ok((vec![data.join("runbooks")], Origin::DataFolder))
}
