//! Values that want to be run, and secrets that want to be seen: through the real decision,
//! session and processes, in one program for all of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rounds::command::{Answer, Command, CompleteStep, Secret};
use rounds::config::{Origin, Settings};
use rounds::event::{Attempt, Fact, RunId};
use rounds::exec::Ending;
use rounds::runbook::StepRef;
use rounds::session::commands::{Work, written_in};
use rounds::session::{Request, Session, Start};
use tempfile::TempDir;

use crate::kit::{DEADLINE, INTERVAL, Setup};

/// `OPEN` takes everything, as a careless owner would write it; `STRICT` has what a value
/// that a command uses is given by itself.
const FILE: &str = r#"
title = "Values"
timezone = "UTC"

[[procedures]]
id = "values"
title = "Values"
style = "do-confirm"

[[procedures.steps]]
id = "open"
title = "Anything"
ask = { name = "OPEN", pattern = '(?s).*' }

[[procedures.steps]]
id = "strict"
title = "A name"
ask = { name = "STRICT" }

[[procedures.steps]]
id = "argv"
title = "As a word"
run = ["printf", "%s", "$OPEN"]

[[procedures.steps]]
id = "inside"
title = "Inside a word"
run = ["printf", "%s", "--order=$OPEN"]

[[procedures.steps]]
id = "shell"
title = "In the environment"
shell = 'printf %s "$OPEN"'

[[procedures.steps]]
id = "careful"
title = "A strict one"
shell = 'printf %s "$STRICT"'

[[procedures.steps]]
id = "token"
title = "Token"
ask = { name = "TOKEN", secret = true }

[[procedures.steps]]
id = "login"
title = "Log in"
shell = 'touch began; echo "token is $TOKEN"; while [ ! -e stop ]; do sleep 0.05; done; echo "$TOKEN" >&2'
"#;

/// What wants to be run or read as something else; `{}` is a command that leaves a canary.
const SHAPES: [&str; 25] = [
    "{}",
    "$({})",
    "`{}`",
    ";{};",
    "'; {}; '",
    "\"; {}; \"",
    "' $({}) '",
    "\" $({}) \"",
    "& {} &",
    "| {}",
    "|| {}",
    "&& {}",
    "-c {}",
    "--eval={}",
    "-{}",
    "${x:-$({})}",
    "<({})",
    ">({})",
    "{ {}; }",
    "() { :; }; {}",
    "%s%n$({})",
    "!{}",
    "* {}",
    "~/{}",
    "\\$({})",
];

/// What stands before and behind it.
const FRAMES: [(&str, &str); 8] = [
    ("", ""),
    ("2026-0001", ""),
    ("\n", "\n"),
    ("\0", ""),
    ("\u{200b}", "\u{202e}"),
    ("-", " --"),
    ("\u{1b}[2J", "\r"),
    ("ö ", " 日本"),
];

fn session() -> (TempDir, Session) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("runbooks")).unwrap();
    let here = folder.path().display().to_string();
    // Each command runs in the folder of this test.
    let file = FILE.replace("\nshell", &format!("\ncwd = {here:?}\nshell"));
    fs::write(at("runbooks").join("values.toml"), file).unwrap();
    let settings = Settings {
        journal_id: None,
        runbooks: vec![at("runbooks")],
        runbooks_from: Origin::Argument("--runbooks"),
        journal: at("journal"),
        journal_from: Origin::Argument("--journal"),
        state: at("state"),
        cache: at("cache"),
        operator: "ops-a".into(),
        operator_from: Origin::Argument("--operator"),
        host: "host-1".to_owned(),
        machine: "host-1".to_owned(),
        account: "shift".to_owned(),
        boot: None,
        in_doubt: Vec::new(),
        team: Default::default(),
    };
    let mut session = Session::open(settings).unwrap();
    session.look();
    let mut trust = session.trust().unwrap();
    let written = written_in(session.library(), &trust).into_iter();
    let commands: Vec<_> = written.map(|it| (it.place, it.text)).collect();
    assert_eq!(commands.len(), 5, "the runbook is not as it was meant");
    trust
        .allow(
            &commands,
            "ops-a",
            jiff::Timestamp::now(),
            &Default::default(),
        )
        .unwrap();
    (folder, session)
}

fn started(session: &mut Session) -> RunId {
    let procedure = "values/values".parse().unwrap();
    let receipt = session.submit(&Request::Start(Start::of(procedure)));
    receipt.unwrap().run.unwrap()
}

/// Answers a step, for the first time or again; says whether the answer was taken.
fn answer(session: &mut Session, run: RunId, step: &str, answer: Answer) -> bool {
    let step_ref = StepRef::of(step);
    let attempt = match session.whole(run).unwrap().unwrap().outcome(&step_ref) {
        Some(_) => Attempt::Again,
        None => Attempt::First,
    };
    let complete = CompleteStep {
        attempt,
        ..CompleteStep::first(run, step_ref, answer)
    };
    session
        .submit(&Request::Do(Command::CompleteStep(complete)))
        .is_ok()
}

/// What a command printed; none where it was refused.
fn printed(session: &mut Session, run: RunId, step: &str) -> Option<String> {
    let (receipt, ended) = session
        .run_command(run, &StepRef::of(step), || false)
        .ok()?;
    assert_eq!(ended.ending, Ending::Exited(0), "{step}");
    assert!(matches!(receipt.facts[0], Fact::CommandEnded(_)));
    Some(String::from_utf8(ended.output.bytes).unwrap())
}

#[test]
fn two_hundred_values_are_handed_over_letter_by_letter_or_refused() {
    let (folder, mut session) = session();
    let canary = folder.path().join("canary");
    let make = format!("touch {}", canary.display());
    let run = started(&mut session);
    let (mut tried, mut handed_over, mut refused) = (0, 0, 0);
    for shape in SHAPES {
        for (before, behind) in FRAMES {
            let value = format!("{before}{}{behind}", shape.replace("{}", &make));
            tried += 1;
            let strict = answer(&mut session, run, "strict", Answer::Value(value.clone()));
            assert!(!strict, "{value:?} is no plain name");
            if !answer(&mut session, run, "open", Answer::Value(value.clone())) {
                refused += 1;
                continue;
            }
            let kept = value.trim();
            let argv = printed(&mut session, run, "argv");
            let inside = printed(&mut session, run, "inside");
            let shell = printed(&mut session, run, "shell");
            match &argv {
                None => {
                    assert_eq!((&inside, &shell), (&None, &None), "{value:?}");
                    refused += 1;
                }
                Some(argv) => {
                    assert_eq!(argv, kept);
                    assert_eq!(inside.as_deref(), Some(&*format!("--order={kept}")));
                    assert_eq!(shell.as_deref(), Some(kept));
                    handed_over += 1;
                }
            }
            assert!(!canary.exists(), "{value:?} was run");
        }
    }
    assert_eq!(tried, 200);
    assert!(
        handed_over >= 75 && refused >= 50,
        "{handed_over} {refused}"
    );
    // And an honest one goes all the way.
    let honest = || Answer::Value("2026-0001".to_owned());
    assert!(answer(&mut session, run, "strict", honest()));
    let careful = printed(&mut session, run, "careful");
    assert_eq!(careful.as_deref(), Some("2026-0001"));
}

const SECRET: &str = "canary-4d1f0c-secret";

#[test]
fn a_secret_is_in_the_environment_of_its_command_and_nowhere_else() {
    let (folder, mut session) = session();
    let run = started(&mut session);
    let secret = Secret::from(SECRET.to_owned());
    let complete = CompleteStep::first(run, StepRef::of("token"), Answer::Secret(secret));
    let request = Request::Do(Command::CompleteStep(complete));
    let receipt = session.submit(&request).unwrap();
    let step_ref = StepRef::of("login");
    let offered = session.offer_command(run, &step_ref).unwrap();
    let mut begun = session.begin_command(run, &step_ref, || {}).unwrap();
    wait_for(&folder.path().join("began"));

    // While it runs: its environment has it, so the search below would find it.
    let holders = processes("environ", SECRET);
    assert!(!holders.is_empty(), "the command does not have its secret");
    assert_eq!(processes("cmdline", SECRET), Vec::<PathBuf>::new());
    // What a panic could print.
    let words = format!("{request:?} {receipt:?} {offered:?} {begun:?}");
    assert!(!words.contains(SECRET), "{words}");
    let panic = std::panic::catch_unwind(|| panic!("{request:?} {offered:?}")).unwrap_err();
    let report = panic.downcast_ref::<String>().unwrap();
    assert!(!report.contains(SECRET), "{report}");

    fs::write(folder.path().join("stop"), "").unwrap();
    assert!(matches!(begun.work, Work::Running(_)));
    let ended = begun.work.end().unwrap();
    let finished = begun.finished(ended);
    let words = format!("{finished:?}");
    assert!(!words.contains(SECRET), "{words}");
    session
        .submit(&Request::Finished(Box::new(finished)))
        .unwrap();
    drop(begun);
    session.keep_checkpoint();
    drop(session);

    // Journal, objects, trust, checkpoint, locks: every file of this test.
    assert_eq!(
        files_with(folder.path(), SECRET.as_bytes()),
        Vec::<PathBuf>::new()
    );
    let objects = files_with(&folder.path().join("journal/objects"), b"token is ");
    assert!(objects.len() >= 2, "the output was not kept: {objects:?}");
    assert!(!files_with(&folder.path().join("cache"), b"").is_empty());
    for arguments in [
        &["show"][..],
        &["show", "--json"],
        &["journal", "export"],
        &["journal", "tail"],
    ] {
        let said = told(folder.path(), run, arguments);
        assert!(!said.contains(SECRET), "{arguments:?}: {said}");
        assert!(said.contains("login"), "{arguments:?}: {said}");
    }
}

/// What the program says of a record.
fn told(folder: &Path, run: RunId, arguments: &[&str]) -> String {
    let setup = Setup::new(env!("CARGO_BIN_EXE_rounds"));
    let run = run.to_string();
    let journal = folder.join("journal").display().to_string();
    let runbooks = folder.join("runbooks").display().to_string();
    let mut whole = vec!["--journal", &journal, "--runbooks", &runbooks];
    whole.extend(arguments);
    if arguments[0] == "show" {
        whole.push(&run);
    }
    let output = setup.run(&whole);
    assert_eq!(output.code, Some(0), "{output:?}");
    output.stdout + &output.stderr
}

fn wait_for(path: &Path) {
    let since = Instant::now();
    while !path.exists() {
        assert!(since.elapsed() < DEADLINE, "{} never came", path.display());
        std::thread::sleep(INTERVAL);
    }
}

/// The processes of which a file below `/proc` holds a text.
fn processes(file: &str, text: &str) -> Vec<PathBuf> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let files = all.map(|process| process.path().join(file));
    let holds = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap_or_default();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    files.filter(holds).collect()
}

/// The files below a folder that hold some bytes.
fn files_with(folder: &Path, wanted: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, wanted));
        } else {
            let bytes = fs::read(&path).unwrap();
            if wanted.is_empty() || bytes.windows(wanted.len()).any(|window| window == wanted) {
                found.push(path);
            }
        }
    }
    found
}
