//! Commands against states, in tables.
