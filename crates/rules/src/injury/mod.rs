//! 工伤保险: recognition of work injuries, their treatment, appraisal and benefits.

pub mod adjudication;
pub mod appraisal;
pub mod benefit;
mod bill;
pub mod catalogue;
pub mod decision_limit;
mod diagnoses;
mod fact;
pub mod filing;
mod grade;
mod grounds;
mod papers;
pub mod recognition;

pub use adjudication::{
    Adjudicated, AdjudicationRefusal, BillContext, Coverage, OrdinaryCatalogue, Readjudicated, adjudicate, readjudication,
};
pub use bill::{BillLine, LineRefusal, Quantity, Stay, check_line};
pub use decision_limit::{CaseStanding, ConsideredLimit, DecisionLimit, MeasureId, decision_limit};
pub use diagnoses::{Diagnosis, InjuryDiagnoses, diagnoses_on, diagnosis_on};
pub use fact::{EstablishedFacts, Fact};
pub use filing::{CostsBorneByEmployer, Filing, FilingRefusal, InjuryApplicant, judge_filing};
pub use grade::{CareLevel, DisabilityGrade};
pub use grounds::{Exclusion, Ground, GroundInForce, GroundRule, GroundsByNotice, InjuryGrounds, grounds_on};
pub use papers::{AskedPaper, InjuryPapers, InjuryPapersByGround, Paper, papers_asked, papers_missing};
pub use recognition::{Missing, Recognition, Refuted, recognise};

pub(crate) use grounds::at_article;
