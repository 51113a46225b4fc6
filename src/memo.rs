//! What was parsed before, by the fingerprint of its source: in this process, or in an earlier one that kept it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::writing::{self, HouseStyle};
use crate::document::{self, Body, Document, Outline, Parsed, Snippets, Syntax, Text};
use crate::render::{self, Theme};
use crate::source::{Source, Sources};
use crate::{fingerprint, kept};

/// Parsed pages by path, each with the fingerprint of the source that it was parsed from.
#[derive(Default)]
pub struct Memo {
    /// The style of the house by which the pages were read over.
    style: u64,
    /// Whether the writing is not read over.
    brief: bool,
    parsed: BTreeMap<Arc<str>, Remembered>,
    /// Pages that an earlier process has parsed, until they are met again.
    kept: BTreeMap<Box<str>, (u64, Kept)>,
    snippets: Arc<Snippets>,
    /// The theme, by its own files and the language.
    theme: Option<(u64, Arc<Theme>, Vec<Diagnostic>)>,
}

/// A page as it was parsed.
#[derive(Debug)]
struct Remembered {
    fingerprint: u64,
    document: Arc<Checked<Document>>,
    /// What another process is to know of it, where that is written down already.
    kept: Option<Kept>,
}

/// The bytes of an outline and of what was told of its page.
type Kept = Arc<[u8]>;

/// A page as another process finds it.
#[derive(Serialize, Deserialize)]
struct Note<'a> {
    path: &'a str,
    fingerprint: u64,
    #[serde(borrow, with = "crate::bytes")]
    kept: &'a [u8],
}

/// So many pages are written down before the first of them is handed on.
const PAGES_AT_A_TIME: usize = 256;

/// A thread takes so many pages: of large shares the last would keep one thread at work and the others waiting.
const PAGES_OF_A_THREAD: usize = 32;

impl Memo {
    /// A memory of pages whose writing is not read over: for a command that makes files and gives no advice.
    pub fn brief() -> Memo {
        Memo { brief: true, ..Memo::default() }
    }

    pub fn is_brief(&self) -> bool {
        self.brief
    }

    /// Writes everything that another process needs to parse no page again that has not changed.
    pub fn keep(&self, to: &mut impl Write) -> io::Result<()> {
        let write = |page: &Remembered| match &page.kept {
            Some(kept) => Ok(Arc::clone(kept)),
            None => {
                let Checked { value, diagnostics } = &*page.document;
                postcard::to_stdvec(&(&*value.outline, diagnostics)).map(Kept::from)
            }
        };
        kept::put(&(self.style, self.brief, self.parsed.len()), to)?;
        let pages: Vec<(&Arc<str>, &Remembered)> = self.parsed.iter().collect();
        for pages in pages.chunks(PAGES_AT_A_TIME) {
            let written: Result<Vec<Kept>, _> = pages.par_iter().map(|(_, page)| write(page)).collect();
            for ((path, page), kept) in pages.iter().zip(written.map_err(io::Error::other)?) {
                kept::put(&Note { path, fingerprint: page.fingerprint, kept: &kept }, to)?;
            }
        }
        Ok(())
    }

    /// The memo that was kept so; nothing if the bytes are damaged.
    pub fn recall(mut bytes: &[u8]) -> Option<Memo> {
        let (style, brief, pages): (u64, bool, usize) = kept::take(&mut bytes)?;
        let mut note = || {
            let note: Note<'_> = kept::take(&mut bytes)?;
            Some((note.path.into(), (note.fingerprint, note.kept.into())))
        };
        let kept: Option<BTreeMap<Box<str>, (u64, Kept)>> = (0..pages).map(|_| note()).collect();
        Some(Memo { style, brief, kept: kept?, ..Memo::default() })
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
            self.kept.clear();
            self.style = style.fingerprint;
        }
        let read: BTreeMap<Arc<str>, (u64, Arc<Parsed>)> =
            snippets.par_iter().map(|source| self.snippet(source)).collect();
        self.snippets = Arc::new(Snippets::new(read));
        let parsed: Vec<(Arc<str>, Remembered)> = pages
            .par_iter()
            .with_max_len(PAGES_OF_A_THREAD)
            .map(|source| {
                let parse = || Remembered {
                    fingerprint: source.fingerprint,
                    document: Arc::new(self.parse_to_let_go(source, style)),
                    kept: None,
                };
                let known = self.known(source).or_else(|| self.recalled(source));
                (Arc::clone(&source.path), known.unwrap_or_else(parse))
            })
            .collect();
        let documents = parsed.iter().map(|(_, page)| Arc::clone(&page.document)).collect();
        self.parsed = parsed.into_iter().collect();
        self.kept.clear();
        let diagnostics = self.snippets.iter().flat_map(|snippet| snippet.problems.iter().cloned()).collect();
        Checked { value: documents, diagnostics }
    }

    /// Parses one page that has changed, and remembers it.
    pub fn parse_one(&mut self, source: &Arc<Source>, config: &Config) -> Arc<Checked<Document>> {
        if let Some(page) = self.known(source) {
            return page.document;
        }
        let document = Arc::new(self.parse_to_let_go(source, &HouseStyle::of(config)));
        let page =
            Remembered { fingerprint: source.fingerprint, document: Arc::clone(&document), kept: None };
        self.parsed.insert(Arc::clone(&source.path), page);
        document
    }

    /// Parses a page. Its body can be read again and need not be held; that of a source that is not held is not.
    fn parse_to_let_go(&self, source: &Arc<Source>, style: &HouseStyle) -> Checked<Document> {
        let Checked { value, diagnostics } = parse_safely(source, &self.snippets, style, self.brief);
        let Document { outline, text } = value;
        let text = match Arc::try_unwrap(text) {
            Ok(text) => Arc::new(text.or_again(self.again(source))),
            Err(shared) => shared,
        };
        if !source.is_held() {
            text.let_go();
        }
        Checked { value: Document { outline, text }, diagnostics }
    }

    /// Reads a page's words again.
    fn again(&self, source: &Arc<Source>) -> impl Fn() -> Body + Send + Sync + 'static {
        let (source, snippets) = (Arc::clone(source), Arc::clone(&self.snippets));
        move || read_again(&source, &snippets)
    }

    /// The page as this process has parsed it, if neither it nor what it includes has changed.
    fn known(&self, source: &Source) -> Option<Remembered> {
        let page = self.parsed.get(&source.path).filter(|page| page.fingerprint == source.fingerprint)?;
        let holds = page.document.value.outline.includes.hold(&self.snippets);
        let (document, kept) = (Arc::clone(&page.document), page.kept.clone());
        holds.then_some(Remembered { fingerprint: source.fingerprint, document, kept })
    }

    /// The page as an earlier process has parsed it; its words are read again when something asks for them.
    fn recalled(&self, source: &Arc<Source>) -> Option<Remembered> {
        let (fingerprint, kept) = self.kept.get(&*source.path)?;
        let (outline, diagnostics): (Outline, Vec<Diagnostic>) =
            (*fingerprint == source.fingerprint).then(|| postcard::from_bytes(kept).ok())??;
        if !outline.includes.hold(&self.snippets) {
            return None;
        }
        let text = Text::later(source, &outline.includes, self.again(source));
        let value = Document { outline: Arc::new(outline), text: Arc::new(text) };
        let document = Arc::new(Checked { value, diagnostics });
        Some(Remembered { fingerprint: *fingerprint, document, kept: Some(Arc::clone(kept)) })
    }

    /// Loads the theme, unless it is the one of the last call.
    pub fn theme(&mut self, files: &Sources, language: &str) -> Checked<Arc<Theme>> {
        // Equal for the same files of a theme and the same language.
        let mark = fingerprint::of(&(files.fingerprint(), language));
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

/// A page that makes a dependency fail has failed before, and its problem is told.
fn read_again(source: &Arc<Source>, snippets: &Snippets) -> Body {
    let read = |source: &Arc<Source>| document::again(source, snippets, Syntax::COURSE);
    catch_unwind(AssertUnwindSafe(|| read(source))).unwrap_or_else(|_| read(&empty(source)))
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
