//! The measures for a monitoring system, held against the rules of Prometheus's text format and
//! of `promtool check metrics`, and against what `rounds due` says.

use crate::kit::Setup;
use crate::scene::rounds;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// One sample, as it was read.
#[derive(Debug, PartialEq)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

/// What was read of a text, family by family.
#[derive(Debug, Default)]
struct Exposition {
    helps: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    samples: Vec<Sample>,
}

fn is_name(name: &str, more: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || more.contains(c);
    name.starts_with(|c: char| fits(c) && !c.is_ascii_digit()) && name.chars().all(fits)
}

/// A text up to a quote that ends it, or to its end: what the format's escapes stand for, and
/// what is left.
fn unescaped(text: &str, quoted: bool) -> Result<(String, &str), String> {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted => return Ok((out, rest.as_str())),
            '\\' => match rest.next() {
                Some('\\') => out.push('\\'),
                Some('n') => out.push('\n'),
                Some('"') if quoted => out.push('"'),
                other => return Err(format!("no escape: \\{other:?} in {text}")),
            },
            c => out.push(c),
        }
    }
    match quoted {
        true => Err(format!("a value is not closed: {text}")),
        false => Ok((out, "")),
    }
}

fn labels(text: &str) -> Result<(BTreeMap<String, String>, &str), String> {
    let mut labels = BTreeMap::new();
    let Some(mut rest) = text.strip_prefix('{') else {
        return Ok((labels, text));
    };
    loop {
        if let Some(rest) = rest.strip_prefix('}') {
            return Ok((labels, rest));
        }
        let (name, value) = rest.split_once("=\"").ok_or(format!("no label: {rest}"))?;
        let (value, behind) = unescaped(value, true)?;
        if !is_name(name, "") || name.starts_with("__") {
            return Err(format!("no name of a label: {name}"));
        }
        if labels.insert(name.to_owned(), value).is_some() {
            return Err(format!("a label stands twice: {name}"));
        }
        rest = behind.strip_prefix(',').unwrap_or(behind);
    }
}

fn sample(line: &str) -> Result<Sample, String> {
    let end = line.find(['{', ' ']).ok_or(format!("no sample: {line}"))?;
    let (name, rest) = line.split_at(end);
    let (labels, rest) = labels(rest)?;
    let words: Vec<&str> = rest.split(' ').filter(|it| !it.is_empty()).collect();
    let (value, at) = match words[..] {
        [value] => (value, "0"),
        [value, at] => (value, at),
        _ => return Err(format!("no value: {line}")),
    };
    at.parse::<i64>()
        .map_err(|_| format!("no moment: {line}"))?;
    let value = match value {
        "+Inf" => f64::INFINITY,
        "-Inf" => f64::NEG_INFINITY,
        value => value.parse().map_err(|_| format!("no number: {line}"))?,
    };
    if !is_name(name, ":") {
        return Err(format!("no name of a metric: {name}"));
    }
    Ok(Sample {
        name: name.to_owned(),
        labels,
        value,
    })
}

/// Reads a text as the format has it.
fn read(text: &str) -> Result<Exposition, String> {
    let mut read = Exposition::default();
    let mut closed: BTreeSet<String> = BTreeSet::new();
    let mut open = String::new();
    if !text.ends_with('\n') {
        return Err("the last line is not ended".to_owned());
    }
    for line in text.lines() {
        let comment = line
            .strip_prefix("# ")
            .map(|it| it.splitn(3, ' ').collect::<Vec<_>>());
        let name = match &comment {
            Some(words) if matches!(words[..], ["HELP" | "TYPE", _, _]) => words[1].to_owned(),
            Some(_) => continue,
            None => sample(line)?.name,
        };
        if name != open {
            closed.insert(std::mem::replace(&mut open, name.clone()));
        }
        if closed.contains(&name) {
            return Err(format!("{name} stands in several places"));
        }
        let has_samples = read.samples.iter().any(|it| it.name == name);
        match comment.as_deref() {
            Some([_, _, _]) if has_samples => {
                return Err(format!("{name} is told about behind its samples"));
            }
            Some(["HELP", _, words]) => {
                let (words, _) = unescaped(words, false)?;
                if read.helps.insert(name.clone(), words).is_some() {
                    return Err(format!("{name} has two HELP"));
                }
            }
            Some(["TYPE", _, kind]) => {
                let known = ["counter", "gauge", "histogram", "summary", "untyped"];
                if !known.contains(kind) {
                    return Err(format!("no type: {kind}"));
                }
                if read
                    .kinds
                    .insert(name.clone(), (*kind).to_owned())
                    .is_some()
                {
                    return Err(format!("{name} has two TYPE"));
                }
            }
            _ => {
                let found = sample(line)?;
                let same = |it: &Sample| it.name == found.name && it.labels == found.labels;
                if read.samples.iter().any(same) {
                    return Err(format!("a series stands twice: {line}"));
                }
                read.samples.push(found);
            }
        }
    }
    Ok(read)
}

/// What `promtool check metrics` finds fault with in a text that can be read.
fn lint(read: &Exposition) -> Vec<String> {
    const UNITS: &[&str] = &[
        "ms",
        "millis",
        "milliseconds",
        "minutes",
        "hours",
        "days",
        "percent",
        "kb",
        "mb",
        "bits",
        "kilobytes",
        "sec",
        "secs",
    ];
    let mut found = Vec::new();
    for sample in &read.samples {
        let name = &sample.name;
        let kind = read.kinds.get(name).map_or("untyped", String::as_str);
        let mut words = name.split('_');
        if read.helps.get(name).is_none_or(|it| it.trim().is_empty()) {
            found.push(format!("{name} has no help text"));
        }
        if kind == "untyped" {
            found.push(format!("{name} has no type"));
        }
        if (kind == "counter") != name.ends_with("_total") {
            found.push(format!(
                "{name}: _total is for counters, and for all of them"
            ));
        }
        for end in ["_bucket", "_count", "_sum", "_info"] {
            if name.ends_with(end) {
                found.push(format!("{name} ends as a {kind} should not"));
            }
        }
        if words.any(|it| UNITS.contains(&it)) {
            found.push(format!("{name} has no base unit"));
        }
        if name.split('_').any(|it| it == kind) || name.contains(':') {
            found.push(format!(
                "{name}: neither its type nor a colon belongs into a name"
            ));
        }
        if name.contains(|c: char| c.is_ascii_uppercase())
            || sample
                .labels
                .keys()
                .any(|it| it.contains(|c: char| c.is_ascii_uppercase()))
        {
            found.push(format!("{name}: names are in snake case"));
        }
        if sample.labels.contains_key("le") || sample.labels.contains_key("quantile") {
            found.push(format!("{name} has a label of another type"));
        }
    }
    found
}

#[test]
fn what_breaks_the_format_is_found() {
    for (text, words) in [
        ("a 1", "not ended"),
        ("a 1\n# HELP a X.\n", "behind its samples"),
        ("# TYPE a gauge\n# TYPE a gauge\na 1\n", "two TYPE"),
        ("# HELP a X.\n# HELP a Y.\na 1\n", "two HELP"),
        ("# TYPE a number\na 1\n", "no type"),
        ("a 1\nb 1\na{x=\"1\"} 2\n", "several places"),
        ("a{x=\"1\"} 1\na{x=\"1\"} 2\n", "twice"),
        ("a{x=\"1\",x=\"2\"} 1\n", "twice"),
        ("a{x=\"\\t\"} 1\n", "no escape"),
        ("a{x=\"1} 1\n", "not closed"),
        ("a{1x=\"1\"} 1\n", "no name of a label"),
        ("1a 1\n", "no name of a metric"),
        ("a one\n", "no number"),
        ("a\n", "no sample"),
    ] {
        let told = read(text).unwrap_err();
        assert!(told.contains(words), "{text:?}: {told}");
    }
    let whole =
        read("# HELP a_ms X\\\\Y.\n# TYPE a_ms gauge\na_ms{x=\"q\\\"\\\\\\n\"} +Inf 7\n").unwrap();
    assert_eq!(whole.helps["a_ms"], "X\\Y.");
    assert_eq!(whole.samples[0].labels["x"], "q\"\\\n");
    assert_eq!(lint(&whole).len(), 1);
}

fn value(read: &Exposition, name: &str) -> f64 {
    let all = read.samples.iter().filter(|it| it.name == name);
    all.map(|it| it.value).sum()
}

/// Names that the format's quotes, escapes and lines could stumble over.
#[test]
fn words_of_a_runbook_do_not_break_the_format() {
    let setup = rounds();
    setup.write_runbook(
        "odd",
        "title = 'O'\ntimezone = 'UTC'\n[[contacts]]\nid = 'c'\nname = 'C'\ncontact = 'p'\n[[escalation]]\nseverity = 'se\"v\\ 1 größe{x=\"1\"}'\nrespond_within = '15m'\npath = [{ contact = 'c' }]\n[targets.\"é-u\"]\nH = 'x'\n[[procedures]]\nid = 'käse'\ntitle = 'K'\ntargets = ['é-u']\nschedule = 'daily 00:00'\nsteps = ['a']\n",
    );
    let severity = "se\"v\\ 1 größe{x=\"1\"}";
    let opened = setup.run(&["escalate", "odd", severity, "--title", "x"]);
    assert_eq!(opened.code, Some(0), "{opened:?}");
    let told = setup.run(&["metrics"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    let read = read(&told.stdout).unwrap();
    assert_eq!(lint(&read), Vec::<String>::new());
    let labels = |name: &str| {
        let found = read.samples.iter().find(|it| it.name == name);
        found.map(|it| it.labels.clone()).unwrap()
    };
    assert_eq!(labels("rounds_open_escalations")["severity"], severity);
    assert_eq!(
        labels("rounds_overdue_occurrences")["procedure"],
        "odd/käse"
    );
    assert_eq!(labels("rounds_overdue_occurrences")["target"], "é-u");
}

#[test]
fn measures_agree_with_what_is_due_and_say_when_they_are_not_whole() {
    let setup: Setup = rounds();
    let folder = setup.run(&["demo", "--no-open"]);
    assert_eq!(folder.code, Some(0), "{folder:?}");
    let said = format!("{}{}", folder.stdout, folder.stderr);
    let journal = said
        .split_whitespace()
        .map(|word| word.trim_matches('\''))
        .find(|word| word.ends_with("/journal"))
        .unwrap()
        .to_owned();
    let runbooks = Path::new(&journal).with_file_name("runbooks");
    let setup = setup
        .with("ROUNDS_JOURNAL", &journal)
        .with("ROUNDS_RUNBOOKS", runbooks.to_str().unwrap());
    let file = setup.home().join("rounds.prom");
    let to = file.to_str().unwrap();
    for _ in 0..2 {
        let told = setup.run(&["metrics", "--to", to]);
        assert_eq!(told.code, Some(0), "{told:?}");
    }
    let text = fs::read_to_string(&file).unwrap();
    let whole = read(&text).unwrap();
    assert_eq!(lint(&whole), Vec::<String>::new());
    assert_eq!(value(&whole, "rounds_record_readable"), 1.0);
    for name in [
        "rounds_on_time_ratio",
        "rounds_last_completed_timestamp_seconds",
    ] {
        let mut all = whole.samples.iter().filter(|it| it.name == name);
        assert!(all.any(|it| it.labels.contains_key("runbook")), "{text}");
    }
    let due: Value = serde_json::from_str(&setup.run(&["due", "--json"]).stdout).unwrap();
    let items = due["items"].as_array().unwrap();
    let overdue: f64 = items
        .iter()
        .filter(|it| it["standing"] == "overdue")
        .map(|it| it["count"].as_f64().unwrap_or(1.0))
        .sum();
    assert_eq!(value(&whole, "rounds_overdue_occurrences"), overdue);
    let left = fs::read_dir(setup.home()).unwrap().flatten();
    let parts = left.filter(|it| it.file_name().to_string_lossy().ends_with(".part"));
    assert_eq!(parts.count(), 0);

    fs::write(runbooks.join("broken.toml"), "title =").unwrap();
    let told = setup.run(&["metrics", "--to", to]);
    assert_eq!(told.code, Some(3), "{told:?}");
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(value(&read(&text).unwrap(), "rounds_record_readable"), 0.0);
    fs::remove_dir_all(Path::new(&journal).parent().unwrap()).unwrap();
}

/// A rename would put a plain file in the place of a device, a pipe or a link.
#[test]
fn only_a_plain_file_is_ever_replaced() {
    let setup = rounds();
    let book = "title = \"Shop\"\ntimezone = \"UTC\"\n[[procedures]]\ntitle = \"Look\"\nsteps = [\"Look\"]\n";
    setup.write_runbook("shop", book);
    let at = |name: &str| setup.home().join(name);
    let made = std::process::Command::new("mkfifo")
        .arg(at("pipe"))
        .status();
    assert!(made.unwrap().success());
    fs::write(at("file"), "old").unwrap();
    fs::create_dir(at("folder")).unwrap();
    for to in ["file", "pipe", "nowhere"] {
        std::os::unix::fs::symlink(to, at(&format!("to-{to}"))).unwrap();
    }
    let kind = |name: &str| at(name).symlink_metadata().unwrap().file_type();
    let writers: [&[&str]; 2] = [
        &["metrics", "--to"],
        &["export", "shop", "--replace", "--out"],
    ];
    for write in writers {
        for name in ["pipe", "folder", "to-pipe", "to-nowhere"] {
            let before = kind(name);
            let told = setup.run(&[write, &[name]].concat());
            assert_eq!(told.code, Some(5), "{name}: {told:?}");
            assert_eq!(kind(name), before, "{name}");
        }
        let pipe = setup.run(&[write, &["pipe"]].concat());
        assert!(pipe.stderr.contains("no plain file"), "{pipe:?}");
        fs::write(at("file"), "old").unwrap();
        let through = setup.run(&[write, &["to-file"]].concat());
        assert_eq!(through.code, Some(0), "{through:?}");
        assert!(kind("to-file").is_symlink());
        assert_ne!(fs::read_to_string(at("file")).unwrap(), "old");
    }
    let left = fs::read_dir(setup.home()).unwrap();
    let names = left.map(|it| it.unwrap().file_name().into_string().unwrap());
    assert!(!names.into_iter().any(|name| name.contains(".part")));
}
