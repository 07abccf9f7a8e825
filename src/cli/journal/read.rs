//! Reading the record for a command of `rounds journal`, whatever state it is in.

use super::super::exit::Stop;
use super::super::invocation::Invocation;
use crate::config::Settings;
use crate::event::{Entry, WriterId};
use crate::journal::{Arrived, Question, ReadFault, Reader};
use crate::session::ills;

pub(super) fn count(number: u64, what: &str) -> String {
    crate::present::count(usize::try_from(number).unwrap_or(usize::MAX), what)
}

/// What is known outside the journal.
pub fn question(settings: &Settings) -> Question {
    let here = Question::here(&settings.state, &settings.journal);
    Question {
        journal: here.journal.or(settings.journal_id),
        ..here
    }
}

/// Reads on from where a reader stands; begins anew where what was read is void by now.
pub(super) fn read(reader: &mut Reader, kept: &mut Vec<Arrived>) -> Result<(), Stop> {
    match reader.poll(&mut |arrived| kept.push(arrived)) {
        Err(ReadFault::Outdated) => {
            kept.clear();
            Ok(reader.poll(&mut |arrived| kept.push(arrived))?)
        }
        result => Ok(result?),
    }
}

pub(super) fn reader(settings: &Settings) -> Reader {
    let boot = settings.boot.as_deref();
    Reader::new(&settings.journal, &settings.machine, boot)
        .knowing(&settings.state)
        .of(settings.journal_id)
}

/// All entries of the record, in the one order that every reader agrees on. What could not be read
/// of it, or is not as it was written, is said, and the answer misses it.
pub(super) fn everything(invocation: &mut Invocation) -> Result<Vec<Arrived>, Stop> {
    let settings = invocation.record()?.settings().clone();
    let (mut reader, mut kept) = (reader(&settings), Vec::new());
    read(&mut reader, &mut kept)?;
    in_order(&mut kept);
    invocation.tell_late(ills(&reader));
    Ok(kept)
}

/// The one order that every reader agrees on.
pub(super) fn in_order(kept: &mut [Arrived]) {
    kept.sort_by(|one, other| place(&one.entry).cmp(&place(&other.entry)));
}

fn place(entry: &Entry) -> (u64, &WriterId, u64) {
    (entry.envelope.n, &entry.writer, entry.envelope.seq)
}
