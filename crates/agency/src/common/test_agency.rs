//! The law of Weihai, people and obligations for the unit tests of decisions.

#![allow(clippy::expect_used)] // Only tests see this module, and a test may panic.

use std::sync::{Arc, OnceLock};

use casework::procedure::CaseRef;
use casework::{Actor, Channel, EmergencyRecord, Employer, Given, ObligationChange, Role};
use ledger::{Due, Obligation, ObligationAmounts};
use rules::{Law, LawSource};
use values::{AreaCode, CaseNumber, ContributionParts, Date, Fen, Instant, Language, Month, Party, SocialCreditCode};

use super::emergency::{DeferralWindow, deferral_windows};

pub fn law() -> Arc<Law> {
    static LAW: OnceLock<Arc<Law>> = OnceLock::new();
    LAW.get_or_init(|| Arc::new(Law::load(&LawSource::embedded(), "cn-3710").expect("the built-in law loads"))).clone()
}

pub fn area() -> AreaCode {
    "371002".parse().expect("a code")
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

pub fn yuan(text: &str) -> Fen {
    text.parse().expect("an amount")
}

/// Somebody with one role, who gives a command on `today`.
pub fn given(role: Role, today: &str) -> Given {
    let party = (role == Role::EmployerClerk).then(|| Party::employer(1));
    let actor = Actor { area: area(), user_id: 7, name: "test".into(), roles: vec![role], party, language: Language::Chinese };
    Given {
        actor,
        channel: Channel::Web,
        on_behalf_of: None,
        cause: None,
        today: day(today),
        now: Instant::from_microseconds(1_581_300_000_000_000).expect("an instant"),
        idempotency_key: "key".into(),
    }
}

pub fn number() -> CaseNumber {
    CaseNumber::new(area(), 2020, 9).expect("a case number")
}

pub fn new_case(number: &CaseNumber) -> CaseRef<'_> {
    CaseRef { area: area(), id: 9, number, head: None }
}

pub fn employer() -> Employer {
    Employer {
        area: area(),
        id: 1,
        name: "威海海源渔具有限公司".into(),
        credit_code: SocialCreditCode::from_parts("91371002", "MA000001").expect("a code"),
        address: "环翠区".into(),
        contact_name: "王晓梅".into(),
        telephone: None,
        injury_class: 3,
        injury_factor_permille: 1000,
        founded_on: day("2010-01-01"),
        registered_on: day("2010-01-04"),
    }
}

/// What the employer owes for a month, all of it in one part.
pub fn obligation(id: i64, month_text: &str, due: &str, amount: &str) -> Obligation {
    Obligation {
        id,
        debtor: Party::employer(1),
        month: month(month_text),
        original_due_on: day(due),
        due: Due::On(day(due)),
        deferral_case_id: None,
        snaps_back: false,
        owed: ObligationAmounts {
            contribution: ContributionParts { pension_employer: yuan(amount), ..ContributionParts::default() },
            late_fee: Fen::ZERO,
        },
        paid: ObligationAmounts::default(),
        settled_on: None,
    }
}

/// Does to obligations what the store does.
pub fn apply(obligations: &mut [Obligation], changes: &[ObligationChange]) {
    for change in changes {
        for obligation in obligations.iter_mut() {
            match change {
                ObligationChange::Moved { id, due, deferral_case_id, snaps_back, .. } if *id == obligation.id => {
                    obligation.due = *due;
                    obligation.deferral_case_id = *deferral_case_id;
                    obligation.snaps_back = *snaps_back;
                }
                ObligationChange::Settled { id, owed_more, paid_more, settled_on, .. } if *id == obligation.id => {
                    obligation.owed.late_fee += owed_more.late_fee;
                    obligation.paid.contribution += paid_more.contribution;
                    obligation.paid.late_fee += paid_more.late_fee;
                    obligation.settled_on = *settled_on;
                }
                _ => {}
            }
        }
    }
}

/// The notice of 2020-02-02, put into force that day and ended on `ended_on`.
pub fn emergency(ended_on: Option<&str>) -> EmergencyRecord {
    EmergencyRecord { notice_id: "2020-6".into(), declared_on: day("2020-02-02"), ended_on: ended_on.map(day), version: 1 }
}

pub fn windows(ended_on: Option<&str>) -> Vec<DeferralWindow> {
    deferral_windows(&law(), &[emergency(ended_on)])
}

/// The codes of refusals, in order.
pub fn codes(refusals: &casework::Refusals) -> Vec<&str> {
    refusals.0.iter().map(|refusal| refusal.code.as_str()).collect()
}
