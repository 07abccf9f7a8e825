//! What is said of how steps are done: commands, calls, signatures, rehearsals, secrets.

use super::*;
use crate::runbook::{How, Program, Values, Yields};
use insta::assert_snapshot;

/// The first problem's code of a step with these keys; empty when there is none.
fn first_code(keys: &str) -> String {
    let drawn = check_step(&format!("{keys}\n"));
    let first = drawn.lines().next().unwrap_or_default();
    first.split(':').next().unwrap_or_default().to_owned()
}

#[test]
fn ways_of_doing_a_step() {
    for (keys, code) in [
        ("run = [\"df\", \"-h\"]", ""),
        ("run = [\"df\", \"--at=$ORDER_ID\", \"$ORDER_ID\"]", ""),
        (
            "shell = '''\ncd /srv && df \"$ORDER_ID\" ${HOME:-x}\n'''",
            "",
        ),
        ("run = [\"df\"]\ntake = '\\d+'\nreading = {}", ""),
        ("shell = \"df\"\nchoose = [\"a\"]", ""),
        ("wait = \"5m\"\nexpect = \"x\"\nreading = {}", ""),
        (
            "run = [\"a\"]\nexpect_exit = 3\nexpect_output = \"^ok\"\ntimeout = \"2h\"",
            "",
        ),
        (
            "run = [\"a\"]\nexpect_exit = [0, 255]\ncwd = \"/srv/$ORDER_ID\"",
            "",
        ),
        (
            "run = [\"a\"]\nenv = { http_proxy = \"x\", _A1 = \"$ORDER_ID\" }",
            "",
        ),
        ("call = \"other/procedure\"", ""),
        ("run = []", "error[empty-list]"),
        ("run = [\"\"]", "error[empty-text]"),
        ("run = [\"a\", 5]", "error[wrong-type]"),
        ("run = \"df -h\"", "error[wrong-type]"),
        ("run = [\"a\\nb\"]", "error[line-break]"),
        ("run = [\"a\\u0000\"]", "error[hidden-character]"),
        ("run = [\"r\\u200bm\"]", "error[hidden-character]"),
        ("shell = \"a\\u001b[2Jb\"", "error[hidden-character]"),
        (
            "run = [\"a\"]\nenv = { A = \"\\u202e\" }",
            "error[hidden-character]",
        ),
        (
            "run = [\"a\"]\ncwd = \"/srv\\u200b\"",
            "error[hidden-character]",
        ),
        ("run = [\"a\"]\nenv = { 1A = \"x\" }", "error[bad-name]"),
        ("run = [\"a\"]\nenv = { A = 5 }", "error[wrong-type]"),
        ("run = [\"a\"]\nshell = \"a\"", "error[two-ways]"),
        ("run = [\"a\"]\nwait = \"5m\"", "error[two-ways]"),
        ("wait = \"5m\"\ncall = \"a/b\"", "error[two-ways]"),
        ("wait = 5", "error[wrong-type]"),
        ("wait = \"soon\"", "error[bad-duration]"),
        ("take = '\\d+'\nreading = {}", "error[no-command]"),
        ("wait = \"5m\"\ntimeout = \"5m\"", "error[no-command]"),
        ("keep_output = false", "error[no-command]"),
        ("copy = \"a\"\nrun = [\"a\"]", "error[copy-and-command]"),
        ("run = [\"a\"]\ntake = '\\d+'", "error[nothing-to-take]"),
        (
            "run = [\"a\"]\ntake = '('\nreading = {}",
            "error[bad-pattern]",
        ),
        (
            "run = [\"a\"]\ninteractive = true\nexpect_output = \"x\"",
            "error[interactive]",
        ),
        ("run = [\"a\"]\nexpect_exit = 256", "error[bad-exit]"),
        ("run = [\"a\"]\nexpect_exit = [0.5]", "error[bad-exit]"),
        ("run = [\"a\"]\nexpect_exit = []", "error[empty-list]"),
        ("run = [\"a\"]\ncwd = \"orders\"", "error[bad-folder]"),
        ("run = [\"a\"]\ncwd = \"~/orders\"", "error[bad-folder]"),
        ("run = [\"a\"]\ncwd = \"/srv/../etc\"", "error[bad-folder]"),
        ("run = [\"a\"]\ncwd = \"$ORDER_ID\"", "error[bad-folder]"),
        ("call = \"nowhere\"", "error[unknown-procedure]"),
        ("call = \"a/\"", "error[bad-reference]"),
        ("call = \"a/b/c\"", "error[bad-reference]"),
        ("call = \"a/b\"\neach = [\"x\"]", ""),
        ("call = \"a/b\"\nwith = { ORDER = \"$ORDER_ID\" }", ""),
        ("with = { ORDER = \"x\" }", "error[no-call]"),
        ("call = \"a/b\"\nreading = {}", "error[call-yields]"),
        ("call = \"check\"", "error[call-loop]"),
        ("call = \"sync/check\"", "error[call-loop]"),
        ("on_fail = \"chekc\"", "error[unknown-procedure]"),
        ("on_fail = \"check\"", "warning[own-on-fail]"),
        ("sign_off = \"technical\"", "error[unknown-role]"),
        ("run = [\"a\", \"$ORDER_IT\"]", "warning[unknown-variable]"),
        ("run = [\"a\", \"{{ORDER_ID}}\"]", "warning[braces]"),
        ("shell = \"a {{ ORDER_ID }}\"", "warning[braces]"),
        ("shell = \"a $ITEM\"", "warning[unset-variable]"),
        (
            "run = [\"a\", \"$X\"]\nask = { name = \"X\" }",
            "warning[variable-too-early]",
        ),
        (
            "run = [\"a\", \"--password\", \"hunter22Z\"]",
            "error[secret]",
        ),
        (
            "run = [\"a\"]\nenv = { DB_PASSWORD = \"hunter22Z\" }",
            "error[secret]",
        ),
        ("rehearsal = \"x\"", "error[misplaced-key]"),
    ] {
        assert_eq!(first_code(keys), code, "{keys}");
    }
}

#[test]
fn variables_that_another_program_would_read_again() {
    for words in [
        "'$ORDER_ID', 'x'",
        "'psql', '-c', 'select $ORDER_ID'",
        "'psql', '-c', '$ORDER_ID'",
        "'sh', '-ec', '$ORDER_ID'",
        "'/usr/bin/perl', '-ne', '${ORDER_ID}'",
        "'perl', '-e', '$ORDER_ID'",
        "'a', '--eval', '$ORDER_ID'",
        "'a', '--eval=$ORDER_ID'",
        "'a', '--command=x$ORDER_ID'",
        "'a', '--execute', 'x$ORDER_ID'",
        "'a', '-c$ORDER_ID'",
        "'ssh', 'host', 'systemctl restart $ORDER_ID'",
        "'ssh', 'host', \"a\\t$ORDER_ID\"",
    ] {
        let keys = format!("run = [{words}]");
        assert_eq!(first_code(&keys), "error[read-again]", "{words}");
    }
    for words in [
        "'psql', '-c', 'select 1', '$ORDER_ID'",
        "'tail', '-n', '$ORDER_ID'",
        "'a', '--container=$ORDER_ID', '-config', '$ORDER_ID'",
        "'a', 'a sentence', 'x-$ORDER_ID.txt'",
        "'sh', '-c', 'echo \"$1\"', 'sh', '$ORDER_ID'",
    ] {
        assert_eq!(first_code(&format!("run = [{words}]")), "", "{words}");
    }
    assert_snapshot!(check_step(
        "run = [\"psql\", \"-c\", \"select '$ORDER_ID'\"]\n"
    ), @r#"
error[read-again]: `$ORDER_ID` would be read again, by `psql`
  --> sync.toml:18:31
   |
18 | run = ["psql", "-c", "select '$ORDER_ID'"]
   |                               ^^^^^^^^^
   |
   = help: use `shell`: hand it over as a parameter, like psql -v value="$ORDER_ID" with :'value' in a text on standard input
"#);
    assert_snapshot!(check_step(
        "run = [\"ssh\", \"host\", \"systemctl restart orders@$ORDER_ID\"]\n"
    ), @r#"
error[read-again]: `$ORDER_ID` would be read again, by `ssh`
  --> sync.toml:18:49
   |
18 | run = ["ssh", "host", "systemctl restart orders@$ORDER_ID"]
   |                                                 ^^^^^^^^^
   |
   = help: use `shell`: send the value, not a text with it: printf '%s\n' "$ORDER_ID" | ssh … 'read -r value; …'
"#);
}

#[test]
fn ways_in_full() {
    assert_snapshot!(check_step(
        "copy = \"df\"\nrun = [\"df\", \"-h\"]\ntake = '\\d+'\ncwd = \"../x\"\nexpect_exit = [0, 300]\n"
    ), @r#"
error[copy-and-command]: a step by command has no text to copy beside it
  --> sync.toml:18:1
   |
18 | copy = "df"
   | ^^^^
   |
   = help: take `copy` out: the command itself is what is copied

error[nothing-to-take]: `take` fills nothing: this step yields no value
  --> sync.toml:20:1
   |
20 | take = '\d+'
   | ^^^^
   |
   = help: add `reading`, `ask` or `choose`; to judge the output use `expect_output`

error[bad-folder]: the folder depends on where the program was started
  --> sync.toml:21:7
   |
21 | cwd = "../x"
   |       ^^^^^^
   |
   = help: write it from the root on, like "/srv/orders"; for a home folder use `shell` with cd "$HOME/…"

error[bad-folder]: the folder leads back up with `..`
  --> sync.toml:21:7
   |
21 | cwd = "../x"
   |       ^^^^^^
   |
   = help: write where it ends up, so that everybody sees it

error[bad-exit]: `300` is no exit status
  --> sync.toml:22:19
   |
22 | expect_exit = [0, 300]
   |                   ^^^
   |
   = help: an exit status is a whole number from 0 to 255
"#);
    assert_snapshot!(check_step(
        "call = \"Chek\"\nchoose = [\"a\"]\ntimeout = \"5m\"\nsign_off = \"techncal\"\n"
    ), @r#"
error[unknown-procedure]: there is no procedure `Chek` in this file
  --> sync.toml:18:8
   |
18 | call = "Chek"
   |        ^^^^^^
   |
   = help: write "check"

error[call-yields]: `choose` does not go together with `call`
  --> sync.toml:19:1
   |
19 | choose = ["a"]
   | ^^^^^^
   |
   = help: a step that another procedure does is ticked: make two steps of it

error[no-command]: `timeout` says nothing without a command
  --> sync.toml:20:1
   |
20 | timeout = "5m"
   | ^^^^^^^
   |
   = help: add `run` or `shell`, or take it out

error[unknown-role]: no owner has the role `techncal`
  --> sync.toml:21:12
   |
21 | sign_off = "techncal"
   |            ^^^^^^^^^^
   |
   = help: add `techncal` to [owners], with the operators who act for it
"#);
}

#[test]
fn calls_in_a_circle() {
    let procedure = |id: &str, step: &str| {
        format!(
            "[[procedures]]\nid = \"{id}\"\ntitle = \"{id}\"\nsteps = [{{ title = \"x\", {step} }}]\n"
        )
    };
    let text = [
        HEAD.to_owned(),
        procedure("one", "call = \"two\""),
        procedure("two", "call = \"three\""),
        procedure("three", "call = \"sync/one\", on_fail = \"one\""),
        procedure("aside", "call = \"one\""),
        procedure("four", "on_fail = \"five\""),
        procedure("five", "on_fail = \"four\""),
    ]
    .concat();
    let parsed = read(&text);
    assert_eq!(
        codes(&parsed),
        ["6:32 call-loop", "10:32 call-loop", "14:32 call-loop"]
    );
    let runbook = parsed.runbook.unwrap();
    let usable: Vec<_> = runbook.procedures.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(usable, ["aside", "four", "five"]);
    assert_snapshot!(drawn(&parsed.problems[..1], &text), @r#"
error[call-loop]: this call leads back to `one`
 --> sync.toml:6:32
  |
6 | steps = [{ title = "x", call = "two" }]
  |                                ^^^^^
  |
  = help: a procedure that calls itself, however far around, has no end: let one of them say in a sentence what to start instead
"#);
}

#[test]
fn a_chain_of_calls_as_long_as_a_file_can_hold_is_read() {
    let count = 12_000;
    let procedures: String = (0..count)
        .map(|n| {
            let next = (n + 1) % count;
            format!("[[procedures]]\nid='p{n}'\ntitle='t'\nsteps=[{{title='x',call='p{next}'}}]\n")
        })
        .collect();
    let parsed = read(&format!("{HEAD}{procedures}"));
    assert_eq!(parsed.problems[0].code, "call-loop");
}

const SECRET: &str = "title = \"Check\"\nsubject = \"$SUBJECT\"\n\
    [[procedures.steps]]\ntitle = \"Token\"\nask = { name = \"TOKEN\", secret = true }\n\
    [[procedures.steps]]\ntitle = \"It\"\n";

#[test]
fn secrets_reach_a_command_through_its_environment_alone() {
    let with =
        |keys: &str| check_procedure(&format!("{}{keys}\n", SECRET.replace("$SUBJECT", "x")));
    for keys in [
        "shell = \"a $TOKEN\"\nkeep_output = false",
        "shell = \"a ${TOKEN:-x}\"\nkeep_output = true",
        "run = [\"a\"]\nenv = { TOKEN = \"$TOKEN\" }\nkeep_output = false",
        "run = [\"a\"]\ntake = \"x\"\nask = { name = \"B\", secret = true }",
        "shell = \"a $TOKEN\"\ntake = \"x\"\nask = { name = \"B\", secret = true }",
    ] {
        assert_eq!(with(keys), "", "{keys}");
    }
    for keys in [
        "run = [\"a\", \"--token=$TOKEN\"]",
        "run = [\"a\"]\ncwd = \"/srv/$TOKEN\"",
        "run = [\"a\"]\nexpect_output = \"$TOKEN\"",
        "run = [\"a\"]\ntake = \"$TOKEN\"\nreading = {}",
        "copy = \"$TOKEN\"",
        "link = \"https://example.com/$TOKEN\"",
        "detail = \"$TOKEN\"",
        "undo = \"${TOKEN}\"",
        "ask = { name = \"B\", pattern = \"$TOKEN\" }",
        "when = { ask = \"TOKEN\", is = \"x\" }",
        "ask = { name = \"B\", secret = true, label = \"x\" }",
        "run = [\"a\"]\ntake = \"x\"\nkeep_output = true\nask = { name = \"B\", secret = true }",
        "call = \"a/b\"\nwith = { B = \"$TOKEN\" }",
    ] {
        let drawn = with(keys);
        assert!(drawn.starts_with("error[secret-shown]"), "{keys}\n{drawn}");
    }
    let subject = check_procedure(&SECRET.replace("$SUBJECT", "$TOKEN"));
    assert!(subject.starts_with("error[secret-shown]"), "{subject}");
    assert_snapshot!(with("shell = \"a $TOKEN\"\n[[procedures.steps]]\ntitle = \"Use $TOKEN\""), @r#"
warning[secret-kept]: what this command prints is kept, and it is given `$TOKEN`
  --> sync.toml:11:1
   |
11 | shell = "a $TOKEN"
   | ^^^^^
   |
   = help: add keep_output = false; or keep_output = true, if it never prints the secret

error[secret-shown]: the secret `$TOKEN` would be seen here
  --> sync.toml:13:14
   |
13 | title = "Use $TOKEN"
   |              ^^^^^^
   |
   = help: a secret reaches a command through its environment alone: use it in `shell`, or in a value of `env`
"#);
}

#[test]
fn names_that_programs_obey_are_no_variables() {
    for name in [
        "PATH",
        "IFS",
        "LD_PRELOAD",
        "BASH_ENV",
        "PYTHONPATH",
        "GIT_SSH_COMMAND",
        "ENV",
    ] {
        let keys = format!("ask = {{ name = \"{name}\" }}");
        assert_eq!(first_code(&keys), "error[reserved-name]", "{name}");
    }
    assert_eq!(first_code("ask = { name = \"PATHS\" }"), "");
}

#[test]
fn a_value_that_a_command_uses_has_a_pattern() {
    let text = format!(
        "{HEAD}[targets.eu]\nCONTEXT = \"x-y\"\n[[procedures]]\ntitle = \"A\"\ntargets = [\"eu\"]\n\
         [[procedures.steps]]\ntitle = \"Own\"\nask = {{ name = \"OWN\", pattern = \".*\" }}\n\
         [[procedures.steps]]\ntitle = \"Word\"\nask = {{ name = \"WORD\", example = \"a-b\" }}\n\
         [[procedures.steps]]\ntitle = \"Folder\"\nask = {{ name = \"FOLDER\" }}\n\
         [[procedures.steps]]\ntitle = \"Shell\"\nask = {{ name = \"SHELL_WORD\" }}\n\
         [[procedures.steps]]\ntitle = \"Free\"\nask = {{ name = \"FREE\", example = \"a b\" }}\n\
         [[procedures.steps]]\ntitle = \"Which\"\nchoose = [\"a b\", \"c.d\"]\nname = \"CHOICE\"\n\
         [[procedures.steps]]\ntitle = \"Run\"\nrun = [\"x\", \"$OWN\", \"${{WORD}}\", \"$CHOICE\", \"$CONTEXT\"]\n\
         cwd = \"/srv/$FOLDER\"\nenv = {{ A = \"$GIVEN\" }}\n\
         [[procedures.steps]]\ntitle = \"Sh\"\nshell = \"x ${{SHELL_WORD#x}} $FREE_NOT\"\ncaution = \"$FREE\"\n"
    );
    let parsed = read(&text);
    assert_eq!(
        codes(&parsed).len(),
        2,
        "only $GIVEN and $FREE_NOT are not known: {:?}",
        parsed.problems
    );
    let runbook = parsed.runbook.unwrap();
    let procedure = &runbook.procedures[0];
    let accepts = |name: &str, value: &str| {
        procedure
            .value_pattern(name)
            .is_none_or(|it| it.matches(value, &Values::new()))
    };
    for (name, good, bad) in [
        ("WORD", "a-b/c", "-rf"),
        ("WORD", "x", "a b"),
        ("SHELL_WORD", "x", "$(id)"),
        ("GIVEN", "x", "a;b"),
        ("FOLDER", "a.b", ".."),
        ("FOLDER", "a", "a/b"),
        ("CHOICE", "a b", "a"),
        ("CHOICE", "c.d", "cxd"),
    ] {
        assert!(accepts(name, good), "{name} {good}");
        assert!(!accepts(name, bad), "{name} {bad}");
    }
    assert!(accepts("OWN", "a; b") && accepts("FREE", "a b"));
    assert_eq!(procedure.value_pattern("FREE"), None);
    let strict = check_procedure(
        "title = \"A\"\nsteps = [{ title = \"x\", ask = { name = \"X\", example = \"a b\" } }, { title = \"y\", run = [\"a\", \"$X\"] }]\n",
    );
    assert_snapshot!(strict, @r#"
error[bad-example]: the example `a b` is refused, because a command uses `X`
 --> sync.toml:5:55
  |
5 | steps = [{ title = "x", ask = { name = "X", example = "a b" } }, { title = "y", run = ["a", "$X"] }]
  |                                                       ^^^^^
  |
  = help: an answer without a `pattern` may have letters, digits and ._/:@%+,=- in a command, and no - first: write the `pattern` that it needs
"#);
}

#[test]
fn hostile_words_stay_words() {
    let runbook = read(&format!(
        "{HEAD}[[procedures]]\ntitle = \"A\"\nrehearse_every = \"90 days\"\n\
         [[procedures.steps]]\ntitle = \"x\"\nrun = [\"a\", \"$(id)\", \"`id`\", \"; b\"]\nexpect_exit = [0, 2]\n\
         no_return = true\n[[procedures.steps]]\ntitle = \"y\"\nreading = {{ watch_same = true }}\n"
    ));
    let runbook = runbook.runbook.unwrap();
    let procedure = &runbook.procedures[0];
    assert_eq!(procedure.rehearse_every.unwrap().as_hours(), 90 * 24);
    let step = &procedure.steps[0];
    let How::Command(command) = &step.how else {
        panic!("{step:?}")
    };
    let Program::Words(words) = &command.program else {
        panic!("{command:?}")
    };
    let words: Vec<_> = words.iter().map(|it| it.fill(&Values::new())).collect();
    assert_eq!(words, ["a", "$(id)", "`id`", "; b"]);
    assert_eq!(
        (command.timeout.as_secs(), &command.expect_exit[..]),
        (60, &[0, 2][..])
    );
    assert!(step.no_return && command.keep_output && !command.interactive);
    let Yields::Reading { watch_same, .. } = procedure.steps[1].yields else {
        panic!("a reading")
    };
    assert!(watch_same);
}

#[test]
fn rehearsals_say_what_the_procedure_could_hear() {
    let with = |rehearsal: &str| {
        check_procedure(&format!(
            "title = \"Check\"\n\
             [[procedures.steps]]\ntitle = \"Order\"\nask = {{ name = \"ORDER\", pattern = \"[0-9]+\" }}\n\
             [[procedures.steps]]\ntitle = \"Depth\"\neach = [\"Shard 1\", \"Shard 2\"]\nreading = {{}}\n\
             [[procedures.steps]]\ntitle = \"Where\"\nchoose = [\"shop\", \"warehouse\"]\n\
             [[procedures.steps]]\ntitle = \"Restart\"\n\
             [[procedures.rehearsal]]\ntitle = \"Night\"\n{rehearsal}\n"
        ))
    };
    let good = "scenario = \"It is late.\"\n\
        answers = { order = \"12\", depth = [\"9000\", \"-1.5\"], \"depth/shard-1\" = \"not-ok\", where = \"shop\", restart = [\"not-ok\", \"ok\"] }\n\
        surprises = [{ after = \"restart\", say = \"The phone rings\" }]";
    assert_eq!(with(good), "");
    assert_snapshot!(with(
        "answers = { order = \"x\", depth = \"many\", where = \"warehous\", restart = \"done\" }"
    ), @r#"
error[impossible-answer]: `order` never answers `x`
  --> sync.toml:19:21
   |
19 | answers = { order = "x", depth = "many", where = "warehous", restart = "done" }
   |                     ^^^
   |
   = help: write what `[0-9]+` matches, or not-ok

error[impossible-answer]: `depth` never answers `many`
  --> sync.toml:19:34
   |
19 | answers = { order = "x", depth = "many", where = "warehous", restart = "done" }
   |                                  ^^^^^^
   |
   = help: write a number, or not-ok

error[impossible-answer]: `where` never answers `warehous`
  --> sync.toml:19:50
   |
19 | answers = { order = "x", depth = "many", where = "warehous", restart = "done" }
   |                                                  ^^^^^^^^^^
   |
   = help: write `warehouse`

error[impossible-answer]: `restart` never answers `done`
  --> sync.toml:19:72
   |
19 | answers = { order = "x", depth = "many", where = "warehous", restart = "done" }
   |                                                                        ^^^^^^
   |
   = help: write ok or not-ok
"#);
    assert_snapshot!(with(
        "answers = { Order = \"1\", \"depth/Shard 1\" = \"1\", \"where/x\" = \"shop\", restart = [], restat = \"ok\" }\nsurprises = [{ after = \"where-to\", say = \"x\" }, { say = \"x\" }]\n[[procedures.rehearsal]]\ntitle = \"Night\"\nanswer = 1"
    ), @r#"
error[unknown-step]: there is no step `Order` in this procedure
  --> sync.toml:19:13
   |
19 | answers = { Order = "1", "depth/Shard 1" = "1", "where/x" = "shop", restart = [], restat = "ok" }
   |             ^^^^^
   |
   = help: write "order"

error[unknown-step]: the step `depth` has no item `Shard 1`
  --> sync.toml:19:26
   |
19 | answers = { Order = "1", "depth/Shard 1" = "1", "where/x" = "shop", restart = [], restat = "ok" }
   |                          ^^^^^^^^^^^^^^^
   |
   = help: write "depth/shard-1"

error[unknown-step]: the step `where` has no item `x`
  --> sync.toml:19:49
   |
19 | answers = { Order = "1", "depth/Shard 1" = "1", "where/x" = "shop", restart = [], restat = "ok" }
   |                                                 ^^^^^^^^^
   |
   = help: write "where": it has one box

error[empty-list]: there is no answer in this list
  --> sync.toml:19:79
   |
19 | answers = { Order = "1", "depth/Shard 1" = "1", "where/x" = "shop", restart = [], restat = "ok" }
   |                                                                               ^^
   |
   = help: name one an attempt; the last one repeats

error[unknown-step]: there is no step `restat` in this procedure
  --> sync.toml:19:83
   |
19 | answers = { Order = "1", "depth/Shard 1" = "1", "where/x" = "shop", restart = [], restat = "ok" }
   |                                                                                   ^^^^^^
   |
   = help: write "restart"

error[unknown-step]: there is no step `where-to` in this procedure
  --> sync.toml:20:24
   |
20 | surprises = [{ after = "where-to", say = "x" }, { say = "x" }]
   |                        ^^^^^^^^^^
   |
   = help: give the step that is meant an `id`, and write it here

error[missing-key]: a surprise needs `after`
  --> sync.toml:20:49
   |
20 | surprises = [{ after = "where-to", say = "x" }, { say = "x" }]
   |                                                 ^^^^^^^^^^^^^
   |
   = help: add `after = …`: the step after which it happens

error[repeated]: `Night` stands in `rehearsal` twice
  --> sync.toml:22:9
   |
22 | title = "Night"
   |         ^^^^^^^
   |
   = help: keep one of the two

error[unknown-key]: `answer` is not a key of a rehearsal
  --> sync.toml:23:1
   |
23 | answer = 1
   | ^^^^^^
   |
   = help: write `answers`
"#);
}

/// What `check` says of a shell step beside one that asks for ORDER_ID, on a target.
fn check_shell(keys: &str) -> String {
    check(&format!(
        "{HEAD}[targets.eu]\nCONTEXT = \"prod-eu\"\n[[procedures]]\ntitle = \"A\"\n\
         targets = [\"eu\"]\n[[procedures.steps]]\ntitle = \"Order\"\n\
         ask = {{ name = \"ORDER_ID\", pattern = \".*\" }}\n\
         [[procedures.steps]]\ntitle = \"It\"\n{keys}\n"
    ))
}

#[test]
fn a_name_in_shell_is_the_shells_own_unless_the_procedure_declares_it() {
    for quiet in [
        "ls \"$HOME\" \"$PATH\" \"$LC_ALL\" \"$TMPDIR\"",
        "cd \"$PWD\" && IFS=, read -r A B && echo \"$A $B\"",
        "N=$(wc -l < /etc/passwd); echo \"$N\" \"${N%x}\"",
        "for F in *; do echo \"$F\"; done; echo \"${LIMIT:-10}\" \"${X:?unset}\"",
        "awk '{ print $NF }' f; echo \\$NOT '$NOT' $1 $@ $? $$",
        "cat <<'E'\n$NOT\nE",
        "kubectl --context \"$CONTEXT\" get pods -l order=\"$ORDER_ID\" -n \"$TARGET\"",
        "echo $((ORDER_ID + 1)); export A=1; echo $A",
        "sh -c 'echo \"$ORDER_ID\"'",
    ] {
        assert_eq!(
            check_shell(&format!("shell = '''{quiet}'''")),
            "",
            "{quiet}"
        );
    }
    assert_snapshot!(check_shell("shell = 'borg list \"$BORG_REPO\" | grep \"$ORDER_IDS\" \"$ITEM\"'"), @r#"
warning[unknown-variable]: nothing gives `$BORG_REPO` a value here: the shell reads it as empty
  --> sync.toml:13:22
   |
13 | shell = 'borg list "$BORG_REPO" | grep "$ORDER_IDS" "$ITEM"'
   |                      ^^^^^^^^^
   |
   = help: let it through with pass_env = ["BORG_REPO"], set it in the text, or declare it with `ask`, `choose` or a target

warning[unknown-variable]: nothing gives `$ORDER_IDS` a value here: the shell reads it as empty
  --> sync.toml:13:42
   |
13 | shell = 'borg list "$BORG_REPO" | grep "$ORDER_IDS" "$ITEM"'
   |                                          ^^^^^^^^^
   |
   = help: write `ORDER_ID`

warning[unset-variable]: nothing gives `$ITEM` a value here: the shell reads it as empty
  --> sync.toml:13:55
   |
13 | shell = 'borg list "$BORG_REPO" | grep "$ORDER_IDS" "$ITEM"'
   |                                                       ^^^^
   |
   = help: give the step `each`
"#);
    for given in [
        "shell = 'borg list $BORG_REPO'\npass_env = [\"BORG_REPO\"]",
        "shell = 'borg list $BORG_REPO'\nenv = { BORG_REPO = \"/mnt/b\" }",
        "shell = 'vi $EDITOR'\ninteractive = true",
        "shell = 'echo $ITEM'\neach = [\"a\"]",
    ] {
        assert_eq!(check_shell(given), "", "{given}");
    }
    for above in [
        "pass_env = [\"BORG_REPO\"]\n",
        "pass_env = [\"http_x\", \"BORG_REPO\"]\n",
    ] {
        let text = format!(
            "{HEAD}{above}[[procedures]]\ntitle = \"A\"\nsteps = [{{ title = \"x\", shell = \"a $BORG_REPO\" }}]\n"
        );
        assert_eq!(check(&text), "", "{above}");
        let (defaults, problems) = parse_library("library.toml", above.as_bytes());
        assert!(problems.is_empty() && defaults.pass_env.contains("BORG_REPO"));
    }
}

#[test]
fn what_would_steer_a_command_is_not_let_through() {
    assert_snapshot!(
        check_shell("shell = 'a'\npass_env = [\"LD_PRELOAD\", \"HOME\", \"A B\", \"BORG_REPO\"]"), @r#"
error[reserved-name]: `LD_PRELOAD` would decide which program runs, or how it is read
  --> sync.toml:14:13
   |
14 | pass_env = ["LD_PRELOAD", "HOME", "A B", "BORG_REPO"]
   |             ^^^^^^^^^^^^
   |
   = help: take it out; where it must be so, write its value with `env`

warning[no-effect]: every command is given `HOME` already
  --> sync.toml:14:27
   |
14 | pass_env = ["LD_PRELOAD", "HOME", "A B", "BORG_REPO"]
   |                           ^^^^^^
   |
   = help: take it out

error[bad-name]: `A B` cannot be a name in an environment
  --> sync.toml:14:35
   |
14 | pass_env = ["LD_PRELOAD", "HOME", "A B", "BORG_REPO"]
   |                                   ^^^^^
   |
   = help: write letters, digits and `_`, and no digit first, like PGDATABASE
"#);
    for name in [
        "LD_LIBRARY_PATH",
        "BASH_ENV",
        "PYTHONPATH",
        "IFS",
        "GIT_SSH",
        "NODE_OPTIONS",
    ] {
        let told = check_shell(&format!("shell = 'a'\npass_env = [\"{name}\"]"));
        assert!(told.starts_with("error[reserved-name]"), "{name}: {told}");
    }
    assert_eq!(first_code("pass_env = [\"A\"]"), "error[no-command]");
}

#[test]
fn a_second_interpreter_is_seen_inside_a_shell() {
    for refused in [
        "ssh host \"systemctl restart x@$ORDER_ID\"",
        "ssh -p 22 host systemctl restart \"$ORDER_ID\"",
        "psql -c \"select * from orders where id = '$ORDER_ID'\"",
        "sh -c \"echo $ORDER_ID\"",
        "sudo -u postgres bash -lc \"echo ${ORDER_ID}\"",
        "kubectl exec pod -- sh -c \"ls $ORDER_ID\"",
        "echo x | mysql -e \"delete from o where id=$ORDER_ID\" || true",
        "N=$(psql -At -c \"select $ORDER_ID\"); echo $N",
        "eval echo $ORDER_ID",
        "psql <<E\nselect $ORDER_ID\nE",
        "ssh host <<E\nrestart $ORDER_ID\nE",
        "if python3 -c \"print($ORDER_ID)\"; then :; fi",
        "awk \"/$ORDER_ID/ { print }\" log",
    ] {
        let told = check_shell(&format!("shell = '''{refused}'''"));
        assert!(told.starts_with("error[read-again]"), "{refused}: {told}");
    }
    for fine in [
        "ssh \"$CONTEXT\" uptime",
        "printf '%s\\n' \"$ORDER_ID\" | ssh host 'read -r id; restart \"$id\"'",
        "psql -v id=\"$ORDER_ID\" <<'E'\nselect :'id'\nE",
        "sh -c 'echo \"$ORDER_ID\"'",
        "kubectl exec pod -- ls \"$ORDER_ID\"",
        "kubectl logs -c \"$CONTEXT\" pod; grep -e \"$ORDER_ID\" log; ping -c \"$ORDER_ID\" host",
        "sh -c \"echo $HOME\"",
        "N=1; ssh host \"head -n $N log\"",
        "cat <<E\n$ORDER_ID\nE",
    ] {
        assert_eq!(check_shell(&format!("shell = '''{fine}'''")), "", "{fine}");
    }
    assert_snapshot!(check_shell("shell = 'ssh host \"restart $ORDER_ID\"'"), @r#"
error[read-again]: `$ORDER_ID` would be read again, by `ssh`
  --> sync.toml:13:29
   |
13 | shell = 'ssh host "restart $ORDER_ID"'
   |                             ^^^^^^^^
   |
   = help: send the value, not a text with it: printf '%s\n' "$ORDER_ID" | ssh … 'read -r value; …'
"#);
    assert_eq!(
        first_code("run = [\"ssh\", \"host\", \"restart\", \"$ORDER_ID\"]"),
        "error[read-again]"
    );
    assert_eq!(first_code("run = [\"ssh\", \"$ORDER_ID\", \"uptime\"]"), "");
}

#[test]
fn what_a_target_gives_to_a_command_fits_the_strict_pattern() {
    let with = |value: &str, keys: &str| {
        check(&format!(
            "{HEAD}[targets.eu]\nVALUE = '{value}'\n[[procedures]]\ntitle = \"A\"\ntargets = [\"eu\"]\n\
             [[procedures.steps]]\ntitle = \"It\"\n{keys}\n"
        ))
    };
    assert_snapshot!(with("a; rm -rf /", "run = [\"a\", \"$VALUE\"]"), @r#"
error[bad-value]: a command uses `$VALUE`, and what target `eu` gives it is refused: `a; rm -rf /`
 --> sync.toml:7:1
  |
7 | targets = ["eu"]
  | ^^^^^^^
  |
  = help: a value that a command is given has letters, digits and ._/:@%+,=- and no - first; in `cwd` it is a path without `..`
"#);
    for bad in ["-rf", "a b", "$(id)", "a|b"] {
        let told = with(bad, "shell = 'a \"$VALUE\"'");
        assert!(told.starts_with("error[bad-value]"), "{bad}: {told}");
    }
    let relative = with("srv/ops", "run = [\"a\"]\ncwd = \"$VALUE\"");
    assert!(relative.starts_with("error[bad-folder]"), "{relative}");
    for bad in ["/srv/../etc", "/srv/a b"] {
        let told = with(bad, "run = [\"a\"]\ncwd = \"$VALUE\"");
        assert!(told.contains("error[bad-value]"), "{bad}: {told}");
    }
    assert_eq!(with("/srv/ops", "run = [\"a\"]\ncwd = \"$VALUE\""), "");
    assert_eq!(
        with("what people read, with blanks", "detail = \"$VALUE\""),
        ""
    );
}
