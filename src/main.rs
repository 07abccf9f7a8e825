//! The `rounds` program.
fn main() {}
