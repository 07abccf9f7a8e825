//! Find: anything in the library by words, and exceptions by what is wrong.
//!
//! What can be found is put together once, when find opens (and again when the library
//! changes under it); a key only ranks it. Going there changes no record.

use super::exception;
use super::field::Typed;
use super::input::Key;
use super::opening::Alerted;
use super::{App, Cursor, Field, Overlay, pages, runbooks};
use crate::app::effect::Effect;
use crate::app::keymap::Keymap;
use crate::report::Page;
use crate::runbook::{Kind as ProcedureKind, Procedure, ProcedureRef, Runbook, RunbookId, StepId};
use crate::search::{Candidate, Query, rank};
use crate::state::State;
use std::sync::Arc;

/// As many of the best as can be walked through.
const MOST_HITS: usize = 200;

/// A search in progress.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// Whether only exceptions are looked for.
    pub exceptions: bool,
    /// The words so far.
    pub field: Field,
    /// What was found, best first.
    pub hits: Vec<Hit>,
    /// The selected one.
    pub cursor: Cursor,
    /// Whether the library was read when this was put together.
    pub has_library: bool,
    items: Arc<Vec<Item>>,
    alerted: Option<Alerted>,
}

/// Something found.
#[derive(Clone, Debug)]
pub struct Hit {
    item: usize,
    /// The letters of its text that matched, as indices of characters.
    pub positions: Vec<usize>,
}

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// How bad what it answers is.
    pub severity: Option<String>,
    /// What is searched: its name, what else it goes by, and where it is, a line each.
    pub text: String,
    goal: Goal,
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
        }
    }

    /// Among equal matches what is larger comes first; a letter is worth about 20.
    fn boost(self) -> i64 {
        match self {
            Self::Procedure => 60,
            Self::Alert => 50,
            Self::Runbook => 40,
            Self::Contact => 30,
            Self::Dependency | Self::Credential | Self::Field => 20,
            Self::Step => 0,
        }
    }
}

/// Letters that are strewn over a text are a last resort: where a word was found as it was
/// typed, they are left out.
pub(super) fn without_noise<K>(typed: &str, hits: &mut Vec<(K, Vec<usize>)>) {
    let words = typed.split_whitespace().count();
    let is_whole = |positions: &[usize]| {
        let breaks = positions.windows(2).filter(|two| two[0] + 1 != two[1]);
        breaks.count() < words.max(1)
    };
    if hits.iter().any(|(_, positions)| is_whole(positions)) {
        hits.retain(|(_, positions)| is_whole(positions));
    }
}

/// Where going there leads.
#[derive(Clone, Debug)]
enum Goal {
    Runbook(RunbookId),
    Procedure(ProcedureRef),
    Step(ProcedureRef, StepId),
    Page(RunbookId, Page),
    /// A run of it, begun or gone on with.
    Run(ProcedureRef),
}

impl Finding {
    /// What a hit is.
    pub fn item(&self, hit: &Hit) -> Option<&Item> {
        self.items.get(hit.item)
    }

    /// Where the selected one leads.
    fn goal(&self) -> Option<&Goal> {
        let hit = self.hits.get(self.cursor.at)?;
        Some(&self.item(hit)?.goal)
    }

    /// How much there is to be found.
    pub fn known(&self) -> usize {
        self.items.len()
    }

    pub(super) fn paste(&mut self, text: &str) {
        paste(&mut self.field, text);
        self.rank();
    }

    fn rank(&mut self) {
        let query = Query::new(&self.field.text());
        self.cursor = Cursor::default();
        // Without words, everything would say nothing; of exceptions all are worth a look.
        if query.is_empty() && !self.exceptions {
            self.hits.clear();
            return;
        }
        // One letter is in nearly every step: it would cost much and tell nothing.
        let has_steps = self.field.text().trim().chars().nth(1).is_some();
        let candidates = self.items.iter().enumerate();
        let candidates = candidates.filter(|(_, item)| has_steps || item.kind != Kind::Step);
        let candidates = candidates.map(|(key, item)| Candidate {
            key,
            text: &item.text,
            boost: item.kind.boost(),
        });
        let hits = rank(&query, candidates, MOST_HITS).into_iter();
        let mut hits: Vec<_> = hits.map(|hit| (hit.key, hit.positions)).collect();
        without_noise(&self.field.text(), &mut hits);
        if self.exceptions {
            // Among what has the words, what is worst comes first.
            hits.sort_by_key(|(item, _)| severity_key(self.items[*item].severity.as_deref()));
        }
        let hit = |(item, positions)| Hit { item, positions };
        self.hits = hits.into_iter().map(hit).collect();
    }
}

pub(super) fn begin(app: &App, state: &State, exceptions: bool) -> Overlay {
    open(app, state, exceptions, "", None)
}

pub(super) fn begin_with(app: &App, state: &State, words: &str) -> Overlay {
    open(app, state, false, words, None)
}

/// What answers an alert.
pub(super) fn begin_alert(app: &App, state: &State, alerted: Alerted) -> Overlay {
    let words = alerted.words.clone();
    open(app, state, true, &words, Some(alerted))
}

fn open(
    app: &App,
    state: &State,
    exceptions: bool,
    words: &str,
    alerted: Option<Alerted>,
) -> Overlay {
    let mut finding = Finding {
        exceptions,
        field: Field::with(&one_line(words)),
        has_library: app.library.is_some(),
        items: Arc::new(items(app, state, exceptions)),
        alerted,
        ..Finding::default()
    };
    finding.rank();
    Overlay::Find(Box::new(finding))
}

/// The library changed: what can be found is put together anew, the words stay.
pub(super) fn looked(app: &mut App, state: &State) {
    let Some(Overlay::Find(finding)) = &app.overlay else {
        return;
    };
    let words = finding.field.text();
    let alerted = finding.alerted.clone();
    let overlay = open(app, state, finding.exceptions, &words, alerted);
    app.overlay = Some(overlay);
}

pub(super) fn key(
    app: &mut App,
    state: &State,
    mut finding: Box<Finding>,
    key: Key,
) -> Vec<Effect> {
    // What would be begun can be read first.
    if key == Key::TAB
        && let Some(Goal::Run(procedure)) = finding.goal()
    {
        let procedure = procedure.clone();
        return go(app, state, &finding, &Goal::Procedure(procedure));
    }
    match press(
        app.keymap,
        &mut finding.field,
        &mut finding.cursor,
        finding.hits.len(),
        key,
    ) {
        Pressed::Closed => return Vec::new(),
        Pressed::Chosen => {
            if let Some(goal) = finding.goal() {
                return go(app, state, &finding, goal);
            }
        }
        Pressed::Typed => finding.rank(),
        Pressed::Moved => {}
    }
    app.overlay = Some(Overlay::Find(finding));
    Vec::new()
}

fn go(app: &mut App, state: &State, finding: &Finding, goal: &Goal) -> Vec<Effect> {
    match goal {
        Goal::Run(procedure) => {
            let (alerted, typed) = (finding.alerted.as_ref(), finding.field.text());
            exception::begin(app, state, procedure, alerted, &typed)
        }
        Goal::Runbook(id) => runbooks::show(app, state, id.as_str(), None),
        Goal::Procedure(procedure) => {
            runbooks::show(app, state, procedure.runbook.as_str(), Some(procedure))
        }
        Goal::Page(runbook, page) => {
            pages::show_page(app, state, runbook, *page);
            Vec::new()
        }
        Goal::Step(procedure, step) => runbooks::show_step(app, state, procedure, step),
    }
}

/// What a key did in a list under a field.
pub(super) enum Pressed {
    /// It is given up.
    Closed,
    /// The selected row is meant.
    Chosen,
    /// The words are others now.
    Typed,
    /// The cursor moved, or nothing happened.
    Moved,
}

/// A key in a list under a field: what moves among lines is the list's, the rest is the
/// field's.
pub(super) fn press(
    keymap: Keymap,
    field: &mut Field,
    cursor: &mut Cursor,
    rows: usize,
    key: Key,
) -> Pressed {
    let before = field.text();
    match field.key(keymap, key) {
        Typed::Cancelled => Pressed::Closed,
        Typed::Done => Pressed::Chosen,
        Typed::Asked(action) => {
            cursor.moved(action, rows);
            Pressed::Moved
        }
        Typed::More if field.text() == before => Pressed::Moved,
        Typed::More => Pressed::Typed,
    }
}

/// A field of one line takes a paste as one line.
pub(super) fn paste(field: &mut Field, text: &str) {
    field.paste(&one_line(text));
}

fn one_line(text: &str) -> String {
    text.split(['\r', '\n', '\t']).collect::<Vec<_>>().join(" ")
}

/// All that can be found, in the order in which equal matches come.
fn items(app: &App, state: &State, exceptions: bool) -> Vec<Item> {
    let Some(library) = &app.library else {
        return Vec::new();
    };
    let mut items = Vec::new();
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
fn severity_key(severity: Option<&str>) -> (bool, u64, String) {
    let text = severity.unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(u64::MAX);
    (severity.is_none(), number, text.to_lowercase())
}

/// A runbook's exceptions, with the alerts and symptoms that lead to them.
fn exceptions_of(runbook: &Runbook) -> impl Iterator<Item = Item> {
    let procedures = runbook.procedures.iter();
    let procedures =
        procedures.filter(|it| it.kind() == ProcedureKind::Exception || !it.alerts.is_empty());
    procedures.map(|procedure| {
        let severity = severity_of(runbook, procedure);
        let triggers = procedure.alerts.iter().chain(&procedure.symptoms);
        let triggers: Vec<_> = triggers.map(|it| line(it)).collect();
        Item {
            kind: Kind::Procedure,
            severity,
            text: format!(
                "{}\n{}\n{}",
                line(&procedure.title),
                triggers.join("; "),
                line(&runbook.title)
            ),
            goal: Goal::Run(runbook.reference(procedure)),
        }
    })
}

/// The worst that a procedure answers.
fn severity_of(runbook: &Runbook, procedure: &Procedure) -> Option<String> {
    let alerts = runbook.alerts.iter();
    let answered = alerts.filter(|alert| procedure.alerts.contains(&alert.name));
    let severities = answered.filter_map(|alert| alert.severity.as_deref());
    let worst = severities.min_by_key(|severity| severity_key(Some(severity)));
    worst.map(ToOwned::to_owned)
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
            text: format!("{title}\n\n{place}"),
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
