//! What programs get keeps its names.

use super::{every_kind, rows};
use crate::present::json::Item;

/// The golden file: a script that knows a key or a word of it goes on working. What is changed
/// here is changed for everybody's scripts.
#[test]
fn names_and_words_stay_as_they_were() {
    let items = rows(every_kind());
    let items: Vec<_> = items.iter().map(Item::from).collect();
    let items = serde_json::to_string_pretty(&items).unwrap();
    insta::assert_snapshot!("items", items);
}
