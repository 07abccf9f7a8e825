//! What the environment says of where commands work: which cluster, account or host.
//!
//! What stays true: a value is shown or kept only where its name says that it tells where, and
//! where it does not look secret; of everything else only the name is told.

use crate::runbook::{is_inherited, tells_where};
use crate::text::looks_secret;
use crate::trust::Whereabouts;
use std::collections::{BTreeMap, BTreeSet};

/// What the environment says now; `passed` are names that the runbook lets through.
pub(super) fn now<'a>(passed: impl IntoIterator<Item = &'a String>) -> Whereabouts {
    let passed: BTreeSet<&str> = passed.into_iter().map(String::as_str).collect();
    telling(std::env::vars_os(), &passed)
}

/// What it says, a line each; `before` is what it said when the command was allowed.
pub(super) fn lines(passed: &BTreeSet<String>, before: Option<&Whereabouts>) -> Vec<String> {
    let set = |name: &String| std::env::var_os(name).is_some();
    worded(&now(passed), passed, set, before)
}

fn telling(
    ours: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
    passed: &BTreeSet<&str>,
) -> Whereabouts {
    let texts = ours
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    texts
        .filter(|(name, _)| passed.contains(name.as_str()) || is_inherited(name, false))
        .filter(|(name, value)| {
            tells_where(name) && !value.is_empty() && looks_secret(value).is_none()
        })
        .collect()
}

fn worded(
    now: &Whereabouts,
    passed: &BTreeSet<String>,
    is_set: impl Fn(&String) -> bool,
    before: Option<&Whereabouts>,
) -> Vec<String> {
    let nothing = BTreeMap::new();
    let was = |name: &String| match before.map(|before| before.get(name)) {
        // Not known, or the same as then.
        None => String::new(),
        Some(was) if was == now.get(name) => String::new(),
        Some(Some(was)) => format!(" (was {was} when it was allowed)"),
        Some(None) => " (was not set when it was allowed)".to_owned(),
    };
    let mut lines: Vec<_> = now
        .iter()
        .map(|(name, value)| format!("{name} = {value}{}", was(name)))
        .collect();
    let gone = before.unwrap_or(&nothing).iter();
    lines.extend(
        gone.filter(|(name, _)| !now.contains_key(*name))
            .map(|(name, value)| format!("{name} is not set (was {value} when it was allowed)")),
    );
    let unseen = passed.iter().filter(|name| !now.contains_key(*name));
    lines.extend(unseen.map(|name| match is_set(name) {
        true => format!("{name} of your environment, not shown"),
        false => format!("{name} is not set in your environment"),
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Whereabouts {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn only_what_tells_where_is_shown() {
        let ours = [
            ("KUBECONFIG", "/home/ops/eu"),
            ("BORG_REPO", "/mnt/backup"),
            ("BORG_PASSPHRASE", "canary"),
            ("OTHER_HOST", "canary"),
            ("HOME", "/home/ops"),
            ("AWS_PROFILE", ""),
            ("VAULT_ADDR", "https://u:s3cretpw@vault.example.com"),
        ];
        let ours = ours.map(|(name, value)| (name.into(), value.into()));
        let passed = BTreeSet::from(["BORG_REPO", "BORG_PASSPHRASE"]);
        let told = telling(ours.into_iter(), &passed);
        assert_eq!(
            told,
            texts(&[("BORG_REPO", "/mnt/backup"), ("KUBECONFIG", "/home/ops/eu")])
        );
    }

    #[test]
    fn what_changed_since_it_was_allowed_is_said() {
        let now = texts(&[
            ("AWS_PROFILE", "prod"),
            ("KUBECONFIG", "/b"),
            ("PGHOST", "db"),
        ]);
        let before = texts(&[
            ("AWS_PROFILE", "prod"),
            ("DOCKER_HOST", "tcp://x"),
            ("KUBECONFIG", "/a"),
        ]);
        let passed = BTreeSet::from(["BORG_PASSPHRASE".to_owned(), "UNSET".to_owned()]);
        let is_set = |name: &String| name != "UNSET";
        assert_eq!(
            worded(&now, &passed, is_set, Some(&before)),
            [
                "AWS_PROFILE = prod",
                "KUBECONFIG = /b (was /a when it was allowed)",
                "PGHOST = db (was not set when it was allowed)",
                "DOCKER_HOST is not set (was tcp://x when it was allowed)",
                "BORG_PASSPHRASE of your environment, not shown",
                "UNSET is not set in your environment",
            ]
        );
        assert_eq!(
            worded(&now, &BTreeSet::new(), is_set, None)[1],
            "KUBECONFIG = /b"
        );
    }
}
