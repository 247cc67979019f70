//! Runs the worked examples beside the rules: the one place where an example becomes a test.
//!
//! An example names an input and what the law makes of it. A lawyer runs them with `yunban rules check`, the tests run the
//! same function, and a wrong one is reported with file, line and name.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use values::Text;

use crate::error::LawErrors;
use crate::load::reason_of;
use crate::source::{LawFile, LawSource};
use crate::{Law, contribution, injury, payroll, pension, retirement, time_limit};

type Answer = fn(&Law, toml::Value) -> Result<toml::Value, String>;

/// Which function answers the examples of which file. A new rule with examples is one line here.
const ANSWERS: &[(&str, Answer)] = &[
    ("contribution/deferral", contribution::deferral_example),
    ("contribution/due_date", contribution::due_date_example),
    ("contribution/late_fee", contribution::late_fee_example),
    ("contribution/payment_allocation", contribution::payment_allocation_example),
    ("contribution/rates", contribution::assessment_example),
    ("injury/adjudication", injury::adjudication::example),
    ("injury/appraisal", injury::appraisal::example),
    ("injury/benefit/care", injury::benefit::care_example),
    ("injury/benefit/death", injury::benefit::death_example),
    ("injury/benefit/disability", injury::benefit::disability_example),
    ("injury/benefit/medical_lump_sum", injury::benefit::leaving_example),
    ("injury/benefit/missing", injury::benefit::missing_example),
    ("injury/benefit/own_wage", injury::benefit::own_wage_example),
    ("injury/benefit/stop_work", injury::benefit::stop_work_example),
    ("injury/decision_limit", injury::decision_limit::example),
    ("injury/filing", injury::filing::example),
    ("injury/recognition", injury::recognition::example),
    ("pension/account_in_payment", pension::account_left_example),
    ("pension/certification", pension::certification::example),
    ("pension/end_of_payment", pension::end_of_payment::example),
    ("payroll/checks", payroll::checks_example),
    ("payroll/payday", payroll::payday_example),
    ("pension/formula", pension::determination_example),
    ("pension/life_certification", pension::life_certification_example),
    ("pension/survivor_benefit", pension::survivor_benefit_example),
    ("retirement/statutory_age", retirement::statutory_age_example),
    ("time_limit/limits", time_limit::example),
    ("time_limit/pauses", time_limit::pauses_example),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    /// The region whose law answers.
    region: String,
    example: Vec<Spanned<Example>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    input: toml::Value,
    expected: toml::Value,
}

/// Runs every example of a source; returns how many agree, or every one that does not.
pub fn run_examples(source: &LawSource) -> Result<usize, LawErrors> {
    let mut errors = LawErrors::default();
    let mut laws: BTreeMap<String, Law> = BTreeMap::new();
    let mut agreed = 0;
    for file in &source.files {
        let Some(stem) = file.path.strip_suffix(".examples.toml") else { continue };
        let Some((_, answer)) = ANSWERS.iter().find(|(name, _)| *name == stem) else {
            let reason = Text::new("没有规则回答这个示例文件", "no rule answers the examples of this file");
            errors.add(&file.name, &file.text, None, reason);
            continue;
        };
        let examples = match toml::from_str::<ExampleFile>(&file.text) {
            Ok(examples) => examples,
            Err(error) => {
                errors.add(&file.name, &file.text, error.span(), reason_of(error.message()));
                continue;
            }
        };
        if !laws.contains_key(&examples.region) {
            laws.insert(examples.region.clone(), Law::load(source, &examples.region)?);
        }
        if let Some(law) = laws.get(&examples.region) {
            agreed += run_file(file, law, *answer, examples.example, &mut errors);
        }
    }
    errors.or(agreed)
}

fn run_file(file: &LawFile, law: &Law, answer: Answer, examples: Vec<Spanned<Example>>, errors: &mut LawErrors) -> usize {
    let mut agreed = 0;
    for example in examples {
        let span = example.span();
        let Example { name, input, expected } = example.into_inner();
        let got = answer(law, input);
        let refused = expected.get("refused").and_then(toml::Value::as_str);
        let agrees = match (&got, refused) {
            (Err(message), Some(part)) => message.contains(part),
            (Ok(got), None) => *got == expected,
            _ => false,
        };
        if agrees {
            agreed += 1;
            continue;
        }
        let got = got.map_or_else(|message| format!("refused: {message}"), |value| value.to_string());
        let reason = Text::new(
            format!("示例“{name}”不符：应为 {expected}，实为 {got}"),
            format!("the example \"{name}\" does not hold: expected {expected}, got {got}"),
        );
        errors.add(&file.name, &file.text, Some(span), reason);
    }
    agreed
}

/// Reads the input of one example, computes, and writes the result as the file would.
pub(crate) fn run<I: DeserializeOwned, O: Serialize>(
    input: toml::Value,
    compute: impl FnOnce(I) -> Result<O, String>,
) -> Result<toml::Value, String> {
    let input: I = input.try_into().map_err(|error: toml::de::Error| format!("the input cannot be read: {}", error.message()))?;
    // Through text and back: days then compare as days.
    let written = toml::to_string(&compute(input)?).map_err(|error| error.to_string())?;
    toml::from_str::<toml::Table>(&written).map(toml::Value::Table).map_err(|error| error.to_string())
}
