//! That the runbooks here are older than the record's, in words.

/// How many runbooks of the library are of a revision that the record has left, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Those that are.
    pub books: usize,
    /// All that can be used.
    pub all: usize,
}

impl Behind {
    /// What is to be said of it, where anything is.
    pub fn words(self) -> Option<String> {
        let Self { books, all } = self;
        (books > 0).then(|| {
            format!(
                "Your runbooks are older than the record's ({books} of {all}): update them, or make the record go by yours: `rounds sync --this-is-current`."
            )
        })
    }
}
