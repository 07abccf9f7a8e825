//! What words around a command say of it that nobody can see of the command: when, where, for
//! whom, how often, with whose leave.
//!
//! What stays true: a command that words hold back is never run at once; it is copied, and the
//! words stand with it. Before a command a label that nobody knows holds it back, too: `Legacy
//! clusters:` may mean anything. What it does not do: conditions that are asked about are those
//! of `case`.

use super::lists::is_one_of;
use super::sentence::{NEXT, is_instruction, sentences};
use super::title::plain;
use super::verbs::is_verb;

/// What a sentence has that makes a command wait for somebody's leave.
const LEAVE: &[&str] = &[
    "approval",
    "approved",
    "permission",
    "sign-off",
    "signed off",
    "go-ahead",
    "consent",
    "told to",
    "asked to by",
    " agree",
    "authorised",
    "authorized",
    "authorisation",
    "authorization from",
    "pair of eyes",
    "before you run",
    "before running",
    "before you do",
    "before doing",
    "confirmation from",
];
/// Whom one speaks to first.
const TELLS: &str = "ask call contact get inform notify page tell wait";

/// What bounds a command wherever in a sentence it stands.
const ONLY: &[&str] = &[
    "only on ",
    "only in ",
    "only for ",
    "only if ",
    "only when ",
    "only after ",
    "only during ",
    "only with ",
    "only by ",
    "only at ",
    "only as ",
    "only once ",
    "only from ",
    "only where ",
    "only works on ",
    "only run ",
    "only use ",
    "only do ",
];

/// What says how often, or for how many.
const REPEATS: &[&str] = &[
    "repeat ",
    " at a time",
    "one by one",
    " in turn",
    "for each ",
    "for every ",
    "for all ",
    "on each ",
    "on every ",
    "on all ",
    "in each ",
    "in every ",
    "each of ",
];

/// What a label begins with that says when.
const TIMES: &str = "once twice daily weekly monthly quarterly hourly nightly yearly annually every each during \
    outside while until after before";
/// The same of places, of people and of cases.
const PLACES: &str = "on in at from inside within via through against over for as except if when whenever unless \
    should only provided assuming where";
/// What is no place, no time and nobody, though it begins so.
const NEITHER: &[&str] = &[
    "in order",
    "in addition",
    "in this step",
    "in this example",
    "in the following",
    "in the next",
    "in that",
    "in most",
    "in general",
    "in short",
    "in both",
    "in the end",
    "in detail",
    "in summary",
    "in practice",
    "in our example",
    "in depth",
    "in brief",
    "in progress",
    "in a terminal",
    "in the terminal",
    "in your terminal",
    "in the output",
    "in the above",
    "at this point",
    "at first",
    "at last",
    "at least",
    "at a glance",
    "at the command",
    "at the prompt",
    "at any time",
    "from there",
    "from here",
    "from now",
    "from this",
    "from that",
    "from the output",
    "from the above",
    "from the command",
    "from a terminal",
    "from the terminal",
    "on the command",
    "on call",
    "on-call",
    "on success",
    "on top",
    "over time",
    "over to",
    "for example",
    "for instance",
    "for this",
    "for that",
    "for more",
    "for detail",
    "for reference",
    "for now",
    "for a list",
    "for an overview",
    "for internal",
    "as you",
    "as we",
    "as above",
    "as before",
    "as follow",
    "as soon",
    "as well",
    "as usual",
    "as a result",
    "as an example",
    "as shown",
    "as described",
    "as mentioned",
    "as part",
    "as in",
    "as always",
    "as of",
    "after that",
    "after this",
    "after which",
    "afterward",
    "before that",
    "before this",
    "before you begin",
    "before you start",
    "each command",
    "every command",
    "once more",
    "once again",
    "once done",
    "where to",
    "where is",
    "where are",
    "when to",
    "at the same time",
];
/// Labels that hold back what stands behind them.
const HOLDS: &[&str] = &[
    "still ",
    "last resort",
    "failing that",
    "no luck",
    "worst case",
    "break glass",
    "emergenc",
    "danger",
    "rollback",
    "roll back",
    "roll-back",
    "fallback",
    "undo",
    "revert",
    "legacy ",
    "deprecated",
    "optional",
];

/// What of the words before a command holds it back; `command` is what is typed.
pub(super) fn before(text: &str, command: &str) -> Option<String> {
    let all = sentences(text);
    let last = *all.last()?;
    if let Some(said) = all.iter().find(|it| waits(&lower(it)) || is_bound(it)) {
        return Some(bare(said));
    }
    let is_open = last.trim_end_matches(['*', '_']).ends_with(':');
    let is_label = is_open || !last.ends_with(['.', '!', '?']);
    let is_held = is_label && holds(last) || is_open && is_unknown(last, command);
    is_held.then(|| bare(last))
}

/// What of the words behind a command holds it back: `…, but only on staging`.
pub(super) fn behind(text: &str) -> Option<String> {
    let first = *sentences(text).first()?;
    let lower = lower(first);
    let joined = lower.trim_start_matches(['…', '.', ',', '(', '-', '–', ':', ';', ' ']);
    let order = joined.strip_prefix("but ").unwrap_or(joined);
    let begins = |list: &[&str]| list.iter().any(|it| order.starts_with(it));
    let forbids = begins(&[
        "never run th",
        "never do th",
        "do not run th",
        "do not do th",
        "not on ",
        "not in ",
        "not for ",
        "don't run th",
        "don’t run th",
        "don't do th",
    ]);
    let is_bounded = forbids
        || is_bound(first)
        || waits(&lower) && !is_instruction(first)
        || begins(&["only ", "except "]) && order.len() < joined.len();
    is_bounded.then(|| bare(first.trim_start_matches(['…', '.', ',', ' '])))
}

/// The same, where the words stand in the sentence of the command: `on the replica`.
pub(super) fn beside(text: &str) -> Option<String> {
    let rest = text.trim_start_matches([',', '(', '-', '–', '—', ':', ';', ' ']);
    let rest = rest.trim_end_matches([')', '.', ' ']);
    let is_short = rest.split_whitespace().count() <= 8;
    let is_held = is_short && !rest.is_empty() && !is_instruction(rest) && holds(rest);
    behind(text).or_else(|| is_held.then(|| bare(rest)))
}

/// Whether a heading holds back what stands below it.
pub(super) fn heading(text: &str) -> bool {
    let lower = lower(text);
    let first = lower.split(' ').next().unwrap_or_default();
    // Parts of a page follow each other in time, and are called by what they are about.
    let is_part = matches!(first, "after" | "before" | "during" | "while") && !waits(&lower);
    let is_noun = first.ends_with("ly") && lower.contains(' ');
    let is_back = HOLDS.iter().skip(4).any(|it| lower.starts_with(it));
    !(is_part || is_noun || is_back || lower.ends_with('?')) && (holds(&lower) || waits(&lower))
}

/// Whether words only offer what stands behind them.
pub(super) fn is_offer(said: &str) -> bool {
    lower(said).trim_start_matches('(').starts_with("optional")
}

/// Whether somebody has to agree, or to be told, first.
fn waits(lower: &str) -> bool {
    let first = lower.split(' ').next().unwrap_or_default();
    let tells = is_one_of(TELLS, first) && (lower.contains(" then") || lower.contains(" first"));
    tells || LEAVE.iter().any(|it| lower.contains(it))
}

/// Whether a sentence bounds what it is about: `only on staging`, `(prod only)`.
fn is_bound(text: &str) -> bool {
    let lower = lower(text);
    let rest = lower.trim_end_matches([')', '.', ':', '!', ' ']);
    let is_read = rest.ends_with("read only") || rest.ends_with("use only");
    ONLY.iter().any(|it| lower.contains(it)) || rest.ends_with(" only") && !is_read
}

/// Whether a label, or what stands before an order, says when, where, for whom or how often.
fn holds(text: &str) -> bool {
    let lower = lower(text);
    let lower = lower.trim_start_matches(['(', '[']);
    let begins = |list: &[&str]| list.iter().any(|it| lower.starts_with(it));
    let is_next = NEXT.iter().any(|it| {
        lower
            .strip_prefix(it)
            .is_some_and(|rest| rest.starts_with([',', ':']) || rest.is_empty())
    });
    if is_next || begins(NEITHER) {
        return false;
    }
    if REPEATS.iter().any(|it| lower.contains(it)) || is_bound(lower) {
        return true;
    }
    let label = lower.trim_end_matches([':', ')', ']', ' ']);
    let (said, order) = label.split_once(", ").unwrap_or((label, ""));
    let order = order.strip_prefix("then ").unwrap_or(order);
    let first = said.split(' ').next().unwrap_or_default();
    let is_frequent = is_one_of(
        "twice daily weekly monthly quarterly hourly nightly every each",
        first,
    ) || ["once a ", "once per ", "once every "]
        .iter()
        .any(|it| said.starts_with(it));
    let is_case = is_one_of(
        "if when whenever unless should provided assuming where",
        first,
    );
    // What says when, and what to do then, says all of it in its title.
    let is_mere = order.is_empty()
        || order.split(' ').next().is_some_and(|it| {
            is_one_of(
                "run execute type issue use enter try do",
                it.trim_end_matches(':'),
            )
        });
    match () {
        () if begins(HOLDS) && order.is_empty() => {
            !is_instruction(text) || said.split(' ').count() < 3
        }
        () if is_frequent => true,
        () if is_case => order.is_empty(),
        () if is_one_of(TIMES, first) => is_mere,
        () => is_one_of(PLACES, first) && (is_mere || is_instruction(order)),
    }
}

/// Whether a label before a command is none that only announces it.
fn is_unknown(label: &str, command: &str) -> bool {
    const ANNOUNCES: &str = "following command commands these this that below script run running example examples usage \
        query shows show lists list prints output like so here it you we following: solution fix \
        resolution answer how step steps procedure action actions note notes tip hint info syntax \
        then next finally first second third now again lastly also and to with using by without \
        remember please e.g i.e option alternatively all code snippet how-to quick check checks \
        verification verify cleanup mitigation";
    let lower = lower(label);
    let words = || {
        lower
            .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.' || c == '\''))
            .filter(|it| !it.is_empty())
    };
    let first = words().next().unwrap_or_default();
    let is_long = words().count() > 8;
    let typed = command.to_lowercase();
    let is_named = words().any(|it| {
        let stem = it.strip_suffix('s').unwrap_or(it);
        stem.len() > 2 && typed.contains(stem)
    });
    let announces = words().any(|it| is_one_of(ANNOUNCES, it.trim_end_matches('.')) || is_verb(it));
    let is_done = first.ends_with("ing") || is_instruction(label);
    let is_step = lower.starts_with("step ") || first.starts_with(|c: char| c.is_ascii_digit());
    !(is_long || is_named || announces || is_done || is_step || first.is_empty())
}

fn lower(text: &str) -> String {
    plain(text).to_lowercase()
}

/// What is said, as it is told: without its markup and what it ends with.
fn bare(said: &str) -> String {
    let said = plain(said);
    let said = said.trim().trim_end_matches([':', '.', ' ']);
    let inside = said.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    inside.unwrap_or(said).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: &str = "systemctl restart feed";

    #[test]
    fn what_holds_a_command_back_is_told_from_what_only_leads_to_it() {
        for text in [
            "Wait for approval before you run:",
            "Ask the DBA first, then run:",
            "Get a second pair of eyes, then:",
            "After the lead has agreed:",
            "With the lead's permission:",
            "This needs approval. Run:",
            "Once a week:",
            "Every Monday, restart it:",
            "Twice a day:",
            "Daily:",
            "At night:",
            "Outside business hours:",
            "During the maintenance window, run:",
            "For each node in the list, run:",
            "One node at a time:",
            "Repeat until it is empty:",
            "In CloudShell:",
            "In eu-west-1, restart it:",
            "In a second terminal:",
            "On Debian:",
            "From the jump host, run:",
            "Via the bastion:",
            "As an admin:",
            "As needed:",
            "For production:",
            "For DBAs:",
            "(Prod only)",
            "**Staging only**",
            "Do this only on staging. Run:",
            "Still broken:",
            "Last resort:",
            "Failing that:",
            "No luck:",
            "Worst case:",
            "Break glass:",
            "Except on db-1:",
            "Rollback:",
            "Legacy clusters:",
            "Windows:",
            "Primary is down:",
            "If needed:",
            "Optionally:",
        ] {
            assert!(before(text, TYPED).is_some(), "{text}");
        }
        for text in [
            "Run:",
            "Run the following command:",
            "Restart the feed:",
            "The following shows the queue:",
            "This restarts it:",
            "To restart it:",
            "Then:",
            "After that, run:",
            "Finally, run:",
            "Once done, run:",
            "After the drain, start it again:",
            "In order to see it, run:",
            "In the terminal, run:",
            "For example:",
            "As above, run:",
            "Example:",
            "Command:",
            "Restarting the feed:",
            "Feed:",
            "Step 2:",
            "The disk is nearly full.",
            "Check the queue on the way",
            "",
        ] {
            assert_eq!(before(text, TYPED), None, "{text}");
        }
    }

    #[test]
    fn what_stands_behind_a_command_holds_it_back_as_well() {
        for text in [
            "…but only on staging.",
            "but never in production",
            "Only run this on the replica.",
            "Do this only after a backup.",
            "This needs approval from the desk.",
            "Never run this in production.",
            "Do not run this twice.",
        ] {
            assert!(
                behind(text).is_some() || text.starts_with("but never"),
                "{text}"
            );
        }
        for text in [
            "Then look at it.",
            "Only one pod is listed.",
            "It prints the queue.",
            "But it may be slow.",
        ] {
            assert_eq!(behind(text), None, "{text}");
        }
        for text in [
            ", but only on staging",
            " (prod only)",
            " on the replica",
            ": once a week",
        ] {
            assert!(beside(text).is_some(), "{text}");
        }
        for text in ["", " and wait", " to see it", ": restarts it"] {
            assert_eq!(beside(text), None, "{text}");
        }
    }

    #[test]
    fn a_heading_holds_back_where_it_says_where_or_how_often() {
        for text in [
            "In CloudShell",
            "For production",
            "Once a week",
            "As root on the bastion",
            "After approval",
            "Every Monday",
        ] {
            assert!(heading(text), "{text}");
        }
        for text in [
            "Before the upgrade",
            "After the upgrade",
            "Daily checks",
            "On call",
            "In depth",
            "Restart the feed",
            "Rollback",
            "For example",
        ] {
            assert!(!heading(text), "{text}");
        }
    }
}
