//! 工伤认定申请材料: the papers an application must have, and those its ground asks for besides.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use super::grounds::Ground;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

macro_rules! papers {
    ($($variant:ident $word:literal $zh:literal $en:literal;)*) => {
        /// One paper of an application.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Paper {
            $(#[serde(rename = $word)] $variant,)*
        }

        impl Paper {
            pub const ALL: &'static [Paper] = &[$(Paper::$variant,)*];

            /// The word of files; also the kind of the material of a case.
            pub fn as_str(self) -> &'static str {
                match self { $(Paper::$variant => $word,)* }
            }

            pub fn name(self) -> Text {
                match self { $(Paper::$variant => Text::new($zh, $en),)* }
            }
        }
    };
}

papers! {
    ApplicationForm "application_form" "工伤认定申请表" "application form";
    EmploymentRelationship "employment_relationship" "劳动关系证明材料" "proof of the employment relationship";
    MedicalDiagnosis "medical_diagnosis" "医疗诊断证明或者职业病诊断证明书（鉴定书）" "medical diagnosis, or the certificate of an occupational disease";
    PoliceOrCourtDocument "police_or_court_document" "公安机关证明、人民法院判决书或者其他有效证明" "document of the police or a court";
    OccupationalDiseaseCertificate "occupational_disease_certificate" "职业病诊断证明书或者职业病诊断鉴定书" "certificate or appraisal of the occupational disease";
    ProofOfErrand "proof_of_errand" "因工外出的证明" "proof of being away on duty";
    TrafficLiabilityDocument "traffic_liability_document" "交通事故责任认定书或者其他有效证明" "document on liability for the traffic accident";
    RescueRecord "rescue_record" "医疗机构抢救记录" "record of the emergency treatment";
    ProofOfDeath "proof_of_death" "死亡证明" "proof of death";
    ProofOfRescue "proof_of_rescue" "民政部门或者其他部门出具的证明" "proof by the civil affairs office or another authority";
    DisabledVeteranCertificate "disabled_veteran_certificate" "残疾军人证" "certificate of a disabled veteran";
    RelapseConfirmation "relapse_confirmation" "旧伤复发确认" "confirmation of the relapse";
    ProofOfInfection "proof_of_infection" "新型冠状病毒感染的诊断证明" "diagnosis of the infection";
    ProofOfDuty "proof_of_duty" "单位出具的履职证明（岗位、时间、接触情况）" "the employer's statement of duty: post, time, contact";
}

impl Paper {
    pub fn of(word: &str) -> Option<Paper> {
        Paper::ALL.iter().copied().find(|paper| paper.as_str() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryPapers {
    pub papers: Vec<Paper>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryPapersByGround {
    pub by_ground: Vec<GroundPapers>,
    pub if_dead: Vec<Paper>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundPapers {
    pub ground: Ground,
    pub papers: Vec<Paper>,
}

impl RuleValue for InjuryPapers {
    const STEM: &'static str = "injury/papers";
    const UNIT: &'static str = "papers";
}

impl RuleValue for InjuryPapersByGround {
    const STEM: &'static str = "injury/papers_by_ground";
    const UNIT: &'static str = "papers by ground";
}

/// A paper that is asked for, and the text that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPaper<'law> {
    pub paper: Paper,
    pub citation: &'law Citation,
}

/// What an application filed on a day must have, for a ground and for somebody who has died or not; each paper once.
///
/// 工伤保险条例 第18条: form, employment relationship, diagnosis. The others come from the forms of the field.
pub fn papers_asked(law: &Law, filed_on: Date, ground: Option<Ground>, has_died: bool) -> Result<Vec<AskedPaper<'_>>, NotCovered> {
    let always = law.rule::<InjuryPapers>().on(filed_on)?;
    let conditional = law.rule::<InjuryPapersByGround>().on(filed_on)?;
    let mut asked: Vec<AskedPaper<'_>> =
        always.value.papers.iter().map(|paper| AskedPaper { paper: *paper, citation: &always.citation }).collect();
    let of_ground = conditional.value.by_ground.iter().filter(|entry| Some(entry.ground) == ground).flat_map(|entry| &entry.papers);
    let of_death = conditional.value.if_dead.iter().filter(|_| has_died);
    for paper in of_ground.chain(of_death) {
        if asked.iter().all(|earlier| earlier.paper != *paper) {
            asked.push(AskedPaper { paper: *paper, citation: &conditional.citation });
        }
    }
    Ok(asked)
}

/// The papers asked for that have not been handed in.
pub fn papers_missing(asked: &[AskedPaper<'_>], handed_in: &[Paper]) -> Vec<Paper> {
    asked.iter().map(|asked| asked.paper).filter(|paper| !handed_in.contains(paper)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;

    fn words(ground: Option<Ground>, has_died: bool) -> Vec<&'static str> {
        let filed_on = "2020-02-03".parse().unwrap();
        papers_asked(weihai(), filed_on, ground, has_died).unwrap().iter().map(|asked| asked.paper.as_str()).collect()
    }

    #[test]
    fn a_ground_asks_for_its_papers_and_each_once() {
        let always = ["application_form", "employment_relationship", "medical_diagnosis"];
        assert_eq!(words(None, false), always);
        assert_eq!(words(Some(Ground::InfectedOnDuty), false)[3..], ["proof_of_infection", "proof_of_duty"]);
        assert_eq!(words(Some(Ground::SuddenIllnessAtWork), true)[3..], ["rescue_record", "proof_of_death"]);
        assert_eq!(words(Some(Ground::AccidentAtWork), true)[3..], ["proof_of_death"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let asked = papers_asked(weihai(), "2020-02-03".parse().unwrap(), Some(Ground::InfectedOnDuty), false).unwrap();
        let handed_in = [Paper::ApplicationForm, Paper::MedicalDiagnosis, Paper::ProofOfDuty, Paper::EmploymentRelationship];
        assert_eq!(papers_missing(&asked, &handed_in), [Paper::ProofOfInfection]);
        for paper in Paper::ALL {
            assert_eq!(toml::Value::try_from(paper).unwrap().as_str(), Some(paper.as_str()));
        }
    }

    #[test]
    fn years_before_the_regulation_are_not_guessed() {
        assert!(papers_asked(weihai(), "2010-12-31".parse().unwrap(), None, false).is_err());
    }
}
