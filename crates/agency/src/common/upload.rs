//! Papers handed in with a form: looked at, kept under their hash, and named in the command.

use casework::{Material, Store, StoreError};
use values::{Instant, Text};
use web::UploadedFile;

/// The largest single paper, in bytes.
pub const LARGEST_PAPER: usize = 10 * 1024 * 1024;
/// What a file input may offer; the content is looked at all the same.
pub const ACCEPTED: &str = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png";
const LONGEST_NAME: usize = 120;

/// Why a paper was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadError {
    /// For the person who sent it.
    Refused(Text),
    Store(StoreError),
}

impl From<StoreError> for UploadError {
    fn from(error: StoreError) -> UploadError {
        UploadError::Store(error)
    }
}

/// Keeps a paper that answers the requirement `kind`. Its type is read from its content, never believed.
pub fn keep(store: &dyn Store, kind: &str, file: &UploadedFile, now: Instant) -> Result<Material, UploadError> {
    let media_type = examine(&file.bytes).map_err(UploadError::Refused)?;
    let sha256 = store.keep_document(&file.bytes)?;
    Ok(Material {
        kind: kind.to_owned(),
        file_name: plain_name(&file.file_name),
        media_type: media_type.to_owned(),
        size_bytes: file.bytes.len() as i64,
        sha256,
        received_at: now,
    })
}

/// The media type of a paper's content; a refusal for what is none of the three kinds taken.
pub fn examine(bytes: &[u8]) -> Result<&'static str, Text> {
    if bytes.is_empty() {
        return Err(Text::new("文件是空的，请重新选择", "the file is empty; choose another"));
    }
    if bytes.len() > LARGEST_PAPER {
        return Err(Text::new("单个文件不能超过 10 MB，请压缩或分开上传", "a file may have at most 10 MB; make it smaller or split it"));
    }
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Ok("application/pdf"),
        [0xFF, 0xD8, 0xFF, ..] => Ok("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok("image/png"),
        _ => Err(Text::new("只能上传 PDF、JPEG 或 PNG 文件", "only PDF, JPEG and PNG files are taken")),
    }
}

/// A name for people: the last part of what was sent, without what could mislead where it is shown.
pub fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or("");
    let misleading = |character: char| {
        character.is_control() || matches!(character, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = last.chars().filter(|character| !misleading(*character)).take(LONGEST_NAME).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        assert_eq!(examine(b"%PDF-1.7"), Ok("application/pdf"));
        assert_eq!(examine(&[0xFF, 0xD8, 0xFF, 0xE0]), Ok("image/jpeg"));
        assert_eq!(examine(b"\x89PNG\r\n\x1a\n...."), Ok("image/png"));
        for wrong in [b"".as_slice(), b"MZ\x90", b"<html>", b"PK\x03\x04", &vec![b'a'; LARGEST_PAPER + 1]] {
            assert!(examine(wrong).is_err());
        }
    }

    #[test]
    fn a_name_is_never_a_path_and_never_reads_backwards() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\a\\执照.pdf"), "执照.pdf");
        assert_eq!(plain_name("x\u{202E}fdp.exe\n"), "xfdp.exe");
        assert_eq!(plain_name("/"), "file");
    }
}
