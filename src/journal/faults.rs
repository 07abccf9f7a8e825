//! Faults for tests: the k-th operation fails, stops half-way, or is the last one.

use super::disk::{Operation, Share};
use std::io;
use std::sync::Mutex;

/// What happens at the chosen operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It fails with this error; what comes after works.
    Fail(io::ErrorKind),
    /// From it on, all operations that change anything fail with this error.
    FailOn(io::ErrorKind),
    /// A write gets half of its bytes through; anything else fails.
    Half,
    /// The process dies before it.
    Crash,
    /// The process dies in it: a write gets half of its bytes through.
    CrashHalf,
}

#[derive(Debug, Default)]
struct State {
    count: usize,
    plan: Option<(usize, Kind)>,
    only: Option<Operation>,
    is_dead: bool,
    failing: Option<io::ErrorKind>,
}

/// A disk's faults, shared by who plans them and who suffers them.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<State>);

impl Faults {
    /// Plans a fault at the `at`-th changing operation from now, from 0; of one kind alone
    /// where that is given.
    pub fn plan(&self, at: usize, kind: Kind, only: Option<Operation>) {
        let mut state = self.0.lock().unwrap();
        *state = State {
            plan: Some((at, kind)),
            only,
            ..State::default()
        };
    }

    /// Ends all faults.
    pub fn heal(&self) {
        *self.0.lock().unwrap() = State::default();
    }

    /// How many operations there were since the plan.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().count
    }

    pub fn gate(&self, operation: Operation) -> io::Result<Share> {
        let mut state = self.0.lock().unwrap();
        if state.is_dead {
            return Err(io::Error::other("the process is dead"));
        }
        if operation == Operation::Read && state.only != Some(Operation::Read) {
            return Ok(Share::All);
        }
        if state.only.is_some_and(|only| only != operation) {
            return Ok(Share::All);
        }
        if let Some(kind) = state.failing {
            return Err(kind.into());
        }
        let at = state.count;
        state.count += 1;
        let Some((_, kind)) = state.plan.filter(|(planned, _)| *planned == at) else {
            return Ok(Share::All);
        };
        let half = |_| Share::Bytes(50);
        match kind {
            Kind::Fail(kind) => Err(kind.into()),
            Kind::FailOn(kind) => {
                state.failing = Some(kind);
                Err(kind.into())
            }
            Kind::Half if operation == Operation::Write => Ok(half(())),
            Kind::Half => Err(io::ErrorKind::Other.into()),
            Kind::CrashHalf if operation == Operation::Write => {
                state.is_dead = true;
                Ok(half(()))
            }
            Kind::Crash | Kind::CrashHalf => {
                state.is_dead = true;
                Err(io::Error::other("the process is dead"))
            }
        }
    }
}
