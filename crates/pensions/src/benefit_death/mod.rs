//! 死亡待遇: a death is reported by a relative, an employer, the community or matched data; the benefit ends with the month of death,
//! what was paid beyond it is taken back, and the relatives receive the funeral and survivor grants and what is left in the account.
//!
//! A report that was wrong is taken back by adding: the right goes on under a new grant, and nothing that happened is removed.

mod account;
mod decide;
pub mod describe;
pub mod desk;
mod grants;
mod pages;
pub mod routes;
mod take_back;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::benefit::Entitlement;
use casework::procedure::CaseRef;
use casework::{
    Channel, ContributionRow, DeadlineChange, Declaration, Failure, Flow, Gathering, Given, MaterialRequirement, PayeeAccount,
    PensionRecord, Person, Refusals, Role,
};
use ledger::{Account, Obligation};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Citation, Date, Fen, IdNumber, Month, Party, Text};

/// The word under which a right ends.
pub const DEATH: &str = "death";
/// The paper that shows a death.
pub const CERTIFICATE: &str = "death_certificate";

/// A report, or the taking back of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeathAction {
    #[default]
    Report,
    TakeBack,
}

/// Who reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Spouse,
    Child,
    Parent,
    OtherRelative,
    Employer,
    Community,
    DataMatch,
    /// The person themselves, who is alive.
    Oneself,
}

impl Relation {
    pub const ALL: [Relation; 8] = [
        Relation::Spouse,
        Relation::Child,
        Relation::Parent,
        Relation::OtherRelative,
        Relation::Employer,
        Relation::Community,
        Relation::DataMatch,
        Relation::Oneself,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Spouse => "spouse",
            Relation::Child => "child",
            Relation::Parent => "parent",
            Relation::OtherRelative => "other_relative",
            Relation::Employer => "employer",
            Relation::Community => "community",
            Relation::DataMatch => "data_match",
            Relation::Oneself => "oneself",
        }
    }

    pub fn of(word: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Relation::Spouse => ("配偶", "husband or wife"),
            Relation::Child => ("子女", "child"),
            Relation::Parent => ("父母", "parent"),
            Relation::OtherRelative => ("其他亲属", "another relative"),
            Relation::Employer => ("用人单位", "employer"),
            Relation::Community => ("社区或村委会", "community or village"),
            Relation::DataMatch => ("数据比对", "matched data"),
            Relation::Oneself => ("本人", "the person themselves"),
        };
        Text::new(chinese, english)
    }

    /// Relatives receive the grants.
    pub fn is_family(self) -> bool {
        matches!(self, Relation::Spouse | Relation::Child | Relation::Parent | Relation::OtherRelative)
    }
}

/// What is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    #[serde(default)]
    pub action: DeathAction,
    /// Of the deceased, as registered.
    pub name: String,
    pub id_number: String,
    #[schemars(with = "String")]
    pub died_on: Date,
    pub relation: Relation,
    /// Who reports, where they are registered; the relative who receives the grants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Party>,
    /// Where the grants are paid to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<PayeeAccount>,
    /// What is left in the personal account, stated by staff from the account where the pension record does not give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_balance: Option<Fen>,
    #[serde(default)]
    pub note: String,
}

/// A monthly right, with what was paid of it.
#[derive(Debug, Clone)]
pub struct PaidRight {
    pub right: Entitlement,
    pub paid: Vec<(Month, Fen)>,
    /// Of its fund, owed by its beneficiary.
    pub owed: Fen,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub deceased: Option<Person>,
    pub rights: Vec<PaidRight>,
    pub record: Option<PensionRecord>,
    /// Months this program assessed, oldest first.
    pub contributions: Vec<(ContributionRow, Obligation)>,
    /// Grants the reporter has received on a death.
    pub grants: Vec<PaidRight>,
    /// Numbers for rights the act may grant.
    pub first_new_id: i64,
}

impl Facts {
    /// Rights that a death on `day` ends: they run beyond its month.
    pub fn ending(&self, day: Date) -> impl Iterator<Item = &PaidRight> {
        let month = Month::of(day);
        self.rights.iter().filter(move |paid| paid.right.last_month.is_none_or(|last| last > month))
    }
}

impl Facts {
    /// Rights that ended before a month and do not go on under another grant.
    pub fn ended(&self, month: Month) -> impl Iterator<Item = &PaidRight> {
        let goes_on = |ended: &Entitlement, last: Month| {
            self.rights.iter().any(|other| other.right.kind == ended.kind && other.right.first_month > last)
        };
        self.rights.iter().filter(move |paid| paid.right.last_month.is_some_and(|last| last < month && !goes_on(&paid.right, last)))
    }
}

/// Reporting a death.
pub struct BenefitDeath {
    law: Arc<Law>,
    declaration: Declaration,
}

impl BenefitDeath {
    pub fn new(law: Arc<Law>) -> BenefitDeath {
        BenefitDeath { law, declaration: declaration() }
    }
}

fn certificate() -> MaterialRequirement {
    MaterialRequirement::conditional(
        CERTIFICATE,
        ("死亡证明或火化证明", "death or cremation certificate"),
        ("数据比对不能确认死亡时", "where matched data do not show the death"),
    )
}

fn declaration() -> Declaration {
    Declaration {
        name: "benefit_death",
        title: Text::new("死亡申报和遗属待遇", "Report of a death, and what relatives receive"),
        purpose: Text::new(
            "参保人或领取待遇人员去世后，由亲属申报，一次办完停发、丧葬补助金、抚恤金和个人账户余额。",
            "After the death of an insured person or pensioner a relative reports it once: payment ends, and the funeral and survivor grants and what \
             is left in the account are paid.",
        ),
        who_may_apply: Text::new("亲属、用人单位、社区或村委会", "relatives, the employer, the community"),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptDecide,
        materials: vec![certificate()],
        time_limits: Vec::new(),
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Telephone, Channel::Post, Channel::Counter],
        legal_basis: vec![
            Citation::new("社会保险法", "第14、17条"),
            Citation::new("人社部发〔2021〕18号", "第4、5条"),
            Citation::new("社会保险经办条例", "第26条"),
        ],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("填写去世人员和您的信息，上传死亡证明", "say who died and who you are, and upload the certificate"),
            Text::new("受理、决定由两人分别办理", "accepted and decided by two people"),
            Text::new(
                "待遇发到去世当月；多发的先从抚恤金、丧葬补助金中抵扣",
                "the benefit is paid for the month of death; what was paid beyond it is set off first",
            ),
            Text::new("遗属待遇随下次发放到账", "the grants come with the next payment"),
        ],
    }
}

impl ApplicationProcedure for BenefitDeath {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, _given: &Given) -> Result<Facts, Failure> {
        let Ok(id_number) = IdNumber::parse(&form.id_number) else { return Ok(Facts::default()) };
        let area = gathering.area();
        let deceased = gathering.person_by_id_number(&id_number)?.filter(|person| person.area == area);
        let Some(person) = &deceased else { return Ok(Facts::default()) };
        let rights = paid_rights(gathering, Party::person(person.id), |right| right.kind.is_monthly())?;
        let grants = match form.reporter.filter(|_| form.action == DeathAction::TakeBack) {
            Some(reporter) => paid_rights(gathering, reporter, |right| grants::is_grant(right.kind))?,
            None => Vec::new(),
        };
        let record = gathering.pension_record(person.id)?;
        let contributions = gathering.contributions_of_person(person.id)?;
        let first_new_id =
            if at.step == Step::Grant { gathering.reserve("entitlement", grants::MOST_GRANTS.max(rights.len() as i64))? } else { 0 };
        Ok(Facts { deceased, rights, record, contributions, grants, first_new_id })
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.deceased.as_ref().map_or(form.name.as_str(), |person| person.name.as_str());
        (form.reporter.unwrap_or(Party::AGENCY), Text::same(name))
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        decide::check(&self.law, form, facts, given, step)
    }

    fn needed_materials(&self, form: &Form, _facts: &Facts) -> Vec<MaterialRequirement> {
        if form.relation == Relation::DataMatch || form.action == DeathAction::TakeBack { Vec::new() } else { vec![certificate()] }
    }

    fn deadlines(&self, _form: &Form, _facts: &Facts, _given: &Given, _step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        Ok(Vec::new())
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        match form.action {
            DeathAction::Report => decide::grant(&self.law, case, form, facts, given),
            DeathAction::TakeBack => take_back::grant(case, form, facts, given),
        }
    }
}

fn paid_rights(gathering: &mut Gathering<'_>, party: Party, wanted: impl Fn(&Entitlement) -> bool) -> Result<Vec<PaidRight>, Failure> {
    let mut found = Vec::new();
    for right in gathering.entitlements_of_beneficiary(party)?.into_iter().filter(|right| wanted(right)) {
        let paid = gathering.benefit_paid(right.id)?;
        let owed = gathering.balance(Account::ReceivableOverpayment(right.kind.fund()), party)?;
        found.push(PaidRight { right, paid, owed });
    }
    Ok(found)
}
