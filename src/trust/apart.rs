//! Whether two places lie apart, links and `..` followed.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::types::TrustFault;

/// Neither may lie in the other: a library inside the folder could bring a file of its own.
pub(super) fn check(folder: &Path, other: &Path) -> Result<(), TrustFault> {
    let (real_folder, real_other) = (real(folder), real(other));
    if real_folder.starts_with(&real_other) || real_other.starts_with(&real_folder) {
        return Err(TrustFault::NotApart {
            folder: folder.to_owned(),
            other: other.to_owned(),
        });
    }
    Ok(())
}

/// The real path of what is there, followed by what is not there yet.
fn real(path: &Path) -> PathBuf {
    let mut there = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut missing: Vec<OsString> = Vec::new();
    loop {
        if let Ok(mut real) = there.canonicalize() {
            for name in missing.iter().rev() {
                // What is not there is no link, so `..` after it only takes it away.
                if name == ".." {
                    real.pop();
                } else {
                    real.push(name);
                }
            }
            return real;
        }
        match there.components().next_back() {
            Some(Component::Normal(name)) => missing.push(name.to_owned()),
            Some(Component::ParentDir) => missing.push("..".into()),
            _ => return path.to_owned(),
        }
        there.pop();
    }
}
