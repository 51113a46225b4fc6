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

/// Whether a name says that the code has no language.
pub fn is_plain(language: &str) -> bool {
    ["text", "txt", "plain", "plaintext", "none"].iter().any(|plain| plain.eq_ignore_ascii_case(language))
}

/// The known language that was meant by a name.
pub fn nearest(language: &str) -> Option<String> {
    let names: Vec<String> = syntaxes()
        .syntaxes()
        .iter()
        .filter(|syntax| syntax.name != "Plain Text" && !syntax.hidden)
        .flat_map(|syntax| std::iter::once(&syntax.name).chain(&syntax.file_extensions))
        .filter(|name| {
            name.len() > 2 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '#'))
        })
        .map(|name| name.to_lowercase())
        .collect();
    crate::diagnostic::nearest(language, names.iter().map(String::as_str)).map(str::to_owned)
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let set = syntaxes();
    set.find_syntax_by_token(language).filter(|syntax| syntax.name != "Plain Text")
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}
