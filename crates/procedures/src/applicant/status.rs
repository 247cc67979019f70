//! The status of one's own case: where it stands, what happens next and by when, what has to be handed in.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::{Actor, CaseHead, Stage};
use maud::{Markup, html};
use values::Text;
use web::components::{
    ButtonStyle, Choice, FormView, Tone, button, button_style, details, error_summary, explanation_details, form, heading,
    notification_banner, print_button, safe_href, section, upload_form, what_happens_next,
};
use web::{FormData, FormErrors, PageError, SignedIn, blocking};

use super::{may_see, visible_to};
use agency::Agency;
use agency::case_parts::{
    LoadedCase, asked, clocks, deadlines, documents_of, download, goes_to_all_concerned, history, letters, materials, paper_name, progress,
    stage_tag, tags,
};
use agency::common::upload::ACCEPTED;
use agency::shell::{shell, surface_of};

#[derive(serde::Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let done = (!done.done.is_empty()).then(|| Text::new("已提交", "Sent"));
    page(agency, signed_in, number, FormData::new(), FormErrors::new(), done).await
}

/// The page, with what was typed and refused in its forms.
pub(super) async fn page(
    agency: Agency,
    signed_in: SignedIn,
    number: String,
    data: FormData,
    errors: FormErrors,
    done: Option<Text>,
) -> Response {
    let actor = signed_in.actor.clone();
    let load = move || {
        let case = LoadedCase::load(&agency, &number, visible_to(&agency, &actor))?;
        match actor.party {
            Some(party) => case.with_letters_to(&agency, party),
            None => Ok(case),
        }
    };
    let case = match blocking(load).await {
        Ok(case) => case,
        Err(error) => return signed_in.refuse(&error),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, markup(&case, &signed_in, &FormView::new(signed_in.language, &data, &errors), done)).into_response()
}

fn markup(case: &LoadedCase, signed_in: &SignedIn, view: &FormView<'_>, done: Option<Text>) -> Markup {
    let (language, head) = (signed_in.language, &case.head);
    let surface = surface_of(&signed_in.actor);
    let base = format!("/cases/{}", head.number);
    let actor = &signed_in.actor;
    let applied = case.view.applicant.is_some_and(|party| actor.speaks_for(head.area, party));
    // Who is only concerned sees where the case stands and its clocks, not the papers.
    let own = may_see(actor, head) || applied;
    // Whose case it is does not complete or take back what somebody else applied for.
    let acts = if case.view.applicant.is_some() { applied || may_act_as_opener(actor, head) } else { own };
    let supplies = if head.stage == Stage::AwaitingSupplement { acts } else { true };
    let caption = Text::new(format!("受理编号 {}", head.number), format!("Case number {}", head.number));
    let mut shell = shell(signed_in, surface, case.title.clone(), "");
    shell.has_errors = !view.errors.is_empty();
    shell.path = base.clone();
    shell.page(html! {
        (error_summary(view.errors, language))
        @if let Some(done) = done { (notification_banner(&done, html! {}, Tone::Good, language)) }
        (heading(&case.title, Some(&caption), language))
        (progress(case, language))
        p { (stage_tag(head.stage, language)) (tags(case, language)) }
        @if let Some(result) = &case.view.result { p.lead { (result.in_language(language)) } }
        @if let Some(reason) = &case.view.reason { p.lead { (language.pick("理由：", "Reason: ")) (reason.in_language(language)) } }
        @if let Some(steps) = case.view.explanation.as_ref().filter(|explanation| !explanation.steps.is_empty()) {
            (explanation_details(&Text::new("结果是怎样得出的", "How this came about"), steps, language))
        }
        (what_happens_next(&next_lines(head.stage), language))
        (deadlines(&case.deadlines, signed_in.today, language))
        @if acts {
            @for (words, href) in &case.view.own_links { p { a href=(safe_href(href)) { (words.in_language(language)) } } }
        }
        @if supplies && takes_papers(case) { (supplement_form(case, signed_in, view)) }
        (section(&Text::new("申请内容", "What you asked for"), asked(case, language), language))
        @if own { (section(&Text::new("材料", "Papers"), materials(case, &base, language), language)) }
        @if own || case.issued.iter().any(|record| goes_to_all_concerned(record.kind)) { (documents_of(case, &format!("{base}/print"), signed_in)) }
        (clocks(case, language))
        (section(&Text::new("经过", "History"), history(case, false, language), language))
        (section(&Text::new("通知", "Messages"), letters(case, language), language))
        @if acts && head.stage.is_open() && head.stage != Stage::Running { (withdraw_form(case, signed_in, view)) }
        (print_button(language))
    })
}

/// The account that handed it in.
fn may_act_as_opener(actor: &Actor, head: &CaseHead) -> bool {
    actor.area == head.area && actor.user_id == head.opened_by
}

/// A supplement notice is out, or the procedure still takes papers at this station.
fn takes_papers(case: &LoadedCase) -> bool {
    case.head.stage == Stage::AwaitingSupplement || case.view.application.as_ref().is_some_and(|application| application.takes_papers)
}

fn next_lines(stage: Stage) -> Vec<Text> {
    let line = |chinese: &str, english: &str| Text::new(chinese, english);
    match stage {
        Stage::Received => vec![
            line(
                "工作人员核对材料后受理；缺少材料的，会一次性告知。",
                "A clerk checks the papers and accepts it; if something is missing you are told once, all of it.",
            ),
            line("受理后在期限内作出决定，并通知您。", "After acceptance it is decided within the time limit, and you are told."),
        ],
        Stage::AwaitingSupplement => vec![
            line("请在下面补交缺少的材料或说明。", "Hand in below what is missing."),
            line("补正后继续办理，无需重新申请。", "It then goes on; you need not apply again."),
        ],
        Stage::Accepted | Stage::Reviewed => vec![
            line("正在复核和审批，请留意下面的期限。", "It is being reviewed and decided; see the time limit below."),
            line("结果会通知您，无需到大厅。", "You will be told the result; no visit is needed."),
        ],
        Stage::Waiting => vec![
            line(
                "暂停受理期间为您保留申请，恢复受理时通知您并自动接着办理。",
                "Intake is suspended; your application is kept, you are told when intake resumes, and it goes on by itself.",
            ),
            line("确属急需的，可以申请一事一议。", "Where it truly cannot wait you may ask for a decision in the single case."),
        ],
        Stage::Running => vec![line("正在办理。", "It is being carried out.")],
        Stage::Granted | Stage::Completed => vec![line("已办结，可随时回到本页查看。", "It is done; this page stays.")],
        Stage::Refused | Stage::NotAccepted => vec![
            line("如不服本决定，可依法申请行政复议或者提起行政诉讼。", "You may ask for administrative reconsideration or go to court."),
            line("也可以补齐条件后重新申请，或拨打 12333 咨询。", "You may also apply again once the conditions are met, or call 12333."),
        ],
        Stage::Withdrawn => vec![line("已撤回，可随时重新申请。", "It was taken back; you may apply again at any time.")],
        Stage::Lapsed => vec![line("原决定已失效，请拨打 12333 咨询。", "What was granted no longer holds; call 12333.")],
    }
}

fn supplement_form(case: &LoadedCase, signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let language = signed_in.language;
    let application = case.view.application.as_ref();
    let missing = application.map_or(&[][..], |application| &application.supplement_missing);
    let kinds: Vec<Choice> = application
        .map(|application| application.requirements.iter().map(|paper| Choice::new(paper.kind, paper.name.clone())).collect())
        .unwrap_or_default();
    let body = html! {
        @if !missing.is_empty() {
            p { (language.pick("缺少的材料：", "Missing:")) }
            ul { @for paper in missing { li { (paper_name(case, paper, language)) } } }
        }
        input type="hidden" name=(web::csrf::KEY_FIELD) value={ (signed_in.fresh_key) "s" };
        @if !kinds.is_empty() { (view.select("kind", Text::new("材料名称", "Which paper"), kinds).optional()) }
        (view.file("materials", Text::new("选择文件", "Files")).accept(ACCEPTED).multiple().optional()
            .hint(Text::new("PDF、JPEG 或 PNG，每个不超过 10 MB。", "PDF, JPEG or PNG, at most 10 MB each.")))
        (view.text_area("note", Text::new("说明", "Explanation")).optional().rows(3).max_length(2000))
        (button(&Text::new("提交补正材料", "Hand in"), language))
    };
    let title = Text::new("补正材料", "Hand in what is missing");
    section(&title, upload_form(&format!("/cases/{}/supplement", case.head.number), &signed_in.csrf_token, body), language)
}

fn withdraw_form(case: &LoadedCase, signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let body = html! {
        input type="hidden" name=(web::csrf::KEY_FIELD) value={ (signed_in.fresh_key) "w" };
        (view.text_area("reason", Text::new("撤回理由", "Why you take it back")).optional().rows(2).max_length(2000))
        (button_style(&Text::new("撤回申请", "Take it back"), ButtonStyle::Warning, view.language))
    };
    let action = format!("/cases/{}/withdraw", case.head.number);
    details(&Text::new("撤回申请", "Take the application back"), form(&action, &signed_in.csrf_token, body), view.language)
}

pub(super) async fn material(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((number, sha256)): Path<(String, String)>,
) -> Response {
    let reader = signed_in.clone();
    let sent = blocking(move || download(&agency, &reader, &number, &sha256, |head| may_see(&reader.actor, head)));
    sent.await.unwrap_or_else(|error: PageError| signed_in.refuse(&error))
}
