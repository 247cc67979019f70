//! The pages of an application about a person: ask for whom, fill in, check the answers, send, confirm.
//!
//! A procedure says what its form holds and looks like; what is the same in all of them stands here once.

use agency::Agency;
use agency::common::application_page::{confirmation, tried};
use agency::common::page::{hidden, key_field};
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::{on_behalf, paper};
use agency::shell::{shell, surface_of};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::{CaseTarget, Failure, Material, Refusals, perform};
use maud::{Markup, html};
use values::{CaseNumber, Text};
use web::components::{FormView, back_link, button, error_summary, heading, upload_form};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::subject::{Subject, ask};

/// What a procedure brings to these pages.
pub trait PersonForm: Send + Sync + 'static {
    type Procedure: ApplicationProcedure<Facts: Send + Sync + 'static>;
    /// The addresses under the person's own pages and under the employer's.
    const MY: &'static str;
    const EMPLOYER: &'static str;
    /// The papers that may go with it.
    const PAPERS: &'static [&'static str];

    fn title() -> Text;

    fn procedure(agency: &Agency) -> Self::Procedure;

    /// What the form shows before anything was typed.
    fn initial(subject: &Subject) -> FormData;

    /// The form as typed.
    fn read(subject: &Subject, data: &FormData) -> <Self::Procedure as ApplicationProcedure>::Form;

    /// The names of the fields that go on to the next page.
    fn carried() -> Vec<String>;

    /// What is said above the form, such as why nothing can be asked for now.
    fn lead(agency: &Agency, subject: &Subject, signed_in: &SignedIn) -> Lead;

    fn fields(subject: &Subject, view: &FormView<'_>) -> Markup;

    /// The answers before they are sent, with what would follow.
    fn check(
        agency: &Agency,
        subject: &Subject,
        form: &<Self::Procedure as ApplicationProcedure>::Form,
        facts: &<Self::Procedure as ApplicationProcedure>::Facts,
        signed_in: &SignedIn,
    ) -> Markup;
}

/// What stands above a form.
pub enum Lead {
    /// Words, then the form.
    Open(Markup),
    /// Words instead of the form.
    Closed(Markup),
}

/// The routes of a form.
pub fn routes<F: PersonForm>() -> Router<Agency> {
    Router::new()
        .route(F::MY, get(begin::<F>).post(answer::<F>))
        .route(&format!("{}/sent/{{number}}", F::MY), get(sent::<F>))
        .route(F::EMPLOYER, get(begin::<F>).post(answer::<F>))
        .route(&format!("{}/sent/{{number}}", F::EMPLOYER), get(sent::<F>))
}

fn address<F: PersonForm>(signed_in: &SignedIn) -> &'static str {
    if agency::shell::surface_of(&signed_in.actor) == web::Surface::My { F::MY } else { F::EMPLOYER }
}

fn page<F: PersonForm>(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), F::title(), address::<F>(signed_in));
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

async fn begin<F: PersonForm>(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    show::<F>(agency, &signed_in, None, FormData::new(), FormErrors::new()).await
}

/// The form with what was typed and what was wrong with it; with nothing typed, as it begins.
async fn show<F: PersonForm>(
    agency: Agency,
    signed_in: &SignedIn,
    typed: Option<FormData>,
    named: FormData,
    wrong: FormErrors,
) -> Response {
    let (asking, office) = (signed_in.clone(), agency.clone());
    let data = typed.clone().unwrap_or_else(|| named.clone());
    let found = blocking(move || Subject::find(office.store.as_ref(), &asking.actor, &data, asking.today)).await;
    match found {
        Err(error) => signed_in.refuse(&error),
        Ok(None) => page::<F>(signed_in, false, ask(&F::title(), address::<F>(signed_in), &typed.unwrap_or(named), signed_in)),
        Ok(Some(subject)) => {
            let data = typed.unwrap_or_else(|| F::initial(&subject));
            page::<F>(signed_in, !wrong.is_empty(), form_body::<F>(&agency, &subject, &data, &wrong, signed_in))
        }
    }
}

fn form_body<F: PersonForm>(agency: &Agency, subject: &Subject, data: &FormData, wrong: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, wrong);
    let caption = Text::same(subject.person.name.as_str());
    let back = if subject.is_own {
        "/my/retirement"
    } else if subject.by_staff {
        "/desk"
    } else {
        "/employer"
    };
    html! {
        (back_link(back, language))
        (error_summary(wrong, language))
        (heading(&F::title(), Some(&caption), language))
        @match F::lead(agency, subject, signed_in) {
            Lead::Closed(words) => { (words) }
            Lead::Open(words) => {
                (words)
                (upload_form(address::<F>(signed_in), &signed_in.csrf_token, html! {
                    (subject.carried())
                    @if subject.by_staff { (on_behalf::fields(&view)) }
                    (F::fields(subject, &view))
                    (button(&Text::new("核对", "Check your answers"), language))
                }))
            }
        }
    }
}

/// What came of a form that was sent.
enum Answered<F: PersonForm> {
    NoPerson,
    Wrong(FormData, FormErrors),
    Checked(Box<Checked<F>>),
    Sent(CaseNumber),
}

struct Checked<F: PersonForm> {
    subject: Subject,
    form: <F::Procedure as ApplicationProcedure>::Form,
    facts: <F::Procedure as ApplicationProcedure>::Facts,
    materials: Vec<Material>,
}

async fn answer<F: PersonForm>(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let signed_in = &form.signed_in;
    match form.data.get("step") {
        "person" => return show::<F>(agency, signed_in, None, form.data.clone(), FormErrors::new()).await,
        "change" => return show::<F>(agency, signed_in, Some(form.data.clone()), FormData::new(), FormErrors::new()).await,
        _ => {}
    }
    let (office, sent) = (agency.clone(), form.clone());
    match blocking(move || examine::<F>(&office, &sent)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(Answered::NoPerson) => page::<F>(signed_in, true, ask(&F::title(), address::<F>(signed_in), &form.data, signed_in)),
        Ok(Answered::Wrong(typed, wrong)) => show::<F>(agency, signed_in, Some(typed), FormData::new(), wrong).await,
        Ok(Answered::Sent(number)) => Redirect::to(&format!("{}/sent/{number}", address::<F>(signed_in))).into_response(),
        Ok(Answered::Checked(checked)) => page::<F>(signed_in, false, check_body(&agency, &checked, &form, signed_in)),
    }
}

fn check_body<F: PersonForm>(agency: &Agency, checked: &Checked<F>, form: &CheckedForm, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let carried = F::carried();
    let goes_on = |name: &str| carried.iter().any(|field| field == name) || name.starts_with("on_behalf");
    html! {
        (heading(&Text::new("核对您的申请", "Check your application"), Some(&F::title()), language))
        (F::check(agency, &checked.subject, &checked.form, &checked.facts, signed_in))
        (web::components::form(address::<F>(signed_in), &signed_in.csrf_token, html! {
            (key_field(&signed_in.fresh_key))
            (checked.subject.carried())
            @for (name, value) in form.data.fields().filter(|(name, _)| goes_on(name)) { (hidden(name, value)) }
            (paper::carried(&checked.materials))
            div.button-row {
                button.button type="submit" name="step" value="send" { (language.pick("提交申请", "Send")) }
                button.button.button-secondary type="submit" name="step" value="change" { (language.pick("返回修改", "Go back and change")) }
            }
        }))
    }
}

fn examine<F: PersonForm>(agency: &Agency, sent: &CheckedForm) -> Result<Answered<F>, PageError> {
    let store = agency.store.as_ref();
    let (actor, today) = (&sent.signed_in.actor, sent.signed_in.today);
    let Some(subject) = Subject::find(store, actor, &sent.data, today)? else { return Ok(Answered::NoPerson) };
    let given = match on_behalf::given(sent, subject.party()) {
        Ok(given) => given,
        Err(wrong) => return Ok(Answered::Wrong(sent.data.clone(), wrong)),
    };
    let mut wrong = FormErrors::new();
    let materials = paper::take(store, F::PAPERS, &sent.data, given.now, &mut wrong)?;
    let form = F::read(&subject, &sent.data);
    let procedure = F::procedure(agency);
    let (facts, refusals): (_, Refusals) = tried(store, &procedure, actor.area, &form, &given)?;
    for (field, message) in errors(&refusals, str::to_owned).summary() {
        wrong.push(field, message.clone());
    }
    for missing in procedure.needed_materials(&form, &facts) {
        if !materials.iter().any(|material| material.kind == missing.kind) {
            let name = &missing.name;
            wrong.push(missing.kind, Text::new(format!("请上传{}", name.zh), format!("upload the {}", name.en)));
        }
    }
    let typed = paper::remembered(&sent.data, &materials);
    if !wrong.is_empty() {
        return Ok(Answered::Wrong(typed, wrong));
    }
    if sent.data.get("step") != "send" {
        return Ok(Answered::Checked(Box::new(Checked { subject, form, facts, materials })));
    }
    let command = ApplicationCommand::Submit { form, materials };
    match perform(store, &Application(procedure), CaseTarget::New(actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Wrong(typed, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

async fn sent<F: PersonForm>(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let Ok(number) = CaseNumber::parse(&number) else { return signed_in.refuse(&PageError::NotFound) };
    let (store, actor) = (agency.store.clone(), signed_in.actor.clone());
    let found = blocking(move || {
        let head = store.views()?.case_by_number(&number)?;
        let own = head.filter(|head| {
            let opened = actor.area == head.area && actor.user_id == head.opened_by;
            opened || actor.speaks_for(head.area, head.party) || (actor.is_staff() && actor.reaches(head.area))
        });
        own.ok_or(Failure::NotFound)
    });
    if let Err(error) = found.await {
        return signed_in.refuse(&error);
    }
    let procedure = F::procedure(&agency);
    let case_href = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let (today, language) = (signed_in.today, signed_in.language);
    page::<F>(&signed_in, false, confirmation(&agency.law, procedure.declaration(), &number.to_string(), &case_href, today, language))
}
