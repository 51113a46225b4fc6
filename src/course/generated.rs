//! The course's data → pages that no author writes: the glossary and the bibliography; and the former addresses
//! of pages, which lead to where they are now.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Course, Page, PageId, Role};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::LinkForm;
use crate::publish::OutPath;

/// A page that is made from the course's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Generated {
    Glossary,
    Bibliography,
    /// Who made the course, who answers for it, on what terms.
    About,
    /// A form in which learners say themselves what they have done.
    Participation,
}

impl Generated {
    /// In the order of the navigation.
    pub const ALL: [Generated; 4] =
        [Generated::Glossary, Generated::Bibliography, Generated::About, Generated::Participation];

    /// Whether the navigation names it; the others are named at the foot of every page.
    pub fn is_in_navigation(self) -> bool {
        matches!(self, Generated::Glossary | Generated::Bibliography)
    }

    /// What a link to the page names, `[words](/glossary.md)`: the file that the page would have,
    /// and that makes it step aside where an author writes it.
    pub fn source(self) -> &'static str {
        match self {
            Generated::Glossary => "glossary.md",
            Generated::Bibliography => "bibliography.md",
            Generated::About => "about.md",
            Generated::Participation => "participation.md",
        }
    }

    /// Its address, and the name of its template.
    pub fn address(self) -> &'static str {
        match self {
            Generated::Glossary => "glossary.html",
            Generated::Bibliography => "bibliography.html",
            Generated::About => "about.html",
            Generated::Participation => "participation.html",
        }
    }
}

/// The address of the feedback sheet that is made from the objectives of a module, or of the course; nothing for
/// other pages and where there are none.
pub fn feedback_path(page: &Page) -> Option<OutPath> {
    let has_sheet =
        matches!(page.role, Role::Home | Role::Module) && !page.outline.header.objectives.is_empty();
    let folder = page.out.as_str().strip_suffix("index.html").filter(|_| has_sheet)?;
    OutPath::new(&format!("{folder}feedback.html")).ok()
}

/// A former address of a page.
#[derive(Debug)]
pub struct Redirect {
    pub from: OutPath,
    pub to: PageId,
}

/// The generated pages that the course has: an author's page of the same address comes first.
pub(super) fn present(course: &Course) -> Vec<Generated> {
    let taken = |generated: Generated| {
        course.pages.iter().any(|page| page.out.collision_key() == generated.address())
    };
    let has_data = |generated: Generated| match generated {
        Generated::Glossary => !course.glossary.terms.is_empty(),
        Generated::Bibliography => {
            let cites = |link: &crate::document::LinkUse| link.form == LinkForm::Citation;
            course.bibliography.is_some()
                && course.pages.iter().any(|page| page.outline.links.iter().any(cites))
        }
        Generated::About | Generated::Participation => course.home.is_some(),
    };
    Generated::ALL.into_iter().filter(|generated| has_data(*generated) && !taken(*generated)).collect()
}

/// The former addresses of all pages; one that cannot be used or is taken is told.
pub(super) fn redirects(course: &Course, problems: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    if course.pages.iter().all(|page| page.outline.header.aliases.is_empty()) {
        return Vec::new();
    }
    let mut taken: BTreeMap<String, (Arc<str>, Span)> = BTreeMap::new();
    for page in &course.pages {
        taken.insert(page.out.collision_key(), (Arc::clone(&page.outline.file), Span::default()));
    }
    for asset in &course.assets {
        taken.insert(asset.out.collision_key(), (Arc::clone(&asset.source.path), Span::default()));
    }
    for generated in &course.generated {
        taken.insert(generated.address().to_owned(), (generated.source().into(), Span::default()));
    }
    for page in &course.pages {
        if let Some(sheet) = feedback_path(page) {
            taken.entry(sheet.collision_key()).or_insert((Arc::clone(&page.outline.file), Span::default()));
        }
    }
    let mut redirects = Vec::new();
    for page in &course.pages {
        let file = &page.outline.file;
        for alias in &page.outline.header.aliases {
            let from =
                match OutPath::new(&former(&alias.value)) {
                    Ok(from) => from,
                    Err(why) => {
                        let words = format!("`{}` cannot be an address: {why}", alias.value);
                        problems.push(Diagnostic::new(Code::UnsafeName, file, alias.span, words).help(
                            "Write it as it stood behind the course's address, such as `old/page.html`.",
                        ));
                        continue;
                    }
                };
            if let Some((other, span)) = taken.get(&from.collision_key()) {
                let words = format!("the former address `{from}` is one that {other} has");
                problems.push(
                    Diagnostic::new(Code::DuplicateAddress, file, alias.span, words)
                        .help("Take it out of `aliases`, or give the other page another name.")
                        .related(other, *span, "the other page"),
                );
                continue;
            }
            taken.insert(from.collision_key(), (Arc::clone(file), alias.span));
            redirects.push(Redirect { from, to: page.id });
        }
    }
    redirects
}

/// `old/path`, `/old/path.html`, `old/path/` or `old/path.md` → `old/path.html`.
fn former(alias: &str) -> String {
    let path = alias.trim().trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        return format!("{path}index.html");
    }
    let stem = path.strip_suffix(".md").or_else(|| path.strip_suffix(".html"));
    format!("{}.html", stem.unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::former;

    #[test]
    fn former_addresses_are_understood_in_every_form() {
        for (alias, address) in [
            ("old/path", "old/path.html"),
            ("/old/path.html", "old/path.html"),
            ("old/path/", "old/path/index.html"),
            ("old.path.md", "old.path.html"),
        ] {
            assert_eq!(former(alias), address);
        }
    }
}
