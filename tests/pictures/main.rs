//! The pictures of the README: screens as they are drawn, kept as SVG beside this test.
//!
//! Each is drawn by the real views from the demo's year, whose clock stands still, and compared
//! with its file: a screen cannot change without its picture. `ROUNDS_PICTURES=write` writes
//! them anew; look at them before they are kept.

mod stage;
mod svg;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use stage::Stage;
use std::fs;
use std::path::{Path, PathBuf};

/// A picture: the name of its file, what it shows, and what is drawn.
type Picture = (&'static str, &'static str, Buffer);

/// Nobody waits for a picture on a slow line.
const LARGEST_BYTES: usize = 48 * 1024;

fn place(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/pictures").join(format!("{name}.svg"))
}

fn pictures() -> Vec<Picture> {
    let mut stage = Stage::new();
    let report = stage.report((120, 36));
    let today = stage.draw((100, 27));
    stage.open(false);
    let run = stage.draw((100, 27));
    stage.open(true);
    let rehearsal = stage.draw((100, 27));
    stage.leave();
    stage.keys("3c");
    let calendar = stage.draw((100, 25));
    vec![
        (
            "today",
            "Today: what is late, due, in progress, put off and done",
            today,
        ),
        (
            "run",
            "A run: the steps of a procedure, the current one large",
            run,
        ),
        (
            "rehearsal",
            "A rehearsal: the same steps, marked, and nothing counts",
            rehearsal,
        ),
        (
            "calendar",
            "The journal's calendar: a year of rounds, day by day",
            calendar,
        ),
        (
            "report",
            "The beginning of a report: rounds in time, exceptions, readings",
            report,
        ),
    ]
}

#[test]
fn the_pictures_are_the_screens() {
    let is_writing = std::env::var_os("ROUNDS_PICTURES").is_some_and(|it| it == "write");
    let mut differing = Vec::new();
    for (name, title, buffer) in pictures() {
        let drawn = svg::draw(title, &buffer);
        assert!(drawn.len() <= LARGEST_BYTES, "{name}: {}", drawn.len());
        assert_harmless(name, &drawn);
        let kept = fs::read_to_string(place(name)).unwrap_or_default();
        if kept.replace("\r\n", "\n") == drawn {
            continue;
        }
        if is_writing {
            fs::write(place(name), drawn).unwrap();
        } else {
            differing.push(name);
        }
    }
    assert!(
        differing.is_empty(),
        "tests/pictures: {} differ from what is drawn. If the screens are right, write them anew \
         and look at them: ROUNDS_PICTURES=write cargo test --test pictures",
        differing.join(", ")
    );
}

/// Nothing in it runs, and nothing is fetched.
#[track_caller]
fn assert_harmless(name: &str, drawn: &str) {
    let body = drawn.replacen("xmlns=\"http://www.w3.org/2000/svg\"", "", 1);
    for word in [
        "http",
        "url(",
        "<script",
        "href",
        "@import",
        "<foreignObject",
    ] {
        assert!(!body.contains(word), "{name} holds {word}");
    }
}

#[test]
fn the_readme_shows_each_picture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let kept = fs::read_dir(root.join("tests/pictures")).unwrap();
    let names = kept.map(|item| item.unwrap().file_name().into_string().unwrap());
    let mut count = 0;
    for name in names.filter(|name| name.ends_with(".svg")) {
        let link = format!("(tests/pictures/{name})");
        assert!(readme.contains(&link), "README.md lacks {link}");
        count += 1;
    }
    assert_eq!(readme.matches("(tests/pictures/").count(), count);
}

#[test]
fn cells_keep_their_columns() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 2));
    let bold = Style::new().add_modifier(Modifier::BOLD);
    buffer.set_string(0, 0, "日本 a<b", Style::new());
    buffer.set_string(8, 0, "✓ late", bold);
    buffer.set_string(0, 1, "┌─▄", Style::new());
    let drawn = svg::draw("Cells & columns", &buffer);
    let holds = |part: &str| assert!(drawn.contains(part), "{part} is not in {drawn}");
    holds("<title>Cells &amp; columns</title>");
    // Each wide character has two cells, and what follows begins at the fifth.
    holds(">日</text>");
    holds("x=\"57\"");
    holds(">a&lt;b</text>");
    // A sign stands in the middle of its cell, so that a wide fallback font moves nothing.
    holds("class=\"b c\"");
    holds(">late</text>");
    // Lines and blocks are drawn: fonts leave gaps between rows.
    holds("<path class=\"s\"");
    assert!(!drawn.contains('┌') && !drawn.contains('▄'), "{drawn}");
}
