//! At the desk: who is to be certified, and certifying somebody who called, wrote, came or was seen by a helper.

use casework::{CertificationWay, Person};
use maud::{Markup, html};
use values::{AreaCode, Language, Text};
use web::components::{
    Choice, Column, FormView, SummaryList, Table, back_link, button, date, empty_state, error_summary, form, heading, link, masked,
    pagination,
};
use web::{FormData, FormErrors};

use super::pages::{Shown, standing_tag, standing_words};
use agency::common::certification::CertificationStanding;
use agency::common::page::key_field;

pub const LIST: &str = "/desk/life-certification";
pub const WAY: &str = "way";
pub const SEEN_ON: &str = "seen_on";
pub const NOTE: &str = "note";
pub const AUTHORISATION: &str = "authorisation";

/// The ways staff record.
pub const WAYS: [CertificationWay; 5] =
    [CertificationWay::Phone, CertificationWay::Counter, CertificationWay::Helper, CertificationWay::Post, CertificationWay::Kiosk];

pub fn list_title() -> Text {
    Text::new("待认证人员", "To be certified")
}

/// Somebody on the list.
#[derive(Debug, Clone)]
pub struct Due {
    pub person: Person,
    pub standing: CertificationStanding,
}

/// The list. `next` goes on after the last person looked at; `proposes` says whether the reader may propose to suspend somebody.
pub fn list(due: &[Due], next: Option<&str>, proposes: bool, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("身份证号", "ID number")),
        Column::text(Text::new("状态", "Standing")),
        Column::text(Text::new("说明", "Until")),
        Column::text(Text::new("办理", "Act")),
    ];
    let rows = due.iter().map(|due| {
        let href = format!("{LIST}/persons/{}", due.person.id);
        vec![
            html! { (due.person.name.as_str()) },
            masked(&due.person.id_number.masked(), None, language),
            standing_tag(&due.standing, language),
            standing_words(&due.standing, language),
            html! {
                a href=(href) { (language.pick("代为认证", "Certify")) span.visually-hidden { " " (due.person.name.as_str()) } }
                @if proposes && due.standing.is_lapsed() {
                    " · "
                    a href={ "/desk/benefit-suspension/persons/" (due.person.id) } {
                        (language.pick("提出暂停", "Propose to suspend")) span.visually-hidden { " " (due.person.name.as_str()) }
                    }
                }
            },
        ]
    });
    html! {
        (heading(&list_title(), None, language))
        p { (language.pick(
            "即将到期和已过期的领取待遇人员，按人员编号排列。先做数据比对，再联系本人；过期的，经调查核实后才能提出暂停。",
            "Those whose certification is soon to end or has ended, in order of their numbers. Match data first, then reach the person; payment is suspended only after an investigation."
        )) }
        @if proposes { p { (link("/desk/death-match", language.pick("导入死亡信息，逐人核实", "Take in a table of deaths, to be looked into one by one"))) } }
        @if due.is_empty() {
            @let advice = match next {
                Some(_) => Text::new("还有下一页，请继续查看。", "Go on to the next page."),
                None => Text::new("其他人员的认证都在有效期内。", "Everybody else is certified."),
            };
            (empty_state(&Text::new("这一页没有需要认证的人员", "Nobody on this page is to be certified"), &advice, None, language))
        } @else {
            (Table::new(list_title(), columns, language).hide_caption().rows(rows))
        }
        (pagination(None, next, language))
    }
}

/// The form with which staff certify somebody.
pub fn certify(
    area: AreaCode,
    shown: &Shown,
    data: &FormData,
    errors: &FormErrors,
    csrf_token: &str,
    fresh_key: &str,
    language: Language,
) -> Markup {
    let view = FormView::new(language, data, errors);
    let ways = WAYS.into_iter().map(|way| Choice::new(way.as_str(), way.name())).collect();
    let action = format!("{LIST}/persons/{}", shown.person.id);
    html! {
        (back_link(LIST, language))
        (error_summary(errors, language))
        (heading(&Text::new("代为资格认证", "Certify on behalf"), Some(&Text::same(shown.person.name.as_str())), language))
        (SummaryList::new(language)
            .row(Text::new("身份证号", "ID number"), masked(&shown.person.id_number.masked(), None, language))
            .row(Text::new("现在的状态", "Now"), html! {
                @match &shown.standing {
                    Some(standing) => { (standing_tag(standing, language)) " " (standing_words(standing, language)) },
                    None => (language.pick("没有按月领取的待遇", "receives no monthly benefit")),
                }
            })
            .row(Text::new("上次认证", "Last time"), html! {
                @match &shown.certification {
                    Some(last) => { (date(last.certified_on, language)) " " span.hint { (last.way.name().in_language(language)) } },
                    None => (language.pick("没有记录", "no record")),
                }
            }))
        p { (link(&format!("/desk/persons/{area}/{}", shown.person.id), language.pick("查看个人档案", "See the person's record"))) }
        @if shown.standing.is_some() {
            (form(&action, csrf_token, html! {
                (key_field(fresh_key))
                (view.radios(WAY, Text::new("怎样确认本人健在", "How was the person found alive"), ways))
                (view.date(SEEN_ON, Text::new("确认日期", "On which day")).optional()
                    .hint(Text::new("不填则为今天", "Today if left empty")))
                (view.text(NOTE, Text::new("由谁协助、来自哪里", "Who helped, or where it is from")).optional()
                    .hint(Text::new("协助认证必填，例如：女儿于晓，视频核验", "Needed for a helper, for example: the daughter Yu Xiao, by video")))
                (view.text_area(AUTHORISATION, Text::new("委托依据", "Authorisation")).rows(2).max_length(300)
                    .hint(Text::new("例如：电话核验身份后口头委托，录音编号 20200310-5", "For example: identity checked and asked for by telephone, recording 20200310-5")))
                (button(&Text::new("完成认证", "Certify"), language))
            }))
        }
    }
}
