//! Passwords: argon2id, never compared otherwise, never many at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// How many passwords are verified at the same time: each takes a processor and about 19 MiB.
const AT_ONCE: usize = 2;
/// How many may wait for their turn before the rest is told to come back.
const WAITING: usize = 64;
/// The longest password in bytes; more would only make the server work.
pub const LONGEST_PASSWORD: usize = 256;
/// The fewest characters of a new password.
pub const SHORTEST_PASSWORD: usize = 10;

/// A password could not be hashed: the cost or the salt is out of range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordError;

/// Hashes and verifies passwords at one cost.
#[derive(Clone)]
pub struct PasswordCost {
    argon2: Argon2<'static>,
}

impl PasswordCost {
    /// `memory_kib` and `passes` as argon2 counts them; `None` when it knows no such cost.
    pub fn new(memory_kib: u32, passes: u32) -> Option<PasswordCost> {
        let parameters = Params::new(memory_kib, passes, 1, None).ok()?;
        Some(PasswordCost { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters) })
    }

    /// The PHC string of a new password under a fresh random salt of 16 bytes.
    pub fn hash(&self, password: &str, salt: &[u8; 16]) -> Result<String, PasswordError> {
        let hashed: PasswordHash = self.argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| PasswordError)?;
        Ok(hashed.to_string())
    }
}

impl Default for PasswordCost {
    /// Argon2id with 19 MiB and two passes.
    fn default() -> PasswordCost {
        PasswordCost { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT) }
    }
}

/// Whether `password` is the one hashed. The cost is the one written in the hash.
pub fn is_right(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    password.len() <= LONGEST_PASSWORD && Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
}

/// Lets only a few verifications run at once.
pub(crate) struct Turnstile {
    running: Semaphore,
    waiting: Semaphore,
}

impl Turnstile {
    pub(crate) fn new() -> Turnstile {
        Turnstile { running: Semaphore::new(AT_ONCE), waiting: Semaphore::new(WAITING) }
    }

    /// Runs `work` when its turn comes; `None` when too many wait already.
    pub(crate) async fn pass<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let _place = self.waiting.try_acquire().ok()?;
        let _turn = self.running.acquire().await.ok()?;
        Some(work.await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits_and_salts_differ() {
        let cost = PasswordCost::new(64, 1).unwrap();
        let hash = cost.hash("正确的密码-1", &[7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"));
        assert!(is_right("正确的密码-1", &hash));
        assert!(!is_right("正确的密码-2", &hash));
        assert!(!is_right("", &hash));
        assert!(!is_right("x", "no hash"));
        assert_ne!(hash, cost.hash("正确的密码-1", &[8; 16]).unwrap());
    }

    #[test]
    fn an_endless_password_is_not_worked_on() {
        let cost = PasswordCost::new(64, 1).unwrap();
        let long = "a".repeat(LONGEST_PASSWORD + 1);
        assert!(!is_right(&long, &cost.hash(&long, &[7; 16]).unwrap()));
    }
}
