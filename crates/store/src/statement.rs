//! One text of each statement for every engine.

use std::sync::OnceLock;

/// A statement as written for PostgreSQL: parameters are `$1`, `$2` …
///
/// What only PostgreSQL understands stands in `/*postgres …*/`; it locks rows, which the single writer of SQLite does not need.
pub struct Statement {
    text: std::borrow::Cow<'static, str>,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Statement {
    pub const fn new(text: &'static str) -> Statement {
        Statement { text: std::borrow::Cow::Borrowed(text), sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// A statement put together from the parts of a filter.
    pub fn built(text: String) -> Statement {
        Statement { text: std::borrow::Cow::Owned(text), sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    pub fn sqlite(&self) -> &str {
        // `$1` would be a named parameter there, numbered by where it first appears.
        self.sqlite.get_or_init(|| self.text.replace('$', "?"))
    }

    pub fn postgres(&self) -> &str {
        self.postgres.get_or_init(|| {
            let mut text = String::with_capacity(self.text.len());
            let mut rest: &str = &self.text;
            while let Some((before, after)) = rest.split_once("/*postgres ") {
                let (inside, tail) = after.split_once("*/").unwrap_or((after, ""));
                text.push_str(before);
                text.push_str(inside);
                rest = tail;
            }
            text.push_str(rest);
            text
        })
    }
}

/// Declares statements and `ALL`, the list of them that a test prepares on each engine.
macro_rules! statements {
    ($($(#[$note:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$note])* pub static $name: $crate::statement::Statement = $crate::statement::Statement::new($text);)+
        #[cfg(any(test, feature = "testing"))]
        pub static ALL: &[(&str, &$crate::statement::Statement)] = &[$((stringify!($name), &$name)),+];
    };
}

pub(crate) use statements;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_gets_its_own_form_of_one_text() {
        let statement = Statement::new("SELECT a FROM b WHERE c = $1 AND d = $12 /*postgres FOR UPDATE*/");
        assert_eq!(statement.sqlite(), "SELECT a FROM b WHERE c = ?1 AND d = ?12 /*postgres FOR UPDATE*/");
        assert_eq!(statement.postgres(), "SELECT a FROM b WHERE c = $1 AND d = $12 FOR UPDATE");
    }
}
