//! What is wrong with the record and not settled, in words that are said before anybody asks.

use super::{Failure, Ill, IllKind, Receipt, Session};
use crate::command::{self, Settle};
use crate::event::{EntryHash, SeenHead};
use crate::journal::{self, KeptHead, Missing, kept_heads};
use crate::state::State;
use crate::text::looks_secret;
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
        let kept = self.kept_heads();
        self.look_for_wounds(kept);
        Ok(receipt)
    }
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
    let taken_in = state.taken_in().map(|(name, it)| {
        let (writer, by, (from, to)) = (&it.writer, &it.by, it.seqs);
        let finding = short(name);
        let which = match from == to {
            true => format!("entry {from} of {writer}"),
            false => format!("entries {from} to {to} of {writer}"),
        };
        let what = format!(
            "{which} stood beyond what was saved; proves nothing until {by} settles finding {finding}"
        );
        Ill::new(IllKind::Unconfirmed, what)
    });
    missing.chain(taken_in).collect()
}

fn short(name: &EntryHash) -> String {
    name.to_string()[..12].to_owned()
}
