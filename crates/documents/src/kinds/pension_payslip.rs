//! 养老金发放明细: what was paid for a month, arrears month by month.

use values::{Date, DocumentKind, Fen, Month, Text};

use super::{Holder, day, month, yuan};
use crate::paper::{Block, Column, Document, Table};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PensionPayslip {
    pub holder: Holder,
    /// The month of the payroll.
    pub month: Month,
    /// What is due for the month; a deduction is negative.
    pub items: Vec<PayslipItem>,
    /// Months before, paid with this payroll.
    pub arrears: Vec<ArrearsMonth>,
    /// Items and arrears together.
    pub total: Fen,
    /// `None` while the bank has not answered.
    pub paid_on: Option<Date>,
    /// Bank and masked account.
    pub account: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayslipItem {
    pub name: Text,
    pub amount: Fen,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrearsMonth {
    pub month: Month,
    pub due: Fen,
    pub paid_before: Fen,
    /// What is paid now for that month.
    pub paid_now: Fen,
    /// Why it was not paid in its month.
    pub reason: Text,
}

impl Document for PensionPayslip {
    fn kind(&self) -> DocumentKind {
        DocumentKind::PensionPayslip
    }

    /// With the month, by which a holder tells one from another in a list.
    fn title(&self) -> Text {
        let title = self.kind().title();
        Text::new(format!("{}（{}）", title.zh, month(self.month)), format!("{}, {}", title.en, self.month))
    }

    fn subject(&self) -> String {
        self.holder.masked()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![(Text::new("发放月份", "Month"), month(self.month)), (Text::new("实发合计", "Paid in all"), yuan(self.total))]
    }

    fn blocks(&self) -> Vec<Block> {
        let mut facts = self.holder.facts();
        facts.push((Text::new("发放月份", "Month"), month(self.month)));
        if let Some(on) = self.paid_on {
            facts.push((Text::new("到账日期", "Paid on"), day(on)));
        }
        if let Some(account) = &self.account {
            facts.push((Text::new("收款账户", "Account"), account.clone()));
        }
        let mut blocks = vec![
            Block::Facts(facts),
            Block::Figure { label: Text::new("本月实发", "Paid this month"), value: yuan(self.total) },
            Block::Section(Text::new("本月待遇", "This month")),
            Block::Table(self.items()),
        ];
        if !self.arrears.is_empty() {
            blocks.push(Block::Section(Text::new("补发明细", "Arrears, month by month")));
            blocks.push(Block::Table(self.arrears()));
        }
        blocks
    }
}

impl PensionPayslip {
    fn items(&self) -> Table {
        let total = self.items.iter().map(|item| item.amount).sum::<Fen>();
        Table {
            columns: vec![Column::words(Text::new("项目", "Item"), 3), Column::figures(Text::new("金额（元）", "Yuan"), 2)],
            rows: self.items.iter().map(|item| vec![item.name.zh.clone(), item.amount.to_string()]).collect(),
            total: Some(vec!["小计".into(), total.to_string()]),
        }
    }

    fn arrears(&self) -> Table {
        let total = self.arrears.iter().map(|row| row.paid_now).sum::<Fen>();
        let row = |row: &ArrearsMonth| {
            vec![month(row.month), row.due.to_string(), row.paid_before.to_string(), row.paid_now.to_string(), row.reason.zh.clone()]
        };
        Table {
            columns: vec![
                Column::words(Text::new("月份", "Month"), 5),
                Column::figures(Text::new("应发（元）", "Due"), 4),
                Column::figures(Text::new("已发（元）", "Paid before"), 4),
                Column::figures(Text::new("本次补发（元）", "Paid now"), 4),
                Column::words(Text::new("原因", "Why"), 6),
            ],
            rows: self.arrears.iter().map(row).collect(),
            total: Some(vec!["小计".into(), String::new(), String::new(), total.to_string(), String::new()]),
        }
    }
}
