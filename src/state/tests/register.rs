//! Registers: what stands, in whichever order it was said.

use crate::event::EntryRef;
use crate::state::kit::{Scribe, at};
use crate::state::{MvRegister, Stamped};
use proptest::prelude::*;

/// Statements, each with those before it that it replaces.
fn statements(over: &[Vec<usize>]) -> Vec<(Stamped<usize>, Vec<EntryRef>)> {
    let mut scribe = Scribe::new("ops-a");
    let mut made: Vec<(Stamped<usize>, Vec<EntryRef>)> = Vec::new();
    for (number, over) in over.iter().enumerate() {
        let entry = scribe.write(number as u64 / 2, at("2026-11-23T09:00Z"), vec![], vec![]);
        let known = over.iter().filter_map(|other| made.get(*other));
        let over = known.map(|(said, _)| said.mark.entry.clone()).collect();
        made.push((Stamped::new(&entry, 0, number), over));
    }
    made
}

fn said(statements: &[(Stamped<usize>, Vec<EntryRef>)], order: &[usize]) -> MvRegister<usize> {
    let mut register = MvRegister::default();
    for place in order {
        let (said, over) = &statements[*place];
        register.say(said.clone(), over);
    }
    register
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        over in proptest::collection::vec(proptest::collection::vec(0..8_usize, 0..3), 1..8),
        order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let statements = statements(&over);
        let in_turn: Vec<_> = (0..statements.len()).collect();
        let mut order: Vec<_> = order.into_iter().filter(|at| *at < statements.len()).collect();
        let first = said(&statements, &in_turn);
        prop_assert_eq!(&first, &said(&statements, &order));
        // Nor does saying something twice.
        order.extend(in_turn);
        prop_assert_eq!(&first, &said(&statements, &order));
        // What stands is what nothing names, and the story tells all.
        let named: Vec<_> = statements.iter().flat_map(|(_, over)| over).collect();
        let stands = |said: &Stamped<usize>| !named.contains(&&said.mark.entry);
        let expected: Vec<_> = statements.iter().map(|(said, _)| said).filter(|said| stands(said)).collect();
        prop_assert_eq!(first.standing().collect::<Vec<_>>(), expected);
        prop_assert_eq!(first.story().count(), statements.len());
    }
}

#[test]
fn naming_all_that_stands_leaves_one() {
    let mut register = said(&statements(&[vec![], vec![], vec![0]]), &[0, 1, 2]);
    assert_eq!(register.over().len(), 2);
    let entry = Scribe::new("ops-b").write(9, at("2026-11-23T09:00Z"), vec![], vec![]);
    let over = register.over();
    register.say(Stamped::new(&entry, 0, 9), &over);
    assert_eq!(
        register
            .standing()
            .map(|said| said.what)
            .collect::<Vec<_>>(),
        [9]
    );
    assert_eq!(register.current().map(|said| said.what), Some(9));
    let all = register.over();
    register.replace(&all);
    assert!(register.current().is_none() && !register.is_empty());
}
