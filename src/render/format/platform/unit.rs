//! A view → the entries of a platform's list, each with the pages that count in it.

use serde::Serialize;
use serde::ser::SerializeTuple;

use crate::config::{Completion, Units};
use crate::course::{Audience, Page, PageId, Role, View};
use crate::document::AnchorKind;

/// One entry in a platform's list.
#[derive(Debug)]
pub(super) struct Unit {
    /// The same for the same page in every version of the course, and a name that XML takes as an id.
    pub id: String,
    pub title: String,
    pub summary: String,
    /// The strand that it stands in, where each module is an entry: its id and its title.
    pub strand: Option<(String, String)>,
    /// The path of the file that the platform opens.
    pub launcher: String,
    /// The page that is shown first.
    pub start: String,
    /// In reading order.
    pub pages: Vec<Counted>,
    pub completion: Completion,
}

/// A page that counts.
#[derive(Debug)]
pub(super) struct Counted {
    /// Its path without the ending.
    page: String,
    /// What there is to do on it, by the ids of the blocks; empty where that does not count.
    to_do: Vec<String>,
    /// Its self-checks; empty where they do not count.
    checks: Vec<String>,
}

/// `[page, [to do], [checks]]`: a launcher lists hundreds of them.
impl Serialize for Counted {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(3)?;
        tuple.serialize_element(&self.page)?;
        tuple.serialize_element(&self.to_do)?;
        tuple.serialize_element(&self.checks)?;
        tuple.end()
    }
}

impl Unit {
    pub(super) fn checks(&self) -> usize {
        self.pages.iter().map(|page| page.checks.len()).sum()
    }

    /// Equal for equal lists of what counts.
    pub(super) fn mark(&self) -> String {
        let list = serde_json::to_vec(&self.pages).unwrap_or_default();
        blake3::hash(&list).to_hex()[..8].to_owned()
    }
}

/// What is done in these blocks can be seen; a scale and a pause are for the learner alone.
const TO_DO: [&str; 6] = ["reflect", "discussion", "role-play", "debrief", "conversation", "check"];

/// The launcher of all that is in the package.
const WHOLE: &str = "assets/launch.html";

/// The entries of a course, or of the one module that is wanted: one for the whole, or one for each module and for pages that stand in a strand by themselves.
pub(super) fn units<A: Audience>(view: &View<A>) -> Vec<Unit> {
    let course = view.course();
    let home = course.home.filter(|home| view.has(*home));
    if let Some(module) = view.module() {
        let mut unit = unit(view, module, view.pages());
        unit.launcher = WHOLE.to_owned();
        return vec![unit];
    }
    match (course.config.platform.units, home) {
        (Units::Module, _) => modules(view),
        (Units::Course, Some(home)) => {
            let page = course.page(home);
            let mut unit = unit(view, page, view.pages());
            unit.title = course.config.title.clone();
            unit.id = "course".to_owned();
            unit.launcher = WHOLE.to_owned();
            vec![unit]
        }
        // Without a home page there is no course to be opened; that is told where pages are linked.
        (Units::Course, None) => Vec::new(),
    }
}

fn modules<A: Audience>(view: &View<A>) -> Vec<Unit> {
    let course = view.course();
    let mut heads: Vec<PageId> = Vec::new();
    for page in view.pages() {
        let head = if page.role == Role::Page { page.module.or(page.strand) } else { page.module };
        heads.extend(head.filter(|head| view.has(*head) && !heads.contains(head)));
    }
    let mut units = Vec::new();
    for head in heads.into_iter().map(|head| course.page(head)) {
        // The title of a page that is never told of is not told either.
        if head.outline.header.report_never {
            continue;
        }
        let own = view.pages().filter(|page| match head.role {
            Role::Strand => page.strand == Some(head.id) && page.module.is_none(),
            _ => page.module == Some(head.id),
        });
        let mut unit = unit(view, head, own);
        if unit.pages.is_empty() {
            continue;
        }
        unit.strand = head
            .strand
            .map(|strand| course.page(strand))
            .filter(|strand| view.has(strand.id) && !strand.outline.header.report_never)
            .map(|strand| (format!("strand-{}", name(strand)), strand.title().to_owned()));
        units.push(unit);
    }
    units
}

/// The entry that a page speaks for.
fn unit<'v, A: Audience>(view: &'v View<A>, head: &Page, pages: impl Iterator<Item = &'v Page>) -> Unit {
    let platform = &view.course().config.platform;
    let pages: Vec<Counted> = pages.filter(|page| counts(page)).map(|page| counted(view, page)).collect();
    let checks = pages.iter().any(|page| !page.checks.is_empty());
    let name = name(head);
    Unit {
        title: head.title().to_owned(),
        summary: head.outline.header.summary.as_ref().map_or_else(String::new, |text| text.value.clone()),
        strand: None,
        launcher: format!("assets/launch-{name}.html"),
        start: head.out.to_string(),
        completion: match platform.completion {
            // Where there is nothing to check, reading is what is left.
            Completion::Score if !checks => Completion::Read,
            completion => completion,
        },
        id: format!("unit-{name}"),
        pages,
    }
}

/// Pages that teach; those that only lead to others, and those that no list leads to, are not missed.
fn counts(page: &Page) -> bool {
    let header = &page.outline.header;
    !header.report_never && !header.unlisted && matches!(page.role, Role::Page | Role::Module | Role::Section)
}

fn counted<A: Audience>(view: &View<A>, page: &Page) -> Counted {
    let platform = &view.course().config.platform;
    let is_seen = |id: &str| {
        view.anchors(page).any(|anchor| matches!(anchor.kind, AnchorKind::Block(_)) && *anchor.id == *id)
    };
    let blocks = |kinds: &[&str]| -> Vec<String> {
        let mine = page.outline.activities.iter().filter(|activity| {
            !activity.facilitator && !activity.id.is_empty() && kinds.contains(&activity.kind)
        });
        mine.filter(|activity| is_seen(&activity.id)).map(|activity| activity.id.to_string()).collect()
    };
    Counted {
        page: page.out.as_str().trim_end_matches(".html").to_owned(),
        to_do: if platform.completion == Completion::Activities { blocks(&TO_DO) } else { Vec::new() },
        checks: if platform.score { blocks(&["check"]) } else { Vec::new() },
    }
}

/// A page's address as a name of plain letters, short enough for a file; one that has others carries a hash.
fn name(page: &Page) -> String {
    let path = page.out.as_str().trim_end_matches(".html").trim_end_matches("/index");
    let plain: String = path
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '.' })
        .collect();
    let is_whole = path.chars().zip(plain.chars()).all(|(a, b)| a == b || a == '/') && path.len() <= 80;
    if is_whole {
        return plain;
    }
    let start: String = plain.chars().take(60).collect();
    format!("{start}-{}", &blake3::hash(path.as_bytes()).to_hex()[..8])
}
