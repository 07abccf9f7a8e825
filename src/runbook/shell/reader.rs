//! From a text to its commands: lists, redirections and here-documents.

use super::text::{ShellCommand, ShellText};

/// Substitutions deeper than this are taken for plain text: nobody writes them, and whoever
/// does must not exhaust the stack.
pub(super) const DEEPEST: usize = 40;

/// Reads a text.
pub(in crate::runbook) fn read(text: &str) -> ShellText<'_> {
    let mut reader = Reader {
        text,
        at: 0,
        end: text.len(),
        found: ShellText::default(),
        awaited: Vec::new(),
        depth: 0,
    };
    reader.commands(None);
    reader.found.lookups.sort_by_key(|it| it.place.start);
    reader.found
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) found: ShellText<'t>,
    /// Here-documents whose bodies begin behind the next line break.
    awaited: Vec<HereDocument>,
    /// How many substitutions are being read inside one another.
    pub(super) depth: usize,
}

struct HereDocument {
    delimiter: String,
    /// Whether variables in it are filled.
    is_filled: bool,
    /// The command that reads it, by its index.
    command: usize,
}

/// What is being read of one command.
#[derive(Default)]
struct Open {
    /// Its index among the commands, once it has one.
    index: Option<usize>,
}

impl<'t> Reader<'t> {
    pub(super) fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.text.as_bytes()[self.at])
    }

    pub(super) fn starts(&self, mark: &str) -> bool {
        self.text[self.at..self.end].starts_with(mark)
    }

    /// Goes over one character, and gives it.
    pub(super) fn take(&mut self) -> Option<char> {
        let next = self.text[self.at..self.end].chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Reads commands up to the end, or to the bracket that closes them.
    pub(super) fn commands(&mut self, close: Option<u8>) {
        if self.depth == DEEPEST {
            return;
        }
        self.depth += 1;
        self.command_list(close);
        self.depth -= 1;
    }

    fn command_list(&mut self, close: Option<u8>) {
        let mut open = Open::default();
        let (mut groups, mut cases) = (0_usize, 0_usize);
        while let Some(byte) = self.peek() {
            match byte {
                b')' if groups == 0 && cases == 0 && close == Some(b')') => {
                    self.at += 1;
                    return;
                }
                b'(' | b')' => {
                    groups = match byte {
                        b'(' => groups + 1,
                        _ => groups.saturating_sub(1),
                    };
                    self.at += 1;
                    open = Open::default();
                }
                b'\n' | b';' | b'&' | b'|' => {
                    self.at += 1;
                    open = Open::default();
                    if byte == b'\n' {
                        self.here_documents();
                    }
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.starts("\\\n") => self.at += 2,
                b'#' => self.comment(),
                b'<' | b'>' => self.redirection(&mut open),
                _ => match self.command_word(&mut open).as_deref() {
                    Some("case") => cases += 1,
                    Some("esac") => cases = cases.saturating_sub(1),
                    _ => {}
                },
            }
        }
    }

    fn comment(&mut self) {
        let rest = &self.text[self.at..self.end];
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    /// The command that words belong to here.
    fn current(&mut self, open: &mut Open) -> usize {
        *open.index.get_or_insert_with(|| {
            self.found.commands.push(ShellCommand::default());
            self.found.commands.len() - 1
        })
    }

    /// Reads a word of a command; gives the first one of it, which may be a keyword.
    fn command_word(&mut self, open: &mut Open) -> Option<String> {
        let start = self.at;
        let word = self.word();
        if self.at == start {
            // Nothing here begins a word: it is passed over, so that the end is reached.
            self.take();
            return None;
        }
        let index = self.current(open);
        let is_first = self.found.commands[index].words.is_empty();
        let written = &self.text[start..self.at];
        if is_first && let Some(name) = assigned(written) {
            self.found.sets.insert(name);
            return None;
        }
        if is_first && KEYWORDS.contains(&word.text.as_str()) {
            return Some(word.text);
        }
        // A redirection's number, as in `2>file`, is no word.
        let is_number = written.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && matches!(self.peek(), Some(b'<' | b'>')) {
            return None;
        }
        self.note_set(index, written);
        self.found.commands[index].words.push(word);
        None
    }

    /// Words by which a command gives a variable its value.
    fn note_set(&mut self, index: usize, written: &'t str) {
        let words = &self.found.commands[index].words;
        let Some(first) = words.first() else { return };
        let before = words.last().map_or("", |word| word.text.as_str());
        let sets = match first.text.as_str() {
            "export" | "readonly" | "local" | "declare" | "typeset" | "read" | "mapfile"
            | "readarray" => true,
            "for" | "select" => words.len() == 1,
            "getopts" => words.len() == 2,
            "printf" => before == "-v",
            _ => false,
        };
        if !sets {
            return;
        }
        // `export NAME` passes on what has a value elsewhere; it gives none.
        let only_passes = matches!(first.text.as_str(), "export" | "readonly");
        match assigned(written) {
            Some(name) => {
                self.found.sets.insert(name);
            }
            None if !only_passes && is_shell_name(written) => {
                self.found.sets.insert(written);
            }
            None => {}
        }
    }

    fn redirection(&mut self, open: &mut Open) {
        if self.starts("<(") || self.starts(">(") {
            self.at += 2;
            self.commands(Some(b')'));
            return;
        }
        if self.starts("<<<") {
            self.at += 3;
            self.blanks();
            let word = self.word();
            let index = self.current(open);
            self.found.commands[index].input.extend(word.lookups);
            return;
        }
        if self.starts("<<") {
            self.at += 2;
            if self.starts("-") {
                self.at += 1;
            }
            self.blanks();
            let start = self.at;
            let word = self.word();
            let is_filled = !self.text[start..self.at].contains(['\'', '"', '\\']);
            let command = self.current(open);
            self.awaited.push(HereDocument {
                delimiter: word.text,
                is_filled,
                command,
            });
            return;
        }
        while matches!(self.peek(), Some(b'<' | b'>' | b'&' | b'|')) {
            self.at += 1;
        }
        self.blanks();
        self.word();
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// The bodies of the here-documents of the line that has just ended.
    fn here_documents(&mut self) {
        for document in std::mem::take(&mut self.awaited) {
            let body = self.at;
            let mut end = self.end;
            while self.at < self.end {
                let rest = &self.text[self.at..self.end];
                let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
                let line = rest[..length]
                    .trim_end_matches('\n')
                    .trim_start_matches('\t');
                let is_last = line == document.delimiter;
                if is_last {
                    end = self.at;
                }
                self.at += length;
                if is_last {
                    break;
                }
            }
            if document.is_filled {
                let input = self.within(body..end, Self::filled);
                self.found.commands[document.command]
                    .input
                    .extend(input.lookups);
            }
        }
    }
}

/// Words that may stand before a command without being of it.
const KEYWORDS: &[&str] = &[
    "!", "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "case", "esac", "{",
    "}",
];

/// The name that a word gives a value: `NAME=…`, `NAME+=…`.
fn assigned(written: &str) -> Option<&str> {
    let (name, _) = written.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    is_shell_name(name).then_some(name)
}

/// Whether a shell takes this for the name of a variable.
fn is_shell_name(text: &str) -> bool {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(in_name)
}
