//! The words each step sends to the applicant. Written with the decision, delivered from the outbox.

use values::{Date, Language, Party, Text};

use super::ApplicationEvent;
use crate::deadline::STANDS_STILL;
use crate::declaration::Declaration;
use crate::issued::IssuedDocument;
use crate::notification::Notification;
use crate::procedure::CaseRef;
use crate::reprojection::MovedLimit;

pub(super) fn received(declaration: &Declaration, case: CaseRef<'_>, to: Party) -> Notification {
    letter(
        declaration,
        case,
        to,
        ("已收到您的申请", "we have your application"),
        Text::new("我们会在受理时限内答复，无需到大厅。", "We will answer within the time limit; you need not come to a counter."),
    )
}

pub(super) fn granted(declaration: &Declaration, case: CaseRef<'_>, to: Party, result: &Text) -> Notification {
    letter(declaration, case, to, ("已办结", "done"), result.clone())
}

pub(super) fn advanced<Form>(
    declaration: &Declaration,
    case: CaseRef<'_>,
    to: Party,
    event: &ApplicationEvent<Form>,
) -> Option<Notification> {
    let (subject, body) = match event {
        ApplicationEvent::Accepted => (
            ("已受理", "accepted"),
            Text::new(
                "您的申请已受理，办理期限见办理进度页。",
                "Your application is accepted; the day by which it is decided stands on the page of the case.",
            ),
        ),
        ApplicationEvent::SupplementRequested { missing, note } => {
            (("请补正材料", "materials are missing"), wanted(declaration, missing, note))
        }
        ApplicationEvent::NotAccepted { reason } => {
            (("不予受理", "not accepted"), Text::new(format!("理由：{}", reason.zh), format!("Reason: {}", reason.en)))
        }
        ApplicationEvent::Corrected { reason, .. } => (
            ("已核实更正", "put right by the agency"),
            Text::new(
                format!("复核中核实并更正了您填报的内容，无需重新申请。理由：{reason}"),
                format!("The reviewer established and corrected what was stated; you need not apply again. Reason: {reason}"),
            ),
        ),
        ApplicationEvent::Refused { reason, .. } => (
            ("不予批准", "refused"),
            Text::new(
                format!("理由：{}。如不服本决定，可依法申请行政复议或者提起行政诉讼。", reason.zh),
                format!("Reason: {}. You may ask for administrative reconsideration or go to court.", reason.en),
            ),
        ),
        ApplicationEvent::Withdrawn { .. } => (("已撤回", "withdrawn"), Text::new("您的申请已撤回。", "Your application was taken back.")),
        ApplicationEvent::Submitted { .. }
        | ApplicationEvent::Supplemented { .. }
        | ApplicationEvent::Reviewed { .. }
        | ApplicationEvent::LimitsMoved { .. }
        | ApplicationEvent::Warned { .. }
        | ApplicationEvent::Escalated { .. }
        | ApplicationEvent::Granted { .. }
        | ApplicationEvent::Printed { .. } => return None,
    };
    Some(letter(declaration, case, to, subject, body))
}

/// Papers by the names the service guide gives them, then the clerk's own words.
fn wanted(declaration: &Declaration, missing: &[String], note: &str) -> Text {
    let name = |kind: &String| {
        let known = declaration.materials.iter().find(|material| material.kind == kind.as_str() || material.name.zh == *kind);
        known.map_or_else(|| Text::same(kind.as_str()), |material| material.name.clone())
    };
    let papers: Vec<Text> = missing.iter().map(name).collect();
    let listed = |language: Language, comma: &str| papers.iter().map(|paper| paper.in_language(language)).collect::<Vec<_>>().join(comma);
    match (papers.is_empty(), note.trim()) {
        (true, note) => Text::new(format!("请补正：{note}"), format!("Please complete: {note}")),
        (false, "") => Text::new(
            format!("请补正以下材料：{}。", listed(Language::Chinese, "、")),
            format!("Please hand in what is missing: {}.", listed(Language::English, ", ")),
        ),
        (false, note) => Text::new(
            format!("请补正以下材料：{}。{note}", listed(Language::Chinese, "、")),
            format!("Please hand in what is missing: {}. {note}", listed(Language::English, ", ")),
        ),
    }
}

pub(super) fn printed(declaration: &Declaration, case: CaseRef<'_>, to: Party, document: &IssuedDocument) -> Notification {
    let (title, code) = (&document.shown.title, document.code);
    let body = Text::new(
        format!("您的{}已补发，可在办理进度页下载，验证码 {code}。", title.zh),
        format!("Your document “{}” is issued; fetch it on the page of the case. Its verification code is {code}.", title.en),
    );
    letter(declaration, case, to, ("文书已补发", "the document is issued"), body)
}

pub(super) fn limits_moved(declaration: &Declaration, case: CaseRef<'_>, to: Party, moved: &[MovedLimit]) -> Notification {
    let line = |limit: &MovedLimit| {
        let day = |day: Date, still: &str| if day == STANDS_STILL { still.to_owned() } else { day.to_string() };
        let (zh, en) = (|of| day(of, "中止"), |of| day(of, "standing still"));
        Text::new(
            format!("{}由 {} 改为 {}：{}。", limit.title.zh, zh(limit.before), zh(limit.after), limit.derivation.zh),
            format!("{}: {} instead of {}; {}.", limit.title.en, en(limit.after), en(limit.before), limit.derivation.en),
        )
    };
    let lines: Vec<Text> = moved.iter().map(line).collect();
    let joined = |pick: fn(&Text) -> &str| lines.iter().map(pick).collect::<Vec<_>>().join(" ");
    let body = Text::new(joined(|text| &text.zh), joined(|text| &text.en));
    letter(declaration, case, to, ("办理时限变更", "the time limit has changed"), body)
}

fn letter(declaration: &Declaration, case: CaseRef<'_>, to: Party, what: (&str, &str), body: Text) -> Notification {
    let title = &declaration.title;
    Notification {
        to,
        subject: Text::new(format!("{}：{}（{}）", title.zh, what.0, case.number), format!("{}: {} ({})", title.en, what.1, case.number)),
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Flow;
    use crate::material::MaterialRequirement;

    fn declaration() -> Declaration {
        Declaration {
            name: "contribution_deferral",
            title: Text::same(""),
            purpose: Text::same(""),
            who_may_apply: Text::same(""),
            applicants: &[],
            flow: Flow::AcceptReviewDecide,
            materials: vec![MaterialRequirement::required("hardship_statement", "情况说明", "statement of hardship")],
            time_limits: Vec::new(),
            channels: Vec::new(),
            legal_basis: Vec::new(),
            fee: Text::same(""),
            steps: Vec::new(),
        }
    }

    #[test]
    fn what_is_missing_is_told_by_its_name_and_not_by_its_code() {
        let papers = ["hardship_statement".to_owned(), "最近三个月的报表".to_owned()];
        let told = [
            wanted(&declaration(), &papers, "请盖章。"),
            wanted(&declaration(), &papers[..1], " "),
            wanted(&declaration(), &[], "请写明停工日期"),
        ];
        let expected = [
            Text::new(
                "请补正以下材料：情况说明、最近三个月的报表。请盖章。",
                "Please hand in what is missing: statement of hardship, 最近三个月的报表. 请盖章。",
            ),
            Text::new("请补正以下材料：情况说明。", "Please hand in what is missing: statement of hardship."),
            Text::new("请补正：请写明停工日期", "Please complete: 请写明停工日期"),
        ];
        assert_eq!(told, expected);
    }
}
