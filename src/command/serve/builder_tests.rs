//! What the preview shows after any edit is what a clean build of the same files gives, byte for byte.
#![expect(clippy::disallowed_methods, reason = "the tests save files")]

#[allow(dead_code, reason = "the suites from outside use the rest of it")]
#[path = "../../../tests/support/random.rs"]
mod random;

#[path = "../../../tests/support/edits.rs"]
mod edits;

use std::collections::BTreeSet;

use self::edits::Course;
use self::random::Random;
use super::*;
use crate::command::serve::rendered::Rendered;
use crate::document::date::Date;
use crate::preview::{Pages, Problems};

fn place(course: &Course) -> Place {
    let today = Date::parse("2027-03-01").unwrap();
    Place { content: course.content(), leave_out: vec![course.folder.path().join("output")], today }
}

/// The files of a build that remembers nothing, and whether errors keep it from being shown.
struct Clean {
    files: Rendered,
    paths: Vec<String>,
    problems: Problems,
    is_broken: bool,
}

impl Clean {
    fn of(place: &Place, edition: Edition) -> Clean {
        let read = pipeline::read(place, &mut Memory::default());
        let problems = problems(&ByFile::new(&read.diagnostics), &read.value);
        let files = pipeline::artefacts(&read.value, edition, true);
        let paths = files.paths().map(|path| path.as_str().to_owned()).collect();
        Clean {
            files: Rendered::new(files, None),
            paths,
            problems,
            is_broken: stops(&read.diagnostics, false),
        }
    }

    fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        self.files.get(path)
    }
}

#[track_caller]
fn is_same(shown: &dyn Pages, clean: &Clean, path: &str, what: &str) {
    let (one, two) = (shown.get(path), clean.get(path));
    if one != two {
        let text = |bytes: Option<Arc<[u8]>>| bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let (one, two) = (text(one), text(two));
        let lines = |text: &Option<String>| {
            text.clone().unwrap_or("none".into()).lines().map(String::from).collect::<Vec<_>>()
        };
        let (one, two) = (lines(&one), lines(&two));
        let at = one.iter().zip(&two).position(|(one, two)| one != two).unwrap_or(one.len().min(two.len()));
        panic!("{path} after {what}, line {at}:\nshown {:?}\nclean {:?}", one.get(at), two.get(at));
    }
}

fn edits(edition: Edition, seed: u64, count: usize) {
    let mut course = Course::new(seed);
    let mut builder = Builder::new(place(&course), edition);
    builder.build(&[]);
    let mut clean = Clean::of(&place(&course), edition);
    assert!(!clean.is_broken, "{:?}", clean.problems);
    let (mut good, mut known) = (clean, BTreeSet::new());
    let (mut looked, mut stale) = (0, 0);
    for round in 1..=count {
        let (what, paths) = course.edit();
        let what = format!("edit {round}, {what}, {edition:?}, seed {seed}");
        let shown = builder.build(&paths);
        clean = Clean::of(&place(&course), edition);
        assert_eq!(shown.problems, clean.problems, "{what}");
        assert_eq!(shown.stale, clean.is_broken, "{what}");
        if shown.stale {
            stale += 1;
            // The last good pages, whole; files on disk are read when they are asked for.
            // A page that the theme of then could not make is the newer one's to show.
            let is_page = |path: &&String| path.ends_with(".html") && good.get(path).is_some();
            let pages: Vec<&String> = good.paths.iter().filter(is_page).collect();
            for _ in 0..pages.len().min(5) {
                is_same(
                    &*shown.pages,
                    &good,
                    course.random.pick::<&String>(&pages),
                    &format!("{what} (stale)"),
                );
            }
            // Somebody mends it before long.
            if course.random.one_in(3) {
                course.mend();
                let shown = builder.build(&[]);
                let mended = Clean::of(&place(&course), edition);
                assert_eq!(shown.problems, mended.problems, "{what}, mended");
                assert!(!mended.is_broken, "{what}: {:?}", mended.problems);
                good = mended;
            }
            continue;
        }
        known.extend(clean.paths.iter().cloned());
        let whole = round % 50 == 0 || round == count;
        let some = |random: &mut Random| -> Vec<String> {
            let mut some: Vec<String> = (0..6).map(|_| random.pick(&clean.paths).clone()).collect();
            let own = paths.iter().filter_map(|path| {
                Some(path.strip_prefix(&builder.place.content).ok()?.with_extension("html"))
            });
            some.extend(own.map(|path| path.to_str().unwrap().to_owned()));
            some.extend(
                ["index.html", "glossary.html", "bibliography.html", "assets/style.css"].map(String::from),
            );
            let search: Vec<&String> = clean.paths.iter().filter(|path| path.contains("search")).collect();
            some.push((*random.pick(&search)).clone());
            some
        };
        let paths: Vec<String> =
            if whole { known.iter().cloned().collect() } else { some(&mut course.random) };
        for path in &paths {
            is_same(&*shown.pages, &clean, path, &what);
        }
        looked += paths.len();
        good = clean;
    }
    println!("{count} edits, {edition:?}, seed {seed}: {looked} files compared, {stale} builds with errors");
    assert!(stale > 0 && stale < count, "{stale} of {count} edits left an error");
}

/// How many edits: a sample, or the half of all for each edition.
fn count() -> usize {
    let full = std::env::var_os("BEDSIDE_FULL").is_some_and(|value| value == "1");
    if full { 2_500 } else { 30 }
}

#[test]
fn what_learners_are_shown_after_any_edit_is_what_a_clean_build_gives() {
    edits(Edition::Learner, 1, count());
}

#[test]
fn what_facilitators_are_shown_after_any_edit_is_what_a_clean_build_gives() {
    edits(Edition::Facilitator, 2, count());
}

#[test]
fn a_save_within_a_page_goes_on_from_the_linked_course() {
    let course = Course::new(7);
    let file = "01-first-strand/words.md";
    let text = |n: u32| {
        format!(
            "---\ntitle: Words\nsummary: Some words\nminutes: 12\nobjectives:\n  - Say one\n---\n\nsaved-{n}-now Some words of [[Kindness]] [@sinclair2020training], and of the \
             institutionalisation of multidisciplinary responsibilities.\n\n## More\n\nWords.\n"
        )
    };
    course.write(file, &text(0));
    let mut builder = Builder::new(place(&course), Edition::Learner);
    builder.build(&[]);
    let path = course.content().join(file);
    let linked = |builder: &Builder| Arc::clone(&builder.newest.as_ref().unwrap().linked.course);
    for n in 1..4 {
        let before = linked(&builder);
        course.write(file, &text(n));
        let shown = builder.build(std::slice::from_ref(&path));
        assert!(Arc::ptr_eq(&before, &linked(&builder)), "save {n} linked the course again");
        let page = shown.pages.get("first-strand/words.html").unwrap();
        assert!(String::from_utf8_lossy(&page).contains(&format!("saved-{n}-now")));
    }
    course.write(file, &text(4).replace("## More", "## Other"));
    let before = linked(&builder);
    builder.build(&[path]);
    assert!(!Arc::ptr_eq(&before, &linked(&builder)), "another heading is for the whole course");
}
