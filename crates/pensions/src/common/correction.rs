//! A reviewer puts right what was stated: the form, and the command it gives.

use agency::Agency;
use agency::case_parts::LoadedCase;
use agency::common::page::key_field;
use agency::common::refused::{Unsuccessful, sort};
use casework::application::{Application, ApplicationCommand, ApplicationProcedure, ApplicationState};
use casework::{CaseTarget, Channel, Person, Stage, office, perform};
use maud::{Markup, html};
use values::{CaseNumber, Text};
use web::components::{ButtonStyle, FormView, button_style, form, inset, section};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn};

use super::stated::{self, StatedFacts};

/// An application whose stated facts a reviewer may correct.
pub trait Correctable: ApplicationProcedure {
    fn stated(form: &Self::Form) -> Option<&StatedFacts>;

    /// The same application with other facts.
    fn corrected(form: &Self::Form, stated: StatedFacts) -> Self::Form;
}

/// A case folded into the state of its application.
pub fn state_of<P: ApplicationProcedure>(agency: &Agency, case: &LoadedCase, procedure: P) -> Result<ApplicationState<P::Form>, PageError> {
    let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
    let mut reader = agency.store.reader()?;
    Ok(office::load(&Application(procedure), reader.as_mut(), target)?.state)
}

/// Gives the correction of a form that was sent.
pub fn correct<P: Correctable>(
    agency: &Agency,
    sent: &CheckedForm,
    case: &LoadedCase,
    new: impl Fn() -> P,
) -> Result<Result<CaseNumber, Unsuccessful>, PageError> {
    let form = state_of(agency, case, new())?.form.ok_or(PageError::NotFound)?;
    let corrected = P::corrected(&form, stated::read(&sent.data));
    let command = ApplicationCommand::Correct { form: corrected, reason: sent.data.trimmed("reason").to_owned() };
    let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
    let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
    let performed = perform(agency.store.as_ref(), &Application(new()), target, &command, &given);
    Ok(performed.map(|performed| performed.number).map_err(|failure| sort(failure, str::to_owned)))
}

/// The form, while it is the reviewer's turn; what was corrected before stands above it.
pub fn section_of<Form>(
    action: &str,
    stage: Stage,
    state: &ApplicationState<Form>,
    person: &Person,
    data: &FormData,
    wrong: &FormErrors,
    signed_in: &SignedIn,
) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, wrong);
    let body = html! {
        (key_field(&signed_in.fresh_key))
        (stated::fields(&view, person.id_number.sex(), person.id_number.born_on(), true))
        (view.text_area("reason", Text::new("更正理由", "Why it is corrected"))
            .hint(Text::new("写明依据的档案材料；原填报内容保留在案卷中。", "Name the papers it rests on; what was stated stays on the case.")).rows(3).max_length(2000))
        (button_style(&Text::new("更正", "Correct"), ButtonStyle::Secondary, language))
    };
    let title = Text::new("按核实结果更正", "Put right what was found");
    html! {
        @if let Some(correction) = &state.correction { (inset(html! { p { (language.pick("已更正，理由：", "Corrected, because: ")) (correction) } })) }
        @if stage == Stage::Accepted && signed_in.actor.has(casework::Role::Reviewer) {
            (section(&title, form(action, &signed_in.csrf_token, body), language))
        }
    }
}
