//! Which editor opens a file, and how it is told the line.
//!
//! `VISUAL` goes before `EDITOR`, as everywhere. What stands in them is split into words as a
//! shell does it, quotes and all, so that `code --wait` and a path with blanks work; no shell
//! reads it. Editors that are not known get the file alone: a line in the wrong form would be
//! taken for another file.

use std::ffi::OsString;
use std::path::Path;

/// An editor as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// The program.
    pub program: String,
    /// What stands behind it.
    pub arguments: Vec<String>,
    /// The variable that says so.
    pub from: &'static str,
}

/// The editor that is wanted, by what the environment says; none where neither variable is set.
pub fn wanted(variable: impl Fn(&str) -> Option<OsString>) -> Option<Editor> {
    ["VISUAL", "EDITOR"].into_iter().find_map(|from| {
        let value = variable(from)?;
        Editor::of(&value.to_string_lossy(), from)
    })
}

impl Editor {
    fn of(value: &str, from: &'static str) -> Option<Self> {
        let mut words = words_of(value).into_iter();
        Some(Self {
            program: words.next()?,
            arguments: words.collect(),
            from,
        })
    }

    /// As somebody wrote it.
    pub fn words(&self) -> String {
        shell_words::join(std::iter::once(&self.program).chain(&self.arguments))
    }

    /// What it is started with, for a file at a line.
    pub fn at(&self, file: &Path, line: usize) -> Vec<OsString> {
        let name = Path::new(&self.program).file_stem().unwrap_or_default();
        let mut arguments: Vec<OsString> = self.arguments.iter().map(OsString::from).collect();
        let mut file_and_line = file.as_os_str().to_owned();
        file_and_line.push(format!(":{line}"));
        match &*name.to_string_lossy() {
            "vi" | "vim" | "nvim" | "view" | "gvim" | "nano" | "pico" | "emacs" | "emacsclient"
            | "kak" | "micro" | "joe" | "mg" | "ne" | "vis" | "gedit" => {
                arguments.push(format!("+{line}").into());
                arguments.push(file.into());
            }
            "code" | "codium" | "code-insiders" | "cursor" => {
                // Without it the window would outlive the look that follows.
                if !self
                    .arguments
                    .iter()
                    .any(|word| word == "--wait" || word == "-w")
                {
                    arguments.push("--wait".into());
                }
                arguments.push("--goto".into());
                arguments.push(file_and_line);
            }
            "hx" | "helix" | "subl" | "sublime_text" | "zed" => arguments.push(file_and_line),
            _ => arguments.push(file.into()),
        }
        arguments
    }
}

/// The words of a command line. A quote without its fellow is a letter like any other; so is
/// a backslash on Windows, where paths have them.
fn words_of(line: &str) -> Vec<String> {
    let blanks = || line.split_whitespace().map(str::to_owned).collect();
    match cfg!(windows) {
        true => blanks(),
        false => shell_words::split(line).unwrap_or_else(|_| blanks()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_the_line_in_its_own_way() {
        for (editor, told) in [
            ("vi", "+7 /r/a b.toml"),
            ("/usr/bin/nvim -n", "-n +7 /r/a b.toml"),
            ("emacsclient -t", "-t +7 /r/a b.toml"),
            ("code", "--wait --goto /r/a b.toml:7"),
            ("code -w -n", "-w -n --goto /r/a b.toml:7"),
            ("hx", "/r/a b.toml:7"),
            ("subl --wait", "--wait /r/a b.toml:7"),
            ("my-editor --fast", "--fast /r/a b.toml"),
        ] {
            let editor = Editor::of(editor, "EDITOR").unwrap();
            let given = editor.at(Path::new("/r/a b.toml"), 7);
            let given: Vec<_> = given.iter().map(|it| it.to_string_lossy()).collect();
            assert_eq!(given.join(" "), told);
        }
        assert_eq!(Editor::of("  ", "EDITOR"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_with_blanks_is_one_word() {
        let editor = Editor::of("\"/opt/My Editor/vim\" -c 'set nu'", "EDITOR").unwrap();
        assert_eq!(editor.program, "/opt/My Editor/vim");
        assert_eq!(editor.arguments, ["-c", "set nu"]);
        assert_eq!(editor.words(), "'/opt/My Editor/vim' -c 'set nu'");
        assert_eq!(Editor::of("it's --fast", "EDITOR").unwrap().program, "it's");
    }
}
