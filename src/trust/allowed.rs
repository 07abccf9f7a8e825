//! The folder of what is allowed: looked at, asked, changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::apart;
use super::command_text::CommandText;
use super::kept::{self, Kept, Lock, Stamp};
use super::types::{Allowance, Place, TrustFault, Verdict, Whereabouts};

/// What is allowed on this machine, by this account.
///
/// A picture of the folder at one moment: [`verdict`](Self::verdict) reads nothing.
/// [`reload`](Self::reload) looks again; do so before a command runs.
#[derive(Debug)]
pub struct Trust {
    pub(super) folder: PathBuf,
    pub(super) files: BTreeMap<PathBuf, (Stamp, Kept)>,
    folder_problem: Option<String>,
}

impl Trust {
    /// Opens the folder where allowed commands are kept. One that does not exist allows nothing
    /// and is not made. `apart_from` names every library and the journal.
    ///
    /// # Errors
    /// [`TrustFault::NotApart`] alone: whatever cannot be read is a [problem](Self::problems).
    pub fn open(
        folder: impl Into<PathBuf>,
        apart_from: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Self, TrustFault> {
        let folder = folder.into();
        for other in apart_from {
            apart::check(&folder, other.as_ref())?;
        }
        let mut trust = Self {
            folder,
            files: BTreeMap::new(),
            folder_problem: None,
        };
        trust.reload();
        Ok(trust)
    }

    /// Looks at the folder again and reads what has changed; says whether anything has.
    pub fn reload(&mut self) -> bool {
        let (stamps, problem) = match kept::list(&self.folder) {
            Ok(stamps) => (stamps, None),
            Err(sentence) => (BTreeMap::new(), Some(sentence)),
        };
        let mut has_changed = self.folder_problem != problem;
        self.folder_problem = problem;
        let before = self.files.len();
        self.files.retain(|path, _| stamps.contains_key(path));
        has_changed |= self.files.len() != before;
        for (path, stamp) in stamps {
            if self
                .files
                .get(&path)
                .is_none_or(|(known, _)| *known != stamp)
            {
                let kept = kept::read(&path);
                self.files.insert(path, (stamp, kept));
                has_changed = true;
            }
        }
        has_changed
    }

    /// What could not be trusted, and why: a sentence each.
    pub fn problems(&self) -> impl Iterator<Item = &str> {
        let of_files = self
            .files
            .values()
            .filter_map(|(_, kept)| kept.problem.as_deref());
        self.folder_problem.as_deref().into_iter().chain(of_files)
    }

    /// Whether this command may run there.
    pub fn verdict(&self, place: &Place, command: &CommandText) -> Verdict {
        match self.allowance(place) {
            None => Verdict::New,
            Some(allowance) if allowance.command == *command => Verdict::Allowed,
            Some(allowance) => Verdict::Changed {
                allowed: allowance.command.clone(),
            },
        }
    }

    /// What was allowed there, by whom and when.
    pub fn allowance(&self, place: &Place) -> Option<&Allowance> {
        let (_, kept) = self.files.get(&kept::path(&self.folder, &place.runbook))?;
        kept.allowed.get(place)
    }

    /// Allows these commands, each in its place, in the stead of what was allowed there before.
    /// Call it only with what somebody has been shown. `whereabouts` is what the environment
    /// says now of where they would work.
    ///
    /// # Errors
    /// When it cannot be saved. What stands in another runbook's file may then be saved already.
    pub fn allow(
        &mut self,
        commands: &[(Place, CommandText)],
        operator: &str,
        now: Timestamp,
        whereabouts: &Whereabouts,
    ) -> Result<(), TrustFault> {
        let runbooks = commands.iter().map(|(place, _)| place.runbook.as_str());
        self.change(runbooks.collect(), |runbook, kept| {
            let here = commands
                .iter()
                .filter(|(place, _)| place.runbook == runbook);
            kept.allowed.extend(here.map(|(place, command)| {
                let allowance = Allowance {
                    command: command.clone(),
                    operator: operator.to_owned(),
                    at: now,
                    whereabouts: whereabouts.clone(),
                };
                (place.clone(), allowance)
            }));
        })
    }

    /// Takes back what was allowed in these places.
    ///
    /// # Errors
    /// When it cannot be saved. What stands in another runbook's file may then be saved already.
    pub fn forget(&mut self, places: &[Place]) -> Result<(), TrustFault> {
        let runbooks = places.iter().map(|place| place.runbook.as_str());
        self.change(runbooks.collect(), |_, kept| {
            kept.allowed.retain(|place, _| !places.contains(place));
        })
    }

    /// Changes the files of these runbooks under the lock, from what they hold by then.
    fn change(
        &mut self,
        runbooks: BTreeSet<&str>,
        change: impl Fn(&str, &mut Kept),
    ) -> Result<(), TrustFault> {
        if runbooks.is_empty() {
            return Ok(());
        }
        let lock = Lock::take(&self.folder)?;
        let result = runbooks.into_iter().try_for_each(|runbook| {
            let path = kept::path(&self.folder, runbook);
            let mut kept = kept::read(&path);
            change(runbook, &mut kept);
            kept::write(&path, runbook, &kept)
        });
        drop(lock);
        self.reload();
        result
    }
}
