//! The board of runbooks: each in one line with its owner, whether it is ready to be handed over,
//! what is overdue, what expires next, and how its rounds went in the last weeks.
//!
//! What stays true: readiness and rounds are counted as everywhere else; examples are not on it.
//! What it does not do: it reads no file; a runbook that cannot be used comes in as one without.

use super::clock::Clock;
use super::kind::Kind;
use super::row::Row;
use super::tone::{Sign, Tone};
use crate::runbook::{Runbook, RunbookId};
use crate::state::{OnTime, SlotState, State, expires_next};
use jiff::SignedDuration;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// As many weeks are looked back over.
pub const WEEKS: usize = 8;

/// A runbook as the board is told of it; one that cannot be used has no content.
#[derive(Clone, Debug)]
pub struct OnBoard<'a> {
    /// Which.
    pub id: &'a RunbookId,
    /// What people call it.
    pub title: String,
    /// What it says.
    pub runbook: Option<&'a Runbook>,
    /// Whether its file has errors.
    pub has_errors: bool,
}

/// One line of the board.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardRow {
    /// Which runbook.
    pub runbook: RunbookId,
    /// What people call it.
    pub title: String,
    /// Who runs it: the operations owner, else the technical one, else the first.
    pub owner: Option<String>,
    /// Whether it, or a procedure of it, cannot be used as it is.
    pub is_broken: bool,
    /// How many items of its readiness are missing.
    pub missing: usize,
    /// How many of its rows on Today are past their time.
    pub overdue: usize,
    /// What of its readiness expires next, and on which day.
    pub expiry: Option<(Date, String)>,
    /// What became of its rounds, week by week, the oldest first: the worst of each.
    pub weeks: [Option<SlotState>; WEEKS],
    /// How many of its rounds of these weeks are over, and how many were done on time.
    pub rounds: OnTime,
}

/// What is told of a runbook on the board, in the order in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoardColumn {
    /// What people call it.
    Runbook,
    /// Who runs it.
    Owner,
    /// Whether it is ready to be handed over.
    Ready,
    /// How much of it is overdue.
    Overdue,
    /// The share of its rounds on time in the last weeks.
    OnTime,
    /// What of its readiness expires next.
    NextExpiry,
}

impl BoardColumn {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Runbook,
        Self::Owner,
        Self::Ready,
        Self::Overdue,
        Self::OnTime,
        Self::NextExpiry,
    ];

    /// What stands above it.
    pub fn head(self) -> &'static str {
        match self {
            Self::Runbook => "Runbook",
            Self::Owner => "Owner",
            Self::Ready => "Ready",
            Self::Overdue => "Overdue",
            Self::OnTime => "On time",
            Self::NextExpiry => "Next expiry",
        }
    }
}

impl BoardRow {
    /// What a column says, in words; none where there is nothing to say.
    pub fn cell(&self, column: BoardColumn, clock: &Clock) -> Option<(Tone, String)> {
        const WELL: u32 = 90;
        Some(match column {
            BoardColumn::Runbook => (Tone::Strong, self.title.clone()),
            BoardColumn::Owner => (Tone::Plain, self.owner.clone()?),
            BoardColumn::Ready => {
                let (_, tone, words) = self.ready();
                (tone, words)
            }
            BoardColumn::Overdue => match self.overdue {
                0 => return None,
                count => (Tone::Bad, count.to_string()),
            },
            BoardColumn::OnTime => {
                let percent = self.rounds.percent()?;
                let tone = if percent < WELL {
                    Tone::Warn
                } else {
                    Tone::Plain
                };
                (tone, format!("{percent} %"))
            }
            BoardColumn::NextExpiry => self.expiry_words(clock)?,
        })
    }

    /// Whether somebody should look at it now.
    pub fn needs_attention(&self) -> bool {
        self.is_broken || self.overdue > 0
    }

    /// Whether it is ready, in a sign and two words.
    pub fn ready(&self) -> (Sign, Tone, String) {
        match (self.is_broken, self.missing) {
            (true, _) => (Sign::Wrong, Tone::Bad, "broken".to_owned()),
            (false, 0) => (Sign::Done, Tone::Good, "ready".to_owned()),
            (false, missing) => (Sign::Wrong, Tone::Warn, format!("{missing} missing")),
        }
    }

    /// What expires next, and in how many days.
    fn expiry_words(&self, clock: &Clock) -> Option<(Tone, String)> {
        const SOON: i32 = 14;
        let (until, what) = self.expiry.as_ref()?;
        let left = self.days_left(clock).unwrap_or(0);
        let tone = match left {
            ..=0 => Tone::Bad,
            1..=SOON => Tone::Warn,
            _ => Tone::Plain,
        };
        Some(match left {
            ..=90 => (tone, format!("{what}, {left} d")),
            _ => (tone, format!("{what}, {}", until.strftime("%-d %b"))),
        })
    }

    fn days_left(&self, clock: &Clock) -> Option<i32> {
        let today = clock.zone.to_datetime(clock.now).date();
        let (until, _) = self.expiry.as_ref()?;
        today.until(*until).ok().map(|span| span.get_days())
    }
}

/// How the board is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoardSort {
    /// What hurts first.
    #[default]
    Worst,
    /// What expires next first.
    Expiry,
    /// What is least ready first.
    Ready,
    /// By owner.
    Owner,
    /// By name.
    Name,
}

impl BoardSort {
    /// The one after it, around.
    pub fn next(self) -> Self {
        match self {
            Self::Worst => Self::Expiry,
            Self::Expiry => Self::Ready,
            Self::Ready => Self::Owner,
            Self::Owner => Self::Name,
            Self::Name => Self::Worst,
        }
    }

    /// In two words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Worst => "worst first",
            Self::Expiry => "next expiry",
            Self::Ready => "least ready",
            Self::Owner => "by owner",
            Self::Name => "by name",
        }
    }

    /// Puts rows in this order; of equals, the name decides.
    pub fn sort(self, rows: &mut [BoardRow]) {
        rows.sort_by_cached_key(|row| row.title.to_lowercase());
        match self {
            Self::Name => {}
            Self::Worst => rows.sort_by_key(|row| {
                let expiry = row.expiry.as_ref().map_or(Date::MAX, |(until, _)| *until);
                let missing = Reverse(row.missing);
                (
                    Reverse(row.is_broken),
                    Reverse(row.overdue),
                    missing,
                    expiry,
                )
            }),
            Self::Expiry => {
                rows.sort_by_key(|row| row.expiry.as_ref().map_or(Date::MAX, |(until, _)| *until));
            }
            Self::Ready => rows.sort_by_key(|row| (Reverse(row.is_broken), Reverse(row.missing))),
            Self::Owner => rows.sort_by_cached_key(|row| {
                (
                    row.owner.is_none(),
                    row.owner.clone().map(|it| it.to_lowercase()),
                )
            }),
        }
    }
}

/// The line of every runbook, in the order in which they come in.
pub fn board<'a>(
    state: &State,
    runbooks: impl Iterator<Item = OnBoard<'a>>,
    today: &[Row],
    clock: &Clock,
) -> Vec<BoardRow> {
    let weeks = weeks(state, clock);
    let mut overdue: BTreeMap<&RunbookId, usize> = BTreeMap::new();
    let late = |row: &&Row| row.is_late || row.kind == Kind::Missed;
    for id in today
        .iter()
        .filter(late)
        .filter_map(|row| row.runbook.as_ref())
    {
        *overdue.entry(id).or_default() += 1;
    }
    let is_real = |it: &OnBoard<'_>| it.runbook.is_none_or(|runbook| !runbook.sample);
    let rows = runbooks.filter(is_real).map(|it| {
        let items = it
            .runbook
            .map(|runbook| state.readiness(runbook, clock.now));
        let items = items.unwrap_or_default();
        let expiry = expires_next(&items).map(|(item, until)| (until, item.id.clone()));
        BoardRow {
            runbook: it.id.clone(),
            title: it.title,
            owner: it.runbook.and_then(owner),
            is_broken: it.runbook.is_none() || it.has_errors,
            missing: items.iter().filter(|item| !item.is_well()).count(),
            overdue: overdue.get(it.id).copied().unwrap_or(0),
            expiry,
            weeks: weeks.get(it.id).map_or([None; WEEKS], |it| it.0),
            rounds: weeks.get(it.id).map_or(OnTime::default(), |it| it.1),
        }
    });
    rows.collect()
}

fn owner(runbook: &Runbook) -> Option<String> {
    let of = |role: &str| runbook.owners.get(role);
    let owner = of("operations").or_else(|| of("technical"));
    let owner = owner.or_else(|| runbook.owners.values().next());
    owner.map(|owner| owner.name.clone())
}

/// The worst of each week, and all rounds counted.
type Past = ([Option<SlotState>; WEEKS], OnTime);

/// What became of the rounds of every runbook, week by week.
fn weeks(state: &State, clock: &Clock) -> BTreeMap<RunbookId, Past> {
    const WEEK: i64 = 7 * 24 * 3600;
    let back = SignedDuration::from_secs(WEEK * WEEKS as i64);
    let from = clock.now.saturating_sub(back).unwrap_or(clock.now);
    let mut weeks: BTreeMap<RunbookId, Past> = BTreeMap::new();
    for (id, line) in state.lines() {
        let (own, rounds) = weeks.entry(id.procedure.runbook.clone()).or_default();
        for occurrence in line.occurrences(from, clock.now, clock.now) {
            rounds.add(occurrence.state);
            let past = occurrence.slot.duration_since(from).as_secs() / WEEK;
            let week = usize::try_from(past).unwrap_or(0).min(WEEKS - 1);
            let worst = own[week].map_or(0, badness);
            if badness(occurrence.state) > worst {
                own[week] = Some(occurrence.state);
            }
        }
    }
    weeks
}

/// How bad a state is among those of a week; what has not come to anything yet is none.
fn badness(state: SlotState) -> u8 {
    match state {
        SlotState::Upcoming | SlotState::Open | SlotState::Due => 0,
        SlotState::Excused => 1,
        SlotState::Done => 2,
        SlotState::DoneLate => 3,
        SlotState::Overdue => 4,
        SlotState::Missed => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(title: &str, missing: usize, overdue: usize, until: Option<&str>) -> BoardRow {
        BoardRow {
            runbook: RunbookId::from(title),
            title: title.to_owned(),
            owner: (missing > 0).then(|| format!("team of {title}")),
            is_broken: title == "broken",
            missing,
            overdue,
            expiry: until.map(|day| (day.parse().unwrap(), "review".to_owned())),
            weeks: [None; WEEKS],
            rounds: OnTime::default(),
        }
    }

    #[test]
    fn rounds_on_time_are_a_share_of_those_that_are_over() {
        let clock = Clock {
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
        };
        let on_time = BoardColumn::OnTime;
        assert_eq!(row("Apt", 0, 0, None).cell(on_time, &clock), None);
        // What is overdue is over, though it may still be done: nobody is on time with it.
        let states = [SlotState::Done, SlotState::Overdue, SlotState::Excused];
        let told = BoardRow {
            rounds: states.into_iter().collect(),
            ..row("Apt", 0, 0, None)
        };
        assert_eq!(
            told.cell(on_time, &clock),
            Some((Tone::Warn, "50 %".to_owned()))
        );
    }

    #[test]
    fn each_order_is_told_and_leads_around() {
        let rows = [
            row("broken", 0, 0, None),
            row("late", 0, 2, Some("2026-12-20")),
            row("bare", 3, 0, None),
            row("Apt", 0, 0, Some("2026-12-02")),
        ];
        let mut sort = BoardSort::default();
        let mut told = Vec::new();
        loop {
            let mut rows = rows.to_vec();
            sort.sort(&mut rows);
            let titles: Vec<_> = rows.iter().map(|row| row.title.as_str()).collect();
            told.push(format!("{}: {}", sort.words(), titles.join(" ")));
            sort = sort.next();
            if sort == BoardSort::default() {
                break;
            }
        }
        insta::assert_snapshot!(told.join("\n"), @"
        worst first: broken late bare Apt
        next expiry: Apt late bare broken
        least ready: broken bare Apt late
        by owner: bare Apt broken late
        by name: Apt bare broken late
        ");
    }

    #[test]
    fn what_is_broken_or_overdue_needs_attention_and_says_so() {
        assert!(row("broken", 0, 0, None).needs_attention());
        assert!(row("late", 0, 1, None).needs_attention());
        let bare = row("bare", 2, 0, None);
        assert!(!bare.needs_attention());
        assert_eq!(bare.ready().2, "2 missing");
        assert_eq!(row("Apt", 0, 0, None).ready().2, "ready");
    }
}
