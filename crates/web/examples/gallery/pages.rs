//! The public pages, the kiosk and the list of all sample pages.

use maud::{Markup, html};
use values::{Citation, Language, Month, Text};
use web::components::{
    ButtonStyle, Tone, back_link, button_style, heading, link_button, notification_banner, panel, print_button, section, service_cards,
    what_happens_next,
};
use web::guide::{Material, Required, ServiceGuide, TimeLimit};
use web::{Banner, NavigationItem, PageError, Shell, Surface, Viewer};

use super::{desk, forms};

pub fn text(chinese: &str, english: &str) -> Text {
    Text::new(chinese, english)
}

/// Name and whole document of every sample page.
pub fn all(language: Language) -> Vec<(&'static str, String)> {
    [
        ("start", start(language)),
        ("guide", guide(language)),
        ("form", forms::form_with_errors(language)),
        ("question", forms::question(language)),
        ("check", forms::check(language)),
        ("confirmation", confirmation(language)),
        ("case", desk::case(language)),
        ("queue", desk::queue(language)),
        ("components", desk::components(language)),
        ("kiosk", kiosk(language)),
        ("error", error(language)),
    ]
    .into_iter()
    .map(|(name, page)| (name, page.into_string()))
    .collect()
}

pub fn shell(surface: Surface, language: Language, title: Text) -> Shell {
    let mut shell = Shell::new(surface, language, title);
    shell.agency = text("威海市社会保险服务中心", "Weihai Social Insurance Service Centre");
    shell.csrf_token = "0123456789abcdef".to_owned();
    shell
}

pub fn signed_in(surface: Surface, language: Language, title: Text) -> Shell {
    let mut shell = shell(surface, language, title);
    shell.viewer = Some(Viewer {
        display_name: "王晓梅".to_owned(),
        role: if surface == Surface::Employer { text("单位经办人", "Employer's clerk") } else { text("初审", "First examiner") },
        area_name: text("环翠区", "Huancui"),
    });
    shell.business_date = Month::new(2020, 2).ok().map(|month| month.day(10));
    shell
}

fn emergency() -> Banner {
    Banner {
        title: text("疫情防控期间，社保业务请尽量“不见面”办理", "During the epidemic please use services without coming to the hall"),
        detail: text(
            "逾期办理不影响权益，缓缴期间免收滞纳金。",
            "Late applications keep all rights; no late fees are charged during deferral.",
        ),
        link: Some(("/emergency".to_owned(), text("查看各项措施", "See all measures"))),
    }
}

fn start(language: Language) -> Markup {
    let mut shell = shell(Surface::Public, language, text("首页", "Start"));
    shell.banner = Some(emergency());
    shell.navigation = vec![
        NavigationItem::new("/", text("首页", "Start"), true),
        NavigationItem::new("/services", text("全部服务", "All services"), false),
        NavigationItem::new("/halls", text("服务大厅", "Service halls"), false),
        NavigationItem::new("/verify", text("核验文书", "Verify a document"), false),
    ];
    let people = [
        (
            "/my/claim-pension",
            "申请领取养老金",
            "Claim your pension",
            "达到退休年龄，从这里开始。",
            "You have reached retirement age: begin here.",
        ),
        (
            "/my/certify",
            "领取资格认证",
            "Confirm you still receive a pension",
            "在手机上完成，全年随时可办。",
            "Done on your telephone at any time of the year.",
        ),
        (
            "/my/record",
            "查询缴费记录",
            "See your contributions",
            "逐月列明，可打印参保证明。",
            "Month by month, with a certificate to print.",
        ),
        ("/my/injury", "工伤待遇", "Work injury benefits", "医疗费、伤残和工亡待遇。", "Treatment, disability and death benefits."),
    ];
    let employers = [
        (
            "/employer/deferral",
            "缓缴社会保险费",
            "Defer contributions",
            "受疫情影响的单位可以申请，期间免收滞纳金。",
            "For employers hit by the epidemic; no late fee meanwhile.",
        ),
        (
            "/employer/staff",
            "职工增减变动",
            "Staff joining and leaving",
            "逐人填写，或上传 Excel 表。",
            "One by one, or upload a spreadsheet.",
        ),
        (
            "/employer/injury-report",
            "工伤事故备案",
            "Report a work accident",
            "事故发生后可先电话或网上备案。",
            "File by telephone or here, papers can follow.",
        ),
    ];
    shell.page(html! {
        (heading(&text("您要办理什么？", "What would you like to do?"), None, language))
        p.lead { (language.pick("社会保险业务都可以在网上办理。不方便上网时，请拨打 12333。", "All social insurance services are online. If that is difficult, call 12333.")) }
        (section(&text("个人", "For people"), cards(&people, language), language))
        (section(&text("单位", "For employers"), cards(&employers, language), language))
    })
}

type Card<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn cards(cards: &[Card<'_>], language: Language) -> Markup {
    let services: Vec<(String, Text, Text)> =
        cards.iter().map(|card| (card.0.to_owned(), text(card.1, card.2), text(card.3, card.4))).collect();
    service_cards(&services, language)
}

fn guide(language: Language) -> Markup {
    let guide = ServiceGuide {
        title: text("缓缴社会保险费", "Deferring social insurance contributions"),
        who_may_apply: text(
            "受疫情影响、生产经营出现严重困难的参保单位。",
            "Insured employers in serious difficulty because of the epidemic.",
        ),
        materials: vec![
            Material {
                name: text("缓缴申请表", "Deferral application"),
                required: Required::Always,
                note: Some(text("在线填写，不需要上传", "Filled in online, no upload")),
            },
            Material {
                name: text("生产经营困难情况说明", "Statement of the difficulty"),
                required: Required::Conditional(text("申请缓缴超过三个月时需要", "Needed for more than three months")),
                note: None,
            },
        ],
        time_limits: vec![TimeLimit {
            name: text("作出决定", "Decision"),
            limit: text("5个工作日", "5 working days"),
            citation: Citation::new("威人社函〔2020〕6号", "第三条"),
        }],
        channels: vec![text("网上服务大厅", "This website"), text("手机", "Telephone app"), text("邮寄", "Post")],
        steps: vec![
            text("填写单位信息和缓缴的月份", "Give the employer's details and the months"),
            text("核对后提交，当场取得受理编号", "Check, send and get a reference number"),
            text("5个工作日内收到决定", "Receive the decision within 5 working days"),
        ],
        fee: text("不收费", "Free"),
        telephone: "12333".to_owned(),
        legal_basis: vec![Citation::new("社会保险法", "第60条"), Citation::new("威人社函〔2020〕6号", "第三条")],
    };
    let begin = link_button("/employer/deferral/begin", &text("开始办理", "Start now"), ButtonStyle::Primary, language);
    shell(Surface::Public, language, guide.title.clone()).page(guide.render(begin, language))
}

fn confirmation(language: Language) -> Markup {
    let title = text("申请已提交", "Application received");
    signed_in(Surface::Employer, language, title.clone()).page(html! {
        (panel(&title, &text("受理编号", "Your reference number"), "HJ-371002-2020-000127", language))
        p { (language.pick("请记下编号。决定作出后，我们会发短信到 138****5678。", "Keep this number. We will send a message to 138****5678 when the decision is made.")) }
        (what_happens_next(&[
            text("我们在2020年2月17日前审核您的申请。", "We examine your application by 17 February 2020."),
            text("缺少材料时，我们一次告知需要补充的全部内容。", "If something is missing we tell you everything at once."),
            text("决定书可在“我的业务”中下载和打印。", "The decision can be printed from your cases."),
        ], language))
        div.button-row {
            (link_button("/employer/cases", &text("查看办理进度", "See progress"), ButtonStyle::Secondary, language))
            (print_button(language))
        }
    })
}

fn kiosk(language: Language) -> Markup {
    let services = [
        ("/kiosk/certify", "资格认证", "Confirm pension", "需要身份证", "Bring your identity card"),
        ("/kiosk/record", "缴费记录", "Contributions", "查询、打印", "See and print"),
        ("/kiosk/certificate", "参保证明", "Certificate", "当场打印", "Printed here"),
        ("/kiosk/progress", "办理进度", "Progress", "输入受理编号", "Enter your reference"),
    ];
    shell(Surface::Kiosk, language, text("自助服务", "Self-service")).page(html! {
        (heading(&text("请选择要办理的业务", "Please choose a service"), None, language))
        (cards(&services, language))
        div.section {
            (notification_banner(
                &text("需要帮助？", "Need help?"),
                html! { p { (language.pick("请按服务台的呼叫铃，或拨打 12333。", "Ring the bell at the desk or call 12333.")) } },
                Tone::Information,
                language,
            ))
        }
    })
}

fn error(language: Language) -> Markup {
    let shell = shell(Surface::Public, language, Text::default());
    let error = PageError::Internal { reference: "7F3A-90C2".to_owned() };
    error.page(&shell)
}

/// The ways out of a form.
pub fn buttons(language: Language) -> Markup {
    html! {
        div.button-row {
            (button_style(&text("继续", "Continue"), ButtonStyle::Primary, language))
            (button_style(&text("保存草稿", "Save draft"), ButtonStyle::Secondary, language))
        }
    }
}

pub fn back(language: Language) -> Markup {
    back_link("/employer", language)
}
