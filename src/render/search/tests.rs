//! What a course's search holds, from its pages in memory to the bytes of its files.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::course::Edition;
use crate::document::date::Date;
use crate::memo::Memo;
use crate::pipeline;
use crate::render::Artefact;
use crate::source::Sources;

type Files = BTreeMap<String, String>;

/// A day to which no test here is bound.
const DAY: Date = Date { year: 2027, month: 3, day: 1 };

/// The files of the search of a course in memory.
fn search(pages: &[(&str, &str)], edition: Edition) -> Files {
    let config = ("course.yaml", "title: A course\nlanguage: en\n");
    let files = pages.iter().chain([&config]).map(|(path, text)| (*path, text.as_bytes()));
    let linked = pipeline::link(Sources::from_memory(files), &Sources::default(), &mut Memo::default(), DAY);
    let artefacts = pipeline::artefacts(&linked.value, edition, false);
    let made = artefacts.paths().filter_map(|path| match artefacts.get(path) {
        Some(artefact @ Artefact::Search(_)) => {
            let mut bytes = Vec::new();
            artefacts.make(artefact, &mut bytes).unwrap();
            Some((path.to_string(), String::from_utf8(bytes).unwrap()))
        }
        _ => None,
    });
    made.collect()
}

/// The one file of a small course, as data.
fn index(pages: &[(&str, &str)], edition: Edition) -> serde_json::Value {
    data(&search(pages, edition)["assets/search/index.js"])
}

fn data(file: &str) -> serde_json::Value {
    let json = file.strip_prefix("bedside.search.load(").unwrap().strip_suffix(");\n").unwrap();
    serde_json::from_str(json).unwrap()
}

/// The entry of a page: address, title, kind, place, note, sections.
fn page(index: &serde_json::Value, address: &str) -> Option<serde_json::Value> {
    index["pages"].as_object().unwrap().values().find(|page| page[0] == address).cloned()
}

const HOME: (&str, &str) = ("index.md", "# Home\n\nWelcome.\n");

#[test]
fn a_page_is_found_by_its_sections() {
    let text = "---\nsummary: Not shown on the page.\nobjectives: [Name a silence]\n---\n# Listening\n\nBefore *all* else\nlisten [@key, p. 4].\n\n## At the *desk* {#desk}\n\n- one\n- two, see [](index.md)\n\n:::reflect[A moment]{#moment}\nThink of it.\n:::\n\nAfter it.\n";
    let index = index(&[HOME, ("listening.md", text)], Edition::Learner);
    let page = page(&index, "listening.html").unwrap();
    let expected = serde_json::json!([
        "listening.html",
        "Listening",
        "Lesson",
        "",
        "",
        [
            ["", "", "Name a silence · Before all else listen."],
            ["desk", "At the desk", "one · two, see Home · After it."],
            ["moment", "A moment", "Think of it."]
        ]
    ]);
    assert_eq!(page, expected);
}

#[test]
fn titles_weigh_more_than_headings_and_these_more_than_text() {
    let index = index(
        &[
            HOME,
            ("a.md", "# Kindness\n\nText.\n"),
            ("b.md", "# B\n\n## Of kindness\n\nText.\n"),
            ("c.md", "# C\n\nKindness, kindness.\n"),
        ],
        Edition::Learner,
    );
    assert_eq!(index["forms"]["kind"], "1 kindness");
    let runs = index["words"]["kind"][1].as_str().unwrap();
    let weights: Vec<char> = runs.split(' ').filter_map(|run| run.chars().next()).collect();
    assert_eq!(weights, ['i', '6', '2']);
    assert_eq!(index["words"]["kind"][0], 3);
}

#[test]
fn common_words_are_found_in_titles_alone() {
    let index =
        index(&[HOME, ("a.md", "# What is it\n\nIt is the thing, and you have it.\n")], Edition::Learner);
    assert_eq!(index["words"]["it"][0], 1);
    assert!(index["words"]["the"].is_null());
    assert!(index["words"]["thing"].is_array());
}

#[test]
fn a_note_stands_in_the_place_of_the_text() {
    let by_header = "---\ncontent_notes: [a death, \"a child\"]\n---\n# One\n\nHe died.\n";
    let by_block = "# Two\n\n:::content-note\nA fall at night.\n:::\n\nShe fell.\n";
    let index = index(&[HOME, ("one.md", by_header), ("two.md", by_block)], Edition::Learner);
    for (address, note) in [("one.html", "a death · a child"), ("two.html", "A fall at night.")] {
        let page = page(&index, address).unwrap();
        assert_eq!(page[4], note);
        assert_eq!(page[5], serde_json::json!([]));
    }
    // Their words still lead there.
    assert!(index["words"]["fell"].is_array());
}

#[test]
fn learners_search_knows_no_word_of_the_facilitator_no_draft_and_nothing_unlisted() {
    let pages = [
        HOME,
        ("a.md", "# A\n\nShared.\n\n:::facilitator[Zeugma]\nXylophone.\n\n## Quagmire\n\nMore.\n:::\n"),
        ("b.md", "---\ndraft: true\n---\n# Borborygmus\n\nWombat.\n"),
        ("c.md", "---\nunlisted: true\n---\n# Kumquat\n\nText.\n"),
    ];
    let learner: String = search(&pages, Edition::Learner).into_values().collect();
    let facilitator: String = search(&pages, Edition::Facilitator).into_values().collect();
    for word in ["zeugma", "xylophon", "quagmir"] {
        assert!(!learner.to_lowercase().contains(word), "{word}");
        assert!(facilitator.to_lowercase().contains(word), "{word}");
    }
    for word in ["borborygmus", "wombat", "kumquat"] {
        assert!(!learner.to_lowercase().contains(word), "{word}");
        assert!(!facilitator.to_lowercase().contains(word), "{word}");
    }
    assert!(learner.contains("Shared") && facilitator.contains("Shared"));
}

#[test]
fn a_story_that_may_not_be_shown_is_not_found() {
    let pages = |withdrawn: &str| {
        let stories = format!("kite:\n  basis: composite\n  withdrawn: {withdrawn}\n");
        let files = [
            HOME,
            ("stories.yaml", &*stories),
            ("a.md", "# A\n\nShared, see [](b.md).\n\n:::voice[Zeugma]{story=kite}\nXylophone.\n:::\n"),
            ("b.md", "---\nstory: kite\nkind: narrative\n---\n# Quagmire\n\nMore.\n"),
        ];
        search(&files, Edition::Facilitator).into_values().collect::<String>().to_lowercase()
    };
    let (shown, withheld) = (pages("false"), pages("true"));
    for word in ["zeugma", "xylophon", "quagmir"] {
        assert!(shown.contains(word), "{word}");
        assert!(!withheld.contains(word), "{word}");
    }
    assert!(withheld.contains("shared"));
}

/// A course that is too large for one file: each page has words of its own and words of all.
fn large(edit: impl Fn(usize, &mut String)) -> Files {
    let pages: Vec<(String, String)> = (0..600)
        .map(|n| {
            let mut text = format!("# Page {n}\n\nWard nurse listening silence.");
            (0..6).for_each(|word| write!(text, " word{} ", (n * 7 + word * 131) % 900).unwrap());
            edit(n, &mut text);
            (format!("page-{n}.md"), text + "\n")
        })
        .collect();
    let mut pages: Vec<(&str, &str)> =
        pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    pages.push(HOME);
    search(&pages, Edition::Learner)
}

fn changed<'f>(before: &'f Files, after: &'f Files) -> Vec<&'f str> {
    let paths: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).map(String::as_str).collect()
}

#[test]
fn the_same_course_gives_the_same_bytes_with_any_number_of_threads() {
    let once = large(|_, _| ());
    for threads in [1, 3, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| large(|_, _| ())), once, "{threads} threads");
    }
}

#[test]
fn the_index_may_be_asked_for_from_the_pool_that_renders_pages() {
    use rayon::prelude::*;
    let files = (0..500).map(|n| (format!("page-{n}.md"), format!("# Page {n}\n\nText {n}.\n")));
    let files: Vec<(String, String)> = files.chain([("index.md".into(), HOME.1.into())]).collect();
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    let linked = pipeline::link(Sources::from_memory(files), &Sources::default(), &mut Memo::default(), DAY);
    let artefacts = pipeline::artefacts(&linked.value, Edition::Learner, false);
    let paths: Vec<_> = artefacts.paths().collect();
    let made = paths.par_iter().filter(|path| {
        let mut bytes = Vec::new();
        artefacts.get(path).is_some_and(|artefact| artefacts.make(artefact, &mut bytes).is_ok())
    });
    assert_eq!(made.count(), paths.len());
}

#[test]
fn one_edit_changes_few_files() {
    let before = large(|_, _| ());
    // One word more and one word less: two stems, their forms, and the page's own text.
    let after = large(|n, text| {
        if n == 300 {
            *text = text.replace("silence", "stillness");
        }
    });
    let changed = changed(&before, &after);
    let of = |folder: &str| changed.iter().filter(|path| path.contains(folder)).count();
    assert!(of("/words/") <= 2, "{changed:?}");
    assert!(of("/forms/") <= 2, "{changed:?}");
    assert_eq!(of("/pages/"), 1, "{changed:?}");
    assert_eq!(of("/words/") + of("/forms/") + of("/pages/"), changed.len(), "{changed:?}");
}

#[test]
fn a_heading_that_is_put_in_before_others_does_not_move_them() {
    let before = large(|_, _| ());
    let after = large(|n, text| {
        if n == 20 {
            *text = text.replace("Ward nurse", "## Interlude\n\nWard nurse");
        }
    });
    assert!(changed(&before, &after).len() <= 3, "{:?}", changed(&before, &after));
}

#[test]
fn ids_belong_to_pages_and_stay_when_others_come_and_go() {
    let ids = |files: &Files| -> BTreeMap<String, String> {
        let pages = files.iter().filter(|(path, _)| path.contains("/pages/"));
        pages
            .map(|(path, file)| {
                let data = data(file);
                let entry = data["pages"].as_object().unwrap().values().next().unwrap();
                (entry[0].as_str().unwrap().to_owned(), path.clone())
            })
            .collect()
    };
    let before = ids(&large(|_, _| ()));
    let after = ids(&large(|n, text| {
        if n == 5 {
            text.insert_str(0, "---\ndraft: true\n---\n");
        }
    }));
    assert_eq!(before.len(), 601);
    assert_eq!(after.len(), 600);
    for (address, id) in after {
        assert_eq!(before[&address], id);
    }
}

#[test]
fn every_stem_stands_where_the_browser_looks_for_it() {
    let files = large(|_, _| ());
    let meta = &data(&files["assets/search/index.js"])["meta"];
    let (words, forms) = (meta["words"].as_u64().unwrap(), meta["forms"].as_u64().unwrap());
    assert_eq!((words, forms), (128, 32));
    let file = super::shards::form_file("listening", 32);
    let line = &data(&files[&format!("assets/search/forms/{file}.js")])["forms"]["listen"];
    assert_eq!(line, "9 listening");
    let file = super::shards::word_file("listen", 128);
    let entry = &data(&files[&format!("assets/search/words/{file}.js")])["words"]["listen"];
    assert_eq!(entry[0], 600);
    // The cap: 256 pages of six letters, and the digit of their weight.
    assert_eq!(entry[1].as_str().unwrap().len(), 1 + super::shards::CAP * 6);
}

#[test]
fn a_page_of_the_course_at_the_same_address_is_kept() {
    let files = search(&[HOME, ("search.md", "# My own\n\nText.\n")], Edition::Learner);
    assert!(!files.contains_key("search.html"));
    assert!(files.contains_key("assets/search/index.js"));
}
