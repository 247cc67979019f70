//! The page that tells a reader about a service before it is begun; written from the procedure's own declaration.

use maud::{Markup, html};
use values::{Citation, Language, Text};

use crate::components::{SummaryList, citation, heading, section};

/// Whether a material must be brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    Always,
    /// Only in the case named.
    Conditional(Text),
}

/// Something the applicant brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    pub name: Text,
    pub required: Required,
    pub note: Option<Text>,
}

/// By when something is done, and under which text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeLimit {
    pub name: Text,
    pub limit: Text,
    pub citation: Citation,
}

/// All a reader wants to know before beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceGuide {
    pub title: Text,
    pub who_may_apply: Text,
    pub materials: Vec<Material>,
    pub time_limits: Vec<TimeLimit>,
    pub channels: Vec<Text>,
    pub steps: Vec<Text>,
    pub fee: Text,
    /// As dialled, such as `0631-5190000` or `12333`.
    pub telephone: String,
    pub legal_basis: Vec<Citation>,
}

impl ServiceGuide {
    /// The body of the page, with its `h1`. `begin` is shown under the heading: usually the button that starts.
    pub fn render(&self, begin: Markup, language: Language) -> Markup {
        let caption = Text::new("办事指南", "Service guide");
        html! {
            (heading(&self.title, Some(&caption), language))
            p.lead { (self.who_may_apply.in_language(language)) }
            div.begin { (begin) }
            (section(&Text::new("怎样办理", "How it works"), ordered(&self.steps, language), language))
            (section(&Text::new("需要的材料", "What you need"), self.materials(language), language))
            (section(&Text::new("办理时限", "Time limits"), self.time_limits(language), language))
            (section(&Text::new("费用与咨询", "Fee and advice"), self.fee_and_advice(language), language))
            (section(&Text::new("法律依据", "Legal basis"), self.legal_basis(language), language))
        }
    }

    fn materials(&self, language: Language) -> Markup {
        html! {
            @if self.materials.is_empty() {
                p { (language.pick("不需要提交材料。", "No documents are needed.")) }
            } @else {
                ul.materials {
                    @for material in &self.materials {
                        li {
                            span.material-name { (material.name.in_language(language)) }
                            @match &material.required {
                                Required::Always => {},
                                Required::Conditional(when) => span.material-when { (when.in_language(language)) },
                            }
                            @if let Some(note) = &material.note { span.material-note { (note.in_language(language)) } }
                        }
                    }
                }
            }
        }
    }

    fn time_limits(&self, language: Language) -> Markup {
        html! {
            dl.time-limits {
                @for limit in &self.time_limits {
                    div {
                        dt { (limit.name.in_language(language)) }
                        dd { strong { (limit.limit.in_language(language)) } p.citation-line { (citation(&limit.citation, language)) } }
                    }
                }
            }
        }
    }

    fn fee_and_advice(&self, language: Language) -> Markup {
        let dialled: String = self.telephone.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect();
        let telephone = html! { a href={ "tel:" (dialled) } { (self.telephone) } };
        let channels = html! { ul.plain { @for channel in &self.channels { li { (channel.in_language(language)) } } } };
        html! {
            (SummaryList::new(language)
                .words(Text::new("费用", "Fee"), self.fee.in_language(language))
                .row(Text::new("咨询电话", "Telephone"), telephone)
                .row(Text::new("办理渠道", "Where to apply"), channels))
        }
    }

    fn legal_basis(&self, language: Language) -> Markup {
        html! { ul.plain { @for basis in &self.legal_basis { li { (citation(basis, language)) } } } }
    }
}

fn ordered(steps: &[Text], language: Language) -> Markup {
    html! { ol.plain-steps { @for step in steps { li { (step.in_language(language)) } } } }
}
