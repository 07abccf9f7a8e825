//! What happens when: the rounds of a year by their schedules, and its stories among them.

use super::dates::ago;
use super::folder::Folder;
use super::going::Going;
use super::scribe::{Fault, Scribe, runbook};
use super::stories::{self, Story};
use super::values::Chance;
use super::walker::walk;
use crate::runbook::{Procedure, Target};
use crate::schedule::IfMissed;
use crate::state::State;
use jiff::{SignedDuration, Timestamp};

/// The same each time, so that two people who look at it see the same year.
const SEED: u64 = 20_261_125;

const DAYS: i64 = 365;

/// Each runbook, and how many days ago the team took it over.
const TAKEN_OVER: [(&str, i64); 4] = [
    ("orders-sync", DAYS),
    ("shop-desk", 120),
    ("this-machine", 56),
    ("handoff", 21),
];

/// Who does the rounds; the first of them opens the example.
const TEAM: [&str; 3] = [super::OPERATOR, "ops-b", "ops-c"];

/// What is due since so short a time is left to whoever opens the example.
const LEFT: SignedDuration = SignedDuration::from_mins(40);

/// The routine that nobody has come to yet when the example is opened.
const LATE: &str = "refunds";

/// One thing that happens.
enum Deed {
    /// The team takes a runbook over.
    TakeOver(&'static str),
    /// A round of a schedule.
    Round(Box<Going>),
    /// Something else.
    Story(Story),
}

/// Writes a year that ends at `now` into the folder, whose library was written for `now`; gives
/// what the record comes to. `told` is told how many percent of it there are, and answers
/// whether to go on.
///
/// # Errors
/// When the folder cannot be written to, the runbooks are others than it was made for, or
/// nobody wants the rest.
pub fn write_year(
    folder: &Folder,
    now: Timestamp,
    told: &mut dyn FnMut(u8) -> bool,
) -> Result<State, Fault> {
    let begins = ago(now, DAYS);
    let mut scribe = Scribe::new(folder, begins);
    let mut chance = Chance::new(SEED);
    let mut plan: Vec<(Timestamp, Deed)> = Vec::new();
    for (id, days) in TAKEN_OVER {
        plan.push((ago(now, days), Deed::TakeOver(id)));
        rounds(&scribe, id, (ago(now, days), now), &mut chance, &mut plan)?;
    }
    let stories = stories::all(now).into_iter();
    plan.extend(stories.map(|(at, story)| (at, Deed::Story(story))));
    plan.sort_by_key(|(at, _)| *at);
    let deeds = plan.len();
    for (number, (at, deed)) in plan.into_iter().enumerate() {
        let percent = u8::try_from(number * 100 / deeds.max(1)).unwrap_or(100);
        if !told(percent) {
            return Err(Fault::Stopped);
        }
        scribe.wait_until(at);
        // The year must not run into the future, however long a round took.
        if scribe.now() > now - LEFT / 2 {
            break;
        }
        match deed {
            Deed::TakeOver(id) => scribe.notice(super::OPERATOR, &[id])?,
            Deed::Round(going) => walk(&mut scribe, &going, &mut chance).map(drop)?,
            Deed::Story(story) => stories::tell(&mut scribe, story, &mut chance)?,
        }
    }
    scribe.state.advance(now);
    Ok(scribe.state)
}

/// The rounds of a runbook, each when somebody begins it.
fn rounds(
    scribe: &Scribe<'_>,
    id: &'static str,
    (from, now): (Timestamp, Timestamp),
    chance: &mut Chance,
    plan: &mut Vec<(Timestamp, Deed)>,
) -> Result<(), Fault> {
    let library = scribe.library.clone();
    for procedure in &runbook(&library, id)?.procedures {
        for target in places(procedure, scribe.host.as_str()) {
            let going = Going::of(TEAM[0], id, procedure.id.as_str(), target.as_deref());
            let before = plan.len();
            slots(procedure, (from, now), chance, |at, by, day| {
                let round = Going {
                    by,
                    day,
                    // What the handoff rests on is done with care.
                    is_round: procedure.id.as_str() != "access-review",
                    ..going.clone()
                };
                plan.push((at, Deed::Round(Box::new(round))));
            });
            // The last round of one region puts something off: it stands on Today.
            let is_putting_off =
                procedure.id.as_str() == "morning-round" && target.as_deref() == Some("prod-eu");
            let last = plan[before..].last_mut().filter(|_| is_putting_off);
            if let Some((_, Deed::Round(last))) = last {
                last.scripted = &[("export", "defer")];
            }
        }
    }
    Ok(())
}

fn places(procedure: &Procedure, host: &str) -> Vec<Option<String>> {
    let place = |target: &Target| match target {
        Target::ThisHost => Some(host.to_owned()),
        Target::Named(name) => Some(name.to_string()),
    };
    match procedure.targets.is_empty() {
        true => vec![None],
        false => procedure.targets.iter().map(place).collect(),
    }
}

/// When each slot's round begins, by whom, on which day of the year: mostly in time, some
/// late, a few not at all.
fn slots(
    procedure: &Procedure,
    (from, now): (Timestamp, Timestamp),
    chance: &mut Chance,
    mut begins: impl FnMut(Timestamp, &'static str, u64),
) {
    let Some(timing) = &procedure.timing else {
        return;
    };
    let year = ago(now, DAYS);
    for slot in timing.slots(from, now - LEFT) {
        // The last day goes as planned: one routine is late, all others are done.
        let is_today = slot > ago(now, 1);
        if is_today && procedure.id.as_str() == LATE {
            continue;
        }
        if timing.if_missed == IfMissed::Skip && chance.once_in(32) && !is_today {
            continue;
        }
        let minutes = |minutes: u64| SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(0));
        let mut at = slot + minutes(chance.between(1, 20));
        if chance.once_in(16) && !is_today {
            at = slot + timing.grace + minutes(chance.between(8, 70));
        }
        let day = slot.duration_since(year).as_hours() / 24;
        let by = chance.pick(&[TEAM[0], TEAM[0], TEAM[1], TEAM[1], TEAM[2]]);
        begins(at, member(by), u64::try_from(day).unwrap_or(0));
    }
}

/// A member of the team, by name, for as long as the program runs.
fn member(name: &str) -> &'static str {
    let known = TEAM.into_iter().find(|member| *member == name);
    known.unwrap_or(TEAM[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Question, Status, verify};
    use crate::library::Library;
    use crate::state::{Row, SlotState};

    fn written(now: Timestamp) -> (Folder, State) {
        let folder = Folder::make("test").unwrap();
        folder.write_library(now).unwrap();
        let state = write_year(&folder, now, &mut |_| true);
        let state = state.unwrap_or_else(|fault| panic!("{now}: {fault}"));
        (folder, state)
    }

    /// All but one item, and that one is a word that somebody could give.
    #[track_caller]
    fn assert_nearly_ready(folder: &Folder, state: &State, now: Timestamp) {
        let library = Library::look(&[folder.runbooks()]);
        let items = state.readiness(runbook(&library, "orders-sync").unwrap(), now);
        let missing: Vec<_> = items.iter().filter(|item| !item.is_well()).collect();
        assert_eq!(missing.len(), 1, "{now}: {missing:#?}");
        assert!(missing[0].can_be_attested, "{now}: {missing:#?}");
    }

    /// At any hour of any day something of every kind stands on Today: one end of the year is
    /// a Wednesday morning, the other a Sunday just after midnight.
    #[test]
    fn a_year_is_sound_and_its_last_day_busy_whenever_it_ends() {
        for now in ["2026-11-25T10:30:00Z", "2028-03-05T00:10:00Z"] {
            let now: Timestamp = now.parse().unwrap();
            let (folder, state) = written(now);
            let report = verify(&folder.journal(), &Question::default());
            assert_eq!(report.status, Status::Clean, "{now}: {report}");
            let today = state.today(now);
            let is = |wanted: fn(&Row) -> bool| today.rows.iter().any(wanted);
            let coming = |row: &Row| matches!(row, Row::Slot { occurrence, .. } if occurrence.state == SlotState::Upcoming);
            assert!(is(coming), "{now}: nothing is to come");
            assert!(is(|row| matches!(row, Row::FollowUp { .. })), "{now}");
            assert!(is(|row| matches!(row, Row::Done { .. })), "{now}");
            let in_progress = |row: &&Row| matches!(row, Row::InProgress { .. });
            assert_eq!(today.rows.iter().filter(in_progress).count(), 2, "{now}");
            let overdue = |row: &&Row| matches!(row, Row::Slot { occurrence, .. } if occurrence.state == SlotState::Overdue);
            assert_eq!(
                today.rows.iter().filter(overdue).count(),
                1,
                "{now}: {:?}",
                today.rows
            );
            assert!(state.waiting_handover().is_some(), "{now}");
            assert_nearly_ready(&folder, &state, now);
        }
    }
}
