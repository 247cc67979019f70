//! What the pages of applications have in common: trying a form without sending it, and the confirmation.

use casework::application::{ApplicationProcedure, Station, Step};
use casework::{Declaration, Failure, Gathering, Given, Refusals, Store};
use maud::{Markup, html};
use rules::Law;
use values::{AreaCode, Date, Language, Text};
use web::components::{link, panel, what_happens_next};

/// Reads the facts of a form and examines it as handing it in would, without handing it in.
pub fn tried<P: ApplicationProcedure>(
    store: &dyn Store,
    procedure: &P,
    area: AreaCode,
    form: &P::Form,
    given: &Given,
) -> Result<(P::Facts, Refusals), Failure> {
    let mut reader = store.reader()?;
    let mut gathering = Gathering::new(store, reader.as_mut(), area);
    let facts = procedure.gather(&mut gathering, form, Station::submitting(), given)?;
    let refusals = procedure.check(form, &facts, given, Step::Submit);
    Ok((facts, refusals))
}

/// The page after a form was sent: its number, and what the applicant can expect by when.
pub fn confirmation(law: &Law, declaration: &Declaration, number: &str, case_href: &str, today: Date, language: Language) -> Markup {
    let mut lines = vec![Text::new(
        "工作人员核对后受理；材料不齐的，会一次告知需要补正的全部内容。",
        "Staff look at it and accept it; if something is missing, you are told once of everything.",
    )];
    for (name, what) in &declaration.time_limits {
        if let Ok(limit) = law.time_limit(name, today) {
            let unit = limit.unit.name();
            lines.push(Text::new(
                format!("自受理起 {} {}内{}。", limit.value, unit.zh, what.zh),
                format!("{} {} from acceptance: {}.", limit.value, unit.en, what.en),
            ));
        }
    }
    lines.push(Text::new(
        "每一步都会通知您，不需要到大厅；可以随时查看进度或撤回。",
        "You are told of every step and need not come. You can look at it or take it back at any time.",
    ));
    html! {
        (panel(
            &Text::new("已提交", "Sent"),
            &Text::new(format!("{}，受理编号", declaration.title.zh), format!("{}, reference", declaration.title.en)),
            number,
            language,
        ))
        (what_happens_next(&lines, language))
        p { (link(case_href, language.pick("查看办理进度", "See where it stands"))) }
    }
}
