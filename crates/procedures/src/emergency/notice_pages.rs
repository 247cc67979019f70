//! What a notice changes, for the public: clause by clause, in our own words, from the notice's own measures.

use casework::EmergencyRecord;
use maud::{Markup, html};
use rules::notice::{Clause, Measure, MeasureKind, Notice, Period};
use values::{AreaCode, Language, Text};
use web::components::{SummaryList, Tone, back_link, citation, date, date_words, details, empty_state, heading, inset, section, tag};

/// A notice with what was recorded about its emergency.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    pub notice: &'a Notice,
    pub record: Option<&'a EmergencyRecord>,
    pub today: values::Date,
}

impl Declared<'_> {
    fn standing(&self) -> (Text, Tone) {
        match self.record {
            None => (Text::new("未施行", "not in force"), Tone::Neutral),
            Some(record) if record.lasts_on(self.today) => (Text::new("施行中", "in force"), Tone::Warning),
            Some(record) if record.declared_on > self.today => (Text::new("尚未开始", "not yet in force"), Tone::Information),
            Some(_) => (Text::new("已解除", "ended"), Tone::Neutral),
        }
    }
}

/// The body of `/notices`.
pub fn list(notices: &[Declared<'_>], language: Language) -> Markup {
    let title = Text::new("应急通知", "Emergency notices");
    html! {
        (heading(&title, None, language))
        @if notices.is_empty() {
            (empty_state(
                &Text::new("没有应急通知", "There is no emergency notice"),
                &Text::new("所有业务照常办理。", "Everything is handled as usual."),
                None,
                language,
            ))
        }
        ul.service-cards {
            @for declared in notices {
                @let (words, tone) = declared.standing();
                li {
                    a href={ "/notices/" (declared.notice.id) } { (declared.notice.title.in_language(language)) }
                    p { (declared.notice.number) " " (tag(&words, tone, language)) }
                }
            }
        }
    }
}

/// The body of `/notices/{id}`.
pub fn notice(declared: &Declared<'_>, hotline: &str, area_name: &dyn Fn(AreaCode) -> Text, language: Language) -> Markup {
    let notice = declared.notice;
    html! {
        (back_link("/notices", language))
        (heading(&notice.title, Some(&Text::same(notice.number.clone())), language))
        (summary(declared, area_name, language))
        (inset(html! {
            p {
                (language.pick("有疑问请拨打 ", "For questions call "))
                a href={ "tel:" (hotline) } { (hotline) }
                (language.pick("。业务可以在网上、手机、电话、邮寄或电子邮件办理，不必到大厅。", ". Everything can be done on the web, by phone, post or e-mail, without a visit."))
            }
        }))
        @for clause in &notice.clauses { (written_clause(clause, declared, area_name, language)) }
    }
}

fn summary(declared: &Declared<'_>, area_name: &dyn Fn(AreaCode) -> Text, language: Language) -> Markup {
    let notice = declared.notice;
    let (words, tone) = declared.standing();
    let mut list = SummaryList::new(language)
        .row(Text::new("状态", "Standing"), tag(&words, tone, language))
        .words(Text::new("发文机关", "Issued by"), notice.issuer.in_language(language))
        .row(Text::new("发文日期", "Issued on"), date(notice.issued_on, language))
        .words(Text::new("事由", "Emergency"), notice.emergency.name.in_language(language))
        .words(Text::new("适用地区", "Areas"), areas(&notice.areas, area_name).in_language(language));
    if let Some(record) = declared.record {
        list = list.row(Text::new("施行日期", "In force since"), date(record.declared_on, language));
        if let Some(ended_on) = record.ended_on {
            list = list.row(Text::new("解除日期", "Ended on"), date(ended_on, language));
        }
    }
    html! { (list) }
}

fn areas(codes: &[AreaCode], area_name: &dyn Fn(AreaCode) -> Text) -> Text {
    if codes.is_empty() {
        return Text::new("全市", "the whole city");
    }
    let names: Vec<Text> = codes.iter().map(|code| area_name(*code)).collect();
    let joined = |pick: fn(&Text) -> &str, mark: &str| names.iter().map(pick).collect::<Vec<_>>().join(mark);
    Text::new(joined(|name| &name.zh, "、"), joined(|name| &name.en, ", "))
}

fn written_clause(clause: &Clause, declared: &Declared<'_>, area_name: &dyn Fn(AreaCode) -> Text, language: Language) -> Markup {
    let title = Text::new(format!("{}　{}", clause.place, clause.summary.zh), format!("{} {}", clause.place, clause.summary.en));
    section(&title, html! { @for measure in &clause.measures { (written_measure(measure, declared, area_name, language)) } }, language)
}

fn written_measure(measure: &Measure, declared: &Declared<'_>, area_name: &dyn Fn(AreaCode) -> Text, language: Language) -> Markup {
    let who = &measure.scope.who;
    html! {
        div.inset {
            p { (tag(&measure.kind.name(), Tone::Information, language)) }
            p { (measure.summary.in_language(language)) }
            @for telephone in telephones(&measure.kind) {
                p { (language.pick("电话 ", "Telephone ")) a href={ "tel:" (dialled(telephone)) } { (telephone) } }
            }
            (details(&Text::new("对谁、什么时候、依据", "For whom, when, and under which text"), html! {
                (SummaryList::new(language)
                    .words(Text::new("适用对象", "For whom"), if who.zh.is_empty() { language.pick("所有人", "everybody") } else { who.in_language(language) })
                    .words(Text::new("适用地区", "Areas"), areas(&measure.scope.areas, area_name).in_language(language))
                    .words(Text::new("条件", "Condition"), measure.condition.as_ref().map_or(language.pick("无", "none"), |condition| condition.text.in_language(language)))
                    .words(Text::new("期限", "Period"), &period(&measure.period, declared, language))
                    .row(Text::new("依据", "Under"), citation(&measure.citation, language)))
            }, language))
        }
    }
}

fn telephones(kind: &MeasureKind) -> &[String] {
    match kind {
        MeasureKind::Channel(channel) => &channel.telephones,
        _ => &[],
    }
}

fn dialled(telephone: &str) -> String {
    telephone.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect()
}

fn period(period: &Period, declared: &Declared<'_>, language: Language) -> String {
    let ended = declared.record.and_then(|record| record.ended_on);
    let until = match ended {
        Some(on) => Text::new(format!("至 {}", date_words(on, Language::Chinese)), format!("until {}", date_words(on, Language::English))),
        None => Text::new("至疫情解除", "until the emergency ends"),
    };
    let words = match period {
        Period::WhileEmergencyLasts => Text::new(format!("疫情防控期间，{}", until.zh), format!("while the emergency lasts, {}", until.en)),
        Period::Fixed(fixed) => Text::new(
            format!("{} 至 {}", date_words(fixed.from, Language::Chinese), date_words(fixed.until, Language::Chinese)),
            format!("{} to {}", date_words(fixed.from, Language::English), date_words(fixed.until, Language::English)),
        ),
        Period::UntilMonthsAfterEnd(months) => Text::new(
            format!("疫情防控期间及解除后 {months} 个月内"),
            format!("while the emergency lasts and {months} months after its end"),
        ),
    };
    words.in_language(language).to_owned()
}
