//! What was saved, in words.

use crate::app::App;
use crate::event::Fact;
use crate::present;

/// A fact as someone hears it who has just made it; none where the app says it itself.
pub(super) fn saved(fact: &Fact, app: &App) -> Option<String> {
    let told = || present::fact(fact, &app.wall());
    match fact {
        // Its title names it.
        Fact::StepDone(_) => Some(told().line()),
        Fact::CommandEnded(_)
        | Fact::CommandPretended { .. }
        | Fact::ScenarioSeen { .. }
        | Fact::WaitStarted(_)
        | Fact::StepTakenBack { .. }
        | Fact::TakenOver { .. }
        | Fact::CarriedOn { .. }
        | Fact::CautionAcknowledged { .. }
        | Fact::RevisionAdopted { .. }
        | Fact::RunStarted(_)
        | Fact::RunEnded { .. } => Some(told().whole()),
        _ => None,
    }
}
