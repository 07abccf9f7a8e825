//! A PostgreSQL of the tests' own: in a folder of its own, on a socket in it, for as long as this
//! process lives and no longer.
//!
//! `initdb` refuses root: where the tests are root, the server is another account's. A shell
//! watches over it that reads from this process: when that ends, however it does, the shell ends
//! the server and takes the folder away.

use postgres::{Client, Config, NoTls};
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Whose server it is where the tests are root: an account without rights.
const NOBODY: u32 = 65_534;

const WATCH: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off > "$2/log" 2>&1 < /dev/null &
server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$2"
"#;

pub struct Server {
    folder: PathBuf,
    _watch: Child,
}

/// The server of these tests.
pub fn server() -> &'static Server {
    static SERVER: LazyLock<Server> = LazyLock::new(Server::start);
    &SERVER
}

/// Where the programs of the newest PostgreSQL are.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for versions in ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt"] {
        let found = fs::read_dir(versions).into_iter().flatten();
        let mut found: Vec<PathBuf> = found.flatten().map(|it| it.path().join("bin")).collect();
        found.sort();
        folders.extend(found.into_iter().rev());
    }
    let initdb = folders.iter().map(|folder| folder.join("initdb"));
    let found = initdb.into_iter().find_map(|it| it.canonicalize().ok());
    let found = found.expect("the tests of rounds-postgres need initdb, which is not installed");
    found.parent().unwrap().to_owned()
}

impl Server {
    fn start() -> Self {
        let programs = programs();
        // Short: a socket's path is at most a hundred bytes.
        let folder = tempfile::Builder::new()
            .prefix("rounds-pg-")
            .tempdir_in("/tmp");
        let folder = folder.unwrap().keep();
        let is_root = fs::metadata(&folder).unwrap().uid() == 0;
        let run = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(&folder);
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        };
        if is_root {
            chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let made = run(&programs.join("initdb"))
            .args([
                "-U",
                "owner",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "-D",
            ])
            .arg(folder.join("data"))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let rules = "local all locked scram-sha-256\nlocal all all trust\n";
        fs::write(folder.join("data/pg_hba.conf"), rules).unwrap();
        let watch = run(Path::new("/bin/sh"))
            .args(["-c", WATCH, "watch"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let server = Self {
            folder: folder.clone(),
            _watch: watch.unwrap(),
        };
        let begun = Instant::now();
        while server.connect("owner", "postgres").is_err() {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(60), "{log}");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn connect(&self, role: &str, database: &str) -> Result<Client, postgres::Error> {
        Config::new()
            .host_path(&self.folder)
            .user(role)
            .dbname(database)
            .connect(NoTls)
    }

    /// A connection, past `rounds-postgres`.
    pub fn client(&self, role: &str, database: &str) -> Client {
        self.connect(role, database).unwrap()
    }

    /// A database that is called so, with roles of its own.
    pub fn database(&self, name: &str, roles: &[&str]) -> &Self {
        let mut client = self.client("owner", "postgres");
        client
            .batch_execute(&format!("create database {name}"))
            .unwrap();
        for role in roles {
            client
                .batch_execute(&format!("create role {role} login"))
                .unwrap();
        }
        self
    }

    /// What `rounds` is given for a database.
    pub fn url(&self, role: &str, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://{role}@{folder}/{database}")
    }
}
