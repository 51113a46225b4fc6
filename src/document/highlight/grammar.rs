//! Code → its parts by a grammar, for the languages that the table does not have. The engine is loaded at its first use.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::{Html, Kind};

/// Nothing where the language is not known or the code defeats the grammar.
pub(super) fn read(language: &str, html: &mut Html<'_>) -> Option<()> {
    let engine = engine();
    let mut state = ParseState::new(find(language)?);
    let mut stack = ScopeStack::new();
    let mut from = 0;
    let mut kind = None;
    for line in LinesWithEndings::from(html.code) {
        for (at, change) in state.parse_line(line, &engine.syntaxes).ok()? {
            stack.apply(&change).ok()?;
            let next = engine.kind(&stack);
            if next != kind {
                html.until(from + at, kind);
                kind = next;
            }
        }
        from += line.len();
    }
    html.until(from, kind);
    Some(())
}

pub(super) fn knows(language: &str) -> bool {
    find(language).is_some()
}

/// Names under which an author may look for a language.
pub(super) fn names() -> impl Iterator<Item = String> {
    let shown = |syntax: &&SyntaxReference| syntax.name != "Plain Text" && !syntax.hidden;
    let named = engine().syntaxes.syntaxes().iter().filter(shown);
    named
        .flat_map(|syntax| std::iter::once(&syntax.name).chain(&syntax.file_extensions))
        .filter(|name| {
            name.len() > 2 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '#'))
        })
        .map(|name| name.to_lowercase())
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let set = &engine().syntaxes;
    set.find_syntax_by_token(language).filter(|syntax| syntax.name != "Plain Text")
}

struct Engine {
    syntaxes: SyntaxSet,
    /// What a scope begins with, and the kind that it means; the first that fits.
    kinds: Vec<(Scope, Option<Kind>)>,
}

const KINDS: [(&str, Option<Kind>); 14] = [
    ("comment", Some(Kind::Comment)),
    ("meta.interpolation", None),
    ("string", Some(Kind::String)),
    ("keyword.operator", None),
    ("keyword", Some(Kind::Keyword)),
    ("storage", Some(Kind::Keyword)),
    ("constant", Some(Kind::Constant)),
    ("entity.name.tag", Some(Kind::Tag)),
    ("entity.name", Some(Kind::Name)),
    ("markup.inserted", Some(Kind::Inserted)),
    ("markup.deleted", Some(Kind::Deleted)),
    ("markup.heading", Some(Kind::Name)),
    ("markup.bold", Some(Kind::Name)),
    ("markup.italic", Some(Kind::Emphasis)),
];

impl Engine {
    /// The kind of the innermost scope that has one.
    fn kind(&self, stack: &ScopeStack) -> Option<Kind> {
        let of = |scope: &Scope| self.kinds.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        stack.as_slice().iter().rev().find_map(of).and_then(|(_, kind)| *kind)
    }
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine {
        syntaxes: SyntaxSet::load_defaults_newlines(),
        kinds: KINDS.iter().filter_map(|(name, kind)| Some((Scope::new(name).ok()?, *kind))).collect(),
    })
}
