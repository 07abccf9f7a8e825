//! From ended runs to a drawer's bytes.

use super::image::*;
use crate::event::{Counts, RunId, WriterId};
use crate::runbook::{Operator, StepRef};
use crate::state::count::BoxCount;
use crate::state::remark::Remark;
use crate::state::series_id::SeriesId;
use crate::state::summary::{Places, Ran, Reading, Share, Summary};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The bytes of these runs, in their order. None only for values without a form, of which
/// there are none.
pub(super) fn bytes(runs: &[Summary]) -> Option<Vec<u8>> {
    let mut tables = Tables::new();
    let mut rows = Vec::new();
    for summary in runs {
        rows = postcard::to_extend(&tables.summary(summary), rows).ok()?;
        for reading in &summary.readings {
            rows = postcard::to_extend(&tables.reading(reading), rows).ok()?;
        }
        for remark in &summary.remarks {
            rows = postcard::to_extend(&tables.remark(remark), rows).ok()?;
        }
    }
    let common = common(tables, runs.len())?;
    let mut bytes = postcard::to_stdvec(&common).ok()?;
    bytes.append(&mut rows);
    Some(bytes)
}

fn common(mut tables: Tables, count: usize) -> Option<Common> {
    let rans = std::mem::replace(&mut tables.rans, Table::new()).into_rows();
    let rans = rans.iter().map(|ran| tables.ran(ran)).collect();
    let places = std::mem::replace(&mut tables.places, Table::new()).into_rows();
    let places = places.iter().map(|places| tables.places(places)).collect();
    let teams = std::mem::replace(&mut tables.teams, Table::new()).into_rows();
    let teams = teams.iter().map(|team| tables.team(team)).collect();
    let boxes = std::mem::replace(&mut tables.boxes, Table::new()).into_rows();
    let boxes = boxes.iter().map(|boxes| tables.boxes(boxes)).collect();
    let shares = std::mem::replace(&mut tables.shares, Table::new()).into_rows();
    let shares = shares.iter().map(|shares| tables.shares(shares)).collect();
    Some(Common {
        texts: tables.texts.into_rows(),
        operators: tables.operators.into_rows(),
        teams,
        boxes,
        shares,
        step_refs: tables.step_refs.into_rows(),
        writers: tables.writers.into_rows(),
        places,
        lines: tables.lines.into_rows(),
        rans,
        count: u32::try_from(count).ok()?,
    })
}

/// Distinct values, in the order in which they were first met.
struct Table<T> {
    known: BTreeMap<T, u32>,
}

impl<T: Ord + Clone> Table<T> {
    fn new() -> Self {
        Self {
            known: BTreeMap::new(),
        }
    }

    fn index(&mut self, value: &T) -> u32 {
        if let Some(index) = self.known.get(value) {
            return *index;
        }
        let index = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.insert(value.clone(), index);
        index
    }

    fn into_rows(self) -> Vec<T> {
        let mut rows = vec![None; self.known.len()];
        for (value, index) in self.known {
            rows[index as usize] = Some(value);
        }
        rows.into_iter().flatten().collect()
    }
}

/// The tables while they are filled.
struct Tables {
    texts: Table<Arc<str>>,
    operators: Table<Operator>,
    teams: Table<Arc<[Operator]>>,
    boxes: Table<Arc<[(StepRef, BoxCount)]>>,
    shares: Table<Arc<[Share]>>,
    step_refs: Table<StepRef>,
    writers: Table<WriterId>,
    places: Table<Places>,
    lines: Table<SeriesId>,
    rans: Table<Arc<Ran>>,
}

impl Tables {
    fn new() -> Self {
        Self {
            texts: Table::new(),
            operators: Table::new(),
            teams: Table::new(),
            boxes: Table::new(),
            shares: Table::new(),
            step_refs: Table::new(),
            writers: Table::new(),
            places: Table::new(),
            lines: Table::new(),
            rans: Table::new(),
        }
    }

    fn boxes(&mut self, boxes: &[(StepRef, BoxCount)]) -> Vec<(u32, BoxCount)> {
        let boxes = boxes.iter();
        boxes
            .map(|(step_ref, count)| (self.step_refs.index(step_ref), *count))
            .collect()
    }

    fn shares(&mut self, shares: &[Share]) -> Vec<ShareImage> {
        let shares = shares.iter();
        shares
            .map(|share| {
                let signed = share.signed.iter();
                ShareImage {
                    operator: self.operators.index(&share.operator),
                    boxes: share.boxes,
                    first: self.step_refs.index(&share.first),
                    signed: signed.map(|it| self.step_refs.index(it)).collect(),
                }
            })
            .collect()
    }

    fn items(&mut self, items: &[(StepRef, Arc<[String]>)]) -> Vec<(u32, Arc<[String]>)> {
        let items = items.iter();
        items
            .map(|(step_ref, given)| (self.step_refs.index(step_ref), given.clone()))
            .collect()
    }

    fn calls(&mut self, calls: &[(StepRef, RunId)]) -> Vec<(u32, u128)> {
        let calls = calls.iter();
        calls
            .map(|(step_ref, run)| (self.step_refs.index(step_ref), run.0.0))
            .collect()
    }

    fn remark(&mut self, remark: &Remark) -> RemarkImage {
        let words = remark.words.as_deref();
        RemarkImage {
            step_ref: self.step_refs.index(&remark.step_ref),
            title: self.texts.index(&remark.title.as_str().into()),
            what: remark.what,
            by: self.operators.index(&remark.by),
            at: remark.at.into(),
            words: words.map(|words| self.texts.index(&words.into())),
        }
    }

    fn summary(&mut self, summary: &Summary) -> SummaryImage {
        let Counts {
            ok,
            not_ok,
            skipped,
            deferred,
            warnings,
            alarms,
        } = summary.counts;
        SummaryImage {
            id: summary.id.0.0,
            ran: self.rans.index(&summary.ran),
            subject: summary.subject.as_ref().map(|text| self.texts.index(text)),
            rehearsal: summary.rehearsal,
            undoes: summary.undoes,
            slot: summary.slot.map(Instant::from),
            due_by: summary.due_by.map(Instant::from),
            started_at: summary.started_at.into(),
            ended_at: summary.ended_at.into(),
            done_at: summary.done_at.into(),
            team: self.teams.index(&summary.operators),
            boxes: self.boxes.index(&summary.boxes),
            shares: self.shares.index(&summary.shares),
            began_ended: summary.began_ended,
            verdict: summary.verdict.clone(),
            disputed: summary.disputed,
            counts: [ok, not_ok, skipped, deferred, warnings, alarms],
            tally: summary.tally,
            steps: summary.steps,
            applied: summary.applied,
            grade: summary.grade.clone(),
            pace: summary.pace,
            calls: self.calls(&summary.calls),
            items: self.items(&summary.items),
            readings: u32::try_from(summary.readings.len()).unwrap_or(u32::MAX),
            remarks: u32::try_from(summary.remarks.len()).unwrap_or(u32::MAX),
            places: self.places.index(&summary.places),
        }
    }

    fn reading(&mut self, reading: &Reading) -> ReadingImage {
        ReadingImage {
            step_ref: self.step_refs.index(&reading.step_ref),
            value: self.texts.index(&reading.value),
            unit: reading.unit.as_ref().map(|text| self.texts.index(text)),
            judgement: reading.judgement,
            at: reading.at.into(),
            by_command: reading.by_command,
        }
    }

    fn ran(&mut self, ran: &Ran) -> RanImage {
        let line = SeriesId {
            procedure: ran.procedure.clone(),
            target: ran.target.clone(),
        };
        RanImage {
            line: self.lines.index(&line),
            title: self.texts.index(&ran.title),
            runbook_title: self.texts.index(&ran.runbook_title),
            file: ran.revision.file.0,
            library: ran.revision.library.map(|hash| hash.0),
            parts: ran.parts.map(|parts| parts.0),
        }
    }

    fn team(&mut self, team: &[Operator]) -> Vec<u32> {
        let team = team.iter();
        team.map(|operator| self.operators.index(operator))
            .collect()
    }

    fn places(&mut self, places: &Places) -> Vec<(u32, u32)> {
        let places = places.iter();
        places
            .map(|(writer, segment)| (self.writers.index(writer), *segment))
            .collect()
    }
}
