//! Decisions on the registration of an employer. Pure.

use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::{DeadlineChange, Effects, Employer, Given, Refusal, Refusals, RegistryChange};
use rules::Law;
use values::{Citation, Explanation, Party, Text};

use super::{Facts, Form};
use agency::common::limits;

/// 社会保险法 第57条: an employer registers within thirty days of its foundation, and is registered once. A late one is
/// registered all the same; the lateness has other consequences, not this one.
pub(super) fn check(form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
    let registration = match form.read() {
        Ok(registration) => registration,
        Err(refusals) => return refusals,
    };
    let mut refusals = Refusals::default();
    if step == Step::Submit && given.actor.party.is_some() {
        refusals.push(
            Refusal::new(
                "account_has_employer",
                "您的账户已代表一个单位，不能再登记另一个单位",
                "your account already speaks for an employer and cannot register another",
            )
            .hint("请为新单位另开账户", "open another account for the new employer"),
        );
    }
    if registration.founded_on > given.today {
        refusals.push(
            Refusal::new("founded_in_future", "成立日期不能晚于今天", "the day of foundation cannot lie in the future")
                .on_field("founded_on"),
        );
    }
    if let Some(registered) = &facts.registered {
        refusals.push(
            Refusal::new(
                "already_registered",
                format!("该统一社会信用代码已于 {} 登记（{}）", registered.registered_on, registered.name),
                format!("this credit code was registered on {} ({})", registered.registered_on, registered.name),
            )
            .on_field("credit_code")
            .hint("如系本单位，请直接登录；如有疑问请致电12333", "if it is yours, sign in; otherwise call 12333")
            .citing(Citation::new("社会保险法", "第57条")),
        );
    }
    refusals
}

/// 社会保险法 第57条: the agency decides within fifteen days of receiving the application.
pub(super) fn deadlines(law: &Law, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
    let title = Text::new("审核期限", "time limit for the decision");
    limits::from_receipt(law, "employer_registration_decision", ("decision", title), step, given.today, &facts.circumstances)
}

pub(super) fn grant(case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let registration = form.read()?;
    let party = Party::employer(facts.employer_id);
    let employer = Employer {
        area: case.area,
        id: facts.employer_id,
        name: registration.name,
        credit_code: registration.credit_code,
        address: registration.address,
        contact_name: registration.contact_name,
        telephone: registration.telephone,
        injury_class: registration.injury_class,
        // A new employer starts on the plain rate of its class; experience moves it later.
        injury_factor_permille: 1000,
        founded_on: registration.founded_on,
        registered_on: given.today,
    };
    let mut registry = vec![RegistryChange::AddEmployer(employer)];
    registry.extend(facts.applicant_id.filter(|id| *id != 0).map(|user_id| RegistryChange::BindUser { user_id, party }));
    let result = Text::new(
        format!("单位登记完成，单位编号 {}。现在可以办理人员增减和缴费。", facts.employer_id),
        format!("The employer is registered under number {}. People can be added and contributions paid.", facts.employer_id),
    );
    let effects = Effects { party: Some(party), registry, ..Effects::default() };
    Ok(Granted { result, explanation: Explanation::default(), paper: None, effects })
}
