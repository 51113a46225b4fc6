//! What was parsed before, by the fingerprint of its source: the one memory between two builds of a process.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::writing::{self, HouseStyle};
use crate::document::{self, Document, Parsed, Snippets, Syntax};
use crate::render::{self, Theme};
use crate::source::{Source, Sources};

/// Parsed pages by path, each with the fingerprint of the source that it was parsed from.
#[derive(Default)]
pub struct Memo {
    /// The style of the house by which the pages were read over.
    style: u64,
    /// Whether the writing is not read over.
    brief: bool,
    parsed: BTreeMap<Arc<str>, (u64, Arc<Checked<Document>>)>,
    snippets: Snippets,
    /// The theme, by its own files and the language.
    theme: Option<(u64, Arc<Theme>, Vec<Diagnostic>)>,
}

impl Memo {
    /// A memory of pages whose writing is not read over: for a command that makes files and gives no advice.
    pub fn brief() -> Memo {
        Memo { brief: true, ..Memo::default() }
    }

    /// Parses the sources that changed since the last call, or that include one that did, in parallel; gives all pages
    /// in the order given, and what is to be told of the snippets. What is not among them is forgotten.
    pub fn parse(
        &mut self,
        pages: &[&Arc<Source>],
        snippets: &[&Arc<Source>],
        style: &HouseStyle,
    ) -> Checked<Vec<Arc<Checked<Document>>>> {
        if self.style != style.fingerprint {
            self.parsed.clear();
            self.style = style.fingerprint;
        }
        let read: BTreeMap<Arc<str>, (u64, Arc<Parsed>)> =
            snippets.par_iter().map(|source| self.snippet(source)).collect();
        self.snippets = Snippets::new(read);
        let (known, snippets, brief) = (&self.parsed, &self.snippets, self.brief);
        let documents: Vec<Arc<Checked<Document>>> = pages
            .par_iter()
            .map(|source| match known.get(&source.path) {
                Some((fingerprint, document))
                    if *fingerprint == source.fingerprint
                        && document.value.outline.includes.hold(snippets) =>
                {
                    Arc::clone(document)
                }
                _ => Arc::new(parse_safely(source, snippets, style, brief)),
            })
            .collect();
        let entry = |(source, document): (&&Arc<Source>, &Arc<Checked<Document>>)| {
            (Arc::clone(&source.path), (source.fingerprint, Arc::clone(document)))
        };
        self.parsed = pages.iter().zip(&documents).map(entry).collect();
        let diagnostics = self.snippets.iter().flat_map(|snippet| snippet.problems.iter().cloned()).collect();
        Checked { value: documents, diagnostics }
    }

    /// Loads the theme, unless it is the one of the last call.
    pub fn theme(&mut self, files: &Sources, language: &str) -> Checked<Arc<Theme>> {
        let mark = mark(files, language);
        if let Some((known, theme, problems)) = &self.theme
            && *known == mark
        {
            return Checked { value: Arc::clone(theme), diagnostics: problems.clone() };
        }
        let Checked { value, diagnostics } = render::load_theme(files, language);
        let value = Arc::new(value);
        self.theme = Some((mark, Arc::clone(&value), diagnostics.clone()));
        Checked { value, diagnostics }
    }

    fn snippet(&self, source: &Arc<Source>) -> (Arc<str>, (u64, Arc<Parsed>)) {
        let parsed = match self.snippets.get(&source.path) {
            Some((fingerprint, parsed)) if *fingerprint == source.fingerprint => Arc::clone(parsed),
            _ => Arc::new(read_safely(source)),
        };
        (Arc::clone(&source.path), (source.fingerprint, parsed))
    }
}

/// Equal for the same files of a theme and the same language.
fn mark(files: &Sources, language: &str) -> u64 {
    let mut text = language.as_bytes().to_vec();
    for source in files.iter() {
        text.push(0);
        text.extend_from_slice(source.path.as_bytes());
        text.extend_from_slice(&source.fingerprint.to_le_bytes());
    }
    rapidhash::v3::rapidhash_v3(&text)
}

/// A page that makes a dependency fail is told by name; the others are not touched.
fn parse_safely(
    source: &Arc<Source>,
    snippets: &Snippets,
    style: &HouseStyle,
    brief: bool,
) -> Checked<Document> {
    let parse = || {
        let mut document = document::finish(document::read(source, Syntax::COURSE), snippets, Syntax::COURSE);
        writing::check(&document.value, style, &mut document.diagnostics);
        if !brief {
            writing::read_over(&document.value, style, &mut document.diagnostics);
        }
        document
    };
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        let mut document = document::parse(&empty(source), Syntax::COURSE);
        document.diagnostics = vec![failed(source)];
        document
    })
}

fn read_safely(source: &Arc<Source>) -> Parsed {
    catch_unwind(AssertUnwindSafe(|| document::read(source, Syntax::COURSE))).unwrap_or_else(|_| {
        let mut parsed = document::read(&empty(source), Syntax::COURSE);
        parsed.problems = vec![failed(source)];
        parsed
    })
}

fn empty(source: &Source) -> Arc<Source> {
    Arc::new(Source::in_memory(&source.path, Box::default()))
}

fn failed(source: &Source) -> Diagnostic {
    Diagnostic::new(
        Code::Panicked,
        &source.path,
        Span::default(),
        "the program failed while it read this page",
    )
}
