//! The application: what the career was, check, send.

use agency::Agency;
use agency::common::refused;
use casework::Refusal;
use maud::{Markup, html};
use rules::retirement::{minimum_contribution_months, prereview_opens, statutory_retirement};
use values::{Month, Silent, Text};
use web::components::{FormView, SummaryList, Tone, explanation_details, month, notification_banner};
use web::{FormData, SignedIn};

use super::{Facts, Form, RetirementPrereview, decide, describe};
use crate::common::flow::{Lead, PersonForm};
use crate::common::stated::{self, StatedFacts, VerifiedFacts};
use crate::common::subject::Subject;

pub struct PrereviewForm;

impl PersonForm for PrereviewForm {
    type Procedure = RetirementPrereview;
    const MY: &'static str = "/my/retirement-prereview";
    const EMPLOYER: &'static str = "/employer/retirement-prereview";
    const PAPERS: &'static [&'static str] = &["birth_proof", "deemed_proof", "special_work_proof"];

    fn title() -> Text {
        Text::new("退休资格预审", "Pre-review of retirement")
    }

    fn procedure(agency: &Agency) -> RetirementPrereview {
        RetirementPrereview::new(agency.law.clone())
    }

    fn initial(subject: &Subject) -> FormData {
        subject.facts.record.as_ref().map(|record| stated::typed(&StatedFacts::of_record(record))).unwrap_or_default()
    }

    fn read(subject: &Subject, data: &FormData) -> Form {
        // Which day of birth holds is found by the agency, never stated by the applicant.
        let stated = StatedFacts { birth_basis: String::new(), ..stated::read(data) };
        Form { person_id: subject.person.id, stated }
    }

    fn carried() -> Vec<String> {
        stated::names()
    }

    fn lead(agency: &Agency, subject: &Subject, signed_in: &SignedIn) -> Lead {
        let language = signed_in.language;
        if let Some(refusal) = crate::common::claim::refuse_granted(&subject.facts, casework::BenefitKind::EmployeePension) {
            return Lead::Closed(closed(&refusal, signed_in));
        }
        let words = html! {
            p.lead { (language.pick(
                "先把这些情况核实清楚，到龄后在网上申领养老金，不必到大厅。没有特殊情况的不用上传材料。",
                "Have these facts verified first; when the month comes the pension is claimed online. Papers are asked for only where something special is stated.",
            )) }
            @if let Some(line) = opening(agency, subject, signed_in) { p { (line.in_language(language)) } }
        };
        Lead::Open(words)
    }

    fn fields(subject: &Subject, view: &FormView<'_>) -> Markup {
        let id_number = &subject.person.id_number;
        html! {
            (stated::fields(view, id_number.sex(), id_number.born_on(), false))
            (stated::papers(view))
        }
    }

    fn check(agency: &Agency, _subject: &Subject, form: &Form, facts: &Facts, signed_in: &SignedIn) -> Markup {
        let language = signed_in.language;
        let mut list = SummaryList::new(language);
        for (name, value) in describe::describe(form).into_iter().skip(1) {
            list = list.words(name, value.in_language(language));
        }
        let given = signed_in.given(casework::Channel::Web, None, String::new());
        let verified = decide::check(&agency.law, form, facts, &given, casework::application::Step::Submit);
        html! { (list) @if let Ok(verified) = verified { (dates(agency, &verified, signed_in)) } }
    }
}

fn closed(refusal: &Refusal, signed_in: &SignedIn) -> Markup {
    notification_banner(&refused::words(refusal), html! {}, Tone::Information, signed_in.language)
}

/// From when on it may be filed, where the record says the category.
fn opening(agency: &Agency, subject: &Subject, signed_in: &SignedIn) -> Option<Text> {
    let (birth, category) = (subject.facts.birth()?, subject.facts.category()?);
    let retirement = statutory_retirement(&agency.law, birth, category, &mut Silent).ok()?.month;
    let (opens, _) = prereview_opens(&agency.law, retirement, Month::of(signed_in.today)).ok()?;
    Some(Text::new(
        format!("按现有记录，退休年月为 {retirement}，{opens} 起可以申请预审。"),
        format!("By the record, retirement is in {retirement}; the pre-review may be filed from {opens} on."),
    ))
}

/// The dates that follow from the facts, before anything is sent.
pub(super) fn dates(agency: &Agency, verified: &VerifiedFacts, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let mut explanation = values::Explanation::default();
    let Ok(retirement) = statutory_retirement(&agency.law, verified.birth, verified.category, &mut explanation) else { return html! {} };
    let minimum = minimum_contribution_months(&agency.law, retirement.month);
    let mut list =
        SummaryList::new(language).row(Text::new("法定退休年月", "Statutory month of retirement"), month(retirement.month, language));
    if let Ok(minimum) = minimum {
        list = list.words(Text::new("最低缴费年限", "Months of contributions needed"), &minimum.to_string());
    }
    html! {
        (list)
        (explanation_details(&Text::new("退休年月怎样得出", "How the month was reckoned"), &explanation, language))
    }
}
