//! Who acts, through which channel, and for whom.

use serde::{Deserialize, Serialize};
use values::{AreaCode, CaseNumber, Date, Instant, Language, Party, PartyKind, Text};

/// What somebody may do. One account may hold several; separation of duties is still enforced on each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Person,
    EmployerClerk,
    Clerk,
    Reviewer,
    DecisionMaker,
    FundAccountant,
    BenefitOfficer,
    InjuryOfficer,
    HotlineOperator,
    HallManager,
    DutyOfficer,
    AreaLeader,
    CitySupervisor,
    Auditor,
    Administrator,
    /// A nightly job or the command line of the operator.
    System,
}

impl Role {
    pub const ALL: [Role; 16] = [
        Role::Person,
        Role::EmployerClerk,
        Role::Clerk,
        Role::Reviewer,
        Role::DecisionMaker,
        Role::FundAccountant,
        Role::BenefitOfficer,
        Role::InjuryOfficer,
        Role::HotlineOperator,
        Role::HallManager,
        Role::DutyOfficer,
        Role::AreaLeader,
        Role::CitySupervisor,
        Role::Auditor,
        Role::Administrator,
        Role::System,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Person => "person",
            Role::EmployerClerk => "employer_clerk",
            Role::Clerk => "clerk",
            Role::Reviewer => "reviewer",
            Role::DecisionMaker => "decision_maker",
            Role::FundAccountant => "fund_accountant",
            Role::BenefitOfficer => "benefit_officer",
            Role::InjuryOfficer => "injury_officer",
            Role::HotlineOperator => "hotline_operator",
            Role::HallManager => "hall_manager",
            Role::DutyOfficer => "duty_officer",
            Role::AreaLeader => "area_leader",
            Role::CitySupervisor => "city_supervisor",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::System => "system",
        }
    }

    pub fn of(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Role::Person => ("参保人", "insured person"),
            Role::EmployerClerk => ("单位经办人", "employer's clerk"),
            Role::Clerk => ("经办人", "clerk"),
            Role::Reviewer => ("复核人", "reviewer"),
            Role::DecisionMaker => ("审批人", "decision maker"),
            Role::FundAccountant => ("基金会计", "fund accountant"),
            Role::BenefitOfficer => ("待遇岗", "benefit officer"),
            Role::InjuryOfficer => ("工伤岗", "work-injury officer"),
            Role::HotlineOperator => ("热线坐席", "hotline operator"),
            Role::HallManager => ("大厅管理员", "hall manager"),
            Role::DutyOfficer => ("值班员", "duty officer"),
            Role::AreaLeader => ("区市负责人", "area leader"),
            Role::CitySupervisor => ("市局监管", "city supervisor"),
            Role::Auditor => ("审计", "auditor"),
            Role::Administrator => ("系统管理员", "administrator"),
            Role::System => ("系统", "system"),
        };
        Text::new(chinese, english)
    }

    /// The desk of a role inside an area, to which the program writes: a limit that is nearly due, or one that has passed. It has
    /// no book. Roles are only ever added at the end, so that the number stays.
    pub fn desk(self) -> Party {
        let position = Role::ALL.into_iter().position(|role| role == self).unwrap_or(0);
        Party { kind: PartyKind::Agency, id: position as i64 + 1 }
    }

    /// The role whose desk a party is.
    pub fn of_desk(party: Party) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.desk() == party)
    }

    /// Staff work at the desk; persons and employers do not.
    pub fn is_staff(self) -> bool {
        !matches!(self, Role::Person | Role::EmployerClerk | Role::System)
    }

    /// Roles that see every area of the city.
    pub fn sees_city(self) -> bool {
        matches!(self, Role::CitySupervisor | Role::Auditor | Role::Administrator | Role::System)
    }
}

/// The signed-in account that gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The area the account belongs to (the city's own code for city staff).
    pub area: AreaCode,
    pub user_id: i64,
    pub name: String,
    pub roles: Vec<Role>,
    /// The person or employer the account speaks for, in `area`.
    pub party: Option<Party>,
    pub language: Language,
}

impl Actor {
    /// The operator at the command line, or a job.
    pub fn system(area: AreaCode) -> Actor {
        Actor { area, user_id: 0, name: "system".into(), roles: vec![Role::System], party: None, language: Language::Chinese }
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|role| role.is_staff())
    }

    /// Whether this account may see and handle what belongs to `area`.
    pub fn reaches(&self, area: AreaCode) -> bool {
        self.area == area || self.roles.iter().any(|role| role.sees_city())
    }

    /// Whether this account speaks for `party` of `area`.
    pub fn speaks_for(&self, area: AreaCode, party: Party) -> bool {
        self.area == area && self.party == Some(party)
    }
}

/// The way a command reached the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Web,
    PhoneApp,
    Kiosk,
    Telephone,
    Post,
    Email,
    Counter,
    Api,
    System,
}

impl Channel {
    pub const ALL: [Channel; 9] = [
        Channel::Web,
        Channel::PhoneApp,
        Channel::Kiosk,
        Channel::Telephone,
        Channel::Post,
        Channel::Email,
        Channel::Counter,
        Channel::Api,
        Channel::System,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::PhoneApp => "phone_app",
            Channel::Kiosk => "kiosk",
            Channel::Telephone => "telephone",
            Channel::Post => "post",
            Channel::Email => "email",
            Channel::Counter => "counter",
            Channel::Api => "api",
            Channel::System => "system",
        }
    }

    pub fn of(word: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Channel::Web => ("网上大厅", "web hall"),
            Channel::PhoneApp => ("手机", "phone"),
            Channel::Kiosk => ("自助终端", "kiosk"),
            Channel::Telephone => ("电话", "telephone"),
            Channel::Post => ("邮寄", "post"),
            Channel::Email => ("电子邮件", "e-mail"),
            Channel::Counter => ("窗口收件", "counter"),
            Channel::Api => ("接口", "API"),
            Channel::System => ("系统", "system"),
        };
        Text::new(chinese, english)
    }
}

/// Somebody acted for somebody else, with a recorded authorisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OnBehalf {
    pub party: Party,
    /// What the authorisation rests on, in the words of who recorded it.
    pub authorisation: String,
}

/// Everything about a command that is not the command: who gave it, how, for whom and when.
#[derive(Debug, Clone)]
pub struct Given {
    pub actor: Actor,
    pub channel: Channel,
    pub on_behalf_of: Option<OnBehalf>,
    /// The case whose act made this one necessary, such as the end of an emergency that is being carried to every case.
    pub cause: Option<CaseNumber>,
    /// The business date: the day the law is asked about.
    pub today: Date,
    /// The instant recorded in the log.
    pub now: Instant,
    /// Repeating a command under the same key answers as the first time.
    pub idempotency_key: String,
}
