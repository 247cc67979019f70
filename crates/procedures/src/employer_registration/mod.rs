//! 单位参保登记: an employer enters the insurance of its area.

mod decide;
pub mod describe;
mod pages;
mod view;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Employer, Failure, Flow, Gathering, Given,
    MaterialRequirement, Refusals, Role,
};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Party, SocialCreditCode, Telephone, Text};

use agency::common::fields::Fields;
use agency::common::limits::{self, Circumstances};

pub use pages::routes;

/// The registration form, as written by the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// Full name of the employer as on its licence, at most 100 characters.
    pub name: String,
    /// Unified social credit code, 18 characters (GB 32100).
    pub credit_code: String,
    /// Where letters reach the employer, at most 200 characters.
    pub address: String,
    /// Whom to ask for, at most 50 characters.
    pub contact_name: String,
    /// Mainland telephone number; may be blank.
    pub telephone: String,
    /// Industry class 1 to 8 of the work-injury insurance.
    pub injury_class: String,
    /// Day of foundation, `YYYY-MM-DD`.
    pub founded_on: String,
}

/// The form read into typed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub name: String,
    pub credit_code: SocialCreditCode,
    pub address: String,
    pub contact_name: String,
    pub telephone: Option<Telephone>,
    pub injury_class: u8,
    pub founded_on: Date,
}

impl Form {
    /// Reads every field; the refusals name each wrong one.
    pub fn read(&self) -> Result<Registration, Refusals> {
        let mut fields = Fields::default();
        let name = fields.words("name", ("单位名称", "name of the employer"), &self.name, 100);
        let credit_code = fields.credit_code("credit_code", &self.credit_code);
        let address = fields.words("address", ("地址", "address"), &self.address, 200);
        let contact_name = fields.words("contact_name", ("联系人", "contact"), &self.contact_name, 50);
        let telephone = fields.telephone("telephone", &self.telephone);
        let injury_class = fields.number("injury_class", &self.injury_class, 1_u8, 8);
        let founded_on = fields.date("founded_on", &self.founded_on);
        match (name, credit_code, address, contact_name, injury_class, founded_on) {
            (Some(name), Some(credit_code), Some(address), Some(contact_name), Some(injury_class), Some(founded_on))
                if fields.refusals.is_empty() =>
            {
                Ok(Registration { name, credit_code, address, contact_name, telephone, injury_class, founded_on })
            }
            _ => Err(fields.refusals),
        }
    }
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// An employer already registered under the code, in whichever area.
    pub registered: Option<Employer>,
    /// The number the new employer will have.
    pub employer_id: i64,
    /// The account that handed the form in.
    pub applicant_id: Option<i64>,
    pub circumstances: Circumstances,
}

/// Registration of an employer.
pub struct EmployerRegistration {
    law: Arc<Law>,
    declaration: Declaration,
}

impl EmployerRegistration {
    pub fn new(law: Arc<Law>) -> EmployerRegistration {
        EmployerRegistration { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "employer_registration",
        title: Text::new("单位参保登记", "Employer registration"),
        purpose: Text::new(
            "新成立或新迁入的单位办理社会保险参保登记。登记后即可为职工参保、缴费。",
            "A new employer registers for social insurance; afterwards it can insure its employees and pay contributions.",
        ),
        who_may_apply: Text::new("依法成立的用人单位，由单位经办人申请", "an employer founded under the law, through its clerk"),
        applicants: &[Role::EmployerClerk],
        flow: Flow::AcceptDecide,
        materials: vec![MaterialRequirement::conditional(
            "business_licence",
            ("营业执照或批准成立证件（扫描件）", "business licence or certificate of foundation (scan)"),
            ("信息不能通过数据共享核验时", "when the data cannot be checked by exchange"),
        )],
        time_limits: vec![("employer_registration_decision", Text::new("审核", "decision"))],
        channels: vec![
            Channel::Web,
            Channel::PhoneApp,
            Channel::Kiosk,
            Channel::Telephone,
            Channel::Post,
            Channel::Email,
            Channel::Counter,
        ],
        legal_basis: vec![Citation::new("社会保险法", "第57条")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("在网上填写单位信息", "fill in the employer's particulars online"),
            Text::new("经办人受理", "a clerk accepts it"),
            Text::new("审批人审批", "the decision maker decides"),
            Text::new("短信或电话告知结果，无需到大厅", "you are told the result; no visit is needed"),
        ],
    }
}

impl ApplicationProcedure for EmployerRegistration {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, _given: &Given) -> Result<Facts, Failure> {
        let Ok(registration) = form.read() else { return Ok(Facts::default()) };
        let registered = gathering.employer_by_credit_code(&registration.credit_code)?;
        let employer_id = if at.step == Step::Grant { gathering.reserve("employer", 1)? } else { 0 };
        Ok(Facts { registered, employer_id, applicant_id: at.submitted_by, circumstances: Circumstances::gather(gathering)? })
    }

    fn about(&self, form: &Form, _facts: &Facts) -> (Party, Text) {
        (Party::AGENCY, Text::same(form.name.trim()))
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        decide::check(form, facts, given, step)
    }

    fn deadlines(&self, _form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        decide::deadlines(&self.law, facts, given, step)
    }

    fn reckon_anew(
        &self,
        area: AreaCode,
        _form: &Form,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Vec<Deadline>, Refusals> {
        limits::anew(&self.law, &[("decision", "employer_registration_decision")], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(case, form, facts, given)
    }
}
