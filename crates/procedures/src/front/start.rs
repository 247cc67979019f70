//! The start page: what can be done here, and how to be served without coming.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use values::Text;
use web::Visitor;
use web::components::{ButtonStyle, SummaryList, heading, link_button, section, service_cards};
use web::sign_in::home;

use super::guide::service_list;
use agency::Agency;
use agency::shell::public_shell;

pub(super) async fn start(State(agency): State<Agency>, visitor: Visitor) -> Response {
    let language = visitor.language;
    let title = Text::new("社会保险网上办事大厅", "Social insurance online");
    let body = html! {
        (heading(&title, None, language))
        p.lead {
            (language.pick(
                "参保缴费、退休养老、资格认证和工伤都可以在这里办理，随时查看进度，不必到大厅。",
                "Insure and pay, retire and draw a pension, certify, or have a work injury recognised here, and follow every case without coming to a counter."
            ))
        }
        (way_in(&visitor))
        (section(&Text::new("可以办理的业务", "What you can do here"), service_cards(&service_list(&agency), language), language))
        (section(&Text::new("先算一算", "Work it out first"), service_cards(&calculators(), language), language))
        p { a href="/verify" { (language.pick("核对一份证明或决定书的真伪", "Verify a certificate or decision you hold")) } }
        (section(&Text::new("不上网也能办", "Without the web"), other_ways(&agency, &visitor), language))
    };
    public_shell(&visitor, title).page(body).into_response()
}

/// What anybody can work out without signing in.
fn calculators() -> [(String, Text, Text); 2] {
    [
        (
            "/retirement-date".to_owned(),
            Text::new("什么时候退休", "When do I retire"),
            Text::new(
                "按出生年月测算法定退休年月、起领月份和最低缴费年限。",
                "Your statutory month, when the pension starts and the contributions it takes.",
            ),
        ),
        (
            "/pension-estimate".to_owned(),
            Text::new("估算我的养老金", "Estimate my pension"),
            Text::new(
                "按缴费年限、平均指数和个人账户估算每月养老金，逐步列出算法和依据。",
                "The monthly pension from your years, index and account, step by step with the articles.",
            ),
        ),
    ]
}

fn way_in(visitor: &Visitor) -> Markup {
    let language = visitor.language;
    match &visitor.actor {
        Some(actor) => link_button(home(actor), &Text::new("进入我的首页", "Go to my pages"), ButtonStyle::Primary, language),
        None => link_button("/sign-in", &Text::new("登录", "Sign in"), ButtonStyle::Primary, language),
    }
}

/// The telephone, and the halls with theirs.
fn other_ways(agency: &Agency, visitor: &Visitor) -> Markup {
    let language = visitor.language;
    let hotline = agency.hotline();
    let telephone = |number: &str| {
        let dialled: String = number.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect();
        html! { a href={ "tel:" (dialled) } { (number) } }
    };
    let mut list = SummaryList::new(language).row(Text::new("服务热线", "Hotline"), telephone(hotline)).words(
        Text::new("代办", "Helpers"),
        language.pick(
            "热线和窗口工作人员可以登记您的委托，代您提交。",
            "Staff on the telephone and at the counters can file for you on a recorded authorisation.",
        ),
    );
    // Halls of which no more is known than the hotline stand in one row, so that the same number is not read nine times.
    let halls = agency.law.city().map_or(&[][..], |city| &city.halls);
    let (bare, reachable): (Vec<_>, Vec<_>) = halls.iter().partition(|hall| hall.address.is_none() && hall.telephone == hotline);
    if !bare.is_empty() {
        let names = bare.iter().map(|hall| hall.name.in_language(language)).collect::<Vec<_>>().join(language.pick("、", ", "));
        list = list.words(Text::new("服务大厅", "Halls"), &names);
    }
    for hall in reachable {
        let address = hall.address.as_ref().map(|address| address.in_language(language).to_owned()).unwrap_or_default();
        list = list.row(hall.name.clone(), html! { (telephone(&hall.telephone)) " " (address) });
    }
    html! { (list) }
}

pub(super) async fn legal(visitor: Visitor) -> Response {
    let paragraphs = [
        Text::new(
            "我们只为办理社会保险业务处理您的个人信息。证件号码、电话号码加密保存，页面只显示一部分；工作人员查看档案均有记录。",
            "Personal data are handled only to carry out social insurance. Identity and telephone numbers are stored encrypted and shown in part; every look by staff is recorded.",
        ),
        Text::new(
            "本网站只使用保持登录和记住语言所必需的 Cookie，不使用第三方脚本和统计。",
            "This site sets only the cookies needed to keep you signed in and to remember your language; there are no scripts or statistics of third parties.",
        ),
        Text::new("要求查阅、更正个人信息，请拨打 12333。", "To see or correct your data, call 12333."),
    ];
    words_page(&visitor, Text::new("法律声明与个人信息保护", "Legal notice and privacy"), &paragraphs)
}

pub(super) async fn accessibility(visitor: Visitor) -> Response {
    let paragraphs = [
        Text::new(
            "所有页面不依赖脚本即可使用，可以只用键盘操作，放大到四倍仍可阅读。",
            "Every page works without scripts and with the keyboard alone, and reads at four times its size.",
        ),
        Text::new(
            "如果某个页面您用不了，请拨打 12333，我们会代您办理并改进。",
            "If a page does not work for you, call 12333: we will do it for you and mend the page.",
        ),
    ];
    words_page(&visitor, Text::new("无障碍说明", "Accessibility"), &paragraphs)
}

fn words_page(visitor: &Visitor, title: Text, paragraphs: &[Text]) -> Response {
    let language = visitor.language;
    let body = html! {
        (heading(&title, None, language))
        @for paragraph in paragraphs { p { (paragraph.in_language(language)) } }
    };
    public_shell(visitor, title).page(body).into_response()
}
