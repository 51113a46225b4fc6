//! `glossary.yaml` → `Glossary`: the words that a course explains, and which of them a page means.
//!
//! A term is written so; `also` and `see` may be left out:
//!
//! ```yaml
//! Touch point:
//!   definition: A moment in a visit at which something *passed* between two people.
//!   also: [compassion touch point]
//!   see: [Debrief]
//! ```
//!
//! A definition is Markdown of a sentence or two. It may name other terms, `[[so]]`, and link to web addresses;
//! it stands on pages of every depth, so it cannot link to pages of the course.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Course, links};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::document::yaml::{self, Codes, Entry, Key, Reader, Spanned, Want};
use crate::document::{self, Body, LinkForm, LinkUse, Syntax};
use crate::source::{Source, Sources};

/// The name of the file that holds the glossary.
pub const FILE: &str = "glossary.yaml";

/// Every key of a term.
pub const KEYS: &[Key] = &[
    Key { name: "definition", want: Want::Text, about: "what the word means here, in a sentence or two" },
    Key { name: "also", want: Want::Texts, about: "other words for the same, which `[[…]]` finds too" },
    Key { name: "see", want: Want::Texts, about: "other terms that are worth a look" },
];

const CODES: Codes = Codes {
    syntax: Code::GlossarySyntax,
    unknown: Code::GlossarySyntax,
    duplicate: Code::GlossarySyntax,
    value: Code::GlossarySyntax,
};

/// A term's place in `Glossary::terms`.
pub type TermId = u32;

/// The words that a course explains.
#[derive(Debug, Default)]
pub struct Glossary {
    /// In the order of the file.
    pub terms: Vec<Term>,
    /// Terms and what is also said for them, in small letters.
    by_words: BTreeMap<String, TermId>,
}

/// One word with its meaning.
#[derive(Debug)]
pub struct Term {
    pub name: String,
    /// Where it stands on the glossary's page, and on a page that uses it.
    pub id: String,
    pub definition: Arc<Body>,
    /// Where the definition's own `[[terms]]` lead, in the order of `Body::links`.
    pub targets: Vec<Option<TermId>>,
    pub also: Vec<String>,
    pub see: Vec<TermId>,
    /// The name's place in the file.
    span: Span,
}

impl Glossary {
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id as usize]
    }

    /// The term that is meant by some words.
    pub fn find(&self, words: &str) -> Option<TermId> {
        self.by_words.get(&folded(words)).copied()
    }

    /// Some terms with all that their definitions name, and those that are named in turn.
    pub fn reached_from(&self, terms: impl IntoIterator<Item = TermId>) -> BTreeSet<TermId> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<TermId> = terms.into_iter().collect();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                let term = self.term(id);
                open.extend(term.targets.iter().flatten().chain(&term.see));
            }
        }
        reached
    }

    fn nearest(&self, words: &str) -> Option<String> {
        let names = self.terms.iter().flat_map(|term| std::iter::once(&term.name).chain(&term.also));
        nearest(words, names.map(String::as_str)).map(|near| format!("Did you mean `[[{near}]]`?"))
    }

    /// The term that a link of a page means; unknown ones are told.
    pub(super) fn resolve(
        &self,
        link: &LinkUse,
        file: &Arc<str>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<TermId> {
        let found = self.find(&link.dest);
        if found.is_none() {
            problems.push(self.unknown(&link.dest, file, link.span));
        }
        found
    }

    fn unknown(&self, words: &str, file: &Arc<str>, span: Span) -> Diagnostic {
        let help = if self.terms.is_empty() {
            format!("Define it in {FILE} in the course's top folder, or leave out the double brackets.")
        } else {
            self.nearest(words)
                .unwrap_or_else(|| format!("Define it in {FILE}, or leave out the double brackets."))
        };
        Diagnostic::new(Code::UnknownTerm, file, span, format!("“{words}” is not in the glossary")).help(help)
    }
}

/// Reads the glossary; a course without the file has an empty one.
pub(super) fn read(sources: &Sources, problems: &mut Vec<Diagnostic>) -> Glossary {
    let Some(source) = sources.get(FILE) else { return Glossary::default() };
    let file = &source.path;
    let bytes = source.text_bytes();
    let (text, base) = match yaml::text(&bytes, file) {
        Ok(text) => text,
        Err(problem) => {
            problems.push(*problem);
            return Glossary::default();
        }
    };
    let mut reader = Reader { file, codes: CODES, problems: Vec::new() };
    let mut glossary = Glossary::default();
    let mut written: Vec<Written> = Vec::new();
    for entry in yaml::entries(text, base, &mut reader) {
        if let Some(term) = term(&entry, &mut reader) {
            add(&mut glossary, &mut written, term, &mut reader);
        }
    }
    refer(&mut glossary, &written, &mut reader);
    problems.append(&mut reader.problems);
    glossary
}

/// Tells the terms that no page of the course means.
pub(super) fn tell_unused(course: &Course, problems: &mut Vec<Diagnostic>) {
    let glossary = &course.glossary;
    let mut used = vec![false; glossary.terms.len()];
    for page in &course.pages {
        for link in page.outline.links.iter().filter(|link| matches!(link.form, LinkForm::Term { .. })) {
            if let Some(id) = glossary.find(&link.dest) {
                used[id as usize] = true;
            }
        }
    }
    let file: Arc<str> = FILE.into();
    for (term, _) in glossary.terms.iter().zip(used).filter(|(_, used)| !used) {
        let words = format!("no page uses the term “{}”", term.name);
        problems.push(Diagnostic::new(Code::UnusedTerm, &file, term.span, words).help(format!(
            "Write `[[{}]]` where readers meet it, or leave it for the glossary's page alone.",
            term.name
        )));
    }
}

/// A term as it was written, before its references are followed.
struct Written {
    name: Spanned<String>,
    definition: Spanned<String>,
    also: Vec<Spanned<String>>,
    see: Vec<Spanned<String>>,
}

fn term(entry: &Entry<'_>, reader: &mut Reader<'_>) -> Option<Written> {
    let name = Spanned { value: entry.key.trim().to_owned(), span: entry.key_span };
    let (lines, base) = entry.block();
    if !entry.raw().is_empty() && (entry.value_span().start as usize) < base {
        let definition = entry.raw().lines().next().unwrap_or_default().trim_matches(['{', '}', '|', '>']);
        let definition = if definition.is_empty() { "What it means here." } else { definition.trim() };
        let definition = definition.trim_start_matches("definition:").trim();
        let help =
            format!("Write it below, on a line of its own:\n{}:\n  definition: {definition}", entry.key);
        let words = format!("“{}” stands on one line with its meaning", entry.key);
        reader.tell(Code::GlossarySyntax, entry.value_span(), words, Some(help));
        return None;
    }
    let entries = yaml::entries(lines, base, reader);
    let mut written = Written {
        definition: Spanned { value: String::new(), span: name.span },
        name,
        also: Vec::new(),
        see: Vec::new(),
    };
    for (key, entry) in reader.known(&entries, KEYS) {
        match key.name {
            "definition" => {
                if let Some(text) = reader.text(entry) {
                    written.definition = text;
                }
            }
            "also" => written.also = reader.texts(entry),
            "see" => written.see = reader.texts(entry),
            other => debug_assert!(false, "the key `{other}` has a row and no reader"),
        }
    }
    // Where a key is not known or a value not understood, that was told already.
    let is_told =
        entries.iter().any(|entry| entry.key == "definition" || KEYS.iter().all(|k| k.name != entry.key));
    if written.definition.value.is_empty() && !is_told {
        let words = format!("“{}” has no definition", written.name.value);
        let help = "Add below it `  definition: What it means here, in a sentence or two.`".to_owned();
        reader.tell(Code::GlossarySyntax, written.name.span, words, Some(help));
    }
    (!written.definition.value.is_empty()).then_some(written)
}

/// Adds a term under its name and all that is also said for it; words that stand for another already are told.
fn add(glossary: &mut Glossary, all: &mut Vec<Written>, written: Written, reader: &mut Reader<'_>) {
    let Ok(id) = TermId::try_from(all.len()) else { return };
    for words in std::iter::once(&written.name).chain(&written.also) {
        match glossary.by_words.get(&folded(&words.value)) {
            Some(other) if *other != id => {
                let first = &all[*other as usize].name;
                let message = format!("“{}” stands for “{}” already", words.value, first.value);
                let problem = Diagnostic::new(Code::GlossarySyntax, reader.file, words.span, message)
                    .help("One word can lead to one term only: take it out of one of the two.")
                    .related(reader.file, first.span, "the other term");
                reader.problems.push(problem);
            }
            _ => drop(glossary.by_words.insert(folded(&words.value), id)),
        }
    }
    let slug = document::slug(&written.name.value);
    let mut name = format!("term-{slug}");
    let mut n = 1;
    while glossary.terms.iter().any(|term| term.id == name) {
        n += 1;
        name = format!("term-{slug}-{n}");
    }
    glossary.terms.push(Term {
        id: name,
        definition: definition(&written.definition.value),
        targets: Vec::new(),
        also: written.also.iter().map(|words| words.value.clone()).collect(),
        see: Vec::new(),
        span: written.name.span,
        name: written.name.value.clone(),
    });
    all.push(written);
}

fn definition(text: &str) -> Arc<Body> {
    let source = Arc::new(Source::in_memory(FILE, text.as_bytes().into()));
    let syntax = Syntax { references: true, ..Syntax::COMMONMARK };
    document::parse(&source, syntax).value.text.body()
}

/// Follows `see` and what definitions refer to, now that all terms are known.
fn refer(glossary: &mut Glossary, written: &[Written], reader: &mut Reader<'_>) {
    let file = Arc::clone(reader.file);
    for (at, term) in written.iter().enumerate() {
        let mut see = Vec::new();
        for words in &term.see {
            match glossary.find(&words.value) {
                Some(id) => see.push(id),
                None => reader.problems.push(glossary.unknown(&words.value, &file, words.span)),
            }
        }
        let body = Arc::clone(&glossary.terms[at].definition);
        let mut targets = Vec::new();
        for link in &body.links {
            let found = glossary.find(&link.dest);
            let span = term.definition.span;
            let problem = match link.form {
                LinkForm::Term { .. } if found.is_none() => Some(glossary.unknown(&link.dest, &file, span)),
                LinkForm::Term { .. } | LinkForm::Email => None,
                LinkForm::Written if links::is_web_address(&link.dest) => None,
                LinkForm::Written
                | LinkForm::Image
                | LinkForm::Citation
                | LinkForm::File { .. }
                | LinkForm::Snippet => {
                    let words = format!("`{}` cannot stand in a definition", link.dest);
                    let help = "A definition is shown on many pages. It may link to web addresses and name other terms: `[[term]]`.";
                    Some(Diagnostic::new(Code::GlossarySyntax, &file, span, words).help(help))
                }
            };
            reader.problems.extend(problem);
            targets.push(found.filter(|_| matches!(link.form, LinkForm::Term { .. })));
        }
        glossary.terms[at].see = see;
        glossary.terms[at].targets = targets;
    }
}

/// Words as they are compared: composed, in small letters, one space between.
fn folded(words: &str) -> String {
    let composed: String = words.nfc().flat_map(char::to_lowercase).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary(text: &str) -> (Glossary, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let sources = Sources::from_memory([(FILE, text.as_bytes())]);
        (read(&sources, &mut problems), problems)
    }

    #[test]
    fn a_term_is_found_by_any_of_its_words_in_any_case() {
        let (glossary, problems) = glossary(
            "Touch point:\n  definition: A *moment*.\n  also: [compassion touch point, Berührungspunkt]\n  see: [Debrief]\nDebrief:\n  definition: Talk afterwards.\n",
        );
        assert!(problems.is_empty(), "{problems:?}");
        let id = glossary.find("touch  POINT");
        assert!(id.is_some());
        assert_eq!(glossary.find("Compassion touch point"), id);
        assert_eq!(glossary.find("berührungspunkt"), id);
        assert_eq!(glossary.find("touchpoint"), None);
        assert_eq!(glossary.terms[0].see, [1]);
        assert_eq!(glossary.terms[0].id, "term-touch-point");
    }

    #[test]
    fn every_mistake_is_told_at_its_line() {
        for (text, line, words) in [
            ("Pity:\n  definiton: Sorrow from afar.\n", 2, "not a known key"),
            ("Pity:\n  also: [sorrow]\n", 1, "has no definition"),
            (
                "Pity:\n  definition: x\nSorrow:\n  definition: x\n  also: [pity]\n",
                5,
                "stands for “Pity” already",
            ),
            ("Pity:\n  definition: x\npity:\n  definition: y\n", 3, "stands for “Pity” already"),
            (
                "Pity:\n  definition: Sorrow.\n  see: [Sympaty]\nSympathy:\n  definition: x\n",
                3,
                "is not in the glossary",
            ),
            (
                "Pity:\n  definition: Not [[sympaty]].\nSympathy:\n  definition: x\n",
                2,
                "is not in the glossary",
            ),
            ("Pity:\n  definition: See [a page](page.md).\n", 2, "cannot stand in a definition"),
            ("Pity: {definition: Sorrow}\n", 1, "stands on one line"),
            ("Pity: Sorrow from afar.\n", 1, "stands on one line"),
            ("Pity:\n  definition: [a, b]\n", 2, "expects text"),
        ] {
            let (_, problems) = glossary(text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            let told = text[..problems[0].span.start as usize].matches('\n').count() + 1;
            assert_eq!(told, line, "{text}: {problems:?}");
            assert!(problems[0].message.contains(words), "{text}: {problems:?}");
        }
    }
}
