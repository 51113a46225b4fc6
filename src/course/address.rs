//! The path of a source → its role in the course, its address in the output, its place among neighbours.
//!
//! | path | role | address |
//! |---|---|---|
//! | `index.md` | home | `index.html` |
//! | `<strand>/index.md` | strand | `<strand>/index.html` |
//! | `<strand>/<module>/index.md` | module; deeper: section | `<strand>/<module>/index.html` |
//! | any other `.md` | a page of the folder it stands in | the same, `.html` |
//! | `snippets/…`, data files | none | – |

use crate::document::header::PAGE_KINDS;
use crate::publish::{OutPath, OutPathError};

/// What a page is in the course's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Home,
    Strand,
    Module,
    Section,
    Page,
}

impl Role {
    /// The name that templates know.
    pub fn name(self) -> &'static str {
        match self {
            Role::Home => "home",
            Role::Strand => "strand",
            Role::Module => "module",
            Role::Section => "section",
            Role::Page => "page",
        }
    }
}

/// Whether a source is a page of the course: Markdown, and no snippet.
pub fn is_page(path: &str) -> bool {
    path.ends_with(".md") && !path.starts_with("snippets/")
}

/// Whether a source is a text that pages include.
pub fn is_snippet(path: &str) -> bool {
    path.ends_with(".md") && path.starts_with("snippets/")
}

/// Whether a source is data that the course is made from: no reader may be led to it, as it may hold what only its
/// makers know (where a teller's signed form is kept).
pub fn is_data(path: &str) -> bool {
    const DATA: [&str; 7] = [
        crate::config::FILE,
        "stories.yaml",
        "glossary.yaml",
        "framework.yaml",
        "references.bib",
        "prompts.lock",
        super::releases::FILE,
    ];
    DATA.contains(&path) || is_snippet(path)
}

/// The address of a page: its path without the numbers in front of names, as `.html`.
pub fn address(path: &str) -> Result<OutPath, OutPathError> {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let parts: Vec<&str> = stem.split('/').map(|part| split_number(part).1).collect();
    OutPath::new(&format!("{}.html", parts.join("/")))
}

/// `02-listening` → 2 and `listening`; a name that is only a number keeps it.
pub fn split_number(name: &str) -> (Option<i64>, &str) {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name[digits..].strip_prefix(['-', '_', '.', ' ']).unwrap_or_default();
    match (name[..digits].parse(), rest.is_empty()) {
        (Ok(number), false) if digits <= 9 => (Some(number), rest),
        _ => (None, name),
    }
}

/// The kind that a page has from its folder: `narratives/` makes narratives.
pub fn kind_from_folder(path: &str) -> Option<&'static str> {
    let folder = path.rsplit('/').nth(1)?;
    let name = split_number(folder).1;
    PAGE_KINDS.iter().find(|(_, plural, _)| *plural == name).map(|(kind, ..)| *kind)
}

/// Whether a folder only sorts pages by kind: its pages belong to the folder around.
pub fn is_kind_folder(folder: &str) -> bool {
    let name = split_number(file_name(folder)).1;
    PAGE_KINDS.iter().any(|(_, plural, _)| *plural == name)
}

pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path; the top folder is the empty text.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_order_and_are_dropped() {
        assert_eq!(
            address("02-strand/10_module/03-a-page.md").map(|p| p.to_string()).as_deref(),
            Ok("strand/module/a-page.html")
        );
        assert_eq!(split_number("2026"), (None, "2026"));
        assert_eq!(split_number("02-listening"), (Some(2), "listening"));
        assert_eq!(split_number("4am"), (None, "4am"));
    }

    #[test]
    fn kinds_follow_folders() {
        assert_eq!(kind_from_folder("a/b/narratives/x.md"), Some("narrative"));
        assert_eq!(kind_from_folder("a/b/x.md"), None);
    }
}
