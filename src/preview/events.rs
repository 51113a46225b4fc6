//! Turns new builds into a stream of server-sent events, each with nothing but the number of the build.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use futures_core::Stream;
use tokio::sync::mpsc;

use super::answer;
use super::board::Reader;

/// Well within the time after which a silent connection is closed.
const KEEP_ALIVE: Duration = Duration::from_secs(4);

/// The stream for one browser: the last build at once, then each as it comes.
pub(super) fn stream(board: Reader) -> Response {
    let (sender, receiver) = mpsc::channel(4);
    // The task ends when the browser goes: sending fails then.
    tokio::spawn(tell(board, sender));
    let mut response = answer::whole(StatusCode::OK, "text/event-stream", Bytes::new());
    *response.body_mut() = Body::from_stream(Lines(receiver));
    response
}

async fn tell(mut board: Reader, browser: mpsc::Sender<Bytes>) {
    let mut line = Bytes::from_static(b"retry: 500\n\n");
    while browser.send(line).await.is_ok() {
        let next = tokio::select! {
            changed = board.changed() => changed.map(|()| true),
            () = tokio::time::sleep(KEEP_ALIVE) => Ok(false),
            () = browser.closed() => return,
        };
        let id = match next {
            Ok(true) => board.borrow_and_update().as_ref().map(|shown| shown.id.clone()),
            Ok(false) => None,
            Err(_) => return,
        };
        line = match id {
            Some(id) => Bytes::from(format!("id: {id}\ndata: {id}\n\n")),
            None => Bytes::from_static(b":\n\n"),
        };
    }
}

/// The lines of a stream, in the form that a body is made of.
struct Lines(mpsc::Receiver<Bytes>);

impl Stream for Lines {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|line| line.map(Ok))
    }
}
