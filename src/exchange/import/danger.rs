//! Commands that take something away: what is said before they run.

use super::lists::is_one_of;
use crate::exchange::shell::simple_commands;

/// What a command may do that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Danger {
    /// What is said before it.
    pub(super) caution: &'static str,
    /// Whether nothing takes it back.
    pub(super) is_final: bool,
}

const DELETES: &str = "This deletes something for good: make sure that it is the right one.";
const ERASES: &str =
    "This erases data for good: make sure that it is the right place, and that there is a copy.";
const FORCES: &str =
    "This forces what would else be refused: make sure that nothing stands against it.";
const DRAINS: &str =
    "This takes work away from where it runs: make sure that there is room for it elsewhere.";
const STOPS: &str = "This stops something that may be in use: make sure that it can be missed.";

/// What has to be said before a command runs, if anything.
pub(super) fn danger(text: &str) -> Option<Danger> {
    let all = simple_commands(text);
    let worst = all
        .iter()
        .filter_map(|it| of_words(&it.words))
        .max_by_key(|it| (it.is_final, it.caution == ERASES));
    worst.or_else(|| of_query(text))
}

fn of_query(text: &str) -> Option<Danger> {
    let lower = text.to_lowercase();
    let has = |words: &str| lower.contains(words);
    let erases = [
        "drop table",
        "drop database",
        "drop index",
        "drop schema",
        "truncate table",
        "truncate ",
        "delete from",
        "flushall",
        "flushdb",
    ];
    let is_query =
        has(";") || has("from") || has("table") || has("flush") || has("database") || has("select");
    (is_query && erases.iter().any(|it| has(it))).then_some(Danger {
        caution: ERASES,
        is_final: true,
    })
}

fn of_words(words: &[String]) -> Option<Danger> {
    let start = words.iter().position(|it| {
        !(it.contains('=')
            || matches!(
                it.as_str(),
                "sudo" | "time" | "xargs" | "env" | "nohup" | "exec"
            ))
    })?;
    let words = &words[start..];
    let first = words.first()?.rsplit('/').next()?.to_owned();
    let rest = &words[1..];
    // A remote command, or one that a shell is handed, is a text of its own.
    if matches!(
        first.as_str(),
        "ssh" | "sh" | "bash" | "xargs" | "find" | "watch" | "kubectl" | "oc" | "docker" | "podman"
    ) {
        let inner = rest
            .iter()
            .filter(|it| it.contains(' '))
            .find_map(|it| danger(it));
        let behind = rest
            .iter()
            .position(|it| it == "--" || it == "-exec")
            .and_then(|at| of_words(&rest[at + 1..]));
        if let Some(found) = inner.or(behind) {
            return Some(found);
        }
    }
    if let Some(found) = of_program(&first, rest) {
        return Some(found);
    }
    let is_quiet = matches!(
        first.as_str(),
        "echo" | "printf" | "man" | "which" | "type" | "grep" | "rpm" | "ls" | "cat"
    );
    let asks = |it: &String| {
        matches!(
            it.as_str(),
            "delete" | "destroy" | "purge" | "drop" | "remove" | "rm" | "wipe" | "drain"
        )
    };
    let forces = |it: &String| matches!(it.as_str(), "--force" | "--yes-i-really-mean-it");
    match () {
        () if is_quiet => None,
        () if is_one_of(MANAGERS, &first) || rest.iter().take(2).any(asks) => of_verb(rest),
        () if rest.iter().any(forces) => Some(Danger {
            caution: FORCES,
            is_final: false,
        }),
        () => None,
    }
}

/// Programs whose first words say what they do.
const MANAGERS: &str = "kubectl oc helm docker podman aws gcloud az terraform tofu pulumi ceph gluster zfs zpool \
    etcdctl redis-cli velero argocd flux vault nomad consul rabbitmqctl openstack gsutil crictl \
    nerdctl virsh kind minikube eksctl kafka-topics kafka-topics.sh mysqladmin pg_ctl";

/// What a program does by its name and options.
fn of_program(first: &str, rest: &[String]) -> Option<Danger> {
    let has = |word: &str| rest.iter().any(|it| it == word);
    let any = |list: &[&str]| rest.iter().any(|it| list.contains(&it.as_str()));
    let says = |caution, is_final| Some(Danger { caution, is_final });
    match first {
        "rm" | "rmdir" | "unlink" | "shred" | "userdel" | "groupdel" | "dropdb" | "dropuser" => {
            says(DELETES, true)
        }
        "dd" | "wipefs" | "truncate" | "sgdisk" | "blkdiscard" | "pvremove" | "vgremove"
        | "lvremove" | "fdisk" | "parted" => says(ERASES, true),
        name if name.starts_with("mkfs") => says(ERASES, true),
        "find" if has("-delete") => says(DELETES, true),
        "reboot" | "shutdown" | "poweroff" | "halt" | "kill" | "killall" | "pkill" => {
            says(STOPS, false)
        }
        "systemctl" | "service" | "supervisorctl"
            if any(&["stop", "disable", "mask", "kill", "poweroff", "reboot"]) =>
        {
            says(STOPS, false)
        }
        "iptables" | "nft" if any(&["-F", "--flush", "-X", "flush"]) => says(DELETES, true),
        "git" if has("push") && any(&["--force", "-f", "--force-with-lease"]) => says(FORCES, true),
        "git" if has("reset") && has("--hard") => says(ERASES, true),
        "git"
            if has("clean")
                && rest
                    .iter()
                    .any(|it| it.starts_with('-') && it.contains('f')) =>
        {
            says(ERASES, true)
        }
        _ => None,
    }
}

fn of_verb(rest: &[String]) -> Option<Danger> {
    let says = |caution, is_final| Some(Danger { caution, is_final });
    let is = |list: &[&str]| {
        rest.iter()
            .take_while(|it| *it != "--")
            .any(|it| list.contains(&it.to_lowercase().as_str()))
    };
    let begins = |list: &[&str]| {
        rest.iter()
            .take(3)
            .any(|it| list.iter().any(|name| it.starts_with(name)))
    };
    if is(&[
        "destroy", "purge", "drop", "flushall", "flushdb", "rb", "wipe", "prune", "--purge",
        "format",
    ]) || begins(&["terminate-", "delete-"])
    {
        return says(ERASES, true);
    }
    if is(&[
        "delete",
        "del",
        "remove",
        "rm",
        "rmi",
        "uninstall",
        "undefine",
        "evict",
        "--delete",
    ]) {
        return says(DELETES, true);
    }
    if is(&["drain", "cordon", "taint"]) {
        return says(DRAINS, false);
    }
    let is_none = rest.iter().any(|it| it == "--replicas=0")
        || rest
            .windows(2)
            .any(|it| it[0] == "--replicas" && it[1] == "0");
    if is_none || is(&["stop", "shutdown", "kill", "down"]) {
        return says(STOPS, false);
    }
    if is(&[
        "--force",
        "--grace-period=0",
        "--yes-i-really-mean-it",
        "force-unlock",
        "replace",
    ]) && is(&[
        "--force",
        "--grace-period=0",
        "--yes-i-really-mean-it",
        "force-unlock",
    ]) {
        return says(FORCES, false);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_something_away_is_said_before() {
        for text in [
            "rm -rf /var/tmp/x",
            "sudo rm x",
            "kubectl -n x delete pod y",
            "kubectl drain node-1",
            "helm uninstall x",
            "terraform destroy",
            "psql -c 'DROP TABLE x'",
            "mysql -e \"delete from orders;\"",
            "redis-cli FLUSHALL",
            "dd if=a of=/dev/sdb",
            "mkfs.xfs /dev/sdb",
            "git push --force",
            "find . -name x -delete",
            "ssh host 'rm -rf /x'",
            "aws ec2 terminate-instances --instance-ids i-1",
            "docker system prune -a",
            "kubectl scale deploy x --replicas=0",
            "toolctl delete -n x pvc y",
            "kubectl get pods -o name | xargs kubectl delete",
            "systemctl stop x",
            "kubectl delete pod x --force --grace-period=0",
            "kubectl exec pod -- rm -rf /data",
        ] {
            assert!(danger(text).is_some(), "{text}");
        }
        for text in [
            "kubectl get pods",
            "systemctl status x",
            "rpm -q x",
            "git status",
            "echo rm",
            "ls -f",
            "docker ps",
            "kubectl describe pod x",
            "select 1 from x;",
            "grep -f x y",
            "journalctl -f",
        ] {
            assert_eq!(danger(text), None, "{text}");
        }
        assert!(danger("rm x").unwrap().is_final && !danger("kubectl drain x").unwrap().is_final);
    }
}
