//! What a line looks like: something to type, or words, or what a program printed.
//!
//! What stays true: it errs towards words. A line that is taken for words is read by somebody;
//! a sentence that is taken for a command is run.

use super::whole::is_assignment;
use super::words::{quote_after, simple_commands, without_comment};

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
const PROGRAMS: &str = " a2enmod a2ensite ab ack acpi addgroup adduser aide alertmanager amtool ansible ansible-playbook ansible-vault apachectl apk apt apt-cache apt-get argo argocd aria2c arp arping asadmin auditctl aureport ausearch autossh awk aws az b2sum base64 basename bash bat bc bconsole blkid borg borgmatic boundary bpftool brew bridge btrfs buildah bundle bw bzip2 c_rehash caddy cadvisor calicoctl cargo cat ceph ceph-volume certbot certtool cfssl chage chattr chcon chef-client chef-solo chgrp chmod chown chronyc chroot cilium circusctl cli53 clickhouse-client cloud-init cmctl cmdkey cmp cockroach codesign composer conntrack consul containerd coredumpctl corosync-cfgtool corosync-quorumtool cosign cp cqlsh crictl crm crm_mon cron crontab cscli csplit ctr curator curl cut dashdot date dbt dcos dd debugfs deluser deno df dgraph dhclient dialog diff dig dirname dism dmesg dmidecode dmsetup dnf docker docker-compose doctl dot dotnet doveadm dpkg dpkg-query dpkg-reconfigure drbdadm drbdsetup drush du dumpe2fs duplicity e2fsck ebtables echo edac-util efibootmgr eksctl elasticsearch-certutil elasticsearch-plugin elasticsearch-reset-password env erl etcdctl etcdutl ethtool exim exim4 expect exportfs fail2ban-client fallocate fc-cache fdisk ffmpeg file find findmnt fio firewall-cmd flux fly flyctl fold fping free freshclam fsck fstrim fuser garage gawk gcloud gdisk gem getent getfacl gh gh-ost git git-lfs gitlab-backup gitlab-ctl gitlab-psql gitlab-rails gitlab-rake gitlab-runner glab glances gluster go gpasswd gpg gradle grafana-cli grep groupadd groups grpcurl gsettings gsutil gunzip gzip halt haproxy hciconfig hcloud hdfs hdparm head heketi-cli helm helmfile heroku hexdump host hostname hostnamectl htop htpasswd http httpie hub hugo ibmcloud icinga2 id ifconfig ifdown iftop ifup incus influx influxd init initctl insmod iostat iotop ip iperf iperf3 ipmitool iptables iptables-save ipvsadm iscsiadm istioctl iw jar java jcli jcmd jmap jmeter join journalctl jps jq jstack jstat juju k k3s k6 k9s kadmin kafka-acls kafka-configs kafka-consumer-groups kafka-consumer-groups.sh kafka-reassign-partitions kafka-topics kafka-topics.sh karmadactl katello-service kcadm kcat kexec keytool kill killall kind kinit klist knife kops kpartx krew kubeadm kubecolor kubectl kubectx kubelogin kubens kustomize kvm last lastlog launchctl ldapadd ldapmodify ldapsearch ldconfig lego less lftp linkerd ln lnav loadkeys locate logcli logger logname logrotate losetup lpadmin lpq lpstat ls lsattr lsblk lscpu lshw lsmod lsns lsof lspci lsusb ltrace ltsp lvcreate lvdisplay lvextend lvreduce lvremove lvs lxc mailq make mariadb mc mcelog md5sum mdadm mdatp microk8s minikube mkdir mkfs mkfs.ext4 mkfs.xfs mknod mkswap mktemp modprobe mongo mongodump mongorestore mongos mongosh mongostat mongotop more mosh mosquitto_pub mosquitto_sub mount mpstat mtr multipass multipath multipathd mv mvn mysql mysqladmin mysqlbinlog mysqlcheck mysqldump mysqlpump mysqlsh nagios nano nats nc ncat ncdu needrestart nethogs netplan netstat newaliases newgrp newrelic nfsiostat nfsstat nft nginx nice nix nmap nmcli node nodetool nohup nomad nomad-pack npm npx nslookup ntpdate ntpdc ntpq ntpstat nuclei numactl nvidia-smi nvme oc ocp octavia onectl op opendkim-testkey opensearch-cli openssl openstack openvpn oscap osqueryi oxidized pacemaker packer pacman parted passenger-status passwd patch patronictl pcs perf perl pg_basebackup pg_controldata pg_createcluster pg_ctl pg_ctlcluster pg_dropcluster pg_dump pg_dumpall pg_isready pg_lsclusters pg_receivewal pg_restore pg_rewind pg_upgrade pg_verifybackup pgbackrest pgbench pgbouncer pgrep php php-fpm pidof pihole ping ping6 pip pip3 pipenv pkill pm2 pmm-admin pnpm podman poetry postconf postfix postmap postqueue postsuper poweroff powershell printenv printf prlimit promtool protoc ps psad pscp psql pt-kill pt-online-schema-change pulumi puppet puppetserver pv pvcreate pvdisplay pveceph pvecm pvesh pvesm pvs pwd pwgen pwsh python python2 python3 qemu-img qm rabbitmq-diagnostics rabbitmq-plugins rabbitmqadmin rabbitmqctl rados radosgw-admin rails rake rbd rbenv rclone rcs readlink realpath reboot redis-benchmark redis-cli redis-sentinel redis-server renice repmgr resize2fs resolvectl restic restorecon rg rm rmdir rmmod rndc rook route rpcinfo rpm rpm-ostree rsync rsyslogd ruby runuser salt saltutil sar sbatch scancel scontrol scp screen script sed semanage sensuctl sentry seq service sestatus setenforce setfacl setsebool sftp sha1sum sha256sum showmount shred shuf shutdown sinfo skopeo slabtop slcli sleep smartctl smbstatus smem snap snapper snmpget snmpwalk snort socat solr solrctl sops sort spark-submit split sqlcmd sqlite3 sqlpackage sqlplus sqoop squeue squid ss ssh ssh-add ssh-copy-id ssh-keygen ssh-keyscan sshpass ssm ssmtp stat strace stress strigger strings stunnel su subscription-manager sudo supervisorctl svn swanctl swapoff swapon swift sync sysbench sysctl systemctl systemd-analyze systemd-cgls systemd-cgtop systemd-resolve systemd-run tac tail tailscale talosctl tar tc tcpdump tcpkill tctl tee telnet terraform terragrunt timedatectl timeout tkn tmsh tmux top topology touch tr tracepath traceroute tree trivy truncate tsh tune2fs twistcli udevadm ufw uname uniq unzip update-ca-certificates update-grub update-rc.d uptime useradd userdel usermod uuidgen vacuumdb vagrant valkey-cli varnishadm varnishlog vault vcgencmd velero vgcreate vgdisplay vgextend vgs vi view vim virsh virt-install virt-top visudo vmstat vtctlclient vtysh w wal-e wal-g watch watchman wc wevtutil wg wget which who whoami whois wipefs wireguard wp wrk wsl xargs xe xfs_growfs xfs_repair xl xm xxd xz yarn ykman yq yum zabbix_get zabbix_sender zcat zdb zfs zgrep zip zkServer.sh zkcli zmcontrol zookeeper-shell zpool zstd zypper ";

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
        || ["ctl", "adm", "-cli", "-admin"]
            .iter()
            .any(|end| name.ends_with(end) && name.len() > end.len() + 1)
        || [".sh", ".py", ".rb", ".pl"]
            .iter()
            .any(|end| name.ends_with(end) && name.len() > end.len())
}

/// Whether a path names what is read, not run.
fn is_data(path: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".cfg", ".conf", ".crt", ".csv", ".gz", ".ini", ".json", ".log", ".md", ".pem", ".pid",
        ".service", ".sock", ".toml", ".txt", ".xml", ".yaml", ".yml",
    ];
    path.contains('/') && ENDINGS.iter().any(|end| path.ends_with(end))
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

/// How many words of a sentence stand in a line, but for what it has in quotes and says behind
/// a `#`.
fn prose_words(text: &str) -> usize {
    let (text, _) = without_comment(text);
    let mut quote = None;
    let is_free = |c: &char| {
        let before = quote;
        quote = quote_after(c.encode_utf8(&mut [0; 4]), quote);
        before.is_none() && quote.is_none()
    };
    let free: String = text.chars().filter(is_free).collect();
    // The sign of `don't` opens nothing.
    let text = if quote.is_none() { &free } else { text };
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
        && (!word.starts_with(|c: char| c.is_ascii_digit())
            || trust == Trust::Prompted && word.contains('_'))
        && !word.ends_with([':', ',', ')', ';'])
        && !is_call(first_line.split_whitespace().next().unwrap_or_default())
        && !word.contains("://")
        && !is_data(&word);
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

/// `test.run('program')`: another language calls something so.
fn is_call(word: &str) -> bool {
    let is_open = word.contains('(') && !word.contains("$(") && !word.contains("()");
    is_open && word.starts_with(|c: char| c.is_alphabetic())
}

/// Whether nothing but its place says that a line is typed: no program that is known here, and
/// no sign of one. Below another command, what that printed looks the same.
pub(in crate::exchange) fn is_bare_word(text: &str) -> bool {
    let first = first_word(text).unwrap_or_default();
    !is_program(&first) && !has_sign(text) && !is_assignment(&first)
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

/// What a comment says; a command that is commented out keeps its sign, so that nobody takes it
/// for one to type.
pub(super) fn remark(comment: &str) -> String {
    let said = comment.trim();
    match behind_hash(said) == Hash::Root && !said.contains('`') {
        true => format!("`# {said}`"),
        false => said.to_owned(),
    }
}

/// Whether a line below a command can only be what that printed: columns, a record of a log, a
/// name and its value, a sentence.
pub(in crate::exchange) fn is_surely_printed(line: &str) -> bool {
    let trimmed = line.trim();
    let words: Vec<&str> = trimmed.split_whitespace().collect();
    let Some(first) = words.first() else {
        return false;
    };
    let begins = |is: fn(char) -> bool| trimmed.starts_with(is);
    let is_named = first.len() > 1 && first.ends_with(':') && !first.starts_with(':');
    let is_pair = words.len() == 1
        && !first.starts_with(['.', '/', '~', '$', '-'])
        && first.split_once(':').is_some_and(|(name, value)| {
            let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            !name.is_empty() && name.chars().all(fits) && !value.starts_with("//")
        });
    let says = |word: &&str| {
        matches!(
            *word,
            "is" | "are" | "was" | "were" | "has" | "have" | "been" | "will" | "successfully"
        )
    };
    // What begins so is more likely said to the reader.
    let is_prose = PROSE.contains(&first.to_lowercase().as_str());
    let is_said = words.len() > 2 && !is_program(first) && !is_prose && words.iter().any(says);
    let is_address = first.contains("://");
    is_heading_of_output(line)
        || begins(|c| !c.is_ascii() && !c.is_alphabetic())
        || begins(|c| c.is_ascii_digit()) && !is_program(first)
        || is_named
        || is_pair
        || is_said
        || is_address
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
            ("/opt/pump/run", Trust::Bare, true),
            ("/var/log/pump.log", Trust::Bare, false),
            ("/etc/pump/pump.conf", Trust::Labelled, false),
            ("kubectl get pods ...", Trust::Labelled, false),
            ("Error: no such pod", Trust::Labelled, false),
            ("[limits]", Trust::Bare, false),
            ("4711 /opt/x -c y", Trust::Labelled, false),
            ("4711 /opt/x -c y", Trust::Prompted, false),
            ("01_quick --help", Trust::Prompted, true),
            ("npm deprecate x \"it is old\"", Trust::Bare, true),
            ("cd ~/x  # where the code is", Trust::Bare, true),
            ("test.run('program')", Trust::Labelled, false),
            ("x.build('f', y=['a', 'b'])", Trust::Labelled, false),
            ("sudo systemctl restart x", Trust::Bare, true),
            ("curl -s http://x | jq .", Trust::Bare, true),
            ("for p in $(ls); do echo $p; done", Trust::Bare, true),
        ] {
            assert_eq!(is_typed(text, trust), is, "{text}");
        }
        for (line, is) in [
            ("● shop.service - Shop", true),
            ("Timeout: 60.0 seconds ...", true),
            ("used_memory_human:1.2G", true),
            ("Rollback was a success! Happy rolling!", true),
            ("https://10.0.0.1:2379 is healthy: took = 9 ms", true),
            ("2026-11-01 12:00:01 ERROR worker", true),
            ("UN  DC", true),
            ("The load is high.", false),
            ("Then restart the pump.", false),
            ("all pools are healthy", true),
            ("feedtool resume", false),
            ("systemctl restart shop", false),
            ("docker run host:5000/x", false),
            ("FOO=bar ./x", false),
            ("./x:y", false),
            ("make all", false),
        ] {
            assert_eq!(is_surely_printed(line), is, "{line}");
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
