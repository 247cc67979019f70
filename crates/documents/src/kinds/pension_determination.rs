//! 养老金核定表: what a pension is, from when, and how each fen came about.

use serde::{Deserialize, Serialize};
use values::{Date, DocumentKind, Explanation, Fen, Month, Text};

use super::{Holder, birth_words, month, remedies, span, yuan};
use crate::paper::{Block, Column, Document, Table};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionDetermination {
    pub insurance: PensionInsurance,
    pub holder: Holder,
    pub birth: Birth,
    /// The category of insured person, as the law names it.
    pub category: Text,
    /// The month of retirement, or of the birthday from which residents are paid.
    pub reached_in: Month,
    /// The first month a pension is due for.
    pub starts_in: Month,
    /// Contribution years as reckoned, such as `38.25`.
    pub contribution_years: String,
    /// Basic, account, transitional pension and what else there is; they sum to the monthly pension.
    pub components: Vec<PensionComponent>,
    pub monthly: Fen,
    /// What the yearly adjustments since the first month make of it: from which month on, how much a month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjusted: Vec<(Month, Fen)>,
    /// What it replaces, where it was determined before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ReplacedDetermination>,
    /// Months already past, paid with the next payroll: first, last, sum.
    pub arrears: Option<(Month, Month, Fen)>,
    /// Reckoned on last year's base, to be recalculated when this year's is published.
    pub is_provisional: bool,
    pub explanation: Explanation,
}

/// An earlier determination that this one replaces from the first month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedDetermination {
    /// The pension determined before.
    pub monthly: Fen,
    /// Why it was determined again.
    pub reason: Text,
    /// What the months already paid differ by, first, last and sum; less than nothing where too much was paid.
    pub difference: Option<(Month, Month, Fen)>,
}

/// Which of the two pensions it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PensionInsurance {
    /// 企业职工基本养老保险
    Employees,
    /// 城乡居民基本养老保险
    Residents,
}

/// When somebody was born, as established: the day of the ID number, or the month of the personnel file where that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Birth {
    Day(Date),
    Month(Month),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionComponent {
    pub name: Text,
    pub amount: Fen,
}

impl Document for PensionDetermination {
    fn kind(&self) -> DocumentKind {
        DocumentKind::PensionDetermination
    }

    fn title(&self) -> Text {
        match (self.insurance, &self.replaces) {
            (PensionInsurance::Employees, None) => self.kind().title(),
            (PensionInsurance::Employees, Some(_)) => Text::new("企业职工基本养老金重新核定表", "New determination of a pension"),
            (PensionInsurance::Residents, None) => Text::new("城乡居民基本养老金核定表", "Determination of a residents' pension"),
            (PensionInsurance::Residents, Some(_)) => {
                Text::new("城乡居民基本养老金重新核定表", "New determination of a residents' pension")
            }
        }
    }

    fn subject(&self) -> String {
        self.holder.masked()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![(Text::new("月基本养老金", "Monthly pension"), yuan(self.monthly)), (Text::new("起发月份", "Due from"), month(self.starts_in))]
    }

    fn blocks(&self) -> Vec<Block> {
        let mut facts = self.holder.facts();
        facts.extend([
            (Text::new("出生日期", "Born on"), birth_words(self.birth)),
            (Text::new("人员类别", "Category"), self.category.zh.clone()),
            (Text::new("达到领取条件年月", "Conditions met in"), month(self.reached_in)),
            (Text::new("缴费年限", "Contribution years"), format!("{} 年", self.contribution_years)),
            (Text::new("养老金起发月份", "Pension due from"), month(self.starts_in)),
        ]);
        facts.extend(self.adjusted.iter().map(|(from, monthly)| {
            (Text::new("年度调整后", "After the yearly adjustment"), format!("{}起 {}", month(*from), yuan(*monthly)))
        }));
        if let Some(replaced) = &self.replaces {
            facts.extend(replaced.facts(self.monthly));
        }
        if let Some((from, until, sum)) = self.arrears {
            facts.push((Text::new("应补发", "Arrears to be paid"), format!("{}，共 {}", span(from, until), yuan(sum))));
        }
        let mut blocks = vec![
            Block::Facts(facts),
            Block::Figure { label: Text::new("核定月基本养老金", "Monthly pension determined"), value: yuan(self.monthly) },
            Block::Section(Text::new("养老金构成", "Components")),
            Block::Table(self.components()),
        ];
        if !self.explanation.steps.is_empty() {
            blocks.push(Block::Section(Text::new("计算过程与依据", "How it was worked out")));
            blocks.push(Block::Explanation(self.explanation.clone()));
        }
        blocks.push(Block::Section(Text::new("说明", "Notes")));
        blocks.push(Block::Notes(self.notes()));
        blocks
    }
}

impl ReplacedDetermination {
    /// The figure before and after, the reason, and what it means for months already paid.
    fn facts(&self, monthly: Fen) -> Vec<(Text, String)> {
        let mut facts = vec![
            (Text::new("原核定月额", "Pension determined before"), yuan(self.monthly)),
            (Text::new("重新核定月额", "Pension determined now"), yuan(monthly)),
            (Text::new("每月增减", "Difference a month"), yuan(monthly - self.monthly)),
            (Text::new("重新核定原因", "Why it was determined again"), self.reason.zh.clone()),
        ];
        if let Some((from, until, sum)) = self.difference {
            let name = if sum.is_positive() {
                Text::new("应补发差额", "Owed for months already paid")
            } else {
                Text::new("多发差额", "Paid too much for months already paid")
            };
            let amount = if sum.is_positive() { sum } else { -sum };
            facts.push((name, format!("{}，共 {}", span(from, until), yuan(amount))));
        }
        facts
    }
}

impl PensionDetermination {
    fn components(&self) -> Table {
        Table {
            columns: vec![Column::words(Text::new("项目", "Component"), 3), Column::figures(Text::new("月金额（元）", "Yuan a month"), 2)],
            rows: self.components.iter().map(|component| vec![component.name.zh.clone(), component.amount.to_string()]).collect(),
            total: Some(vec!["合计".into(), self.monthly.to_string()]),
        }
    }

    fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if self.is_provisional {
            notes.push(Text::new(
                "当年计发基数尚未公布，本表暂按上一年度基数预核定；公布后重新核定，差额一并补发。",
                "Provisional: this year's base is not yet published. The pension will be recalculated and the difference paid.",
            ));
        }
        if self.replaces.is_some() {
            notes.push(Text::new(
                "本表自起发月份起代替原核定表，原核定记录保留。应补发的随下一次发放结清；多发的另行书面告知，不从待遇中自行扣除。",
                "This replaces the earlier determination from the first month on; that one stays on record. What is owed comes with the next payment; what was paid too much is told in writing and never simply deducted.",
            ));
        }
        notes.push(Text::new(
            "核定结果可由办理机构逐步复核；认为年限、缴费工资或计算有误的，可凭本表申请更正。",
            "Every step can be recomputed. Ask for correction if years, wages or figures are wrong.",
        ));
        notes.push(remedies());
        notes
    }
}
