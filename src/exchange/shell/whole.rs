//! Where a command of a shell ends: what it has opened and not closed yet.
//!
//! What stays true: a text that is [`Open::Nothing`] is one that a shell would read to its
//! end; every other wants at least one line more. It reads each character once. What it does
//! not do: it does not expand, and it takes no word for right or wrong.

/// What a piece of shell text leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Open {
    /// Nothing: it is whole.
    Nothing,
    /// A quote.
    Quote,
    /// A backslash, a pipe, `&&` or `||` at the end of its last line.
    Line,
    /// A here-document whose end has not come.
    HereDocument,
    /// `if`, `for`, `while`, `case`, `{`, `(` or `$(`.
    Compound,
}

/// What closes what stands open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Close {
    Fi,
    Done,
    Esac,
    Brace,
    Paren,
    DoubleQuote,
    Backtick,
}

/// A here-document that was announced.
struct Here {
    end: String,
    is_indented: bool,
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    open: Vec<Close>,
    /// Here-documents of the line that is read.
    announced: Vec<Here>,
    word: String,
    is_word_quoted: bool,
    /// Whether the next word is the first of a command.
    at_command: bool,
    /// Whether the last thing on the line was `|`, `&&`, `||` or a backslash.
    goes_on: bool,
    /// Whether `case x` still waits for its `in`.
    in_pattern: bool,
}

/// What a text leaves open.
pub(in crate::exchange) fn open_after(text: &str) -> Open {
    let mut reader = Reader {
        rest: text.chars().peekable(),
        open: Vec::new(),
        announced: Vec::new(),
        word: String::new(),
        is_word_quoted: false,
        at_command: true,
        goes_on: false,
        in_pattern: false,
    };
    reader.read()
}

impl Reader<'_> {
    fn read(&mut self) -> Open {
        while let Some(c) = self.rest.next() {
            if let Err(open) = self.character(c) {
                return open;
            }
        }
        self.end_word();
        match self.open.last() {
            _ if !self.announced.is_empty() => Open::HereDocument,
            Some(Close::DoubleQuote) => Open::Quote,
            Some(_) => Open::Compound,
            None if self.goes_on => Open::Line,
            None => Open::Nothing,
        }
    }

    fn is_quoted(&self) -> bool {
        self.open.last() == Some(&Close::DoubleQuote)
    }

    fn character(&mut self, c: char) -> Result<(), Open> {
        match c {
            '\\' => {
                let next = self.rest.next();
                if next.is_none_or(|next| next == '\n') {
                    self.goes_on = next.is_none();
                } else {
                    self.push('\\', true);
                }
            }
            '"' if self.is_quoted() => {
                self.open.pop();
                self.is_word_quoted = true;
            }
            '`' => self.backtick(),
            '$' if self.rest.peek() == Some(&'(') => {
                self.rest.next();
                self.push('$', false);
                self.enter(Close::Paren);
            }
            '$' if self.rest.peek() == Some(&'{') => self.parameter()?,
            c if self.is_quoted() => self.push(c, true),
            '"' => {
                self.push('"', true);
                self.open.push(Close::DoubleQuote);
            }
            '\'' => self.single()?,
            '#' if self.word.is_empty() && !self.is_word_quoted => self.comment(),
            '\n' => self.line_end()?,
            _ => self.unquoted(c)?,
        }
        Ok(())
    }

    fn push(&mut self, c: char, quoted: bool) {
        self.word.push(c);
        self.is_word_quoted |= quoted;
        self.goes_on = false;
    }

    fn enter(&mut self, close: Close) {
        self.end_word();
        self.open.push(close);
        self.at_command = true;
        self.goes_on = false;
    }

    fn backtick(&mut self) {
        match self.open.iter().rposition(|it| *it == Close::Backtick) {
            Some(at) => {
                self.open.truncate(at);
                self.push('`', true);
            }
            None => self.enter(Close::Backtick),
        }
    }

    /// `${NAME}`, with whatever stands in it.
    fn parameter(&mut self) -> Result<(), Open> {
        let mut depth = 0;
        self.push('$', false);
        for c in self.rest.by_ref() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
        Err(Open::Quote)
    }

    fn single(&mut self) -> Result<(), Open> {
        self.push('\'', true);
        match self.rest.by_ref().any(|c| c == '\'') {
            true => Ok(()),
            false => Err(Open::Quote),
        }
    }

    fn comment(&mut self) {
        while self.rest.next_if(|c| *c != '\n').is_some() {}
    }

    fn unquoted(&mut self, c: char) -> Result<(), Open> {
        match c {
            ' ' | '\t' | '\r' => self.end_word(),
            '<' if self.rest.peek() == Some(&'<') => self.here()?,
            '<' | '>' => {
                self.end_word();
                self.goes_on = false;
            }
            ';' => self.operator(false),
            '&' | '|' => {
                let is_double = self.rest.next_if(|next| *next == c).is_some();
                self.operator(is_double || c == '|');
            }
            '(' => {
                // `name()` begins a function; `x=(` a list.
                self.enter(Close::Paren);
            }
            ')' => {
                self.end_word();
                match self.open.last() {
                    // The pattern of a case ends so, too.
                    Some(Close::Esac) => self.at_command = true,
                    Some(Close::Paren) => {
                        self.open.pop();
                        self.at_command = true;
                    }
                    _ => {}
                }
            }
            c => self.push(c, false),
        }
        Ok(())
    }

    fn operator(&mut self, goes_on: bool) {
        self.end_word();
        self.at_command = true;
        self.goes_on = goes_on;
    }

    /// `<<END`, `<<-'END'`; `<<<` is only a text.
    fn here(&mut self) -> Result<(), Open> {
        self.end_word();
        self.rest.next();
        if self.rest.next_if_eq(&'<').is_some() {
            self.goes_on = false;
            return Ok(());
        }
        let is_indented = self.rest.next_if_eq(&'-').is_some();
        while self.rest.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
        let mut end = String::new();
        while let Some(c) = self
            .rest
            .next_if(|c| !(c.is_whitespace() || ";|&<>()".contains(*c)))
        {
            if !matches!(c, '\'' | '"' | '\\') {
                end.push(c);
            }
        }
        if !end.is_empty() {
            self.announced.push(Here { end, is_indented });
        }
        self.goes_on = false;
        Ok(())
    }

    fn line_end(&mut self) -> Result<(), Open> {
        self.end_word();
        self.at_command = true;
        for here in std::mem::take(&mut self.announced) {
            self.body(&here)?;
        }
        Ok(())
    }

    fn body(&mut self, here: &Here) -> Result<(), Open> {
        loop {
            let mut line = String::new();
            let mut is_ended = false;
            for c in self.rest.by_ref() {
                is_ended = c == '\n';
                if is_ended {
                    break;
                }
                line.push(c);
            }
            let told = match here.is_indented {
                true => line.trim_start_matches('\t'),
                false => &line,
            };
            if told.trim_end_matches('\r') == here.end {
                return Ok(());
            }
            if !is_ended {
                return Err(Open::HereDocument);
            }
        }
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let is_quoted = std::mem::take(&mut self.is_word_quoted);
        if word.is_empty() && !is_quoted {
            return;
        }
        self.goes_on = false;
        if is_quoted || !(self.at_command || word == "in" && self.in_pattern) {
            self.at_command = false;
            return;
        }
        let was_command = self.at_command;
        self.at_command = false;
        match word.as_str() {
            "if" => self.reserved(Close::Fi),
            "for" | "while" | "until" | "select" => {
                self.open.push(Close::Done);
                self.at_command = matches!(word.as_str(), "while" | "until");
            }
            "case" => {
                self.open.push(Close::Esac);
                self.in_pattern = true;
            }
            "in" if !was_command => self.in_pattern = false,
            "{" => self.reserved(Close::Brace),
            "then" | "elif" | "else" | "do" | "!" | "time" => self.at_command = true,
            "fi" => self.close(Close::Fi),
            "done" => self.close(Close::Done),
            "esac" => self.close(Close::Esac),
            "}" => self.close(Close::Brace),
            // A value before a command.
            word if is_assignment(word) => self.at_command = true,
            _ => {}
        }
    }

    fn reserved(&mut self, close: Close) {
        self.open.push(close);
        self.at_command = true;
    }

    fn close(&mut self, close: Close) {
        if self.open.last() == Some(&close) {
            self.open.pop();
        }
    }
}

/// `NAME=…`
pub(in crate::exchange) fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| {
        let name = name.strip_suffix('+').unwrap_or(name);
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_whole_where_a_shell_would_begin_with_it() {
        for (text, open) in [
            ("uptime", Open::Nothing),
            ("", Open::Nothing),
            ("tail \\", Open::Line),
            ("tail \\\n  x", Open::Nothing),
            ("a |", Open::Line),
            ("a | # why", Open::Line),
            ("a &&", Open::Line),
            ("a &", Open::Nothing),
            ("echo 'a", Open::Quote),
            ("echo \"a 'b\"", Open::Nothing),
            ("echo \"$(date", Open::Compound),
            ("echo \"$(date '+%s')\" done", Open::Nothing),
            ("echo it\\'s", Open::Nothing),
            ("x=`date`", Open::Nothing),
            ("x=`date", Open::Compound),
            ("cat <<END", Open::HereDocument),
            ("cat <<'END' > x\na 'b\nEND", Open::Nothing),
            ("cat <<-END\n\ta\n\tEND\n", Open::Nothing),
            ("cat <<END\na\n END", Open::HereDocument),
            ("cat <<<word", Open::Nothing),
            ("for i in 1 2", Open::Compound),
            ("for i in 1 2; do echo $i; done", Open::Nothing),
            ("if a; then\nb", Open::Compound),
            ("if a; then\nb\nfi", Open::Nothing),
            ("echo if", Open::Nothing),
            ("case $x in\na) b ;;\nesac", Open::Nothing),
            ("case $x in\na) b ;;", Open::Compound),
            (
                "while read -r l; do\n  echo \"$l\"\ndone < x",
                Open::Nothing,
            ),
            ("f() {\n a", Open::Compound),
            ("f() {\n a\n}", Open::Nothing),
            ("(cd x", Open::Compound),
            ("echo ${A:-b c}", Open::Nothing),
            ("echo a # it's", Open::Nothing),
            ("echo a#b'", Open::Quote),
            ("awk '{print $1}' x", Open::Nothing),
        ] {
            assert_eq!(open_after(text), open, "{text}");
        }
    }
}
