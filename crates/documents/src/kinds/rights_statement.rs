//! 个人权益记录单: a person's contributions month by month, and whether each counts.

use values::{Date, DocumentKind, Fen, Month, Text};

use super::{Holder, day, yuan};
use crate::paper::{Block, Column, Document, Table};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsStatement {
    pub holder: Holder,
    pub as_of: Date,
    /// Newest first.
    pub months: Vec<RightsMonth>,
    pub months_counted: i64,
    pub months_in_arrears: i64,
    pub own_pension: Fen,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsMonth {
    pub month: Month,
    /// How the month counts: paid, paid late, deferred, in arrears.
    pub counts: Text,
    pub employer: String,
    pub base: Fen,
    pub employer_share: Fen,
    pub own_share: Fen,
    pub own_pension: Fen,
}

impl Document for RightsStatement {
    fn kind(&self) -> DocumentKind {
        DocumentKind::RightsStatement
    }

    fn subject(&self) -> String {
        self.holder.masked()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![
            (Text::new("累计缴费月数", "Months counted"), format!("{} 个月", self.months_counted)),
            (Text::new("个人缴纳的养老保险费", "Own pension contributions"), yuan(self.own_pension)),
        ]
    }

    fn blocks(&self) -> Vec<Block> {
        let mut facts = self.holder.facts();
        facts.push((Text::new("数据截至", "As of"), day(self.as_of)));
        facts.push((Text::new("个人缴纳的养老保险费", "Own pension contributions"), yuan(self.own_pension)));
        if self.months_in_arrears > 0 {
            facts.push((Text::new("单位欠缴", "In arrears, owed by the employer"), format!("{} 个月", self.months_in_arrears)));
        }
        let mut blocks = vec![
            Block::Facts(facts),
            Block::Figure { label: Text::new("累计缴费月数", "Months counted"), value: format!("{} 个月", self.months_counted) },
        ];
        for of_year in self.months.chunk_by(|one, next| one.month.year() == next.month.year()) {
            let Some(first) = of_year.first() else { continue };
            let year = first.month.year();
            blocks.push(Block::Section(Text::new(format!("{year}年"), year.to_string())));
            blocks.push(Block::Table(table(of_year)));
        }
        blocks.push(Block::Notes(vec![Text::new(
            "已缴清的月份计入，逾期缴清的也计入；经批准缓缴的月份在缓缴期内视同按时缴费，权益不受影响。认为记录有误的，可向经办机构申请核对更正。",
            "Months paid count, also when paid late; months deferred with approval count as paid in time. Ask the agency for correction if something is wrong.",
        )]));
        blocks
    }
}

fn table(months: &[RightsMonth]) -> Table {
    let row = |row: &RightsMonth| {
        vec![
            super::month(row.month),
            row.counts.zh.clone(),
            row.employer.clone(),
            row.base.to_string(),
            row.employer_share.to_string(),
            row.own_share.to_string(),
            row.own_pension.to_string(),
        ]
    };
    let sum = |of: fn(&RightsMonth) -> Fen| months.iter().map(of).sum::<Fen>().to_string();
    Table {
        columns: vec![
            Column::words(Text::new("月份", "Month"), 5),
            Column::words(Text::new("是否计入", "Counts as"), 5),
            Column::words(Text::new("单位", "Employer"), 9),
            Column::figures(Text::new("缴费基数", "Base"), 5),
            Column::figures(Text::new("单位缴费", "Employer"), 5),
            Column::figures(Text::new("个人缴费", "Own part"), 5),
            Column::figures(Text::new("其中养老", "Of it pension"), 5),
        ],
        rows: months.iter().map(row).collect(),
        total: Some(vec![
            "合计".into(),
            String::new(),
            String::new(),
            String::new(),
            sum(|row| row.employer_share),
            sum(|row| row.own_share),
            sum(|row| row.own_pension),
        ]),
    }
}
