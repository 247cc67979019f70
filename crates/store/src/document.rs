//! Documents are files named by the SHA-256 of their content, in folders of the first two digits.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use casework::store::{StoreError, StoreResult};
use sha2::{Digest, Sha256};

pub struct DocumentFolder {
    folder: PathBuf,
    /// Makes the names of files being written different inside this process.
    written: AtomicU64,
}

impl DocumentFolder {
    pub fn new(folder: PathBuf) -> DocumentFolder {
        DocumentFolder { folder, written: AtomicU64::new(0) }
    }

    /// Keeps `content` and returns its SHA-256 in hexadecimal. It is on disk, name included, when this returns.
    pub fn keep(&self, content: &[u8]) -> StoreResult<String> {
        let sha256 = hex::encode(Sha256::digest(content));
        let path = self.path(&sha256);
        if !path.exists() {
            self.write(&path, content).map_err(|error| unusable(&path, &error))?;
        }
        Ok(sha256)
    }

    /// The content kept under a SHA-256; content that no longer has that hash is reported as damaged.
    pub fn read(&self, sha256: &str) -> StoreResult<Option<Vec<u8>>> {
        // The name comes from outside; nothing but a hash may become part of a path.
        if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Ok(None);
        }
        let path = self.path(sha256);
        let content = match fs::read(&path) {
            Ok(content) => content,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(&path, &error)),
        };
        if hex::encode(Sha256::digest(&content)) != sha256 {
            return Err(StoreError::Damaged(format!("the document {sha256} is not what was handed in")));
        }
        Ok(Some(content))
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.folder.join(&sha256[..2]).join(sha256)
    }

    /// Written beside its place, synced, then renamed: a crash leaves the whole document or none.
    fn write(&self, path: &Path, content: &[u8]) -> std::io::Result<()> {
        let Some(folder) = path.parent() else { return Err(ErrorKind::InvalidInput.into()) };
        fs::create_dir_all(folder)?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let being_written = folder.join(format!(".{}-{number}", std::process::id()));
        let mut file = fs::File::create(&being_written)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&being_written, path)?;
        fs::File::open(folder)?.sync_all()?;
        fs::File::open(&self.folder)?.sync_all()
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_kept_once_and_checked_when_read() {
        let folder = tempfile::tempdir().unwrap();
        let documents = DocumentFolder::new(folder.path().to_owned());
        let sha256 = documents.keep(b"scan").unwrap();
        assert_eq!(documents.keep(b"scan").unwrap(), sha256);
        assert_eq!(documents.read(&sha256).unwrap().as_deref(), Some(b"scan".as_slice()));
        assert_eq!(documents.read("../../etc/passwd").unwrap(), None);
        fs::write(documents.path(&sha256), b"forged").unwrap();
        assert!(matches!(documents.read(&sha256), Err(StoreError::Damaged(_))));
    }
}
