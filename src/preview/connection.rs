//! Turns a listening socket into connections that cannot hold the preview up.
//!
//! `axum::serve` sets no time limits, and reads up to some 400 KB of headers. So each connection has
//! a place among a fixed number, a deadline that moves only when a request begins or is being answered,
//! and a bound on what it may send for one answer. What the HTTP library refuses by itself, before anybody
//! else has seen it, gets the headers here that every answer has.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

use super::answer;

/// More than a few browsers need, fewer than the files that a process may have open.
const PLACES: usize = 640;
/// For a request to arrive whole, for an answer to begin, and for an idle connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Somewhat more than the guard lets through, so that most get a proper refusal.
const REQUEST: usize = 64 << 10;

/// How many connections there may be, over all sockets of a server.
pub(super) fn places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(PLACES))
}

/// A socket that lets in as many as there are places.
pub(super) struct Door {
    pub socket: TcpListener,
    pub places: Arc<Semaphore>,
    pub patience: Duration,
}

impl Listener for Door {
    type Io = Visitor;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Visitor, SocketAddr) {
        loop {
            if let Ok(place) = Arc::clone(&self.places).acquire_owned().await
                && let Ok((stream, address)) = self.socket.accept().await
            {
                // Without this, the message of a new build would wait for the answer to the last one.
                let _ = stream.set_nodelay(true);
                let visitor = Visitor {
                    stream,
                    asked: 0,
                    parting: Vec::new(),
                    deadline: Box::pin(sleep(self.patience)),
                    patience: self.patience,
                    _place: place,
                };
                return (visitor, address);
            }
            // Out of files, most likely: some connection will time out.
            sleep(Duration::from_millis(50)).await;
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

/// A connection with its deadline.
pub(super) struct Visitor {
    stream: TcpStream,
    /// Bytes read since anything was last written.
    asked: usize,
    /// What is left to write of the last words to somebody who does not speak HTTP.
    parting: Vec<u8>,
    deadline: Pin<Box<Sleep>>,
    patience: Duration,
    _place: OwnedSemaphorePermit,
}

impl Visitor {
    fn extend(&mut self) {
        let until = Instant::now() + self.patience;
        self.deadline.as_mut().reset(until);
    }

    /// Puts the refusal that it should be in the place of a bare one, and gives the length of that.
    fn replace(&mut self, bytes: &[u8]) -> Option<usize> {
        // The first that is written after a request is the head of its answer, and never a file's own bytes.
        self.parting = answer::dressed(bytes).filter(|_| self.asked > 0)?;
        self.asked = 0;
        self.extend();
        Some(bytes.len())
    }

    /// Writes what is left of the last words.
    fn part(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.parting.is_empty() {
            match Pin::new(&mut self.stream).poll_write(context, &self.parting) {
                Poll::Ready(Ok(written)) => drop(self.parting.drain(..written)),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return self.wait(context),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// A wait, unless it has been too long.
    fn wait<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match self.deadline.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Visitor {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                let read = buffer.filled().len() - before;
                if self.asked == 0 && read > 0 {
                    self.extend();
                }
                self.asked += read;
                let enough = self.asked > REQUEST;
                Poll::Ready(if enough { Err(io::ErrorKind::InvalidData.into()) } else { result })
            }
            Poll::Pending => self.wait(context),
        }
    }
}

impl AsyncWrite for Visitor {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.part(context))?;
        if let Some(length) = self.replace(bytes) {
            return Poll::Ready(Ok(length));
        }
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(result) => {
                self.asked = 0;
                self.extend();
                Poll::Ready(result)
            }
            Poll::Pending => self.wait(context),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.part(context))?;
        if let [part] = parts
            && let Some(length) = self.replace(part)
        {
            return Poll::Ready(Ok(length));
        }
        match Pin::new(&mut self.stream).poll_write_vectored(context, parts) {
            Poll::Ready(result) => {
                self.asked = 0;
                self.extend();
                Poll::Ready(result)
            }
            Poll::Pending => self.wait(context),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.part(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.part(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
