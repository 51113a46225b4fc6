//! Requests that no browser sends, by chance and from a grammar: climbing out of the folder in every spelling, odd
//! methods, versions and headers, floods.

use std::collections::BTreeSet;

use super::random::Random;

/// Whether this request may be answered with a file, thought out anew and by other means than the preview's.
pub fn may_have(addresses: &BTreeSet<String>, request: &Request, folder: bool) -> bool {
    let Ok(target) = std::str::from_utf8(&request.target) else { return false };
    let target = match target.split_once("://") {
        Some(("http", rest)) => match rest.strip_prefix(request.host.as_str()) {
            Some(path) => path,
            None => return false,
        },
        _ => target,
    };
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let Some(path) = path.strip_prefix('/').or_else(|| (path.is_empty() && target != path).then_some(""))
    else {
        return false;
    };
    let name = percent_decoded(path);
    let name = if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name };
    let wanted = if folder { format!("{name}/index.html") } else { name };
    // What is known of an address is told of any, also where there is nothing.
    let is_there = addresses.contains(&wanted) || wanted.starts_with(".bedside/about/");
    request.is_ours && matches!(request.method, "GET" | "HEAD") && is_there
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        let hex = rest.get(1..3).filter(|_| first == '%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            None => {
                bytes.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

pub struct Request {
    method: &'static str,
    target: Vec<u8>,
    host: String,
    /// Whether it is one that this computer's own browser could send.
    is_ours: bool,
    pub bytes: Vec<u8>,
}

const METHODS: [&str; 24] = [
    "GET", "GET", "GET", "GET", "GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE",
    "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GET\t", "", "G\0T", "BREW",
];
const STARTS: [&str; 18] = [
    "/",
    "/",
    "/",
    "/",
    "/",
    "/",
    "/",
    "",
    "//",
    "\\",
    "*",
    "http://HOST/",
    "http://HOST",
    "http://evil.example/",
    "https://HOST/",
    "file:///",
    "HOST",
    "/strand/../",
];
const UP: [&str; 24] = [
    "..",
    "%2e%2e",
    "%2E%2e",
    ".%2e",
    "%2e.",
    "%252e%252e",
    "..%00",
    "%00..",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%uff0e%uff0e",
    "..;",
    "..%5c..",
    "..\\..",
    "\u{ff0e}\u{ff0e}",
    ". .",
    "...",
    "....",
    "%%32%65%%32%65",
    ".",
    "%2e",
    "..%20",
    "..%0d%0a",
    "~",
];
const BETWEEN: [&str; 12] =
    ["/", "/", "/", "%2f", "%5c", "\\", "//", "/./", "%252f", "%c0%af", ";/", "/%00/"];
const NAMES: [&str; 41] = [
    "",
    "index.html",
    "strand/",
    "strand",
    "strand/module/page.html",
    "strand/module/handout.txt",
    "assets/style.css",
    "404.html",
    ".bedside/live.js",
    ".bedside/problems.json",
    ".bedside/events",
    ".bedside/pages.json",
    ".bedside/frame.html",
    ".bedside/about/index.html",
    ".bedside/about/secret.txt",
    ".bedside/about/%2e%2e/above.txt",
    ".bedside/",
    "search.html",
    "above.txt",
    "secret.txt",
    "content/secret.txt",
    "content-too/index.html",
    "output/index.html",
    "other/index.html",
    "strand/secret.html",
    ".hidden/key",
    ".git/config",
    "strand/module/.env",
    "course.yaml",
    "index.md",
    "strand/module/page.md",
    "etc/passwd",
    "proc/self/environ",
    "proc/self/cwd/content/secret.txt",
    "c:/windows/win.ini",
    "C:%5cboot.ini",
    "nul",
    "con.html",
    "aux",
    "INDEX.HTML",
    "index.html/",
];
const ENDS: [&str; 20] = [
    "",
    "",
    "",
    "",
    "",
    "?x",
    "?v=970dfacd",
    "?token=1",
    "#there",
    "?../../above.txt",
    "/",
    "%00.html",
    "%20",
    ".",
    "::$DATA",
    ";a=1",
    "?",
    "%",
    "%4",
    "\0",
];
const VERSIONS: [&str; 16] = [
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/9.9",
    "HTTP/",
    "",
    "HTTP/1.1 HTTP/1.1",
];
const HEADERS: [&str; 18] = [
    "Accept: */*",
    "Range: bytes=0-",
    "Range: bytes=5-1",
    "X-Original-URL: /course.yaml",
    "X-Rewrite-URL: /secret.txt",
    "X-Forwarded-Host: evil.example",
    "X-HTTP-Method-Override: GET",
    "Cookie: a=b",
    "Expect: 100-continue",
    "Upgrade: h2c",
    "Upgrade: websocket\r\nConnection: Upgrade",
    "Transfer-Encoding: chunked",
    "Content-Length: 5",
    "Content-Length: -1",
    "Content-Length: 1\r\nContent-Length: 2",
    "A: b\r\n folded",
    "No colon",
    "\0: x",
];

/// One of a list, most often the first: a request has few oddities at once, so that some of it is understood.
fn mostly_first<'a>(random: &mut Random, list: &[&'a str]) -> &'a str {
    if random.one_in(3) { random.pick::<&str>(list) } else { list[0] }
}

pub fn request(random: &mut Random, port: u16) -> Request {
    let good = format!("127.0.0.1:{port}");
    let method = mostly_first(random, &METHODS);
    let mut target = mostly_first(random, &STARTS).as_bytes().to_vec();
    for _ in 0..random.below(3) * random.below(4) {
        target.extend(random.pick(&UP).bytes());
        target.extend(random.pick(&BETWEEN).bytes());
    }
    target.extend(random.pick(&NAMES).bytes());
    target.extend(mostly_first(random, &ENDS).bytes());
    match random.below(60) {
        0 => target.extend("a".repeat(9_000).bytes()),
        1 => target.extend("/..".repeat(30_000).bytes()),
        2..5 => target.extend((0..8).map(|_| u8::try_from(random.below(256)).unwrap())),
        _ => {}
    }
    let target: Vec<u8> = match std::str::from_utf8(&target) {
        Ok(text) => text.replace("HOST", &good).into_bytes(),
        Err(_) => target,
    };
    let mut is_ours = true;
    let mut lines = vec![format!("Host: {good}")];
    match random.below(30) {
        0 => lines.push(format!("Host: {good}")),
        1 => lines[0] = "Host: evil.example".into(),
        2 => lines.clear(),
        3 => lines.push("Origin: http://evil.example".into()),
        4 => lines.push("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors".into()),
        _ => {}
    }
    if lines.len() != 1 || !lines[0].ends_with(&good) {
        is_ours = false;
    }
    for _ in 0..random.below(2) * random.below(3) {
        lines.push((*random.pick(&HEADERS)).into());
    }
    match random.below(60) {
        0 => lines.extend((0..200).map(|n| format!("X-{n}: y"))),
        1 => lines.push(format!("X: {}", "y".repeat(20_000))),
        2 => lines.push(format!("X: {}", "y".repeat(200_000))),
        _ => {}
    }
    lines.push("Connection: close".into());
    let mut bytes = format!("{method} ").into_bytes();
    bytes.extend_from_slice(&target);
    bytes.extend(format!(" {}\r\n{}\r\n\r\n", mostly_first(random, &VERSIONS), lines.join("\r\n")).bytes());
    Request { method, target, host: good, is_ours, bytes }
}
