//! Cases in progress on the first day: a deferral granted, one awaiting review, one awaiting supplement, a registration waiting.

use std::collections::HashMap;
use std::sync::Arc;

use agency::Agency;
use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::identity::User;
use casework::{CaseTarget, Channel, Given, Role, perform};
use pensions::common::account::StatedAccount;
use pensions::common::stated::StatedFacts;
use pensions::pension_claim::{self, PensionClaim};
use pensions::retirement_prereview::{self, RetirementPrereview};
use procedures::contribution_deferral::{self, ContributionDeferral};
use procedures::employer_registration::{self, EmployerRegistration};
use values::{AccountNumber, AreaCode, Date, Month, SocialCreditCode};

use super::{FIRST_DAY, in_the_past};
use crate::clock::HistoryClock;
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

/// Somebody who acts: login and day.
type Hand = (&'static str, Date);

pub fn play(open: &Open, users: &HashMap<&'static str, User>) -> CommandResult {
    let area = open.city.areas.first().ok_or_else(|| CommandError::new("the city has no pooling area"))?.code;
    let clock = Arc::new(HistoryClock::new(FIRST_DAY));
    let scene = Scene { agency: in_the_past(open, Arc::clone(&clock)), clock, area, users };
    scene.deferral_granted()?;
    scene.deferral_awaiting_review()?;
    scene.deferral_awaiting_supplement()?;
    scene.registration_waiting()?;
    scene.pension_granted()?;
    scene.prereview_waiting()
}

struct Scene<'a> {
    agency: Agency,
    clock: Arc<HistoryClock>,
    area: AreaCode,
    users: &'a HashMap<&'static str, User>,
}

const fn february(day: i8) -> Date {
    Date::constant(2020, 2, day)
}

impl Scene<'_> {
    fn given(&self, (login, on): Hand, channel: Channel, key: String) -> CommandResult<Given> {
        let user = self.users.get(login).ok_or_else(|| CommandError::new(format!("the demonstration has no account {login}")))?;
        self.clock.set(on);
        let now = casework::Clock::now(self.clock.as_ref());
        Ok(Given { actor: user.actor(), channel, on_behalf_of: None, cause: None, today: on, now, idempotency_key: key })
    }

    /// Plays the steps of one application; the first opens the case.
    fn application<P: ApplicationProcedure>(
        &self,
        name: &str,
        procedure: P,
        channel: Channel,
        steps: Vec<(Hand, ApplicationCommand<P::Form>)>,
    ) -> CommandResult {
        let procedure = Application(procedure);
        let mut target = CaseTarget::New(self.area);
        for (number, (hand, command)) in steps.into_iter().enumerate() {
            let is_staff = self.users.get(hand.0).is_some_and(|user| user.roles.iter().any(|role| role.is_staff()));
            let channel = if is_staff { Channel::Web } else { channel };
            let given = self.given(hand, channel, format!("demo:{name}:{number}"))?;
            let done = perform(self.agency.store.as_ref(), &procedure, target, &command, &given)?;
            target = CaseTarget::Existing { area: self.area, id: done.case_id };
        }
        Ok(())
    }

    fn deferral(&self, login: &'static str, on: Date, reason: &str) -> Option<(Hand, ApplicationCommand<contribution_deferral::Form>)> {
        // In a very small city the second and third employer are missing.
        let employer = self.users.get(login)?.party.filter(|_| self.has_role(login, Role::EmployerClerk))?;
        let form = contribution_deferral::Form { employer_id: employer.id, months: vec![Month::of(FIRST_DAY)], reason: reason.into() };
        Some(((login, on), ApplicationCommand::Submit { form, materials: Vec::new() }))
    }

    fn has_role(&self, login: &str, role: Role) -> bool {
        self.users.get(login).is_some_and(|user| user.roles.contains(&role))
    }

    fn deferral_procedure(&self) -> ContributionDeferral {
        ContributionDeferral::new(Arc::clone(&self.agency.law))
    }

    fn deferral_granted(&self) -> CommandResult {
        let reason = "受疫情影响停工，海外订单取消，二月份没有营业收入，暂时无力缴费。";
        let Some(submitted) = self.deferral("employer", february(6), reason) else { return Ok(()) };
        let steps = vec![
            submitted,
            (("clerk", february(6)), ApplicationCommand::Accept),
            (("reviewer", february(7)), ApplicationCommand::Review { opinion: "情况属实，符合缓缴条件。".into(), recommend: true }),
            (("decider", february(7)), ApplicationCommand::Grant { note: "同意缓缴。".into() }),
        ];
        self.application("deferral_granted", self.deferral_procedure(), Channel::Web, steps)
    }

    fn deferral_awaiting_review(&self) -> CommandResult {
        let Some(submitted) = self.deferral("employer2", february(7), "疫情期间门店关闭，现金流中断。") else {
            return Ok(());
        };
        let steps = vec![submitted, (("clerk", february(8)), ApplicationCommand::Accept)];
        self.application("deferral_awaiting_review", self.deferral_procedure(), Channel::PhoneApp, steps)
    }

    fn deferral_awaiting_supplement(&self) -> CommandResult {
        let Some(submitted) = self.deferral("employer3", february(8), "有困难") else { return Ok(()) };
        let missing = vec!["hardship_statement".to_owned()];
        let note = "请说明停工天数和营业收入下降情况，或上传情况说明。".to_owned();
        let steps = vec![submitted, (("clerk", february(9)), ApplicationCommand::RequestSupplement { missing, note })];
        self.application("deferral_awaiting_supplement", self.deferral_procedure(), Channel::Web, steps)
    }

    fn registration_waiting(&self) -> CommandResult {
        let credit_code = SocialCreditCode::from_parts("91379999", "Y9999999")
            .map_err(|error| CommandError::new(format!("the demonstration's credit code is wrong: {}", error.text().en)))?;
        let form = employer_registration::Form {
            name: "威海新帆网络科技有限公司".into(),
            credit_code: credit_code.as_str().into(),
            address: "环翠区鲸园街道12号".into(),
            contact_name: "毕晓晨".into(),
            telephone: "16100000001".into(),
            injury_class: "1".into(),
            founded_on: "2020-01-20".into(),
        };
        let procedure = EmployerRegistration::new(Arc::clone(&self.agency.law));
        let steps = vec![(("newcomer", february(10)), ApplicationCommand::Submit { form, materials: Vec::new() })];
        self.application("registration_waiting", procedure, Channel::Web, steps)
    }

    /// Somebody who reached the age in December and filed in February: the months between are arrears.
    fn pension_granted(&self) -> CommandResult {
        let Some(person) = self.users.get("retiree").and_then(|user| user.party) else { return Ok(()) };
        let stated = StatedFacts {
            category: "M60".into(),
            first_employment: "1982-07".into(),
            deemed_months: "114".into(),
            ..StatedFacts::default()
        };
        let account = StatedAccount {
            holder: "丛培海".into(),
            bank_name: "威海演示银行".into(),
            bank_code: "999999999999".into(),
            number: AccountNumber::card("629999999999999999").map_err(|error| CommandError::new(error.text().en))?.as_str().to_owned(),
        };
        let form = pension_claim::Form { person_id: person.id, chosen: String::new(), stated: Some(stated), account };
        let content = b"%PDF-1.4 the personnel file of a demonstration";
        let material = casework::Material {
            kind: "deemed_proof".into(),
            file_name: "职工档案.pdf".into(),
            media_type: "application/pdf".into(),
            size_bytes: content.len() as i64,
            sha256: self.agency.store.keep_document(content)?,
            received_at: casework::Clock::now(self.clock.as_ref()),
        };
        let procedure = PensionClaim::new(Arc::clone(&self.agency.law), Arc::clone(&self.agency.documents));
        let steps = vec![
            (("retiree", february(3)), ApplicationCommand::Submit { form, materials: vec![material] }),
            (("clerk", february(4)), ApplicationCommand::Accept),
            (("reviewer", february(5)), ApplicationCommand::Review { opinion: "档案已核实，缴费记录无误。".into(), recommend: true }),
            (("decider", february(7)), ApplicationCommand::Grant { note: String::new() }),
        ];
        self.application("pension_granted", procedure, Channel::PhoneApp, steps)
    }

    /// A pre-review of an employee, filed by the employer and waiting for the reviewer.
    fn prereview_waiting(&self) -> CommandResult {
        let Some(person) = self.users.get("worker59").and_then(|user| user.party) else { return Ok(()) };
        let stated = StatedFacts { category: "M60".into(), first_employment: "1982-07".into(), ..StatedFacts::default() };
        let form = retirement_prereview::Form { person_id: person.id, stated };
        let procedure = RetirementPrereview::new(Arc::clone(&self.agency.law));
        let steps = vec![
            (("employer", february(6)), ApplicationCommand::Submit { form, materials: Vec::new() }),
            (("clerk", february(7)), ApplicationCommand::Accept),
        ];
        self.application("prereview_waiting", procedure, Channel::Web, steps)
    }
}
