//! A pooling area (统筹区), the first part of every key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The code of a pooling area or of the city above it: six letters or digits, such as `371002` (GB/T 2260)
/// or `3710NH` (a private code where no standard one exists).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode([u8; 6]);

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an area code has six letters or digits, such as 371002")]
pub struct AreaCodeError;

impl AreaCode {
    pub fn as_str(&self) -> &str {
        // Only ASCII letters and digits are ever put in, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    fn from_str(text: &str) -> Result<AreaCode, AreaCodeError> {
        let bytes: [u8; 6] = text.as_bytes().try_into().map_err(|_| AreaCodeError)?;
        if bytes.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) { Ok(AreaCode(bytes)) } else { Err(AreaCodeError) }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AreaCode, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for AreaCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AreaCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9A-Z]{6}$", "example": "371002" })
    }
}
