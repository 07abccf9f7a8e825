//! Values that want to be run.
//!
//! Each is given to a program as an argument and to a shell as a variable. It must come out
//! letter by letter, or be refused before anything starts; and the canary, a file that each of
//! them would make, must not be there.

use super::*;
use crate::text::is_plain;
use std::collections::BTreeSet;
use std::path::Path;

/// `{}` is a command that makes the canary.
const SHAPES: &[&str] = &[
    "$({})",
    "`{}`",
    "; {}",
    ";{};",
    "& {}",
    "&& {}",
    "| {}",
    "|| {}",
    "\n{}\n",
    "\r{}\r",
    "\r\n{}",
    "\0{}",
    "\u{b}{}",
    "\u{c}{}",
    "\t{}",
    "x\u{85}{}",
    "x\u{2028}{}",
    "'; {}; '",
    "\"; {}; \"",
    "' {} '",
    "\" $({}) \"",
    "'\"'\"'; {}",
    "\\'; {}",
    "\\\"; {}",
    "\"$({})",
    "'$({})",
    "${x:-$({})}",
    "${x:=`{}`}",
    "$(({}))",
    "$((a[$({})]))",
    "<({})",
    ">({})",
    "{ {}; }",
    "( {} )",
    "() { :; }; {}",
    "x() { {}; }; x",
    "$'\\n'{}",
    "$\"{}\"",
    "%s$({})",
    "%n`{}`",
    "! {}",
    "# \n {}",
    "<<E\n$({})\nE",
    "eval {}",
    "exec {}",
    "-c {}",
    "--command={}",
    "-e {}",
    "-exec {} ;",
    "--{}",
    "+{}",
    "~; {}",
    "*; {}",
    "?; {}",
    "[a]; {}",
    "../; {}",
    "\u{200b}; {}",
    "\u{202e}; {}",
    "\u{2066}$({})\u{2069}",
    "\u{feff}{}",
    "\u{e0041}; {}",
    "\u{1b}]0;x\u{7}; {}",
    "\u{1b}[2J; {}",
    "\u{9b}31m; {}",
    "\u{7f}; {}",
    "\u{8}\u{8}; {}",
    "\u{4}{}",
    "\u{1a}{}",
    "\u{ff1b} {}",
    "{}",
];

const ALONE: &[&str] = &[
    "",
    " ",
    "  a  b  ",
    "-",
    "--",
    "-n",
    "-e",
    "--help",
    "--version",
    "-rf",
    "~",
    "~root",
    "*",
    "/*",
    "?",
    "[a-z]",
    "{a,b}",
    "{1..9}",
    ".",
    "..",
    "../../etc/passwd",
    "/dev/null",
    "$HOME",
    "${HOME}",
    "$PATH",
    "$IFS",
    "$0",
    "$$",
    "$?",
    "$@",
    "$*",
    "$#",
    "$",
    "\\",
    "\\\\",
    "\\n",
    "'",
    "''",
    "\"",
    "\"\"",
    "`",
    "``",
    "!",
    "!!",
    "#",
    "# x",
    "%",
    "%s",
    "%n",
    "%PATH%",
    "&",
    "|",
    ";",
    "<",
    ">",
    "(",
    ")",
    "\t",
    "\n",
    "\r",
    "\0",
    "\u{feff}",
    "\u{a0}",
    "é",
    "日本",
    "🙂",
    "e\u{301}",
    "א",
    "a=b",
    "LD_PRELOAD=x",
    "0x41",
    "1e9",
    "null",
    "true",
    "{{x}}",
    "${x",
    "$(",
    "$((1+1))",
];

fn values(canary: &Path) -> BTreeSet<String> {
    let canary = canary.display();
    let commands = [
        format!("touch {canary}"),
        format!(": >{canary}"),
        format!("/bin/sh -c 'touch {canary}'"),
    ];
    let shaped = SHAPES
        .iter()
        .flat_map(|shape| commands.iter().map(|command| shape.replace("{}", command)));
    let alone = ALONE.iter().map(|&value| value.to_owned());
    shaped.chain(alone).collect()
}

#[test]
fn no_value_is_ever_run() {
    let home = tempfile::tempdir().unwrap();
    let canary = home.path().join("canary");
    let values = values(&canary);
    assert!(values.len() >= 200, "{}", values.len());
    let mut refused = 0;
    for value in &values {
        let mut quoted = Program::shell("printf %s \"$VALUE\"", home.path());
        quoted.variables.insert("VALUE".into(), value.clone());
        // Split and globbed, as a careless owner would have it; but not run.
        let mut bare = Program::shell("set -f; printf %s $VALUE; : $VALUE", home.path());
        bare.variables.clone_from(&quoted.variables);
        let given = match start(&quoted, || {}) {
            Ok(mut running) => running.wait().unwrap(),
            Err(refusal) => {
                assert!(
                    refusal.to_string().contains("The value of VALUE"),
                    "{refusal}"
                );
                assert!(start(&bare, || {}).is_err(), "{value:?}");
                refused += 1;
                continue;
            }
        };
        assert_eq!(text(&given.output.stdout), *value);
        assert_eq!(given.ending, Ending::Exited(0), "{value:?}");
        run(&bare);
        assert!(!canary.exists(), "{value:?} was run");
    }
    assert!(refused >= 40 && refused < values.len() / 2, "{refused}");
    for value in &values {
        let program = Program::argv(["printf", "%s", value], home.path());
        match start(&program, || {}) {
            Ok(mut running) => assert_eq!(text(&running.wait().unwrap().output.stdout), *value),
            Err(refusal) => {
                assert!(is_plain(value).is_err(), "{value:?}");
                assert!(
                    refusal.to_string().starts_with("Word 3 of the command"),
                    "{refusal}"
                );
            }
        }
        assert!(!canary.exists(), "{value:?} was run");
    }
    // The canary does sing.
    run(&Program::shell(
        format!("touch {}", canary.display()),
        home.path(),
    ));
    assert!(canary.exists());
}

#[test]
fn what_hides_in_a_command_is_refused_and_named() {
    let refusal = |program: &Program| start(program, || {}).err().map(|why| why.to_string());
    for hostile in [
        "a\0b",
        "a\u{1b}[2K",
        "a\u{202e}b",
        "a\u{200b}b",
        "a\u{e0041}",
        "a\rb",
    ] {
        let argv = refusal(&Program::argv(["true", hostile], "/")).unwrap();
        assert!(
            argv.starts_with("Word 2 of the command was not run: U+"),
            "{argv}"
        );
        assert!(refusal(&Program::argv([hostile], "/")).is_some());
        let shell = refusal(&Program::shell(format!("true {hostile}"), "/")).unwrap();
        assert!(
            shell.starts_with("The text for the shell was not run: U+"),
            "{shell}"
        );
        let mut with = Program::shell("true", "/");
        with.environment.insert("A".into(), hostile.into());
        assert!(refusal(&with).unwrap().contains("value of A"));
    }
    assert!(refusal(&Program::shell("true\n\ttrue", "/")).is_none());
    for program in [
        Program::argv([""; 0], "/"),
        Program::argv([" "], "/"),
        Program::shell("\n", "/"),
    ] {
        assert_eq!(program.check(), Err(Refusal::Nothing));
    }
}

#[test]
fn no_variable_decides_which_program_runs() {
    for name in ["PATH", "LD_PRELOAD", "IFS", "BASH_ENV", "ENV", "HOME"] {
        let mut program = Program::shell("true", "/");
        program.variables.insert(name.into(), "/tmp".into());
        assert_eq!(
            program.check(),
            Err(Refusal::Steering { name: name.into() })
        );
    }
    for name in ["", "A=B", "A B", "1A", "A-B", "Ä", "A\0"] {
        let mut program = Program::shell("true", "/");
        program.environment.insert(name.into(), "x".into());
        assert_eq!(program.check(), Err(Refusal::Name { name: name.into() }));
    }
}

#[test]
fn a_secret_reaches_a_command_by_its_environment_alone() {
    let canary = "c4nary-hunter2";
    let mut program = Program::shell("printf '%s|' \"$TOKEN\"; printf %s \"$TOKEN\" >&2", "/");
    program.variables.insert("TOKEN".into(), canary.into());
    program.secrets.push(canary.into());
    assert!(!format!("{program:?}").contains(canary));
    let ended = run(&program);
    assert_eq!(text(&ended.output.stdout), "[secret]|");
    assert!(!text(&ended.output.bytes).contains(canary));
    assert_eq!(ended.output.total_bytes, 17);
    for exposed in [
        Program::argv(["echo", canary], "/"),
        Program::argv(["echo", "--password=c4nary-hunter2"], "/"),
        Program::shell(format!("echo {canary}"), "/"),
    ] {
        let secrets = vec![canary.to_owned()];
        let refusal = Program { secrets, ..exposed }.check().unwrap_err();
        assert!(matches!(refusal, Refusal::SecretInWords { .. }));
        assert!(!format!("{refusal} {refusal:?}").contains(canary));
    }
}
