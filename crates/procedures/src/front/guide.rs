//! The service guides (办事指南), written from the procedures' own declarations.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::{Actor, Declaration, Requirement, Role, StoreError};
use maud::html;
use rules::notice::{ServiceMeasure, suspension_on};
use values::{Date, Language, Text};
use web::components::{ButtonStyle, Tone, back_link, heading, link_button, notification_banner, service_cards};
use web::guide::{Material, Required, ServiceGuide, TimeLimit};
use web::{PageError, Visitor, blocking};

use agency::Agency;
use agency::common::emergency::states;
use agency::registry::CaseSurface;
use agency::shell::public_shell;

pub(super) async fn services(State(agency): State<Agency>, visitor: Visitor) -> Response {
    let language = visitor.language;
    let title = Text::new("全部服务", "All services");
    let cards = service_list(&agency);
    let body = html! {
        (heading(&title, None, language))
        (service_cards(&cards, language))
    };
    public_shell(&visitor, title).page(body).into_response()
}

/// Address, name and purpose of every service offered.
pub(super) fn service_list(agency: &Agency) -> Vec<(String, Text, Text)> {
    // What only staff set going is no service to the public.
    let for_the_public = |declaration: &&Declaration| declaration.applicants.iter().any(|role| !role.is_staff());
    let offered = agency.registry.all().filter_map(CaseSurface::declaration).filter(for_the_public);
    offered
        .map(|declaration| (format!("/services/{}", declaration.route()), declaration.title.clone(), declaration.purpose.clone()))
        .collect()
}

pub(super) async fn service(State(agency): State<Agency>, visitor: Visitor, Path(procedure): Path<String>) -> Response {
    let Some(declaration) = agency.registry.routed(&procedure).and_then(CaseSurface::declaration) else {
        return visitor.refuse(&PageError::NotFound);
    };
    let language = visitor.language;
    let suspended = match suspension(&agency, declaration.name, visitor.today).await {
        Ok(suspended) => suspended,
        Err(error) => return visitor.refuse(&error),
    };
    let body = html! {
        (back_link("/services", language))
        @if let Some(measure) = &suspended { (suspension_banner(measure, language)) }
        (guide_of(&agency, declaration, visitor.today).render(begin(declaration, &visitor), language))
    };
    public_shell(&visitor, declaration.title.clone()).page(body).into_response()
}

/// The measure that suspends a service today in an area of the city, if one does.
async fn suspension(agency: &Agency, service: &'static str, today: Date) -> Result<Option<ServiceMeasure>, PageError> {
    let agency = agency.clone();
    blocking(move || {
        let declared = states(&agency.store.reader()?.emergencies()?);
        let areas = agency.law.city().map_or(&[][..], |city| &city.areas);
        let found = |area: &rules::city::Area| suspension_on(&agency.law, &declared, area.code, service, today).ok().flatten();
        Ok::<_, StoreError>(areas.iter().find_map(found))
    })
    .await
}

fn suspension_banner(measure: &ServiceMeasure, language: Language) -> maud::Markup {
    let title = Text::new(format!("自 {} 起暂停受理", measure.from), format!("Suspended since {}: nothing is taken in", measure.from));
    let body = html! {
        p { (measure.summary.in_language(language)) " " (measure.citation) }
        p { (measure.way_on.in_language(language)) }
    };
    notification_banner(&title, body, Tone::Warning, language)
}

/// The button that begins: for who may apply the form, for everybody else the sign-in that leads there.
fn begin(declaration: &Declaration, visitor: &Visitor) -> maud::Markup {
    let may_both = declaration.applicants.contains(&Role::Person) && declaration.applicants.contains(&Role::EmployerClerk);
    if may_both && visitor.actor.is_none() {
        let way = |role: Role, chinese: &str, english: &str| {
            link_button(&start_address_for(declaration, role), &Text::new(chinese, english), ButtonStyle::Primary, visitor.language)
        };
        return html! {
            div.button-row {
                (way(Role::Person, "个人登录办理", "Sign in as a person"))
                (way(Role::EmployerClerk, "单位登录办理", "Sign in for an employer"))
            }
        };
    }
    let start = start_address(declaration, visitor.actor.as_ref());
    let words = match &visitor.actor {
        Some(actor) if actor.has_any(declaration.applicants) || actor.is_staff() => Text::new("开始办理", "Start"),
        Some(_) => {
            return html! { p { (visitor.language.pick("您的账户不能申请这项业务。", "Your account cannot apply for this service.")) } };
        }
        None => Text::new("登录后办理", "Sign in to start"),
    };
    link_button(&start, &words, ButtonStyle::Primary, visitor.language)
}

/// Where the form of a service stands for whoever reads: staff act on the pages of employers.
pub fn start_address(declaration: &Declaration, reader: Option<&Actor>) -> String {
    let as_employer = reader.is_some_and(|reader| reader.is_staff() || reader.has(Role::EmployerClerk));
    start_address_for(declaration, if as_employer { Role::EmployerClerk } else { Role::Person })
}

/// Where the form stands for somebody with a role; for a role that may not apply, where it stands for those who may.
pub fn start_address_for(declaration: &Declaration, role: Role) -> String {
    let is_for_persons = declaration.applicants.contains(&Role::Person);
    let is_for_employers = declaration.applicants.contains(&Role::EmployerClerk);
    let surface = if is_for_employers && (role == Role::EmployerClerk || !is_for_persons) { "employer" } else { "my" };
    format!("/{surface}/{}", declaration.route())
}

/// The guide of a declaration with its time limits as the law has them on a day.
pub fn guide_of(agency: &Agency, declaration: &Declaration, on: Date) -> ServiceGuide {
    let materials = declaration.materials.iter().map(|material| Material {
        name: material.name.clone(),
        required: match &material.requirement {
            Requirement::Required => Required::Always,
            Requirement::Conditional(when) => Required::Conditional(when.clone()),
        },
        note: None,
    });
    let limits = declaration.time_limits.iter().filter_map(|(name, what)| {
        let limit = agency.law.time_limit(name, on).ok()?;
        let unit = limit.unit.name();
        let amount = Text::new(format!("{} {}", limit.value, unit.zh), format!("{} {}", limit.value, unit.en));
        Some(TimeLimit { name: what.clone(), limit: amount, citation: limit.citation.clone() })
    });
    ServiceGuide {
        title: declaration.title.clone(),
        who_may_apply: declaration.who_may_apply.clone(),
        materials: materials.collect(),
        time_limits: limits.collect(),
        channels: declaration.channels.iter().map(|channel| channel.name()).collect(),
        steps: declaration.steps.clone(),
        fee: declaration.fee.clone(),
        telephone: agency.hotline().to_owned(),
        legal_basis: declaration.legal_basis.clone(),
    }
}
