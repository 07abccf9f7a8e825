//! What programs take away, by their name and the words in their places.

use super::lists::is_one_of;

/// What is lost, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    Drains,
    Stops,
    Replaces,
    Changes,
    Forces,
    Deletes,
    Erases,
}

impl Loss {
    /// What is said before it.
    pub(super) fn caution(self) -> &'static str {
        match self {
            Self::Drains => {
                "This takes work away from where it runs: make sure that there is room for it elsewhere."
            }
            Self::Stops => {
                "This stops something that may be in use: make sure that it can be missed."
            }
            Self::Replaces => "This replaces what runs now: make sure that it is what is wanted.",
            Self::Changes => {
                "This changes many things at once: make sure that it is the right place."
            }
            Self::Forces => {
                "This forces what would else be refused: make sure that nothing stands against it."
            }
            Self::Deletes => "This deletes something for good: make sure that it is the right one.",
            Self::Erases => {
                "This erases data for good: make sure that it is the right place, and that there is a copy."
            }
        }
    }

    /// Whether nothing takes it back.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Deletes | Self::Erases)
    }
}

use Loss::{Changes, Deletes, Drains, Erases, Forces, Replaces, Stops};

/// Programs, the words that say what is done, among how many of their first ones, and the loss.
const VERBS: &[(&str, &str, usize, Loss)] = &[
    ("kubectl oc k kubecolor microk8s k3s", "delete", 2, Deletes),
    (
        "kubectl oc k kubecolor microk8s k3s adm",
        "drain cordon taint evict",
        2,
        Drains,
    ),
    ("helm helmfile", "uninstall delete del destroy", 2, Deletes),
    ("helm", "rollback", 1, Replaces),
    (
        "docker podman nerdctl crictl docker-compose ctr",
        "rm rmi prune remove",
        3,
        Deletes,
    ),
    (
        "docker podman nerdctl crictl docker-compose ctr",
        "stop kill down leave",
        2,
        Stops,
    ),
    (
        "terraform tofu terragrunt pulumi cdk",
        "destroy run-all-destroy",
        2,
        Erases,
    ),
    ("terraform tofu terragrunt pulumi", "rm delete", 2, Deletes),
    ("terraform tofu terragrunt", "force-unlock taint", 1, Forces),
    (
        "gcloud az openstack doctl eksctl oci ibmcloud hcloud linode-cli aliyun",
        "delete destroy remove purge reset",
        5,
        Deletes,
    ),
    (
        "gcloud az openstack doctl eksctl oci ibmcloud hcloud linode-cli aliyun",
        "stop deallocate restart reboot",
        4,
        Stops,
    ),
    (
        "gsutil s3cmd mc swift rclone wal-g",
        "rm rb del delete purge deletefile",
        2,
        Erases,
    ),
    (
        "velero argocd flux nomad heroku fly flyctl kind minikube multipass lxc incus vagrant",
        "delete destroy rm purge uninstall",
        3,
        Deletes,
    ),
    (
        "nomad vagrant minikube lxc incus multipass fly",
        "stop halt suspend",
        2,
        Stops,
    ),
    ("etcdctl", "del rm remove rmdir", 2, Deletes),
    ("consul", "delete leave force-leave", 2, Deletes),
    ("vault", "delete destroy disable revoke", 3, Deletes),
    (
        "systemctl launchctl initctl",
        "stop disable mask kill poweroff reboot halt isolate unload bootout",
        1,
        Stops,
    ),
    (
        "supervisorctl pm2 monit circusctl",
        "stop shutdown remove delete kill",
        1,
        Stops,
    ),
    ("service rc-service invoke-rc.d", "stop", 2, Stops),
    ("zfs zpool", "destroy rollback labelclear", 1, Erases),
    ("zpool", "detach remove offline export", 1, Drains),
    (
        "nft ipset ufw",
        "flush destroy reset delete disable",
        2,
        Deletes,
    ),
    ("ip", "del delete flush", 3, Deletes),
    ("nmcli", "down delete", 2, Stops),
    ("tc", "del delete", 2, Deletes),
    (
        "cryptsetup",
        "luksFormat erase luksErase luksKillSlot luksRemoveKey",
        1,
        Erases,
    ),
    ("nvme", "format sanitize", 1, Erases),
    (
        "rabbitmqctl rabbitmqadmin rabbitmq-queues",
        "purge_queue purge delete_queue delete delete_user delete_vhost reset force_reset",
        2,
        Erases,
    ),
    (
        "rabbitmqctl",
        "stop stop_app shutdown forget_cluster_node close_all_connections",
        1,
        Stops,
    ),
    (
        "nodetool",
        "decommission removenode assassinate drain clearsnapshot stopdaemon",
        1,
        Drains,
    ),
    (
        "ceph rados rbd gluster",
        "purge rm destroy delete remove",
        3,
        Erases,
    ),
    ("ceph gluster", "out down stop", 3, Drains),
    (
        "virsh qm pct",
        "destroy undefine shutdown reboot reset stop",
        1,
        Stops,
    ),
    ("pg_ctl pg_ctlcluster", "stop", 3, Stops),
    ("mysqladmin", "drop", 2, Erases),
    ("mysqladmin", "shutdown kill", 2, Stops),
    (
        "patronictl",
        "failover switchover reinit remove restart",
        1,
        Replaces,
    ),
    (
        "apt apt-get aptitude yum dnf zypper apk brew pip pip3 npm snap gem dpkg",
        "remove purge autoremove erase uninstall del unpublish",
        1,
        Deletes,
    ),
    ("borg restic", "delete forget prune", 1, Deletes),
    ("git", "filter-branch filter-repo", 1, Erases),
    ("kadmin ldapdelete", "delprinc", 1, Deletes),
];

/// Options of programs that say what is lost.
const OPTIONS: &[(&str, &str, Loss)] = &[
    ("find", "-delete", Deletes),
    (
        "iptables ip6tables ebtables",
        "-F --flush -X -D --delete --delete-chain",
        Deletes,
    ),
    (
        "kafka-topics kafka-consumer-groups kafka-configs kafka-acls",
        "--delete --remove --delete-config",
        Erases,
    ),
    ("crontab", "-r", Deletes),
    (
        "rsync",
        "--delete --delete-after --delete-before --delete-during --delete-excluded --remove-source-files",
        Erases,
    ),
    ("wipefs", "-a --all -o", Erases),
    (
        "mdadm",
        "--stop --zero-superblock --fail --remove -S -f -r",
        Erases,
    ),
    ("hdparm", "--security-erase", Erases),
    ("xfs_repair", "-L", Erases),
    ("mongorestore", "--drop", Erases),
    ("pg_restore", "--clean -c", Erases),
    ("postsuper exim", "-d -Mrm", Deletes),
    ("dpkg rpm", "-r -P -e --purge --remove --erase", Deletes),
    (
        "terraform tofu terragrunt",
        "-auto-approve --auto-approve -destroy",
        Forces,
    ),
    ("chmod chown chgrp", "-R --recursive", Changes),
    ("redis-cli valkey-cli", "del-node", Drains),
];

/// Words that only show something.
const SHOWN: &str = "get list ls describe show status logs log help explain inspect read info history top stats \
    tail images version";

/// What a program takes away. The words are those behind its name.
pub(super) fn of_program(first: &str, rest: &[String]) -> Option<Loss> {
    let has = |word: &str| rest.iter().any(|it| it == word);
    let plain = plain(rest);
    let at = |index: usize| plain.get(index).copied().unwrap_or_default();
    let stem = first.strip_suffix(".sh").unwrap_or(first);
    if let Some(known) = of_name(stem, rest, &plain) {
        return known;
    }
    // The first word that says what is done decides: `kv get delete` only reads.
    let by_verb = VERBS.iter().filter(|(programs, verbs, depth, _)| {
        let mut first = plain.iter().take(*depth);
        let says = |it: &&&str| is_one_of(verbs, it) || is_one_of(SHOWN, it);
        is_one_of(programs, stem) && first.find(says).is_some_and(|it| is_one_of(verbs, it))
    });
    let by_option = OPTIONS.iter().filter(|(programs, options, _)| {
        is_one_of(programs, stem) && rest.iter().any(|it| is_one_of(options, it))
    });
    let found = by_verb.map(|it| it.3).chain(by_option.map(|it| it.2)).max();
    let is_known = VERBS.iter().any(|it| is_one_of(it.0, stem))
        || OPTIONS.iter().any(|it| is_one_of(it.0, stem));
    if found.is_some() || is_known {
        return found;
    }
    // What nobody named here is told by its first words.
    let asks = |it: &str| is_one_of("delete destroy purge drop remove rm wipe uninstall", it);
    let is_shown = is_one_of(SHOWN, at(0));
    match () {
        () if is_shown => None,
        () if asks(at(0)) || asks(at(1)) => Some(Deletes),
        () if at(0) == "drain" => Some(Drains),
        () if [
            "db:drop",
            "db:reset",
            "db:rollback",
            "migrate:fresh",
            "migrate:reset",
        ]
        .iter()
        .any(|it| has(it)) =>
        {
            Some(Erases)
        }
        () if has("--force") || has("--yes-i-really-mean-it") => Some(Forces),
        () => None,
    }
}

/// What a program does by its name and more than one of its words; none where these do not tell.
fn of_name(first: &str, rest: &[String], plain: &[&str]) -> Option<Option<Loss>> {
    let has = |word: &str| rest.iter().any(|it| it == word);
    let any = |list: &[&str]| rest.iter().any(|it| list.contains(&it.as_str()));
    let at = |index: usize| plain.get(index).copied().unwrap_or_default();
    let is = |is: bool, loss: Loss| Some(is.then_some(loss));
    match first {
        "rm" | "rmdir" | "unlink" | "shred" | "userdel" | "groupdel" | "deluser" | "delgroup"
        | "dropdb" | "dropuser" | "pg_dropcluster" | "srm" => Some(Some(Deletes)),
        "truncate" | "blkdiscard" | "pvremove" | "vgremove" | "lvremove" | "lvreduce"
        | "mkswap" | "pg_resetwal" => Some(Some(Erases)),
        name if name.starts_with("mkfs") => Some(Some(Erases)),
        "dd" => is(
            rest.iter()
                .any(|it| it.starts_with("of=") && it != "of=/dev/null"),
            Erases,
        ),
        "fdisk" | "parted" | "gdisk" | "sgdisk" => {
            is(!any(&["-l", "--list", "print", "-p"]), Erases)
        }
        "reboot" | "poweroff" | "halt" | "pkill" | "killall" => Some(Some(Stops)),
        "shutdown" => is(!has("-c"), Stops),
        "init" | "telinit" => is(any(&["0", "1", "6"]), Stops),
        "kill" => is(!any(&["-0", "-l", "-L"]), Stops),
        "aws" => Some(of_aws(rest, plain)),
        "git" => Some(of_git(rest, at(0), at(1))),
        "curl" | "http" | "wget" => {
            let asks = |it: &String| {
                matches!(
                    it.as_str(),
                    "DELETE" | "-XDELETE" | "--request=DELETE" | "--method=DELETE"
                )
            };
            is(rest.iter().any(asks), Deletes)
        }
        "journalctl" => is(rest.iter().any(|it| it.starts_with("--vacuum")), Deletes),
        "ip" if at(0) == "link" && has("down") => Some(Some(Stops)),
        "kafka-consumer-groups" if has("--reset-offsets") => is(has("--execute"), Replaces),
        "kubectl" | "oc" | "k" if at(0) == "scale" => {
            let is_none = has("--replicas=0")
                || rest
                    .windows(2)
                    .any(|it| it[0] == "--replicas" && it[1] == "0");
            is(is_none, Stops)
        }
        "kubectl" | "oc" | "k" if at(0) == "rollout" => {
            is(matches!(at(1), "undo" | "restart"), Replaces)
        }
        "kubectl" | "oc" | "k" if at(0) == "replace" => is(has("--force"), Forces),
        "terraform" | "tofu" | "terragrunt" if at(0) == "plan" => Some(None),
        // `/etc/init.d/feed stop`
        _ if plain.len() == 1 && at(0) == "stop" => Some(Some(Stops)),
        _ => None,
    }
}

fn of_aws(rest: &[String], plain: &[&str]) -> Option<Loss> {
    let (service, action) = (plain.first()?, plain.get(1)?);
    let begins = |list: &[&str]| list.iter().any(|it| action.starts_with(it));
    match () {
        () if *service == "s3" && is_one_of("rm rb", action) => Some(Erases),
        () if *service == "s3" && rest.iter().any(|it| it == "--delete") => Some(Erases),
        () if begins(&["delete-", "terminate-", "purge-"]) => Some(Erases),
        () if begins(&[
            "deregister-",
            "remove-",
            "release-",
            "revoke-",
            "detach-",
            "disable-",
        ]) =>
        {
            Some(Deletes)
        }
        () if begins(&["stop-", "reboot-"]) => Some(Stops),
        () => {
            let is_none = |it: &[String]| it[0].starts_with("--desired-c") && it[1] == "0";
            rest.windows(2).any(is_none).then_some(Stops)
        }
    }
}

fn of_git(rest: &[String], verb: &str, next: &str) -> Option<Loss> {
    let any = |list: &[&str]| rest.iter().any(|it| list.contains(&it.as_str()));
    let short = |letter: char| {
        rest.iter()
            .any(|it| it.starts_with('-') && !it.starts_with("--") && it.contains(letter))
    };
    match verb {
        "push" if any(&["--force", "-f", "--force-with-lease", "--mirror"]) => Some(Forces),
        "push" if any(&["--delete", "-d"]) || rest.iter().any(|it| it.starts_with([':', '+'])) => {
            Some(Deletes)
        }
        "reset" if any(&["--hard"]) => Some(Erases),
        "clean" if short('f') || any(&["--force"]) => Some(Erases),
        "branch" | "tag" if any(&["-D", "-d", "--delete"]) => Some(Deletes),
        "checkout" if any(&["-f", "--force"]) => Some(Erases),
        "stash" if matches!(next, "drop" | "clear") => Some(Erases),
        "rm" => Some(Deletes),
        "filter-branch" | "filter-repo" => Some(Erases),
        _ => None,
    }
}

/// What is typed to the console that keeps its data in memory.
pub(super) fn of_redis(first: &str, rest: &[String]) -> Option<Loss> {
    if !is_one_of("redis-cli valkey-cli", first) {
        return None;
    }
    let plain = plain(rest);
    match plain.first()?.to_lowercase().as_str() {
        "flushall" | "flushdb" => Some(Erases),
        "del" | "unlink" => Some(Deletes),
        "shutdown" => Some(Stops),
        "cluster"
            if plain
                .get(1)
                .is_some_and(|it| is_one_of("reset forget RESET FORGET", it)) =>
        {
            Some(Drains)
        }
        _ => None,
    }
}

/// The words that are neither options nor what one takes.
fn plain(rest: &[String]) -> Vec<&str> {
    const TAKES: &str = "-n --namespace --context --kubeconfig -f --filename -o --output -l --selector -c --container \
        -p --project --profile --region --zone -H --host -h -u --user --endpoints --kube-context -i --cluster \
        --bootstrap-server --zookeeper -a -C -s --server --subscription -g --resource-group -D -t --vhost --replicas --topic --group";
    let mut skip = false;
    let words = rest.iter().take_while(|it| *it != "--").filter(|it| {
        if std::mem::take(&mut skip) {
            return false;
        }
        skip = is_one_of(TAKES, it);
        !it.starts_with('-')
    });
    words.map(String::as_str).collect()
}
