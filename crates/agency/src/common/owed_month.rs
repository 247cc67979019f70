//! A month an employer owes, as pages show it: what it costs today, until when, how that day came about and how it stands.

use casework::Refusals;
use ledger::{Due, Obligation};
use maud::{Markup, html};
use rules::Law;
use rules::contribution::due_on;
use values::{CaseNumber, Date, Explanation, Fen, Language, Step, Text};
use web::components::{Tone, date, details, explanation, explanation_details, money, tag};

use super::counting::Counting;
use super::emergency::DeferralWindow;
use super::owed::{DueToday, due_today};

/// One obligation on one day.
#[derive(Debug, Clone)]
pub struct OwedMonth {
    pub obligation: Obligation,
    pub cost: DueToday,
    pub counting: Counting,
    /// How the due day in force was reckoned.
    pub due_explanation: Explanation,
    /// The case that let it wait: the mark in the information system.
    pub deferral_number: Option<CaseNumber>,
}

impl OwedMonth {
    pub fn of(
        law: &Law,
        windows: &[DeferralWindow],
        obligation: Obligation,
        deferral_number: Option<CaseNumber>,
        today: Date,
    ) -> Result<OwedMonth, Refusals> {
        let cost = due_today(law, &obligation, today)?;
        let counting = Counting::of(&obligation, today);
        let due_explanation = explain_due(law, windows, &obligation);
        Ok(OwedMonth { obligation, cost, counting, due_explanation, deferral_number })
    }

    /// Principal and late fee if it were paid in full today.
    pub fn total(&self) -> Fen {
        self.cost.principal + self.cost.late_fee
    }

    /// Whether it may wait without any fee.
    pub fn waits(&self) -> bool {
        self.counting == Counting::Deferred
    }

    /// The due day in force.
    pub fn due_day(&self, language: Language) -> Markup {
        match self.obligation.due {
            Due::On(day) => date(day, language),
            Due::WhenEmergencyEnds => html! { (language.pick("疫情解除后确定", "set when the emergency ends")) },
        }
    }

    /// The due day in force with how it came about, openable.
    pub fn due(&self, language: Language) -> Markup {
        let question = Text::new("怎样算出", "How it was worked out");
        html! {
            (self.due_day(language))
            @if !self.due_explanation.steps.is_empty() { (explanation_details(&question, &self.due_explanation, language)) }
        }
    }

    /// The late fee as of today with how it came about, openable.
    pub fn late_fee(&self, language: Language) -> Markup {
        let question = Text::new("怎样算出", "How it was worked out");
        html! {
            (money(self.cost.late_fee, language))
            @if self.cost.late_fee.is_positive() { (details(&question, self.late_fee_steps(language), language)) }
        }
    }

    /// How the late fee as of today came about.
    pub fn late_fee_steps(&self, language: Language) -> Markup {
        let assessed_before = self.obligation.open_late_fee();
        html! {
            @if assessed_before.is_positive() {
                p {
                    (language.pick("此前缴纳逾期本金时已加收、尚未缴纳：", "Assessed when late principal was paid before, not paid yet: "))
                    (money(assessed_before, language))
                }
            }
            (explanation(&self.cost.explanation, language))
        }
    }

    pub fn standing(&self, language: Language) -> Markup {
        standing_tag(self.counting, language)
    }
}

/// How a month stands, in a few words.
pub fn standing_tag(counting: Counting, language: Language) -> Markup {
    let tone = match counting {
        Counting::PaidInTime => Tone::Good,
        Counting::PaidLate => Tone::Neutral,
        Counting::Deferred | Counting::NotYetDue => Tone::Information,
        Counting::InArrears => Tone::Bad,
    };
    tag(&counting.name(), tone, language)
}

/// The ordinary day, and where a deferral moved it. A day the rules of today would not give again is shown without a derivation.
pub fn explain_due(law: &Law, windows: &[DeferralWindow], obligation: &Obligation) -> Explanation {
    let mut steps = Vec::new();
    let month = obligation.month;
    if let Ok(ordinary) = due_on(law, month)
        && ordinary.due_on == obligation.original_due_on
    {
        steps.push(Step {
            name: Text::new("原缴费期限", "ordinary due day"),
            formula: ordinary.derivation,
            inputs: vec![(Text::new("费款所属月份", "contribution month"), month.to_string())],
            result: ordinary.due_on.to_string(),
            citation: ordinary.citation,
        });
    }
    if obligation.is_deferred() {
        steps.extend(moved_step(law, windows, obligation));
    }
    Explanation { steps }
}

fn moved_step(law: &Law, windows: &[DeferralWindow], obligation: &Obligation) -> Option<Step> {
    let window = windows.iter().find(|window| window.record.declared_on <= obligation.original_due_on)?;
    let months = window.terms.months_after_end;
    match (obligation.due, window.record.ended_on) {
        (Due::On(day), Some(ended_on)) => {
            let until = window.terms.makeup_until(ended_on, law.calendar()).ok().filter(|until| until.due_on == day)?;
            Some(Step {
                name: Text::new("缓缴后的期限", "day it was moved to"),
                formula: until.text,
                inputs: vec![(Text::new("应急状态解除", "emergency ended"), ended_on.to_string())],
                result: day.to_string(),
                citation: until.citation,
            })
        }
        (Due::WhenEmergencyEnds, None) => Some(Step {
            name: Text::new("缓缴后的期限", "day it was moved to"),
            formula: Text::new(
                format!("疫情解除之日起 {months} 个月内，解除日期公布后自动确定"),
                format!("within {months} months after the end of the emergency; set as soon as the end is declared"),
            ),
            inputs: vec![(Text::new("应急状态启动", "emergency since"), window.record.declared_on.to_string())],
            result: "—".into(),
            citation: window.terms.citation.clone(),
        }),
        _ => None,
    }
}
