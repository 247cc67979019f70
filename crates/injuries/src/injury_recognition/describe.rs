//! A case of recognition in words. Identity numbers stay masked: the record page shows them for a reason.

use rules::Law;
use rules::injury::{Fact, Ground, Paper, diagnosis_on, judge_filing, papers_asked};
use values::{IdNumber, Party, Text};

use super::application::requirement;
use super::command::OwnEvent;
use super::form::Form;
use super::state::State;
use agency::registry::{ApplicationView, CaseView, ClockEntry, Described, unprinted};
use casework::StoredEvent;
use casework::application::ApplicationProcedure;
use web::components::Tone;

use super::application::RecognitionApplication;

pub(super) fn view(procedure: &RecognitionApplication, state: &State) -> CaseView {
    let Some(form) = &state.application.form else { return CaseView::default() };
    let law = &procedure.law;
    let mut application = ApplicationView::of(&state.application, procedure.declaration(), procedure.accepting_role());
    application.takes_papers = state.takes_papers();
    application.requirements = requirements(law, form, state);
    if state.takes_papers() {
        application.supplement_missing = state.papers_missing.iter().map(|paper| paper.name().zh).collect();
    }
    let described = described(law, form, state);
    CaseView {
        described,
        result: state.application.result.clone(),
        reason: state.application.reason.clone(),
        explanation: state.application.explanation.clone(),
        unprinted: unprinted(state.application.unprinted.as_ref()),
        application: Some(application),
        tags: tags(state),
        clocks: clocks(state),
        applicant: (form.applicant == "employer").then(|| Party::employer(form.employer_id)),
        ..CaseView::default()
    }
}

/// The papers this application may be asked for: those of its ground first, then every other.
fn requirements(law: &Law, form: &Form, state: &State) -> Vec<casework::MaterialRequirement> {
    let on = state.submitted_on.or_else(|| values::parse_date(&form.injured_on).ok());
    let asked = on.and_then(|on| papers_asked(law, on, Ground::of(form.ground.trim()), form.has_died).ok()).unwrap_or_default();
    let mut papers: Vec<Paper> = asked.iter().map(|asked| asked.paper).collect();
    let rest: Vec<Paper> = Paper::ALL.iter().copied().filter(|paper| !papers.contains(paper)).collect();
    papers.extend(rest);
    papers.into_iter().filter(|paper| *paper != Paper::ApplicationForm).map(requirement).collect()
}

fn tags(state: &State) -> Vec<(Text, Tone)> {
    let mut tags = Vec::new();
    let moves: Vec<(bool, Option<&Text>)> = state.clocks.iter().map(|clock| (clock.fast_track, clock.reason.as_ref())).collect();
    tags.extend(channel_tag(state.flag.is_some(), &moves));
    if state.is_paused() {
        tags.push((Text::new("期限中止", "limit paused"), Tone::Warning));
    }
    if state.disputed {
        tags.push((Text::new("有争议", "disputed"), Tone::Warning));
    }
    tags
}

/// Where a case stands between the green channel and the ordinary limit, and why: `moves` are the changes of its limit, each with whether
/// it was the green channel's and the reason in short. Nothing for a case the green channel never was about.
fn channel_tag(is_flagged: bool, moves: &[(bool, Option<&Text>)]) -> Option<(Text, Tone)> {
    if !is_flagged && !moves.iter().any(|(fast_track, _)| *fast_track) {
        return None;
    }
    let with_reason = |chinese: &str, english: &str, reason: &Option<&Text>| match reason {
        None => Text::new(chinese, english),
        Some(reason) => Text::new(format!("{chinese}：{}", reason.zh), format!("{english}: {}", reason.en)),
    };
    Some(match moves.last() {
        Some((false, reason)) => (with_reason("转回普通期限", "back to the ordinary limit", reason), Tone::Warning),
        Some((true, reason)) if moves.iter().any(|(fast_track, _)| !fast_track) => {
            (with_reason("重回绿色通道", "again in the green channel", reason), Tone::Good)
        }
        _ => (Text::new("绿色通道", "green channel"), Tone::Good),
    })
}

/// The events the queue reads of a case: that it was flagged, and every change of its limit.
pub(super) const QUEUE_EVENTS: [&str; 2] = ["flagged", "clock_moved"];

/// The tag of a case in the queue, from those events.
pub(super) fn queue_tag(events: &[StoredEvent]) -> Option<(Text, Tone)> {
    let read: Vec<OwnEvent> = events.iter().filter_map(|event| serde_json::from_value(event.payload.clone()).ok()).collect();
    let is_flagged = read.iter().any(|event| matches!(event, OwnEvent::Flagged { .. }));
    let moves = read.iter().filter_map(|event| match event {
        OwnEvent::ClockMoved { fast_track, reason, .. } => Some((*fast_track, reason.as_ref())),
        _ => None,
    });
    channel_tag(is_flagged, &moves.collect::<Vec<_>>())
}

fn clocks(state: &State) -> Vec<ClockEntry> {
    let entry = |clock: &super::state::ClockMove| ClockEntry {
        on: clock.on,
        what: match &clock.before {
            None => Text::new("决定期限起算", "The limit of the decision begins"),
            Some(_) => Text::new("决定期限改变", "The limit of the decision changes"),
        },
        derivation: match &clock.before {
            None => Text::new(format!("{}。{}", clock.after.zh, clock.because.zh), format!("{}. {}", clock.after.en, clock.because.en)),
            Some(before) => Text::new(
                format!("原：{}。现：{}。{}", before.zh, clock.after.zh, clock.because.zh),
                format!("Before: {}. Now: {}. {}", before.en, clock.after.en, clock.because.en),
            ),
        },
    };
    state.clocks.iter().map(entry).collect()
}

/// The answers of a form that is not handed in yet.
pub(super) fn answers(form: &Form) -> Described {
    let mut described = basic(form);
    described.push((Text::new("诊断", "Diagnosis"), Text::same(joined(&[&form.diagnosis_code, &form.diagnosis]))));
    described.extend(claim_lines(form));
    described.extend(fact_lines(form, &State::default()));
    if !form.delay_reason.trim().is_empty() {
        described.push((Text::new("逾期原因", "Why it is late"), Text::same(form.delay_reason.clone())));
    }
    described
}

fn described(law: &Law, form: &Form, state: &State) -> Described {
    let mut described = basic(form);
    described.insert(1, (Text::new("单位编号", "Employer number"), Text::same(form.employer_id.to_string())));
    described.push((Text::new("诊断", "Diagnosis"), diagnosis(law, form)));
    described.extend(claim_lines(form));
    if let Some(flag) = &state.flag {
        let words = Text::new(format!("{}（{}）", flag.why.zh, flag.citation), format!("{} ({})", flag.why.en, flag.citation));
        described.push((Text::new("绿色通道的依据", "Why the green channel"), words));
    }
    described.extend(fact_lines(form, state));
    described.extend(late_line(law, form, state));
    described.extend(state_lines(form, state));
    described
}

fn basic(form: &Form) -> Described {
    let id_number = IdNumber::parse(&form.worker_id_number).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
    let applicant = form.applicant_name();
    vec![
        (Text::new("申请人", "Applicant"), Text::new(joined(&[&applicant.zh, &form.relation]), joined(&[&applicant.en, &form.relation]))),
        (Text::new("职工", "Worker"), Text::same(joined(&[&form.worker_name, &id_number, &form.occupation]))),
        (Text::new("事故或诊断时间", "When"), Text::same(joined(&[&form.injured_on, &form.injured_at]))),
        (Text::new("地点", "Where"), Text::same(form.place.clone())),
        (Text::new("经过", "What happened"), Text::same(form.account.clone())),
        (Text::new("受伤害部位或疾病", "Injured part or disease"), Text::same(form.injured_part.clone())),
    ]
}

fn claim_lines(form: &Form) -> Described {
    let mut described = Vec::new();
    if form.has_died {
        described.push((Text::new("职工已死亡", "The worker has died"), Text::new("是", "yes")));
    }
    if let Some(ground) = Ground::of(form.ground.trim()) {
        let name = ground.name();
        described.push((Text::new("申请的情形", "Ground claimed"), name));
    }
    described
}

/// 工伤保险条例 第17条: what an employer bears that applied late, or for which somebody else did.
fn late_line(law: &Law, form: &Form, state: &State) -> Option<(Text, Text)> {
    let (claim, filed_on) = (form.read().ok()?, state.submitted_on?);
    let filing = judge_filing(law, claim.applicant, claim.injured_on, filed_on, state.extended_until).ok()?;
    let borne = filing.borne_by_employer?;
    let words = Text::new(format!("{}（{}）", borne.reason.zh, borne.citation), format!("{} ({})", borne.reason.en, borne.citation));
    Some((Text::new("逾期申请的后果", "Because it was filed late"), words))
}

/// What the case itself has added.
fn state_lines(form: &Form, state: &State) -> Described {
    let mut described = Vec::new();
    if !state.papers_missing.is_empty() {
        let names: Vec<Text> = state.papers_missing.iter().map(|paper| paper.name()).collect();
        described.push((Text::new("尚缺材料", "Papers wanting"), listed(&names)));
    }
    if !form.delay_reason.trim().is_empty() {
        described.push((Text::new("逾期原因", "Why it is late"), Text::same(form.delay_reason.clone())));
    }
    if let Some(until) = state.extended_until {
        described.push((Text::new("申请期限延长至", "Period for filing extended to"), Text::same(until.to_string())));
    }
    for delivery in &state.deliveries {
        let (to, method) = (delivery.to.name(), delivery.method.name());
        let name = Text::new(format!("送达{}", to.zh), format!("Delivered to {}", to.en));
        described.push((
            name,
            Text::new(
                format!("{} · {} · {}", delivery.on, method.zh, delivery.receiver),
                format!("{} · {} · {}", delivery.on, method.en, delivery.receiver),
            ),
        ));
    }
    described
}

/// The code with its name where the list has it; words alone are marked as unverified.
fn diagnosis(law: &Law, form: &Form) -> Text {
    let code = form.diagnosis_code.trim();
    let known = values::parse_date(&form.injured_on).ok().and_then(|on| diagnosis_on(law, code, on).ok().flatten());
    match known {
        Some(known) => Text::new(
            format!("{} · {} {}", form.diagnosis, known.code, known.zh),
            format!("{} · {} {}", form.diagnosis, known.code, known.en),
        ),
        None => Text::new(format!("{}（未核对编码）", form.diagnosis), format!("{} (no code, unverified)", form.diagnosis)),
    }
}

/// Each fact that was stated or looked into: as stated by the applicant, and as the officer established it.
fn fact_lines(form: &Form, state: &State) -> Described {
    let mut lines = Vec::new();
    for fact in Fact::ALL {
        let stated = form.facts.get(fact.as_str()).copied();
        let established = state.established.get(fact).copied();
        let words = match (stated, established) {
            (None, None) => continue,
            (Some(stated), None) => Text::new(format!("申请人陈述：{}", yes_no(stated).0), format!("stated: {}", yes_no(stated).1)),
            (_, Some(Some(truth))) => Text::new(format!("查明：{}", yes_no(truth).0), format!("established: {}", yes_no(truth).1)),
            (_, Some(None)) => Text::new("存疑，待查", "in doubt"),
        };
        lines.push((fact.name(), words));
    }
    lines
}

fn yes_no(truth: bool) -> (&'static str, &'static str) {
    if truth { ("是", "yes") } else { ("否", "no") }
}

fn listed(names: &[Text]) -> Text {
    let join = |pick: fn(&Text) -> &str, mark: &str| names.iter().map(pick).collect::<Vec<_>>().join(mark);
    Text::new(join(|name| &name.zh, "、"), join(|name| &name.en, ", "))
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.trim().is_empty()).copied().collect::<Vec<_>>().join(" · ")
}
