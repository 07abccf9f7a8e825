//! Reading a plain file: the one way to read what a path names, wherever nobody means anything
//! but a file.
//!
//! What stays true: nothing but a plain file is read, and nothing is waited for. A FIFO, a device or
//! a socket in its place is named for what it is not, and a file that the system makes up as it is
//! read ends where it has nothing more to give, or at the limit. A link is followed; who must not
//! follow one opens it with `private_options`.

use super::unwaiting_options;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// More than any file holds that this program keeps for itself beside the journal.
pub const MOST_OWN_BYTES: u64 = 64 << 20;

/// Opens a plain file for reading.
///
/// # Errors
/// What the system said, or that it is no plain file.
pub fn open_plain(path: &Path) -> io::Result<File> {
    // Before: opening some devices does something. After: it may be another by then.
    plain(&fs::metadata(path)?)?;
    let file = unwaiting_options().read(true).open(path)?;
    plain(&file.metadata()?)?;
    Ok(file)
}

/// Reads a plain file, and no more than `most` bytes of it: who asks for one byte more than may be
/// there sees that there is more.
///
/// # Errors
/// As [`open_plain`].
pub fn read_plain(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open_plain(path)?;
    let length = file.metadata()?.len().min(most);
    // Room for all of it at once, or it would be read in a dozen pieces.
    let room = usize::try_from(length).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(room.saturating_add(1));
    let read = file.take(most).read_to_end(&mut bytes);
    match read {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            Err(io::Error::new(ErrorKind::InvalidData, "it does not end"))
        }
        read => read.map(|_| bytes),
    }
}

/// Reads a plain file that is text in UTF-8, of at most `most` bytes.
///
/// # Errors
/// As [`open_plain`]; and where it is longer, or no text.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let bytes = read_plain(path, most.saturating_add(1))?;
    if bytes.len() as u64 > most {
        let words = format!("it is longer than {most} bytes");
        return Err(io::Error::new(ErrorKind::InvalidData, words));
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is no text in UTF-8"))
}

fn plain(found: &Metadata) -> io::Result<()> {
    match found.is_file() {
        true => Ok(()),
        false => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is no plain file",
        )),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    #[test]
    fn nothing_but_a_plain_file_is_read_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo")
            .arg(at("fifo"))
            .status();
        assert!(made.unwrap().success());
        symlink(at("fifo"), at("link")).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        let others = ["fifo", "link", "socket", "", "/dev/null", "/dev/zero"];
        for name in others {
            for error in [
                read_plain(&at(name), 100).unwrap_err(),
                read_text(&at(name), 100).unwrap_err(),
            ] {
                assert_eq!(crate::os::why(&error), "it is no plain file", "{name}");
            }
        }
        let missing = read_plain(&at("none"), 1).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, "abcd").unwrap();
        symlink(&path, &link).unwrap();
        for path in [path, link] {
            assert_eq!(read_plain(&path, 3).unwrap(), b"abc");
            assert_eq!(read_plain(&path, u64::MAX).unwrap(), b"abcd");
            assert_eq!(read_text(&path, 4).unwrap(), "abcd");
            let long = read_text(&path, 3).unwrap_err();
            assert_eq!(long.to_string(), "it is longer than 3 bytes");
            fs::write(&path, b"ab\xff").unwrap();
            assert!(read_text(&path, 4).is_err());
            fs::write(&path, "abcd").unwrap();
        }
        // What the system makes up as it is read says that it has no length.
        assert!(
            !read_text(Path::new("/proc/self/status"), 1 << 20)
                .unwrap()
                .is_empty()
        );
    }
}
