//! Why a law file is refused: file, line, column and the reason in both languages.

use std::fmt;
use std::ops::Range;

use values::Text;

/// One thing wrong in one file. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub reason: Text,
}

impl fmt::Display for LawError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}: {} / {}", self.file, self.line, self.column, self.reason.zh, self.reason.en)
    }
}

/// Everything wrong in a source, in the order of files and lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LawErrors(pub Vec<LawError>);

impl fmt::Display for LawErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.0.iter().enumerate() {
            if position > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LawErrors {}

impl LawErrors {
    /// `value` when nothing was found wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, LawErrors> {
        if self.0.is_empty() { Ok(value) } else { Err(self.sorted()) }
    }

    pub(crate) fn sorted(mut self) -> LawErrors {
        self.0.sort_by(|one, other| (&one.file, one.line, one.column).cmp(&(&other.file, other.line, other.column)));
        self
    }

    pub(crate) fn add(&mut self, file: &str, text: &str, span: Option<Range<usize>>, reason: Text) {
        let (line, column) = place(text, span.map_or(0, |span| span.start));
        self.0.push(LawError { file: file.to_owned(), line, column, reason });
    }
}

/// Line and column of a byte offset, both from 1.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
