//! Signed-in browsers.

use casework::identity::{Session, User};
use casework::store::{StoreError, StoreResult};

use super::user;
use crate::engine::Connection;
use crate::statement::statements;

statements! {
    /// An open session is only prolonged: whose it is never changes.
    OPEN = "INSERT INTO session (token_sha256, area, user_id, csrf_token, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (token_sha256) DO UPDATE SET expires_at = excluded.expires_at
            WHERE session.area = excluded.area AND session.user_id = excluded.user_id";
    FIND = "SELECT token_sha256, area, user_id, csrf_token, created_at, expires_at FROM session WHERE token_sha256 = $1";
    CLOSE = "DELETE FROM session WHERE token_sha256 = $1";
}

/// `Conflict` when the token belongs to another account's session.
pub fn open(connection: &mut dyn Connection, session: &Session) -> StoreResult<()> {
    let opened = connection.execute(
        &OPEN,
        &[
            (&session.token_sha256).into(),
            (&session.area).into(),
            session.user_id.into(),
            (&session.csrf_token).into(),
            session.created_at.into(),
            session.expires_at.into(),
        ],
    )?;
    if opened == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

pub fn close(connection: &mut dyn Connection, token_sha256: &str) -> StoreResult<()> {
    connection.execute(&CLOSE, &[token_sha256.into()]).map(|_| ())
}

pub fn find(connection: &mut dyn Connection, token_sha256: &str) -> StoreResult<Option<(Session, User)>> {
    let found = connection.first(&FIND, &[token_sha256.into()], |row| {
        Ok(Session {
            token_sha256: row.text(0)?,
            area: row.parsed(1)?,
            user_id: row.int(2)?,
            csrf_token: row.text(3)?,
            created_at: row.parsed(4)?,
            expires_at: row.parsed(5)?,
        })
    })?;
    let Some(session) = found else { return Ok(None) };
    let user = user::find(connection, session.area, session.user_id)?
        .ok_or_else(|| StoreError::Damaged(format!("a session names the account {} of {}", session.user_id, session.area)))?;
    Ok(Some((session, user)))
}
