//! The pages of the staff: a case, a queue, and the components not seen elsewhere.

use maud::{Markup, html};
use values::{Basis, Citation, Date, Explanation, Fen, Language, Month, Step as ExplanationStep, Text};
use web::components::{
    Bar, ButtonStyle, Choice, Column, Deadline, DeadlineState, Filter, Reveal, Step, StepState, SummaryList, Tab, Table, TimelineEntry,
    Tone, bar_chart, breadcrumbs, button_value, date, deadline, details, empty_state, explanation, filter_bar, form, heading, masked,
    money, notification_banner, pagination, post_button, section, sparkline, steps, tabs, tag, timeline,
};
use web::{NavigationItem, Shell, Surface};

use super::pages::{signed_in, text};

fn day(number: i8) -> Date {
    Month::new(2020, 2).map(|month| month.day(number)).unwrap_or_default()
}

fn desk(language: Language, title: Text, current: &str) -> Shell {
    let mut shell = signed_in(Surface::Desk, language, title);
    shell.navigation = [
        ("/desk", "我的待办", "My work"),
        ("/desk/cases", "全部业务", "All cases"),
        ("/desk/people", "人员查询", "People"),
        ("/desk/employers", "单位查询", "Employers"),
        ("/desk/runs", "月度批次", "Monthly runs"),
        ("/desk/reports", "统计报表", "Reports"),
    ]
    .into_iter()
    .map(|(href, chinese, english)| NavigationItem::new(href, text(chinese, english), href == current))
    .collect();
    shell
}

fn derivation() -> Explanation {
    Explanation {
        steps: vec![
            ExplanationStep {
                name: text("受理", "Accepted"),
                formula: text("材料齐全当日受理", "Accepted on the day the papers are complete"),
                inputs: vec![(text("收到日期", "Received"), "2020-02-10".to_owned())],
                result: "2020-02-10".to_owned(),
                citation: Citation::new("威人社函〔2020〕6号", "第三条"),
            },
            ExplanationStep {
                name: text("决定期限", "Decision due"),
                formula: text("受理次日起5个工作日，节假日顺延", "5 working days from the day after, holidays excluded"),
                inputs: vec![(text("受理日期", "Accepted"), "2020-02-10".to_owned()), (text("工作日", "Working days"), "5".to_owned())],
                result: "2020-02-17".to_owned(),
                citation: Citation { basis: Basis::Memory, ..Citation::new("行政许可法", "第82条") },
            },
        ],
    }
}

pub fn case(language: Language) -> Markup {
    let title = text("缓缴申请 HJ-371002-2020-000127", "Deferral HJ-371002-2020-000127");
    let shell = desk(language, title, "/desk");
    let derivation = derivation();
    let due = Deadline {
        name: text("作出决定", "Decision"),
        due_on: day(17),
        state: DeadlineState::AtRisk,
        remaining: Some(text("还有1个工作日", "1 working day left")),
        derivation: Some(&derivation),
    };
    shell.page(html! {
        (breadcrumbs(&[(text("我的待办", "My work"), "/desk".to_owned()), (text("缓缴", "Deferrals"), "/desk/cases?kind=deferral".to_owned())], language))
        (heading(&text("威海海风食品有限公司", "Weihai Haifeng Foods Co., Ltd"), Some(&text("缓缴申请 HJ-371002-2020-000127", "Deferral HJ-371002-2020-000127")), language))
        (way(language))
        div.columns {
            div {
                (facts(&shell))
                (section(&text("经过", "History"), history(language), language))
            }
            aside aria-label=(language.pick("期限与决定", "Deadline and decision")) {
                (deadline(&due, language))
                (decision(&shell))
            }
        }
    })
}

fn way(language: Language) -> Markup {
    let step = |chinese: &str, english: &str, state, note: Option<Text>| Step { name: text(chinese, english), state, note };
    steps(
        &[
            step("受理", "Accepted", StepState::Done, Some(text("2月10日", "10 February"))),
            step("初审", "First examination", StepState::Current, Some(text("王晓梅", "Wang Xiaomei"))),
            step("复核", "Second examination", StepState::Coming, None),
            step("决定与送达", "Decision and service", StepState::Coming, Some(text("2月17日前", "by 17 February"))),
        ],
        language,
    )
}

fn facts(shell: &Shell) -> Markup {
    let language = shell.language;
    let reveal =
        Reveal { action: "/desk/reveal", csrf_token: &shell.csrf_token, what: text("联系电话", "telephone number"), key: "telephone" };
    html! {
        (SummaryList::new(language)
            .words(text("统一社会信用代码", "Social credit code"), "91371000MA3C0000X0")
            .row(text("联系电话", "Telephone"), masked("138****5678", Some(&reveal), language))
            .row(text("状态", "Status"), tag(&text("初审中", "Being examined"), Tone::Information, language))
            .row(text("申请日期", "Applied on"), date(day(10), language))
            .row(text("预计缓缴金额", "Expected amount"), money(Fen(12_345_600), language)))
    }
}

fn history(language: Language) -> Markup {
    let entry = |at: &str, what: Text, who: Text| TimelineEntry { at: at.to_owned(), what, who: Some(who), detail: None };
    timeline(
        &[
            entry("2020-02-12 09:05", text("分派初审", "Assigned for examination"), text("系统", "System")),
            TimelineEntry {
                detail: Some(html! { p { (language.pick("材料齐全，当场受理。", "Papers complete, accepted at once.")) } }),
                ..entry("2020-02-10 10:12", text("受理申请", "Application accepted"), text("系统", "System"))
            },
            entry("2020-02-10 10:12", text("网上提交", "Sent online"), text("单位经办人 李强", "Li Qiang for the employer")),
        ],
        language,
    )
}

fn decision(shell: &Shell) -> Markup {
    let language = shell.language;
    html! {
        (section(&text("作出决定", "Decide"), form("/desk/cases/127/decide", &shell.csrf_token, html! {
            div.button-row {
                (button_value(&text("同意缓缴", "Grant"), "decision", "grant", ButtonStyle::Primary, language))
                (button_value(&text("要求补正", "Ask for more"), "decision", "ask", ButtonStyle::Secondary, language))
                (button_value(&text("不予同意", "Refuse"), "decision", "refuse", ButtonStyle::Warning, language))
            }
        }), language))
    }
}

pub fn queue(language: Language) -> Markup {
    let title = text("我的待办", "My work");
    let tab = |href: &str, chinese: &str, english: &str, count, current| Tab {
        href: href.to_owned(),
        text: text(chinese, english),
        current,
        count: Some(count),
    };
    let kinds = vec![Choice::new("deferral", text("缓缴", "Deferral")), Choice::new("injury", text("工伤", "Work injury"))];
    desk(language, title.clone(), "/desk").page(html! {
        (heading(&title, None, language))
        (tabs(&text("待办分类", "Kinds of work"), &[
            tab("/desk", "待初审", "To examine", 12, true),
            tab("/desk?view=second", "待复核", "To confirm", 3, false),
            tab("/desk?view=overdue", "已超期", "Overdue", 1, false),
        ], language))
        (filter_bar("/desk", &[
            Filter::Words("words".to_owned(), text("编号或名称", "Number or name"), String::new()),
            Filter::Choice("kind".to_owned(), text("业务", "Service"), kinds, "deferral".to_owned()),
        ], language))
        (queue_table(language))
        (pagination(None, Some("/desk?after=000131"), language))
    })
}

fn queue_table(language: Language) -> Markup {
    let columns = vec![
        Column::text(text("编号", "Number")),
        Column::text(text("申请人", "Applicant")),
        Column::text(text("业务", "Service")),
        Column::figures(text("金额", "Amount")),
        Column::text(text("期限", "Due")),
        Column::text(text("状态", "Status")),
    ];
    let rows = [
        ("000127", "威海海风食品有限公司", 12_345_600, 17, DeadlineState::AtRisk),
        ("000128", "环翠区金线顶街道便民超市", 845_050, 18, DeadlineState::OnTrack),
        ("000099", "文登区顺达运输有限责任公司", 3_020_000, 7, DeadlineState::Breached),
        ("000131", "荣成市石岛水产加工厂", 98_700_000, 20, DeadlineState::OnTrack),
    ];
    let table = Table::new(text("待初审的业务", "Cases to examine"), columns, language).hide_caption();
    let table = table.rows(rows.iter().map(|(number, name, amount, due, state)| {
        vec![
            html! { a href={ "/desk/cases/" (number) } { "HJ-371002-2020-" (number) } },
            html! { (name) },
            html! { (language.pick("缓缴", "Deferral")) },
            money(Fen(*amount), language),
            date(day(*due), language),
            tag(&state.words(), state.tone(), language),
        ]
    }));
    html! { (table) }
}

pub fn components(language: Language) -> Markup {
    let title = text("其他组件", "Other components");
    let shell = desk(language, title.clone(), "/desk/reports");
    let bar = |chinese: &str, english: &str, value: i64| Bar { name: text(chinese, english), value, printed: value.to_string() };
    let total = Table::new(
        text("应缴明细", "Contributions due"),
        vec![Column::text(text("险种", "Insurance")), Column::figures(text("单位", "Employer")), Column::figures(text("个人", "Person"))],
        language,
    )
    .row(vec![html! { (language.pick("养老保险", "Pension")) }, money(Fen(64_000), language), money(Fen(32_000), language)])
    .row(vec![html! { (language.pick("失业保险", "Unemployment")) }, money(Fen(2_800), language), money(Fen(1_200), language)])
    .footer(vec![html! { (language.pick("合计", "Total")) }, money(Fen(66_800), language), money(Fen(33_200), language)]);
    shell.page(html! {
        (heading(&title, None, language))
        (notification_banner(&text("已保存", "Saved"), html! { p { (language.pick("审核意见已保存。", "Your opinion was saved.")) } }, Tone::Good, language))
        (section(&text("图表", "Charts"), html! {
            (bar_chart(&text("本月受理件数", "Cases accepted this month"), &[
                bar("环翠区", "Huancui", 128), bar("文登区", "Wendeng", 74), bar("荣成市", "Rongcheng", 96), bar("乳山市", "Rushan", 31),
            ], language))
            p {
                (language.pick("近七日受理 ", "Accepted in seven days "))
                (sparkline(&[12, 15, 11, 18, 24, 22, 31], &text("从12件升到31件", "rising from 12 to 31"), language))
            }
        }, language))
        (section(&text("表格", "Table"), html! { (total) }, language))
        (section(&text("计算说明", "Explanation"), explanation(&derivation(), language), language))
        (section(&text("空列表", "Empty list"), empty_state(&text("没有待办", "Nothing to do"), &text("新的业务会出现在这里。", "New cases will appear here."), Some(("/desk/cases", &text("查看全部业务", "See all cases"))), language), language))
        (section(&text("折叠", "Folded"), html! {
            (details(&text("为什么需要这些信息", "Why we ask for this"), html! { p { (language.pick("用于核实身份。", "To confirm who you are.")) } }, language))
            (post_button("/desk/close", &shell.csrf_token, &text("结束办理", "Close the case"), ButtonStyle::Secondary, language))
        }, language))
    })
}
