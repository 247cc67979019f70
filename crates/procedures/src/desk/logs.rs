//! The outbox and the audit log, newest first.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use casework::Role;
use maud::{Markup, html};
use values::{AreaCode, Language, Party, PartyKind, Text};
use web::components::{Column, Table, empty_state, heading, pagination};
use web::{FormData, SignedIn, Site, Surface, blocking};

use agency::Agency;
use agency::case_parts::{at_words, letter_list_with};
use agency::shell::shell;
use casework::store::OutboxRow;

use super::audit_words::what_was_done;

const PAGE: usize = 50;

/// The number after which the next page starts, from the address.
fn before(query: Option<String>) -> Option<i64> {
    FormData::from_urlencoded(&query.unwrap_or_default()).ok()?.get("before").parse().ok()
}

/// The area asked for, where the reader may see it; otherwise their own.
fn asked_area(signed_in: &SignedIn, query: Option<&str>) -> AreaCode {
    let asked = query.and_then(|query| FormData::from_urlencoded(query).ok()).and_then(|asked| asked.get("area").parse().ok());
    asked.filter(|area| signed_in.actor.reaches(*area)).unwrap_or(signed_in.actor.area)
}

fn area_choice(page: &str, site: &Site, language: Language) -> Markup {
    let mut areas: Vec<_> = site.areas.iter().collect();
    areas.sort_by_key(|(code, _)| **code);
    html! {
        nav aria-label=(language.pick("区域", "Area")) {
            ul.plain.inline { @for (code, name) in areas { li { a href={ (page) "?area=" (code) } { (name.in_language(language)) } } } }
        }
    }
}

pub(super) async fn outbox(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let (area, from) = (asked_area(&signed_in, query.as_deref()), before(query));
    let (language, site) = (signed_in.language, signed_in.site.clone());
    let found = blocking(move || agency.store.views()?.outbox(area, None, from, PAGE as u32)).await;
    let rows = match found {
        Ok(rows) => rows,
        Err(error) => return signed_in.refuse(&error),
    };
    let title = Text::new("通知发件箱", "Outbox");
    let next = rows.last().filter(|_| rows.len() == PAGE).map(|row| format!("/desk/outbox?area={area}&before={}", row.id));
    let below = |row: &OutboxRow| {
        let sent = match row.sent_at {
            Some(at) => Text::new(format!("{} 已发送", at_words(at)), format!("sent {}", at_words(at))),
            None => Text::new("待发送", "waits to be sent"),
        };
        html! { (addressee(row.notification.to).in_language(language)) " · " (at_words(row.created_at)) " · " (sent.in_language(language)) }
    };
    let body = html! {
        (heading(&title, Some(&site.area_name(area)), language))
        @if signed_in.actor.roles.iter().any(|role| role.sees_city()) { (area_choice("/desk/outbox", &site, language)) }
        @if rows.is_empty() {
            (empty_state(&Text::new("没有通知", "Nothing here"), &Text::new("办理业务后产生的通知会出现在这里。", "Word that acts send will appear here."), None, language))
        } @else { (letter_list_with(&rows, language, below)) }
        (pagination(None, next.as_deref(), language))
    };
    shell(&signed_in, Surface::Desk, title.clone(), "/desk/outbox").page(body).into_response()
}

/// To whom a letter goes, by kind and number as the register has them.
fn addressee(to: Party) -> Text {
    match to.kind {
        PartyKind::Person => Text::new(format!("参保人 {}", to.id), format!("Person {}", to.id)),
        PartyKind::Employer => Text::new(format!("单位 {}", to.id), format!("Employer {}", to.id)),
        PartyKind::Agency => Role::of_desk(to).map_or_else(|| Text::new("经办机构", "The agency"), Role::name),
    }
}

pub(super) async fn audit(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let (area, from) = (asked_area(&signed_in, query.as_deref()), before(query));
    let (language, site, registry) = (signed_in.language, signed_in.site.clone(), Arc::clone(&agency.registry));
    let found = blocking(move || agency.store.views()?.audit(area, from, PAGE as u32)).await;
    let records = match found {
        Ok(records) => records,
        Err(error) => return signed_in.refuse(&error),
    };
    let title = Text::new("审计日志", "Audit log");
    let next = records.last().filter(|_| records.len() == PAGE).map(|record| format!("/desk/audit?area={area}&before={}", record.sequence));
    let columns = vec![
        Column::figures(Text::new("序号", "Number")),
        Column::text(Text::new("时间", "Time")),
        Column::text(Text::new("账户", "Account")),
        Column::text(Text::new("行为", "What")),
        Column::text(Text::new("对象", "On")),
        Column::text(Text::new("说明", "Detail")),
        Column::text(Text::new("哈希", "Hash")),
    ];
    let cells = records.iter().map(|record| {
        let entry = &record.entry;
        vec![
            html! { (record.sequence) },
            html! { span.figure { (at_words(entry.at)) } },
            html! { (entry.actor_id) },
            html! {
                (what_was_done(&registry, &entry.what).in_language(language))
                br;
                code.hint { (entry.what) }
            },
            html! { (entry.subject) },
            html! { span.digests { (entry.detail) } },
            html! { code { (record.hash.get(..12).unwrap_or("")) } },
        ]
    });
    let body = html! {
        (heading(&title, Some(&site.area_name(area)), language))
        (area_choice("/desk/audit", &site, language))
        (Table::new(title.clone(), columns, language).hide_caption().rows(cells))
        (pagination(None, next.as_deref(), language))
    };
    shell(&signed_in, Surface::Desk, title.clone(), "/desk/audit").page(body).into_response()
}
