//! The session on a thread of its own, for screens that must not wait for a disk.
//!
//! Requests are taken in order, each answered by one report; `wake` is called after every
//! report, so that a loop which sleeps can be told. The thread ends when its requests do.

use super::commands::{Begun, Offered, Unended, Written};
use super::{Failure, Health, Pin, Receipt, Session, Wish};
use crate::event::{EntryHash, RunId};
use crate::library::{Edited, Library};
use crate::runbook::{Operator, PartChanges, RunbookId, Spot, differences};
use crate::state::Run;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is asked of the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Grant a wish; the number comes back with the answer.
    Submit(u64, Wish),
    /// Grant a wish of another operator, who sits down at this terminal.
    SubmitAs(u64, Operator, Wish),
    /// A box's command as it would run now, to be looked at.
    OfferCommand(RunId, Spot),
    /// Allow a box's command, exactly as it was shown.
    AllowCommand(RunId, Spot, Box<Written>),
    /// Begin a box's command, which someone has confirmed as it was shown.
    BeginCommand(RunId, Spot, Box<Offered>),
    /// Where a box's command stands whose end is not known.
    Unended(RunId, Spot),
    /// What the journal keeps under a digest.
    Kept(EntryHash),
    /// Fold in what others saved.
    Refresh,
    /// Look at the library again.
    Look,
    /// The runbook that a run walks, and the run before it on the same line.
    Pin(RunId),
    /// The newest good revision of a runbook.
    Newest(crate::runbook::RunbookId),
    /// What the newest revision of a runbook says in another way than the one before.
    Compare(RunbookId),
    /// Write an edit of a runbook's file that someone has accepted as it was shown.
    Rewrite(Box<Edited>),
    /// An ended run in full.
    Whole(RunId),
    /// The commands of the library that nobody has allowed on this machine.
    NotAllowed,
    /// Allow commands that someone was shown.
    Allow(Vec<Written>),
    /// Keep the checkpoint and end.
    Stop,
}

/// What the worker says.
#[derive(Debug)]
pub enum Report {
    /// A wish was granted and saved, or not.
    Submitted(u64, Result<Receipt, Failure>),
    /// A box's command, or why it cannot be run.
    Offered(RunId, Spot, Result<Box<Offered>, Failure>),
    /// A box's command was begun, or not. Its end is a wish: [`Wish::Finished`].
    Began(RunId, Spot, Result<Box<Begun>, Failure>),
    /// Where a box's command stands whose end is not known; none where there is none.
    Unended(RunId, Spot, Option<Unended>),
    /// What the journal keeps under a digest; none where it is not here.
    Kept(EntryHash, Option<Arc<[u8]>>),
    /// The record has changed.
    Changed,
    /// The record cannot be read any more.
    Unreadable(Failure),
    /// The library is different.
    Looked(Arc<Library>),
    /// The runbook that a run walks; none where it cannot be had.
    Pinned(RunId, Option<Pin>),
    /// The newest good revision of a runbook.
    Newest(crate::runbook::RunbookId, Option<Pin>),
    /// What a runbook's newest revision changed; none where the record knows none before.
    Compared(RunbookId, Option<Vec<PartChanges>>),
    /// A runbook's file was written, or why it was not.
    Rewritten(RunbookId, Result<Arc<Library>, String>),
    /// How the record and its disk are has changed.
    Health(Health),
    /// The commands that nobody has allowed, or why that cannot be said or kept.
    NotAllowed(Result<Vec<Written>, Failure>),
    /// Commands were allowed, and these are left; or why they were not.
    Allowed(Result<Vec<Written>, Failure>),
    /// A run in full; none where its entries cannot be had.
    Whole(RunId, Option<Box<Run>>),
}

/// Tells a loop that sleeps.
type Wake = Arc<dyn Fn() + Send + Sync>;

/// A session that works on its own thread.
pub struct Worker {
    requests: Sender<Request>,
    reports: Receiver<Report>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Sets a session to work; `wake` is called after every report.
    pub fn start(session: Session, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let wake: Wake = Arc::new(wake);
        let (requests, inbox) = channel();
        let (outbox, reports) = channel();
        let thread = std::thread::spawn(move || work(session, &inbox, &outbox, &wake));
        Self {
            requests,
            reports,
            thread: Some(thread),
        }
    }

    /// Asks for something; the answer comes as a report.
    pub fn ask(&self, request: Request) {
        // The thread ends only after its requests do, or by a panic, which the loop is
        // told of in its own way.
        let _ = self.requests.send(request);
    }

    /// Who asks from another thread.
    pub fn asker(&self) -> impl Fn(Request) + Send + Sync + 'static {
        let requests = self.requests.clone();
        move |request| {
            let _ = requests.send(request);
        }
    }

    /// The reports that have come in.
    pub fn reports(&self) -> impl Iterator<Item = Report> + '_ {
        self.reports.try_iter()
    }

    /// Waits until everything that was asked for is done, and the checkpoint is kept.
    pub fn finish(mut self) -> Vec<Report> {
        self.ask(Request::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic was told when it happened.
            let _ = thread.join();
        }
        self.reports.try_iter().collect()
    }
}

fn work(mut session: Session, inbox: &Receiver<Request>, outbox: &Sender<Report>, wake: &Wake) {
    let mut waiting: Option<Request> = None;
    let mut health = Health::default();
    while let Some(request) = waiting.take().or_else(|| next(&session, inbox)) {
        if matches!(request, Request::Stop) {
            break;
        }
        // Several reports of one change become one look.
        if matches!(request, Request::Refresh | Request::Look) {
            match inbox.try_recv() {
                Ok(next) if same_kind(&request, &next) => {
                    waiting = Some(next);
                    continue;
                }
                Ok(next) => waiting = Some(next),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
        if let Some(report) = answer(&mut session, request, wake) {
            if outbox.send(report).is_err() {
                return session.close();
            }
            wake();
        }
        let now = session.health();
        if now != health {
            health = now.clone();
            let _ = outbox.send(Report::Health(now));
            wake();
        }
    }
    session.close();
}

/// The next request. There is nothing to wake up for between two, but while the journal has
/// a lock that it must let go.
fn next(session: &Session, inbox: &Receiver<Request>) -> Option<Request> {
    if !session.wants_polling() {
        return inbox.recv().ok();
    }
    match inbox.recv_timeout(Duration::from_secs(1)) {
        Ok(request) => Some(request),
        Err(RecvTimeoutError::Timeout) => Some(Request::Refresh),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

fn same_kind(one: &Request, other: &Request) -> bool {
    matches!(
        (one, other),
        (Request::Refresh, Request::Refresh) | (Request::Look, Request::Look)
    )
}

fn answer(session: &mut Session, request: Request, wake: &Wake) -> Option<Report> {
    match request {
        Request::Stop => None,
        Request::Submit(number, wish) => Some(Report::Submitted(number, session.submit(&wish))),
        Request::SubmitAs(number, operator, wish) => {
            let receipt = session.submit_as(&operator, &wish);
            Some(Report::Submitted(number, receipt))
        }
        Request::OfferCommand(run, spot) => {
            let offered = session.offer_command(run, &spot).map(Box::new);
            Some(Report::Offered(run, spot, offered))
        }
        Request::AllowCommand(run, spot, shown) => {
            let offered = session.allow_as_shown(run, &spot, &shown).map(Box::new);
            Some(Report::Offered(run, spot, offered))
        }
        Request::Unended(run, spot) => {
            let unended = session.unended_command(run, &spot);
            Some(Report::Unended(run, spot, unended))
        }
        Request::Kept(object) => Some(Report::Kept(object, session.kept(object))),
        Request::BeginCommand(run, spot, shown) => {
            let wake = wake.clone();
            let begun = session.begin_as_shown(run, &spot, &shown, move || wake());
            Some(Report::Began(run, spot, begun.map(Box::new)))
        }
        Request::Refresh => match session.refresh() {
            Ok(true) => Some(Report::Changed),
            Ok(false) => None,
            Err(failure) => Some(Report::Unreadable(failure)),
        },
        Request::Look => session
            .look()
            .then(|| Report::Looked(session.library().clone())),
        Request::Pin(run) => Some(Report::Pinned(run, session.pin(run))),
        Request::Newest(runbook) => {
            let pin = session.newest(runbook.as_str());
            Some(Report::Newest(runbook, pin))
        }
        Request::Compare(runbook) => {
            let two = session.last_two(runbook.as_str());
            let changes = two.map(|(older, newer)| differences(&older.runbook, &newer.runbook));
            Some(Report::Compared(runbook, changes))
        }
        Request::Rewrite(edited) => {
            let written = edited.write();
            session.look();
            let library = written.map(|()| session.library().clone());
            Some(Report::Rewritten(edited.runbook().clone(), library))
        }
        Request::NotAllowed => Some(Report::NotAllowed(
            session.not_allowed().map_err(Failure::from),
        )),
        Request::Allow(commands) => {
            let allowed = session.allow(&commands);
            let left = allowed.and_then(|()| session.not_allowed().map_err(Failure::from));
            Some(Report::Allowed(left))
        }
        Request::Whole(run) => Some(Report::Whole(run, session.whole(run).map(Box::new))),
    }
}
