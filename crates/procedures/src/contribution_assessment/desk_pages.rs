//! The monthly runs at the desk: which months are assessed, how far a run is, and starting the next one.

use casework::run::RunProgress;
use casework::{CaseHead, Stage};
use maud::{Markup, html};
use values::{Fen, Language, Month, Text};
use web::FormErrors;
use web::components::{
    ButtonStyle, Column, SummaryList, Table, Tone, back_link, button_style, citation, empty_state, error_summary, form, heading, link,
    money, month, month_words, notification_banner, section, tag,
};

use agency::common::page::{hidden, key_field};

/// A run as the desk shows it.
#[derive(Debug, Clone)]
pub struct Run {
    pub head: CaseHead,
    pub month: Month,
    pub progress: RunProgress,
}

impl Run {
    pub fn is_running(&self) -> bool {
        self.head.stage == Stage::Running
    }
}

/// The runs of one area, newest month first.
#[derive(Debug, Clone)]
pub struct AreaRuns {
    pub name: Text,
    pub runs: Vec<Run>,
    /// The month that can be started now, with its token and key; `None` for who may not or where none is due.
    pub next: Option<Month>,
}

/// The body of `/desk/contribution-assessments`.
pub fn list(areas: &[AreaRuns], errors: &FormErrors, csrf_token: &str, fresh_key: &str, language: Language) -> Markup {
    html! {
        (error_summary(errors, language))
        (heading(&Text::new("月度缴费核定", "Monthly assessment"), None, language))
        p.lead {
            (language.pick(
                "每月核定一次：按申报工资算出每人的基数和五项费用，形成各单位的应缴额。核定启动后，该月不再受理人员增减。",
                "Once a month: base and five parts of every person, and from them what each employer owes. Once started, the month takes no more personnel changes.",
            ))
        }
        @for area in areas { (area_runs(area, csrf_token, fresh_key, language)) }
        p.citation-line { (language.pick("依据：", "Under ")) (citation(&values::Citation::new("社会保险费征缴暂行条例", "第10条"), language)) }
    }
}

fn area_runs(area: &AreaRuns, csrf_token: &str, fresh_key: &str, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("月份", "Month")),
        Column::text(Text::new("状态", "Standing")),
        Column::figures(Text::new("批次", "Chunks")),
        Column::figures(Text::new("人数", "People")),
        Column::figures(Text::new("应缴合计", "Owed in all")),
        Column::text(Text::new("编号", "Number")),
    ];
    let body = html! {
        @if let Some(next) = area.next {
            (form("/desk/contribution-assessments", csrf_token, html! {
                (key_field(fresh_key))
                (hidden("month", &next.to_string()))
                (button_style(
                    &Text::new(
                        format!("启动 {} 核定", month_words(next, Language::Chinese)),
                        format!("Start {}", month_words(next, Language::English)),
                    ),
                    ButtonStyle::Primary,
                    language,
                ))
            }))
        }
        @if area.runs.is_empty() {
            (empty_state(
                &Text::new("还没有核定过", "Nothing was assessed yet"),
                &Text::new("由本区域基金会计启动。", "The area's fund accountant starts the first month."),
                None,
                language,
            ))
        } @else {
            (Table::new(area.name.clone(), columns, language).hide_caption().rows(area.runs.iter().map(|run| run_row(run, language))))
        }
    };
    section(&area.name, body, language)
}

fn run_row(run: &Run, language: Language) -> Vec<Markup> {
    let number = run.head.number.to_string();
    vec![
        month(run.month, language),
        stage_tag(run, language),
        html! { span.figure { (run.progress.chunks_done) " / " (run.progress.chunks) } },
        html! { span.figure { (run.progress.items) } },
        money(Fen(run.progress.total_fen), language),
        link(&format!("/desk/contribution-assessments/{number}"), &number),
    ]
}

fn stage_tag(run: &Run, language: Language) -> Markup {
    let tone = if run.is_running() { Tone::Information } else { Tone::Good };
    tag(&run.head.stage.name(), tone, language)
}

/// The body of `/desk/contribution-assessments/{number}`.
pub fn progress(run: &Run, area_name: &Text, language: Language) -> Markup {
    let title = Text::new(
        format!("{}缴费核定", month_words(run.month, Language::Chinese)),
        format!("Assessment of {}", month_words(run.month, Language::English)),
    );
    let RunProgress { chunks, chunks_done, items, total_fen } = run.progress;
    html! {
        (back_link("/desk/contribution-assessments", language))
        (heading(&title, Some(area_name), language))
        @if run.is_running() {
            (notification_banner(
                &Text::new("正在核定", "The run is in progress"),
                html! {
                    p {
                        (language.pick(
                            "可以离开本页，核定会继续；本页每几秒自动刷新。中断后会从断点继续，不会重复。",
                            "You may leave: it goes on. This page reloads every few seconds. After an interruption it resumes and never doubles.",
                        ))
                    }
                    @if chunks > 0 {
                        p {
                            progress value=(chunks_done) max=(chunks) {}
                            " " span.figure { (chunks_done) " / " (chunks) }
                        }
                    }
                },
                Tone::Information,
                language,
            ))
        }
        (SummaryList::new(language)
            .row(Text::new("状态", "Standing"), stage_tag(run, language))
            .row(Text::new("批次", "Chunks"), html! { span.figure { (chunks_done) " / " (chunks) } })
            .row(Text::new("已核定人数", "People assessed"), html! { span.figure { (items) } })
            .row(Text::new("应缴合计", "Owed in all"), money(Fen(total_fen), language))
            .row(Text::new("案卷", "Case"), link(&format!("/desk/cases/{}", run.head.number), &run.head.number.to_string())))
    }
}
