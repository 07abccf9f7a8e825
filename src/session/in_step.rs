//! A shared record kept in step while screens are open, from a thread of its own: nobody waits
//! for a network.
//!
//! It syncs when it begins, `every` so often, soon after something was saved, and when the carrier
//! says that something came. It ends with
//! whoever holds it, and whatever it does then is as if it were killed: nothing is lost by it.

use super::last_sync::Known;
use super::team::Team;
use crate::carrier::Direction;
use crate::event::JournalId;
use crate::present::InStep;
use crate::state::State;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

/// What is saved within so long goes out together.
const SOON: Duration = Duration::from_secs(2);

/// Keeps a record in step.
pub(super) struct Keeper {
    wake: Sender<Wake>,
}

/// Why it is time before it is time.
enum Wake {
    /// Something was saved here.
    Saved,
    /// Something came from others.
    News,
    /// Nobody holds it any more.
    End,
}

/// What the thread has at hand.
pub(super) struct Kept {
    pub team: Team,
    pub id: JournalId,
    pub state: Arc<RwLock<State>>,
    /// How often; none where that is done by hand alone.
    pub every: Option<Duration>,
}

impl Kept {
    fn stands(&self) -> InStep {
        match self.state.read() {
            Ok(state) => self.team.stands(&state),
            Err(_) => InStep::default(),
        }
    }
}

impl Keeper {
    /// Begins; `tell` is called with how it stands after every sync, whether something came, and whether
    /// the runbooks are different.
    pub fn start(kept: Kept, tell: impl Fn(InStep, bool, bool) + Send + 'static) -> Self {
        let (wake, woken) = channel();
        if kept.every.is_some() {
            let news = wake.clone();
            kept.team.listen(move || news.send(Wake::News).is_ok());
        }
        std::thread::spawn(move || keep(&kept, &woken, &tell));
        Self { wake }
    }

    /// Something was saved: it goes out soon.
    pub fn saved(&self) {
        // Where the thread has ended by a panic, that was told when it happened.
        let _ = self.wake.send(Wake::Saved);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.wake.send(Wake::End);
    }
}

fn keep(kept: &Kept, woken: &Receiver<Wake>, tell: &dyn Fn(InStep, bool, bool)) {
    let Some(every) = kept.every else {
        // By hand alone: how it stands is told all the same.
        loop {
            tell(kept.stands(), false, false);
            if !matches!(woken.recv(), Ok(Wake::Saved)) {
                return;
            }
        }
    };
    loop {
        let known = match kept.state.read() {
            Ok(state) => kept.team.known(&state),
            Err(_) => Known::default(),
        };
        let came = kept
            .team
            .sync(kept.id, &known, Direction::Both)
            .is_ok_and(|outcome| outcome.pulled_bytes > 0);
        let is_other = kept.team.pull_library().unwrap_or(false);
        tell(kept.stands(), came, is_other);
        let next = Instant::now() + every;
        match woken.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Err(RecvTimeoutError::Disconnected) | Ok(Wake::End) => return,
            Err(RecvTimeoutError::Timeout) | Ok(Wake::News) => {}
            Ok(Wake::Saved) => {
                tell(kept.stands(), false, false);
                // More may follow at once.
                let until = Instant::now() + SOON;
                while let Some(left) = until.checked_duration_since(Instant::now()) {
                    match woken.recv_timeout(left) {
                        Ok(Wake::Saved | Wake::News) => {}
                        Err(RecvTimeoutError::Timeout) => break,
                        Err(RecvTimeoutError::Disconnected) | Ok(Wake::End) => return,
                    }
                }
            }
        }
    }
}
