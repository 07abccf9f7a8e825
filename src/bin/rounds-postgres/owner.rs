//! What a database's owner does: makes the tables, and says which role writes as whom.

use super::fault::to_owner;
use super::place::Place;
use postgres::types::{ToSql, Type};
use rounds::carrier::Fault;
use rounds::config::operator_named;

const SCHEMA: &str = include_str!("schema.sql");

/// The first PostgreSQL that tells transactions apart for ever.
const OLDEST: i32 = 13;

/// Makes the tables, and gives what is in them a new name: machines then compare all.
///
/// # Errors
/// Why it could not be done: then nothing changed.
pub fn init(url: Option<&str>) -> Result<String, Fault> {
    let mut client = Place::of(url)?.connect()?;
    let asked =
        "select current_setting('server_version_num')::int / 10000, current_database()::text";
    let (version, name): (i32, String) = client
        .query_typed_one(asked, &[])
        .and_then(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .map_err(|error| to_owner(&error))?;
    if version < OLDEST {
        return Err(Fault::Refused(format!(
            "this is PostgreSQL {version}; a record needs {OLDEST} or later"
        )));
    }
    client
        .batch_execute(SCHEMA)
        .map_err(|error| to_owner(&error))?;
    Ok(format!(
        "The database {name} is ready for a record. `rounds-postgres grant OPERATOR ROLE` lets a role write as an operator."
    ))
}

/// Lets a role write as an operator.
///
/// # Errors
/// Why it could not be done.
pub fn grant(operator: &str, role: &str, url: Option<&str>) -> Result<String, Fault> {
    let operator = named(operator)?;
    let mut client = Place::of(url)?.connect()?;
    let values: [(&(dyn ToSql + Sync), Type); 2] = [(&operator, Type::TEXT), (&role, Type::TEXT)];
    client
        .execute_typed("select rounds.let_in($1, $2::text::name)", &values)
        .map_err(|error| to_owner(&error))?;
    Ok(match operator.as_str() {
        "*" => format!("The role {role} may write as any operator."),
        operator => format!("The role {role} may write as {operator}."),
    })
}

/// Lets a role write as an operator no longer.
///
/// # Errors
/// Why it could not be done, or that it never could.
pub fn revoke(operator: &str, role: &str, url: Option<&str>) -> Result<String, Fault> {
    let operator = named(operator)?;
    let mut client = Place::of(url)?.connect()?;
    let values: [(&(dyn ToSql + Sync), Type); 2] = [(&operator, Type::TEXT), (&role, Type::TEXT)];
    let was_there: bool = client
        .query_typed_one("select rounds.shut_out($1, $2::text::name)", &values)
        .and_then(|row| row.try_get(0))
        .map_err(|error| to_owner(&error))?;
    match was_there {
        true => Ok(format!(
            "The role {role} may not write as {operator} any more."
        )),
        false => Err(Fault::Refused(format!(
            "the role {role} could not write as {operator} anyway"
        ))),
    }
}

/// An operator as writers are named after them.
fn named(operator: &str) -> Result<String, Fault> {
    match operator {
        "*" => Ok("*".to_owned()),
        name => operator_named(name)
            .map(|operator| operator.to_string())
            .map_err(|fault| Fault::Refused(fault.to_string())),
    }
}
