//! `rounds schema`: the format for editors, and the answers for programs.

use super::answers;
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
    let schema = match args.of {
        SchemaOf::Runbook => schema(&FILE),
        SchemaOf::Library => schema(&LIBRARY),
        SchemaOf::Config => schema(&CONFIG),
        SchemaOf::Json => answers::schema(),
    };
    invocation.out.json(&schema)?;
    Ok(Exit::WELL)
}
