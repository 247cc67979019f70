//! 支付目录版本: editions of the treatment plan and the catalogues, recorded as acts of the city.
//!
//! The editions of the law's files and the recorded ones are one catalogue. An edition is recorded whole or not at all; it is never
//! edited: a mistake is put right by recording the next edition.

pub mod pages;

use std::sync::Arc;

use agency::common::fields::Fields;
use agency::registry::CaseView;
use casework::procedure::{CaseRef, Procedure};
use casework::{
    CaseHead, DeadlineRecord, Effects, EmergencyRecord, EventStamp, Failure, Gathering, Given, Outcome, Refusal, Refusals, Role, Stage,
};
use rules::Law;
use rules::injury::catalogue::{Catalogues, Edition, EditionHead, Recorded, import_rows};
use serde::{Deserialize, Serialize};
use values::{Citation, Language, Party, Text, day_in_language};

use crate::editions;

/// Who records editions.
pub const RECORDERS: &[Role] = &[Role::CitySupervisor, Role::InjuryOfficer, Role::BenefitOfficer];

/// What a table of items does not say about its edition, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// The catalogue, such as `covid_treatment_plan`.
    pub catalogue: String,
    /// Its place in the sequence; blank for the next.
    pub number: String,
    /// What people call it, such as `5`.
    pub label: String,
    pub title_zh: String,
    pub title_en: String,
    /// The document that publishes it, and its article.
    pub document: String,
    pub article: String,
    /// From which day it is valid, `YYYY-MM-DD`.
    pub valid_from: String,
    /// The day it was published.
    pub known_from: String,
    /// The table lists everything the text does.
    pub is_complete: bool,
}

/// A row of the table, with its number in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub row: u32,
    pub cells: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Records an edition; the first row names the columns.
    Record { form: Form, rows: Vec<Row> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    EditionRecorded { edition: Edition },
}

#[derive(Debug, Clone, Default)]
pub struct State {
    pub edition: Option<Edition>,
}

/// The catalogues as they stand when an edition is recorded.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub catalogues: Catalogues,
}

/// Editions of catalogues.
pub struct TreatmentCatalogue {
    law: Arc<Law>,
}

impl TreatmentCatalogue {
    pub fn new(law: Arc<Law>) -> TreatmentCatalogue {
        TreatmentCatalogue { law }
    }
}

impl Procedure for TreatmentCatalogue {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        editions::TREATMENT_CATALOGUE
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        let Event::EditionRecorded { edition } = event;
        state.edition = Some(edition.clone());
    }

    /// The decision rests on no other edition being recorded meanwhile: both would take the same number.
    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        _command: &Command,
        _given: &Given,
    ) -> Result<Facts, Failure> {
        gathering.rest_on(Party::AGENCY)?;
        Ok(Facts { catalogues: editions::catalogues(gathering.reader(), &self.law)? })
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        let actor = &given.actor;
        let reaches_city = self.law.city().is_some_and(|city| actor.reaches(city.code));
        if !(actor.has_any(RECORDERS) && reaches_city || actor.has(Role::System)) {
            return Err(Refusal::new(
                "not_allowed",
                "目录版本由市本级的监管员、工伤岗或者待遇岗录入",
                "editions are recorded by the supervisor, a work-injury officer or a benefit officer of the city",
            )
            .into());
        }
        if self.law.city().is_none_or(|city| city.code != case.area) {
            return Err(Refusal::new(
                "not_the_city",
                "目录版本全市统一，录入市本级",
                "an edition holds for the whole city and is recorded there",
            )
            .into());
        }
        if case.head.is_some() || state.edition.is_some() {
            return Err(Refusal::new(
                "already_recorded",
                "该版本已录入；更正请录入下一版本",
                "this edition is recorded; record the next one to correct it",
            )
            .into());
        }
        let Command::Record { form, rows } = command;
        let edition = edition(form, rows, &facts.catalogues, given)?;
        let effects = Effects {
            party: Some(Party::AGENCY),
            subject: Some(edition.name()),
            stage: Some(Stage::Completed),
            awaiting: Some(None),
            books: vec![Party::AGENCY],
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::EditionRecorded { edition }], effects })
    }

    fn reproject(
        &self,
        _head: &CaseHead,
        _state: &State,
        _open: &[DeadlineRecord],
        _declared: &[EmergencyRecord],
    ) -> Result<Option<Command>, Refusals> {
        Ok(None)
    }
}

/// The edition a form and a table come to; everything wrong is told, rows by their number in the file.
pub fn edition(form: &Form, rows: &[Row], catalogues: &Catalogues, given: &Given) -> Result<Edition, Refusals> {
    let mut fields = Fields::default();
    let known = catalogues.get(form.catalogue.trim());
    if known.is_none() {
        fields.refusals.push(Refusal::new("unknown_catalogue", "请选择目录", "choose the catalogue").on_field("catalogue"));
    }
    let label = fields.words("label", ("版本名称", "name of the edition"), &form.label, 20);
    let title_zh = fields.words("title_zh", ("中文标题", "title in Chinese"), &form.title_zh, 200);
    let title_en = fields.words("title_en", ("英文标题", "title in English"), &form.title_en, 300);
    let document = fields.words("document", ("文号", "number of the document"), &form.document, 100);
    let valid_from = fields.date("valid_from", &form.valid_from);
    let known_from = fields.date("known_from", &form.known_from);
    if known_from.is_some_and(|on| on > given.today) {
        fields.refusals.push(
            Refusal::new("in_the_future", "公布日期晚于今天；公布后再录入", "it is published after today; record it once it is")
                .on_field("known_from"),
        );
    }
    if let (Some(known), Some(label)) = (known, &label)
        && known.edition(label).is_some()
    {
        let (zh, en) = (format!("该目录已有名为“{label}”的版本"), format!("the catalogue has an edition called `{label}` already"));
        fields.refusals.push(Refusal::new("sequence", zh, en).on_field("label"));
    }
    if let Some(last) = known.and_then(|known| known.editions().last()) {
        for (field, (zh, en), typed, earliest) in [
            ("valid_from", ("有效日期", "valid"), valid_from, last.valid_from),
            ("known_from", ("公布日期", "published"), known_from, last.known_from),
        ] {
            if typed.is_some_and(|day| day < earliest) {
                let (day_zh, day_en) = (day_in_language(earliest, Language::Chinese), day_in_language(earliest, Language::English));
                let zh = format!("{zh}早于上一版本（{}）的{day_zh}，两版之间会倒置", last.label);
                let en = format!("{en} before the edition before it ({}), which is of {day_en}", last.label);
                fields.refusals.push(Refusal::new("sequence", zh, en).on_field(field));
            }
        }
    }
    let number = match form.number.trim() {
        "" => known.map(|catalogue| catalogue.next_number()),
        typed => fields.number("number", typed, 1, 10_000),
    };
    let (Some(catalogue), Some(label), Some(zh), Some(en), Some(document), Some(valid_from), Some(known_from), Some(number), true) =
        (known, label, title_zh, title_en, document, valid_from, known_from, number, fields.refusals.is_empty())
    else {
        return Err(fields.refusals);
    };
    let head = EditionHead {
        catalogue: catalogue.name().to_owned(),
        number,
        label,
        title: Text::new(zh, en),
        citation: Citation::new(document, form.article.trim()),
        valid_from,
        known_from,
        recorded: if form.is_complete { Recorded::Everything } else { Recorded::Part },
    };
    let rows: Vec<(usize, Vec<String>)> = rows.iter().map(|row| (row.row as usize, row.cells.clone())).collect();
    let edition = import_rows(head, &rows)
        .map_err(|errors| Refusals(errors.into_iter().map(|error| refusal("row", error.text(), "table")).collect()))?;
    // Gaps and doubles in the sequence, and days out of order.
    let joined = catalogue.with_edition(edition.clone());
    joined.map_err(|faults| Refusals(faults.into_iter().map(|fault| refusal("sequence", fault, "number")).collect()))?;
    Ok(edition)
}

fn refusal(code: &str, text: Text, field: &str) -> Refusal {
    Refusal::new(code, text.zh, text.en).on_field(field)
}

/// An edition in words.
pub fn view(state: &State) -> CaseView {
    let Some(edition) = &state.edition else { return CaseView::default() };
    let described = vec![
        (Text::new("目录", "Catalogue"), Text::same(edition.catalogue.clone())),
        (Text::new("版本", "Edition"), Text::same(format!("{}（{}）", edition.label, edition.number))),
        (Text::new("标题", "Title"), edition.title.clone()),
        (Text::new("依据", "Published by"), Text::same(edition.citation.to_string())),
        (Text::new("自何日有效", "Valid from"), Text::same(edition.valid_from.to_string())),
        (Text::new("公布日期", "Published on"), Text::same(edition.known_from.to_string())),
        (Text::new("项目数", "Items"), Text::same(edition.items.len().to_string())),
    ];
    let words = Text::new("全部版本", "All editions");
    CaseView { described, desk_links: vec![(words, "/desk/treatment-catalogue".to_owned())], ..CaseView::default() }
}
