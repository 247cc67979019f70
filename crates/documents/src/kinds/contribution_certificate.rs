//! 个人参保缴费证明: with whom a person was insured, for how many months, and what counts.

use values::{Date, DocumentKind, Fen, Month, Text};

use super::{Holder, day, span, yuan};
use crate::paper::{Block, Column, Document, Table};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionCertificate {
    pub holder: Holder,
    pub as_of: Date,
    /// The span the certificate is about.
    pub from: Month,
    pub until: Month,
    /// Oldest first; each with one employer and without a gap.
    pub periods: Vec<CertifiedPeriod>,
    /// Months of the span that count; a month through two employers is one.
    pub months_counted: i64,
    pub own_contributions: Fen,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertifiedPeriod {
    pub employer: String,
    pub from: Month,
    pub until: Month,
    /// Months of the period that count, and those still owed.
    pub months_counted: i64,
    pub months_owed: i64,
    /// Bases of the months together.
    pub base: Fen,
    pub own_contributions: Fen,
}

impl Document for ContributionCertificate {
    fn kind(&self) -> DocumentKind {
        DocumentKind::ContributionCertificate
    }

    fn subject(&self) -> String {
        self.holder.masked()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![
            (Text::new("证明期间", "Span"), span(self.from, self.until)),
            (Text::new("计入缴费月数", "Months counted"), format!("{} 个月", self.months_counted)),
        ]
    }

    fn blocks(&self) -> Vec<Block> {
        let mut facts = self.holder.facts();
        facts.extend([
            (Text::new("证明期间", "Span"), span(self.from, self.until)),
            (Text::new("数据截至", "As of"), day(self.as_of)),
            (Text::new("险种", "Insurances"), "基本养老保险、失业保险、工伤保险".into()),
            (Text::new("个人缴费合计", "Own contributions"), yuan(self.own_contributions)),
        ]);
        vec![
            Block::Facts(facts),
            Block::Figure {
                label: Text::new("证明期间内计入缴费年限的月数", "Months counted in the span"),
                value: format!("{} 个月", self.months_counted),
            },
            Block::Section(Text::new("缴费情况", "Contributions")),
            Block::Table(self.table()),
            Block::Notes(vec![
                Text::new(
                    "经批准缓缴的月份在缓缴期内视同按时缴费，计入月数；单位欠缴的月份缴清后计入。",
                    "Months deferred with approval count while the deferral runs; months in arrears count once they are paid.",
                ),
                Text::new("同一月份在两个以上单位缴费的，只计一个月。", "A month through more than one employer counts once."),
            ]),
        ]
    }
}

impl ContributionCertificate {
    fn table(&self) -> Table {
        let row = |period: &CertifiedPeriod| {
            vec![
                period.employer.clone(),
                span(period.from, period.until),
                period.months_counted.to_string(),
                period.months_owed.to_string(),
                period.base.to_string(),
                period.own_contributions.to_string(),
            ]
        };
        Table {
            columns: vec![
                Column::words(Text::new("参保单位", "Employer"), 9),
                Column::words(Text::new("起止月份", "Months"), 11),
                Column::figures(Text::new("计入月数", "Counted"), 4),
                Column::figures(Text::new("欠缴月数", "Owed"), 4),
                Column::figures(Text::new("缴费基数合计（元）", "Bases"), 7),
                Column::figures(Text::new("个人缴费（元）", "Own part"), 6),
            ],
            rows: self.periods.iter().map(row).collect(),
            total: None,
        }
    }
}
