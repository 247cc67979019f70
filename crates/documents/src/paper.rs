//! What a document is made of, whatever it says: blocks that are set one below the other.

use values::{CaseNumber, Date, DocumentKind, Explanation, ShownFacts, Text, VerificationCode};

/// A document that can be printed.
pub trait Document {
    fn kind(&self) -> DocumentKind;

    /// The title at the top of the first page.
    fn title(&self) -> Text {
        self.kind().title()
    }

    fn blocks(&self) -> Vec<Block>;

    /// Whose document it is, as whoever verifies it may see it: a masked name, or an employer's name.
    fn subject(&self) -> String;

    /// The one or two figures whoever verifies it may compare.
    fn figures(&self) -> Vec<(Text, String)>;

    /// What the public page shows of the document.
    fn shown(&self, imprint: &Imprint) -> ShownFacts {
        ShownFacts { title: self.title(), agency: imprint.agency.clone(), subject: self.subject(), figures: self.figures() }
    }
}

/// What stands on every page: who issued the document, when, under which number and code, and where to verify it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imprint {
    pub agency: Text,
    /// The case it was issued in.
    pub number: CaseNumber,
    pub issued_on: Date,
    pub code: VerificationCode,
    /// The public page, without a slash at the end: `https://…/verify`. The code follows it in the QR code.
    pub verify_at: String,
    pub hotline: String,
    /// Issued by a demonstration: says so on every page.
    pub is_specimen: bool,
}

impl Imprint {
    /// The address that the QR code holds.
    pub fn address(&self) -> String {
        format!("{}/{}", self.verify_at, self.code.compact())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Section(Text),
    /// Labels with what they name.
    Facts(Vec<(Text, String)>),
    /// The one figure the document is about, large.
    Figure {
        label: Text,
        value: String,
    },
    /// Chinese, with the English below it where there is one.
    Paragraph(Text),
    Table(Table),
    /// How a figure came about, step by step.
    Explanation(Explanation),
    /// What the reader should know, in small type.
    Notes(Vec<Text>),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    pub total: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub title: Text,
    pub holds: Holds,
    /// The width, as a part of the sum over all columns.
    pub parts: u8,
}

/// What a column holds: words stand at the left, figures at the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Words,
    Figures,
}

impl Column {
    pub fn words(title: Text, parts: u8) -> Column {
        Column { title, holds: Holds::Words, parts }
    }

    pub fn figures(title: Text, parts: u8) -> Column {
        Column { title, holds: Holds::Figures, parts }
    }
}
