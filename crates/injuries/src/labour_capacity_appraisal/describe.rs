//! An appraisal in words.

use casework::Stage;
use values::{IdNumber, Party, Text};
use web::components::Tone;

use super::state::State;
use super::{LabourCapacityAppraisal, command::Form};
use agency::registry::{ApplicationView, CaseView, ClockEntry, Described};
use casework::Role;

pub(super) fn view(procedure: &LabourCapacityAppraisal, state: &State) -> CaseView {
    let Some(form) = &state.form else { return CaseView::default() };
    let declaration = procedure.declaration();
    let application = ApplicationView {
        stage: state.stage,
        flow: declaration.flow,
        accepting_role: Role::InjuryOfficer,
        takes_papers: false,
        has_own_decision: true,
        submitted_by: state.submitted_by,
        accepted_by: None,
        reviewed_by: None,
        decided_by: None,
        supplement_requested: state.supplement_requested,
        supplement_missing: state.supplement_missing.clone(),
        requirements: declaration.materials.clone(),
    };
    let described = described(form, state);
    CaseView {
        described,
        result: state.conclusion.as_ref().map(|conclusion| conclusion.result.clone()),
        reason: state.reason.clone().map(Text::same),
        explanation: None,
        application: Some(application),
        tags: tags(state),
        clocks: clocks(state),
        applicant: (form.applicant == "employer").then(|| Party::employer(form.employer_id)),
        ..CaseView::default()
    }
}

fn tags(state: &State) -> Vec<(Text, Tone)> {
    let mut tags = Vec::new();
    if state.exception_asked.is_some() {
        tags.push((Text::new("一事一议待决定", "single case to be decided"), Tone::Information));
    }
    if state.is_exempt {
        tags.push((Text::new("一事一议", "taken in as urgent"), Tone::Information));
    }
    tags
}

fn clocks(state: &State) -> Vec<ClockEntry> {
    let mut entries = Vec::new();
    if let Some(waited) = &state.waited {
        entries.push(ClockEntry {
            on: waited.listed_on,
            what: Text::new("登记等候", "Put on the list"),
            derivation: waited.because.clone(),
        });
    }
    let moved = |(on, derivation): &(values::Date, Text)| ClockEntry {
        on: *on,
        what: Text::new("应急状态变更，期限重新推算", "Reckoned anew after the emergency changed"),
        derivation: derivation.clone(),
    };
    entries.extend(state.moves.iter().map(moved));
    entries
}

/// The answers of a form.
pub(super) fn answers(form: &Form) -> Described {
    let id_number = IdNumber::parse(&form.worker_id_number).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
    let applicant = form.applicant_name();
    let joined = |parts: &[&str]| parts.iter().filter(|part| !part.trim().is_empty()).copied().collect::<Vec<_>>().join(" · ");
    let mut described = vec![
        (Text::new("申请人", "Applicant"), Text::new(joined(&[&applicant.zh, &form.relation]), joined(&[&applicant.en, &form.relation]))),
        (Text::new("职工", "Worker"), Text::same(joined(&[&form.worker_name, &id_number]))),
        (Text::new("工伤认定决定编号", "Decision on recognition"), Text::same(form.recognition_number.clone())),
        (Text::new("伤情现状", "How the injury stands"), Text::same(form.condition.clone())),
    ];
    if !form.previous_concluded_on.trim().is_empty() {
        described.push((Text::new("复查：上次结论日期", "Review of the conclusion of"), Text::same(form.previous_concluded_on.clone())));
    }
    described
}

fn described(form: &Form, state: &State) -> Described {
    let mut described = answers(form);
    described.insert(1, (Text::new("单位编号", "Employer number"), Text::same(form.employer_id.to_string())));
    if let Some(waited) = &state.waited {
        let resumed = waited.resumed_on.map(|day| format!(" → {day}")).unwrap_or_default();
        described.push((
            Text::new("等候（暂停受理自）", "Waited (intake suspended since)"),
            Text::same(format!("{}（{}）{resumed}", waited.since, waited.citation)),
        ));
    }
    if let Some(reason) = &state.exception_asked {
        described.push((Text::new("申请一事一议的理由", "Why it cannot wait"), Text::same(reason.clone())));
    }
    if let Some(reason) = &state.exception_reason {
        described.push((Text::new("一事一议决定", "Decision in the single case"), Text::same(reason.clone())));
    }
    if let Some(experts) = &state.experts {
        described.push((
            Text::new("随机抽取的专家", "Experts drawn at random"),
            Text::same(format!("{}（{} / {}，{}）", experts.names.join("、"), experts.names.len(), experts.pool_size, experts.on)),
        ));
        for recused in &experts.recused {
            let (name, reason) = (&recused.name, &recused.reason);
            let words = Text::new(format!("{name}：{}", reason.zh), format!("{name}: {}", reason.en));
            described.push((Text::new("回避", "Left out"), words));
        }
        described.push((Text::new("随机种子（可据此重新抽取核对）", "Seed of the draw, to draw again"), Text::same(experts.seed.clone())));
    }
    if let Some(conclusion) = &state.conclusion {
        described.push((Text::new("专家意见", "Opinion of the experts"), Text::same(conclusion.opinion.clone())));
    }
    if let Some(on) = state.delivered_on.filter(|_| state.stage == Stage::Granted) {
        described.push((Text::new("送达日期", "Delivered on"), Text::same(on.to_string())));
    }
    described
}
