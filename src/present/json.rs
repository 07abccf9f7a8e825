//! What programs get of Today and of runs: the types of `--json`, filled from the rows.
//!
//! What stays true: a name or a word that was once given keeps its meaning, and new ones only
//! join; a golden file holds them. Moments are in UTC. What it does not do: it decides nothing,
//! so that no answer for programs says another thing than the words beside it.

use super::kind::Kind;
use super::row::Row;
use super::today;
use crate::runbook::Runbook;
use crate::state::State;
use jiff::Timestamp;
use serde::Serialize;

/// What wants someone. As JSON: `at` (the moment), `overdue` (how many), `items` (in the
/// order in which they should be read).
#[derive(Clone, Debug, Serialize)]
pub struct Today {
    /// The moment.
    pub at: Timestamp,
    /// How many things are past their time.
    pub overdue: usize,
    /// The rows.
    pub items: Vec<Item>,
}

/// One thing that needs someone. As JSON: `standing` (`overdue`, `in-progress`, `timer`,
/// `signature` where this operator's is awaited, `due`, `open`, `later`, `missed`, `disputed`,
/// `escalation`, `handover`, `taken-over`, `rehearse`, `review`, `stabilization`, or a follow-up's kind: `question`, `issue`, `change`,
/// `deferral`, `override` for a silence), `procedure` (`runbook/procedure`; the runbook alone
/// for a date; empty for a handover, and for a follow-up that came from none), `title`,
/// `runbook_title`, `target`, `slot` (when it is due; the first, where there are several;
/// since when a follow-up stands, or a shift waits to be accepted), `due_by` (until when that
/// is on time), `run` (the run that goes on, or that the row is about), `answered` and `steps`
/// (of that run: boxes that are answered, and boxes that apply), `failures` and `gaps` (among
/// the answered), `disputed` (whether what is known of that run contradicts itself), `rehearsal`, `count` (slots that it stands for, or how often a step was
/// deferred), `follow_up` and `escalation` (their ids), `late` (whether one of them, a
/// rehearsal or a date is past its time), `status` (how it stands, in words). Keys that say
/// nothing are null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    standing: Kind,
    procedure: String,
    title: String,
    runbook_title: String,
    target: Option<String>,
    slot: Option<Timestamp>,
    due_by: Option<Timestamp>,
    run: Option<String>,
    answered: Option<u32>,
    steps: Option<u32>,
    failures: Option<u32>,
    gaps: Option<u32>,
    disputed: bool,
    rehearsal: bool,
    count: Option<usize>,
    follow_up: Option<String>,
    escalation: Option<String>,
    late: bool,
    status: String,
}

/// Who is on call. As JSON: `runbook`, `contact` (its id, or a role), `name` (what people call
/// it), `operator`, `address` (their own, else the contact's), `since`, `until` (when the next
/// turn begins), `next` (whose it is), `took_over_from` (whose shift they took over in this
/// turn). Keys that say nothing are null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnCall {
    runbook: String,
    contact: String,
    name: String,
    operator: String,
    address: Option<String>,
    since: Timestamp,
    until: Option<Timestamp>,
    next: String,
    took_over_from: Option<String>,
}

impl OnCall {
    /// Of a runbook, rota by rota.
    pub fn all(state: &State, runbook: &Runbook, now: Timestamp) -> Vec<Self> {
        let on_call = state.on_call(runbook, now).into_iter();
        let view = on_call.map(|it| {
            let reach = runbook.reach(&it.rota.contact);
            let address = it.address.or(reach.and_then(|reach| reach.address));
            Self {
                runbook: runbook.id.to_string(),
                contact: it.rota.contact.clone(),
                name: reach
                    .map_or(&*it.rota.contact, |reach| reach.name)
                    .to_owned(),
                operator: it.operator.to_string(),
                address: address.map(str::to_owned),
                since: it.since,
                until: it.until,
                next: it.next.to_string(),
                took_over_from: it.took_over_from.map(|from| from.to_string()),
            }
        });
        view.collect()
    }
}

impl Today {
    /// Of the rows that want someone: all but what is done, and what only this machine knows.
    pub fn of(today: &today::Today, at: Timestamp) -> Self {
        Self {
            at,
            overdue: today.overdue(),
            items: today.wanted().map(Item::from).collect(),
        }
    }
}

impl From<&Row> for Item {
    fn from(row: &Row) -> Self {
        let procedure = row.procedure.as_ref().map(ToString::to_string);
        let date = matches!(row.kind, Kind::Review | Kind::Stabilization);
        let runbook = row.runbook.as_ref().filter(|_| date);
        let far = row.how_far;
        Self {
            standing: row.kind,
            procedure: procedure
                .or(runbook.map(ToString::to_string))
                .unwrap_or_default(),
            title: row.title.clone(),
            runbook_title: match date {
                true => row.title.clone(),
                false => row.runbook_title.clone(),
            },
            target: row.target.clone(),
            slot: row.slot,
            due_by: row.due_by,
            run: row.run.map(|run| run.to_string()),
            answered: far.map(|far| far.answered),
            steps: far.map(|far| far.wanted),
            failures: far.map(|far| far.failures),
            gaps: far.map(|far| far.gaps),
            disputed: row.disputed,
            rehearsal: row.rehearsal,
            count: row.count,
            follow_up: row.follow_up.map(|id| id.to_string()),
            escalation: row.escalation.map(|id| id.to_string()),
            late: row.is_late && row.kind != Kind::Overdue,
            status: row.status.clone(),
        }
    }
}
