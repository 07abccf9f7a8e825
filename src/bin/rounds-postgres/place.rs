//! Which database, and how it is reached: a URL, and what it leaves open by psql's own variables.
//!
//! A server elsewhere is spoken to by TLS alone, and its certificate is looked at; one on this
//! machine without; unless somebody says otherwise by `sslmode`.

use super::fault::to_owner;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rounds::carrier::Fault;
use rounds::os;
use std::env;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// As long as a server may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// After so long a silence it is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(30);

/// A database, and how it is reached.
pub struct Place(Config);

impl Place {
    /// What a URL and the environment mean.
    ///
    /// # Errors
    /// Where the URL means nothing.
    pub fn of(url: Option<&str>) -> Result<Self, Fault> {
        let said = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let mut config = read(url.unwrap_or_default(), &said)?;
        if config.get_password().is_none()
            && let Some(password) = said("PGPASSWORD").or_else(|| in_file(&config, &said))
        {
            config.password(password);
        }
        config.application_name("rounds");
        config.connect_timeout(PATIENCE);
        config.keepalives_idle(SILENCE);
        config.tcp_user_timeout(SILENCE);
        Ok(Self(config))
    }

    /// A connection.
    ///
    /// # Errors
    /// Why there is none.
    pub fn connect(&self) -> Result<Client, Fault> {
        let Self(config) = self;
        let is_socket = config.get_hostaddrs().is_empty()
            && config
                .get_hosts()
                .iter()
                .all(|host| name_of(host).is_none());
        if config.get_ssl_mode() == SslMode::Disable || is_socket {
            return config.connect(NoTls).map_err(|error| to_owner(&error));
        }
        let (tls, _) = MakeRustlsConnect::with_native_certs().map_err(|_| {
            Fault::Here(
                "this machine trusts no certificates: SSL_CERT_FILE names a file of them"
                    .to_owned(),
            )
        })?;
        config.connect(tls).map_err(|error| to_owner(&error))
    }
}

/// What a URL means with what is said beside it, but for the password.
fn read(url: &str, said: &dyn Fn(&str) -> Option<String>) -> Result<Config, Fault> {
    // Where there are no slashes, what follows is `name=value` pairs.
    let text = match url.split_once(':') {
        Some(("postgres" | "postgresql", rest)) if !rest.starts_with("//") => rest,
        _ => url,
    };
    // Certificates are always looked at whole.
    let text = text
        .replace("sslmode=verify-full", "sslmode=require")
        .replace("sslmode=verify-ca", "sslmode=require");
    let mut config: Config = text.parse().map_err(|error| {
        let why = std::error::Error::source(&error).map_or(String::new(), |why| format!(": {why}"));
        Fault::Here(format!("the URL is none of a PostgreSQL database{why}"))
    })?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host(&said("PGHOST").unwrap_or_else(usual_host));
    }
    if config.get_ports().is_empty()
        && let Some(port) = said("PGPORT").and_then(|port| port.parse().ok())
    {
        config.port(port);
    }
    if config.get_user().is_none() {
        config.user(&said("PGUSER").unwrap_or_else(|| os::account().name));
    }
    if config.get_dbname().is_none()
        && let Some(name) = said("PGDATABASE")
    {
        config.dbname(&name);
    }
    if !text.contains("sslmode=") {
        let is_here = is_this_machine(&config);
        config.ssl_mode(match said("PGSSLMODE").as_deref() {
            Some("disable") => SslMode::Disable,
            Some("allow" | "prefer") => SslMode::Prefer,
            None if is_here => SslMode::Disable,
            _ => SslMode::Require,
        });
    }
    Ok(config)
}

fn usual_host() -> String {
    let sockets = ["/var/run/postgresql", "/tmp"];
    let has_server = |folder: &&&str| Path::new(folder).join(".s.PGSQL.5432").exists();
    let found = sockets.iter().find(has_server);
    (*found.unwrap_or(&"localhost")).to_owned()
}

/// The name of a server that is reached over a network; none for a socket.
fn name_of(host: &Host) -> Option<&str> {
    match host {
        Host::Tcp(name) => Some(name),
        #[cfg(unix)]
        Host::Unix(_) => None,
    }
}

/// Whether nothing leaves this machine on the way to a server.
fn is_this_machine(config: &Config) -> bool {
    let is_here = |host: &Host| {
        name_of(host).is_none_or(|name| {
            let address = name.parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        })
    };
    // Where an address is said, it is the way, and the name is only what the server is called.
    config.get_hosts().iter().all(is_here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

/// The password of the password file, where nobody else can read it.
fn in_file(config: &Config, said: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let path = match said("PGPASSFILE") {
        Some(path) => PathBuf::from(path),
        None => PathBuf::from(said("HOME")?).join(".pgpass"),
    };
    let is_mine = os::ownership_in(&std::fs::metadata(&path).ok()?).mode & 0o077 == 0;
    let host = name_of(config.get_hosts().first()?).unwrap_or("localhost");
    let port = config.get_ports().first().unwrap_or(&5432).to_string();
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    let text = is_mine.then(|| std::fs::read_to_string(path).ok())??;
    password_in(&text, &[host, &port, database, user])
}

/// The password that a password file has for a server, a port, a database and a user.
fn password_in(text: &str, place: &[&str; 4]) -> Option<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(fields).find_map(|fields| {
        let (password, found) = fields.get(..5)?.split_last()?;
        let mut both = found.iter().zip(place);
        both.all(|(found, wanted)| found == "*" || found == wanted)
            .then(|| password.clone())
    })
}

/// The fields of a line, between colons; a backslash takes the next character as it is.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            ':' => {
                fields.push(String::new());
                continue;
            }
            '\\' => letters.next(),
            letter => Some(letter),
        };
        if let Some(field) = fields.last_mut() {
            field.extend(letter);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(url: &str, said: &[(&str, &str)]) -> Config {
        let said = |name: &str| {
            let found = said.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        read(url, &said).unwrap()
    }

    #[test]
    fn a_server_elsewhere_is_spoken_to_by_tls_unless_somebody_says_otherwise() {
        for (url, said, mode) in [
            ("postgres://db.example/ops", None, SslMode::Require),
            ("postgres://10.0.0.7/ops", None, SslMode::Require),
            ("postgres://db.example/ops", Some("prefer"), SslMode::Prefer),
            (
                "postgres://db.example/ops",
                Some("verify-full"),
                SslMode::Require,
            ),
            (
                "postgres://db.example/ops?sslmode=disable",
                Some("require"),
                SslMode::Disable,
            ),
            (
                "postgres://db.example/ops?sslmode=verify-full",
                None,
                SslMode::Require,
            ),
            ("postgres://localhost/ops", None, SslMode::Disable),
            ("postgres://127.0.0.1/ops", None, SslMode::Disable),
            (
                "postgres://localhost/ops",
                Some("require"),
                SslMode::Require,
            ),
            ("postgres:host=/run/pg dbname=ops", None, SslMode::Disable),
            ("postgres:host=/run/pg,db.example", None, SslMode::Require),
            ("postgres:hostaddr=10.0.0.7", None, SslMode::Require),
            ("postgres:hostaddr=127.0.0.1", None, SslMode::Disable),
            (
                "postgres:host=localhost hostaddr=10.0.0.7",
                None,
                SslMode::Require,
            ),
        ] {
            let said: Vec<(&str, &str)> =
                said.map(|mode| ("PGSSLMODE", mode)).into_iter().collect();
            assert_eq!(with(url, &said).get_ssl_mode(), mode, "{url} {said:?}");
        }
    }

    #[test]
    fn what_a_url_leaves_open_is_said_beside_it() {
        let said = [
            ("PGHOST", "db"),
            ("PGPORT", "5433"),
            ("PGUSER", "u"),
            ("PGDATABASE", "d"),
        ];
        let config = with("", &said);
        assert_eq!(config.get_hosts(), [Host::Tcp("db".to_owned())]);
        assert_eq!(config.get_ports(), [5433]);
        assert_eq!(
            (config.get_user(), config.get_dbname()),
            (Some("u"), Some("d"))
        );
        let config = with("postgres://me@here:5434/mine", &said);
        assert_eq!(config.get_hosts(), [Host::Tcp("here".to_owned())]);
        assert_eq!(config.get_ports(), [5434]);
        assert_eq!(
            (config.get_user(), config.get_dbname()),
            (Some("me"), Some("mine"))
        );
    }

    #[test]
    fn a_password_is_found_by_its_place() {
        let text =
            "# of mine\nother:*:*:*:no\ndb:5432:ops:ops\\:a:p\\:w\\\\d\nshort:5432\n*:*:*:u:last\n";
        for (place, password) in [
            (["db", "5432", "ops", "ops:a"], Some("p:w\\d")),
            (["db", "5433", "ops", "ops:a"], None),
            (["other", "1", "x", "u"], Some("no")),
            (["any", "1", "x", "u"], Some("last")),
            (["short", "5432", "x", "y"], None),
        ] {
            assert_eq!(password_in(text, &place).as_deref(), password, "{place:?}");
        }
    }
}
