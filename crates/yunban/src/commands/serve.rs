//! `yunban serve`: answers over HTTP until it is told to stop, and finishes the runs an earlier process left unfinished.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use casework::worklist::CaseFilter;
use casework::{CaseHead, CaseTarget, Stage};
use clap::Args;
use procedures::contribution_assessment::{ContributionAssessment, resume};
use tokio::net::TcpListener;

use super::run::{WORKER, void_leases_of_the_dead};
use crate::failure::{CommandError, CommandResult};
use crate::place::{Open, given_by_system};
use crate::site::router;

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address to answer on
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Browsers reach it over https, through a proxy in front
    #[arg(long)]
    pub https: bool,
}

/// How long to wait before looking again for runs that somebody else's lease still holds.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long requests in progress may take when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// Serves until the process is told to stop. `ready` is called with the address once it answers.
pub fn run(open: &Open, arguments: &ServeArguments, ready: impl FnOnce(SocketAddr) -> CommandResult) -> CommandResult {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::new(format!("the server cannot start: {error}")))?;
    void_leases_of_the_dead(open)?;
    let stopping = Arc::new(AtomicBool::new(false));
    let worker = background(open, Arc::clone(&stopping));
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await.map_err(|error| {
            CommandError::new(format!("{} cannot be answered on: {error}", arguments.listen))
                .hint("another program may use the port; choose one with --listen or --port")
        })?;
        let address = listener.local_addr().map_err(CommandError::from)?;
        ready(address)?;
        let serving = axum::serve(listener, router(open)).with_graceful_shutdown(told_to_stop());
        serving.await.map_err(|error| CommandError::new(format!("the server broke off: {error}")))
    });
    stopping.store(true, Ordering::Relaxed);
    runtime.shutdown_timeout(FAREWELL);
    // The worker ends after the chunk it is at; what is left is resumed next time.
    let _ = worker.join();
    served
}

async fn told_to_stop() {
    let interrupted = async {
        // Where the signal cannot be heard, the process can still be killed; nothing acknowledged is lost by that.
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            },
            Err(_) => interrupted.await,
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}

/// Finishes what was left unfinished, beside the answering of requests.
fn background(open: &Open, stopping: Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let open = open.clone();
    std::thread::spawn(move || {
        while !stopping.load(Ordering::Relaxed) {
            match resume_unfinished(&open, &stopping) {
                Ok(0) => return,
                // Somebody else works on them, or died holding a lease: look again.
                Ok(_) => {}
                Err(CommandError::Said { what, .. }) => tracing::error!(%what, "an unfinished run could not be resumed"),
                Err(CommandError::BrokenPipe) => {}
            }
            for _ in 0..LOOK_AGAIN.as_secs() * 10 {
                if stopping.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    })
}

/// Resumes every run in progress; the answer is how many are still unfinished.
pub fn resume_unfinished(open: &Open, stopping: &AtomicBool) -> CommandResult<usize> {
    for head in running(open)? {
        if stopping.load(Ordering::Relaxed) {
            break;
        }
        let procedure = ContributionAssessment::new(Arc::clone(&open.agency.law));
        let target = CaseTarget::Existing { area: head.area, id: head.id };
        let state = casework::office::load(&procedure, open.store().reader()?.as_mut(), target)?.state;
        let Some(month) = state.month else { continue };
        tracing::info!(area = %head.area, %month, run = %head.number, "resuming a run");
        let given = given_by_system(&open.agency, head.area, format!("resume:{}", head.id));
        resume(&open.agency, head.area, head.id, month, &given, WORKER, &mut |_| {})?;
    }
    Ok(running(open)?.len())
}

/// Runs that were started and not finished. Found by their stage and not by their chunks: a process may have died between the two.
fn running(open: &Open) -> CommandResult<Vec<CaseHead>> {
    let filter = CaseFilter {
        procedure: Some("contribution_assessment".into()),
        stage: Some(Stage::Running),
        only_open: true,
        limit: 1_000,
        areas: open.city.areas.iter().map(|area| area.code).collect(),
        ..CaseFilter::default()
    };
    Ok(open.store().views()?.cases(&filter)?)
}

/// Says on standard output where the server answers.
pub fn announce(address: SocketAddr, output: &mut dyn Write) -> CommandResult {
    writeln!(output, "http://{address}/")?;
    output.flush()?;
    Ok(())
}
