//! Why a command did not do what was asked: one clear sentence, what to do next, and an exit code. Never a backtrace.

use std::fmt::Display;
use std::io;

use casework::{Failure, StoreError};
use rules::LawErrors;

/// What a command answers when it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandError {
    /// A sentence for the operator, with a hint.
    Said { what: String, hint: Option<String> },
    /// Whoever read the output has gone; that is no failure of ours.
    BrokenPipe,
}

pub type CommandResult<T = ()> = Result<T, CommandError>;

impl CommandError {
    pub fn new(what: impl Into<String>) -> CommandError {
        CommandError::Said { what: what.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> CommandError {
        match self {
            CommandError::Said { what, .. } => CommandError::Said { what, hint: Some(hint.into()) },
            CommandError::BrokenPipe => CommandError::BrokenPipe,
        }
    }

    /// A file that could not be used; the operating system's own words do not name it.
    pub fn file(path: &std::path::Path, error: &io::Error) -> CommandError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return CommandError::BrokenPipe;
        }
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "check who owns it and who may read and write it",
            io::ErrorKind::AlreadyExists => "choose another path, or remove it first",
            io::ErrorKind::StorageFull => "make room on the disk",
            _ => "check the path and the disk",
        };
        CommandError::new(format!("{} cannot be used: {error}", path.display())).hint(hint)
    }

    /// Prints the sentence on standard error and gives the exit code.
    pub fn report(&self) -> u8 {
        match self {
            CommandError::BrokenPipe => 0,
            CommandError::Said { what, hint } => {
                eprintln!("error: {what}");
                if let Some(hint) = hint {
                    eprintln!("hint: {hint}");
                }
                1
            }
        }
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> CommandError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return CommandError::BrokenPipe;
        }
        CommandError::new(format!("the output cannot be written: {error}")).hint("check the disk and the terminal")
    }
}

impl From<csv::Error> for CommandError {
    fn from(error: csv::Error) -> CommandError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => CommandError::new(format!("the table cannot be written: {other:?}")),
        }
    }
}

impl From<LawErrors> for CommandError {
    fn from(errors: LawErrors) -> CommandError {
        let count = errors.0.len();
        let what = if count == 1 { "a policy file is wrong".to_owned() } else { format!("policy files are wrong in {count} places") };
        CommandError::new(format!("{what}:\n{errors}")).hint("correct the files; nothing was started")
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> CommandError {
        let hint = match &error {
            StoreError::Conflict => "try again",
            StoreError::DuplicateIdentifier => "look the identifier up before adding it",
            StoreError::Unknown => "repeat the command; it is carried out once only",
            StoreError::Unavailable(_) => "check --data or --database, and whether another process holds the data",
            StoreError::Damaged(_) => "run `yunban verify`, and keep a copy of the data before anything else",
        };
        CommandError::new(error.to_string()).hint(hint)
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> CommandError {
        match failure {
            Failure::Store(error) => error.into(),
            Failure::NotFound => CommandError::new("there is no such case"),
            Failure::Forbidden(refusal) => of_refusal(&refusal),
            Failure::Refused(refusals) => match refusals.0.as_slice() {
                [only] => of_refusal(only),
                several => {
                    let sentences: Vec<String> = several.iter().map(|refusal| refusal.text.en.clone()).collect();
                    CommandError::new(sentences.join("; "))
                }
            },
        }
    }
}

fn of_refusal(refusal: &casework::Refusal) -> CommandError {
    let error = CommandError::new(format!("{} ({})", refusal.text.en, refusal.text.zh));
    match &refusal.hint {
        Some(hint) => error.hint(hint.en.clone()),
        None => error,
    }
}

/// Puts words before an error that would not say what it was about.
pub fn about(what: impl Display) -> impl FnOnce(CommandError) -> CommandError {
    move |error| match error {
        CommandError::Said { what: sentence, hint } => CommandError::Said { what: format!("{what}: {sentence}"), hint },
        CommandError::BrokenPipe => CommandError::BrokenPipe,
    }
}
