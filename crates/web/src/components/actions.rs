//! Forms and the buttons that send them.

use maud::{Markup, html};
use values::{Language, Text};

use super::safe_href;

/// How much a button asks for attention. One primary button a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonStyle {
    #[default]
    Primary,
    Secondary,
    /// For what cannot be taken back, such as a refusal or a withdrawal.
    Warning,
}

impl ButtonStyle {
    fn class(self) -> &'static str {
        match self {
            ButtonStyle::Primary => "button",
            ButtonStyle::Secondary => "button button-secondary",
            ButtonStyle::Warning => "button button-warning",
        }
    }
}

/// The page's main button; sends the form it stands in.
pub fn button(words: &Text, language: Language) -> Markup {
    button_style(words, ButtonStyle::Primary, language)
}

/// A button that sends the form it stands in.
pub fn button_style(words: &Text, style: ButtonStyle, language: Language) -> Markup {
    html! { button class=(style.class()) type="submit" { (words.in_language(language)) } }
}

/// A button that sends its form with `name=value`, for a form with several answers.
pub fn button_value(words: &Text, name: &str, value: &str, style: ButtonStyle, language: Language) -> Markup {
    html! { button class=(style.class()) type="submit" name=(name) value=(value) { (words.in_language(language)) } }
}

/// A link that looks like a button: goes somewhere and changes nothing.
pub fn link_button(href: &str, words: &Text, style: ButtonStyle, language: Language) -> Markup {
    html! { a class=(style.class()) href=(safe_href(href)) { (words.in_language(language)) } }
}

/// A form of one button, for an act that needs no further input.
pub fn post_button(action: &str, csrf_token: &str, words: &Text, style: ButtonStyle, language: Language) -> Markup {
    form(action, csrf_token, button_style(words, style, language))
}

/// Prints the page. Shown only where the script runs; everybody else uses the browser's own command.
pub fn print_button(language: Language) -> Markup {
    html! {
        button.button.button-secondary.print-button type="button" data-print hidden { (language.pick("打印本页", "Print this page")) }
    }
}

/// A form sent by POST with the token against forged requests. The server checks it, not the browser,
/// so that everybody meets the same messages in their own language.
pub fn form(action: &str, csrf_token: &str, body: Markup) -> Markup {
    html! {
        form method="post" action=(safe_href(action)) novalidate {
            input type="hidden" name="csrf_token" value=(csrf_token);
            (body)
        }
    }
}

/// As [`form`], able to carry files.
pub fn upload_form(action: &str, csrf_token: &str, body: Markup) -> Markup {
    html! {
        form method="post" action=(safe_href(action)) enctype="multipart/form-data" novalidate {
            input type="hidden" name="csrf_token" value=(csrf_token);
            (body)
        }
    }
}
