//! Headings, paragraphs and prose, as every page of `rounds show` has them.

use super::super::exit::Stop;
use super::super::out::{Line, Out};
use crate::present::Tone;
use crate::text::{markdown, shown, wrap};

/// A heading with an empty line before it.
pub(super) fn heading(out: &mut Out, text: &str) -> Result<(), Stop> {
    out.gap()?;
    out.line(&Line::of(Tone::Strong, text))
}

/// Running text, wrapped, with `indent` before every line.
pub(in crate::cli) fn paragraph(out: &mut Out, indent: &str, text: &str) -> Result<(), Stop> {
    let room = out.measure().saturating_sub(indent.chars().count());
    let line = shown(text);
    for row in wrap(&line, room) {
        let row = row.into_owned();
        out.line(&Line::plain(indent).add_shown(Tone::Plain, row))?;
    }
    Ok(())
}

/// Markdown as plain rows, with `indent` before every line.
pub(in crate::cli) fn prose(out: &mut Out, indent: &str, text: &str) -> Result<(), Stop> {
    let room = out.measure().saturating_sub(indent.chars().count());
    let blocks = markdown::parse(text);
    for row in markdown::layout(&blocks, room) {
        let mut line = Line::plain(indent);
        for (piece, style) in row.0 {
            let is_heading = matches!(style.role, markdown::Role::Heading(_));
            let tone = if style.strong || is_heading {
                Tone::Strong
            } else {
                Tone::Plain
            };
            line = line.add_shown(tone, piece);
        }
        out.line(&line)?;
    }
    Ok(())
}
