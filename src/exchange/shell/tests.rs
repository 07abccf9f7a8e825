//! Blocks of code as transcripts, and what commands do to their shell.

use super::opens::{Effect, effect};
use super::prompt::Prompt;
use super::transcript::{Block, read};

/// Turns as `prompt text [said] → prints`.
fn told(language: &str, text: &str) -> String {
    match read(language, text, false) {
        Block::Typed(turns, after) => {
            let turns = turns.iter().map(|it| {
                let sign = match it.prompt {
                    Prompt::None => "",
                    Prompt::User => "$ ",
                    Prompt::Root => "# ",
                    Prompt::Host => "@ ",
                    Prompt::Console => "> ",
                    Prompt::Windows => "W ",
                };
                let said = if it.said.is_empty() {
                    String::new()
                } else {
                    format!(" [{}]", it.said.join("; "))
                };
                let prints = if it.prints.is_empty() {
                    String::new()
                } else {
                    format!(" → {}", it.prints.lines().count())
                };
                format!("{sign}{}{said}{prints}", it.text.replace('\n', "⏎"))
            });
            let mut all: Vec<String> = turns.collect();
            all.extend(after.iter().map(|it| format!("[{it}]")));
            all.join(" / ")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn a_session_is_what_was_typed_and_what_was_seen() {
    for (text, is) in [
        (
            "$ uptime\nload 3\n\n$ tail \\\n  x.log\nlast",
            "$ uptime → 1 / $ tail \\⏎  x.log → 1",
        ),
        (
            "$ cat > x <<'END'\n[a]\nb=1\nEND\n$ reload",
            "$ cat > x <<'END'⏎[a]⏎b=1⏎END / $ reload",
        ),
        ("$ cat <<END\n> a\n> END\n$ ls", "$ cat <<END⏎a⏎END / $ ls"),
        (
            "# pgrep -a proxyd\n4711 x\n\n# prlimit -n -p 4711\nA B\n\n$ sudo console\n\nproxy=# show pools;\n a | b\n",
            "# pgrep -a proxyd → 1 / # prlimit -n -p 4711 → 1 / $ sudo console / > show pools; → 1",
        ),
        (
            "# Find the worker\n$ tool get <name> -n x\n\n# See the last events\n$ tool events",
            "$ tool get <name> -n x [Find the worker] / $ tool events [See the last events]",
        ),
        (
            "$ curl localhost/metrics\n# HELP a b\n# TYPE a counter\na 1\n",
            "$ curl localhost/metrics → 3",
        ),
        (
            "$ for i in 1 2\n> do\n> echo $i\n> done\n1\n2",
            "$ for i in 1 2⏎do⏎echo $i⏎done → 2",
        ),
        ("first line\n$ ls", "Read(Doubtful)"),
        ("$ ls\nkubectl delete pod -n x y\n", "Read(Doubtful)"),
        ("$ cat <<END\nx\n", "Read(Unfinished)"),
        ("$ ls\n# reloader all\n", "Read(Doubtful)"),
        ("$ echo done  # that is all\n", "$ echo done  # that is all"),
        ("$ # nothing yet\n$ ls", "$ ls [nothing yet]"),
        (
            "mysql> SELECT *\n    -> FROM jobs;\n+---+\nmysql> exit",
            "> SELECT *⏎FROM jobs; → 1 / > exit",
        ),
        (
            "db=# DELETE FROM jobs\ndb-# WHERE (id\ndb(# = 1);\nDELETE 1",
            "> DELETE FROM jobs⏎WHERE (id⏎= 1); → 1",
        ),
        (
            "mysql> DELETE FROM jobs\nWHERE id = 1;\nOK",
            "> DELETE FROM jobs⏎WHERE id = 1; → 1",
        ),
        (
            ">>> for x in y:\n...     x()\n...\n1",
            "> for x in y:⏎    x() → 1",
        ),
        (
            "PS C:\\> Get-Item x |\n>> Remove-Item",
            "W Get-Item x |⏎Remove-Item",
        ),
        (
            "1> DELETE FROM x\n2> WHERE a = 1\n3> GO",
            "> DELETE FROM x⏎WHERE a = 1⏎GO",
        ),
        (
            "> kubectl get pods\nNAME\n> uptime -p",
            "W kubectl get pods → 1 / W uptime -p",
        ),
        ("$ stop x\n# rm -rf /var/x\n$ start x", "Read(Comment)"),
        ("# rm -rf /var/x", "Read(Comment)"),
        ("$ sudo -i\n# rm -rf /var/x", "$ sudo -i / # rm -rf /var/x"),
        (
            "# systemctl restart x\n# systemctl status x",
            "# systemctl restart x / # systemctl status x",
        ),
    ] {
        assert_eq!(told("", text), is, "{text}");
    }
}

#[test]
fn a_script_is_its_commands_and_nothing_else() {
    for (language, text, is) in [
        ("sh", "uptime", "uptime"),
        ("bash", "# only words", "Words"),
        (
            "bash",
            "# rm -rf /var/x\n# systemctl restart x",
            "Read(Comment)",
        ),
        // A prompt and a path, or a command that empties a file.
        ("sh", "> /var/log/feed.log", "Read(Doubtful)"),
        ("yaml", "a: b", "Copied(\"another program\")"),
        (
            "bash",
            "kind: Class\nmetadata:\n  name: x",
            "Copied(\"a manifest\")",
        ),
        ("sh", "SELECT 1 FROM x;", "Copied(\"a query\")"),
        ("", "spare text here", "Words"),
        (
            "",
            "kubectl get pods\nNAME   READY\nx      1/1",
            "kubectl get pods → 2",
        ),
        (
            "",
            "kubectl get pods\nNAME   READY\nkubectl delete pod -n x y",
            "Read(Doubtful)",
        ),
        ("console", "just output", "Words"),
        ("sh", "A=$(x)\ntool cordon $A", "A=$(x) / tool cordon $A"),
        (
            "sh",
            "cat > x <<END\na: b\nEND\nload x",
            "cat > x <<END⏎a: b⏎END / load x",
        ),
        ("sh", "uptime\nThe load is high.", "Read(Doubtful)"),
        (
            "sh",
            "# kubectl delete pod x\nkubectl get pods",
            "kubectl get pods [`# kubectl delete pod x`]",
        ),
        ("bash", "#!/bin/bash\nrm -rf x", "Copied(\"a script\")"),
        (
            "powershell",
            "Renew-Cert -Host web1",
            "Copied(\"another program\")",
        ),
        (
            "powershell",
            "PS C:\\> Renew-Cert -Host web1",
            "W Renew-Cert -Host web1",
        ),
        (
            "sh",
            "if [ -f x ]; then\n  rm x\nfi",
            "if [ -f x ]; then⏎  rm x⏎fi",
        ),
    ] {
        assert_eq!(told(language, text), is, "{text}");
    }
}

#[test]
fn a_line_that_opens_another_shell_is_told_from_one_whole_command() {
    for text in [
        "ssh host",
        "ssh -i key -p 22 user@host",
        "ssh -t host bash",
        "ssh host sudo -i",
        "sudo -i",
        "sudo su -",
        "su - postgres",
        "sudo -u app -i",
        "sudo bash",
        "bash",
        "kubectl exec -it pod -- sh",
        "kubectl exec -ti pod -n x /bin/bash",
        "kubectl exec pod",
        "kubectl exec -it db-0 -- psql -U app",
        "oc debug node/x",
        "oc rsh pod",
        "kubectl run -it --rm x --image=busybox",
        "docker run -it busybox",
        "docker exec -it c /bin/bash",
        "docker exec -it -u root c mysql -p",
        "docker compose exec web sh",
        "psql -h x -U y db",
        "mysql -u root -p",
        "redis-cli -h cache",
        "python3",
        "chroot /host",
        "sqlite3 x.db",
        "aws ssm start-session --target i-1",
        "gcloud compute ssh vm",
        "tmux new -s x",
        "rails console",
        "cd /x && ssh host",
        "telnet host 25",
        "virsh console vm",
        "newgrp docker",
        "kubectl -n x exec -it deploy/y -c z -- bash -l",
        "ssh <user>@<host>",
        "ssh {{ host }}",
        "ssh host -p 22",
        "ssh host -l ops -A",
        "ssh host -t bash",
        "ssh host -- bash",
        "kubectl exec -it <the pod> -- bash",
        "docker exec -it <c> sh",
        "docker exec -it c /usr/bin/env bash",
        "docker start -ai c",
        "psql -h <host>",
        "sudo su - <user>",
        "sudo -i -u app",
        "sudo -iu app",
        "sudo -Hiu app psql",
        "sudo -su app",
        "sudo --user app --login",
        "doas -s",
        "runuser -l app",
        "cephadm shell",
        "arch-chroot /mnt",
        "nix develop",
        "ip netns exec blue bash",
        "kubectl node-shell n1",
        "limactl shell default",
        "wsl -d Debian",
        "heroku ps:exec",
        "tsh kube exec -it pod -- sh",
        "bundle exec rails console",
        "python3 manage.py dbshell",
        "sqlcmd -S db",
        "vtysh",
        "zkCli.sh -server a:2181",
        "cockroach sql --insecure",
        "openssl s_client -connect a:443",
        "nc a 25",
        "hbase shell",
        "juju ssh app/0",
        "acmesh",
        "acme-console -h a",
        "acme shell prod",
        "cat > x",
        "tee x",
        "kubectl apply -f -",
        "docker login --password-stdin",
    ] {
        assert_eq!(effect(text), Effect::Opens, "{text}");
    }
    for text in [
        "ssh host uptime",
        "ssh host 'sudo systemctl restart x'",
        "ssh -o A=b host df -h",
        "ssh -N -L 1:x:1 host",
        "su -c 'x' app",
        "sudo systemctl restart x",
        "kubectl exec pod -- df -h",
        "kubectl exec -it pod -- df -h",
        "kubectl exec -it db-0 -- psql -U app -c 'select 1'",
        "docker run busybox ls",
        "docker exec c ls",
        "psql -c 'select 1'",
        "psql db < dump.sql",
        "cat x | mysql db",
        "redis-cli -h cache info",
        "python3 x.py",
        "bash x.sh",
        "bash -c 'ls'",
        "sh <<'END'\nls\nEND",
        "ssh host <<'END'\nuptime\nEND",
        "sqlite3 x.db 'select 1'",
        "sudo -u app ls",
        "nslookup host",
        "chroot /host ls /",
        "kubectl get pods",
        "docker run -d x",
        "gcloud compute ssh vm --command=ls",
        "echo ssh host",
        "ssh host -p 22 uptime",
        "ssh <host> uptime",
        "sudo -u app ls -i",
        "sudo -n systemctl stop x",
        "cephadm shell -- ceph status",
        "systemctl restart ssh",
        "apt install zsh",
        "ls /bin/bash",
        "cat x",
        "cat <<END > x\na\nEND",
        "echo a | tee x",
        "nc -zv a 25",
        "./push",
        "./deploy.sh",
        "kafka-console-consumer --topic x",
        "vtysh -c 'show ip route'",
        "sort <in >out",
    ] {
        assert_eq!(effect(text), Effect::None, "{text}");
    }
    for text in [
        "cd /x",
        "A=1",
        "A=$(b | c)",
        "export A=1",
        "source x",
        ". ./x",
        "set -e",
        "umask 022",
        "cd /x && make",
        "alias a=b",
        "f() { ls; }",
    ] {
        assert_eq!(effect(text), Effect::Changes, "{text}");
    }
    for text in ["exit", "logout"] {
        assert_eq!(effect(text), Effect::Leaves, "{text}");
    }
    assert_eq!(effect("A=1 make"), Effect::None);
}
