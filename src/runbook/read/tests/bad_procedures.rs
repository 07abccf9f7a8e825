//! What is said of procedures, steps and conditions.

use super::*;
use insta::assert_snapshot;

#[test]
fn one_broken_procedure_leaves_the_rest() {
    let text = format!(
        "{HEAD}[[procedures]]\ntitle = \"Good\"\nsteps = [\"x\"]\n\
         [[procedures]]\ntitle = \"Bad\"\nsteps = [5]\n\
         [[procedures]]\nsteps = [\"x\"]\n\
         [[procedures]]\ntitle = \"Bad\"\nrun = [\"x\"]\n"
    );
    let runbook = read(&text).runbook.unwrap();
    assert_eq!(runbook.procedures.len(), 1);
    let broken: Vec<_> = runbook
        .broken
        .iter()
        .map(|it| (it.id.as_str(), it.title.as_str()))
        .collect();
    assert_eq!(
        broken,
        [("bad", "Bad"), ("procedure", "procedure"), ("bad-2", "Bad")]
    );
    assert_snapshot!(check(&text), @r#"
error[wrong-type]: `steps` takes a text in quotes, a table: { section = …, when = … } or a table: { title = …, id = … }, but this is a number
 --> sync.toml:8:10
  |
8 | steps = [5]
  |          ^

error[missing-key]: a procedure needs `title`
 --> sync.toml:9:1
  |
9 | [[procedures]]
  | ^^^^^^^^^^^^^^
  |
  = help: add `title = …`: what people call it

error[missing-key]: a procedure needs `steps`
  --> sync.toml:11:1
   |
11 | [[procedures]]
   | ^^^^^^^^^^^^^^
   |
   = help: add `steps = …`: what is to be done, in order: sentences, or tables with a title

error[misplaced-key]: `run` belongs to [[procedures.steps]]
  --> sync.toml:13:1
   |
13 | run = ["x"]
   | ^^^
   |
   = help: a step has it, not a procedure: move it there
"#);
}

#[test]
fn schedules_are_underlined_where_they_are_wrong() {
    assert_snapshot!(check_procedure(
        "title = \"A\"\nschedule = \"weekdys 09:00\"\nsteps = [\"x\"]\n[[procedures]]\ntitle = \"B\"\nschedule = '''\ndaily 25:00'''\nsteps = [\"x\"]\n[[procedures]]\ntitle = \"C\"\nschedule = \"daily \\u0032\\u0035:00\"\nsteps = [\"x\"]\n"
    ), @r#"
error[bad-schedule]: `weekdys` is not a kind of schedule
 --> sync.toml:5:13
  |
5 | schedule = "weekdys 09:00"
  |             ^^^^^^^
  |
  = help: write `weekdays`

error[bad-schedule]: `25:00` is not a time of day
  --> sync.toml:10:7
   |
10 | daily 25:00'''
   |       ^^^^^
   |
   = help: write hours and minutes: `09:00`

error[bad-schedule]: `25:00` is not a time of day
  --> sync.toml:14:12
   |
14 | schedule = "daily \u0032\u0035:00"
   |            ^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write hours and minutes: `09:00`
"#);
}

#[test]
fn timing_words() {
    assert_snapshot!(check_procedure(
        "title = \"A\"\ngrace = \"2h\"\nstyle = \"read\"\nif_missed = \"cary\"\nestimate = \"soon\"\nearly = \"-1h\"\nsteps = [\"x\"]\n"
    ), @r#"
    warning[no-effect]: `grace` does nothing without a `schedule`
     --> sync.toml:5:1
      |
    5 | grace = "2h"
      | ^^^^^
      |
      = help: add a schedule, or take it out

    error[unknown-word]: `style` takes "read-do" or "do-confirm", but this is `read`
     --> sync.toml:6:9
      |
    6 | style = "read"
      |         ^^^^^^
      |
      = help: write "read-do"

    warning[no-effect]: `if_missed` does nothing without a `schedule`
     --> sync.toml:7:1
      |
    7 | if_missed = "cary"
      | ^^^^^^^^^
      |
      = help: add a schedule, or take it out

    error[unknown-word]: `if_missed` takes "skip" or "carry", but this is `cary`
     --> sync.toml:7:13
      |
    7 | if_missed = "cary"
      |             ^^^^^^
      |
      = help: write "carry"

    error[bad-duration]: `soon` is no duration
     --> sync.toml:8:12
      |
    8 | estimate = "soon"
      |            ^^^^^^
      |
      = help: write a number and a unit, like "15m", "2 h", "1h 30m" or "90 days"

    warning[no-effect]: `early` does nothing without a `schedule`
     --> sync.toml:9:1
      |
    9 | early = "-1h"
      | ^^^^^
      |
      = help: add a schedule, or take it out

    error[bad-duration]: `-1h` is no duration
     --> sync.toml:9:9
      |
    9 | early = "-1h"
      |         ^^^^^
      |
      = help: it must be longer than nothing
    "#);
}

#[test]
fn steps_that_are_none() {
    assert_snapshot!(check_procedure("title = \"A\"\nsteps = []\n"), @r#"
error[no-steps]: the procedure has no steps
 --> sync.toml:5:1
  |
5 | steps = []
  | ^^^^^
  |
  = help: add a step: a sentence that says what to do
"#);
    assert_snapshot!(check_procedure("title = \"A\"\n"), @r#"
error[missing-key]: a procedure needs `steps`
 --> sync.toml:3:1
  |
3 | [[procedures]]
  | ^^^^^^^^^^^^^^
  |
  = help: add `steps = …`: what is to be done, in order: sentences, or tables with a title
"#);
    assert_snapshot!(check_procedure(
        "title = \"A\"\nsteps = [\"\", { expect = \"x\" }, { section = \"B\", title = \"C\" }]\n"
    ), @r#"
error[empty-text]: a text of `steps` is empty
 --> sync.toml:5:10
  |
5 | steps = ["", { expect = "x" }, { section = "B", title = "C" }]
  |          ^^
  |
  = help: say it, or take it out: what is to be done, in order: sentences, or tables with a title

error[missing-key]: a step needs `title`
 --> sync.toml:5:14
  |
5 | steps = ["", { expect = "x" }, { section = "B", title = "C" }]
  |              ^^^^^^^^^^^^^^^^
  |
  = help: add `title = …`: what to do, in one sentence

error[misplaced-key]: `title` belongs to a step, not to a section
 --> sync.toml:5:49
  |
5 | steps = ["", { expect = "x" }, { section = "B", title = "C" }]
  |                                                 ^^^^^
  |
  = help: a section is only a heading: put the key into a step of its own below it
"#);
}

#[test]
fn too_many_steps() {
    let steps = "\"x\",".repeat(2_001);
    let text = format!("{HEAD}[[procedures]]\ntitle = \"A\"\nsteps = [{steps}]\n");
    assert_eq!(codes(&read(&text)), ["3:1 too-many-steps"]);
    let steps = "\"x\",".repeat(2_000);
    let text = format!("{HEAD}[[procedures]]\ntitle = \"A\"\nsteps = [{steps}]\n");
    assert_eq!(
        read(&text).runbook.unwrap().procedures[0].steps.len(),
        2_000
    );
}

#[test]
fn keys_of_the_procedure_below_its_steps() {
    assert_snapshot!(check_procedure(
        "title = \"A\"\n[[procedures.steps]]\ntitle = \"x\"\nschedule = \"daily 09:00\"\nsteps = [\"y\"]\n"
    ), @r#"
error[misplaced-key]: `schedule` belongs to [[procedures]], but stands in [[procedures.steps]]
 --> sync.toml:7:1
  |
7 | schedule = "daily 09:00"
  | ^^^^^^^^
  |
  = help: move it above the procedure's first [[procedures.steps]]: a table takes every key below its header

error[misplaced-key]: `steps` belongs to [[procedures]], but stands in [[procedures.steps]]
 --> sync.toml:8:1
  |
8 | steps = ["y"]
  | ^^^^^
  |
  = help: move it above the procedure's first [[procedures.steps]]: a table takes every key below its header
"#);
}

#[test]
fn ids_that_are_written_twice() {
    assert_snapshot!(check_procedure(
        "id = \"a\"\ntitle = \"A\"\nsteps = [{ id = \"s\", title = \"S\" }, { id = \"s\", title = \"T\" }]\n[[procedures]]\nid = \"a\"\ntitle = \"B\"\nsteps = [\"x\"]\n"
    ), @r#"
error[id-clash]: two procedures have the id `a`; the other stands in line 8
 --> sync.toml:4:6
  |
4 | id = "a"
  |      ^^^
  |
  = help: give one another id

error[id-clash]: two steps of this procedure have the id `s`; the other stands in line 6
 --> sync.toml:6:17
  |
6 | steps = [{ id = "s", title = "S" }, { id = "s", title = "T" }]
  |                 ^^^
  |
  = help: give one another id

error[id-clash]: two steps of this procedure have the id `s`; the other stands in line 6
 --> sync.toml:6:44
  |
6 | steps = [{ id = "s", title = "S" }, { id = "s", title = "T" }]
  |                                            ^^^
  |
  = help: give one another id

error[id-clash]: two procedures have the id `a`; the other stands in line 4
 --> sync.toml:8:6
  |
8 | id = "a"
  |      ^^^
  |
  = help: give one another id
"#);
}

#[test]
fn old_ids_that_are_in_use() {
    assert_snapshot!(check_procedure(
        "title = \"A\"\nwas = [\"b\"]\nsteps = [{ title = \"S\", was = [\"t\", \"u\"] }, { title = \"T\", was = [\"u\"] }]\n[[procedures]]\ntitle = \"B\"\nsteps = [\"x\"]\n"
    ), @r#"
error[old-id-clash]: the id `b` is still in use
 --> sync.toml:5:8
  |
5 | was = ["b"]
  |        ^^^
  |
  = help: `was` names ids that nothing else has any more

error[old-id-clash]: the id `t` is still in use
 --> sync.toml:6:32
  |
6 | steps = [{ title = "S", was = ["t", "u"] }, { title = "T", was = ["u"] }]
  |                                ^^^
  |
  = help: `was` names ids that nothing else has any more

error[old-id-clash]: the old id `u` is claimed twice
 --> sync.toml:6:67
  |
6 | steps = [{ title = "S", was = ["t", "u"] }, { title = "T", was = ["u"] }]
  |                                                                   ^^^
  |
  = help: `was` names ids that nothing else has any more
"#);
}

#[test]
fn targets() {
    assert_snapshot!(check(&format!(
        "{HEAD}[targets.prod-eu]\nCONTEXT = \"x\"\n[targets.prod-us]\n[[procedures]]\ntitle = \"A\"\n\
         targets = [\"prod-eu\", \"prod-uk\", \"prod-us\", \"prod-eu\"]\nsteps = [\"Look at $CONTEXT\"]\n"
    )), @r#"
error[unknown-target]: there is no target `prod-uk`
 --> sync.toml:8:23
  |
8 | targets = ["prod-eu", "prod-uk", "prod-us", "prod-eu"]
  |                       ^^^^^^^^^
  |
  = help: write "prod-us"

error[repeated]: `prod-eu` stands in `targets` twice
 --> sync.toml:8:45
  |
8 | targets = ["prod-eu", "prod-uk", "prod-us", "prod-eu"]
  |                                             ^^^^^^^^^
  |
  = help: keep one of the two

warning[unset-variable]: `$CONTEXT` has no value on `prod-us`
 --> sync.toml:9:19
  |
9 | steps = ["Look at $CONTEXT"]
  |                   ^^^^^^^^
  |
  = help: give that target `CONTEXT` too
"#);
}

#[test]
fn variables() {
    assert_snapshot!(check_step(
        "detail = \"$ORDER_IT ${ORDER_ID} {{ ORDER_ID }} $TARGET $ITEM $LATER $5 $home\"\n\
         [[procedures.steps]]\ntitle = \"x\"\nask = { name = \"LATER\" }\n\
         [[procedures.steps]]\ntitle = \"x\"\nask = { name = \"later-on\" }\n\
         [[procedures.steps]]\ntitle = \"x\"\nask = { name = \"ITEM\" }\n\
         [[procedures.steps]]\ntitle = \"x\"\nask = { name = \"ORDER_ID\" }\n"
    ), @r#"
warning[unknown-variable]: nothing gives `$ORDER_IT` a value
  --> sync.toml:18:11
   |
18 | detail = "$ORDER_IT ${ORDER_ID} {{ ORDER_ID }} $TARGET $ITEM $LATER $5 $home"
   |           ^^^^^^^^^
   |
   = help: write `$ORDER_ID`

warning[braces]: a variable in `{{ }}` is not filled: `ORDER_ID`
  --> sync.toml:18:33
   |
18 | detail = "$ORDER_IT ${ORDER_ID} {{ ORDER_ID }} $TARGET $ITEM $LATER $5 $home"
   |                                 ^^^^^^^^^^^^^^
   |
   = help: write `$ORDER_ID`

warning[unset-variable]: `$TARGET` has no value here
  --> sync.toml:18:48
   |
18 | detail = "$ORDER_IT ${ORDER_ID} {{ ORDER_ID }} $TARGET $ITEM $LATER $5 $home"
   |                                                ^^^^^^^
   |
   = help: give the procedure `targets`

warning[unset-variable]: `$ITEM` has no value here
  --> sync.toml:18:56
   |
18 | detail = "$ORDER_IT ${ORDER_ID} {{ ORDER_ID }} $TARGET $ITEM $LATER $5 $home"
   |                                                        ^^^^^
   |
   = help: give the step `each`

warning[variable-too-early]: `$LATER` has no value yet here: a later step yields it
  --> sync.toml:18:62
   |
18 | detail = "$ORDER_IT ${ORDER_ID} {{ ORDER_ID }} $TARGET $ITEM $LATER $5 $home"
   |                                                              ^^^^^^
   |
   = help: move that step up, or do not use the name before it

error[bad-name]: `later-on` cannot be the name of a variable
  --> sync.toml:24:16
   |
24 | ask = { name = "later-on" }
   |                ^^^^^^^^^^
   |
   = help: write `LATER_ON`

error[reserved-name]: `ITEM` is given by the program
  --> sync.toml:27:16
   |
27 | ask = { name = "ITEM" }
   |                ^^^^^^
   |
   = help: take another name

warning[declared-twice]: `ORDER_ID` is declared twice: an earlier step yields it as well
  --> sync.toml:30:16
   |
30 | ask = { name = "ORDER_ID" }
   |                ^^^^^^^^^^
   |
   = help: the later answer wins; give one another name
"#);
}

#[test]
fn what_a_step_yields() {
    assert_snapshot!(check_step(
        "reading = { warn_above = 10, alarm_above = 5 }\nask = { name = \"X\" }\n"
    ), @r#"
error[impossible-limit]: alarm_above is below warn_above, so it alarms before it warns
  --> sync.toml:18:30
   |
18 | reading = { warn_above = 10, alarm_above = 5 }
   |                              ^^^^^^^^^^^
   |
   = help: write `warn_above = 5` and `alarm_above = 10`, if they were swapped

error[two-yields]: a step yields one thing, but here stand `reading` and `ask`
  --> sync.toml:19:1
   |
19 | ask = { name = "X" }
   | ^^^
   |
   = help: make two steps of it
"#);
    assert_snapshot!(check_step(
        "reading = { warn_abov = 10, alarm_above = nan, unit = \"\" }\n"
    ), @r#"
error[unknown-key]: `warn_abov` is not a key of a reading
  --> sync.toml:18:13
   |
18 | reading = { warn_abov = 10, alarm_above = nan, unit = "" }
   |             ^^^^^^^^^
   |
   = help: write `warn_above`

error[impossible-number]: `alarm_above` takes a number that can be compared
  --> sync.toml:18:43
   |
18 | reading = { warn_abov = 10, alarm_above = nan, unit = "" }
   |                                           ^^^
   |
   = help: write a plain number, like 5000 or 0.5

error[empty-text]: a text of `unit` is empty
  --> sync.toml:18:55
   |
18 | reading = { warn_abov = 10, alarm_above = nan, unit = "" }
   |                                                       ^^
   |
   = help: say it, or take it out: the unit, as people write it
"#);
    assert_snapshot!(check_step(
        "ask = { pattern = \"[0-9\", example = \"x\" }\n"
    ), @r#"
error[missing-key]: an ask needs `name`
  --> sync.toml:18:7
   |
18 | ask = { pattern = "[0-9", example = "x" }
   |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: add `name = …`: the name under which later steps see the answer

error[bad-pattern]: the pattern cannot be read: found unclosed character class
  --> sync.toml:18:19
   |
18 | ask = { pattern = "[0-9", example = "x" }
   |                   ^^^^^^
   |
   = help: a pattern is a regular expression; try it on an example
"#);
    assert_snapshot!(check_step(
        "ask = { name = \"X\", pattern = \"[0-9]+\", example = \"12x\", secret = true }\n"
    ), @r#"
error[bad-example]: the example `12x` does not match the pattern `[0-9]+`
  --> sync.toml:18:51
   |
18 | ask = { name = "X", pattern = "[0-9]+", example = "12x", secret = true }
   |                                                   ^^^^^
   |
   = help: correct one of them: the pattern must match the whole answer
"#);
    assert_snapshot!(check_step("choose = []\n"), @r#"
error[empty-list]: there is nothing to choose from
  --> sync.toml:18:1
   |
18 | choose = []
   | ^^^^^^
   |
   = help: name the choices: choose = ["yes", "no"]
"#);
    assert_snapshot!(check_step(
        "choose = [\"a\", \"b\", \"a\"]\nwarn = [\"c\", \"b\"]\nalarm = [\"b\"]\neach = []\n"
    ), @r#"
error[repeated]: `a` stands in `choose` twice
  --> sync.toml:18:21
   |
18 | choose = ["a", "b", "a"]
   |                     ^^^
   |
   = help: keep one of the two

error[unknown-option]: `c` is none of the choices
  --> sync.toml:19:9
   |
19 | warn = ["c", "b"]
   |         ^^^
   |
   = help: name one of the choices

error[repeated]: `b` is a warning and an alarm
  --> sync.toml:20:10
   |
20 | alarm = ["b"]
   |          ^^^
   |
   = help: keep it in one of the two

error[empty-list]: `each` has no items
  --> sync.toml:21:1
   |
21 | each = []
   | ^^^^
   |
   = help: name the items, or take `each` out
"#);
    assert_snapshot!(check_step(
        "choose = \"yes\"\neach = [\"a\", \"a\"]\noptional = \"true\"\n[[procedures.steps]]\ntitle = \"x\"\nwarn = [\"x\"]\nname = \"Check\"\n"
    ), @r#"
error[wrong-type]: `choose` takes a list of texts in quotes, like ["one", "two"], but this is a text
  --> sync.toml:18:10
   |
18 | choose = "yes"
   |          ^^^^^
   |
   = help: put it in brackets: choose = ["…"]

error[repeated]: `a` stands in `each` twice
  --> sync.toml:19:14
   |
19 | each = ["a", "a"]
   |              ^^^
   |
   = help: keep one of the two

error[wrong-type]: `optional` takes true or false, without quotes, but this is a text
  --> sync.toml:20:12
   |
20 | optional = "true"
   |            ^^^^^^
   |
   = help: write it without the quotes

error[no-choice]: `warn` says nothing without `choose`
  --> sync.toml:23:1
   |
23 | warn = ["x"]
   | ^^^^
   |
   = help: add `choose`, or take it out; a reading has its own: warn_above, alarm_above

error[no-choice]: `name` says nothing without `choose`
  --> sync.toml:24:1
   |
24 | name = "Check"
   | ^^^^
   |
   = help: add `choose`, or take it out; an `ask` has its own: ask = { name = … }

error[bad-name]: `Check` cannot be the name of a variable
  --> sync.toml:24:8
   |
24 | name = "Check"
   |        ^^^^^^^
   |
   = help: write `CHECK`
"#);
}

/// Whether a procedure with this condition can be used: what is refused must never be
/// read as "always".
fn is_usable(when: &str) -> bool {
    let procedure = format!(
        "{HEAD}[[procedures]]\ntitle = \"A\"\n\
         [[procedures.steps]]\ntitle = \"Order\"\nask = {{ name = \"ORDER_ID\", pattern = \"[0-9]+\" }}\n\
         [[procedures.steps]]\ntitle = \"Depth\"\nreading = {{}}\n\
         [[procedures.steps]]\ntitle = \"Running\"\nchoose = [\"yes\", \"no\"]\n\
         [[procedures.steps]]\ntitle = \"It\"\nwhen = {when}\n"
    );
    let runbook = read(&procedure).runbook.unwrap();
    let with_condition = runbook
        .procedures
        .first()
        .map(|it| it.steps[3].when.is_some());
    assert_ne!(with_condition, Some(false), "{when}");
    with_condition.is_some()
}

#[test]
fn conditions() {
    for (when, code) in [
        ("{ step = \"running\", is = \"yes\" }", ""),
        (
            "{ step = \"running\", is = [\"no\", \"skipped\", \"not-ok\"] }",
            "",
        ),
        ("{ step = \"depth\", above = 1, below = 0 }", ""),
        ("{ ask = \"ORDER_ID\", is = \"12\" }", ""),
        ("{ step = \"runing\", is = \"yes\" }", "unknown-step"),
        ("{ step = \"Running?\", is = \"yes\" }", "unknown-step"),
        ("{ step = \"it\", is = \"ok\" }", "not-earlier"),
        (
            "{ step = \"running\", is = \"maybe\" }",
            "impossible-answer",
        ),
        ("{ step = \"depth\", is = \"yes\" }", "impossible-answer"),
        ("{ step = \"running\", above = 1 }", "bad-condition"),
        ("{ step = \"running\" }", "bad-condition"),
        (
            "{ step = \"depth\", is = \"ok\", above = 1 }",
            "bad-condition",
        ),
        ("{ is = \"ok\" }", "bad-condition"),
        ("{}", "bad-condition"),
        (
            "{ step = \"depth\", ask = \"ORDER_ID\", is = \"1\" }",
            "bad-condition",
        ),
        ("{ ask = \"ORDER\", is = \"1\" }", "unknown-variable"),
        ("{ ask = \"ORDER_ID\", is = \"x\" }", "impossible-answer"),
        ("{ ask = \"ORDER_ID\", above = 1 }", "bad-condition"),
        ("{ ask = \"ORDER_ID\" }", "bad-condition"),
        ("{ target = \"prod\" }", "unknown-target"),
        ("{ target = \"prod\", is = \"x\" }", "bad-condition"),
        ("{ step = \"running\", is = true }", "wrong-type"),
        ("\"running\"", "wrong-type"),
        ("{ step = \"running\", is = [] }", "bad-condition"),
        ("{ target = [] }", "bad-condition"),
        ("{ step = \"running\", is = [5] }", "wrong-type"),
        ("{ step = \"depth\", above = inf }", "impossible-number"),
    ] {
        let found = check_step(&format!("when = {when}\n"));
        assert!(code.is_empty() || !is_usable(when), "{when}");
        let first = found.lines().next().unwrap_or_default();
        let expected = match code {
            "" => String::new(),
            code => format!("error[{code}]"),
        };
        assert!(
            first.starts_with(&expected) && first.is_empty() == code.is_empty(),
            "{when}\n{found}"
        );
    }
    assert!(is_usable("{ step = \"running\", is = \"yes\" }"));
    assert_snapshot!(check_step(
        "when = { step = \"running\", is = [\"On\", \"skiped\"] }\n"
    ), @r#"
error[impossible-answer]: `running` never answers `On`
  --> sync.toml:18:34
   |
18 | when = { step = "running", is = ["On", "skiped"] }
   |                                  ^^^^
   |
   = help: write `no`

error[impossible-answer]: `running` never answers `skiped`
  --> sync.toml:18:40
   |
18 | when = { step = "running", is = ["On", "skiped"] }
   |                                        ^^^^^^^^
   |
   = help: write `skipped`
"#);
    assert_snapshot!(check_step("when = { step = \"Running?\", is = \"no\" }\n"), @r#"
error[unknown-step]: there is no step `Running?` before this one
  --> sync.toml:18:17
   |
18 | when = { step = "Running?", is = "no" }
   |                 ^^^^^^^^^^
   |
   = help: write "running"
"#);
}

#[test]
fn texts_to_copy_and_links_must_be_what_they_look_like() {
    assert_snapshot!(check_step(
        "copy = \"rm\u{200b} x\"\nlink = \"grafana\"\nexpect = \"a\u{200b}\"\n"
    ), @r#"
error[hidden-character]: U+200B hides in a text that will be used as it is
  --> sync.toml:18:11
   |
18 | copy = "rm<U+200B> x"
   |           ^^^^^^^^
   |
   = help: type the text again, without characters that cannot be seen

error[bad-address]: `grafana` is no address that can be opened
  --> sync.toml:19:8
   |
19 | link = "grafana"
   |        ^^^^^^^^^
   |
   = help: write the whole address with its scheme, like "https://example.com"

warning[hidden-character]: U+200B hides in this text
  --> sync.toml:20:12
   |
20 | expect = "a<U+200B>"
   |            ^^^^^^^^
   |
   = help: type the text again, without characters that cannot be seen
"#);
}

/// The long example of the format, with what it refers to.
const LONG: &str = include_str!("long_example.toml");

#[test]
fn the_long_example_is_read_without_a_word() {
    let parsed = read(LONG);
    let found: Vec<String> = parsed
        .problems
        .iter()
        .map(|it| format!("{} {} {}", it.line, it.code, &LONG[it.span.clone()]))
        .collect();
    assert_eq!(found, [] as [String; 0]);
}
