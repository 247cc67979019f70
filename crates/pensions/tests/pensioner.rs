//! The years of a pensioner through the one door: an emergency, a lapse, an investigation, a late certification, a death reported twice
//! and one reported wrongly.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::benefit::{BenefitAmount, BenefitKind, Entitlement};
use casework::career::CareerYear;
use casework::memory::MemoryStore;
use casework::procedure::CaseRef;
use casework::store::CityRow;
use casework::{
    Actor, CaseHead, CaseTarget, Certification, CertificationWay, Channel, Effects, EmergencyRecord, EventStamp, Failure, Gathering, Given,
    OnBehalf, Outcome, PayeeAccount, PensionRecord, Person, Procedure, Refusals, Role, Stage, Store, perform,
};
use pensions::benefit_death::{self, BenefitDeath, DeathAction, Relation};
use pensions::benefit_suspension::{self, BenefitSuspension, SuspensionAction, SuspensionReason};
use pensions::life_certification::{self, LifeCertification};
use rules::{Law, LawSource};
use values::{AccountNumber, AreaCode, Date, Fen, IdNumber, Instant, Language, Month, Party, PersonName, Text};

const MONTHLY: Fen = Fen(300_000);

struct World {
    store: MemoryStore,
    law: Arc<Law>,
    keys: std::cell::Cell<u32>,
}

fn area() -> AreaCode {
    "371002".parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A number with the right check character.
fn id_number(first_seventeen: &str) -> IdNumber {
    "0123456789X".chars().find_map(|check| IdNumber::parse(&format!("{first_seventeen}{check}")).ok()).unwrap()
}

fn person(id: i64, name: &str, first_seventeen: &str) -> Person {
    let registered_on = day("2010-01-01");
    Person {
        area: area(),
        id,
        name: PersonName::parse(name).unwrap(),
        id_number: id_number(first_seventeen),
        telephone: None,
        registered_on,
    }
}

/// Somebody with a pension since 2015, certified until the day given, and their daughter.
fn world(certified_until: &str) -> World {
    let store = MemoryStore::default();
    let pension = Entitlement {
        area: area(),
        id: 1,
        kind: BenefitKind::EmployeePension,
        beneficiary: Party::person(1),
        payee: Party::person(1),
        first_month: month("2015-04"),
        last_month: None,
        granted_case_id: 0,
        settled_through: month("2020-02"),
        amounts: vec![BenefitAmount { from_month: month("2015-04"), monthly: MONTHLY, provisional: false, case_id: 0 }],
        suspensions: Vec::new(),
    };
    let record = PensionRecord {
        area: area(),
        person_id: 1,
        born: None,
        category: Some("M60".into()),
        first_employment: None,
        deemed_months: 0,
        special_work_months: 0,
        account_start: None,
        paid_months_before_account: None,
        opening_year: 2014,
        opening_balance: Fen::ZERO,
        years: (1995..=2014).map(|year| CareerYear { year, months: 12, index_sum: 120_000, credits: Fen::ZERO }).collect(),
        verified_case_id: None,
    };
    let certification =
        Certification { person_id: 1, certified_on: day("2019-02-01"), valid_until: day(certified_until), way: CertificationWay::Web };
    let rows = vec![
        CityRow::Person(person(1, "于海洋", "37100219550301001")),
        CityRow::Person(person(2, "于晓", "37100219800301002")),
        CityRow::Entitlement(pension),
        CityRow::PensionRecord(record),
        CityRow::Certification(area(), certification),
    ];
    store.load_city(&mut rows.into_iter()).unwrap();
    for counter in ["entitlement", "person"] {
        store.reserve(area(), counter, 100).unwrap();
    }
    World { store, law: Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap()), keys: std::cell::Cell::new(0) }
}

impl World {
    fn given(&self, user_id: i64, role: Role, today: &str) -> Given {
        self.keys.set(self.keys.get() + 1);
        let party = (role == Role::Person).then(|| Party::person(user_id));
        let actor = Actor { area: area(), user_id, name: role.as_str().into(), roles: vec![role], party, language: Language::Chinese };
        let since_epoch = i64::from((day(today) - day("1970-01-01")).get_days());
        Given {
            actor,
            channel: Channel::Web,
            on_behalf_of: None,
            cause: None,
            today: day(today),
            now: Instant::from_microseconds(since_epoch * 86_400_000_000).unwrap(),
            idempotency_key: self.keys.get().to_string(),
        }
    }

    fn submit<P: ApplicationProcedure>(&self, procedure: P, form: P::Form, given: &Given) -> Result<i64, Vec<String>> {
        let command = ApplicationCommand::Submit { form, materials: Vec::new() };
        self.act(&Application(procedure), CaseTarget::New(area()), &command, given)
    }

    fn act<P: Procedure>(&self, procedure: &P, target: CaseTarget, command: &P::Command, given: &Given) -> Result<i64, Vec<String>> {
        match perform(&self.store, procedure, target, command, given) {
            Ok(performed) => Ok(performed.case_id),
            Err(Failure::Refused(refusals)) => Err(refusals.0.into_iter().map(|refusal| refusal.code).collect()),
            Err(failure) => panic!("{failure}"),
        }
    }

    /// Accepted and granted by two more people.
    fn decide<P: ApplicationProcedure>(&self, procedure: impl Fn() -> P, case: i64, today: &str) -> Result<i64, Vec<String>> {
        let target = CaseTarget::Existing { area: area(), id: case };
        self.act(&Application(procedure()), target, &ApplicationCommand::Accept, &self.given(21, Role::Clerk, today))?;
        let grant = ApplicationCommand::Grant { note: String::new() };
        self.act(&Application(procedure()), target, &grant, &self.given(22, Role::DecisionMaker, today))
    }

    fn certify(&self, today: &str) -> Result<i64, Vec<String>> {
        let form = life_certification::Form { person_id: 1, way: CertificationWay::Web, seen_on: None, note: String::new() };
        self.submit(LifeCertification::new(self.law.clone()), form, &self.given(1, Role::Person, today))
    }

    fn suspend(&self, from: &str, today: &str) -> Result<i64, Vec<String>> {
        let form = benefit_suspension::Form {
            person_id: 1,
            action: SuspensionAction::Suspend,
            reason: SuspensionReason::NotCertified,
            from_month: month(from),
            tried: "数据比对、电话、入户".into(),
            found: "无法联系".into(),
            was_unfounded: false,
            matched_death: None,
        };
        self.submit(BenefitSuspension::new(self.law.clone()), form, &self.given(20, Role::BenefitOfficer, today))
    }

    fn report(&self, form: benefit_death::Form, given: &Given) -> Result<i64, Vec<String>> {
        self.submit(BenefitDeath::new(self.law.clone()), form, given)
    }

    fn death(&self) -> impl Fn() -> BenefitDeath + '_ {
        || BenefitDeath::new(self.law.clone())
    }

    fn rights(&self, party: Party) -> Vec<Entitlement> {
        self.store.reader().unwrap().entitlements_of_beneficiary(area(), party).unwrap()
    }

    fn due(&self, of: &str) -> Fen {
        self.rights(Party::person(1)).iter().map(|right| right.due(month(of))).sum()
    }
}

/// Puts an emergency on record without the procedure of another crate.
struct Declaring;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Declared {
    #[schemars(with = "Option<String>")]
    ended_on: Option<Date>,
}

impl Procedure for Declaring {
    type Command = Declared;
    type Event = Declared;
    type State = ();
    type Facts = ();

    fn name(&self) -> &'static str {
        "declaring"
    }

    fn apply(&self, _: &mut (), _: &Declared, _: &EventStamp) {}

    fn gather(&self, gathering: &mut Gathering<'_>, _: Option<&CaseHead>, _: &(), _: &Declared, _: &Given) -> Result<(), Failure> {
        gathering.emergencies()?;
        Ok(())
    }

    fn decide(&self, _: CaseRef<'_>, _: &(), command: &Declared, _: &(), _: &Given) -> Result<Outcome<Declared>, Refusals> {
        let record = EmergencyRecord { notice_id: "2020-6".into(), declared_on: day("2020-02-02"), ended_on: command.ended_on, version: 0 };
        let effects = Effects {
            party: Some(Party::AGENCY),
            subject: Some(Text::same("2020-6")),
            stage: Some(Stage::Completed),
            emergencies: vec![record],
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Declared { ended_on: command.ended_on }], effects })
    }
}

#[test]
fn in_the_emergency_nobody_loses_a_pension_and_a_late_certification_pays_it_after_all() {
    let world = world("2020-01-31");
    let declare = |ended_on: Option<&str>, today| {
        let command = Declared { ended_on: ended_on.map(day) };
        world.act(&Declaring, CaseTarget::New(area()), &command, &world.given(9, Role::System, today)).unwrap();
    };
    declare(None, "2020-02-02");
    assert_eq!(world.suspend("2020-04", "2020-03-10"), Err(vec!["put_off".into()]));
    declare(Some("2020-05-06"), "2020-05-06");
    assert_eq!(world.suspend("2020-06", "2020-05-06"), Err(vec!["put_off".into()]));
    let case = world.suspend("2020-06", "2020-05-20").unwrap();
    let suspension = || BenefitSuspension::new(world.law.clone());
    assert_eq!(world.due("2020-06"), MONTHLY, "proposed is not decided");
    // Whoever investigated neither accepts nor decides.
    let target = CaseTarget::Existing { area: area(), id: case };
    let own = Given {
        actor: Actor { roles: vec![Role::Clerk], ..world.given(20, Role::Clerk, "2020-05-20").actor },
        ..world.given(20, Role::Clerk, "2020-05-20")
    };
    assert_eq!(world.act(&Application(suspension()), target, &ApplicationCommand::Accept, &own), Err(vec!["separation_of_duties".into()]));
    world.decide(suspension, case, "2020-05-21").unwrap();
    assert_eq!([world.due("2020-05"), world.due("2020-06"), world.due("2020-07")], [MONTHLY, Fen::ZERO, Fen::ZERO]);
    world.certify("2020-08-03").unwrap();
    assert_eq!([world.due("2020-06"), world.due("2020-07"), world.due("2020-08")], [MONTHLY; 3], "the months in between are owed");
    let certification = world.store.reader().unwrap().certification(area(), 1).unwrap().unwrap();
    assert_eq!(certification.valid_until, day("2021-08-02"));
    let letters: Vec<String> = world.store.notifications().into_iter().map(|(_, letter)| letter.body.zh).collect();
    assert!(letters.iter().any(|body| body.contains("2021-08-02") && body.contains("补发")), "{letters:?}");
}

fn report(relation: Relation, died_on: &str) -> benefit_death::Form {
    let account = PayeeAccount {
        holder: "于晓".into(),
        bank_name: "中国银行威海分行".into(),
        bank_code: "104465000017".parse().unwrap(),
        number: AccountNumber::card("621700000000000001").unwrap(),
    };
    benefit_death::Form {
        action: DeathAction::Report,
        name: "于海洋".into(),
        id_number: id_number("37100219550301001").as_str().to_owned(),
        died_on: day(died_on),
        relation,
        reporter: relation.is_family().then(|| Party::person(2)),
        account: relation.is_family().then_some(account),
        account_balance: None,
        note: String::new(),
    }
}

/// The certificate goes with the report.
fn certified(world: &World, form: benefit_death::Form, given: &Given) -> Result<i64, Vec<String>> {
    let certificate = casework::Material {
        kind: benefit_death::CERTIFICATE.into(),
        file_name: "证明.pdf".into(),
        media_type: "application/pdf".into(),
        size_bytes: 10,
        sha256: "0".repeat(64),
        received_at: given.now,
    };
    let command = ApplicationCommand::Submit { form, materials: vec![certificate] };
    world.act(&Application(world.death()()), CaseTarget::New(area()), &command, given)
}

#[test]
fn a_death_is_reported_once_and_the_grants_are_claimed_once() {
    let world = world("2022-12-31");
    let daughter = world.given(2, Role::Person, "2022-05-20");
    let without = world.report(report(Relation::Child, "2022-05-03"), &daughter).unwrap();
    let target = CaseTarget::Existing { area: area(), id: without };
    let accept = world.act(&Application(world.death()()), target, &ApplicationCommand::Accept, &world.given(21, Role::Clerk, "2022-05-20"));
    assert_eq!(accept, Err(vec!["materials_missing".into()]), "the certificate is asked for");
    let first = certified(&world, report(Relation::Child, "2022-05-03"), &world.given(2, Role::Person, "2022-05-20")).unwrap();
    let second = certified(&world, report(Relation::Spouse, "2022-05-03"), &world.given(2, Role::Person, "2022-05-21")).unwrap();
    world.decide(world.death(), first, "2022-05-23").unwrap();
    assert_eq!([world.due("2022-05"), world.due("2022-06")], [MONTHLY, Fen::ZERO]);
    let grants: Vec<(BenefitKind, Fen)> =
        world.rights(Party::person(2)).iter().map(|grant| (grant.kind, grant.due(month("2022-05")))).collect();
    // 20 years of contributions give 14 months, 86 months of pension take off 7 and two twelfths: nine remain.
    assert_eq!(grants, [(BenefitKind::FuneralGrant, Fen(784_434)), (BenefitKind::SurvivorGrant, Fen(3_529_953))]);
    assert_eq!(world.decide(world.death(), second, "2022-05-24"), Err(vec!["duplicate_identifier".into()]), "claimed once");
    assert_eq!(
        world.report(report(Relation::Community, "2022-05-03"), &helper(&world, "2022-05-25")),
        Err(vec!["already_reported".into()])
    );
    assert_eq!(world.certify("2022-06-01"), Err(vec!["benefit_ended".into()]));
}

/// Staff on a recorded authorisation.
fn helper(world: &World, today: &str) -> Given {
    let on_behalf = OnBehalf { party: Party::AGENCY, authorisation: "社区电话申报".into() };
    Given { channel: Channel::Telephone, on_behalf_of: Some(on_behalf), ..world.given(30, Role::Clerk, today) }
}

#[test]
fn somebody_reported_dead_who_lives_is_paid_again_and_nobody_twice() {
    let world = world("2022-12-31");
    let case = certified(&world, report(Relation::Community, "2022-05-03"), &helper(&world, "2022-05-20")).unwrap();
    world.decide(world.death(), case, "2022-05-23").unwrap();
    assert_eq!(world.due("2022-07"), Fen::ZERO);
    let mut form = report(Relation::Oneself, "2022-05-03");
    form.action = DeathAction::TakeBack;
    form.note = "本人到窗口核验".into();
    let back = world.report(form.clone(), &helper(&world, "2022-08-01")).unwrap();
    world.decide(world.death(), back, "2022-08-02").unwrap();
    let rights = world.rights(Party::person(1));
    assert_eq!(rights.len(), 2, "the right that ended stays on record");
    assert_eq!(["2022-05", "2022-06", "2022-08"].map(|of| world.due(of)), [MONTHLY; 3]);
    assert_eq!(rights[1].settled_through, month("2022-05"), "June and July are arrears of the next payment");
    assert_eq!(world.report(form, &helper(&world, "2022-08-03")), Err(vec!["nothing_ended".into()]));
    world.certify("2022-08-03").unwrap();
}
