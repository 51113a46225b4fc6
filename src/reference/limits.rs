//! The bounds that the code holds → what `bedside explain limits` and docs/diagnostics.md say of them.
//!
//! Each figure is the constant by which the bound is held, so that neither can say what the other does not.

use crate::course::{MAX_BRACES, MAX_TAKEN, MAX_WAY};
use crate::diagnostic::Code;
use crate::document::yaml::MAX_BRACKETS;
use crate::document::{MAX_BLOCKS, MAX_DEPTH, header, include};
use crate::publish::{MAX_COMPONENT, MAX_PATH};
use crate::render::{MAX_COUNT, MAX_LOOPS, MAX_PAGE, MAX_TEMPLATE};
use crate::source::MAX_TEXT;

/// A bound: what it is of, how much that may be, and the code by which more is told.
struct Limit {
    of: &'static str,
    most: String,
    code: Code,
}

fn limits() -> Vec<Limit> {
    let row = |of, most: String, code| Limit { of, most, code };
    let text = usize::try_from(MAX_TEXT).unwrap_or(usize::MAX);
    vec![
        row("a page, a data file, a drawing", bytes(text), Code::TooLarge),
        row("the header of a page", bytes(header::MAX_HEADER), Code::HeaderTooLarge),
        row("a finished page", bytes(MAX_PAGE), Code::PageTooLarge),
        row("lists, quotations and blocks in one another", MAX_DEPTH.to_string(), Code::TooDeep),
        row("blocks in one another", MAX_BLOCKS.to_string(), Code::TooDeep),
        row("snippets that include snippets", MAX_INCLUDES.to_string(), Code::IncludeCycle),
        row("brackets in one another in a value of YAML", MAX_BRACKETS.to_string(), Code::ConfigSyntax),
        row("a name of a file or folder", bytes(MAX_COMPONENT), Code::UnsafeName),
        row("a whole path", bytes(MAX_PATH), Code::UnsafeName),
        row("braces in one another in references.bib", MAX_BRACES.to_string(), Code::BibliographySyntax),
        row("works from which a work takes fields", MAX_TAKEN.to_string(), Code::BibliographySyntax),
        row("works that take from works that take …", MAX_WAY.to_string(), Code::BibliographySyntax),
        row("a template of a theme", bytes(MAX_TEMPLATE), Code::ThemeError),
        row("loops in one another in a template", MAX_LOOPS.to_string(), Code::ThemeError),
        row("how far a template counts with `range`", MAX_COUNT.to_string(), Code::ThemeError),
    ]
}

const MAX_INCLUDES: usize = include::MAX_DEPTH;

/// `2 MiB`, where a number of bytes is a round one.
fn bytes(count: usize) -> String {
    const KIB: usize = 1024;
    match count {
        _ if count.is_multiple_of(KIB * KIB) => format!("{} MiB", count / (KIB * KIB)),
        _ if count.is_multiple_of(KIB) => format!("{} KiB", count / KIB),
        _ => format!("{count} bytes"),
    }
}

/// For a terminal.
pub fn lines() -> String {
    let row = |limit: Limit| format!("{:<46}{:>10}  {}\n", limit.of, limit.most, limit.code.name());
    let rows: String = limits().into_iter().map(row).collect();
    format!("What a course may have at most, and the code by which more is told:\n\n{rows}")
}

/// For docs/diagnostics.md.
pub(super) fn table() -> String {
    let row =
        |limit: Limit| format!("| {} | {} | [`{2}`](#{2}) |\n", limit.of, limit.most, limit.code.name());
    let rows: String = limits().into_iter().map(row).collect();
    format!(
        "\n## Limits\n\nBeyond these a file is told and not read, or not published. `bedside explain limits` prints them.\n\n\
         | of | at most | told as |\n|---|---|---|\n{rows}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_explanations_say_the_same_figures() {
        for (code, words) in [
            (Code::TooLarge, bytes(usize::try_from(MAX_TEXT).unwrap())),
            (Code::HeaderTooLarge, bytes(header::MAX_HEADER)),
            (Code::PageTooLarge, bytes(MAX_PAGE)),
        ] {
            assert!(code.info().explanation.contains(&words), "{}", code.name());
        }
        assert_eq!(
            (MAX_BLOCKS, MAX_DEPTH, MAX_INCLUDES),
            (12, 100, 3),
            "the explanations have them in words"
        );
    }
}
