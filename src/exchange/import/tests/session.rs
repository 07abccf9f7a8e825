//! What a command needs stays with it, and what is meant for another place is copied.

use super::super::session::{Session, Way};
use crate::exchange::shell::{Block, read};

/// The units of blocks, as `way: text`.
fn units(blocks: &[&str]) -> Vec<String> {
    let mut session = Session::of(blocks.iter().map(|it| (*it).to_owned()).collect());
    let mut all = Vec::new();
    for block in blocks {
        let Block::Typed(turns, _) = read("sh", block, false) else {
            all.push("words".to_owned());
            continue;
        };
        all.extend(session.units(&turns).into_iter().map(|it| match it.way {
            Way::Run(None) => format!("run: {}", it.text),
            Way::Run(Some(folder)) => format!("in {folder}: {}", it.text),
            Way::Copy(_) => format!("copy: {}", it.text),
            Way::Take(name) => format!("take {name}: {}", it.text),
            Way::Ask(name, what) => format!("ask {name}: {what}"),
        }));
    }
    all
}

#[test]
fn what_a_command_needs_stays_with_it() {
    for (blocks, is) in [
        (
            &["$ NODE=$(toolctl get -o name)", "$ toolctl cordon $NODE"][..],
            &["run: NODE=$(toolctl get -o name)\ntoolctl cordon $NODE"][..],
        ),
        (
            &[
                "NODE=$(toolctl get -o name)",
                "toolctl cordon $NODE",
                "toolctl drain $NODE",
            ],
            &[
                "take NODE: toolctl get -o name",
                "run: toolctl cordon $NODE",
                "run: toolctl drain $NODE",
            ],
        ),
        (
            &["cd /srv/app\nmake a", "make b"],
            &["in /srv/app: make a", "in /srv/app: make b"],
        ),
        (&["cd app\nmake a"], &["run: cd app || exit\nmake a"]),
        (
            &["cd /srv/app && make a", "make b"],
            &["run: cd /srv/app && make a", "in /srv/app: make b"],
        ),
        (
            &[
                "export KUBECONFIG=/x\nkubectl get pods",
                "kubectl get nodes",
            ],
            &[
                "run: export KUBECONFIG=/x\nkubectl get pods",
                "run: export KUBECONFIG=/x\nkubectl get nodes",
            ],
        ),
        (
            // A value is found where the page finds it, whatever stands between.
            &["POD=$(tool get pods)\nuptime\ntool logs $POD\nuptime"],
            &[
                "take POD: tool get pods",
                "run: uptime",
                "run: tool logs $POD",
                "run: uptime",
            ],
        ),
        (
            // What makes something is not made twice.
            &["snap=$(tool snapshot disk)\necho $snap\ntool show $snap"],
            &[
                "take SNAP: tool snapshot disk",
                "run: snap=\"$SNAP\"\necho $snap",
                "run: snap=\"$SNAP\"\ntool show $snap",
            ],
        ),
        (
            &["PODS=$(tool get pods)\nfor p in $PODS; do tool kill $p; done\ntool look $PODS"],
            // A list is no one answer, and found anew it is another one.
            &[
                "copy: PODS=$(tool get pods)",
                "copy: for p in $PODS; do tool kill $p; done",
                "copy: tool look $PODS",
            ],
        ),
        (
            &["export id=7\ntool move $id", "tool list"],
            &["run: export id=7\ntool move $id", "run: tool list"],
        ),
        (
            &["export KEY=CHANGEME\ntool use $KEY"],
            &["ask KEY: CHANGEME", "run: tool use $KEY"],
        ),
        (
            &["$ NODE=<the node>\n$ tool debug $NODE"],
            &["ask NODE: the node", "run: tool debug $NODE"],
        ),
        (
            &["cd /srv/app\ndiff <(a) <(b)"],
            &["copy: cd /srv/app\ndiff <(a) <(b)"],
        ),
        (
            &["export TOOL_TOKEN=$(jq -r .t new.json)\ntool lookup\ntool list"],
            &[
                "take TOOL_TOKEN: jq -r .t new.json",
                "run: export TOOL_TOKEN=\"$TOOL_TOKEN\"\ntool lookup",
                "run: export TOOL_TOKEN=\"$TOOL_TOKEN\"\ntool list",
            ],
        ),
        (
            &["export PGPASSWORD=<password>\npsql -c 'select 1'"],
            &[
                "ask PGPASSWORD: password",
                "run: export PGPASSWORD=\"$PGPASSWORD\"\npsql -c 'select 1'",
            ],
        ),
        (
            &["cd spool # where they lie\nls"],
            &["run: cd spool || exit\nls"],
        ),
        (
            &["NS=shop\nkubectl get pods", "kubectl -n $NS get pods"],
            &[
                "run: kubectl get pods",
                "run: NS=shop\nkubectl -n $NS get pods",
            ],
        ),
        (
            &["source venv/bin/activate\n./manage.py check"],
            &["run: source venv/bin/activate\n./manage.py check"],
        ),
        (
            &["POD='<the pod>'\nkubectl logs $POD"],
            &["ask POD: the pod", "run: kubectl logs $POD"],
        ),
    ] {
        assert_eq!(units(blocks), is, "{blocks:?}");
    }
}

#[test]
fn what_is_said_of_a_value_goes_where_the_value_does() {
    let text = "# the standby\nHOST=pump-7 # not the first\nexport PIN=CHANGEME # of the safe\nuptime\ncd /srv/x\\ # y\nfeedctl wipe $HOST\n";
    let mut session = Session::of(vec![text.to_owned()]);
    let Block::Typed(turns, _) = read("sh", text, false) else {
        panic!("a script");
    };
    let units = session.units(&turns);
    let said: Vec<String> = units.iter().map(|it| it.said.join(" / ")).collect();
    assert_eq!(said, ["of the safe", "", "the standby / not the first"]);
    assert!(
        units[2].text.contains("cd /srv/x\\ # y || exit"),
        "{}",
        units[2].text
    );
    assert_eq!(session.rest(), (Vec::new(), Vec::new()));
}

#[test]
fn what_is_meant_for_another_place_is_copied() {
    for (blocks, is) in [
        (
            &["$ ssh host", "$ uptime", "$ exit", "$ df -h"][..],
            &["copy: ssh host", "copy: uptime", "copy: exit", "run: df -h"][..],
        ),
        (
            &["$ ssh host uptime\n$ df -h"],
            &["run: ssh host uptime", "run: df -h"],
        ),
        (
            &["# pgrep -a x\n1 y\n\n$ sudo x-console\n\nx=# show pools;"],
            &[
                "copy: pgrep -a x",
                "copy: sudo x-console",
                "copy: show pools;",
            ],
        ),
        (
            &["$ psql -h x\ndb=> select 1;\n$ df -h"],
            &["copy: psql -h x", "copy: select 1;", "run: df -h"],
        ),
        (&["ops@web1:~$ uptime"], &["copy: uptime"]),
        (
            &["HOST=web1\nssh $HOST\nuptime"],
            &["copy: ssh web1", "copy: uptime"],
        ),
        (&["diff <(a) <(b)"], &["copy: diff <(a) <(b)"]),
        (&["rm -rf $dir/cache"], &["copy: rm -rf $dir/cache"]),
        (
            &["sudo -i\nrm -rf /x"],
            &["copy: sudo -i", "copy: rm -rf /x"],
        ),
    ] {
        assert_eq!(units(blocks), is, "{blocks:?}");
    }
}

#[test]
fn what_moves_the_shell_takes_all_that_follows_with_it() {
    for (blocks, is) in [
        (
            &["mkdir -p spool && cd spool\nrm -rf *", "ls"][..],
            &[
                "copy: mkdir -p spool && cd spool",
                "copy: rm -rf *",
                "copy: ls",
            ][..],
        ),
        (
            &["cd /srv/a\nmake\ntar x f && cd y\nrm *", "cd /srv/b\nls"],
            &[
                "in /srv/a: make",
                "copy: cd /srv/a\ntar x f && cd y",
                "copy: rm *",
                "in /srv/b: ls",
            ],
        ),
        (
            &["[ -d y ] && cd y\nrm -rf x"],
            &["copy: [ -d y ] && cd y", "copy: rm -rf x"],
        ),
        (
            &["if [ -d y ]; then\n  cd y\nfi\nrm -rf x"],
            &["copy: if [ -d y ]; then\n  cd y\nfi", "copy: rm -rf x"],
        ),
        (
            &["builtin cd y\nrm x"],
            &["copy: builtin cd y", "copy: rm x"],
        ),
        (&["pushd y\nrm x"], &["copy: pushd y", "copy: rm x"]),
        (
            &["git clone x; cd x; make"],
            &["copy: git clone x; cd x; make"],
        ),
        (&["(cd y && make)\nls"], &["run: (cd y && make)", "run: ls"]),
        (
            &["eval $(ssh-agent)\nssh-add k"],
            &["copy: eval $(ssh-agent)", "copy: ssh-add k"],
        ),
        (
            &["feed &\nuptime\nkill %1"],
            &["copy: feed &", "copy: uptime", "copy: kill %1"],
        ),
        (
            &["trap 'rm x' EXIT\nmake x"],
            &["copy: trap 'rm x' EXIT", "copy: make x"],
        ),
        (
            &["cd your-app\nrm -rf *"],
            &["copy: cd your-app", "copy: rm -rf *"],
        ),
        (
            &["cd /srv/a; rm x && ls", "ls"],
            &["run: cd /srv/a; rm x && ls", "in /srv/a: ls"],
        ),
        (&["cd /srv/a;\nls"], &["in /srv/a: ls"]),
        (&["cd x || exit 1\nls"], &["run: cd x || exit\nls"]),
        (
            &["w() { rm x; }; w\nls"],
            &["run: w() { rm x; }; w", "run: ls"],
        ),
        (&["false\necho $?"], &["run: false", "copy: echo $?"]),
        (
            &["TOOL_PROFILE=prod\ntool list"],
            &["run: TOOL_PROFILE=prod\ntool list"],
        ),
        (
            &["# on the standby\nrm -rf x\nls", "ls"],
            &["copy: rm -rf x", "copy: ls", "run: ls"],
        ),
    ] {
        assert_eq!(units(blocks), is, "{blocks:?}");
    }
}

#[test]
fn a_value_is_found_once_and_where_the_page_finds_it() {
    for (blocks, is) in [
        (
            &["N=$(tool count)\ntool scale 0\ntool scale $N"][..],
            &[
                "take N: tool count",
                "run: tool scale 0",
                "run: tool scale $N",
            ][..],
        ),
        (
            &["N=$(tool count)", "tool scale 0", "tool scale $N"],
            &[
                "take N: tool count",
                "run: tool scale 0",
                "run: tool scale $N",
            ],
        ),
        (
            &["HOST=$(cat primary)\necho b > primary\nssh $HOST stop"],
            &[
                "take HOST: cat primary",
                "run: echo b > primary",
                "run: ssh $HOST stop",
            ],
        ),
        (
            &["TMP=$(mktemp -d)\ntar x -C $TMP\nrm -rf y\ntar c $TMP"],
            &[
                "take THE_TMP: mktemp -d",
                "run: TMP=\"$THE_TMP\"\ntar x -C $TMP",
                "run: rm -rf y",
                "run: TMP=\"$THE_TMP\"\ntar c $TMP",
            ],
        ),
        (
            &["DUMP=/b/$(date +%s).sql\npg_dump > $DUMP\npsql < $DUMP"],
            &[
                "take DUMP: DUMP=/b/$(date +%s).sql\nprintf '%s\\n' \"$DUMP\"",
                "run: pg_dump > $DUMP",
                "run: psql < $DUMP",
            ],
        ),
        (
            &["FILES=$(ls *.log)\nmv a b\nfor f in $FILES; do rm $f; done"],
            &[
                "take FILES: ls *.log",
                "run: mv a b",
                "run: for f in $FILES; do rm $f; done",
            ],
        ),
    ] {
        assert_eq!(units(blocks), is, "{blocks:?}");
    }
}
