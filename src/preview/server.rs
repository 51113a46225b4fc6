//! Turns requests into answers from the last build.
#![expect(clippy::disallowed_methods, reason = "reads the system's source of randomness, and nothing else")]

use std::io::{self, Read as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::handler::Handler as _;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::board::{Reader, Shown};
use super::connection::{Door, PATIENCE, places};
use super::guard::{Guard, Leave};
use super::shelf::{self, Shelf};
use super::{answer, events, inject, own, target};

/// How long a request waits for the first build, before a page says that it is still under way.
const FIRST_BUILD: Duration = Duration::from_secs(6);

const BUILDING: &str = include_str!("../../themes/preview/building.html");

const PAGE: &str = "text/html; charset=utf-8";

/// A server that listens and does not answer yet.
pub(super) struct Server {
    runtime: Runtime,
    sockets: Vec<TcpListener>,
    guard: Guard,
    address: String,
    patience: Duration,
}

impl Server {
    /// Takes the port. The two loopback addresses go together, since `localhost` may mean either.
    pub(super) fn bind(host: IpAddr, port: u16) -> io::Result<Self> {
        let first = TcpListener::bind((host, port))?;
        let at = first.local_addr()?;
        let mut sockets = vec![first];
        let twin: Option<IpAddr> = match host {
            IpAddr::V4(Ipv4Addr::LOCALHOST) => Some(Ipv6Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(Ipv4Addr::LOCALHOST.into()),
            _ => None,
        };
        // A machine without IPv6 has no twin, which is no harm.
        sockets.extend(twin.and_then(|twin| TcpListener::bind((twin, at.port())).ok()));
        for socket in &sockets {
            socket.set_nonblocking(true)?;
        }
        let secret = if host.is_loopback() { None } else { Some(secret()?) };
        let shown =
            if host.is_unspecified() { SocketAddr::new(Ipv4Addr::LOCALHOST.into(), at.port()) } else { at };
        let address = match &secret {
            None => format!("http://{shown}/"),
            Some(secret) => format!("http://{shown}/?token={secret}"),
        };
        let runtime =
            Builder::new_multi_thread().worker_threads(2).enable_all().thread_name("preview").build()?;
        Ok(Server { runtime, sockets, guard: Guard::new(at, secret), address, patience: PATIENCE })
    }

    /// The address for the reader, with the secret where one is needed.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Starts the thread without which serving makes no sense.
    pub(super) fn keep_alive_while(
        &self,
        work: impl FnOnce() + Send + 'static,
    ) -> io::Result<oneshot::Receiver<()>> {
        let (alive, ended) = oneshot::channel();
        std::thread::Builder::new().name("build".into()).spawn(move || {
            let _alive = alive;
            work();
        })?;
        Ok(ended)
    }

    /// Answers until `ended` does.
    pub(super) fn run(self, board: Reader, ended: oneshot::Receiver<()>) -> io::Result<()> {
        let site = Arc::new(Site { guard: self.guard, board, shelf: Arc::default() });
        let places = places();
        self.runtime.block_on(async move {
            for socket in self.sockets {
                let listener = tokio::net::TcpListener::from_std(socket)?;
                let door = Door { socket: listener, places: Arc::clone(&places), patience: self.patience };
                let service = respond.with_state(Arc::clone(&site));
                tokio::spawn(async move { axum::serve(door, service.into_make_service()).await });
            }
            let _ = ended.await;
            Err(io::Error::other("the preview has stopped watching, and so it ends"))
        })
    }
}

struct Site {
    guard: Guard,
    board: Reader,
    shelf: Arc<Shelf>,
}

async fn respond(State(site): State<Arc<Site>>, request: Request) -> Response {
    // The body is dropped unread.
    let (request, _) = request.into_parts();
    let response = match site.guard.judge(&request) {
        Leave::Answer => site.answer(&request).await,
        Leave::Welcome => site.welcome(&request),
        Leave::Refuse(status) => answer::refusal(status),
    };
    answer::seal(response, request.method == Method::HEAD)
}

impl Site {
    async fn answer(&self, request: &Parts) -> Response {
        if request.uri.path() == "/.bedside/events" {
            return events::stream(self.board.clone());
        }
        if let Some(file) = own::file(request.uri.path()) {
            return file;
        }
        let Some(path) = target::address(request.uri.path()) else {
            return answer::refusal(StatusCode::BAD_REQUEST);
        };
        let mut board = self.board.clone();
        let first = timeout(FIRST_BUILD, board.wait_for(Option::is_some)).await;
        let Some(shown) = first.ok().and_then(Result::ok).and_then(|shown| shown.clone()) else {
            let mut response = answer::whole(StatusCode::SERVICE_UNAVAILABLE, PAGE, BUILDING);
            response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("1"));
            return response;
        };
        let headers = request.headers.clone();
        let uri = request.uri.clone();
        let shelf = Arc::clone(&self.shelf);
        // Finding a page may render it. A panic in there is this one answer's.
        let found = tokio::task::spawn_blocking(move || find(&shown, &shelf, &path, &uri, &headers));
        found.await.unwrap_or_else(|_| answer::refusal(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// Trades the secret in the address for a cookie, and takes it out of the address.
    fn welcome(&self, request: &Parts) -> Response {
        let path = request.uri.path();
        let (Some(_), Ok(place), Ok(cookie)) =
            (target::address(path), HeaderValue::from_str(path), HeaderValue::from_str(&self.guard.cookie()))
        else {
            return answer::refusal(StatusCode::BAD_REQUEST);
        };
        let mut response = answer::whole(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
        response.headers_mut().insert(header::LOCATION, place);
        response.headers_mut().insert(header::SET_COOKIE, cookie);
        response
    }
}

/// Looks an address up in a build: what the preview knows of it, the very file, where the page is now, a folder asked
/// for without its slash, or nothing.
fn find(shown: &Shown, shelf: &Shelf, path: &str, uri: &Uri, headers: &HeaderMap) -> Response {
    if let Some(data) = own::data(shown, path) {
        return data;
    }
    let kept = uri.query().and_then(shelf::version).and_then(|version| shelf.get(path, version));
    if let Some(bytes) = kept.or_else(|| shown.pages.get(path)) {
        if answer::is_page(path) {
            shelf.keep(path, &bytes, &*shown.pages);
            return answer::whole(StatusCode::OK, PAGE, inject::inject(&bytes, &shown.id));
        }
        return answer::file(path, &bytes, headers);
    }
    let moved = shown.pages.moved(path).map(|path| own::link(&path));
    let folder = || shown.pages.get(&format!("{path}/index.html")).map(|_| format!("{}/", uri.path()));
    if let Some(place) = moved.or_else(folder)
        && let Ok(place) = HeaderValue::from_str(&place)
    {
        let mut response = answer::whole(StatusCode::FOUND, "text/plain; charset=utf-8", "");
        response.headers_mut().insert(header::LOCATION, place);
        return response;
    }
    own::missing(&shown.id)
}

/// 128 random bits: from the system where it has a file for them, else from the keys that it gives to hash maps.
fn secret() -> io::Result<String> {
    let mut bits = [0; 16];
    if cfg!(unix) {
        std::fs::File::open("/dev/urandom")?.read_exact(&mut bits)?;
    } else {
        use std::hash::{BuildHasher as _, RandomState};
        let (high, low) = (RandomState::new().hash_one(1u8), RandomState::new().hash_one(2u8));
        bits = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    }
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
