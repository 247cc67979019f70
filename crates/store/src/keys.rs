//! Personal data at rest: sealed with AES-256-GCM, found again by a keyed hash.

use std::io::Write;
use std::path::Path;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use casework::store::{StoreError, StoreResult};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The two secrets of a data store. Losing them loses every sealed column; they belong in the backup, apart from the data.
#[derive(Clone)]
pub struct Keys {
    pub encryption: [u8; 32],
    pub blind_index: [u8; 32],
}

/// Bytes of a nonce of AES-GCM.
const NONCE_BYTES: usize = 12;
/// Hexadecimal digits kept of a blind index: 128 bits never meet by chance.
const INDEX_DIGITS: usize = 32;

impl Keys {
    /// New keys from the operating system's randomness.
    pub fn generate() -> StoreResult<Keys> {
        let mut keys = Keys { encryption: [0; 32], blind_index: [0; 32] };
        fill(&mut keys.encryption)?;
        fill(&mut keys.blind_index)?;
        Ok(keys)
    }

    /// Reads the key file: two lines, `encryption` and `blind_index`, each with 64 hexadecimal digits.
    pub fn load(path: &Path) -> StoreResult<Keys> {
        let text = std::fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
        let of = |name: &str| -> StoreResult<[u8; 32]> {
            let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='));
            let mut key = [0; 32];
            value.and_then(|digits| hex::decode_to_slice(digits.trim(), &mut key).ok()).ok_or_else(|| {
                StoreError::Unavailable(format!("{}: the line `{name} = …` with 64 hexadecimal digits is missing", path.display()))
            })?;
            Ok(key)
        };
        Ok(Keys { encryption: of("encryption")?, blind_index: of("blind_index")? })
    }

    /// Writes a new key file that only its owner may read. An existing file is never overwritten: what it sealed would be lost.
    pub fn save(&self, path: &Path) -> StoreResult<()> {
        let mut options = std::fs::File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| unusable(path, &error))?;
        writeln!(file, "encryption = {}", hex::encode(self.encryption))
            .and_then(|()| writeln!(file, "blind_index = {}", hex::encode(self.blind_index)))
            .and_then(|()| file.sync_all())
            .map_err(|error| unusable(path, &error))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keys(secret)")
    }
}

/// Seals and opens; made once, since expanding a key costs more than using it.
pub struct Sealer {
    cipher: Aes256Gcm,
    index: Hmac<Sha256>,
}

impl Sealer {
    pub fn new(keys: &Keys) -> Sealer {
        let index = <Hmac<Sha256> as KeyInit>::new((&keys.blind_index_block()).into());
        Sealer { cipher: Aes256Gcm::new((&keys.encryption).into()), index }
    }

    /// The sealed form of `text`, in hexadecimal. `place` names where it stands, such as `person.id_number:371002:88`: sealed
    /// text moved to another place does not open.
    pub fn seal(&self, place: &str, text: &str) -> StoreResult<String> {
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce)?;
        let sealed = self
            .cipher
            .encrypt((&nonce).into(), Payload { msg: text.as_bytes(), aad: place.as_bytes() })
            .map_err(|_| StoreError::Unavailable(format!("{place} cannot be encrypted")))?;
        let mut digits = hex::encode(nonce);
        digits.push_str(&hex::encode(sealed));
        Ok(digits)
    }

    /// The clear text of what [`Sealer::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &str) -> StoreResult<String> {
        let damaged = || StoreError::Damaged(format!("{place} does not open with this key, or was changed"));
        let bytes = hex::decode(sealed).map_err(|_| damaged())?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(damaged)?;
        let opened = self.cipher.decrypt(nonce.into(), Payload { msg: ciphertext, aad: place.as_bytes() }).map_err(|_| damaged())?;
        String::from_utf8(opened).map_err(|_| damaged())
    }

    /// The keyed hash under which an identifier is found: equal identifiers of a kind have equal hashes, and nothing else is told.
    pub fn blind_index(&self, kind: &str, identifier: &str) -> String {
        let mut mac = self.index.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(identifier.as_bytes());
        let mut digits = hex::encode(mac.finalize().into_bytes());
        digits.truncate(INDEX_DIGITS);
        digits
    }
}

impl Keys {
    /// The key as HMAC takes it: filled with zeros to the block of SHA-256, which gives the same hash as the short key.
    fn blind_index_block(&self) -> [u8; 64] {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.blind_index);
        block
    }
}

fn fill(bytes: &mut [u8]) -> StoreResult<()> {
    getrandom::fill(bytes).map_err(|error| StoreError::Unavailable(format!("the operating system gives no randomness: {error}")))
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_in_its_place_only() {
        let sealer = Sealer::new(&Keys::generate().unwrap());
        let sealed = sealer.seal("person.id_number:371002:1", "110101199001011237").unwrap();
        assert_eq!(sealer.open("person.id_number:371002:1", &sealed).unwrap(), "110101199001011237");
        assert!(matches!(sealer.open("person.id_number:371002:2", &sealed), Err(StoreError::Damaged(_))));
        assert_ne!(sealer.seal("person.id_number:371002:1", "110101199001011237").unwrap(), sealed);
        let other = Sealer::new(&Keys::generate().unwrap());
        assert!(other.open("person.id_number:371002:1", &sealed).is_err());
        assert_ne!(other.blind_index("person", "1"), sealer.blind_index("person", "1"));
        assert_ne!(sealer.blind_index("person", "1"), sealer.blind_index("employer", "1"));
    }

    #[test]
    fn a_key_file_comes_back_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let keys = Keys::generate().unwrap();
        keys.save(&path).unwrap();
        let loaded = Keys::load(&path).unwrap();
        assert_eq!((loaded.encryption, loaded.blind_index), (keys.encryption, keys.blind_index));
        assert!(keys.save(&path).is_err());
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777, 0o600);
    }
}
