//! A small course around hostile files, linked, and what must hold of it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Once;

use bedside::course::Edition;
use bedside::diagnostic::report::{self, Report};
use bedside::diagnostic::{Checked, Diagnostic};
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::publish::OutPath;
use bedside::render::{Fault, MAX_PAGE};
use bedside::source::Sources;

use super::allowed;

/// Where the page of a course stands that a target fills.
pub const PAGE: &str = "strand/module/page.md";

const AROUND: &[(&str, &[u8])] = &[
    ("course.yaml", b"id: test\ntitle: Course\nversion: 1\nstrands: [strand]\n"),
    ("index.md", b"# Home\n\nWords.\n"),
    ("strand/index.md", b"# Strand\n\nWords.\n"),
    ("strand/module/index.md", b"# Module\n\nWords, and [the page](page.md).\n"),
];

thread_local! {
    /// The theme is loaded once.
    static MEMO: RefCell<Memo> = RefCell::default();
}

pub struct Course(Checked<Linked>);

impl Course {
    pub fn with(files: &[(&str, &[u8])]) -> Course {
        Course::with_theme(files, &[])
    }

    pub fn with_theme(files: &[(&str, &[u8])], theme: &[(&str, &[u8])]) -> Course {
        let_dependencies_fail();
        let all = AROUND.iter().chain(files);
        let sources = Sources::from_memory(all.map(|(path, bytes)| (*path, *bytes)));
        let theme = Sources::from_memory(theme.iter().map(|(path, bytes)| (*path, *bytes)));
        // A day of its own, so that what is judged by days is judged in one way.
        let today = Date::parse("2027-03-01").expect("a day");
        Course(MEMO.with_borrow_mut(|memo| pipeline::link(sources, &theme, memo, today)))
    }

    /// Every problem has a place in a file, reports can be printed on any terminal, and every page of both editions is
    /// made of what a page may be made of.
    pub fn expect_sound(&self) {
        for problem in &self.0.diagnostics {
            let text = self.0.value.sources.text_of(&problem.file);
            expect_place(problem, text.as_deref().unwrap_or_default());
        }
        let text = |path: &str| -> Option<Cow<'_, [u8]>> { self.0.value.sources.text_of(path) };
        let report = Report { diagnostics: &self.0.diagnostics, text: &text, strict: false };
        for words in [report::human(&report, false), report::short(&report), report::json(&report)] {
            let acts = |c: char| (c.is_control() && c != '\n') || ('\u{202A}'..='\u{202E}').contains(&c);
            assert!(!words.contains(acts), "a report would act on a terminal: {words:?}");
        }
        for edition in [Edition::Learner, Edition::Facilitator] {
            for (path, html) in self.pages(edition) {
                let beyond = allowed::beyond(&html);
                assert!(beyond.is_empty(), "{path}: {beyond:?}");
            }
        }
    }

    /// Every page can be asked for, whatever the theme answers, and none is without bounds.
    pub fn expect_answers(&self) {
        let artefacts = pipeline::artefacts(&self.0.value, Edition::Learner, false);
        for path in artefacts.paths().filter(|path| path.as_str().ends_with(".html")) {
            let mut bytes = Vec::new();
            let made = artefacts.get(path).map(|artefact| artefacts.make(artefact, &mut bytes));
            assert!(!matches!(made, Some(Err(Fault::Panicked))), "{path} made the program fail");
            assert!(!matches!(made, Some(Ok(()))) || bytes.len() <= MAX_PAGE);
        }
    }

    /// The pages that depend on what a target fills.
    fn pages(&self, edition: Edition) -> impl Iterator<Item = (String, String)> {
        let artefacts = pipeline::artefacts(&self.0.value, edition, false);
        const OWN: [&str; 3] = ["strand/module/page.html", "glossary.html", "bibliography.html"];
        OWN.into_iter().filter_map(move |name| {
            let path = OutPath::new(name).ok()?;
            let mut bytes = Vec::new();
            match artefacts.make(artefacts.get(&path)?, &mut bytes) {
                Ok(()) => {}
                Err(Fault::TooLarge(_)) => return None,
                Err(fault) => panic!("{name} could not be made: {fault}"),
            }
            assert!(bytes.len() <= MAX_PAGE);
            Some((name.to_owned(), String::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is not text"))))
        })
    }
}

/// A problem's place lies in its file, between characters where it is text.
#[track_caller]
pub fn expect_place(problem: &Diagnostic, bytes: &[u8]) {
    assert!(problem.code.name() != "page-failed", "our own reader failed: {problem:?}");
    let range = problem.span.range();
    assert!(
        range.start <= range.end && range.end <= bytes.len().max(1),
        "{problem:?} lies outside of its file"
    );
    if let Ok(text) = std::str::from_utf8(bytes) {
        let is_between = |at: usize| at >= text.len() || text.is_char_boundary(at);
        assert!(
            is_between(range.start) && is_between(range.end),
            "{problem:?} begins or ends within a character"
        );
    }
}

/// The program catches what a dependency's panic would take with it; libFuzzer stops at every panic. So only those of
/// our own code, and those that nobody catches, count.
fn let_dependencies_fail() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let stop = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let is_ours = info.location().is_none_or(|place| !place.file().contains("/registry/src/"));
            if is_ours {
                stop(info);
            }
        }));
    });
}
