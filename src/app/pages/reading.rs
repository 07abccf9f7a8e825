//! Where one is in what stands in front.

use crate::app::Cursor;
use crate::app::scroll::Scroll;

/// Where one is in what stands in front: a list, and words beside it or instead of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The selected row of the list.
    pub cursor: Cursor,
    /// How far the words are scrolled.
    pub scroll: Scroll,
    /// Whether the words fill the screen.
    pub zoomed: bool,
}
