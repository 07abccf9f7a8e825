//! What PostgreSQL says, as a carrier's fault in words.

use postgres::Error;
use postgres::error::SqlState;
use rounds::carrier::Fault;
use std::error::Error as _;

/// The fault that an error is, to whoever owns the database.
pub fn to_owner(error: &Error) -> Fault {
    let Some(said) = error.as_db_error() else {
        return Fault::NotReached(words(error));
    };
    let code = said.code();
    let is_refused = [
        SqlState::INSUFFICIENT_PRIVILEGE,
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        SqlState::UNDEFINED_OBJECT,
        SqlState::CHECK_VIOLATION,
        SqlState::FEATURE_NOT_SUPPORTED,
    ];
    let is_absent = [
        SqlState::INVALID_SCHEMA_NAME,
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_FUNCTION,
    ];
    match code {
        code if is_refused.contains(code) => Fault::Refused(said.message().to_owned()),
        code if is_absent.contains(code) => Fault::NotReached(
            "this database has no tables for a record: `rounds-postgres init` makes them"
                .to_owned(),
        ),
        _ => Fault::NotReached(said.message().to_owned()),
    }
}

/// The fault that an error is, to somebody whose record it is.
pub fn to_member(error: &Error) -> Fault {
    let code = error.as_db_error().map(|said| said.code());
    match (code, to_owner(error)) {
        (Some(&SqlState::INSUFFICIENT_PRIVILEGE), Fault::Refused(words)) => Fault::Refused(
            format!("{words} (the database's owner: `rounds-postgres grant OPERATOR ROLE`)"),
        ),
        (_, fault) => fault,
    }
}

/// An error and what led to it, in one line.
fn words(error: &Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(why) = cause {
        words.push_str(": ");
        words.push_str(&why.to_string());
        cause = why.source();
    }
    // The crate tells this kind by its words alone.
    if words.contains("TLS handshake") && words.contains("certificate") {
        words.push_str(" (SSL_CERT_FILE names certificates that you trust)");
    }
    words
}
