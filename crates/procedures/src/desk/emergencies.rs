//! Putting a notice into force and ending its emergency, by the city: asked twice, then carried to every area and shown.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseTarget, Channel, EmergencyRecord, Failure, Role, StoreError};
use maud::{Markup, html};
use values::{Date, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Tone, back_link, button, button_style, date, error_summary, form, heading,
    link, pagination, section, tag,
};
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, Surface, blocking};

use crate::emergency::{Change, Command, Emergency, newest_changes, reproject_all};
use agency::Agency;
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;

use super::carried::page_of_left;

/// Changes on one page.
const CHANGES: usize = 20;

pub(super) async fn show(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let before = asked.get("before").parse().ok();
    page(agency, signed_in, FormData::new(), FormErrors::new(), before).await
}

async fn page(agency: Agency, signed_in: SignedIn, data: FormData, errors: FormErrors, before: Option<i64>) -> Response {
    let office = agency.clone();
    let loaded = blocking(move || {
        let declared = office.store.reader()?.emergencies()?;
        Ok::<_, StoreError>((declared, newest_changes(&office, before, CHANGES as u32 + 1)?))
    });
    let (declared, changed) = match loaded.await {
        Ok(loaded) => loaded,
        Err(error) => return signed_in.refuse(&error),
    };
    let language = signed_in.language;
    let title = Text::new("应急状态", "Emergencies");
    let mut shell = shell(&signed_in, Surface::Desk, title.clone(), "/desk/emergencies");
    shell.has_errors = !errors.is_empty();
    shell.path = "/desk/emergencies".to_owned();
    let view = FormView::new(language, &data, &errors);
    let body = html! {
        (error_summary(&errors, language))
        (heading(&title, None, language))
        (notices(&agency, &declared, &signed_in))
        @if signed_in.actor.has(Role::CitySupervisor) {
            (section(&Text::new("启动或解除", "Declare or end"), form("/desk/emergencies/confirm", &signed_in.csrf_token, questions(&agency, &view, signed_in.today)), language))
        }
        (section(&Text::new("历次变更和期限变更清单", "Changes, and what each of them moved"), changes(&agency, &signed_in, changed, before.is_some()), language))
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, shell.page(body)).into_response()
}

fn notices(agency: &Agency, declared: &[EmergencyRecord], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("编号", "Notice")),
        Column::text(Text::new("名称", "Title")),
        Column::text(Text::new("启动", "Declared")),
        Column::text(Text::new("解除", "Ended")),
        Column::text(Text::new("状态", "State")),
    ];
    let day = |day: Option<Date>| html! { @if let Some(day) = day { (date(day, language)) } @else { "—" } };
    let rows = agency.law.notices().iter().map(|notice| {
        let record = declared.iter().find(|record| record.notice_id == notice.id);
        let state = match record {
            Some(record) if record.lasts_on(signed_in.today) => tag(&Text::new("施行中", "in force"), Tone::Warning, language),
            Some(_) => tag(&Text::new("不在施行期", "not in force today"), Tone::Neutral, language),
            None => tag(&Text::new("未启动", "not declared"), Tone::Neutral, language),
        };
        vec![
            html! { (notice.number) },
            html! { (notice.title.in_language(language)) },
            day(record.map(|record| record.declared_on)),
            day(record.and_then(|record| record.ended_on)),
            state,
        ]
    });
    html! { (Table::new(Text::new("通知", "Notices"), columns, language).hide_caption().rows(rows)) }
}

/// Every change with the way to the list of what it moved.
fn changes(agency: &Agency, signed_in: &SignedIn, mut changed: Vec<Change>, is_later_page: bool) -> Markup {
    let language = signed_in.language;
    let has_next = changed.len() > CHANGES;
    changed.truncate(CHANGES);
    let next = changed.last().filter(|_| has_next).map(|change| format!("/desk/emergencies?before={}", change.case_id));
    let first = is_later_page.then_some("/desk/emergencies");
    if changed.is_empty() {
        return html! { p { (language.pick("尚未启动过应急状态。", "No emergency was ever declared.")) } };
    }
    let columns = vec![
        Column::text(Text::new("变更", "Change")),
        Column::text(Text::new("通知", "Notice")),
        Column::text(Text::new("登记", "Recorded")),
        Column::text(Text::new("登记人", "By")),
        Column::text(Text::new("期限变更", "What moved")),
    ];
    let rows = changed.iter().map(|change| {
        let address = format!("/desk/emergencies/{}", change.number);
        vec![
            html! { (change.words().in_language(language)) },
            html! { (change.notice(&agency.law).in_language(language)) },
            date(change.stamp.on, language),
            html! { (change.by().in_language(language)) },
            link(&address, language.pick("查看", "See")),
        ]
    });
    html! {
        (Table::new(Text::new("历次变更", "Changes"), columns, language).hide_caption().rows(rows))
        (pagination(first, next.as_deref(), language))
    }
}

fn questions(agency: &Agency, view: &FormView<'_>, today: Date) -> Markup {
    let notices = agency.law.notices().iter().map(|notice| {
        Choice::new(
            notice.id.clone(),
            Text::new(format!("{} {}", notice.number, notice.title.zh), format!("{} {}", notice.number, notice.title.en)),
        )
    });
    let mut notice = view.select("notice_id", Text::new("通知", "Notice"), notices.collect());
    // Where there is only one there is nothing to choose.
    if let [only] = agency.law.notices() {
        notice = notice.value(only.id.clone());
    }
    html! {
        (notice)
        (view.radios("what", Text::new("操作", "What to do"), vec![
            Choice::new("declare", Text::new("启动应急状态", "Declare the emergency")),
            Choice::new("end", Text::new("解除应急状态（或更改解除日期）", "End the emergency, or change its last day")),
        ]))
        (view.date("on", Text::new("日期", "Day")).value(today.to_string())
            .hint(Text::new("启动：施行的第一天；解除：施行的最后一天。", "Declaring: the first day in force. Ending: the last day in force.")))
        (button(&Text::new("下一步", "Continue"), view.language))
    }
}

/// What the city asks for.
struct Asked {
    notice_id: String,
    ends: bool,
    on: Date,
}

impl Asked {
    fn read(agency: &Agency, data: &FormData) -> Result<Asked, FormErrors> {
        let mut reader = FormReader::new(data);
        let known: Vec<&str> = agency.law.notices().iter().map(|notice| notice.id.as_str()).collect();
        let notice_id = reader.choice("notice_id", &Text::new("通知", "Notice"), &known);
        let what = reader.choice("what", &Text::new("操作", "What to do"), &["declare", "end"]);
        let on = reader.date("on", &Text::new("日期", "Day"));
        match (notice_id, what, on) {
            (Some(notice_id), Some(what), Some(on)) => Ok(Asked { notice_id, ends: what == "end", on }),
            _ => Err(reader.into_errors()),
        }
    }

    fn command(&self) -> Command {
        let (notice_id, on) = (self.notice_id.clone(), self.on);
        if self.ends { Command::End { notice_id, on } } else { Command::Declare { notice_id, on } }
    }

    fn title(&self) -> Text {
        if self.ends {
            Text::new("解除应急状态", "End the emergency")
        } else {
            Text::new("启动应急状态", "Declare the emergency")
        }
    }
}

pub(super) async fn confirm(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let CheckedForm { signed_in, data } = form;
    let asked = match Asked::read(&agency, &data) {
        Ok(asked) => asked,
        Err(errors) => return page(agency, signed_in, data, errors, None).await,
    };
    let language = signed_in.language;
    let title = Text::new("请确认", "Please confirm");
    let notice = agency.law.notice(&asked.notice_id).map(|notice| notice.title.clone()).unwrap_or_default();
    let consequence = if asked.ends {
        Text::new(
            "随应急状态变化的缴费期限和在办案件的办理时限将立即重新推算，并通知有关单位和个人。",
            "Due days and the time limits of open cases that hang on the emergency are reckoned anew at once, and those concerned are told.",
        )
    } else {
        Text::new(
            "通知中的各项措施自该日起施行，全体用户将看到公告。",
            "The measures of the notice hold from that day on, and everybody sees the banner.",
        )
    };
    let body = html! {
        (back_link("/desk/emergencies", language))
        (heading(&title, Some(&asked.title()), language))
        (SummaryList::new(language)
            .words(Text::new("操作", "What"), asked.title().in_language(language))
            .words(Text::new("通知", "Notice"), notice.in_language(language))
            .row(Text::new("日期", "Day"), date(asked.on, language)))
        p { (consequence.in_language(language)) }
        (web::components::form("/desk/emergencies", &signed_in.csrf_token, html! {
            @for name in ["notice_id", "what", "on"] { input type="hidden" name=(name) value=(data.trimmed(name)); }
            input type="hidden" name=(web::csrf::KEY_FIELD) value=(signed_in.fresh_key);
            (button_style(&asked.title(), ButtonStyle::Warning, language))
        }))
    };
    let mut shell = shell(&signed_in, Surface::Desk, title.clone(), "/desk/emergencies");
    shell.path = "/desk/emergencies".to_owned();
    shell.page(body).into_response()
}

pub(super) async fn perform(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let asked = match Asked::read(&agency, &form.data) {
        Ok(asked) => asked,
        Err(errors) => return page(agency, form.signed_in, form.data, errors, None).await,
    };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (office, command) = (agency.clone(), asked.command());
    let done = blocking(move || {
        let Some(city) = office.law.city() else { return Err(PageError::NotFound) };
        let procedure = Emergency::new(office.law.clone());
        let done = casework::perform(office.store.as_ref(), &procedure, CaseTarget::New(city.code), &command, &given);
        Ok::<_, PageError>(match done {
            Ok(performed) => reproject_all(&office, &given).map(|carried| (performed.number, carried)),
            Err(failure) => Err(failure),
        })
    });
    match done.await {
        Ok(Ok((number, carried))) if carried.left.is_empty() => {
            Redirect::to(&format!("/desk/emergencies/{number}?done=yes")).into_response()
        }
        Ok(Ok((number, carried))) => page_of_left(&form.signed_in, &asked.title(), &number, &carried).into_response(),
        Ok(Err(failure)) => refused(agency, form, failure).await,
        Err(error) => form.signed_in.refuse(&error),
    }
}

async fn refused(agency: Agency, form: CheckedForm, failure: Failure) -> Response {
    match sort(failure, str::to_owned) {
        Unsuccessful::Again(errors) => page(agency, form.signed_in, form.data, errors, None).await,
        Unsuccessful::Page(error) => form.signed_in.refuse(&error),
    }
}
