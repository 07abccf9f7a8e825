//! A command as one would type it: for reading and for copying, never for running.
//!
//! What stays true: pasted into a shell, it runs the same words, once the variables in it have
//! their values. Whoever shows it goes through `text::shown`.

use super::template::Template;
use super::types::{Program, ShellProgram};
use std::fmt;

impl Program {
    /// A text for the shell, with the variables of the procedure that stand in it.
    pub fn shell(text: impl Into<String>, names: &[&str]) -> Self {
        Self::Shell(ShellProgram {
            text: text.into(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        })
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(shell) => f.write_str(shell.text.trim_matches('\n')),
            Self::Words(words) => {
                for (index, word) in words.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" ")?;
                    }
                    f.write_str(&typed(word))?;
                }
                Ok(())
            }
        }
    }
}

/// A word as it is typed: in quotes where the shell would read it otherwise.
fn typed(word: &Template) -> String {
    let source = word.source();
    let mut plain = source.to_owned();
    // From the back, so that the places before stay where they are.
    let places: Vec<_> = word.places().map(|(place, _)| place).collect();
    for place in places.into_iter().rev() {
        plain.replace_range(place, "x");
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/:@%+,=-".contains(c);
    match !plain.is_empty() && plain.chars().all(is_plain) {
        true => source.to_owned(),
        false => format!("'{}'", source.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        let words = [
            "psql",
            "service=$DB",
            "-c",
            "\\du orders_*",
            "it's",
            "",
            "$5",
            "${DB}x",
            "a&b",
        ];
        let program = Program::Words(words.map(Template::from).to_vec());
        assert_eq!(
            program.to_string(),
            r"psql service=$DB -c '\du orders_*' 'it'\''s' '' '$5' ${DB}x 'a&b'"
        );
        assert_eq!(Program::shell("\ndf -h\n", &[]).to_string(), "df -h");
    }
}
