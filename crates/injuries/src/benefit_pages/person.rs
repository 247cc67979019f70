//! What one person has from the work-injury fund: amounts, since when, by which article and decision, what is paid and what is not.

use agency::Agency;
use agency::case_parts::look;
use agency::common::limits;
use agency::common::page::own_person;
use agency::common::rights::Rights;
use agency::shell::shell;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::benefit::{BenefitFund, Entitlement};
use casework::{PayeeAccount, Person, Role};
use maud::{Markup, html};
use values::{AreaCode, Date, Fen, Party, PartyKind, Text};
use web::components::{SummaryList, back_link, citation, empty_state, heading, link, masked, money, print_button, section};
use web::{PageError, SignedIn, Surface, blocking};

use super::{LIST, OWN, article, title};

struct Loaded {
    person: Person,
    rights: Rights,
    account: Option<PayeeAccount>,
    /// How long whoever is paid has to say that something changed; `None` where the law names no limit today.
    report_within: Option<Text>,
    /// Names of hospitals that are paid instead of the person, by their number.
    hospitals: Vec<(i64, String)>,
}

fn load(agency: &Agency, area: AreaCode, id: i64, today: Date) -> Result<Loaded, PageError> {
    let mut reader = agency.store.reader()?;
    let person = reader.person(area, id)?.ok_or(PageError::NotFound)?;
    let mut rights = reader.entitlements_of_beneficiary(area, Party::person(id))?;
    rights.retain(|right| right.kind.fund() == BenefitFund::WorkInjury);
    // What is paid month by month stands in front.
    rights.sort_by_key(|right| (!right.kind.is_monthly(), right.id));
    let mut paid: Vec<i64> = rights.iter().filter(|right| right.payee.kind == PartyKind::Employer).map(|right| right.payee.id).collect();
    paid.sort_unstable();
    paid.dedup();
    let mut hospitals = Vec::new();
    for hospital in paid {
        hospitals.extend(reader.employer(area, hospital)?.map(|employer| (hospital, employer.name)));
    }
    let account = reader.payee_account(area, Party::person(id))?;
    drop(reader);
    let report_within = limits::days(&agency.law, "benefit_end_report", today);
    Ok(Loaded { person, rights: Rights::load(agency, area, rights)?, account, report_within, hospitals })
}

pub(super) async fn own(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    let (area, id) = match own_person(&signed_in.actor) {
        Ok(id) => (signed_in.actor.area, id),
        Err(error) => return signed_in.refuse(&error),
    };
    let today = signed_in.today;
    match blocking(move || load(&agency, area, id, today)).await {
        Ok(loaded) => shell(&signed_in, Surface::My, title(), OWN).page(markup(&loaded, None, &signed_in)).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

pub(super) async fn at_desk(State(agency): State<Agency>, signed_in: SignedIn, Path((area, id)): Path<(String, String)>) -> Response {
    let asked = (area.parse::<AreaCode>(), id.parse::<i64>());
    let (Ok(area), Ok(id)) = asked else { return signed_in.refuse(&PageError::NotFound) };
    if !signed_in.actor.reaches(area) {
        return signed_in.refuse(&PageError::NotFound);
    }
    let reading = signed_in.clone();
    let found = blocking(move || {
        let loaded = load(&agency, area, id, reading.today)?;
        look(&agency, &reading.actor, area, reading.now, "person.injury_benefits_looked_at", format!("person:{id}"), "")?;
        Ok::<_, PageError>(loaded)
    });
    match found.await {
        Ok(loaded) => shell(&signed_in, Surface::Desk, title(), LIST).page(markup(&loaded, Some(area), &signed_in)).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

/// `desk` is the area where staff look; the person's own page otherwise.
fn markup(loaded: &Loaded, desk: Option<AreaCode>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let person = &loaded.person;
    let nothing = Text::new("没有由工伤保险基金支付的待遇", "Nothing is paid by the work-injury fund");
    let advice = Text::new(
        "认定工伤并核定待遇后，每一项的金额、起止年月、依据和计算过程会出现在这里。",
        "Once benefits are granted, each amount, its months, its article and the whole reckoning appear here.",
    );
    let start = Text::new("申请工伤待遇", "Apply for injury benefits");
    html! {
        @if desk.is_some() { (back_link(LIST, language)) }
        (heading(&title(), Some(&Text::same(person.name.as_str())), language))
        @if let Some(area) = desk {
            (SummaryList::new(language).row(Text::new("身份证号", "ID number"), masked(&person.id_number.masked(), None, language)))
            p { (link(&format!("/desk/persons/{area}/{}", person.id), language.pick("查看个人档案", "See the person's record"))) }
        }
        @if loaded.rights.rights.is_empty() {
            (empty_state(&nothing, &advice, desk.is_none().then_some(("/services/injury-benefit", &start)), language))
        }
        @for right in &loaded.rights.rights {
            (loaded.rights.section(right, about(right, loaded, signed_in), signed_in.today, language))
        }
        @if !loaded.rights.rights.is_empty() { (stopping(loaded, desk, signed_in)) }
        @if let Some(account) = &loaded.account {
            (section(&Text::new("收款账户", "Account"), html! { p { (account.bank_name) " " (account.number.masked()) } }, language))
        }
        (print_button(language))
    }
}

/// The article, who is paid where it is not the person, and what was paid so far.
fn about(right: &Entitlement, loaded: &Loaded, signed_in: &SignedIn) -> SummaryList {
    let language = signed_in.language;
    let mut list = SummaryList::new(language).row(Text::new("依据", "By"), citation(&article(right.kind), language));
    if right.payee != right.beneficiary {
        let hospital = loaded.hospitals.iter().find(|(id, _)| *id == right.payee.id).map_or("—", |(_, name)| name.as_str());
        list = list.words(Text::new("付给", "Paid to"), hospital);
    }
    let paid: Fen = loaded.rights.paid.get(&right.id).map(|paid| paid.iter().map(|(_, amount)| *amount).sum()).unwrap_or_default();
    list.row(Text::new("累计已付", "Paid so far"), money(paid, language))
}

/// How a benefit stops: acts of their own for staff, a word of warning for the person.
fn stopping(loaded: &Loaded, desk: Option<AreaCode>, signed_in: &SignedIn) -> Markup {
    let (language, actor, id) = (signed_in.language, &signed_in.actor, loaded.person.id);
    let is_monthly = loaded.rights.rights.iter().any(|right| right.kind.is_monthly());
    if !is_monthly {
        return html! {};
    }
    let own_area = desk == Some(actor.area);
    section(
        &Text::new("停止和暂停", "When it stops"),
        html! {
            p { (language.pick(
                "丧失享受条件、拒不接受劳动能力鉴定或者拒绝治疗的，停止享受（《工伤保险条例》第42条）；领取人去世的，发至当月。",
                "It ends when its conditions are gone, or when an appraisal or treatment is refused (Injury Regulation art. 42); after a death it is paid for that month.",
            )) }
            @if desk.is_none() {
                p { (language.pick("情况变化的，请及时告知经办机构；多领的需要退回。", "Tell the agency when something changes; what is drawn beyond the right is to be returned.")) }
                @if let Some(days) = &loaded.report_within {
                    p { (language.pick(&format!("期限：{}。", days.zh), &format!("You have {} for it.", days.en))) }
                }
            }
            @if own_area && actor.has_any(&[Role::BenefitOfficer, Role::Clerk]) {
                p { (link(&format!("/desk/benefit-suspension/persons/{id}"), language.pick("提出暂停或者恢复", "Propose to suspend or resume"))) }
            }
            @if own_area && actor.has(Role::InjuryOfficer) {
                p { (link(&format!("/desk/injury-benefit-end/{id}"), language.pick("提出停止享受", "Propose to end"))) }
            }
        },
        language,
    )
}
