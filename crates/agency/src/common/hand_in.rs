//! An application handed in by staff at the desk, in their own area.

use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::{CaseTarget, Given, perform};
use values::CaseNumber;
use web::{FormErrors, PageError};

use super::refused::{Unsuccessful, sort};
use crate::Agency;

/// The case that was opened, or what has to be put right in the form; the outer error is a page of its own.
pub type HandedIn = Result<Result<CaseNumber, FormErrors>, PageError>;

/// Hands in a form whose fields on the page are named as in the form itself.
pub fn hand_in<P: ApplicationProcedure>(agency: &Agency, procedure: P, form: P::Form, given: &Given) -> HandedIn {
    let command = ApplicationCommand::Submit { form, materials: Vec::new() };
    let target = CaseTarget::New(given.actor.area);
    match perform(agency.store.as_ref(), &Application(procedure), target, &command, given) {
        Ok(performed) => Ok(Ok(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => Ok(Err(errors)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}
