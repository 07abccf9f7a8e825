//! The recipes of `rounds help hooks`, as they stand there: each is run against a receiver that
//! the journey itself makes on this machine, and what arrives is what that service takes.

use crate::kit::{Output, Setup};
use crate::scene::{holders, host, rounds};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

const BOOK: &str = r#"
title = "Orders sync"
timezone = "UTC"

[[contacts]]
id = "on-call"
name = "Orders on-call"
contact = "pager"

[[escalation]]
severity = "sev1"
respond_within = "15m"
path = [{ contact = "on-call" }]

[[procedures]]
title = "Look"
steps = ["Look"]
"#;

/// What a shell, JSON or a header could stumble over.
const TITLE: &str = r#"it's "down" $(id) `x` \n – Größe <!channel>"#;

/// A request as it came.
#[derive(Clone, Debug)]
struct Heard {
    head: String,
    body: String,
}

/// A receiver of HTTP on this machine.
struct Receiver {
    address: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    status: Arc<Mutex<u16>>,
}

impl Receiver {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = Self {
            address: format!("http://{}/in", listener.local_addr().unwrap()),
            heard: Arc::default(),
            status: Arc::new(Mutex::new(200)),
        };
        let (heard, status) = (receiver.heard.clone(), receiver.status.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") {
                    assert_ne!(reader.read_line(&mut head).unwrap(), 0, "{head}");
                }
                let length = head
                    .to_lowercase()
                    .split("content-length:")
                    .nth(1)
                    .map_or(0, |it| it.lines().next().unwrap().trim().parse().unwrap());
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let body = String::from_utf8(body).unwrap();
                heard.lock().unwrap().push(Heard { head, body });
                let status = *status.lock().unwrap();
                let answer = format!(
                    "HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        receiver
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

/// The recipe of this name: the block below its heading.
fn recipe(name: &str) -> String {
    let help = include_str!("../../src/cli/help/hooks.md");
    let from = help.find(&format!("### {name}")).unwrap();
    let lines = help[from..].lines().skip(1).skip_while(|it| it.is_empty());
    let block = lines.take_while(|it| it.starts_with("    ") || it.is_empty());
    let block: Vec<_> = block.map(|it| it.get(4..).unwrap_or_default()).collect();
    let script = block.join("\n");
    assert!(script.starts_with("#!/bin/sh\nset -e\n"), "{script}");
    script
}

/// The card that the help says to put in the place of Slack's text.
fn card() -> String {
    let help = include_str!("../../src/cli/help/hooks.md");
    let from = help.split("put `").nth(1).unwrap();
    from.split('`').next().unwrap().to_owned()
}

fn is_missing(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .unwrap();
    if !found.status.success() {
        eprintln!("skipped: {program}, which the recipe wants, is not installed");
    }
    !found.status.success()
}

struct Scene {
    setup: Setup,
}

impl Scene {
    /// A home whose escalations are told by this script.
    fn new(script: &str, environment: &[(&str, &str)]) -> Self {
        let setup = environment
            .iter()
            .fold(rounds(), |setup, (name, value)| setup.with(name, value));
        setup.write_runbook("orders-sync", BOOK);
        let hook = setup.home().join("hook");
        program(&hook, script);
        let host = host();
        let names: Vec<_> = environment.iter().map(|(name, _)| *name).collect();
        let names = names.iter().filter(|it| **it != "PATH");
        let folder = setup.home().join("config/rounds");
        fs::create_dir_all(&folder).unwrap();
        let config = format!(
            "[hooks]\nhost = {:?}\non_escalation = [{hook:?}, \"critical\"]\npass_env = {:?}\n",
            host,
            names.collect::<Vec<_>>()
        );
        fs::write(folder.join("config.toml"), config).unwrap();
        for place in [folder.parent().unwrap(), &folder] {
            fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let scene = Self { setup };
        scene.ok(&["hooks", "run"]);
        scene
    }

    #[track_caller]
    fn ok(&self, arguments: &[&str]) -> String {
        let told = self.setup.run(arguments);
        assert_eq!(told.code, Some(0), "{arguments:?}: {told:?}");
        told.stdout
    }

    /// Opens an escalation, and tells it; gives what was answered and the escalation's id.
    fn escalate(&self) -> (Output, String) {
        let id = self.open(TITLE);
        (self.setup.run(&["hooks", "run"]), id)
    }

    /// Opens an escalation; gives its id.
    fn open(&self, title: &str) -> String {
        let escalate = [
            "escalate",
            "orders-sync",
            "sev1",
            "--title",
            title,
            "--json",
        ];
        let opened: Value = serde_json::from_str(&self.ok(&escalate)).unwrap();
        opened["escalation"].as_str().unwrap().to_owned()
    }
}

fn program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[track_caller]
fn json_of(heard: &[Heard], at: usize) -> Value {
    assert!(heard[at].head.starts_with("POST "), "{heard:?}");
    let head = heard[at].head.to_lowercase();
    assert!(head.contains("content-type: application/json"), "{heard:?}");
    serde_json::from_str(&heard[at].body).unwrap()
}

#[test]
fn slack_and_teams_get_what_they_take_and_a_refusal_is_tried_again() {
    if is_missing("jq") || is_missing("curl") {
        return;
    }
    let slack = recipe("Slack, Mattermost, and Teams by a workflow's webhook");
    let text = r#"{text: ("rounds: " + .words | gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;"))}"#;
    assert!(slack.contains(text), "{slack}");
    let teams = slack.replace(text, &card());
    for (script, pointer) in [
        (slack, "/text"),
        (teams, "/attachments/0/content/body/0/text"),
    ] {
        let receiver = Receiver::new();
        let scene = Scene::new(&script, &[("SLACK_URL", &receiver.address)]);
        *receiver.status.lock().unwrap() = 500;
        let (failed, _) = scene.escalate();
        assert_eq!(failed.code, Some(1), "{failed:?}");
        *receiver.status.lock().unwrap() = 200;
        scene.ok(&["hooks", "run"]);
        scene.ok(&["hooks", "run"]);
        let heard = receiver.heard();
        assert_eq!(heard.len(), 2, "{heard:?}");
        assert_eq!(heard[0].body, heard[1].body);
        let told = json_of(&heard, 1);
        let words = told.pointer(pointer).and_then(Value::as_str).unwrap();
        // Slack calls a whole channel by a word in angles.
        let title = match pointer {
            "/text" => TITLE.replace("<!channel>", "&lt;!channel&gt;"),
            _ => TITLE.to_owned(),
        };
        assert!(words.contains(&title), "{told}");
        if pointer.starts_with("/attachments") {
            assert_eq!(told["type"], "message");
            assert_eq!(
                told["attachments"][0]["contentType"],
                "application/vnd.microsoft.card.adaptive"
            );
            assert_eq!(told["attachments"][0]["content"]["type"], "AdaptiveCard");
        }
    }
}

#[test]
fn pagerduty_opens_acknowledges_and_resolves_one_incident() {
    if is_missing("jq") || is_missing("curl") {
        return;
    }
    let receiver = Receiver::new();
    let address = "https://events.pagerduty.com/v2/enqueue";
    let script = recipe("PagerDuty, Events API v2");
    assert!(script.contains(address), "{script}");
    let script = script.replace(address, &receiver.address);
    let scene = Scene::new(&script, &[("PD_ROUTING_KEY", "r0")]);
    let (told, id) = scene.escalate();
    assert_eq!(told.code, Some(0), "{told:?}");
    scene.ok(&["ack", &id]);
    scene.ok(&["hooks", "run"]);
    scene.ok(&["escalate", &id, "--resolved", "it is up"]);
    scene.ok(&["hooks", "run"]);
    let heard = receiver.heard();
    let all: Vec<Value> = (0..heard.len()).map(|at| json_of(&heard, at)).collect();
    let actions: Vec<_> = all.iter().map(|it| it["event_action"].clone()).collect();
    assert_eq!(actions, ["trigger", "acknowledge", "resolve"]);
    let key = all[0]["dedup_key"].as_str().unwrap();
    assert!(
        key.starts_with("rounds/escalation/") && !key.ends_with("opened"),
        "{key}"
    );
    for it in &all {
        assert_eq!(
            (&it["dedup_key"], &it["routing_key"]),
            (&key.into(), &"r0".into())
        );
        let payload = &it["payload"];
        assert_eq!(payload["severity"], "critical");
        for wanted in ["summary", "source", "timestamp"] {
            assert!(!payload[wanted].as_str().unwrap().is_empty(), "{it}");
        }
    }
    assert!(
        all[0]["payload"]["summary"]
            .as_str()
            .unwrap()
            .contains(TITLE)
    );
}

/// What opens rings, and what is over is closed, also where people get one summary of it all.
#[test]
fn pagerduty_has_an_incident_for_each_thing_of_a_summary() {
    if is_missing("jq") || is_missing("curl") {
        return;
    }
    let receiver = Receiver::new();
    let address = "https://events.pagerduty.com/v2/enqueue";
    let script = recipe("PagerDuty, Events API v2").replace(address, &receiver.address);
    let scene = Scene::new(&script, &[("PD_ROUTING_KEY", "r0")]);
    let sent = |from: usize| -> Vec<(String, String, String)> {
        let heard = receiver.heard();
        let told = (from..heard.len()).map(|at| json_of(&heard, at));
        let text = |it: &Value| it.as_str().unwrap().to_owned();
        told.map(|it| {
            let summary = text(&it["payload"]["summary"]);
            (text(&it["event_action"]), text(&it["dedup_key"]), summary)
        })
        .collect()
    };
    let ids: Vec<_> = (0..12)
        .map(|it| scene.open(&format!("outage {it}")))
        .collect();
    let told = scene.ok(&["hooks", "run"]);
    assert!(told.contains("12 changes of escalations"), "{told}");
    let opened = sent(0);
    assert_eq!(opened.len(), 12, "{opened:?}");
    assert!(opened.iter().all(|it| it.0 == "trigger"), "{opened:?}");
    for id in &ids[..6] {
        scene.ok(&["ack", id]);
    }
    for id in &ids[6..] {
        scene.ok(&["escalate", id, "--resolved", "it is up"]);
    }
    scene.open("NEW big trouble");
    // One that is over before anybody was told rings nobody.
    let short = scene.open("a moment");
    scene.ok(&["escalate", &short, "--resolved", "it is up"]);
    let told = scene.ok(&["hooks", "run"]);
    let words = "15 changes of escalations. sev1: NEW big trouble";
    assert!(told.contains(words), "{told}");
    let then = sent(12);
    let (first, rest) = then.split_first().unwrap();
    assert_eq!(first.0, "trigger");
    assert!(first.2.contains("NEW big trouble"), "{first:?}");
    assert!(opened.iter().all(|it| it.1 != first.1), "{first:?}");
    let known = |action: &str| -> Vec<&String> {
        let keys = rest.iter().filter(|it| it.0 == action).map(|it| &it.1);
        keys.filter(|key| opened.iter().any(|it| it.1 == **key))
            .collect()
    };
    assert_eq!((known("acknowledge").len(), known("resolve").len()), (6, 6));
    assert_eq!(rest.len(), 13, "{rest:?}");
}

#[test]
fn ntfy_gets_words_and_mail_a_subject_and_a_body() {
    if is_missing("jq") || is_missing("curl") {
        return;
    }
    let receiver = Receiver::new();
    let scene = Scene::new(&recipe("ntfy"), &[("NTFY_URL", &receiver.address)]);
    let (told, _) = scene.escalate();
    assert_eq!(told.code, Some(0), "{told:?}");
    let heard = receiver.heard();
    assert!(heard[0].head.contains("Title: rounds\r\n"), "{heard:?}");
    assert!(heard[0].body.contains(TITLE), "{heard:?}");

    // A mailer of this machine, which keeps what it is given.
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let mailer = format!(
        "#!/bin/sh\n{{ printf '%s\\n' \"$@\"; cat; }} > '{}'\n",
        kept.display()
    );
    program(&folder.path().join("mail"), &mailer);
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.path().display());
    let scene = Scene::new(&recipe("Mail"), &[("PATH", &path)]);
    let (told, _) = scene.escalate();
    assert_eq!(told.code, Some(0), "{told:?}");
    let mail = fs::read_to_string(&kept).unwrap();
    let lines: Vec<_> = mail.lines().collect();
    assert_eq!(lines[..3], ["-s", "rounds: escalation", "ops@example.com"]);
    assert!(mail.contains(TITLE), "{mail}");
}

#[test]
fn a_recipe_without_its_token_fails_and_says_so() {
    if is_missing("jq") || is_missing("curl") {
        return;
    }
    let script = recipe("ntfy");
    let scene = Scene::new(&script, &[]);
    let (failed, _) = scene.escalate();
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(failed.stderr.contains("on_escalation"), "{failed:?}");
    let kept = holders(&scene.setup.home().join("state"), "rounds/escalation/");
    assert!(!kept.is_empty(), "what failed waits");
}
