//! Lists that several tables of the format have.

use super::Kind;

/// A list of texts.
pub(super) const TEXTS: Kind = Kind::List(&Kind::Text);
/// Variables of the operator's environment that a command is given.
pub(super) const PASS_ENV: Kind = Kind::List(&Kind::Passed);
