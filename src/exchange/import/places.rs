//! Where a page's words say that one is: on another machine, and back.
//!
//! What stays true: in doubt a page goes away and does not come back: what it shows from then
//! on is copied, not run here.

use super::case::parted;
use super::lists::is_one_of;
use super::phrase::Words;
use super::sentence::{instruction, sentences};
use crate::exchange::shell;

/// Where a sentence leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To another machine, for all that follows.
    There,
    /// To another machine, for what stands below the same heading.
    Below,
    /// Back.
    Back,
}

const GOES: &[&str] = &[
    "ssh ",
    "log in to",
    "log into",
    "login to",
    "login on",
    "log on to",
    "log in on",
    "secure shell to",
    "remote into",
    "connect to",
    "exec into",
    "attach to",
    "open a shell",
    "get a shell",
    "jump to",
    "enter the",
    "start a shell",
];
const PLACES: &str = "host node server machine pod container instance vm box bastion replica primary master worker \
    router switch \
    broker standby leader follower controller hypervisor secondary slave peer gateway";
const LEAVES: &[&str] = &[
    "exit",
    "log out",
    "logout",
    "log off",
    "leave",
    "close",
    "disconnect",
    "quit",
    "end the",
    "return to",
    "go back to",
    "switch back to",
];
/// What is left, or come back to.
const SESSIONS: &str = "shell session ssh terminal workstation laptop console connection";

const WITHIN: &[&str] = &["on", "in", "inside", "within", "from"];

/// Where words lead.
pub(super) fn way_of(words: &Words) -> Option<Leads> {
    let lower = words.text.to_lowercase();
    let sentences = sentences(&lower);
    if runs_a_shell(words, &lower) || sentences.iter().any(|it| goes(it)) {
        return Some(Leads::There);
    }
    let is_typed = || {
        let first = lower.split_whitespace().next().unwrap_or_default();
        let left = |code: &String| shell::is_leaving(code);
        matches!(first, "type" | "run" | "enter") && words.code.iter().any(left)
    };
    if is_typed() || sentences.iter().any(|it| leaves(it)) {
        return Some(Leads::Back);
    }
    let is_there = sentences.iter().any(|it| is_run_there(it) || is_by_ssh(it));
    is_there.then_some(Leads::Below)
}

/// `SSH to the node`, `run `sudo -i``.
fn runs_a_shell(words: &Words, lower: &str) -> bool {
    let first = lower.split_whitespace().next().unwrap_or_default();
    let opens = |code: &&String| shell::effect(code) == shell::Effect::Opens;
    let is_typed = |code: &&String| {
        code.contains(' ') || matches!(first, "run" | "execute" | "type" | "start" | "launch")
    };
    instruction(&words.text).is_some()
        && words
            .code
            .iter()
            .any(|code| opens(&code) && is_typed(&code))
}

fn order(sentence: &str) -> &str {
    let mut rest = sentence;
    for lead in [
        "then, ",
        "then ",
        "first, ",
        "first ",
        "now, ",
        "now ",
        "finally, ",
        "finally ",
    ] {
        rest = rest.strip_prefix(lead).unwrap_or(rest);
    }
    // `If it hangs, SSH to the node` leads there as well.
    parted(rest).map_or(rest, |(_, order)| order)
}

/// `If you have SSH access to the nodes`: what follows is typed there.
fn is_by_ssh(sentence: &str) -> bool {
    const BY: &[&str] = &[
        "by ssh",
        "over ssh",
        "ssh access",
        "through ssh",
        "using ssh",
        "via ssh",
        "with ssh",
    ];
    BY.iter().any(|it| sentence.contains(it))
        && sentence.split_whitespace().any(|it| is_place(it, PLACES))
}

fn is_place(word: &str, places: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_one = |it: &str| is_one_of(places, it);
    is_one(word) || word.strip_suffix('s').is_some_and(is_one)
}

fn goes(sentence: &str) -> bool {
    let order = order(sentence);
    GOES.iter().any(|it| order.starts_with(it))
        && order
            .split_whitespace()
            .any(|it| is_place(it, PLACES) || is_host(it))
}

fn leaves(sentence: &str) -> bool {
    let order = order(sentence);
    LEAVES.iter().any(|it| order.starts_with(it))
        && order
            .split_whitespace()
            .any(|it| is_place(it, SESSIONS) || order.starts_with("log") && is_place(it, PLACES))
}

/// `Run this on the node:`, `On each host, execute`.
fn is_run_there(sentence: &str) -> bool {
    is_run_in(sentence, PLACES)
}

/// Whether a sentence, in small letters, says to run something in one of these.
pub(super) fn is_run_in(sentence: &str, places: &str) -> bool {
    const RUN: &[&str] = &["run", "execute", "type", "issue", "enter", "perform", "do"];
    /// What stands between `run` and `on the node`.
    const WHAT: &str =
        "this it the following command commands these below as root then only again now directly";
    let words: Vec<&str> = sentence
        .split_whitespace()
        .map(|it| it.trim_matches([',', ':', '.', '(', ')']))
        .collect();
    let there = |at: usize| {
        let behind = words[at + 1..].iter().take(5);
        let mut behind = behind.take_while(|it| !RUN.contains(it));
        WITHIN.contains(&words[at]) && behind.any(|it| is_place(it, places))
    };
    let run = words.iter().position(|it| RUN.contains(it));
    let Some(run) = run else { return false };
    let behind = words[run + 1..].iter().position(|it| !is_one_of(WHAT, it));
    let after = behind.is_some_and(|it| there(run + 1 + it));
    let is_order = run == 0 || sentence.contains(", ");
    after && is_order || run > 0 && there(0) && sentence.contains(", ")
}

/// Whether a comment says where the commands below it are typed: `on the standby`, `host: db2`.
pub(super) fn names_place(said: &str) -> bool {
    let lower = said.to_lowercase();
    let label = lower.split_once(':').map_or("", |(label, _)| label.trim());
    is_there(&lower) || is_run_there(&lower) || is_place(label, PLACES) && !label.contains(' ')
}

/// Whether a sentence, in small letters, names a place that is elsewhere: `Stop it on the
/// standby:`, `In the affected pod:`, `On db-1 run:`, `Wipe the disk of the standby server:`.
pub(super) fn is_about_there(sentence: &str) -> bool {
    const MORE: &str = "bastion cloudshell jumphost jumpbox jump-host jump-box laptop computer site appliance \
        firewall";
    const WHERE: &[&str] = &["on", "in", "inside", "within", "from", "of"];
    let is_there = |word: &str| is_place(word, PLACES) || is_place(word, MORE);
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let ends = |word: &str| word.ends_with([',', ';', '.', ':']);
    let places = words.iter().enumerate().any(|(at, word)| {
        if !WHERE.contains(word) {
            return false;
        }
        let behind = words[at + 1..].iter().take(5);
        let end = behind
            .clone()
            .position(|it| ends(it))
            .map_or(5, |it| it + 1);
        let mut behind = behind.take(end);
        let of_one = *word != "of" || words[at + 1..].first().is_some_and(|it| *it == "the");
        of_one && behind.any(|it| is_there(it.trim_end_matches("'s:").trim_end_matches("'s")))
    });
    places || is_on_host(&words) || is_in_program(sentence)
}

/// `db-1`, `web2.example.com`: a name that no word of a language is.
fn is_host(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    bare.starts_with(char::is_alphabetic)
        && bare.contains(|c: char| c.is_ascii_digit())
        && bare
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.".contains(c))
}

/// `On db-1 run:`, `On `db-1`:`
fn is_on_host(words: &[&str]) -> bool {
    let [first, name, ..] = words else {
        return false;
    };
    let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
    let is_marked = name.starts_with('`') && !bare.contains('/');
    matches!(*first, "on" | "at") && (is_marked || is_host(name))
}

/// `In the MySQL console:`, `From the Django shell:`
fn is_in_program(sentence: &str) -> bool {
    const TYPED: &str = "console shell prompt repl cli";
    let words: Vec<&str> = sentence.split_whitespace().take(6).collect();
    words.first().is_some_and(|it| WITHIN.contains(it))
        && words
            .get(1)
            .is_some_and(|it| matches!(*it, "the" | "a" | "an"))
        && words.len() > 3
        && words.iter().skip(3).any(|it| is_place(it, TYPED))
}

/// What reaches other machines by itself: it is typed here, whatever it is about.
pub(super) fn reaches_out(command: &str) -> bool {
    const REACH: &str = "kubectl oc helm aws gcloud az ssh scp rsync curl ansible ansible-playbook doctl terraform \
        ping dig nslookup host nc traceroute argocd velero gsutil openstack virsh";
    let all = crate::exchange::shell::simple_commands(command);
    let first = |words: &[String]| {
        let first = words.iter().find(|it| *it != "sudo" && !it.contains('='));
        first.is_some_and(|it| is_one_of(REACH, it))
    };
    all.first().is_some_and(|it| first(&it.words))
}

/// Whether words, in small letters, name only a place that is elsewhere: `On the standby`,
/// `Promote it (on the standby)`.
pub(super) fn is_there(words: &str) -> bool {
    let inside = words.strip_suffix(')').and_then(|it| it.rsplit_once('('));
    let words = inside.map_or(words, |(_, inside)| inside);
    let words = words.strip_prefix("only ").unwrap_or(words);
    let mut words = words.split_whitespace();
    let begins = words.next().is_some_and(|it| WITHIN.contains(&it));
    let mut words = words.take(5).take_while(|it| !is_one_of("case event", it));
    begins && words.any(|it| is_place(it, PLACES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_another_machine_and_back() {
        for (text, is) in [
            ("SSH to the node", Some(Leads::There)),
            ("Secure shell to the source node.", Some(Leads::There)),
            ("Log in to the bastion. Then look.", Some(Leads::There)),
            ("Log in to the site using an account", None),
            ("Run the following command on the node:", Some(Leads::Below)),
            ("Execute this in all etcd pods:", Some(Leads::Below)),
            ("Do this only on the standby:", Some(Leads::Below)),
            ("On every broker in turn, run:", Some(Leads::Below)),
            ("On the database server, run:", Some(Leads::Below)),
            ("From inside the container, type:", Some(Leads::Below)),
            ("If it hangs, run this on the node:", Some(Leads::Below)),
            ("If it hangs, SSH to the node:", Some(Leads::There)),
            ("If you have SSH access to the hosts:", Some(Leads::Below)),
            ("Over SSH, look at the server:", Some(Leads::Below)),
            ("Rotate the SSH keys:", None),
            ("Run this to see what runs on the node:", None),
            ("Check the pods on the node:", None),
            (
                "Now exit the shell session to that node.",
                Some(Leads::Back),
            ),
            ("Log out of the host", Some(Leads::Back)),
            ("Exit the maintenance mode", None),
            ("Close the ticket", None),
        ] {
            let words = Words {
                text: text.to_owned(),
                source: text.to_owned(),
                ..Words::default()
            };
            assert_eq!(way_of(&words), is, "{text}");
        }
    }
}
