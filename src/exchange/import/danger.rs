//! Commands that take something away: what is said before they run.
//!
//! What stays true: it goes by the shape of a command, its program and the words in their places,
//! and never by a word somewhere in the line: `grep -r delete` takes nothing away. What only shows
//! what would be done does nothing.

use super::lists::is_one_of;
use super::losses::{self, Loss, of_program};
use crate::exchange::shell::simple_commands;

/// What a command may do that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Danger {
    /// What is said before it.
    pub(super) caution: &'static str,
    /// Whether nothing takes it back.
    pub(super) is_final: bool,
}

/// Programs that read a query which an option or their input gives them.
const QUERIED: &str = "psql mysql mariadb sqlite3 mongo mongosh cqlsh clickhouse-client sqlcmd redis-cli \
    valkey-cli cockroach gitlab-psql mysqlsh snowsql";
/// Programs that hand on a text, or words, which are a command of its own.
const HANDS_ON: &str = "ssh sh bash zsh ash dash su xargs find watch kubectl oc docker podman nerdctl \
    docker-compose ansible salt chroot nsenter parallel eval runuser gcloud vagrant";
/// Programs that only show, print or look something up, whatever they are told.
const SHOWS: &str = "echo printf man which type grep egrep fgrep rg zgrep ls cat less more head tail wc whatis \
    apropos whereis command alias help history sort uniq cut jq yq diff stat file du df pgrep ps test true false";

/// What has to be said before a command runs, if anything.
pub(super) fn danger(text: &str) -> Option<Danger> {
    loss(text, 0).map(|loss| Danger {
        caution: loss.caution(),
        is_final: loss.is_final(),
    })
}

/// So deep a command is looked for in what another one hands on.
const DEEPEST: usize = 4;

fn loss(text: &str, depth: usize) -> Option<Loss> {
    if depth > DEEPEST {
        return None;
    }
    let all = simple_commands(text);
    let is_queried = |words: &[String]| {
        let words = without_wrappers(words);
        words.first().is_some_and(|it| is_one_of(QUERIED, name(it)))
    };
    let mut worst = all.iter().filter_map(|it| of_words(&it.words, depth)).max();
    for pair in all.windows(2) {
        if pair[1].is_fed && is_queried(&pair[1].words) {
            worst = worst.max(pair[0].words.iter().filter_map(|it| of_query(it)).max());
        }
    }
    if text.contains("<<") && all.iter().any(|it| is_queried(&it.words)) {
        worst = worst.max(of_query(text));
    }
    let is_shell = depth > 0 || all.first().is_some_and(|it| is_shell_like(&it.words));
    worst
        .max(empties(text))
        .or_else(|| (!is_shell).then(|| of_query(text)).flatten())
}

/// Whether words begin as those of a shell do, not as a query or a program's own language.
fn is_shell_like(words: &[String]) -> bool {
    let first = words.first().map_or("", |it| name(it));
    is_one_of(SHOWS, first) || is_one_of(HANDS_ON, first) || is_one_of(QUERIED, first)
}

fn name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// `> file`, `: > file`, `cat /dev/null > file`: what empties a file.
fn empties(text: &str) -> Option<Loss> {
    let empties = |line: &str| {
        let line = line.trim().trim_start_matches("sudo ");
        let begins = [
            "> ",
            ">/",
            ": > ",
            ":> ",
            ":>/",
            "true > ",
            "cat /dev/null > ",
            "cp /dev/null ",
        ];
        let target = begins.iter().find_map(|it| line.strip_prefix(it));
        target.is_some_and(|it| {
            !it.is_empty() && !it.contains("/dev/null") && !it.trim().contains(' ')
        })
    };
    text.lines().any(empties).then_some(Loss::Erases)
}

/// Words without what only says how the command is run.
fn without_wrappers(words: &[String]) -> &[String] {
    const WRAPPERS: &str =
        "sudo doas time env nohup exec command nice ionice stdbuf then do else { !";
    let mut at = 0;
    let mut is_sudo = false;
    while let Some(word) = words.get(at) {
        let is_taken = is_sudo && matches!(word.as_str(), "-u" | "-g" | "-n" | "-c" | "-h");
        match () {
            () if is_one_of(WRAPPERS, name(word)) => is_sudo = true,
            () if is_taken && !matches!(words[at - 1].as_str(), "sudo")
                || is_sudo && word == "-u" =>
            {
                at += 1
            }
            () if is_sudo && word.starts_with('-') => {}
            () if word.contains('=')
                && !word.starts_with(['-', '\'', '"'])
                && !word.contains("://") => {}
            () if name(word) == "timeout" => at += 1,
            () => break,
        }
        at += 1;
    }
    words.get(at..).unwrap_or_default()
}

/// What an option says that makes a command show what it would do.
fn is_dry(first: &str, rest: &[String]) -> bool {
    let is_set = |it: &String| {
        let (option, value) = it.split_once('=').unwrap_or((it, ""));
        matches!(
            option,
            "--dry-run"
                | "--dryrun"
                | "--noop"
                | "--simulate"
                | "--just-print"
                | "--what-if"
                | "-WhatIf"
                | "--help"
                | "--version"
                | "--dry_run"
        ) && !matches!(value, "none" | "false")
    };
    let has = |letter: char| {
        rest.iter()
            .any(|it| it.starts_with('-') && !it.starts_with("--") && it.contains(letter))
    };
    rest.iter().any(is_set)
        || matches!(first, "rsync" | "make") && has('n')
        || matches!(first, "apt" | "apt-get") && has('s')
        || first.starts_with("ansible") && rest.iter().any(|it| it == "--check" || it == "-C")
        || first == "git" && rest.first().is_some_and(|it| it == "clean") && has('n')
        || rest.first().is_some_and(|it| it == "help")
        || rest.len() == 1 && rest[0] == "-h"
}

fn of_words(words: &[String], depth: usize) -> Option<Loss> {
    let words = without_wrappers(words);
    // A text of several words is no program.
    let first = words.first().filter(|it| !it.contains(' '))?;
    let first = name(first);
    let rest = &words[1..];
    if is_one_of(SHOWS, first) || is_dry(first, rest) {
        return None;
    }
    if is_one_of(QUERIED, first) {
        let query = rest
            .iter()
            .filter_map(|it| of_query(it.trim_start_matches("-e")))
            .max();
        let found = query.or_else(|| losses::of_redis(first, rest));
        return found;
    }
    let inner = if is_one_of(HANDS_ON, first) {
        handed_on(first, rest, depth)
    } else {
        None
    };
    inner.or_else(|| of_program(first, rest))
}

/// What a program hands on to a shell: a text in quotes, what stands behind `--` or `-exec`, behind
/// a host or a container.
fn handed_on(first: &str, rest: &[String], depth: usize) -> Option<Loss> {
    let quoted = rest.iter().filter(|it| it.contains(' '));
    let quoted = quoted.filter_map(|it| loss(it, depth + 1)).max();
    let ends = ["--", "-exec", "-execdir", "-ok"];
    let behind = rest.iter().position(|it| ends.contains(&it.as_str()));
    let behind = behind.and_then(|at| of_words(&rest[at + 1..], depth + 1));
    let plain = |from: usize, takes: &str| {
        let mut at = from;
        while let Some(word) = rest.get(at).filter(|it| it.starts_with('-')) {
            at += 1 + usize::from(is_one_of(takes, word));
        }
        at
    };
    let placed = match first {
        "ssh" => Some(plain(0, "-p -i -l -o -J -F -L -R -D") + 1),
        "xargs" => Some(plain(0, "-n -I -P -L -d -a -E")),
        "watch" | "parallel" | "eval" | "nsenter" => Some(plain(0, "-n -t")),
        "chroot" => Some(plain(0, "") + 1),
        _ => rest.iter().position(|it| it == "exec").map(|at| {
            plain(
                at + 1,
                "-u -w -e -n -c --user --workdir --env --namespace --container --index",
            ) + 1
        }),
    };
    let placed = placed.filter(|_| first != "kubectl" && first != "oc");
    let placed = placed.and_then(|at| of_words(rest.get(at..)?, depth + 1));
    quoted.max(behind).max(placed)
}

/// What a query, or a line that is typed into a program, takes away.
fn of_query(text: &str) -> Option<Loss> {
    let statements = text.split([';', '\n']).map(|it| {
        let it = it.trim().trim_matches(['"', '\'']).trim();
        it.to_lowercase()
    });
    statements.filter_map(|it| of_statement(&it)).max()
}

fn of_statement(lower: &str) -> Option<Loss> {
    const DROPPED: &str = "table database index schema user role view keyspace column trigger function extension \
        sequence materialized constraint partition collection tablespace slot publication subscription type";
    let words: Vec<&str> = lower.split_whitespace().collect();
    let first = *words.first()?;
    let second = words.get(1).copied().unwrap_or_default();
    let has = |text: &str| lower.contains(text);
    let calls = [
        ".drop(",
        ".dropdatabase(",
        ".deletemany(",
        ".deleteone(",
        ".remove(",
        ".delete_all",
        ".destroy_all",
        "rmtree(",
        "os.unlink(",
        ".destroy!",
        ".truncate(",
    ];
    let is_call =
        !words.is_empty() && calls.iter().any(|it| has(it)) && !first.starts_with(['"', '\'']);
    match first {
        "drop" if is_one_of(DROPPED, second) => Some(Loss::Erases),
        "truncate" if !second.is_empty() && !second.starts_with('-') => Some(Loss::Erases),
        "delete" if second == "from" => Some(Loss::Erases),
        "alter" if has(" drop ") => Some(Loss::Erases),
        "update" if has(" set ") && !has(" where ") => Some(Loss::Erases),
        "flushall" | "flushdb" | "purge" | "rmr" | "deleteall" => Some(Loss::Erases),
        "del" | "delete" | "rd" | "erase" if words.len() > 1 && !second.starts_with("--") => {
            Some(Loss::Deletes)
        }
        "remove-item" | "clear-content" | "format-volume" | "rmdir" => Some(Loss::Deletes),
        "stop-service" | "restart-computer" | "stop-computer" | "stop-process" | "taskkill"
        | "reload" | "decommission" => Some(Loss::Stops),
        "net" if second == "stop" => Some(Loss::Stops),
        "shutdown" if matches!(second, "" | "immediate" | "abort" | "nosave") => Some(Loss::Stops),
        "kill" if second.starts_with(|c: char| c.is_ascii_digit()) => Some(Loss::Stops),
        "drain" | "drain;" => Some(Loss::Drains),
        _ if has("pg_terminate_backend(") || has("db.shutdownserver(") => Some(Loss::Stops),
        _ => is_call.then_some(Loss::Erases),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_something_away_is_said_before() {
        for text in [
            "rm -rf /var/tmp/x",
            "sudo rm x",
            "sudo -u feed rm -rf x",
            "rmdir x",
            "shred x",
            "dd if=a of=/dev/sdb",
            "mkfs.xfs /dev/sdb",
            "wipefs -a /dev/sdb",
            "lvremove -f vg/x",
            "vgremove vg",
            "zfs destroy pool/x",
            "zpool destroy pool",
            "truncate -s 0 x.log",
            "> /var/log/x.log",
            ": > x.log",
            "cat /dev/null > x.log",
            "psql -c 'DROP TABLE x'",
            "psql -h db -c \"delete from orders where id = 1\"",
            "psql -c 'TRUNCATE x'",
            "mysql -e \"delete from orders;\"",
            "mysql -e 'DROP DATABASE x'",
            "echo 'drop table x;' | psql",
            "psql <<EOF\nDELETE FROM x;\nEOF",
            "DROP TABLE x;",
            "DELETE FROM x WHERE a = 1;",
            "UPDATE x SET a = 1;",
            "sqlite3 x.db 'delete from y'",
            "mongosh --eval 'db.dropDatabase()'",
            "mongo x --eval 'db.y.drop()'",
            "db.orders.deleteMany({})",
            "redis-cli FLUSHALL",
            "redis-cli -h x FLUSHDB",
            "redis-cli del a",
            "FLUSHALL",
            "kubectl -n x delete pod y",
            "kubectl delete -f x.yaml",
            "kubectl drain node-1",
            "kubectl cordon node-1",
            "kubectl scale deploy x --replicas=0",
            "kubectl scale --replicas 0 deploy/x",
            "kubectl rollout undo deploy/x",
            "kubectl delete pod x --force --grace-period=0",
            "kubectl exec pod -- rm -rf /data",
            "kubectl get pods -o name | xargs kubectl delete",
            "kubectl replace --force -f x",
            "helm uninstall x",
            "helm rollback x 3",
            "helm -n y delete x",
            "terraform destroy",
            "terraform apply -auto-approve",
            "terraform -chdir=x destroy",
            "terraform state rm a.b",
            "aws ec2 terminate-instances --instance-ids i-1",
            "aws s3 rm s3://x --recursive",
            "aws s3 rb s3://x",
            "aws --profile p rds delete-db-instance --id x",
            "aws ec2 stop-instances --instance-ids i-1",
            "gcloud compute instances delete x",
            "gcloud --project p sql instances delete x",
            "gsutil rm -r gs://x",
            "az vm delete -n x",
            "systemctl stop x",
            "sudo systemctl disable --now x",
            "systemctl mask x",
            "service x stop",
            "/etc/init.d/x stop",
            "kill -9 1",
            "pkill -f x",
            "killall x",
            "reboot",
            "shutdown -h now",
            "poweroff",
            "init 6",
            "iptables -F",
            "iptables -t nat -F",
            "nft flush ruleset",
            "ip link set eth0 down",
            "git push --force",
            "git push -f origin main",
            "git push origin --delete x",
            "git reset --hard HEAD~1",
            "git clean -fd",
            "git branch -D x",
            "kafka-topics.sh --bootstrap-server x --delete --topic y",
            "kafka-topics --delete --topic y",
            "kafka-consumer-groups --reset-offsets --execute --group x",
            "docker rm -f x",
            "docker system prune -a",
            "docker volume rm x",
            "docker compose down",
            "docker stop x",
            "docker exec x rm -rf /y",
            "crontab -r",
            "userdel x",
            "chmod -R 777 /x",
            "chown -R a /x",
            "find . -name x -delete",
            "find . -exec rm {} \\;",
            "ls | xargs rm",
            "ls | xargs -n 1 rm -f",
            "rsync -a --delete a/ b/",
            "etcdctl del x",
            "etcdctl --endpoints=x member remove 1",
            "consul kv delete x",
            "vault delete secret/x",
            "vault kv delete x",
            "vault secrets disable x",
            "rabbitmqctl purge_queue x",
            "rabbitmqctl -p v delete_queue x",
            "nomad job stop x",
            "ssh host 'rm -rf /x'",
            "ssh host rm -rf /x",
            "ssh -p 2222 host sudo systemctl stop x",
            "bash -c 'rm -rf x'",
            "toolctl delete -n x pvc y",
            "curl -X DELETE https://x/y",
            "curl -XDELETE https://x/y",
            "nodetool decommission",
            "ceph osd out 1",
            "virsh destroy x",
            "dropdb x",
            "pg_ctl stop",
            "apt-get purge x",
            "yum remove x",
            "restic forget --prune",
            "borg delete x",
            "journalctl --vacuum-time=1d",
            "pm2 delete x",
            "argocd app delete x",
            "for p in a b; do kubectl delete pod $p; done",
            "cd /x && rm -rf y",
            "Remove-Item x",
            "rails db:drop",
        ] {
            assert!(danger(text).is_some(), "{text}");
        }
        assert!(danger("rm x").unwrap().is_final && !danger("kubectl drain x").unwrap().is_final);
    }

    #[test]
    fn what_only_names_it_takes_nothing_away() {
        for text in [
            "grep -r delete .",
            "grep -rn 'drop table' src",
            "kubectl get pods",
            "kubectl get pods -l app=delete",
            "kubectl describe node drain-1",
            "kubectl logs delete-old-27",
            "kubectl rollout status deploy/x",
            "kubectl rollout history deploy/x",
            "kubectl delete pod x --dry-run=client",
            "kubectl scale deploy x --replicas=3",
            "kubectl drain x --dry-run=server",
            "kubectl delete --help",
            "kubectl exec pod -- ls /data",
            "echo \"rm -rf\"",
            "echo rm",
            "printf 'DROP TABLE x'",
            "rm --help",
            "man rm",
            "which rm",
            "git log --grep=drop",
            "git log --oneline -- rm.c",
            "git push",
            "git reset HEAD x",
            "git clean -n",
            "git status",
            "git branch --list",
            "git stash list",
            "systemctl status x",
            "systemctl is-active stop.service",
            "systemctl list-units --failed",
            "service x status",
            "terraform plan -destroy",
            "terraform show",
            "terraform state list",
            "ansible-playbook x.yml --check",
            "rsync -n --delete a b",
            "rsync -avn --delete a b",
            "rsync -a a b",
            "apt-get -s remove x",
            "apt list --installed",
            "make -n clean",
            "helm list --uninstalled",
            "helm history x",
            "helm uninstall x --dry-run",
            "docker ps",
            "docker logs rm",
            "docker images prune",
            "aws s3 ls",
            "aws ec2 describe-instances",
            "aws logs tail delete-job",
            "aws ec2 terminate-instances --dry-run",
            "gcloud compute instances list",
            "redis-cli get del",
            "redis-cli info",
            "psql -c 'select 1'",
            "psql -c 'select deleted from t'",
            "psql -c \"select * from drop_log\"",
            "select 1 from x;",
            "SELECT * FROM x WHERE a = 'delete from y';",
            "UPDATE x SET a = 1 WHERE b = 2;",
            "mysql -e 'show tables'",
            "kafka-topics.sh --list",
            "kafka-topics.sh --describe --topic delete",
            "kafka-consumer-groups --reset-offsets --dry-run",
            "find . -name delete",
            "find . -type f -name '*.rm'",
            "ls -l /x/rm",
            "ls -f",
            "cat drop.sql",
            "less rm.log",
            "vault read x",
            "vault kv get delete",
            "etcdctl get del",
            "consul kv get delete",
            "rabbitmqctl list_queues",
            "kill -0 1",
            "kill -l",
            "shutdown -c",
            "fdisk -l",
            "parted -l",
            "wipefs /dev/sdb",
            "zfs list",
            "zpool status",
            "iptables -L",
            "ip link show",
            "crontab -l",
            "chmod 644 x",
            "dd if=/dev/sda of=/dev/null",
            "curl -X GET https://x/delete",
            "curl https://x/delete",
            "rpm -q x",
            "ls > out.txt",
            "journalctl -f",
            "journalctl -u rm",
            "grep -f x y",
            "kubectl top nodes",
            "nodetool status",
            "ceph status",
            "virsh list --all",
            "docker inspect stop",
            "ps aux | grep kill",
            "history | grep rm",
            "ssh host 'ls /rm'",
            "ssh host uptime",
            "bash -c 'echo rm'",
            "jq .delete x.json",
        ] {
            assert_eq!(danger(text), None, "{text}");
        }
    }
}
