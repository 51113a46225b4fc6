//! A linked course → what the preview's bar says of a page, and its list of all pages.

use crate::course::stories::{self, Copy};
use crate::course::{Course, FICTIONAL, Generated, Page, Role, View, is_snippet};
use crate::document::writing;
use crate::pipeline::Linked;
use crate::preview::{Entry, Facts, Story};
use crate::render;

/// The words that a careful reader reads in a minute.
const WORDS_A_MINUTE: u32 = 200;

/// A page's facts; `folder` is the course's, as the one who started the preview named it.
pub(super) fn facts(linked: &Linked, page: &Page, folder: &str) -> Facts {
    // As it was read last: after a save within the page, the course still has the places of before.
    let outline =
        linked.document(&page.outline.file).map_or(&page.outline, |document| &document.value.outline);
    let header = &outline.header;
    let title_line = outline.heading.as_ref().map_or(0, |(_, span, _)| {
        let text = linked.sources.get(&outline.file).map(|source| source.text_bytes()).unwrap_or_default();
        let before = text.get(..span.start as usize).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    });
    Facts {
        title: page.title().to_owned(),
        file: format!("{}/{}", folder.trim_end_matches(['/', '\\']), outline.file),
        source: outline.file.to_string(),
        title_line,
        kind: kind(page).to_owned(),
        draft: page.is_draft(),
        words: outline.words,
        minutes: header.minutes,
        reading_minutes: outline.words.div_ceil(WORDS_A_MINUTE),
        grade: grade(linked, page),
        reviewed: header.reviewed.map(|date| date.to_string()),
        review_due: header.review_due.map(|date| date.to_string()),
        is_overdue: header.review_due.is_some_and(|due| due < linked.today),
        stories: stories(linked, page),
    }
}

/// The address at which a file of the course is seen: its own page, the first that includes it, the one made from it.
pub(super) fn address(linked: &Linked, file: &str) -> Option<String> {
    let course = &linked.course;
    let has = |page: &&Page| page.outline.includes.paths().any(|path| **path == *file);
    let including = || course.pages.iter().find(has).filter(|_| is_snippet(file));
    if let Some(page) = course.find(file).or_else(including) {
        return Some(page.out.to_string());
    }
    let made = course.generated.iter().find(|generated| match generated {
        Generated::Glossary => file == "glossary.yaml",
        Generated::Bibliography => file == "references.bib",
        Generated::Map => file == "framework.yaml",
        _ => false,
    });
    made.map(|generated| generated.address(course))
}

/// Why a story is not shown at present.
pub(super) fn withheld(story: &stories::Story, linked: &Linked) -> Option<String> {
    stories::verdict(story, linked.today, linked.config.public, Copy::Site)
        .err()
        .map(|reason| reason.to_string())
}

/// Every page in reading order, then those that are made from the course's data.
pub(super) fn list(linked: &Linked, view: &View<()>) -> Vec<Entry> {
    let course: &Course = &linked.course;
    let pages = view.pages().map(|page| Entry {
        title: page.title().to_owned(),
        path: page.out.to_string(),
        file: page.outline.file.to_string(),
        kind: kind(page).to_owned(),
        draft: page.is_draft(),
        facilitator: false,
    });
    let made = view.generated().into_iter().map(|generated| Entry {
        title: render::title_of(course, &linked.theme, generated).to_owned(),
        path: generated.address(course),
        facilitator: generated.is_for_facilitators(),
        ..Entry::default()
    });
    pages.chain(made).collect()
}

fn kind(page: &Page) -> &'static str {
    if page.role == Role::Page { page.kind } else { page.role.name() }
}

/// The grade of Flesch and Kincaid to one decimal place. It is made for English, and says nothing of a few words.
fn grade(linked: &Linked, page: &Page) -> Option<f32> {
    if !linked.config.language.to_ascii_lowercase().starts_with("en") {
        return None;
    }
    let document = linked.document(&page.outline.file)?;
    let (reading, _) = writing::reading(&document.value);
    reading.is_telling().then(|| (reading.grade() * 10.0).round() / 10.0)
}

/// The page's own story first, then those of its blocks; one that has no entry is told by the report.
fn stories(linked: &Linked, page: &Page) -> Vec<Story> {
    let header = &page.outline.header;
    let own = header.story.iter().map(|story| story.value.as_str());
    let mut names: Vec<&str> = own.chain(page.outline.stories.iter().map(|used| &*used.id)).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let terms = |name: &str| -> Story {
        let Some(story) = linked.course.stories.get(name) else {
            let basis = if name == FICTIONAL { FICTIONAL } else { "" };
            return Story { id: name.to_owned(), basis: basis.to_owned(), ..Story::default() };
        };
        Story {
            id: story.id.clone(),
            basis: story.basis.name().to_owned(),
            teller: story.teller.clone(),
            approved: story.approved.map(|date| date.to_string()),
            expires: story.expires.map(|date| date.to_string()),
            days_left: story.expires.map(|date| date.days() - linked.today.days()),
            withheld: withheld(story, linked),
        }
    };
    names.into_iter().map(terms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::date::Date;
    use crate::memo::Memo;
    use crate::pipeline;
    use crate::source::Sources;

    fn course() -> Linked {
        let files = [
            ("course.yaml", "id: x\ntitle: X\n"),
            ("index.md", "# Home\n\n[[Care]]\n"),
            ("glossary.yaml", "Care:\n  definition: To care.\n"),
            ("snippets/rules.md", "A rule.\n"),
            (
                "stories.yaml",
                "cup:\n  basis: consented\n  reference: R-1\n  approved: 2026-01-10\n  expires: 2027-01-31\n  purposes: [education]\n  copies: [site]\n",
            ),
            (
                "a.md",
                "---\nminutes: 7\nstory: cup\nkind: narrative\nreview_due: 2026-12-31\ndraft: true\n---\n\n# A cup\n\n:::include{src=rules.md}\n",
            ),
        ];
        let sources = Sources::from_memory(files.map(|(path, text)| (path, text.as_bytes())));
        let today = Date { year: 2027, month: 1, day: 1 };
        pipeline::link(sources, &Sources::default(), &mut Memo::default(), today).value
    }

    #[test]
    fn a_page_tells_what_its_header_and_its_story_say() {
        let linked = course();
        let told = facts(&linked, linked.course.find("a.md").unwrap(), "here/content/");
        assert_eq!((told.file.as_str(), told.source.as_str()), ("here/content/a.md", "a.md"));
        assert_eq!((told.title.as_str(), told.title_line, told.kind.as_str()), ("A cup", 9, "narrative"));
        assert_eq!((told.minutes, told.grade, told.draft), (Some(7), None, true));
        assert_eq!((told.review_due.as_deref(), told.is_overdue), (Some("2026-12-31"), true));
        let [story] = &told.stories[..] else { panic!("{told:?}") };
        assert_eq!((story.basis.as_str(), story.days_left, &story.withheld), ("consented", Some(30), &None));
    }

    #[test]
    fn files_without_a_page_of_their_own_are_seen_where_they_show() {
        let linked = course();
        for (file, seen) in [
            ("a.md", Some("a.html")),
            ("snippets/rules.md", Some("a.html")),
            ("glossary.yaml", Some("glossary.html")),
            ("references.bib", None),
            ("course.yaml", None),
        ] {
            assert_eq!(address(&linked, file).as_deref(), seen, "{file}");
        }
    }

    #[test]
    fn the_list_has_drafts_and_made_pages_too() {
        let linked = course();
        let view = View::<()>::new(&linked.course, true, linked.withheld(Copy::Site));
        let listed = list(&linked, &view);
        let find = |path: &str| listed.iter().find(|entry| entry.path == path);
        assert!(find("a.html").is_some_and(|entry| entry.draft && entry.file == "a.md"));
        assert!(find("glossary.html").is_some_and(|entry| entry.file.is_empty() && !entry.title.is_empty()));
    }
}
