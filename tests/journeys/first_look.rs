//! The commands of the shipped First look on systems that are not this one: a BusyBox root,
//! where there is one at hand, and a Mac by what its tools print.
//!
//! What the Mac's tools print stands here as it is known of them; nothing was run on a Mac.

use rounds::runbook::{
    How, LibraryDefaults, Program, Runbook, Source, Values, Yields, parse, parse_library,
};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

const FILE: &str = include_str!("../../runbooks/this-machine.toml");
const LIBRARY: &[u8] = include_bytes!("../../runbooks/library.toml");

const MAC_DF: &str = "\
Filesystem     1024-blocks      Used Available Capacity  Mounted on
/dev/disk3s1s1   482797652  10437296 121004124     8%    /
devfs                  210       210         0   100%    /dev
/dev/disk3s6     482797652   2097172 121004124     2%    /System/Volumes/VM
/dev/disk3s5     482797652 344911004 121004124    75%    /System/Volumes/Data
map auto_home            0         0         0   100%    /System/Volumes/Data/home
//kim@nas/media 3900000000 3822000000 78000000    98%    /Volumes/media
/dev/disk4s2        200000    190000     10000    95%    /Volumes/Long name
";

const MAC_MEMORY: &str = "\
The system has 17179869184 (1048576 pages with a page size of 16384).

Stats:
Pages free: 15731
Pages purgeable: 5220

System-wide memory free percentage: 71%
";

fn runbook() -> Runbook {
    let (defaults, _): (LibraryDefaults, _) = parse_library("library.toml", LIBRARY);
    let (path, stem) = ("this-machine.toml".to_owned(), "this-machine".to_owned());
    let parsed = parse(
        &Source {
            path,
            stem,
            text: FILE,
        },
        &defaults,
    );
    parsed.runbook.unwrap()
}

/// What First look's steps read, with only these programs.
fn looked(shell: &Path, shell_words: &[&str], programs: &Path) -> Vec<String> {
    let runbook = runbook();
    let steps = &runbook.procedure("first-look").unwrap().steps;
    let read = steps.iter().map(|step| {
        let How::Command(command) = &step.how else {
            panic!("{} is done by hand", step.id);
        };
        let Program::Shell(text) = &command.program else {
            panic!("{} is no shell text", step.id);
        };
        let output = Command::new(shell)
            .args(shell_words)
            .args(["-c", &text.text])
            .env_clear()
            .env("PATH", programs)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{}: {output:?}", step.id);
        let take = command.take.as_ref().unwrap();
        let found = take.first_in(&said, &Values::new());
        let found = found.unwrap_or_else(|| panic!("{}: nothing in {said:?}", step.id));
        if let Yields::Reading { .. } = &step.yields {
            found.parse::<f64>().unwrap();
        }
        found.to_owned()
    });
    read.collect()
}

/// A folder of programs of its own.
fn programs(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("rounds-first-look-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where this system has a program.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(name));
    places.find(|place| place.is_file())
}

#[test]
fn here() {
    let folder = programs("here");
    for name in ["sh", "df", "awk", "sort", "head", "sed", "systemctl"] {
        if let Some(place) = found(name) {
            symlink(place, folder.join(name)).unwrap();
        }
    }
    let read = looked(Path::new("/bin/sh"), &[], &folder);
    assert_eq!(read.len(), 3, "{read:?}");
    fs::remove_dir_all(&folder).unwrap();
}

/// Tried where a BusyBox is at hand: in the path, or named by `BUSYBOX`.
#[test]
fn in_a_busybox() {
    let named = std::env::var_os("BUSYBOX").map(PathBuf::from);
    let Some(busybox) = named.or_else(|| found("busybox")) else {
        println!("no BusyBox here: nothing was tried");
        return;
    };
    let folder = programs("busybox");
    for name in ["sh", "df", "awk", "sort", "head", "sed"] {
        symlink(&busybox, folder.join(name)).unwrap();
    }
    let read = looked(&busybox, &["sh"], &folder);
    assert_eq!(read.len(), 3, "{read:?}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn on_a_mac_by_what_its_tools_print() {
    let folder = programs("mac");
    for name in ["sh", "awk", "sort", "head", "sed", "cat"] {
        symlink(found(name).unwrap(), folder.join(name)).unwrap();
    }
    for (name, prints) in [("df", MAC_DF), ("memory_pressure", MAC_MEMORY)] {
        let file = folder.join(name);
        fs::write(&file, format!("#!/bin/sh\ncat <<'END'\n{prints}END\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let read = looked(Path::new("/bin/sh"), &[], &folder);
    // Not the share, which is fuller, nor what only looks full.
    assert_eq!(read[0], "95", "{read:?}");
    assert_eq!(read[1], "71", "{read:?}");
    fs::remove_dir_all(&folder).unwrap();
}
