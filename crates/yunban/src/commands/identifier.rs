//! `yunban identifier check`: which identifiers on standard input are sound, and why the others are not.

use std::io::{BufRead, Write};

use clap::Subcommand;
use values::{IdNumber, SocialCreditCode};

use crate::failure::{CommandError, CommandResult};

#[derive(Debug, Subcommand)]
pub enum IdentifierCommand {
    /// Read one identifier a line from standard input; write CSV identifier,kind,valid,reason
    Check,
}

/// What a line was judged as.
#[derive(Debug, PartialEq, Eq)]
struct Judged {
    kind: &'static str,
    /// Empty where the identifier is sound.
    reason: &'static str,
}

pub fn run(command: &IdentifierCommand, input: &mut dyn BufRead, output: &mut dyn Write) -> CommandResult {
    let IdentifierCommand::Check = command;
    let mut rows = csv::Writer::from_writer(output);
    rows.write_record(["identifier", "kind", "valid", "reason"])?;
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        let read =
            input.read_until(b'\n', &mut line).map_err(|error| CommandError::new(format!("standard input cannot be read: {error}")))?;
        if read == 0 {
            break;
        }
        number += 1;
        let text = std::str::from_utf8(&line).map_err(|_| {
            CommandError::new(format!("line {number} of standard input is not UTF-8")).hint("convert the file to UTF-8 and try again")
        })?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let judged = judge(text);
        let valid = if judged.reason.is_empty() { "true" } else { "false" };
        rows.write_record([text, judged.kind, valid, judged.reason])?;
    }
    rows.flush()?;
    Ok(())
}

/// An identifier that has a year of birth in its place is an ID number, right or wrong: eighteen digits may fit the check character
/// of a credit code by chance.
fn judge(text: &str) -> Judged {
    let (as_id_number, as_credit_code) = (IdNumber::parse(text), SocialCreditCode::parse(text));
    let of_id_number = |reason| Judged { kind: "id_number", reason };
    match (as_id_number, as_credit_code) {
        (Ok(_), _) => of_id_number(""),
        (Err(error), _) if has_year_of_birth(text) => of_id_number(error.code()),
        (_, Ok(_)) => Judged { kind: "social_credit_code", reason: "" },
        (Err(error), Err(_)) if looks_like_id_number(text) => of_id_number(error.code()),
        (_, Err(error)) if looks_like_credit_code(text) => Judged { kind: "social_credit_code", reason: error.code() },
        _ => Judged { kind: "unknown", reason: "unknown_form" },
    }
}

fn compact(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace() && *character != '-').collect()
}

fn has_year_of_birth(text: &str) -> bool {
    let compact = compact(text);
    let year = compact.get(6..10).and_then(|digits| digits.parse::<u16>().ok());
    looks_like_id_number(text) && compact.len() == 18 && year.is_some_and(|year| (1800..2200).contains(&year))
}

/// Fifteen to nineteen characters, all digits but for an X at the end.
fn looks_like_id_number(text: &str) -> bool {
    let compact = compact(text);
    let body = compact.strip_suffix(['X', 'x']).unwrap_or(&compact);
    (15..=19).contains(&compact.len()) && body.bytes().all(|byte| byte.is_ascii_digit())
}

/// Seventeen to nineteen letters and digits.
fn looks_like_credit_code(text: &str) -> bool {
    let compact = compact(text);
    (17..=19).contains(&compact.len()) && compact.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_apart() {
        for (text, kind, reason) in [
            ("371002209912310015", "id_number", ""),
            ("371002209912310010", "id_number", "check_digit"),
            ("371626199902299630", "id_number", "birth_date"),
            ("342424640530693", "id_number", "old_form"),
            ("91110000600037341L", "social_credit_code", ""),
            ("91371000123456788A", "social_credit_code", "check_character"),
            ("hello", "unknown", "unknown_form"),
            ("", "unknown", "unknown_form"),
        ] {
            assert_eq!(judge(text), Judged { kind, reason }, "{text}");
        }
    }

    #[test]
    fn lines_keep_their_order_and_their_text() {
        let mut output = Vec::new();
        let mut input = "37100220991231001 5\r\na,b\n".as_bytes();
        run(&IdentifierCommand::Check, &mut input, &mut output).unwrap();
        let text = String::from_utf8(output).unwrap();
        assert_eq!(text, "identifier,kind,valid,reason\n37100220991231001 5,id_number,true,\n\"a,b\",unknown,false,unknown_form\n");
        assert!(run(&IdentifierCommand::Check, &mut [0xFF_u8].as_slice(), &mut Vec::new()).is_err());
    }
}
