//! `Sources` ↔ what a later scan has to know of them to leave the unchanged ones unread.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Body, Source, Sources, Stat};

/// A file without its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Glimpse {
    path: Arc<str>,
    fingerprint: u64,
    size: Option<(usize, usize)>,
    stat: Stat,
}

impl Sources {
    /// One for each file that a later scan may know again by its stat.
    pub fn glimpses(&self) -> Vec<Glimpse> {
        let glimpse = |source: &Arc<Source>| {
            let Source { path, fingerprint, size, body: _, stat } = &**source;
            Some(Glimpse { path: Arc::clone(path), fingerprint: *fingerprint, size: *size, stat: (*stat)? })
        };
        self.iter().filter_map(glimpse).collect()
    }

    /// The sources of an earlier scan, for the next one: none has its bytes.
    pub fn from_glimpses(glimpses: Vec<Glimpse>) -> Sources {
        let source = |glimpse: Glimpse| {
            let Glimpse { path, fingerprint, size, stat } = glimpse;
            Arc::new(Source { path, fingerprint, size, body: Body::NotKept, stat: Some(stat) })
        };
        glimpses.into_iter().map(source).collect()
    }
}
