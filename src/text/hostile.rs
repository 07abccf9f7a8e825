//! Which code points cannot be trusted to look like what they are.
//!
//! What must stay true: one table decides, for showing, for refusing and for JSON alike, so
//! that text which [`is_plain`] lets through is shown exactly as it is. Letters of every
//! script pass, right-to-left ones too; what passes nowhere is what a reader cannot see, or
//! what changes the order in which the rest is seen. A joiner passes where writing needs it:
//! inside an emoji, between letters that join, behind a virama.
//!
//! What it does not do: look-alike letters (Cyrillic `а` for Latin `a`) are not told apart.

use unicode_normalization::char::{is_combining_mark, is_public_assigned};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many marks may stand on one base before the rest is only counted.
///
/// Four is what real writing needs (pointed Hebrew with a cantillation mark, Tibetan stacks).
pub(super) const MARKS_A_BASE: usize = 4;

/// Why a code point is not shown as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// C0, DEL or C1: a terminal obeys it.
    Control,
    /// A bidirectional control: what follows is seen in another order.
    Reordering,
    /// Takes no ink: zero-width characters, fillers, soft hyphen, joiners.
    Invisible,
    /// A line or paragraph separator.
    Separator,
    /// A variation selector that selects nothing here.
    VariationSelector,
    /// A tag character: ASCII that nobody sees.
    Tag,
    /// Private use: looks different in every font.
    PrivateUse,
    /// A noncharacter, or not assigned.
    Unassigned,
    /// A combining mark without a base, or one too many on its base.
    Mark,
    /// A blank that is not the space it looks like.
    OddSpace,
}

impl Fault {
    fn words(self) -> &'static str {
        match self {
            Fault::Control => "a control character that a terminal would obey",
            Fault::Reordering => "a control that shows the text in another order",
            Fault::Invisible => "a character that cannot be seen",
            Fault::Separator => "a hidden line separator",
            Fault::VariationSelector => "a variation selector that cannot be seen",
            Fault::Tag => "a tag character that cannot be seen",
            Fault::PrivateUse => "a private-use character that looks different everywhere",
            Fault::Unassigned => "a code point without a meaning",
            Fault::Mark => "a combining mark out of place",
            Fault::OddSpace => "a blank that only looks like a space",
        }
    }
}

/// The first code point of a text that hides or reorders something.
///
/// Its `Display` is a sentence for the person who wrote the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "U+{:04X} at byte {offset_bytes} is {}; type the text again without it",
    u32::from(*.character),
    .fault.words()
)]
pub struct Hostile {
    /// The code point.
    pub character: char,
    /// Where it begins, in bytes from the start of the text.
    pub offset_bytes: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Accepts text that looks like what it is, for commands and for text to copy.
///
/// Newlines and tabs are plain; every other blank but the space is not.
///
/// # Errors
/// The first code point that is invisible, reorders, or is obeyed by a terminal.
pub fn is_plain(text: &str) -> Result<(), Hostile> {
    // Nearly every text: nothing in it can be but what it looks like.
    if text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'))
    {
        return Ok(());
    }
    let mut walk = Scan::default();
    for (offset_bytes, character) in text.char_indices() {
        if matches!(character, '\n' | '\t') {
            walk = Scan::default();
            continue;
        }
        let rest = &text[offset_bytes + character.len_utf8()..];
        let fault = match walk.verdict(character, rest) {
            Verdict::Keep if character != ' ' && character.is_whitespace() => Fault::OddSpace,
            Verdict::Keep => continue,
            Verdict::Show(fault) => fault,
            Verdict::OneMarkTooMany => Fault::Mark,
        };
        return Err(Hostile {
            character,
            offset_bytes,
            fault,
        });
    }
    Ok(())
}

/// What is wrong with a code point wherever it stands.
pub(super) fn fault_of(character: char) -> Option<Fault> {
    match u32::from(character) {
        0x20..=0x7E => None,
        0x00..=0x1F | 0x7F..=0x9F => Some(Fault::Control),
        0x061C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => Some(Fault::Reordering),
        0x2028 | 0x2029 => Some(Fault::Separator),
        0xFE00..=0xFE0F | 0xE0100..=0xE01EF => Some(Fault::VariationSelector),
        0xE0000..=0xE0FFF => Some(Fault::Tag),
        0xE000..=0xF8FF | 0xF0000..=0xFFFFD | 0x100000..=0x10FFFD => Some(Fault::PrivateUse),
        // Default-ignorable code points, format characters without ink, fillers and the
        // blank Braille cell. Joiners are among them; see `Scan::joins` for where they pass.
        0xAD
        | 0x034F
        | 0x070F
        | 0x115F
        | 0x1160
        | 0x17B4
        | 0x17B5
        | 0x180B..=0x180F
        | 0x200B..=0x200D
        | 0x2060..=0x2065
        | 0x206A..=0x206F
        | 0x2800
        | 0x3164
        | 0xFEFF
        | 0xFFA0
        | 0xFFF0..=0xFFFC
        | 0x13430..=0x1343F
        | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A => Some(Fault::Invisible),
        _ if !is_public_assigned(character) => Some(Fault::Unassigned),
        _ => None,
    }
}

/// What becomes of a code point where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It looks like what it is.
    Keep,
    /// It is shown by its number.
    Show(Fault),
    /// It stands on a base that carries enough; it is counted.
    OneMarkTooMany,
}

/// Walks a text and remembers what marks and selectors stand on.
#[derive(Debug, Default)]
pub(super) struct Scan {
    base: Option<char>,
    marks: usize,
    /// The code point before this one, whatever it was.
    last: Option<char>,
    /// How many tag characters of a flag are still to come.
    tags: usize,
}

impl Scan {
    /// Judges the next code point; `rest` is what stands behind it.
    pub(super) fn verdict(&mut self, character: char, rest: &str) -> Verdict {
        if character.is_ascii_graphic() {
            *self = Scan {
                base: Some(character),
                ..Scan::default()
            };
            return Verdict::Keep;
        }
        let verdict = self.judged(character, rest);
        self.last = Some(character);
        verdict
    }

    fn judged(&mut self, character: char, rest: &str) -> Verdict {
        let next = rest.chars().next();
        match fault_of(character) {
            Some(Fault::VariationSelector) if self.selects(character, next) => {
                self.marks += 1;
                Verdict::Keep
            }
            Some(Fault::Invisible) if self.joins(character, next) => Verdict::Keep,
            Some(Fault::Tag) if self.is_of_flag(character, rest) => Verdict::Keep,
            Some(fault) => {
                *self = Scan::default();
                Verdict::Show(fault)
            }
            None if stacks(character) => self.stack(character),
            None => {
                self.base = (!character.is_whitespace()).then_some(character);
                self.marks = 0;
                self.tags = 0;
                Verdict::Keep
            }
        }
    }

    /// Whether a joiner stands where writing needs one: between the parts of an emoji, between
    /// two letters that join, or behind a virama (RFC 5892, A.1 and A.2). There it changes
    /// what is seen, so that nothing hides in it.
    fn joins(&self, joiner: char, next: Option<char>) -> bool {
        let (Some(base), Some(next)) = (self.base, next) else {
            return false;
        };
        let is_after_virama = self.last.is_some_and(is_virama) && is_indic(next);
        match joiner {
            '\u{200D}' => {
                let is_emoji = is_pictograph(base) && is_pictograph(next);
                is_emoji || is_after_virama || is_cursive(base) && is_cursive(next)
            }
            '\u{200C}' => is_after_virama || is_cursive(base) && is_cursive(next),
            _ => false,
        }
    }

    /// Whether a tag character belongs to one of the flags that are written with them.
    fn is_of_flag(&mut self, tag: char, rest: &str) -> bool {
        if self.tags > 0 {
            self.tags -= 1;
            return true;
        }
        let is_flag = self.base == Some('🏴') && self.last == Some('🏴');
        let plain = |c: char| char::from_u32(u32::from(c).wrapping_sub(0xE0000));
        let told: String = std::iter::once(tag)
            .chain(rest.chars())
            .map_while(plain)
            .take(6)
            .collect();
        let is_known = ["gbeng\u{7f}", "gbsct\u{7f}", "gbwls\u{7f}"].contains(&told.as_str());
        if is_flag && is_known {
            self.tags = 5;
        }
        is_flag && is_known
    }

    fn stack(&mut self, character: char) -> Verdict {
        let carried = match self.base {
            Some(base) if is_jamo_tail(character) => is_hangul(base),
            Some(_) => joins_what_is_before(character),
            None => false,
        };
        if !carried {
            *self = Scan::default();
            Verdict::Show(Fault::Mark)
        } else if self.marks >= MARKS_A_BASE {
            Verdict::OneMarkTooMany
        } else {
            self.marks += 1;
            Verdict::Keep
        }
    }

    /// Whether a variation selector directly follows an emoji that has both forms.
    fn selects(&self, selector: char, next: Option<char>) -> bool {
        let Some(base) = self.base.filter(|_| self.marks == 0) else {
            return false;
        };
        match selector {
            '\u{FE0F}' if base.is_ascii() => {
                matches!(base, '0'..='9' | '#' | '*') && next == Some('\u{20E3}')
            }
            '\u{FE0E}' | '\u{FE0F}' if !base.is_ascii() => {
                let mut buffer = [0; 8];
                let base_bytes = base.encode_utf8(&mut buffer).len();
                '\u{FE0F}'.encode_utf8(&mut buffer[base_bytes..]);
                let wide = std::str::from_utf8(&buffer[..base_bytes + 3])
                    .is_ok_and(|pair| pair.width() == 2);
                let pictograph = matches!(u32::from(base), 0x2300..=0x2BFF | 0x1F000..=0x1FAFF);
                wide && (pictograph || base.width() == Some(1))
            }
            _ => false,
        }
    }
}

fn is_pictograph(character: char) -> bool {
    // The sign of a line's end is no picture, and what is shown by its number is none either.
    matches!(u32::from(character), 0x2190..=0x21FF | 0x2300..=0x2BFF | 0x1F000..=0x1FAFF)
        && character != '⏎'
        && fault_of(character).is_none()
}

/// A letter of a script whose letters join by themselves: Arabic, Syriac, N'Ko, Mongolian.
fn is_cursive(character: char) -> bool {
    let is_script = matches!(
        u32::from(character),
        0x0620..=0x06FF | 0x0700..=0x074F | 0x0750..=0x07FF | 0x08A0..=0x08FF | 0x1820..=0x18AA | 0xFB50..=0xFDFB | 0xFE70..=0xFEFC
    );
    is_script && character.is_alphabetic()
}

/// A letter of a script of India and its neighbours.
fn is_indic(character: char) -> bool {
    matches!(u32::from(character), 0x0900..=0x0DFF | 0x1000..=0x109F | 0x1780..=0x17FF)
        && character.is_alphabetic()
}

/// The sign that takes a consonant's vowel away.
fn is_virama(character: char) -> bool {
    matches!(
        u32::from(character),
        0x094D
            | 0x09CD
            | 0x0A4D
            | 0x0ACD
            | 0x0B4D
            | 0x0BCD
            | 0x0C4D
            | 0x0CCD
            | 0x0D4D
            | 0x0DCA
            | 0x1039
            | 0x17D2
    )
}

fn stacks(character: char) -> bool {
    character.width() == Some(0) || is_combining_mark(character)
}

/// Whether a line is never broken between a base and this mark. Some that take no column
/// belong to what follows them (Malayalam's dot reph) and would stand at a line's beginning
/// without a base.
fn joins_what_is_before(mark: char) -> bool {
    let mut buffer = [b'a'; 5];
    let length = 1 + mark.encode_utf8(&mut buffer[1..]).len();
    std::str::from_utf8(&buffer[..length]).is_ok_and(|pair| pair.graphemes(true).count() == 1)
}

fn is_jamo_tail(character: char) -> bool {
    matches!(u32::from(character), 0x1160..=0x11FF | 0xD7B0..=0xD7FF)
}

fn is_hangul(character: char) -> bool {
    matches!(u32::from(character), 0x1100..=0x11FF | 0xA960..=0xA97F | 0xAC00..=0xD7FF)
}
