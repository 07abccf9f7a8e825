//! The rows of Today as lines to choose from.

use super::Teller;
use super::menu::{Choice, Item};
use crate::present::{Kind, Row, Sources};
use crate::runbook::RunbookId;
use crate::session::broken;
use crate::state::{self, Whom};
use std::collections::BTreeMap;

impl Teller {
    /// What wants someone now, and what was done lately.
    pub(super) fn rows(&mut self) -> Vec<Item> {
        let state = self.session.preview();
        let outside = self.session.outside();
        let operator = self.session.settings().operator.clone();
        let library = self.session.library().clone();
        let whom = Whom {
            operator: Some(&operator),
            runbooks: library.runbooks().collect(),
        };
        let mut not_allowed: BTreeMap<RunbookId, usize> = BTreeMap::new();
        for written in self.session.not_allowed().unwrap_or_default() {
            let runbook = RunbookId::from(written.place.runbook);
            *not_allowed.entry(runbook).or_default() += 1;
        }
        let commands = not_allowed.into_iter();
        let commands = commands.map(|(runbook, count)| state::Row::Commands { runbook, count });
        let sources = Sources {
            state: &state,
            preview: None,
            clock: &self.clock(),
            whom: &whom,
            outside: &outside,
        };
        let today = sources.today(broken(&library).chain(commands));
        today.rows.iter().map(item).collect()
    }
}

fn item(row: &Row) -> Item {
    let hint = match (&row.what, row.kind) {
        (_, Kind::Handover) => "; `handover` accepts it".to_owned(),
        (state::Row::Escalation { id, .. }, _) => {
            format!("; `rounds escalate {}` shows it", id.short())
        }
        (state::Row::Broken { .. }, _) => "; `rounds check` shows it".to_owned(),
        (state::Row::Commands { runbook, .. }, _) => {
            format!("; `rounds trust {runbook}` shows them")
        }
        (state::Row::InProgress { run, .. }, _) => format!(", run {}", run.short()),
        _ => String::new(),
    };
    Item::new(format!("{}{hint}", row.line()), choice(row))
}

/// What choosing a row does; none where nothing is begun or gone on with.
fn choice(row: &Row) -> Option<Choice> {
    match &row.what {
        state::Row::InProgress { run, .. } => Some(Choice::GoOn(*run)),
        state::Row::Slot { line, .. } if row.kind != Kind::Later => {
            Some(Choice::Begin(line.procedure.clone(), line.target.clone()))
        }
        state::Row::Rehearsal { procedure, .. } => Some(Choice::Rehearse(procedure.clone())),
        _ => None,
    }
}
