//! Why the system would not do something, in words for a person: the one place that makes them.
//!
//! What stays true: no number of an error is shown where words tell what to do. What was already
//! said in words of the program is left as it was.

use super::is_link_refused;
use std::io::{self, ErrorKind};

/// Why the system would not do something, as a part of a sentence.
#[must_use]
pub fn why(error: &io::Error) -> String {
    if error.raw_os_error().is_none() && error.get_ref().is_some() {
        return error.to_string();
    }
    let words = match error.kind() {
        ErrorKind::PermissionDenied => "this account may not (permission denied)",
        ErrorKind::NotFound => "it is not there",
        ErrorKind::AlreadyExists => "something of that name is there already",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "there is no room left"
        }
        ErrorKind::ReadOnlyFilesystem => "its disk takes no writes now",
        _ if is_link_refused(error) => "it is a symbolic link, and is not followed",
        ErrorKind::NotADirectory => "it is a link, or no folder, and is not followed",
        ErrorKind::IsADirectory => "it is no plain file",
        _ => return of_system(error),
    };
    words.to_owned()
}

/// The system's own words, without their number.
fn of_system(error: &io::Error) -> String {
    let said = error.to_string();
    let words = said.rsplit_once(" (os error ").map_or(&*said, |it| it.0);
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_lowercase());
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reason_shows_a_number() {
        for number in 1..134 {
            let error = io::Error::from_raw_os_error(number);
            let words = why(&error);
            assert!(!words.is_empty() && !words.contains("os error"), "{words}");
        }
        assert_eq!(
            why(&io::Error::other("the disk said no")),
            "the disk said no"
        );
        let refused = io::Error::from(ErrorKind::PermissionDenied);
        assert_eq!(why(&refused), "this account may not (permission denied)");
    }
}
