//! The text of a table file as one kind of text: without the mark spreadsheets put first, each line ended by one line feed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::failure::{CommandError, CommandResult};

/// Reads a file and ends every line the same way, also the last, so that lines can be counted.
pub struct TableText {
    file: BufReader<File>,
    ends_with_line_feed: bool,
    is_over: bool,
}

impl TableText {
    /// Refuses what is plainly no text, and says what it is.
    pub fn open(path: &Path) -> CommandResult<TableText> {
        let file = File::open(path).map_err(|error| CommandError::file(path, &error))?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        let beginning = file.fill_buf().map_err(|error| CommandError::file(path, &error))?;
        if let Some((what, hint)) = no_text(beginning) {
            return Err(CommandError::new(format!("{} {what}", path.display())).hint(format!("{hint}; nothing was written")));
        }
        let mark = if beginning.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        file.consume(mark);
        Ok(TableText { file, ends_with_line_feed: true, is_over: false })
    }
}

fn no_text(beginning: &[u8]) -> Option<(&'static str, &'static str)> {
    match beginning {
        [b'P', b'K', 3, 4, ..] => Some(("is an Excel workbook", "save the sheet as “CSV UTF-8”")),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(("is UTF-16 text", "save the table as “CSV UTF-8”")),
        [b'P', b'A', b'R', b'1', ..] => Some(("is a Parquet file", "this command reads CSV")),
        _ if beginning.contains(&0) => Some(("is no text", "give a CSV file")),
        _ => None,
    }
}

impl Read for TableText {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.is_over || into.is_empty() {
            return Ok(0);
        }
        let available = self.file.fill_buf()?;
        if available.is_empty() {
            self.is_over = true;
            if self.ends_with_line_feed {
                return Ok(0);
            }
            into[0] = b'\n';
            return Ok(1);
        }
        // A carriage return at the very end of the buffer is decided on the next reading, together with what follows it.
        if available == b"\r" {
            self.file.consume(1);
            let line_feed_follows = self.file.fill_buf()?.first() == Some(&b'\n');
            self.ends_with_line_feed = false;
            into[0] = if line_feed_follows { b'\n' } else { b'\r' };
            if line_feed_follows {
                self.file.consume(1);
                self.ends_with_line_feed = true;
            }
            return Ok(1);
        }
        let (mut taken, mut written) = (0, 0);
        while taken < available.len() && written < into.len() {
            match &available[taken..] {
                [b'\r'] => break,
                [b'\r', b'\n', ..] => taken += 1,
                [byte, ..] => {
                    into[written] = *byte;
                    self.ends_with_line_feed = *byte == b'\n';
                    (taken, written) = (taken + 1, written + 1);
                }
                [] => break,
            }
        }
        self.file.consume(taken);
        Ok(written)
    }
}
