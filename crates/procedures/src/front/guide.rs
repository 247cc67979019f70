//! The service guides (办事指南), written from the procedures' own declarations.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::{Actor, Declaration, Requirement, Role, StoreError};
use maud::html;
use rules::notice::{ServiceMeasure, suspension_on};
use values::{Date, Language, Text, day_in_language};
use web::components::{ButtonStyle, Tone, back_link, heading, link_button, notification_banner, service_cards};
use web::guide::{Material, Required, ServiceGuide, TimeLimit};
use web::{PageError, Visitor, blocking};

use agency::Agency;
use agency::common::emergency::states;
use agency::registry::CaseSurface;
use agency::routes::Access;
use agency::shell::public_shell;

use crate::routes::access;

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
    let title = Text::new(
        format!("自{}起暂停受理", day_in_language(measure.from, Language::Chinese)),
        format!("Suspended since {}: nothing is taken in", day_in_language(measure.from, Language::English)),
    );
    let body = html! {
        p { (measure.summary.in_language(language)) " " (measure.citation) }
        p { (measure.way_on.in_language(language)) }
    };
    notification_banner(&title, body, Tone::Warning, language)
}

/// The button that begins: for who may apply the form, for nobody signed in the sign-in that leads there, for everybody else who may.
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
    match &visitor.actor {
        None => {
            let words = Text::new("登录后办理", "Sign in to start");
            link_button(&start_address(declaration, None), &words, ButtonStyle::Primary, visitor.language)
        }
        Some(actor) if actor.has_any(declaration.applicants) && !actor.is_staff() => {
            let start = start_address(declaration, Some(actor));
            link_button(&start, &Text::new("开始办理", "Start"), ButtonStyle::Primary, visitor.language)
        }
        Some(actor) => instead(declaration, actor, visitor.language),
    }
}

/// For an account that may not apply: who may, and how staff file on somebody's behalf, with the way there for who may do that.
fn instead(declaration: &Declaration, actor: &Actor, language: Language) -> maud::Markup {
    let who = &declaration.who_may_apply;
    let words = Text::new(
        format!("您的账户不能为自己申请这项业务。可以申请的：{}", who.zh),
        format!("Your account cannot apply for itself. Who may: {}", who.en),
    );
    let helpers = helpers(declaration);
    let mine = actor.is_staff().then(|| addresses(declaration).into_iter().find(|address| admits(address, actor))).flatten();
    let how = if helpers.is_empty() {
        Text::new("工作人员不代为申请这项业务。", "Staff do not file it on anybody's behalf.")
    } else {
        let named = |pick: fn(&Text) -> &str, between: &str| {
            helpers.iter().map(|role| pick(&role.name()).to_owned()).collect::<Vec<_>>().join(between)
        };
        Text::new(
            format!("不能上网的，可由{}代为办理：先核实身份，在表中填写为谁办理、通过什么渠道、凭什么授权。", named(|name| &name.zh, "、")),
            format!(
                "For who cannot do it online these file on their behalf: {}. They make sure who asks, and write in the form for whom, through which channel and on what authorisation.",
                named(|name| &name.en, ", ")
            ),
        )
    };
    html! {
        p { (words.in_language(language)) }
        @if actor.is_staff() { p { (how.in_language(language)) } }
        @if let Some(address) = mine {
            (link_button(&address, &Text::new("代为办理", "File on somebody's behalf"), ButtonStyle::Primary, language))
        }
    }
}

/// Where the form stands: for an employer, for a person, and at the desk where staff have one of their own.
fn addresses(declaration: &Declaration) -> [String; 3] {
    let [employer, person] = [Role::EmployerClerk, Role::Person].map(|role| start_address_for(declaration, role));
    [employer, person, format!("/desk/{}", declaration.route())]
}

/// Whether the table of routes lets an account in.
fn admits(address: &str, actor: &Actor) -> bool {
    access("GET", address).is_some_and(|access| access.admits(Some(actor)))
}

/// The roles of staff whom the table of routes lets open the form.
fn helpers(declaration: &Declaration) -> Vec<Role> {
    let mut helpers = Vec::new();
    for address in addresses(declaration) {
        let named: &[Role] = match access("GET", &address) {
            Some(Access::Roles(roles)) => roles,
            Some(Access::Staff | Access::SignedIn) => &Role::ALL,
            _ => &[],
        };
        helpers.extend(named.iter().copied().filter(|role| role.is_staff() && *role != Role::System));
    }
    helpers.sort_unstable();
    helpers.dedup();
    helpers
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
