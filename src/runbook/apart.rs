//! What tells two runs of one procedure apart: its own `subject`, else, where it answers alerts,
//! what its asks take from an alert's labels.
//!
//! It fills in nothing: which values there are is a run's to know.

use super::{Ask, Procedure, Yields};

impl Procedure {
    /// The asks that an alert's label may fill, in their order. A secret never comes from one.
    pub fn labelled(&self) -> impl Iterator<Item = &Ask> {
        self.steps.iter().filter_map(|step| match &step.yields {
            Yields::Ask(ask) if ask.label.is_some() && !ask.secret => Some(ask),
            _ => None,
        })
    }

    /// The asks by which runs are told apart where no subject is written: those of an alert's
    /// labels, so that another instance's alert is not taken for the first one's.
    pub fn apart_by_labels(&self) -> impl Iterator<Item = &Ask> {
        let none_is_written = self.subject.is_none() && !self.alerts.is_empty();
        self.labelled().filter(move |_| none_is_written)
    }

    /// Whether a value of this name belongs to what tells its runs apart.
    pub fn tells_apart(&self, name: &str) -> bool {
        match &self.subject {
            Some(subject) => subject.names().any(|known| known == name),
            None => self.apart_by_labels().any(|ask| ask.name == name),
        }
    }
}
