//! A day by which something must be done, how it stands and how it came about.

use maud::{Markup, html};
use values::{Date, Explanation, Language, Text};

use super::explanation::explanation_details;
use super::figures::date;
use super::message::{Tone, tag};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineState {
    OnTrack,
    AtRisk,
    Breached,
    /// Done in time.
    Met,
}

impl DeadlineState {
    pub fn words(self) -> Text {
        match self {
            DeadlineState::OnTrack => Text::new("正常", "On track"),
            DeadlineState::AtRisk => Text::new("临近到期", "At risk"),
            DeadlineState::Breached => Text::new("已超期", "Overdue"),
            DeadlineState::Met => Text::new("按期完成", "Met"),
        }
    }

    pub fn tone(self) -> Tone {
        match self {
            DeadlineState::OnTrack => Tone::Information,
            DeadlineState::AtRisk => Tone::Warning,
            DeadlineState::Breached => Tone::Bad,
            DeadlineState::Met => Tone::Good,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Deadline<'a> {
    /// What is due.
    pub name: Text,
    pub due_on: Date,
    pub state: DeadlineState,
    /// What is left of it, such as 还有3个工作日.
    pub remaining: Option<Text>,
    /// How the day was counted.
    pub derivation: Option<&'a Explanation>,
}

pub fn deadline(deadline: &Deadline<'_>, language: Language) -> Markup {
    let question = Text::new("这一天是怎样算出的", "How this day was worked out");
    html! {
        div class={ "deadline deadline-" (deadline.state.tone().word()) } {
            p.deadline-name { (deadline.name.in_language(language)) " " (tag(&deadline.state.words(), deadline.state.tone(), language)) }
            p.deadline-day {
                (date(deadline.due_on, language))
                @if let Some(remaining) = &deadline.remaining { span.deadline-remaining { (remaining.in_language(language)) } }
            }
            @if let Some(derivation) = deadline.derivation { (explanation_details(&question, derivation, language)) }
        }
    }
}
