//! 费用明细: one line of a hospital's bill, and what is refused before anybody asks who pays.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::{Date, Fen, Text};

/// How much of an item, in thousandths of its unit: half a bottle is 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

impl Quantity {
    /// More of one item on one line is a slip of the keyboard.
    pub const MAX: Quantity = Quantity(1_000_000_000);

    pub fn from_thousandths(thousandths: i64) -> Quantity {
        Quantity(thousandths)
    }

    pub fn of_units(units: i64) -> Quantity {
        Quantity(units.saturating_mul(1000))
    }

    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// Price times quantity, rounded half up to the fen.
    pub fn at(self, unit_price: Fen) -> Fen {
        unit_price.share_half_up(self.0, 1000)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let decimals = format!("{rest:03}");
        write!(formatter, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// Reads `2`, `0.5`, `1.125`; a sign is read so that it can be refused with the line's own reason.
impl FromStr for Quantity {
    type Err = Text;

    fn from_str(text: &str) -> Result<Quantity, Text> {
        let refuse = || {
            Text::new(
                format!("数量“{text}”应为数字、最多三位小数，如 2 或 0.5"),
                format!("the quantity `{text}` is a number with at most three decimals, such as 2 or 0.5"),
            )
        };
        let trimmed = text.trim();
        let (negative, digits) = trimmed.strip_prefix('-').map_or((false, trimmed), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole, 9) || !plain(decimals, 3) {
            return Err(refuse());
        }
        let whole: i64 = whole.parse().map_err(|_| refuse())?;
        let decimals: i64 = format!("{decimals:0<3}").parse().map_err(|_| refuse())?;
        let thousandths = whole * 1000 + decimals;
        Ok(Quantity(if negative { -thousandths } else { thousandths }))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|text: Text| serde::de::Error::custom(text.en))
    }
}

/// One line of a bill as handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// The day the drug or service was given.
    pub service_on: Date,
    /// Code or name of the item.
    pub item: String,
    pub quantity: Quantity,
    pub unit_price: Fen,
    pub amount: Fen,
}

/// The days the treatment lasted, both included; `last` is `None` while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    pub first: Date,
    pub last: Option<Date>,
}

/// Why a line cannot stand on a bill, in the order in which it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineRefusal {
    StayEndsBeforeItBegins { first: Date, last: Date },
    InTheFuture { service_on: Date, today: Date },
    OutsideTheStay { service_on: Date, stay: Stay },
    NoItem,
    Quantity { quantity: Quantity },
    UnitPrice { unit_price: Fen },
    Amount { amount: Fen },
    NotTheProduct { amount: Fen, product: Fen },
}

impl LineRefusal {
    /// The field of the line that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            LineRefusal::StayEndsBeforeItBegins { .. } => "stay",
            LineRefusal::InTheFuture { .. } | LineRefusal::OutsideTheStay { .. } => "service_on",
            LineRefusal::NoItem => "item",
            LineRefusal::Quantity { .. } => "quantity",
            LineRefusal::UnitPrice { .. } => "unit_price",
            LineRefusal::Amount { .. } | LineRefusal::NotTheProduct { .. } => "amount",
        }
    }

    pub fn text(&self) -> Text {
        match self {
            LineRefusal::StayEndsBeforeItBegins { first, last } => Text::new(
                format!("出院日期 {last} 早于入院日期 {first}，请核对"),
                format!("the stay ends on {last}, before it begins on {first}; check the dates"),
            ),
            LineRefusal::InTheFuture { service_on, today } => Text::new(
                format!("服务日期 {service_on} 晚于今天 {today}，请核对"),
                format!("the service of {service_on} lies after today, {today}; check the date"),
            ),
            LineRefusal::OutsideTheStay { service_on, stay } => {
                let last = stay.last.map_or_else(|| "…".to_owned(), |last| last.to_string());
                Text::new(
                    format!("服务日期 {service_on} 不在治疗期间 {} 至 {last} 内，请核对日期或者治疗期间", stay.first),
                    format!(
                        "the service of {service_on} lies outside the stay from {} to {last}; correct the date or the stay",
                        stay.first
                    ),
                )
            }
            LineRefusal::NoItem => Text::new("请填写项目编码或者名称", "give the code or the name of the item"),
            LineRefusal::Quantity { quantity } => Text::new(
                format!("数量 {quantity} 应大于零且不超过 {}", Quantity::MAX),
                format!("the quantity {quantity} is above zero and at most {}", Quantity::MAX),
            ),
            LineRefusal::UnitPrice { unit_price } => Text::new(
                format!("单价 {unit_price} 应大于零且不超过一亿元；退费请另行冲销，不用负数"),
                format!(
                    "the unit price {unit_price} is above zero and at most 100,000,000.00; a refund is a reversal, not a negative line"
                ),
            ),
            LineRefusal::Amount { amount } => Text::new(
                format!("金额 {amount} 应大于零；退费请另行冲销，不用负数"),
                format!("the amount {amount} is above zero; a refund is a reversal, not a negative line"),
            ),
            LineRefusal::NotTheProduct { amount, product } => Text::new(
                format!("金额 {amount} 不等于数量乘单价 {product}，请核对"),
                format!("the amount {amount} is not quantity times unit price, {product}; check the three figures"),
            ),
        }
    }
}

impl fmt::Display for LineRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

/// A hundred million yuan for one unit is a slip of the keyboard.
const UNIT_PRICE_MAX: Fen = Fen::from_yuan(100_000_000);

/// Refuses a line that cannot be: dates first, then the figures. The product is rounded half up to the fen.
pub fn check_line(line: &BillLine, stay: Stay, today: Date) -> Result<(), LineRefusal> {
    if let Some(last) = stay.last.filter(|last| *last < stay.first) {
        return Err(LineRefusal::StayEndsBeforeItBegins { first: stay.first, last });
    }
    if line.service_on > today {
        return Err(LineRefusal::InTheFuture { service_on: line.service_on, today });
    }
    if line.service_on < stay.first || stay.last.is_some_and(|last| line.service_on > last) {
        return Err(LineRefusal::OutsideTheStay { service_on: line.service_on, stay });
    }
    if line.item.trim().is_empty() {
        return Err(LineRefusal::NoItem);
    }
    if line.quantity.thousandths() <= 0 || line.quantity > Quantity::MAX {
        return Err(LineRefusal::Quantity { quantity: line.quantity });
    }
    if !line.unit_price.is_positive() || line.unit_price > UNIT_PRICE_MAX {
        return Err(LineRefusal::UnitPrice { unit_price: line.unit_price });
    }
    if !line.amount.is_positive() {
        return Err(LineRefusal::Amount { amount: line.amount });
    }
    let product = line.quantity.at(line.unit_price);
    if product != line.amount {
        return Err(LineRefusal::NotTheProduct { amount: line.amount, product });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_exactly_or_refused() {
        for (text, thousandths) in [("2", 2000), ("0.5", 500), ("1.125", 1125), (" 10.0 ", 10_000), ("-1", -1000)] {
            assert_eq!(text.parse::<Quantity>().map(Quantity::thousandths), Ok(thousandths), "{text}");
        }
        for bad in ["", ".5", "1.", "1.2345", "1e3", "２", "--1", "1,000"] {
            assert!(bad.parse::<Quantity>().is_err(), "{bad}");
        }
        assert_eq!(["2", "0.5", "1.250", "-0.01"].map(|text| text.parse::<Quantity>().unwrap().to_string()), ["2", "0.5", "1.25", "-0.01"]);
    }
}
