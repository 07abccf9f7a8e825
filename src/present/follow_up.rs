//! What was said of a follow-up, in words.

use super::clock::Clock;
use crate::event::ChangePlan;
use crate::runbook::ChangePart;
use crate::state::{FollowUpStory, State};

/// One statement of a follow-up's story. Who said it and when stands beside it; an approval
/// and its like say from which account and machine.
pub fn follow_up_story(state: &State, item: FollowUpStory<'_>, clock: &Clock) -> String {
    match item {
        FollowUpStory::Opened(said) => match &said.what.text {
            Some(text) => format!("opened: {text}"),
            None => "opened".to_owned(),
        },
        FollowUpStory::Moved(said) => {
            let text = said.what.text.as_deref();
            let text = text.map(|text| format!(": {text}")).unwrap_or_default();
            let run = said.what.run.map(|run| format!(" in run {}", run.short()));
            let from = state.hand(said).host;
            let from = from.map(|it| format!(" ({} on {})", it.account, it.host));
            format!(
                "{}{}{}{text}",
                said.what.state.words(),
                run.unwrap_or_default(),
                from.unwrap_or_default(),
            )
        }
        FollowUpStory::Owner(said) => format!("assigned to {}", said.what),
        FollowUpStory::Due(said) => format!("due {}", clock.moment(said.what)),
        FollowUpStory::Ticket(said) => format!("ticket {}", said.what),
        FollowUpStory::Plan(said) => {
            let parts = plan_lines(&said.what).into_iter();
            let parts: Vec<_> = parts
                .map(|(part, words)| format!("{part}: {words}"))
                .collect();
            parts.join("; ")
        }
        FollowUpStory::Noted(said) => format!("note: {}", said.what),
    }
}

/// What a change says of how it is made and taken back: what, and the words.
pub fn plan_lines(plan: &ChangePlan) -> Vec<(&'static str, String)> {
    let said = ChangePart::ALL.into_iter().filter_map(|part| {
        let what = match part {
            ChangePart::Risk => "risk",
            ChangePart::WayBack => "way back",
            ChangePart::Check => "check",
            ChangePart::Window => "window",
        };
        Some((what, plan.says(part)?.to_owned()))
    });
    said.collect()
}
