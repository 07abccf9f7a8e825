//! What the commands of a team take.

use super::common::Form;
use clap::Args;

/// `rounds join`
#[derive(Debug, Args)]
pub struct JoinArgs {
    /// Where the record is carried: a git repository, a folder, or PROGRAM:PLACE
    #[arg(value_name = "URL")]
    pub url: String,
    /// Your name in the record
    #[arg(long = "as", value_name = "OPERATOR")]
    pub operator: Option<String>,
    /// The git repository of the runbooks; the team's, where somebody named it before
    #[arg(long, value_name = "URL")]
    pub library: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds sync`
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Go on until it is interrupted
    #[arg(long, conflicts_with = "once")]
    pub watch: bool,
    /// Once, which is what happens anyway
    #[arg(long)]
    pub once: bool,
    /// Only bring in what others saved
    #[arg(long, conflicts_with = "push")]
    pub pull: bool,
    /// Only send what was saved here; what the carrier has lost of others goes with it
    #[arg(long)]
    pub push: bool,
    /// Make the record go by your runbooks again, where they are older than it
    #[arg(long, conflicts_with_all = ["watch", "pull", "push"])]
    pub this_is_current: bool,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds claim`
#[derive(Debug, Args)]
pub struct ClaimArgs {
    /// A run that goes on; without it, who is at what
    #[arg(value_name = "RUN")]
    pub what: Option<String>,
    /// How long it lives unless you go on with it, like 30m
    #[arg(long = "for", value_name = "TIME", conflicts_with = "drop")]
    pub life: Option<String>,
    /// Say that you are not at it any more
    #[arg(long, conflicts_with = "take_over")]
    pub drop: bool,
    /// Take it over from whoever is at it
    #[arg(long, requires = "reason")]
    pub take_over: bool,
    /// Why; it stays in the record
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub form: Form,
}

/// `rounds carry`
#[derive(Debug, Args)]
pub struct CarryArgs {
    /// Which carrier
    #[arg(value_name = "URL")]
    pub url: String,
}
