//! `rounds schema`: the format for editors.

use super::args::{SchemaArgs, SchemaOf};
use super::desk::Desk;
use super::exit::{Exit, Stop};
use crate::config::CONFIG;
use crate::runbook::format::{FILE, LIBRARY};
use crate::runbook::schema::schema;

/// Prints the schema.
///
/// # Errors
/// When the answer cannot be written.
pub fn run(args: &SchemaArgs, desk: &mut Desk) -> Result<Exit, Stop> {
    let shape = match args.of {
        SchemaOf::Runbook => &FILE,
        SchemaOf::Library => &LIBRARY,
        SchemaOf::Config => &CONFIG,
    };
    desk.out.json(&schema(shape))?;
    Ok(Exit::WELL)
}
