//! Playbooks of Ansible: each task a step to read, with its command to copy. They are done on
//! the hosts that the play names, so nothing of them is run here.

use super::super::draft::{Ask, Procedure, Row, Step, When};
use super::super::head::words_of;
use super::super::placeholder;
use super::super::step::fenced;
use super::super::step::warn;
use super::super::title::title;
use super::steps::{comments, is_plain, push, told, variable};
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

/// What a task takes over from what stands around it.
#[derive(Clone, Default)]
struct Around<'p> {
    /// The case in which it is wanted.
    when: Option<When>,
    /// The account that it becomes.
    user: Option<String>,
    /// The names of what the play asks for, but for secrets.
    asked: Vec<&'p str>,
}

impl<'p> Around<'p> {
    /// The same inside this play, block or task, which may become another account.
    fn within(&self, node: &Node) -> Self {
        let named = node.said("become_user");
        let user = match (node.get("become"), &self.user) {
            (None, None) => None,
            (None, Some(known)) => Some(named.unwrap_or(known).to_owned()),
            (Some(_), _) if node.is("become") => Some(named.unwrap_or("root").to_owned()),
            (Some(_), _) => None,
        };
        Self {
            user,
            ..self.clone()
        }
    }

    fn when(self, when: Option<When>) -> Self {
        Self { when, ..self }
    }
}

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
        let prompts = play.get("vars_prompt").map(Node::items).unwrap_or_default();
        for prompt in prompts {
            push(&mut procedure, ask(prompt));
        }
        let asked = prompts.iter().filter(|it| !is_private(it));
        let around = Around {
            asked: asked.filter_map(|it| it.said("name")).collect(),
            ..Around::default().within(play)
        };
        let known = ["name", "hosts"].iter().chain(IMPORTS).chain(LISTS);
        let known = known.chain(prompts.first().map(|_| &"vars_prompt"));
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
                    _ => tasks_of(&mut procedure, task, &mut cases, around.clone()),
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

/// Whether an answer is typed unseen: so it is unless the playbook says otherwise.
fn is_private(prompt: &Node) -> bool {
    prompt.get("private").is_none() || prompt.is("private")
}

/// What a play asks whoever starts it.
fn ask(prompt: &Node) -> Step {
    let name = variable(prompt.said("name").unwrap_or("answer"));
    let question = format!("Which {}?", placeholder::in_letters(&name).to_lowercase());
    let mut step = told(prompt.said("prompt").unwrap_or(&question));
    let known = ["name", "prompt", "private", "default"];
    let default = prompt.said("default");
    step.detail
        .extend(default.map(|it| format!("Without an answer the playbook takes: {it}")));
    step.detail.extend(comments(prompt, &known));
    step.ask = Some(Ask {
        name,
        label: None,
        is_secret: is_private(prompt),
        pattern: None,
    });
    step
}

/// `{{ host }}` under the name of the answer, where the play asks for it.
fn as_variables(text: &str, asked: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        out.push_str(before);
        let found = behind.split_once("}}");
        let found = found.filter(|(name, _)| asked.contains(&name.trim()));
        rest = match found {
            Some((name, behind)) => {
                out.push_str(&format!("${{{}}}", variable(name.trim())));
                behind
            }
            None => {
                out.push_str("{{");
                behind
            }
        };
    }
    out + rest
}

/// A task, or the tasks of a block.
fn tasks_of(procedure: &mut Procedure, task: &Node, cases: &mut usize, around: Around<'_>) {
    let around = around.within(task);
    let when = match task.get("when") {
        Some(condition) => Some(case(procedure, condition, cases, around.when.clone())),
        None => around.when.clone(),
    };
    let around = around.when(when);
    let Some(block) = task.get("block") else {
        return push(procedure, step(task, around));
    };
    if let Some(name) = task.said("name") {
        let mut step = told(name);
        step.is_text = true;
        step.when.clone_from(&around.when);
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
        tasks_of(procedure, task, cases, around.clone());
    }
    for (key, question) in [
        ("rescue", "Check whether one of the steps above failed"),
        ("always", ""),
    ] {
        let tasks = task.get(key).map(Node::items).unwrap_or_default();
        let when = around.when.clone();
        let when = match tasks.is_empty() || question.is_empty() {
            true => when,
            false => Some(asked(procedure, question, Vec::new(), cases, when)),
        };
        for task in tasks {
            tasks_of(procedure, task, cases, around.clone().when(when.clone()));
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

fn step(task: &Node, around: Around<'_>) -> Step {
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
        let text = as_variables(text.trim_end(), &around.asked);
        step.copy = is_plain(&text).then_some(text);
    }
    step.detail.push(fenced("yaml", &Node::Map(rest).shown(0)));
    let place = match (task.said("delegate_to"), task.get("local_action")) {
        (Some(host), _) => format!("on {host}"),
        (None, Some(_)) => "where the playbook is run".to_owned(),
        (None, None) => "on the hosts that the play names".to_owned(),
    };
    let user = around.user.map(|it| format!(", as {it}"));
    step.detail
        .push(format!("It is done {place}{}.", user.unwrap_or_default()));
    step.when = around.when;
    step
}
