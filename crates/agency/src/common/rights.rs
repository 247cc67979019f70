//! Rights to benefits as pages show them: what a month is, since when, by which decision with every step, and what is still to be paid.

use std::collections::HashMap;

use casework::{BenefitAmount, Entitlement, Failure, Person};
use maud::{Markup, html};
use values::{AreaCode, CaseNumber, Date, Explanation, Fen, Language, Month, Party, Text};
use web::components::{Column, SummaryList, Table, Tone, explanation_details, money, month, month_words, section, tag};
use web::{PageError, SignedIn};

use crate::Agency;
use crate::case_parts::look;
use crate::registry::CaseView;

/// Rights of somebody with what decided on them and what was paid.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    pub rights: Vec<Entitlement>,
    /// Cases by their number inside the area.
    pub cases: HashMap<i64, Decided>,
    /// What was paid on each right, month by month.
    pub paid: HashMap<i64, Vec<(Month, Fen)>>,
}

/// A decision that set an amount.
#[derive(Debug, Clone)]
pub struct Decided {
    pub number: CaseNumber,
    pub title: Text,
    pub result: Option<Text>,
    pub explanation: Option<Explanation>,
}

/// A person of the reader's own area and every right they have, for a form at the desk; the look at them is recorded with `why`.
pub fn beneficiary_at_desk(
    agency: &Agency,
    signed_in: &SignedIn,
    person_id: i64,
    why: &str,
) -> Result<(Person, Vec<Entitlement>), PageError> {
    let (area, party) = (signed_in.actor.area, Party::person(person_id));
    let mut reader = agency.store.reader()?;
    let person = reader.person(area, person_id)?.ok_or(PageError::NotFound)?;
    let rights = reader.entitlements_of_beneficiary(area, party)?;
    drop(reader);
    look(agency, &signed_in.actor, area, signed_in.now, "person.looked_at", party.to_string(), why)?;
    Ok((person, rights))
}

impl Rights {
    pub fn load(agency: &Agency, area: AreaCode, rights: Vec<Entitlement>) -> Result<Rights, Failure> {
        let mut reader = agency.store.reader()?;
        let mut read = Rights::default();
        for right in &rights {
            let items = reader.benefit_paid(area, right.id)?;
            read.paid.insert(right.id, right.paid(&items));
            for case_id in right.amounts.iter().map(|amount| amount.case_id) {
                // What was taken over when the program began has no case.
                if case_id != 0
                    && !read.cases.contains_key(&case_id)
                    && let Some(record) = reader.case(area, case_id)?
                {
                    let view = match agency.registry.named(&record.head.procedure) {
                        Some(surface) => surface.view(&record)?,
                        None => CaseView::default(),
                    };
                    let title = agency.registry.title(&record.head.procedure);
                    let decided = Decided { number: record.head.number, title, result: view.result, explanation: view.explanation };
                    read.cases.insert(case_id, decided);
                }
            }
        }
        read.rights = rights;
        Ok(read)
    }

    /// Months that are due by what was decided and not paid yet, up to `through`; below nothing where too much was paid.
    pub fn unpaid(&self, right: &Entitlement, through: Month) -> Vec<(Month, Fen)> {
        let paid = self.paid.get(&right.id);
        let of = |month: Month| paid.map_or(Fen::ZERO, |paid| paid.iter().filter(|(of, _)| *of == month).map(|(_, amount)| *amount).sum());
        let months = right.first_month.through(through).map(|month| (month, right.due(month) - of(month)));
        months.filter(|(_, amount)| !amount.is_zero()).collect()
    }

    /// One right with everything decided on it; `more` is shown under the standing.
    pub fn section(&self, right: &Entitlement, more: SummaryList, today: Date, language: Language) -> Markup {
        let now = Month::of(today);
        let mut list = more;
        if right.kind.is_monthly() {
            let current = right.monthly(now.max(right.first_month));
            list = list
                .row(Text::new("每月", "A month"), html! { strong { (money(current, language)) } })
                .row(Text::new("起发年月", "First month paid"), month(right.first_month, language));
            if let Some(last) = right.last_month {
                list = list.row(Text::new("发放至", "Until"), month(last, language));
            }
        } else {
            list = list
                .row(Text::new("一次性支付", "Paid once"), html! { strong { (money(right.due(right.first_month), language)) } })
                .row(Text::new("应付年月", "Due in"), month(right.first_month, language));
        }
        if right.suspensions.iter().any(|suspension| suspension.covers(now)) {
            list = list.row(Text::new("状态", "Standing"), tag(&Text::new("暂停发放", "suspended"), Tone::Warning, language));
        }
        let unpaid = self.unpaid(right, now);
        let name = right.kind.name();
        section(
            &Text::new(name.zh, capitalised(&name.en)),
            html! {
                (list)
                @for (position, amount) in right.amounts.iter().enumerate().rev() {
                    @let came_before = right.amounts.iter().take(position).any(|earlier| earlier.case_id == amount.case_id);
                    (self.amount_details(right, amount, came_before, language))
                }
                @if !unpaid.is_empty() { (unpaid_table(&unpaid, language)) }
            },
            language,
        )
    }

    /// One amount ever decided, openable step by step. What a case decided later than its grant is told on the case itself.
    fn amount_details(&self, right: &Entitlement, amount: &BenefitAmount, came_before: bool, language: Language) -> Markup {
        let provisional = if amount.provisional { language.pick("（临时）", " (provisional)") } else { "" };
        let words = |language| {
            let (of, monthly) = (month_words(amount.from_month, language), amount.monthly);
            match (language, right.kind.is_monthly()) {
                (Language::Chinese, true) => format!("自 {of} 起每月 {monthly} 元{provisional}"),
                (Language::English, true) => format!("From {of}: {monthly} yuan a month{provisional}"),
                (Language::Chinese, false) => format!("{of} 一次性 {monthly} 元"),
                (Language::English, false) => format!("{of}: {monthly} yuan, once"),
            }
        };
        let title = Text::new(words(Language::Chinese), words(Language::English));
        match self.cases.get(&amount.case_id) {
            Some(decided) if came_before => html! {
                p { (title.in_language(language)) " · " (language.pick("同一申请中更正", "changed in the same case")) " " span.figure { (decided.number) } }
            },
            Some(decided) => html! {
                @if let Some(result) = &decided.result { p { (result.in_language(language)) } }
                @if let Some(steps) = &decided.explanation { (explanation_details(&title, steps, language)) }
                @else { p { (title.in_language(language)) " · " (decided.title.in_language(language)) " " span.figure { (decided.number) } } }
            },
            None => {
                html! { p { (title.in_language(language)) " · " (language.pick("由原系统转入", "taken over from the earlier system")) } }
            }
        }
    }
}

/// As a heading begins.
fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn unpaid_table(unpaid: &[(Month, Fen)], language: Language) -> Markup {
    let columns = vec![Column::text(Text::new("月份", "Month")), Column::figures(Text::new("待发", "To be paid"))];
    let total = unpaid.iter().map(|(_, amount)| *amount).sum();
    let rows = unpaid.iter().map(|(of, amount)| vec![month(*of, language), money(*amount, language)]);
    let table = Table::new(Text::new("尚未发放的月份", "Months not paid yet"), columns, language)
        .rows(rows)
        .footer(vec![html! { (language.pick("合计", "Total")) }, money(total, language)]);
    html! { (table) }
}
