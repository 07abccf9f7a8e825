//! Steps that are done once an item, in words: how far their items are, what they wait for, and
//! which rows of a long list are worth reading one by one.

use super::how_far::HowFar;
use crate::event::Outcome;
use crate::limits::Judgement;
use crate::runbook::{Procedure, Step, StepRef};
use crate::state::{Progress, Run, Standing, StepStatus};

/// A step with more items than this has its quiet ones told together.
const MANY: usize = 12;

/// So many rows on either side of the one in front are always told one by one.
const AROUND: usize = 3;

/// A row of a run's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxRow {
    /// A box, by its place in the walk.
    Box(usize),
    /// Several boxes of one step that stand alike and want nobody now.
    Quiet {
        /// The first of them.
        from: usize,
        /// How many.
        count: usize,
        /// How they stand.
        how: Quiet,
    },
}

/// How boxes stand that are told together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Done, and nothing to tell of it.
    Done,
    /// Not yet answered.
    Open,
    /// Not wanted.
    Inactive,
}

impl Quiet {
    /// So many boxes, in words.
    pub fn words(self, count: usize) -> String {
        match self {
            Self::Done => format!("{count} done"),
            Self::Open => format!("{count} open"),
            Self::Inactive => format!("{count} not needed"),
        }
    }
}

/// The rows of a run: every box, but for the quiet ones of a step with many items, of which
/// only those around `near` stand by themselves.
pub fn box_rows(run: &Run, walk: &Progress, near: usize) -> Vec<BoxRow> {
    let stands = &walk.stands;
    let mut rows = Vec::new();
    let mut at = 0;
    while at < stands.len() {
        let same = |stand: &&StepStatus| {
            stand.step == stands[at].step && stand.carried == stands[at].carried
        };
        let count = stands[at..].iter().take_while(same).count();
        if count <= MANY || stands[at].carried.is_some() {
            rows.extend((at..at + count).map(BoxRow::Box));
        } else {
            condense(run, walk, near, at..at + count, &mut rows);
        }
        at += count;
    }
    rows
}

/// What still keeps a run from being finished: box by box, but for the open ones of a step with
/// many, which are told together.
pub fn unfinished_rows(procedure: &Procedure, walk: &Progress) -> Vec<BoxRow> {
    let all: Vec<&StepStatus> = walk.unfinished(procedure).collect();
    let mut rows = Vec::new();
    for of_step in all.chunk_by(|a, b| a.step == b.step && a.carried == b.carried) {
        let is_open = |stand: &&&StepStatus| stand.standing == Standing::Open;
        let at = |stand: &StepStatus| walk.position(&stand.step_ref);
        let count = of_step.iter().filter(is_open).count();
        let many = (count > MANY)
            .then(|| of_step.iter().find(is_open))
            .flatten();
        let alone = of_step.iter().filter(|it| many.is_none() || !is_open(it));
        rows.extend(alone.filter_map(|it| at(it)).map(BoxRow::Box));
        if let Some(from) = many.and_then(|it| at(it)) {
            let how = Quiet::Open;
            rows.push(BoxRow::Quiet { from, count, how });
        }
    }
    rows
}

/// A step's title with the item that a box is for, unless it says that already.
pub fn with_item(title: String, stand: &StepStatus) -> String {
    match &stand.item {
        Some(item) if !title.contains(&item.text) => format!("{title} [{}]", item.text),
        _ => title,
    }
}

fn condense(
    run: &Run,
    walk: &Progress,
    near: usize,
    boxes: std::ops::Range<usize>,
    rows: &mut Vec<BoxRow>,
) {
    let close = near.saturating_sub(AROUND)..=near + AROUND;
    let first = boxes.start;
    for at in boxes {
        let how = quiet(run, &walk.stands[at]).filter(|_| !close.contains(&at));
        match (how, rows.last_mut()) {
            (None, _) => rows.push(BoxRow::Box(at)),
            (
                Some(how),
                Some(BoxRow::Quiet {
                    from,
                    count,
                    how: known,
                }),
            ) if *known == how && *from + *count == at && *from >= first => *count += 1,
            (Some(how), _) => rows.push(BoxRow::Quiet {
                from: at,
                count: 1,
                how,
            }),
        }
    }
}

/// How a box stands, where nothing of it has to be read.
fn quiet(run: &Run, stand: &StepStatus) -> Option<Quiet> {
    let step_state = run.boxes.get(&stand.step_ref);
    if step_state.is_some_and(|it| it.replaced_by_others().next().is_some()) {
        return None;
    }
    match stand.standing {
        Standing::Open => Some(Quiet::Open),
        Standing::Inactive => Some(Quiet::Inactive),
        Standing::Answered(Outcome::Ok) => {
            let done = &run.outcome(&stand.step_ref)?.what;
            let worries = matches!(done.judgement, Some(Judgement::Warning | Judgement::Alarm));
            (!worries && !stand.unsigned).then_some(Quiet::Done)
        }
        Standing::Answered(_) | Standing::Disputed => None,
    }
}

/// What a box has to do with items, in one sentence: what they wait for, or how far they are.
pub fn items_words(
    run: &Run,
    procedure: &Procedure,
    walk: &Progress,
    stand: &StepStatus,
) -> Option<String> {
    let step = &procedure.steps[stand.step];
    let each = procedure.each_words(step)?;
    if stand.item.is_some() {
        let far = HowFar::of_step(run, procedure, walk, stand.step);
        let is_long = step.each.feeding().is_some() || step.each.items().len() > MANY;
        return is_long.then(|| format!("Its items: {}", far.words()));
    }
    let from = step.each.feeding()?;
    let number = procedure.steps.iter().position(|it| it.id == *from)? + 1;
    Some(match run.outcome(&StepRef::of(from.clone())) {
        None => format!("Done {each}, which is still open."),
        Some(_) if run.items_given(step).is_some() => {
            format!("Nothing to do: step {number} gave no items.")
        }
        Some(_) => format!(
            "Done {each}, which gave none that the record knows: it is one box, and proves nothing."
        ),
    })
}

/// What is typed at a step that gives later ones their items; none where it gives none.
pub fn asks_for_items(procedure: &Procedure, step: &Step) -> Option<String> {
    let (number, _) = procedure.fed_by_lines(&step.id).next()?;
    Some(format!("What step {number} is done for, one a line"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_together_is_counted() {
        assert_eq!(Quiet::Done.words(3), "3 done");
        assert_eq!(Quiet::Open.words(1), "1 open");
        assert_eq!(Quiet::Inactive.words(2), "2 not needed");
    }
}
