//! State to text: what is handed to people who sit at no screen.
//!
//! What stays true: everything is made from the state and the runbook alone; times stand on
//! the wall clock of the zone that comes in; each report is a [`Document`] first, so that text
//! and Markdown say the same. What it does not do: it reads no clock and writes nowhere, and
//! texts in it come from people: whoever shows one as text goes through `text::shown`.
//!
//! | file | for |
//! |---|---|
//! | `calendar` | a year day by day, counted |
//! | `document` | headings and lines, as text and as Markdown |
//! | `handover` | a shift for the next |
//! | `metrics` | measures for a monitoring system |
//! | `package` | a runbook's handoff pages with what the record knows of them |
//! | `readiness` | whether a tool is ready, its drift, what a review goes through |
//! | `span` | what happened over some days, as text, Markdown, HTML, CSV and JSON |

mod calendar;
mod document;
mod handover;
mod metrics;
mod package;
mod readiness;
pub mod span;
#[cfg(test)]
mod tests;

pub use calendar::{Calendar, DAYS, Day};
pub use document::{Document, Section};
pub use handover::{Failed, ShiftSources, failed, handover, shift_counts};
pub use metrics::metrics;
pub use package::{Page, package, page, pages};
pub use readiness::{readiness, review};
