//! Which silences are on an alert, and on a place.
//!
//! A silence is words; it is on what it names as a whole word, in whatever case. What merely
//! begins with the same letters is another alert.

use super::fold::State;
use super::follow_up::FollowUp;
use crate::event::FollowUpKind;

impl State {
    /// The silences that stand and name an alert, oldest first.
    pub fn silences_on<'s>(&'s self, alert: &'s str) -> impl Iterator<Item = &'s FollowUp> {
        let silences = self.open_follow_ups();
        silences.filter(move |it| it.kind() == Some(FollowUpKind::Override) && it.is_about(alert))
    }
}

impl FollowUp {
    /// Whether its title names something.
    pub fn is_about(&self, name: &str) -> bool {
        let title = self.opening().map_or("", |opening| opening.title.as_str());
        names(title, name)
    }
}

fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let inside = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    let stands_alone = |at: usize| {
        let before = text[..at].chars().next_back();
        let behind = text[at + name.len()..].chars().next();
        !before.into_iter().chain(behind).any(inside)
    };
    !name.is_empty() && text.match_indices(&name).any(|(at, _)| stands_alone(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_word_is_named() {
        for (text, name, is) in [
            ("OrdersSyncLagHigh on prod-us", "OrdersSyncLagHigh", true),
            (
                "orderssynclaghigh, while they move",
                "OrdersSyncLagHigh",
                true,
            ),
            ("OrdersSyncLagHigh on prod-us", "OrdersSyncLag", false),
            ("OrdersSyncLagHigh on prod-us", "prod-us", true),
            ("OrdersSyncLagHigh on prod-us", "prod", false),
            ("the replication lag of eu", "replication lag", true),
            ("LagHighEu and LagHigh", "LagHigh", true),
            ("alarm 12 muted", "12", true),
            ("alarm 12 muted", "", false),
            ("İstanbul: Lag", "lag", true),
        ] {
            assert_eq!(names(text, name), is, "{text}: {name}");
        }
    }
}
