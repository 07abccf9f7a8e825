//! How bad an issue is.

use crate::state::fold::State;
use crate::state::follow_up::FollowUp;

impl State {
    /// The severity of an issue: what was said at its opening, else that of an escalation that
    /// it led to.
    pub fn severity_of<'a>(&'a self, issue: &'a FollowUp) -> Option<&'a str> {
        let said = issue.opening().and_then(|it| it.severity.as_deref());
        said.or_else(|| {
            let escalations = self.escalations().filter_map(|it| it.opening());
            let mut of_issue = escalations.filter(|it| it.follow_up == Some(issue.id));
            of_issue.next().map(|it| it.severity.as_str())
        })
    }
}
