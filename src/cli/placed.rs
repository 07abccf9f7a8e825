//! Files that a command makes for others: whole at every moment, or not there.
//!
//! It decides nothing of what is in them, nor asks whether one may be replaced.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Makes a file, or replaces one: it is whole at every moment, so that whoever serves or reads it
/// never gets half. What stands there and is no regular file stays as it is.
///
/// # Errors
/// When one is there and is not to be replaced, or the disk fails; what was there still stands.
pub(super) fn placed(path: &Path, text: &str, replace: bool) -> std::io::Result<()> {
    let is_file = path.symlink_metadata().map(|it| it.is_file());
    if !replace || is_file.is_err() {
        let mut file = File::options().write(true).create_new(true).open(path)?;
        return file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all());
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let mut file = File::options().write(true).create_new(true).open(&part)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&part, path));
    written.inspect_err(|_| {
        // What could not be finished helps nobody; the old file stands.
        let _ = fs::remove_file(&part);
    })
}
