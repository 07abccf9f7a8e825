//! Jobs of Rundeck: options are asked for, steps are done one after the other, an error handler
//! is done where its step failed.
//!
//! What stays true: a job runs on Rundeck's machines, so what it types is copied.

use super::super::draft::{Ask, Procedure, Step, When};
use super::super::placeholder;
use super::super::step::fenced;
use super::super::title::title;
use super::steps::{comments, copied, named, purpose, push, told, variable};
use super::yaml::Node;

/// What may stand beside a command without changing what it does.
const HARMLESS: &[&str] = &["keepgoingOnSuccess", "plugins"];

/// Whether these are jobs.
pub(super) fn is_one(documents: &[Node]) -> bool {
    let mut jobs = documents.iter().flat_map(Node::items).peekable();
    jobs.peek().is_some()
        && jobs.all(|job| {
            job.get("sequence")
                .is_some_and(|it| it.get("commands").is_some())
        })
}

/// `${option.host}`, `@option.host@` and `$RD_OPTION_HOST` under the name of the answer.
pub(super) fn as_variables(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let found = [
            ("${option.", "}"),
            ("@option.", "@"),
            ("${RD_OPTION_", "}"),
            ("$RD_OPTION_", ""),
        ]
        .into_iter()
        .filter_map(|(open, close)| rest.find(open).map(|at| (at, open, close)))
        .min_by_key(|(at, ..)| *at);
        let Some((at, open, close)) = found else {
            return out + rest;
        };
        let behind = &rest[at + open.len()..];
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let end = behind.find(|c: char| !fits(c)).unwrap_or(behind.len());
        out.push_str(&rest[..at]);
        match behind[end..].strip_prefix(close).filter(|_| end > 0) {
            Some(after) => {
                out.push_str(&format!("${{{}}}", variable(&behind[..end])));
                rest = after;
            }
            None => {
                out.push_str(open);
                rest = behind;
            }
        }
    }
}

/// A procedure for each job.
pub(super) fn procedures(documents: &[Node]) -> Vec<Procedure> {
    let jobs: Vec<&Node> = documents.iter().flat_map(Node::items).collect();
    jobs.iter().map(|job| procedure(job, &jobs)).collect()
}

fn procedure(job: &Node, jobs: &[&Node]) -> Procedure {
    let name = job.said("name").unwrap_or("Job");
    let known = ["name", "description", "options", "sequence", "nodefilters"];
    let mut procedure = Procedure {
        stem: name.to_owned(),
        title: title(name),
        purpose: job
            .said("description")
            .map(as_variables)
            .as_deref()
            .and_then(purpose),
        comments: comments(job, &known),
        ..Procedure::default()
    };
    if procedure.title != name {
        procedure.comments.push(format!("name: {name}"));
    }
    let place = match job.get("nodefilters") {
        Some(filters) => {
            let mut lines = Vec::new();
            filters.lines("nodes", &mut lines);
            let nodes = as_variables(&lines.join(", "));
            format!("Type it on the nodes that the job is for: {nodes}.")
        }
        None => "Type it on the server of Rundeck, where the job runs.".to_owned(),
    };
    for option in job.get("options").map(Node::items).unwrap_or_default() {
        push(&mut procedure, ask(option));
    }
    let sequence = job.get("sequence");
    if let Some(sequence) = sequence {
        procedure.comments.extend(comments(sequence, &["commands"]));
    }
    let commands = sequence.and_then(|it| it.get("commands"));
    let commands = commands.map(Node::items).unwrap_or_default();
    for (at, command) in commands.iter().enumerate() {
        let mut step = step(command, &place, jobs);
        let handler = command.get("errorhandler");
        if handler.is_some() {
            step.id = Some(format!("step-{}", at + 1));
        }
        push(&mut procedure, step);
        let Some(handler) = handler else { continue };
        let mut step = self::step(handler, &place, jobs);
        let said = format!("If that failed: {}", step.title);
        step.title = title(&said);
        step.when = Some(When {
            step: format!("step-{}", at + 1),
            is: "not-ok".to_owned(),
        });
        push(&mut procedure, step);
    }
    procedure
}

fn ask(option: &Node) -> Step {
    let name = option.said("name").unwrap_or("option");
    let key = variable(name);
    let label = option.said("label").or_else(|| option.said("description"));
    let mut step = match label {
        Some(label) => told(&as_variables(label)),
        None => told(&placeholder::question(&key)),
    };
    let known = [
        "name",
        "label",
        "description",
        "secure",
        "valueExposed",
        "values",
        "enforced",
        "regex",
    ];
    if option.said("label").is_some() {
        step.detail
            .extend(option.said("description").map(as_variables));
    }
    let values = option.get("values").map(Node::items).unwrap_or_default();
    let values: Vec<String> = values
        .iter()
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect();
    let is_secret = option.is("secure");
    match option.is("enforced") && !values.is_empty() && !is_secret {
        true => {
            step.choose = values;
            step.choose_as = Some(key);
        }
        false => {
            let is_regex = option
                .said("regex")
                .filter(|it| regex_lite::Regex::new(it).is_ok());
            step.ask = Some(Ask {
                name: key,
                label: None,
                is_secret,
                pattern: is_regex.map(str::to_owned),
            });
            if is_regex.is_none() {
                step.detail.extend(option.said("regex").map(str::to_owned));
            }
            if !values.is_empty() {
                step.detail
                    .push(format!("For example: {}", values.join(", ")));
            }
        }
    }
    step.detail.extend(
        comments(option, &known)
            .into_iter()
            .map(|it| as_variables(&it)),
    );
    step
}

/// A step of a job, or its error handler.
fn step(command: &Node, place: &str, jobs: &[&Node]) -> Step {
    let said = command.said("description").map(as_variables);
    let mut step = said.as_deref().map(told).unwrap_or_default();
    let known = [
        "description",
        "errorhandler",
        "exec",
        "script",
        "scriptfile",
        "scripturl",
        "jobref",
    ];
    let beside = comments(command, &known);
    let text = ["exec", "script"].iter().find_map(|it| command.said(it));
    if let Some(text) = text {
        let text = as_variables(text);
        // What it is given, or read by, is a part of it.
        let is_all = beside
            .iter()
            .all(|it| HARMLESS.iter().any(|key| it.starts_with(key)));
        match is_all {
            true => {
                copied(&mut step, &text);
                step.comments = beside;
            }
            false => {
                let whole = fenced("yaml", &as_variables(&command.shown(0)));
                step.detail.push(whole);
                named(&mut step, &text);
            }
        }
        step.detail.push(place.to_owned());
        return step;
    }
    step.comments = beside;
    if let Some(file) = ["scriptfile", "scripturl"]
        .iter()
        .find_map(|it| command.said(it))
    {
        let words = format!("Run the script {}", as_variables(file));
        step.detail.push(words.clone());
        step.detail.push(place.to_owned());
        if step.title.is_empty() {
            step.title = title(&words);
        }
        return step;
    }
    if let Some(job) = command.get("jobref") {
        refer(&mut step, job, jobs);
        return step;
    }
    if step.title.is_empty() {
        let kind = command.said("type").unwrap_or("step");
        step.title = title(&format!("Do what {kind} does"));
    }
    step.detail
        .push(fenced("yaml", &as_variables(&command.shown(0))));
    step
}

/// A step that is another job.
fn refer(step: &mut Step, job: &Node, jobs: &[&Node]) {
    let name = job
        .said("name")
        .or_else(|| job.said("uuid"))
        .unwrap_or("job");
    let mut rest = Vec::new();
    job.lines("job", &mut rest);
    if step.title.is_empty() {
        step.title = title(&format!("Run the job {name}"));
    }
    step.detail.extend(rest.iter().map(|it| as_variables(it)));
    // One that is done on other nodes, or on each of them, is not that job as it stands.
    let plain = ["name", "group", "uuid", "args"];
    let is_plain = job
        .pairs()
        .iter()
        .all(|(key, _)| plain.contains(&key.as_str()));
    let called = jobs.iter().filter(|it| it.said("name") == Some(name));
    let called: Vec<_> = called.map(|it| it.said("group")).collect();
    step.page =
        (is_plain && called == [job.said("group")]).then(|| (name.to_owned(), name.to_owned()));
}
