//! 工伤情形: the grounds of recognition and the facts each of them rests on.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use super::fact::Fact;
use crate::in_force::{InForce, NotCovered};
use crate::law::Law;
use crate::load::RuleValue;

/// Why an injury is one of work, as the Injury Regulation and the ministries' notices list it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 第14条（一）: at work, at the workplace, through work.
    AccidentAtWork,
    /// 第14条（二）: getting ready or finishing, before or after hours.
    PreparatoryOrFinishingWork,
    /// 第14条（三）: violence or the like while performing duties.
    ViolenceOnDuty,
    /// 第14条（四）.
    OccupationalDisease,
    /// 第14条（五）: on an errand, injured through work or missing.
    AwayOnDuty,
    /// 第14条（六）: on the way to or from work, not mainly by own fault.
    CommutingAccident,
    /// 第14条（七）.
    OtherByLaw,
    /// 第15条（一）: dead at once or within 48 hours.
    SuddenIllnessAtWork,
    /// 第15条（二）.
    RescueInPublicInterest,
    /// 第15条（三）.
    VeteranRelapse,
    /// 人社部函〔2020〕11号.
    InfectedOnDuty,
}

impl Ground {
    pub const ALL: [Ground; 11] = [
        Ground::AccidentAtWork,
        Ground::PreparatoryOrFinishingWork,
        Ground::ViolenceOnDuty,
        Ground::OccupationalDisease,
        Ground::AwayOnDuty,
        Ground::CommutingAccident,
        Ground::OtherByLaw,
        Ground::SuddenIllnessAtWork,
        Ground::RescueInPublicInterest,
        Ground::VeteranRelapse,
        Ground::InfectedOnDuty,
    ];

    /// 视同工伤 (第15条): the injury counts as one of work.
    pub fn is_deemed(self) -> bool {
        matches!(self, Ground::SuddenIllnessAtWork | Ground::RescueInPublicInterest | Ground::VeteranRelapse)
    }

    /// 第15条 second paragraph: a veteran whose old injury relapses has every benefit but the disability lump sum.
    pub fn grants_disability_lump_sum(self) -> bool {
        self != Ground::VeteranRelapse
    }

    /// The word of files and interfaces.
    pub fn as_str(self) -> &'static str {
        match self {
            Ground::AccidentAtWork => "accident_at_work",
            Ground::PreparatoryOrFinishingWork => "preparatory_or_finishing_work",
            Ground::ViolenceOnDuty => "violence_on_duty",
            Ground::OccupationalDisease => "occupational_disease",
            Ground::AwayOnDuty => "away_on_duty",
            Ground::CommutingAccident => "commuting_accident",
            Ground::OtherByLaw => "other_by_law",
            Ground::SuddenIllnessAtWork => "sudden_illness_at_work",
            Ground::RescueInPublicInterest => "rescue_in_public_interest",
            Ground::VeteranRelapse => "veteran_relapse",
            Ground::InfectedOnDuty => "infected_on_duty",
        }
    }

    pub fn of(word: &str) -> Option<Ground> {
        Ground::ALL.into_iter().find(|ground| ground.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Ground::AccidentAtWork => ("工作时间、工作场所内因工作原因受到事故伤害", "accident at work, through work"),
            Ground::PreparatoryOrFinishingWork => {
                ("工作时间前后从事预备性或收尾性工作时受伤", "accident while getting ready for or finishing work")
            }
            Ground::ViolenceOnDuty => ("履行工作职责受到暴力等意外伤害", "violence or the like while performing duties"),
            Ground::OccupationalDisease => ("患职业病", "occupational disease"),
            Ground::AwayOnDuty => ("因工外出期间受伤或下落不明", "injured or missing while away on duty"),
            Ground::CommutingAccident => ("上下班途中的交通事故伤害", "traffic accident on the way to or from work"),
            Ground::OtherByLaw => ("法律、行政法规规定的其他情形", "another case provided by law"),
            Ground::SuddenIllnessAtWork => ("工作岗位突发疾病死亡", "death by sudden illness at the post"),
            Ground::RescueInPublicInterest => ("抢险救灾等维护公共利益活动中受伤", "injury in a rescue or other act for the public"),
            Ground::VeteranRelapse => ("残疾军人旧伤复发", "relapse of an old service injury of a veteran"),
            Ground::InfectedOnDuty => ("医护及相关工作人员因履职感染", "medical or related worker infected on duty"),
        };
        Text::new(zh, en)
    }
}

/// Why a work injury is not recognised although a ground is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    IntentionalCrime,
    DrunkennessOrDrugs,
    SelfHarmOrSuicide,
}

impl Exclusion {
    pub fn name(self) -> Text {
        match self {
            Exclusion::IntentionalCrime => Text::new("故意犯罪", "intentional crime"),
            Exclusion::DrunkennessOrDrugs => Text::new("醉酒或者吸毒", "drunkenness or drugs"),
            Exclusion::SelfHarmOrSuicide => Text::new("自残或者自杀", "self-harm or suicide"),
        }
    }
}

/// One ground as a file writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundRule {
    pub ground: Ground,
    pub article: String,
    /// One fact of each inner list, and every list.
    pub needs: Vec<Vec<Fact>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionRule {
    pub exclusion: Exclusion,
    pub article: String,
    pub fact: Fact,
}

/// The grounds and exclusions of the regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryGrounds {
    pub grounds: Vec<GroundRule>,
    pub excluded: Vec<ExclusionRule>,
}

/// The grounds that ministries have added by notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundsByNotice {
    pub grounds: Vec<GroundRule>,
}

impl RuleValue for InjuryGrounds {
    const STEM: &'static str = "injury/grounds";
    const UNIT: &'static str = "grounds and the facts each needs";

    fn check(&self) -> Result<(), Text> {
        well_formed(&self.grounds)
    }
}

impl RuleValue for GroundsByNotice {
    const STEM: &'static str = "injury/grounds_by_notice";
    const UNIT: &'static str = "grounds and the facts each needs";

    fn check(&self) -> Result<(), Text> {
        well_formed(&self.grounds)
    }
}

/// A ground without a requirement would recognise everything; one listed twice would hide a slip.
fn well_formed(grounds: &[GroundRule]) -> Result<(), Text> {
    for (position, rule) in grounds.iter().enumerate() {
        if rule.needs.is_empty() || rule.needs.iter().any(Vec::is_empty) {
            let word = rule.ground.as_str();
            return Err(Text::new(format!("情形“{word}”没有写明所需事实"), format!("the ground `{word}` names no fact it needs")));
        }
        if grounds[..position].iter().any(|earlier| earlier.ground == rule.ground) {
            let word = rule.ground.as_str();
            return Err(Text::new(format!("情形“{word}”写了两次"), format!("the ground `{word}` is listed twice")));
        }
    }
    Ok(())
}

/// A ground that can be invoked on a day, with its place in the law.
#[derive(Debug, Clone, Copy)]
pub struct GroundInForce<'law> {
    pub rule: &'law GroundRule,
    document: &'law Citation,
}

impl GroundInForce<'_> {
    pub fn citation(&self) -> Citation {
        at_article(self.document, &self.rule.article)
    }
}

/// The same document at another place in it.
pub(crate) fn at_article(document: &Citation, article: &str) -> Citation {
    let article = if article.is_empty() { document.article.clone() } else { article.to_owned() };
    Citation { article, ..document.clone() }
}

/// Every ground that can be invoked for an injury of a day, in the order of the texts: the regulation first.
pub fn grounds_on(law: &Law, injured_on: Date) -> Result<Vec<GroundInForce<'_>>, NotCovered> {
    let regulation = law.rule::<InjuryGrounds>().on(injured_on)?;
    let notices = law.rule::<GroundsByNotice>().on(injured_on)?;
    let of_regulation = regulation.value.grounds.iter().map(|rule| GroundInForce { rule, document: &regulation.citation });
    let of_notices = notices.value.grounds.iter().map(|rule| GroundInForce { rule, document: &notices.citation });
    Ok(of_regulation.chain(of_notices).collect())
}

/// The exclusions in force for an injury of a day.
pub(super) fn exclusions_on(law: &Law, injured_on: Date) -> Result<&InForce<InjuryGrounds>, NotCovered> {
    law.rule::<InjuryGrounds>().on(injured_on)
}
