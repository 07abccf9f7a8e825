//! Whether a key is held down.
//!
//! A terminal tells a held key as the same key again and again, some 30 times a second, which
//! no finger does. What stays true: keys that arrived together were typed ahead, and each counts.

use crate::app::input::Key;
use std::time::{Duration, Instant};

/// Sooner, it arrived with the one before.
const LEAST: Duration = Duration::from_millis(12);
/// Later, it can be a finger.
const MOST: Duration = Duration::from_millis(70);

/// The last key, and when it arrived.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeldKey(Option<(Key, Instant)>);

impl HeldKey {
    /// Takes a key that arrived at a moment; tells whether it only repeats the one before.
    pub fn repeats(&mut self, key: Key, at: Instant) -> bool {
        let before = self.0.replace((key, at));
        before.is_some_and(|(last, then)| {
            last == key && (LEAST..=MOST).contains(&at.saturating_duration_since(then))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_at_the_pace_of_a_terminal_is_held() {
        let mut held = HeldKey::default();
        let mut at = Instant::now();
        for (key, after, is_held) in [
            (' ', 0, false),
            // The delay before a terminal repeats, and then its pace.
            (' ', 400, false),
            (' ', 33, true),
            (' ', 40, true),
            (' ', 66, true),
            // Another key, a finger, and keys that were typed ahead.
            ('j', 33, false),
            ('j', 120, false),
            ('j', 0, false),
            ('j', 3, false),
            ('j', 30, true),
        ] {
            at += Duration::from_millis(after);
            let repeats = held.repeats(Key::Char(key), at);
            assert_eq!(repeats, is_held, "{key:?} after {after} ms");
        }
    }
}
