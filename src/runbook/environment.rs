//! What the environment of every command holds, by name: one table for the reader, which says
//! whether a `$NAME` has a value, and for whoever starts a command, who fills it.
//!
//! An allow-list: what is not named here is not inherited. It holds what tells a program where
//! it is, who runs it and where its settings lie; what *is* a credential (a token, a password) is
//! not in it, and neither is anything of `rounds` itself. A runbook that needs more says so with
//! `env` or `pass_env`, where everybody can see it.
//!
//! Only names stand here. No environment is read.

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
    "PWD",
    "OLDPWD",
    "COMSPEC",
    "PATHEXT",
    "SYSTEMROOT",
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

/// Names whose value says where a command works: which cluster, account, host or folder. They
/// are shown before it runs; the rest is only named.
const TELLS_WHERE: &[&str] = &[
    "KUBECONFIG",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "CLOUDSDK_CONFIG",
    "AZURE_CONFIG_DIR",
    "VAULT_ADDR",
    "VAULT_NAMESPACE",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGSERVICE",
    "KRB5CCNAME",
];

/// Beginnings of names that steer. `LC_` is inherited and only steers a variable.
const STEERING_PREFIXES: &[&str] = &[
    "LD_", "DYLD_", "LC_", "GIT_", "BASH_", "MALLOC_", "PERL5", "PYTHON", "RUBY", "ROUNDS_",
];

/// Names to which a POSIX shell gives a value by itself.
const SHELL_OWN: &[&str] = &["IFS", "LINENO", "OLDPWD", "OPTARG", "OPTIND", "PPID", "PWD"];

/// Whether a variable may not bear this name, because its value (typed by an operator, sent by
/// an alert, let through from outside) would then decide which program runs. The owner's `env`
/// may.
pub fn is_steering(name: &str) -> bool {
    (INHERITED.contains(&name) && !WHERE.contains(&name))
        || STEERING.contains(&name)
        || STEERING_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// Whether a command inherits this name, where it has a value.
pub fn is_inherited(name: &str, with_terminal: bool) -> bool {
    INHERITED.contains(&name)
        || name.starts_with("LC_")
        || (with_terminal && INHERITED_WITH_TERMINAL.contains(&name))
}

/// Whether a shell finds a value under this name although no runbook gives one.
pub(super) fn is_known_to_shells(name: &str, with_terminal: bool) -> bool {
    // Where there is no terminal, TERM is set as well: to `dumb`.
    is_inherited(name, with_terminal) || SHELL_OWN.contains(&name) || name == "TERM"
}

/// Whether the value under this name says where a command works.
pub fn tells_where(name: &str) -> bool {
    TELLS_WHERE.contains(&name)
        || [
            "_HOST",
            "_URL",
            "_ADDR",
            "_PROFILE",
            "_REGION",
            "_REPO",
            "_REPOSITORY",
            "_CONTEXT",
            "_ENDPOINT",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_decide_what_runs_are_steering() {
        for name in [
            "PATH",
            "LD_PRELOAD",
            "IFS",
            "BASH_ENV",
            "GIT_SSH_COMMAND",
            "HOME",
            "PYTHONPATH",
        ] {
            assert!(is_steering(name), "{name}");
        }
        for name in [
            "ORDER_ID",
            "TARGET",
            "ITEM",
            "CONTEXT",
            "PATHS",
            "PGHOST",
            "BORG_REPO",
        ] {
            assert!(!is_steering(name), "{name}");
        }
    }

    #[test]
    fn what_says_where_is_told_by_its_name() {
        for name in ["KUBECONFIG", "AWS_PROFILE", "BORG_REPO", "CONSUL_HTTP_ADDR"] {
            assert!(tells_where(name), "{name}");
        }
        for name in ["BORG_PASSPHRASE", "HOME", "LANG", "GITHUB_TOKEN"] {
            assert!(!tells_where(name), "{name}");
        }
    }
}
