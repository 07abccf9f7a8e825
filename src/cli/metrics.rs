//! `rounds metrics`: what a node_exporter reads, printed or put into its folder.

use super::exit::{Exit, Stop};
use super::invocation::Invocation;
use super::placed::placed;
use super::unread;
use crate::report::metrics;
use clap::Args;
use std::path::{Path, PathBuf};

/// `rounds metrics`
#[derive(Debug, Args)]
pub struct MetricsArgs {
    /// The file, replaced by a rename: a reader never sees half of it. A link is followed; what is
    /// no plain file is refused
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

/// Tells the measures. Where the record cannot be read they say so, and the status does.
///
/// # Errors
/// When the record cannot be read, or the file cannot be written.
pub fn run(args: &MetricsArgs, invocation: &mut Invocation) -> Result<Exit, Stop> {
    let now = invocation.clock.now;
    let looked = unread::look(invocation);
    let text = match &looked {
        Ok(unread) => {
            let state = invocation.session()?.preview();
            metrics(Some(&state), unread.is_empty(), now)
        }
        Err(_) => metrics(None, false, now),
    };
    match &args.to {
        Some(path) => put(path, &text)?,
        None => invocation.out.finished(&text)?,
    }
    let unread = looked?;
    unread::tell(invocation, &unread);
    Ok(unread::exit(false, &unread))
}

fn put(path: &Path, text: &str) -> Result<(), Stop> {
    placed(path, text, true).map_err(|error| Stop::of_file(path, "written", &error))
}
