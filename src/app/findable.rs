//! What can be found: everything in the library by its words, and exceptions by what is wrong.

use super::field::one_line;
use super::{App, runbooks};
use crate::report::Page;
use crate::runbook::{Kind as ProcedureKind, ProcedureRef, Runbook, RunbookId, StepId};
use crate::state::{Standing, State, StepStatus};

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// How bad what it answers is.
    pub severity: Option<String>,
    /// What is searched: its name, what else it goes by, and where it is, a line each.
    pub text: String,
    /// Where going there leads.
    pub(super) goal: Goal,
}

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A runbook.
    Runbook,
    /// A procedure.
    Procedure,
    /// An alert.
    Alert,
    /// Someone to call.
    Contact,
    /// Something that the tool needs.
    Dependency,
    /// How access is asked for and renewed.
    Credential,
    /// A field of the data dictionary.
    Field,
    /// A step.
    Step,
    /// A step of the run in front.
    Here,
}

impl Kind {
    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Runbook => "runbook",
            Self::Procedure => "procedure",
            Self::Alert => "alert",
            Self::Contact => "contact",
            Self::Dependency => "dependency",
            Self::Credential => "credential",
            Self::Field => "data field",
            Self::Step => "step",
            Self::Here => "this run",
        }
    }

    /// Among equal matches what is larger comes first; a letter is worth about 20.
    pub(super) fn boost(self) -> i64 {
        match self {
            Self::Procedure => 60,
            Self::Alert => 50,
            Self::Runbook => 40,
            Self::Contact => 30,
            Self::Dependency | Self::Credential | Self::Field => 20,
            Self::Step => 0,
            // Whoever looks for something in a run means its own steps first.
            Self::Here => 100_000,
        }
    }
}

/// Where going there leads.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    Runbook(RunbookId),
    Procedure(ProcedureRef),
    Step(ProcedureRef, StepId),
    /// A box of the run in front.
    Box(usize),
    Page(RunbookId, Page),
    /// A run of it, begun or gone on with.
    Run(ProcedureRef),
}

/// All that can be found, in the order in which equal matches come.
pub(super) fn items(app: &App, state: &State, exceptions: bool) -> Vec<Item> {
    let Some(library) = &app.library else {
        return Vec::new();
    };
    let mut items = match exceptions {
        true => Vec::new(),
        false => of_run(app, state),
    };
    let mut add = |id: &RunbookId, title: String, runbook: Option<&Runbook>| {
        if exceptions {
            let runbook = runbook.into_iter();
            items.extend(runbook.flat_map(exceptions_of));
        } else {
            items.push(Item {
                kind: Kind::Runbook,
                severity: None,
                text: format!(
                    "{title}\n{}\n",
                    if title == id.as_str() {
                        ""
                    } else {
                        id.as_str()
                    }
                ),
                goal: Goal::Runbook(id.clone()),
            });
            runbook.into_iter().for_each(|it| all_of(it, &mut items));
        }
    };
    for book in &library.books {
        let parsed = &book.parsed;
        let usable = || app.last_good(&parsed.id);
        let runbook = parsed.runbook.as_ref().or_else(usable);
        add(&parsed.id, book.title(), runbook);
    }
    for (id, known) in runbooks::gone(library, state) {
        add(id, known.title.clone(), app.last_good(id));
    }
    if exceptions {
        items
            .sort_by_cached_key(|item| (severity_key(item.severity.as_deref()), item.text.clone()));
    }
    items
}

/// `sev1` before `sev2` before `sev10` before what has none.
pub(super) fn severity_key(severity: Option<&str>) -> (bool, u64, String) {
    let text = severity.unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(u64::MAX);
    (severity.is_none(), number, text.to_lowercase())
}

/// What leads to a runbook's exceptions: each alert with its own severity, each symptom, and
/// the procedure itself where nothing else leads to it.
fn exceptions_of(runbook: &Runbook) -> impl Iterator<Item = Item> {
    let procedures = runbook.procedures.iter();
    let procedures =
        procedures.filter(|it| it.kind() == ProcedureKind::Exception || !it.alerts.is_empty());
    procedures.flat_map(|procedure| {
        let place = format!("{} · {}", line(&procedure.title), line(&runbook.title));
        let reference = runbook.reference(procedure);
        // A sample is read and not begun, and stands behind whatever can be.
        let (place, goal) = match runbook.sample {
            true => (
                format!("{place}, only a sample"),
                Goal::Procedure(reference),
            ),
            false => (place, Goal::Run(reference)),
        };
        let item = |kind, name: &str, means: &str, severity: Option<&str>| Item {
            kind,
            severity: severity.filter(|_| !runbook.sample).map(str::to_owned),
            text: format!("{}\n{}\n{place}", line(name), line(means)),
            goal: goal.clone(),
        };
        let alerts = procedure.alerts.iter().map(|name| {
            let known = runbook.alerts.iter().find(|it| it.name == *name);
            let means = known.and_then(|it| it.means.as_deref()).unwrap_or_default();
            let severity = known.and_then(|it| it.severity.as_deref());
            item(Kind::Alert, name, means, severity)
        });
        let symptoms = procedure.symptoms.iter();
        let symptoms = symptoms.map(|words| item(Kind::Procedure, words, "symptom", None));
        let mut items: Vec<Item> = alerts.chain(symptoms).collect();
        if items.is_empty() {
            items.push(item(Kind::Procedure, &procedure.title, "", None));
        }
        items
    })
}

/// What stands about an alert or its procedure now: a silence that names it, a run in progress.
pub fn standing(app: &App, state: &State, item: &Item) -> Option<String> {
    let Goal::Run(procedure) = &item.goal else {
        return None;
    };
    let look = app.look;
    let name = item.text.lines().next().unwrap_or_default();
    let mut silences = state.silences_on(name);
    let silenced = silences.next().filter(|_| item.kind == Kind::Alert);
    if let Some(known) = silenced {
        let until = known.due().map(|due| app.wall().moment(due));
        let until = until.map_or_else(String::new, |until| format!(" until {until}"));
        return Some(format!("{} silenced{until}", look.sign("◇", "%")));
    }
    let mut going = state.in_progress();
    let (run, started) = going.find(|(_, it)| it.procedure == *procedure && !it.rehearsal)?;
    let target = started.target.as_ref().map(|it| format!("{it}, "));
    let (target, far) = (target.unwrap_or_default(), app.how_far(run));
    Some(format!("{} {target}{far}", look.sign("◐", "~")))
}

/// A runbook's procedures, steps, alerts and contacts.
fn all_of(runbook: &Runbook, items: &mut Vec<Item>) {
    let place = line(&runbook.title);
    for procedure in &runbook.procedures {
        let reference = runbook.reference(procedure);
        let title = line(&procedure.title);
        items.push(Item {
            kind: Kind::Procedure,
            severity: None,
            text: format!("{title}\n{reference}\n{place}"),
            goal: Goal::Procedure(reference.clone()),
        });
        for step in &procedure.steps {
            let text = line(step.title.source());
            items.push(Item {
                kind: Kind::Step,
                severity: None,
                text: format!("{text}\n\n{title}"),
                goal: Goal::Step(reference.clone(), step.id.clone()),
            });
        }
    }
    for alert in &runbook.alerts {
        let mut answers = runbook.procedures.iter();
        let answer = answers.find(|it| it.alerts.contains(&alert.name));
        let goal = match answer {
            Some(procedure) => Goal::Procedure(runbook.reference(procedure)),
            None => Goal::Runbook(runbook.id.clone()),
        };
        let means = alert.means.as_deref().map(line).unwrap_or_default();
        items.push(Item {
            kind: Kind::Alert,
            severity: alert.severity.clone(),
            text: format!("{}\n{means}\n{place}", line(&alert.name)),
            goal,
        });
    }
    for contact in &runbook.contacts {
        let how = contact.contact.as_deref().map(line).unwrap_or_default();
        items.push(Item {
            kind: Kind::Contact,
            severity: None,
            text: format!("{}\n{how}\n{place}", line(&contact.name)),
            goal: Goal::Page(runbook.id.clone(), Page::Contacts),
        });
    }
    items.extend(of_package(runbook));
}

/// The boxes of the run in front that apply.
fn of_run(app: &App, state: &State) -> Vec<Item> {
    let Some(scene) = app.run.as_ref().and_then(|screen| screen.scene(state)) else {
        return Vec::new();
    };
    let stands = scene.walk.stands.iter().enumerate();
    let boxes = stands.filter(|(_, stand)| stand.standing != Standing::Inactive);
    let item = |(row, stand): (usize, &StepStatus)| {
        let step = scene.procedure.steps.get(stand.step)?;
        let title = line(step.title.source());
        let of = stand.step_ref.item.as_ref();
        let of = of.map(ToString::to_string).unwrap_or_default();
        Some(Item {
            kind: Kind::Here,
            severity: None,
            text: format!("{title}\n{}\n", line(&of)),
            goal: Goal::Box(row),
        })
    };
    boxes.filter_map(item).collect()
}

/// What a runbook's pages describe one by one: what it needs, credentials, data.
fn of_package(runbook: &Runbook) -> impl Iterator<Item = Item> {
    let place = line(&runbook.title);
    let package = &runbook.package;
    let needs = package.dependencies.iter();
    let needs = needs.map(|it| (Kind::Dependency, &it.name, &it.if_down, Page::Dependencies));
    let access = package.credentials.iter();
    let access = access.map(|it| (Kind::Credential, &it.name, &it.request, Page::Credentials));
    let data = package.data.iter();
    let data = data.map(|it| (Kind::Field, &it.field, &it.means, Page::Data));
    let all = needs.chain(access).chain(data);
    all.map(move |(kind, name, means, page)| {
        let means = means.as_deref().map(line).unwrap_or_default();
        Item {
            kind,
            severity: None,
            text: format!("{}\n{means}\n{place}", line(name)),
            goal: Goal::Page(runbook.id.clone(), page),
        }
    })
}

/// A name as one line: line ends part what an item is from where it is.
fn line(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        return one_line(text).into();
    }
    text.into()
}
