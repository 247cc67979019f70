//! Signing in and out. The answer to a wrong password says nothing about whether the account exists.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, Query, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use casework::audit::AuditEntry;
use casework::identity::{Session, User};
use casework::{Actor, StoreError};
use maud::{Markup, html};
use sha2::{Digest, Sha256};
use values::{Instant, Text};

use crate::blocking::blocking;
use crate::components::{FormView, button, error_summary, heading, inset};
use crate::cookie;
use crate::csrf::{CheckedForm, FIELD, forged, same_secret};
use crate::errors::PageError;
use crate::form::{FormData, FormErrors};
use crate::language::safe_back;
use crate::layout::Surface;
use crate::password::is_right;
use crate::session::{IDLE_SECONDS, SESSION_COOKIE, Visitor, WebState, random_token, token_digest};

/// Wrong passwords in a row after which an account is closed for a while.
pub const FAILURES_MOST: i64 = 5;
pub const LOCKED_SECONDS: i64 = 15 * 60;
/// No refusal is answered sooner, so that its time does not tell which of the two was wrong.
const REFUSAL_TAKES: Duration = Duration::from_millis(400);
/// Ties the sign-in form to the browser it was shown in.
const FORM_COOKIE: &str = "sign_in";

/// How an attempt to sign in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    Right(Box<User>),
    /// Unknown login, wrong password, closed account or locked account: the reader is told one and the same.
    Wrong,
}

impl WebState {
    /// Tries a login and a password under the rules of lock-out, and records how it went.
    pub async fn attempt(&self, login: &str, password: &str) -> Result<Attempt, PageError> {
        // Its end is fixed before the work begins, so a refusal takes this long whatever was wrong.
        let refusal_time = tokio::time::sleep(REFUSAL_TAKES);
        let tried = self.identity.turnstile.pass(self.attempt_in_turn(login, password)).await;
        let tried = tried.unwrap_or(Err(PageError::Unavailable));
        if !matches!(tried, Ok(Attempt::Right(_))) {
            refusal_time.await;
        }
        tried
    }

    async fn attempt_in_turn(&self, login: &str, password: &str) -> Result<Attempt, PageError> {
        let digest = Sha256::digest(login.as_bytes());
        let _in_turn = self.identity.attempts[usize::from(digest[0]) % self.identity.attempts.len()].lock().await;
        let (state, login, password) = (self.clone(), login.to_owned(), password.to_owned());
        let now = self.clock.now();
        blocking(move || state.attempt_now(&login, &password, now)).await
    }

    fn attempt_now(&self, login: &str, password: &str, now: Instant) -> Result<Attempt, StoreError> {
        let user = self.store.reader()?.user_by_login(login)?;
        let hash = user.as_ref().map_or(self.identity.decoy.as_str(), |user| user.password_hash.as_str());
        let right = is_right(password, hash);
        let Some(user) = user else {
            self.record_failure(None, login, "unknown login", now)?;
            return Ok(Attempt::Wrong);
        };
        if !user.active || user.locked_until.is_some_and(|until| now < until) {
            self.record_failure(Some(&user), login, "closed or locked", now)?;
            return Ok(Attempt::Wrong);
        }
        if !right {
            // A lock that has run out starts the count anew.
            let before = if user.locked_until.is_some() { 0 } else { user.failed_count };
            let failures = before + 1;
            let locked_until = if failures >= FAILURES_MOST { now.plus_seconds(LOCKED_SECONDS) } else { None };
            self.store.set_sign_in_state(user.area, user.id, failures, locked_until)?;
            let detail = if locked_until.is_some() { "wrong password, now locked" } else { "wrong password" };
            self.record_failure(Some(&user), login, detail, now)?;
            return Ok(Attempt::Wrong);
        }
        if user.failed_count != 0 || user.locked_until.is_some() {
            self.store.set_sign_in_state(user.area, user.id, 0, None)?;
        }
        Ok(Attempt::Right(Box::new(user)))
    }

    fn record_failure(&self, user: Option<&User>, login: &str, detail: &str, at: Instant) -> Result<(), StoreError> {
        let Some(area) = user.map(|user| user.area).or(self.identity.site.city) else { return Ok(()) };
        // A login may be a telephone number, so only its digest is written.
        let subject = match user {
            Some(user) => format!("user:{}", user.id),
            None => format!("login:{}", &hex::encode(Sha256::digest(login.as_bytes()))[..16]),
        };
        let what = "sign_in.refused".to_owned();
        self.store.record(&AuditEntry { area, at, actor_id: user.map_or(0, |user| user.id), what, subject, detail: detail.to_owned() })
    }

    /// Opens a session; the token it gives goes into the cookie and is kept nowhere else.
    fn open_session(&self, user: &User, now: Instant) -> Result<String, PageError> {
        let token = random_token::<32>(self.identity.randomness.as_ref()).map_err(|_| PageError::Unavailable)?;
        let csrf_token = random_token::<32>(self.identity.randomness.as_ref()).map_err(|_| PageError::Unavailable)?;
        let expires_at = now.plus_seconds(IDLE_SECONDS).unwrap_or(now);
        let session =
            Session { token_sha256: token_digest(&token), area: user.area, user_id: user.id, csrf_token, created_at: now, expires_at };
        self.store.open_session(&session)?;
        self.record_session(&user.actor(), "sign_in.done", now)?;
        Ok(token)
    }

    fn record_session(&self, actor: &Actor, what: &str, at: Instant) -> Result<(), StoreError> {
        let subject = format!("user:{}", actor.user_id);
        self.store.record(&AuditEntry {
            area: actor.area,
            at,
            actor_id: actor.user_id,
            what: what.to_owned(),
            subject,
            detail: String::new(),
        })
    }
}

/// `/sign-in` and `/sign-out`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    WebState: FromRef<S>,
{
    Router::new().route("/sign-in", get(show).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(serde::Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn show(State(state): State<WebState>, visitor: Visitor, Query(back): Query<Back>) -> Response {
    if let Some(actor) = &visitor.actor {
        return go(home_or(&back.back, actor), Vec::new());
    }
    let data = FormData::new().with("back", safe_back(&back.back));
    form_page(&state, &visitor, &data, &FormErrors::new())
}

/// The form, with a fresh token in the page and in a cookie of the same browser.
fn form_page(state: &WebState, visitor: &Visitor, data: &FormData, errors: &FormErrors) -> Response {
    let Ok(token) = random_token::<32>(state.identity.randomness.as_ref()) else { return visitor.refuse(&PageError::Unavailable) };
    let title = Text::new("登录", "Sign in");
    let mut shell = visitor.shell(Surface::Public, title.clone());
    shell.has_errors = !errors.is_empty();
    let page = shell.page(sign_in_form(visitor, &title, data, errors, &token));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut response = (status, page).into_response();
    add_cookies(&mut response, vec![cookie::set(FORM_COOKIE, &token, state.identity.site.https)]);
    response
}

fn sign_in_form(visitor: &Visitor, title: &Text, data: &FormData, errors: &FormErrors, token: &str) -> Markup {
    let language = visitor.language;
    let view = FormView::new(language, data, errors);
    html! {
        (error_summary(errors, language))
        (heading(title, None, language))
        form method="post" action="/sign-in" novalidate {
            input type="hidden" name=(FIELD) value=(token);
            input type="hidden" name="back" value=(safe_back(data.get("back")));
            (view.text("login", Text::new("用户名", "User name")).autocomplete("username").max_length(100))
            (view.password("password", Text::new("密码", "Password")).autocomplete("current-password"))
            (button(title, language))
        }
        (inset(html! { p { (language.pick(
            "连续五次输错密码，账户将锁定十五分钟。忘记密码请拨打 12333。",
            "After five wrong passwords in a row an account is locked for fifteen minutes. If you forgot yours, call 12333."
        )) } }))
    }
}

async fn sign_in(State(state): State<WebState>, visitor: Visitor, headers: HeaderMap, data: FormData) -> Response {
    let kept = cookie::value(&headers, &cookie::name(FORM_COOKIE, state.identity.site.https)).unwrap_or("");
    if !same_secret(data.get(FIELD), kept) {
        return visitor.refuse(&forged());
    }
    let mut errors = FormErrors::new();
    for (field, text) in
        [("login", Text::new("请填写用户名", "Enter your user name")), ("password", Text::new("请填写密码", "Enter your password"))]
    {
        if data.trimmed(field).is_empty() {
            errors.push(field, text);
        }
    }
    if !errors.is_empty() {
        return form_page(&state, &visitor, &data, &errors);
    }
    match state.attempt(data.trimmed("login"), data.get("password")).await {
        Ok(Attempt::Right(user)) => welcome(state, &visitor, user, data.get("back").to_owned()).await,
        Ok(Attempt::Wrong) => {
            errors.push(
                "login",
                Text::new(
                    "用户名或密码不对，或账户已暂时锁定。请核对后重试；连续五次输错将锁定十五分钟。",
                    "The user name or the password is wrong, or the account is locked for now. Check both and try again; five wrong ones in a row lock it for fifteen minutes.",
                ),
            );
            form_page(&state, &visitor, &data, &errors)
        }
        Err(error) => visitor.refuse(&error),
    }
}

async fn welcome(state: WebState, visitor: &Visitor, user: Box<User>, back: String) -> Response {
    let (now, https) = (visitor.now, state.identity.site.https);
    let actor = user.actor();
    let user: Arc<User> = user.into();
    match blocking(move || state.open_session(&user, now)).await {
        Ok(token) => go(home_or(&back, &actor), vec![cookie::set(SESSION_COOKIE, &token, https), cookie::remove(FORM_COOKIE, https)]),
        Err(error) => visitor.refuse(&error),
    }
}

async fn sign_out(State(state): State<WebState>, headers: HeaderMap, form: CheckedForm) -> Response {
    let https = state.identity.site.https;
    let token = cookie::value(&headers, &cookie::name(SESSION_COOKIE, https)).unwrap_or("").to_owned();
    let signed_in = form.signed_in;
    let (actor, now) = (signed_in.actor.clone(), signed_in.now);
    let closed = blocking(move || {
        state.store.close_session(&token_digest(&token))?;
        state.record_session(&actor, "sign_out", now)
    });
    match closed.await {
        Ok(()) => go("/", vec![cookie::remove(SESSION_COOKIE, https)]),
        Err(error) => signed_in.refuse(&error),
    }
}

/// Where to go after signing in: back to where the reader came from, or home.
fn home_or<'a>(back: &'a str, actor: &Actor) -> &'a str {
    match safe_back(back) {
        "/" => home(actor),
        back => back,
    }
}

/// The first page of an account.
pub fn home(actor: &Actor) -> &'static str {
    if actor.is_staff() {
        "/desk"
    } else if actor.has(casework::Role::EmployerClerk) {
        "/employer"
    } else {
        "/my"
    }
}

fn go(path: &str, cookies: Vec<String>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/")));
    add_cookies(&mut response, cookies);
    response
}

fn add_cookies(response: &mut Response, cookies: Vec<String>) {
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
}
