//! How a figure came about, written so that a reader can check it with a pencil.

use maud::{Markup, html};
use values::{Basis, Citation, Explanation, Language, Step, Text, days_in_words};

use super::figures::sentence;
use super::message::{Tone, details, tag};

/// A citation, with a word where it was not read in the text itself. Its document keeps its Chinese name in both languages.
pub fn citation(citation: &Citation, language: Language) -> Markup {
    html! {
        cite.citation lang=[(language == Language::English).then_some("zh-CN")] { (citation) }
        @if let Some(words) = basis_words(citation.basis) { " " (tag(&words, Tone::Warning, language)) }
        @if let Some((note, written_in)) = citation.note_for(language) {
            span.citation-note lang=[(written_in != language).then_some(written_in.pick("zh-CN", "en"))] { (note) }
        }
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
    html! { ol.explanation { @for (position, step) in explanation.steps.iter().enumerate() { li { (written_step(step, &said_before(explanation, position), language)) } } } }
}

/// The citation of a step; its note is left out where an earlier step under the same text has already said it.
fn said_before(explanation: &Explanation, position: usize) -> Citation {
    let mut own = explanation.steps[position].citation.clone();
    if explanation.steps[..position].iter().any(|earlier| earlier.citation == own) {
        own.note.clear();
        own.note_zh = Box::default();
    }
    own
}

fn written_step(step: &Step, under: &Citation, language: Language) -> Markup {
    html! {
        p.explanation-name { (sentence(&step.name, language)) }
        @if !step.inputs.is_empty() {
            dl.explanation-inputs {
                @for (name, value) in &step.inputs { div { dt { (name.in_language(language)) } dd { (days_in_words(value, language)) } } }
            }
        }
        p.explanation-formula { (sentence(&step.formula, language)) }
        p.explanation-result { span.equals aria-hidden="true" { "=" } strong.figure { (days_in_words(&step.result, language)) } }
        p.explanation-citation { (language.pick("依据：", "Under ")) (citation(under, language)) }
    }
}

/// The same, folded under a question.
pub fn explanation_details(question: &Text, steps: &Explanation, language: Language) -> Markup {
    details(question, explanation(steps, language), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, note: &str) -> Step {
        let citation = Citation { note: note.to_owned(), ..Citation::new("国办发〔2019〕13号", "") };
        Step { name: Text::same(name), formula: Text::same(""), inputs: Vec::new(), result: String::new(), citation }
    }

    #[test]
    fn what_is_uncertain_is_said_once_and_every_citation_stays() {
        let steps = vec![step("a", "as quoted"), step("b", "as quoted"), step("c", "from memory")];
        let written = explanation(&Explanation { steps }, Language::English).into_string();
        assert_eq!(written.matches("as quoted").count(), 1);
        assert_eq!(written.matches("from memory").count(), 1);
        assert_eq!(written.matches("国办发〔2019〕13号").count(), 3);
    }

    #[test]
    fn a_note_in_one_language_says_which() {
        let written = citation(&step("a", "as quoted").citation, Language::Chinese).into_string();
        assert!(written.contains(r#"<span class="citation-note" lang="en">as quoted</span>"#), "{written}");
    }
}
