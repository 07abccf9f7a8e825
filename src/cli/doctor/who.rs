//! Who is at the keyboard, under which account, and who says so.

use super::report::{Report, yes};
use crate::cli::invocation::Invocation;
use crate::config::{Origin, Settings};
use crate::os;

pub(super) fn look(report: &mut Report, invocation: &Invocation, settings: &Settings) {
    const PART: &str = "Settings in use";
    let operator = settings.operator.as_str();
    let is_of_file = |from: &Origin| matches!(from, Origin::File(_));
    match settings.wants_operator() {
        false => report.setting("operator", operator, settings.operator_from),
        true => report.wrong(
            PART,
            "operator",
            "not known: the account is shared",
            "Several people share this account: give --operator NAME, set ROUNDS_OPERATOR, or open rounds on a terminal, where it asks once a login.",
        ),
    }
    let account = os::account();
    let value = format!("{}, by {}", account.name, account.from);
    report.note(PART, "account", value);
    if let Some(shared) = invocation.shared_account() {
        report.setting("shared_account", yes(shared.value), shared.from);
        let said = invocation.config.overrides.operator.as_ref();
        if let Some(said) = said.filter(|said| shared.value && is_of_file(&said.from)) {
            let value = format!("“{}”, {} counts for nobody", said.value, said.from);
            report.note(PART, "operator in the file", value);
        }
    }
    if operator == "root" {
        report.note(
            PART,
            "root",
            "entries are root's; under sudo, --operator or ROUNDS_OPERATOR says who you are",
        );
    }
}
