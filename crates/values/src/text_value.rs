//! What every value written as a checked text has in common, said once.

/// Reads, writes and describes a checked text value: `FromStr` and `Deserialize` go through `parse`, so that a
/// wrong text never gets in, `Serialize` writes the normal form, the schema tells its pattern.
macro_rules! text_value {
    ($type:ident, $error:ident, $written:expr, pattern: $pattern:literal, example: $example:literal) => {
        impl std::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<$type, $error> {
                $type::parse(text)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($written(self).as_ref())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let text = String::deserialize(deserializer)?;
                $type::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "example": $example })
            }
        }
    };
}

/// Makes an error with a `text()` in both languages a standard error; logs and interfaces read the English one.
macro_rules! refusal {
    ($error:ident) => {
        impl std::fmt::Display for $error {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.text().en)
            }
        }

        impl std::error::Error for $error {}
    };
}

pub(crate) use {refusal, text_value};
