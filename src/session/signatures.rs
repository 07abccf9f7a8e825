//! What an operator signs as their own, and what is found of others' signatures.
//!
//! The fold says which signatures matter; whether one is good is found out here, once: what was
//! found is kept in the cache folder, so that a start runs no program. Where it cannot be found
//! out nothing counts by it, and that is said.

use super::found::name;
use super::signing::{ends_signed, sign_unasked, signed_text};
use super::{Failure, Receipt, Session};
use crate::event::{EntryHash, EntryRef, Fact, SeenHead, WriterId};
use crate::journal::{is_of_operator, missing, own_ends, segment_name};
use crate::runbook::Operator;
use crate::state::{Found, KeyNews, State, ToCheck};
use std::collections::BTreeSet;
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
        let text = signed_text(journal, Some(&wanted.own), &wanted.heads);
        let folder = self.settings().cache.clone();
        let is_good = self.signatures.is_good(&folder, &wanted.signature, &text)?;
        let mut found = Found {
            is_good,
            ..Found::default()
        };
        if is_good {
            let lost = missing(self.journal.reader(), wanted.heads.iter().cloned());
            for head in &wanted.heads {
                match lost.iter().find(|it| it.head == *head) {
                    None => found.held.insert(head.writer.clone()),
                    Some(lost) if lost.found.is_some() => found.other.insert(head.writer.clone()),
                    // It is not here yet.
                    Some(_) => false,
                };
            }
        }
        Ok(found)
    }

    /// Signs what this operator's writers on this machine have saved, where the settings name a
    /// key and something was saved since the last signature. Why it could not be done is kept
    /// for [`Session::health`].
    pub fn sign(&mut self) {
        self.signatures.awaits = false;
        let Some(key) = self.settings().team.signing_key.clone() else {
            return;
        };
        self.signatures.failed = self.sign_with(&key.value, &BTreeSet::new()).err();
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
        self.signatures.failed = self.sign_with(&key.value, &vouched.collect()).err();
    }

    fn sign_with(&mut self, key: &Path, vouched: &BTreeSet<EntryHash>) -> Result<(), String> {
        let heads = self.own_heads(vouched)?;
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
    /// each of them did was to sign.
    fn own_heads(&self, vouched: &BTreeSet<EntryHash>) -> Result<Vec<SeenHead>, String> {
        let settings = self.settings();
        let journal = self.journal.reader().journal();
        let mut ends = own_ends(&settings.state).map_err(|error| {
            format!("what is kept of this machine's writers cannot be read: {error}")
        })?;
        ends.retain(|end| {
            Some(end.journal) == journal
                && !end.is_given_up
                && is_of_operator(&end.writer, &settings.operator)
        });
        let is_own = |writer: &WriterId| ends.iter().any(|end| end.writer == *writer);
        let state = self.state();
        let mut open = state.taken_in();
        if let Some((_, it)) =
            open.find(|(name, it)| is_own(&it.writer) && !vouched.contains(*name))
        {
            let (writer, (from, to)) = (&it.writer, it.seqs);
            return Err(format!(
                "entries {from} to {to} of {writer} stood beyond what was saved here; `rounds journal confirm` says that they are yours"
            ));
        }
        ends.retain(|end| {
            let folder = settings.journal.join(end.writer.as_str());
            let path = folder.join(segment_name(end.segment));
            let through = state.signed_through(&end.writer, &settings.operator);
            through < end.seq && !ends_signed(&path, end.bytes)
        });
        let heads = ends.into_iter().map(|end| SeenHead {
            writer: end.writer,
            seq: end.seq,
            hash: end.hash,
        });
        let heads: Vec<_> = heads.collect();
        let lost = missing(self.journal.reader(), heads.clone());
        let held = heads
            .into_iter()
            .filter(|head| lost.iter().all(|it| it.head != *head));
        Ok(held.collect())
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
            format!("Signatures could not be checked, so nothing counts by them: {why}.")
        }));
        let is_told = |news: &&KeyNews| news.is_trouble() || self.is_news_to(me, news, &state);
        let news = state.key_news().iter().filter(is_told);
        words.extend(news.map(|news| format!("Keys: {news}.")));
        words
    }

    /// Why what this operator said is not signed: the last signature could not be made, or words of
    /// theirs wait for one.
    pub(super) fn why_unsigned(&self) -> Option<String> {
        let me = &self.settings().operator;
        let state = self.state();
        let mine: Vec<_> = state.unsigned().filter(|said| said.by() == me).collect();
        let waits = mine.first().map(|first| {
            let (count, wait) = match mine.len() {
                1 => ("1 word".to_owned(), "waits"),
                many => (format!("{many} words"), "wait"),
            };
            let writer = first.writer();
            format!("{count} in your name {wait} for your key: `rounds journal seal --own {writer}` signs what is yours there")
        });
        self.signatures.failed.clone().or(waits)
    }

    /// What another said of one's own keys is told until one has signed with one.
    fn is_news_to(&self, me: &Operator, news: &KeyNews, state: &State) -> bool {
        let heads = self.journal.reader().positions().heads();
        let mut signed = heads.map(|head| state.signed_through(&head.writer, me));
        news.operator.as_ref() == Some(me) && news.by != *me && signed.all(|through| through == 0)
    }
}
