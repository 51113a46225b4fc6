//! A page's body → the same body as long as it is needed: large courses have more words than memory should hold.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::{Body, Includes};
use crate::fingerprint;
use crate::lock::lock;
use crate::source::Source;

/// A page's body, which may be known by nothing but its fingerprint until something asks for a word of it.
pub struct Text {
    /// Equal for equal words of the page itself and of the snippets that it includes.
    pub fingerprint: u64,
    pub source: Arc<Source>,
    body: Held,
}

/// How a body is held: large courses have more words than memory should.
enum Held {
    Always(Arc<Body>),
    UntilLetGo { body: Mutex<Option<Arc<Body>>>, read: Box<dyn Fn() -> Body + Send + Sync> },
}

impl Text {
    pub fn new(body: Body, includes: &Includes) -> Text {
        let source = Arc::clone(&body.source);
        let fingerprint = fingerprint::of(&(source.fingerprint, includes));
        Text { fingerprint, source, body: Held::Always(Arc::new(body)) }
    }

    /// The body of a source that is read when it is asked for.
    pub fn later(
        source: &Arc<Source>,
        includes: &Includes,
        read: impl Fn() -> Body + Send + Sync + 'static,
    ) -> Text {
        let fingerprint = fingerprint::of(&(source.fingerprint, includes));
        let body = Held::UntilLetGo { body: Mutex::default(), read: Box::new(read) };
        Text { fingerprint, source: Arc::clone(source), body }
    }

    /// The same, which from now on may be let go, because it can be read again.
    #[must_use]
    pub fn or_again(self, read: impl Fn() -> Body + Send + Sync + 'static) -> Text {
        let body = Mutex::new(Some(self.body()));
        Text { body: Held::UntilLetGo { body, read: Box::new(read) }, ..self }
    }

    /// The body, read now if it is not at hand.
    pub fn body(&self) -> Arc<Body> {
        match &self.body {
            Held::Always(body) => Arc::clone(body),
            Held::UntilLetGo { body, read } => Arc::clone(lock(body).get_or_insert_with(|| Arc::new(read()))),
        }
    }

    /// Says that nothing is about to ask for the body; if it is asked for all the same, it is read again.
    pub fn let_go(&self) {
        if let Held::UntilLetGo { body, .. } = &self.body {
            *lock(body) = None;
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}
