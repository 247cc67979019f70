//! The claim: the career where it is not verified, the account, then the whole reckoning, then sending.

use agency::Agency;
use agency::common::{paper, refused};
use casework::application::Step;
use casework::{Channel, Refusals};
use maud::{Markup, html};
use values::Text;
use web::components::{Column, FormView, SummaryList, Table, Tone, explanation_details, money, month, notification_banner, section};
use web::{FormData, SignedIn};

use super::{Facts, Form, PensionClaim, decide, describe};
use crate::common::account::{self, StatedAccount};
use crate::common::determined::arrears;
use crate::common::flow::{Lead, PersonForm};
use crate::common::record_page::determination_list;
use crate::common::stated;
use crate::common::subject::Subject;

pub struct ClaimForm;

impl PersonForm for ClaimForm {
    type Procedure = PensionClaim;
    const MY: &'static str = "/my/pension-claim";
    const EMPLOYER: &'static str = "/employer/pension-claim";
    const PAPERS: &'static [&'static str] = &["birth_proof", "deemed_proof", "special_work_proof", "elastic_notice", "delay_agreement"];

    fn title() -> Text {
        Text::new("申领养老金", "Claim the pension")
    }

    fn procedure(agency: &Agency) -> PensionClaim {
        PensionClaim::new(agency.law.clone(), agency.documents.clone())
    }

    fn initial(subject: &Subject) -> FormData {
        let record = subject.facts.record.as_ref();
        let data = record.map(|record| stated::typed(&stated::StatedFacts::of_record(record))).unwrap_or_default();
        data.with("holder", subject.person.name.as_str())
    }

    fn read(subject: &Subject, data: &FormData) -> Form {
        let stated = stated::StatedFacts { birth_basis: String::new(), ..stated::read(data) };
        let mut account = StatedAccount::read(data);
        // The holder is filled in beforehand: with nothing else typed the account on record is kept.
        if account.bank_name.is_empty() && account.bank_code.is_empty() && account.number.is_empty() && subject.facts.account.is_some() {
            account = StatedAccount::default();
        }
        Form {
            person_id: subject.person.id,
            chosen: data.trimmed("chosen").to_owned(),
            stated: (!subject.facts.is_verified()).then_some(stated),
            account,
        }
    }

    fn carried() -> Vec<String> {
        let mut names = stated::names();
        names.extend(account::NAMES.map(str::to_owned));
        names.push("chosen".to_owned());
        names
    }

    fn lead(_agency: &Agency, subject: &Subject, signed_in: &SignedIn) -> Lead {
        let language = signed_in.language;
        if let Some(refusal) = crate::common::claim::refuse_granted(&subject.facts, casework::BenefitKind::EmployeePension) {
            let body = html! { @if subject.is_own { p { a href="/my/pension" { (language.pick("查看我的养老金", "See my pension")) } } } };
            return Lead::Closed(notification_banner(&refused::words(&refusal), body, Tone::Information, language));
        }
        let words = if subject.facts.is_verified() {
            language.pick(
                "参保经历已经核实，只需填写银行账户。下一页显示养老金怎样算出，确认后再提交。",
                "The career is verified; only a bank account is asked for. The next page shows the whole reckoning before anything is sent.",
            )
        } else {
            language.pick(
                "没有做过预审，请一并填写参保经历。晚办不少发：养老金自到龄的次月起算，中间的月份补发。",
                "There was no pre-review, so state the career as well. Nothing is lost by filing late: the pension counts from the month after the age was reached.",
            )
        };
        Lead::Open(html! { p.lead { (words) } })
    }

    fn fields(subject: &Subject, view: &FormView<'_>) -> Markup {
        let id_number = &subject.person.id_number;
        html! {
            @if !subject.facts.is_verified() {
                (stated::fields(view, id_number.sex(), id_number.born_on(), false))
                (stated::papers(view))
            }
            (account::fields(view, subject.facts.account.as_ref()))
            (stated::folded(view, &Text::new("选择提前或延迟退休", "Retire earlier or later by choice"), &["chosen".to_owned(), "elastic_notice".to_owned(), "delay_agreement".to_owned()], elastic(view)))
        }
    }

    fn check(agency: &Agency, _subject: &Subject, form: &Form, facts: &Facts, signed_in: &SignedIn) -> Markup {
        let language = signed_in.language;
        let mut list = SummaryList::new(language);
        for (name, value) in describe::describe(form).into_iter().skip(1) {
            list = list.words(name, value.in_language(language));
        }
        html! { (list) (reckoning(agency, form, facts, signed_in)) }
    }
}

fn elastic(view: &FormView<'_>) -> Markup {
    html! {
        (view.month("chosen", Text::new("选择的退休年月", "Month chosen"))
            .hint(Text::new("2025 年起可以在规定范围内选择；不选择的，按法定退休年月。", "From 2025 on a month may be chosen within limits; empty means the statutory month.")).optional())
        (paper::input(view, "elastic_notice", Text::new("提前退休的书面告知", "Notice of retiring earlier")))
        (paper::input(view, "delay_agreement", Text::new("延迟退休的书面约定", "Agreement to retire later")))
    }
}

/// What the claim would come to if it were decided today, with every step; or why it cannot be determined.
pub(super) fn reckoning(agency: &Agency, form: &Form, facts: &Facts, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let given = signed_in.given(Channel::Web, None, String::new());
    match decide::check(&agency.law, form, facts, &given, Step::Submit) {
        Err(refusals) => cannot(&refusals, signed_in),
        Ok(checked) => {
            let determination = &checked.determined.determination;
            let monthly = determination.components.total();
            let months = arrears(determination.start, values::Month::of(signed_in.today), |_| monthly);
            let columns = vec![Column::text(Text::new("月份", "Month")), Column::figures(Text::new("应补发", "Due"))];
            let rows = months.iter().map(|(of, amount)| vec![month(*of, language), money(*amount, language)]);
            let title = Text::new("截至本月应补发的月份", "Months in arrears as of this month");
            html! {
                (section(&Text::new("核定的养老金", "The pension"), html! {
                    (determination_list(determination, language))
                    (explanation_details(&Text::new("每一分钱怎样算出", "How every fen came about"), &checked.determined.explanation, language))
                }, language))
                @if !months.is_empty() {
                    (section(&title, html! { (Table::new(title.clone(), columns, language).hide_caption().rows(rows)) }, language))
                }
            }
        }
    }
}

fn cannot(refusals: &Refusals, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let body = html! { ul { @for refusal in &refusals.0 { li { (refused::words(refusal).in_language(language)) } } } };
    notification_banner(&Text::new("目前不能核定", "It cannot be determined now"), body, Tone::Warning, language)
}
