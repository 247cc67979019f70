//! 认定事实: what has to be established about an injury, one word for each fact.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::Text;

macro_rules! facts {
    ($($variant:ident $word:literal $zh:literal $en:literal;)*) => {
        /// One fact of a case of recognition.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Fact {
            $(#[serde(rename = $word)] $variant,)*
        }

        impl Fact {
            pub const ALL: &'static [Fact] = &[$(Fact::$variant,)*];

            /// The word of files, forms and interfaces.
            pub fn as_str(self) -> &'static str {
                match self { $(Fact::$variant => $word,)* }
            }

            /// The fact as a statement that is true or not.
            pub fn name(self) -> Text {
                match self { $(Fact::$variant => Text::new($zh, $en),)* }
            }
        }
    };
}

facts! {
    EmploymentRelationship "employment_relationship" "与用人单位存在劳动关系（含事实劳动关系）" "there is an employment relationship, be it de facto";
    InWorkingHours "in_working_hours" "发生在工作时间" "it happened in working hours";
    AroundWorkingHours "around_working_hours" "发生在工作时间前后" "it happened shortly before or after working hours";
    AtWorkplace "at_workplace" "发生在工作场所" "it happened at the workplace";
    AtPost "at_post" "发生在工作岗位" "it happened at the post";
    CausedByWork "caused_by_work" "因工作原因受到伤害" "work caused the injury";
    AccidentHappened "accident_happened" "受到事故伤害" "an accident caused the injury";
    PreparingOrFinishingWork "preparing_or_finishing_work" "正在从事与工作有关的预备性或收尾性工作" "the person was getting ready for or finishing work";
    PerformingDuties "performing_duties" "因履行工作职责" "it came from performing duties";
    ViolenceOrOtherAccident "violence_or_other_accident" "受到暴力等意外伤害" "violence or the like caused the injury";
    OccupationalDiseaseDiagnosed "occupational_disease_diagnosed" "已诊断、鉴定为职业病" "an occupational disease has been diagnosed or appraised";
    AwayOnDuty "away_on_duty" "发生在因工外出期间" "it happened while away on duty";
    MissingAfterAccident "missing_after_accident" "发生事故后下落不明" "the person is missing after an accident";
    Commuting "commuting" "发生在上下班途中" "it happened on the way to or from work";
    TrafficAccident "traffic_accident" "是道路交通、轨道交通、客运轮渡或火车事故" "it was an accident of road traffic, rail transit, a ferry or a train";
    NotMainlyAtFault "not_mainly_at_fault" "非本人主要责任" "the person was not mainly at fault";
    ProvidedByLaw "provided_by_law" "属法律、行政法规规定应当认定的其他情形" "a law or regulation provides for recognition";
    SuddenIllness "sudden_illness" "突发疾病" "a sudden illness struck the person";
    DiedWithin48Hours "died_within_48_hours" "当场死亡或者 48 小时内经抢救无效死亡" "death came at once or, in spite of treatment, within 48 hours";
    RescueInPublicInterest "rescue_in_public_interest" "在抢险救灾等维护国家利益、公共利益活动中受到伤害" "the injury came in a rescue or another act for the nation or the public";
    DisabledInMilitaryService "disabled_in_military_service" "曾在军队因战、因公负伤致残并取得残疾军人证" "the person was disabled in military service and holds the certificate";
    OldInjuryRelapsed "old_injury_relapsed" "到用人单位后旧伤复发" "the old injury relapsed with the employer";
    MedicalOrRelatedWorker "medical_or_related_worker" "是医护或相关工作人员" "the person is a medical or related worker";
    InfectedInPreventionOrTreatment "infected_in_prevention_or_treatment" "在预防和救治工作中感染新型冠状病毒肺炎，或因感染死亡" "infected, or dead of the infection, in preventing or treating the disease";
    IntentionalCrime "intentional_crime" "因故意犯罪" "it came from an intentional crime";
    DrunkOrOnDrugs "drunk_or_on_drugs" "因醉酒或者吸毒" "it came from drunkenness or drugs";
    SelfHarmOrSuicide "self_harm_or_suicide" "因自残或者自杀" "it was self-harm or suicide";
}

impl Fact {
    pub fn of(word: &str) -> Option<Fact> {
        Fact::ALL.iter().copied().find(|fact| fact.as_str() == word)
    }
}

/// What is established in a case: true, false, or, when left out, not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EstablishedFacts(pub BTreeMap<Fact, bool>);

impl EstablishedFacts {
    pub fn is_true(&self, fact: Fact) -> bool {
        self.0.get(&fact) == Some(&true)
    }

    pub fn is_false(&self, fact: Fact) -> bool {
        self.0.get(&fact) == Some(&false)
    }

    pub fn is_unknown(&self, fact: Fact) -> bool {
        !self.0.contains_key(&fact)
    }

    /// The same facts with one more established.
    pub fn with(mut self, fact: Fact, truth: bool) -> EstablishedFacts {
        self.0.insert(fact, truth);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_fact_is_the_word_of_files() {
        for fact in Fact::ALL {
            assert_eq!(toml::Value::try_from(fact).unwrap().as_str(), Some(fact.as_str()));
            assert_eq!(Fact::of(fact.as_str()), Some(*fact));
        }
        assert_eq!(Fact::of("no_such_fact"), None);
    }
}
