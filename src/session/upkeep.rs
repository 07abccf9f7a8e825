//! What is written about the journal itself: seals, and evidence that was removed; how it is, and
//! keeping the checkpoint.

use super::health::{Health, Ill, IllKind, ills};
use super::workspace::Objects;
use super::{Failure, Receipt, Session};
use crate::command::Decision;
use crate::config::Settings;
use crate::event::{EntryHash, Fact, SeenHead, Thread};
use crate::journal::{Reader, Unnoted, WriteFault, object_is_here, remove_object};
use crate::os;
use crate::runbook::Operator;
use crate::text::looks_secret;

/// With less than this, space is said to be short: a year of one operator's rounds.
const FEW_BYTES: u64 = 64 << 20;

impl Session {
    /// How the record and its disk are.
    pub fn health(&self) -> Health {
        let unnoted = self.journal.unnoted().iter().map(|unnoted| match unnoted {
            Unnoted::Length { why } => Ill::new(
                IllKind::NotShown,
                format!("the last entry is on the disk, and {why}"),
            ),
            Unnoted::Head { why } => Ill::new(IllKind::NotKept, why.clone()),
        });
        let mut ills = ills(self.journal.reader());
        ills.extend(self.workspace.contents.ills());
        ills.extend(self.wounds.iter().cloned().chain(unnoted));
        // A journal that is not there yet lies on no disk that could be short of space.
        let left = os::free_bytes(&self.settings().journal).ok();
        Health {
            ills,
            few_bytes_left: left.filter(|left| *left < FEW_BYTES),
            unsigned: self.signatures.failed.clone(),
            waits: self.what_waits(),
            keys: self.words_of_keys(),
            unchecked: self.signatures.unchecked.clone(),
        }
    }

    /// The last entry of every writer, in the order of their names: what a seal signs.
    pub fn heads(&self) -> Vec<SeenHead> {
        self.journal.reader().positions().heads().collect()
    }

    /// Keeps a seal over heads that were signed; as an operator's own record where one is named.
    ///
    /// # Errors
    /// Why it could not be saved.
    pub fn seal(
        &mut self,
        heads: Vec<SeenHead>,
        signature: String,
        own: Option<Operator>,
    ) -> Result<Receipt, Failure> {
        let receipt = self.say(of_journal(Fact::Sealed {
            heads,
            signature,
            own,
        }))?;
        self.look_at_signatures()?;
        self.workspace.refold(self.journal.reader());
        Ok(receipt)
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
        let is_here = object_is_here(&root, &sha256)?;
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
            let words = format!(
                "an entry says so, but its content is still there: {}; try again",
                os::why(&error)
            );
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
    /// Ends its work: signs what is to be signed, and keeps what was folded for the next start,
    /// where enough came together to be worth it.
    pub fn close(&mut self) {
        const WORTH_IT: usize = 256;
        self.sign_what_waits();
        if self.workspace.contents.is_outdated() {
            super::checkpoint::forget(self.settings());
        } else if self.since_checkpoint >= WORTH_IT {
            self.keep_checkpoint();
        }
    }

    /// Keeps what was folded for the next start. A checkpoint that cannot be kept is no
    /// loss: the next start reads the record itself.
    pub fn keep_checkpoint(&mut self) {
        if self.workspace.contents.is_outdated() {
            return;
        }
        self.workspace.shrink();
        super::checkpoint::keep(self.settings(), &self.journal, &self.state());
        self.since_checkpoint = 0;
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
    /// Reads everything: what was folded does not keep the evidence of every run. What cannot be
    /// read may name it as well.
    fn find(settings: &Settings, sha256: &EntryHash) -> Result<Self, Failure> {
        let mut named = Self::default();
        let mut reader = Reader::new(&settings.journal, "", None)
            .knowing(&settings.state)
            .of(settings.journal_id);
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
        let mut ills = ills(&reader).into_iter();
        match ills.find(|ill| ill.kind == IllKind::Unread) {
            Some(ill) => Err(Failure::Missed(ill)),
            None => Ok(named),
        }
    }
}
