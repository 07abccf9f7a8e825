//! Keys and signatures, as they are asked for.

use super::fold::State;
use super::register::Mark;
use super::signing::{Found, KeyLine, KeyNews, SignatureFault, ToCheck, Unsigned};
use crate::event::{Entry, EntryRef, Thread, WriterId};
use crate::runbook::Operator;
use jiff::Timestamp;
use std::collections::BTreeSet;

impl State {
    /// A state that knows the lists of keys of another, and nothing else yet.
    pub fn knowing_keys_of(other: &Self) -> Self {
        Self {
            signing: other.signing.known(),
            ..Self::default()
        }
    }

    /// A state that knows the lists and the signatures of another, and nothing else yet: what
    /// counts there counts here as soon as it arrives.
    pub fn with_signatures_of(other: &Self) -> Self {
        Self {
            signing: other.signing.without_words(),
            ..Self::default()
        }
    }

    /// Whether something arrived by which words wait that were taken in: everything is to be
    /// folded again, by [`State::knowing_keys_of`].
    pub fn wants_anew(&self) -> bool {
        self.signing.wants_anew()
    }

    /// A signature that somebody has to look at, of those that were not `seen` just now: see
    /// [`State::take_found`].
    pub fn signature_to_check(&self, seen: &BTreeSet<EntryRef>) -> Option<ToCheck> {
        self.signing.to_check(seen)
    }

    /// Takes what was found of a signature: what it covers counts from now on, as if it arrived
    /// now.
    pub fn take_found(&mut self, entry: &EntryRef, found: Found) {
        for (entry, segment) in self.signing.take(entry, found) {
            self.take_in(&entry, segment);
        }
    }

    /// Nothing is left to be looked at.
    pub fn settle_signatures(&mut self) {
        self.signing.settle();
    }

    /// Whether anybody has a key.
    pub fn has_keys(&self) -> bool {
        !self.signing.is_idle()
    }

    /// Whether an operator's words count by their signature.
    pub fn has_key(&self, operator: &Operator) -> bool {
        self.signing.has_key(operator)
    }

    /// Everybody who has a key, with the lines that give it.
    pub fn keys(&self) -> impl Iterator<Item = (&Operator, Vec<&str>)> {
        self.signing.keys_now()
    }

    /// The writers in whose records lists of an operator's own end keys and give none, because no
    /// signature for this journal leads to them.
    pub fn ending_lists_of<'a>(&'a self, by: &'a Operator) -> impl Iterator<Item = &'a WriterId> {
        self.signing.ending_lists_of(by)
    }

    /// Whether a list of keys counts, and all that it says.
    pub fn goes_by(&self, list: &EntryRef) -> bool {
        self.signing.goes_by(list)
    }

    /// Whether a key of a list is an operator's, as the record has it now.
    pub fn gives(&self, operator: &Operator, key: &KeyLine) -> bool {
        self.signing.gives(operator, key)
    }

    /// Whether an operator's key that a list gives as well, under whatever conditions, signs for
    /// them at a moment.
    pub fn signs_at(&self, operator: &Operator, key: &KeyLine, at: Timestamp) -> bool {
        self.signing.signs_at(operator, key, at)
    }

    /// Writers of whose record something stands where no signature reaches.
    pub fn doubted(&self) -> impl Iterator<Item = &WriterId> {
        self.signing.doubted()
    }

    /// Whether an entry of a writer stands where no signature reaches: behind damage, or where
    /// their record forks.
    pub fn is_doubted(&self, writer: &WriterId, seq: u64) -> bool {
        self.signing.is_doubted(writer, seq)
    }

    /// What became of everybody's keys, list by list.
    pub fn key_news(&self) -> &[KeyNews] {
        self.signing.key_news()
    }

    /// The lists of keys that were noticed, in order: entry, who noticed it, lines.
    pub fn key_lists(&self) -> impl DoubleEndedIterator<Item = (&EntryRef, &Operator, &[String])> {
        self.signing.lists()
    }

    /// What lists of keys that count have seen, and is not here: each with its list. What was
    /// written before it is not known to be what stood there.
    pub fn seen_by_lists(&self) -> impl Iterator<Item = (&EntryRef, EntryRef)> {
        self.signing.seen_elsewhere()
    }

    /// Signatures that cover nothing, and why.
    pub fn signature_faults(&self) -> impl Iterator<Item = (&EntryRef, SignatureFault)> {
        self.signing.faults()
    }

    /// How far an operator has signed a writer's record; 0 where they have not.
    pub fn signed_through(&self, writer: &WriterId, by: &Operator) -> u64 {
        self.signing.signed_through(writer, by)
    }

    /// Words that wait for a signature.
    pub fn unsigned(&self) -> impl Iterator<Item = &Unsigned> {
        self.signing.unsigned()
    }

    /// Words about a thread that wait for a signature.
    pub fn unsigned_on<'a>(&'a self, thread: &'a Thread) -> impl Iterator<Item = &'a Unsigned> {
        self.unsigned().filter(move |said| said.is_on(thread))
    }

    /// Why a word that waits does not count.
    pub fn why_it_waits(&self, said: &Unsigned) -> String {
        match self.is_doubted(said.writer(), said.entry().seq) {
            false => said.words(),
            true => format!(
                "unsigned: the record of {} is damaged or forks before it, so no signature reaches it; {} has to say it again",
                said.writer(),
                said.by()
            ),
        }
    }

    /// Whether the word of an entry waits for a signature.
    pub fn waits_for_signature(&self, entry: &Entry) -> bool {
        self.signing.waits(entry)
    }

    /// Whether what an operator wrote is unsigned, although they have a key.
    pub fn is_unsigned(&self, entry: &EntryRef, by: &Operator) -> bool {
        !self.signing.counts(entry, by)
    }

    /// Whether a good signature of its operator's key covers a statement.
    pub fn is_signed(&self, mark: &Mark, by: &Operator) -> bool {
        self.signing.is_signed(&mark.entry, by)
    }
}
