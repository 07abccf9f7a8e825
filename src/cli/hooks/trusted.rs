//! The hooks of the settings: found, whole, and written by nobody else.

use crate::cli::exit::Stop;
use crate::cli::invocation::Invocation;
use crate::config::Hooks;

/// The hooks in force.
///
/// # Errors
/// There are none; the file has mistakes; others could have written it.
pub fn hooks(invocation: &Invocation) -> Result<Hooks, Stop> {
    let files = [&invocation.config, &invocation.machine];
    let file = files.into_iter().find(|file| file.hooks.is_some());
    let Some((file, hooks)) = file.and_then(|file| Some((file, file.hooks.as_ref()?))) else {
        let place = invocation.config.path.as_ref();
        let place = place.map_or_else(|| "config.toml".to_owned(), |it| it.display().to_string());
        return Err(Stop::Other(format!(
            "There are no hooks: write [hooks] into {place}. `rounds help hooks` has recipes."
        )));
    };
    if !file.problems.is_empty() {
        return Err(Stop::Other(format!(
            "{} has mistakes, which are told above: no hook is run until they are fixed.",
            hooks.file.display()
        )));
    }
    if hooks.commands.is_empty() {
        return Err(Stop::Other(format!(
            "[hooks] in {} names no command: write one, like on_overdue = \"/usr/local/bin/page\".",
            hooks.file.display()
        )));
    }
    match hooks.distrusted() {
        Ok(None) => Ok(hooks.clone()),
        Ok(Some(why)) => Err(Stop::Other(format!("No hook is run. {why}"))),
        Err(error) => Err(Stop::Other(format!(
            "No hook is run: who can write {} cannot be told: {}.",
            hooks.file.display(),
            crate::os::why(&error)
        ))),
    }
}
