//! 领取待遇资格认证: once a year, in any way, somebody who receives a benefit is found to be alive and entitled.
//!
//! The way is the least burdensome that works: data are matched first, people certify themselves next, and visits come last. A
//! certification that comes after a suspension for want of one lifts it, and the months in between are paid after all.

mod decide;
pub mod describe;
mod desk_pages;
mod desk_routes;
mod pages;
mod reminder;
pub mod routes;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::benefit::Entitlement;
use casework::procedure::CaseRef;
use casework::{
    Certification, CertificationWay, Channel, DeadlineChange, Declaration, EmergencyRecord, Failure, Flow, Gathering, Given, Person,
    Refusals, Role,
};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Citation, Date, Party, Text};

pub use reminder::{CertificationReminder, Reminder, remind_area, view as view_reminder};

/// The word under which a benefit is suspended for want of a certification.
pub const NOT_CERTIFIED: &str = "not_certified";

/// One certification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub person_id: i64,
    pub way: CertificationWay,
    /// The day somebody was seen alive; today without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub seen_on: Option<Date>,
    /// By whom or in which data, for a helper, a letter or a match.
    #[serde(default)]
    pub note: String,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub person: Option<Person>,
    pub entitlements: Vec<Entitlement>,
    pub certification: Option<Certification>,
    pub declared: Vec<EmergencyRecord>,
}

impl Facts {
    /// Monthly benefits that still run, or that a suspension stopped.
    pub fn running(&self, today: Date) -> impl Iterator<Item = &Entitlement> {
        let month = values::Month::of(today);
        self.entitlements
            .iter()
            .filter(move |entitlement| entitlement.kind.is_monthly() && entitlement.last_month.is_none_or(|last| month <= last))
    }
}

/// Life certification.
pub struct LifeCertification {
    law: Arc<Law>,
    declaration: Declaration,
}

impl LifeCertification {
    pub fn new(law: Arc<Law>) -> LifeCertification {
        LifeCertification { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "life_certification",
        title: Text::new("领取待遇资格认证", "Life certification"),
        purpose: Text::new(
            "领取养老金、伤残津贴等长期待遇的人员每年认证一次即可，网上、手机、自助机、电话、邮寄、窗口或由人协助都可以，不用集中、不用返乡。",
            "Whoever receives a monthly benefit is certified once a year, on the web, by phone, at a kiosk, by telephone, by post, at a counter or \
             with somebody's help; nobody is gathered or made to travel.",
        ),
        who_may_apply: Text::new("按月领取待遇的人员，或受其委托的人", "whoever receives a monthly benefit, or somebody on their behalf"),
        applicants: &[Role::Person],
        flow: Flow::Immediate,
        materials: Vec::new(),
        time_limits: Vec::new(),
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Kiosk, Channel::Telephone, Channel::Post, Channel::Counter],
        legal_basis: vec![
            Citation::new("人社厅发〔2018〕54号", ""),
            Citation::new("社会保险经办条例", "第25、26条"),
            Citation::new("威人社函〔2020〕6号", "二（一）"),
        ],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("能通过数据比对确认的，不用您做任何事", "where matched data show it, you need do nothing"),
            Text::new("其他人员在到期前自己认证，或请人协助", "others certify themselves before the day, or ask somebody to help"),
            Text::new("当场完成，并告知有效期", "it is done at once, and you are told until when it is good"),
            Text::new(
                "到期前发提醒；未认证的，经调查核实后才会暂停发放",
                "a reminder comes before; payment stops only after an investigation",
            ),
        ],
    }
}

impl ApplicationProcedure for LifeCertification {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, _at: Station, _given: &Given) -> Result<Facts, Failure> {
        Ok(Facts {
            person: gathering.person(form.person_id)?,
            entitlements: gathering.entitlements_of_beneficiary(Party::person(form.person_id))?,
            certification: gathering.certification(form.person_id)?,
            declared: gathering.emergencies()?,
        })
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.person.as_ref().map_or("", |person| person.name.as_str());
        (Party::person(form.person_id), Text::same(name))
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, _step: Step) -> Refusals {
        decide::check(&self.law, form, facts, given)
    }

    fn deadlines(&self, _form: &Form, _facts: &Facts, _given: &Given, _step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        Ok(Vec::new())
    }

    fn grant(&self, _case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(&self.law, form, facts, given)
    }
}
