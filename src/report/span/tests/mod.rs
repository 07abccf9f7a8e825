//! Reports of a small record that is made up here, in tables and in each form.

mod colours;
mod counts;
mod forms;
mod kit;
mod safe;
