//! Every procedure that the project ships, rehearsed to its end by line prompts: with each of
//! its scenarios, and without one by the first and by the last of all choices.
//!
//! Whoever walks here reads the prompts as a newcomer does and takes what they offer; a
//! procedure that nobody can get to the end of, or a prompt that names a word which does
//! nothing, ends the journey.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::kit::Setup;
use crate::scene::{assert_clean, count, rounds};

/// No shipped procedure asks more often, with all that it calls.
const PROMPTS: usize = 150;

/// By what somebody rehearses.
#[derive(Clone, Copy, Debug)]
enum Way<'a> {
    Scenario(&'a str),
    FirstChoices,
    LastChoices,
}

#[test]
fn every_shipped_procedure_is_rehearsed_to_its_end() {
    let setup = rounds();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks"),
        &setup.runbooks(),
    );
    let listed = json(&setup, &["list", "procedures", "--json"]);
    let mut walked = 0;
    for listed in listed.as_array().unwrap() {
        let procedure = listed["procedure"].as_str().unwrap();
        let target = listed["targets"][0].as_str();
        let shown = json(&setup, &["show", procedure, "--json"]);
        let scenarios = shown["rehearsals"].as_array().unwrap().iter();
        let scenarios = scenarios.map(|it| Way::Scenario(it["title"].as_str().unwrap()));
        let mut ways: Vec<_> = scenarios.chain([Way::FirstChoices]).collect();
        while let Some(way) = ways.pop() {
            let said = rehearse(&setup, procedure, target, way);
            assert!(
                said.contains("Looking back: it took"),
                "{procedure}, {way:?}:\n{said}"
            );
            if matches!(way, Way::FirstChoices) && said.contains("Choose one of: ") {
                ways.push(Way::LastChoices);
            }
            walked += 1;
        }
    }
    assert!(walked > 40, "{walked}");
    assert_eq!(
        count(&setup, "command-started"),
        0,
        "a rehearsal ran something"
    );
    assert_clean(&setup);
}

fn copy(from: &Path, to: &Path) {
    for file in fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[track_caller]
fn json(setup: &Setup, arguments: &[&str]) -> Value {
    let output = setup.run(arguments);
    assert_eq!(output.code, Some(0), "{output:?}");
    serde_json::from_str(&output.stdout).unwrap()
}

/// Walks one rehearsal; gives all that was said in it.
fn rehearse(setup: &Setup, procedure: &str, target: Option<&str>, way: Way<'_>) -> String {
    let mut arguments = vec!["start", procedure, "--rehearse", "--plain"];
    arguments.extend(target.into_iter().flat_map(|target| ["--on", target]));
    if let Way::Scenario(title) = way {
        arguments.extend(["--scenario", title]);
    }
    let mut program = setup
        .command(setup.program())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // That the shipped revision is not approved is said there, each time.
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = program.stdin.take().unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut said = String::new();
    let mut page = Page::default();
    let mut prompts = 0;
    for line in lines {
        let line = line.unwrap();
        said = format!("{said}{line}\n");
        for wrong in [
            "is no word here",
            "neither a choice of this step",
            "is none of these",
        ] {
            assert!(!line.contains(wrong), "{procedure}, {way:?}:\n{said}");
        }
        if let Some(answer) = page.heard(&line, way) {
            prompts += 1;
            assert!(
                prompts < PROMPTS,
                "{procedure}, {way:?}, has no end:\n{said}"
            );
            said = format!("{said}> {answer}\n");
            // A program that has ended reads no more; what it said last is still to come.
            let _ = writeln!(input, "{answer}");
        }
    }
    drop(input);
    assert!(
        program.wait().unwrap().success(),
        "{procedure}, {way:?}:\n{said}"
    );
    said
}

/// What was said so far, and what was tried at each step already.
#[derive(Debug, Default)]
struct Page {
    lines: Vec<String>,
    /// The heads of steps, and words that were said at them: each is said once.
    tried: BTreeSet<(String, &'static str)>,
}

impl Page {
    /// What is answered to a line; none where it asks nothing.
    fn heard(&mut self, line: &str, way: Way<'_>) -> Option<String> {
        if line.contains("(it is not shown") {
            return Some("aSecretOfTwentyFourLettersOrMore".to_owned());
        }
        if let Some((place, takes)) = line
            .strip_suffix(", ? for all words):")
            .and_then(|it| it.split_once('('))
        {
            let takes: Vec<_> = takes.split(", ").collect();
            return Some(self.answer(place, &takes, way));
        }
        if line.ends_with("(a number, enter cancels)") {
            return Some("1".to_owned());
        }
        if line.ends_with("(enter cancels):") {
            return Some("as the scenario says".to_owned());
        }
        if line.ends_with("esc cancels):") {
            // What is offered is taken; what may be empty is left so.
            return Some(String::new());
        }
        self.lines.push(line.to_owned());
        None
    }

    fn answer(&mut self, place: &str, takes: &[&str], way: Way<'_>) -> String {
        if place.contains("the end") {
            return "finish".to_owned();
        }
        // The run has ended, and what is due is offered.
        if !place.contains("step ") {
            return "q".to_owned();
        }
        let takes_word = |word: &str| {
            let mut words = takes.iter().filter_map(|it| it.split(' ').next());
            words.any(|known| known == word)
        };
        let signs = takes.contains(&"ok sign");
        for (offered, word) in [("c", "c"), ("sign", "sign"), ("p", "p"), ("!", "!")] {
            let step = self.lines.iter().rfind(|line| line.contains("Step "));
            let step = step.cloned().unwrap_or_default();
            let is_offered = takes_word(offered) || (signs && offered == "sign");
            if is_offered && self.tried.insert((step, word)) {
                return word.to_owned();
            }
        }
        if takes_word(">") {
            return "> somebody looks into it".to_owned();
        }
        if takes.contains(&"enter next") {
            return String::new();
        }
        self.by_hand(takes, way)
    }

    /// The answer that the scenario or the page names.
    fn by_hand(&self, takes: &[&str], way: Way<'_>) -> String {
        let found = self.last("The scenario finds: ");
        match found {
            Some("not-ok") => return "x as the scenario says".to_owned(),
            Some(found) => return found.to_owned(),
            None => {}
        }
        match () {
            () if takes.contains(&"a number") => "1".to_owned(),
            () if takes.contains(&"the text") => self.text(),
            () if takes.contains(&"a number or a choice") => self.choice(way),
            () => "ok".to_owned(),
        }
    }

    /// What stands behind words in the lines of the step that is up.
    fn last(&self, words: &str) -> Option<&str> {
        let from = self.lines.iter().rposition(|line| line.contains("Step "));
        let lines = self.lines[from.unwrap_or(0)..].iter();
        let mut behind = lines.filter_map(|line| Some(line.split_once(words)?.1));
        behind.next()
    }

    fn text(&self) -> String {
        let given = self.last("; it was given as ");
        let example = self.last(", such as ");
        let example = example.map(|it| it.split("; ").next().unwrap_or(it));
        match (given, example) {
            (Some(_), _) => "ok".to_owned(),
            (None, Some(example)) => example.to_owned(),
            (None, None) => panic!("nothing says what is asked for: {:?}", self.lines),
        }
    }

    fn choice(&self, way: Way<'_>) -> String {
        let choices = self.last("Choose one of: ").unwrap_or_default();
        match way {
            Way::LastChoices => choices.split("; ").count().to_string(),
            Way::Scenario(_) | Way::FirstChoices => "1".to_owned(),
        }
    }
}
