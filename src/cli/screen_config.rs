//! What config.toml says of keys and colours, put to the screens that know what it means.

use crate::app::keymap::{Keymap, Wanted};
use crate::app::theme::{Offer, Theme};
use crate::config::{Config, THEMES, Word};

/// The keys and the theme in force.
#[derive(Clone, Copy, Debug)]
pub struct ScreenConfig {
    /// The keys.
    pub keymap: Keymap,
    /// The style of every role.
    pub theme: &'static Theme,
    /// Every theme that can be picked, with the colours that somebody chose.
    pub themes: &'static [Offer],
}

impl ScreenConfig {
    /// What the file asks for. What cannot be meant joins the file's problems, and the
    /// rest is in force.
    pub fn of(theme: &str, config: &mut Config) -> Self {
        let keymap = keymap(config);
        let themes = THEMES.iter().map(|name| Offer {
            name,
            theme: painted(name, config, *name == theme),
        });
        // There is one a process.
        let themes: &[Offer] = Box::leak(themes.collect());
        let named = themes.iter().find(|offer| offer.name == theme);
        Self {
            keymap,
            theme: named.map_or(Theme::usual(), |offer| offer.theme),
            themes,
        }
    }
}

fn keymap(config: &mut Config) -> Keymap {
    if config.keys.is_empty() {
        return Keymap::default();
    }
    let words = config.keys.clone();
    let wanted: Vec<_> = words
        .iter()
        .map(|word| Wanted {
            place: &word.place,
            key: &word.name,
            action: &word.meaning,
        })
        .collect();
    let (keymap, faults) = Keymap::with(&wanted);
    for fault in faults {
        let span = words[fault.index].span.clone();
        config.object(span, "bad-key", fault.message, fault.hint);
    }
    keymap
}

/// A theme with the colours of the file; `tells` of those that are none.
fn painted(name: &str, config: &mut Config, tells: bool) -> &'static Theme {
    let words: Vec<Word> = config.colors.clone();
    let Some(mut theme) = Theme::named(name) else {
        return Theme::usual();
    };
    for word in words {
        if let Err(unknown) = theme.set(&word.name, &word.meaning)
            && tells
        {
            let message = format!(
                "`{}` is no colour",
                crate::text::shown(&unknown.word).as_str()
            );
            config.object(word.span, "bad-color", message, unknown.hint);
        }
    }
    Box::leak(Box::new(theme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::Role;
    use crate::config::THEMES;
    use crate::runbook::format::Kind;

    #[test]
    fn every_theme_and_role_of_the_file_is_known_to_the_screens() {
        for name in THEMES {
            assert!(Theme::named(name).is_some(), "{name}");
        }
        let colors = crate::config::CONFIG.key("colors").unwrap();
        let Kind::Table(shape) = colors.kind else {
            panic!("colors is a table");
        };
        let described: Vec<_> = shape.keys.iter().map(|key| key.name).collect();
        assert_eq!(described, Role::ALL.map(Role::word));
    }
}
