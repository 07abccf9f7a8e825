//! What a child may see of our own environment.
//!
//! An allow-list: what is not named here is not inherited. It holds what tells a program where
//! it is, who runs it and where its settings lie; what *is* a credential (a token, a password) is
//! not in it, and neither is anything of `rounds` itself. A runbook that needs more says so with
//! `env`, where everybody can see it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::program::Program;

/// Where programs are found when our own environment does not say.
const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const INHERITED: &[&str] = &[
    // Who and where.
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    // Agents and tickets: sockets and files that the account may use anyway.
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "KRB5CCNAME",
    "KRB5_CONFIG",
    "DBUS_SESSION_BUS_ADDRESS",
    "GNUPGHOME",
    // Where settings lie.
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_DIRS",
    "XDG_DATA_DIRS",
    "KUBECONFIG",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "CLOUDSDK_CONFIG",
    "AZURE_CONFIG_DIR",
    "VAULT_ADDR",
    "VAULT_NAMESPACE",
    "VAULT_CACERT",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGPASSFILE",
    "PGSERVICE",
    "PGSERVICEFILE",
    // The way out, and whom to believe there.
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    // Windows: without these, hardly a program starts.
    "SystemRoot",
    "SYSTEMROOT",
    "windir",
    "COMSPEC",
    "ComSpec",
    "PATHEXT",
    "TEMP",
    "TMP",
    "USERNAME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
];

/// What a program that owns the terminal may see besides.
const INHERITED_WITH_TERMINAL: &[&str] = &[
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "LESS",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "GPG_TTY",
    "SSH_TTY",
    "SSH_CONNECTION",
    "TMUX",
];

/// Names by which a value would change how programs are found, loaded or read.
const STEERING: &[&str] = &[
    "IFS",
    "ENV",
    "BASH_ENV",
    "BASHOPTS",
    "SHELLOPTS",
    "PS4",
    "CDPATH",
    "GLOBIGNORE",
    "TERM",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "PERL5LIB",
    "PERL5OPT",
    "PERL5DB",
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "RUBYOPT",
    "RUBYLIB",
    "NODE_OPTIONS",
    "NODE_PATH",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "SSH_ASKPASS",
    "LESSOPEN",
    "LESSCLOSE",
    "POSIXLY_CORRECT",
];

/// Names that only say which system is meant: targets may well set them.
const WHERE: &[&str] = &[
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "DOCKER_CONTEXT",
    "VAULT_NAMESPACE",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
];

const STEERING_PREFIXES: &[&str] = &["LD_", "DYLD_", "LC_", "GIT_", "BASH_FUNC", "MALLOC_"];

/// Whether a run's variable may not bear this name, because its value (typed by an operator,
/// sent by an alert) would then decide which program runs. The owner's `env` may.
pub(super) fn is_steering(name: &str) -> bool {
    (INHERITED.contains(&name) && !WHERE.contains(&name))
        || STEERING.contains(&name)
        || STEERING_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// The whole environment of a child: what it may inherit of `ours`, then the run's variables,
/// then the step's own `env`.
pub(super) fn environment_of(
    program: &Program,
    ours: impl Iterator<Item = (OsString, OsString)>,
) -> BTreeMap<OsString, OsString> {
    let mut environment: BTreeMap<OsString, OsString> = ours
        .filter(|(name, _)| is_inherited(name, program.is_interactive))
        .collect();
    environment
        .entry("PATH".into())
        .or_insert_with(|| USUAL_PATH.into());
    if !program.is_interactive {
        // Nothing that it prints is drawn by a terminal.
        environment.insert("TERM".into(), "dumb".into());
    }
    for (name, value) in program.variables.iter().chain(&program.environment) {
        environment.insert(name.into(), value.into());
    }
    environment
}

fn is_inherited(name: &OsStr, with_terminal: bool) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    INHERITED.contains(&name)
        || name.starts_with("LC_")
        || (with_terminal && INHERITED_WITH_TERMINAL.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(program: &Program) -> BTreeMap<String, String> {
        let ours = [
            ("HOME", "/home/ops"),
            ("LC_ALL", "C.UTF-8"),
            ("TERM", "xterm"),
            ("AWS_SECRET_ACCESS_KEY", "canary"),
            ("LD_PRELOAD", "canary"),
            ("ROUNDS_JOURNAL", "canary"),
            ("GITHUB_TOKEN", "canary"),
        ];
        let ours = ours
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        environment_of(program, ours)
            .into_iter()
            .map(|(name, value)| {
                (
                    name.to_string_lossy().into_owned(),
                    value.to_string_lossy().into_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn only_what_is_named_is_inherited() {
        let mut program = Program::shell("true", "/");
        program.variables.insert("ORDER_ID".into(), "7".into());
        program.variables.insert("SHARD".into(), "typed".into());
        program.environment.insert("SHARD".into(), "owner".into());
        let names = ["HOME", "LC_ALL", "ORDER_ID", "PATH", "SHARD", "TERM"];
        let seen_by_program = seen(&program);
        assert!(seen_by_program.keys().eq(names));
        assert_eq!(seen_by_program["TERM"], "dumb");
        assert_eq!(seen_by_program["PATH"], USUAL_PATH);
        assert_eq!(seen_by_program["SHARD"], "owner");
        program.is_interactive = true;
        assert_eq!(seen(&program)["TERM"], "xterm");
    }

    #[test]
    fn names_that_decide_what_runs_are_steering() {
        for name in ["PATH", "LD_PRELOAD", "IFS", "BASH_ENV", "GIT_SSH_COMMAND"] {
            assert!(is_steering(name), "{name}");
        }
        for name in ["ORDER_ID", "TARGET", "ITEM", "CONTEXT", "PATHS", "PGHOST"] {
            assert!(!is_steering(name), "{name}");
        }
    }
}
