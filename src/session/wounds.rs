//! What is wrong with the record and not settled, in words that are said before anybody asks.

use super::{Failure, Ill, IllKind, Receipt, Session};
use crate::command::{self, Refusal, Settle, ToConfirm};
use crate::config::Settings;
use crate::event::{EntryHash, SeenHead, WriterId};
use crate::journal::{
    self, KeptHead, Missing, Unconfirmed, forks, hash_bytes, is_of_operator, kept_heads,
};
use crate::runbook::Operator;
use crate::state::State;
use crate::text::looks_secret;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

impl Session {
    /// The heads that this machine keeps of the journal's writers, or why that cannot be told.
    pub(super) fn kept_heads(&self) -> io::Result<Vec<KeptHead>> {
        kept_heads(&self.settings().state)
    }

    /// Looks which heads that someone knew are not here. What was kept has to be read before the
    /// record: what another program saves meanwhile is no loss.
    pub(super) fn look_for_wounds(&mut self, kept: io::Result<Vec<KeptHead>>) {
        // Which journal this is stands in the record: it is known once that was read.
        let journal = self.journal.reader().journal();
        let (kept, unread) = match kept {
            Ok(kept) => (kept, None),
            Err(error) => (
                Vec::new(),
                Some(Ill::new(IllKind::Unread, error.to_string())),
            ),
        };
        let kept = kept
            .into_iter()
            .filter(|kept| Some(kept.journal) == journal)
            .map(|KeptHead { head, .. }| head);
        let said: Vec<SeenHead> = {
            let state = self.state();
            state.lost_heads().map(|lost| lost.kept.clone()).collect()
        };
        let missing = journal::missing(self.journal.reader(), kept.chain(said));
        let lost: BTreeSet<WriterId> = {
            let state = self.state();
            let open = missing.iter().filter(|it| !state.is_settled(&it.name));
            open.map(|it| it.head.writer.clone()).collect()
        };
        if *self.state().lost_writers() != lost {
            self.workspace.change(|state| state.lose(lost));
        }
        let wounds = in_words(&self.state(), &missing);
        self.wounds = unread.into_iter().chain(wounds).collect();
    }

    /// Settles what was found wrong with the record, in one entry.
    ///
    /// # Errors
    /// Why not, or why it could not be saved.
    pub fn settle(&mut self, wish: &Settle) -> Result<Receipt, Failure> {
        if let Some(what) = looks_secret(&wish.reason) {
            let place = "the reason";
            return Err(Failure::LooksSecret { place, what });
        }
        let (fresh, _) = self.workspace.fresh();
        let context = self.workspace.context(fresh);
        let decision = command::settle(&self.state(), wish, &context)?;
        let receipt = self.say(decision)?;
        self.sign_vouched(&receipt);
        let kept = self.kept_heads();
        self.look_for_wounds(kept);
        Ok(receipt)
    }
}

impl Session {
    /// Confirms all entries of the operator's own that wait for it as the record was last looked
    /// at, which is what screens show; gives the last entry that says so.
    ///
    /// # Errors
    /// Why not, or why it could not be saved.
    pub fn confirm_all(&mut self, reason: &str) -> Result<Receipt, Failure> {
        let waiting = self.to_confirm()?;
        self.confirm(&waiting, reason)
    }

    /// What waits for the operator's word, as the record stood when it was last looked at.
    ///
    /// # Errors
    /// When the records that fork cannot be read.
    pub fn to_confirm(&self) -> Result<ToConfirm, Failure> {
        let Settings {
            journal, operator, ..
        } = self.settings();
        let own = forks(journal)?;
        let own = own
            .iter()
            .filter(|fork| is_of_operator(&fork.writer, operator));
        let own: Vec<EntryHash> = own.flat_map(|fork| fork.findings.clone()).collect();
        Ok(ToConfirm::of(&self.state(), &own, operator))
    }

    /// Confirms entries of the operator's own that were seen to wait for it, and none that came
    /// since, in as few entries as they have room in; gives the last.
    ///
    /// # Errors
    /// Why not, or why it could not be saved.
    pub fn confirm(&mut self, seen: &ToConfirm, reason: &str) -> Result<Receipt, Failure> {
        if let Some(what) = looks_secret(reason) {
            let place = "the reason";
            return Err(Failure::LooksSecret { place, what });
        }
        self.refresh()?;
        let mut last = None;
        loop {
            let decided = command::confirm(seen, &self.to_confirm()?, reason);
            let decision = match (decided, last) {
                (Err(Refusal::NothingToConfirm), Some(receipt)) => {
                    let kept = self.kept_heads();
                    self.look_for_wounds(kept);
                    return Ok(receipt);
                }
                (decided, _) => decided?,
            };
            let receipt = self.say(decision)?;
            self.sign_vouched(&receipt);
            let waits = {
                let state = self.state();
                state.unsigned().any(|said| said.entry() == receipt.entry)
            };
            if waits {
                // Until it is signed there is as much to confirm as before.
                return Ok(receipt);
            }
            last = Some(receipt);
        }
    }

    /// What waits for the operator's word, a sentence each.
    pub fn unconfirmed(&self) -> Vec<String> {
        let operator = &self.settings().operator;
        let all = self.all_unconfirmed().into_iter();
        all.filter(|it| it.by == *operator)
            .map(|it| it.what)
            .collect()
    }

    /// What waits for the word of any operator.
    pub fn all_unconfirmed(&self) -> Vec<Unconfirmed> {
        unconfirmed(&self.state())
    }
}

/// What waits for its operator's word.
fn unconfirmed(state: &State) -> Vec<Unconfirmed> {
    let taken_in = state.taken_in().map(|(_, it)| {
        let (writer, by, (from, to)) = (&it.writer, &it.by, it.seqs);
        let which = match from == to {
            true => format!("entry {from} of {writer}"),
            false => format!("entries {from} to {to} of {writer}"),
        };
        Unconfirmed {
            writer: writer.clone(),
            by: by.clone(),
            entries: (to + 1).saturating_sub(from),
            from,
            what: format!(
                "{which} stood beyond what was saved; {by} confirms with `rounds journal confirm`"
            ),
        }
    });
    let mut sides: BTreeMap<(&WriterId, &Operator), Vec<u64>> = BTreeMap::new();
    let parted = state.parted();
    for (entry, by) in &parted {
        sides
            .entry((&entry.writer, by))
            .or_default()
            .push(entry.seq);
    }
    let parted = sides.into_iter().map(|((writer, by), seqs)| {
        let from = seqs.iter().min().copied().unwrap_or_default();
        let count = match seqs.len() {
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        };
        Unconfirmed {
            writer: writer.clone(),
            by: by.clone(),
            entries: seqs.len() as u64,
            from,
            what: format!(
                "{count} of {writer}, from {from} on: another record parts from them there; {by} confirms with `rounds journal confirm`"
            ),
        }
    });
    taken_in.chain(parted).collect()
}

/// Each wound in words, with the finding's name.
fn in_words(state: &State, missing: &[Missing]) -> Vec<Ill> {
    let missing = missing.iter().filter(|it| !state.is_settled(&it.name));
    let missing = missing.map(|it| {
        let (writer, seq) = (&it.head.writer, it.head.seq);
        let finding = short(&it.name);
        let what = match it.found {
            None => format!(
                "entries are missing: {writer} was saved up to entry {seq}, which is not here (finding {finding})"
            ),
            Some(_) => format!(
                "entry {seq} of {writer} is not the one that was saved (finding {finding})"
            ),
        };
        Ill::new(IllKind::Damaged, what)
    });
    let unconfirmed = unconfirmed(state).into_iter();
    let unconfirmed = unconfirmed.map(|it| Ill {
        of: Some(it.by),
        ..Ill::new(IllKind::Unconfirmed, it.what)
    });
    missing.chain(unconfirmed).collect()
}

/// A short name of what waits for somebody's word: another set has another.
pub fn name_of(waiting: &ToConfirm) -> String {
    let findings = waiting.findings.iter().map(ToString::to_string);
    let entries = waiting.entries.iter().map(ToString::to_string);
    let all: Vec<String> = findings.chain(entries).collect();
    short(&hash_bytes(all.join("\n").as_bytes()))
}

fn short(name: &EntryHash) -> String {
    name.to_string()[..12].to_owned()
}
