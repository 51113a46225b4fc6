//! A real server on a free port, asked byte by byte.

use super::super::board::Board;
use super::super::{About, Entry, Pages, Problem, Problems, Snapshot};
use super::*;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

struct Map(BTreeMap<String, Arc<[u8]>>);

impl Pages for Map {
    fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        assert!(path != "panic.html", "asked to");
        self.0.get(path).cloned()
    }
    fn moved(&self, path: &str) -> Option<String> {
        (path == "was.html").then(|| "a b.html".to_owned())
    }
    fn about(&self, path: &str) -> About {
        About { reason: Some(format!("asked of {path}")), ..About::default() }
    }
    fn list(&self) -> Vec<Entry> {
        vec![Entry { title: "A page".into(), path: "a b.html".into(), ..Entry::default() }]
    }
}

fn snapshot(id: u64) -> Snapshot {
    let page = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'none'\"></head>SECRET</html>";
    let files = [
        ("index.html", page),
        ("a/index.html", page),
        ("a b.html", page),
        ("site.css", "body{}"),
        ("a.mp3", "0123456789"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
    let problem =
        Problem { severity: "warning".into(), message: "</script><b>".into(), ..Problem::default() };
    let problems = Problems::new(vec![problem]);
    Snapshot { id, pages: Arc::new(Map(files.into())), problems, stale: false, changed_page: None }
}

/// Runs a server for as long as the test does.
fn start() -> (u16, Board) {
    let mut server = Server::bind(Ipv4Addr::LOCALHOST.into(), 0).unwrap();
    server.patience = Duration::from_secs(2);
    let port = server.address().trim_end_matches('/').rsplit_once(':').unwrap().1.parse().unwrap();
    let board = Board::new(false);
    let reader = board.reader();
    let alive = server.keep_alive_while(|| std::thread::sleep(Duration::from_secs(60))).unwrap();
    std::thread::spawn(move || server.run(reader, alive));
    (port, board)
}

fn started() -> u16 {
    let (port, mut board) = start();
    board.build(|| snapshot(1));
    // The board may go: what it put up stays.
    std::mem::forget(board);
    port
}

fn send(port: u16, request: &[u8]) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    // A refusal may close the connection under what is still being sent.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn ask(port: u16, line: &str, headers: &str) -> String {
    send(port, format!("{line}\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n").as_bytes())
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

#[test]
fn every_answer_has_the_headers() {
    let port = started();
    for (line, expected) in [
        ("GET / HTTP/1.1", 200),
        ("HEAD / HTTP/1.1", 200),
        ("GET /?import&raw?? HTTP/1.1", 200),
        ("GET /index.html HTTP/1.1", 200),
        ("GET /a/ HTTP/1.1", 200),
        ("GET /a HTTP/1.1", 302),
        ("GET /a%20b.html HTTP/1.1", 200),
        ("GET /site.css HTTP/1.1", 200),
        ("GET /.bedside/live.js HTTP/1.1", 200),
        ("GET /.bedside/panel.css HTTP/1.1", 200),
        ("GET /.bedside/problems.json HTTP/1.1", 200),
        ("HEAD /.bedside/events HTTP/1.1", 200),
        ("GET /.bedside/frame.html HTTP/1.1", 200),
        ("GET /.bedside/frame.js HTTP/1.1", 200),
        ("GET /.bedside/pages.json HTTP/1.1", 200),
        ("GET /.bedside/about/a%20b.html HTTP/1.1", 200),
        ("GET /.bedside/about/../../x HTTP/1.1", 400),
        ("GET /was.html HTTP/1.1", 302),
        ("GET /.bedside/other HTTP/1.1", 404),
        ("GET /none.html HTTP/1.1", 404),
        ("GET /%2e%2e/x HTTP/1.1", 400),
        ("GET //etc/passwd HTTP/1.1", 400),
        ("GET /panic.html HTTP/1.1", 500),
        ("POST / HTTP/1.1", 405),
        ("OPTIONS / HTTP/1.1", 405),
        ("OPTIONS * HTTP/1.1", 405),
        ("DELETE /a HTTP/1.1", 405),
        ("GET http://evil.example/ HTTP/1.1", 403),
    ] {
        let answer = ask(port, line, "").to_ascii_lowercase();
        assert_eq!(status(&answer), expected, "{line}");
        for header in [
            "cross-origin-resource-policy: same-origin",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "x-frame-options: sameorigin",
        ] {
            assert!(answer.contains(header), "{line}: {header}\n{answer}");
        }
        assert!(!answer.contains("access-control-"), "{line}");
        assert_eq!(answer.contains("allow: get, head"), expected == 405, "{line}");
        assert!(!line.starts_with("HEAD") || answer.ends_with("\r\n\r\n"), "{line}");
    }
}

#[test]
fn refusals_show_no_page_and_the_server_goes_on() {
    let port = started();
    let long = "a".repeat(1 << 20);
    let host = format!("Host: localhost:{port}\r\n");
    let requests: [(String, u16); 15] = [
        ("GET / HTTP/1.1\r\n\r\n".into(), 403),
        ("GET / HTTP/1.0\r\n\r\n".into(), 403),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n".into(), 403),
        (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), 403),
        ("GET / HTTP/1.1\r\nHost: [\r\n\r\n".into(), 403),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n".into(), 403),
        (format!("GET / HTTP/1.1\r\n{host}Origin: http://[\r\n\r\n"), 403),
        (format!("GET / HTTP/1.1\r\n{host}Origin: null\r\n\r\n"), 403),
        (
            format!("GET / HTTP/1.1\r\n{host}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n"),
            403,
        ),
        (format!("GET /.bedside/events HTTP/1.1\r\n{host}Origin: http://1.2.3.4:{port}\r\n\r\n"), 403),
        (format!("CONNECT localhost:{port} HTTP/1.1\r\n{host}\r\n"), 403),
        (format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", &long[..20_000]), 431),
        (format!("GET /{} HTTP/1.1\r\n{host}\r\n", &long[..10_000]), 414),
        (format!("GET / HTTP/1.1\r\n{host}Content-Length: 5\r\n\r\nhello"), 400),
        (format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n"), 0),
    ];
    for (request, expected) in requests {
        let answer = send(port, request.as_bytes());
        let head = &request[..request.len().min(80)];
        assert_eq!(status(&answer), expected, "{head}");
        assert!(!answer.contains("SECRET"), "{head}");
    }
    let odd: [&[u8]; 4] = [
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for request in odd {
        let mut closed = request.to_vec();
        closed.extend(b"\r\n\r\n");
        assert!(!send(port, &closed).contains("SECRET"));
    }
    assert_eq!(status(&ask(port, "GET / HTTP/1.1", "")), 200);
}

#[test]
fn slow_visitors_hold_up_nobody() {
    let port = started();
    let slow: Vec<TcpStream> = (0..500)
        .map(|_| {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nX").unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(status(&ask(port, "GET / HTTP/1.1", "")), 200);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    let mut first = &slow[0];
    first.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let gone = first.read(&mut [0; 64]);
    assert!(matches!(gone, Ok(0) | Err(_)), "{gone:?}");
    assert!(start.elapsed() < Duration::from_secs(6));
}

#[test]
fn pages_carry_the_preview_and_reports_are_plain_data() {
    let port = started();
    let page = ask(port, "GET / HTTP/1.1", "");
    assert!(page.contains("connect-src 'self'") && page.contains("/.bedside/live.js"));
    assert!(ask(port, "GET /none.html HTTP/1.1", "").contains(" missing\"></script>"));
    assert_eq!(status(&ask(port, "GET / HTTP/1.1", "Range: bytes=0-1\r\n")), 200);
    let report = ask(port, "GET /.bedside/problems.json HTTP/1.1", "");
    assert!(report.contains("application/json") && report.contains("\"warnings\":1"));
    let about = ask(port, "GET /.bedside/about/a%20b.html HTTP/1.1", "");
    assert!(about.contains("application/json") && about.contains("asked of a b.html"), "{about}");
    assert!(ask(port, "GET /.bedside/pages.json HTTP/1.1", "").contains("\"path\":\"a b.html\""));
    assert!(ask(port, "GET /was.html HTTP/1.1", "").contains("location: /a%20b.html\r\n"));
    let part = ask(port, "GET /a.mp3 HTTP/1.1", "Range: bytes=2-4\r\n");
    assert!(status(&part) == 206 && part.ends_with("\r\n\r\n234") && part.contains("bytes 2-4/10"), "{part}");
    assert_eq!(status(&ask(port, "GET /a.mp3 HTTP/1.1", "Range: bytes=20-\r\n")), 416);
}

#[test]
fn the_first_page_waits_for_the_first_build_and_the_stream_tells_each() {
    let (port, mut board) = start();
    let page = std::thread::spawn(move || ask(port, "GET / HTTP/1.1", ""));
    std::thread::sleep(Duration::from_millis(100));
    assert!(!page.is_finished());
    board.build(|| snapshot(1));
    assert_eq!(status(&page.join().unwrap()), 200);

    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    write!(stream, "GET /.bedside/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
    let mut heard = String::new();
    let mut hear = |what: &str| {
        while !heard.contains(what) {
            let mut buffer = [0; 1024];
            let length = stream.read(&mut buffer).unwrap();
            assert!(length > 0, "closed after {heard}");
            heard.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        }
    };
    hear("-1\n\n");
    board.build(|| snapshot(2));
    hear("-2\n\n");
    board.build(|| panic!("asked to"));
    hear("-3\n\n");
    assert_eq!(status(&ask(port, "GET / HTTP/1.1", "")), 200);
    assert!(ask(port, "GET /.bedside/problems.json HTTP/1.1", "").contains("asked to"));
}
