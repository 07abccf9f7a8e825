//! The record on disk: segments, chain, lock, recovery, objects.
//!
//! This room keeps bytes safe. It knows entries and what binds them; what they mean
//! together is `state`.
//!
//! - Nothing that was acknowledged is lost, nothing is given back as saved that is not.
//! - Nothing is truncated or rewritten; only a writer's own program appends to its folder.
//! - Reading takes no lock, creates nothing, and does not panic on any bytes.
//! - Nothing that can be read is dropped: what cannot be relied on is marked.
//!
//! | file | job |
//! |---|---|
//! | `line` | one line: frame, hash, the one spelling |
//! | `segment_scan` | which lines of a segment follow each other |
//! | `beginning` | how segments begin, and what a closing makes void |
//! | `known`, `gone`, `belonging` | which journal stands at a place; which folders are its |
//! | `place` | addresses on disk, positions, damage |
//! | `reader`, `poll`, `stamp` | reading all of it, one writer at a time; opening what moved |
//! | `fork`, `fork_list` | what stands beside a record that forks; both sides of it |
//! | `thread`, `unbroken`, `backwards` | reading one thread; whether it still is what was read; reading the last entries |
//! | `lock` | `lock.<machine>`: the lock and the saved lengths |
//! | `writer_id` | writers' names, kept outside the journal |
//! | `own_writer`, `own_end` | where one's own writer stands when a transaction begins; up to where this machine's writers may go out |
//! | `writer`, `transaction` | a journal that can be written to; appending under its lock |
//! | `roll`, `first_words` | starting segments; what the first one says |
//! | `lookup`, `held` | looking for single lines on disk; whether known heads are held |
//! | `object` | content by its hash |
//! | `verify`, `check`, `told`, `object_check` | checking everything |
//! | `question`, `claim`, `finding`, `judge` | what is held against it, and what each finding is called |
//! | `unread` | what could not be read, apart from what was altered |
//! | `status`, `report`, `report_words` | saying what was found |
//! | `disk`, `rights` | the way to the disk |
//! | `fault` | what can go wrong, in sentences |

mod backwards;
mod beginning;
mod belonging;
mod beyond;
mod cap;
mod check;
mod claim;
mod disk;
mod fault;
mod finding;
mod first_begun;
mod first_words;
mod fork;
mod fork_head;
mod fork_list;
mod gone;
mod held;
mod judge;
mod known;
mod line;
mod lock;
mod lookup;
mod object;
mod object_check;
mod own_end;
mod own_writer;
mod place;
mod poll;
mod question;
mod reader;
mod report;
mod report_words;
mod rights;
mod roll;
mod segment_scan;
mod stamp;
mod status;
mod thread;
mod told;
mod transaction;
mod unbroken;
mod unnoted;
mod unread;
mod up_to;
mod verify;
mod writer;
mod writer_id;

#[cfg(test)]
mod faults;
#[cfg(test)]
mod forgeries;
#[cfg(all(test, unix))]
mod hazards;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod laundering;
#[cfg(test)]
mod noting;
#[cfg(test)]
mod taken_in;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unreadable;

pub use beginning::{SaysItIs, says_it_is};
pub use beyond::{Beyond, not_saved};
pub use fault::{ReadFault, WriteFault};
pub use finding::{Finding, Settlement};
pub use fork_list::{ForkFound, ForkSide, entries_of, forks};
pub use gone::{Gone, Standing, in_words};
pub use held::{Missing, began_in, chained_to, missing, unchained};
pub use known::{found_anew, gone_at, known_id, standing, take_id, take_standing};
pub use line::hash_bytes;
pub use lookup::objects_named;
pub use object::{OBJECT_LIMIT_BYTES, ObjectFault, object, object_is_here, remove_object};
pub use own_end::{OwnEnd, give_up, own_ends};
pub use place::{
    Arrived, Damage, Place, Positions, SegmentPlace, Trust, segment_name, segment_number,
};
pub use question::{Expected, Question, SealedHead};
pub use reader::{Reader, Stale};
pub use report::{
    Closed, Foreign, Fork, LinePlace, Lost, Removed, Report, Unconfirmed, WriterReport,
};
pub use status::Status;
pub use transaction::Transaction;
pub use unnoted::Unnoted;
pub use unread::{Unread, why};
pub use verify::verify;
pub use writer::{Draft, Identity, Journal, Places};
pub use writer_id::{KeptHead, is_of_operator, kept_heads};
