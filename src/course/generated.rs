//! The course's data → pages that no author writes: the glossary, the bibliography, the curriculum map, run sheets
//! and the paths of audiences; and the former addresses of pages, which lead to where they are now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::framework::Framework;
use super::{Course, Page, PageId, Role};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{LinkForm, slug};
use crate::publish::OutPath;

/// A page that is made from the course's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Generated {
    Glossary,
    Bibliography,
    /// The curriculum map.
    Map,
    /// The list of the delivery plans.
    Plans,
    /// The run sheet of a plan, by its place in `Course::plans`.
    Plan(u16),
    /// The way of an audience, by its place in `Course::paths`.
    Path(u16),
    /// Who made the course, who answers for it, on what terms.
    About,
    /// A form in which learners say themselves what they have done.
    Participation,
}

impl Generated {
    /// What a link to the page names, `[words](/glossary.md)`: the file that the page would have,
    /// and that makes it step aside where an author writes it.
    pub fn source(self, course: &Course) -> String {
        format!("{}.md", self.name(course))
    }

    /// Its address.
    pub fn address(self, course: &Course) -> String {
        format!("{}.html", self.name(course))
    }

    fn name(self, course: &Course) -> String {
        match self {
            Generated::Glossary => "glossary".to_owned(),
            Generated::Bibliography => "bibliography".to_owned(),
            Generated::About => "about".to_owned(),
            Generated::Participation => "participation".to_owned(),
            Generated::Map => "map".to_owned(),
            Generated::Plans => "plans".to_owned(),
            Generated::Plan(at) => {
                format!(
                    "plan-{}",
                    course.plans.get(at as usize).map_or_else(String::new, |plan| slug(&plan.name))
                )
            }
            Generated::Path(at) => {
                format!("path-{}", course.paths.get(at as usize).map_or("", |path| &path.slug))
            }
        }
    }

    /// Whether learners never have it: how a session is run is no learner's matter.
    pub fn is_for_facilitators(self) -> bool {
        matches!(self, Generated::Plans | Generated::Plan(_))
    }

    /// Whether it stands in a book: forms, maps and ways lead about a site, and run sheets are printed from it.
    pub fn is_in_books(self) -> bool {
        matches!(self, Generated::Glossary | Generated::Bibliography | Generated::About)
    }

    /// Whether it is named at the foot of every page.
    pub fn is_at_foot(self) -> bool {
        matches!(self, Generated::About | Generated::Participation)
    }

    /// Whether the navigation names it; others are reached from a page that lists them, or from the foot.
    pub fn is_in_navigation(self) -> bool {
        !self.is_at_foot() && !matches!(self, Generated::Plan(_) | Generated::Path(_))
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

/// The generated pages that the course has, in the order of the navigation: an author's page of the same address
/// comes first.
pub(super) fn present(course: &Course, framework: &Framework) -> Vec<Generated> {
    let cites = |link: &crate::document::LinkUse| link.form == LinkForm::Citation;
    let mut all = Vec::new();
    if !course.glossary.terms.is_empty() {
        all.push(Generated::Glossary);
    }
    if course.bibliography.is_some() && course.pages.iter().any(|page| page.outline.links.iter().any(cites)) {
        all.push(Generated::Bibliography);
    }
    if framework.competencies().next().is_some() {
        all.push(Generated::Map);
    }
    if !course.plans.is_empty() {
        all.push(Generated::Plans);
    }
    all.extend((0..).take(course.plans.len()).map(Generated::Plan));
    all.extend((0..).take(course.paths.len()).map(Generated::Path));
    if course.home.is_some() {
        all.extend([Generated::About, Generated::Participation]);
    }
    let addresses: BTreeSet<String> = all.iter().map(|generated| generated.address(course)).collect();
    let keys = course.pages.iter().map(|page| page.out.collision_key());
    let mut taken: BTreeSet<String> = keys.filter(|key| addresses.contains(key)).collect();
    all.retain(|generated| taken.insert(generated.address(course)));
    all
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
        taken.insert(generated.address(course), (generated.source(course).into(), Span::default()));
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
