//! Small things every act of an appraisal needs: words that must be there, grades and levels read, refusals.

use casework::{Refusal, Refusals, Stage};
use rules::injury::{CareLevel, DisabilityGrade};

use agency::common::fields::Fields;

pub(super) fn read_grade(grade: Option<u8>) -> Result<Option<DisabilityGrade>, Refusals> {
    let Some(number) = grade else { return Ok(None) };
    match DisabilityGrade::new(number) {
        Some(grade) => Ok(Some(grade)),
        None => Err(Refusal::new(
            "grade",
            "伤残等级应为 1 到 10 级，未达到等级的不填",
            "a grade is from 1 to 10; leave it out where none is reached",
        )
        .on_field("grade")
        .into()),
    }
}

/// The words of the levels of care.
pub const CARE_LEVELS: [(&str, CareLevel); 3] =
    [("complete", CareLevel::Complete), ("mostly", CareLevel::Mostly), ("partly", CareLevel::Partly)];

pub(super) fn read_care(word: Option<&str>) -> Result<Option<CareLevel>, Refusals> {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Ok(None) };
    match CARE_LEVELS.into_iter().find(|(known, _)| *known == word) {
        Some((_, level)) => Ok(Some(level)),
        None => Err(Refusal::new("care", "请选择护理依赖程度", "choose a level of care").on_field("care").into()),
    }
}

pub(super) fn required(field: &str, words: &str, name: (&str, &str), most: usize) -> Result<(), Refusals> {
    let mut fields = Fields::default();
    // An account of several lines is as good as one of one.
    let line: String = words.chars().map(|character| if matches!(character, '\n' | '\r') { ' ' } else { character }).collect();
    fields.words(field, name, &line, most);
    fields.refusals.into_result()
}

pub(super) fn not_allowed(chinese: &str, english: &str) -> Refusals {
    Refusal::new("not_allowed", chinese, english).into()
}

pub(super) fn out_of_turn(stage: Stage) -> Refusals {
    let stage = stage.name();
    Refusal::new(
        "out_of_turn",
        format!("该事项目前为“{}”，不能进行此操作", stage.zh),
        format!("the case is “{}”; this cannot be done now", stage.en),
    )
    .hint("请刷新页面查看最新进度", "reload the page to see where the case stands")
    .into()
}
