//! What was said of a follow-up, in words.

use super::clock::Clock;
use crate::event::{ChangePlan, FollowUpKind, FollowUpState};
use crate::runbook::ChangePart;
use crate::state::{FollowUp, FollowUpStory, State};
use crate::text::duration_words;
use jiff::Timestamp;

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
            let from = state
                .hand(said)
                .host
                .filter(|_| is_allowing(said.what.state));
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

/// Whether it matters from which account it was said.
fn is_allowing(state: FollowUpState) -> bool {
    use FollowUpState as S;
    matches!(
        state,
        S::Reviewed | S::Approved | S::Released | S::RolledBack
    )
}

/// One statement of the thread of a follow-up: what is another's, a change that came from a
/// question, says whose it is.
pub fn thread_story(
    state: &State,
    (of, item): (&FollowUp, FollowUpStory<'_>),
    known: &FollowUp,
    clock: &Clock,
) -> String {
    let words = follow_up_story(state, item, clock);
    match (of.id == known.id, item) {
        (true, _) => words,
        (false, FollowUpStory::Opened(said)) => {
            format!("change {} {words}: {}", of.id.short(), said.what.title)
        }
        (false, _) => format!("change {} {words}", of.id.short()),
    }
}

/// How long a question took: `answered after 2 d; its change released after 5 d`. Empty of
/// what is no question, or has no answer.
pub fn question_took(state: &State, known: &FollowUp) -> Option<String> {
    let asked = known.opened.as_ref()?.at;
    if known.kind() != Some(FollowUpKind::Question) {
        return None;
    }
    let after = |at: Timestamp| {
        let took = at.duration_since(asked).as_secs().unsigned_abs();
        format!("after {}", duration_words(took))
    };
    let mut story = known.moves.story();
    let answered = story.rfind(|said| said.what.state == FollowUpState::Answered);
    let mut parts: Vec<_> = answered
        .map(|said| format!("answered {}", after(said.at)))
        .into_iter()
        .collect();
    for change in state.changes_from(known.id) {
        let moved = change
            .last_move()
            .map(|said| after(said.at))
            .unwrap_or_default();
        let parts_of = [
            "its change".to_owned(),
            change.id.short(),
            change.state().words().to_owned(),
            moved,
        ];
        parts.push(parts_of.join(" ").trim().to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
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
