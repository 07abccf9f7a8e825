//! What can be an operator's name, and why settings cannot be settled.

use crate::runbook::Operator;

/// Why nothing can be settled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The system names no home folder.
    #[error("No home folder is known. Set HOME, or give --journal and --runbooks.")]
    NoHome,
    /// The operator's name has nothing to make a folder's name of.
    #[error("“{0}” cannot be an operator's name: use letters and digits, such as ops-a.")]
    OperatorName(String),
}

/// The operator of this name, as it is written in the journal.
///
/// # Errors
/// [`Fault::OperatorName`]: there is nothing in it to make a folder's name of.
pub fn operator_named(name: &str) -> Result<Operator, Fault> {
    match name.chars().any(char::is_alphanumeric) {
        true => Ok(Operator::from(crate::text::slug(name, "operator", |_| {
            false
        }))),
        false => Err(Fault::OperatorName(name.to_owned())),
    }
}
