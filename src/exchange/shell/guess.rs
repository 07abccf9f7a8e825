//! What a line looks like: something to type, or words, or what a program printed.
//!
//! What stays true: it errs towards words. A line that is taken for words is read by somebody;
//! a sentence that is taken for a command is run.

use super::whole::is_assignment;
use super::words::simple_commands;

/// How much a page says itself that a text is for a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Trust {
    /// A prompt stands before it.
    Prompted,
    /// The fence says that it is for a shell.
    Labelled,
    /// Nothing says so.
    Bare,
}

/// Programs that runbooks name, and what a shell has built in.
const PROGRAMS: &str = " ab ack aide alertmanager ansible ansible-playbook ansible-vault apachectl apk apt apt-cache apt-get argocd aria2c arp arping awk aws az b2sum base64 basename bash bat bc blkid boundary brew btrfs bundle buildah bzip2 cargo cat ceph certbot certtool cfssl chage chattr chcon chgrp chmod chown chroot chronyc cilium circusctl clickhouse-client cmctl cmp cockroach composer conntrack consul coredumpctl cosign cp cqlsh crictl cron crontab csplit ctr curl cut date dd debugfs deno df dhclient diff dig dirname dmesg dmidecode dnf docker docker-compose dot dpkg dpkg-query drush du dumpe2fs e2fsck echo edac-util eksctl env etcdctl etcdutl ethtool exportfs fallocate fdisk ffmpeg file find findmnt firewall-cmd flux fly flyctl free fsck fstrim fuser gawk gcloud gdisk gem getent getfacl getent gh git gitlab-backup gitlab-ctl gitlab-rake gitlab-rails gitlab-psql glab gluster go gpg gradle grafana-cli grep groupadd groups grpcurl gsutil gunzip gzip halt haproxy hdfs head helm helmfile heroku hexdump host hostname hostnamectl htpasswd http httpie id ifconfig iftop influx initctl insmod iostat iotop ip ipmitool iptables iptables-save ipvsadm iscsiadm istioctl jar java jcmd jmap jmeter jstack jstat join journalctl jq k k3s k6 k9s kafka-consumer-groups kafka-consumer-groups.sh kafka-topics kafka-topics.sh karmadactl kcat keytool kill killall kind kinit kops krew kubeadm kubectl kubectx kubens kustomize last ldapsearch ldapadd ldapmodify less lego linkerd ln loadkeys locate logcli logger logname logrotate losetup ls lsattr lsblk lscpu lsmod lsof lspci lsusb ltrace lvcreate lvdisplay lvextend lvreduce lvremove lvs make mariadb mc mcelog md5sum mdadm microk8s minikube mkdir mkfs mkfs.ext4 mkfs.xfs mknod mkswap mktemp modprobe mongo mongodump mongorestore mongosh more mount mpstat mtr multipath mv mvn mysql mysqladmin mysqlcheck mysqldump mysqlbinlog nano nats nc ncat ncdu netplan netstat nethogs newgrp nfsstat nft nginx nice nix nmap nmcli node nodetool nohup nomad npm npx nslookup ntpq ntpdate numactl nvidia-smi nvme oc octavia openssl openstack opensearch-cli op oscap packer parted passwd patch patronictl perf perl pg_basebackup pg_ctl pg_ctlcluster pg_dump pg_dumpall pg_isready pg_lsclusters pg_restore pgbench pgbouncer pgrep php pidof ping ping6 pip pip3 pipenv pkill pm2 podman poetry postconf postfix postqueue postsuper poweroff printenv printf prlimit promtool protoc ps pscp psql pt-kill pt-online-schema-change pulumi puppet pvcreate pvdisplay pvs pwd pwgen python python2 python3 rabbitmq-diagnostics rabbitmqadmin rabbitmqctl rails rake rclone readlink realpath reboot redis-benchmark redis-cli redis-server renice resize2fs resolvectl restic restorecon rg rm rmdir rmmod rndc rook route rpm rsync ruby runuser salt sar scp screen script sed semanage seq service sestatus setenforce setfacl setsebool sftp sha1sum sha256sum shred shuf shutdown skopeo sleep slabtop smartctl snap snmpget snmpwalk socat sops sort split sqlcmd sqlite3 sqlplus ss ssh ssh-add ssh-copy-id ssh-keygen ssh-keyscan sshpass stat strace strings stress su sudo supervisorctl swapoff swapon swanctl sync sysbench sysctl systemctl systemd-analyze systemd-resolve tac tail tar tc tcpdump tee telnet terraform terragrunt timedatectl timeout tmux top touch tr traceroute tracepath tree truncate tsh tune2fs uname uniq unzip update-ca-certificates update-grub update-rc.d uptime useradd usermod userdel ufw vacuumdb vagrant valkey-cli varnishadm varnishlog vault velero vgcreate vgdisplay vgextend vgs vi view vim virsh visudo vmstat vtctlclient w watch wc wg wget which who whoami wipefs wrk xargs xfs_growfs xfs_repair xz yarn yq yum zcat zfs zgrep zip zkcli zookeeper-shell zpool zstd zypper ";

const BUILT_IN: &str = " . [ [[ alias break case cd command continue declare do done echo else esac eval exec exit export false fi for function history if local logout popd printf pushd read readonly return select set shift shopt source test then time trap true type ulimit umask unalias unset until wait while { ! ( ";

/// Words that a sentence has and a command has not.
const PROSE: &[&str] = &[
    "a", "an", "and", "any", "are", "be", "been", "but", "can", "does", "has", "have", "if", "is",
    "it", "its", "may", "must", "needs", "not", "of", "or", "our", "should", "that", "the", "them",
    "then", "there", "these", "they", "this", "those", "to", "was", "we", "were", "when", "which",
    "will", "with", "you", "your",
];

/// Whether a word names a program that is known here, or that a path or its ending gives away.
pub(in crate::exchange) fn is_program(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let is_path = word.starts_with("./")
        || word.starts_with("../")
        || word.starts_with("~/")
        || word.starts_with('/') && word.len() > 1;
    let known = |list: &str| list.contains(&format!(" {name} "));
    is_path
        || !name.contains(' ') && (known(PROGRAMS) || known(BUILT_IN))
        || name.ends_with("ctl") && name.len() > 4
        || name.ends_with("-cli") && name.len() > 5
        || [".sh", ".py", ".rb", ".pl"]
            .iter()
            .any(|end| name.ends_with(end) && name.len() > end.len())
}

/// Something in a line that only a command has: an option, a variable, a pipe, a placeholder.
pub(in crate::exchange) fn has_sign(text: &str) -> bool {
    let is_option = |word: &str| {
        let name = word.trim_start_matches('-');
        word.len() > name.len()
            && word.len() - name.len() <= 2
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let is_placeholder = |word: &str| word.starts_with('<') && word.ends_with('>');
    let mut words = text.split_whitespace().skip(1);
    words.any(|word| {
        is_option(word)
            || is_placeholder(word)
            || word.starts_with('$')
            || word.starts_with("\"$")
            || matches!(word, "|" | "&&" | "||" | ">" | ">>" | "<" | "2>&1")
            || word.contains('/') && !word.contains("://") && word.len() > 2
            || is_assignment(word.trim_start_matches('-'))
    })
}

fn prose_words(text: &str) -> usize {
    let words = text
        .split_whitespace()
        .map(|it| it.trim_matches([',', '.', ';', ':', '(', ')']));
    words
        .filter(|word| PROSE.contains(&word.to_lowercase().as_str()) && !word.is_empty())
        .count()
}

/// The first word of the first command, without what stands before it.
fn first_word(text: &str) -> Option<String> {
    let all = simple_commands(text);
    let first = all.first()?;
    let mut is_wrapped = false;
    for word in &first.words {
        let is_before = matches!(
            word.as_str(),
            "sudo" | "time" | "env" | "nohup" | "exec" | "doas" | "command" | "!" | "{"
        );
        if !(is_before || is_assignment(word) || is_wrapped && word.starts_with('-')) {
            return Some(word.clone());
        }
        is_wrapped |= is_before;
    }
    first.words.first().cloned()
}

/// Whether a whole command looks like one.
pub(in crate::exchange) fn is_typed(text: &str, trust: Trust) -> bool {
    let line = text.trim();
    let first_line = line
        .lines()
        .find(|it| !it.trim().is_empty() && !it.trim().starts_with('#'))
        .unwrap_or_default()
        .trim();
    if first_line.is_empty() || is_left_open(line) {
        return false;
    }
    let opener = first_line.chars().next().unwrap_or(' ');
    if opener == '(' && first_line.len() > 1 {
        return trust != Trust::Bare;
    }
    let Some(word) = first_word(line) else {
        return false;
    };
    let is_shaped = word
        .starts_with(|c: char| c.is_ascii_alphanumeric() || "./~$_[{\"!<".contains(c))
        && !word.starts_with(|c: char| c.is_ascii_digit())
        && !word.ends_with([':', ',', ')', ';'])
        && !word.contains("://");
    if is_assignment(first_line.split_whitespace().next().unwrap_or_default()) {
        // `key = value` is a setting, `KEY=value` one word.
        return trust != Trust::Bare
            || first_line.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
    }
    if !is_shaped
        || first_line
            .split_whitespace()
            .nth(1)
            .is_some_and(|it| matches!(it, "=" | ":" | "=>" | ":="))
    {
        return false;
    }
    let known = is_program(&word);
    let prose = prose_words(first_line);
    let ends_like_words =
        first_line.ends_with(['.', ':', '?', '!']) && !first_line.ends_with(" .") && prose > 0;
    if ends_like_words && !has_sign(first_line) {
        return false;
    }
    let is_lower = word.chars().all(|c| !c.is_uppercase());
    match trust {
        Trust::Prompted => prose < 3 || known || has_sign(first_line),
        Trust::Labelled => {
            known && prose < 3
                || has_sign(first_line) && is_lower && prose < 3
                || is_lower && prose == 0
        }
        Trust::Bare => {
            known && (prose == 0 || has_sign(first_line) && prose < 2)
                || is_lower && has_sign(first_line) && prose == 0 && is_word(&word)
        }
    }
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// `kubectl get pods ...`: the page leaves out what nobody can type.
fn is_left_open(text: &str) -> bool {
    let ends =
        |word: &str| word == "..." || word == "[...]" || word.contains('…') || word == "<...>";
    text.split_whitespace().any(ends)
}

/// Whether an unprompted line can only be something to type: a known program with a sign.
pub(in crate::exchange) fn is_surely_typed(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    line == line.trim_start()
        && is_program(first)
        && !first.starts_with('/')
        && has_sign(line)
        && prose_words(line) == 0
}

/// What stands behind `# `: a command at root's prompt, a comment, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Hash {
    /// At root's prompt.
    Root,
    /// Words.
    Comment,
    /// It could be either.
    Either,
}

/// What stands behind `# `.
pub(in crate::exchange) fn behind_hash(text: &str) -> Hash {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_lower = first.starts_with(|c: char| c.is_ascii_lowercase() || "./~$".contains(c));
    let has_end = text.ends_with(['.', ':', '?', '!', ',']);
    let prose = prose_words(text);
    let is_one = !text.contains(' ');
    match (is_program(first), has_sign(text)) {
        _ if !is_lower || first.ends_with([':', ',']) || has_end && !text.ends_with(" .") => {
            Hash::Comment
        }
        (true, true) if prose == 0 => Hash::Root,
        (true, false) if prose == 0 => Hash::Root,
        (true, true) if prose < 2 => Hash::Either,
        (false, true) if prose == 0 && !is_one => Hash::Root,
        (false, false) if prose == 0 && !is_one => Hash::Either,
        _ => Hash::Comment,
    }
}

/// `NAME   READY   STATUS`, a rule of dashes, or a line of a log.
pub(in crate::exchange) fn is_heading_of_output(line: &str) -> bool {
    let names: Vec<&str> = line
        .split("  ")
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let is_name = |it: &&str| {
        it.chars().any(char::is_uppercase)
            && !it.chars().any(|c| c.is_lowercase() || c == '=' || c == '$')
    };
    let is_rule =
        line.len() > 3 && line.chars().all(|c| "-+|= ".contains(c)) && line.contains("--");
    names.len() >= 2 && names.iter().all(is_name) || line.starts_with("level=") || is_rule
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_what_is_typed() {
        for (text, trust, is) in [
            ("kubectl get pods", Trust::Bare, true),
            ("toolctl cordon $NODE", Trust::Bare, true),
            ("tool get worker <name> -n x", Trust::Bare, true),
            ("spare text", Trust::Bare, false),
            ("find the worker of this tenant", Trust::Bare, false),
            ("uptime", Trust::Bare, true),
            ("The disk is full.", Trust::Labelled, false),
            ("kind: Class", Trust::Labelled, false),
            ("name = fast", Trust::Labelled, false),
            ("alpha beta", Trust::Labelled, true),
            ("NAME=$(x)", Trust::Bare, true),
            ("rate=10", Trust::Bare, false),
            ("./run.sh", Trust::Bare, true),
            ("kubectl get pods ...", Trust::Labelled, false),
            ("Error: no such pod", Trust::Labelled, false),
            ("[limits]", Trust::Bare, false),
            ("4711 /opt/x -c y", Trust::Labelled, false),
            ("sudo systemctl restart x", Trust::Bare, true),
            ("curl -s http://x | jq .", Trust::Bare, true),
            ("for p in $(ls); do echo $p; done", Trust::Bare, true),
        ] {
            assert_eq!(is_typed(text, trust), is, "{text}");
        }
        for (text, is) in [
            ("pgrep -a proxyd", Hash::Root),
            ("prlimit -n -p 4711", Hash::Root),
            ("systemctl restart x", Hash::Root),
            ("Find the worker of this tenant", Hash::Comment),
            ("find the worker of this tenant", Hash::Comment),
            ("needs rights on the node", Hash::Comment),
            ("certificates", Hash::Comment),
            ("reloader all", Hash::Either),
            ("restart services", Hash::Either),
        ] {
            assert_eq!(behind_hash(text), is, "{text}");
        }
    }
}
