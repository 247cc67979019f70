//! How a figure came about, written so that a reader can check it with a pencil.

use maud::{Markup, html};
use values::{Basis, Citation, Explanation, Language, Step, Text};

use super::message::{Tone, details, tag};

/// A citation, with a word where it was not read in the text itself. Its document keeps its Chinese name in both languages.
pub fn citation(citation: &Citation, language: Language) -> Markup {
    html! {
        cite.citation lang=[(language == Language::English).then_some("zh-CN")] { (citation) }
        @if let Some(words) = basis_words(citation.basis) { " " (tag(&words, Tone::Warning, language)) }
        @if !citation.note.is_empty() { span.citation-note { (citation.note) } }
    }
}

/// Nothing is said of what was read or computed from what was read.
fn basis_words(basis: Basis) -> Option<Text> {
    match basis {
        Basis::Seen | Basis::Derived => None,
        Basis::Memory => Some(Text::new("未核对原文", "Not checked against the text")),
        Basis::Practice => Some(Text::new("经办机构自定做法", "The agency's own practice")),
    }
}

/// Every step: name, formula, inputs, result, citation.
pub fn explanation(explanation: &Explanation, language: Language) -> Markup {
    html! { ol.explanation { @for step in &explanation.steps { li { (written_step(step, language)) } } } }
}

fn written_step(step: &Step, language: Language) -> Markup {
    html! {
        p.explanation-name { (step.name.in_language(language)) }
        @if !step.inputs.is_empty() {
            dl.explanation-inputs {
                @for (name, value) in &step.inputs { div { dt { (name.in_language(language)) } dd { (value) } } }
            }
        }
        p.explanation-formula { (step.formula.in_language(language)) }
        p.explanation-result { span.equals aria-hidden="true" { "=" } strong.figure { (step.result) } }
        p.explanation-citation { (language.pick("依据：", "Under ")) (citation(&step.citation, language)) }
    }
}

/// The same, folded under a question.
pub fn explanation_details(question: &Text, steps: &Explanation, language: Language) -> Markup {
    details(question, explanation(steps, language), language)
}
