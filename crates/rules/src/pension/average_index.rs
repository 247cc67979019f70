//! The average contribution index: how a person's bases compare with the wages of their years.

use values::{Citation, Explain, Fen, Step, Text};

use super::quantities::AverageIndex;

/// What was recorded for one year: the sums of both amounts run over the same months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexYear {
    pub year: i32,
    /// Months paid, 1 to 12; a year without a month is left out.
    pub months: u8,
    /// The person's contribution bases of those months.
    pub own_base: Fen,
    /// The reference wage of those months: the average wage of the year before, or the last one published.
    pub reference_wage: Fen,
}

/// Why there is no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexError {
    NoMonth,
    Months {
        year: i32,
        months: u8,
    },
    /// Both amounts are above zero and below a hundred million yuan.
    Amount {
        year: i32,
    },
    /// The contribution base is capped at 300% of the reference wage.
    TooHigh {
        year: i32,
    },
}

impl IndexError {
    pub fn text(self) -> Text {
        match self {
            IndexError::NoMonth => {
                Text::new("没有缴费月份，不能计算平均缴费工资指数", "without a month of contributions there is no average index")
            }
            IndexError::Months { year, months } => Text::new(
                format!("{year} 年的缴费月数 {months} 应为 1 至 12；请核对缴费记录"),
                format!("the months of {year} are from 1 to 12, not {months}; check the contribution record"),
            ),
            IndexError::Amount { year } => Text::new(
                format!("{year} 年的缴费基数和参照工资应大于零且小于一亿元；请核对缴费记录"),
                format!("base and reference wage of {year} are above zero and below 100 million yuan; check the contribution record"),
            ),
            IndexError::TooHigh { year } => Text::new(
                format!("{year} 年的缴费工资指数高于 3（缴费基数上限为 300%）；请核对缴费基数"),
                format!("the index of {year} is above 3 (the base is capped at 300%); check the contribution base"),
            ),
        }
    }
}

/// Yearly indices are added in millionths of a millionth, so that the mean is right to the last of its four decimals.
const SCALE: i128 = 1_000_000_000_000;

/// The mean of the yearly indices weighted by their months, rounded half up to four decimals.
///
/// 国发〔2005〕38号 六 and the provinces' rules: each month's base is compared with the reference wage of its year. Months without
/// contributions are not counted and no year is raised to a floor (derived from an assessment sheet, which prints 0.6270 where its
/// own yearly figures give 0.6269).
pub fn average_index<E: Explain>(years: &[IndexYear], citation: &Citation, explain: &mut E) -> Result<AverageIndex, IndexError> {
    const AMOUNT_MAX: i64 = 10_000_000_000;
    let (mut sum, mut months) = (0_i128, 0_i128);
    for record in years {
        let IndexYear { year, months: paid, own_base, reference_wage } = *record;
        if !(1..=12).contains(&paid) {
            return Err(IndexError::Months { year, months: paid });
        }
        if ![own_base, reference_wage].iter().all(|amount| (1..AMOUNT_MAX).contains(&amount.0)) {
            return Err(IndexError::Amount { year });
        }
        if own_base.0 > 3 * reference_wage.0 {
            return Err(IndexError::TooHigh { year });
        }
        let index = i128::from(own_base.0) * SCALE / i128::from(reference_wage.0);
        explain.step(|| year_step(record, index, citation));
        sum += index * i128::from(paid);
        months += i128::from(paid);
    }
    if months == 0 {
        return Err(IndexError::NoMonth);
    }
    let ten_thousandths = (2 * sum * 10_000 + months * SCALE) / (2 * months * SCALE);
    let index = i64::try_from(ten_thousandths).ok().and_then(AverageIndex::from_ten_thousandths).ok_or(IndexError::NoMonth)?;
    explain.step(|| mean_step(months, index, citation));
    Ok(index)
}

fn year_step(record: &IndexYear, index: i128, citation: &Citation) -> Step {
    let thousandths = (2 * index * 1000 + SCALE) / (2 * SCALE);
    Step {
        name: Text::new(format!("{} 年缴费工资指数", record.year), format!("index of {}", record.year)),
        formula: Text::new("缴费基数 ÷ 同月份的参照工资", "own bases ÷ reference wage of the same months"),
        inputs: vec![
            (Text::new("缴费基数合计", "own bases"), record.own_base.to_string()),
            (Text::new("参照工资合计", "reference wage"), record.reference_wage.to_string()),
            (Text::new("缴费月数", "months"), record.months.to_string()),
        ],
        result: format!("{}.{:03}", thousandths / 1000, thousandths % 1000),
        citation: citation.clone(),
    }
}

fn mean_step(months: i128, index: AverageIndex, citation: &Citation) -> Step {
    Step {
        name: Text::new("平均缴费工资指数", "average index"),
        formula: Text::new("各年指数按缴费月数加权平均，保留四位小数", "mean of the yearly indices weighted by months, four decimals"),
        inputs: vec![(Text::new("缴费月数合计", "months in all"), months.to_string())],
        result: index.to_string(),
        citation: citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::Silent;

    fn year(months: u8, own: i64, reference: i64) -> IndexYear {
        IndexYear { year: 2020, months, own_base: Fen(own), reference_wage: Fen(reference) }
    }

    #[test]
    fn bad_records_are_named() {
        let cite = Citation::new("x", "");
        for (records, expected) in [
            (vec![], IndexError::NoMonth),
            (vec![year(0, 1, 1)], IndexError::Months { year: 2020, months: 0 }),
            (vec![year(13, 1, 1)], IndexError::Months { year: 2020, months: 13 }),
            (vec![year(1, 0, 1)], IndexError::Amount { year: 2020 }),
            (vec![year(1, 1, -1)], IndexError::Amount { year: 2020 }),
            (vec![year(1, 301, 100)], IndexError::TooHigh { year: 2020 }),
        ] {
            assert_eq!(average_index(&records, &cite, &mut Silent), Err(expected));
        }
        assert_eq!(average_index(&[year(12, 300, 100), year(12, 100, 100)], &cite, &mut Silent).unwrap().to_string(), "2.0000");
    }
}
