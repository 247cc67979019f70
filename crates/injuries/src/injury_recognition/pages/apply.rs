//! Filling the form in, a page at a time; what was typed travels with it, and nothing is kept until it is sent.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::procedure::Procedure;
use casework::{CaseTarget, Channel, Gathering, Given, Refusals, perform};
use rules::injury::{Diagnosis, Fact, Ground, diagnoses_on, grounds_on};
use values::{CaseNumber, Date, Text};
use web::components::{ButtonStyle, link_button, panel, what_happens_next};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::filled::Filled;
use super::steps::{Frame, Step, render};
use super::{address, page, title};
use crate::injury_recognition::clock::{is_infected_on_duty, lacking};
use crate::injury_recognition::{Command, Facts, Form, InjuryRecognition, PROOF_OF_RELATION, State as CaseState, check};
use agency::Agency;
use agency::case_parts::{LoadedCase, deadlines};
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::{on_behalf, paper};

pub(super) async fn begin(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    let mut data = FormData::new();
    let reader = signed_in.clone();
    let working = agency.clone();
    let found = blocking(move || Filled::read(&working, &reader.actor, &FormData::new())).await;
    match found {
        Ok(filled) => {
            if let Some(employer) = filled.own_employers.first() {
                data = data.with(super::filled::EMPLOYER, &employer.id.to_string()).with("applicant", "worker");
            }
            show(agency, &signed_in, Step::Who, data, FormErrors::new()).await
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// One page, with everything it offers read from the law of the day.
async fn show(agency: Agency, signed_in: &SignedIn, step: Step, data: FormData, wrong: FormErrors) -> Response {
    let (asking, typed) = (signed_in.clone(), data.clone());
    let shown = blocking(move || {
        let mut filled = Filled::read(&agency, &asking.actor, &typed)?;
        let offered = Offered::of(&agency, &asking, &filled, &typed)?;
        filled.materials = offered.materials.clone();
        let mut typed = paper::remembered(&typed, &offered.materials);
        if typed.get("has_died").is_empty() {
            typed = typed.with("has_died", "no");
        }
        Ok::<_, PageError>((filled, offered, typed))
    });
    match shown.await {
        Ok((filled, offered, typed)) => {
            let frame = Frame {
                signed_in,
                filled: &filled,
                grounds: &offered.grounds,
                facts: &offered.facts,
                diagnoses: &offered.diagnoses,
                papers: &offered.papers,
                lacking: &offered.lacking,
                green: offered.green,
            };
            page(signed_in, !wrong.is_empty(), render(step, &frame, &typed, &wrong))
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// What the pages offer, as the law has it on the day of the injury.
struct Offered {
    grounds: Vec<Ground>,
    facts: Vec<Fact>,
    diagnoses: Vec<Diagnosis>,
    papers: Vec<(&'static str, Text)>,
    lacking: Vec<Text>,
    materials: Vec<casework::Material>,
    green: bool,
}

impl Offered {
    fn of(agency: &Agency, signed_in: &SignedIn, filled: &Filled, data: &FormData) -> Result<Offered, PageError> {
        let law = agency.law.as_ref();
        let on = values::parse_date(&filled.form.injured_on).unwrap_or(signed_in.today);
        let in_force = grounds_on(law, on).unwrap_or_default();
        let chosen = Ground::of(&filled.form.ground);
        let mut facts = Vec::new();
        for ground in in_force.iter().filter(|ground| chosen.is_none_or(|chosen| chosen == ground.rule.ground)) {
            facts.extend(ground.rule.needs.iter().flatten().copied().filter(|fact| !facts.contains(fact)).collect::<Vec<_>>());
        }
        let mut offered = Offered {
            grounds: in_force.iter().map(|ground| ground.rule.ground).collect(),
            facts,
            diagnoses: diagnoses_on(law, on).map(<[Diagnosis]>::to_vec).unwrap_or_default(),
            papers: Vec::new(),
            lacking: Vec::new(),
            materials: Vec::new(),
            green: false,
        };
        offered.read_papers(agency, signed_in, filled, data)?;
        Ok(offered)
    }

    fn read_papers(&mut self, agency: &Agency, signed_in: &SignedIn, filled: &Filled, data: &FormData) -> Result<(), PageError> {
        let form = probe(&filled.form, Step::Who, signed_in.today);
        let Ok(claim) = form.read() else { return Ok(()) };
        let given = signed_in.given(Channel::Web, None, String::new());
        let facts = gathered(agency, &form, Vec::new(), &given)?;
        let filed_on = signed_in.today;
        let papers = lacking(&agency.law, &form, &claim, &facts, filed_on).unwrap_or_default();
        self.papers = papers.into_iter().map(|paper| (paper.as_str(), paper.name())).collect();
        if matches!(form.applicant.as_str(), "near_relative" | "trade_union") {
            self.papers.push((PROOF_OF_RELATION, Text::new("近亲属关系证明或者工会委托材料", "Proof of kinship, or the union's mandate")));
        }
        let kinds: Vec<&str> = self.papers.iter().map(|(kind, _)| *kind).collect();
        let mut ignored = FormErrors::new();
        self.materials = paper::take(agency.store.as_ref(), &kinds, data, signed_in.now, &mut ignored)?;
        let kept = |kind: &str| self.materials.iter().any(|material| material.kind == kind);
        self.lacking = self.papers.iter().filter(|(kind, _)| !kept(kind)).map(|(_, name)| name.clone()).collect();
        let flagged = crate::injury_recognition::clock::flag(&agency.law, &form, &facts, &given);
        self.green = is_infected_on_duty(&form, &claim, &facts) && matches!(flagged, Ok(Some(_)));
        Ok(())
    }
}

/// The form with harmless answers where a later page will ask, so that the answers so far can be examined.
fn probe(form: &Form, step: Step, today: Date) -> Form {
    let mut form = form.clone();
    let fill = |field: &mut String, words: &str| {
        if field.is_empty() {
            words.clone_into(field);
        }
    };
    if step < Step::When {
        fill(&mut form.injured_on, &today.to_string());
        fill(&mut form.place, "—");
    }
    if step < Step::What {
        fill(&mut form.account, "—");
    }
    if step < Step::Harm {
        fill(&mut form.injured_part, "—");
        fill(&mut form.diagnosis, "—");
    }
    form
}

/// The facts of a form as handing it in with `materials` would find them.
fn gathered(agency: &Agency, form: &Form, materials: Vec<casework::Material>, given: &Given) -> Result<Facts, PageError> {
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), given.actor.area);
    let command = Command::submit(form.clone(), materials);
    let procedure = InjuryRecognition::new(agency.law.clone(), agency.documents.clone());
    let facts = procedure.gather(&mut gathering, None, &CaseState::default(), &command, given).map_err(PageError::from)?;
    Ok(facts.unwrap_or_default())
}

/// What came of a page that was sent.
enum Answered {
    Show(Step, FormData, FormErrors),
    Sent(CaseNumber),
}

pub(super) async fn answer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let (working, sent) = (agency.clone(), form.clone());
    let signed_in = &form.signed_in;
    match blocking(move || examine(&working, &sent)).await {
        Ok(Answered::Show(step, data, wrong)) => show(agency, signed_in, step, data, wrong).await,
        Ok(Answered::Sent(number)) => Redirect::to(&format!("{}/sent/{number}", address(&signed_in.actor))).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let signed_in = &sent.signed_in;
    let at = Step::of(sent.data.get("at")).unwrap_or(Step::Who);
    let mut filled = Filled::read(agency, &signed_in.actor, &sent.data)?;
    let offered = Offered::of(agency, signed_in, &filled, &sent.data)?;
    filled.materials = offered.materials.clone();
    let data = paper::remembered(&sent.data, &filled.materials);
    if sent.data.get("go") == "back" {
        return Ok(Answered::Show(at.before(), data, FormErrors::new()));
    }
    let form = probe(&filled.form, at, signed_in.today);
    let given = signed_in.given(Channel::Web, None, sent.idempotency_key());
    let facts = gathered(agency, &form, filled.materials.clone(), &given)?;
    let worker = facts.worker.as_ref().map(|worker| worker.id);
    let given = match on_behalf::given(sent, filled.party(worker)) {
        Ok(given) => given,
        Err(wrong) => return Ok(Answered::Show(Step::Who, data, wrong)),
    };
    let mut wrong = FormErrors::new();
    if at == Step::Papers {
        let kinds: Vec<&str> = offered.papers.iter().map(|(kind, _)| *kind).collect();
        paper::take(agency.store.as_ref(), &kinds, &sent.data, signed_in.now, &mut wrong)?;
    }
    let refused = check::check(&agency.law, &form, &facts, &given);
    if let Some((step, found)) = first_wrong(at, &refused) {
        for (field, message) in found.summary() {
            wrong.push(field, message.clone());
        }
        return Ok(Answered::Show(step, data, wrong));
    }
    if !wrong.is_empty() {
        return Ok(Answered::Show(at, data, wrong));
    }
    if at != Step::Check || sent.data.get("go") != "send" {
        return Ok(Answered::Show(at.next(), data, wrong));
    }
    let command = Command::submit(filled.form, filled.materials);
    let procedure = InjuryRecognition::new(agency.law.clone(), agency.documents.clone());
    match perform(agency.store.as_ref(), &procedure, CaseTarget::New(given.actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Show(at, data, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

/// The first page, up to the one just answered, on which something is refused, with its refusals. What belongs to no field is said
/// on the page just answered.
fn first_wrong(at: Step, refused: &Refusals) -> Option<(Step, FormErrors)> {
    if refused.is_empty() {
        return None;
    }
    let page_field = |field: &str| if field == "employer_id" { super::filled::EMPLOYER.to_owned() } else { field.to_owned() };
    for step in Step::ALL.into_iter().filter(|step| *step <= at) {
        let here: Vec<casework::Refusal> =
            refused.0.iter().filter(|refusal| refusal.field.as_deref().map_or(step == at, |field| step.asks(field))).cloned().collect();
        if !here.is_empty() {
            return Some((step, errors(&Refusals(here), page_field)));
        }
    }
    None
}

/// The number, the limits that run, and what happens next.
pub async fn done_page(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let actor = signed_in.actor.clone();
    let found = blocking(move || {
        LoadedCase::load(&agency, &number, |head| {
            let opened = head.area == actor.area && head.opened_by == actor.user_id;
            opened || actor.speaks_for(head.area, head.party) || (actor.is_staff() && actor.reaches(head.area))
        })
    });
    let case = match found.await {
        Ok(case) => case,
        Err(error) => return signed_in.refuse(&error),
    };
    let language = signed_in.language;
    let number = case.head.number.to_string();
    let href = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let lines = [
        Text::new(
            "工伤岗核对材料；缺少材料的，一次告知全部内容。",
            "The work-injury officer checks the papers; anything missing is asked for once, in one list.",
        ),
        Text::new(
            "受理后由另外两人复核和决定，期限和它的由来都能在进度页看到。",
            "After acceptance two others review and decide; the limit and how it came about stand on the status page.",
        ),
        Text::new("职工和单位都会收到每一步的通知。", "Worker and employer are both told of every step."),
    ];
    page(
        &signed_in,
        false,
        maud::html! {
            (panel(&Text::new("已提交", "Sent"), &Text::new(format!("{}，编号", title().zh), "Reference number"), &number, language))
            (deadlines(&case.deadlines, signed_in.today, language))
            (what_happens_next(&lines, language))
            p { (link_button(&href, &Text::new("查看办理进度", "See where it stands"), ButtonStyle::Primary, language)) }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::IdNumber;

    #[test]
    fn a_page_is_examined_without_the_pages_to_come() {
        let form = Form {
            applicant: "employer".into(),
            worker_name: "于海洋".into(),
            worker_id_number: IdNumber::from_parts("371002", "1985-06-17".parse().unwrap(), 12).unwrap().as_str().to_owned(),
            occupation: "护士".into(),
            ..Form::default()
        };
        let today = "2020-02-03".parse().unwrap();
        assert!(form.read().is_err());
        assert!(probe(&form, Step::Who, today).read().is_ok());
        let on_harm = probe(&form, Step::Harm, today).read().unwrap_err();
        let fields: Vec<&str> = on_harm.0.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["injured_on", "place", "account", "injured_part", "diagnosis"]);
        let (step, _) = first_wrong(Step::Harm, &on_harm).unwrap();
        assert_eq!(step, Step::When);
    }
}
