//! Every sample page of the gallery keeps the promises made to every reader.

#[path = "../examples/gallery/desk.rs"]
mod desk;
#[path = "../examples/gallery/forms.rs"]
mod forms;
#[path = "../examples/gallery/pages.rs"]
mod pages;

use std::collections::BTreeSet;

use values::Language;

/// The start tags of a page in their order, each with its attributes. Values are quoted and escaped, so `<` and `>` only make tags.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).filter_map(|rest| rest.split('>').next()).filter(|tag| !tag.starts_with('/') && !tag.starts_with('!')).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn every_page(check: impl Fn(&str, &str, Language)) {
    for language in [Language::Chinese, Language::English] {
        let all = pages::all(language);
        assert!(all.len() > 10);
        for (name, page) in all {
            check(name, &page, language);
        }
    }
}

#[test]
fn every_page_has_language_title_one_heading_and_a_skip_link() {
    every_page(|name, page, language| {
        assert!(page.starts_with("<!DOCTYPE html><html lang=\""), "{name}");
        let tags = tags(page);
        assert_eq!(attribute(tags[0], "lang"), Some(language.pick("zh-CN", "en")), "{name}");
        let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
        assert!(title.chars().count() > 5, "{name}: {title}");
        assert_eq!(tags.iter().filter(|tag| **tag == "h1" || tag.starts_with("h1 ")).count(), 1, "{name}");
        let first_link = tags.iter().find(|tag| tag.starts_with("a ")).unwrap();
        assert_eq!(attribute(first_link, "href"), Some("#main"), "{name}");
        assert!(tags.iter().any(|tag| tag.starts_with("main ") && attribute(tag, "id") == Some("main")), "{name}");
    });
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    every_page(|name, page, _| {
        let level = |tag: &&str| {
            let digit = tag.strip_prefix('h')?.chars().next()?.to_digit(10)?;
            (tag.len() == 2 || tag.as_bytes()[2] == b' ').then_some(digit)
        };
        let levels: Vec<u32> = tags(page).iter().filter_map(level).collect();
        assert!(levels[0] <= 2, "{name}: {levels:?}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    });
}

#[test]
fn every_reference_inside_a_page_has_its_target_and_every_id_is_one() {
    every_page(|name, page, _| {
        let tags = tags(page);
        let ids: Vec<&str> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for tag in &tags {
            let links = attribute(tag, "href").and_then(|href| href.strip_prefix('#'));
            let named =
                ["for", "aria-describedby", "aria-labelledby"].iter().filter_map(|by| attribute(tag, by)).flat_map(str::split_whitespace);
            for target in links.into_iter().chain(named) {
                assert!(unique.contains(target), "{name}: {tag} leads to nothing");
            }
        }
    });
}

#[test]
fn nothing_is_inline_and_every_sending_form_carries_the_token() {
    every_page(|name, page, _| {
        for tag in tags(page) {
            assert!(attribute(tag, "style").is_none() && !tag.contains(" on"), "{name}: {tag}");
            assert!(!tag.starts_with("style") && (!tag.starts_with("script") || attribute(tag, "src").is_some()), "{name}: {tag}");
        }
        for form in
            page.split("<form").skip(1).filter(|form| form.trim_start().starts_with("method=\"post\"") || form.contains("method=\"post\""))
        {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("name=\"csrf_token\" value=\"0123456789abcdef\""), "{name}: {form}");
        }
    });
}

#[test]
fn a_refused_form_links_every_error_to_its_field_and_keeps_what_was_typed() {
    let page = forms::form_with_errors(Language::Chinese).into_string();
    let summary = page.split("id=\"error-summary\"").nth(1).unwrap().split("</ul>").next().unwrap();
    let linked: Vec<&str> = tags(summary).iter().filter_map(|tag| attribute(tag, "href")).collect();
    assert_eq!(linked, ["#field-telephone", "#field-amount", "#field-reason"]);
    for (id, kind) in [("field-telephone", "text"), ("field-amount", "text"), ("field-reason", "radio")] {
        let input = tags(&page).into_iter().find(|tag| attribute(tag, "id") == Some(id)).unwrap();
        assert_eq!(attribute(input, "type"), Some(kind));
    }
    let telephone = tags(&page).into_iter().find(|tag| attribute(tag, "id") == Some("field-telephone")).unwrap();
    assert_eq!(attribute(telephone, "value"), Some("1380000"));
    assert_eq!(attribute(telephone, "aria-invalid"), Some("true"));
    assert_eq!(attribute(telephone, "aria-describedby"), Some("field-telephone-hint field-telephone-error"));
    assert!(page.contains("<title>有误："));
    assert!(page.contains("春节后订单取消"));
}
