//! Playbooks of Ansible: each task a step to read, with its command to copy. They are done on
//! the hosts that the play names, so nothing of them is run here.

use super::super::draft::{Procedure, Row, Step, When};
use super::super::head::words_of;
use super::super::step::fenced;
use super::super::step::warn;
use super::super::title::title;
use super::steps::{comments, is_plain, push, told};
use super::yaml::Node;

const LISTS: &[&str] = &["pre_tasks", "roles", "tasks", "post_tasks", "handlers"];
const IMPORTS: &[&str] = &["import_playbook", "ansible.builtin.import_playbook"];
/// Modules that are given a command.
const COMMANDS: &[&str] = &[
    "command",
    "shell",
    "raw",
    "script",
    "win_command",
    "win_shell",
];

/// Whether these are plays.
pub(super) fn is_one(documents: &[Node]) -> bool {
    let mut plays = documents.iter().flat_map(Node::items).peekable();
    let is_play = |play: &Node| {
        play.get("hosts").is_some() && LISTS.iter().any(|it| play.get(it).is_some())
            || IMPORTS.iter().any(|it| play.get(it).is_some())
    };
    plays.peek().is_some() && plays.all(is_play)
}

/// One procedure for the whole playbook.
pub(super) fn procedures(stem: &str, documents: &[Node]) -> Vec<Procedure> {
    let mut procedure = Procedure {
        stem: stem.to_owned(),
        title: words_of(stem),
        ..Procedure::default()
    };
    let mut cases = 0;
    for play in documents.iter().flat_map(Node::items) {
        let hosts = play.get("hosts").map(|it| it.shown(0)).unwrap_or_default();
        let name = play.said("name").unwrap_or("Play");
        let heading = match hosts.is_empty() {
            true => name.to_owned(),
            false => format!("{name}, on {}", hosts.replace('\n', " ")),
        };
        procedure.rows.push(Row::Section(title(&heading)));
        let imported = IMPORTS.iter().find_map(|it| play.said(it));
        if let Some(file) = imported {
            push(
                &mut procedure,
                told(&format!("Go through the playbook {file}")),
            );
        }
        let known = ["name", "hosts"].iter().chain(IMPORTS).chain(LISTS);
        let known: Vec<&str> = known.copied().collect();
        procedure.comments.push(heading);
        procedure.comments.extend(comments(play, &known));
        for list in LISTS {
            let tasks = play.get(list).map(Node::items).unwrap_or_default();
            if *list == "handlers" && !tasks.is_empty() {
                procedure
                    .rows
                    .push(Row::Section("Where something was changed".to_owned()));
            }
            for task in tasks {
                match *list {
                    "roles" => push(&mut procedure, role(task)),
                    _ => tasks_of(&mut procedure, task, &mut cases, None),
                }
            }
        }
    }
    vec![procedure]
}

fn role(role: &Node) -> Step {
    let name = role
        .text()
        .or_else(|| role.said("role"))
        .or_else(|| role.said("name"));
    let mut step = told(&format!("Apply the role {}", name.unwrap_or("role")));
    if role.text().is_none() {
        step.detail.push(fenced("yaml", &role.shown(0)));
    }
    step
}

/// A task, or the tasks of a block.
fn tasks_of(procedure: &mut Procedure, task: &Node, cases: &mut usize, when: Option<When>) {
    let when = match task.get("when") {
        Some(condition) => Some(case(procedure, condition, cases, when)),
        None => when,
    };
    let Some(block) = task.get("block") else {
        let mut step = step(task);
        step.when = when;
        return push(procedure, step);
    };
    if let Some(name) = task.said("name") {
        let mut step = told(name);
        step.is_text = true;
        step.when.clone_from(&when);
        step.detail.extend(comments(
            task,
            &["name", "block", "rescue", "always", "when"],
        ));
        push(procedure, step);
    } else {
        let rest = comments(task, &["block", "rescue", "always", "when"]);
        procedure.comments.extend(rest);
    }
    for task in block.items() {
        tasks_of(procedure, task, cases, when.clone());
    }
    for (key, question) in [
        ("rescue", "Check whether one of the steps above failed"),
        ("always", ""),
    ] {
        let tasks = task.get(key).map(Node::items).unwrap_or_default();
        let when = match tasks.is_empty() || question.is_empty() {
            true => when.clone(),
            false => Some(asked(procedure, question, Vec::new(), cases, when.clone())),
        };
        for task in tasks {
            tasks_of(procedure, task, cases, when.clone());
        }
    }
}

/// The step that settles a condition, and the case in which it holds.
fn case(
    procedure: &mut Procedure,
    condition: &Node,
    cases: &mut usize,
    when: Option<When>,
) -> When {
    let said = condition.shown(0);
    asked(
        procedure,
        "Check whether this is so",
        vec![fenced("", &said)],
        cases,
        when,
    )
}

fn asked(
    procedure: &mut Procedure,
    question: &str,
    detail: Vec<String>,
    cases: &mut usize,
    when: Option<When>,
) -> When {
    *cases += 1;
    let id = format!("case-{cases}");
    push(
        procedure,
        Step {
            id: Some(id.clone()),
            title: question.to_owned(),
            choose: vec!["yes".to_owned(), "no".to_owned()],
            detail,
            when,
            ..Step::default()
        },
    );
    When {
        step: id,
        is: "yes".to_owned(),
    }
}

fn step(task: &Node) -> Step {
    let name = task.said("name");
    let typed = task.pairs().iter().find_map(|(key, value)| {
        let module = key.rsplit('.').next().unwrap_or(key);
        let text = value
            .text()
            .or_else(|| value.said("cmd"))
            .or_else(|| value.said("_raw_params"));
        COMMANDS.contains(&module).then_some(text).flatten()
    });
    let module = task.pairs().iter().map(|(key, _)| key.as_str());
    let mut module = module.filter(|it| !matches!(*it, "name" | "when" | "register" | "tags"));
    let mut step = match (name, typed) {
        (Some(name), _) => told(name),
        (None, Some(text)) => Step {
            title: super::super::run_title::run_title(text),
            ..Step::default()
        },
        (None, None) => told(&format!("Do what {} does", module.next().unwrap_or("it"))),
    };
    let rest: Vec<(String, Node)> = task
        .pairs()
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "name" | "when"))
        .cloned()
        .collect();
    if let Some(text) = typed {
        warn(&mut step, text);
        step.copy = is_plain(text).then(|| text.trim_end().to_owned());
    }
    step.detail.push(fenced("yaml", &Node::Map(rest).shown(0)));
    let place = match (task.said("delegate_to"), task.get("local_action")) {
        (Some(host), _) => format!("It is done on {host}."),
        (None, Some(_)) => "It is done where the playbook is run.".to_owned(),
        (None, None) => "It is done on the hosts that the play names.".to_owned(),
    };
    step.detail.push(place);
    step
}
