//! A buffer of cells as an SVG picture.
//!
//! What stays true: each cell has its place in a grid, whatever font the reader has; lines and
//! blocks are drawn, since fonts leave gaps between rows; colours are the terminal's sixteen by
//! name, with values for dark and for light pages; nothing is fetched and nothing runs.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// A cell, in pixels: 0.6 of the letters' size wide, as monospaced fonts are.
const CELL: (usize, usize) = (9, 19);
/// Where letters stand in their cell, from its upper edge.
const BASELINE: usize = 14;
/// What is left free around the cells.
const MARGIN: usize = 12;

const STYLE: &str = "\
svg{--back:#10151c;--front:#d8dee6;--dim:#8d98a6;--edge:#475261;\
--black:#10151c;--red:#ff7b72;--green:#56d364;--yellow:#e3b341;--blue:#79b8ff;--magenta:#d2a8ff;--cyan:#56d4dd;--gray:#c9d1d9}\n\
@media(prefers-color-scheme:light){svg{--back:#fcfdfe;--front:#1f2731;--dim:#626d7a;--edge:#b3bcc7;\
--red:#c4232d;--green:#176f2c;--yellow:#e3b341;--blue:#0757b8;--magenta:#8a46d8;--cyan:#0b6b78;--gray:#57606a}}\n\
text{font:15px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:var(--front);white-space:pre}\n\
.b{font-weight:700}.u{text-decoration:underline}.c{text-anchor:middle}.s{fill:none;stroke:var(--edge)}\n\
.dim{fill:var(--dim)}.back{fill:var(--back)}.front{fill:var(--front)}\
.black{fill:var(--black)}.red{fill:var(--red)}.green{fill:var(--green)}.yellow{fill:var(--yellow)}\
.blue{fill:var(--blue)}.magenta{fill:var(--magenta)}.cyan{fill:var(--cyan)}.gray{fill:var(--gray)}\n";

/// The picture of a buffer, under a title for those who do not see it.
pub fn draw(title: &str, buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width);
    let (width, height) = (
        columns * CELL.0 + 2 * MARGIN,
        usize::from(buffer.area.height) * CELL.1 + 2 * MARGIN,
    );
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"back\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>\n",
        escaped(title)
    );
    let mut strokes = Strokes::default();
    for (y, row) in buffer.content.chunks(columns).enumerate() {
        let runs = runs(row, y, &mut strokes);
        let behind = runs.iter().filter_map(|run| run.behind(y));
        picture.extend(behind);
        picture.extend(runs.iter().map(|run| run.text(y)));
    }
    picture.push_str(&strokes.path());
    picture.push_str("</svg>\n");
    picture
}

/// Neighbouring cells of one style.
struct Run {
    from: usize,
    columns: usize,
    symbols: String,
    look: Look,
    drawn: Drawn,
}

/// How the cells of a run come onto the picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// As letters.
    Letters,
    /// As a sign in the middle of its cells.
    Sign,
    /// As a block that fills so many eighths of its cell, from below.
    Block(usize),
    /// Not at all: a blank, or lines that are drawn elsewhere.
    Nothing,
}

/// What a cell's style comes to.
#[derive(Clone, PartialEq, Eq)]
struct Look {
    front: &'static str,
    behind: Option<&'static str>,
    modifiers: &'static str,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let is_dim = cell.modifier.contains(Modifier::DIM);
        let plain = if is_dim { "dim" } else { "front" };
        let front = named(cell.fg).unwrap_or(plain);
        let behind = named(cell.bg);
        let is_reversed = cell.modifier.contains(Modifier::REVERSED);
        let is_underlined = cell.modifier.contains(Modifier::UNDERLINED);
        Self {
            front: if is_reversed {
                behind.unwrap_or("back")
            } else {
                front
            },
            behind: if is_reversed { Some(front) } else { behind },
            modifiers: match (cell.modifier.contains(Modifier::BOLD), is_underlined) {
                (true, true) => "b u",
                (true, false) => "b",
                (false, true) => "u",
                (false, false) => "",
            },
        }
    }

    fn classes(&self, drawn: Drawn) -> String {
        let front = if self.front == "front" {
            ""
        } else {
            self.front
        };
        let sign = if drawn == Drawn::Sign { "c" } else { "" };
        let words = [self.modifiers, front, sign];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        match words.is_empty() {
            true => String::new(),
            false => format!(" class=\"{}\"", words.join(" ")),
        }
    }
}

/// The name of a colour; bright ones are their dark ones here, which the palette makes legible.
fn named(colour: Color) -> Option<&'static str> {
    Some(match colour {
        Color::Black => "black",
        Color::Red | Color::LightRed => "red",
        Color::Green | Color::LightGreen => "green",
        Color::Yellow | Color::LightYellow => "yellow",
        Color::Blue | Color::LightBlue => "blue",
        Color::Magenta | Color::LightMagenta => "magenta",
        Color::Cyan | Color::LightCyan => "cyan",
        Color::Gray | Color::White => "gray",
        Color::DarkGray => "dim",
        _ => return None,
    })
}

/// A row's runs, from left to right; its lines go to the strokes.
fn runs(row: &[Cell], y: usize, strokes: &mut Strokes) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < row.len() {
        let cell = &row[x];
        let columns = cell.symbol().width().max(1);
        let look = Look::of(cell);
        let drawn = match strokes.take(cell.symbol(), (x, y)) {
            true => Drawn::Nothing,
            false => drawn_as(cell.symbol()),
        };
        let goes_on = |last: &&mut Run| {
            let both_letters = last.drawn == Drawn::Letters && drawn == Drawn::Letters;
            let both_blank = last.drawn == Drawn::Nothing && drawn == Drawn::Nothing;
            last.look == look && (both_letters || both_blank)
        };
        // A single blank between words belongs to them.
        let is_gap = cell.symbol() == " "
            && row.get(x + 1).is_some_and(|next| {
                next.symbol() != " "
                    && Look::of(next) == look
                    && drawn_as(next.symbol()) == Drawn::Letters
            });
        match runs.last_mut() {
            Some(last) if is_gap && last.look == look && last.drawn == Drawn::Letters => {
                last.symbols.push(' ');
                last.columns += 1;
            }
            Some(last) if goes_on(&last) => {
                last.symbols.push_str(cell.symbol());
                last.columns += columns;
            }
            _ => runs.push(Run {
                from: x,
                columns,
                symbols: cell.symbol().to_owned(),
                look,
                drawn,
            }),
        }
        x += columns;
    }
    runs
}

fn drawn_as(symbol: &str) -> Drawn {
    let letter = symbol.chars().next().unwrap_or(' ');
    match letter {
        ' ' => Drawn::Nothing,
        '▁'..='█' => Drawn::Block(letter as usize - '▁' as usize + 1),
        // Arrows, geometric shapes, dingbats, and what is wide: seldom in the font itself.
        '←'..='⯿' => Drawn::Sign,
        _ if symbol.width() > 1 => Drawn::Sign,
        _ => Drawn::Letters,
    }
}

impl Run {
    fn left(&self) -> usize {
        MARGIN + self.from * CELL.0
    }

    /// What is painted behind it, where something is.
    fn behind(&self, y: usize) -> Option<String> {
        let behind = self.look.behind?;
        let (left, top) = (self.left(), MARGIN + y * CELL.1);
        let width = self.columns * CELL.0;
        let height = CELL.1;
        Some(format!(
            "<rect class=\"{behind}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n"
        ))
    }

    fn text(&self, y: usize) -> String {
        let (left, top) = (self.left(), MARGIN + y * CELL.1);
        let base = top + BASELINE;
        let width = self.columns * CELL.0;
        let classes = self.look.classes(self.drawn);
        let words = escaped(&self.symbols);
        match self.drawn {
            Drawn::Nothing => String::new(),
            Drawn::Sign => {
                let middle = left + width / 2;
                format!("<text{classes} x=\"{middle}\" y=\"{base}\">{words}</text>\n")
            }
            Drawn::Letters if self.columns == 1 => {
                format!("<text{classes} x=\"{left}\" y=\"{base}\">{words}</text>\n")
            }
            Drawn::Letters => format!(
                "<text{classes} x=\"{left}\" y=\"{base}\" textLength=\"{width}\">{words}</text>\n"
            ),
            Drawn::Block(eighths) => {
                let height = CELL.1 * eighths / 8;
                let (top, front) = (top + CELL.1 - height, self.look.front);
                let width = CELL.0;
                format!(
                    "<rect class=\"{front}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n"
                )
            }
        }
    }
}

/// Lines of frames: halves of cells that are joined to strokes, as few as can be.
#[derive(Default)]
struct Strokes {
    /// By row, the halves of columns through which a line goes.
    across: BTreeMap<usize, BTreeSet<usize>>,
    /// By column, the halves of rows.
    down: BTreeMap<usize, BTreeSet<usize>>,
}

impl Strokes {
    /// Takes a cell that is a piece of a frame; says whether it was.
    fn take(&mut self, symbol: &str, (x, y): (usize, usize)) -> bool {
        // To the left, right, above and below.
        let (left, right, above, below) = match symbol {
            "─" => (true, true, false, false),
            "│" => (false, false, true, true),
            "┌" => (false, true, false, true),
            "┐" => (true, false, false, true),
            "└" => (false, true, true, false),
            "┘" => (true, false, true, false),
            "├" => (false, true, true, true),
            "┤" => (true, false, true, true),
            _ => return false,
        };
        let mut across =
            |half: bool, at: usize| half && self.across.entry(y).or_default().insert(at);
        across(left, 2 * x);
        across(right, 2 * x + 1);
        let mut down = |half: bool, at: usize| half && self.down.entry(x).or_default().insert(at);
        down(above, 2 * y);
        down(below, 2 * y + 1);
        true
    }

    fn path(&self) -> String {
        let middle = |cell: usize, size: usize| format!("{}.5", MARGIN + cell * size + size / 2);
        let halves = |half: usize, size: usize| {
            let twice = half * size;
            format!(
                "{}{}",
                MARGIN + twice / 2,
                if twice % 2 == 1 { ".5" } else { "" }
            )
        };
        let mut path = String::new();
        for (row, taken) in &self.across {
            for (from, to) in joined(taken) {
                let (x, end) = (halves(from, CELL.0), halves(to, CELL.0));
                let _ = write!(path, "M{x} {}H{end}", middle(*row, CELL.1));
            }
        }
        for (column, taken) in &self.down {
            for (from, to) in joined(taken) {
                let (y, end) = (halves(from, CELL.1), halves(to, CELL.1));
                let _ = write!(path, "M{} {y}V{end}", middle(*column, CELL.0));
            }
        }
        match path.is_empty() {
            true => path,
            false => format!("<path class=\"s\" d=\"{path}\"/>\n"),
        }
    }
}

/// Neighbouring numbers as ranges, their ends left out.
fn joined(numbers: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end == number => *end += 1,
            _ => ranges.push((number, number + 1)),
        }
    }
    ranges
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
