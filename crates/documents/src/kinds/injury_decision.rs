//! 认定工伤决定书: whether an injury counts as a work injury, on which facts and under which article.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, DocumentKind, Explanation, Text};

use super::{Holder, cited, day, remedies};
use crate::paper::{Block, Document};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjuryDecision {
    pub holder: Holder,
    pub employer: String,
    /// Occupation, post or kind of work.
    pub occupation: String,
    pub injured_on: Date,
    pub place: String,
    /// Who asked for recognition: the employer, the person, a relative, a trade union.
    pub applicant: Text,
    pub applied_on: Date,
    pub accepted_on: Date,
    /// What happened, as found.
    pub findings: Vec<Text>,
    /// The diagnosis, as the medical papers say it.
    pub diagnosis: String,
    /// The papers the findings rest on.
    pub evidence: Vec<Text>,
    pub conclusion: InjuryConclusion,
    /// Why, in the words of the decision.
    pub grounds: Text,
    pub citations: Vec<Citation>,
    /// How the time limit and the conclusion came about, where it is to be shown.
    pub explanation: Explanation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InjuryConclusion {
    /// 认定为工伤
    Recognised,
    /// 视同工伤
    TreatedAsRecognised,
    /// 不予认定
    NotRecognised,
}

impl InjuryConclusion {
    pub fn text(self) -> Text {
        match self {
            InjuryConclusion::Recognised => Text::new("认定为工伤", "Recognised as a work injury"),
            InjuryConclusion::TreatedAsRecognised => Text::new("视同工伤", "Treated as a work injury"),
            InjuryConclusion::NotRecognised => Text::new("不予认定为工伤", "Not recognised as a work injury"),
        }
    }
}

impl Document for InjuryDecision {
    fn kind(&self) -> DocumentKind {
        DocumentKind::InjuryDecision
    }

    fn title(&self) -> Text {
        match self.conclusion {
            InjuryConclusion::NotRecognised => Text::new("不予认定工伤决定书", "Decision not to recognise a work injury"),
            _ => self.kind().title(),
        }
    }

    fn subject(&self) -> String {
        self.holder.masked()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![(Text::new("结论", "Conclusion"), self.conclusion.text().zh), (Text::new("受伤害日期", "Injured on"), day(self.injured_on))]
    }

    fn blocks(&self) -> Vec<Block> {
        let mut facts = self.holder.facts();
        facts.extend([
            (Text::new("用人单位", "Employer"), self.employer.clone()),
            (Text::new("职业（工种）", "Occupation"), self.occupation.clone()),
            (Text::new("事故（患病）日期", "Injured on"), day(self.injured_on)),
            (Text::new("事故地点", "Place"), self.place.clone()),
            (Text::new("诊断结论", "Diagnosis"), self.diagnosis.clone()),
            (Text::new("申请人", "Applicant"), self.applicant.zh.clone()),
            (Text::new("申请日期", "Applied on"), day(self.applied_on)),
            (Text::new("受理日期", "Accepted on"), day(self.accepted_on)),
        ]);
        let mut blocks = vec![Block::Facts(facts), Block::Section(Text::new("查明的事实", "Findings"))];
        blocks.extend(self.findings.iter().cloned().map(Block::Paragraph));
        if !self.evidence.is_empty() {
            blocks.push(Block::Section(Text::new("证据", "Evidence")));
            blocks.push(Block::Notes(self.evidence.clone()));
        }
        blocks.push(Block::Section(Text::new("决定", "Decision")));
        blocks.push(Block::Figure { label: Text::new("结论", "Conclusion"), value: self.conclusion.text().zh });
        blocks.push(Block::Paragraph(self.grounds.clone()));
        let under = cited(&self.citations);
        let conclusion = self.conclusion.text();
        blocks.push(Block::Paragraph(Text::new(
            format!("依据{under}，决定：{}。", conclusion.zh),
            format!("Under {under}: {}.", conclusion.en),
        )));
        if !self.explanation.steps.is_empty() {
            blocks.push(Block::Section(Text::new("理由与期限", "Reasons and time limits")));
            blocks.push(Block::Explanation(self.explanation.clone()));
        }
        blocks.push(Block::Section(Text::new("权利告知", "Your rights")));
        blocks.push(Block::Notes(vec![remedies()]));
        blocks
    }
}
