//! Playbooks of Ansible: each task a step to read, with its command to copy. They are done on
//! the hosts that the play names, so nothing of them is run here.

use super::super::draft::{Ask, Procedure, Row, Step, When};
use super::super::head::words_of;
use super::super::lists::is_one_of;
use super::super::placeholder;
use super::super::step::fenced;
use super::super::step::warn;
use super::super::title::title;
use super::steps::{comments, is_plain, push, told, variable};
use super::yaml::{self, Node};

const LISTS: &[&str] = &["pre_tasks", "roles", "tasks", "post_tasks", "handlers"];
const IMPORTS: &[&str] = &["import_playbook", "ansible.builtin.import_playbook"];
/// Modules that are given a command.
const COMMANDS: &[&str] = &["command", "shell", "raw", "win_command", "win_shell"];
/// What such a command takes before what is typed.
const OPTIONS: &[&str] = &["chdir=", "creates=", "removes=", "executable=", "stdin="];

/// What a task may say beside its command without the command being less than all of it.
const BESIDE: &str = "name when register tags become become_user remote_user delegate_to connection run_once \
    ignore_errors changed_when failed_when notify listen no_log";
/// Where the playbook itself is.
const HERE: &[&str] = &["localhost", "127.0.0.1", "::1"];

/// What a task takes over from what stands around it.
#[derive(Clone, Default)]
struct Around<'p> {
    /// The case in which it is wanted.
    when: Option<When>,
    /// Where it is done, unless on the hosts of the play.
    host: Option<&'p str>,
    /// Whether it becomes another account, and which one.
    becomes: Option<&'p str>,
    account: Option<&'p str>,
    /// The account that the host is reached by.
    user: Option<&'p str>,
    /// Whether something else changes what a command does: its environment, how it is reached.
    is_changed: bool,
    /// The names of what the play asks for, but for secrets.
    asked: Vec<&'p str>,
}

impl<'p> Around<'p> {
    /// The same inside this play, block or task, which may say otherwise.
    fn within(&self, node: &'p Node) -> Self {
        let host = node.said("delegate_to").or(match node.said("connection") {
            Some("local") => Some(HERE[0]),
            _ => node.get("local_action").map(|_| HERE[0]),
        });
        let mut vars = node.get("vars").map(Node::pairs).unwrap_or_default().iter();
        let changes = ["environment", "check_mode", "module_defaults"];
        Self {
            host: host.or(self.host),
            becomes: node.said("become").or(self.becomes),
            account: node.said("become_user").or(self.account),
            user: node.said("remote_user").or(self.user),
            is_changed: self.is_changed
                || changes.iter().any(|it| node.get(it).is_some())
                || vars.any(|(name, _)| name.starts_with("ansible_")),
            ..self.clone()
        }
    }

    fn when(self, when: Option<When>) -> Self {
        Self { when, ..self }
    }

    /// The same in the case that a play, block or task is for.
    fn in_case(&self, node: &'p Node, procedure: &mut Procedure, cases: &mut usize) -> Self {
        let around = self.within(node);
        let Some(condition) = node.get("when") else {
            return around;
        };
        let said = vec![fenced("", &condition.shown(0))];
        let outer = around.when.clone();
        let when = asked(procedure, "Check whether this is so", said, cases, outer);
        around.when(Some(when))
    }

    /// Where a task is done, and as whom.
    fn place(&self, is_once: bool) -> String {
        let place = match (self.host, is_once) {
            (Some(host), _) if HERE.contains(&host) => "where the playbook is run".to_owned(),
            (Some(host), _) => format!("on {host}"),
            (None, true) => "on one of the hosts that the play names".to_owned(),
            (None, false) => "on the hosts that the play names".to_owned(),
        };
        let account = self.account.unwrap_or("root");
        let user = match (self.becomes, self.user) {
            (Some(said), _) if yaml::is_yes(said) => format!(", as {account}"),
            (Some(said), _) if said.contains("{{") => format!(", as {account} where {said}"),
            (_, Some(user)) => format!(", as {user}"),
            _ => String::new(),
        };
        let rest = match self.is_changed {
            true => " What stands around it in the playbook changes how: read it there.",
            false => "",
        };
        format!("It is done {place}{user}.{rest}")
    }
}

/// The names that something in a playbook gives another value than the answer; none where that
/// may happen out of sight.
fn given_within<'p>(node: &'p Node, names: &mut Vec<&'p str>) -> Option<()> {
    node.items()
        .iter()
        .try_for_each(|it| given_within(it, names))?;
    for (key, value) in node.pairs() {
        match key.rsplit('.').next().unwrap_or(key) {
            "vars" | "set_fact" if value.text().is_none() => {
                names.extend(value.pairs().iter().map(|(name, _)| name.as_str()));
            }
            "register" | "loop_var" | "index_var" => names.extend(value.text()),
            "vars" | "set_fact" | "vars_files" | "include_vars" | "roles" | "include_role"
            | "import_role" | "include" | "include_tasks" | "import_tasks" | "import_playbook" => {
                return None;
            }
            _ => {}
        }
        given_within(value, names)?;
    }
    Some(())
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
    let mut given = Vec::new();
    let is_known = documents
        .iter()
        .all(|it| given_within(it, &mut given).is_some());
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
            let around = Around::default().in_case(play, &mut procedure, &mut cases);
            let mut step = told(&format!("Go through the playbook {file}"));
            step.when = around.when;
            push(&mut procedure, step);
        }
        let prompts = play.get("vars_prompt").map(Node::items).unwrap_or_default();
        for prompt in prompts {
            push(&mut procedure, ask(prompt));
        }
        let asked = prompts.iter().filter(|it| is_known && !is_private(it));
        let asked = asked.filter_map(|it| it.said("name"));
        let mut around = Around {
            asked: asked.filter(|it| !given.contains(it)).collect(),
            ..Around::default().within(play)
        };
        if let Some(here) = play.said("hosts").filter(|it| HERE.contains(it)) {
            around.host.get_or_insert(here);
        }
        let known = ["name", "hosts", "when"].iter().chain(IMPORTS).chain(LISTS);
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
                    "roles" => {
                        let around = around.in_case(task, &mut procedure, &mut cases);
                        push(&mut procedure, role(task, around));
                    }
                    _ => tasks_of(&mut procedure, task, &mut cases, &around),
                }
            }
        }
    }
    vec![procedure]
}

fn role(role: &Node, around: Around<'_>) -> Step {
    let name = role
        .text()
        .or_else(|| role.said("role"))
        .or_else(|| role.said("name"));
    let mut step = told(&format!("Apply the role {}", name.unwrap_or("role")));
    if role.text().is_none() {
        step.detail.push(fenced("yaml", &role.shown(0)));
    }
    step.detail.push(around.place(false));
    step.when = around.when;
    step
}

/// Whether an answer is typed unseen: so it is unless the playbook says otherwise.
fn is_private(prompt: &Node) -> bool {
    prompt.get("private").is_none() || prompt.is("private")
}

/// What a play asks whoever starts it.
fn ask(prompt: &Node) -> Step {
    let name = variable(prompt.said("name").unwrap_or("answer"));
    let question = placeholder::question(&name);
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
fn tasks_of<'p>(procedure: &mut Procedure, task: &'p Node, cases: &mut usize, around: &Around<'p>) {
    let around = around.in_case(task, procedure, cases);
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
        tasks_of(procedure, task, cases, &around);
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
        let around = around.clone().when(when);
        for task in tasks {
            tasks_of(procedure, task, cases, &around);
        }
    }
}

/// A step that settles a case, and that case.
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

/// What a task types, and whether that is all that it does.
fn typed<'p>(task: &'p Node, around: &Around<'_>) -> Option<(&'p str, bool)> {
    let module = |key: &str| key.rsplit('.').next().unwrap_or(key).to_owned();
    let is_command = |key: &str| COMMANDS.contains(&module(key).as_str());
    let (_, value) = task.pairs().iter().find(|(key, _)| is_command(key))?;
    let raw = || value.said("cmd").or_else(|| value.said("_raw_params"));
    let text = value.text().or_else(raw)?;
    let mut beside = task.pairs().iter().map(|(key, _)| key.as_str());
    let is_all = !around.is_changed
        && value.pairs().len() < 2
        && beside.all(|it| is_command(it) || is_one_of(BESIDE, it))
        && !OPTIONS
            .iter()
            .any(|it| text.split_whitespace().any(|word| word.starts_with(it)));
    Some((text, is_all))
}

fn step(task: &Node, around: Around<'_>) -> Step {
    let typed = typed(task, &around);
    let module = task.pairs().iter().map(|(key, _)| key.as_str());
    let mut module = module.filter(|it| !is_one_of(BESIDE, it));
    let mut step = match (task.said("name"), typed) {
        (Some(name), _) => told(name),
        (None, Some((text, _))) => Step {
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
    if let Some((text, is_all)) = typed {
        warn(&mut step, text);
        let text = as_variables(text.trim_end(), &around.asked);
        step.copy = (is_all && is_plain(&text)).then_some(text);
    }
    step.detail.push(fenced("yaml", &Node::Map(rest).shown(0)));
    step.detail.push(around.place(task.is("run_once")));
    step.when = around.when;
    step
}
