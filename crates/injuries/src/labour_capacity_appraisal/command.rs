//! What may be done with an appraisal, and what happened to it.

use crate::experts::Recused;
use agency::common::fields::Fields;
use casework::{Material, MovedLimit, Refusal, Refusals};
use rules::injury::{CareLevel, DisabilityGrade};
use serde::{Deserialize, Serialize};
use values::{Citation, Date, IdNumber, PersonName, Text};

/// 劳动能力鉴定申请表, as written by the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// `employer`, `worker` or `near_relative`.
    pub applicant: String,
    pub employer_id: i64,
    pub worker_name: String,
    /// ID number of the worker, 18 characters.
    pub worker_id_number: String,
    /// Who the near relative is, and how related; blank for others.
    pub relation: String,
    /// Number of the decision that recognised the injury.
    pub recognition_number: String,
    /// The case of that decision in this system; left out for a decision on paper.
    pub recognition_case_id: Option<i64>,
    /// The day of the last conclusion when its review is asked for, `YYYY-MM-DD`; blank for a first appraisal.
    pub previous_concluded_on: String,
    /// The injury and how it stands.
    pub condition: String,
}

/// The form read into typed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub worker_name: PersonName,
    pub worker_id_number: IdNumber,
    pub previous_concluded_on: Option<Date>,
}

pub const APPLICANTS: [(&str, &str, &str); 3] =
    [("employer", "用人单位", "employer"), ("worker", "工伤职工", "injured worker"), ("near_relative", "近亲属", "near relative")];

impl Form {
    /// Reads every field; the refusals name each wrong one.
    pub fn read(&self) -> Result<Claim, Refusals> {
        let mut fields = Fields::default();
        if APPLICANTS.iter().all(|(word, ..)| *word != self.applicant) {
            fields.refusals.push(Refusal::new("applicant", "请选择由谁提出申请", "say who applies").on_field("applicant"));
        }
        let worker_name = fields.person_name("worker_name", &self.worker_name);
        let worker_id_number = fields.id_number("worker_id_number", &self.worker_id_number);
        if self.applicant == "near_relative" {
            fields.words("relation", ("申请人姓名及与职工的关系", "applicant's name and relation to the worker"), &self.relation, 100);
        }
        fields.words("recognition_number", ("工伤认定决定编号", "number of the decision on recognition"), &self.recognition_number, 60);
        fields.words("condition", ("伤情现状", "how the injury stands"), &self.condition, 1000);
        let previous = self.previous_concluded_on.trim();
        let previous_concluded_on = if previous.is_empty() { None } else { fields.date("previous_concluded_on", previous) };
        match (worker_name, worker_id_number) {
            (Some(worker_name), Some(worker_id_number)) if fields.refusals.is_empty() => {
                Ok(Claim { worker_name, worker_id_number, previous_concluded_on })
            }
            _ => Err(fields.refusals),
        }
    }

    pub fn applicant_name(&self) -> Text {
        let known = APPLICANTS.iter().find(|(word, ..)| *word == self.applicant);
        known.map_or_else(|| Text::same(self.applicant.clone()), |(_, zh, en)| Text::new(*zh, *en))
    }
}

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// The application is handed in. Refused while intake is suspended; then it can wait on the list.
    Submit {
        form: Form,
        #[serde(default)]
        materials: Vec<Material>,
    },
    /// Intake is suspended: the application waits on the list and is taken in when intake resumes.
    Enlist {
        form: Form,
        #[serde(default)]
        materials: Vec<Material>,
    },
    /// It cannot wait: a decision in the single case (一事一议) is asked for.
    AskException {
        reason: String,
    },
    DecideException {
        admit: bool,
        reason: String,
    },
    RequestSupplement {
        missing: Vec<String>,
        note: String,
    },
    Supplement {
        #[serde(default)]
        materials: Vec<Material>,
        note: String,
    },
    /// The papers are complete.
    Accept,
    RefuseAcceptance {
        reason: String,
    },
    /// Draws 3 or 5 experts of the pool. The seed with the instant of the act makes the draw; it is kept, so that anybody can draw
    /// again.
    DrawExperts {
        pool: Vec<String>,
        count: u8,
        seed: String,
    },
    /// Draws 3 or 5 experts of the city's pool. Who works where the worker does is left out by itself; who is kin to somebody concerned,
    /// or otherwise concerned, is named by the number in the pool, with the reason.
    DrawFromPool {
        /// Fields of the injury, such as 骨科; of every field where none is named.
        #[serde(default)]
        specialties: Vec<String>,
        count: u8,
        #[serde(default)]
        recused: Vec<u32>,
        #[serde(default)]
        recusal_reason: String,
        seed: String,
    },
    /// The conclusion takes up to 30 days more.
    Extend {
        reason: String,
    },
    /// The committee's conclusion: a grade from 1 to 10 or none, and the level of care or none.
    Conclude {
        #[serde(default)]
        grade: Option<u8>,
        /// `complete`, `mostly` or `partly`.
        #[serde(default)]
        care: Option<String>,
        opinion: String,
    },
    /// The conclusion reached worker and employer.
    Deliver {
        #[schemars(with = "String")]
        on: Date,
        receiver: String,
    },
    Withdraw {
        reason: String,
    },
    /// The nightly look at the limits.
    Watch,
    /// An emergency was declared, ended or moved.
    Reproject,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Submitted {
        form: Form,
        materials: Vec<Material>,
    },
    WaitingListed {
        form: Form,
        materials: Vec<Material>,
        since: Date,
        citation: Citation,
        because: Text,
    },
    ExceptionAsked {
        reason: String,
    },
    ExceptionDecided {
        admit: bool,
        reason: String,
    },
    SupplementRequested {
        missing: Vec<String>,
        note: String,
    },
    Supplemented {
        materials: Vec<Material>,
        note: String,
    },
    Accepted,
    NotAccepted {
        reason: String,
    },
    ExpertsDrawn {
        pool: Vec<String>,
        seed: String,
        drawn: Vec<String>,
        /// Who would have been in the pool and was left out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recused: Vec<Recused>,
    },
    ConclusionExtended {
        reason: String,
    },
    Concluded {
        grade: Option<DisabilityGrade>,
        care: Option<CareLevel>,
        opinion: String,
        result: Text,
    },
    Delivered {
        on: Date,
        receiver: String,
    },
    Withdrawn {
        reason: String,
    },
    /// Intake goes on: the application on the list is taken in on the day of this event.
    IntakeResumed {
        resumed_on: Date,
    },
    LimitsMoved {
        moved: Vec<MovedLimit>,
    },
    Warned {
        deadline: String,
        due_on: Date,
    },
    Escalated {
        deadline: String,
        due_on: Date,
    },
}
