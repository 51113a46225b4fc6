//! The preview stays open all day beside a browser that visits the whole web: nobody but the reader gets anything,
//! no request reaches a file that is not of the course, and nothing that is sent ends it or holds it up.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bedside::course::Edition;
use bedside::pipeline;
use support::preview::{Answer, Preview};
use support::random::Random;
use support::requests::{may_have, request};
use support::{Files, course_with, is_full, link, write_folder};

/// Stands in every file that nobody may be given.
const CANARY: &str = "CANARY-7f3a";

/// A course with secrets in it and beside it.
fn files() -> Files {
    let mut files = course_with(&format!(
        "# A page\n\nWords.\n\n<!-- {CANARY} -->\n\n:::facilitator\n{CANARY}\n:::\n\n[A file](handout.txt)\n"
    ));
    let yaml = String::from_utf8(files["course.yaml"].clone()).unwrap();
    files.insert("course.yaml".into(), format!("# {CANARY}\n{yaml}").into_bytes());
    files.insert("strand/module/handout.txt".into(), b"For all.".to_vec());
    for secret in
        ["secret.txt", "strand/secret.html", ".hidden/key", ".git/config", "strand/module/.env", "nul"]
    {
        files.insert(secret.into(), CANARY.into());
    }
    files
}

fn start(more: &[&str]) -> (tempfile::TempDir, Preview) {
    let folder = tempfile::tempdir().unwrap();
    write_folder(&folder.path().join("content"), &files());
    for outside in ["above.txt", "output/index.html", "other/index.html", "content-too/index.html"] {
        write_folder(folder.path(), &Files::from([(outside.into(), CANARY.into())]));
    }
    let preview = Preview::start(folder.path(), more);
    if more.is_empty() {
        preview.wait_for("/", "<main", Duration::from_secs(20));
    }
    (folder, preview)
}

/// Every address that there is.
fn addresses() -> BTreeSet<String> {
    let linked = link(&files()).value;
    let artefacts = pipeline::artefacts(&linked, Edition::Learner, true);
    let own = [
        "live.js",
        "panel.css",
        "frame.html",
        "frame.css",
        "frame.js",
        "problems.json",
        "pages.json",
        "events",
    ];
    let own = own.map(|name| format!(".bedside/{name}"));
    artefacts.paths().map(|path| path.as_str().to_owned()).chain(own).collect()
}

/// What every answer says, whatever it was that was asked.
#[track_caller]
fn is_sealed(answer: &Answer, request: &str) {
    for (name, value) in [
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "sameorigin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} of {} for {request}", answer.status);
    }
    assert!(!answer.head.contains("access-control-"), "{request}");
    let body = String::from_utf8_lossy(&answer.body);
    for secret in [CANARY, "root:x:", "PATH="] {
        assert!(!body.contains(secret), "{secret} for {request}");
    }
}

#[test]
fn no_request_reaches_what_is_not_published_and_none_ends_the_preview() {
    let (_folder, mut preview) = start(&[]);
    let addresses = addresses();
    let many = if is_full() { 10_000 } else { 1_500 };
    let statuses: [AtomicUsize; 6] = Default::default();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (preview, addresses, statuses) = (&preview, &addresses, &statuses);
            scope.spawn(move || {
                let mut random = Random::new(60 + thread);
                for _ in 0..many / 4 {
                    let request = request(&mut random, preview.port);
                    let shown: String =
                        String::from_utf8_lossy(&request.bytes).escape_debug().take(400).collect();
                    let answer = preview.send(&request.bytes);
                    statuses[usize::from(answer.status / 100)].fetch_add(1, Ordering::Relaxed);
                    if answer.status == 0 {
                        assert!(answer.body.is_empty(), "{shown}");
                        continue;
                    }
                    is_sealed(&answer, &shown);
                    match answer.status {
                        200 | 206 | 416 => assert!(may_have(addresses, &request, false), "{shown}"),
                        302 => assert!(may_have(addresses, &request, true), "{shown}"),
                        status => assert!((400..500).contains(&status), "{status} for {shown}"),
                    }
                }
            });
        }
    });
    let [none, _, fine, elsewhere, refused, failed] = statuses.map(AtomicUsize::into_inner);
    println!("{many} requests: {fine} answered, {elsewhere} sent on, {refused} refused, {none} cut off");
    assert!(fine > many / 50 && elsewhere > 0 && refused > many / 2, "the requests are of all sorts");
    assert!(none < many / 20 && failed == 0);
    assert!(preview.is_running());
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn every_address_that_there_is_is_answered() {
    let (_folder, preview) = start(&[]);
    for address in addresses() {
        let answer = preview.get(&format!("/{address}"));
        assert_eq!(answer.status, 200, "{address}");
        is_sealed(&answer, &address);
    }
}

#[test]
fn only_the_preview_s_own_names_and_pages() {
    let (_folder, preview) = start(&[]);
    let port = preview.port;
    let ask = |headers: &str| {
        let answer = preview.send(format!("GET / HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").as_bytes());
        is_sealed(&answer, headers);
        answer
    };
    let hosts = [
        ("127.0.0.1:PORT", 200),
        ("localhost:PORT", 200),
        ("LocalHost:PORT", 200),
        ("[::1]:PORT", 200),
        ("evil.example", 403),
        ("evil.example:PORT", 403),
        ("127.0.0.1", 403),
        ("localhost", 403),
        ("127.0.0.1:1", 403),
        ("127.0.0.1:0PORT", 403),
        ("127.0.0.1:PORT0", 403),
        ("127.0.0.1.evil.example:PORT", 403),
        ("localhost.evil.example:PORT", 403),
        ("evil-localhost:PORT", 403),
        ("localhost.:PORT", 403),
        ("user@localhost:PORT", 403),
        ("127.1:PORT", 403),
        ("2130706433:PORT", 403),
        ("0x7f000001:PORT", 403),
        ("0177.0.0.1:PORT", 403),
        ("0.0.0.0:PORT", 403),
        ("[::]:PORT", 403),
        ("[::ffff:127.0.0.1]:PORT", 403),
        ("[", 403),
        ("", 403),
    ];
    for (host, expected) in hosts {
        let host = host.replace("PORT", &port.to_string());
        assert_eq!(ask(&format!("Host: {host}\r\n")).status, expected, "Host: {host}");
    }
    let origins = [
        ("http://127.0.0.1:PORT", 200),
        ("HTTP://127.0.0.1:PORT", 200),
        ("http://localhost:PORT", 403),
        ("http://127.0.0.1:1", 403),
        ("http://127.0.0.1", 403),
        ("https://127.0.0.1:PORT", 403),
        ("http://evil.example", 403),
        ("http://127.0.0.1:PORT.evil.example", 403),
        ("null", 403),
        ("://", 403),
        ("http://[", 403),
        ("", 403),
    ];
    for (origin, expected) in origins {
        let origin = origin.replace("PORT", &port.to_string());
        let answer = ask(&format!("Host: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"));
        assert_eq!(answer.status, expected, "Origin: {origin}");
    }
}

/// Writes what can be written at once; whether the other side still listens.
fn listens(stream: &mut TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let written = stream.write(b"a");
    let heard = stream.read(&mut [0; 512]);
    written.is_ok() && matches!(heard, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

#[test]
fn five_hundred_slow_connections_hold_up_nobody() {
    let (_folder, mut preview) = start(&[]);
    let mut slow: Vec<TcpStream> = (0..500).map(|_| preview.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").unwrap();
    }
    let seconds = if is_full() { 14 } else { 3 };
    for second in 0..seconds {
        let start = Instant::now();
        assert_eq!(preview.get("/").status, 200);
        assert!(start.elapsed() < Duration::from_secs(1), "{:?} in second {second}", start.elapsed());
        // One byte a second, for ever.
        slow.retain_mut(listens);
        std::thread::sleep(Duration::from_secs(1).saturating_sub(start.elapsed()));
    }
    let left = slow.len();
    assert_eq!(left, if is_full() { 0 } else { 500 }, "nobody keeps a place for ever");
    assert!(preview.is_running());
}

#[test]
fn twelve_tabs_hear_of_each_save() {
    let (_folder, preview) = start(&[]);
    let mut tabs: Vec<TcpStream> = (0..12).map(|_| preview.connect()).collect();
    for tab in &mut tabs {
        let port = preview.port;
        write!(tab, "GET /.bedside/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    }
    let mut hear = |end: &str| {
        for tab in &mut tabs {
            let (mut heard, mut buffer) = (String::new(), [0; 1024]);
            while !heard.contains(end) {
                let length = tab.read(&mut buffer).unwrap();
                assert!(length > 0, "closed after {heard}");
                heard.push_str(&String::from_utf8_lossy(&buffer[..length]));
            }
        }
    };
    hear("-1\n\n");
    std::fs::write(preview.content.join("index.md"), "# Home\n\nOther words.\n").unwrap();
    hear("-2\n\n");
    assert!(preview.page("/").contains("Other words."));
}

#[test]
fn from_another_computer_the_token_is_needed() {
    let (_folder, preview) = start(&["--host", "0.0.0.0"]);
    let (base, token) = preview.address.split_once("/?token=").unwrap();
    assert!(token.len() == 32 && token.bytes().all(|digit| digit.is_ascii_hexdigit()), "{token}");
    assert_eq!(base, format!("http://127.0.0.1:{}", preview.port));
    let (_other_folder, other) = start(&["--host", "0.0.0.0"]);
    assert_ne!(preview.address.split_once('=').unwrap().1, other.address.split_once('=').unwrap().1);

    let host = format!("Host: 127.0.0.1:{}\r\nConnection: close\r\n", preview.port);
    let ask =
        |path: &str, more: &str| preview.send(format!("GET {path} HTTP/1.1\r\n{host}{more}\r\n").as_bytes());
    for path in
        ["/", "/index.html", "/assets/style.css", "/.bedside/events", "/.bedside/problems.json", "/none"]
    {
        let answer = ask(path, "");
        assert_eq!(answer.status, 403, "{path}");
        is_sealed(&answer, path);
    }
    assert_eq!(ask(&format!("/?token={}", &token[..31]), "").status, 403);
    assert_eq!(ask(&format!("/?token={}", "0".repeat(32)), "").status, 403);
    let welcome = ask(&format!("/strand/?token={token}"), "");
    assert_eq!((welcome.status, welcome.header("location")), (303, Some("/strand/")));
    let cookie = welcome.header("set-cookie").unwrap();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=strict"), "{cookie}");
    is_sealed(&welcome, "the welcome");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(ask("/strand/", &format!("Cookie: {cookie}\r\n")).status, 200);
    assert_eq!(ask("/strand/", &format!("Cookie: {cookie}\r\nOrigin: http://evil.example\r\n")).status, 403);
}
