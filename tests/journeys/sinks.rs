//! Every hostile code point through every sink: the command line's answers, errors and JSON, and
//! the screens. What comes out is read as a terminal would read it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::kit::{Output, Screen, Setup};
use crate::scene::rounds;

/// What no terminal, title, error or log may be given as it is.
fn hostile() -> Vec<char> {
    let ranges = [
        0x01..=0x09,
        0x0b..=0x1f, // all of C0 but NUL, which no argument can hold, and the newline
        0x7f..=0x9f,
        0x200b..=0x200f,
        0x2028..=0x202e,
        0x2060..=0x206f,
        0xfe00..=0xfe0f,
        0xfff0..=0xfffc,
        0xe0000..=0xe01ef,
        0xe000..=0xe010,
        0xf8f0..=0xf8ff,
        0xf0000..=0xf0008,
        0x10fff8..=0x10ffff,
    ];
    let singles = [
        0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x2800, 0x3164, 0xfeff,
        0xffa0, 0xfdd0, 0xfffe, 0x1_d173, 0x378,
    ];
    ranges
        .into_iter()
        .flatten()
        .chain(singles)
        .filter_map(char::from_u32)
        .collect()
}

/// Texts that together hold all of them, each between letters.
fn batches(each: usize) -> Vec<String> {
    let all = hostile();
    all.chunks(each)
        .map(|part| {
            let pieces = part.iter().map(|c| format!("a{c}"));
            format!("b{}z", pieces.collect::<String>())
        })
        .collect()
}

/// A TOML text with everything escaped that TOML wants escaped.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn runbook(text: &str) -> String {
    let text = quoted(text);
    format!(
        "title = {text}\nsummary = {text}\ntimezone = \"UTC\"\n\n\
         [[procedures]]\nid = \"one\"\ntitle = {text}\npurpose = {text}\nsymptoms = [{text}]\nschedule = \"daily 00:00\"\nearly = \"24h\"\n\n\
         [[procedures.steps]]\nid = \"s1\"\ntitle = {text}\ndetail = {text}\nexpect = {text}\ncaution = {text}\n\n\
         [[procedures.steps]]\nid = \"s2\"\ntitle = {text}\nreading = {{ unit = {text} }}\n\n\
         [[procedures.steps]]\nid = \"s3\"\ntitle = {text}\nchoose = [\"yes\", \"no\"]\n"
    )
}

/// Fails where one of them came through, or any other sequence that a terminal obeys.
fn assert_harmless(about: &str, text: &str, all: &BTreeSet<char>, may_colour: bool) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| all.contains(&c)) {
        rest = &rest[at..];
        let colour = rest.strip_prefix("\u{1b}[").filter(|_| may_colour);
        let end = colour.and_then(|rest| rest.find(|c: char| !matches!(c, '0'..='9' | ';')));
        match (colour, end) {
            (Some(sequence), Some(end)) if sequence[end..].starts_with('m') => {
                rest = &sequence[end + 1..];
            }
            _ => panic!(
                "{about}: {:?} came through in {:?}",
                rest.chars().next(),
                rest.chars().take(40).collect::<String>()
            ),
        }
    }
}

/// Every command that says something, once with colours and once without.
fn drive(setup: &Setup, arguments: &[&str], all: &BTreeSet<char>) -> Output {
    for colour in ["never", "always"] {
        let arguments = [arguments, &["--color", colour]].concat();
        let output = setup.run(&arguments);
        let about = format!("{arguments:?}");
        let may_colour = colour == "always";
        assert_harmless(&about, &output.stdout, all, may_colour);
        assert_harmless(&about, &output.stderr, all, may_colour);
    }
    setup.run(arguments)
}

#[test]
fn no_code_point_comes_through_the_command_line() {
    let all: BTreeSet<char> = hostile().into_iter().collect();
    let mut driven = 0;
    for text in &batches(48) {
        let setup = rounds();
        setup.write_runbook("hostile", &runbook(text));
        setup.write_runbook("broken", &format!("{} = 5\ntitle = [", quoted(text)));
        let run = setup.run(&["start", "hostile/one", "--no-open"]);
        assert_eq!(run.code, Some(0), "{text:?}: {}", run.stderr);
        let run = run.stdout.trim().to_owned();
        setup.run(&["do", &run, "1", "--caution-read"]);
        setup.run(&["do", &run, "1", "not-ok", "--note", text]);
        assert_eq!(setup.run(&["note", text]).code, Some(0), "{text:?}");
        let commands: [&[&str]; 24] = [
            &["due"],
            &["list", "runbooks"],
            &["list", "procedures"],
            &["list", "runs"],
            &["show", "hostile"],
            &["show", "hostile/one"],
            &["show", &run],
            &["find", text],
            &["open", text],
            &["start", text],
            &["alert", text],
            &["do", &run, text, "ok"],
            &["do", &run, "s2", &format!("value={text}")],
            &["do", &run, "s3", &format!("choice={text}")],
            &["do", &run, "s3", text],
            &["run", text, "finish"],
            &["waive", text, "--reason", text],
            &["note", "--run", text, text],
            &["check"],
            &["check", "--format", "github"],
            &["check", text],
            &["journal", "tail"],
            &["journal", "verify", "--expect", text],
            &[text],
        ];
        for arguments in commands {
            drive(&setup, arguments, &all);
            driven += 2;
        }
        let jsons: [&[&str]; 6] = [
            &["due", "--json"],
            &["list", "procedures", "--json"],
            &["show", "hostile/one", "--json"],
            &["show", &run, "--json"],
            &["journal", "scan", "--json"],
            &["journal", "export"],
        ];
        for arguments in jsons {
            let output = drive(&setup, arguments, &all);
            for document in documents(arguments, &output.stdout) {
                let json: Value = serde_json::from_str(document).expect("valid JSON");
                driven += usize::from(json.to_string().contains('a'));
            }
        }
        // Nothing was dropped: what was written down comes out whole.
        let export = setup.run(&["journal", "export"]).stdout;
        let found = export.lines().any(|line| {
            let entry: Value = serde_json::from_str(line).unwrap();
            entry["events"][0]["text"] == text.as_str()
        });
        assert!(found, "{text:?} is not in the journal as it was typed");
    }
    println!(
        "figure: {} hostile code points through {driven} answers of the command line",
        all.len()
    );
}

/// One document, or one a line where the command writes lines.
fn documents<'a>(arguments: &[&str], stdout: &'a str) -> Vec<&'a str> {
    match arguments {
        ["journal", "export"] => stdout.lines().collect(),
        _ => vec![stdout],
    }
}

#[test]
fn no_code_point_comes_through_the_screens() {
    let all: BTreeSet<char> = hostile().into_iter().collect();
    let batches = batches(16);
    // A terminal takes its time: every ninth text. All of them go through the text room's tests.
    for text in batches.iter().step_by(9) {
        let mut setup = rounds();
        setup.size = (160, 60);
        setup.write_runbook("hostile", &runbook(text));
        let mut screen = Screen::start(&setup, &[]);
        screen
            .until("1 Today")
            .until_gone("being read")
            .until("Due now");
        screen.keys("<enter>").until("│ 1 · ").until("CAUTION");
        screen.keys("c").until("You read this at").keys("JJJKKK");
        screen.keys("n").until("Note on the step");
        let typed: String = text.chars().filter(|c| !c.is_control()).collect();
        screen
            .paste(&typed)
            .keys("<enter>")
            .until("The note is saved.");
        screen.keys("x").until("what did you see?").paste(&typed);
        screen
            .keys("<enter>")
            .until("│ 2 · ")
            .keys("?")
            .until("esc");
        screen.keys("<esc>").keys("q").until("1 Today").keys("2");
        screen
            .until("Runbooks")
            .keys("3")
            .until("Journal")
            .keys("q");
        assert_eq!(screen.exit_code(), 0, "{}", screen.text());
        let raw = String::from_utf8(screen.raw()).expect("UTF-8 alone");
        let unseen: BTreeSet<char> = all.iter().copied().filter(|c| !c.is_control()).collect();
        assert_harmless("the screens", &raw, &unseen, false);
        super::hostile::assert_only_own_sequences(&screen);
    }
}
