//! Stories: dated tables of who does what and what follows, replayed pure and again over HTTP on every engine.
//!
//! A story file holds one or more stories. Each begins with `story TITLE`, sets up its employers, and goes on in rows of four
//! columns separated by `|`: the business date, who acts, what is done, and what must follow.
//!
//! ```text
//! story 逾期缴费
//! employer A owes 100000.00 for 2020-02
//! date       | who        | does                     | follows
//! 2020-02-03 | accountant | assess 2020-02           | owed A 2020-02 100000.00; due A 2020-02 2020-02-25
//! 2020-03-26 | accountant | receive 100000.00 from A | late_fee A 2020-02 1500.00
//! ```

mod benefit_words;
mod follows;
mod injury_words;
mod parse;
mod pension_words;
mod replay;
mod report_words;
mod settlement_words;
mod world;

pub use parse::{Row, Story, parse};
pub use replay::{Door, PureDoor, replay};
pub use world::{StoryClock, World, given_by};

/// What a command through a door came to: the case it opened or touched, or the codes of the refusals.
pub type Answer = Result<i64, Vec<String>>;

/// The story files of every procedure: where each stands, and its text.
pub const FILES: [(&str, &str); 19] = [
    ("benefit_death/stories.txt", include_str!("../../../pensions/src/benefit_death/stories.txt")),
    ("benefit_payroll/stories.txt", include_str!("../../../pensions/src/benefit_payroll/stories.txt")),
    ("benefit_suspension/stories.txt", include_str!("../../../pensions/src/benefit_suspension/stories.txt")),
    ("life_certification/stories.txt", include_str!("../../../pensions/src/life_certification/stories.txt")),
    ("contribution_arrears/stories.txt", include_str!("../contribution_arrears/stories.txt")),
    ("contribution_deferral/stories.txt", include_str!("../contribution_deferral/stories.txt")),
    ("contribution_makeup/stories.txt", include_str!("../contribution_makeup/stories.txt")),
    ("contribution_payment/stories.txt", include_str!("../contribution_payment/stories.txt")),
    ("daily_report/stories.txt", include_str!("../daily_report/stories.txt")),
    ("employer_registration/stories.txt", include_str!("../employer_registration/stories.txt")),
    ("injury_benefit/stories.txt", include_str!("../../../injuries/src/injury_benefit/stories.txt")),
    ("injury_recognition/stories.txt", include_str!("../../../injuries/src/injury_recognition/stories.txt")),
    ("injury_settlement/stories.txt", include_str!("../../../injuries/src/injury_settlement/stories.txt")),
    ("labour_capacity_appraisal/stories.txt", include_str!("../../../injuries/src/labour_capacity_appraisal/stories.txt")),
    ("personnel_change/stories.txt", include_str!("../personnel_change/stories.txt")),
    ("retirement_prereview/stories.txt", include_str!("../../../pensions/src/retirement_prereview/stories.txt")),
    ("pension_claim/stories.txt", include_str!("../../../pensions/src/pension_claim/stories.txt")),
    ("resident_pension_claim/stories.txt", include_str!("../../../pensions/src/resident_pension_claim/stories.txt")),
    ("pension_recalculation/stories.txt", include_str!("../../../pensions/src/pension_recalculation/stories.txt")),
];
