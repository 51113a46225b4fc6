//! The preview from outside: `bedside serve` on a free port, asked byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::binary;

/// A running preview; it ends with this value.
pub struct Preview {
    child: Child,
    pub port: u16,
    /// The address that was printed, which may hold a token.
    pub address: String,
    pub content: PathBuf,
    /// What it has said since.
    said: Arc<Mutex<String>>,
}

/// What was answered; a status of 0 means nothing at all.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// In small letters.
    pub head: String,
    pub body: Vec<u8>,
}

impl Preview {
    /// Starts it on the course in a folder named `content`.
    pub fn start(folder: &Path, more: &[&str]) -> Preview {
        let mut command = binary::command(folder, &["serve", "--content", "content", "--port", "0"]);
        Preview::of(command.args(more), folder)
    }

    /// Starts it by a command.
    pub fn of(command: &mut std::process::Command, folder: &Path) -> Preview {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("an address").unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| *heard.lock().unwrap() += &(line + "\n"));
        });
        let address = line.strip_prefix("Preview: ").expect("an address").to_owned();
        let port = address.split('/').nth(2).and_then(|host| host.rsplit(':').next()).unwrap();
        Preview { child, port: port.parse().unwrap(), address, content: folder.join("content"), said }
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until it has said this; all that it said since its address.
    pub fn said_with(&self, words: &str, patience: Duration) -> String {
        let start = Instant::now();
        loop {
            let said = self.said.lock().unwrap().clone();
            assert!(start.elapsed() < patience, "“{words}” is not in “{said}”");
            if said.contains(words) {
                return said;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends these bytes and hears what comes back, until the connection closes or a stream begins.
    pub fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A refusal may close the connection under what is still being sent.
        let _ = stream.write_all(request);
        let (mut heard, mut buffer) = (Vec::new(), [0; 16 << 10]);
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            heard.extend_from_slice(&buffer[..length]);
            if Answer::of(&heard).head.contains("text/event-stream") {
                break;
            }
        }
        Answer::of(&heard)
    }

    /// Asks as a browser on this computer does.
    pub fn get(&self, path: &str) -> Answer {
        let port = self.port;
        self.send(
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").as_bytes(),
        )
    }

    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        String::from_utf8_lossy(&answer.body).into_owned()
    }

    /// Asks for a page until it holds a text; how long that took.
    pub fn wait_for(&self, path: &str, text: &str, patience: Duration) -> Duration {
        let start = Instant::now();
        loop {
            let page = self.page(path);
            if page.contains(text) {
                return start.elapsed();
            }
            assert!(start.elapsed() < patience, "{path} has no “{text}” after {patience:?}:\n{page}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn of(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else { return Answer::default() };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| *key == name).map(|(_, value)| value.trim()).next()
    }
}
