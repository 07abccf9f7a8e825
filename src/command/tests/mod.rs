//! Commands against states: in tables of what is said and what follows, and in a property
//! over writers who see each other only sometimes.

mod answers;
mod counts;
mod doing;
mod follow_ups;
mod handoff;
mod hollow;
mod items;
mod kit;
mod merge;
mod occurrences;
mod readiness;
mod runs;
