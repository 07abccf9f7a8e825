//! What one page gives: a procedure, and what is the whole runbook's.

use super::draft::{Contact, Escalation, Procedure};

/// What one page gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) procedure: Option<Procedure>,
    pub(super) contacts: Vec<Contact>,
    pub(super) escalation: Vec<Escalation>,
    pub(super) links: Vec<(String, String)>,
    /// The page's title, for a page that is about its folder.
    pub(super) title: Option<String>,
    /// What of its front matter has no key.
    pub(super) comments: Vec<String>,
    /// What was taken out of the page for the runbook as a whole: line, what, became.
    pub(super) taken: Vec<(usize, String, &'static str)>,
    /// The page as it stands, where it is there to be read and nothing in it is to be done.
    pub(super) reference: Option<String>,
}
