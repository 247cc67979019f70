//! The frame of a page with the navigation its reader may use.

use casework::{Actor, Role};
use values::Text;
use web::{NavigationItem, Shell, SignedIn, Surface, Visitor};

use crate::routes::{INJURY_BENEFIT_READERS, PAYROLL_READERS};

/// The frame of a page of somebody signed in. `current` is the navigation's address the page belongs to, such as `/desk/cases`.
pub fn shell(signed_in: &SignedIn, surface: Surface, title: Text, current: &str) -> Shell {
    let mut shell = signed_in.shell(surface, title);
    shell.navigation = navigation(&signed_in.actor, surface, current);
    shell
}

/// The frame of a public page; somebody signed in keeps the way back to their own pages.
pub fn public_shell(visitor: &Visitor, title: Text) -> Shell {
    visitor.shell(Surface::Public, title)
}

/// The surface an account lives on.
pub fn surface_of(actor: &Actor) -> Surface {
    if actor.is_staff() {
        Surface::Desk
    } else if actor.has(Role::EmployerClerk) {
        Surface::Employer
    } else {
        Surface::My
    }
}

/// An entry of the desk's navigation: address, words, and who sees it (everybody where no role is named).
type Entry = (&'static str, (&'static str, &'static str), &'static [Role]);

const DESK: &[Entry] = &[
    ("/desk", ("我的待办", "My work"), &[]),
    ("/desk/cases", ("全部业务", "All cases"), &[]),
    ("/desk/search", ("查询", "Search"), &[]),
    (
        "/desk/contribution-assessments",
        ("月度核定", "Monthly assessment"),
        &[Role::FundAccountant, Role::AreaLeader, Role::CitySupervisor, Role::Auditor],
    ),
    ("/desk/contribution-payments/new", ("登记到账", "Record a receipt"), &[Role::FundAccountant]),
    ("/desk/benefit-payrolls", ("待遇发放", "Benefit payrolls"), PAYROLL_READERS),
    (
        "/desk/life-certification",
        ("资格认证", "Life certification"),
        &[Role::Clerk, Role::BenefitOfficer, Role::HotlineOperator, Role::HallManager],
    ),
    (
        "/my/benefit-death",
        ("死亡申报", "Report of a death"),
        &[Role::Clerk, Role::BenefitOfficer, Role::HotlineOperator, Role::HallManager],
    ),
    (
        "/desk/pension-recalculations",
        ("重新核定", "New determinations"),
        &[Role::BenefitOfficer, Role::DecisionMaker, Role::AreaLeader, Role::CitySupervisor, Role::Auditor],
    ),
    ("/desk/pension-adjustments", ("年度调整", "Yearly adjustment"), &[Role::BenefitOfficer, Role::DecisionMaker, Role::AreaLeader]),
    ("/desk/injury-benefits", ("工伤待遇", "Injury benefits"), INJURY_BENEFIT_READERS),
    (
        "/desk/injury-clocks",
        ("工伤时限", "Injury limits"),
        &[Role::InjuryOfficer, Role::Reviewer, Role::DecisionMaker, Role::AreaLeader, Role::CitySupervisor, Role::Auditor],
    ),
    (
        "/desk/treatment-catalogue",
        ("目录版本", "Catalogues"),
        &[Role::InjuryOfficer, Role::Reviewer, Role::DecisionMaker, Role::CitySupervisor, Role::Auditor],
    ),
    (
        "/desk/appraisal-experts",
        ("鉴定专家库", "Experts"),
        &[Role::InjuryOfficer, Role::DecisionMaker, Role::AreaLeader, Role::CitySupervisor, Role::Auditor],
    ),
    ("/desk/daily-reports", ("每日报告", "Daily reports"), &[Role::InjuryOfficer, Role::AreaLeader, Role::CitySupervisor, Role::Auditor]),
    ("/desk/outbox", ("通知发件箱", "Outbox"), &[]),
    ("/desk/emergencies", ("应急状态", "Emergencies"), &[Role::CitySupervisor, Role::AreaLeader, Role::DutyOfficer, Role::Auditor]),
    ("/desk/audit", ("审计日志", "Audit log"), &[Role::Auditor, Role::Administrator]),
];

const EMPLOYER: &[Entry] = &[
    ("/employer", ("单位首页", "Home"), &[]),
    ("/employer/contributions", ("缴费", "Contributions"), &[]),
    ("/employer/documents", ("证明和文书", "Documents"), &[]),
    ("/services", ("办事", "Services"), &[]),
];

const MY: &[Entry] = &[
    ("/my", ("我的首页", "Home"), &[]),
    ("/my/rights-statement", ("权益记录", "My record"), &[]),
    ("/my/retirement", ("退休", "Retirement"), &[]),
    ("/my/pension", ("养老金", "Pension"), &[]),
    ("/my/injury-benefits", ("工伤待遇", "Injury benefits"), &[]),
    ("/my/documents", ("证明和文书", "Documents"), &[]),
    ("/services", ("办事", "Services"), &[]),
];

fn navigation(actor: &Actor, surface: Surface, current: &str) -> Vec<NavigationItem> {
    let entries = match surface {
        Surface::Desk => DESK,
        Surface::Employer => EMPLOYER,
        Surface::My => MY,
        Surface::Public | Surface::Kiosk => &[],
    };
    entries
        .iter()
        .filter(|(_, _, roles)| roles.is_empty() || actor.has_any(roles))
        .map(|(href, words, _)| NavigationItem::new(*href, Text::new(words.0, words.1), *href == current))
        .collect()
}
