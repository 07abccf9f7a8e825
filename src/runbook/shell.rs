//! A shell's text as far as it can be read without running it: its commands with their words,
//! the variables in them, and the names that the text sets itself.
//!
//! What stays true: any text is read to its end, whole or not, and never refused; what this
//! reader does not understand, it takes for plain text. It knows the grammar of `/bin/sh` with
//! the everyday forms of bash, and knows no program: what a command does with its words is
//! asked elsewhere.

use std::collections::BTreeSet;
use std::ops::Range;

/// A text, read.
#[derive(Debug, Default)]
pub(super) struct ShellText<'t> {
    /// Its commands, those inside substitutions among them.
    pub(super) commands: Vec<ShellCommand<'t>>,
    /// Every variable that the shell would look up, in order.
    pub(super) lookups: Vec<Lookup<'t>>,
    /// Names to which the text itself gives a value.
    pub(super) sets: BTreeSet<&'t str>,
}

/// One command: its words without the assignments and redirections around them.
#[derive(Debug, Default)]
pub(super) struct ShellCommand<'t> {
    pub(super) words: Vec<ShellWord<'t>>,
    /// What stands in its here-documents and here-strings.
    pub(super) input: Vec<Lookup<'t>>,
}

/// One word.
#[derive(Debug, Default)]
pub(super) struct ShellWord<'t> {
    /// Its text without quotes; a variable stands in it as `$NAME`, a substitution as nothing.
    pub(super) text: String,
    /// The variables in it that this shell fills.
    pub(super) lookups: Vec<Lookup<'t>>,
}

/// A variable where the shell looks it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lookup<'t> {
    pub(super) name: &'t str,
    /// Where the name stands, without the dollar.
    pub(super) place: Range<usize>,
    /// Whether the text says what happens when it has no value: `${NAME:-x}`, `${NAME+x}`.
    pub(super) is_guarded: bool,
}

/// Substitutions deeper than this are taken for plain text: nobody writes them, and whoever
/// does must not exhaust the stack.
const DEEPEST: usize = 40;

/// Reads a text.
pub(super) fn read(text: &str) -> ShellText<'_> {
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

struct Reader<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    found: ShellText<'t>,
    /// Here-documents whose bodies begin behind the next line break.
    awaited: Vec<HereDocument>,
    /// How many substitutions are being read inside one another.
    depth: usize,
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
    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.text.as_bytes()[self.at])
    }

    fn starts(&self, mark: &str) -> bool {
        self.text[self.at..self.end].starts_with(mark)
    }

    /// Goes over one character, and gives it.
    fn take(&mut self) -> Option<char> {
        let next = self.text[self.at..self.end].chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Reads commands up to the end, or to the bracket that closes them.
    fn commands(&mut self, close: Option<u8>) {
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

    /// Reads a part of the text by itself, and goes on where it was.
    fn within(
        &mut self,
        part: Range<usize>,
        read: impl FnOnce(&mut Self, &mut ShellWord<'t>),
    ) -> ShellWord<'t> {
        let (at, end) = (self.at, self.end);
        (self.at, self.end) = (part.start, part.end);
        let mut word = ShellWord::default();
        read(self, &mut word);
        (self.at, self.end) = (at, end);
        word
    }

    /// Text in which only variables and substitutions have a meaning, up to its end.
    fn filled(&mut self, word: &mut ShellWord<'t>) {
        while let Some(byte) = self.peek() {
            self.inside_quotes(byte, word);
        }
    }

    /// One word, as far as blanks and operators.
    fn word(&mut self) -> ShellWord<'t> {
        let mut word = ShellWord::default();
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => {
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    match self.take() {
                        Some('\n') | None => {}
                        Some(escaped) => word.text.push(escaped),
                    }
                }
                b'\'' => self.single_quoted(&mut word),
                b'"' => self.double_quoted(&mut word),
                b'$' if self.starts("$'") => {
                    self.at += 1;
                    self.escaped_quoted(&mut word);
                }
                b'$' if self.starts("$\"") => self.at += 1,
                b'$' => self.dollar(&mut word),
                b'`' => self.backtick(),
                _ => word.text.extend(self.take()),
            }
        }
        word
    }

    fn single_quoted(&mut self, word: &mut ShellWord<'t>) {
        let rest = &self.text[self.at + 1..self.end];
        let length = rest.find('\'').unwrap_or(rest.len());
        word.text.push_str(&rest[..length]);
        self.at = (self.at + length + 2).min(self.end);
    }

    /// `$'…'`, where a backslash escapes the quote.
    fn escaped_quoted(&mut self, word: &mut ShellWord<'t>) {
        self.at += 1;
        while let Some(letter) = self.take() {
            match letter {
                '\'' => return,
                '\\' => word.text.extend(self.take()),
                letter => word.text.push(letter),
            }
        }
    }

    fn double_quoted(&mut self, word: &mut ShellWord<'t>) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            if byte == b'"' {
                self.at += 1;
                return;
            }
            self.inside_quotes(byte, word);
        }
    }

    fn inside_quotes(&mut self, byte: u8, word: &mut ShellWord<'t>) {
        match byte {
            b'\\' => {
                self.at += 1;
                match self.take() {
                    Some('\n') | None => {}
                    Some(escaped) if "$`\"\\".contains(escaped) => word.text.push(escaped),
                    Some(other) => word.text.extend(['\\', other]),
                }
            }
            b'$' => self.dollar(word),
            b'`' => self.backtick(),
            _ => word.text.extend(self.take()),
        }
    }

    /// What a dollar begins.
    fn dollar(&mut self, word: &mut ShellWord<'t>) {
        self.at += 1;
        if self.depth == DEEPEST {
            return;
        }
        self.depth += 1;
        self.expansion(word);
        self.depth -= 1;
    }

    fn expansion(&mut self, word: &mut ShellWord<'t>) {
        if self.starts("((") {
            self.at += 2;
            self.arithmetic(word);
        } else if self.starts("(") {
            self.at += 1;
            self.commands(Some(b')'));
        } else if self.starts("{") {
            self.at += 1;
            self.braced(word);
        } else {
            let place = self.name();
            if place.is_empty() {
                word.text.push('$');
            } else {
                self.look_up(place, false, word);
            }
        }
    }

    /// The name that begins here; it is gone over.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..self.end];
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if rest
            .first()
            .is_some_and(|byte| in_name(byte) && !byte.is_ascii_digit())
        {
            self.at += rest.iter().take_while(|byte| in_name(byte)).count();
        }
        start..self.at
    }

    fn look_up(&mut self, place: Range<usize>, is_guarded: bool, word: &mut ShellWord<'t>) {
        let name = &self.text[place.clone()];
        word.text.push('$');
        word.text.push_str(name);
        let lookup = Lookup {
            name,
            place,
            is_guarded,
        };
        word.lookups.push(lookup.clone());
        self.found.lookups.push(lookup);
    }

    /// `${NAME}` with whatever stands behind the name.
    fn braced(&mut self, word: &mut ShellWord<'t>) {
        if matches!(self.peek(), Some(b'#' | b'!')) {
            self.at += 1;
        }
        let place = self.name();
        let rest = self.text[self.at..self.end].trim_start_matches(':');
        let is_guarded = rest.starts_with(['-', '=', '?', '+']);
        if is_guarded && rest.starts_with('=') {
            self.found.sets.insert(&self.text[place.clone()]);
        }
        if !place.is_empty() {
            self.look_up(place, is_guarded, word);
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'}' => {
                    self.at += 1;
                    return;
                }
                b'\'' => self.single_quoted(word),
                b'"' => self.double_quoted(word),
                byte => self.inside_quotes(byte, word),
            }
        }
    }

    /// `$((…))`: names stand in it with or without a dollar, and one without a value is 0.
    fn arithmetic(&mut self, word: &mut ShellWord<'t>) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b')' if depth == 0 => {
                    self.at += 1;
                    self.at += usize::from(self.starts(")"));
                    return;
                }
                b'(' => {
                    depth += 1;
                    self.at += 1;
                }
                b')' => {
                    depth -= 1;
                    self.at += 1;
                }
                b'$' => self.dollar(word),
                _ => {
                    let place = self.name();
                    match place.is_empty() {
                        true => drop(self.take()),
                        false => self.look_up(place, true, word),
                    }
                }
            }
        }
    }

    /// The older form of a substitution.
    fn backtick(&mut self) {
        self.at += 1;
        let start = self.at;
        while !matches!(self.peek(), Some(b'`') | None) {
            if self.take() == Some('\\') {
                self.take();
            }
        }
        let end = self.at;
        self.within(start..end, |reader, _| reader.commands(None));
        self.at = (end + 1).min(self.end);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lookups(text: &str) -> Vec<&str> {
        read(text).lookups.iter().map(|it| it.name).collect()
    }

    fn words(text: &str) -> Vec<Vec<String>> {
        let read = read(text);
        let commands = read.commands.iter();
        commands
            .map(|it| it.words.iter().map(|word| word.text.clone()).collect())
            .filter(|words: &Vec<String>| !words.is_empty())
            .collect()
    }

    #[test]
    fn a_shell_looks_up_what_quotes_let_it_see() {
        for (text, names) in [
            ("a $A ${B} \"$C\" x$D.y", &["A", "B", "C", "D"][..]),
            ("'$A' \\$B \"\\$C\" $'$D'", &[]),
            ("$f $F1_x $1 $@ $? $$ $! $# $- $", &["f", "F1_x"]),
            (
                "${A:-x} ${#B} ${C%/*} ${D:-$E} ${F//a/b}",
                &["A", "B", "C", "D", "E", "F"],
            ),
            ("$(echo $A \"$(echo $B)\") `echo $C`", &["A", "B", "C"]),
            ("$((A + $B * (C)))", &["A", "B", "C"]),
            ("cat <<E\n$A '$B' \\$C\nE\n$D", &["A", "B", "D"]),
            ("cat <<'E'\n$A\nE\necho $B", &["B"]),
            ("cat <<-E\n\t$A\n\tE\n$B", &["A", "B"]),
            ("# $A\necho \"#\" $B # $C", &["B"]),
            ("awk '{ print $NF }' \"$A\"", &["A"]),
            (
                "case $A in x) echo $B;; (y) $C;; esac; $D",
                &["A", "B", "C", "D"],
            ),
            ("x=$(case $A in a) b;; esac); echo $B", &["A", "B"]),
            ("diff <(a $A) <(b $B) >$C 2>&1", &["A", "B", "C"]),
            ("${A", &["A"]),
            ("\"$A", &["A"]),
            ("$(a $A", &["A"]),
            ("é$A€", &["A"]),
        ] {
            assert_eq!(lookups(text), names, "{text}");
        }
    }

    #[test]
    fn names_that_a_text_sets_are_known() {
        for (text, names) in [
            ("A=1; B+=2 c", &["A", "B"][..]),
            ("export A=1 B", &["A"]),
            ("read -r A B; for C in x; do :; done", &["A", "B", "C"]),
            (
                "printf -v A %s x; getopts ab B; mapfile C",
                &["A", "B", "C"],
            ),
            (": \"${A:=x}\" ${B=y} ${C:-z}", &["A", "B"]),
            ("if A=$(b); then local C=1; fi", &["A", "C"]),
            ("env A=1 b; echo A=1; x --a=1", &[]),
        ] {
            let sets: Vec<_> = read(text).sets.into_iter().collect();
            assert_eq!(sets, names, "{text}");
        }
    }

    #[test]
    fn a_lookup_with_a_way_out_is_guarded() {
        for (text, guarded) in [
            ("$A", false),
            ("${A}", false),
            ("${A%x}", false),
            ("${A:1}", false),
            ("${A:-x}", true),
            ("${A-x}", true),
            ("${A:?no}", true),
            ("${A+x}", true),
            ("$((A))", true),
        ] {
            assert_eq!(read(text).lookups[0].is_guarded, guarded, "{text}");
        }
    }

    #[test]
    fn commands_are_told_apart_with_their_words() {
        assert_eq!(
            words("if a 'b c' | d \"$E\"; then f=1 g 2>/dev/null; fi && (h) & i"),
            [
                vec!["a", "b c"],
                vec!["d", "$E"],
                vec!["g"],
                vec!["h"],
                vec!["i"]
            ]
        );
        assert_eq!(words("a \\\n  b\nc"), [vec!["a", "b"], vec!["c"]]);
        let text = read("psql <<S\nselect $A\nS\nx <<< \"$B\"");
        let input = |at: usize| text.commands[at].input[0].name;
        assert_eq!((input(0), input(1)), ("A", "B"));
    }

    #[test]
    fn every_text_is_read_to_its_end() {
        for piece in ["$(", "`", "${A", "\"$(", "<(", "$(("] {
            read(&piece.repeat(100_000));
        }
        let pieces = [
            "$", "(", ")", "((", "))", "{", "}", "'", "\"", "`", "\\", "<<", "E", "\n", " ", ";",
            "A=", "case", "é", "#", "<(",
        ];
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            }
            for lookup in read(&text).lookups {
                assert_eq!(&text[lookup.place], lookup.name, "{text:?}");
            }
        }
    }
}
