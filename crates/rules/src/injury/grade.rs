//! 伤残等级和护理等级: what an appraisal says.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::Text;

/// A grade of disability: 1 is the heaviest, 10 the lightest (GB/T 16180).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisabilityGrade(u8);

impl DisabilityGrade {
    pub fn new(grade: u8) -> Option<DisabilityGrade> {
        (1..=10).contains(&grade).then_some(DisabilityGrade(grade))
    }

    pub fn number(self) -> u8 {
        self.0
    }

    /// 完全丧失劳动能力: grades 1 to 4.
    pub fn is_total(self) -> bool {
        self.0 <= 4
    }

    /// 大部分丧失劳动能力: 5 and 6; 部分丧失: 7 to 10.
    pub fn name(self) -> Text {
        const CHINESE: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let word = CHINESE.get(usize::from(self.0) - 1).copied().unwrap_or_default();
        let (loss_zh, loss_en) = match self.0 {
            1..=4 => ("完全丧失劳动能力", "total loss of working capacity"),
            5..=6 => ("大部分丧失劳动能力", "loss of most working capacity"),
            _ => ("部分丧失劳动能力", "partial loss of working capacity"),
        };
        Text::new(format!("{word}级伤残（{loss_zh}）"), format!("grade {} ({loss_en})", self.0))
    }
}

impl fmt::Display for DisabilityGrade {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl Serialize for DisabilityGrade {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

impl<'de> Deserialize<'de> for DisabilityGrade {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DisabilityGrade, D::Error> {
        let grade = u8::deserialize(deserializer)?;
        DisabilityGrade::new(grade).ok_or_else(|| serde::de::Error::custom(format!("`{grade}` is not a grade from 1 to 10")))
    }
}

/// 生活自理障碍: how far somebody depends on care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CareLevel {
    Complete,
    Mostly,
    Partly,
}

impl CareLevel {
    pub fn name(self) -> Text {
        match self {
            CareLevel::Complete => Text::new("生活完全不能自理", "cannot look after oneself at all"),
            CareLevel::Mostly => Text::new("生活大部分不能自理", "cannot look after oneself in most things"),
            CareLevel::Partly => Text::new("生活部分不能自理", "cannot look after oneself in some things"),
        }
    }
}
