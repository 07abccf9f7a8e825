//! What `rounds` is measured by: programs made here, built for speed whatever this one is
//! built for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// What stands on the screen of the floor.
pub const WORDS: &str = "keys pressed";

/// The package of the floor: the libraries of this one, at the versions of its lock.
const MANIFEST: &str = r#"[package]
name = "floor"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
crossterm = "0.29"
ratatui = { version = "0.30", default-features = false, features = ["crossterm", "layout-cache"] }
sha2 = "0.11"

[profile.release]
opt-level = 3
lto = "fat"
codegen-units = 1
panic = "abort"
strip = true
"#;

/// The floor: without arguments a screen, with a journal a hashing of all of it.
pub fn floor() -> &'static Path {
    static FLOOR: LazyLock<PathBuf> = LazyLock::new(build_floor);
    &FLOOR
}

fn build_floor() -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("floor");
    let write = |place: &Path, text: &str| {
        if fs::read_to_string(place).ok().as_deref() != Some(text) {
            fs::write(place, text).unwrap();
        }
    };
    fs::create_dir_all(package.join("src")).unwrap();
    write(&package.join("Cargo.toml"), MANIFEST);
    write(&package.join("src/main.rs"), include_str!("floor.rs"));
    let lock = package.join("Cargo.lock");
    if !lock.exists() {
        fs::write(&lock, include_str!("../../Cargo.lock")).unwrap();
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--quiet", "--manifest-path"]);
    build.arg(package.join("Cargo.toml"));
    build.arg("--target-dir").arg(package.join("target"));
    // What this benchmark is built with is not for the floor.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PROFILE") {
            build.env_remove(name);
        }
    }
    assert!(build.status().unwrap().success(), "the floor is not built");
    package.join("target/release/floor")
}

/// A program that does nothing at all.
pub fn empty() -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty");
    let source = program.with_extension("rs");
    fs::write(&source, "fn main() {}\n").unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let compiled = Command::new(rustc)
        .args(["-O", "-C", "strip=symbols", "-o"])
        .args([&program, &source])
        .status();
    assert!(
        compiled.unwrap().success(),
        "the empty program is not built"
    );
    program
}
