//! `yunban serve`: answers over HTTP until it is told to stop, and finishes the runs an earlier process left unfinished.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;

use super::run::void_leases_of_the_dead;
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;
use crate::site::router;
use crate::worker::{self, Doorbell};

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address to answer on
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Browsers reach it over https, through a proxy in front
    #[arg(long)]
    pub https: bool,
}

/// How long requests in progress may take when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// Serves until the process is told to stop. `ready` is called with the address once it answers.
pub fn run(open: &Open, arguments: &ServeArguments, ready: impl FnOnce(SocketAddr) -> CommandResult) -> CommandResult {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::new(format!("the server cannot start: {error}")))?;
    void_leases_of_the_dead(open)?;
    let stopping = Arc::new(AtomicBool::new(false));
    let documents = Arc::clone(&open.agency.documents);
    // Fonts are found while the first pages are answered; who has none is told before anybody asks for a document.
    std::thread::spawn(move || {
        if let Err(error) = documents.ready() {
            tracing::warn!("{error}");
        }
    });
    let (doorbell, ear) = Doorbell::new();
    let open = &Open { agency: open.agency.clone().with_runs(Arc::new(doorbell)), ..open.clone() };
    let worker = worker::start(open, ear, Arc::clone(&stopping));
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await.map_err(|error| {
            CommandError::new(format!("{} cannot be answered on: {error}", arguments.listen))
                .hint("another program may use the port; choose one with --listen or --port")
        })?;
        let address = listener.local_addr().map_err(CommandError::from)?;
        let told = told_to_stop();
        ready(address)?;
        let serving = axum::serve(listener, router(open)).with_graceful_shutdown(told);
        serving.await.map_err(|error| CommandError::new(format!("the server broke off: {error}")))
    });
    stopping.store(true, Ordering::Relaxed);
    runtime.shutdown_timeout(FAREWELL);
    // The worker ends after the chunk it is at; what is left is resumed next time.
    let _ = worker.join();
    served
}

/// Ends when the process is told to stop. The signals are listened for from this call on, not only once the answer is awaited:
/// nobody who has been told the address may stop the server in a way it does not hear.
fn told_to_stop() -> impl Future<Output = ()> + use<> {
    #[cfg(unix)]
    let terminated = {
        use tokio::signal::unix::{SignalKind, signal};
        let both = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
        async move {
            let [Ok(mut terminated), Ok(mut interrupted)] = both else {
                // Where the signals cannot be heard, the process can still be killed; nothing acknowledged is lost by that.
                return std::future::pending().await;
            };
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted.recv() => {}
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    terminated
}

/// Says on standard output where the server answers.
pub fn announce(address: SocketAddr, output: &mut dyn Write) -> CommandResult {
    writeln!(output, "http://{address}/")?;
    output.flush()?;
    Ok(())
}
