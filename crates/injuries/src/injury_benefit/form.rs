//! An application for the benefits of a work injury, as typed and as read.

use agency::common::fields::Fields;
use casework::{Refusal, Refusals};
use rules::injury::benefit::{Dependant, Relation};
use serde::{Deserialize, Serialize};
use values::{Date, IdNumber};

/// More dependants than this are not of one family.
pub const DEPENDANTS_MAX: usize = 12;

/// What the benefits are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A grade was appraised.
    Disability,
    /// The contract of somebody of a grade from 5 to 10 has ended.
    Leaving,
    /// The worker died of the injury.
    Death,
}

impl Cause {
    pub fn of(word: &str) -> Option<Cause> {
        match word {
            "disability" => Some(Cause::Disability),
            "leaving" => Some(Cause::Leaving),
            "death" => Some(Cause::Death),
            _ => None,
        }
    }
}

/// The benefits that may be asked for, by the word of each.
pub const BENEFITS: [(&str, &str, &str, Cause); 7] = [
    ("disability_lump_sum", "一次性伤残补助金", "disability lump sum", Cause::Disability),
    ("disability_allowance", "按月伤残津贴（一至四级）", "monthly disability allowance (grades 1 to 4)", Cause::Disability),
    ("care_allowance", "生活护理费", "care allowance", Cause::Disability),
    ("medical_lump_sum", "一次性工伤医疗补助金", "medical lump sum", Cause::Leaving),
    ("funeral_grant", "丧葬补助金", "funeral grant", Cause::Death),
    ("death_lump_sum", "一次性工亡补助金", "lump sum on death through work", Cause::Death),
    ("dependants_allowances", "供养亲属抚恤金", "dependants' allowances", Cause::Death),
];

/// 工伤待遇核定申请, as written. Everything typed is text here and read once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// `disability`, `leaving` or `death`.
    pub cause: String,
    /// The benefits asked for, such as `disability_lump_sum`; what lacks a figure of the year is asked for later.
    pub benefits: Vec<String>,
    /// ID number of the worker, 18 characters.
    pub worker_id_number: String,
    /// The case that recognised the injury.
    pub recognition_case_id: i64,
    /// The case that appraised it; 0 after a death.
    pub appraisal_case_id: i64,
    /// The day the contract ended or the worker died, `YYYY-MM-DD`; blank for the benefits of a grade.
    pub on: String,
    /// ID number of the relative who receives what is paid once after a death.
    pub relative_id_number: String,
    /// Those the deceased supported.
    pub dependants: Vec<Supported>,
}

/// Somebody the deceased supported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Supported {
    pub id_number: String,
    /// `spouse`, `child`, `parent`, `grandparent`, `grandchild` or `sibling`.
    pub relation: String,
    /// 孤寡老人或者孤儿.
    pub lonely_elder_or_orphan: bool,
}

/// The form read into typed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub cause: Cause,
    pub benefits: Vec<&'static str>,
    pub worker_id_number: IdNumber,
    /// `None` for the benefits of a grade.
    pub on: Option<Date>,
    pub relative: Option<IdNumber>,
    pub dependants: Vec<(IdNumber, Dependant)>,
}

impl Claim {
    pub fn asks(&self, benefit: &str) -> bool {
        self.benefits.contains(&benefit)
    }
}

pub const RELATIONS: [(&str, Relation); 6] = [
    ("spouse", Relation::Spouse),
    ("child", Relation::Child),
    ("parent", Relation::Parent),
    ("grandparent", Relation::Grandparent),
    ("grandchild", Relation::Grandchild),
    ("sibling", Relation::Sibling),
];

impl Form {
    pub fn read(&self) -> Result<Claim, Refusals> {
        let mut fields = Fields::default();
        let Some(cause) = Cause::of(&self.cause) else {
            return Err(Refusal::new("cause", "请选择申请哪一类待遇", "say what the benefits are for").on_field("cause").into());
        };
        let benefits: Vec<&'static str> = BENEFITS
            .iter()
            .filter(|(word, _, _, of)| *of == cause && self.benefits.iter().any(|asked| asked == word))
            .map(|(word, ..)| *word)
            .collect();
        if benefits.is_empty() {
            fields.refusals.push(Refusal::new("no_benefit", "请至少选择一项待遇", "choose at least one benefit").on_field("benefits"));
        }
        let worker_id_number = fields.id_number("worker_id_number", &self.worker_id_number);
        let on = if cause == Cause::Disability { None } else { fields.date("on", &self.on) };
        let pays_once = benefits.iter().any(|benefit| matches!(*benefit, "funeral_grant" | "death_lump_sum"));
        let relative = if pays_once { fields.id_number("relative_id_number", &self.relative_id_number) } else { None };
        let dependants = if benefits.contains(&"dependants_allowances") { self.read_dependants(&mut fields) } else { Vec::new() };
        match worker_id_number {
            Some(worker_id_number) if fields.refusals.is_empty() => {
                Ok(Claim { cause, benefits, worker_id_number, on, relative, dependants })
            }
            _ => Err(fields.refusals),
        }
    }

    fn read_dependants(&self, fields: &mut Fields) -> Vec<(IdNumber, Dependant)> {
        if self.dependants.is_empty() || self.dependants.len() > DEPENDANTS_MAX {
            fields.refusals.push(
                Refusal::new(
                    "dependants",
                    format!("请填写 1 至 {DEPENDANTS_MAX} 名供养亲属"),
                    format!("name 1 to {DEPENDANTS_MAX} dependants"),
                )
                .on_field("dependants"),
            );
            return Vec::new();
        }
        let mut read: Vec<(IdNumber, Dependant)> = Vec::new();
        for (position, supported) in self.dependants.iter().enumerate() {
            let at = |field: &str| format!("dependants.{position}.{field}");
            let relation = RELATIONS.iter().find(|(word, _)| *word == supported.relation).map(|(_, relation)| *relation);
            if relation.is_none() {
                fields.refusals.push(Refusal::new("relation", "请选择与职工的关系", "say how they are related").on_field(at("relation")));
            }
            let id_number = fields.id_number(&at("id_number"), &supported.id_number);
            let (Some(relation), Some(id_number)) = (relation, id_number) else { continue };
            if read.iter().any(|(known, _)| *known == id_number) {
                fields
                    .refusals
                    .push(Refusal::new("dependant_twice", "该亲属已填写", "this relative is named already").on_field(at("id_number")));
            }
            read.push((id_number, Dependant { relation, lonely_elder_or_orphan: supported.lonely_elder_or_orphan }));
        }
        read
    }
}
