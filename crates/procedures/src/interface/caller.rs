//! Who calls: by HTTP Basic under the rules of the sign-in page, or by a signed-in session with its token in a header.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use casework::{Actor, Channel, Given, OnBehalf};
use values::{Date, Instant, Text};
use web::WebState;
use web::csrf::same_secret;
use web::sign_in::Attempt;

use super::problem::Problem;
use agency::Agency;

const TOKEN_HEADER: &str = "x-csrf-token";
const KEY_HEADER: &str = "idempotency-key";
const LONGEST_KEY: usize = 128;

/// A program acting for an account.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub today: Date,
    pub now: Instant,
    idempotency_key: Option<String>,
}

impl Caller {
    /// Everything about a command except the command. Every command carries a key, so that repeating it is safe.
    pub fn given(&self, on_behalf_of: Option<OnBehalf>) -> Result<Given, Problem> {
        let Some(key) = &self.idempotency_key else {
            return Err(Problem::bad_request(&Text::new(
                "缺少 Idempotency-Key 请求头（1 到 128 个可见 ASCII 字符）。请为每个新命令生成一个，重试时沿用。",
                "The Idempotency-Key header is missing (1 to 128 visible ASCII characters). Make one for each new command and keep it when repeating.",
            )));
        };
        let idempotency_key = format!("api-{}-{}-{key}", self.actor.area, self.actor.user_id);
        Ok(Given {
            actor: self.actor.clone(),
            channel: Channel::Api,
            on_behalf_of,
            cause: None,
            today: self.today,
            now: self.now,
            idempotency_key,
        })
    }
}

impl FromRequestParts<Agency> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, agency: &Agency) -> Result<Caller, Problem> {
        let state = WebState::from_ref(agency);
        let actor = match parts.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or("").to_owned()) {
            Some(credentials) => by_password(&state, &credentials).await?,
            None => by_session(&state, parts).await?,
        };
        let key = parts.headers.get(KEY_HEADER).and_then(|value| value.to_str().ok()).map(str::trim);
        let usable = |key: &&str| !key.is_empty() && key.len() <= LONGEST_KEY && key.bytes().all(|byte| byte.is_ascii_graphic());
        let idempotency_key = key.filter(usable).map(str::to_owned);
        Ok(Caller { actor, today: agency.clock.today(), now: agency.clock.now(), idempotency_key })
    }
}

async fn by_password(state: &WebState, credentials: &str) -> Result<Actor, Problem> {
    let (login, password) = basic(credentials).ok_or_else(Problem::unauthorised)?;
    match state.attempt(&login, &password).await? {
        Attempt::Right(user) => Ok(user.actor()),
        Attempt::Wrong => Err(Problem::unauthorised()),
    }
}

/// A browser sends its cookie by itself, so what changes something must also carry the token.
async fn by_session(state: &WebState, parts: &mut Parts) -> Result<Actor, Problem> {
    let visitor = state.visitor_of(parts).await?;
    let token = parts.headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok()).unwrap_or("");
    let reads = parts.method.is_safe();
    match visitor.actor {
        Some(actor) if reads || same_secret(token, &visitor.csrf_token) => Ok(actor),
        _ => Err(Problem::unauthorised()),
    }
}

/// Login and password of a Basic header (RFC 7617).
fn basic(credentials: &str) -> Option<(String, String)> {
    let (scheme, encoded) = credentials.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(decoded(encoded.trim())?).ok()?;
    let (login, password) = text.split_once(':')?;
    Some((login.to_owned(), password.to_owned()))
}

/// Base64 as RFC 4648 writes it, padding optional.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_basic_credentials_and_nothing_else() {
        assert_eq!(basic("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), Some(("Aladdin".into(), "open sesame".into())));
        assert_eq!(basic("basic 5byg5LiJOmE6Yg"), Some(("张三".into(), "a:b".into())));
        for wrong in ["", "Basic", "Basic ***", "Bearer QTpi", "Basic QUI=", "Basic /w=="] {
            assert_eq!(basic(wrong), None, "{wrong}");
        }
    }
}
