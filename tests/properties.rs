//! What holds for every course, tried on random ones: the same input gives the same bytes, a warm build equals a clean
//! one, links resolve, learners' bytes do not know of facilitators', no word is lost unseen, nothing panics.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;

use bedside::course::Edition;
use bedside::diagnostic::Checked;
use bedside::document::directive::{KINDS, Kind};
use bedside::memo::Memo;
use bedside::pipeline::Linked;
use bedside::render::format::{FORMATS, Format};
use proptest::prelude::*;
use support::random::{Random, Words, soup};
use support::{
    EDITIONS, Files, PAGE, binary, course_with, is_full, link, link_with, links, made, made_as, made_one,
    page, read_folder, told, write_folder,
};

fn kitchen_sink() -> Files {
    read_folder(&support::of_package("tests/courses/kitchen-sink"))
}

fn rounds(small: u64, large: u64) -> u64 {
    if is_full() { large } else { small }
}

/// Both editions, file by file.
fn all(linked: &Linked) -> BTreeMap<(Edition, String), Vec<u8>> {
    let of = |edition| made(linked, edition).into_iter().map(move |(path, bytes)| ((edition, path), bytes));
    EDITIONS.into_iter().flat_map(of).collect()
}

#[track_caller]
fn expect_same<K: Ord + std::fmt::Debug>(one: &BTreeMap<K, Vec<u8>>, two: &BTreeMap<K, Vec<u8>>, what: &str) {
    let names = |files: &BTreeMap<K, Vec<u8>>| files.keys().map(|key| format!("{key:?}")).collect::<Vec<_>>();
    assert_eq!(names(one), names(two), "{what}: other files");
    for (key, bytes) in one {
        assert!(*bytes == two[key], "{what}: {key:?} differs");
    }
}

#[test]
fn two_builds_are_equal_byte_for_byte() {
    let files = kitchen_sink();
    let first = all(&link(&files).value);
    for _ in 0..rounds(2, 10) {
        expect_same(&first, &all(&link(&files).value), "a second build");
    }
}

#[test]
fn builds_are_equal_with_any_number_of_threads_in_any_place_and_language() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(&folder.path().join("content"), &kitchen_sink());
    let mut trees = Vec::new();
    for (n, threads) in ["1", "2", "7"].into_iter().enumerate() {
        let output = format!("site-{n}");
        let mut command = binary::command(folder.path(), &["build", "--output", &output]);
        command.env("RAYON_NUM_THREADS", threads);
        command
            .env("LANG", ["C", "de_DE.UTF-8", "tr_TR.UTF-8"][n])
            .env("TZ", ["UTC", "Asia/Tokyo", "America/Lima"][n]);
        let built = binary::of(command);
        assert_eq!(built.code, 0, "{built:?}");
        trees.push(binary::tree(&folder.path().join(output)));
    }
    expect_same(&trees[0], &trees[1], "two threads");
    expect_same(&trees[0], &trees[2], "seven threads");
}

#[test]
fn a_course_without_a_search_publishes_none_of_it_and_lists_all_pages_in_its_place() {
    let with = kitchen_sink();
    let mut without = with.clone();
    without.get_mut("course.yaml").unwrap().extend_from_slice(b"\nsearch: off\n");
    for edition in EDITIONS {
        let linked = link(&without).value;
        let (before, files) = (made(&link(&with).value, edition), made(&linked, edition));
        let gone: Vec<&String> = before.keys().filter(|path| !files.contains_key(*path)).collect();
        assert!(gone.iter().any(|path| *path == "assets/search/index.js"), "{gone:?}");
        assert!(gone.iter().all(|path| path.starts_with("assets/search")), "{gone:?}");
        assert!(files.keys().all(|path| before.contains_key(path)));
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let html = String::from_utf8_lossy(bytes);
            assert!(!html.contains("assets/search"), "{path} asks for a part of the search");
            assert!(!html.contains("data-search"), "{path} has a box that finds nothing");
        }
        let list = String::from_utf8_lossy(&files["search.html"]);
        assert!(list.contains("<h1>All pages</h1>"), "{list}");
        let listed = linked.course.pages.iter().filter(|page| !page.outline.header.unlisted);
        let seen = listed.filter(|page| files.contains_key(page.out.as_str())).map(|page| page.out.as_str());
        let missing: Vec<&str> = seen.filter(|path| !list.contains(&format!("href=\"{path}\""))).collect();
        assert!(missing.is_empty(), "{missing:?}");
        links::check(&files, "a course without a search");
    }
}

/// One change that an author may make.
fn edit(files: &mut Files, random: &mut Random, words: &mut Words) {
    let pages: Vec<String> = files.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let path = random.pick(&pages).clone();
    let text = String::from_utf8(files[&path].clone()).unwrap();
    let word = words.next();
    let new = match random.below(9) {
        0 => format!("{text}\n## {word}\n\nWords.\n"),
        1 => format!("{text}\n{word}\n"),
        2 => text.replacen("# ", &format!("# {word} "), 1),
        3 => format!("{text}\n:::facilitator\n{word}\n:::\n"),
        4 => format!(
            "---\nminutes: {}\nsummary: {word}\n---\n{}",
            random.below(90),
            text.split("---\n").last().unwrap_or_default()
        ),
        5 => format!("{text}\n:::note\n{word}\n"),
        6 => format!("{text}\n[{word}](#{word})\n"),
        7 => {
            files.insert(
                format!("01-first-strand/10-module/{word}.md"),
                format!("# {word}\n\nWords.\n").into_bytes(),
            );
            return;
        }
        _ => {
            if path != "index.md" {
                files.remove(&path);
            }
            return;
        }
    };
    files.insert(path, new.into_bytes());
}

#[test]
fn a_warm_build_after_any_edit_equals_a_clean_one() {
    let (mut files, mut memo) = (kitchen_sink(), Memo::default());
    let (mut random, mut words) = (Random::new(1), Words::new("edited"));
    link_with(&files, &mut memo);
    for round in 0..rounds(15, 400) {
        edit(&mut files, &mut random, &mut words);
        let (warm, clean) = (link_with(&files, &mut memo), link(&files));
        assert_eq!(warm.diagnostics, clean.diagnostics, "round {round}");
        expect_same(&all(&warm.value), &all(&clean.value), &format!("round {round}"));
    }
}

#[test]
fn every_link_and_every_named_id_of_every_page_resolves() {
    for course in ["tests/courses/minimal", "tests/courses/kitchen-sink", "content"] {
        let checked = link(&read_folder(&support::of_package(course)));
        for edition in EDITIONS {
            links::check(&made(&checked.value, edition), &format!("{course}, {edition}"));
        }
    }
}

#[test]
fn random_pages_without_errors_have_no_broken_link_and_no_id_twice() {
    let (mut random, mut words) = (Random::new(3), Words::new("word"));
    let mut clean = 0;
    for _ in 0..rounds(80, 5_000) {
        let text = format!("# A page\n\n{}", soup(&mut random, &mut words));
        let checked = link(&course_with(&text));
        if told(&checked).iter().any(|told| told.severity == "error") {
            continue;
        }
        clean += 1;
        for edition in EDITIONS {
            links::check(&made(&checked.value, edition), &text);
        }
    }
    assert!(clean > 15, "hardly any page was without an error");
}

/// A kind's example with ids of its own.
fn example(kind: &Kind, suffix: &str) -> String {
    let mut text = kind.example.to_owned();
    let ids: Vec<&str> =
        kind.example.split("{#").skip(1).filter_map(|rest| rest.split([' ', '}']).next()).collect();
    for id in ids {
        text = text.replace(&format!("#{id}"), &format!("#{id}-{suffix}"));
    }
    text
}

/// Every kind in a facilitator's block of its own.
fn secrets(words: &mut Words) -> String {
    let block = |kind: &&Kind| {
        let (label, suffix) = (words.next(), words.next());
        format!("::::::::facilitator[{label}]\n{}\n::::::::\n\n", example(kind, &suffix))
    };
    KINDS.iter().map(block).collect()
}

/// Puts a facilitator's block behind every line where a block may stand.
fn with_facilitator(text: &str, random: &mut Random, words: &mut Words) -> String {
    let mut out = String::new();
    let mut blanks_before = true;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let trimmed = bare.trim_start_matches([' ', '>']);
        let prefix = &bare[..bare.len() - trimmed.len()];
        if blanks_before
            && !trimmed.is_empty()
            && !trimmed.starts_with(['-', '#', ':', '|'])
            && random.one_in(2)
        {
            let word = words.next();
            let inside = match random.below(7) {
                0 => format!("## {word}"),
                1 => format!(":::reflect[{word}]\n{prefix}{word}\n{prefix}:::"),
                // A footnote's text cannot hold another footnote's.
                2 if !prefix.starts_with("    ") => {
                    format!("{word}[^{word}]\n{prefix}\n{prefix}[^{word}]: {word}")
                }
                3 => format!("[{word}](https://example.org/{word} \"{word}\") `{word}`"),
                4 => format!("| {word} | b |\n{prefix}|---|---|\n{prefix}| c | {word} |"),
                5 => format!("<b>{word}</b> ![{word}](chart.svg)"),
                _ => format!("- {word}\n{prefix}- ```{word}\n{prefix}  {word}\n{prefix}  ```"),
            };
            out.push_str(&format!(
                "{prefix}:::::facilitator[{word}]{{#{word}}}\n{prefix}{inside}\n{prefix}:::::\n{prefix}\n"
            ));
        }
        blanks_before = trimmed.is_empty();
        out.push_str(line);
    }
    out
}

const FRAMEWORK: &str =
    "domains:\n  hearing:\n    title: Hearing\n    competencies:\n      listening: Hear a person out\n";

/// A delivery plan, which is all for facilitators.
fn plan(words: &mut Words) -> String {
    let mut word = || words.next();
    format!(
        "plans:\n  {}:\n    title: {}\n    group: {}\n    room: {}\n    materials: [{}]\n    roles: [{}]\n    sessions:\n      - {{title: {}, pages: [{{page: {PAGE}, minutes: 5}}, {{break: 5}}]}}\n",
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word()
    )
}

/// Every kind once, with the learner's words alone.
fn every_kind() -> String {
    let mut text = "# Every kind\n\n".to_owned();
    for (n, kind) in KINDS.iter().filter(|kind| kind.name != "facilitator").enumerate() {
        text.push_str(&format!("## Part {n}\n\n{}\n", example(kind, &n.to_string())));
    }
    text.push_str("> A quotation.\n>\n> Its end.\n\n- An item\n\n  With more.\n\nWords[^1].\n\n[^1]: A note.\n\n    Its end.\n");
    text
}

#[test]
fn learners_bytes_do_not_change_with_facilitators_words() {
    // Every file of every format, by the format's name and the file's path.
    let learners = |checked: &Checked<Linked>| -> Files {
        let of = |format: &&Format| {
            let files = made_as(format, &checked.value, Edition::Learner);
            let name = format.name;
            files.into_iter().map(move |(path, bytes)| (format!("{name}: {path}"), bytes))
        };
        FORMATS.iter().flat_map(of).collect()
    };
    let bases = [every_kind(), "# A plain page\n\nWords.\n".to_owned()].map(|base| {
        let mut files = course_with(&base);
        files.insert(
            "strand/module/chart.svg".into(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        );
        files.insert("snippets/ground-rules.md".into(), b"What is said here stays here.\n".to_vec());
        files.insert("framework.yaml".into(), FRAMEWORK.into());
        let before = learners(&link(&files));
        (base, files, before)
    });
    let mut random = Random::new(4);
    for round in 0..rounds(20, 2_000) {
        let mut words = Words::new("sentinel");
        let (base, files, before) = &bases[usize::from(round % 4 == 3)];
        let mut files = files.clone();
        let mut text = with_facilitator(base, &mut random, &mut words);
        if round % 2 == 1 {
            text.push('\n');
            text.push_str(&secrets(&mut words));
        }
        files.insert(PAGE.into(), text.clone().into_bytes());
        if random.one_in(2) {
            let plan = plan(&mut words);
            files.entry("course.yaml".into()).or_default().extend_from_slice(plan.as_bytes());
        }
        let checked = link(&files);
        let errors: Vec<String> = told(&checked)
            .iter()
            .filter(|t| t.severity == "error")
            .map(|t| format!("{} {} {}", t.line, t.code, t.message))
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{text}");
        let after = learners(&checked);
        for (path, bytes) in &after {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("sentinel"), "round {round}: {path} tells learners a facilitator's word");
        }
        expect_same(before, &after, &format!("round {round}: learners' files\n{text}"));
        let facilitators = made_one(&checked.value, Edition::Facilitator, "strand/module/page.html").unwrap();
        let has_some = text.contains("sentinel");
        assert_eq!(facilitators.contains("sentinel"), has_some, "facilitators do not see their words");
    }
}

#[test]
fn every_word_is_rendered_or_told() {
    let mut random = Random::new(5);
    for _ in 0..rounds(150, 20_000) {
        let mut words = Words::new("word");
        let text = format!("# A page\n\n{}", soup(&mut random, &mut words));
        let checked = link(&course_with(&text));
        let html = made_one(&checked.value, Edition::Facilitator, "strand/module/page.html").unwrap();
        let seen = page::read(&html).text;
        let told: Vec<&str> = checked
            .diagnostics
            .iter()
            .filter(|problem| &*problem.file == PAGE)
            .filter_map(|problem| text.get(problem.span.range()))
            .collect();
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.starts_with("word")) {
            let is_told = told.iter().any(|span| span.contains(word));
            assert!(seen.contains(word) || is_told, "“{word}” is lost:\n{text}\n---\n{html}");
        }
    }
}

/// Parses, links and renders; the diagnostics' spans lie in the text.
fn survives(bytes: &[u8]) {
    let mut files = support::course();
    files.insert(PAGE.into(), bytes.to_vec());
    let checked = link(&files);
    for edition in EDITIONS {
        made(&checked.value, edition);
    }
    for problem in checked.diagnostics.iter().filter(|problem| &*problem.file == PAGE) {
        assert!(problem.code.name() != "page-failed", "the parser failed");
        assert!(problem.span.start <= problem.span.end);
        assert!(problem.span.end as usize <= bytes.len().max(1), "{problem:?} lies outside the page");
    }
    told(&checked);
}

/// Pieces that mean something to one part of the parser or another.
const PIECES: &[&str] = &[
    "---\n",
    "title: ",
    "# ",
    "## ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "- ",
    "1. ",
    "> ",
    ":::",
    ":::note\n",
    "::::tip[",
    "]{#",
    "}",
    "`",
    "```\n",
    "<b>",
    "<!--",
    "-->",
    "<script>",
    "[",
    "](",
    ")",
    "![",
    "[[",
    "]]",
    "[^1]",
    "[^1]: ",
    "[@a]",
    "|",
    "|-|-|\n",
    "*",
    "**",
    "~~",
    "&amp;",
    "\\",
    "\r\n",
    "\u{FEFF}",
    "\u{A0}",
    "é",
    "\u{0}",
    "\u{202E}",
    "😀",
    ":::conversation\n",
    "### T {#t .ending}\n",
    "- [x] ",
    ":::check\n",
    ":::role-play\n",
    ":::facilitator\n",
    ":::scale\n",
    "x",
    ":::reflect{frame=gibbs}\n",
    "objectives:\n  - ",
    ": ",
    "\"",
    "“",
    "#",
    "{",
    "<%body%>",
    "https://a.b",
    "\u{7F}",
];

fn config() -> ProptestConfig {
    let cases = if is_full() { 20_000 } else { 512 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survives(&bytes);
    }

    #[test]
    fn any_mixture_of_syntax_is_survived(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        survives(pieces.concat().as_bytes());
    }
}

#[test]
fn deep_nesting_is_told_and_survived() {
    for open in ["> ", "- ", ":::note\n", "*", "[", "<b>"] {
        survives(open.repeat(3_000).as_bytes());
    }
    let quotations = format!("{}word\n", "> ".repeat(200));
    let checked = link(&course_with(&quotations));
    assert!(told(&checked).iter().any(|told| told.code == "too-deep"));
}
