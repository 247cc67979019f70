//! Whatever words are put into a component, its structure stays what it is with harmless words.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use maud::{Markup, Render, html};
use proptest::prelude::*;
use values::{Citation, Explanation, Language, Month, Step as ExplanationStep, Text};
use web::components::*;
use web::guide::{Material, Required, ServiceGuide, TimeLimit};
use web::{Banner, FormData, FormErrors, NavigationItem, PageError, Shell, Surface, Viewer};

/// Words that try to leave an element, an attribute, a script, a style, a comment or an address.
const HOSTILE: [&str; 18] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//elsewhere.example/path",
    "/\\elsewhere.example",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!-- ",
    "]]>",
    "&lt;b&gt; &amp;amp; &#60;",
    "${7*7} {{7*7}} <%= 7*7 %>",
    "\u{202e}txt.exe \u{200b}\u{feff}",
    "张三 O'Brien \u{1F469}\u{200d}\u{1F469} 𠮷 ﷽",
];

/// Every component and a whole page, with `words` wherever words can be put.
fn everything(words: &str, language: Language) -> String {
    let text = Text::same(words);
    let shell = Shell {
        agency: text.clone(),
        viewer: Some(Viewer { display_name: words.to_owned(), role: text.clone(), area_name: text.clone() }),
        path: words.to_owned(),
        banner: Some(Banner { title: text.clone(), detail: text.clone(), link: Some((words.to_owned(), text.clone())) }),
        navigation: vec![NavigationItem::new(words, text.clone(), true)],
        csrf_token: words.to_owned(),
        ..Shell::new(Surface::Desk, language, text.clone())
    };
    let body = html! { (messages(&text, language)) (fields(words, language)) (case_parts(words, language)) (ways(words, language)) };
    let error = PageError::Forbidden { what: text.clone() }.page(&shell).into_string();
    shell.page(body).into_string() + &error
}

fn messages(text: &Text, language: Language) -> Markup {
    let bars = [Bar { name: text.clone(), value: 1, printed: text.zh.clone() }];
    html! {
        (heading(text, Some(text), language))
        (section(text, html! { (text.zh) }, language))
        (tag(text, Tone::Bad, language))
        (panel(text, text, &text.zh, language))
        (what_happens_next(std::slice::from_ref(text), language))
        (notification_banner(text, html! { (text.zh) }, Tone::Good, language))
        (details(text, html! {}, language))
        (empty_state(text, text, Some((&text.zh, text)), language))
        (bar_chart(text, &bars, language))
        (sparkline(&[1, 2], text, language))
        (link(&text.zh, &text.en))
    }
}

fn fields(words: &str, language: Language) -> Markup {
    let text = Text::same(words);
    let data = FormData::new().with(words, words).with("fixed", words);
    let mut errors = FormErrors::new();
    errors.push(words, text.clone());
    errors.push_for_form(text.clone());
    let view = FormView::new(language, &data, &errors);
    let choices = || vec![Choice::new(words, text.clone()).hint(text.clone())];
    let body = html! {
        (error_summary(&errors, language))
        (view.text(words, text.clone()).hint(text.clone()).unit(text.clone()))
        (view.select("fixed", text.clone(), choices()))
        (view.radios("fixed", text.clone(), choices()).question())
        (view.checkboxes(words, text.clone(), choices()))
        (view.text_area(words, text.clone()))
        (view.file(words, text.clone()))
        (fieldset(&text, Some(&text), html! {}, language))
        (button_value(&text, words, words, ButtonStyle::Warning, language))
        (link_button(words, &text, ButtonStyle::Primary, language))
    };
    upload_form(words, words, body)
}

fn case_parts(words: &str, language: Language) -> Markup {
    let text = Text::same(words);
    let citation = Citation { note: words.to_owned(), ..Citation::new(words, words) };
    let step = ExplanationStep {
        name: text.clone(),
        formula: text.clone(),
        inputs: vec![(text.clone(), words.to_owned())],
        result: words.to_owned(),
        citation: citation.clone(),
    };
    let derivation = Explanation { steps: vec![step] };
    let due = Deadline {
        name: text.clone(),
        due_on: Month::new(2020, 2).unwrap().day(10),
        state: DeadlineState::AtRisk,
        remaining: Some(text.clone()),
        derivation: Some(&derivation),
    };
    let guide = ServiceGuide {
        title: text.clone(),
        who_may_apply: text.clone(),
        materials: vec![Material { name: text.clone(), required: Required::Conditional(text.clone()), note: Some(text.clone()) }],
        time_limits: vec![TimeLimit { name: text.clone(), limit: text.clone(), citation: citation.clone() }],
        channels: vec![text.clone()],
        steps: vec![text.clone()],
        fee: text.clone(),
        telephone: words.to_owned(),
        legal_basis: vec![citation],
    };
    let reveal = Reveal { action: words, csrf_token: words, what: text.clone(), key: words };
    let entry = TimelineEntry { at: words.to_owned(), what: text.clone(), who: Some(text.clone()), detail: None };
    html! {
        (deadline(&due, language))
        (guide.render(html! {}, language))
        (masked(words, Some(&reveal), language))
        (timeline(&[entry], language))
        (steps(&[Step { name: text.clone(), state: StepState::Current, note: Some(text.clone()) }], language))
        (SummaryList::new(language).words(text.clone(), words).changeable(text.clone(), html! { (words) }, words).render())
        (Table::new(text.clone(), vec![Column::text(text.clone()), Column::figures(text.clone())], language)
            .row(vec![html! { (words) }, html! { (words) }])
            .footer(vec![html! { (words) }, html! { (words) }])
            .render())
    }
}

fn ways(words: &str, language: Language) -> Markup {
    let text = Text::same(words);
    let filters = [
        Filter::Words(words.to_owned(), text.clone(), words.to_owned()),
        Filter::Choice(words.to_owned(), text.clone(), vec![Choice::new(words, text.clone())], words.to_owned()),
    ];
    html! {
        (breadcrumbs(&[(text.clone(), words.to_owned())], language))
        (back_link(words, language))
        (pagination(Some(words), Some(words), language))
        (tabs(&text, &[Tab { href: words.to_owned(), text: text.clone(), current: true, count: Some(1) }], language))
        (filter_bar(words, &filters, language))
        (service_cards(&[(words.to_owned(), text.clone(), text.clone())], language))
    }
}

/// The characters that make structure, in their order.
fn structure(page: &str) -> String {
    page.chars().filter(|character| matches!(character, '<' | '>' | '"')).collect()
}

fn stays_whole(words: &str) {
    for language in [Language::Chinese, Language::English] {
        let page = everything(words, language);
        assert_eq!(structure(&page), structure(&everything("harmless", language)), "{words:?}");
        for attribute in ["href=\"", "action=\""] {
            for (start, _) in page.match_indices(attribute) {
                let address = &page[start + attribute.len()..];
                let local = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
                let known = ["#", "?", "https://", "http://", "tel:", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
                assert!(local || known, "{words:?} became the address {}", address.chars().take(40).collect::<String>());
            }
        }
    }
}

#[test]
fn hostile_words_change_no_structure() {
    HOSTILE.iter().for_each(|words| stays_whole(words));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_words_change_the_structure(words in "[^\u{0}]{1,40}") {
        stays_whole(&words);
    }

    #[test]
    fn no_mixture_of_signs_changes_the_structure(words in "[<>\"'&;/=:a-c \\\\\n\t-]{1,30}") {
        stays_whole(&words);
    }
}
