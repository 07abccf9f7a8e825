//! Documents as rows, and hostile documents.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::text::is_plain;

fn rows(markdown: &str, columns: usize) -> String {
    let rows = layout(&parse(markdown), columns);
    rows.iter()
        .map(|row| format!("{row}").trim_end().to_owned() + "\n")
        .collect()
}

/// Rows with the look of each piece.
fn styles(markdown: &str) -> String {
    let mut out = String::new();
    for row in layout(&parse(markdown), 90) {
        for (text, style) in row.0 {
            let flags = [
                (style.emphasis, "emphasis"),
                (style.strong, "strong"),
                (style.strikethrough, "struck"),
                (style.code, "code"),
                (style.link, "link"),
            ];
            let flags: Vec<_> = flags
                .iter()
                .filter(|(on, _)| *on)
                .map(|(_, name)| *name)
                .collect();
            writeln!(
                out,
                "{:?} {:?} {}",
                text.as_str(),
                style.role,
                flags.join(" ")
            )
            .unwrap();
        }
    }
    out
}

#[test]
fn a_document_is_laid_out() {
    let markdown = "# Drain\n\nStop the *consumer* before you drain it, or orders are written twice.\n\n\
        - one\n- two, which is a longer item than fits\n  1. first\n  2. second\n\n\
        - [x] done\n- [ ] open\n\n> quoted\n> words\n\n```sh\nsystemctl stop x\n\tindented\n```\n\n---\n\n\
        | name | depth |\n|---|---|\n| shard 1 | 412 |\n| 2 | **7** |\n\nhard\\\nbreak\n";
    insta::assert_snapshot!(rows(markdown, 30), @r#"
    Drain

    Stop the consumer before you
    drain it, or orders are
    written twice.

    - one
    - two, which is a longer item
      than fits
      1. first
      2. second
    [x] done
    [ ] open

    > quoted words

      systemctl stop x
              indented

    ------------------------------

    name     depth
    -------  -----
    shard 1  412
    2        7

    hard
    break
    "#);
}

#[test]
fn inline_styles_are_kept() {
    insta::assert_snapshot!(
        styles("a *b **c*** ~~d~~ `e` [words](https://x.example) <https://y.example> ![alt](i.png)"),
        @r#"
    "a " Text 
    "b " Text emphasis
    "c" Text emphasis strong
    " " Text 
    "d" Text struck
    " " Text 
    "e" Text code
    " " Text 
    "words" Text link
    " (" Text 
    "https://x.example" Text link
    ") " Text 
    "https://y.example" Text link
    " " Text 
    "alt" Text link
    " (" Text 
    "i.png" Text link
    ")" Text
    "#
    );
}

#[test]
fn html_and_hostile_text_are_shown() {
    insta::assert_snapshot!(
        rows("<script>alert(1)</script>\n<b>two</b>\n\nin <i>line</i> &#x202e;\u{1b}[0m\n\n```a\u{202e}\n\u{9b}\n```\n\n[a\u{200b}](x\u{202e}y)", 60),
        @r#"
    <script>alert(1)</script>

    <b>two</b>

    in <i>line</i> <U+202E><U+001B>[0m

      <U+009B>

    a<U+200B> (x<U+202E>y)
    "#
    );
}

#[test]
fn a_table_without_room_becomes_records() {
    insta::assert_snapshot!(rows("|a|b|c|\n|-|-|-|\n|1|2|3|\n|4|5|6|\n", 12), @r#"
    a: 1
    b: 2
    c: 3

    a: 4
    b: 5
    c: 6
    "#);
    insta::assert_snapshot!(rows("|name|words|\n|-|-|\n|x|some long words here|\n", 18), @r#"
    name  words
    ----  ------------
    x     some long
          words here
    "#);
}

#[test]
fn deep_nesting_is_bounded_and_loses_nothing() {
    fn depth(blocks: &[Block]) -> usize {
        let inside = |block: &Block| match block {
            Block::Quote(blocks) => 1 + depth(blocks),
            Block::List { items, .. } => {
                1 + items
                    .iter()
                    .map(|item| 1 + depth(&item.blocks))
                    .max()
                    .unwrap_or(0)
            }
            _ => 0,
        };
        blocks.iter().map(inside).max().unwrap_or(0)
    }
    for markdown in [
        format!("{} deep", ">".repeat(20_000)),
        format!("{}deep", "- ".repeat(2_000)),
        format!("{}deep{}", "*a ".repeat(5_000), "*".repeat(5_000)),
        format!("{}deep", "[".repeat(5_000)),
    ] {
        let blocks = parse(&markdown);
        assert!(depth(&blocks) <= DEPTH);
        assert!(
            layout(&blocks, 20)
                .iter()
                .any(|row| row.to_string().contains("deep"))
        );
    }
}

proptest! {
    #[test]
    fn any_document_fits_and_is_clean(
        markdown in "([-*>#|`~<\\[\\]()!_ 1.x]|\n|\\PC|\u{1b}|\u{202e}|\u{301}){0,80}",
        columns in 8_usize..40,
    ) {
        for row in layout(&parse(&markdown), columns) {
            let text = row.to_string();
            prop_assert!(row.width() <= columns + 8, "{} in {columns}: {text}", row.width());
            for (piece, _) in &row.0 {
                prop_assert!(is_plain(&piece.as_str().replace(char::is_whitespace, " ")).is_ok(), "{text:?}");
            }
        }
    }

    /// Every word is in some row, whatever stands around it and however narrow the place.
    #[test]
    fn words_are_kept(words in prop::collection::vec("[a-z]{1,6}", 1..12), columns in 1_usize..40) {
        let markdown = words.iter().enumerate().fold(String::new(), |mut text, (index, word)| {
            let sign = ["- ", "> ", "1. ", "# ", "", "  - "][index % 6];
            writeln!(text, "{sign}{word}").unwrap();
            text
        });
        let laid: String = layout(&parse(&markdown), columns).iter().map(ToString::to_string).collect();
        let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
        prop_assert_eq!(letters(&laid), words.concat());
    }
}
