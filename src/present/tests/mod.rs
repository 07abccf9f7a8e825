//! Rows, their order and their words.
