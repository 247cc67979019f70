//! The application form, as typed and as read.

use std::collections::BTreeMap;

use agency::common::fields::Fields;
use casework::{Refusal, Refusals};
use rules::injury::{Fact, Ground, InjuryApplicant};
use serde::{Deserialize, Serialize};
use values::{Date, IdNumber, PersonName, Telephone, Text};

/// 工伤认定申请表, as written by the applicant. Everything a person types is text here and read once, so that each wrong field is
/// named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// `employer`, `worker`, `near_relative` or `trade_union`.
    pub applicant: String,
    /// The employer's number in its area.
    pub employer_id: i64,
    pub worker_name: String,
    /// ID number of the worker, 18 characters.
    pub worker_id_number: String,
    /// Who the near relative or the union is, and how related; blank for others.
    pub relation: String,
    /// Where the applicant can be called; may be blank.
    pub telephone: String,
    pub occupation: String,
    /// A ground such as `infected_on_duty`; blank when the applicant cannot say.
    pub ground: String,
    /// Day of the accident, or of the diagnosis of an occupational disease or infection, `YYYY-MM-DD`.
    pub injured_on: String,
    /// Time of day, `HH:MM`; may be blank.
    pub injured_at: String,
    pub place: String,
    /// What happened, in the applicant's words.
    pub account: String,
    /// The injured part of the body, or the disease.
    pub injured_part: String,
    /// A code of the list of diagnoses; blank when the certificate names none.
    pub diagnosis_code: String,
    /// The diagnosis in the words of the certificate.
    pub diagnosis: String,
    pub has_died: bool,
    /// What the applicant states, by the word of the fact; a fact left out is not stated.
    pub facts: BTreeMap<String, bool>,
    /// Why the application comes after its period; blank when it does not.
    pub delay_reason: String,
}

/// The form read into typed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub applicant: InjuryApplicant,
    pub worker_name: PersonName,
    pub worker_id_number: IdNumber,
    pub telephone: Option<Telephone>,
    pub ground: Option<Ground>,
    pub injured_on: Date,
    pub facts: BTreeMap<Fact, bool>,
}

pub const APPLICANTS: [(&str, InjuryApplicant); 4] = [
    ("employer", InjuryApplicant::Employer),
    ("worker", InjuryApplicant::Worker),
    ("near_relative", InjuryApplicant::NearRelative),
    ("trade_union", InjuryApplicant::TradeUnion),
];

/// The applicant of a word.
pub fn applicant_of(word: &str) -> Option<InjuryApplicant> {
    APPLICANTS.into_iter().find(|(known, _)| *known == word).map(|(_, applicant)| applicant)
}

impl Form {
    /// Reads every field; the refusals name each wrong one.
    pub fn read(&self) -> Result<Claim, Refusals> {
        let mut fields = Fields::default();
        let applicant = applicant_of(&self.applicant);
        if applicant.is_none() {
            fields.refusals.push(
                Refusal::new("applicant", "请选择由谁提出申请", "say who applies: employer, worker, near relative or trade union")
                    .on_field("applicant"),
            );
        }
        let worker_name = fields.person_name("worker_name", &self.worker_name);
        let worker_id_number = fields.id_number("worker_id_number", &self.worker_id_number);
        if matches!(applicant, Some(InjuryApplicant::NearRelative | InjuryApplicant::TradeUnion)) {
            fields.words(
                "relation",
                ("申请人姓名（名称）及与职工的关系", "applicant's name and relation to the worker"),
                &self.relation,
                100,
            );
        }
        let telephone = fields.telephone("telephone", &self.telephone);
        fields.words("occupation", ("职业、工种或工作岗位", "occupation"), &self.occupation, 50);
        let ground = self.read_ground(&mut fields);
        let injured_on = fields.date("injured_on", &self.injured_on);
        self.read_time(&mut fields);
        fields.words("place", ("事故地点", "place"), &self.place, 200);
        fields.words("account", ("受伤害经过", "account of what happened"), &self.account, 2000);
        fields.words("injured_part", ("受伤害部位或疾病名称", "injured part or disease"), &self.injured_part, 100);
        fields.words("diagnosis", ("诊断", "diagnosis"), &self.diagnosis, 300);
        let facts = self.read_facts(&mut fields);
        match (applicant, worker_name, worker_id_number, injured_on) {
            (Some(applicant), Some(worker_name), Some(worker_id_number), Some(injured_on)) if fields.refusals.is_empty() => {
                Ok(Claim { applicant, worker_name, worker_id_number, telephone, ground, injured_on, facts })
            }
            _ => Err(fields.refusals),
        }
    }

    fn read_ground(&self, fields: &mut Fields) -> Option<Ground> {
        let word = self.ground.trim();
        if word.is_empty() {
            return None;
        }
        let ground = Ground::of(word);
        if ground.is_none() {
            fields.refusals.push(
                Refusal::new("ground", format!("没有“{word}”这种情形"), format!("there is no ground `{word}`"))
                    .on_field("ground")
                    .hint("请从列表中选择，或留空由工作人员判断", "choose from the list, or leave it blank"),
            );
        }
        ground
    }

    fn read_time(&self, fields: &mut Fields) {
        let text = self.injured_at.trim();
        let parts: Vec<&str> = text.split([':', '：']).collect();
        let is_time = matches!(parts.as_slice(), [hour, minute]
            if hour.parse::<u8>().is_ok_and(|hour| hour < 24) && minute.len() == 2 && minute.parse::<u8>().is_ok_and(|minute| minute < 60));
        if !text.is_empty() && !is_time {
            fields.refusals.push(
                Refusal::new("time", "时间应写成时和分，例如 14:30", "write the time as hours and minutes, such as 14:30")
                    .on_field("injured_at"),
            );
        }
    }

    fn read_facts(&self, fields: &mut Fields) -> BTreeMap<Fact, bool> {
        let mut read = BTreeMap::new();
        for (word, truth) in &self.facts {
            match Fact::of(word) {
                Some(fact) => {
                    read.insert(fact, *truth);
                }
                None => fields.refusals.push(unknown_fact(word)),
            }
        }
        read
    }

    /// The employer's worker, the worker or whoever applies, in words.
    pub fn applicant_name(&self) -> Text {
        applicant_of(&self.applicant).map_or_else(|| Text::same(self.applicant.clone()), InjuryApplicant::name)
    }
}

pub fn unknown_fact(word: &str) -> Refusal {
    Refusal::new("unknown_fact", format!("没有名为“{word}”的事实"), format!("there is no fact `{word}`")).on_field("facts")
}
