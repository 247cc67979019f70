//! 单位缴费证明: what an employer owed and paid, month by month.

use values::{Date, DocumentKind, Fen, Month, SocialCreditCode, Text};

use super::{day, span, yuan};
use crate::paper::{Block, Column, Document, Table};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployerCertificate {
    pub employer: String,
    pub credit_code: SocialCreditCode,
    pub as_of: Date,
    pub from: Month,
    pub until: Month,
    /// Oldest first.
    pub months: Vec<EmployerMonth>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployerMonth {
    pub month: Month,
    /// Contributions and late fee owed and paid.
    pub owed: Fen,
    pub paid: Fen,
    pub standing: Text,
}

impl EmployerCertificate {
    fn open(&self) -> Fen {
        self.months.iter().map(|month| month.owed - month.paid).sum()
    }

    fn sum(&self, of: fn(&EmployerMonth) -> Fen) -> Fen {
        self.months.iter().map(of).sum()
    }

    fn table(&self) -> Table {
        let row = |row: &EmployerMonth| {
            vec![
                super::month(row.month),
                row.owed.to_string(),
                row.paid.to_string(),
                (row.owed - row.paid).to_string(),
                row.standing.zh.clone(),
            ]
        };
        let total = vec![
            "合计".into(),
            self.sum(|month| month.owed).to_string(),
            self.sum(|month| month.paid).to_string(),
            self.open().to_string(),
            String::new(),
        ];
        Table {
            columns: vec![
                Column::words(Text::new("所属月份", "Month"), 4),
                Column::figures(Text::new("应缴（元）", "Owed"), 4),
                Column::figures(Text::new("已缴（元）", "Paid"), 4),
                Column::figures(Text::new("未缴（元）", "Open"), 4),
                Column::words(Text::new("状态", "Standing"), 5),
            ],
            rows: self.months.iter().map(row).collect(),
            total: Some(total),
        }
    }
}

impl Document for EmployerCertificate {
    fn kind(&self) -> DocumentKind {
        DocumentKind::EmployerCertificate
    }

    fn subject(&self) -> String {
        self.employer.clone()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![(Text::new("证明期间", "Span"), span(self.from, self.until)), (Text::new("已缴", "Paid"), yuan(self.sum(|month| month.paid)))]
    }

    fn blocks(&self) -> Vec<Block> {
        let facts = vec![
            (Text::new("单位名称", "Employer"), self.employer.clone()),
            (Text::new("统一社会信用代码", "Credit code"), self.credit_code.to_string()),
            (Text::new("证明期间", "Span"), span(self.from, self.until)),
            (Text::new("数据截至", "As of"), day(self.as_of)),
            (Text::new("未缴合计", "Still open"), yuan(self.open())),
        ];
        vec![
            Block::Facts(facts),
            Block::Figure {
                label: Text::new("证明期间内已缴社会保险费", "Contributions paid in the span"),
                value: yuan(self.sum(|month| month.paid)),
            },
            Block::Section(Text::new("逐月情况", "Month by month")),
            Block::Table(self.table()),
            Block::Notes(vec![Text::new(
                "金额含应缴滞纳金。经批准缓缴的月份标明“缓缴”，缓缴期内不产生滞纳金。",
                "Amounts include late fees owed. Months deferred with approval are marked and bear no late fee while the deferral runs.",
            )]),
        ]
    }
}
