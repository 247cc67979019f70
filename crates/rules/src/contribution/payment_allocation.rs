//! What a payment settles when it does not cover everything that is open.

use serde::{Deserialize, Serialize};
use values::{ContributionPart, Fen, Month, Text};

use crate::law::Law;
use crate::load::RuleValue;

/// The order of settlement: by month, inside a month by component, inside a component by part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentOrder {
    pub months: MonthOrder,
    pub components: Vec<PaymentComponent>,
    pub parts: Vec<ContributionPart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthOrder {
    OldestFirst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentComponent {
    Principal,
    LateFee,
}

impl RuleValue for PaymentOrder {
    const STEM: &'static str = "contribution/payment_allocation";
    const UNIT: &'static str = "order";

    fn check(&self) -> Result<(), Text> {
        let once = |count: usize| count == 1;
        let parts = ContributionPart::ALL.iter().all(|part| once(self.parts.iter().filter(|listed| *listed == part).count()));
        let components = [PaymentComponent::Principal, PaymentComponent::LateFee]
            .iter()
            .all(|component| once(self.components.iter().filter(|listed| *listed == component).count()));
        if parts && components {
            return Ok(());
        }
        Err(Text::new("components 和 parts 须列出每一项且只列一次", "components and parts list every item, and each only once"))
    }
}

/// Something open: a part of a month, principal or late fee, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenObligation {
    pub month: Month,
    pub part: ContributionPart,
    pub component: PaymentComponent,
    #[serde(with = "crate::scalar::yuan")]
    pub open: Fen,
}

/// How much of the payment settles the open item at `index` of the list handed in. Never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    pub index: usize,
    pub amount: Fen,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allocations {
    /// In the order of settlement.
    pub settled: Vec<Allocation>,
    /// What nothing open was left for.
    pub unallocated: Fen,
}

/// Divides `payment` over what is open, in whole fen and in the order of the rule; `settled` and `unallocated` add up to it.
///
/// No article fixes an order (see the note in the rule file). Items of the same month, component and part are settled in the
/// order of the list. Nothing is settled by a payment of zero or less.
pub fn allocate(payment: Fen, open: &[OpenObligation], order: &PaymentOrder) -> Allocations {
    let rank = |item: &OpenObligation| {
        let component = order.components.iter().position(|component| *component == item.component);
        let part = order.parts.iter().position(|part| *part == item.part);
        match order.months {
            MonthOrder::OldestFirst => (item.month, component, part),
        }
    };
    let mut indexes: Vec<usize> = (0..open.len()).filter(|index| open[*index].open.is_positive()).collect();
    indexes.sort_by_key(|index| rank(&open[*index]));
    let mut allocations = Allocations { settled: Vec::new(), unallocated: payment };
    for index in indexes {
        if !allocations.unallocated.is_positive() {
            break;
        }
        let amount = allocations.unallocated.min(open[index].open);
        allocations.settled.push(Allocation { index, amount });
        allocations.unallocated -= amount;
    }
    allocations
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    paid_on: values::Date,
    #[serde(with = "crate::scalar::yuan")]
    payment: Fen,
    open: Vec<OpenObligation>,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let order = law.rule::<PaymentOrder>().on(input.paid_on).map_err(|error| error.to_string())?;
        let allocations = allocate(input.payment, &input.open, &order.value);
        let settled: Vec<toml::Value> = allocations
            .settled
            .iter()
            .map(|allocation| format!("{}: {}", allocation.index + 1, allocation.amount.plain()).into())
            .collect();
        let mut output = toml::Table::new();
        output.insert("settled".into(), settled.into());
        output.insert("unallocated".into(), allocations.unallocated.plain().into());
        Ok(output)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fen_is_settled_or_left_over() {
        let order = &crate::test_law::weihai().rule::<PaymentOrder>().on(jiff::civil::date(2020, 3, 1)).unwrap().value;
        let open: Vec<OpenObligation> = (0..40)
            .map(|number| OpenObligation {
                month: Month::new(2020, 1 + number % 7).unwrap(),
                part: ContributionPart::ALL[number as usize % 5],
                component: if number % 3 == 0 { PaymentComponent::LateFee } else { PaymentComponent::Principal },
                open: Fen(i64::from(number) * 37 % 101 - 5),
            })
            .collect();
        for payment in [-5, 0, 1, 99, 777, 100_000] {
            let allocations = allocate(Fen(payment), &open, order);
            let settled: Fen = allocations.settled.iter().map(|allocation| allocation.amount).sum();
            assert_eq!(settled + allocations.unallocated, Fen(payment));
            assert!(allocations.settled.iter().all(|item| item.amount.is_positive() && item.amount <= open[item.index].open));
            let months: Vec<Month> = allocations.settled.iter().map(|item| open[item.index].month).collect();
            assert!(months.is_sorted());
        }
    }
}
