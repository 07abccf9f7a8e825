//! What someone confirmed at a screen: exactly what was shown is allowed, and exactly what
//! was shown begins.
//!
//! Between looking and confirming, a value can be corrected in another terminal and a runbook
//! can be changed. So what was shown comes back with the confirmation, and is compared.

use super::commands::{Begun, Offered, Written};
use super::{Failure, Ill, Session};
use crate::event::{EntryHash, RunId};
use crate::runbook::StepRef;
use std::sync::Arc;

impl Session {
    /// Allows a command, exactly as it was shown to the operator.
    ///
    /// # Errors
    /// When it is another one by now, or when that cannot be saved.
    pub fn allow_as_shown(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
        shown: &Written,
    ) -> Result<Offered, Failure> {
        let now = self.offer_command(run, step_ref)?.written;
        if now.place != shown.place || now.text != shown.text {
            return Err(Failure::NotWhatWasShown);
        }
        self.allow(std::slice::from_ref(shown))?;
        self.offer_command(run, step_ref)
    }

    /// Begins a box's command as [`Session::begin_command`] does, if it is still the one that
    /// was shown.
    ///
    /// # Errors
    /// When it is another one by now; else as there.
    pub fn begin_as_shown(
        &mut self,
        run: RunId,
        step_ref: &StepRef,
        shown: &Offered,
        notify: impl Fn() + Send + 'static,
    ) -> Result<Begun, Failure> {
        self.refresh()?;
        if self.offer_command(run, step_ref)? != *shown {
            return Err(Failure::NotWhatWasShown);
        }
        self.begin_command(run, step_ref, notify)
    }

    /// What the journal keeps under a digest; none where it is not here, or cannot be read, which
    /// the record's health tells then.
    pub fn kept(&self, object: EntryHash) -> Option<Arc<[u8]>> {
        self.workspace.contents.read(&object).map(Into::into)
    }

    /// What is wrong with a content that was just wanted in vain; none where it is not here.
    pub fn ill_of(&self, object: &EntryHash) -> Option<Ill> {
        self.workspace.contents.ill(object)
    }
}
