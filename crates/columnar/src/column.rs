//! The values of one column of a block.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Stored in 32 bits.
    Small,
    /// Stored in 64 bits.
    Whole,
    Text,
}

/// One entry a row; `None` where the file has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    Whole(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
}

impl Column {
    pub fn len(&self) -> usize {
        match self {
            Column::Whole(values) => values.len(),
            Column::Text(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number in a row; `None` where there is none, and for a text.
    pub fn whole(&self, row: usize) -> Option<i64> {
        match self {
            Column::Whole(values) => values.get(row).copied().flatten(),
            Column::Text(_) => None,
        }
    }

    /// The text in a row; `None` where there is none, and for a number.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Column::Whole(_) => None,
            Column::Text(values) => values.get(row)?.as_deref(),
        }
    }

    /// What stands in a row as a person would read it, empty where nothing stands.
    pub fn shown(&self, row: usize) -> String {
        match self {
            Column::Whole(_) => self.whole(row).map_or_else(String::new, |number| number.to_string()),
            Column::Text(_) => self.text(row).unwrap_or_default().to_owned(),
        }
    }

    pub fn clear(&mut self) {
        match self {
            Column::Whole(values) => values.clear(),
            Column::Text(values) => values.clear(),
        }
    }
}
