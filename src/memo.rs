//! What was parsed before, by the fingerprint of its source: the one memory between two builds of a process.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::writing::{self, HouseStyle};
use crate::document::{self, Document, Syntax};
use crate::source::Source;

/// Parsed pages by path, each with the fingerprint of the source that it was parsed from.
#[derive(Debug, Default)]
pub struct Memo {
    /// The style of the house by which the pages were read over.
    style: u64,
    parsed: BTreeMap<Arc<str>, (u64, Arc<Checked<Document>>)>,
}

impl Memo {
    /// Parses the sources that changed since the last call, in parallel; gives all in the order given.
    /// What is not among them is forgotten.
    pub fn parse(&mut self, sources: &[&Arc<Source>], style: &HouseStyle) -> Vec<Arc<Checked<Document>>> {
        if self.style != style.fingerprint {
            self.parsed.clear();
            self.style = style.fingerprint;
        }
        let known = &self.parsed;
        let documents: Vec<Arc<Checked<Document>>> = sources
            .par_iter()
            .map(|source| match known.get(&source.path) {
                Some((fingerprint, document)) if *fingerprint == source.fingerprint => Arc::clone(document),
                _ => Arc::new(parse_safely(source, style)),
            })
            .collect();
        let entry = |(source, document): (&&Arc<Source>, &Arc<Checked<Document>>)| {
            (Arc::clone(&source.path), (source.fingerprint, Arc::clone(document)))
        };
        self.parsed = sources.iter().zip(&documents).map(entry).collect();
        documents
    }
}

/// A page that makes a dependency fail is told by name; the others are not touched.
fn parse_safely(source: &Arc<Source>, style: &HouseStyle) -> Checked<Document> {
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let mut document = document::parse(source, Syntax::COURSE);
        writing::review(&document.value, style, &mut document.diagnostics);
        document
    }));
    parsed.unwrap_or_else(|_| {
        let empty = Arc::new(Source::in_memory(&source.path, Box::default()));
        let mut document = document::parse(&empty, Syntax::COURSE);
        document.diagnostics = vec![Diagnostic::new(
            Code::Panicked,
            &source.path,
            Span::default(),
            "the program failed while it read this page",
        )];
        document
    })
}
