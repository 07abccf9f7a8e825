//! The record in step with a team's: joining it, and bringing both up to date.
//!
//! Nothing here is done while somebody waits for an answer: the command line syncs because it was
//! asked to, or in a process of its own afterwards; screens from a thread of their own. What was
//! found is kept in this machine's state, so that everybody can say how it stands.

use super::last_sync::{Known, LastSync};
use super::upkeep::of_journal;
use super::{Failure, Session};
use crate::carrier::{self, Direction, Fault, Here, Notes, Outcome, Place};
use crate::config::{Settings, Team as Config};
use crate::event::{EntryHash, Fact, Joined, JournalId, WriterId};
use crate::journal::{self, hash_bytes, own_ends};
use crate::present::{self, InStep, TeamSources};
use crate::state::State;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A team's record, as this machine reaches it.
#[derive(Clone, Debug)]
pub struct Team {
    /// The URL, without what is secret in it.
    pub url: String,
    place: Place,
    settings: Settings,
    home: PathBuf,
}

impl Team {
    /// The team of these settings; none where the record is nobody else's.
    ///
    /// # Errors
    /// A sentence, where the URL means nothing.
    pub fn of(settings: &Settings) -> Result<Option<Self>, String> {
        match &settings.team.carrier {
            Some(carrier) => Self::at(settings, &carrier.value).map(Some),
            None => Ok(None),
        }
    }

    /// The team whose record is carried at a URL.
    ///
    /// # Errors
    /// A sentence, where the URL means nothing.
    pub fn at(settings: &Settings, url: &str) -> Result<Self, String> {
        let place = Place::of(url)
            .map_err(|why| format!("“{}” is no carrier: {why}.", carrier::shown_url(url)))?;
        let journal = std::path::absolute(&settings.journal);
        let journal = journal.unwrap_or_else(|_| settings.journal.clone());
        let name = hash_bytes(format!("{url}\n{}", journal.display()).as_bytes()).to_string();
        Ok(Self {
            url: carrier::shown_url(url),
            place,
            settings: settings.clone(),
            home: settings.state.join("team").join(&name[..16]),
        })
    }

    /// What is known of the last sync; nothing where there was none.
    pub fn last(&self) -> LastSync {
        LastSync::kept(&self.home.join("last"))
    }

    /// How many entries of this machine wait to go out; none where that is not known.
    pub fn waiting(&self, last: &LastSync) -> Option<u64> {
        if last.unread.is_some() {
            return None;
        }
        let ends = own_ends(&self.settings.state).ok()?.into_iter();
        let is_gone = |writer: &WriterId| {
            let folder = fs::metadata(self.settings.journal.join(writer.as_str()));
            folder.is_err_and(|error| error.kind() == ErrorKind::NotFound)
        };
        let here = ends.filter(|end| !is_gone(&end.writer));
        let waiting = here.map(|end| {
            let sent = last.sent.get(&end.writer).copied().unwrap_or(0);
            end.seq.saturating_sub(sent)
        });
        Some(waiting.sum())
    }

    /// How it stands, as far as is known without asking.
    pub fn stands(&self, state: &State) -> InStep {
        let last = self.last();
        InStep {
            at: last.at,
            waiting: self.waiting(&last),
            forks: last.forks.len(),
            at_it: self.others_at_it(&last, state),
            offline: last.fault,
            refused: last.refused,
            unread: last.unread,
        }
    }

    /// Brings the team's runbooks up to date, where they are pulled; says whether anything is
    /// different.
    ///
    /// # Errors
    /// Why the repository was not reached, or why they are left as they are.
    pub fn pull_library(&self) -> Result<bool, Fault> {
        let Config {
            library, folder, ..
        } = &self.settings.team;
        match (library, folder) {
            (Some(url), Some(folder)) => carrier::pull_library(&url.value, folder),
            _ => Ok(false),
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    /// What a sync takes from the record.
    pub fn known(&self, state: &State) -> Known {
        Known {
            removed: state.removed_evidence().clone(),
            mine: self.mine(state),
        }
    }

    /// Calls `tell` soon after others' entries come, until it says no, where the carrier can tell.
    pub fn listen(&self, tell: impl Fn() -> bool + Send + 'static) {
        carrier::listen(&self.place, &self.home, tell);
    }

    /// One sync; what was found is kept.
    ///
    /// # Errors
    /// Why the carrier was not reached, or what failed here.
    pub fn sync(
        &self,
        id: JournalId,
        known: &Known,
        direction: Direction,
    ) -> Result<Outcome, Fault> {
        let removed = &known.removed;
        const A_DAY_SECONDS: i64 = 24 * 3600;
        let mut last = self.last();
        let now = Timestamp::now();
        let is_old = |then: Timestamp| now.duration_since(then).as_secs().abs() >= A_DAY_SECONDS;
        let whole = last.whole.is_none_or(is_old);
        let sayings = |notes: &Notes| self.sayings(&known.mine, notes, Timestamp::now());
        let here = Here {
            sayings: &sayings,
            journal: &self.settings.journal,
            state: &self.settings.state,
            home: &self.home,
            id,
            removed,
            whole,
        };
        let done = carrier::sync(&self.place, here, direction);
        match &done {
            Err(Fault::Busy) => return done,
            Err(fault) => {
                let since = last.fault.map_or(now, |(since, _)| since);
                last.fault = Some((since, fault.to_string()));
            }
            // It was reached, and nothing of this record was looked at: that is not in step.
            Ok(outcome) if outcome.journal != Some(id) => {
                let since = last.fault.map_or(now, |(since, _)| since);
                let why = "it carries another journal: `rounds join` with its URL makes both one";
                last.fault = Some((since, why.to_owned()));
            }
            Ok(outcome) => {
                last.fault = None;
                last.at = Some(now);
                if whole && direction != Direction::Push {
                    last.whole = Some(now);
                }
                last.forks.extend(outcome.forks.iter().cloned());
                last.refused = outcome.refused.clone();
                last.sent.extend(outcome.sent.clone());
                last.told = last.told_of(&outcome.notes, now);
            }
        }
        self.keep(&last);
        take_away(&self.settings, removed);
        done
    }

    fn keep(&self, last: &LastSync) {
        let path = self.home.join("last");
        let unfinished = self.home.join(format!("last.{}", crate::os::process_id()));
        let bytes = serde_json::to_vec(last).unwrap_or_default();
        // Where it cannot be kept, nobody can say how it stands; nothing else depends on it.
        let _ = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &path));
    }
}

/// Content that an entry says was taken out of the journal is taken out here, too.
fn take_away(settings: &Settings, removed: &BTreeSet<EntryHash>) {
    let here = removed
        .iter()
        .filter(|name| !matches!(journal::object_is_here(&settings.journal, name), Ok(false)));
    for name in here {
        // What cannot be removed now is tried again with the next sync.
        let _ = journal::remove_object(&settings.journal, name);
    }
}

/// Why no sync came about.
#[derive(Debug, thiserror::Error)]
pub enum NoSync {
    /// The carrier.
    #[error("{0}")]
    Carrier(#[from] Fault),
    /// The record.
    #[error("{0}")]
    Record(#[from] Failure),
    /// The URL, or what is kept here.
    #[error("{0}")]
    Other(String),
}

/// What came of joining a team.
#[derive(Clone, Debug, Default)]
pub struct JoinedTeam {
    /// What came and went.
    pub outcome: Outcome,
    /// The id that this machine's record had before, where it became part of another.
    pub was: Option<JournalId>,
}

impl Session {
    /// Brings the record and the team's in step, and folds in what came.
    ///
    /// # Errors
    /// Why it did not come about.
    pub fn sync(&mut self, team: &Team, direction: Direction) -> Result<Outcome, NoSync> {
        let Some(id) = self.shared_id() else {
            return Ok(self.join(team)?.outcome);
        };
        if direction != Direction::Pull {
            self.notice_keys()?;
            self.sign();
        }
        let known = team.known(&self.state());
        let outcome = team.sync(id, &known, direction)?;
        if outcome.journal != Some(id) {
            return Err(NoSync::Other(format!(
                "{} carries another journal: `rounds join` with that URL makes both one.",
                team.url
            )));
        }
        self.take_in()?;
        Ok(outcome)
    }

    /// Joins a team: its journal is this machine's from now on. What this machine had recorded
    /// before stays, and becomes part of it.
    ///
    /// # Errors
    /// Why it did not come about: then nothing changed.
    pub fn join(&mut self, team: &Team) -> Result<JoinedTeam, NoSync> {
        let mine = self.journal.reader().journal();
        let fresh = || JournalId(ulid::Ulid::generate());
        let id = mine.or_else(|| self.known_id()).unwrap_or_else(fresh);
        let none = Known::default();
        let asked = team.sync(id, &none, Direction::Pull)?;
        let theirs = asked.journal.unwrap_or(id);
        let mut came = (asked.pulled_entries, asked.pulled_bytes);
        if Some(theirs) != mine {
            let settings = self.settings().clone();
            journal::take_id(&settings.state, &settings.journal, theirs).map_err(|error| {
                NoSync::Other(format!(
                    "Joining cannot be kept: {}.",
                    crate::os::why(&error)
                ))
            })?;
            if theirs != id {
                let pulled = team.sync(theirs, &none, Direction::Pull)?;
                came.0 += pulled.pulled_entries;
                came.1 += pulled.pulled_bytes;
            }
            *self = Self::open(settings)?;
            if let Some(from) = mine {
                let joined = Joined { from, to: theirs };
                self.say(of_journal(Fact::Joined(joined)))?;
                *self = Self::open(self.settings().clone())?;
                self.sign_joined(from);
            }
        }
        let mut outcome = team.sync(theirs, &team.known(&self.state()), Direction::Both)?;
        outcome.pulled_entries += came.0;
        outcome.pulled_bytes += came.1;
        self.take_in()?;
        Ok(JoinedTeam {
            outcome,
            was: mine.filter(|mine| *mine != theirs),
        })
    }

    /// How a shared record stands, as far as the last sync told; none where it is nobody else's,
    /// or was never joined.
    pub fn in_step(&self) -> Option<InStep> {
        self.shared_id()?;
        Some(Team::of(self.settings()).ok()??.stands(&self.state()))
    }

    /// How the team stands, as far as the last sync told.
    pub fn team(&self, now: Timestamp) -> present::Team {
        let state = self.state();
        let team = Team::of(self.settings()).ok().flatten();
        let positions = self.journal.reader().positions();
        let sources = TeamSources {
            stands: team
                .as_ref()
                .map(|it| it.stands(&state))
                .unwrap_or_default(),
            claims: team
                .as_ref()
                .map(|it| it.claims(&state))
                .unwrap_or_default(),
            carrier: team.map(|team| team.url),
            last_entries: positions.last_entries().collect(),
            older_runbooks: self.behind(),
        };
        present::Team::of(&state, sources, now)
    }

    /// The id under which the record is shared, where it has one.
    pub(super) fn shared_id(&self) -> Option<JournalId> {
        let read = self.journal.reader().journal();
        read.or_else(|| self.known_id())
    }

    fn known_id(&self) -> Option<JournalId> {
        let Settings { state, journal, .. } = self.settings();
        journal::known_id(state, journal)
    }

    /// Folds in what came, and keeps it for the next start: commands that only read keep nothing.
    fn take_in(&mut self) -> Result<(), Failure> {
        if self.refresh()? {
            self.keep_checkpoint();
        }
        Ok(())
    }
}
