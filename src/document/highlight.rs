//! Code → the same with classes for its parts, in the languages that are known; loaded at the first use.

use std::sync::OnceLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// The code as HTML with classes (`hl-…`); nothing if the language is not known or the code defeats the grammar.
pub fn highlighted(language: &str, code: &str) -> Option<String> {
    let syntax = find(language)?;
    let style = ClassStyle::SpacedPrefixed { prefix: "hl-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes(), style);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}

/// Whether a language is known by this name.
pub fn knows(language: &str) -> bool {
    find(language).is_some()
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let set = syntaxes();
    set.find_syntax_by_token(language).filter(|syntax| syntax.name != "Plain Text")
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}
