//! The files of one edition → pages of the preview, each made when it is asked for and again only when it would differ.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::course::PageId;
use crate::document::Text;
use crate::lock::lock;
use crate::publish::OutPath;
use crate::render::Artefacts;

/// An edition's files, with what was made of them so far, in this build and in those before.
pub(super) struct Rendered {
    pub artefacts: Artefacts,
    made: Arc<Mutex<Made>>,
}

/// Each file with the fingerprint of all that it hangs on.
type Made = BTreeMap<OutPath, (u64, Arc<[u8]>)>;

impl Rendered {
    /// `before`: the same edition's files of the build before.
    pub fn new(artefacts: Artefacts, before: Option<&Rendered>) -> Rendered {
        Rendered { artefacts, made: before.map(|before| Arc::clone(&before.made)).unwrap_or_default() }
    }

    /// The same with one page's words anew; what else was made stays.
    pub fn with_text(&self, page: PageId, text: &Arc<Text>) -> Option<Rendered> {
        Some(Rendered::new(self.artefacts.with_text(page, Arc::clone(text))?, Some(self)))
    }

    pub fn has(&self, path: &str) -> bool {
        OutPath::new(path).is_ok_and(|path| self.artefacts.get(&path).is_some())
    }

    pub fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = OutPath::new(path).ok()?;
        let artefact = self.artefacts.get(&path)?;
        let fingerprint = self.artefacts.fingerprint(artefact);
        // A thread that failed while it held the lock left whole entries behind.
        let made = || lock(&self.made);
        let known =
            made().get(&path).filter(|(of, _)| Some(*of) == fingerprint).map(|(_, bytes)| Arc::clone(bytes));
        if known.is_some() {
            return known;
        }
        let mut bytes = Vec::new();
        self.artefacts.make(artefact, &mut bytes).ok()?;
        let bytes: Arc<[u8]> = bytes.into();
        if let Some(fingerprint) = fingerprint {
            made().insert(path, (fingerprint, Arc::clone(&bytes)));
        }
        Some(bytes)
    }
}
