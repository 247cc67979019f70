//! The figures somebody gives, and the pension they come to. Pure.

use rules::Law;
use rules::pension::{AverageIndex, ComponentInputs, ComponentRules, Components, ContributionYears, PensionBase, payment_months};
use rules::retirement::{MinimumContribution, RetirementCategory, statutory_retirement};
use values::{Citation, Date, Explain, Explanation, Fen, Month, Silent, Step, Text};
use web::{FormData, FormErrors, FormReader};

pub const BORN: &str = "born";
pub const CATEGORY: &str = "category";
pub const RETIREMENT: &str = "retirement";
pub const YEARS: &str = "years";
pub const MONTHS: &str = "months";
pub const YEARS_BEFORE: &str = "years_before";
pub const MONTHS_BEFORE: &str = "months_before";
pub const INDEX: &str = "index";
pub const BALANCE: &str = "balance";

/// How far back a published base is looked for.
const YEARS_BACK: i32 = 10;
const YEARS_MOST: i64 = 60;

/// What somebody knows of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    pub born: Month,
    pub category: RetirementCategory,
    /// The month chosen; the statutory month without it.
    pub retirement: Option<Month>,
    pub total_months: u32,
    pub months_before_account: u32,
    pub index: AverageIndex,
    pub balance: Fen,
}

pub fn label(field: &str) -> Text {
    match field {
        BORN => Text::new("出生年月", "Month of birth"),
        CATEGORY => Text::new("您属于哪一类", "Which of these are you"),
        RETIREMENT => Text::new("打算哪个月退休", "The month you mean to retire"),
        YEARS => Text::new("到退休时的缴费年限：年", "Years of contributions at retirement"),
        MONTHS => Text::new("另有几个月", "and months"),
        YEARS_BEFORE => Text::new("其中建立个人账户以前：年", "Of these before the personal account: years"),
        MONTHS_BEFORE => Text::new("建账以前另有几个月", "and months before the account"),
        INDEX => Text::new("平均缴费工资指数", "Average contribution index"),
        _ => Text::new("到退休时的个人账户储存额", "Personal account at retirement"),
    }
}

impl Figures {
    pub fn read(data: &FormData) -> Result<Figures, FormErrors> {
        let mut reader = FormReader::new(data);
        let born = reader.month(BORN, &label(BORN));
        let category = reader.choice(CATEGORY, &label(CATEGORY), &RetirementCategory::ALL.map(RetirementCategory::as_str));
        let retirement = reader.parse_optional_with(RETIREMENT, |typed| {
            let wrong = Text::new(
                "月份应写成四位年份和两位月份，例如 2026-03；不填则按法定退休年月",
                "Write the month as 2026-03, or leave it empty for the statutory month",
            );
            typed.parse::<Month>().map_err(|_| wrong)
        });
        let total = whole_months(&mut reader, YEARS, MONTHS, true);
        let before = whole_months(&mut reader, YEARS_BEFORE, MONTHS_BEFORE, false);
        let index = reader.parse_with(INDEX, &label(INDEX), |typed| typed.parse::<AverageIndex>().map_err(|error| error.0));
        let balance = reader.money(BALANCE, &label(BALANCE));
        if let (Some(total), Some(before)) = (total, before)
            && before > total
        {
            let text = Text::new("建账以前的年限不能多于总的缴费年限", "The years before the account cannot be more than all years");
            reader.refuse(YEARS_BEFORE, text);
        }
        let category = category.and_then(|word| RetirementCategory::of(&word));
        let whole = reader.errors().is_empty();
        match (born, category, total, before, index, balance) {
            (Some(born), Some(category), Some(total_months), Some(months_before_account), Some(index), Some(balance)) if whole => {
                Ok(Figures { born, category, retirement, total_months, months_before_account, index, balance })
            }
            _ => Err(reader.into_errors()),
        }
    }
}

/// Years and the months beside them; empty months are none.
fn whole_months(reader: &mut FormReader<'_>, years: &str, months: &str, is_needed: bool) -> Option<u32> {
    let given = |reader: &FormReader<'_>, field: &str| !reader.data().trimmed(field).is_empty();
    let in_years = if is_needed || given(reader, years) { reader.whole_number(years, &label(years), 0, YEARS_MOST) } else { Some(0) };
    let in_months = if given(reader, months) { reader.whole_number(months, &label(months), 0, 11) } else { Some(0) };
    u32::try_from(in_years? * 12 + in_months?).ok()
}

/// The pension the figures come to, a month, in the money of the base's year.
#[derive(Debug, Clone)]
pub struct Estimate {
    pub retirement: Month,
    pub statutory: Month,
    pub base: Fen,
    pub base_year: i32,
    pub components: Components,
    /// The months of contributions the retirement takes; `None` where the law of then is not recorded.
    pub minimum_months: Option<u32>,
    pub explanation: Explanation,
}

/// Why there is no estimate: the field it hangs on, and the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoEstimate {
    pub field: &'static str,
    pub text: Text,
}

impl Estimate {
    pub fn of(law: &Law, figures: &Figures, today: Date) -> Result<Estimate, NoEstimate> {
        let mut explanation = Explanation::default();
        let statutory = statutory_retirement(law, figures.born, figures.category, &mut explanation)
            .map_err(|gap| NoEstimate { field: BORN, text: gap.text() })?
            .month;
        let retirement = figures.retirement.unwrap_or(statutory);
        let field = if figures.retirement.is_some() { RETIREMENT } else { BORN };
        let (base, base_year, citation) = latest_base(law, retirement, today).ok_or_else(|| NoEstimate {
            field,
            text: Text::new(
                format!("{} 年及以前的计发基数没有收录，不能估算", retirement.year()),
                format!("the pension base of {} and before is not recorded, so nothing can be estimated", retirement.year()),
            ),
        })?;
        explanation.step(|| base_step(retirement, base, base_year, &citation));
        let age_months = retirement.since(figures.born);
        let payment_months =
            payment_months(law, retirement, age_months, &mut explanation).map_err(|error| NoEstimate { field, text: error.text() })?;
        let inputs = ComponentInputs {
            base,
            index: figures.index,
            years: ContributionYears::of_months(figures.total_months),
            years_before_account: ContributionYears::of_months(figures.months_before_account),
            account_balance: figures.balance,
            payment_months,
        };
        inputs.check().map_err(|text| NoEstimate { field: BALANCE, text })?;
        let rules = ComponentRules::for_month(law, retirement).map_err(|gap| NoEstimate { field, text: gap.text() })?;
        let components = rules.components(&inputs, &mut explanation);
        debug_assert_eq!(components, rules.components(&inputs, &mut Silent));
        let minimum_months = law.rule::<MinimumContribution>().in_month(retirement.min(statutory)).ok().map(|minimum| minimum.value.months);
        Ok(Estimate { retirement, statutory, base, base_year, components, minimum_months, explanation })
    }

    /// Months still missing for a monthly pension.
    pub fn missing_months(&self, total_months: u32) -> u32 {
        self.minimum_months.map_or(0, |minimum| minimum.saturating_sub(total_months))
    }
}

/// The base of the year of retirement, or the last one known: a retirement to come is estimated in the money of today.
fn latest_base(law: &Law, retirement: Month, today: Date) -> Option<(Fen, i32, Citation)> {
    let latest = retirement.min(Month::of(today)).year();
    (0..YEARS_BACK).map(|back| latest - back).find_map(|year| {
        let january = Month::new(year, 1).ok()?;
        let found = law.rule::<PensionBase>().in_month(january).ok()?;
        let known_from = found.value.published_on.unwrap_or_else(|| january.plus(11).last_day());
        (known_from <= today).then(|| (found.value.monthly, year, found.citation.clone()))
    })
}

fn base_step(retirement: Month, base: Fen, year: i32, citation: &Citation) -> Step {
    let formula = if year == retirement.year() {
        Text::new("退休当年公布的计发基数", "the base published for the year of retirement")
    } else {
        Text::new("退休当年的计发基数尚未公布，按最近公布的基数估算", "that year's base is not yet published; the latest one is used")
    };
    Step {
        name: Text::new("计发基数", "pension base"),
        formula,
        inputs: vec![
            (Text::new("退休年月", "retirement month"), retirement.to_string()),
            (Text::new("基数年度", "year of the base"), year.to_string()),
        ],
        result: base.to_string(),
        citation: citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use rules::LawSource;

    use super::*;

    fn typed(more: &str) -> FormData {
        FormData::from_urlencoded(&format!("born=1965-07&category=M60&years=41&months=&years_before=14&months_before=1&{more}")).unwrap()
    }

    #[test]
    fn a_sheet_is_estimated_to_the_fen_and_every_step_is_told() {
        let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
        let figures = Figures::read(&typed("index=0.6820&balance=95061.63")).unwrap();
        // On that day the base of 2025 was not published: the sheet of Weifang of 2025-09 stands on 7,678.
        let estimate = Estimate::of(&law, &figures, "2025-09-20".parse().unwrap()).unwrap();
        assert_eq!(estimate.retirement.to_string(), "2025-09");
        assert_eq!((estimate.base, estimate.base_year), (Fen(767_800), 2024));
        let parts = [estimate.components.basic, estimate.components.account, estimate.components.transition, estimate.components.total()];
        assert_eq!(parts, [Fen(264_745), Fen(68_985), Fen(95_847), Fen(429_577)]);
        assert_eq!(estimate.missing_months(figures.total_months), 0);
        assert!(estimate.explanation.steps.len() >= 6 && estimate.explanation.steps.iter().all(|step| !step.citation.document.is_empty()));
    }

    #[test]
    fn what_cannot_be_is_refused_beside_its_field() {
        for (more, field) in [
            ("index=3.5&balance=1", INDEX),
            ("index=&balance=1", INDEX),
            ("index=1&balance=-1", BALANCE),
            ("index=1&balance=1&retirement=2025-13", RETIREMENT),
            ("index=1&balance=1&years_before=42", YEARS_BEFORE),
        ] {
            let data = typed(more);
            // A field given twice keeps its first value, so the one under test goes first.
            let data = FormData::from_urlencoded(&format!(
                "{more}&{}",
                data.fields().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
            ))
            .unwrap();
            let errors = Figures::read(&data).unwrap_err();
            assert!(errors.for_field(field).is_some(), "{more}: {:?}", errors.summary().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_retirement_the_law_here_does_not_cover_is_no_guess() {
        let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
        let mut figures = Figures::read(&typed("index=1&balance=1")).unwrap();
        figures.retirement = Some("2012-05".parse().unwrap());
        let refused = Estimate::of(&law, &figures, "2025-09-20".parse().unwrap()).unwrap_err();
        assert_eq!(refused.field, RETIREMENT);
    }
}
