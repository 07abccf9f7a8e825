//! The thread of one command: takes in what it prints, tells who looks, and brings it to an end.
//!
//! What stays true: it always comes to an end itself. Once the child has ended, what it started
//! is given a short while to close the output. After a cancel or a time-out all of the group is
//! asked, then killed, and even one that cannot be killed is not waited for. The child is reaped
//! last, so that no signal can reach a stranger who was given its number.

use std::io::Read;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use crate::os::{self, Push};

use super::capture::{Capture, Output, Stream};
use super::ended::{Ended, Ending};
use super::program::Program;
use super::shared::{Shared, lock};

/// So many pieces wait at most; then the command waits until they are taken in.
pub(super) const WAITING_PIECES: usize = 8;
const PIECE_BYTES: usize = 64 * 1024;

/// Between two notices: some twenty a second, whatever it prints.
const BETWEEN_NOTICES: Duration = Duration::from_millis(50);

/// How often a silent child is looked at, at most and at least.
const SHORTEST_LOOK: Duration = Duration::from_millis(1);
const LONGEST_LOOK: Duration = Duration::from_millis(50);

/// How long the output may stay open after the child has ended.
const PATIENCE_WITH_OUTPUT: Duration = Duration::from_millis(500);
/// How long a group that was asked to end may take.
const PATIENCE_WHEN_ASKED: Duration = Duration::from_secs(2);
/// How long a killed group may take: one that waits for a dead disk takes for ever.
const PATIENCE_WHEN_KILLED: Duration = Duration::from_secs(1);

/// What the thread hears of.
pub(super) enum News {
    Piece(Stream, Vec<u8>),
    Closed(Stream),
    Cancelled,
}

/// How far the end has been brought about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Running,
    Asked { until: Instant },
    Killed { until: Instant },
}

/// One command at work. Dropping it before it is done ends the command at once.
pub(super) struct Work<N: Fn()> {
    child: Option<Child>,
    shared: Arc<Shared>,
    notify: N,
    capture: Option<Capture>,
    timeout: Option<Duration>,
    begun: Instant,
    open_streams: usize,
    child_ended: Option<Instant>,
    phase: Phase,
    /// What we ended it for, where we did.
    ended_by_us: Option<Ending>,
    look: Duration,
    has_news: bool,
    told: Option<Instant>,
}

impl<N: Fn()> Work<N> {
    pub fn new(
        child: Child,
        program: &Program,
        begun: Instant,
        shared: Arc<Shared>,
        notify: N,
    ) -> Self {
        Self {
            child: Some(child),
            shared,
            notify,
            capture: Some(Capture::new(
                &program.secrets,
                program.cap_bytes,
                program.hides_output,
            )),
            timeout: program.timeout,
            begun,
            open_streams: 0,
            child_ended: None,
            phase: Phase::Running,
            ended_by_us: None,
            look: SHORTEST_LOOK,
            has_news: false,
            told: None,
        }
    }

    /// Until the command is over.
    pub fn run(mut self, senders: &SyncSender<News>, arrivals: &Receiver<News>) {
        self.open_streams = self.open(senders);
        while !self.is_done(Instant::now()) {
            match arrivals.recv_timeout(self.patience(Instant::now())) {
                Ok(news) => self.take_in(news),
                Err(RecvTimeoutError::Timeout) => self.look = (self.look * 2).min(LONGEST_LOOK),
                // Not while we hold a sender ourselves.
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let now = Instant::now();
            self.look_at_child(now);
            self.bring_about(now);
            self.tell(now);
        }
        // What waits already, and no more: something that was left may print for ever.
        for news in arrivals.try_iter().take(WAITING_PIECES) {
            self.take_in(news);
        }
        self.finish();
    }

    /// Lets each stream be read on a thread of its own; gives how many there are.
    fn open(&mut self, senders: &SyncSender<News>) -> usize {
        let Some(child) = &mut self.child else {
            return 0;
        };
        let stdout = child.stdout.take().map(|pipe| {
            let news = senders.clone();
            read_on_thread(move || feed(pipe, Stream::Stdout, &news))
        });
        let stderr = child.stderr.take().map(|pipe| {
            let news = senders.clone();
            read_on_thread(move || feed(pipe, Stream::Stderr, &news))
        });
        let is_open = |stream: &Option<bool>| *stream == Some(true);
        [stdout, stderr].iter().filter(|s| is_open(s)).count()
    }

    fn take_in(&mut self, news: News) {
        let Some(capture) = &mut self.capture else {
            return;
        };
        let clean = match news {
            News::Piece(stream, bytes) => capture.pass(stream, &bytes),
            News::Closed(stream) => {
                self.open_streams = self.open_streams.saturating_sub(1);
                capture.close(stream)
            }
            News::Cancelled => return,
        };
        // It may be about to end: look at it soon.
        self.look = SHORTEST_LOOK;
        if clean.is_empty() {
            return;
        }
        self.shared
            .total_bytes
            .store(capture.total_bytes, Ordering::Relaxed);
        if let Some(kept) = lock(&self.shared.kept).as_mut() {
            kept.push(&clean);
        }
        self.has_news = true;
    }

    fn look_at_child(&mut self, now: Instant) {
        if self.child_ended.is_some() {
            return;
        }
        // Where nobody can tell, it is not ours any more: it has ended.
        let has_ended = |child: &mut Child| os::has_ended(child).unwrap_or(true);
        if self.child.as_mut().is_none_or(has_ended) {
            self.child_ended = Some(now);
        }
    }

    /// Asks, then kills.
    fn bring_about(&mut self, now: Instant) {
        match self.phase {
            Phase::Running if self.child_ended.is_none() => {
                let over = self.timeout.filter(|timeout| now - self.begun >= *timeout);
                let why = if self.shared.is_cancelled.load(Ordering::SeqCst) {
                    Ending::Cancelled
                } else if let Some(timeout) = over {
                    Ending::TimedOut(timeout)
                } else if self.child_wants_terminal() {
                    Ending::WantedTerminal
                } else {
                    return;
                };
                self.ended_by_us = Some(why);
                self.push(Push::Ask);
                let until = now + PATIENCE_WHEN_ASKED;
                self.phase = Phase::Asked { until };
            }
            Phase::Asked { until } if now >= until => {
                self.push(Push::End);
                let until = now + PATIENCE_WHEN_KILLED;
                self.phase = Phase::Killed { until };
            }
            _ => {}
        }
    }

    fn child_wants_terminal(&mut self) -> bool {
        let wants = |child: &mut Child| os::wants_terminal(child).unwrap_or(false);
        self.child.as_mut().is_some_and(wants)
    }

    fn push(&mut self, push: Push) {
        if let Some(child) = &mut self.child {
            // What refuses to be pushed is given up later, and said so.
            let _ = os::push_group(child, push);
        }
    }

    fn is_done(&self, now: Instant) -> bool {
        let is_quiet = self.child_ended.is_some() && self.open_streams == 0;
        let gave_up = match self.phase {
            Phase::Running => self
                .child_ended
                .is_some_and(|ended| now >= ended + PATIENCE_WITH_OUTPUT),
            Phase::Asked { .. } => false,
            Phase::Killed { until } => now >= until,
        };
        is_quiet || gave_up
    }

    /// How long nothing needs to be done.
    fn patience(&self, now: Instant) -> Duration {
        let notice = self.told.map_or(now, |told| told + BETWEEN_NOTICES);
        let notice = self.has_news.then(|| notice.saturating_duration_since(now));
        // The rest is never due much before the next look.
        notice.map_or(self.look, |notice| notice.min(self.look))
    }

    fn tell(&mut self, now: Instant) {
        let is_due = self.told.is_none_or(|told| now >= told + BETWEEN_NOTICES);
        if self.has_news && is_due {
            self.has_news = false;
            self.told = Some(now);
            (self.notify)();
        }
    }

    fn finish(&mut self) {
        if self.ended_by_us.is_some() {
            // Whoever heard the question and only closed the output is ended as well.
            self.push(Push::End);
        }
        let (Some(child), Some(mut capture)) = (self.child.take(), self.capture.take()) else {
            return;
        };
        let left_something = self.open_streams > 0 || self.child_ended.is_none();
        let ending = self.reap(child);
        let Some(mut both) = lock(&self.shared.kept).take() else {
            return;
        };
        if self.open_streams > 0 {
            // Nobody says any more whether this would have become a secret.
            both.push(&capture.close(Stream::Stdout));
            both.push(&capture.close(Stream::Stderr));
        }
        let took = self.child_ended.unwrap_or_else(Instant::now) - self.begun;
        *lock(&self.shared.ended) = Some(Ended {
            ending,
            took,
            output: capture.finish(both),
            left_something,
        });
        (self.notify)();
    }

    fn reap(&mut self, mut child: Child) -> Ending {
        if self.child_ended.is_none() {
            // It cannot be killed now; whenever it ends, somebody must take note of it.
            let _ = thread::Builder::new().spawn(move || child.wait());
            return self.ended_by_us.take().unwrap_or(Ending::Cancelled);
        }
        let ending = match child.wait() {
            Ok(status) => Ending::of(status),
            Err(error) => Ending::Unknown(os::why(&error)),
        };
        self.ended_by_us.take().unwrap_or(ending)
    }
}

impl<N: Fn()> Drop for Work<N> {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            end_at_once(&mut child);
            *lock(&self.shared.kept) = None;
            *lock(&self.shared.ended) = Some(Ended {
                ending: Ending::Unknown("what watched it failed, and it was ended".into()),
                took: self.begun.elapsed(),
                output: Output::default(),
                left_something: false,
            });
        }
    }
}

fn read_on_thread(read: impl FnOnce() + Send + 'static) -> bool {
    let thread = thread::Builder::new().name("command-output".into());
    thread.spawn(read).is_ok()
}

/// Hands on what comes out of a pipe until it is closed, or nobody listens any more.
fn feed(mut pipe: impl Read, stream: Stream, news: &SyncSender<News>) {
    let mut bytes = vec![0; PIECE_BYTES];
    loop {
        match pipe.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => {
                if news
                    .send(News::Piece(stream, bytes[..count].to_vec()))
                    .is_err()
                {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = news.send(News::Closed(stream));
}

/// A command that could not be watched must not go on unwatched.
fn end_at_once(child: &mut Child) {
    let _ = os::push_group(child, os::Push::End);
    let _ = child.wait();
}
