//! The desk's page of one appraisal: experts, extension, conclusion, the single case, delivery.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseHead, CaseTarget, Channel, Role, Stage};
use maud::{Markup, html};
use serde_json::{Value, json};
use values::Text;
use web::components::{
    ButtonStyle, Choice, FormView, breadcrumbs, button_style, details, error_summary, form as web_form, heading, section,
};
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, Surface, blocking};

use super::pick;
use crate::experts::{self, Pool};
use crate::labour_capacity_appraisal::{CARE_LEVELS, LabourCapacityAppraisal, State as CaseState};
use agency::Agency;
use agency::case_parts::{LoadedCase, asked, clocks, deadlines, look, stage_tag, tags};
use agency::common::refused::{Unsuccessful, sort};
use agency::registry::{CommandFailure, folded};
use agency::shell::shell;

const ACTS: [&str; 6] = ["draw", "pick", "extend", "conclude", "exception", "deliver"];

fn reaches(signed_in: &SignedIn) -> impl Fn(&CaseHead) -> bool + use<> {
    let actor = signed_in.actor.clone();
    move |head| actor.reaches(head.area) && head.procedure == "labour_capacity_appraisal"
}

pub(super) async fn show(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    page(agency, signed_in, number, FormData::new(), FormErrors::new()).await
}

async fn page(agency: Agency, signed_in: SignedIn, number: String, data: FormData, errors: FormErrors) -> Response {
    let reading = signed_in.clone();
    let loaded = blocking(move || {
        let case = LoadedCase::load(&agency, &number, reaches(&reading))?;
        look(&agency, &reading.actor, case.head.area, reading.now, "case.looked_at", format!("case:{}", case.head.id), "")?;
        let state: CaseState = folded(&LabourCapacityAppraisal::new(agency.law.clone()), &case.record)?;
        let mut reader = agency.store.reader()?;
        let pool = experts::pool(reader.as_mut(), &agency.law)?.map(|(_, pool)| pool).unwrap_or_default();
        Ok::<_, PageError>((case, state, pool))
    });
    match loaded.await {
        Ok((case, state, pool)) => {
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, markup(&case, (&state, &pool), &signed_in, &data, &errors)).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

fn markup(case: &LoadedCase, (state, pool): (&CaseState, &Pool), signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let number = case.head.number;
    let title = Text::new("劳动能力鉴定", "Appraisal of labour capacity");
    let mut shell =
        shell(signed_in, Surface::Desk, Text::new(format!("{} {number}", title.zh), format!("{} {number}", title.en)), "/desk/cases");
    shell.has_errors = !errors.is_empty();
    shell.path = format!("/desk/labour-capacity-appraisal/{number}");
    let view = FormView::new(language, data, errors);
    let above =
        [(Text::new("全部业务", "All cases"), "/desk/cases".to_owned()), (Text::same(number.to_string()), format!("/desk/cases/{number}"))];
    shell.page(html! {
        (breadcrumbs(&above, language))
        (error_summary(errors, language))
        (heading(&case.head.subject, Some(&title), language))
        p { (stage_tag(case.head.stage, language)) (tags(case, language)) }
        div.columns {
            div {
                (forms(case, (state, pool), signed_in, &view))
                (section(&Text::new("申请和经过", "Application and course"), asked(case, language), language))
            }
            aside aria-label=(language.pick("期限", "Limits")) {
                (deadlines(&case.deadlines, signed_in.today, language))
                (clocks(case, language))
            }
        }
    })
}

/// The acts in turn for the reader's roles.
fn forms(case: &LoadedCase, (state, pool): (&CaseState, &Pool), signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let (officer, decider) = (signed_in.actor.has(Role::InjuryOfficer), signed_in.actor.has(Role::DecisionMaker));
    let accepted = state.stage == Stage::Accepted;
    let act = |act: &str, title: Text, style: ButtonStyle, body: Markup| {
        let action = format!("/desk/labour-capacity-appraisal/{}/{act}", case.head.number);
        section(
            &title,
            web_form(
                &action,
                &signed_in.csrf_token,
                html! {
                    input type="hidden" name=(web::csrf::KEY_FIELD) value={ (signed_in.fresh_key) (act) };
                    (body)
                    (button_style(&title, style, view.language))
                },
            ),
            view.language,
        )
    };
    let nothing = !(officer && accepted
        || decider && (accepted && state.experts.is_some() || state.exception_asked.is_some())
        || officer && state.stage == Stage::Granted && state.delivered_on.is_none());
    html! {
        @if decider && state.exception_asked.is_some() {
            (act("exception", Text::new("一事一议决定", "Decide the single case"), ButtonStyle::Primary, html! {
                @if let Some(reason) = &state.exception_asked { p.inset { (reason) } }
                (view.radios("exception_admit", Text::new("决定", "Decision"), vec![
                    Choice::new("yes", Text::new("同意受理", "Take it in")),
                    Choice::new("no", Text::new("不同意，继续等候", "Let it wait")),
                ]))
                (view.text_area("exception_reason", Text::new("理由", "Why")).rows(3).max_length(1000))
            }))
        }
        @if officer && accepted && state.experts.is_none() && pool.active().next().is_some() {
            (act("pick", Text::new("从专家库随机抽取", "Draw from the pool"), ButtonStyle::Primary, pick::fields(pool, view, &signed_in.fresh_key)))
        }
        @if officer && accepted && state.experts.is_none() && pool.active().next().is_none() {
            (act("draw", Text::new("随机抽取专家", "Draw experts"), ButtonStyle::Primary, html! {
                p.hint { (view.language.pick("每行一名专家。随机种子随本页产生并记入案卷，任何人可据此重新抽取核对。", "One expert a line. The seed comes with this page and is kept, so that anybody can draw again.")) }
                (view.text_area("draw_pool", Text::new("专家库（相关科别）", "Pool of the field")).rows(8).max_length(10000))
                (view.radios("draw_count", Text::new("人数", "How many"), vec![
                    Choice::new("3", Text::new("3 名", "three")),
                    Choice::new("5", Text::new("5 名", "five")),
                ]))
                input type="hidden" name="draw_seed" value=(signed_in.fresh_key);
            }))
        }
        @if officer && accepted && !state.extended {
            (details(&Text::new("延长鉴定期限", "Extend the limit"), act("extend", Text::new("延长 30 日", "30 days more"), ButtonStyle::Secondary, html! {
                (view.text("extend_reason", Text::new("理由", "Why")).max_length(500))
            }), view.language))
        }
        @if decider && accepted && state.experts.is_some() {
            (act("conclude", Text::new("作出鉴定结论", "Give the conclusion"), ButtonStyle::Primary, html! {
                (view.select("conclude_grade", Text::new("伤残等级", "Grade"), grades()).hint(Text::new("未达到等级的不选", "Leave it where no grade is reached")).optional())
                (view.select("conclude_care", Text::new("生活自理障碍", "Need of care"), care_levels()).optional())
                (view.text_area("conclude_opinion", Text::new("专家组意见", "Opinion of the experts")).rows(4).max_length(2000))
            }))
        }
        @if officer && state.stage == Stage::Granted && state.delivered_on.is_none() {
            (act("deliver", Text::new("登记送达", "Record the delivery"), ButtonStyle::Primary, html! {
                (view.date("deliver_on", Text::new("送达日期", "Day of delivery")))
                (view.text("deliver_receiver", Text::new("签收人或邮件号", "Who took it, or the number of the post")).max_length(100))
            }))
        }
        @if nothing {
            p.inset {
                (view.language.pick("材料审核在业务页办理；目前没有需要您在本页办理的事项。", "Papers are checked on the case page; nothing waits for you here now. "))
                a href={ "/desk/cases/" (case.head.number) } { (case.head.number) }
            }
        }
    }
}

fn grades() -> Vec<Choice> {
    (1..=10_u8).filter_map(rules::injury::DisabilityGrade::new).map(|grade| Choice::new(grade.to_string(), grade.name())).collect()
}

fn care_levels() -> Vec<Choice> {
    CARE_LEVELS.into_iter().map(|(word, level)| Choice::new(word, level.name())).collect()
}

pub(super) async fn act(State(agency): State<Agency>, Path((number, act)): Path<(String, String)>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    if !ACTS.contains(&act.as_str()) {
        return signed_in.refuse(&PageError::NotFound);
    }
    let (working, sent, of) = (agency.clone(), form.clone(), number.clone());
    let done = blocking(move || Ok::<_, PageError>(perform(&working, &sent, &of, &act))).await;
    match done {
        Ok(Ok(())) => Redirect::to(&format!("/desk/labour-capacity-appraisal/{number}")).into_response(),
        Ok(Err(Unsuccessful::Again(errors))) => page(agency, signed_in, number, form.data, errors).await,
        Ok(Err(Unsuccessful::Page(error))) | Err(error) => signed_in.refuse(&error),
    }
}

fn perform(agency: &Agency, form: &CheckedForm, number: &str, act: &str) -> Result<(), Unsuccessful> {
    let command = command(act, &form.data).map_err(Unsuccessful::Again)?;
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let case = LoadedCase::load(agency, number, reaches(&form.signed_in)).map_err(Unsuccessful::Page)?;
    let surface = agency.registry.named(&case.head.procedure).ok_or(Unsuccessful::Page(PageError::NotFound))?;
    let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
    match surface.perform(agency.store.as_ref(), target, command, &given) {
        Ok(_) => Ok(()),
        Err(CommandFailure::Malformed(text)) => Err(Unsuccessful::Page(PageError::Unprocessable(text))),
        Err(CommandFailure::Failed(failure)) => Err(sort(failure, |field| format!("{act}_{field}"))),
    }
}

fn command(act: &str, data: &FormData) -> Result<Value, FormErrors> {
    let words = |name: &str| data.trimmed(&format!("{act}_{name}")).to_owned();
    let mut reader = FormReader::new(data);
    let command = match act {
        "draw" => {
            let count = reader.choice("draw_count", &Text::new("人数", "How many"), &["3", "5"]);
            let pool: Vec<String> = words("pool").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
            let count = count.and_then(|count| count.parse::<u8>().ok()).unwrap_or(0);
            json!({ "command": "draw_experts", "pool": pool, "count": count, "seed": words("seed") })
        }
        "pick" => pick::command(data, &mut reader),
        "extend" => json!({ "command": "extend", "reason": words("reason") }),
        "conclude" => {
            let care = Some(words("care")).filter(|care| !care.is_empty());
            json!({ "command": "conclude", "grade": words("grade").parse::<u8>().ok(), "care": care, "opinion": words("opinion") })
        }
        "exception" => {
            let admit = reader.choice("exception_admit", &Text::new("决定", "Decision"), &["yes", "no"]);
            json!({ "command": "decide_exception", "admit": admit.as_deref() == Some("yes"), "reason": words("reason") })
        }
        _ => {
            let on = reader.date("deliver_on", &Text::new("送达日期", "Day of delivery"));
            json!({ "command": "deliver", "on": on.map(|day| day.to_string()), "receiver": words("receiver") })
        }
    };
    let errors = reader.into_errors();
    if errors.is_empty() { Ok(command) } else { Err(errors) }
}
