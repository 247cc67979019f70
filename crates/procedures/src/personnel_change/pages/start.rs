//! The start page, and the page at the end.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use values::{Language, Text};
use web::components::{ButtonStyle, SummaryList, button, heading, link_button, panel, section, service_cards, what_happens_next};
use web::{FormData, SignedIn, blocking};

use super::{ForEmployer, HOME, for_employer, page, title};
use agency::Agency;
use agency::case_parts::LoadedCase;

pub(super) async fn start(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    if signed_in.actor.is_staff() && query.trimmed("employer").is_empty() {
        return page(&signed_in, title(), false, ask_for_employer(signed_in.language));
    }
    let reader = signed_in.clone();
    match blocking(move || for_employer(&agency, &reader, &query)).await {
        Ok(found) => page(&signed_in, title(), false, start_page(&found, signed_in.language)),
        Err(error) => signed_in.refuse(&error),
    }
}

/// Staff say for whom they act.
fn ask_for_employer(language: Language) -> Markup {
    html! {
        (heading(&title(), Some(&Text::new("代单位办理", "For an employer")), language))
        form method="get" action=(HOME) {
            div.field {
                label for="field-employer" { (language.pick("单位编号或统一社会信用代码", "Employer number or social credit code")) }
                input.input.input-medium id="field-employer" name="employer" type="text" autocomplete="off" maxlength="30";
            }
            (button(&Text::new("继续", "Continue"), language))
        }
    }
}

fn start_page(found: &ForEmployer, language: Language) -> Markup {
    let card = |below: &str, name: (&str, &str), sentence: (&str, &str)| {
        (found.address(below), Text::new(name.0, name.1), Text::new(sentence.0, sentence.1))
    };
    let single = [
        card(
            "/one/add",
            ("增加一人", "Add one person"),
            ("新员工参保，从您填写的月份起缴费。", "Insure a new employee from the month you give."),
        ),
        card(
            "/one/remove",
            ("减少一人", "Remove one person"),
            ("员工离职，填写最后参保的月份。", "Somebody leaves: give the last insured month."),
        ),
        card(
            "/one/wage",
            ("申报工资", "Declare a wage"),
            ("员工工资变化，填写新工资开始的月份。", "A wage changes: give the first month of the new wage."),
        ),
    ];
    let many = [
        card(
            "/upload",
            ("上传表格批量办理", "Upload a sheet"),
            (
                "下载模板，一次最多 5000 行；有错的行不影响其他行。",
                "Use the template, up to 5,000 rows at once; a wrong row does not hold up the others.",
            ),
        ),
        card(
            "/people",
            ("查看参保人员", "Who is insured"),
            ("查找在保员工，并直接办理减少或工资变更。", "Find insured employees and remove them or change their wages from there."),
        ),
    ];
    html! {
        (heading(&title(), Some(&Text::same(found.employer.name.clone())), language))
        p.lead { (language.pick("提交后即时生效，无需审核，无需到大厅。已经核定的月份不能再变更。", "Changes take effect at once, without a review and without a visit. Months already assessed take no changes.")) }
        (section(&Text::new("逐人办理", "One by one"), service_cards(&single, language), language))
        (section(&Text::new("批量办理和查询", "Many at once"), service_cards(&many, language), language))
    }
}

/// What was handed in, under its number.
pub(super) async fn done(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let actor = signed_in.actor.clone();
    let loaded = blocking(move || {
        LoadedCase::load(&agency, &number, |head| {
            let is_own = actor.party.is_some_and(|party| actor.speaks_for(head.area, party) && head.party == party);
            is_own || (actor.is_staff() && actor.reaches(head.area))
        })
    });
    match loaded.await {
        Ok(case) => page(&signed_in, Text::new("提交成功", "Handed in"), false, done_page(&case, &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

fn done_page(case: &LoadedCase, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let by_staff = signed_in.actor.is_staff();
    let case_address = if by_staff { format!("/desk/cases/{}", case.head.number) } else { format!("/cases/{}", case.head.number) };
    let home = if by_staff { format!("{HOME}?employer={}", case.head.party.id) } else { HOME.to_owned() };
    let result = case.view.result.clone().unwrap_or_default();
    html! {
        (panel(&Text::new("人员变动已生效", "The changes took effect"), &Text::new("业务编号", "Reference number"), &case.head.number.to_string(), language))
        (SummaryList::new(language)
            .words(Text::new("事项", "Case"), case.head.subject.in_language(language))
            .words(Text::new("结果", "Result"), result.in_language(language)))
        (what_happens_next(&[
            Text::new("变动计入下一次月度核定，应缴金额可在“单位首页”查看。", "The changes count in the next monthly assessment; what is due then stands on your home page."),
            Text::new("填错了可以再提交一次更正，月份核定之前都可以更正。", "A mistake can be put right by another declaration until the month is assessed."),
            Text::new("如有疑问，请拨打 12333 并告知业务编号。", "With questions call 12333 and give the reference number."),
        ], language))
        p { (link_button(&home, &Text::new("继续办理人员变动", "More changes"), ButtonStyle::Primary, language)) }
        p { a href=(case_address) { (language.pick("查看本次业务", "Look at this case")) } }
    }
}
