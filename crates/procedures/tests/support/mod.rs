//! The router on an embedded database in a folder that is thrown away, and a browser of few words.

use std::sync::Arc;

use agency::Agency;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Request, Response, StatusCode};
use casework::identity::Session;
use procedures::story::{PureDoor, World, parse, replay};
use rules::{Law, LawSource};
use sha2::{Digest, Sha256};
use store::{Keys, Location};
use tower::ServiceExt;
use values::Language;

const CSRF: &str = "the-token-against-forged-forms";
const BOUNDARY: &str = "----between-the-parts";

/// A page as it came.
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub bytes: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// The value of an input by its name, with the entities of HTML undone.
    pub fn value(&self, name: &str) -> String {
        let text = self.text();
        let start = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no input {name} in {text}"));
        let rest = &text[start..];
        let from = rest.find("value=\"").unwrap() + 7;
        let raw = &rest[from..from + rest[from..].find('"').unwrap()];
        raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }
}

/// The agency of one story with its router.
pub struct Site {
    pub world: World,
    router: Router,
    _folder: tempfile::TempDir,
}

impl Site {
    /// One employer, `A`, on 2020-02-10; `newcomer` has an account and no employer.
    pub fn new() -> Site {
        let text = "story pages\nemployer A owes 30000.00 for 2020-02\n2020-02-10 | A | nothing | nothing\n";
        Site::told(text, &["A", "newcomer", "clerk"])
    }

    /// What a story has made of the world, with a session for each of those named. A row that does nothing only moves the day.
    pub fn told(text: &str, whos: &[&str]) -> Site {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Embedded { directory: folder.path().to_owned() };
        store::migrate(&location).unwrap();
        let store = store::open(&location, Keys::generate().unwrap()).unwrap();
        let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
        let story = parse(text).unwrap().remove(0);
        let mut world = World::set_up(store, law, &story, "").unwrap();
        if story.rows.iter().any(|row| row.does != "nothing") {
            replay(&mut world, &mut PureDoor::default(), &story).unwrap();
        }
        for who in whos {
            open_session(&world.agency, &world, who);
        }
        Site { router: procedures::router::router(world.agency.clone()), world, _folder: folder }
    }

    pub async fn get(&self, who: &str, language: Language, address: &str) -> Page {
        self.send(Request::get(address).header(COOKIE, cookies(who, language)).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: &str, language: Language, address: &str, fields: &[(&str, &str)]) -> Page {
        self.post_with_file(who, language, address, fields, None).await
    }

    /// Sends a form in parts; the file is (field, file name, content).
    pub async fn post_with_file(
        &self,
        who: &str,
        language: Language,
        address: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("csrf_token", CSRF)]) {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        if let Some((name, file_name, content)) = file {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n");
            body.extend(head.bytes().chain(content.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let request = Request::post(address)
            .header(COOKIE, cookies(who, language))
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let location = response.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = response.status();
        Page { status, location, bytes: to_bytes(response.into_body(), 64 * 1024 * 1024).await.unwrap().to_vec() }
    }
}

fn token(who: &str) -> String {
    hex::encode(Sha256::digest(who.as_bytes()))
}

fn cookies(who: &str, language: Language) -> String {
    format!("session={}; language={}", token(who), language.code())
}

fn open_session(agency: &Agency, world: &World, who: &str) {
    let user = &world.users[who];
    let now = agency.clock.now();
    let session = Session {
        token_sha256: hex::encode(Sha256::digest(token(who).as_bytes())),
        area: user.area,
        user_id: user.id,
        csrf_token: CSRF.to_owned(),
        created_at: now,
        expires_at: now.plus_seconds(20 * 60).unwrap(),
    };
    agency.store.open_session(&session).unwrap();
}
