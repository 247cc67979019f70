//! Which row of a sheet a record of separated text stands in.

/// Counts the rows of a text separated by commas or tabs as a spreadsheet shows them: a blank line is a row, though a reader of records
/// passes over it, and a line break inside quotes begins none.
#[derive(Debug, Clone)]
pub struct RowCounter<'t> {
    text: &'t [u8],
    row: u64,
}

impl<'t> RowCounter<'t> {
    pub fn new(text: &'t [u8]) -> RowCounter<'t> {
        RowCounter { text, row: 0 }
    }

    /// The row, from 1, of the next record, which a reader began to look for at the byte `from`. Ask once for each record, in order.
    pub fn next(&mut self, from: u64) -> u64 {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let mut rest = self.text.get(from..).unwrap_or_default();
        // The second half of the break that ended the record before.
        if self.text.get(..from).is_some_and(|before| before.ends_with(b"\r")) {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        let mut blank = 0;
        while let Some(after) = [b"\r\n".as_slice(), b"\n", b"\r"].into_iter().find_map(|line_break| rest.strip_prefix(line_break)) {
            rest = after;
            blank += 1;
        }
        self.row += 1 + blank;
        self.row
    }
}
