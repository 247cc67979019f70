//! Who asks: the session behind a request, and what every page needs to know of it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use casework::identity::{Session, User};
use casework::{Actor, Channel, Clock, Given, OnBehalf, Reader, Store, StoreError};
use sha2::{Digest, Sha256};
use values::{AreaCode, Date, Instant, Language, Text};

use crate::blocking::blocking;
use crate::cookie;
use crate::errors::PageError;
use crate::language;
use crate::layout::{Banner, Shell, Surface, Viewer};
use crate::password::{PasswordCost, PasswordError, Turnstile};

/// Without a page for this long, a session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// After this long a session ends whatever was done in it.
pub const ABSOLUTE_SECONDS: i64 = 12 * 60 * 60;
/// How much of the idle time must have passed before a session is written anew; not every page is a write.
const WRITE_AFTER_SECONDS: i64 = 5 * 60;
pub(crate) const SESSION_COOKIE: &str = "session";

/// Unpredictable bytes. The binary gives the operating system's.
pub trait Randomness: Send + Sync {
    /// Fills `bytes`, or says that there are none to be had.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The operating system gave no random bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRandomness;

/// `N` random bytes in hexadecimal.
pub fn random_token<const N: usize>(randomness: &dyn Randomness) -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; N];
    randomness.fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// What is the same on every page of an agency.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The agency's name.
    pub agency: Text,
    /// The city's own area, under which failed sign-ins of unknown accounts are recorded.
    pub city: Option<AreaCode>,
    pub areas: HashMap<AreaCode, Text>,
    /// Whether browsers reach it over https.
    pub https: bool,
}

impl Site {
    /// The name of an area; its code where it has none.
    pub fn area_name(&self, area: AreaCode) -> Text {
        self.areas.get(&area).cloned().unwrap_or_else(|| Text::same(area.to_string()))
    }
}

/// What identity needs besides storage and clock.
pub struct Identity {
    pub site: Arc<Site>,
    pub randomness: Box<dyn Randomness>,
    /// The hash an unknown login is verified against, so that it takes as long as a known one.
    pub(crate) decoy: String,
    pub(crate) turnstile: Turnstile,
    /// Attempts on one login follow one another, so that none slips past the count of failures.
    pub(crate) attempts: [tokio::sync::Mutex<()>; 16],
}

impl Identity {
    /// `cost` must be the cost of the stored passwords: an unknown login is answered in the time it takes.
    pub fn new(site: Site, randomness: Box<dyn Randomness>, cost: &PasswordCost) -> Result<Identity, PasswordError> {
        let mut salt = [0_u8; 16];
        randomness.fill(&mut salt).map_err(|_| PasswordError)?;
        let decoy = cost.hash(&hex::encode(salt), &salt)?;
        Ok(Identity { site: Arc::new(site), randomness, decoy, turnstile: Turnstile::new(), attempts: Default::default() })
    }
}

/// What the shell needs of an application's state: implement `FromRef<YourState>` for it.
#[derive(Clone)]
pub struct WebState {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub identity: Arc<Identity>,
}

/// Whoever sends the request, signed in or not.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub actor: Option<Actor>,
    /// Must come back with every form; empty for who is not signed in.
    pub csrf_token: String,
    pub language: Language,
    /// The business date.
    pub today: Date,
    pub now: Instant,
    /// Path and query.
    pub path: String,
    /// A key for the one form of this page, under which sending it twice does it once.
    pub fresh_key: String,
    /// The notice to everybody, put in by the router.
    pub banner: Option<Banner>,
    pub site: Arc<Site>,
}

/// Somebody signed in. As an extractor it leads everybody else to the sign-in page.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub actor: Actor,
    pub csrf_token: String,
    pub language: Language,
    /// The business date.
    pub today: Date,
    pub now: Instant,
    /// Path and query.
    pub path: String,
    pub fresh_key: String,
    pub banner: Option<Banner>,
    pub site: Arc<Site>,
}

impl From<SignedIn> for Visitor {
    fn from(signed_in: SignedIn) -> Visitor {
        let SignedIn { actor, csrf_token, language, today, now, path, fresh_key, banner, site } = signed_in;
        Visitor { actor: Some(actor), csrf_token, language, today, now, path, fresh_key, banner, site }
    }
}

impl Visitor {
    pub fn signed_in(self) -> Option<SignedIn> {
        let Visitor { actor, csrf_token, language, today, now, path, fresh_key, banner, site } = self;
        actor.map(|actor| SignedIn { actor, csrf_token, language, today, now, path, fresh_key, banner, site })
    }

    /// The frame of a page for this visitor; navigation is added by the caller.
    pub fn shell(&self, surface: Surface, title: Text) -> Shell {
        let mut shell = Shell::new(surface, self.language, title);
        shell.agency = self.site.agency.clone();
        shell.path = self.path.clone();
        shell.business_date = Some(self.today);
        shell.banner = self.banner.clone();
        shell.csrf_token = self.csrf_token.clone();
        shell.viewer = self.actor.as_ref().map(|actor| viewer(actor, &self.site));
        shell
    }

    /// A page that says why something could not be done.
    pub fn refuse(&self, error: &PageError) -> Response {
        error.render(&self.shell(Surface::Public, Text::default()))
    }
}

impl SignedIn {
    /// The frame of a page for this reader; navigation is added by the caller.
    pub fn shell(&self, surface: Surface, title: Text) -> Shell {
        Visitor::from(self.clone()).shell(surface, title)
    }

    /// A page that says why something could not be done.
    pub fn refuse(&self, error: &PageError) -> Response {
        Visitor::from(self.clone()).refuse(error)
    }

    /// Everything about a command this reader gives, except the command.
    pub fn given(&self, channel: Channel, on_behalf_of: Option<OnBehalf>, idempotency_key: String) -> Given {
        Given { actor: self.actor.clone(), channel, on_behalf_of, cause: None, today: self.today, now: self.now, idempotency_key }
    }
}

fn viewer(actor: &Actor, site: &Site) -> Viewer {
    let names = |pick: fn(&Text) -> &str, mark: &str| {
        let each: Vec<String> = actor.roles.iter().map(|role| pick(&role.name()).to_owned()).collect();
        each.join(mark)
    };
    Viewer {
        display_name: actor.name.clone(),
        role: Text::new(names(|text| &text.zh, "、"), names(|text| &text.en, ", ")),
        area_name: site.area_name(actor.area),
    }
}

/// The hexadecimal SHA-256 under which a session token is stored.
pub(crate) fn token_digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The live session of a token. A dead one is as none; so is one of an account that was closed.
pub(crate) fn live_session(reader: &mut dyn Reader, token: &str, now: Instant) -> Result<Option<(Session, User)>, StoreError> {
    if token.len() != 64 {
        return Ok(None);
    }
    let found = reader.session(&token_digest(token))?;
    Ok(found.filter(|(session, user)| {
        user.active && now < session.expires_at && session.created_at.plus_seconds(ABSOLUTE_SECONDS).is_some_and(|end| now < end)
    }))
}

/// Moves the end of an idle session away. Opening an open session again does that; failing costs nobody more than an earlier end.
fn keep_alive(store: &dyn Store, session: &Session, now: Instant) {
    let latest = session.created_at.plus_seconds(ABSOLUTE_SECONDS);
    let Some(expires_at) = now.plus_seconds(IDLE_SECONDS).map(|end| latest.map_or(end, |latest| end.min(latest))) else { return };
    let worth_writing = session.expires_at.plus_seconds(WRITE_AFTER_SECONDS).is_some_and(|end| end < expires_at);
    if worth_writing && let Err(error) = store.open_session(&Session { expires_at, ..session.clone() }) {
        tracing::warn!(%error, "a session could not be prolonged");
    }
}

impl WebState {
    /// Looks up who sends a request.
    pub async fn visitor(&self, headers: &HeaderMap, path: &str) -> Result<Visitor, PageError> {
        let site = &self.identity.site;
        let token = cookie::value(headers, &cookie::name(SESSION_COOKIE, site.https)).map(str::to_owned);
        let fresh_key = random_token::<16>(self.identity.randomness.as_ref()).map_err(|_| PageError::Unavailable)?;
        let mut visitor = Visitor {
            actor: None,
            csrf_token: String::new(),
            language: language::of_headers(headers),
            today: self.clock.today(),
            now: self.clock.now(),
            path: path.to_owned(),
            fresh_key,
            banner: None,
            site: site.clone(),
        };
        let Some(token) = token else { return Ok(visitor) };
        let (store, now) = (self.store.clone(), visitor.now);
        let found = blocking(move || {
            let found = live_session(store.reader()?.as_mut(), &token, now)?;
            if let Some((session, _)) = &found {
                keep_alive(store.as_ref(), session, now);
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
        if let Some((session, user)) = found {
            // What was chosen on this browser comes before what the account prefers.
            if cookie::value(headers, "language").is_none() {
                visitor.language = user.language;
            }
            visitor.csrf_token = session.csrf_token;
            visitor.actor = Some(user.actor());
        }
        Ok(visitor)
    }

    /// The visitor of a request, found once and then kept with it.
    pub async fn visitor_of(&self, parts: &mut Parts) -> Result<Visitor, PageError> {
        if let Some(visitor) = parts.extensions.get::<Visitor>() {
            return Ok(visitor.clone());
        }
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let visitor = self.visitor(&parts.headers, &path).await?;
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}

fn plain(error: &PageError, headers: &HeaderMap) -> Response {
    error.render(&Shell::new(Surface::Public, language::of_headers(headers), Text::default()))
}

impl<S> FromRequestParts<S> for Visitor
where
    S: Send + Sync,
    WebState: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visitor, Response> {
        let state = WebState::from_ref(state);
        state.visitor_of(parts).await.map_err(|error| plain(&error, &parts.headers))
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    WebState: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<SignedIn, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let path = visitor.path.clone();
        visitor.signed_in().ok_or_else(|| to_sign_in(&path))
    }
}

/// Leads to the sign-in page, which comes back to `path`.
pub fn to_sign_in(path: &str) -> Response {
    Redirect::to(&format!("/sign-in?back={}", language::encoded(path))).into_response()
}
