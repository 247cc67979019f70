//! Refusals of a decision, shown beside the fields of the page that asked for it.

use casework::{Failure, Refusal, Refusals};
use values::Text;
use web::{FormErrors, PageError};

/// What a page does with a failed act.
pub enum Unsuccessful {
    /// Show the form again, with what was typed and these errors.
    Again(FormErrors),
    /// Show a page of its own.
    Page(PageError),
}

/// Sorts a failure. `rename` gives the page's name of a field the decision names.
pub fn sort(failure: Failure, rename: impl Fn(&str) -> String) -> Unsuccessful {
    match failure {
        Failure::Refused(refusals) if !refusals.has("not_allowed") => Unsuccessful::Again(errors(&refusals, rename)),
        failure => Unsuccessful::Page(failure.into()),
    }
}

/// The refusals as errors of a form.
pub fn errors(refusals: &Refusals, rename: impl Fn(&str) -> String) -> FormErrors {
    let mut errors = FormErrors::new();
    for refusal in &refusals.0 {
        match &refusal.field {
            Some(field) => errors.push(&rename(field), words(refusal)),
            None => errors.push_for_form(words(refusal)),
        }
    }
    errors
}

/// What was wrong, what to do next and under which text, in one sentence each.
pub fn words(refusal: &Refusal) -> Text {
    let mut text = refusal.text.clone();
    if let Some(hint) = &refusal.hint {
        text = Text::new(format!("{}。{}", text.zh, hint.zh), format!("{}; {}", text.en, hint.en));
    }
    if let Some(citation) = &refusal.citation {
        text = Text::new(format!("{}（{citation}）", text.zh), format!("{} ({citation})", text.en));
    }
    text
}
