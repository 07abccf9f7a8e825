//! How the screens are to be, and how they ended. Data only.

use crate::app::keymap::Keymap;
use crate::app::look::Look;
use crate::app::opening::Opening;
use crate::app::theme::Offer;
use crate::os::Signal;
use std::ffi::OsString;
use std::path::PathBuf;

/// How the screens are to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether the mouse is on from the start.
    pub mouse: bool,
    /// How things look.
    pub look: Look,
    /// The themes that can be picked.
    pub themes: &'static [Offer],
    /// The operator's file of settings, where there is a place for one.
    pub config: Option<PathBuf>,
    /// Whether the terminal is asked what stands behind the words.
    pub ask_background: bool,
    /// The keys in force.
    pub keymap: Keymap,
    /// How somebody is told who does not look at the screen.
    pub tell: Tell,
    /// Words for the operator at the start.
    pub notice: Option<String>,
    /// What to open first.
    pub open: Option<Opening>,
    /// The arguments with which this program seals the journal, where it is sealed whenever a
    /// shift is given.
    pub seal: Option<Vec<OsString>>,
    /// What the record is, where it is nobody's own.
    pub made_up: Option<MadeUp>,
}

/// How the screens say that what they show was made up: on each of them by a word, at the
/// start by a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeUp {
    /// The word.
    pub badge: &'static str,
    /// The sentence.
    pub words: String,
}

/// How somebody is told who does not look at the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tell {
    /// By the terminal's bell.
    pub bell: bool,
    /// By a notification of the desktop.
    pub desktop: bool,
}

/// How the screens ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Someone left.
    Left,
    /// A signal ended them; the caller dies of it once everything is put away.
    Signal(Signal),
}
