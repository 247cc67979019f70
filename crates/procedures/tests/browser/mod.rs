//! A browser without a screen: signs accounts of a story in, gets pages and sends forms, on SQLite in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::sync::Arc;

use agency::Agency;
use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Request, StatusCode};
use casework::identity::{Session, User};
use casework::{Clock, Role};
use procedures::router;
use procedures::story::{PureDoor, World, parse, replay};
use rules::{Law, LawSource};
use sha2::{Digest, Sha256};
use store::{Keys, Location};
use tower::ServiceExt;
use values::{Language, Party};

const CSRF: &str = "0123456789abcdef0123456789abcdef";

pub struct Browser {
    pub world: World,
    router: Router,
    language: Language,
    _folder: tempfile::TempDir,
}

/// What came back: status, body, and where it leads.
pub struct Page {
    pub status: StatusCode,
    pub body: String,
    #[allow(dead_code, reason = "only some tests follow where a page leads")]
    pub location: String,
}

impl Browser {
    /// Plays a story and opens the site where it ended. `change` may change the agency, as a demonstration does.
    pub fn after(story: &str, change: impl FnOnce(Agency) -> Agency) -> Browser {
        let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Embedded { directory: folder.path().to_owned() };
        store::migrate(&location).unwrap();
        let store = store::open(&location, Keys::generate().unwrap()).unwrap();
        let story = parse(story).unwrap().remove(0);
        let mut world = World::set_up(store, law, &story, "").unwrap();
        replay(&mut world, &mut PureDoor::default(), &story).unwrap();
        world.agency = change(world.agency);
        add_person(&world);
        let router = router::router(world.agency.clone());
        let browser = Browser { world, router, language: Language::Chinese, _folder: folder };
        browser.open_sessions();
        browser
    }

    fn open_sessions(&self) {
        let mut users: Vec<User> = self.world.users.values().cloned().collect();
        users.extend(self.world.agency.store.reader().unwrap().user_by_login("person").unwrap());
        let now = self.world.clock.now();
        for user in users {
            let session = Session {
                token_sha256: hex::encode(Sha256::digest(token(&user.login).as_bytes())),
                area: user.area,
                user_id: user.id,
                csrf_token: CSRF.into(),
                created_at: now,
                expires_at: now.plus_seconds(3600).unwrap(),
            };
            self.world.agency.store.open_session(&session).unwrap();
        }
    }

    pub fn reads(&mut self, language: Language) {
        self.language = language;
    }

    pub async fn get(&self, login: &str, path: &str) -> Page {
        self.send(login, Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form; the token against forged forms is added.
    pub async fn post(&self, login: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = [("csrf_token", CSRF)];
        let encoded: Vec<String> =
            token.iter().chain(fields).map(|(name, value)| format!("{name}={}", web::language::encoded(value))).collect();
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(login, request.body(Body::from(encoded.join("&"))).unwrap()).await
    }

    /// Sends a form with a file; the token against forged forms is added.
    #[allow(dead_code, reason = "only some tests upload")]
    pub async fn upload(&self, login: &str, path: &str, fields: &[(&str, &str)], file: (&str, &str)) -> Page {
        let boundary = "a-boundary-of-a-test";
        let token = [("csrf_token", CSRF)];
        let mut body = String::new();
        for (name, value) in token.iter().chain(fields) {
            body += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        let (name, text) = file;
        body += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"table.csv\"\r\n");
        body += &format!("Content-Type: text/csv\r\n\r\n{text}\r\n--{boundary}--\r\n");
        let request = Request::post(path).header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        self.send(login, request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, login: &str, mut request: Request<Body>) -> Page {
        let cookies = format!("session={}; language={}", token(login), self.language.code());
        request.headers_mut().insert(COOKIE, cookies.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, body: String::from_utf8(bytes.to_vec()).unwrap(), location }
    }
}

fn token(login: &str) -> String {
    hex::encode(Sha256::digest(login.to_lowercase().as_bytes()))
}

/// Somebody insured through the first employer, with an account.
fn add_person(world: &World) {
    let store = &world.agency.store;
    let id = store.reserve(world.area, "user", 1).unwrap();
    let user = User {
        area: world.area,
        id,
        login: "person".into(),
        name: "person".into(),
        password_hash: String::new(),
        roles: vec![Role::Person],
        party: Some(Party::person(1)),
        language: Language::Chinese,
        active: true,
        failed_count: 0,
        locked_until: None,
    };
    store.add_user(&user).unwrap();
}
