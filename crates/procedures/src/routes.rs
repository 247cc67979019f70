//! Every route with who may use it. What is not listed here is denied, whatever the router knows.
//!
//! A page that shows one case or one record asks again whether it is the reader's; this table only says which kind of reader
//! may knock.

use casework::Role;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    SignedIn,
    /// Any role that works at the desk.
    Staff,
    Roles(&'static [Role]),
    /// The interface looks at the credentials of each request itself and answers in its own format.
    Interface,
}

/// A method, an address as the router knows it, and who may use it.
pub type Route = (&'static str, &'static str, Access);

const AUDITORS: Access = Access::Roles(&[Role::Auditor, Role::Administrator]);
const CITY: Access = Access::Roles(&[Role::CitySupervisor]);
const APPLICANTS: Access = Access::Roles(&[Role::Person, Role::EmployerClerk]);

/// All routes. A procedure adds its own lines.
pub const ALL: &[Route] = &[
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
    ("GET", "/cases/{number}/materials/{sha256}", APPLICANTS),
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
    ("GET", "/desk/emergencies", CITY),
    ("POST", "/desk/emergencies/confirm", CITY),
    ("POST", "/desk/emergencies", CITY),
    // The interface.
    ("GET", "/api", Access::Public),
    ("GET", "/api/v1/openapi.json", Access::Public),
    ("GET", "/api/v1/procedures", Access::Public),
    ("GET", "/api/v1/procedures/{procedure}/guide", Access::Public),
    ("GET", "/api/v1/cases", Access::Interface),
    ("POST", "/api/v1/documents", Access::Interface),
    ("GET", "/api/v1/cases/{number}", Access::Interface),
    ("POST", "/api/v1/cases/{number}/commands", Access::Interface),
    ("POST", "/api/v1/procedures/{procedure}/cases", Access::Interface),
];

/// Who may use a method of an address; `None` when it is not listed. HEAD is answered wherever GET is.
pub fn access(method: &str, path: &str) -> Option<Access> {
    let method = if method == "HEAD" { "GET" } else { method };
    ALL.iter().find(|(listed, address, _)| *listed == method && *address == path).map(|(_, _, access)| *access)
}

/// Whether an address is listed under any method.
pub fn is_known(path: &str) -> bool {
    ALL.iter().any(|(_, address, _)| *address == path)
}

impl Access {
    /// Whether somebody with these roles, or nobody (`None`), may use it.
    pub fn admits(self, actor: Option<&casework::Actor>) -> bool {
        match (self, actor) {
            (Access::Public | Access::Interface, _) => true,
            (_, None) => false,
            (Access::SignedIn, Some(_)) => true,
            (Access::Staff, Some(actor)) => actor.is_staff(),
            (Access::Roles(roles), Some(actor)) => actor.has_any(roles),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_listed_once() {
        for (position, (method, path, _)) in ALL.iter().enumerate() {
            assert!(!ALL[..position].iter().any(|(earlier, address, _)| earlier == method && address == path), "{method} {path}");
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
