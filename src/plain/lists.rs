//! Runbooks, Journal and Follow-ups as lines: every row with its number, and what is opened.

use super::prompts::{Prompts, read};
use super::step;
use crate::app::journal::{Opened, Row as JournalRow, What};
use crate::app::runbooks::Row;
use crate::app::trends::Trends;
use crate::app::when;
use crate::event::{FollowUpState, RunId, Thread};
use crate::present::{
    BoardColumn, capitalized, plan_lines, question_took, thread_story, unsigned_lines,
};
use crate::report::Calendar;
use crate::session::RunProgress;
use crate::state::{FollowUp, State};

/// As many rows of a long record are said at a time.
const MOST_ROWS: usize = 50;

impl Prompts {
    pub fn runbook_rows(&self) -> Vec<String> {
        if self.app.runbooks.board.is_open {
            return self.board_rows();
        }
        let rows = self.app.runbooks.rows.iter();
        let mut lines: Vec<_> = (1..)
            .zip(rows)
            .map(|(number, row)| format!("{number} {}", self.runbook_row(row)))
            .collect();
        if lines.is_empty() {
            lines.push("There is no runbook here.".to_owned());
        }
        lines
    }

    /// The board: what each column says stands before its word.
    fn board_rows(&self) -> Vec<String> {
        let (board, clock) = (&self.app.runbooks.board, self.app.wall());
        let mut lines = vec![format!("Runbooks board, {}:", board.sort.words())];
        lines.extend((1..).zip(&board.rows).map(|(number, row)| {
            let told = |column: &BoardColumn| {
                let (_, text) = row.cell(*column, &clock)?;
                Some(match column {
                    BoardColumn::Runbook => return None,
                    BoardColumn::Ready => text,
                    column => format!("{} {text}", column.head().to_lowercase()),
                })
            };
            let words: Vec<_> = BoardColumn::ALL.iter().filter_map(told).collect();
            format!("{number} {}: {}", row.title, words.join(", "))
        }));
        lines
    }

    fn runbook_row(&self, row: &Row) -> String {
        let titled = |procedure: &crate::runbook::ProcedureRef| {
            let runbook = self.app.usable(&procedure.runbook)?;
            Some(
                runbook
                    .procedure(procedure.procedure.as_str())?
                    .title
                    .clone(),
            )
        };
        match row {
            Row::Folder(index) => {
                let library = self.app.library.as_ref();
                let folder = library.and_then(|library| library.folders.get(*index));
                let path = folder.map(|folder| folder.path.display().to_string());
                format!("Folder with problems: {}", path.unwrap_or_default())
            }
            Row::Book(book) if book.parsed.runbook.is_none() => {
                format!("Runbook, broken: {}", book.title())
            }
            Row::Book(book) => format!("Runbook: {}", book.title()),
            Row::Gone(id) => format!("Runbook without a file: {id}"),
            Row::Procedure(procedure) => {
                let title = titled(procedure).unwrap_or_default();
                format!("{title}, {procedure}")
            }
            Row::Broken(procedure) => format!("{procedure}, broken"),
            Row::Pages(id) => format!("Pages of {id}"),
        }
    }

    pub fn journal_lines(&mut self) -> Vec<String> {
        let opened = match &self.app.journal.opened {
            Some(Opened::Run(run, _)) => Some(*run),
            _ => None,
        };
        if let Some(run) = opened {
            return self.run_lines(run);
        }
        let state = read(&self.state);
        match &self.app.journal.opened {
            Some(Opened::Calendar(calendar)) => self.calendar_lines(calendar),
            Some(Opened::Trends(trends)) => trend_lines(&state, trends),
            Some(Opened::Row) => {
                let row = self.app.journal.row();
                row.map_or_else(Vec::new, |row| self.happening_lines(&state, row))
            }
            _ => self.journal_rows(&state),
        }
    }

    fn journal_rows(&self, state: &State) -> Vec<String> {
        let all = &self.app.journal.rows;
        let rows = (1..).zip(all).take(MOST_ROWS);
        let mut lines: Vec<_> = rows
            .map(|(number, row)| format!("{number} {}", self.happening(state, row)))
            .collect();
        match all.len() {
            0 => lines.push("Nothing stands here.".to_owned()),
            length if length > MOST_ROWS => lines.push(format!(
                "More stand before these, with numbers up to {length}."
            )),
            _ => {}
        }
        lines
    }

    /// Something that happened, in one line.
    fn happening(&self, state: &State, row: &JournalRow) -> String {
        let when = when::moment(row.at, &self.app);
        let what = match &row.what {
            What::Run(id) => {
                let verdict = state.verdict_of(*id);
                let verdict = verdict.map(|verdict| format!(", {verdict}"));
                let title = crate::app::linked::title_of(state, *id);
                format!("{title}{}", verdict.unwrap_or_default())
            }
            What::Noted(text) => format!("Note: {}", text.lines().next().unwrap_or_default()),
            What::Excused { line, reason, .. } => {
                format!("{}, waived: {reason}", self.titled(state, line))
            }
            What::FollowUp { id, state: to } => {
                let opening = state.follow_up(*id).and_then(FollowUp::opening);
                let word = match to {
                    None => "opened",
                    Some(FollowUpState::Open) => "open again",
                    Some(other) => other.words(),
                };
                let kind = opening.map_or("follow-up", |opening| opening.kind.words());
                let title = opening.map(|opening| opening.title.clone());
                format!("{kind} {word}: {}", title.unwrap_or_default())
            }
        };
        format!("{when} {}: {what}", row.by)
    }

    fn happening_lines(&self, state: &State, row: &JournalRow) -> Vec<String> {
        match &row.what {
            What::FollowUp { id, .. } => {
                let known = state.follow_up(*id);
                known.map_or_else(Vec::new, |known| self.follow_up_page(state, known))
            }
            What::Noted(text) => vec![self.happening(state, row), text.clone()],
            _ => vec![self.happening(state, row)],
        }
    }

    /// A run whole: every step with what became of it, and what was noted.
    fn run_lines(&mut self, run: RunId) -> Vec<String> {
        let mut lines = self.run_head(run);
        match RunProgress::of(&mut self.session, run) {
            Ok(walked) => {
                let stands = walked.walk.stands.iter();
                lines.extend(stands.map(|stand| step::row(&walked, stand)));
                let notes = walked.run.notes.iter();
                lines.extend(notes.map(|said| format!("Note by {}: {}", said.by, said.what.text)));
                lines.push(format!(
                    "{}: {}.",
                    walked.started.title,
                    walked.run.verdict()
                ));
            }
            Err(failure) => lines.push(failure.to_string()),
        }
        lines
    }

    fn calendar_lines(&self, calendar: &Calendar) -> Vec<String> {
        let total = calendar.total();
        let on_time = total.percent_on_time();
        let mut lines = vec![match on_time {
            Some(percent) => format!("The last year: {}; {percent} % on time.", total.words()),
            None => "Nothing was due in the last year.".to_owned(),
        }];
        let bad = calendar.bad();
        lines.extend(
            bad.map(|(date, day)| format!("{}: {}", date.strftime("%a %-d %b %Y"), day.words())),
        );
        lines
    }

    pub fn follow_up_lines(&self) -> Vec<String> {
        let state = read(&self.state);
        let screen = &self.app.follow_ups;
        if screen.opened
            && let Some(known) = screen.row().and_then(|id| state.follow_up(id))
        {
            return self.follow_up_page(&state, known);
        }
        let rows = (1..).zip(&screen.rows);
        let mut lines: Vec<_> = rows
            .filter_map(|(number, id)| {
                let known = state.follow_up(*id)?;
                Some(format!("{number} {}", self.follow_up_row(known)))
            })
            .collect();
        if lines.is_empty() {
            lines.push(format!("No follow-up is {} here.", screen.filter.words()));
        }
        lines
    }

    fn follow_up_row(&self, known: &FollowUp) -> String {
        let opening = known.opening();
        let kind = opening.map_or("follow-up", |opening| opening.kind.words());
        let title = opening.map_or("", |opening| opening.title.as_str());
        let owner = known.owner().map(|owner| format!(", for {owner}"));
        let due = known.due().map(|due| {
            let late = if known.is_overdue(self.app.now) {
                "overdue since"
            } else {
                "due"
            };
            format!(", {late} {}", when::moment(due, &self.app))
        });
        let parts = [owner, due].into_iter().flatten();
        let parts: String = parts.collect();
        format!("{kind}, {}{parts}: {title}", known.state().words())
    }

    /// A follow-up whole: what it is, and all that was said of it.
    fn follow_up_page(&self, state: &State, known: &FollowUp) -> Vec<String> {
        let mut lines = vec![self.follow_up_row(known)];
        lines.extend(known.opening().and_then(|opening| opening.text.clone()));
        lines.extend(known.ticket().map(|ticket| format!("Ticket: {ticket}")));
        if let Some(redline) = known.opening().and_then(|opening| opening.redline.as_ref()) {
            lines.push(format!(
                "Proposed, {}: {}",
                redline.key.word(),
                redline.value
            ));
        }
        let plan = plan_lines(&known.plan()).into_iter();
        lines.extend(plan.map(|(part, words)| format!("{}: {words}", capitalized(part))));
        if known.owes_approval() {
            lines.push("Released as an emergency: still to be approved.".to_owned());
        }
        let same = state.same_hands_of_change(known).into_iter();
        lines.extend(same.map(|it| format!("Same hand: {it}")));
        let thread = Thread::FollowUp(known.id);
        lines.extend(unsigned_lines(state, &thread, &self.app.wall()));
        lines.extend(question_took(state, known).map(|took| capitalized(&took)));
        lines.extend(state.thread(known).into_iter().map(|(of, item)| {
            let when = when::moment(item.at(), &self.app);
            format!(
                "{when} {}: {}",
                item.by(),
                thread_story(state, (of, item), known, &self.app.wall())
            )
        }));
        lines
    }
}

/// Each reading of the last year: what it was last, and between what it moved.
fn trend_lines(state: &State, trends: &Trends) -> Vec<String> {
    let mut lines: Vec<_> = trends
        .all
        .iter()
        .map(|trend| {
            let last = trend.last();
            let [lowest, median, highest] = trend.reach();
            let unit = trend.unit.as_ref().map(|unit| format!(" {unit}"));
            let line = state.line_of(&trend.line).and_then(|line| line.current());
            let title = line.map_or_else(
                || trend.line.procedure.to_string(),
                |said| said.what.title.clone(),
            );
            let target = trend.line.target.as_ref().map(|it| format!(", {it}"));
            format!(
                "{title}{}, {}: last {}{}, {}; lowest {lowest}, median {median}, highest {highest}; {} taken",
                target.unwrap_or_default(),
                trend.step_ref,
                last.value,
                unit.unwrap_or_default(),
                last.judgement,
                trend.points.len()
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push("No reading was taken in the last year.".to_owned());
    }
    lines
}
