//! Themes: their words, and that every role can be read on the backgrounds that it is for.

use super::*;

const DARK: Background = Background::Dark;

#[test]
fn a_role_stands_at_its_own_place() {
    for (index, role) in Role::ALL.into_iter().enumerate() {
        assert_eq!(role as usize, index, "{role:?}");
    }
}

#[test]
fn styles_are_read_from_their_words() {
    let mut theme = *Theme::usual();
    theme.set("heading", "bold underlined bright-blue").unwrap();
    let style = theme.style(Role::Heading, DARK);
    assert_eq!(style.fore, Some(Color::BrightBlue));
    assert!(style.marks().eq([Mark::Bold, Mark::Underlined]));
    theme.set("caution", "black on yellow").unwrap();
    assert_eq!(theme.style(Role::Caution, DARK).behind, Some(Color::Yellow));
    theme.set("bad", "default").unwrap();
    assert_eq!(theme.style(Role::Bad, DARK), Style::new());
    let wrong = theme.set("bad", "bold rad").unwrap_err();
    assert_eq!(
        (wrong.word.as_str(), wrong.hint.as_str()),
        ("rad", "write `red`")
    );
}

#[test]
fn the_plain_theme_has_no_colour_and_still_tells_a_caution() {
    let theme = Theme::named("plain").unwrap();
    for role in Role::ALL {
        let style = theme.style(role, DARK);
        assert_eq!((style.fore, style.behind), (None, None), "{role:?}");
    }
    let caution = theme.style(Role::Caution, DARK);
    assert!(caution.marks().any(|mark| mark == Mark::Reversed));
    assert_eq!(Theme::named("neon"), None);
}

#[test]
fn a_background_is_dark_or_light() {
    for dark in [[0, 0, 0], [20, 22, 27], [0, 43, 54], [40, 42, 54]] {
        assert_eq!(Background::of(dark), Background::Dark, "{dark:?}");
    }
    for light in [[255, 255, 255], [253, 246, 227], [200, 200, 200]] {
        assert_eq!(Background::of(light), Background::Light, "{light:?}");
    }
}

/// The sixteen colours as a palette has them, and what stands behind them unless a cell says
/// otherwise.
struct Palette {
    name: &'static str,
    colours: [u32; 16],
    words: u32,
    behind: u32,
}

const XTERM: [u32; 16] = [
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
    0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];
const VS_CODE: [u32; 16] = [
    0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc, 0x11a8cd, 0xe5e5e5, 0x666666,
    0xf14c4c, 0x23d18b, 0xf5f543, 0x3b8eea, 0xd670d6, 0x29b8db, 0xffffff,
];
const VS_CODE_LIGHT: [u32; 16] = [
    0x000000, 0xcd3131, 0x00bc00, 0x949800, 0x0451a5, 0xbc05bc, 0x0598bc, 0x555555, 0x666666,
    0xcd3131, 0x14ce14, 0xb5ba00, 0x0451a5, 0xbc05bc, 0x0598bc, 0xa5a5a5,
];

const DARK_PALETTES: [Palette; 2] = [
    Palette {
        name: "xterm",
        colours: XTERM,
        words: 0xe5e5e5,
        behind: 0x000000,
    },
    Palette {
        name: "VS Code",
        colours: VS_CODE,
        words: 0xcccccc,
        behind: 0x1e1e1e,
    },
];
const LIGHT_PALETTES: [Palette; 2] = [
    Palette {
        name: "xterm on white",
        colours: XTERM,
        words: 0x000000,
        behind: 0xffffff,
    },
    Palette {
        name: "VS Code light",
        colours: VS_CODE_LIGHT,
        words: 0x333333,
        behind: 0xffffff,
    },
];

fn parts(colour: u32) -> [u8; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    [red, green, blue]
}

impl Palette {
    fn colour(&self, colour: Option<Color>, default: u32) -> [u8; 3] {
        match colour {
            None => parts(default),
            Some(Color::Rgb(red, green, blue)) => [red, green, blue],
            Some(named) => parts(self.colours[named.number().unwrap()]),
        }
    }

    /// What falls short of 4.5, or of 3 for a line and a sign.
    fn faults(&self, theme: &Theme, background: Background) -> Vec<String> {
        let mut faults = Vec::new();
        for role in Role::ALL {
            let least = if role == Role::Line { 3.0 } else { 4.5 };
            let words = (theme.style(role, background), least, "");
            let sign = (theme.sign(role, background), 3.0, " as a sign");
            for (style, least, what) in [words, sign] {
                let words = self.colour(style.fore, self.words);
                let behind = self.colour(style.behind, self.behind);
                // Reversed or not, the two are as far apart.
                let ratio = contrast(words, behind);
                if ratio < least {
                    faults.push(format!("{}: {role:?}{what} {ratio:.2}", self.name));
                }
            }
        }
        faults
    }
}

#[test]
fn every_role_can_be_read_on_the_backgrounds_of_its_theme() {
    let usual = Theme::usual();
    let mut faults = Vec::new();
    for palette in &DARK_PALETTES {
        faults.extend(palette.faults(usual, Background::Dark));
        faults.extend(palette.faults(usual, Background::Unknown));
    }
    for palette in &LIGHT_PALETTES {
        faults.extend(palette.faults(usual, Background::Light));
        faults.extend(palette.faults(usual, Background::Unknown));
    }
    for name in ["night", "paper"] {
        let theme = Theme::named(name).unwrap();
        faults.extend(DARK_PALETTES[0].faults(&theme, Background::Unknown));
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn what_hurts_has_a_colour_where_nobody_knows_the_background() {
    let usual = Theme::usual();
    for role in [Role::Bad, Role::Warn, Role::Caution] {
        let sign = usual.sign(role, Background::Unknown);
        assert!(sign.fore.is_some(), "{role:?}");
    }
    // Somebody's own colour is a sign's as well, and the plain theme has none.
    let mut own = *usual;
    own.set("bad", "magenta").unwrap();
    let sign = own.sign(Role::Bad, Background::Unknown);
    assert_eq!(sign.fore, Some(Color::Magenta));
    let plain = Theme::named("plain").unwrap();
    for role in Role::ALL {
        let sign = plain.sign(role, Background::Unknown);
        assert_eq!((sign.fore, sign.behind), (None, None), "{role:?}");
    }
}

#[test]
fn the_colours_that_a_terminal_names_tell_its_background() {
    for (said, background) in [
        ("15;0", Background::Dark),
        ("0;15", Background::Light),
        ("12;default;8", Background::Dark),
        ("0;default;7", Background::Light),
        ("15;default", Background::Unknown),
        ("15", Background::Unknown),
        ("", Background::Unknown),
        ("0;16", Background::Unknown),
        ("0;-1", Background::Unknown),
    ] {
        assert_eq!(Background::said(said), background, "{said}");
    }
}
