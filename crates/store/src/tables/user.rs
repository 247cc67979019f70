//! Accounts of staff, people and employers' clerks.

use casework::actor::Role;
use casework::identity::User;
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Instant, Language, Party};

use crate::engine::{Connection, Row};
use crate::statement::statements;

macro_rules! columns {
    () => {
        "area, id, login, name, password_hash, roles, party_kind, party_id, language, active, failed_count, locked_until"
    };
}

statements! {
    ADD = concat!("INSERT INTO user_account (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (login) DO NOTHING");
    FIND = concat!("SELECT ", columns!(), " FROM user_account WHERE area = $1 AND id = $2");
    FIND_LOGIN = concat!("SELECT ", columns!(), " FROM user_account WHERE login = $1");
    OF_AREA = concat!("SELECT ", columns!(), " FROM user_account WHERE area = $1 ORDER BY id");
    SET_SIGN_IN_STATE = "UPDATE user_account SET failed_count = $3, locked_until = $4 WHERE area = $1 AND id = $2";
    SET_PASSWORD = "UPDATE user_account SET password_hash = $3 WHERE area = $1 AND id = $2";
    BIND = "UPDATE user_account SET party_kind = $3, party_id = $4 WHERE area = $1 AND id = $2";
}

/// `DuplicateIdentifier` when the login is taken anywhere in the city.
pub fn add(connection: &mut dyn Connection, user: &User) -> StoreResult<()> {
    let roles = user.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
    let added = connection.execute(
        &ADD,
        &[
            (&user.area).into(),
            user.id.into(),
            (&user.login).into(),
            (&user.name).into(),
            (&user.password_hash).into(),
            roles.into(),
            user.party.map(|party| party.kind.as_str()).into(),
            user.party.map(|party| party.id).into(),
            user.language.code().into(),
            user.active.into(),
            user.failed_count.into(),
            user.locked_until.into(),
        ],
    )?;
    if added == 1 { Ok(()) } else { Err(StoreError::DuplicateIdentifier) }
}

pub fn find(connection: &mut dyn Connection, area: AreaCode, id: i64) -> StoreResult<Option<User>> {
    connection.first(&FIND, &[(&area).into(), id.into()], read)
}

pub fn find_login(connection: &mut dyn Connection, login: &str) -> StoreResult<Option<User>> {
    connection.first(&FIND_LOGIN, &[login.into()], read)
}

pub fn of_area(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<User>> {
    connection.rows(&OF_AREA, &[(&area).into()], read)
}

pub fn set_sign_in_state(
    connection: &mut dyn Connection,
    area: AreaCode,
    id: i64,
    failed_count: i64,
    locked_until: Option<Instant>,
) -> StoreResult<()> {
    there(connection.execute(&SET_SIGN_IN_STATE, &[(&area).into(), id.into(), failed_count.into(), locked_until.into()])?, area, id)
}

pub fn set_password(connection: &mut dyn Connection, area: AreaCode, id: i64, password_hash: &str) -> StoreResult<()> {
    there(connection.execute(&SET_PASSWORD, &[(&area).into(), id.into(), password_hash.into()])?, area, id)
}

pub fn bind(connection: &mut dyn Connection, area: AreaCode, id: i64, party: Party) -> StoreResult<()> {
    there(connection.execute(&BIND, &[(&area).into(), id.into(), party.kind.as_str().into(), party.id.into()])?, area, id)
}

fn there(touched: u64, area: AreaCode, id: i64) -> StoreResult<()> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Damaged(format!("there is no account {id} in {area}"))) }
}

fn read(row: &dyn Row) -> StoreResult<User> {
    let roles = row.text(5)?;
    let roles =
        roles.split_whitespace().map(|word| Role::of(word).ok_or_else(|| StoreError::Damaged(format!("an account has the role {word}"))));
    let party = match row.optional_int(7)? {
        None => None,
        Some(_) => Some(row.party(6)?),
    };
    Ok(User {
        area: row.parsed(0)?,
        id: row.int(1)?,
        login: row.text(2)?,
        name: row.text(3)?,
        password_hash: row.text(4)?,
        roles: roles.collect::<StoreResult<_>>()?,
        party,
        language: Language::of(&row.text(8)?),
        active: row.flag(9)?,
        failed_count: row.int(10)?,
        locked_until: row.optional_parsed(11)?,
    })
}
