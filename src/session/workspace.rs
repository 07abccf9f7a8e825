//! What is known at one moment: the record folded, the library, the pinned runbooks. It
//! applies entries and decides commands; it writes nothing.

use super::contents::{Contents, Outdated};
use super::failure::Failure;
use super::fold::{entries_of, refold, take};
use super::opened_run::OpenedRun;
use super::pins::{Pin, Pins};
use super::preview::{Older, unnoticed};
use super::{MOST_ATTACHED_BYTES, Request, secret};
use crate::command::{Command, Decision, KeptFile, pretend};
use crate::config::Settings;
use crate::event::{Entry, EntryHash, EntryRef, Event, Fact, FollowUpKind, RunId, WriterId};
use crate::journal::{Arrived, Draft, ReadFault, Reader};
use crate::library::{Library, digest};
use crate::runbook::{RunbookId, StepRef, TargetName};
use crate::state::{Found, KnownRevision, RevisionKnown, Run, Shared, State};
use jiff::{SignedDuration, Timestamp, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// Objects that go with an entry, by their digest.
pub(super) type Objects = Vec<(EntryHash, Arc<[u8]>)>;

pub(super) struct Workspace {
    pub settings: Settings,
    pub host: TargetName,
    pub state: Arc<RwLock<State>>,
    pub library: Arc<Library>,
    pub looked: bool,
    /// The writer of what is decided, while a transaction lasts.
    pub writer: Option<WriterId>,
    /// Whether something was said of what is wrong with the record since that was looked at.
    pub wounded: bool,
    /// Whether the record is known to hold all that the library says.
    noticed: bool,
    pins: Pins,
    /// What the journal keeps under a digest.
    pub contents: Contents,
    shared: Shared,
    since_shrink: usize,
    advanced: Option<Timestamp>,
    /// Runs that were opened, and of which nothing is written yet.
    pub(super) opened: BTreeMap<RunId, OpenedRun>,
}

/// A request with what has to be read before the lock is taken.
pub(super) struct Prepared<'a> {
    pub request: &'a Request,
    /// The file to attach: its name, digest and bytes.
    pub file: Option<(String, EntryHash, Arc<[u8]>)>,
}

impl<'a> Prepared<'a> {
    pub fn of(request: &'a Request) -> Result<Self, Failure> {
        let bare = request.bare();
        let file = match bare {
            Request::Attach { path, .. } => Some(read_attachment(path)?),
            Request::Evidenced(it) => Some(read_attachment(&it.path)?),
            _ => None,
        };
        if !matches!(request, Request::EvenSo(_)) {
            secret::refuse(bare, file.as_ref().map(|(_, _, bytes)| &bytes[..]))?;
        }
        Ok(Self {
            request: bare,
            file,
        })
    }

    /// Keeping the file at a box.
    pub fn attach(&self, run: RunId, step_ref: Option<StepRef>) -> Command {
        let (name, sha256, bytes) = self.file.clone().unwrap_or_default();
        Command::Attach {
            run,
            step_ref,
            file: KeptFile {
                name,
                sha256,
                bytes: bytes.len() as u64,
            },
        }
    }
}

impl Workspace {
    pub fn new(settings: Settings, state: State, was_rewritten: Outdated) -> Self {
        Self {
            host: TargetName::from(settings.host.as_str()),
            state: Arc::new(RwLock::new(state)),
            library: Arc::default(),
            looked: false,
            writer: None,
            wounded: false,
            noticed: false,
            pins: Pins::default(),
            contents: Contents::of(settings.journal.clone(), was_rewritten),
            shared: Shared::default(),
            since_shrink: 0,
            advanced: None,
            opened: BTreeMap::new(),
            settings,
        }
    }

    pub fn state(&self) -> RwLockReadGuard<'_, State> {
        // `apply` cannot panic, and a reader that did has left the state as it was.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn forget(&mut self) {
        self.noticed = false;
        self.change(|state| *state = State::default());
    }

    /// Forgets all but whose key is whose.
    pub fn forget_all_but_keys(&mut self) {
        self.noticed = false;
        self.change(|state| *state = State::knowing_keys_of(state));
    }

    /// Takes what was found of a signature.
    pub fn take_found(&self, entry: &EntryRef, found: Found) {
        self.change(|state| state.take_found(entry, found));
    }

    /// Nothing is left to be looked at.
    pub fn settle_signatures(&self) {
        self.change(State::settle_signatures);
    }

    pub fn apply(&mut self, arrived: &Arrived) {
        for (_, fact) in arrived.entry.numbered_facts() {
            self.noticed &= !is_notice(fact);
            self.wounded |= concerns_wounds(fact);
        }
        self.change(|state| take(state, arrived));
        self.since_shrink += 1;
        if self.since_shrink >= State::SHRINK_EVERY {
            self.shrink();
        }
    }

    pub fn shrink(&mut self) {
        self.since_shrink = 0;
        let shared = &mut self.shared;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.shrink(shared);
    }

    /// Ended runs for which something arrived late are folded again from all they have.
    pub fn refold(&mut self, reader: &Reader) {
        let stale: Vec<RunId> = self.state().stale().collect();
        for run in stale {
            self.refold_one(run, reader);
        }
    }

    fn refold_one(&self, run: RunId, reader: &Reader) {
        let entries = self.entries_of(run, reader).unwrap_or_default();
        self.change(|state| refold(state, run, &entries));
    }

    /// Settles what waits no more, now and then: so that what is due is found quickly.
    pub fn advance(&mut self) {
        const NOW_AND_THEN: SignedDuration = SignedDuration::from_hours(1);
        let now = now();
        if self
            .advanced
            .is_none_or(|then| now.duration_since(then).abs() >= NOW_AND_THEN)
        {
            self.advanced = Some(now);
            self.change(|state| state.advance(now));
        }
    }

    /// A run that a request wants to add to is held whole, also when it has ended: whether that
    /// may be is for the command to decide.
    pub fn make_whole(&mut self, prepared: &Prepared<'_>, reader: &Reader) {
        let run = prepared.request.run();
        let put_away = run.filter(|run| self.state().summary(*run).is_some());
        if let Some(run) = put_away {
            self.refold_one(run, reader);
        }
    }

    fn entries_of(&self, run: RunId, reader: &Reader) -> Result<Vec<(Entry, u32)>, ReadFault> {
        let places = self.state().places(run).unwrap_or_default();
        let entries = entries_of(run, &places, reader);
        entries.inspect_err(|fault| self.contents.note_fault(fault))
    }

    pub fn whole(&self, id: RunId, reader: &Reader) -> Result<Option<Run>, ReadFault> {
        if let Some(run) = self.state().run(id) {
            return Ok(Some(run.clone()));
        }
        if let Some(opened) = self.unwritten(id) {
            return Ok(Some(opened.run.clone()));
        }
        let mut run = Run::new(id);
        let entries = self.entries_of(id, reader);
        self.contents.note_run(id, entries.as_ref().err());
        let entries = entries?;
        let state = self.state();
        for (entry, _) in &entries {
            if !state.waits_for_signature(entry) {
                run.apply(entry);
            }
        }
        Ok(run.started.is_some().then_some(run))
    }

    pub fn look(&mut self) -> bool {
        let Settings {
            runbooks, cache, ..
        } = &self.settings;
        let now = self.library.look_again_keeping(runbooks, cache);
        self.take(now)
    }

    /// Takes what a look saw; says whether anything is different.
    pub fn take(&mut self, now: Library) -> bool {
        let same = self.looked && now.same_as(&self.library);
        self.looked = true;
        if !same {
            self.noticed = false;
            self.library = Arc::new(now);
        }
        !same
    }

    pub fn pin(&mut self, run: RunId) -> Option<Pin> {
        let (runbook, revision) = self.walked_by(run)?;
        self.pins
            .of(runbook.as_str(), revision, &self.library, &self.contents)
    }

    pub fn walked_by(&self, id: RunId) -> Option<(RunbookId, crate::state::Revision)> {
        if let Some(opened) = self.unwritten(id) {
            let runbook = opened.start.procedure.runbook.clone();
            return Some((runbook, opened.run.revision()?));
        }
        let state = self.state();
        if let Some(summary) = state.summary(id) {
            return Some((summary.procedure.runbook.clone(), summary.revision));
        }
        let run = state.run(id)?;
        let started = run.started.as_ref()?;
        Some((started.what.procedure.runbook.clone(), run.revision()?))
    }

    pub fn newest(&mut self, runbook: &str) -> Option<Pin> {
        let known = {
            let state = self.state();
            let known = state.revisions(runbook).and_then(|known| known.current());
            known.map(|said| said.what.revision)
        };
        self.pins
            .newest(runbook, known, &self.library, &self.contents)
    }

    /// The revision of a runbook that was noticed before the newest one.
    pub fn before(&mut self, runbook: &str) -> Option<Pin> {
        let newest = self.newest(runbook)?.revision;
        let known = {
            let state = self.state();
            let mut story = state.revisions(runbook)?.story().rev();
            let before = story.find(|said| said.what.revision != newest);
            before.map(|said| said.what.revision)?
        };
        self.pins.of(runbook, known, &self.library, &self.contents)
    }

    /// The state as if all that the library says were noticed; none where there is nothing to notice.
    pub fn ahead(&mut self) -> Option<State> {
        if self.noticed {
            return None;
        }
        let older = self.older();
        let decisions = unnoticed(&self.state(), &self.library, &self.host, &older);
        if decisions.is_empty() {
            return None;
        }
        let mut ahead = self.state().clone();
        pretend(&mut ahead, decisions, now());
        Some(ahead)
    }

    /// What the library says and the record does not know yet, entry by entry, with the
    /// revisions' bytes. Between two ticks neither changes, so this is not sought each time.
    pub fn notices(&mut self) -> Vec<(Decision, Objects)> {
        if self.noticed {
            return Vec::new();
        }
        let library = self.library.clone();
        let older = self.older();
        let decisions = unnoticed(&self.state(), &library, &self.host, &older);
        self.noticed = decisions.is_empty();
        decisions
            .into_iter()
            .map(|decision| {
                let objects = objects_of(&decision, &library);
                (decision, objects)
            })
            .collect()
    }

    /// The bytes of every revision of the library that a decision names.
    pub fn objects_of(&self, decision: &Decision) -> Objects {
        objects_of(decision, &self.library)
    }

    /// What runbooks said when they were last noticed, of those that say something else now
    /// and that questions stand at, or that are behind the record.
    pub fn older(&mut self) -> Older {
        let wanted: Vec<_> = {
            let state = self.state();
            let asked = state.standing_follow_ups().filter_map(|known| {
                let is_question = known.kind() == Some(FollowUpKind::Question);
                Some(
                    known
                        .origin()
                        .filter(|_| is_question)?
                        .procedure
                        .runbook
                        .clone(),
                )
            });
            let behind = self.library.books.iter().filter_map(|book| {
                let runbook = book.parsed.runbook.as_ref()?;
                let known = KnownRevision {
                    title: runbook.title.clone(),
                    revision: book.revision,
                };
                let known = state.known_as(runbook.id.as_str(), &known);
                (known == RevisionKnown::Behind).then(|| runbook.id.clone())
            });
            let asked: BTreeSet<RunbookId> = asked.chain(behind).collect();
            let revision = |runbook: &RunbookId| {
                let known = state.revisions(runbook.as_str())?.current()?.what.revision;
                let book = self.library.book(runbook.as_str())?;
                (book.revision != known).then_some(known)
            };
            let known = asked.into_iter();
            known
                .filter_map(|runbook| revision(&runbook).map(|known| (runbook, known)))
                .collect()
        };
        let mut older = Older::new();
        for (runbook, revision) in wanted {
            let (library, contents) = (&self.library, &self.contents);
            let pin = self.pins.of(runbook.as_str(), revision, library, contents);
            if let Some(pin) = pin {
                older.insert(runbook, pin);
            }
        }
        older
    }

    /// An entry to be, with the writer's clock and zone.
    pub fn draft(&self, decision: Decision, objects: Objects) -> Draft {
        let zone = jiff::tz::TimeZone::system();
        Draft {
            at: now(),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            on: decision.on,
            events: decision.facts.into_iter().map(Event::Known).collect(),
            objects,
        }
    }
}

/// Whether a fact changes what is wrong with the record.
fn concerns_wounds(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::HeadLost(_)
            | Fact::Adopted(_)
            | Fact::Settled(_)
            | Fact::Confirmed(_)
            | Fact::HeadsUnknown(_)
    )
}

/// Whether a fact says what a library says.
fn is_notice(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::ScheduleNoticed { .. } | Fact::RevisionNoticed { .. }
    )
}

/// The moment, to the millisecond: as entries keep it.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(Unit::Millisecond).unwrap_or(now)
}

/// The bytes of every revision that a decision names.
fn objects_of(decision: &Decision, library: &Library) -> Objects {
    let mut wanted = BTreeSet::new();
    for fact in &decision.facts {
        if let Fact::RevisionNoticed { file, library, .. } = fact {
            wanted.insert(*file);
            wanted.extend(*library);
        }
    }
    let books = library
        .books
        .iter()
        .map(|book| (book.revision.file, book.bytes.clone()));
    let folders = library.folders.iter().filter_map(|folder| {
        let bytes = folder.library_counts.clone()?;
        Some((digest(&bytes), bytes))
    });
    // Each object once, however many runbooks share it.
    books
        .chain(folders)
        .filter(|(digest, _)| wanted.remove(digest))
        .collect()
}

fn read_attachment(path: &Path) -> Result<(String, EntryHash, Arc<[u8]>), Failure> {
    let fault = |why: String| Failure::Attachment {
        path: path.to_owned(),
        why,
    };
    let io = |error: std::io::Error| fault(crate::os::why(&error));
    let bytes = crate::os::read_plain(path, MOST_ATTACHED_BYTES + 1).map_err(io)?;
    if bytes.len() as u64 > MOST_ATTACHED_BYTES {
        return Err(fault(
            "it is larger than 16 MiB; keep it elsewhere and note where".to_owned(),
        ));
    }
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok((name, digest(&bytes), bytes.into()))
}
