//! Reads `answers.txt`: which answers there are, and which keys each has.
//!
//! What it does not do: it draws no schema, and it judges nothing; tests hold the text.

/// The text.
pub(super) const ANSWERS: &str = include_str!("answers.txt");

/// In which form an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One object.
    Object,
    /// A list of objects.
    List,
    /// An object a line.
    Lines,
}

/// What a block is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Head<'a> {
    /// An answer.
    Answer {
        /// The command, with what tells it from others of its verb.
        command: &'a str,
        /// In which form it comes.
        form: Form,
        /// What it is.
        says: &'a str,
    },
    /// Keys that others name.
    Shape(&'a str),
}

/// A block: an answer or a shape, and the lines of its keys.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    /// What it is about.
    pub(super) head: Head<'a>,
    lines: Vec<&'a str>,
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    /// The key.
    pub(super) name: &'a str,
    /// What it holds, as the text has it.
    pub(super) kind: &'a str,
    /// Whether it may be missing.
    pub(super) may_be_missing: bool,
    /// What it says; empty where the text says nothing.
    pub(super) says: &'a str,
}

impl<'a> Block<'a> {
    fn begun(line: &'a str) -> Option<Self> {
        let head = match line.strip_prefix("shape ") {
            Some(name) => Head::Shape(name),
            None => {
                let (command, rest) = line.strip_prefix("rounds ")?.split_once(": ")?;
                let (form, says) = rest.split_once(". ")?;
                let form = match form {
                    "list" => Form::List,
                    "lines" => Form::Lines,
                    _ => Form::Object,
                };
                Head::Answer {
                    command,
                    form,
                    says,
                }
            }
        };
        let lines = Vec::new();
        Some(Self { head, lines })
    }

    fn parts(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let lines = self.lines.iter();
        lines.map(|line| line.split_once(" | ").unwrap_or((line, "")))
    }

    /// Its keys as they are written, and the shapes that it takes over.
    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.parts().flat_map(|(words, _)| words.split_whitespace())
    }
}

/// Every block of the text.
pub(super) fn blocks() -> Vec<Block<'static>> {
    let mut blocks: Vec<Block<'static>> = Vec::new();
    for line in ANSWERS.lines() {
        match (line.strip_prefix("    "), blocks.last_mut()) {
            (Some(keys), Some(block)) => block.lines.push(keys),
            _ => blocks.extend(Block::begun(line)),
        }
    }
    blocks
}

/// The keys of a block, those that it takes over among them.
pub(super) fn keys_of<'a>(block: &Block<'a>, blocks: &[Block<'a>]) -> Vec<Key<'a>> {
    let mut keys = Vec::new();
    for (words, says) in block.parts() {
        for word in words.split_whitespace() {
            if let Some(shape) = word.strip_prefix('+') {
                let taken = blocks
                    .iter()
                    .find(|it| matches!(it.head, Head::Shape(name) if name == shape));
                keys.extend(taken.into_iter().flat_map(|it| keys_of(it, blocks)));
            } else if let Some((name, kind)) = word.split_once(':') {
                let bare = name.strip_suffix('?');
                keys.push(Key {
                    name: bare.unwrap_or(name),
                    kind,
                    may_be_missing: bare.is_some(),
                    says,
                });
            }
        }
    }
    keys
}
