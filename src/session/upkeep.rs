//! What is written about the journal itself: seals, signatures, and evidence that was removed; and
//! keeping the checkpoint.

use super::signing::{ends_signed, others_go_by, sign_unasked, signed_text};
use super::workspace::Objects;
use super::{Failure, Receipt, Session};
use crate::command::Decision;
use crate::config::Settings;
use crate::event::{EntryHash, Fact, SeenHead, Thread};
use crate::journal::{Reader, WriteFault, object_is_here, own_ends, remove_object, segment_name};
use crate::text::looks_secret;
use std::path::Path;

impl Session {
    /// The last entry of every writer, in the order of their names: what a seal signs.
    pub fn heads(&self) -> Vec<SeenHead> {
        self.journal.reader().positions().heads().collect()
    }

    /// Keeps a seal over heads that were signed.
    ///
    /// # Errors
    /// Why it could not be saved.
    pub fn seal(&mut self, heads: Vec<SeenHead>, signature: String) -> Result<Receipt, Failure> {
        self.say(of_journal(Fact::Sealed { heads, signature }))
    }

    /// Takes evidence out of the journal: an entry says so first, then the content goes. Where
    /// the content could not be taken away, asking again does that alone.
    ///
    /// # Errors
    /// When no entry names it as evidence, or why it could not be saved or taken away.
    pub fn remove_evidence(
        &mut self,
        sha256: EntryHash,
        reason: &str,
    ) -> Result<Option<Receipt>, Failure> {
        let fault = |why: &str| Failure::Evidence {
            sha256,
            why: why.to_owned(),
        };
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(fault("a reason is needed"));
        }
        if let Some(what) = looks_secret(reason) {
            let place = "the reason";
            return Err(Failure::LooksSecret { place, what });
        }
        let root = self.settings().journal.clone();
        let named = Named::find(self.settings(), &sha256)?;
        if named.is_runbook {
            return Err(fault(
                "runs were walked by it: it is a runbook, not evidence",
            ));
        }
        if !named.is_evidence {
            return Err(fault("no entry of this journal names it as evidence"));
        }
        let is_here = object_is_here(&root, &sha256);
        if named.is_removed && !is_here {
            return Err(fault("an entry says already that it was removed"));
        }
        let receipt = match named.is_removed {
            true => None,
            false => Some(self.say(of_journal(Fact::EvidenceRemoved {
                sha256,
                reason: reason.to_owned(),
            }))?),
        };
        remove_object(&root, &sha256).map_err(|error| {
            let words =
                format!("an entry says so, but its content is still there: {error}; try again");
            fault(&words)
        })?;
        self.journal.forget_object(&sha256);
        Ok(receipt)
    }

    /// Appends what is said of the journal itself.
    pub(super) fn say(&mut self, decision: Decision) -> Result<Receipt, Failure> {
        self.say_with(decision, Vec::new())
    }

    /// Appends what is said of the journal itself, with the content that it names.
    pub(super) fn say_with(
        &mut self,
        decision: Decision,
        objects: Objects,
    ) -> Result<Receipt, Failure> {
        self.refuse_in_doubt()?;
        let (workspace, count) = (&mut self.workspace, &mut self.since_checkpoint);
        let mut turn = self.journal.begin(&mut |arrived| {
            workspace.apply(&arrived);
            *count += 1;
        })?;
        let arrived = turn.append(&workspace.draft(decision, objects))?;
        for arrived in &arrived {
            workspace.apply(arrived);
            *count += 1;
        }
        workspace.refold(turn.reader());
        drop(turn);
        let own = arrived.last().map(Receipt::of);
        own.ok_or(Failure::NotSaved(WriteFault::Outdated))
    }
}

impl Session {
    /// Keeps what was folded for the next start, where enough came together to be worth it.
    pub fn close(&mut self) {
        const WORTH_IT: usize = 256;
        if self.since_checkpoint >= WORTH_IT {
            self.keep_checkpoint();
        }
    }

    /// Keeps what was folded for the next start. A checkpoint that cannot be kept is no
    /// loss: the next start reads the record itself.
    pub fn keep_checkpoint(&mut self) {
        self.workspace.shrink();
        super::checkpoint::keep(self.settings(), &self.journal, &self.state());
        self.since_checkpoint = 0;
    }

    /// Signs what this operator's writers on this machine have saved, where the settings name a
    /// key and something was saved since the last signature. Why it could not be done is kept
    /// for [`Session::health`].
    pub fn sign(&mut self) {
        let Some(key) = self.settings().team.signing_key.clone() else {
            return;
        };
        self.unsigned = self.sign_with(&key.value).err();
    }

    /// Signs where others will go by what was saved.
    pub(super) fn sign_after(&mut self, receipt: &Receipt) {
        if receipt.facts.iter().any(others_go_by) {
            self.sign();
        }
    }

    fn sign_with(&mut self, key: &Path) -> Result<(), String> {
        let heads = self.own_heads();
        let journal = self.journal.reader().journal();
        let Some(journal) = journal.filter(|_| !heads.is_empty()) else {
            return Ok(());
        };
        let signature = sign_unasked(key, &signed_text(journal, &heads))?;
        let signed = of_journal(Fact::Sealed { heads, signature });
        self.say(signed)
            .map(drop)
            .map_err(|failure| format!("the signature could not be saved: {failure}"))
    }

    /// The last entries of this operator's writers on this machine; none where the last thing that
    /// each of them did was to sign.
    fn own_heads(&self) -> Vec<SeenHead> {
        let settings = self.settings();
        let mine = format!("{}@", settings.operator);
        let is_here = |head: &&SeenHead| head.writer.as_str().starts_with(&mine);
        let mut ends = own_ends(&settings.state);
        ends.retain(|end| !end.is_given_up);
        let heads = self.heads();
        let own = heads.iter().filter(is_here).filter_map(|head| {
            let end = ends.iter().find(|end| end.writer == head.writer)?;
            let folder = settings.journal.join(end.writer.as_str());
            let path = folder.join(segment_name(end.segment));
            Some((head.clone(), ends_signed(&path, end.bytes)))
        });
        let own: Vec<_> = own.collect();
        match own.iter().all(|(_, is_signed)| *is_signed) {
            true => Vec::new(),
            false => own.into_iter().map(|(head, _)| head).collect(),
        }
    }
}

pub(super) fn of_journal(fact: Fact) -> Decision {
    Decision {
        on: vec![Thread::Journal],
        facts: vec![fact],
    }
}

/// As what the entries of a journal name an object.
#[derive(Debug, Default)]
struct Named {
    is_evidence: bool,
    is_runbook: bool,
    is_removed: bool,
}

impl Named {
    /// Reads everything: what was folded does not keep the evidence of every run.
    fn find(settings: &Settings, sha256: &EntryHash) -> Result<Self, Failure> {
        let mut named = Self::default();
        let mut reader = Reader::new(&settings.journal, "", None).knowing(&settings.state);
        reader.poll(&mut |arrived| {
            for (_, fact) in arrived.entry.numbered_facts() {
                match fact {
                    Fact::EvidenceRemoved {
                        sha256: removed, ..
                    } => named.is_removed |= removed == sha256,
                    Fact::RunStarted { .. }
                    | Fact::RevisionNoticed { .. }
                    | Fact::RevisionAdopted { .. } => {
                        named.is_runbook |= fact.objects().any(|object| object == *sha256);
                    }
                    fact => named.is_evidence |= fact.objects().any(|object| object == *sha256),
                }
            }
        })?;
        Ok(named)
    }
}
