//! Links as they were written → targets; what leads nowhere is told with the nearest that does.

use std::sync::Arc;

use rayon::prelude::*;

use super::address;
use super::assets::Assets;
use super::prerequisites::{self, Wanted};
use super::{Course, Generated, Page, PageId, Target};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::yaml::Spanned;
use crate::document::{LinkForm, LinkUse};
use crate::source::{Source, Sources};

/// Link schemes that may stand in a course.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Resolves every link of every page and collects the files that are referred to.
pub(super) fn resolve(course: &mut Course, sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let (mut wanted, mut targets) = (Vec::new(), Vec::new());
    let mut assets = Assets::default();
    let resolve = |page| Resolver { course, sources, files: Vec::new(), problems: Vec::new() }.page(page);
    let resolved: Vec<Resolved> = course.pages.par_iter().map(resolve).collect();
    for (page, mut resolved) in course.pages.iter().zip(resolved) {
        problems.append(&mut resolved.problems);
        for (at, source) in resolved.files {
            resolved.targets[at] = assets.target(source, page, &page.outline.links[at], problems);
        }
        targets.push(resolved.targets);
        wanted.push(resolved.prerequisites);
    }
    prerequisites::check(course, &wanted, problems);
    course.assets = assets.list;
    for ((page, targets), prerequisites) in course.pages.iter_mut().zip(targets).zip(wanted) {
        page.targets = targets;
        page.prerequisites = prerequisites.into_iter().map(|wanted| wanted.page).collect();
    }
}

/// What one page's links lead to.
struct Resolved<'a> {
    targets: Vec<Target>,
    /// The places of links that lead to files, which are published once for all pages.
    files: Vec<(usize, &'a Arc<Source>)>,
    prerequisites: Vec<Wanted>,
    problems: Vec<Diagnostic>,
}

/// At work on one page.
struct Resolver<'a> {
    course: &'a Course,
    sources: &'a Sources,
    files: Vec<(usize, &'a Arc<Source>)>,
    problems: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn page(mut self, page: &Page) -> Resolved<'a> {
        let mut targets = Vec::with_capacity(page.outline.links.len());
        for link in &page.outline.links {
            let target = self.link(page, link, targets.len());
            targets.push(target);
        }
        let prerequisites = self.prerequisites(page);
        Resolved { targets, files: self.files, prerequisites, problems: self.problems }
    }

    /// The pages that a page wants to have been read before.
    fn prerequisites(&mut self, page: &Page) -> Vec<Wanted> {
        let mut found: Vec<Wanted> = Vec::new();
        for wanted in &page.outline.header.prerequisites {
            match self.prerequisite(page, wanted) {
                Ok(id) if found.iter().all(|other| other.page != id) => {
                    found.push(Wanted { page: id, span: wanted.span });
                }
                Ok(_) => {}
                Err((words, help)) => {
                    let mut problem =
                        Diagnostic::new(Code::UnknownPrerequisite, &page.outline.file, wanted.span, words);
                    let otherwise =
                        "Name the page's file from this page's folder, such as `../02-listening/index.md`.";
                    problem.help = help.or_else(|| Some(otherwise.into()));
                    self.problems.push(problem);
                }
            }
        }
        found
    }

    fn prerequisite(
        &self,
        page: &Page,
        wanted: &Spanned<String>,
    ) -> Result<PageId, (String, Option<String>)> {
        let path = wanted.value.split('#').next().unwrap_or_default();
        let Some(target) = join(address::folder(&page.outline.file), &decode(path)) else {
            return Err((format!("`{}` leads out of the course's folder", wanted.value), None));
        };
        match self.find(&target) {
            Some(found) if found.id == page.id => {
                let help = "Name the page that is to be read before this one.".to_owned();
                Err(("the page names itself as what is to be read before it".to_owned(), Some(help)))
            }
            Some(found) => Ok(found.id),
            None => Err((
                format!("there is no page `{target}` in the course"),
                self.suggestion(address::folder(&page.outline.file), &target, true),
            )),
        }
    }

    /// The page of a path; a folder means its index.md.
    fn find(&self, target: &str) -> Option<&Page> {
        self.course.find(target).or_else(|| self.course.find(&format!("{target}/index.md")))
    }

    fn tell(
        &mut self,
        code: Code,
        page: &Page,
        link: &LinkUse,
        words: String,
        help: Option<String>,
    ) -> Target {
        let mut problem = Diagnostic::new(code, &page.outline.file, link.span, words);
        problem.help = help;
        self.problems.push(problem);
        Target::Nowhere
    }

    fn link(&mut self, page: &Page, link: &LinkUse, at: usize) -> Target {
        match link.form {
            LinkForm::Citation | LinkForm::Snippet => return Target::Reference,
            LinkForm::Term { .. } => {
                let term = self.course.glossary.resolve(link, &page.outline.file, &mut self.problems);
                return term.map_or(Target::Nowhere, Target::Term);
            }
            LinkForm::Email => return Target::Address,
            LinkForm::Written | LinkForm::Image | LinkForm::File { .. } => {}
        }
        // Browsers drop blanks and control characters from addresses; so a scheme is looked for without them.
        let bare: String = link.dest.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        if let Some(scheme) = scheme(&bare) {
            return self.scheme(page, link, (&scheme, &bare));
        }
        if bare.starts_with("//") || bare.starts_with('\\') || bare.starts_with("/\\") {
            let words = format!("`{}` does not say how the address is reached", link.dest);
            return self.tell(
                Code::LinkScheme,
                page,
                link,
                words,
                Some("Write the whole address, with `https:` in front.".into()),
            );
        }
        if let Some(anchor) = link.dest.strip_prefix('#').filter(|_| link.form == LinkForm::Written) {
            return self.anchor(page, page, link, anchor, true);
        }
        let (path, anchor) = link.dest.split_once('#').map_or((&*link.dest, None), |(p, a)| (p, Some(a)));
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let (file, _) = page.outline.place(link.span);
        let Some(target) = join(address::folder(&file), &decode(path)) else {
            let words = format!("`{}` leads out of the course's folder", link.dest);
            let help = "Copy the file into the course, and name it from this page's folder.";
            return self.tell(Code::LinkOutside, page, link, words, Some(help.into()));
        };
        if let Some(generated) = self.generated(link, &target) {
            if generated.is_for_facilitators() && !link.facilitator {
                let words = format!(
                    "`{}` is a page of the facilitator edition, which learners do not have",
                    link.dest
                );
                return self.tell(Code::LinkToFacilitator, page, link, words, None);
            }
            return Target::Generated(generated);
        }
        let course = self.course;
        let found = course.find(&target).or_else(|| course.find(&format!("{target}/index.md")));
        if let Some(found) = found {
            if let Some((what, help)) = not_a_page(link.form) {
                let words = format!("`{}` is a page, not {what}", link.dest);
                return self.tell(Code::MissingImage, page, link, words, Some(help.into()));
            }
            return self.page_target(page, found, link, anchor);
        }
        self.file(page, link, at, &target)
    }

    /// A page that no author wrote is named as its file would be.
    fn generated(&self, link: &LinkUse, target: &str) -> Option<Generated> {
        let is_meant = |generated: &&Generated| generated.source(self.course) == target;
        self.course.generated.iter().find(is_meant).filter(|_| link.form == LinkForm::Written).copied()
    }

    fn scheme(&mut self, page: &Page, link: &LinkUse, (scheme, bare): (&str, &str)) -> Target {
        if link.form == LinkForm::Image {
            let words =
                "a picture is loaded from another place; readers' visits would be told to it".to_owned();
            return self.tell(
                Code::LinkScheme,
                page,
                link,
                words,
                Some("Copy the picture into the course, where its licence allows.".into()),
            );
        }
        if let LinkForm::File { .. } = link.form {
            return self.recording_elsewhere(page, link, (scheme, bare));
        }
        if SCHEMES.contains(&scheme) {
            return self.elsewhere(page, link, (scheme, bare));
        }
        let words = format!("addresses with `{scheme}:` are not allowed in a course");
        self.tell(
            Code::LinkScheme,
            page,
            link,
            words,
            Some("Allowed are https:, http:, mailto: and tel: addresses, and pages of the course.".into()),
        )
    }

    /// A recording may lie elsewhere: it is a link in words, and nothing is loaded before a reader asks for it.
    fn recording_elsewhere(&mut self, page: &Page, link: &LinkUse, (scheme, bare): (&str, &str)) -> Target {
        if scheme == "https" {
            return self.elsewhere(page, link, (scheme, bare));
        }
        let words = format!("`{}` is neither a file of the course nor an https: address", link.dest);
        let help = "Name a file relative to this page, or write an address with `https://`.";
        self.tell(Code::LinkScheme, page, link, words, Some(help.into()))
    }

    /// Without the two slashes, a browser may take what follows for an address of the course's own host.
    fn elsewhere(&mut self, page: &Page, link: &LinkUse, (scheme, bare): (&str, &str)) -> Target {
        let host = bare.get(scheme.len() + 1..).and_then(|rest| rest.strip_prefix("//"));
        let has_host = |rest: &str| rest.starts_with(|c| !matches!(c, '/' | '\\' | '?' | '#' | ':' | '@'));
        if !scheme.starts_with("http") || host.is_some_and(has_host) {
            return Target::Address;
        }
        let words = format!("`{}` does not say which host it leads to", link.dest);
        let help = format!("Write the whole address: `{scheme}://`, the host, and what follows.");
        self.tell(Code::LinkScheme, page, link, words, Some(help))
    }

    fn page_target(&mut self, page: &Page, found: &Page, link: &LinkUse, anchor: Option<&str>) -> Target {
        if found.is_draft() && !page.is_draft() {
            let words = format!("`{}` is a draft, which the published course does not have", link.dest);
            self.tell(Code::LinkToDraft, page, link, words, None);
        }
        match anchor.filter(|anchor| !anchor.is_empty()) {
            Some(anchor) => self.anchor(page, found, link, anchor, false),
            None => Target::Page { page: found.id, anchor: None },
        }
    }

    fn anchor(&mut self, page: &Page, found: &Page, link: &LinkUse, anchor: &str, here: bool) -> Target {
        let id = decode(anchor);
        let known = found.outline.anchors.iter().find(|a| *a.id == *id);
        match known {
            Some(place) if place.facilitator && !link.facilitator => {
                let words = format!("`#{id}` stands in a facilitator's text, which learners do not have");
                let help = "Take the link out, or put it into a `facilitator` block too.";
                return self.tell(Code::LinkToFacilitator, page, link, words, Some(help.into()));
            }
            Some(_) => {}
            None if here && (id.is_empty() || id == "top") => {}
            None => {
                let on = if here { "this page".to_owned() } else { found.outline.file.to_string() };
                let words = format!("there is no place `#{id}` on {on}");
                let ids = || found.outline.anchors.iter().filter(|a| !a.facilitator).map(|a| &*a.id);
                let help = nearest(&id, ids()).map_or_else(
                    || {
                        format!(
                            "Give the place an id, such as `## The heading {{#{id}}}`, or change the link."
                        )
                    },
                    |near| format!("Did you mean `#{near}`?"),
                );
                return self.tell(Code::BrokenAnchor, page, link, words, Some(help));
            }
        }
        if here {
            Target::Here { anchor: id.into() }
        } else {
            Target::Page { page: found.id, anchor: Some(id.into()) }
        }
    }

    fn file(&mut self, page: &Page, link: &LinkUse, at: usize, target: &str) -> Target {
        if address::is_data(target) && self.sources.get(target).is_some() {
            let words = format!("`{}` is data of the course, which is not published", link.dest);
            return self.tell(Code::LinkOutside, page, link, words, None);
        }
        let known = self.sources.get(target).filter(|_| !address::is_page(target));
        match known {
            // Its place among the course's files is known once those of the pages before are.
            Some(source) => {
                self.files.push((at, source));
                Target::Nowhere
            }
            None => self.missing(page, link, target),
        }
    }

    fn missing(&mut self, page: &Page, link: &LinkUse, target: &str) -> Target {
        let is_picture = link.form == LinkForm::Image;
        let looks_like_page = link.form != LinkForm::File { page: false }
            && (target.ends_with(".md")
                || target.ends_with(".html")
                || !address::file_name(target).contains('.'));
        let (code, what) = match (is_picture, looks_like_page) {
            (false, true) => (Code::BrokenLink, "page"),
            (true, _) => (Code::MissingImage, "picture"),
            (false, false) => (Code::MissingImage, "file"),
        };
        let words = format!("there is no {what} `{target}` in the course");
        let (file, _) = page.outline.place(link.span);
        let help = self.suggestion(address::folder(&file), target, what == "page").unwrap_or_else(|| {
            format!("Put the {what} there, or change the name; it counts from this page's folder.")
        });
        self.tell(code, page, link, words, Some(help))
    }

    /// The file that was meant: one of the same name elsewhere, else the nearest path.
    fn suggestion(&self, folder: &str, target: &str, is_page: bool) -> Option<String> {
        let stem = target.strip_suffix(".html").map(|stem| format!("{stem}.md"));
        let wanted = stem.as_deref().unwrap_or(target);
        let paths: Vec<&str> = if is_page {
            self.course.pages.iter().map(|p| &*p.outline.file).collect()
        } else {
            self.sources.iter().map(|s| &*s.path).filter(|path| !path.ends_with(".md")).collect()
        };
        let same_name = |path: &&&str| {
            let (a, b) = (address::file_name(path), address::file_name(wanted));
            a != "index.md" && (a == b || address::split_number(a).1 == address::split_number(b).1)
        };
        let meant =
            paths.iter().find(same_name).copied().or_else(|| nearest(wanted, paths.iter().copied()))?;
        Some(format!("Did you mean `{}`?", relative(folder, meant)))
    }
}

/// What is expected where a page cannot stand, and what to do.
fn not_a_page(form: LinkForm) -> Option<(&'static str, &'static str)> {
    match form {
        LinkForm::Image => Some(("a picture", "Leave out the `!` in front of the brackets.")),
        LinkForm::File { page: false } => {
            Some(("a file to be played", "Name the recording's or the captions' own file."))
        }
        _ => None,
    }
}

/// The scheme of an address, in small letters.
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Whether a link leads to a web or mail address that may stand in a course.
pub(super) fn is_web_address(dest: &str) -> bool {
    scheme(dest).is_some_and(|scheme| SCHEMES.contains(&scheme.as_str()))
}

/// Percent-escapes as characters, decoded once.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        // `%+1` is no escape.
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// A relative path from a folder, without dots; nothing if it leaves the course. A path that begins with `/`
/// is taken from the course's top folder.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    parts.retain(|part| !part.is_empty());
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    let joined = parts.join("/");
    Some(if joined.is_empty() { "index.md".into() } else { joined })
}

/// The relative path from a folder to a file.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    format!("{}{}", "../".repeat(from.len() - shared), to[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_within_the_course_only() {
        assert_eq!(join("a/b", "../c/d.md").as_deref(), Some("a/c/d.md"));
        assert_eq!(join("a/b", "../../x.md").as_deref(), Some("x.md"));
        assert_eq!(join("a/b", "../../../x.md"), None);
        assert_eq!(join("a", "/x.md").as_deref(), Some("x.md"));
        assert_eq!(join("", "./").as_deref(), Some("index.md"));
        assert_eq!(relative("a/b", "a/c/d.md"), "../c/d.md");
    }

    #[test]
    fn schemes_are_seen_through_disguises() {
        assert_eq!(scheme("JaVaScript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(decode("a%20b%2e"), "a b.");
    }
}
