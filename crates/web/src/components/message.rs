//! What a page says: headings, tags, banners, confirmations, errors and emptiness.

use maud::{Markup, html};
use values::{Language, Text};

use super::field::field_id;
use super::safe_href;
use crate::form::FormErrors;

/// What a status means. The colour only repeats what the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Neutral,
    Information,
    Good,
    Warning,
    Bad,
}

impl Tone {
    pub(super) fn word(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Information => "information",
            Tone::Good => "good",
            Tone::Warning => "warning",
            Tone::Bad => "bad",
        }
    }
}

/// The page's only `h1`, with a smaller line above it that says where the reader is.
pub fn heading(words: &Text, caption: Option<&Text>, language: Language) -> Markup {
    html! {
        div.heading {
            @if let Some(caption) = caption { p.caption { (caption.in_language(language)) } }
            h1 { (words.in_language(language)) }
        }
    }
}

/// A part of a page under an `h2`.
pub fn section(title: &Text, body: Markup, language: Language) -> Markup {
    html! { section.section { h2 { (title.in_language(language)) } (body) } }
}

/// A status in a few words; one that says its reason too may take several lines.
pub fn tag(words: &Text, tone: Tone, language: Language) -> Markup {
    /// Longer than this, a tag kept on one line would push the rest of a row aside.
    const ONE_LINE: usize = 24;
    let words = words.in_language(language);
    let long = if words.chars().count() > ONE_LINE { " tag-long" } else { "" };
    html! { span class={ "tag tag-" (tone.word()) (long) } { (words) } }
}

/// Every refusal of a form at the top of the page, each linked to its field. Nothing when there is none.
pub fn error_summary(errors: &FormErrors, language: Language) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.error-summary role="alert" tabindex="-1" id="error-summary" aria-labelledby="error-summary-title" {
                h2 #error-summary-title { (language.pick("请先改正以下内容", "Please correct the following first")) }
                ul {
                    @for (field, message) in errors.summary() {
                        li {
                            @if field.is_empty() { (message.in_language(language)) }
                            @else { a href={ "#" (field_id(field)) } { (message.in_language(language)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The confirmation at the end: the page's `h1` and the reference number to keep.
pub fn panel(title: &Text, reference_name: &Text, reference: &str, language: Language) -> Markup {
    html! {
        div.panel {
            h1 { (title.in_language(language)) }
            p.panel-body { (reference_name.in_language(language)) br; strong.reference { (reference) } }
        }
    }
}

/// What follows and by when, as the steps the reader can expect.
pub fn what_happens_next(lines: &[Text], language: Language) -> Markup {
    html! {
        section.section {
            h2 { (language.pick("接下来会怎样", "What happens next")) }
            ol.plain-steps { @for line in lines { li { (line.in_language(language)) } } }
        }
    }
}

/// A remark set apart from the running text.
pub fn inset(body: Markup) -> Markup {
    html! { div.inset { (body) } }
}

/// News about what the reader just did or must know.
pub fn notification_banner(title: &Text, body: Markup, tone: Tone, language: Language) -> Markup {
    let role = if matches!(tone, Tone::Bad | Tone::Warning) { "alert" } else { "status" };
    html! {
        div class={ "notification notification-" (tone.word()) } role=(role) {
            p.notification-title { (title.in_language(language)) }
            div.notification-body { (body) }
        }
    }
}

/// Something the reader may open, without a script.
pub fn details(summary: &Text, body: Markup, language: Language) -> Markup {
    html! { details.details { summary { (summary.in_language(language)) } div.details-body { (body) } } }
}

/// Said where a list is empty: what would stand here, and what can be done.
pub fn empty_state(title: &Text, advice: &Text, action: Option<(&str, &Text)>, language: Language) -> Markup {
    html! {
        div.empty-state {
            p.empty-title { (title.in_language(language)) }
            p { (advice.in_language(language)) }
            @if let Some((href, words)) = action { p { a href=(safe_href(href)) { (words.in_language(language)) } } }
        }
    }
}
