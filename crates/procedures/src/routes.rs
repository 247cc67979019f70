//! Every route with who may use it. What is not listed here is denied, whatever the router knows.
//!
//! A page that shows one case or one record asks again whether it is the reader's; this table only says which kind of reader
//! may knock.

use agency::routes::{Access, Route};
use casework::Role;

const AUDITORS: Access = Access::Roles(&[Role::Auditor, Role::Administrator]);
const CITY: Access = Access::Roles(&[Role::CitySupervisor]);
const EMERGENCY_READERS: Access = Access::Roles(&[Role::CitySupervisor, Role::AreaLeader, Role::DutyOfficer, Role::Auditor]);
const APPLICANTS: Access = Access::Roles(&[Role::Person, Role::EmployerClerk]);

const CLERKS: Access = Access::Roles(&[Role::EmployerClerk]);
/// An employer's clerk, or staff on a recorded authorisation.
const CLERKS_AND_HELPERS: Access =
    Access::Roles(&[Role::EmployerClerk, Role::Clerk, Role::HotlineOperator, Role::HallManager, Role::FundAccountant]);
const ACCOUNTANTS: Access = Access::Roles(&[Role::FundAccountant]);
const RUN_READERS: Access = Access::Roles(&[Role::FundAccountant, Role::AreaLeader, Role::CitySupervisor, Role::Auditor]);
/// Clerks of employers, and every role that may act for one.
const EMPLOYERS_AND_STAFF: Access = Access::Roles(&[
    Role::EmployerClerk,
    Role::Clerk,
    Role::HotlineOperator,
    Role::HallManager,
    Role::BenefitOfficer,
    Role::InjuryOfficer,
    Role::FundAccountant,
    Role::Reviewer,
    Role::DecisionMaker,
    Role::DutyOfficer,
    Role::AreaLeader,
]);

/// The routes of this crate; a procedure adds its own lines. Families in crates of their own bring theirs.
const HERE: &[Route] = &[
    // Open to everybody.
    ("GET", "/", Access::Public),
    ("GET", "/healthz", Access::Public),
    ("GET", "/services", Access::Public),
    ("GET", "/services/{procedure}", Access::Public),
    ("GET", "/legal", Access::Public),
    ("GET", "/accessibility", Access::Public),
    ("GET", "/language/{code}", Access::Public),
    ("GET", "/assets/{hash}/{name}", Access::Public),
    ("GET", "/favicon.ico", Access::Public),
    ("GET", "/manifest.webmanifest", Access::Public),
    ("GET", "/sign-in", Access::Public),
    ("POST", "/sign-in", Access::Public),
    ("POST", "/sign-out", Access::SignedIn),
    // Applicants.
    ("GET", "/my", Access::Roles(&[Role::Person])),
    ("GET", "/employer", Access::Roles(&[Role::EmployerClerk])),
    ("GET", "/cases/{number}", APPLICANTS),
    ("POST", "/cases/{number}/supplement", APPLICANTS),
    ("POST", "/cases/{number}/withdraw", APPLICANTS),
    ("POST", "/cases/{number}/print", APPLICANTS),
    ("GET", "/cases/{number}/materials/{sha256}", APPLICANTS),
    // Personnel changes: clerks for their employer, staff on behalf of one. The pages ask again for whom.
    ("GET", "/employer/personnel-change", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/personnel-change/one/{kind}", EMPLOYERS_AND_STAFF),
    ("POST", "/employer/personnel-change/one/{kind}", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/personnel-change/people", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/personnel-change/upload", EMPLOYERS_AND_STAFF),
    ("POST", "/employer/personnel-change/upload", EMPLOYERS_AND_STAFF),
    ("POST", "/employer/personnel-change/upload/submit", EMPLOYERS_AND_STAFF),
    ("POST", "/employer/personnel-change/upload/report", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/personnel-change/template.xlsx", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/personnel-change/template.csv", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/personnel-change/done/{number}", EMPLOYERS_AND_STAFF),
    // Registration of an employer, by its clerk or by staff on behalf of one.
    ("GET", "/employer/employer-registration", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/employer-registration/form", EMPLOYERS_AND_STAFF),
    ("POST", "/employer/employer-registration/form", EMPLOYERS_AND_STAFF),
    ("GET", "/employer/employer-registration/done/{number}", EMPLOYERS_AND_STAFF),
    // The desk.
    ("GET", "/desk", Access::Staff),
    ("GET", "/desk/cases", Access::Staff),
    ("GET", "/desk/cases/{number}", Access::Staff),
    ("POST", "/desk/cases/{number}/{action}", Access::Staff),
    ("GET", "/desk/cases/{number}/materials/{sha256}", Access::Staff),
    ("GET", "/desk/search", Access::Staff),
    ("POST", "/desk/search", Access::Staff),
    ("GET", "/desk/persons/{area}/{id}", Access::Staff),
    ("POST", "/desk/persons/{area}/{id}/reveal", Access::Staff),
    ("GET", "/desk/employers/{area}/{id}", Access::Staff),
    ("POST", "/desk/employers/{area}/{id}/reveal", Access::Staff),
    ("GET", "/desk/outbox", Access::Staff),
    ("GET", "/desk/audit", AUDITORS),
    // What moved is read by who answers for an area, too; only the city changes an emergency.
    ("GET", "/desk/emergencies", EMERGENCY_READERS),
    ("GET", "/desk/emergencies/{number}", EMERGENCY_READERS),
    ("GET", "/desk/emergencies/{number}/moved.xlsx", EMERGENCY_READERS),
    ("GET", "/desk/emergencies/{number}/moved.csv", EMERGENCY_READERS),
    ("POST", "/desk/emergencies/confirm", CITY),
    ("POST", "/desk/emergencies", CITY),
    // Contributions: the employer's account and months, and the applications about them.
    ("GET", "/employer/contributions", CLERKS),
    ("POST", "/employer/contributions/demonstration-receipt", CLERKS),
    ("GET", "/employer/contributions/{month}", CLERKS),
    ("GET", "/employer/contributions/{month}/people/{person}", CLERKS),
    ("GET", "/employer/contribution-deferral", CLERKS_AND_HELPERS),
    ("POST", "/employer/contribution-deferral", CLERKS_AND_HELPERS),
    ("GET", "/employer/contribution-deferral/sent/{number}", CLERKS_AND_HELPERS),
    ("GET", "/employer/contribution-makeup", CLERKS_AND_HELPERS),
    ("POST", "/employer/contribution-makeup", CLERKS_AND_HELPERS),
    ("GET", "/employer/contribution-makeup/sent/{number}", CLERKS_AND_HELPERS),
    // Contributions at the desk.
    ("GET", "/desk/contribution-payments/new", ACCOUNTANTS),
    ("POST", "/desk/contribution-payments/new", ACCOUNTANTS),
    ("GET", "/desk/contribution-payments/{number}", Access::Staff),
    ("GET", "/desk/contribution-assessments", RUN_READERS),
    ("POST", "/desk/contribution-assessments", ACCOUNTANTS),
    ("GET", "/desk/contribution-assessments/{number}", RUN_READERS),
    // Daily reports: areas report, the city sums up; the pages and the decisions ask again who may what.
    ("GET", "/desk/daily-reports", Access::Staff),
    ("GET", "/desk/daily-reports/{topic}/calendar", Access::Staff),
    ("GET", "/desk/daily-reports/{topic}/{day}", Access::Staff),
    ("GET", "/desk/daily-reports/{topic}/{day}/report.xlsx", Access::Staff),
    ("GET", "/desk/daily-reports/{topic}/{day}/report.json", Access::Staff),
    ("POST", "/desk/daily-reports/{topic}/{day}/{act}", Access::Staff),
    // A person's record.
    ("GET", "/my/rights-statement", Access::Roles(&[Role::Person])),
    ("GET", "/my/rights-statement/{month}", Access::Roles(&[Role::Person])),
    ("GET", "/desk/persons/{area}/{id}/rights-statement", Access::Staff),
    ("GET", "/desk/persons/{area}/{id}/rights-statement/{month}", Access::Staff),
    // Documents: verified by anybody; asked for and fetched by who may have them. The pages ask again for whom.
    ("GET", "/verify", Access::Public),
    ("GET", "/verify/{code}", Access::Public),
    ("GET", "/documents/{code}", Access::SignedIn),
    ("GET", "/my/documents", Access::Roles(&[Role::Person])),
    ("POST", "/my/documents", Access::Roles(&[Role::Person])),
    ("GET", "/employer/documents", CLERKS),
    ("POST", "/employer/documents", CLERKS),
    ("GET", "/desk/persons/{area}/{id}/documents", Access::Staff),
    ("POST", "/desk/persons/{area}/{id}/documents", Access::Staff),
    ("GET", "/desk/employers/{area}/{id}/documents", Access::Staff),
    ("POST", "/desk/employers/{area}/{id}/documents", Access::Staff),
    // Notices.
    ("GET", "/notices", Access::Public),
    ("GET", "/notices/{id}", Access::Public),
    // The interface.
    ("GET", "/api", Access::Public),
    ("GET", "/api/v1/openapi.json", Access::Public),
    ("GET", "/api/v1/procedures", Access::Public),
    ("GET", "/api/v1/procedures/{procedure}/guide", Access::Public),
    ("GET", "/api/v1/cases", Access::Interface),
    ("GET", "/api/v1/emergency-changes", Access::Interface),
    ("GET", "/api/v1/emergency-changes/{number}/moved", Access::Interface),
    ("POST", "/api/v1/documents", Access::Interface),
    ("GET", "/api/v1/cases/{number}", Access::Interface),
    ("POST", "/api/v1/cases/{number}/commands", Access::Interface),
    ("POST", "/api/v1/{procedure}/cases", Access::Interface),
];

/// Every route that is served.
pub fn all() -> impl Iterator<Item = &'static Route> {
    [HERE, pensions::ROUTES].into_iter().chain(injuries::ROUTES.iter().copied()).flatten()
}

/// Who may use a method of an address; `None` when it is not listed. HEAD is answered wherever GET is.
pub fn access(method: &str, path: &str) -> Option<Access> {
    let method = if method == "HEAD" { "GET" } else { method };
    all().find(|(listed, address, _)| *listed == method && *address == path).map(|(_, _, access)| *access)
}

/// Whether an address is listed under any method.
pub fn is_known(path: &str) -> bool {
    all().any(|(_, address, _)| *address == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_listed_once() {
        for (position, (method, path, _)) in all().enumerate() {
            assert!(!all().take(position).any(|(earlier, address, _)| earlier == method && address == path), "{method} {path}");
        }
    }

    #[test]
    fn nobody_and_an_unlisted_address_are_denied() {
        assert_eq!(access("GET", "/desk/secret"), None);
        assert_eq!(access("DELETE", "/desk"), None);
        assert_eq!(access("HEAD", "/desk"), Some(Access::Staff));
        assert!(!Access::SignedIn.admits(None));
    }
}
