//! The one sink for what the command line says.
//!
//! Answers go to standard output, words about them to standard error. Whatever is said goes
//! through `text::shown` here, so no command can forget it; colours are added here and
//! nowhere else. Words about an answer that a pager shows wait until it is closed. A closed pipe is a [`Stop::ClosedPipe`], never a panic.

use super::exit::Stop;
use super::pager::Pager;
use crate::present::Tone;
use crate::text::{Ellipsis, Shown, json_escaped, lines, shown};
use serde::Serialize;
use std::io::{BufWriter, IsTerminal, Write};

/// The colour of a tone.
fn code(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Strong => "\x1b[1m",
        Tone::Dim => "\x1b[2m",
        Tone::Good => "\x1b[32m",
        // Yellow cannot be read on a light background; the screens use magenta as well.
        Tone::Warn => "\x1b[35m",
        Tone::Bad => "\x1b[31m",
    }
}

/// One line of pieces, each made safe when it was added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Vec<(Tone, Shown<'static>)>);

impl Line {
    /// A line of ordinary text.
    pub fn plain(text: &str) -> Self {
        Self::default().add(Tone::Plain, text)
    }

    /// A line of one tone.
    pub fn of(tone: Tone, text: &str) -> Self {
        Self::default().add(tone, text)
    }

    /// The line with one more piece.
    #[must_use]
    pub fn add(mut self, tone: Tone, text: &str) -> Self {
        self.0.push((tone, shown(text).into_owned()));
        self
    }

    /// The line with a piece that is safe already.
    #[must_use]
    pub fn add_shown(mut self, tone: Tone, text: Shown<'static>) -> Self {
        self.0.push((tone, text));
        self
    }
}

/// How answers look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether standard output may have colours.
    pub colour: bool,
    /// Whether marks are ASCII.
    pub ascii: bool,
    /// Whether only answers are said, and what is wrong.
    pub quiet: bool,
    /// The columns of the terminal; none where the answer goes elsewhere.
    pub columns: Option<usize>,
}

/// Standard output and standard error.
pub struct Out {
    answers: Box<dyn Write>,
    words: Box<dyn Write>,
    /// Words that wait for the end of an answer that may be paged.
    later: Option<String>,
    look: Look,
}

impl Out {
    /// The streams of this process.
    pub fn of_process(look: Look) -> Self {
        Self {
            answers: Box::new(BufWriter::new(std::io::stdout())),
            words: Box::new(std::io::stderr()),
            later: None,
            look,
        }
    }

    /// Lets what is longer than a terminal of so many rows go through a pager, until the next
    /// [`Out::flush`].
    pub fn page(&mut self, rows: usize) {
        if let Some(pager) = Pager::of(rows) {
            self.answers = Box::new(pager);
            self.later = Some(String::new());
        }
    }

    /// How answers look.
    pub fn look(&self) -> Look {
        self.look
    }

    /// The width for running text: the terminal's, within what reads well.
    pub fn measure(&self) -> usize {
        self.look.columns.unwrap_or(100).clamp(20, 100)
    }

    /// One line of the answer.
    ///
    /// # Errors
    /// When nobody reads, or the output cannot be written.
    pub fn line(&mut self, line: &Line) -> Result<(), Stop> {
        let mut text = String::new();
        for (tone, piece) in &line.0 {
            let code = if self.look.colour { code(*tone) } else { "" };
            text.push_str(code);
            text.push_str(piece.as_str());
            if !code.is_empty() {
                text.push_str("\x1b[0m");
            }
        }
        let text = if self.look.colour {
            text.as_str()
        } else {
            text.trim_end()
        };
        writeln!(self.answers, "{text}")?;
        Ok(())
    }

    /// One line of ordinary text.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn say(&mut self, text: &str) -> Result<(), Stop> {
        self.line(&Line::plain(text))
    }

    /// An empty line.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn gap(&mut self) -> Result<(), Stop> {
        self.line(&Line::default())
    }

    /// A candidate for a shell: its words stand behind a tab, which no other line has.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn candidate(&mut self, text: &Line, about: &str) -> Result<(), Stop> {
        let texts = text.0.iter().map(|(_, piece)| piece.as_str());
        let text: String = texts.collect();
        writeln!(self.answers, "{text}\t{}", shown(about))?;
        Ok(())
    }

    /// What `runbook::problem` rendered: it is safe already, and has its own colours.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn rendered(&mut self, text: &str) -> Result<(), Stop> {
        writeln!(self.answers, "{text}")?;
        Ok(())
    }

    /// A whole file that a report made: each text in it was made safe where it was put in,
    /// and it ends its own lines.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn finished(&mut self, file: &str) -> Result<(), Stop> {
        self.answers.write_all(file.as_bytes())?;
        Ok(())
    }

    /// The answer as JSON, over several lines.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Stop> {
        let json = serde_json::to_string_pretty(value);
        self.write_json(json)
    }

    /// The answer as JSON on one line.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn json_line(&mut self, value: &impl Serialize) -> Result<(), Stop> {
        let json = serde_json::to_string(value);
        self.write_json(json)
    }

    fn write_json(&mut self, json: serde_json::Result<String>) -> Result<(), Stop> {
        let json =
            json.map_err(|error| Stop::Other(format!("No JSON can be made of it: {error}.")))?;
        writeln!(self.answers, "{}", json_escaped(&json))?;
        Ok(())
    }

    /// Words about the answer. That nobody reads them is no reason to stop.
    pub fn about(&mut self, text: &str) {
        if let Some(later) = &mut self.later {
            later.push_str(text);
            later.push('\n');
            return;
        }
        // The answer comes before words about it, also where both go to one place.
        let _ = self.answers.flush();
        for line in lines(text) {
            let _ = writeln!(self.words, "{line}");
        }
    }

    /// What is only good to know: what comes next, that there was nothing to do. Not said to
    /// whoever wants quiet.
    pub fn hint(&mut self, text: &str) {
        if !self.look.quiet {
            self.about(text);
        }
    }

    /// Why it stopped.
    pub fn error(&mut self, text: &str) {
        self.about(&format!("rounds: {text}"));
    }

    /// Hands over what was said so far.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn flush(&mut self) -> Result<(), Stop> {
        let flushed = self.answers.flush();
        if let Some(words) = self.later.take().filter(|words| !words.is_empty()) {
            self.about(words.trim_end_matches('\n'));
        }
        Ok(flushed?)
    }
}

type Row = Vec<(Tone, Shown<'static>)>;

/// Rows of cells in aligned columns.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
    kept: &'static [usize],
    head: &'static [&'static str],
}

const GAP_COLUMNS: usize = 2;
/// Cells are never clipped to less.
const NARROWEST_COLUMNS: usize = 8;

impl Table {
    /// A table in which these columns are never clipped: what is typed again, and what
    /// would be lost.
    pub fn keeping(kept: &'static [usize]) -> Self {
        Self {
            kept,
            ..Self::default()
        }
    }

    /// The same with a head over its columns, for people at a terminal: what reads the rows
    /// elsewhere finds only rows.
    #[must_use]
    pub fn under(self, head: &'static [&'static str]) -> Self {
        Self { head, ..self }
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = (Tone, &'a str)>) {
        let cells = cells
            .into_iter()
            .map(|(tone, text)| (tone, shown(text).into_owned()));
        self.rows.push(cells.collect());
    }

    /// Writes the rows; on a terminal the widest columns are clipped until a row fits.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn write(&self, out: &mut Out) -> Result<(), Stop> {
        let head = self.head.iter().filter(|_| out.look.columns.is_some());
        let head: Vec<_> = head
            .map(|name| (Tone::Dim, shown(name).into_owned()))
            .collect();
        let head = [head].into_iter().filter(|head| !head.is_empty());
        let rows: Vec<_> = match self.rows.is_empty() {
            true => Vec::new(),
            false => head.chain(self.rows.iter().cloned()).collect(),
        };
        let widths = self.widths(&rows, out.look.columns);
        let ellipsis = if out.look.ascii {
            Ellipsis::Ascii
        } else {
            Ellipsis::Unicode
        };
        for row in &rows {
            let mut line = Line::default();
            for (index, (tone, cell)) in row.iter().enumerate() {
                let width = widths.get(index).copied().unwrap_or_default();
                let clipped = cell.clip_with(width, ellipsis);
                let missing = width.saturating_sub(clipped.width());
                line = line.add_shown(*tone, clipped.into_owned());
                if index + 1 < row.len() {
                    line = line.add(Tone::Plain, &" ".repeat(missing + GAP_COLUMNS));
                }
            }
            out.line(&line)?;
        }
        Ok(())
    }

    fn widths(&self, rows: &[Row], columns: Option<usize>) -> Vec<usize> {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widest = |index: usize| {
            let cells = rows.iter().filter_map(|row| row.get(index));
            cells
                .map(|(_, cell)| cell.width())
                .max()
                .unwrap_or_default()
        };
        let mut widths: Vec<usize> = (0..count).map(widest).collect();
        let Some(columns) = columns else {
            return widths;
        };
        let room = columns.saturating_sub(GAP_COLUMNS * count.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let clippable = widths
                .iter_mut()
                .enumerate()
                .filter(|(index, _)| !self.kept.contains(index));
            match clippable.map(|(_, width)| width).max() {
                Some(widest) if *widest > NARROWEST_COLUMNS => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn said(look: Look, say: impl FnOnce(&mut Out)) -> (String, String) {
        let (answers, words) = (Kept::default(), Kept::default());
        let mut out = Out {
            answers: Box::new(answers.clone()),
            words: Box::new(words.clone()),
            later: None,
            look,
        };
        say(&mut out);
        let text = |kept: &Kept| String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        (text(&answers), text(&words))
    }

    const PLAIN: Look = Look {
        colour: false,
        ascii: false,
        quiet: false,
        columns: None,
    };

    #[test]
    fn nothing_that_a_terminal_would_obey_gets_out() {
        let (answers, words) = said(PLAIN, |out| {
            out.say("a\x1b[31mb\u{202e}c").unwrap();
            out.json(&"a\u{202e}").unwrap();
            out.error("x\x07\ny");
            let mut table = Table::default();
            table.row([(Tone::Bad, "\x1b]0;title\x07")]);
            table.write(out).unwrap();
        });
        assert_eq!(
            answers,
            "a<U+001B>[31mb<U+202E>c\n\"a\\u202e\"\n<U+001B>]0;title<U+0007>\n"
        );
        assert_eq!(words, "rounds: x<U+0007>\ny\n");
    }

    #[test]
    fn colours_come_from_the_sink_alone() {
        let look = Look {
            colour: true,
            ..PLAIN
        };
        let line = Line::of(Tone::Bad, "late").add(Tone::Plain, " x");
        let (answers, _) = said(look, |out| out.line(&line).unwrap());
        assert_eq!(answers, "\x1b[31mlate\x1b[0m x\n");
    }

    #[test]
    fn a_table_is_aligned_and_fits_the_terminal() {
        let mut table = Table::default();
        table.row([
            (Tone::Plain, "a"),
            (Tone::Plain, "a long cell that is clipped"),
            (Tone::Plain, "x"),
        ]);
        table.row([
            (Tone::Plain, "bcd"),
            (Tone::Plain, "日本"),
            (Tone::Plain, "y"),
        ]);
        let (answers, _) = said(PLAIN, |out| table.write(out).unwrap());
        assert_eq!(
            answers,
            "a    a long cell that is clipped  x\nbcd  日本                         y\n"
        );
        let look = Look {
            columns: Some(20),
            ..PLAIN
        };
        let (answers, _) = said(look, |out| table.write(out).unwrap());
        assert_eq!(answers, "a    a long cell…  x\nbcd  日本          y\n");
        table.head = &["ID", "TITLE"];
        let (answers, _) = said(look, |out| table.write(out).unwrap());
        let rows = "a    a long cell…  x\nbcd  日本          y\n";
        assert_eq!(answers, format!("ID   TITLE\n{rows}"));
        let (answers, _) = said(PLAIN, |out| table.write(out).unwrap());
        assert!(answers.starts_with("a    a long cell"), "{answers}");
        (table.kept, table.head) = (&[1], &[]);
        let (answers, _) = said(look, |out| table.write(out).unwrap());
        assert!(
            answers.starts_with("a    a long cell that is clipped  x\n"),
            "{answers}"
        );
    }
}
