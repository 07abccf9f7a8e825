//! Reports of small records, as text and as Markdown.

use super::{Document, Section};

#[test]
fn text_and_markdown_say_the_same() {
    let mut section = Section::new("Notes");
    section.with("a *bold* <b>\nword", vec!["[below](x)".to_owned()]);
    let document = Document {
        title: "Shift".to_owned(),
        lead: vec!["09:00 to 17:00".to_owned()],
        sections: vec![section, Section::new("Empty")],
    };
    assert_eq!(
        document.text(),
        [
            "Shift",
            "09:00 to 17:00",
            "",
            "Notes",
            "  a *bold* <b>\nword",
            "      [below](x)"
        ]
    );
    insta::assert_snapshot!(document.markdown().join("\n"), @r"
    # Shift

    09:00 to 17:00  

    ## Notes

    - a \*bold\* \<b\> word
      - \[below\](x)
    ");
}
