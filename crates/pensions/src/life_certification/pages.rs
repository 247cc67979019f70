//! One page: where it stands, one question, done.

use casework::{Certification, CertificationWay, Person};
use maud::{Markup, html};
use values::{Date, Language, Text};
use web::components::{
    Choice, FormView, SummaryList, Tone, button, citation, date, details, error_summary, form, heading, link, notification_banner, panel,
    tag, what_happens_next,
};
use web::{FormData, FormErrors};

use agency::common::certification::CertificationStanding;
use agency::common::page::key_field;

pub const ADDRESS: &str = "/my/life-certification";
/// The one question: who signed in is who they say, and declares it.
pub const DECLARED: &str = "declared";

pub fn title() -> Text {
    Text::new("资格认证", "Life certification")
}

pub fn question() -> Text {
    Text::new("您声明属实吗？", "Is this so?")
}

pub fn declaration() -> Text {
    Text::new(
        "我是本人，健在；没有正在服刑，没有重复领取养老待遇，没有丧失中国国籍",
        "This is me, and I am alive; I am not serving a prison sentence, draw no second pension and have not lost my nationality",
    )
}

/// What the page shows of somebody.
#[derive(Debug, Clone)]
pub struct Shown {
    pub person: Person,
    pub certification: Option<Certification>,
    /// `None` for who receives nothing monthly.
    pub standing: Option<CertificationStanding>,
    /// A benefit is stopped for want of a certification.
    pub is_stopped: bool,
}

/// Where it stands, as a tag.
pub fn standing_tag(standing: &CertificationStanding, language: Language) -> Markup {
    let (words, tone) = match standing {
        CertificationStanding::Valid { .. } => (Text::new("有效", "valid"), Tone::Good),
        CertificationStanding::DueSoon { .. } => (Text::new("即将到期", "due soon"), Tone::Warning),
        CertificationStanding::PutOff { .. } => (Text::new("疫情期间可延后", "may wait"), Tone::Information),
        CertificationStanding::Lapsed { .. } => (Text::new("已过期", "run out"), Tone::Bad),
    };
    tag(&words, tone, language)
}

/// The words of a standing: until when, or since when.
pub fn standing_words(standing: &CertificationStanding, language: Language) -> Markup {
    html! {
        @match standing {
            CertificationStanding::Valid { until } | CertificationStanding::DueSoon { until } => { (language.pick("有效期至 ", "good until ")) (date(*until, language)) },
            CertificationStanding::PutOff { citation: cite } => {
                (language.pick("疫情防控期间可以延后，待遇照发 ", "may wait while the emergency lasts; payment goes on ")) (citation(cite, language))
            },
            CertificationStanding::Lapsed { since: Some(since) } => { (language.pick("已于 ", "ran out on ")) (date(*since, language)) (language.pick(" 到期", "")) },
            CertificationStanding::Lapsed { since: None } => { (language.pick("没有认证记录", "never certified")) },
        }
    }
}

pub fn ask(shown: &Shown, data: &FormData, errors: &FormErrors, csrf_token: &str, fresh_key: &str, language: Language) -> Markup {
    let view = FormView::new(language, data, errors);
    html! {
        (error_summary(errors, language))
        (heading(&title(), Some(&Text::same(shown.person.name.as_str())), language))
        @match &shown.standing {
            None => (notification_banner(
                &Text::new("您没有按月领取的待遇，不需要认证", "You receive no monthly benefit and need not be certified"),
                html! { p { (link("/my", language.pick("返回首页", "Back to your home"))) } },
                Tone::Information,
                language,
            )),
            Some(standing) => {
                @if shown.is_stopped {
                    (notification_banner(
                        &Text::new("待遇已暂停：没有完成资格认证", "Your benefit is suspended for want of a certification"),
                        html! { p { (language.pick("完成认证后恢复发放，暂停期间的待遇一并补发。", "Once certified it is paid again, with the months in between.")) } },
                        Tone::Warning,
                        language,
                    ))
                }
                (SummaryList::new(language)
                    .row(Text::new("现在的状态", "Now"), html! { (standing_tag(standing, language)) " " (standing_words(standing, language)) })
                    .row(Text::new("上次认证", "Last time"), last_time(shown.certification.as_ref(), language)))
                p.lead { (language.pick("每年一次，回答一个问题就完成。", "Once a year: one question, and it is done.")) }
                (form(ADDRESS, csrf_token, html! {
                    (key_field(fresh_key))
                    (view.checkboxes(DECLARED, question(), vec![Choice::new("yes", declaration())]))
                    p.hint { (language.pick("虚报冒领须退回，并承担法律责任。", "What is drawn by a false statement is paid back and prosecuted.")) }
                    (button(&Text::new("完成认证", "Certify"), language))
                }))
                (other_ways(language))
            }
        }
    }
}

fn last_time(certification: Option<&Certification>, language: Language) -> Markup {
    html! {
        @match certification {
            None => (language.pick("没有记录", "no record")),
            Some(last) => { (date(last.certified_on, language)) " " span.hint { (last.way.name().in_language(language)) } },
        }
    }
}

fn other_ways(language: Language) -> Markup {
    details(
        &Text::new("不方便上网？", "Not online?"),
        html! {
            ul {
                li { (language.pick("打 12333，电话里核对身份后由坐席代为认证；", "Call 12333: after checking who you are, the operator certifies you.")) }
                li { (language.pick("自助机、窗口或把认证表寄来；", "At a kiosk, at a counter, or on a form by post.")) }
                li { (language.pick("请家人、邻居或社区、村干部协助；", "With the help of family, neighbours or the community.")) }
                li { (language.pick("看病、乘车、用社保卡等数据能确认的，系统自动认证，不用办理。", "Where medical, travel or card data show it, you are certified without doing anything.")) }
            }
        },
        language,
    )
}

/// The confirmation.
pub fn done(number: &str, until: Date, way: CertificationWay, case_href: &str, language: Language) -> Markup {
    html! {
        (panel(&Text::new("认证完成", "Certified"), &Text::new("受理编号", "Reference"), number, language))
        (SummaryList::new(language)
            .row(Text::new("有效期至", "Good until"), html! { strong { (date(until, language)) } })
            .words(Text::new("认证方式", "Way"), way.name().in_language(language)))
        (what_happens_next(&[
            Text::new("待遇照常发放，不用再做什么。", "Payment goes on; there is nothing else to do."),
            Text::new("到期前会提醒您下一次认证。", "You are reminded before the next one."),
        ], language))
        p { (link(case_href, language.pick("查看记录", "See the record"))) }
    }
}
