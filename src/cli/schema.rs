//! `rounds schema`: the format for editors.

use super::args::{SchemaArgs, SchemaOf};
use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use crate::config::CONFIG;
use crate::runbook::format::{FILE, LIBRARY};
use crate::runbook::schema::schema;

/// Prints the schema.
///
/// # Errors
/// When the answer cannot be written.
pub fn run(args: &SchemaArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let shape = match args.of {
        SchemaOf::Runbook => &FILE,
        SchemaOf::Library => &LIBRARY,
        SchemaOf::Config => &CONFIG,
    };
    invocation.out.json(&schema(shape))?;
    Ok(Exit::WELL)
}
