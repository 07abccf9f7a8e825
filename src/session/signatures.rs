//! What an operator signs as their own, and what is found of others' signatures.
//!
//! The fold says which signatures matter; whether one is good is found out here, once: what was
//! found is kept in the cache folder, so that a start runs no program. Where it cannot be found
//! out nothing counts by it, and that is said.

use super::found::name;
use super::signing::{ends_signed, public_half, sign_unasked, signed_text};
use super::{Failure, Receipt, Session};
use crate::event::{EntryHash, EntryRef, Fact, JournalId, SeenHead, WriterId};
use crate::journal::{
    OwnEnd, began_in, chained_to, give_up, is_of_operator, missing, own_ends, segment_name,
    unchained,
};
use crate::runbook::Operator;
use crate::state::{Found, KeyNews, ListId, State, ToCheck, Unsigned, read_keys};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

impl Session {
    /// Finds out what there is to be found of the record's signatures, and folds everything again
    /// where words wait by that which did not.
    pub(super) fn look_at_signatures(&mut self) -> Result<(), Failure> {
        // Each time a list may turn out to count by which others do.
        const MOST_TIMES: usize = 4;
        for _ in 0..MOST_TIMES {
            if !self.state().has_keys() {
                return Ok(());
            }
            self.check_signatures();
            self.workspace.settle_signatures();
            if !self.state().wants_anew() {
                return Ok(());
            }
            self.workspace.forget_all_but_keys();
            self.journal.begin_anew();
            self.since_checkpoint = 0;
            self.poll()?;
        }
        Ok(())
    }

    fn check_signatures(&mut self) {
        self.signatures.unchecked = None;
        let mut seen: BTreeSet<EntryRef> = BTreeSet::new();
        loop {
            let wanted = self.state().signature_to_check(&seen);
            let Some(one) = wanted else {
                return;
            };
            seen.insert(one.entry.clone());
            match self.find(&one) {
                Ok(found) => self.workspace.take_found(&one.entry, found),
                Err(why) => self.signatures.unchecked = Some(why),
            }
        }
    }

    fn find(&mut self, wanted: &ToCheck) -> Result<Found, String> {
        let Some(journal) = self.journal.reader().journal() else {
            return Ok(Found::default());
        };
        let mut found = Found {
            is_good: self.is_good(wanted, journal)?,
            ..Found::default()
        };
        if !found.is_good {
            return self.of_another(wanted, journal);
        }
        let reader = self.journal.reader();
        let lost = unchained(reader, wanted.heads.iter().cloned());
        for head in &wanted.heads {
            match lost.iter().find(|it| it.head == *head) {
                None => found.held.insert(head.writer.clone()),
                Some(lost) if lost.found.is_some() => found.other.insert(head.writer.clone()),
                // It is not here yet.
                Some(_) => false,
            };
            let proven = chained_to(reader, head, &wanted.lists);
            found.lists.extend(proven.iter().flat_map(ListId::all_of));
        }
        Ok(found)
    }

    fn is_good(&mut self, wanted: &ToCheck, journal: JournalId) -> Result<bool, String> {
        let text = signed_text(journal, Some(&wanted.own), &wanted.heads);
        let folder = self.settings().cache.clone();
        self.signatures.is_good(&folder, &wanted.signature, &text)
    }

    /// What was signed for the journal that its record began in, before that became a part of this
    /// one: it makes nothing count, and what a list ended by it has ended all the same.
    fn of_another(&mut self, wanted: &ToCheck, journal: JournalId) -> Result<Found, String> {
        let began = began_in(self.journal.reader(), &wanted.entry.writer);
        let Some(before) = began.filter(|began| *began != journal) else {
            return Ok(Found::default());
        };
        let writers = wanted.heads.iter().map(|head| head.writer.clone());
        Ok(match self.is_good(wanted, before)? {
            true => Found {
                is_good: true,
                other: writers.collect(),
                ..Found::default()
            },
            false => Found::default(),
        })
    }

    /// Signs what this operator's writers on this machine have saved, where the settings name a
    /// key and something was saved since the last signature. Why it could not be done is kept
    /// for [`Session::health`].
    pub fn sign(&mut self) {
        self.signatures.awaits = false;
        let Some(key) = self.settings().team.signing_key.clone() else {
            return;
        };
        self.signatures.failed = self.sign_with(&key.value, &BTreeSet::new(), None).err();
    }

    /// Signs what this operator's writers here have saved, now that their journal is a part of
    /// another: what they signed under its own id covers nothing there.
    pub(super) fn sign_joined(&mut self, was: JournalId) {
        if let Some(key) = self.settings().team.signing_key.clone() {
            let signed = self.sign_with(&key.value, &BTreeSet::new(), Some(was));
            self.signatures.failed = signed.err();
        }
    }

    /// Signs where something was saved that others go by; says whether it did.
    pub fn sign_what_waits(&mut self) -> bool {
        let awaits = self.signatures.awaits;
        if awaits {
            self.sign();
        }
        awaits && self.settings().team.signing_key.is_some()
    }

    /// Signs although something was taken in that nobody vouched for until now: its operator
    /// just did.
    pub(super) fn sign_vouched(&mut self, receipt: &Receipt) {
        let Some(key) = self.settings().team.signing_key.clone() else {
            return;
        };
        let vouched = receipt.facts.iter().filter_map(|fact| match fact {
            Fact::Settled(settled) => settled.finding,
            _ => None,
        });
        self.signatures.failed = self.sign_with(&key.value, &vouched.collect(), None).err();
    }

    fn sign_with(
        &mut self,
        key: &Path,
        vouched: &BTreeSet<EntryHash>,
        was: Option<JournalId>,
    ) -> Result<(), String> {
        let heads = self.own_heads(key, vouched, was)?;
        let Some(journal) = self
            .journal
            .reader()
            .journal()
            .filter(|_| !heads.is_empty())
        else {
            return Ok(());
        };
        let operator = self.settings().operator.clone();
        let text = signed_text(journal, Some(&operator), &heads);
        let signature = sign_unasked(key, &text)?;
        self.keep_signature(heads, signature, &text)
    }

    /// Keeps a signature that was made just now over one's own record.
    fn keep_signature(
        &mut self,
        heads: Vec<SeenHead>,
        signature: String,
        text: &str,
    ) -> Result<(), String> {
        let failed = |failure: Failure| format!("the signature could not be saved: {failure}");
        let own = Some(self.settings().operator.clone());
        if self.state().has_keys() {
            // It was made here: it need not be asked whether it is good.
            let folder = self.settings().cache.clone();
            self.signatures.keep(&folder, name(&signature, text), true);
        }
        self.seal(heads, signature, own).map_err(failed)?;
        Ok(())
    }

    /// The last entries of this operator's writers on this machine, as they are kept outside the
    /// journal: what somebody else put behind them is not theirs. None where the last thing that
    /// each of them did was to sign, and that counts or would count no more by this key.
    fn own_heads(
        &self,
        key: &Path,
        vouched: &BTreeSet<EntryHash>,
        was: Option<JournalId>,
    ) -> Result<Vec<SeenHead>, String> {
        let settings = self.settings();
        let mut ends = self.ends_here(was)?;
        let is_own = |writer: &WriterId| ends.iter().any(|end| end.writer == *writer);
        let state = self.state();
        if let Some(why) = unvouched(&state, is_own, vouched) {
            return Err(why);
        }
        ends.retain(|end| {
            let folder = settings.journal.join(end.writer.as_str());
            let path = folder.join(segment_name(end.segment));
            let through = state.signed_through(&end.writer, &settings.operator);
            let is_signed = || {
                let is_of_this = Some(end.journal) != was;
                is_of_this && ends_signed(&path, end.bytes) && !self.would_count(&state, end, key)
            };
            through < end.seq && !is_signed()
        });
        let heads: Vec<_> = ends.into_iter().map(head).collect();
        let lost = missing(self.journal.reader(), heads.clone());
        let held = heads
            .into_iter()
            .filter(|head| lost.iter().all(|it| it.head != *head));
        Ok(held.collect())
    }

    /// Whether the signature at the end of a record is by a key that is not this operator's, or not
    /// any more, and one by this key would be by theirs.
    fn would_count(&self, state: &State, end: &OwnEnd, key: &Path) -> bool {
        let mut faults = state.signature_faults();
        let is_it = |entry: &EntryRef| (&entry.writer, entry.seq) == (&end.writer, end.seq);
        if !faults.any(|(entry, _)| is_it(entry)) {
            return false;
        }
        let me = &self.settings().operator;
        let line = public_half(key).map(|half| format!("{me} {half}"));
        let (keys, _) = read_keys(line.iter().map(String::as_str));
        let now = Timestamp::now();
        keys.iter().any(|key| state.signs_at(me, key, now))
    }

    /// How far this operator's writers on this machine had come, as it is kept outside the
    /// journal; also those of the journal that this one `was` until just now. That an id is
    /// another's is no reason to sign by itself: anybody can say so.
    fn ends_here(&self, was: Option<JournalId>) -> Result<Vec<OwnEnd>, String> {
        let settings = self.settings();
        let journal = self.journal.reader().journal();
        let mut ends = own_ends(&settings.state).map_err(|error| {
            format!("what is kept of this machine's writers cannot be read: {error}")
        })?;
        ends.retain(|end| {
            [journal, was].contains(&Some(end.journal))
                && !end.is_given_up
                && is_of_operator(&end.writer, &settings.operator)
        });
        Ok(ends)
    }

    /// Why nobody signs some writers' records as they stand here, in words: something was put
    /// behind or in the place of what was saved on this machine.
    pub fn why_not_sign(&self, writers: &BTreeSet<WriterId>) -> Option<String> {
        let is_meant = |writer: &WriterId| writers.contains(writer);
        let unvouched = unvouched(&self.state(), is_meant, &BTreeSet::new());
        let is_unreached = |head: &SeenHead| {
            is_meant(&head.writer) && self.state().is_doubted(&head.writer, head.seq)
        };
        let unreached = || self.heads().into_iter().find(is_unreached);
        let broken = |SeenHead { writer, .. }| {
            format!(
                "the record of {writer} is damaged or forks, so no signature reaches its end: say what waits again"
            )
        };
        unvouched.or_else(|| unreached().map(broken)).or_else(|| {
            let ends = match self.ends_here(None) {
                Ok(ends) => ends,
                Err(why) => return Some(why),
            };
            let heads = ends.into_iter().map(head);
            let kept = heads.filter(|head| writers.contains(&head.writer));
            let lost = missing(self.journal.reader(), kept)
                .into_iter()
                .next()?
                .head;
            let SeenHead { writer, seq, .. } = lost;
            Some(format!(
                "entry {seq} of {writer} was saved here, and does not stand there any more"
            ))
        })
    }

    /// Gives up writers of this operator here whose record no signature reaches any more, because
    /// it is damaged: what is said from now on another says, so that it can be signed.
    pub(super) fn leave_what_no_signature_reaches(&self) {
        let settings = self.settings();
        let (state, me) = (self.state(), &settings.operator);
        if !state.has_key(me) || !state.doubted().any(|writer| is_of_operator(writer, me)) {
            return;
        }
        let ends = self.ends_here(None).unwrap_or_default();
        for end in ends
            .iter()
            .filter(|end| state.is_doubted(&end.writer, end.seq))
        {
            // Where it cannot be kept, it is tried with the next entry.
            let _ = give_up(&settings.state, &end.writer);
        }
    }

    /// What is to be said of keys and signatures, in words.
    pub(super) fn words_of_keys(&self) -> Vec<String> {
        let mut words = self.signatures.list.clone();
        let state = self.state();
        if !state.has_keys() {
            return words;
        }
        let me = &self.settings().operator;
        words.extend(self.signatures.unchecked.as_ref().map(|why| {
            format!("Signatures could not be checked, so nothing counts by those: {why}.")
        }));
        let is_told = |news: &&KeyNews| news.is_trouble() || self.is_news_to(me, news, &state);
        let news = state.key_news().iter().filter(is_told);
        words.extend(news.map(|news| format!("Keys: {news}.")));
        words.extend(self.words_of_list(&state));
        words
    }

    /// Words in this operator's name that wait for a signature, a sentence for each writer. Whoever
    /// is told is sent to look at them first: anybody can write in anybody's name. What no
    /// signature reaches any more is told where it would count, and by what is wrong there.
    pub(super) fn what_waits(&self) -> Vec<String> {
        let me = &self.settings().operator;
        let state = self.state();
        let mut theirs = state.keys().filter(|(who, _)| *who == me);
        let lines = theirs.next().map(|(_, lines)| lines).unwrap_or_default();
        let (keys, _) = read_keys(lines);
        let now = Timestamp::now();
        let has_key = keys.iter().any(|key| state.signs_at(me, key, now));
        let mut all: BTreeMap<&WriterId, usize> = BTreeMap::new();
        let is_reached = |said: &&Unsigned| !state.is_doubted(said.writer(), said.entry().seq);
        for said in state.unsigned().filter(is_reached) {
            if said.by() == me {
                *all.entry(said.writer()).or_default() += 1;
            }
        }
        let words = all.into_iter().map(|(writer, count)| {
            let (count, s, it) = match count {
                1 => ("1 word".to_owned(), "s", "it"),
                many => (format!("{many} words"), "", "them"),
            };
            if !is_of_operator(writer, me) {
                return format!("{count} in your name stand{s} in {writer}, which is not yours: `rounds journal verify` names {it}.");
            }
            if let Some(list) = state.ending_lists_of(me).next().filter(|_| !has_key) {
                return format!("{count} in your name wait{s} for a key: no signature for this journal leads to your list of keys in {list}. Name the key that you had before it as signing_key, and sign it: `rounds journal seal --own {list}`.");
            }
            if !has_key {
                return format!("{count} in your name wait{s} for a key, and none of yours counts any more: `rounds journal verify` tells by whose word.");
            }
            match self.why_not_sign(&BTreeSet::from([writer.clone()])) {
                Some(why) => format!("{count} in your name wait{s} for your key: {why}."),
                None => format!("{count} in your name wait{s} for your key: `rounds journal verify` names what. Only if all of it is yours: `rounds journal seal --own {writer}`."),
            }
        });
        words.collect()
    }

    /// A list that the record knows, and that is not what it goes by: nothing notices it again.
    pub fn words_of_list(&self, state: &State) -> Vec<String> {
        let listed = &self.signatures.listed;
        let lines: Vec<&str> = listed.iter().map(|key| key.text.as_str()).collect();
        let is_it = |lines_of: &[String]| {
            lines_of
                .iter()
                .map(String::as_str)
                .eq(lines.iter().copied())
        };
        let mut known = state.key_lists().filter(|(_, _, lines)| is_it(lines));
        if !known.any(|(list, _, _)| state.goes_by(list)) {
            return Vec::new();
        }
        let whose = listed.iter().flat_map(|key| {
            let without = key.operators.iter();
            without.filter(move |operator| !state.gives(operator, key))
        });
        let whose: BTreeSet<&Operator> = whose.collect();
        let words = whose.into_iter().map(|operator| format!("allowed_signers here gives {operator} a key that the record does not: it is an older list, or that key was ended."));
        words.collect()
    }

    /// What another said of one's own keys is told until one has signed with one.
    fn is_news_to(&self, me: &Operator, news: &KeyNews, state: &State) -> bool {
        let heads = self.journal.reader().positions().heads();
        let mut signed = heads.map(|head| state.signed_through(&head.writer, me));
        news.operator.as_ref() == Some(me) && news.by != *me && signed.all(|through| through == 0)
    }
}

fn head(end: OwnEnd) -> SeenHead {
    SeenHead {
        writer: end.writer,
        seq: end.seq,
        hash: end.hash,
    }
}

/// What was taken in of some writers' records, and nobody vouched for, in words.
fn unvouched(
    state: &State,
    is_meant: impl Fn(&WriterId) -> bool,
    vouched: &BTreeSet<EntryHash>,
) -> Option<String> {
    let mut open = state.taken_in();
    let is_open = |name: &EntryHash| !vouched.contains(name);
    let (_, it) = open.find(|(name, it)| is_meant(&it.writer) && is_open(name))?;
    let writer = &it.writer;
    Some(match it.seqs {
        (from, to) if from == to => format!(
            "entry {from} of {writer} stood beyond what was saved here; `rounds journal confirm` says that it is yours"
        ),
        (from, to) => format!(
            "entries {from} to {to} of {writer} stood beyond what was saved here; `rounds journal confirm` says that they are yours"
        ),
    })
}
