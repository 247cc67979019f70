//! `yunban users`: accounts, made and closed by the operator.

use std::io::{BufRead, Write};

use casework::Role;
use casework::identity::User;
use clap::{Args, Subcommand};
use values::{AreaCode, Language, Party, PartyKind};

use crate::failure::{CommandError, CommandResult};
use crate::place::Open;
use crate::secrets::hash_password;

#[derive(Debug, Subcommand)]
pub enum UsersCommand {
    /// Add an account; the password is read from standard input
    Add(NewUser),
    /// List the accounts of an area, or of all
    List {
        #[arg(long, default_value = "all")]
        area: String,
    },
    /// Set the password of an account; it is read from standard input
    SetPassword { login: String },
}

#[derive(Debug, Args)]
pub struct NewUser {
    /// Unique in the whole city
    login: String,
    /// The name shown on pages and in the log
    #[arg(long)]
    name: String,
    /// A pooling area, or the city's own code for staff of the city
    #[arg(long)]
    area: AreaCode,
    /// Such as clerk, reviewer, decision_maker; may be given several times
    #[arg(long = "role", value_parser = role, required = true)]
    roles: Vec<Role>,
    /// The number of the person the account speaks for
    #[arg(long, conflicts_with = "employer")]
    person: Option<i64>,
    /// The number of the employer the account speaks for
    #[arg(long)]
    employer: Option<i64>,
    /// zh or en
    #[arg(long, default_value = "zh")]
    language: String,
}

fn role(word: &str) -> Result<Role, String> {
    let known = || Role::ALL.into_iter().filter(|role| *role != Role::System);
    known().find(|role| role.as_str() == word).ok_or_else(|| {
        let words: Vec<&str> = known().map(Role::as_str).collect();
        format!("there is no role {word}; there are {}", words.join(", "))
    })
}

/// An account to be made; the demonstration uses it too.
pub struct Account {
    pub area: AreaCode,
    pub login: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub party: Option<Party>,
    pub language: Language,
}

/// Makes an account and gives its number.
pub fn add(open: &Open, account: Account, password: &str) -> CommandResult<User> {
    let Account { area, login, name, roles, party, language } = account;
    if open.store().reader()?.user_by_login(&login)?.is_some() {
        return Err(CommandError::new(format!("the login {login} is taken")).hint("choose another one"));
    }
    let password_hash = hash_password(password)?;
    let id = open.store().reserve(area, "user", 1)?;
    let user = User { area, id, login, name, password_hash, roles, party, language, active: true, failed_count: 0, locked_until: None };
    open.store().add_user(&user)?;
    Ok(user)
}

pub fn run(open: &Open, command: UsersCommand, input: &mut dyn BufRead, output: &mut dyn Write) -> CommandResult {
    match command {
        UsersCommand::Add(new) => {
            let party = known_party(open, &new)?;
            let password = read_password(input)?;
            let NewUser { login, name, area, roles, language, .. } = new;
            let account = Account { area, login, name, roles, party, language: Language::of(&language) };
            let user = add(open, account, &password)?;
            writeln!(output, "{} {} ({})", user.area, user.login, user.name)?;
            Ok(())
        }
        UsersCommand::List { area } => list(open, &area, output),
        UsersCommand::SetPassword { login } => {
            let user = open.store().reader()?.user_by_login(&login)?;
            let user = user.ok_or_else(|| CommandError::new(format!("there is no account {login}")).hint("yunban users list"))?;
            let password = read_password(input)?;
            open.store().set_password(user.area, user.id, &hash_password(&password)?)?;
            open.store().set_sign_in_state(user.area, user.id, 0, None)?;
            writeln!(output, "{} has a new password", user.login)?;
            Ok(())
        }
    }
}

/// The person or employer the account shall speak for, which must be registered in its area.
fn known_party(open: &Open, new: &NewUser) -> CommandResult<Option<Party>> {
    let in_city = new.area == open.city.code || open.city.area(new.area).is_some();
    if !in_city {
        return Err(
            CommandError::new(format!("{} is no area of {}", new.area, open.city.name.en)).hint("yunban users list shows the areas in use")
        );
    }
    let party = match (new.person, new.employer) {
        (Some(id), _) => Party::person(id),
        (None, Some(id)) => Party::employer(id),
        (None, None) => return Ok(None),
    };
    let mut reader = open.store().reader()?;
    let is_known = match party.kind {
        PartyKind::Person => reader.person(new.area, party.id)?.is_some(),
        PartyKind::Employer | PartyKind::Agency => reader.employer(new.area, party.id)?.is_some(),
    };
    if is_known {
        Ok(Some(party))
    } else {
        Err(CommandError::new(format!("{party} is not registered in {}", new.area)).hint("check the number and the area"))
    }
}

fn read_password(input: &mut dyn BufRead) -> CommandResult<String> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(|error| CommandError::new(format!("the password cannot be read: {error}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn list(open: &Open, chosen: &str, output: &mut dyn Write) -> CommandResult {
    let mut areas = Vec::new();
    if chosen == "all" || chosen == open.city.code.as_str() {
        areas.push(open.city.code);
    }
    if chosen != open.city.code.as_str() {
        areas.extend(open.areas(chosen)?);
    }
    for area in areas {
        let users = open.store().views()?.users(area)?;
        for user in users {
            let roles: Vec<&str> = user.roles.iter().map(|role| role.as_str()).collect();
            let party = user.party.map_or(String::new(), |party| party.to_string());
            let state = if user.active { "" } else { "closed" };
            writeln!(output, "{}\t{}\t{}\t{}\t{party}\t{state}", user.area, user.login, user.name, roles.join(","))?;
        }
    }
    Ok(())
}
