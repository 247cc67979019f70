//! `yunban verify`: proves that nothing was lost or altered, and says each thing that does not hold.

mod books;
mod cases;
mod chain;
mod documents;
mod seals;

use std::io::Write;

use casework::{CaseHead, Stage, StoreError};
use values::AreaCode;

use self::chain::Chain;
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;
use crate::progress;

const CASES_AT_ONCE: u32 = 500;

/// What was looked at and what does not hold.
#[derive(Debug, Default)]
pub struct Findings {
    pub lines: Vec<String>,
    pub audit_entries: u64,
    pub cases: u64,
    pub events: u64,
    pub deadlines: u64,
    pub runs_in_progress: u64,
    pub documents: u64,
    /// Seals of daily reports.
    pub seals: u64,
}

impl Findings {
    fn note(&mut self, area: AreaCode, what: impl std::fmt::Display) {
        self.lines.push(format!("{area}: {what}"));
    }
}

pub fn run(open: &Open, output: &mut dyn Write) -> CommandResult {
    let findings = verify(open)?;
    for line in &findings.lines {
        writeln!(output, "{line}")?;
    }
    let Findings { audit_entries, cases, events, deadlines, runs_in_progress, seals, documents, .. } = findings;
    writeln!(output, "{audit_entries} audit entries, {cases} cases with {events} events, {deadlines} deadlines looked at")?;
    writeln!(output, "{runs_in_progress} runs in progress, {seals} seals of daily reports")?;
    writeln!(output, "{documents} issued documents looked at")?;
    match findings.lines.len() {
        0 => {
            writeln!(output, "全部相符 · everything holds")?;
            Ok(())
        }
        1 => Err(CommandError::new("one thing does not hold").hint("keep a copy of the data before anything else is done with them")),
        count => {
            Err(CommandError::new(format!("{count} things do not hold"))
                .hint("keep a copy of the data before anything else is done with them"))
        }
    }
}

/// Looks at everything; the findings are empty when all of it holds.
pub fn verify(open: &Open) -> CommandResult<Findings> {
    let mut findings = Findings::default();
    let mut areas = open.store().views()?.areas()?;
    areas.sort();
    for area in areas {
        books::check(open, area, &mut findings)?;
        of_area(open, area, &mut findings)?;
        documents::check(open, area, &mut findings)?;
    }
    seals::check(open, &mut findings)?;
    Ok(findings)
}

fn of_area(open: &Open, area: AreaCode, findings: &mut Findings) -> CommandResult {
    let mut chain = Chain::new(area);
    chain.read_on(open, findings)?;
    let progress = progress::counter(&format!("{area} cases"));
    let mut newer = Vec::new();
    let mut after = 0;
    loop {
        let heads = open.store().views()?.cases_after(area, after, CASES_AT_ONCE)?;
        let Some(last) = heads.last() else { break };
        after = last.id;
        for head in &heads {
            if !check_case(open, head, &chain, findings)? {
                newer.push(head.clone());
            }
        }
        progress.inc(heads.len() as u64);
    }
    progress.finish_and_clear();
    // Acts committed since the chain was read stand in its new entries; what still has none then is not in the log.
    if !newer.is_empty() {
        chain.read_on(open, findings)?;
        for head in newer {
            if !check_case(open, &head, &chain, findings)? {
                findings.note(area, format_args!("case {} holds events that are not in the audit log", head.number));
            }
        }
    }
    for case_id in chain.cases_not_seen() {
        // A case opened while the list was read stands behind its end, and its acts in the entries read last.
        if !matches!(open.store().reader()?.case(area, case_id), Ok(None)) {
            continue;
        }
        findings.note(area, format_args!("the audit log records acts on case {case_id}, which does not exist"));
    }
    Ok(())
}

/// `false` when the case holds more than the chain read so far says.
fn check_case(open: &Open, head: &CaseHead, chain: &Chain, findings: &mut Findings) -> CommandResult<bool> {
    let area = head.area;
    let record = match open.store().reader()?.case(area, head.id) {
        Ok(Some(record)) => record,
        Ok(None) => {
            findings.note(area, format_args!("case {} is listed and cannot be read", head.number));
            return Ok(true);
        }
        // What does not open or cannot be read is a finding like others; the rest is looked at all the same.
        Err(StoreError::Damaged(what)) => {
            chain.seen(head.id);
            findings.note(area, format_args!("case {}: {what}", head.number));
            return Ok(true);
        }
        Err(error) => return Err(error.into()),
    };
    match chain.compare(&record) {
        chain::Compared::Agrees => {}
        chain::Compared::Newer => return Ok(false),
        chain::Compared::Differs(what) => findings.note(area, format_args!("case {}: {what}", head.number)),
    }
    findings.cases += 1;
    findings.runs_in_progress += u64::from(record.head.stage == Stage::Running && record.head.procedure != procedures::daily_report::NAME);
    findings.events += record.events.len() as u64;
    if let Err(what) = cases::fold(open, &record) {
        findings.note(area, format_args!("case {}: {what}", head.number));
    }
    cases::check_deadlines(open, &record, findings)?;
    Ok(true)
}
