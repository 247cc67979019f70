//! 诊断编码: a short dated list against which a code on an application is checked.

use serde::{Deserialize, Serialize};
use values::{Date, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryDiagnoses {
    pub codes: Vec<Diagnosis>,
}

/// One code with its name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    pub code: String,
    pub zh: String,
    pub en: String,
}

impl Diagnosis {
    pub fn name(&self) -> Text {
        Text::new(self.zh.clone(), self.en.clone())
    }
}

impl RuleValue for InjuryDiagnoses {
    const STEM: &'static str = "injury/diagnoses";
    const UNIT: &'static str = "codes of ICD-10 with their names";

    fn check(&self) -> Result<(), Text> {
        for (position, diagnosis) in self.codes.iter().enumerate() {
            if self.codes[..position].iter().any(|earlier| earlier.code == diagnosis.code) {
                let code = &diagnosis.code;
                return Err(Text::new(format!("编码“{code}”写了两次"), format!("the code `{code}` is listed twice")));
            }
        }
        Ok(())
    }
}

/// The diagnosis of a code on a day; `None` when the list does not have it. Small letters and a missing space are forgiven.
pub fn diagnosis_on<'law>(law: &'law Law, code: &str, on: Date) -> Result<Option<&'law Diagnosis>, NotCovered> {
    let wanted = code.trim().to_ascii_uppercase();
    Ok(law.rule::<InjuryDiagnoses>().on(on)?.value.codes.iter().find(|diagnosis| diagnosis.code == wanted))
}

/// Every diagnosis of the list of a day.
pub fn diagnoses_on(law: &Law, on: Date) -> Result<&[Diagnosis], NotCovered> {
    Ok(&law.rule::<InjuryDiagnoses>().on(on)?.value.codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;

    #[test]
    fn a_code_counts_from_its_day() {
        let found = |code, day: &str| diagnosis_on(weihai(), code, day.parse().unwrap()).unwrap().map(|diagnosis| diagnosis.en.clone());
        assert_eq!(found(" u07.1", "2020-01-31").as_deref(), Some("novel coronavirus pneumonia"));
        assert_eq!(found("U07.1", "2020-01-30"), None);
        assert_eq!(found("X99", "2020-02-03"), None);
        assert!(diagnosis_on(weihai(), "S06.0", "2010-12-31".parse().unwrap()).is_err());
    }
}
