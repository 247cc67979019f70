//! A pensioner who dies, with months paid beyond the death; who claims, and a report that was wrong.

use agency::common::test_agency::{area, codes, day, given, law, month, new_case, number};
use casework::benefit::BenefitAmount;
use casework::career::CareerYear;
use casework::{PayeeAccount, PensionRecord, Person, Role};
use ledger::Account;
use values::{AccountNumber, PersonName};

use super::super::{Relation, take_back};
use super::*;

const MONTHLY: Fen = Fen(300_000);

fn pension() -> Entitlement {
    Entitlement {
        area: area(),
        id: 3,
        kind: BenefitKind::EmployeePension,
        beneficiary: Party::person(1),
        payee: Party::person(1),
        first_month: month("2019-12"),
        last_month: None,
        granted_case_id: 1,
        settled_through: month("2022-07"),
        amounts: vec![BenefitAmount { from_month: month("2019-12"), monthly: MONTHLY, provisional: false, case_id: 1 }],
        suspensions: Vec::new(),
    }
}

fn facts(right: Entitlement) -> Facts {
    let person = Person {
        area: area(),
        id: 1,
        name: PersonName::parse("于海洋").unwrap(),
        id_number: IdNumber::parse("37100219591231001X").or_else(|_| IdNumber::parse(&number_of_1959())).unwrap(),
        telephone: None,
        registered_on: day("2010-01-01"),
    };
    let record = PensionRecord {
        area: area(),
        person_id: 1,
        born: None,
        category: Some("M60".into()),
        first_employment: None,
        deemed_months: 60,
        special_work_months: 0,
        account_start: None,
        paid_months_before_account: None,
        opening_year: 2018,
        opening_balance: Fen(0),
        years: (2009..=2018).map(|year| CareerYear { year, months: 12, index_sum: 120_000, credits: Fen(0) }).collect(),
        verified_case_id: None,
    };
    let paid = right.paid(&[]);
    let rights = vec![PaidRight { right, paid, owed: Fen::ZERO }];
    Facts { deceased: Some(person), rights, record: Some(record), contributions: Vec::new(), grants: Vec::new(), first_new_id: 50 }
}

/// A number with the right check character, whatever it is.
fn number_of_1959() -> String {
    "0123456789X".chars().map(|check| format!("37100219591231001{check}")).find(|number| IdNumber::parse(number).is_ok()).unwrap()
}

fn form(relation: Relation, died_on: &str) -> Form {
    let account = PayeeAccount {
        holder: "于晓".into(),
        bank_name: "中国银行威海分行".into(),
        bank_code: "104465000017".parse().unwrap(),
        number: AccountNumber::card("621700000000000001").unwrap(),
    };
    Form {
        action: DeathAction::Report,
        name: "于海洋".into(),
        id_number: number_of_1959(),
        died_on: day(died_on),
        relation,
        reporter: relation.is_family().then(|| Party::person(2)),
        account: relation.is_family().then_some(account),
        account_balance: None,
        note: String::new(),
    }
}

/// What a balance of an account comes to by the transfers of an act.
fn posted(effects: &Effects, account: Account) -> Fen {
    effects
        .transfers
        .iter()
        .flat_map(|transfer| transfer.postings())
        .filter(|posting| posting.account == account)
        .map(|posting| posting.amount)
        .sum()
}

const FUND: casework::benefit::BenefitFund = casework::benefit::BenefitFund::EmployeePension;

#[test]
fn the_month_of_death_is_the_last_and_what_was_paid_beyond_is_set_off() {
    let case_number = number();
    let facts = facts(pension());
    let form = form(Relation::Child, "2022-05-03");
    assert!(check(&law(), &form, &facts, &given(Role::Person, "2022-07-20"), Step::Submit).is_empty());
    let granted = grant(&law(), new_case(&case_number), &form, &facts, &given(Role::DecisionMaker, "2022-07-20")).unwrap();
    let mut right = pension();
    let mut settled = std::collections::BTreeMap::new();
    let mut grants = Vec::new();
    for change in &granted.effects.benefits {
        match change {
            BenefitChange::End { .. } => assert!(right.apply(change)),
            BenefitChange::Recover { month, amount, .. } => *settled.entry(*month).or_insert(Fen::ZERO) += *amount,
            BenefitChange::Grant(grant) => grants.push((grant.kind, grant.due(grant.first_month))),
            BenefitChange::SetOff { amount, .. } => assert_eq!(*amount, Fen(600_000)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!([right.due(month("2022-05")), right.due(month("2022-06"))], [MONTHLY, Fen::ZERO]);
    assert_eq!(settled.into_iter().collect::<Vec<_>>(), [(month("2022-06"), MONTHLY), (month("2022-07"), MONTHLY)]);
    // 15 years of contributions, 30 months of pension: nine months of 3,922.17, and two for the funeral.
    assert_eq!(grants, [(BenefitKind::FuneralGrant, Fen(784_434)), (BenefitKind::SurvivorGrant, Fen(3_529_953))]);
    assert_eq!(posted(&granted.effects, Account::ReceivableOverpayment(FUND)), Fen::ZERO, "recovered and set off");
    assert_eq!(posted(&granted.effects, Account::BenefitExpense(FUND)), Fen::ZERO);
    assert!(granted.result.zh.contains("多发 6,000.00") || granted.result.zh.contains("多发 6000.00"), "{}", granted.result.zh);
    assert!(granted.effects.notifications.is_empty(), "nothing is left to be returned");
}

#[test]
fn without_a_relative_the_overpayment_stays_to_be_recovered() {
    let case_number = number();
    let facts = facts(pension());
    let form = form(Relation::Community, "2022-05-03");
    let granted = grant(&law(), new_case(&case_number), &form, &facts, &given(Role::DecisionMaker, "2022-07-20")).unwrap();
    assert_eq!(posted(&granted.effects, Account::ReceivableOverpayment(FUND)), Fen(600_000));
    assert_eq!(posted(&granted.effects, Account::BenefitExpense(FUND)), Fen(-600_000));
    assert!(granted.effects.registry.is_empty(), "no grant is claimed");
    // The family claims afterwards; somebody else is told that it is recorded.
    let mut ended = pension();
    ended.last_month = Some(month("2022-05"));
    let facts = self::facts(ended);
    assert_eq!(codes(&check(&law(), &form, &facts, &given(Role::Person, "2022-07-21"), Step::Submit)), ["already_reported"]);
    assert!(check(&law(), &self::form(Relation::Child, "2022-05-03"), &facts, &given(Role::Person, "2022-07-21"), Step::Submit).is_empty());
}

#[test]
fn a_death_the_rule_does_not_cover_ends_the_benefit_and_grants_nothing_by_guess() {
    let case_number = number();
    let granted = grant(
        &law(),
        new_case(&case_number),
        &form(Relation::Child, "2020-03-03"),
        &facts(pension()),
        &given(Role::DecisionMaker, "2022-07-20"),
    )
    .unwrap();
    assert!(!granted.effects.benefits.iter().any(|change| matches!(change, BenefitChange::Grant(_))));
    assert!(granted.result.zh.contains("暂不能核定"), "{}", granted.result.zh);
    assert!(!granted.effects.notifications.is_empty(), "28 months have to be returned");
}

#[test]
fn what_cannot_be_is_refused() {
    let today = given(Role::Person, "2022-07-20");
    for (change, code) in [
        (Box::new(|form: &mut Form| form.died_on = day("2022-07-21")) as Box<dyn Fn(&mut Form)>, "died_in_future"),
        (Box::new(|form: &mut Form| form.died_on = day("1950-07-21")), "died_before_birth"),
        (Box::new(|form: &mut Form| form.name = "于海".into()), "unknown_person"),
        (Box::new(|form: &mut Form| form.id_number = "12345".into()), "id_number"),
        (Box::new(|form: &mut Form| form.account = None), "account_needed"),
        (Box::new(|form: &mut Form| form.reporter = Some(Party::employer(2))), "relation_differs"),
        (Box::new(|form: &mut Form| form.action = DeathAction::TakeBack), "taken_back_by_staff"),
        (Box::new(|form: &mut Form| form.account_balance = Some(Fen(1))), "balance_by_staff"),
    ] {
        let mut form = form(Relation::Child, "2022-05-03");
        change(&mut form);
        let refusals = check(&law(), &form, &facts(pension()), &today, Step::Submit);
        assert!(refusals.has(code), "{code}: {:?}", codes(&refusals));
    }
}

#[test]
fn a_wrong_report_is_taken_back_and_nobody_is_paid_twice() {
    let case_number = number();
    let mut ended = pension();
    ended.last_month = Some(month("2022-05"));
    ended.settled_through = month("2022-05");
    let mut facts = facts(ended);
    // June and July were recovered and nothing of it came back.
    facts.rights[0].owed = Fen(600_000);
    let mut form = form(Relation::Oneself, "2022-05-03");
    form.action = DeathAction::TakeBack;
    let clerk = given(Role::Clerk, "2022-09-20");
    assert_eq!(codes(&check(&law(), &form, &facts, &clerk, Step::Submit)), ["words_needed"]);
    form.note = "本人到窗口核验".into();
    assert!(check(&law(), &form, &facts, &clerk, Step::Submit).is_empty());
    let granted = take_back::grant(new_case(&case_number), &form, &facts, &given(Role::DecisionMaker, "2022-09-20")).unwrap();
    let [BenefitChange::Grant(again), rest @ ..] = granted.effects.benefits.as_slice() else { panic!("a right that goes on") };
    assert_eq!((again.id, again.first_month, again.last_month), (50, month("2022-06"), None));
    let set_off: Vec<_> = rest
        .iter()
        .map(|change| match change {
            BenefitChange::SetOff { month, amount, .. } => (*month, *amount),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(set_off, [(month("2022-06"), MONTHLY), (month("2022-07"), MONTHLY)]);
    assert_eq!(again.due(month("2022-08")), MONTHLY, "the months nobody paid are due");
    assert_eq!(posted(&granted.effects, Account::ReceivableOverpayment(FUND)), Fen(-600_000));
    facts.rights.push(PaidRight { right: again.clone(), paid: Vec::new(), owed: Fen::ZERO });
    assert_eq!(codes(&check(&law(), &form, &facts, &clerk, Step::Submit)), ["nothing_ended"], "it is taken back once");
}

#[test]
fn what_the_record_gives_is_what_is_stated_and_without_one_nothing_is_guessed() {
    let clerk = given(Role::Clerk, "2022-07-20");
    // Insured, with 20,000.00 at the end of 2018 and nothing credited since: 7.61%, 6.04%, 6.69%, and five months of 6.12%.
    let mut insured = facts(pension());
    insured.rights.clear();
    insured.record.as_mut().unwrap().opening_balance = Fen(2_000_000);
    let stating = |fen| Form { account_balance: Some(Fen(fen)), ..form(Relation::Child, "2022-05-03") };
    let left = account::left(&law(), &stating(0), &insured, day("2022-07-20")).unwrap();
    assert_eq!((left.0, left.1.steps.len()), (Fen(2_496_961), 4));
    assert_eq!(codes(&check(&law(), &stating(2_496_960), &insured, &clerk, Step::Submit)), ["balance_differs"]);
    assert!(check(&law(), &stating(2_496_961), &insured, &clerk, Step::Submit).is_empty());
    // A pension the record does not give leaves the account unknown: then it is stated, or nothing is paid and the result says why.
    let taken_over = facts(pension());
    assert!(check(&law(), &stating(1), &taken_over, &clerk, Step::Submit).is_empty());
    let case_number = number();
    let decider = given(Role::DecisionMaker, "2022-07-20");
    let granted = grant(&law(), new_case(&case_number), &form(Relation::Child, "2022-05-03"), &taken_over, &decider).unwrap();
    assert!(granted.result.zh.contains("个人账户余额暂不能算出"), "{}", granted.result.zh);
    insured.record = None;
    assert!(account::left(&law(), &stating(0), &insured, day("2022-07-20")).is_err());
}
