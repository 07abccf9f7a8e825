//! The last guard before the terminal: no character that it would obey or not show gets through.
//!
//! What is to be read was made safe long before, by the text room, which also says what the
//! characters were. This stands behind every view as a second defence: ratatui lets such
//! characters pass in border symbols and through `Cell::set_symbol`.

use ratatui::buffer::Buffer;

/// Replaces by `?` every cell that holds a character which a terminal obeys or does not show.
pub(super) fn guard(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().chars().any(is_unseen) {
            cell.set_symbol("?");
        }
    }
}

/// Text for the main screen: each unseen character as `?`, lines kept.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|one| {
            if one != '\n' && is_unseen(one) {
                '?'
            } else {
                one
            }
        })
        .collect()
}

/// The same words with `…` for whatever stands between quotation marks, or after one that nothing
/// closes.
pub(super) fn unquoted(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '`']) {
        let mark = &rest[at..=at];
        out.push_str(&rest[..=at]);
        out.push('…');
        // The last such mark: a text that is quoted may hold the same mark itself.
        rest = match rest[at + 1..].rfind(mark) {
            Some(end) => {
                out.push_str(mark);
                &rest[at + 1 + end + 1..]
            }
            None => "",
        };
    }
    out + rest
}

/// Controls, direction marks, zero-width, tag, private and unassigned-for-ever characters.
fn is_unseen(one: char) -> bool {
    if matches!(one, ' '..='~') {
        return false;
    }
    one.is_control()
        || matches!(one,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0d}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn what_is_quoted_is_left_out() {
        for (said, left) in [
            ("index out of bounds", "index out of bounds"),
            (
                "byte 3 is not a boundary of `pass`word`",
                "byte 3 is not a boundary of `…`",
            ),
            (
                "called on Err: \"secret\" at 5",
                "called on Err: \"…\" at 5",
            ),
            ("begins \"and never ends", "begins \"…"),
            ("`a` and \"b\"", "`…` and \"…\""),
        ] {
            assert_eq!(unquoted(said), left);
        }
    }

    #[test]
    fn the_guard_leaves_what_can_be_read_and_nothing_else() {
        let readable = ["a", "é", "€", "漢", "e\u{301}", "✔\u{fe0f}", "│", "▁", " "];
        let unseen = [
            "\u{1b}",
            "\u{7}",
            "\u{9b}",
            "\u{7f}",
            "\u{202e}",
            "a\u{200b}",
            "\u{feff}",
            "\u{e0041}",
            "\u{e0b0}",
            "\u{10fffd}",
        ];
        let cells = u16::try_from(readable.len() + unseen.len()).unwrap();
        let mut buffer = Buffer::empty(Rect::new(0, 0, cells, 1));
        for (cell, symbol) in buffer
            .content
            .iter_mut()
            .zip(readable.iter().chain(&unseen))
        {
            cell.set_symbol(symbol);
        }
        guard(&mut buffer);
        let shown: Vec<&str> = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(shown[..readable.len()], readable);
        assert!(shown[readable.len()..].iter().all(|symbol| *symbol == "?"));
    }
}
