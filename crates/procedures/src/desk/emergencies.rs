//! Putting a notice into force and ending its emergency, by the city: asked twice, then carried to every area and shown.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::{CaseTarget, Channel, EmergencyRecord, Failure};
use maud::{Markup, html};
use values::{Date, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Tone, back_link, button, button_style, date, error_summary, form, heading,
    section, tag,
};
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, Surface, blocking};

use crate::emergency::{Command, Emergency, reproject_all};
use agency::Agency;
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;

use super::carried::{employer_names, page_of_carried};

pub(super) async fn show(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    page(agency, signed_in, FormData::new(), FormErrors::new()).await
}

async fn page(agency: Agency, signed_in: SignedIn, data: FormData, errors: FormErrors) -> Response {
    let store = agency.store.clone();
    let declared = match blocking(move || store.reader()?.emergencies()).await {
        Ok(declared) => declared,
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
        (section(&Text::new("启动或解除", "Declare or end"), form("/desk/emergencies/confirm", &signed_in.csrf_token, questions(&agency, &view, signed_in.today)), language))
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

fn questions(agency: &Agency, view: &FormView<'_>, today: Date) -> Markup {
    let notices = agency.law.notices().iter().map(|notice| {
        Choice::new(
            notice.id.clone(),
            Text::new(format!("{} {}", notice.number, notice.title.zh), format!("{} {}", notice.number, notice.title.en)),
        )
    });
    html! {
        (view.select("notice_id", Text::new("通知", "Notice"), notices.collect()))
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
        Err(errors) => return page(agency, signed_in, data, errors).await,
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
        Err(errors) => return page(agency, form.signed_in, form.data, errors).await,
    };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (office, command) = (agency.clone(), asked.command());
    let done = blocking(move || {
        let Some(city) = office.law.city() else { return Err(PageError::NotFound) };
        let procedure = Emergency::new(office.law.clone());
        let done = casework::perform(office.store.as_ref(), &procedure, CaseTarget::New(city.code), &command, &given);
        Ok::<_, PageError>(match done {
            Ok(_) => reproject_all(&office, &given),
            Err(failure) => Err(failure),
        })
    });
    let carried = match done.await {
        Ok(Ok(carried)) => carried,
        Ok(Err(failure)) => return refused(agency, form, failure).await,
        Err(error) => return form.signed_in.refuse(&error),
    };
    match employer_names(&agency, &carried).await {
        Ok(names) => page_of_carried(&form.signed_in, &asked.title(), &carried, &names).into_response(),
        Err(error) => form.signed_in.refuse(&error),
    }
}

async fn refused(agency: Agency, form: CheckedForm, failure: Failure) -> Response {
    match sort(failure, str::to_owned) {
        Unsuccessful::Again(errors) => page(agency, form.signed_in, form.data, errors).await,
        Unsuccessful::Page(error) => form.signed_in.refuse(&error),
    }
}
