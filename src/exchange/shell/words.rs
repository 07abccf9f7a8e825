//! A shell text as its simple commands, each as its words.
//!
//! What stays true: quotes hold a word together and are told from it; what follows a pipe, or
//! has its input redirected, is known to be fed. Bodies of here-documents are no commands.
//! What it does not do: it does not look into substitutions.

/// A command and its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::exchange) struct Simple {
    /// The words without their quotes.
    pub(in crate::exchange) words: Vec<String>,
    /// Whether its input comes from a pipe, a file or a here-document.
    pub(in crate::exchange) is_fed: bool,
    /// Whether it is given to another by a pipe.
    pub(in crate::exchange) feeds: bool,
}

/// The quote that is open behind a piece of shell text.
pub(in crate::exchange) fn quote_after(piece: &str, mut open: Option<char>) -> Option<char> {
    let mut escaped = false;
    for c in piece.chars() {
        match (c, open) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            ('"' | '\'', None) => open = Some(c),
            (c, Some(quote)) if c == quote => open = None,
            _ => {}
        }
    }
    open
}

/// A line without the comment behind it, and that comment.
pub(in crate::exchange) fn without_comment(line: &str) -> (&str, Option<&str>) {
    let begins = |at: &usize| {
        let before = &line[..*at];
        let blank = before.strip_suffix([' ', '\t']);
        let is_blank = blank.is_some_and(|it| {
            let signs = it.len() - it.trim_end_matches('\\').len();
            signs.is_multiple_of(2)
        });
        is_blank && quote_after(before, None).is_none()
    };
    let mut signs = line.match_indices('#').map(|(at, _)| at);
    match signs.find(begins).filter(|_| !line.contains('\n')) {
        Some(at) => (line[..at].trim_end(), Some(line[at + 1..].trim())),
        None => (line, None),
    }
}

struct Splitter {
    all: Vec<Simple>,
    now: Simple,
    word: Option<String>,
    /// What is left of a redirection: its target is no word of the command.
    skips: bool,
    here: Vec<String>,
}

/// The simple commands of a text, in order.
pub(in crate::exchange) fn simple_commands(text: &str) -> Vec<Simple> {
    let mut splitter = Splitter {
        all: Vec::new(),
        now: Simple::default(),
        word: None,
        skips: false,
        here: Vec::new(),
    };
    let joined = text.replace("\\\n", " ");
    let mut lines = joined.split('\n');
    while let Some(first) = lines.next() {
        let mut whole = first.to_owned();
        // A quote goes on over lines.
        while is_quote_open(&whole) {
            let Some(next) = lines.next() else { break };
            whole.push('\n');
            whole.push_str(next);
        }
        splitter.line(&whole);
        for end in std::mem::take(&mut splitter.here) {
            for line in lines.by_ref() {
                if line.trim() == end {
                    break;
                }
            }
        }
    }
    splitter.all
}

fn is_quote_open(text: &str) -> bool {
    quote_after(text, None).is_some()
}

impl Splitter {
    fn line(&mut self, line: &str) {
        let mut rest = line.chars().peekable();
        let mut depth = 0_usize;
        while let Some(c) = rest.next() {
            match c {
                _ if depth > 0 => {
                    match c {
                        '(' => depth += 1,
                        ')' => depth -= 1,
                        _ => {}
                    }
                    self.push(c);
                }
                '\\' => rest.next().into_iter().for_each(|c| self.push(c)),
                '$' if rest.peek() == Some(&'(') => {
                    rest.next();
                    depth = 1;
                    self.push('$');
                    self.push('(');
                }
                '\'' | '"' | '`' => self.quoted(c, &mut rest),
                '#' if self.word.is_none() => break,
                ' ' | '\t' | '\r' => self.end_word(),
                ';' | '&' | '|' | '(' | ')' | '\n' => {
                    let is_pipe = c == '|' && rest.peek() != Some(&'|');
                    rest.next_if_eq(&c);
                    self.end_command(is_pipe);
                }
                '<' => self.fed(&mut rest),
                '>' => {
                    self.end_word_of_redirection();
                    while rest.next_if(|c| matches!(c, '>' | '&' | '|')).is_some() {}
                    self.skips = true;
                }
                c => self.push(c),
            }
        }
        self.end_command(false);
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn quoted(&mut self, quote: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
        self.word.get_or_insert_default();
        while let Some(c) = rest.next() {
            match c {
                c if c == quote => return,
                '\\' if quote == '"' => {
                    if let Some(c) = rest.next() {
                        self.push(c);
                    }
                }
                c => self.push(c),
            }
        }
    }

    fn fed(&mut self, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
        self.end_word_of_redirection();
        self.now.is_fed = true;
        if rest.next_if_eq(&'<').is_some() && rest.next_if_eq(&'<').is_none() {
            rest.next_if_eq(&'-');
            while rest.next_if_eq(&' ').is_some() {}
            let mut end = String::new();
            while let Some(c) = rest.next_if(|c| !(c.is_whitespace() || ";|&<>()".contains(*c))) {
                if !matches!(c, '\'' | '"' | '\\') {
                    end.push(c);
                }
            }
            self.here.extend((!end.is_empty()).then_some(end));
            return;
        }
        self.skips = true;
    }

    /// The `2` of `2>` is no word.
    fn end_word_of_redirection(&mut self) {
        if self
            .word
            .as_ref()
            .is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()))
        {
            self.word = None;
        }
        self.end_word();
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take()
            && !std::mem::take(&mut self.skips)
        {
            self.now.words.push(word);
        }
    }

    fn end_command(&mut self, is_pipe: bool) {
        self.end_word();
        self.skips = false;
        let mut now = std::mem::take(&mut self.now);
        now.feeds = is_pipe;
        self.now.is_fed = is_pipe;
        if !now.words.is_empty() {
            self.all.push(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_ends_what_is_typed() {
        for (line, is) in [
            ("cd /x   # where it lies", ("cd /x", Some("where it lies"))),
            ("cd '/x # y'", ("cd '/x # y'", None)),
            ("A=${B#c}", ("A=${B#c}", None)),
            ("cd /x\\ # y", ("cd /x\\ # y", None)),
            ("cd /x\\\\ # y", ("cd /x\\\\", Some("y"))),
            ("A='b' # c # d", ("A='b'", Some("c # d"))),
            ("cat <<E\n # a\nE", ("cat <<E\n # a\nE", None)),
        ] {
            assert_eq!(without_comment(line), is, "{line}");
        }
    }

    #[test]
    fn a_text_is_its_commands_and_their_words() {
        let words = |text: &str| {
            let all = simple_commands(text).into_iter();
            let all =
                all.map(|it| format!("{}{}", if it.is_fed { "<" } else { "" }, it.words.join("|")));
            all.collect::<Vec<_>>().join(" / ")
        };
        for (text, is) in [
            ("a b 'c d' # e", "a|b|c d"),
            ("a | b && c; d &", "a / <b / c / d"),
            ("a 2>/dev/null > x y", "a|y"),
            ("a <x", "<a"),
            ("cat <<'END' >f\nrm -rf /\nEND\nb", "<cat / b"),
            ("a \\\n  b", "a|b"),
            ("x=$(a | b) c", "x=$(a | b)|c"),
            ("ssh h 'a; b'", "ssh|h|a; b"),
            ("psql -c \"a\nb\" x", "psql|-c|a\nb|x"),
        ] {
            assert_eq!(words(text), is, "{text}");
        }
    }
}
