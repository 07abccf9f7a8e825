//! What every form says: a runbook, its procedures and their steps, in words.
//!
//! Commands stand as one would type them; texts keep their `$NAME`s, because on paper
//! nobody has given them a value yet.

use super::Choice;
use super::written::{self, Fact, Part, TOLD_OF_PROCEDURE, left_of_step};
use crate::exchange::carried::Carried;
use crate::runbook::format::PROCEDURE;
use crate::runbook::{
    Condition, How, Procedure, Runbook, Step, StepId, Style, Target, Template, Yields,
};
use crate::text::duration_words;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Map, Value};

/// So many lines paper has for a step whose items only a run knows.
pub(super) const LINES_FOR_ITEMS: usize = 4;

/// A runbook. As JSON: `id`, `title`, `summary`, `timezone`, `architecture` (Markdown),
/// `links` (`name`, `url`), `owners` (`role`, `name`, `contact`, `operators`,
/// `responsible_for`), `contacts` (`id`, `name`,
/// `contact`, `hours`), `escalation` (`severity`, `means`, `respond_within`,
/// `resolve_within`, `path` of `name`, `contact`, `hours`, `after`), `procedures`; `file` and
/// `library` are the file itself and its `library.toml`, every key as `rounds help format`
/// has it. Keys that say nothing are null.
#[derive(Clone, Debug, Serialize)]
pub struct Book {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) timezone: String,
    pub(super) architecture: Option<String>,
    pub(super) links: Vec<LinkSheet>,
    pub(super) owners: Vec<OwnerSheet>,
    pub(super) contacts: Vec<ContactSheet>,
    pub(super) escalation: Vec<EscalationSheet>,
    pub(super) procedures: Vec<Sheet>,
    pub(super) file: Map<String, Value>,
    pub(super) library: Map<String, Value>,
    /// What else the file says, for a form of the whole runbook.
    #[serde(skip)]
    pub(super) parts: Vec<Part>,
    /// The file itself, for a form of the whole runbook.
    #[serde(skip)]
    pub(super) carried: Option<Carried>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct LinkSheet {
    pub(super) name: String,
    pub(super) url: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OwnerSheet {
    pub(super) role: String,
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) operators: Vec<String>,
    pub(super) responsible_for: Vec<String>,
}

impl OwnerSheet {
    /// How to reach the role, and what it answers for.
    pub(super) fn told(&self) -> Vec<String> {
        let contact = self.contact.iter().cloned();
        let answers = self.responsible_for.join(", ");
        let answers = Some(answers).filter(|answers| !answers.is_empty());
        let answers = answers.map(|answers| format!("responsible for {answers}"));
        contact.chain(answers).collect()
    }

    /// The role, and who acts for it.
    pub(super) fn acts(&self) -> String {
        match self.operators.is_empty() {
            true => self.role.clone(),
            false => format!("{}: {}", self.role, self.operators.join(", ")),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ContactSheet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) hours: Option<String>,
}

impl ContactSheet {
    /// How to reach them, and when.
    pub(super) fn told(&self) -> Vec<String> {
        let told = [&self.contact, &self.hours].into_iter().flatten();
        told.cloned().collect()
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct EscalationSheet {
    pub(super) severity: String,
    pub(super) means: Option<String>,
    pub(super) respond_within: Option<String>,
    pub(super) resolve_within: Option<String>,
    pub(super) path: Vec<HopSheet>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct HopSheet {
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) hours: Option<String>,
    pub(super) after: String,
}

/// A procedure. As JSON: `procedure` (`runbook/procedure`), `title`, `purpose`, `schedule`
/// (in words), `targets`, `alerts` (`name`, `severity`, `means`), `symptoms`, `subject`,
/// `style` (`read-do`, `do-confirm`), `estimate` (in words), `steps`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sheet {
    pub(super) procedure: String,
    pub(super) title: String,
    pub(super) purpose: Option<String>,
    pub(super) schedule: Option<String>,
    pub(super) targets: Vec<String>,
    pub(super) alerts: Vec<AlertSheet>,
    pub(super) symptoms: Vec<String>,
    pub(super) subject: Option<String>,
    pub(super) style: &'static str,
    pub(super) estimate: Option<String>,
    pub(super) steps: Vec<StepSheet>,
    /// What else the file says of it.
    #[serde(skip)]
    pub(super) also: Vec<Fact>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct AlertSheet {
    pub(super) name: String,
    pub(super) severity: Option<String>,
    pub(super) means: Option<String>,
}

/// A step. As JSON: `number`, `id`, `section`, `section_when`, `title`, `detail` (Markdown),
/// `caution`, `no_return`, `when` (in words), `yields` (`tick`, `reading`, `ask`, `choose`),
/// `unit`, `limits` (in words), `name` (the variable), `example`, `secret`, `options`,
/// `boxes` (`step` as `rounds do` wants it, `item`), `each` (in words, where an earlier step
/// says for what it is done: each of its boxes is then `STEP/ITEM`), `command` (as typed), `wait`, `calls`,
/// `expect`, `copy`, `link`, `optional`, `ends`, `on_fail`, `sign_off`, `undo`.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct StepSheet {
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) section: Option<String>,
    pub(super) section_when: Option<String>,
    pub(super) title: String,
    pub(super) detail: Option<String>,
    pub(super) caution: Option<String>,
    pub(super) no_return: bool,
    pub(super) when: Option<String>,
    pub(super) yields: &'static str,
    pub(super) unit: Option<String>,
    pub(super) limits: Option<String>,
    pub(super) name: Option<String>,
    pub(super) example: Option<String>,
    pub(super) secret: bool,
    pub(super) options: Vec<String>,
    pub(super) boxes: Vec<BoxSheet>,
    pub(super) each: Option<String>,
    /// Whether later steps are done once for each of its lines.
    #[serde(skip)]
    pub(super) gives_items: bool,
    pub(super) command: Option<String>,
    pub(super) wait: Option<String>,
    pub(super) calls: Option<String>,
    pub(super) expect: Option<String>,
    pub(super) copy: Option<String>,
    pub(super) link: Option<String>,
    pub(super) optional: bool,
    pub(super) ends: Option<String>,
    pub(super) on_fail: Option<String>,
    pub(super) sign_off: Option<String>,
    pub(super) undo: Option<String>,
    /// What else the file says of it.
    #[serde(skip)]
    pub(super) also: Vec<Fact>,
}

/// What is ticked: the step, or each item of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct BoxSheet {
    pub(super) step: String,
    pub(super) item: Option<String>,
}

/// What a form says of a runbook.
pub fn book(choice: &Choice<'_>) -> Book {
    let runbook = choice.runbook;
    let is_whole = choice.procedures.len() == runbook.procedures.len();
    Book {
        id: runbook.id.to_string(),
        title: runbook.title.clone(),
        summary: runbook.summary.clone(),
        timezone: runbook.zone.name().to_owned(),
        architecture: runbook.package.architecture.clone(),
        links: runbook
            .links
            .iter()
            .map(|it| LinkSheet {
                name: it.name.clone(),
                url: it.url.clone(),
            })
            .collect(),
        owners: runbook
            .owners
            .iter()
            .map(|(role, it)| OwnerSheet {
                role: role.clone(),
                name: it.name.clone(),
                contact: it.contact.clone(),
                operators: it.operators.clone(),
                responsible_for: it.responsible_for.clone(),
            })
            .collect(),
        contacts: runbook
            .contacts
            .iter()
            .map(|it| ContactSheet {
                id: it.id.clone(),
                name: it.name.clone(),
                contact: it.contact.clone(),
                hours: it.hours.clone(),
            })
            .collect(),
        escalation: escalation(runbook),
        procedures: choice
            .procedures
            .iter()
            .map(|procedure| sheet(choice, procedure))
            .collect(),
        file: choice.written.file.clone(),
        library: choice.written.library.clone(),
        parts: match is_whole {
            true => written::parts(&choice.written),
            false => Vec::new(),
        },
        carried: choice
            .written
            .texts
            .clone()
            .filter(|_| is_whole)
            .map(|(file, library)| Carried {
                id: runbook.id.to_string(),
                file,
                library,
            }),
    }
}

fn escalation(runbook: &Runbook) -> Vec<EscalationSheet> {
    let hop = |hop: &crate::runbook::Hop| {
        let reach = runbook.reach(&hop.contact);
        HopSheet {
            name: reach.map_or(hop.contact.clone(), |it| it.name.to_owned()),
            contact: reach.and_then(|it| it.address).map(str::to_owned),
            hours: reach.and_then(|it| it.hours).map(str::to_owned),
            after: match hop.after.is_zero() {
                true => "at once".to_owned(),
                false => format!("after {}", words(hop.after)),
            },
        }
    };
    let known = runbook.package.escalation.iter();
    let sheets = known.map(|it| EscalationSheet {
        severity: it.severity.clone(),
        means: it.means.clone(),
        respond_within: it.respond_within.map(words),
        resolve_within: it.resolve_within.map(words),
        path: it.path.iter().map(hop).collect(),
    });
    sheets.collect()
}

fn words(duration: SignedDuration) -> String {
    duration_words(duration.as_secs().unsigned_abs())
}

fn source(template: &Option<Template>) -> Option<String> {
    template.as_ref().map(|it| it.source().to_owned())
}

/// Where a procedure is done, as people say it.
pub(super) fn target_words(target: &Target) -> String {
    match target {
        Target::ThisHost => "this host".to_owned(),
        Target::Named(name) => name.to_string(),
    }
}

fn sheet(choice: &Choice<'_>, procedure: &Procedure) -> Sheet {
    let runbook = choice.runbook;
    let file = choice
        .written
        .procedure(procedure.id.as_str(), &procedure.title);
    let mut rows = file.into_iter().flat_map(written::steps);
    let alert = |name: &String| {
        let known = runbook.alerts.iter().find(|it| it.name == *name);
        AlertSheet {
            name: name.clone(),
            severity: known.and_then(|it| it.severity.clone()),
            means: known.and_then(|it| it.means.clone()),
        }
    };
    Sheet {
        procedure: runbook.reference(procedure).to_string(),
        title: procedure.title.clone(),
        purpose: procedure.purpose.clone(),
        schedule: procedure.timing.as_ref().map(|it| it.schedule.words()),
        targets: procedure.targets.iter().map(target_words).collect(),
        alerts: procedure.alerts.iter().map(alert).collect(),
        symptoms: procedure.symptoms.clone(),
        subject: source(&procedure.subject),
        style: match procedure.style {
            Style::ReadDo => "read-do",
            Style::DoConfirm => "do-confirm",
        },
        estimate: procedure.estimate().map(words),
        steps: (1..)
            .zip(&procedure.steps)
            .map(|(number, step)| StepSheet {
                also: rows.next().as_ref().map_or_else(Vec::new, left_of_step),
                ..step_sheet(procedure, number, step)
            })
            .collect(),
        also: file.map_or_else(Vec::new, |it| {
            written::facts(it, &PROCEDURE, &TOLD_OF_PROCEDURE)
        }),
    }
}

fn step_sheet(procedure: &Procedure, number: usize, step: &Step) -> StepSheet {
    let section = step.section.and_then(|index| procedure.sections.get(index));
    let when = |it: &Condition| condition(procedure, it);
    let mut sheet = StepSheet {
        number,
        id: step.id.to_string(),
        section: section.map(|it| it.title.clone()),
        section_when: section.and_then(|it| it.when.as_ref()).map(when),
        title: step.title.source().to_owned(),
        detail: source(&step.detail),
        caution: source(&step.caution),
        no_return: step.no_return,
        when: step.when.as_ref().map(when),
        yields: "tick",
        boxes: boxes(step),
        each: step.each.feeding().and_then(|_| procedure.each_words(step)),
        gives_items: procedure.fed_by_lines(&step.id).next().is_some(),
        expect: source(&step.expect),
        copy: source(&step.copy),
        link: source(&step.link),
        optional: step.optional,
        ends: step.end.clone(),
        on_fail: step.on_fail.as_ref().map(ToString::to_string),
        sign_off: step.sign_off.clone(),
        undo: source(&step.undo),
        ..StepSheet::default()
    };
    match &step.how {
        How::ByHand => {}
        How::Command(command) => sheet.command = Some(command.program.to_string()),
        How::Wait(time) => sheet.wait = Some(words(*time)),
        How::Call(called) => sheet.calls = Some(called.to_string()),
    }
    match &step.yields {
        Yields::Tick => {}
        Yields::Reading { unit, limits, .. } => {
            sheet.yields = "reading";
            let words = limits.words(unit.as_deref().unwrap_or_default());
            sheet.limits = (!words.is_empty()).then_some(words);
            sheet.unit = unit.clone();
        }
        Yields::Ask(ask) => {
            sheet.yields = "ask";
            sheet.name = Some(ask.name.clone());
            sheet.example = ask.example.clone();
            sheet.secret = ask.secret;
        }
        Yields::Choose(choose) => {
            sheet.yields = "choose";
            sheet.name = choose.name.clone();
            sheet.options = choose.options.clone();
        }
    }
    sheet
}

fn boxes(step: &Step) -> Vec<BoxSheet> {
    let items = step.each.items().iter().map(|item| BoxSheet {
        step: format!("{}/{}", step.id, item.id),
        item: Some(item.text.clone()),
    });
    match step.each.items().is_empty() {
        true => vec![BoxSheet {
            step: step.id.to_string(),
            item: None,
        }],
        false => items.collect(),
    }
}

/// When something is wanted, in words that are true of the paper: steps by their numbers.
fn condition(procedure: &Procedure, condition: &Condition) -> String {
    let step = |id: &StepId| {
        let at = procedure.steps.iter().position(|step| step.id == *id);
        at.map_or(format!("step {id}"), |at| format!("step {}", at + 1))
    };
    condition.words(step)
}
