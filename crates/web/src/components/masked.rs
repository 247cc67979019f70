//! A personal number shown in part, and the form by which a member of staff sees the whole for a stated reason.

use maud::{Markup, html};
use values::{Language, Text};

use super::actions::{ButtonStyle, button_style, form};
use super::field::field_id;

/// Where and how the whole number is asked for. Every such look is recorded by the caller.
#[derive(Debug, Clone)]
pub struct Reveal<'a> {
    /// Address the reason is posted to.
    pub action: &'a str,
    pub csrf_token: &'a str,
    /// What is hidden, such as 证件号码; also tells several masked numbers of one page apart.
    pub what: Text,
    /// A word for the id of the input, once a page.
    pub key: &'a str,
}

/// The visible part, with the way to the whole where the reader may ask for it.
pub fn masked(visible: &str, reveal: Option<&Reveal<'_>>, language: Language) -> Markup {
    html! {
        span.masked.figure { (visible) }
        @if let Some(reveal) = reveal {
            details.reveal {
                summary { (language.pick("查看全部", "Show in full")) span.visually-hidden { " " (reveal.what.in_language(language)) } }
                (form(reveal.action, reveal.csrf_token, reason(reveal, language)))
            }
        }
    }
}

fn reason(reveal: &Reveal<'_>, language: Language) -> Markup {
    let id = field_id(&format!("reason-{}", reveal.key));
    html! {
        label for=(id) { (language.pick("查看理由（将被记录）", "Reason (this will be recorded)")) }
        input.input id=(id) name="reason" type="text" autocomplete="off" maxlength="200";
        (button_style(&Text::new("查看", "Show"), ButtonStyle::Secondary, language))
    }
}
