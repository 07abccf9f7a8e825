//! What the words right before a command say of it: that it is not to be typed, or by whom and
//! in which folder.
//!
//! What stays true: what a page warns of is read, never run; what it means for another account
//! or another folder is not run in this one.

use super::case::parted;
use super::lists::is_one_of;
use super::places::{is_about_there, is_run_in};
use super::sentence::{is_instruction, sentences};

/// Where and by whom a command is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In this folder, told from the root on.
    Folder(String),
    /// Where or as whom the words say, as in `Type it …`.
    Elsewhere(String),
    /// On another machine, where the command does not reach that by itself.
    There(String),
}

/// What begins a sentence that no order follows.
const BEGINS: &[&str] = &[
    "do not ",
    "don't ",
    "don’t ",
    "never ",
    "avoid ",
    "bad:",
    "bad ",
    "wrong",
    "incorrect",
    "instead of ",
    "not ",
    "you must not ",
    "you must never ",
    "you should not ",
    "you should never ",
    "under no circumstance",
    "in no case",
    "no need ",
    "nobody ",
    "no one ",
    "~~",
    "previously",
    "formerly",
    "historically",
    "in the past",
    "old ",
    "the old ",
    "deprecated",
    "obsolete",
];

/// What such a sentence says.
const SAYS: &[&str] = &[
    "not to do",
    "not to run",
    "do not run",
    "don't run",
    "never run",
    "not be run",
    "not be used",
    "not like this",
    "not this",
    "must not",
    "not recommended",
    "no longer",
    "need not",
    "not need",
    "not be needed",
    "we used",
    "used to ",
    "old way",
    "it was done",
    "will fail",
    "would fail",
    "fails with",
    "is forbidden",
    "is prohibited",
    "is dangerous",
];

/// Whether a sentence tells somebody not to type the command that it shows or leads to.
pub(super) fn forbids(text: &str) -> bool {
    const GOES_ON: &[&str] = &[
        "do not forget",
        "don't forget",
        "do not hesitate",
        " but ",
        "instead,",
        "instead:",
    ];
    let all = sentences(text);
    let Some(last) = all.last() else { return false };
    let (_, order) = parted(last).unwrap_or(("", last));
    let lower = order.to_lowercase().replace(['*', '_'], "");
    let has = |words: &[&str]| words.iter().any(|it| lower.contains(it));
    let begins = BEGINS.iter().any(|it| lower.trim_start().starts_with(it));
    (begins || has(SAYS)) && !has(GOES_ON)
}

/// Whether a sentence says what another does, or what will be seen: nobody is told to type what
/// it leads to.
pub(super) fn tells(text: &str) -> bool {
    const SEEN: &[&str] = &[
        "should see",
        "will see",
        "should look",
        "looks like",
        "look like",
        "expected",
        "example output",
        "sample output",
        "output:",
        "output is",
        "prints",
        "then shows",
        "log shows",
        "response:",
        "result:",
        "error:",
        "logs:",
        "log:",
        "message:",
        "similar to",
        "log says",
    ];
    const OTHERS: &[&str] = &[
        " runs",
        " does ",
        " executes",
        " calls",
        " performs",
        " ran ",
        " did ",
        " uses ",
        " has run",
        " invokes",
        " triggers",
    ];
    const OWN: &str =
        "following command commands snippet query below script one-liner line next above";
    let all = sentences(text);
    let Some(last) = all.last() else { return false };
    let lower = last.to_lowercase().replace(['*', '_'], "");
    let mut words = lower.split_whitespace();
    let is_subject = words
        .next()
        .is_some_and(|it| matches!(it, "the" | "a" | "an" | "our" | "this" | "each" | "every"));
    let is_own = words.take(2).any(|it| is_one_of(OWN, it));
    let by_others = is_subject && !is_own && OTHERS.iter().any(|it| lower.contains(it));
    let asked = [
        ("ask ", " to run"),
        ("ask ", " to execute"),
        ("the customer ", " must "),
        ("this is what ", ""),
    ];
    let by_asked = asked
        .iter()
        .any(|(begin, has)| lower.starts_with(begin) && lower.contains(has));
    let is_seen = SEEN.iter().any(|it| lower.contains(it));
    let is_order = is_instruction(last) && !lower.starts_with("you ");
    lower.ends_with(':') && (by_others || by_asked || is_seen && !is_order)
}

/// Where and by whom the command is typed that a text leads to; none where nothing is said.
pub(super) fn place(text: &str) -> Option<Place> {
    let all = sentences(text);
    let last = all.last()?.to_lowercase();
    if let Some(account) = account(&last) {
        return Some(Place::Elsewhere(format!("as `{account}`")));
    }
    const FOLDERS: &str = "directory folder dir repository repo checkout";
    let leads = ["in ", "from ", "inside ", "within "];
    let is_first = leads.iter().any(|it| last.starts_with(it)) && last.ends_with(':');
    let path = last
        .split(['`', ' ', ',', ':'])
        .find(|it| it.starts_with('/'));
    let fits = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let names = is_run_in(&last, FOLDERS);
    match path {
        Some(path) if is_first || names => {
            // As it is written.
            let at = text.to_lowercase().rfind(path)?;
            let path = text.get(at..at + path.len())?;
            Some(match path.chars().all(fits) {
                true => Place::Folder(path.to_owned()),
                false => Place::Elsewhere(format!("in `{path}`")),
            })
        }
        None if names => Some(Place::Elsewhere(
            "in the folder that the page names".to_owned(),
        )),
        _ if is_about_there(&last) => {
            let said = all.last().copied().unwrap_or_default();
            Some(Place::There(said.trim_end_matches([':', '.']).to_owned()))
        }
        _ => None,
    }
}

/// The account that a sentence names: `As the postgres user:`, `Run this as root.`
fn account(last: &str) -> Option<String> {
    const KNOWN: &str = "root admin administrator superuser postgres mysql oracle hdfs kafka elastic elasticsearch \
        cassandra git gitlab jenkins www-data nginx ceph etcd zabbix redis mongodb rabbitmq";
    const TYPES: &str = "run running execute executing type typed issue do perform enter";
    let words: Vec<&str> = last.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let at = words.iter().position(|it| *it == "as")?;
    let is_told = at == 0 || words[..at].iter().any(|it| is_one_of(TYPES, &bare(it)));
    let mut rest = words[at + 1..]
        .iter()
        .filter(|it| !is_one_of("the a an", it));
    let first = rest.next()?;
    let next = bare(rest.next().copied().unwrap_or_default());
    let is_user = |word: &str| is_one_of("user account", word);
    let name = match is_user(&bare(first)) {
        true => next,
        false if is_user(&next) || is_one_of(KNOWN, &bare(first)) => bare(first),
        false => return None,
    };
    (is_told && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_to_be_typed_is_told_from_what_is() {
        for (text, is) in [
            ("Never run:", true),
            ("Look at it. Do **not** run this in production:", true),
            ("An example of what NOT to do:", true),
            ("If it is live, you must not do this:", true),
            ("Wrong:", true),
            ("Instead of this:", true),
            ("Do not forget to run:", false),
            ("If you do not see it, run:", false),
            ("Do not restart it, but run:", false),
            ("Run:", false),
        ] {
            assert_eq!(forbids(text), is, "{text}");
        }
    }

    #[test]
    fn who_types_and_where_is_read_of_the_words_before() {
        let elsewhere = |text: &str| Some(Place::Elsewhere(text.to_owned()));
        let folder = |text: &str| Some(Place::Folder(text.to_owned()));
        for (text, is) in [
            ("As the `postgres` user:", elsewhere("as `postgres`")),
            ("Run this as root.", elsewhere("as `root`")),
            ("Execute it as user water:", elsewhere("as `water`")),
            ("In `/srv/App`, run:", folder("/srv/App")),
            ("In the `/srv/app` directory, run:", folder("/srv/app")),
            (
                "Run this from the root of the repository:",
                elsewhere("in the folder that the page names"),
            ),
            (
                "From the pump directory, run:",
                elsewhere("in the folder that the page names"),
            ),
            ("Run this as a test:", None),
            ("Run the following as soon as you can:", None),
            ("Run this to list `/var/log`:", None),
            ("As you see:", None),
            ("Run:", None),
        ] {
            assert_eq!(place(text), is, "{text}");
        }
    }
}
