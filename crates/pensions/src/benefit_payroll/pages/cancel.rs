//! Cancelling a run whole: the proposal, and the decision of somebody else.

use agency::common::page::{hidden, key_field};
use casework::Role;
use maud::{Markup, html};
use values::Text;
use web::components::{ButtonStyle, FormView, Tone, button_style, details, form, inset, notification_banner, section};
use web::{FormData, FormErrors, SignedIn};

use super::super::Step;
use super::super::cancel::MAY_PROPOSE;
use super::load::Payroll;

/// What stands about cancelling, above the next step; nothing where nobody asked for it.
pub fn proposed(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let (language, state) = (signed_in.language, &payroll.state);
    let Some(asked) = &state.cancel else { return html! {} };
    if state.step == Step::Cancelled {
        let body = html! { p { (language.pick("理由：", "Reason: ")) (asked.reason) } p { (language.pick("本批次没有发放任何款项，各月待遇重新待发，可以启动新的批次。", "Nothing of this run was paid. Its months are due again, and a new run can be started.")) } };
        return notification_banner(&Text::new("本批次已整批作废", "This payroll is cancelled"), body, Tone::Warning, language);
    }
    let banner = notification_banner(
        &Text::new("已提出整批作废", "Cancelling is proposed"),
        html! { p { (language.pick("理由：", "Reason: ")) (asked.reason) } p { (language.pick("决定之前不能办理其他步骤。", "Nothing else is done before that is decided.")) } },
        Tone::Warning,
        language,
    );
    let may_decide = signed_in.actor.has(Role::DecisionMaker) && signed_in.actor.reaches(payroll.head.area);
    html! {
        (banner)
        @if may_decide && asked.by == signed_in.actor.user_id {
            (inset(html! { p { (language.pick("您提出了作废，须由其他审批人决定。", "You proposed it; another decision maker decides.")) } }))
        } @else if may_decide { (decision(signed_in, payroll, data, errors)) }
    }
}

fn decision(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let cancelling = html! {
        (key_field(&format!("{}c", signed_in.fresh_key)))
        (hidden("step", "cancel"))
        p { (language.pick(
            "作废后本批次不发放任何款项，账目用相反分录冲回，已到账的资金退回财政专户；各月待遇重新待发。",
            "Nothing of the run is paid then. The books are put back by opposite entries, money that arrived goes back to the finance bureau, and the months are due again.",
        )) }
        (button_style(&Text::new("整批作废", "Cancel the payroll"), ButtonStyle::Warning, language))
    };
    let keeping = html! {
        (key_field(&format!("{}k", signed_in.fresh_key)))
        (hidden("step", "keep_going"))
        (view.text_area("reason", Text::new("不作废的理由", "Why it goes on")).max_length(500).rows(2))
        (button_style(&Text::new("不作废，继续办理", "Let it go on"), ButtonStyle::Secondary, language))
    };
    let address = payroll.address();
    let of = |title: Text, body: Markup| section(&title, form(&address, &signed_in.csrf_token, body), language);
    html! {
        (of(Text::new("决定：作废", "Decision: cancel it"), cancelling))
        (of(Text::new("决定：不作废", "Decision: let it go on"), keeping))
    }
}

/// The way to propose it, below everything else and folded up: nobody comes to the page for that.
pub fn propose(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let (language, state) = (signed_in.language, &payroll.state);
    let may = state.may_be_cancelled()
        && state.cancel.is_none()
        && signed_in.actor.has_any(MAY_PROPOSE)
        && signed_in.actor.reaches(payroll.head.area);
    if !may {
        return html! {};
    }
    let view = FormView::new(language, data, errors);
    let body = form(
        &payroll.address(),
        &signed_in.csrf_token,
        html! {
            (key_field(&format!("{}x", signed_in.fresh_key)))
            (hidden("step", "propose_cancel"))
            p { (language.pick(
                "银行文件生成之前可以整批作废，由另一位审批人决定。只有个别款项不该发的，请在该项待遇的页面单独暂扣。",
                "Before the file for the bank is made the whole run can be cancelled; another decision maker decides. A single payment that must not go out is held out on its own page instead.",
            )) }
            (view.text_area("reason", Text::new("理由", "Reason")).max_length(500).rows(3))
            (button_style(&Text::new("提出整批作废", "Propose to cancel it"), ButtonStyle::Secondary, language))
        },
    );
    let title = Text::new("整批作废", "Cancel this payroll");
    if errors.is_empty() { details(&title, body, language) } else { section(&title, body, language) }
}
