//! What cron or systemd needs to run the hooks: printed, never installed.

use crate::cli::exit::{Exit, Stop};
use crate::cli::invocation::Invocation;
use crate::cli::words::shell_word;
use std::path::Path;

/// Prints the units.
///
/// # Errors
/// When the settings cannot be settled, or the answer cannot be written.
pub fn run(invocation: &mut Invocation) -> Result<Exit, Stop> {
    let settings = invocation.settings()?;
    let program = std::env::current_exe().map_err(|error| {
        Stop::Other(format!(
            "This program's place is not known: {}.",
            crate::os::why(&error)
        ))
    })?;
    let mut words = vec![shown(&program)];
    words.extend(["hooks".to_owned(), "run".to_owned()]);
    words.extend(["--journal".to_owned(), shown(&settings.journal)]);
    for folder in &settings.runbooks {
        words.extend(["--runbooks".to_owned(), shown(folder)]);
    }
    for line in units(&words).lines() {
        invocation.out.say(line)?;
    }
    Ok(Exit::WELL)
}

/// A path that holds from any folder.
fn shown(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole.display().to_string()
}

fn units(words: &[String]) -> String {
    let systemd: Vec<_> = words.iter().map(|word| systemd_word(word)).collect();
    // A % ends cron's line.
    let cron: Vec<_> = words
        .iter()
        .map(|word| shell_word(word).replace('%', "\\%"))
        .collect();
    format!(
        "# ~/.config/systemd/user/rounds-hooks.service
[Unit]
Description=Tell the hooks of rounds what happened

[Service]
Type=oneshot
ExecStart={}
# Tokens that [hooks] names in pass_env, a NAME=VALUE a line, readable by you alone:
# EnvironmentFile=%h/.config/rounds/hooks.env

# ~/.config/systemd/user/rounds-hooks.timer
[Unit]
Description=Tell the hooks of rounds what happened, every minute

[Timer]
OnCalendar=*:0/1
AccuracySec=10s

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now rounds-hooks.timer
# While nobody is logged in, too: loginctl enable-linger

# Or with cron, by crontab -e:
# * * * * * {}
",
        systemd.join(" "),
        cron.join(" ")
    )
}

/// A word of ExecStart: quoted where it must be, % and $ as themselves.
fn systemd_word(word: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "._/:@+=-".contains(c);
    let text = word.replace('%', "%%").replace('$', "$$");
    match !word.is_empty() && word.chars().all(safe) {
        true => text,
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_one_word_in_systemd_and_in_cron() {
        let words = [
            "/opt/my tools/rounds",
            "hooks",
            "run",
            "--journal",
            "/srv/100%",
        ];
        let text = units(&words.map(str::to_owned));
        assert!(
            text.contains("ExecStart=\"/opt/my tools/rounds\" hooks run --journal \"/srv/100%%\"")
        );
        assert!(text.contains("* * * * * '/opt/my tools/rounds' hooks run --journal /srv/100\\%"));
    }
}
