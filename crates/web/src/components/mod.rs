//! The building blocks of pages.
//!
//! Functions give [`maud::Markup`]; builders implement [`maud::Render`], so both are spliced with `(…)` inside `html!`.
//! Nothing here carries an inline style or script: the content security policy refuses them.

pub mod actions;
pub mod chart;
pub mod deadline;
pub mod explanation;
pub mod field;
mod field_render;
pub mod figures;
pub mod form_view;
pub mod masked;
pub mod message;
pub mod navigation;
pub mod progress;
pub mod summary_list;
pub mod table;

pub use actions::{ButtonStyle, button, button_style, button_value, form, link_button, post_button, print_button, upload_form};
pub use chart::{Bar, bar_chart, sparkline};
pub use deadline::{Deadline, DeadlineState, deadline};
pub use explanation::{citation, explanation, explanation_details};
pub use field::{Choice, Field, Width, fieldset};
pub use figures::{date, date_words, money, money_words, month, month_words, sentence};
pub use form_view::FormView;
pub use masked::{Reveal, masked};
pub use message::{Tone, details, empty_state, error_summary, heading, inset, notification_banner, panel, section, tag, what_happens_next};
pub use navigation::{Filter, Tab, back_link, breadcrumbs, filter_bar, pagination, service_cards, tabs};
pub use progress::{Step, StepState, TimelineEntry, steps, timeline};
pub use summary_list::{SummaryList, SummaryRow};
pub use table::{Column, Table};

use maud::{Markup, html};

/// The same address when it is one a page may link to, and the top of the page otherwise.
///
/// Escaping does not disarm `javascript:` addresses, so what is not a local path or a known harmless scheme is not linked.
pub fn safe_href(href: &str) -> &str {
    let local = href.starts_with('/') && !href.starts_with("//") && !href.contains('\\');
    let known = ["#", "?", "https://", "http://", "tel:", "mailto:"].iter().any(|start| href.starts_with(start));
    // A browser drops control characters while it reads an address, so none may stand in it.
    if (local || known) && !href.chars().any(char::is_control) { href } else { "#" }
}

/// A link with text.
pub fn link(href: &str, words: &str) -> Markup {
    html! { a href=(safe_href(href)) { (words) } }
}
