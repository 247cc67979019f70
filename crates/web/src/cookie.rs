//! Reads and writes the cookies this site sets.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// The first value of a cookie as sent.
pub(crate) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// A cookie scripts cannot read. Over https it carries the prefix that binds it to this host alone.
pub(crate) fn name(plain: &str, https: bool) -> String {
    if https { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// A cookie that lasts as long as the browser is open.
pub(crate) fn set(plain: &str, value: &str, https: bool) -> String {
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{}", name(plain, https), if https { "; Secure" } else { "" })
}

/// Takes a cookie away.
pub(crate) fn remove(plain: &str, https: bool) -> String {
    format!("{}; Max-Age=0", set(plain, "", https))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_of_many_and_binds_to_the_host_over_https() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "language=en; other=1".parse().unwrap());
        headers.append(COOKIE, "session=abc".parse().unwrap());
        assert_eq!(value(&headers, "session"), Some("abc"));
        assert_eq!(value(&headers, "sess"), None);
        assert_eq!(set("session", "x", true), "__Host-session=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(remove("session", false), "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
