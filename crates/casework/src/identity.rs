//! Accounts and sessions. Passwords are only ever seen as argon2id hashes here; hashing itself belongs to the binary.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Instant, Language, Party};

use crate::actor::{Actor, Role};

/// An account of staff, a person or an employer's clerk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub area: AreaCode,
    pub id: i64,
    /// Unique in the whole city.
    pub login: String,
    pub name: String,
    /// PHC string of argon2id.
    #[serde(skip_serializing)]
    pub password_hash: String,
    pub roles: Vec<Role>,
    pub party: Option<Party>,
    pub language: Language,
    pub active: bool,
    /// Wrong passwords in a row.
    pub failed_count: i64,
    pub locked_until: Option<Instant>,
}

impl User {
    pub fn actor(&self) -> Actor {
        Actor {
            area: self.area,
            user_id: self.id,
            name: self.name.clone(),
            roles: self.roles.clone(),
            party: self.party,
            language: self.language,
        }
    }
}

/// A signed-in browser. The token itself is never stored, only its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token_sha256: String,
    pub area: AreaCode,
    pub user_id: i64,
    /// Must come back with every form.
    pub csrf_token: String,
    pub created_at: Instant,
    pub expires_at: Instant,
}
