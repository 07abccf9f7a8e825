//! What shows only when all files of a library are read: references between runbooks.

use super::*;
use crate::runbook::{Outlined, Packed, Step};
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

#[test]
fn folders_in_a_folder_are_part_of_the_library() {
    let home = folder(&[("top", &[("one", "")])]);
    for name in ["teams/a", "teams/b", ".git/x"] {
        fs::create_dir_all(home.path().join(name)).unwrap();
    }
    let zone = |name: &str| format!("timezone = \"{name}\"\n");
    fs::write(home.path().join("library.toml"), zone("Europe/Berlin")).unwrap();
    fs::write(home.path().join("teams/b/library.toml"), zone("Asia/Tokyo")).unwrap();
    let plain = "title = \"T\"\n[[procedures]]\ntitle = \"P\"\nsteps = [\"Look\"]\n";
    for name in ["teams/a/near", "teams/b/far", ".git/x/hidden"] {
        fs::write(home.path().join(name).with_extension("toml"), plain).unwrap();
    }
    let library = look(home.path());
    let zones: Vec<_> = library
        .runbooks()
        .map(|it| format!("{} {}", it.id, it.zone.name()))
        .collect();
    assert_eq!(zones, ["near Europe/Berlin", "top UTC", "far Asia/Tokyo"]);
    assert!(library.folders.iter().all(|it| library.holds_books(it)));
    let again = library.look_again(&[home.path().to_owned()]);
    assert!(again.same_as(&library), "nothing changed");
    let twice = Library::look(&[home.path().to_owned(), home.path().join("teams/a")]);
    assert_eq!(twice.books.len(), 3, "a folder that is named twice is one");
    assert_eq!(twice.errors(), 0);
}

#[test]
fn copies_are_named_and_change_nothing() {
    let home = folder(&[("orders", &[("one", "")])]);
    let copy = |name: &str| {
        fs::copy(home.path().join("orders.toml"), home.path().join(name)).unwrap();
    };
    copy("orders (conflicted copy 2026-11-29).toml");
    copy("orders.sync-conflict-20261129-101500-ABC.toml");
    copy("orders.toml~");
    copy(".orders.toml");
    let library = look(home.path());
    assert_eq!(library.books.len(), 1);
    assert_eq!(library.errors(), 0, "{:?}", told(&library));
    let passed_over = &library.folders[0].passed_over;
    assert_eq!(passed_over.len(), 4, "{passed_over:?}");
    assert!(passed_over.iter().all(|it| !it.is_error()));
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_out_of_a_folder() {
    let outside = folder(&[("orders", &[("one", "")])]);
    let home = folder(&[("here", &[("one", "")])]);
    let link = |from: &Path, to: &str| {
        std::os::unix::fs::symlink(from, home.path().join(to)).unwrap();
    };
    link(&outside.path().join("orders.toml"), "orders.toml");
    link(outside.path(), "team");
    link(&outside.path().join("nowhere"), "lost.toml");
    let library = look(home.path());
    assert_eq!(library.runbooks().count(), 1);
    let orders = library.book("orders").unwrap();
    assert!(
        orders.parsed.problems[0]
            .message
            .contains("links are not followed")
    );
    assert!(library.book("lost").unwrap().errors() > 0);
    let passed_over = &library.folders[0].passed_over;
    assert!(
        passed_over[0].message.contains("link to a folder"),
        "{passed_over:?}"
    );
}

/// Whatever steps there are: packed they are equal, tell the same outline, and are changed
/// as if they had never been packed.
#[test]
fn what_is_packed_is_what_it_was() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["runbooks", "tests/data", "tests/data/screens"];
    let library = Library::look(&folders.map(|folder| root.join(folder)));
    let mut count = 0;
    for (_, procedure) in library.procedures() {
        let steps = &procedure.steps;
        let bytes = postcard::to_stdvec(steps).unwrap();
        let read = || postcard::from_bytes::<Packed<Vec<Step>>>(&bytes).unwrap();
        let packed = read();
        assert_eq!(packed.outline(), steps.to_vec().outline());
        assert_eq!(postcard::to_stdvec(&packed).unwrap(), bytes);
        assert_eq!(&packed, steps);
        assert_eq!(packed.clone().to_vec(), steps.to_vec());
        for opened in [packed, read()] {
            let mut changed = opened;
            let last = changed.pop();
            assert_eq!(last.as_ref(), steps.last());
            assert_eq!(
                changed.outline(),
                steps[..steps.len() - 1].to_vec().outline()
            );
            changed.extend(last);
            assert_eq!(&changed, steps);
        }
        count += 1;
    }
    assert!(count > 10, "{count}");
}
