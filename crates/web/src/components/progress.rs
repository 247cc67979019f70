//! Where a case stands and what happened to it.

use maud::{Markup, html};
use values::{Language, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Current,
    Coming,
}

/// One step on the way of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: Text,
    pub state: StepState,
    /// When it was done or is due, or who has it now.
    pub note: Option<Text>,
}

/// The way of a case from the first to the last step.
pub fn steps(steps: &[Step], language: Language) -> Markup {
    html! {
        ol.steps {
            @for step in steps {
                @let (class, words) = match step.state {
                    StepState::Done => ("step step-done", language.pick("已完成：", "Done: ")),
                    StepState::Current => ("step step-current", language.pick("进行中：", "In progress: ")),
                    StepState::Coming => ("step", language.pick("尚未开始：", "Not started: ")),
                };
                li class=(class) aria-current=[(step.state == StepState::Current).then_some("step")] {
                    span.step-name { span.visually-hidden { (words) } (step.name.in_language(language)) }
                    @if let Some(note) = &step.note { span.step-note { (note.in_language(language)) } }
                }
            }
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// The instant as the reader sees it, such as `2020-02-10 09:31`.
    pub at: String,
    pub what: Text,
    pub who: Option<Text>,
    pub detail: Option<Markup>,
}

/// What happened, in the order given.
pub fn timeline(entries: &[TimelineEntry], language: Language) -> Markup {
    html! {
        ol.timeline {
            @for entry in entries {
                li {
                    p.timeline-what { (entry.what.in_language(language)) }
                    p.timeline-when {
                        span.figure { (entry.at) }
                        @if let Some(who) = &entry.who { span.timeline-who { (who.in_language(language)) } }
                    }
                    @if let Some(detail) = &entry.detail { div.timeline-detail { (detail) } }
                }
            }
        }
    }
}
