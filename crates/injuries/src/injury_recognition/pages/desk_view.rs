//! The officer's page in markup.

use casework::Role;
use maud::{Markup, html};
use rules::injury::{Fact, Paper};
use values::Text;
use web::components::{
    ButtonStyle, Choice, FormView, Tone, Width, breadcrumbs, button_style, details, error_summary, form, heading, notification_banner,
    section,
};
use web::{FormData, FormErrors, SignedIn, Surface};

use super::filled::FACT;
use crate::injury_recognition::State;
use crate::injury_recognition::command::{DeliveryMethod, Recipient};
use agency::case_parts::{LoadedCase, asked, clocks, deadlines, stage_tag, tags};
use agency::shell::shell;

/// 工伤保险条例 第16条.
const EXCLUDING: [Fact; 3] = [Fact::IntentionalCrime, Fact::DrunkOrOnDrugs, Fact::SelfHarmOrSuicide];

/// What the page shows.
pub struct Shown<'a> {
    pub case: &'a LoadedCase,
    pub state: &'a State,
    pub facts: &'a [Fact],
    pub signed_in: &'a SignedIn,
    pub done: bool,
}

pub fn markup(shown: &Shown<'_>, data: &FormData, errors: &FormErrors) -> Markup {
    let (case, signed_in) = (shown.case, shown.signed_in);
    let language = signed_in.language;
    let number = case.head.number;
    let title = Text::new("工伤事实、期限与送达", "Facts, limits and delivery");
    let mut shell =
        shell(signed_in, Surface::Desk, Text::new(format!("{} {number}", title.zh), format!("{} {number}", title.en)), "/desk/cases");
    shell.has_errors = !errors.is_empty();
    shell.path = format!("/desk/injury-recognition/{number}");
    let view = FormView::new(language, data, errors);
    let above =
        [(Text::new("全部业务", "All cases"), "/desk/cases".to_owned()), (Text::same(number.to_string()), format!("/desk/cases/{number}"))];
    shell.page(html! {
        (breadcrumbs(&above, language))
        (error_summary(errors, language))
        @if shown.done {
            (notification_banner(&Text::new("已记入案卷", "On record"), html! {}, Tone::Good, language))
        }
        (heading(&case.head.subject, Some(&title), language))
        p { (stage_tag(case.head.stage, language)) (tags(case, language)) }
        div.columns {
            div {
                @if signed_in.actor.has(Role::InjuryOfficer) { (forms(shown, &view)) }
                @else { p.inset { (language.pick("由工伤岗办理；您可以查看。", "A work-injury officer acts here; you may look.")) } }
                (details(&Text::new("申请内容", "What was asked"), asked(case, language), language))
            }
            aside aria-label=(language.pick("期限", "Limits")) {
                (deadlines(&case.deadlines, signed_in.today, language))
                (clocks(case, language))
                (pauses(shown))
            }
        }
    })
}

fn pauses(shown: &Shown<'_>) -> Markup {
    let language = shown.signed_in.language;
    if shown.state.pauses.is_empty() {
        return html! {};
    }
    section(
        &Text::new("中止记录", "Pauses"),
        html! {
            ul.plain {
                @for pause in &shown.state.pauses {
                    li {
                        (pause.from) " — "
                        @match pause.until { Some(until) => (until), None => (language.pick("未恢复", "not yet over")) }
                        br; span.hint { (pause.reason.in_language(language)) " · " (pause.citation) }
                    }
                }
            }
        },
        language,
    )
}

fn forms(shown: &Shown<'_>, view: &FormView<'_>) -> Markup {
    let state = shown.state;
    let open = state.application.stage.is_open();
    html! {
        @if open { (section(&Text::new("查明的事实和材料", "Facts and papers"), establish(shown, view), view.language)) }
        @if state.is_being_examined() && !state.is_paused() { (section(&Text::new("中止期限", "Pause the limit"), pause(shown, view), view.language)) }
        @if state.is_paused() { (section(&Text::new("恢复期限", "Let the limit go on"), resume(shown, view), view.language)) }
        @if state.is_decided() { (section(&Text::new("登记送达", "Record the delivery"), deliver(shown, view), view.language)) }
        @if open && state.application.form.as_ref().is_some_and(|form| form.applicant == "employer") {
            (details(&Text::new("同意延长单位的申请期限", "Extend the employer's period for filing"), extend(shown, view), view.language))
        }
    }
}

/// A form of its own key: several stand on one page.
fn act_form(shown: &Shown<'_>, act: &str, words: &Text, style: ButtonStyle, body: Markup) -> Markup {
    let action = format!("/desk/injury-recognition/{}/{act}", shown.case.head.number);
    form(
        &action,
        &shown.signed_in.csrf_token,
        html! {
            input type="hidden" name=(web::csrf::KEY_FIELD) value={ (shown.signed_in.fresh_key) (act) };
            (body)
            (button_style(words, style, shown.signed_in.language))
        },
    )
}

fn establish(shown: &Shown<'_>, view: &FormView<'_>) -> Markup {
    let answers = || {
        vec![
            Choice::new("yes", Text::new("属实", "so")),
            Choice::new("no", Text::new("不属实", "not so")),
            Choice::new("doubt", Text::new("存疑待查", "in doubt")),
        ]
    };
    let question = |fact: &Fact| view.radios(&format!("{FACT}{}", fact.as_str()), fact.name(), answers());
    let requirements = shown.case.view.application.as_ref().map_or(&[][..], |application| &application.requirements);
    let papers: Vec<Choice> = requirements
        .iter()
        .filter(|requirement| Paper::of(requirement.kind).is_some())
        .take(8)
        .map(|requirement| Choice::new(requirement.kind, requirement.name.clone()))
        .collect();
    let body = html! {
        p.hint { (view.language.pick(
            "已选的是目前的记录（查明的，或者申请人陈述的）。改动会重新推算决定期限，并通知职工和单位。",
            "What is ticked stands on record now, established or stated. A change reckons the limit anew and is told to worker and employer."
        )) }
        @for fact in shown.facts.iter().filter(|fact| !EXCLUDING.contains(fact)) { (question(fact)) }
        (details(
            &Text::new("不得认定的情形（故意犯罪、醉酒或吸毒、自残或自杀）", "What shuts recognition out: crime, drunkenness or drugs, self-harm"),
            html! { @for fact in EXCLUDING { (question(&fact)) } },
            view.language,
        ))
        (view.checkboxes("papers_missing", Text::new("材料不合格或缺少", "Papers wanting or not acceptable"), papers))
        (view.checkboxes("disputed", Text::new("争议", "Dispute"), vec![Choice::new("yes", Text::new("双方对权利义务有争议", "rights or duties are disputed"))]))
        (view.text_area("establish_note", Text::new("依据", "What this rests on")).hint(Text::new("例如：调查笔录、医院说明的编号", "For example: the number of a record or statement")).rows(2).max_length(500))
    };
    act_form(shown, "establish", &Text::new("记录", "Record"), ButtonStyle::Primary, body)
}

fn pause(shown: &Shown<'_>, view: &FormView<'_>) -> Markup {
    let body = html! {
        p.hint { (view.language.pick("需要人民法院或者有关主管部门的结论、尚未作出的，期限自今日起中止。", "While the conclusion of a court or another authority is awaited the limit stands still from today on.")) }
        (view.text("pause_authority", Text::new("需要作出结论的机关", "Whose conclusion is awaited")).max_length(100))
        (view.text("pause_reason", Text::new("需要什么结论", "Which conclusion")).optional().max_length(200))
    };
    act_form(shown, "pause", &Text::new("中止", "Pause"), ButtonStyle::Secondary, body)
}

fn resume(shown: &Shown<'_>, view: &FormView<'_>) -> Markup {
    let body = html! {
        (view.text("resume_conclusion", Text::new("收到的结论", "The conclusion that came")).hint(Text::new("文书名称和编号", "Name and number of the document")).max_length(200))
    };
    act_form(shown, "resume", &Text::new("恢复", "Go on"), ButtonStyle::Primary, body)
}

fn extend(shown: &Shown<'_>, view: &FormView<'_>) -> Markup {
    let body = html! {
        (view.date("extend_until", Text::new("延长至", "Extended to")))
        (view.text("extend_reason", Text::new("理由", "Why")).max_length(200))
    };
    act_form(shown, "extend", &Text::new("同意延长", "Extend"), ButtonStyle::Secondary, body)
}

fn deliver(shown: &Shown<'_>, view: &FormView<'_>) -> Markup {
    let language = view.language;
    let open: Vec<Choice> = Recipient::ALL
        .into_iter()
        .filter(|to| shown.state.deliveries.iter().all(|delivery| delivery.to != *to))
        .map(|to| Choice::new(to.as_str(), to.name()))
        .collect();
    let methods = DeliveryMethod::ALL.into_iter().map(|method| Choice::new(method.as_str(), method.name())).collect();
    html! {
        @for delivery in &shown.state.deliveries {
            p { (delivery.on) " · " (delivery.to.name().in_language(language)) " · " (delivery.method.name().in_language(language)) " · " (delivery.receiver) }
        }
        @if open.is_empty() {
            p { (language.pick("双方均已送达。", "Delivered to both sides.")) }
        } @else {
            (act_form(shown, "deliver", &Text::new("登记", "Record"), ButtonStyle::Primary, html! {
                (view.radios("deliver_to", Text::new("送达对象", "Delivered to"), open))
                (view.select("deliver_method", Text::new("送达方式", "How"), methods))
                (view.date("deliver_on", Text::new("送达日期", "Day of delivery")).width(Width::Short))
                (view.text("deliver_receiver", Text::new("签收人或邮件号", "Who took it, or the number of the post")).max_length(100))
            }))
        }
    }
}
