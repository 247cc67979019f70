//! The chart of accounts. Every area keeps the same chart.

use values::{ContributionPart, Text};

use crate::fund::BenefitFund;

/// The side of the books an account stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    Asset,
    Liability,
    Income,
    Expense,
}

/// An account of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// The collection account at the bank (收入户).
    Bank,
    /// Contributions assessed and payable on their ordinary day.
    ReceivableDue(ContributionPart),
    /// Contributions whose due day was moved by an approved deferral: the mark in the information system.
    ReceivableDeferred(ContributionPart),
    ReceivableLateFee,
    /// Money received that answers no obligation yet (预收).
    Unallocated,
    IncomeContribution(ContributionPart),
    IncomeLateFee,
    /// The expenditure account at the bank (支出户), filled by the finance bureau and emptied by payrolls.
    BenefitBank(BenefitFund),
    /// Benefits computed and not yet with those they are for.
    BenefitPayable(BenefitFund),
    /// Benefits the bank sent back, to be paid again.
    BenefitReturned(BenefitFund),
    /// What was paid too much and is to come back.
    ReceivableOverpayment(BenefitFund),
    /// Received from the special account of the finance bureau (财政专户).
    FundingReceived(BenefitFund),
    BenefitExpense(BenefitFund),
}

impl Account {
    /// Every account, in the order of the chart.
    pub fn all() -> Vec<Account> {
        let parts = ContributionPart::ALL;
        let mut accounts = vec![Account::Bank];
        accounts.extend(parts.map(Account::ReceivableDue));
        accounts.extend(parts.map(Account::ReceivableDeferred));
        accounts.push(Account::ReceivableLateFee);
        accounts.push(Account::Unallocated);
        accounts.extend(parts.map(Account::IncomeContribution));
        accounts.push(Account::IncomeLateFee);
        for of_fund in [
            Account::BenefitBank,
            Account::BenefitPayable,
            Account::BenefitReturned,
            Account::ReceivableOverpayment,
            Account::FundingReceived,
            Account::BenefitExpense,
        ] {
            accounts.extend(BenefitFund::ALL.map(of_fund));
        }
        accounts
    }

    /// The stored code, such as `receivable_due.pension_employer`.
    pub fn code(self) -> String {
        match self {
            Account::Bank => "bank".into(),
            Account::ReceivableDue(part) => format!("receivable_due.{}", part.as_str()),
            Account::ReceivableDeferred(part) => format!("receivable_deferred.{}", part.as_str()),
            Account::ReceivableLateFee => "receivable_late_fee".into(),
            Account::Unallocated => "unallocated".into(),
            Account::IncomeContribution(part) => format!("income_contribution.{}", part.as_str()),
            Account::IncomeLateFee => "income_late_fee".into(),
            Account::BenefitBank(fund) => format!("benefit_bank.{}", fund.as_str()),
            Account::BenefitPayable(fund) => format!("benefit_payable.{}", fund.as_str()),
            Account::BenefitReturned(fund) => format!("benefit_returned.{}", fund.as_str()),
            Account::ReceivableOverpayment(fund) => format!("receivable_overpayment.{}", fund.as_str()),
            Account::FundingReceived(fund) => format!("funding_received.{}", fund.as_str()),
            Account::BenefitExpense(fund) => format!("benefit_expense.{}", fund.as_str()),
        }
    }

    pub fn of_code(code: &str) -> Option<Account> {
        Account::all().into_iter().find(|account| account.code() == code)
    }

    pub fn kind(self) -> AccountKind {
        match self {
            Account::Bank
            | Account::ReceivableDue(_)
            | Account::ReceivableDeferred(_)
            | Account::ReceivableLateFee
            | Account::BenefitBank(_)
            | Account::ReceivableOverpayment(_) => AccountKind::Asset,
            Account::Unallocated | Account::BenefitPayable(_) | Account::BenefitReturned(_) => AccountKind::Liability,
            Account::IncomeContribution(_) | Account::IncomeLateFee | Account::FundingReceived(_) => AccountKind::Income,
            Account::BenefitExpense(_) => AccountKind::Expense,
        }
    }

    pub fn name(self) -> Text {
        let of_part = |chinese: &str, english: &str, part: ContributionPart| {
            let part = part.name();
            Text::new(format!("{chinese}—{}", part.zh), format!("{english}: {}", part.en))
        };
        let of_fund = |chinese: &str, english: &str, fund: BenefitFund| {
            let fund = fund.name();
            Text::new(format!("{chinese}—{}", fund.zh), format!("{english}: {}", fund.en))
        };
        match self {
            Account::Bank => Text::new("收入户存款", "collection account at the bank"),
            Account::ReceivableDue(part) => of_part("应收社会保险费", "contributions receivable", part),
            Account::ReceivableDeferred(part) => of_part("应收缓缴社会保险费", "deferred contributions receivable", part),
            Account::ReceivableLateFee => Text::new("应收滞纳金", "late fees receivable"),
            Account::Unallocated => Text::new("预收款", "money received in advance"),
            Account::IncomeContribution(part) => of_part("社会保险费收入", "contribution income", part),
            Account::IncomeLateFee => Text::new("滞纳金收入", "late fee income"),
            Account::BenefitBank(fund) => of_fund("支出户存款", "expenditure account at the bank", fund),
            Account::BenefitPayable(fund) => of_fund("应付社会保险待遇", "benefits payable", fund),
            Account::BenefitReturned(fund) => of_fund("退回待付社会保险待遇", "returned benefits to be paid again", fund),
            Account::ReceivableOverpayment(fund) => of_fund("应收多付社会保险待遇", "overpaid benefits to be recovered", fund),
            Account::FundingReceived(fund) => of_fund("财政专户拨入", "received from the finance bureau's special account", fund),
            Account::BenefitExpense(fund) => of_fund("社会保险待遇支出", "benefit expense", fund),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_names_one_account() {
        for account in Account::all() {
            assert_eq!(Account::of_code(&account.code()), Some(account));
        }
        assert_eq!(Account::of_code("cash"), None);
    }
}
