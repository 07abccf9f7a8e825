//! The colours of the HTML report, taken from the very style sheet that is in it: what is to
//! be read stands out at least 4.5 to 1 from what it stands on, by the formula of WCAG 2.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../report.css");
/// What WCAG asks for of text.
const LEAST: f64 = 4.5;

/// The colours of a `:root` that stands in a part of the sheet.
fn colours(part: &str) -> BTreeMap<&str, [f64; 3]> {
    let (_, rest) = part.split_once(":root").expect("a root");
    let (inside, _) = rest.split_once('}').expect("its end");
    let all = inside.split([';', '{']).filter_map(|it| {
        let (name, colour) = it.trim().split_once(": #")?;
        let part = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour");
            f64::from(byte) / 255.0
        };
        Some((name, [part(0), part(2), part(4)]))
    });
    all.collect()
}

/// The relative luminance.
fn light(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|part| match part <= 0.04045 {
        true => part / 12.92,
        false => ((part + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_is_that_of_wcag() {
    let grey = [0x76_u8, 0x76, 0x76].map(|it| f64::from(it) / 255.0);
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    // The lightest grey that may stand on white.
    assert!((contrast(grey, [1.0; 3]) - 4.54).abs() < 0.01);
}

#[test]
fn everything_that_is_read_stands_out_on_paper_in_light_and_in_dark() {
    let (light, rest) = STYLE.split_once("prefers-color-scheme: dark").unwrap();
    let (dark, print) = rest.split_once("@media print").expect("a sheet for paper");
    for (name, part) in [("light", light), ("dark", dark), ("print", print)] {
        let colours = colours(part);
        for read in ["--text", "--soft", "--link", "--done", "--late", "--bad"] {
            let ratio = contrast(colours[read], colours["--back"]);
            assert!(ratio >= LEAST, "{name}: {read} has {ratio:.2}");
        }
        // A line is no text: 3 to 1 is what a sign needs.
        let ratio = contrast(colours["--line"], colours["--back"]);
        assert!(ratio >= 3.0, "{name}: a line has {ratio:.2}");
    }
}

#[test]
fn no_colour_stands_beside_the_named_ones() {
    let named = STYLE.lines().filter(|line| line.contains(":root"));
    // A pattern is named by the same sign, and is no colour.
    let all = STYLE.matches('#').count() - STYLE.matches("url(#").count();
    let known: usize = named.map(|line| line.matches('#').count()).sum();
    assert_eq!(all, known, "a colour whose contrast nobody tries");
}
