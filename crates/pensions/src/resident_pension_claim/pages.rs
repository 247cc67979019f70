//! The residents' claim: a bank account, then the whole reckoning, then sending.

use agency::Agency;
use agency::common::refused;
use maud::{Markup, html};
use values::Text;
use web::components::{FormView, SummaryList, Tone, explanation_details, money, month, notification_banner, section};
use web::{FormData, SignedIn};

use super::{Facts, Form, ResidentPensionClaim, decide, describe};
use crate::common::account::{self, StatedAccount};
use crate::common::flow::{Lead, PersonForm};
use crate::common::subject::Subject;

pub struct ResidentForm;

impl PersonForm for ResidentForm {
    type Procedure = ResidentPensionClaim;
    const MY: &'static str = "/my/resident-pension-claim";
    const EMPLOYER: &'static str = "/desk/resident-pension-claim";
    const PAPERS: &'static [&'static str] = &[];

    fn title() -> Text {
        Text::new("申领居民养老金", "Claim the residents' pension")
    }

    fn procedure(agency: &Agency) -> ResidentPensionClaim {
        ResidentPensionClaim::new(agency.law.clone(), agency.documents.clone())
    }

    fn initial(subject: &Subject) -> FormData {
        FormData::new().with("holder", subject.person.name.as_str())
    }

    fn read(subject: &Subject, data: &FormData) -> Form {
        let mut account = StatedAccount::read(data);
        if account.bank_name.is_empty() && account.bank_code.is_empty() && account.number.is_empty() && subject.facts.account.is_some() {
            account = StatedAccount::default();
        }
        Form { person_id: subject.person.id, account }
    }

    fn carried() -> Vec<String> {
        account::NAMES.map(str::to_owned).to_vec()
    }

    fn lead(_agency: &Agency, subject: &Subject, signed_in: &SignedIn) -> Lead {
        let language = signed_in.language;
        if let Some(refusal) = crate::common::claim::refuse_granted(&subject.facts, casework::BenefitKind::ResidentPension) {
            return Lead::Closed(notification_banner(&refused::words(&refusal), html! {}, Tone::Information, language));
        }
        Lead::Open(html! {
            p.lead { (language.pick(
                "年满六十周岁、缴费满十五年的，填写银行账户即可申领。下一页显示养老金怎样算出，确认后再提交。",
                "At sixty and with fifteen years of contributions only a bank account is asked for. The next page shows the whole reckoning before anything is sent.",
            )) }
        })
    }

    fn fields(subject: &Subject, view: &FormView<'_>) -> Markup {
        account::fields(view, subject.facts.account.as_ref())
    }

    fn check(agency: &Agency, _subject: &Subject, form: &Form, facts: &Facts, signed_in: &SignedIn) -> Markup {
        let language = signed_in.language;
        let given = signed_in.given(casework::Channel::Web, None, String::new());
        let mut list = SummaryList::new(language);
        for (name, value) in describe::describe(form).into_iter().skip(1) {
            list = list.words(name, value.in_language(language));
        }
        let Ok(checked) = decide::check(&agency.law, form, facts, &given) else { return html! { (list) } };
        let parts = SummaryList::new(language)
            .row(Text::new("起发年月", "First month paid"), month(checked.start, language))
            .row(Text::new("起发时每月", "A month, at the start"), html! { strong { (money(checked.first.total(), language)) } })
            .row(Text::new("其中政府基础养老金", "of it the government's part"), money(checked.first.basic, language))
            .row(Text::new("其中个人账户养老金", "of it the account's"), money(checked.first.account, language));
        html! {
            (list)
            (section(&Text::new("您的养老金", "Your pension"), html! {
                (parts)
                (explanation_details(&Text::new("每一分钱怎样算出", "How every fen came about"), &checked.explanation, language))
            }, language))
        }
    }
}
