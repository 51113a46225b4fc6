//! One course, seen by learners and facilitators, whole and in part, with and without a story.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::edition::{Audience, Edition, LearnerView, View};
use super::stories::{Copy, Reason, Withheld, judge};
use super::{Course, Generated, Page, Target};
use crate::config;
use crate::document::date::Date;
use crate::document::{self, Body, Node, NodeKind, Snippets, Syntax};
use crate::source::Sources;

const COURSE: &str = "\
id: test
title: Course
version: 1
strands: [one]
allow: [no-summary, no-objectives, no-activity]
plans:
  day:
    title: A day
    sessions:
      - {title: Morning, pages: [{page: one/module/index.md, minutes: 5}]}
";

const STORIES: &str = "blue:\n  basis: composite\nred:\n  basis: composite\n";

const MODULE: &str = "\
# Module

## For all {#for-all}

[Here](other.svg) and [[Term]]. [@sinclair2020training]

:::facilitator[Timing]{minutes=5}
## For one {#for-one}

[There](secret.svg)

:::discussion{#talk}
What now?
:::
:::

:::voice[Anna]{story=blue #anna}
## Her heading {#her-heading}

[Hers](hers.svg)

:::facilitator[Hers]{minutes=5}
Her note.
:::
:::

## [Told](told.md) {#leads}

Words [of it](told.md#place), [there](#anna), *and* ![a picture](hers.svg) more.

![A card](card.svg)

- one
- two
";

/// Every file of a course, with other words for some.
fn files<'t>(more: &[(&'t str, &'t str)]) -> BTreeMap<&'t str, &'t str> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let mut files = BTreeMap::from([
        ("course.yaml", COURSE),
        ("stories.yaml", STORIES),
        (
            "framework.yaml",
            "domains:\n  hearing:\n    title: Hearing\n    competencies:\n      listening: Hear\n",
        ),
        ("glossary.yaml", "Term:\n  definition: What it means.\n"),
        (
            "references.bib",
            "@article{sinclair2020training,\n author = {S, S},\n title = {T},\n journaltitle = {J},\n date = {2020},\n}\n",
        ),
        ("index.md", "# Home\n\nWords.\n"),
        ("one/index.md", "# One\n\nWords.\n"),
        ("one/module/index.md", MODULE),
        ("one/module/draft.md", "---\ndraft: true\n---\n# Draft\n\n[D](draft.svg)\n"),
        ("one/module/hidden.md", "---\nunlisted: true\naudience: [nurses]\n---\n# Hidden\n\nWords.\n"),
        ("one/module/told.md", "---\nstory: red\n---\n# Told\n\n## Place {#place}\n\n![Red](red.svg)\n"),
        (
            "one/other/index.md",
            "# Other\n\n:::media[Talk]{src=talk.mp3 transcript=../words.md}\n:::\n\n[Go](../module/index.md)\n",
        ),
        ("one/words.md", "# Words said\n\nAll of them.\n"),
        ("one/other/talk.mp3", "ID3"),
    ]);
    for name in ["other", "secret", "hers", "draft", "red", "card"] {
        files.insert(Box::leak(format!("one/module/{name}.svg").into_boxed_str()), svg);
    }
    files.extend(more.iter().copied());
    files
}

fn link(files: &BTreeMap<&str, &str>) -> (Arc<Course>, Sources) {
    let sources = Sources::from_memory(files.iter().map(|(path, text)| (*path, text.as_bytes())));
    let config = Arc::new(config::read(&sources).value);
    let pages = sources.iter().filter(|source| super::is_page(&source.path));
    let outlines: Vec<_> =
        pages.map(|source| document::parse(source, Syntax::COURSE).value.outline).collect();
    (Arc::new(super::link(&config, &outlines, &sources).value), sources)
}

fn course() -> Arc<Course> {
    link(&files(&[])).0
}

fn withheld(course: &Course, story: &str) -> Withheld {
    Withheld::new(course, BTreeMap::from([(story.to_owned(), Reason::Withdrawn)]))
}

fn learners(course: &Arc<Course>) -> LearnerView {
    View::new(course, false, Withheld::default())
}

fn facilitators(course: &Arc<Course>) -> View<()> {
    View::new(course, false, Withheld::default())
}

fn page<'c>(course: &'c Course, path: &str) -> &'c Page {
    course.find(path).unwrap_or_else(|| panic!("there is no page {path}"))
}

fn paths<'p>(pages: impl Iterator<Item = &'p Page>) -> Vec<&'p str> {
    pages.map(|page| &*page.outline.file).collect()
}

fn assets<A: Audience>(view: &View<A>) -> Vec<&str> {
    view.assets().map(|asset| asset.out.as_str()).collect()
}

#[test]
fn editions_are_named() {
    assert_eq!(
        (Edition::Learner.to_string(), Edition::Facilitator.name()),
        ("learner".into(), "facilitator")
    );
}

#[test]
fn drafts_are_seen_where_they_are_asked_for_and_unlisted_pages_in_no_list() {
    let course = course();
    let view = learners(&course);
    let draft = page(&course, "one/module/draft.md");
    assert!(!view.has(draft.id) && !view.may_name(draft.id));
    let module = page(&course, "one/module/index.md");
    assert!(view.has(module.id) && view.may_name(module.id));
    assert_eq!(paths(view.children(module.id)), ["one/module/told.md"]);
    let preview: LearnerView = View::new(&course, true, Withheld::default());
    assert!(preview.has(draft.id));
    assert_eq!(paths(preview.children(module.id)), ["one/module/draft.md", "one/module/told.md"]);
    let all = paths(view.pages());
    assert!(all.contains(&"one/module/hidden.md") && !all.contains(&"one/module/draft.md"), "{all:?}");
    assert_eq!(view.start().map(|page| &*page.outline.file), Some("index.md"));
    assert!(view.module().is_none());
    assert!(std::ptr::eq(view.course(), &*view.shared()) && view.withheld().is_empty());
}

#[test]
fn a_module_stands_alone_with_the_transcripts_of_its_recordings() {
    let course = course();
    let other = page(&course, "one/other/index.md");
    let view = learners(&course).only(Some(other.id));
    assert_eq!(paths(view.pages()), ["one/other/index.md", "one/words.md"]);
    let module = page(&course, "one/module/index.md");
    assert!(!view.has(module.id) && view.may_name(module.id), "it may be named, but is not there");
    assert_eq!(view.module().map(|page| page.id), Some(other.id));
    assert_eq!(view.start().map(|page| page.id), Some(other.id));
    assert!(learners(&course).only(None).module().is_none());
}

#[test]
fn what_stands_in_facilitators_text_is_for_them_alone() {
    let course = course();
    let module = page(&course, "one/module/index.md");
    let (learner, facilitator) = (learners(&course), facilitators(&course));
    let headings = |view: Vec<&document::Heading>| view.iter().map(|h| h.id.to_string()).collect::<Vec<_>>();
    assert_eq!(headings(learner.headings(module).collect()), ["for-all", "her-heading", "leads"]);
    assert_eq!(
        headings(facilitator.headings(module).collect()),
        ["for-all", "for-one", "her-heading", "leads"]
    );
    let anchors = |ids: Vec<&document::Anchor>| ids.iter().map(|a| a.id.to_string()).collect::<Vec<_>>();
    let theirs = anchors(facilitator.anchors(module).collect());
    let own = anchors(learner.anchors(module).collect());
    assert!(own.contains(&"for-all".into()) && own.contains(&"anna".into()), "{own:?}");
    assert!(!own.contains(&"for-one".into()) && !own.contains(&"talk".into()), "{own:?}");
    assert!(theirs.contains(&"for-one".into()) && theirs.contains(&"talk".into()), "{theirs:?}");
    let leads = |dest: &str, view: &LearnerView| view.links(module).any(|link| *link.dest == *dest);
    assert!(leads("other.svg", &learner) && !leads("secret.svg", &learner));
    assert!(facilitator.links(module).any(|link| &*link.dest == "secret.svg"));
    assert_eq!(learner.notes(module).count(), 0);
    assert_eq!(facilitator.notes(module).count(), 2);
    assert!(facilitator.has_kind(module, "discussion") && !learner.has_kind(module, "discussion"));
    assert!(facilitator.has_kind(module, "voice") && learner.has_kind(module, "voice"));
    assert!(!facilitator.has_kind(module, "scale") && !learner.has_kind(module, "scale"));
    let told = |name: &str| format!("one/module/{name}.svg");
    let (own, theirs) = (assets(&learner), assets(&facilitator));
    assert!(own.contains(&&*told("other")) && own.contains(&&*told("hers")), "{own:?}");
    assert!(!own.contains(&&*told("secret")) && theirs.contains(&&*told("secret")), "{own:?} {theirs:?}");
    assert!(!theirs.contains(&&*told("draft")), "{theirs:?}");
}

#[test]
fn a_withheld_story_takes_its_page_its_blocks_and_its_files() {
    let course = course();
    let module = page(&course, "one/module/index.md");
    let told = page(&course, "one/module/told.md");
    let blue = View::<()>::new(&course, false, withheld(&course, "blue"));
    let red = View::<()>::new(&course, false, withheld(&course, "red"));
    let whole = facilitators(&course);
    assert!(blue.has(told.id) && !red.has(told.id) && !red.may_name(told.id));
    assert!(!blue.withheld().is_empty());
    let at = |dest: &str| {
        let at = module.outline.links.iter().position(|link| *link.dest == *dest);
        &module.targets[at.unwrap_or_else(|| panic!("there is no link to {dest}"))]
    };
    for (dest, of_blue, of_red) in [
        ("told.md", false, true),
        ("told.md#place", false, true),
        ("#anna", true, false),
        ("other.svg", false, false),
    ] {
        let says = (
            whole.withholds(module, at(dest)),
            blue.withholds(module, at(dest)),
            red.withholds(module, at(dest)),
        );
        assert_eq!(says, (false, of_blue, of_red), "{dest}");
    }
    let of_anna = Target::Page { page: module.id, anchor: Some("anna".into()) };
    let of_all = Target::Page { page: module.id, anchor: Some("for-all".into()) };
    assert!(blue.withholds(told, &of_anna) && !blue.withholds(told, &of_all));
    let ids = |view: &View<()>| view.headings(module).map(|h| h.id.to_string()).collect::<Vec<_>>();
    assert!(!ids(&blue).contains(&"her-heading".into()) && ids(&blue).contains(&"leads".into()));
    assert!(ids(&red).contains(&"her-heading".into()) && !ids(&red).contains(&"leads".into()));
    assert!(!blue.anchors(module).any(|anchor| &*anchor.id == "anna"));
    assert!(blue.anchors(module).any(|anchor| &*anchor.id == "for-all"));
    assert_eq!((whole.notes(module).count(), blue.notes(module).count()), (2, 1));
    let in_voice = |view: &View<()>| view.links(module).filter(|link| &*link.dest == "hers.svg").count();
    assert_eq!((in_voice(&whole), in_voice(&blue)), (2, 1));
    assert!(assets(&red).contains(&"one/module/hers.svg"));
    assert!(
        assets(&blue).contains(&"one/module/hers.svg"),
        "a picture outside of the story's block shows it too"
    );
    assert!(!assets(&red).contains(&"one/module/red.svg"));
    // Notes of a page that is not there are nowhere.
    assert_eq!(red.notes(told).count(), 0);
    let alone = facilitators(&course).only(Some(page(&course, "one/other/index.md").id));
    assert_eq!(alone.notes(module).count(), 0);
}

#[test]
fn a_file_that_is_withheld_is_published_for_nobody() {
    let course = course();
    let view = learners(&course);
    assert!(assets(&view).contains(&"one/module/card.svg"));
    let without = withheld(&course, "red").with_files(&course, &["one/module/card.svg"]);
    let view: LearnerView = View::new(&course, false, without);
    assert!(!assets(&view).contains(&"one/module/card.svg"));
    assert!(assets(&view).contains(&"one/module/other.svg"));
    let module = page(&course, "one/module/index.md");
    let at = module.outline.links.iter().position(|link| &*link.dest == "card.svg").unwrap();
    assert!(view.withholds(module, &module.targets[at]));
}

#[test]
fn pages_that_are_made_are_there_for_those_who_have_use_of_them() {
    let course = course();
    let has = |made: &[Generated], wanted: Generated| made.contains(&wanted);
    let (learner, facilitator) = (learners(&course).generated(), facilitators(&course).generated());
    for both in
        [Generated::About, Generated::Map, Generated::Glossary, Generated::Bibliography, Generated::Path(0)]
    {
        assert!(has(&learner, both) && has(&facilitator, both), "{both:?} {learner:?}");
    }
    for theirs in [Generated::Plans, Generated::Plan(0)] {
        assert!(!has(&learner, theirs) && has(&facilitator, theirs), "{theirs:?}");
    }
    let module = page(&course, "one/module/index.md").id;
    let other = page(&course, "one/other/index.md").id;
    let alone = |id| facilitators(&course).only(Some(id)).generated();
    assert_eq!(alone(module), [Generated::Glossary, Generated::Bibliography]);
    assert_eq!(alone(other), []);
}

#[test]
fn the_map_leads_each_reader_where_they_may_go() {
    let covers = "---\ncovers: [listening]\n---\n# Module\n\n:::reflect{#open}\nWhat?\n:::\n\n:::facilitator[T]{minutes=5}\n:::reflect{#closed}\nWhat?\n:::\n:::\n\n:::voice[A]{story=blue}\n:::reflect{#hers}\nWhat?\n:::\n:::\n";
    let (course, _) = link(&files(&[("one/module/index.md", covers)]));
    let places = |map: super::Map| {
        let rows = map.rows.into_iter();
        let all = rows.flat_map(|row| row.places.into_iter().flatten());
        all.map(|place| place.anchor.as_deref().unwrap_or("page").to_owned()).collect::<Vec<_>>()
    };
    let learner = places(learners(&course).map());
    let facilitator = places(facilitators(&course).map());
    let blue = places(View::<()>::new(&course, false, withheld(&course, "blue")).map());
    assert!(learner.contains(&"open".into()) && !learner.contains(&"closed".into()), "{learner:?}");
    assert!(
        facilitator.contains(&"open".into()) && facilitator.contains(&"closed".into()),
        "{facilitator:?}"
    );
    assert!(learner.contains(&"hers".into()) && !blue.contains(&"hers".into()), "{blue:?}");
    let elsewhere = facilitators(&course).only(Some(page(&course, "one/other/index.md").id));
    assert!(places(elsewhere.map()).is_empty());
}

#[test]
fn the_fingerprint_tells_views_apart() {
    let course = course();
    let other = page(&course, "one/other/index.md").id;
    let seen = [
        learners(&course).seen(),
        facilitators(&course).seen(),
        learners(&course).only(Some(other)).seen(),
        View::<()>::new(&course, true, Withheld::default()).seen(),
        View::<()>::new(&course, false, withheld(&course, "blue")).seen(),
    ];
    let different: std::collections::BTreeSet<_> = seen.into_iter().collect();
    assert_eq!(different.len(), seen.len());
    assert_eq!(seen[0], learners(&course).seen());
}

fn body(sources: &Sources, path: &str) -> Body {
    document::again(sources.get(path).unwrap(), &Snippets::default(), Syntax::COURSE)
}

/// Each node by its name, and those below it in brackets, so that a wrong size is seen.
fn drawn<F: std::fmt::Debug + std::marker::Copy>(nodes: &[Node<F>]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        let size = node.size as usize;
        let name = format!("{:?}", node.kind);
        out.push_str(name.split([' ', '(', '{']).next().unwrap_or_default());
        if size > 1 {
            out.push_str(&format!("[{}]", drawn(&nodes[at + 1..at + size])));
        }
        out.push(' ');
        at += size.max(1);
    }
    out.trim_end().to_owned()
}

#[test]
fn a_selection_is_the_body_without_what_is_not_the_readers() {
    let text = "# Page\n\nOne *two*.\n\n:::voice[Anna]{story=blue}\nHers.\n\n:::facilitator[T]{minutes=5}\nTheirs.\n:::\n\nAfter.\n:::\n\nEnd [her](#x) ![card](card.svg).\n";
    let (course, sources) = link(&files(&[("one/module/plain.md", text)]));
    let body = body(&sources, "one/module/plain.md");
    let all = drawn(&body.nodes);
    assert_eq!(drawn(&facilitators(&course).select(&body)), all);
    assert!(all.contains("Facilitator["), "{all}");
    let own = drawn(&learners(&course).select(&body));
    assert_eq!(own, all.replace(" Facilitator[Label[Text] Paragraph[Text]]", ""));
    let blue: LearnerView = View::new(&course, false, withheld(&course, "blue"));
    let neutral = blue.select(&body);
    let at = neutral.iter().position(|node| matches!(node.kind, NodeKind::Withheld { .. })).unwrap();
    assert!(matches!(neutral[at].kind, NodeKind::Withheld { inline: false }) && neutral[at].size == 1);
    assert!(!drawn(&neutral).contains("Block"), "{}", drawn(&neutral));
    assert_eq!(drawn(&neutral[..at]), all[..all.find(" Block").unwrap()]);
    let red: LearnerView = View::new(&course, false, withheld(&course, "red"));
    assert_eq!(drawn(&red.select(&body)), own, "another story takes nothing away");
    let whole: View<()> = View::new(&course, false, withheld(&course, "red"));
    assert_eq!(drawn(&whole.select(&body)), all, "nor does it where facilitators' text stays");
}

#[test]
fn links_and_pictures_of_a_withheld_story_become_a_neutral_word() {
    let text = "# Page\n\nSee [it](told.md) and ![red](red.svg) and [other](index.md).\n\n:::media[Talk]{src=talk.mp3}\nWords.\n:::\n";
    let stories = "blue:\n  basis: composite\nred:\n  basis: composite\n  files: [one/module/red.svg, one/module/talk.mp3]\n";
    let (course, sources) = link(&files(&[
        ("one/module/plain.md", text),
        ("stories.yaml", stories),
        ("one/module/talk.mp3", "ID3"),
    ]));
    let body = body(&sources, "one/module/plain.md");
    let red: LearnerView = View::new(&course, false, withheld(&course, "red"));
    let selected = red.select(&body);
    let inline = |wanted: bool| {
        selected
            .iter()
            .filter(|node| matches!(node.kind, NodeKind::Withheld { inline } if inline == wanted))
            .count()
    };
    assert_eq!((inline(true), inline(false)), (2, 1), "{}", drawn(&selected));
    assert!(drawn(&selected).contains("Link["), "the other link stays");
}

#[test]
fn every_kind_of_node_is_a_learners_too_but_one() {
    let text = "# Page {#h}\n\n> quote\n\n1. a\n\n- b\n- [x] c\n\n```rust\nlet a;\n```\n\n<p>raw</p>\n\n| a |\n|---|\n| b |\n\n---\n\n[^1]: Note.\n\nText &amp; `code` <b>x</b>\\\nhard *e* **s** ~~d~~ [l](index.md) ![i](card.svg)[^1] [@sinclair2020training] [[Term]]\nsoft\n\n:::note[Label]\nWords.\n:::\n";
    let (course, sources) = link(&files(&[("one/module/plain.md", text)]));
    let body = body(&sources, "one/module/plain.md");
    let own = learners(&course).select(&body);
    assert_eq!(drawn(&own), drawn(&body.nodes));
    for kind in [
        "Paragraph",
        "Heading",
        "Quote",
        "BulletList",
        "OrderedList",
        "Item",
        "CodeBlock",
        "HtmlBlock",
        "TableHead",
        "TableRow",
        "TableCell",
        "Rule",
        "FootnoteDefinition",
        "Text",
        "Code",
        "Html",
        "SoftBreak",
        "HardBreak",
        "Task",
        "Emphasis",
        "Strong",
        "Strikethrough",
        "Link",
        "Image",
        "FootnoteReference",
        "Cite",
        "Term",
        "Label",
        "Block",
    ] {
        assert!(drawn(&own).contains(kind), "{kind} is not on the page: {}", drawn(&own));
    }
}

#[test]
fn stories_are_judged_and_what_they_leave_is_told() {
    let (course, _) = link(&files(&[(
        "stories.yaml",
        "blue:\n  basis: composite\n  withdrawn: true\nred:\n  basis: composite\n  approved: 2027-05-01\n  expires: 2027-06-01\n",
    )]));
    let on = |day: &str| judge(&course, &course.stories, Date::parse(day).unwrap(), Copy::Site);
    let held =
        |day: &str| on(day).value.stories().map(|(id, why)| format!("{id}: {why}")).collect::<Vec<_>>();
    let told = |day: &str| {
        let words = |d: &crate::diagnostic::Diagnostic| {
            format!("{:?} {} {}", d.severity, d.message, d.help.as_deref().unwrap_or(""))
        };
        on(day).diagnostics.iter().map(words).collect::<Vec<_>>()
    };
    assert_eq!(
        held("2027-04-30"),
        ["blue: it is withdrawn", "red: its wording is approved only from 2027-05-01 on"]
    );
    assert_eq!(held("2027-05-01"), ["blue: it is withdrawn"]);
    assert_eq!(held("2027-06-02"), ["blue: it is withdrawn", "red: the agreement ended with 2027-06-01"]);
    let first = told("2027-04-30");
    assert!(
        first[0].starts_with("Notice")
            && first[0].ends_with("until then it is left out of what is published."),
        "{first:?}"
    );
    assert!(first[1].starts_with("Warning") || first[1].starts_with("Error"), "{first:?}");
    assert!(first[1].ends_with("write the day as `approved:`."), "{first:?}");
    assert!(
        told("2027-06-02")[1].contains("write the new day as `expires:`; or"),
        "{:?}",
        told("2027-06-02")
    );
    for (day, left) in [
        ("2027-06-01", "today is its last day"),
        ("2027-05-31", "one day is left"),
        ("2027-05-30", "2 days are left"),
    ] {
        assert!(told(day).iter().any(|words| words.contains(left)), "{day}: {:?}", told(day));
    }
    assert!(told("2027-05-01").iter().any(|words| words.contains("31 days are left")));
}
