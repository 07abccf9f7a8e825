//! What a command leaves to be filled in: `<pod>` and `$POD`.
//!
//! What stays true: `<pod>` would be a redirection to a shell, so it never stays in a
//! command; it becomes a variable that is quoted for the place where it stands.

use super::draft::Ask;
use super::lists::is_one_of;
use crate::exchange::shell::quote_after;
use crate::runbook::template::is_name;
use std::ops::Range;

/// The longest name that is made of a placeholder.
const NAME_CHARACTERS: usize = 32;
/// The longest text that is taken for one.
const LONGEST: usize = 60;

/// Labels that alerts carry; a variable of that name is filled from them.
const LABELS: &str = "cluster container cronjob daemonset deployment device instance job mountpoint namespace node \
    persistentvolumeclaim pod service statefulset";

/// The placeholders of a command: where they stand, and the name that each becomes.
fn found(text: &str) -> Vec<(Range<usize>, String)> {
    let mut all = in_angles(text);
    all.extend(in_braces(text));
    all.sort_by_key(|(range, _)| range.start);
    all
}

/// `{{path/to/file}}`, `{{ namespace }}`, but for what a program reads itself: `{{.Names}}`.
fn in_braces(text: &str) -> Vec<(Range<usize>, String)> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        from = open + 2;
        let Some(length) = text[from..].find("}}") else {
            break;
        };
        let inner = text[from..from + length].trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-./ ".contains(c);
        let reads = [
            "range ",
            "if ",
            "end",
            "else",
            "with ",
            "json ",
            "println ",
            "template ",
        ];
        let is_one = inner.len() <= LONGEST
            && inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && inner.chars().all(fits)
            && !inner.contains(" .")
            && !reads.iter().any(|it| inner.starts_with(it));
        if let (true, Some(name)) = (is_one, name_of(inner)) {
            all.push((open..from + length + 2, name));
            from += length + 2;
        }
    }
    all
}

fn in_angles(text: &str) -> Vec<(Range<usize>, String)> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| from + at) {
        from = open + 1;
        let Some(length) = text[from..].find('>') else {
            break;
        };
        let inner = &text[from..from + length];
        let fits = |c: char| c.is_alphanumeric() || " _-./'’:".contains(c);
        let is_one = inner.len() <= LONGEST
            && inner.starts_with(char::is_alphabetic)
            && !inner.ends_with(char::is_whitespace)
            && inner.chars().all(fits)
            && !(inner.contains(' ') && inner.contains(':'))
            && !text[..open].ends_with(['<', '#']);
        if let (true, Some(name)) = (is_one, name_of(inner)) {
            all.push((open..from + length + 1, name));
            from += length + 1;
        }
    }
    all
}

/// `my-pod name` as `POD_NAME`.
fn name_of(words: &str) -> Option<String> {
    let upper: String = words
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    let parts: Vec<&str> = upper
        .split('_')
        .filter(|part| !part.is_empty() && !matches!(*part, "MY" | "YOUR" | "THE" | "A" | "OF"))
        .collect();
    let mut name = String::new();
    for part in parts {
        if name.len() + part.len() >= NAME_CHARACTERS {
            break;
        }
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(part);
    }
    is_name(&name).then(|| own(name))
}

/// The name under which an answer is known that a page calls so.
pub(super) fn as_name(name: &str) -> String {
    match is_name(name) {
        true => own(name.to_owned()),
        false => own(name.trim_matches('_').to_ascii_uppercase()),
    }
}

/// A name that no shell and no loader has a meaning for.
fn own(name: String) -> String {
    match is_of_system(&name) || matches!(name.as_str(), "TARGET" | "ITEM") {
        true => format!("THE_{name}"),
        false => name,
    }
}

/// A name that a shell fills by itself, or that this machine has a meaning for: what stands
/// on a page under it is no question.
fn is_of_system(name: &str) -> bool {
    const OF_SHELLS: &[&str] = &["HOSTNAME", "LANG", "RANDOM", "SECONDS", "UID"];
    crate::runbook::is_steering(name) || OF_SHELLS.contains(&name)
}

/// The command with a variable for each placeholder, for words that no shell reads.
pub(super) fn in_words(text: &str) -> String {
    replaced(text, |_, name| format!("${name}"))
}

/// The same for a shell: each variable is quoted for the place where it stands.
pub(super) fn in_shell(text: &str) -> String {
    replaced(text, |quote, name| match quote {
        Some('\'') => format!("'\"${name}\"'"),
        Some(_) => format!("${{{name}}}"),
        None => format!("\"${name}\""),
    })
}

fn replaced(text: &str, write: impl Fn(Option<char>, &str) -> String) -> String {
    let mut whole = String::new();
    let mut quote = None;
    let mut at = 0;
    for (range, name) in found(text) {
        let piece = &text[at..range.start];
        quote = quote_after(piece, quote);
        whole.push_str(piece);
        whole.push_str(&write(quote, &name));
        at = range.end;
    }
    whole.push_str(&text[at..]);
    whole
}

/// What an operator has to say before a command can run: the variables that nothing in it
/// gives a value.
pub(super) fn wanted(shell: &str) -> Vec<Ask> {
    let mut asks: Vec<Ask> = Vec::new();
    for (at, _) in shell.match_indices('$') {
        let behind = shell[at + 1..].trim_start_matches('{');
        let end =
            behind.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
        let name = &behind[..end.unwrap_or(behind.len())];
        let next = behind[name.len()..].chars().next();
        // `$Name` is a name of another kind.
        let is_whole = !next.is_some_and(|c| c.is_ascii_lowercase());
        let is_new = asks.iter().all(|ask| ask.name != name);
        if is_new && is_whole && is_name(name) && !is_reserved(name) && !is_given(shell, name) {
            asks.push(ask(name));
        }
    }
    asks
}

/// An ask under this name, filled from the alert's label where alerts have such a one.
pub(super) fn ask(name: &str) -> Ask {
    let lower = name.to_ascii_lowercase();
    // `VALUE_INSTANCE_LABEL_FROM_ALERT` names the label itself.
    let label = LABELS.split_whitespace().find(|label| {
        lower == **label
            || lower == format!("{label}_name")
            || format!("_{lower}").contains(&format!("_{label}_label"))
    });
    Ask {
        name: name.to_owned(),
        label: label.map(|label| (*label).to_owned()),
        is_secret: is_secret_name(name),
        pattern: None,
    }
}

/// Whether a name is one that people give to secrets.
fn is_secret_name(name: &str) -> bool {
    const SECRET: &[&str] = &[
        "TOKEN",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "SECRET",
        "APIKEY",
        "CREDENTIAL",
    ];
    let is_key = ["API_KEY", "PRIVATE_KEY", "_PWD"]
        .iter()
        .any(|end| name.ends_with(end));
    // `PGPASSWORD` is one word.
    let is_one = |part: &str| SECRET.iter().any(|secret| part.ends_with(secret));
    is_key || name.split('_').any(is_one)
}

/// An ask for what a page describes in words: `value of the instance label` names the label.
pub(super) fn ask_for(name: &str, what: &str) -> Ask {
    let lower = what.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let said = words
        .windows(2)
        .find(|pair| pair[1].starts_with("label") && is_one_of(LABELS, pair[0]))
        .map(|pair| pair[0].to_owned());
    let mut ask = ask(name);
    ask.label = said.or(ask.label);
    ask
}

/// A variable's name in words: `NODE_NAME` as `Node name`.
pub(super) fn in_letters(name: &str) -> String {
    let name = name.strip_prefix("THE_").unwrap_or(name);
    super::head::words_of(&name.to_lowercase())
}

/// What is asked where nothing else is said of an answer: `Which node name?`
pub(super) fn question(name: &str) -> String {
    format!("Which {}?", in_letters(name).to_lowercase())
}

/// `NAMESPACE="kube-etcd"`: a line that gives a variable its value, and nothing else.
pub(super) fn constant(text: &str) -> Option<(String, String)> {
    let line = text.trim().strip_prefix("export ").unwrap_or(text.trim());
    let (name, value) = line.split_once('=')?;
    let value = value.trim();
    let inner = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value);
    let is_plain = !inner.is_empty()
        && inner
            .chars()
            .all(|c| c.is_alphanumeric() || "._/:@%+,-".contains(c));
    (is_name(name) && is_plain).then(|| (name.to_owned(), inner.to_owned()))
}

/// Whether a command uses the variable.
pub(super) fn uses(shell: &str, name: &str) -> bool {
    wanted(shell).iter().any(|ask| ask.name == name)
}

/// Whether a text says `$NAME` or `${NAME`, given there or not.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices('$').any(|(at, _)| {
        let behind = &text[at + 1..];
        let behind = behind.strip_prefix('{').unwrap_or(behind);
        behind.strip_prefix(name).is_some_and(is_end)
    })
}

/// Whether a name means something already, so that nobody can be asked for it.
pub(super) fn is_reserved(name: &str) -> bool {
    matches!(name, "TARGET" | "ITEM") || is_of_system(name)
}

/// A variable that a text uses and nothing in it sets, under a name that nobody can be asked
/// for: to a shell it would be empty.
pub(super) fn unset(shell: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = shell[at..].find('$').map(|it| at + it) {
        at = found + 1;
        if quote_after(&shell[..found], None) == Some('\'') || shell[..found].ends_with('\\') {
            continue;
        }
        let behind = shell[at..].strip_prefix('{').unwrap_or(&shell[at..]);
        let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let name = &behind[..end.unwrap_or(behind.len())];
        let is_odd =
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !is_name(name);
        if is_odd && !is_given(shell, name) && !is_of_system(name) {
            return Some(name);
        }
    }
    None
}

/// A word of a command that stands for what somebody is to put there, and that no variable can
/// stand for: `file-XX`, `vX.Y.Z`, `YYYY-MM-DD`, `your-host`, `CHANGEME`.
pub(super) fn filler(shell: &str) -> Option<&str> {
    let trims = |c: char| "\"'`=:,;()[]{}".contains(c);
    shell
        .split([' ', '\n', '\t'])
        .map(|it| it.trim_matches(trims))
        .find(|word| {
            let mut parts = word.split(|c: char| !c.is_ascii_alphanumeric());
            let is_one = |part: &str| {
                let x =
                    part.trim_start_matches(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
                let is_x = x.len() > 1 && x.chars().all(|c| c == 'X');
                is_x || matches!(part, "YYYY" | "CHANGEME" | "REPLACEME" | "CHANGETHIS")
            };
            let lower = word.to_lowercase();
            let is_yours = ["your-", "your_", "<your"]
                .iter()
                .any(|it| lower.starts_with(it));
            let is_version = ["X.Y", "x.y.z", "X.X", "x.x.x"]
                .iter()
                .any(|it| word.contains(it));
            (parts.any(is_one) || is_yours || is_version) && !word.starts_with('$')
        })
        .or_else(|| {
            // What is given to a program to read is its own.
            let typed = shell.split("<<").next().unwrap_or(shell);
            typed.split_whitespace().find(|it| is_named_blank(it))
        })
}

/// `[pod-name]`, `{pod}`, `%POD%`, `POD_NAME` as words of their own.
fn is_named_blank(word: &str) -> bool {
    const NAMES: &str = "ADDRESS BUCKET CLUSTER CONTAINER DATABASE DEVICE DIR DIRECTORY DISK FILE FILENAME HOST \
        HOSTNAME ID INSTANCE IP NAME NAMESPACE NODE PATH POD PORT PROJECT REGION SERVICE TOKEN URL \
        USER USERNAME VERSION VOLUME ZONE";
    let inside = |open: char, close: char| word.strip_prefix(open)?.strip_suffix(close);
    let is_words = |inner: &str, least: usize| {
        let fits = |c: char| c.is_ascii_alphabetic() || "_-".contains(c);
        inner.len() >= least
            && inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && inner.chars().all(fits)
    };
    let is_range = word.contains("a-z") || word.contains("A-Z");
    let is_bracketed = inside('[', ']').is_some_and(|it| is_words(it, 3)) && !is_range;
    let is_braced = inside('{', '}').is_some_and(|it| is_words(it, 2));
    let is_percent = inside('%', '%').is_some_and(|it| is_words(it, 2));
    let last = word.rsplit('_').next().unwrap_or_default();
    let is_capital = word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    // `http://HOST:9200/x`
    let mut parts = word.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let is_address =
        word.contains("://") && !word.contains('$') && parts.any(|it| is_one_of(NAMES, it));
    is_bracketed || is_braced || is_percent || is_address || is_capital && is_one_of(NAMES, last)
}

/// Whether a script gives the variable its value itself.
fn is_given(shell: &str, name: &str) -> bool {
    let assigned = shell.match_indices(name).any(|(at, _)| {
        let before = shell[..at].chars().next_back();
        shell[at + name.len()..].starts_with('=')
            && before.is_none_or(|c| c.is_whitespace() || ";(&|".contains(c))
    });
    let bound = ["for ", "read ", "read -r "];
    assigned
        || bound
            .iter()
            .any(|word| shell.contains(&format!("{word}{name}")))
}

/// `CHANGEME`, `your-token`, `XXXX`, `...`: it stands for what somebody is to put there.
fn is_blank(value: &str) -> bool {
    let lower = value.to_lowercase();
    let bare: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_filler = value.len() > 1
        && (value.chars().all(|c| c == '.')
            || value.chars().all(|c| matches!(c, 'x' | 'X' | '-'))
                && value.matches(['x', 'X']).count() > 1);
    let has = |words: &[&str]| words.iter().any(|it| bare == *it);
    let is_plain = value
        .chars()
        .all(|c| c.is_alphanumeric() || "_-. ".contains(c));
    let begins = ["your", "replacewith", "replaceme", "insert", "changeme"];
    is_filler
        || has(&[
            "changeme",
            "changethis",
            "replaceme",
            "todo",
            "tbd",
            "fillme",
            "fillin",
        ])
        || is_plain && begins.iter().any(|it| bare.starts_with(it))
}

/// `NAMESPACE='<the alert's namespace>'`: a line that only asks for a value.
pub(super) fn assignment(text: &str) -> Option<(String, String)> {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let (name, value) = text.split_once('=')?;
    let value = value.trim().trim_matches(['"', '\'']);
    let in_angles = value.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    let inner = in_angles.or_else(|| is_blank(value).then_some(value))?;
    let fits = is_name(name) && !is_reserved(name);
    (fits && !inner.contains(['<', '>', '\n'])).then(|| (name.to_owned(), inner.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_a_variable_quoted_for_its_place() {
        for (text, shell) in [
            ("get pod <pod>", "get pod \"$POD\""),
            ("echo 'a <my-pod> b'", "echo 'a '\"$POD\"' b'"),
            ("echo \"a <pod-name>\"", "echo \"a ${POD_NAME}\""),
            ("sort <in >out", "sort <in >out"),
            ("cat <<EOF >x", "cat <<EOF >x"),
            ("x <(a)>", "x <(a)>"),
            ("cd <path>", "cd \"$THE_PATH\""),
            ("#<Project id:1 a/b>", "#<Project id:1 a/b>"),
            ("get <host:port>", "get \"$HOST_PORT\""),
            ("tar cf {{path/to/x.tar}}", "tar cf \"$PATH_TO_X_TAR\""),
            ("get -n {{ namespace }}", "get -n \"$NAMESPACE\""),
            ("ps --format '{{.Names}}'", "ps --format '{{.Names}}'"),
            (
                "get -o '{{range .items}}x{{end}}'",
                "get -o '{{range .items}}x{{end}}'",
            ),
        ] {
            assert_eq!(in_shell(text), shell, "{text}");
        }
    }

    #[test]
    fn what_a_script_does_not_give_itself_is_asked_for() {
        let names = |text: &str| {
            let asks = wanted(text);
            asks.into_iter()
                .map(|ask| ask.name)
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (text, asked) in [
            ("kubectl -n $NAMESPACE logs ${POD} $POD", "NAMESPACE POD"),
            ("POD=1; echo $POD", ""),
            ("for I in 1 2; do echo $I; done", ""),
            ("awk '{print $1}' $HOME/x $PATH", ""),
            ("echo $Name $$", ""),
        ] {
            assert_eq!(names(text), asked, "{text}");
        }
        assert_eq!(ask("POD_NAME").label.as_deref(), Some("pod"));
        assert_eq!(ask("VALUE_NODE_LABEL").label.as_deref(), Some("node"));
        assert_eq!(
            assignment("NAMESPACE='<label of the alert>'"),
            Some(("NAMESPACE".into(), "label of the alert".into()))
        );
        for (text, is) in [
            ("tag vX.Y", Some("vX.Y")),
            ("copy file-XX to nfs-fileYY", Some("file-XX")),
            ("move nfs-fileXX", Some("nfs-fileXX")),
            ("rm -n \"your-namespace\"", Some("your-namespace")),
            ("log --since YYYY-MM-DD", Some("YYYY-MM-DD")),
            ("set -X POST -x $XX", None),
            ("java -Xmx2g XX1", None),
            ("touch yours Xerox", None),
            ("kubectl delete pvc [pvc-name]", Some("[pvc-name]")),
            ("drop {node}", Some("{node}")),
            ("drop %NS%", Some("%NS%")),
            ("curl http://HOST:9200/x", Some("http://HOST:9200/x")),
            ("curl http://host:9200/$PATH", None),
            ("cat > x <<END\n[limits]\nEND", None),
            ("drop POD_NAME -n NAMESPACE", Some("POD_NAME")),
            ("ls [a-z] *.[ch] {} ${A} $NAME", None),
            ("lsblk -o NAME,SIZE; date +%Y%m%d", None),
        ] {
            assert_eq!(filler(text), is, "{text}");
        }
        for (text, is) in [
            ("export API_TOKEN=CHANGEME", true),
            ("HOST='your-host'", true),
            ("KEY=XXXX", true),
            ("KEY=\"...\"", true),
            ("A=b", false),
            ("A=x", false),
            ("A=yourhost.example.org/x", false),
        ] {
            assert_eq!(assignment(text).is_some(), is, "{text}");
        }
        assert!(ask("ADMIN_TOKEN").is_secret && !ask("TOKENIZER").is_secret);
        assert!(ask("PGPASSWORD").is_secret && ask("MYSQL_PWD").is_secret);
        assert_eq!(
            constant("NS=\"kube-etcd\""),
            Some(("NS".into(), "kube-etcd".into()))
        );
        assert_eq!(constant("NS=$(x)"), None);
        let ask = ask_for("NODE_NAME", "value of instance label from alert");
        assert_eq!(ask.label.as_deref(), Some("instance"));
    }
}
