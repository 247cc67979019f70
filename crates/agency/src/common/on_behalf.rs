//! Staff hand in for somebody who called, wrote or came to a counter: through which channel, and on what authorisation.

use casework::{Channel, Given, OnBehalf};
use maud::{Markup, html};
use values::{Party, Text};
use web::components::{Choice, FormView, fieldset};
use web::{CheckedForm, FormErrors, FormReader};

const CHANNEL: &str = "on_behalf_channel";
const AUTHORISATION: &str = "on_behalf_authorisation";

/// The ways a request reaches a helper.
const CHANNELS: [Channel; 5] = [Channel::Telephone, Channel::Counter, Channel::Post, Channel::Email, Channel::Kiosk];

/// The questions, for a form shown to staff.
pub fn fields(view: &FormView<'_>) -> Markup {
    let choices = CHANNELS.into_iter().map(|channel| Choice::new(channel.as_str(), channel.name())).collect();
    let legend = Text::new("代办登记", "Acting for somebody");
    let hint = Text::new("代办情况记入案卷，申请人可以看到。", "This is recorded on the case, where the applicant sees it.");
    fieldset(
        &legend,
        Some(&hint),
        html! {
            (view.radios(CHANNEL, Text::new("申请人通过什么方式提出", "How the applicant reached us"), choices))
            (view.text_area(AUTHORISATION, Text::new("委托依据", "Authorisation"))
                .hint(Text::new("例如：电话核验身份后口头委托，录音编号 20200210-17", "For example: identity checked and asked for by telephone, recording 20200210-17"))
                .rows(2).max_length(300))
        },
        view.language,
    )
}

/// Reads the answers; `None` after an error was noted.
pub fn read(reader: &mut FormReader<'_>, party: Party) -> Option<(Channel, OnBehalf)> {
    let offered = CHANNELS.map(Channel::as_str);
    let channel = reader.choice(CHANNEL, &Text::new("申请人通过什么方式提出", "How the applicant reached us"), &offered);
    let authorisation = reader.text(AUTHORISATION, &Text::new("委托依据", "Authorisation"), 300);
    Some((Channel::of(&channel?)?, OnBehalf { party, authorisation: authorisation? }))
}

/// Everything about a command of an applicant except the command: the applicant's own through the web, or a helper's for `party`
/// through the channel and on the authorisation the form names.
pub fn given(form: &CheckedForm, party: Party) -> Result<Given, FormErrors> {
    let key = form.idempotency_key();
    if !form.signed_in.actor.is_staff() {
        return Ok(form.signed_in.given(Channel::Web, None, key));
    }
    let mut reader = FormReader::new(&form.data);
    match read(&mut reader, party) {
        Some((channel, on_behalf)) => Ok(form.signed_in.given(channel, Some(on_behalf), key)),
        None => Err(reader.into_errors()),
    }
}
