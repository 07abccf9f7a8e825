//! The session on a thread of its own, for screens that must not wait for a disk.
//!
//! Requests are taken in order, each answered by one report; `wake` is called after every
//! report, so that a loop which sleeps can be told. The thread ends when its requests do.

use super::commands::{Begun, Offered, Unended, Written};
use super::in_step::{Keeper, Kept};
use super::team::Team;
use super::{Failure, Health, Pin, Receipt, Request, Session, Start};
use crate::event::{EntryHash, RunId};
use crate::library::{Edited, Library};
use crate::present::{self, Commit, InStep};
use crate::runbook::{Operator, PartChanges, ProcedureRef, RunbookId, StepRef, differences};
use crate::state::Run;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is asked of the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkerRequest {
    /// Grant a request; the number comes back with the answer.
    Submit(u64, Request),
    /// Grant a request of another operator, who sits down at this terminal.
    SubmitAs(u64, Operator, Request),
    /// A box's command as it would run now, to be looked at.
    OfferCommand(RunId, StepRef),
    /// Allow a box's command, exactly as it was shown.
    AllowCommand(RunId, StepRef, Box<Written>),
    /// Begin a box's command, which someone has confirmed as it was shown.
    BeginCommand(RunId, StepRef, Box<Offered>),
    /// Where a box's command stands whose end is not known.
    Unended(RunId, StepRef),
    /// What the journal keeps under a digest.
    Kept(EntryHash),
    /// Confirm all entries of the operator's own that wait for it.
    Confirm(String),
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
    /// Open a run without writing anything: the first thing recorded at it begins it.
    Open(Box<Start>),
    /// How the team stands.
    Team,
    /// Who changed the steps of a procedure, as git has it.
    Commits(ProcedureRef),
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
    /// A request was granted and saved, or not.
    Submitted(u64, Result<Receipt, Failure>),
    /// A box's command, or why it cannot be run.
    Offered(RunId, StepRef, Result<Box<Offered>, Failure>),
    /// A box's command was begun, or not. Its end is a request: [`Request::Finished`].
    Began(RunId, StepRef, Result<Box<Begun>, Failure>),
    /// Where a box's command stands whose end is not known; none where there is none.
    Unended(RunId, StepRef, Option<Unended>),
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
    /// Entries were confirmed, or not.
    Confirmed(Result<Receipt, Failure>),
    /// How the record and its disk are has changed.
    Health(Health),
    /// The commands that nobody has allowed, or why that cannot be said or kept.
    NotAllowed(Result<Vec<Written>, Failure>),
    /// Commands were allowed, and these are left; or why they were not.
    Allowed(Result<Vec<Written>, Failure>),
    /// How a shared record stands to the team's.
    InStep(InStep),
    /// Who changed the steps of a procedure; nobody where its file is in no checkout.
    Commits(ProcedureRef, Vec<Commit>),
    /// How the team stands, whole.
    Team(Box<present::Team>),
    /// A run in full; none where its entries cannot be had.
    Whole(RunId, Option<Box<Run>>),
    /// A run that was opened, as it will be before its first answer; or what is in the way.
    Opened(Box<Start>, Result<Box<Run>, Failure>),
}

/// Tells a loop that sleeps.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A session that works on its own thread.
pub struct Worker {
    requests: Sender<WorkerRequest>,
    reports: Receiver<Report>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Sets a session to work; `wake` is called after every report.
    pub fn start(session: Session, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let wake: Wake = Arc::new(wake);
        let (requests, inbox) = channel();
        let (outbox, reports) = channel();
        let keeper = keeper(&session, &requests, &outbox, &wake);
        let thread = std::thread::spawn(move || work(session, &inbox, &outbox, &wake, keeper));
        Self {
            requests,
            reports,
            thread: Some(thread),
        }
    }

    /// Asks for something; the answer comes as a report.
    pub fn ask(&self, request: WorkerRequest) {
        // The thread ends only after its requests do, or by a panic, which the loop is
        // told of in its own way.
        let _ = self.requests.send(request);
    }

    /// Who asks from another thread.
    pub fn asker(&self) -> impl Fn(WorkerRequest) + Send + Sync + 'static {
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
        self.ask(WorkerRequest::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic was told when it happened.
            let _ = thread.join();
        }
        self.reports.try_iter().collect()
    }
}

/// Keeps a shared record in step, from a thread of its own; none where it is nobody else's, or
/// was never joined.
fn keeper(
    session: &Session,
    requests: &Sender<WorkerRequest>,
    outbox: &Sender<Report>,
    wake: &Wake,
) -> Option<Keeper> {
    let team = Team::of(session.settings()).ok()??;
    let kept = Kept {
        id: session.shared_id()?,
        state: session.state_handle(),
        every: session.settings().team.every(),
        team,
    };
    let (requests, outbox, wake) = (requests.clone(), outbox.clone(), wake.clone());
    Some(Keeper::start(
        kept,
        move |in_step, came, is_other_library| {
            if came {
                let _ = requests.send(WorkerRequest::Refresh);
            }
            if is_other_library {
                let _ = requests.send(WorkerRequest::Look);
            }
            let _ = outbox.send(Report::InStep(in_step));
            wake();
        },
    ))
}

fn work(
    mut session: Session,
    inbox: &Receiver<WorkerRequest>,
    outbox: &Sender<Report>,
    wake: &Wake,
    keeper: Option<Keeper>,
) {
    let mut waiting: Option<WorkerRequest> = None;
    let mut health = Health::default();
    while let Some(request) = waiting.take().or_else(|| next(&session, inbox)) {
        if matches!(request, WorkerRequest::Stop) {
            break;
        }
        // Several reports of one change become one look.
        if matches!(request, WorkerRequest::Refresh | WorkerRequest::Look) {
            match inbox.try_recv() {
                Ok(next) if same_kind(&request, &next) => {
                    waiting = Some(next);
                    continue;
                }
                Ok(next) => waiting = Some(next),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
        // Nothing that is to be saved waits for git.
        if let WorkerRequest::Commits(procedure) = &request
            && let Some(changed) = session.changed_steps(procedure)
        {
            let (procedure, outbox, wake) = (procedure.clone(), outbox.clone(), wake.clone());
            std::thread::spawn(move || {
                // Where nobody is there any more, nobody wants to know.
                let _ = outbox.send(Report::Commits(procedure, changed.commits()));
                wake();
            });
            continue;
        }
        if let Some(report) = answer(&mut session, request, wake) {
            if let (Report::Submitted(_, Ok(_)), Some(keeper)) = (&report, &keeper) {
                keeper.saved();
            }
            if outbox.send(report).is_err() {
                return session.close();
            }
            wake();
        }
        // Nobody waits for a signature: it is made once the answer is out.
        if session.sign_what_waits() {
            let _ = outbox.send(Report::Changed);
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
fn next(session: &Session, inbox: &Receiver<WorkerRequest>) -> Option<WorkerRequest> {
    if !session.wants_polling() {
        return inbox.recv().ok();
    }
    match inbox.recv_timeout(Duration::from_secs(1)) {
        Ok(request) => Some(request),
        Err(RecvTimeoutError::Timeout) => Some(WorkerRequest::Refresh),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

fn same_kind(one: &WorkerRequest, other: &WorkerRequest) -> bool {
    matches!(
        (one, other),
        (WorkerRequest::Refresh, WorkerRequest::Refresh)
            | (WorkerRequest::Look, WorkerRequest::Look)
    )
}

fn opened(session: &mut Session, start: Box<Start>) -> Report {
    let run = session.open_run(&start).map(Box::new);
    Report::Opened(start, run)
}

fn not_allowed(session: &mut Session) -> Result<Vec<Written>, Failure> {
    session.not_allowed().map_err(Failure::from)
}

/// Does what is asked, and says what came of it; nothing where there is nothing to say. `wake`
/// is called while a command that was begun puts something out.
pub fn answer(session: &mut Session, request: WorkerRequest, wake: &Wake) -> Option<Report> {
    match request {
        WorkerRequest::Stop => None,
        WorkerRequest::Submit(number, request) => {
            Some(Report::Submitted(number, session.submit(&request)))
        }
        WorkerRequest::SubmitAs(number, operator, request) => {
            let receipt = session.submit_as(&operator, &request);
            Some(Report::Submitted(number, receipt))
        }
        WorkerRequest::OfferCommand(run, step_ref) => {
            let offered = session.offer_command(run, &step_ref).map(Box::new);
            Some(Report::Offered(run, step_ref, offered))
        }
        WorkerRequest::AllowCommand(run, step_ref, shown) => {
            let offered = session.allow_as_shown(run, &step_ref, &shown).map(Box::new);
            Some(Report::Offered(run, step_ref, offered))
        }
        WorkerRequest::Unended(run, step_ref) => {
            let unended = session.unended_command(run, &step_ref);
            Some(Report::Unended(run, step_ref, unended))
        }
        WorkerRequest::Kept(object) => Some(Report::Kept(object, session.kept(object))),
        WorkerRequest::BeginCommand(run, step_ref, shown) => {
            let wake = wake.clone();
            let begun = session.begin_as_shown(run, &step_ref, &shown, move || wake());
            Some(Report::Began(run, step_ref, begun.map(Box::new)))
        }
        WorkerRequest::Confirm(reason) => Some(Report::Confirmed(session.confirm_all(&reason))),
        WorkerRequest::Refresh => match session.refresh() {
            Ok(true) => Some(Report::Changed),
            Ok(false) => None,
            Err(failure) => Some(Report::Unreadable(failure)),
        },
        WorkerRequest::Look => session
            .look()
            .then(|| Report::Looked(session.library().clone())),
        WorkerRequest::Pin(run) => Some(Report::Pinned(run, session.pin(run))),
        WorkerRequest::Newest(runbook) => {
            let pin = session.newest(runbook.as_str());
            Some(Report::Newest(runbook, pin))
        }
        WorkerRequest::Compare(runbook) => {
            let two = session.last_two(runbook.as_str());
            let changes = two.map(|(older, newer)| differences(&older.runbook, &newer.runbook));
            Some(Report::Compared(runbook, changes))
        }
        WorkerRequest::Rewrite(edited) => Some(rewritten(session, &edited)),
        WorkerRequest::NotAllowed => Some(Report::NotAllowed(not_allowed(session))),
        WorkerRequest::Allow(commands) => {
            let allowed = session.allow(&commands);
            let left = allowed.and_then(|()| not_allowed(session));
            Some(Report::Allowed(left))
        }
        WorkerRequest::Open(start) => Some(opened(session, start)),
        WorkerRequest::Commits(procedure) => {
            let changed = session.changed_steps(&procedure);
            let commits = changed.map_or_else(Vec::new, |it| it.commits());
            Some(Report::Commits(procedure, commits))
        }
        WorkerRequest::Team => Some(Report::Team(Box::new(session.team(Timestamp::now())))),
        WorkerRequest::Whole(run) => {
            let whole = session.whole(run).ok().flatten();
            Some(Report::Whole(run, whole.map(Box::new)))
        }
    }
}

/// Writes an edit that someone has accepted, and says what the library is then.
fn rewritten(session: &mut Session, edited: &Edited) -> Report {
    let written = session.rewrite(edited);
    let written = written.and_then(|it| it.words(edited.path()).map_or(Ok(()), Err));
    session.look();
    let library = written.map(|()| session.library().clone());
    Report::Rewritten(edited.runbook().clone(), library)
}
