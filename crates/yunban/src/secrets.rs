//! Randomness of the operating system, and passwords hashed with it.

use web::password::{LONGEST_PASSWORD, PasswordCost, SHORTEST_PASSWORD};
use web::session::{NoRandomness, Randomness};

use crate::failure::{CommandError, CommandResult};

/// The operating system's randomness.
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }
}

/// The argon2id hash of a new password under a fresh salt.
pub fn hash_password(password: &str) -> CommandResult<String> {
    let characters = password.chars().count();
    if characters < SHORTEST_PASSWORD {
        return Err(CommandError::new(format!("the password has {characters} characters"))
            .hint(format!("choose one of at least {SHORTEST_PASSWORD}")));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(CommandError::new("the password is too long").hint(format!("choose one of at most {LONGEST_PASSWORD} bytes")));
    }
    let mut salt = [0; 16];
    SystemRandomness.fill(&mut salt).map_err(|_| CommandError::new("the operating system gives no randomness"))?;
    PasswordCost::default().hash(password, &salt).map_err(|_| CommandError::new("the password cannot be hashed"))
}
