//! What the server does beside answering: it carries out runs as they are started, resumes those an earlier process left, and
//! looks every business day at what the passing of time has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use agency::RunQueue;
use casework::worklist::CaseFilter;
use casework::{CaseHead, CaseTarget, Failure, Stage, perform};
use pensions::benefit_payroll;
use procedures::contribution_arrears::{Command, ContributionArrears};
use procedures::contribution_assessment::{ContributionAssessment, resume};
use procedures::daily_report;
use procedures::emergency::reproject_all;
use values::{AreaCode, Date, Month};

use crate::commands::run::WORKER;
use crate::failure::{CommandError, CommandResult};
use crate::place::{Open, given_by_system};

/// The stored name of assessment runs.
const ASSESSMENT: &str = "contribution_assessment";

/// How long the worker sleeps when nobody rings: another process's lease may have run out, or a new business day begun.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Rings when a run was started.
pub struct Doorbell {
    ring: SyncSender<()>,
}

impl Doorbell {
    /// A bell and the ear that hears it.
    pub fn new() -> (Doorbell, Receiver<()>) {
        let (ring, ear) = sync_channel(1);
        (Doorbell { ring }, ear)
    }
}

impl RunQueue for Doorbell {
    fn started(&self, _area: AreaCode, _run_id: i64, _month: Month) {
        // A full bell is already ringing: the worker will look at every run that is there.
        let _ = self.ring.try_send(());
    }
}

/// Works until told to stop; ends after the chunk it is at.
pub fn start(open: &Open, ear: Receiver<()>, stopping: Arc<AtomicBool>) -> JoinHandle<()> {
    let open = open.clone();
    std::thread::spawn(move || {
        let mut looked_on = None;
        let mut carried = None;
        while !stopping.load(Ordering::Relaxed) {
            report(resume_unfinished(&open, &stopping).map(|_| ()), "an unfinished run could not be resumed");
            report(carry_emergencies(&open, &mut carried), "a changed emergency could not be carried to every area");
            report(remind_of_reports(&open), "areas could not be reminded of their daily report");
            report(look_once_a_day(&open, &mut looked_on), "the daily look at deferrals and limits failed");
            if wait(&ear, &stopping) {
                return;
            }
        }
    })
}

fn report(done: CommandResult, what_failed: &'static str) {
    if let Err(CommandError::Said { what, .. }) = done {
        tracing::error!(%what, what_failed);
    }
}

/// Sleeps until the bell rings or it is time to look again; true when told to stop.
fn wait(ear: &Receiver<()>, stopping: &AtomicBool) -> bool {
    let step = Duration::from_millis(100);
    for _ in 0..LOOK_AGAIN.as_millis() / step.as_millis() {
        if stopping.load(Ordering::Relaxed) {
            return true;
        }
        match ear.recv_timeout(step) {
            Ok(()) => return false,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(step),
        }
    }
    false
}

/// Resumes every run in progress; the answer is how many are still unfinished.
pub fn resume_unfinished(open: &Open, stopping: &AtomicBool) -> CommandResult<usize> {
    for head in running(open, ASSESSMENT)? {
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
    for head in running(open, benefit_payroll::NAME)? {
        if stopping.load(Ordering::Relaxed) {
            break;
        }
        tracing::info!(area = %head.area, run = %head.number, "resuming a payroll");
        let given = given_by_system(&open.agency, head.area, format!("resume:{}", head.id));
        benefit_payroll::resume(&open.agency, head.area, head.id, &given, WORKER, &mut |_| {})?;
    }
    Ok(running(open, ASSESSMENT)?.len() + running(open, benefit_payroll::NAME)?.len())
}

/// Runs that were started and not finished. Found by their stage and not by their chunks: a process may have died between the two.
fn running(open: &Open, procedure: &str) -> CommandResult<Vec<CaseHead>> {
    let filter = CaseFilter {
        procedure: Some(procedure.into()),
        stage: Some(Stage::Running),
        only_open: true,
        limit: 1_000,
        areas: open.city.areas.iter().map(|area| area.code).collect(),
        ..CaseFilter::default()
    };
    Ok(open.store().views()?.cases(&filter)?)
}

/// The declared emergencies as they were last carried to every area, each notice with its version, and the business day of that.
type CarriedVersions = (Vec<(String, i64)>, Date);

/// Carries the declared emergencies to every area when this process has not yet done so since they last changed. Whoever declares
/// or ends one does this at once; this takes up what a process that died in the middle left undone, and, the next business day,
/// what was left aside.
pub fn carry_emergencies(open: &Open, carried: &mut Option<CarriedVersions>) -> CommandResult {
    let declared = open.store().reader()?.emergencies()?;
    let versions: Vec<(String, i64)> = declared.into_iter().map(|record| (record.notice_id, record.version)).collect();
    let today = open.agency.clock.today();
    let words: Vec<String> = versions.iter().map(|(notice, version)| format!("{notice}.{version}")).collect();
    let now = (versions, today);
    if now.0.is_empty() || carried.as_ref() == Some(&now) {
        return Ok(());
    }
    let given = given_by_system(&open.agency, open.city.code, format!("carry:{}:{today}", words.join("+")));
    let done = reproject_all(&open.agency, &given)?;
    if done.count() > 0 {
        tracing::info!(moved = done.count(), "limits moved after an emergency changed");
    }
    for (head, why) in &done.left {
        tracing::warn!(area = %head.area, case = %head.number, why = %why.en, "the limits of a case were left as they were");
    }
    *carried = Some(now);
    Ok(())
}

/// Reminds the areas that are silent, before the cut-off of a daily report and at it; each reminder is sent once.
pub fn remind_of_reports(open: &Open) -> CommandResult {
    let sent = daily_report::remind(&open.agency, |area, key| given_by_system(&open.agency, area, key))?;
    if sent > 0 {
        tracing::info!(sent, "areas were reminded of their daily report");
    }
    Ok(())
}

/// Once a business day: deferrals whose window has closed are ended, and limits of injury cases that are nearly over or have passed
/// are spoken of. Missing a day loses nothing, because what is owed follows
/// from the dates.
fn look_once_a_day(open: &Open, looked_on: &mut Option<Date>) -> CommandResult {
    let today = open.agency.clock.today();
    if *looked_on == Some(today) {
        return Ok(());
    }
    for area in &open.city.areas {
        end_lapsed_deferrals(open, area.code, today)?;
        let spoken_of = injuries::nightly::watch(&open.agency, area.code, &given_by_system(&open.agency, area.code, "nightly".to_owned()))?;
        if spoken_of > 0 {
            tracing::info!(area = %area.code, cases = spoken_of, "limits of injury cases are nearly over or have passed");
        }
    }
    *looked_on = Some(today);
    Ok(())
}

fn end_lapsed_deferrals(open: &Open, area: AreaCode, today: Date) -> CommandResult {
    for batch in 0.. {
        let given = given_by_system(&open.agency, area, format!("lapsed:{area}:{today}:{batch}"));
        match perform(open.store(), &ContributionArrears, CaseTarget::New(area), &Command::EndLapsedDeferrals, &given) {
            // Done before under this key: there may be more, and the next batch finds out.
            Ok(_) => {}
            Err(Failure::Refused(refusals)) if refusals.has("nothing_lapsed") => return Ok(()),
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(())
}
