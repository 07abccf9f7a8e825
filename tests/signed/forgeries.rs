//! Forgeries in another operator's name: none counts, and each is shown.

use crate::forger::{Forger, Head, key, sign, text};
use crate::{Asked, Team, elsewhere, has_ssh_keygen, said};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What a forger has at hand.
struct At<'a> {
    journal: &'a Path,
    id: String,
    /// The record's own list of keys, by its entry.
    list: String,
    /// Its lines.
    lines: Vec<String>,
    /// The victim's writer.
    victim: String,
    /// A genuine signature of the victim, and what it is over.
    genuine: (String, Vec<Head>),
    /// A key that is nobody's, one of a colleague's, the victim's own, one that has run out.
    keys: [(&'a Path, String); 4],
}

/// The word that is forged: on which thread, and what.
pub type Word = (String, String);

type Way = (&'static str, fn(&At<'_>, &Word) -> Forger);

const WRITER: &str = "ops-a@evil-000001";

fn folder(at: &At<'_>) -> Forger {
    Forger::new(at.journal, &at.id, WRITER, "ops-a")
}

/// In a new folder, and sealed by what is given.
fn sealed(at: &At<'_>, word: &Word, sign: impl FnOnce(&[Head]) -> String) -> Forger {
    let mut forger = folder(at);
    forger.say(&word.0, &word.1);
    let heads = [forger.head()];
    let signature = sign(&heads);
    forger.seal("ops-a", &heads, &signature);
    forger
}

fn with_key(at: &At<'_>, word: &Word, which: usize) -> Forger {
    sealed(at, word, |heads| {
        sign(at.keys[which].0, &text(&at.id, Some("ops-a"), heads))
    })
}

/// After a list by which the key that is nobody's is the victim's.
fn after_list(at: &At<'_>, word: &Word, by: (&str, &str), knows: bool) -> Forger {
    let mut lister = Forger::new(at.journal, &at.id, by.0, by.1);
    if !knows {
        lister = lister.first();
    }
    let mut lines = at.lines.clone();
    lines.push(format!("ops-a {}", at.keys[0].1));
    let over = if knows {
        vec![at.list.clone()]
    } else {
        Vec::new()
    };
    // As far as the forged folder will have come: as if that had been there before.
    let heads = vec![format!("{WRITER}:9:0123456789abcdef")];
    lister.list(&lines, &heads, &over);
    with_key(at, word, 0)
}

const WAYS: &[Way] = &[
    ("a new folder", |at, word| {
        let mut forger = folder(at);
        forger.say(&word.0, &word.1);
        forger
    }),
    ("a new folder, as the first entry of all", |at, word| {
        let mut forger = folder(at).first().at("2020-01-01T00:00:00.000Z");
        forger.say(&word.0, &word.1);
        forger
    }),
    ("a tail", |at, word| {
        let mut forger = Forger::behind(at.journal, &at.victim, "ops-a");
        forger.say(&word.0, &word.1);
        forger
    }),
    ("a tail under the genuine signature again", |at, word| {
        let mut forger = Forger::behind(at.journal, &at.victim, "ops-a");
        forger.say(&word.0, &word.1);
        forger.seal("ops-a", &at.genuine.1, &at.genuine.0);
        forger
    }),
    ("a tail under a signature moved to its end", |at, word| {
        let mut forger = Forger::behind(at.journal, &at.victim, "ops-a");
        forger.say(&word.0, &word.1);
        let heads = [forger.head()];
        forger.seal("ops-a", &heads, &at.genuine.0);
        forger
    }),
    ("a key that is nobody's", |at, word| with_key(at, word, 0)),
    ("a colleague's key", |at, word| with_key(at, word, 1)),
    ("a key of the victim's that has run out", |at, word| {
        with_key(at, word, 3)
    }),
    (
        "a key that has run out, and a clock set back",
        |at, word| {
            let mut forger = folder(at).at("2020-01-01T00:00:00.000Z");
            forger.say(&word.0, &word.1);
            let heads = [forger.head()];
            let signature = sign(at.keys[3].0, &text(&at.id, Some("ops-a"), &heads));
            forger.seal("ops-a", &heads, &signature);
            forger
        },
    ),
    ("a signature over another journal", |at, word| {
        sealed(at, word, |heads| {
            let other = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
            sign(at.keys[2].0, &text(other, Some("ops-a"), heads))
        })
    }),
    ("a witness's seal as if it were one's own", |at, word| {
        sealed(at, word, |heads| {
            sign(at.keys[2].0, &text(&at.id, None, heads))
        })
    }),
    ("a signature over another's record", |at, word| {
        sealed(at, word, |heads| {
            sign(at.keys[2].0, &text(&at.id, Some("ops-b"), heads))
        })
    }),
    ("a signature that is cut", |at, word| {
        sealed(at, word, |_| {
            at.genuine.0[..at.genuine.0.len() / 2].to_owned()
        })
    }),
    ("no signature at all", |at, word| {
        sealed(at, word, |_| String::new())
    }),
    (
        "a colleague's own signature in the colleague's folder",
        |at, word| {
            let mut forger = Forger::new(at.journal, &at.id, "ops-b@evil-000001", "ops-a");
            forger.say(&word.0, &word.1);
            let heads = [forger.head()];
            let signature = sign(at.keys[1].0, &text(&at.id, Some("ops-b"), &heads));
            forger.seal("ops-b", &heads, &signature);
            forger
        },
    ),
    ("a changed list", |at, word| {
        after_list(at, word, ("ops-x@evil-000001", "ops-x"), true)
    }),
    ("a changed list in the victim's name", |at, word| {
        after_list(at, word, ("ops-a@evil-000002", "ops-a"), true)
    }),
    ("a list as if it were the first", |at, word| {
        after_list(at, word, ("ops-x@evil-000001", "ops-x"), false)
    }),
    ("a list without the victim", |at, word| {
        let mut lister = Forger::new(at.journal, &at.id, "ops-x@evil-000001", "ops-x").first();
        lister.list(&[at.lines[1].clone()], &[], &[]);
        let mut forger = folder(at);
        forger.say(&word.0, &word.1);
        forger
    }),
];

pub struct Scene {
    pub team: Team,
    pub asked: Asked,
    pub stranger: (std::path::PathBuf, String),
    pub old: (std::path::PathBuf, String),
}

pub fn scene() -> Scene {
    let team = Team::new();
    let stranger = key(&team.setup, "key-x");
    let old = key(&team.setup, "key-old");
    let list = team.setup.runbooks().join(crate::LIST);
    let mut text = fs::read_to_string(&list).unwrap();
    text.push_str(&format!("ops-a valid-before=\"20261101\" {}\n", old.1));
    fs::write(&list, text).unwrap();
    let asked = team.ask();
    // Something genuine of the victim's, so that there is something to copy.
    team.well("ops-a", &["handover", "--to", "ops-b"]);
    let given = team.json("ops-c", &["handover", "--json", "--to", "ops-a"]);
    let asked = Asked {
        handover: given["handover"].as_str().unwrap().to_owned(),
        ..asked
    };
    Scene {
        team,
        asked,
        stranger,
        old,
    }
}

fn lines_of(journal: &Path) -> Vec<Value> {
    let mut all = Vec::new();
    for item in fs::read_dir(journal).unwrap() {
        let path = item.unwrap().path().join("000001.jsonl");
        let text = fs::read_to_string(path).unwrap_or_default();
        all.extend(
            text.lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap()),
        );
    }
    all
}

fn at<'a>(scene: &'a Scene, journal: &'a Path) -> At<'a> {
    let team = &scene.team;
    let victim = team.writer("ops-a");
    let (mut list, mut lines, mut genuine) = (String::new(), Vec::new(), None);
    for item in fs::read_dir(journal).unwrap() {
        let folder = item.unwrap().path();
        let writer = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(folder.join("000001.jsonl")).unwrap_or_default();
        for line in text.lines() {
            let entry: Value = serde_json::from_str(line).unwrap();
            let event = &entry["events"][0];
            if event["event"] == "keys-noticed" {
                let hash = entry["hash"].as_str().unwrap();
                list = format!("{writer}:{}:{}", entry["seq"], &hash[..16]);
                lines = serde_json::from_value(event["lines"].clone()).unwrap();
            }
            if event["event"] == "sealed" && writer == victim {
                let head = &event["heads"][0];
                let head = Head {
                    writer: head["writer"].as_str().unwrap().to_owned(),
                    seq: head["seq"].as_u64().unwrap(),
                    hash: head["hash"].as_str().unwrap().to_owned(),
                };
                let signature = event["signature"].as_str().unwrap().to_owned();
                genuine = Some((signature, vec![head]));
            }
        }
    }
    At {
        journal,
        id: team.journal_id(),
        list,
        lines,
        victim,
        genuine: genuine.unwrap(),
        keys: [
            (&scene.stranger.0, scene.stranger.1.clone()),
            (&team.keys[1].0, team.keys[1].1.clone()),
            (&team.keys[0].0, team.keys[0].1.clone()),
            (&scene.old.0, scene.old.1.clone()),
        ],
    }
}

/// The words that are worth forging.
pub fn words(asked: &Asked) -> Vec<Word> {
    let Asked {
        change,
        review,
        run,
        answer,
        handover,
    } = asked;
    vec![
        (
            format!("follow-up:{change}"),
            format!(r#"{{"event":"follow-up-moved","id":"{change}","state":"approved","over":["{review}"]}}"#),
        ),
        (
            format!("run:{run}"),
            format!(
                r#"{{"event":"signed-off","step":"drop","role":"technical","meaning":"seen","signs":["{answer}"],"account":"evil","same_account":false}}"#
            ),
        ),
        (
            format!("handover:{handover}"),
            format!(r#"{{"event":"handover-accepted","id":"{handover}","rest":true}}"#),
        ),
        (
            "runbook:orders".to_owned(),
            r#"{"event":"waiver-accepted","runbook":"orders","item":"data","title":"Data","role":"technical","reason":"It keeps nothing.","until":"2030-01-01"}"#.to_owned(),
        ),
    ]
}

/// With the victim's key each would count: so it is the key that is missing, and nothing else.
#[test]
fn with_the_key_it_would_count() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    for (number, word) in words(&scene.asked).iter().enumerate() {
        let copy = elsewhere(&scene.team);
        let journal = copy.journal();
        with_key(&at(&scene, &journal), word, 2);
        let counts = copy.counts(&scene.asked);
        assert!(counts[number], "{word:?}: {counts:?}");
    }
}

#[test]
fn no_forgery_counts_and_each_is_shown() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    assert_eq!(scene.team.counts(&scene.asked), [false; 4]);
    let mut count = 0;
    for word in words(&scene.asked) {
        for (name, forge) in WAYS {
            count += 1;
            let copy = elsewhere(&scene.team);
            let journal = copy.journal();
            let forger = forge(&at(&scene, &journal), &word);
            assert_eq!(copy.counts(&scene.asked), [false; 4], "{name}: {word:?}");
            let report = copy.by("ops-c", &["journal", "verify"]);
            let event: Value = serde_json::from_str(&word.1).unwrap();
            let lines = lines_of(&journal);
            let line = lines.iter().find(|line| line["events"][0] == event);
            let (seq, hash) = (
                &line.unwrap()["seq"],
                line.unwrap()["hash"].as_str().unwrap(),
            );
            let shown = format!("word {}:{seq}:{}:", forger.writer, &hash[..16]);
            assert!(
                said(&report).contains(&shown),
                "{name}: {shown} is not in {}",
                said(&report)
            );
            assert!(
                said(&report).contains("unsigned: ops-a's key has not signed this"),
                "{name}"
            );
        }
    }
    assert!(count >= 40, "{count}");
    println!("figure: {count} forgeries, none of which counts");
}

/// What one operator said and signed goes on counting whatever is forged beside it.
#[test]
fn what_was_signed_goes_on_counting_beside_a_forgery() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    let (team, asked) = (&scene.team, &scene.asked);
    team.well("ops-b", &["follow-up", "move", &asked.change, "approved"]);
    assert!(team.counts(asked)[0]);
    for (name, forge) in WAYS {
        // A second list that says it was the first takes every key in doubt: that is told.
        if name.contains("list") && name.contains("first") || name.contains("without the victim") {
            continue;
        }
        let copy = elsewhere(team);
        let journal = copy.journal();
        forge(&at(&scene, &journal), &words(asked)[1]);
        assert!(copy.counts(asked)[0], "{name}");
    }
}

/// At the victim's own machine, too: what stood behind what was saved there is taken in, told, and
/// not signed over.
#[test]
fn a_tail_at_the_victims_own_machine_is_not_signed_over() {
    if !has_ssh_keygen() {
        return;
    }
    let scene = scene();
    let (team, asked) = (&scene.team, &scene.asked);
    let journal = team.journal();
    let word = &words(asked)[0];
    let mut forger = Forger::behind(&journal, &team.writer("ops-a"), "ops-a");
    forger.say(&word.0, &word.1);
    let given = team.by("ops-a", &["handover", "--to", "ops-b"]);
    assert!(
        said(&given).contains("stood beyond what was saved here"),
        "{}",
        said(&given)
    );
    assert!(!team.counts(asked)[0]);
    let report = team.by("ops-a", &["journal", "verify"]);
    assert!(
        said(&report).contains("unsigned: ops-a's key has not signed this"),
        "{}",
        said(&report)
    );
}
