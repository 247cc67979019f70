//! A PostgreSQL of one's own for a test, thrown away afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// A running server in which tests make databases.
pub struct PostgresCluster {
    /// Address without the name of a database, such as `postgres://yunban@127.0.0.1:5433`.
    address: String,
    /// The database one connects to in order to make another.
    first_database: String,
    made: AtomicU64,
    /// `None` for a server that was there before.
    server: Option<Server>,
}

struct Server {
    process: Child,
    folder: PathBuf,
}

/// How long a new server may take to answer.
const START_TIME: Duration = Duration::from_secs(60);

impl PostgresCluster {
    /// The server tests of this process share: the one named by `TEST_POSTGRES_URL`, or one of its own.
    ///
    /// `None`, said aloud, where PostgreSQL is not installed. With `YUNBAN_REQUIRE_POSTGRES=1` that is an error, as is a server that
    /// is there and does not start.
    pub fn shared() -> Result<Option<Arc<PostgresCluster>>, String> {
        static SHARED: Mutex<Weak<PostgresCluster>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return Ok(Some(running));
        }
        let started = PostgresCluster::start()?.map(Arc::new);
        if let Some(started) = &started {
            *shared = Arc::downgrade(started);
        }
        Ok(started)
    }

    /// A server for the caller alone; see [`PostgresCluster::shared`].
    pub fn start() -> Result<Option<PostgresCluster>, String> {
        if let Ok(url) = std::env::var("TEST_POSTGRES_URL") {
            let (address, database) = url.rsplit_once('/').ok_or("TEST_POSTGRES_URL names no database")?;
            return Ok(Some(PostgresCluster {
                address: address.to_owned(),
                first_database: database.to_owned(),
                made: AtomicU64::new(0),
                server: None,
            }));
        }
        match programs() {
            Some(programs) => start_server(&programs).map(Some),
            None if std::env::var("YUNBAN_REQUIRE_POSTGRES").is_ok_and(|value| value == "1") => {
                Err("PostgreSQL is required by YUNBAN_REQUIRE_POSTGRES=1, and initdb was not found".into())
            }
            None => {
                eprintln!("PostgreSQL: SKIPPED, not found (initdb is neither on the path nor under /usr/lib/postgresql)");
                Ok(None)
            }
        }
    }

    /// The address of a new, empty database.
    pub fn new_database(&self) -> Result<String, String> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("yunban_test_{}_{number}", std::process::id());
        let mut client = self.connect(&self.first_database).map_err(|error| error.to_string())?;
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).map_err(|error| error.to_string())?;
        client.batch_execute(&format!("CREATE DATABASE {name}")).map_err(|error| error.to_string())?;
        Ok(format!("{}/{name}", self.address))
    }

    fn connect(&self, database: &str) -> Result<Client, postgres::Error> {
        Client::connect(&format!("{}/{database}", self.address), NoTls)
    }
}

impl Drop for PostgresCluster {
    fn drop(&mut self) {
        let Some(server) = &mut self.server else { return };
        // The signal for "stop now, in order"; a killed server would leave its shared memory behind.
        let asked = Command::new("kill").args(["-INT", &server.process.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(server.process.kill());
        }
        drop(server.process.wait());
        drop(std::fs::remove_dir_all(&server.folder));
    }
}

/// The folder that holds `initdb` and `postgres`, the newest version first.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut installed: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    installed.sort();
    installed.reverse();
    on_path.into_iter().chain(installed).find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn start_server(programs: &Path) -> Result<PostgresCluster, String> {
    static STARTED: AtomicU64 = AtomicU64::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("yunban-postgres-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let user = unprivileged_user();
    if let Some(user) = &user {
        run(Command::new("chown").arg(user).arg(&folder))?;
    }
    let data = folder.join("data");
    let initdb = [programs.join("initdb").display().to_string(), "-D".into(), data.display().to_string()];
    let options = ["-U", "yunban", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"].map(String::from);
    run(&mut as_user(user.as_deref(), initdb.into_iter().chain(options), &folder))?;
    let port = free_port()?;
    let postgres =
        [programs.join("postgres").display().to_string(), "-D".into(), data.display().to_string(), "-p".into(), port.to_string()];
    let options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=on"].map(String::from);
    let process = as_user(user.as_deref(), postgres.into_iter().chain(options), &folder)
        .spawn()
        .map_err(|error| format!("PostgreSQL cannot be started: {error}"))?;
    let cluster = PostgresCluster {
        address: format!("postgres://yunban@127.0.0.1:{port}"),
        first_database: "postgres".into(),
        made: AtomicU64::new(0),
        server: Some(Server { process, folder }),
    };
    let began = Instant::now();
    while let Err(error) = cluster.connect("postgres") {
        if began.elapsed() > START_TIME {
            return Err(format!("PostgreSQL was started and does not answer: {error}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(cluster)
}

/// PostgreSQL refuses to run as root; the user to run it as, where this process is root.
fn unprivileged_user() -> Option<String> {
    let answer = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    if answer("id", &["-u"]).as_deref() != Some("0") {
        return None;
    }
    ["postgres", "nobody"].into_iter().find(|user| answer("id", &["-u", user]).is_some()).map(String::from)
}

fn as_user(user: Option<&str>, words: impl Iterator<Item = String>, folder: &Path) -> Command {
    let mut words = words;
    let mut command = match user {
        None => Command::new(words.next().unwrap_or_default()),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--clear-groups", "--"]);
            command
        }
    };
    command.args(words).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}")) }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| format!("no free port: {error}"))?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}
