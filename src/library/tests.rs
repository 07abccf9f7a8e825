//! What shows only when all files of a library are read: references between runbooks.

use super::*;
use std::fs;

/// A folder with these files, each with procedures of one step: id and keys of the step.
fn folder(files: &[(&str, &[(&str, &str)])]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, procedures) in files {
        write(home.path(), name, procedures);
    }
    home
}

fn write(home: &Path, name: &str, procedures: &[(&str, &str)]) {
    let mut text = format!("title = \"{name}\"\ntimezone = \"UTC\"\n");
    for (id, keys) in procedures {
        text += &format!(
            "[[procedures]]\nid = \"{id}\"\ntitle = \"{id}\"\n\
             [[procedures.steps]]\ntitle = \"It\"\n{keys}\n"
        );
    }
    fs::write(home.join(format!("{name}.toml")), text).unwrap();
}

fn look(path: &Path) -> Library {
    Library::look(&[path.to_owned()])
}

fn told(library: &Library) -> Vec<String> {
    let problems = library.books.iter().flat_map(|book| &book.parsed.problems);
    let told = problems.map(|it| {
        let file = Path::new(&*it.path).file_name().unwrap();
        let hint = it.hint.as_deref().unwrap_or_default();
        format!("{}:{} {}; {hint}", file.display(), it.line, it.message)
    });
    told.collect()
}

#[test]
fn references_into_other_runbooks_lead_somewhere() {
    let home = folder(&[
        (
            "a",
            &[
                ("one", "call = \"b/health\""),
                ("two", "on_fail = \"b/helth\""),
                ("three", "call = \"bb/health\""),
                ("four", "call = \"a/one\""),
                ("five", "call = \"c/anything\""),
            ],
        ),
        ("b", &[("health", "")]),
    ]);
    fs::write(home.path().join("c.toml"), "title = \"broken\"\n").unwrap();
    let library = look(home.path());
    insta::assert_snapshot!(told(&library).join("\n"), @r#"
a.toml:14 the runbook `b` has no procedure `helth`; write "b/health"
a.toml:20 there is no runbook `bb` here; write "b/health"
c.toml:1 the runbook has no time zone; add `timezone = "Europe/Berlin"` to the top of this file, or to library.toml for all files
"#);
    let usable = library.runbook("a").unwrap().procedures.len();
    assert_eq!(usable, 5, "an exception must not vanish with another file");
    let alone = look(&home.path().join("a.toml"));
    assert_eq!(told(&alone), [""; 0], "its fellows were not looked at");
}

#[test]
fn calls_between_runbooks_end() {
    let home = folder(&[
        (
            "a",
            &[("one", "call = \"b/two\""), ("aside", "call = \"one\"")],
        ),
        ("b", &[("two", "call = \"c/three\"")]),
        (
            "c",
            &[
                ("three", "call = \"a/one\""),
                ("four", "on_fail = \"a/aside\""),
            ],
        ),
    ]);
    insta::assert_snapshot!(told(&look(home.path())).join("\n"), @r#"
a.toml:8 this call leads back to `one`; a procedure that calls itself, however far around, has no end: let one of them say in a sentence what to start instead
b.toml:8 this call leads back to `two`; a procedure that calls itself, however far around, has no end: let one of them say in a sentence what to start instead
c.toml:8 this call leads back to `three`; a procedure that calls itself, however far around, has no end: let one of them say in a sentence what to start instead
"#);
}

#[test]
fn what_is_mended_elsewhere_is_mended_here_and_nothing_else_is_new() {
    let home = folder(&[
        ("a", &[("one", "call = \"b/two\"")]),
        ("b", &[("three", "")]),
    ]);
    let paths = [home.path().to_owned()];
    let first = Library::look(&paths);
    assert_eq!(first.errors(), 1);
    assert!(first.same_as(&first.look_again(&paths)));
    write(home.path(), "b", &[("two", "")]);
    let second = first.look_again(&paths);
    assert_eq!(second.errors(), 0);
    assert!(second.same_as(&second.look_again(&paths)));
    fs::remove_file(home.path().join("b.toml")).unwrap();
    assert_eq!(second.look_again(&paths).errors(), 1);
}
