//! Every route with every role over HTTP: who may knock gets in, everybody else is denied.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use agency::routes::Access;
use axum::http::StatusCode;
use casework::Role;
use common::{Answer, Hall};
use procedures::routes::all;

/// An address of a route, with something in the place of each parameter.
fn address(route: &str) -> String {
    let known =
        [("number", "371002-2020-000123-5"), ("area", "371002"), ("id", "1"), ("procedure", "contribution-deferral"), ("month", "2020-02")];
    let mut address = String::new();
    for part in route.split('/').skip(1) {
        let name = part.trim_matches(['{', '}']);
        let value = known.iter().find(|(known, _)| *known == name).map_or("x", |(_, value)| value);
        address.push('/');
        address.push_str(if part.starts_with('{') { value } else { part });
    }
    address
}

async fn knock(hall: &Hall, method: &str, route: &str, login: Option<&str>) -> Answer {
    let (cookie, token) = login.map(|login| hall.session(login)).unwrap_or_default();
    let address = address(route);
    if method == "GET" { hall.get(&address, &cookie).await } else { hall.post(&address, &cookie, &format!("csrf_token={token}")).await }
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_names_and_nobody_else() {
    let hall = Hall::open();
    for (method, route, access) in all() {
        // The interface answers for itself; its own test stands below. Signing in has a token of its own.
        if *access == Access::Interface || (*method, *route) == ("POST", "/sign-in") {
            continue;
        }
        for role in Role::ALL.into_iter().filter(|role| *role != Role::System) {
            let user = hall.agency.store.reader().unwrap().user_by_login(role.as_str()).unwrap().unwrap();
            let answer = knock(&hall, method, route, Some(role.as_str())).await;
            let denied = answer.status == StatusCode::FORBIDDEN || answer.location.starts_with("/sign-in");
            assert_eq!(denied, !access.admits(Some(&user.actor())), "{method} {route} as {}: {}", role.as_str(), answer.status);
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {route} as {}", role.as_str());
            assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {route}: listed, but the router has no such route");
        }
        let answer = knock(&hall, method, route, None).await;
        let led_to_sign_in = answer.status == StatusCode::SEE_OTHER && answer.location.starts_with("/sign-in?back=");
        assert_eq!(led_to_sign_in, *access != Access::Public, "{method} {route} as nobody: {}", answer.status);
    }
}

#[tokio::test]
async fn the_interface_knows_nobody_without_credentials() {
    let hall = Hall::open();
    for (method, route, access) in all() {
        if *access == Access::Interface {
            let answer = knock(&hall, method, route, None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {route}");
            assert_eq!(answer.kind, "application/problem+json", "{method} {route}");
        }
    }
}

#[tokio::test]
async fn no_form_is_taken_without_its_token() {
    let hall = Hall::open();
    for (method, route, access) in all().filter(|(method, _, access)| *method == "POST" && *access != Access::Interface) {
        let login = Role::ALL.into_iter().find(|role| {
            let user = hall.agency.store.reader().unwrap().user_by_login(role.as_str()).unwrap();
            user.is_some_and(|user| access.admits(Some(&user.actor())))
        });
        let (cookie, _) = hall.session(login.unwrap().as_str());
        for form in ["", "csrf_token=", "csrf_token=wrong"] {
            let answer = hall.post(&address(route), &cookie, form).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {route} with {form:?}");
        }
    }
}

/// Every `.route("…"` of the sources is in the table: a page somebody forgot to list would be denied to everybody.
#[test]
fn every_route_of_the_sources_is_listed() {
    let mut found = Vec::new();
    for folder in [concat!(env!("CARGO_MANIFEST_DIR"), "/src"), concat!(env!("CARGO_MANIFEST_DIR"), "/../web/src")] {
        collect(std::path::Path::new(folder), &mut found);
    }
    assert!(found.len() > 30, "{} routes found", found.len());
    for (file, route) in found {
        assert!(all().any(|(_, listed, _)| *listed == route), "{file}: {route} is not in the table of routes");
    }
}

fn collect(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for part in text.split(".route(").skip(1) {
                if let Some(route) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                    found.push((path.display().to_string(), route.to_owned()));
                }
            }
        }
    }
}

#[tokio::test]
async fn a_guide_offers_no_button_that_leads_to_a_closed_door() {
    let hall = Hall::open();
    let (mut buttons, mut instead) = (0, 0);
    let routes: Vec<String> = hall.agency.registry.all().filter_map(|surface| surface.declaration()).map(|found| found.route()).collect();
    for route in routes {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::System) {
            let (cookie, _) = hall.session(role.as_str());
            let guide = hall.get(&format!("/services/{route}"), &cookie).await;
            assert_eq!(guide.status, StatusCode::OK, "{route}");
            let button =
                guide.body.split("<a class=\"button\" href=\"").nth(1).or_else(|| guide.body.split("role=\"button\" href=\"").nth(1));
            match button.and_then(|rest| rest.split('"').next()) {
                Some(address) => {
                    buttons += 1;
                    let opened = hall.get(address, &cookie).await;
                    assert!(
                        opened.status != StatusCode::FORBIDDEN && opened.status != StatusCode::NOT_FOUND,
                        "{address} as {}",
                        role.as_str()
                    );
                }
                None => {
                    instead += 1;
                    assert!(guide.body.contains("Your account cannot apply for itself"), "{route} as {}: {}", role.as_str(), guide.body);
                }
            }
        }
    }
    assert!(buttons > 40 && instead > 40, "{buttons} {instead}");
}
