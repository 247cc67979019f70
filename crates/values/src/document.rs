//! Printed documents (文书) that the agency issues: their kinds, and what of one may be shown to whoever verifies it.

use serde::{Deserialize, Serialize};

use crate::Text;

/// The documents the agency issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 养老金核定表
    PensionDetermination,
    /// 养老金发放明细
    PensionPayslip,
    /// 工伤认定决定书
    InjuryDecision,
    /// 个人参保缴费证明
    ContributionCertificate,
    /// 个人权益记录单
    RightsStatement,
    /// 单位缴费证明
    EmployerCertificate,
}

impl DocumentKind {
    pub const ALL: [DocumentKind; 6] = [
        DocumentKind::PensionDetermination,
        DocumentKind::PensionPayslip,
        DocumentKind::InjuryDecision,
        DocumentKind::ContributionCertificate,
        DocumentKind::RightsStatement,
        DocumentKind::EmployerCertificate,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKind::PensionDetermination => "pension_determination",
            DocumentKind::PensionPayslip => "pension_payslip",
            DocumentKind::InjuryDecision => "injury_decision",
            DocumentKind::ContributionCertificate => "contribution_certificate",
            DocumentKind::RightsStatement => "rights_statement",
            DocumentKind::EmployerCertificate => "employer_certificate",
        }
    }

    pub fn of(word: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The title the document bears.
    pub fn title(self) -> Text {
        match self {
            DocumentKind::PensionDetermination => Text::new("企业职工基本养老金核定表", "Determination of a pension"),
            DocumentKind::PensionPayslip => Text::new("基本养老金发放明细", "Pension payslip"),
            DocumentKind::InjuryDecision => Text::new("认定工伤决定书", "Decision on a work injury"),
            DocumentKind::ContributionCertificate => Text::new("社会保险个人参保缴费证明", "Certificate of contributions"),
            DocumentKind::RightsStatement => Text::new("社会保险个人权益记录单", "Rights statement"),
            DocumentKind::EmployerCertificate => Text::new("社会保险单位缴费证明", "Certificate of an employer's contributions"),
        }
    }
}

/// What whoever verifies a document is shown, to compare with the paper: never more than the paper itself says, names masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownFacts {
    pub title: Text,
    pub agency: Text,
    /// A person's masked name, or an employer's name, which is public.
    pub subject: String,
    /// The one or two figures or words the document is about.
    pub figures: Vec<(Text, String)>,
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;

    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::of(kind.as_str()), Some(kind));
            let word: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = kind.as_str().into_deserializer();
            assert_eq!(DocumentKind::deserialize(word), Ok(kind), "stored as it is named");
        }
    }
}
