//! Turns the head of a request into leave to be answered, or a refusal.
//!
//! A page on any site can make the reader's browser send requests here. What stops it from reading an
//! unpublished course: only our own names as Host (DNS rebinding), only our own pages as Origin, no
//! requests that another site started, and off the loopback a secret that only the printed address holds.

use std::net::{IpAddr, SocketAddr};

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};

/// The most that a request's address and its headers may have, in bytes.
const TARGET: usize = 8 << 10;
const HEADERS: usize = 16 << 10;

/// Who may ask.
pub(super) struct Guard {
    port: u16,
    names: Vec<String>,
    /// Listening on every address of this machine, whose names for itself are not known here.
    any_address: bool,
    secret: Option<String>,
}

/// What a request may have.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Answer,
    /// It brought the secret in its address: hand it a cookie and send it on.
    Welcome,
    Refuse(StatusCode),
}

impl Guard {
    /// Guards a server on an address. A secret is demanded when one is given.
    pub(super) fn new(address: SocketAddr, secret: Option<String>) -> Self {
        let port = address.port();
        let mut hosts = vec![match address.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(String::from));
        }
        let mut names: Vec<String> = hosts.iter().map(|host| format!("{host}:{port}")).collect();
        if port == 80 {
            names.extend(hosts);
        }
        Guard { port, names, any_address: address.ip().is_unspecified(), secret }
    }

    /// Judges a request by its head alone; anything that cannot be read is refused.
    pub(super) fn judge(&self, request: &Parts) -> Leave {
        if let Err(status) = self.admit(request) {
            return Leave::Refuse(status);
        }
        let Some(secret) = &self.secret else { return Leave::Answer };
        let offered = request.uri.query().into_iter().flat_map(|query| query.split('&'));
        if offered.filter_map(|pair| pair.strip_prefix("token=")).any(|token| same(token, secret)) {
            return Leave::Welcome;
        }
        let cookies = request.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let name = self.cookie_name();
        let brought = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        if brought.filter(|(key, _)| *key == name).any(|(_, value)| same(value, secret)) {
            return Leave::Answer;
        }
        Leave::Refuse(StatusCode::FORBIDDEN)
    }

    /// The cookie that carries the secret from then on. Cookies are shared by all ports of a host.
    pub(super) fn cookie(&self) -> String {
        let secret = self.secret.as_deref().unwrap_or_default();
        format!("{}={secret}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name())
    }

    fn cookie_name(&self) -> String {
        format!("bedside-preview-{}", self.port)
    }

    fn admit(&self, request: &Parts) -> Result<(), StatusCode> {
        let headers = &request.headers;
        let host = match one(headers, header::HOST) {
            Some(Some(host)) if self.knows(host) => host,
            _ => return Err(StatusCode::FORBIDDEN),
        };
        if let Some(authority) = request.uri.authority() {
            let plain = request.uri.scheme_str() == Some("http");
            if !plain || !authority.as_str().eq_ignore_ascii_case(host) {
                return Err(StatusCode::FORBIDDEN);
            }
        }
        let own = |origin: &str| {
            let name =
                origin.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).map(|_| &origin[7..]);
            name.is_some_and(|name| name.eq_ignore_ascii_case(host))
        };
        match one(headers, header::ORIGIN) {
            None => {}
            Some(Some(origin)) if own(origin) => {}
            Some(_) => return Err(StatusCode::FORBIDDEN),
        }
        if !started_here(headers) {
            return Err(StatusCode::FORBIDDEN);
        }
        if request.method != Method::GET && request.method != Method::HEAD {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > HEADERS {
            return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        if request.uri.path().len() + request.uri.query().map_or(0, str::len) > TARGET {
            return Err(StatusCode::URI_TOO_LONG);
        }
        let length = headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0");
        if length || headers.contains_key(header::TRANSFER_ENCODING) {
            return Err(StatusCode::BAD_REQUEST);
        }
        Ok(())
    }

    /// Whether a Host is one of our names. On all addresses any literal one will do: rebinding needs a name.
    fn knows(&self, host: &str) -> bool {
        let listed = self.names.iter().any(|name| name.eq_ignore_ascii_case(host));
        let literal = || host.parse::<SocketAddr>().is_ok_and(|address| address.port() == self.port);
        listed || (self.any_address && literal())
    }
}

/// Whether a preview that listens on `at`, and asks for no secret, would answer a request.
pub fn admits(request: &Parts, at: SocketAddr) -> bool {
    Guard::new(at, None).judge(request) == Leave::Answer
}

/// A header that may stand once: nothing, or its text where it is readable and alone.
fn one(headers: &HeaderMap, name: HeaderName) -> Option<Option<&str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(if values.next().is_some() { None } else { first.to_str().ok() })
}

/// Whether this site or the reader started the request, as far as the browser tells.
/// Another site may only link here: that shows the page to the reader, not to the site.
fn started_here(headers: &HeaderMap) -> bool {
    let read = |name| one(headers, HeaderName::from_static(name));
    match read("sec-fetch-site") {
        None | Some(Some("same-origin" | "none")) => true,
        Some(Some("cross-site" | "same-site")) => {
            read("sec-fetch-mode") == Some(Some("navigate"))
                && read("sec-fetch-dest") == Some(Some("document"))
        }
        Some(_) => false,
    }
}

/// Compares secrets in a time that does not tell how much of them agrees.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, Request};

    fn guard(address: &str, secret: Option<&str>) -> Guard {
        Guard::new(address.parse().unwrap(), secret.map(String::from))
    }

    fn judge(guard: &Guard, target: &str, headers: &[(&str, &[u8])]) -> Leave {
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, HeaderValue::from_bytes(value).unwrap());
        }
        guard.judge(&request.body(()).unwrap().into_parts().0)
    }

    const FORBIDDEN: Leave = Leave::Refuse(StatusCode::FORBIDDEN);

    #[test]
    fn only_our_own_names_are_hosts() {
        let good: [&[u8]; 6] = [
            b"127.0.0.1:4400",
            b"localhost:4400",
            b"LOCALHOST:4400",
            b"LocalHost:4400",
            b"[::1]:4400",
            b"[::1]:4400",
        ];
        let bad: [&[u8]; 34] = [
            b"",
            b"evil.example",
            b"evil.example:4400",
            b"127.0.0.1.evil.example:4400",
            b"localhost.evil:4400",
            b"evil-localhost:4400",
            b"localhost",
            b"127.0.0.1",
            b"[::1]",
            b"localhost:1",
            b"localhost:04400",
            b"localhost:44000",
            b"localhost.:4400",
            b"user@localhost:4400",
            b"2130706433:4400",
            b"0x7f.1:4400",
            b"127.1:4400",
            b"127.0.0.2:4400",
            b"0.0.0.0:4400",
            b"[::ffff:127.0.0.1]:4400",
            b"[::]:4400",
            b"::1:4400",
            b"[0:0:0:0:0:0:0:1]:4400",
            b"[",
            b"[::1",
            b"\xff\xfe",
            b"localhost:4400 ",
            b" localhost:4400",
            b"localhost:4400,evil.example",
            b"localhost:4400/",
            b"http://localhost:4400",
            b"localhost\t:4400",
            b"localhost:",
            b"192.168.1.5:4400",
        ];
        let guard = guard("127.0.0.1:4400", None);
        for host in good {
            assert_eq!(
                judge(&guard, "/", &[("host", host)]),
                Leave::Answer,
                "{}",
                String::from_utf8_lossy(host)
            );
        }
        for host in bad {
            assert_eq!(judge(&guard, "/", &[("host", host)]), FORBIDDEN, "{}", String::from_utf8_lossy(host));
        }
        assert_eq!(judge(&guard, "/", &[]), FORBIDDEN);
        assert_eq!(
            judge(&guard, "/", &[("host", b"localhost:4400"), ("host", b"localhost:4400")]),
            FORBIDDEN
        );
    }

    #[test]
    fn port_80_may_be_left_out() {
        let guard = guard("127.0.0.1:80", None);
        for host in ["localhost", "localhost:80", "127.0.0.1", "[::1]"] {
            assert_eq!(judge(&guard, "/", &[("host", host.as_bytes())]), Leave::Answer, "{host}");
        }
    }

    #[test]
    fn a_whole_address_must_name_us_too() {
        let guard = guard("127.0.0.1:4400", None);
        let host = ("host", b"localhost:4400".as_slice());
        assert_eq!(judge(&guard, "http://localhost:4400/a", &[host]), Leave::Answer);
        for target in [
            "http://evil.example/",
            "http://127.0.0.1:4400/",
            "https://localhost:4400/",
            "http://u@localhost:4400/",
        ] {
            assert_eq!(judge(&guard, target, &[host]), FORBIDDEN, "{target}");
        }
    }

    #[test]
    fn only_our_own_pages_are_origins() {
        let guard = guard("127.0.0.1:4400", None);
        let host = ("host", b"localhost:4400".as_slice());
        for origin in ["http://localhost:4400", "HTTP://LOCALHOST:4400"] {
            assert_eq!(judge(&guard, "/", &[host, ("origin", origin.as_bytes())]), Leave::Answer, "{origin}");
        }
        let bad: [&[u8]; 16] = [
            b"",
            b"null",
            b"http://evil.example",
            b"http://1.2.3.4:4400",
            b"https://localhost:4400",
            b"http://localhost",
            b"http://localhost:4401",
            b"http://127.0.0.1:4400",
            b"http://localhost:4400/",
            b"localhost:4400",
            b"://",
            b"http://[",
            b"\xff",
            b"file://",
            b"http://localhost:4400 http://evil.example",
            b"chrome-extension://abc",
        ];
        for origin in bad {
            let leave = judge(&guard, "/", &[host, ("origin", origin)]);
            assert_eq!(leave, FORBIDDEN, "{}", String::from_utf8_lossy(origin));
        }
        let twice = ("origin", b"http://localhost:4400".as_slice());
        assert_eq!(judge(&guard, "/", &[host, twice, twice]), FORBIDDEN);
    }

    #[test]
    fn other_sites_may_only_link_here() {
        let guard = guard("127.0.0.1:4400", None);
        let ask = |site: &[u8], mode: &[u8], dest: &[u8]| {
            let headers = [
                ("host", b"localhost:4400".as_slice()),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            judge(&guard, "/", &headers)
        };
        assert_eq!(ask(b"same-origin", b"cors", b"empty"), Leave::Answer);
        assert_eq!(ask(b"none", b"navigate", b"document"), Leave::Answer);
        assert_eq!(ask(b"cross-site", b"navigate", b"document"), Leave::Answer);
        assert_eq!(ask(b"same-site", b"navigate", b"document"), Leave::Answer);
        assert_eq!(ask(b"cross-site", b"navigate", b"iframe"), FORBIDDEN);
        assert_eq!(ask(b"cross-site", b"no-cors", b"script"), FORBIDDEN);
        assert_eq!(ask(b"same-site", b"no-cors", b"image"), FORBIDDEN);
        assert_eq!(ask(b"same-site", b"cors", b"document"), FORBIDDEN);
        assert_eq!(ask(b"elsewhere", b"navigate", b"document"), FORBIDDEN);
    }

    #[test]
    fn methods_bodies_and_sizes_are_limited() {
        let guard = guard("127.0.0.1:4400", None);
        let host = ("host", b"localhost:4400".as_slice());
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get"] {
            let request =
                Request::builder().method(method).uri("/").header("host", "localhost:4400").body(()).unwrap();
            let leave = guard.judge(&request.into_parts().0);
            assert_eq!(leave, Leave::Refuse(StatusCode::METHOD_NOT_ALLOWED), "{method}");
        }
        let long = vec![b'a'; HEADERS];
        let refused = |headers: &[(&str, &[u8])], target: &str| judge(&guard, target, headers);
        let status = Leave::Refuse;
        assert_eq!(refused(&[host, ("x", &long)], "/"), status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
        assert_eq!(refused(&[host], &format!("/{}", "a".repeat(TARGET))), status(StatusCode::URI_TOO_LONG));
        assert_eq!(refused(&[host, ("content-length", b"3")], "/"), status(StatusCode::BAD_REQUEST));
        assert_eq!(refused(&[host, ("transfer-encoding", b"chunked")], "/"), status(StatusCode::BAD_REQUEST));
        assert_eq!(refused(&[host, ("content-length", b"0")], "/"), Leave::Answer);
    }

    #[test]
    fn a_head_may_be_as_large_as_is_said_and_no_larger() {
        let guard = guard("127.0.0.1:4400", None);
        let host = ("host", b"localhost:4400".as_slice());
        // Each header counts with the four characters around it: `: ` and the end of the line.
        let room = HEADERS - ("host".len() + host.1.len() + 4) - ("x".len() + 4);
        let with = |length: usize| judge(&guard, "/", &[host, ("x", &vec![b'a'; length])]);
        assert_eq!(with(room), Leave::Answer);
        assert_eq!(with(room + 1), Leave::Refuse(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
        let at = |target: &str| judge(&guard, target, &[host]);
        let full = format!("/?{}", "a".repeat(TARGET - 1));
        assert_eq!(at(&full), Leave::Answer);
        assert_eq!(at(&format!("{full}a")), Leave::Refuse(StatusCode::URI_TOO_LONG));
    }

    #[test]
    fn the_cookie_is_for_this_preview_alone_and_no_script_reads_it() {
        let cookie = guard("192.168.1.5:4400", Some("s3cret")).cookie();
        assert_eq!(cookie, "bedside-preview-4400=s3cret; Path=/; HttpOnly; SameSite=Strict");
    }

    #[test]
    fn a_preview_without_a_secret_admits_by_the_head_alone() {
        let of =
            |host: &str| Request::builder().uri("/").header("host", host).body(()).unwrap().into_parts().0;
        let at = "127.0.0.1:4400".parse().unwrap();
        assert!(admits(&of("localhost:4400"), at));
        assert!(!admits(&of("evil.example:4400"), at));
    }

    #[test]
    fn off_the_loopback_the_secret_is_needed() {
        let guard = guard("192.168.1.5:4400", Some("s3cret"));
        let host = ("host", b"192.168.1.5:4400".as_slice());
        let cookie = |value: &'static [u8]| ("cookie", value);
        assert_eq!(judge(&guard, "/", &[host]), FORBIDDEN);
        assert_eq!(judge(&guard, "/?token=s3cret", &[host]), Leave::Welcome);
        assert_eq!(judge(&guard, "/?a=b&token=s3cret", &[host]), Leave::Welcome);
        assert_eq!(judge(&guard, "/?token=s3cre", &[host]), FORBIDDEN);
        assert_eq!(judge(&guard, "/?token=", &[host]), FORBIDDEN);
        // As long as the secret; in the second, two differences are equal.
        assert_eq!(judge(&guard, "/?token=s3creT", &[host]), FORBIDDEN);
        assert_eq!(judge(&guard, "/?token=t3cres", &[host]), FORBIDDEN);
        assert_eq!(judge(&guard, "/", &[host, cookie(b"x=1; bedside-preview-4400=s3cret")]), Leave::Answer);
        assert_eq!(judge(&guard, "/", &[host, cookie(b"bedside-preview-4401=s3cret")]), FORBIDDEN);
        assert_eq!(judge(&guard, "/?token=s3cret", &[("host", b"evil.example:4400")]), FORBIDDEN);
        assert_eq!(judge(&guard, "/?token=s3cret", &[("host", b"localhost:4400")]), FORBIDDEN);
    }

    #[test]
    fn on_all_addresses_any_literal_one_is_ours() {
        let guard = guard("0.0.0.0:4400", Some("s"));
        let ask = |host: &str| judge(&guard, "/?token=s", &[("host", host.as_bytes())]);
        for host in ["10.0.0.7:4400", "[fe80::1]:4400", "localhost:4400"] {
            assert_eq!(ask(host), Leave::Welcome, "{host}");
        }
        for host in ["10.0.0.7:4401", "10.0.0.7", "nas.local:4400", "evil.example:4400"] {
            assert_eq!(ask(host), FORBIDDEN, "{host}");
        }
    }
}
