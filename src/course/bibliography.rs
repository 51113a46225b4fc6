//! `references.bib` or `references.yaml`, the course's style and language → `Bibliography`: the works that pages cite.
//!
//! It is read once, and only when a page cites: a course without citations pays nothing for them.

mod bounded;

pub use bounded::{MAX_BRACES, MAX_TAKEN, MAX_WAY};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{Collapse, IndependentStyle, Locale, LocaleCode, Style};
use hayagriva::io;
use hayagriva::{Entry, Library};

use super::{Course, citation};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::document::{self, LinkForm, LinkUse};
use crate::source::{Source, Sources};

/// Where the works are looked for, in this order; only one of them may be there.
const FILES: [&str; 3] = ["references.bib", "references.yaml", "references.yml"];

/// The style where none is named. The archive's own “vancouver” loses the authors of articles.
const VANCOUVER: ArchivedStyle = ArchivedStyle::SpringerVancouver;

/// The works of a course, and how they are written.
#[derive(Debug)]
pub struct Bibliography {
    library: Library,
    pub style: IndependentStyle,
    /// A style that knows citations alone borrows how works are listed.
    list: Option<IndependentStyle>,
    /// The words of the course's language; one locale alone, for reading all of them is slow.
    pub locales: Vec<Locale>,
}

impl Bibliography {
    /// The work with exactly this key.
    pub fn work(&self, key: &str) -> Option<&Entry> {
        self.library.get(key)
    }

    /// The style of the list of works.
    pub fn list_style(&self) -> &IndependentStyle {
        self.list.as_ref().unwrap_or(&self.style)
    }
}

/// Reads the bibliography if a page cites, and tells every citation that is not in it.
pub(super) fn read(
    course: &Course,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Bibliography> {
    let style = chosen_style(&course.config, problems);
    let is_citation = |link: &&LinkUse| link.form == LinkForm::Citation;
    if !course.pages.iter().any(|page| page.outline.links.iter().any(|link| is_citation(&link))) {
        return None;
    }
    let library = library(sources, problems)?;
    for page in &course.pages {
        for link in page.outline.links.iter().filter(is_citation) {
            check(&page.outline.file, link, library.as_ref(), problems);
        }
    }
    let library = library.unwrap_or_default();
    let style = independent(style)?;
    let list = if style.bibliography.is_none() { independent(VANCOUVER) } else { None };
    Some(Bibliography { library, style, list, locales: locales(&course.config.language) })
}

/// The style that course.yaml names; Vancouver where it names none.
fn chosen_style(config: &Config, problems: &mut Vec<Diagnostic>) -> ArchivedStyle {
    let Some(style) = &config.style else { return VANCOUVER };
    let wanted = style.value.to_lowercase().replace([' ', '_'], "-");
    if wanted == "vancouver" {
        return VANCOUVER;
    }
    if let Some(known) = ArchivedStyle::by_name(&wanted) {
        return known;
    }
    let names = || ArchivedStyle::all().iter().flat_map(|style| style.names()).copied();
    let words = format!("`{}` is not a citation style that is known", style.value);
    let help = nearest(&wanted, names()).map_or_else(
        || "Vancouver is used where no style is named; others are `apa`, `american-medical-association`, `ieee` and `chicago-author-date`.".to_owned(),
        |near| format!("Did you mean “{near}”?"),
    );
    problems.push(Diagnostic::new(Code::ConfigValue, &config::FILE.into(), style.span, words).help(help));
    VANCOUVER
}

/// A style that stands for itself, as all in the archive do.
/// Every work has its own number with its own link, so numbers are not drawn together.
fn independent(style: ArchivedStyle) -> Option<IndependentStyle> {
    let Style::Independent(mut style) = style.get() else { return None };
    if style.citation.collapse == Some(Collapse::CitationNumber) {
        style.citation.collapse = None;
    }
    Some(style)
}

/// The locale of the course's language: the very one, else its main one, else English.
fn locales(language: &str) -> Vec<Locale> {
    let code = LocaleCode(language.replace('_', "-"));
    let wanted = [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())];
    let bytes = wanted
        .iter()
        .flatten()
        .find_map(|code| archive::LOCALES.iter().find(|bytes| language_of(bytes) == Some(code.0.as_str())));
    bytes.and_then(|bytes| ciborium::from_reader(*bytes).ok()).into_iter().collect()
}

/// The language of an archived locale, which is the first thing that its bytes say.
fn language_of(bytes: &[u8]) -> Option<&str> {
    // A map, the text of nine letters `@xml:lang`, then a short text: one byte in front of each says what it is.
    let value = bytes.get(1..)?.strip_prefix(b"\x69@xml:lang")?;
    let length = value.first()?.checked_sub(0x60).filter(|length| *length < 24)?;
    std::str::from_utf8(value.get(1..1 + usize::from(length))?).ok()
}

/// The works of the course's file. Outer nothing: there is a file and it could not be read, which was told;
/// inner nothing: there is no file.
fn library(sources: &Sources, problems: &mut Vec<Diagnostic>) -> Option<Option<Library>> {
    let mut files = FILES.iter().filter_map(|name| sources.get(name));
    let Some(source) = files.next() else { return Some(None) };
    if let Some(second) = files.next() {
        let words = format!("the course has two bibliographies, {} and {}", source.path, second.path);
        problems.push(
            Diagnostic::new(Code::BibliographySyntax, &second.path, Span::new(0, 1), words)
                .help("Put all works into one of the two and delete the other."),
        );
    }
    let bytes = source.text_bytes();
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let words = format!("{} is not UTF-8 text", source.path);
        problems.push(
            Diagnostic::new(Code::BibliographySyntax, &source.path, Span::default(), words)
                .help("Export it again with the encoding UTF-8."),
        );
        return None;
    };
    if let Some(problem) = document::control_character(text, &source.path) {
        problems.push(problem);
        return None;
    }
    let (text, base) = text.strip_prefix('\u{FEFF}').map_or((text, 0), |rest| (rest, 3));
    let before = problems.len();
    let parse = || if source.extension() == "bib" { bounded::read(text) } else { yaml(text) };
    // A file that makes the reader of bibliographies fail is told like any other that cannot be read.
    let parsed = catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        Err(vec![(Span::new(0, 1), "the program failed while it read this file".to_owned())])
    });
    match parsed {
        Ok(library) => {
            if source.extension() == "bib" {
                tell_lost_dates(text, base, source, &library, problems);
            }
            Some(Some(library))
        }
        Err(faults) => {
            problems.extend(faults.into_iter().map(|(span, words)| fault(source, span.shifted(base), words)));
            debug_assert!(problems.len() > before, "a bibliography that cannot be read is told");
            None
        }
    }
}

/// Tells dates that stand in the file and were lost on the way: a work is listed without one that is not a date.
fn tell_lost_dates(
    text: &str,
    base: usize,
    source: &Arc<Source>,
    library: &Library,
    problems: &mut Vec<Diagnostic>,
) {
    let mut key = "";
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with('@') {
            key = bare.split_once('{').map_or("", |(_, rest)| rest.trim_end_matches(',').trim());
        }
        let (name, value) = bare.split_once('=').unwrap_or_default();
        let is_date = matches!(name.trim().to_lowercase().as_str(), "date" | "year");
        let value = value.trim().trim_end_matches(',').trim_matches(['{', '}', '"']).trim();
        if is_date && !value.is_empty() && library.get(key).is_some_and(|work| work.date().is_none()) {
            let start = base + at + line.find(bare).unwrap_or_default();
            let words = format!("`{value}` is not a date, and the work `{key}` is listed without one");
            let help = "Write it as `date = {2020}`, `date = {2020-03}` or `date = {2020-03-01}`.";
            let span = Span::new(start, start + bare.len());
            problems.push(Diagnostic::new(Code::BibliographyDate, &source.path, span, words).help(help));
        }
        at += line.len();
    }
}

fn fault(source: &Arc<Source>, span: Span, words: String) -> Diagnostic {
    let end = source.text_bytes().len();
    let clamp = |at: u32| (at as usize).min(end.saturating_sub(1));
    let span = Span::new(clamp(span.start), (span.end as usize).clamp(clamp(span.start), end));
    Diagnostic::new(Code::BibliographySyntax, &source.path, span, words)
}

type Faults = Vec<(Span, String)>;

fn yaml(text: &str) -> Result<Library, Faults> {
    if document::yaml::is_too_deep(text) {
        let most = document::yaml::MAX_BRACKETS;
        return Err(vec![(Span::new(0, 1), format!("more than {most} brackets stand in one another"))]);
    }
    io::from_yaml_str(text).map_err(|error| {
        let at = error.location().map_or(0, |place| place.index().min(text.len()));
        let line = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| at + n);
        vec![(Span::new(at, line), format!("reading stopped here: {error}"))]
    })
}

/// Tells the parts of a citation that name no work of the library.
fn check(file: &Arc<str>, link: &LinkUse, library: Option<&Library>, problems: &mut Vec<Diagnostic>) {
    // Where the citation stands as it was parsed, a key can be pointed at within it.
    let is_plain = link.span.range().len() == link.dest.len() + 2;
    for cited in citation::works(&link.dest) {
        if library.is_some_and(|library| library.get(cited.key).is_some()) {
            continue;
        }
        let start = link.span.start as usize + 1 + cited.at;
        let span = if is_plain { Span::new(start, start + 1 + cited.key.len()) } else { link.span };
        let (words, help) = match library {
            Some(library) => {
                let keys: Vec<&str> = library.keys().collect();
                let near = nearest(cited.key, keys.iter().copied()).or_else(|| relative(cited.key, &keys));
                let help = near.map(|near| format!("Did you mean `@{near}`?"));
                (format!("there is no work `{}` in the bibliography", cited.key), help)
            }
            None => (
                format!("`@{}` is cited and the course has no bibliography", cited.key),
                Some(format!(
                    "Put {} into the course's top folder: in Zotero, export as BibLaTeX.",
                    FILES[0]
                )),
            ),
        };
        let mut problem = Diagnostic::new(Code::UnknownCitation, file, span, words);
        problem.help = help;
        problems.push(problem);
    }
    for stranger in citation::strangers(&link.dest) {
        let words = format!("“{stranger}” in a citation names no work");
        problems.push(Diagnostic::new(Code::UnknownCitation, file, link.span, words).help(
            "Write each work with its key, `[@first; @second]`, and other words outside the brackets.",
        ));
    }
}

/// A key that begins as the other ends up: `sinclair2020` for `sinclair2020training`.
fn relative<'k>(typed: &str, keys: &[&'k str]) -> Option<&'k str> {
    let typed = typed.to_lowercase();
    let mut alike = keys.iter().filter(|key| typed.len() > 3 && key.to_lowercase().starts_with(&typed));
    let first = alike.next()?;
    alike.next().is_none().then_some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_locale_is_found_for_each_language() {
        let of = |language: &str| {
            locales(language).into_iter().next().and_then(|locale| locale.lang).map(|code| code.0)
        };
        assert_eq!(of("en").as_deref(), Some("en-US"));
        assert_eq!(of("en-GB").as_deref(), Some("en-GB"));
        assert_eq!(of("fr").as_deref(), Some("fr-FR"));
        assert_eq!(of("fr-CA").as_deref(), Some("fr-CA"));
        assert_eq!(of("es").as_deref(), Some("es-ES"));
        assert_eq!(of("tlh").as_deref(), Some("en-US"));
    }

    #[test]
    fn every_archived_locale_says_its_language_first() {
        assert!(archive::LOCALES.iter().all(|bytes| language_of(bytes).is_some()));
    }

    #[test]
    fn every_bundled_style_stands_for_itself_and_all_but_one_list_works() {
        for style in ArchivedStyle::all() {
            let Style::Independent(independent) = style.get() else { panic!("{}", style.display_name()) };
            assert!(
                independent.bibliography.is_some() || *style == ArchivedStyle::Alphanumeric,
                "{}",
                style.display_name()
            );
        }
    }

    #[test]
    fn what_is_wrong_in_a_bibliography_is_told_where_it_stands() {
        let text = "@article{a,\n  title = {One},\n}\n\n@article{b,\n  title = {Two}\n  date = {2020},\n}\n";
        let faults = bounded::read(text).expect_err("a comma is missing");
        assert!(text[..faults[0].0.range().start].lines().count() >= 6, "{faults:?}");
        let text = "a:\n  type: article\n  title: One\nb:\n  title: Two\n";
        let faults = yaml(text).expect_err("no type");
        assert_eq!(text[..faults[0].0.range().start].lines().count(), 5, "{faults:?}");
    }
}
