//! The question and its answer. Pure.

use rules::Law;
use rules::NotCovered;
use rules::retirement::{
    MinimumContribution, RetirementCategory, RetirementWindow, StatutoryRetirement, first_pension_month, retirement_window,
    statutory_retirement,
};
use values::{Citation, Explain, Explanation, Month, Step, Text};
use web::{FormData, FormErrors, FormReader};

pub const BORN: &str = "born";
pub const CATEGORY: &str = "category";

/// When somebody was born, and which of the original ages was theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    pub born: Month,
    pub category: RetirementCategory,
}

pub fn born_label() -> Text {
    Text::new("出生年月", "Month of birth")
}

pub fn category_label() -> Text {
    Text::new("您属于哪一类", "Which of these are you")
}

impl Question {
    /// Reads the question from the address of the page.
    pub fn read(data: &FormData) -> Result<Question, FormErrors> {
        let mut reader = FormReader::new(data);
        let born = reader.month(BORN, &born_label());
        if let Some(born) = born
            && !(1900..2100).contains(&born.year())
        {
            reader.refuse(BORN, Text::new("出生年份应在 1900 至 2099 之间", "The year of birth is from 1900 to 2099"));
        }
        let category = reader.choice(CATEGORY, &category_label(), &RetirementCategory::ALL.map(RetirementCategory::as_str));
        match (born, category.and_then(|word| RetirementCategory::of(&word)), reader.errors().is_empty()) {
            (Some(born), Some(category), true) => Ok(Question { born, category }),
            _ => Err(reader.into_errors()),
        }
    }

    /// The part of an address that asks it again.
    pub fn query(&self) -> String {
        format!("{BORN}={}&{CATEGORY}={}", self.born, self.category.as_str())
    }

    pub fn is_special_work(&self) -> bool {
        matches!(self.category, RetirementCategory::SpecialMan55 | RetirementCategory::SpecialWoman45)
    }
}

/// When somebody retires, and what goes with it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub retirement: StatutoryRetirement,
    pub pension_from: Month,
    /// Months of contributions; `None` where the law that held then is not written down here.
    pub minimum_months: Option<u32>,
    /// The months one may choose instead; `None` before 2025 and for special work types.
    pub window: Option<RetirementWindow>,
    pub explanation: Explanation,
}

impl Answer {
    pub fn of(law: &Law, question: &Question) -> Result<Answer, NotCovered> {
        let mut explanation = Explanation::default();
        let retirement = statutory_retirement(law, question.born, question.category, &mut explanation)?;
        let pension_from = first_pension_month(retirement.month);
        explanation.step(|| pension_start_step(retirement.month, pension_from, question.is_special_work()));
        let minimum = law.rule::<MinimumContribution>().in_month(retirement.month).ok();
        if let Some(minimum) = &minimum {
            explanation.step(|| minimum_step(retirement.month, minimum.value.months, &minimum.citation));
        }
        let window = if question.is_special_work() { None } else { retirement_window(law, &retirement).ok() };
        if let Some(window) = &window {
            explanation.step(|| window_step(&retirement, window));
        }
        let minimum_months = minimum.map(|minimum| minimum.value.months);
        Ok(Answer { retirement, pension_from, minimum_months, window, explanation })
    }
}

/// 威人社函〔2020〕6号 一（一）: from the month after; who works in a special type, from the month after applying.
fn pension_start_step(retirement: Month, from: Month, by_application: bool) -> Step {
    let formula = if by_application {
        Text::new(
            "特殊工种提前退休，从申请的次月起领取；这里按到龄当月申请计算",
            "special work types: from the month after the application, here taken to be made in the month the age is reached",
        )
    } else {
        Text::new(
            "从达到法定退休年龄的次月起领取，晚办手续不影响起领月份",
            "from the month after the statutory age is reached, whenever the formalities are done",
        )
    };
    Step {
        name: Text::new("养老金起领月份", "first month of the pension"),
        formula,
        inputs: vec![(Text::new("退休年月", "retirement month"), retirement.to_string())],
        result: from.to_string(),
        citation: Citation::new("威人社函〔2020〕6号", "一（一）"),
    }
}

fn minimum_step(retirement: Month, months: u32, citation: &Citation) -> Step {
    Step {
        name: Text::new("最低缴费年限（月）", "minimum contributions, in months"),
        formula: Text::new(
            "按退休年份查表：2030 年起每年提高半年，2039 年起为二十年",
            "by the year of retirement: from 2030 half a year more each year, twenty years from 2039",
        ),
        inputs: vec![(Text::new("退休年份", "year of retirement"), retirement.year().to_string())],
        result: months.to_string(),
        citation: citation.clone(),
    }
}

fn window_step(retirement: &StatutoryRetirement, window: &RetirementWindow) -> Step {
    Step {
        name: Text::new("弹性退休可选年月", "months to choose from"),
        formula: Text::new(
            "缴满最低年限的，可以提前最多三年、但不早于原法定年龄；与单位协商一致的，可以推迟最多三年",
            "with the minimum contributions up to three years earlier, never before the original age; by agreement with the employer up to three years later",
        ),
        inputs: vec![
            (Text::new("法定退休年月", "statutory month"), retirement.month.to_string()),
            (Text::new("原法定年龄的年月", "month of the original age"), retirement.original_month.to_string()),
        ],
        result: format!("{} – {}", window.earliest, window.latest),
        citation: window.citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use agency::common::test_agency::{law, month};

    use super::*;

    fn read(query: &str) -> Result<Question, FormErrors> {
        Question::read(&FormData::from_urlencoded(query).unwrap())
    }

    #[test]
    fn the_address_of_an_answer_asks_the_same_again() {
        let question = read("born=1965-07&category=M60").unwrap();
        assert_eq!(read(&question.query()), Ok(question));
        let answer = Answer::of(&law(), &question).unwrap();
        assert_eq!((answer.retirement.month, answer.pension_from, answer.minimum_months), (month("2025-09"), month("2025-10"), Some(180)));
        let window = answer.window.unwrap();
        assert_eq!((window.earliest, window.latest), (month("2025-07"), month("2028-09")));
        let names: Vec<&str> = answer.explanation.steps.iter().map(|step| step.name.en.as_str()).collect();
        assert_eq!(
            names,
            ["statutory retirement month", "first month of the pension", "minimum contributions, in months", "months to choose from"]
        );
    }

    #[test]
    fn what_is_missing_or_cannot_be_is_told_beside_its_field() {
        for (query, field) in [
            ("born=1965-07", CATEGORY),
            ("category=M60", BORN),
            ("born=1965-13&category=M60", BORN),
            ("born=1865-01&category=M60", BORN),
            ("born=1965-07&category=X", CATEGORY),
        ] {
            assert!(read(query).unwrap_err().for_field(field).is_some(), "{query}");
        }
        assert!(Answer::of(&law(), &read("born=1905-07&category=M60").unwrap()).is_err(), "no law of then is guessed");
    }

    #[test]
    fn a_special_type_of_work_has_no_window_and_starts_with_the_application() {
        let question = read("born=1970-01&category=M55S").unwrap();
        let answer = Answer::of(&law(), &question).unwrap();
        assert_eq!(answer.retirement.month, month("2025-02"));
        assert!(answer.window.is_none());
        assert!(answer.explanation.steps[1].formula.en.contains("after the application"));
    }
}
