//! What the preview shows after any edit is what a clean build of the same files gives, byte for byte.
#![expect(clippy::disallowed_methods, reason = "the tests save files")]

#[allow(dead_code, reason = "the suites from outside use the rest of it")]
#[path = "../../tests/support/random.rs"]
mod random;

use std::collections::BTreeSet;
use std::fs;

use self::random::{Random, Words, soup};
use super::*;
use crate::document::date::Date;

/// A course on disk, edited by chance.
struct Course {
    folder: tempfile::TempDir,
    random: Random,
    words: Words,
    /// What was removed or renamed away, with its bytes, so that it can come back.
    gone: Vec<(PathBuf, Vec<u8>)>,
}

impl Course {
    fn new(seed: u64) -> Course {
        let folder = tempfile::tempdir().unwrap();
        let course =
            Course { folder, random: Random::new(seed), words: Words::new("edited"), gone: Vec::new() };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/courses/kitchen-sink");
        copy(&from, &course.content());
        let yaml = fs::read_to_string(course.content().join("course.yaml")).unwrap();
        course.write("course.yaml", &format!("{yaml}theme: ../theme\n"));
        course.write("glossary.yaml", "Kindness:\n  definition: A word.\n");
        course.write("01-first-strand/words.md", "# Words\n\n[[Kindness]] [@sinclair2020training].\n");
        course.write("../theme/css/10-colour.css", ":root { --ink: black }\n");
        course
    }

    fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    fn place(&self) -> Place {
        let today = Date::parse("2027-03-01").unwrap();
        Place { content: self.content(), leave_out: vec![self.folder.path().join("output")], today }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.content().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn pages(&self) -> Vec<PathBuf> {
        let files = walkdir::WalkDir::new(self.content()).sort_by_file_name().into_iter().flatten();
        let pages = files.map(walkdir::DirEntry::into_path);
        pages.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
    }

    fn remove(&mut self, path: &Path) {
        if let Ok(bytes) = fs::read(path) {
            self.gone.push((path.to_owned(), bytes));
            fs::remove_file(path).unwrap();
        }
    }

    /// One change that somebody at work may make; what kind it was, and the files that it touched.
    fn edit(&mut self) -> (&'static str, Vec<PathBuf>) {
        let word = self.words.next();
        let pages = self.pages();
        let page = self.random.pick(&pages).clone();
        let text = fs::read_to_string(&page).unwrap();
        let change = |text: String| {
            fs::write(&page, text).unwrap();
            vec![page.clone()]
        };
        match self.random.below(24) {
            0..5 => ("a paragraph more", change(format!("{text}\n{word}\n"))),
            5 => ("another title", change(text.replacen("# ", &format!("# {word} "), 1))),
            6 => {
                let text = text.split("---\n").last().unwrap_or_default();
                let minutes = self.random.below(90);
                ("another header", change(format!("---\nminutes: {minutes}\nsummary: {word}\n---\n{text}")))
            }
            7 => ("a section more", change(format!("{text}\n## {word} {{#{word}}}\n\n[[Kindness]]\n"))),
            8 => ("words for facilitators", change(format!("{text}\n:::facilitator\n{word}\n:::\n"))),
            9 => ("a prompt", change(format!("{text}\n:::reflect[{word}]{{#{word}}}\nWhen?\n:::\n"))),
            10 => ("a mistake", change(format!("{text}\n[{word}](#{word})\n"))),
            11 => {
                let soup = soup(&mut self.random, &mut self.words);
                ("a page of all sorts", change(format!("# {word}\n\n{soup}")))
            }
            12 => {
                let name = format!("01-first-strand/10-module/{word}.md");
                self.write(&name, &format!("# {word}\n\nWords.\n"));
                ("a new page", vec![self.content().join(name)])
            }
            13 => {
                let name = format!("02-second-strand/{word}/index.md");
                self.write(&name, &format!("# {word}\n\nWords.\n"));
                ("a new module", vec![self.content().join(name)])
            }
            14 => {
                self.remove(&page);
                ("a page less", vec![page])
            }
            15 => {
                let new = page.with_file_name(format!("{word}.md"));
                fs::rename(&page, &new).unwrap();
                ("another name", vec![page, new])
            }
            16..18 => match self.gone.pop() {
                Some((path, bytes)) => {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(&path, bytes).unwrap();
                    ("what was gone is back", vec![path])
                }
                None => ("nothing", Vec::new()),
            },
            18 => {
                let also =
                    format!("Kindness:\n  definition: A word, {word}.\n{word}:\n  definition: Another.\n");
                self.write("glossary.yaml", &also);
                ("the glossary", vec![self.content().join("glossary.yaml")])
            }
            19 => {
                let book = format!(
                    "@article{{sinclair2020training,\n  author = {{Sinclair, Shane}},\n  title = {{{word}}},\n  date = {{2020}},\n}}\n"
                );
                self.write("references.bib", &book);
                ("the bibliography", vec![self.content().join("references.bib")])
            }
            20 => {
                let path = self.content().join("course.yaml");
                let yaml = fs::read_to_string(&path).unwrap();
                let lines = yaml.lines().map(|line| match line.split_once(':') {
                    Some(("title", _)) => format!("title: {word}"),
                    Some(("language", _)) => {
                        format!("language: {}", self.random.pick(&["en", "fr", "es", "en", "xx-unknown?"]))
                    }
                    Some(("show_minutes", old)) => format!("show_minutes: {}", old != " true"),
                    _ => line.to_owned(),
                });
                let yaml = lines.collect::<Vec<_>>().join("\n") + "\n";
                fs::write(&path, yaml).unwrap();
                ("the course's header", vec![path])
            }
            21 => {
                self.write("../theme/css/10-colour.css", &format!(":root {{ --ink: {word} }}\n"));
                ("a style of the theme", vec![self.folder.path().join("theme/css/10-colour.css")])
            }
            22 => {
                let part = match self.random.below(3) {
                    0 => "<p>{{ no such thing }}</p>".into(),
                    1 => format!("<div class=\"{word}\">{{{{ slot.body | safe }}}}</div>\n"),
                    _ => format!("<!-- {word} -->{{{{ slot.body | safe }}}}\n"),
                };
                self.write("../theme/templates/parts/note.html", &part);
                ("a template of the theme", vec![self.folder.path().join("theme/templates/parts/note.html")])
            }
            _ => {
                let theme = self.folder.path().join("theme");
                let name =
                    *self.random.pick(&["templates/parts/note.html", "css/10-colour.css", "words/en.yaml"]);
                if theme.join(name).is_file() {
                    self.remove(&theme.join(name));
                } else {
                    self.write(&format!("../theme/{name}"), &format!("home: {word}\n"));
                }
                ("a file of the theme", vec![theme.join(name)])
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The files of a build that remembers nothing, and whether errors keep it from being shown.
struct Clean {
    files: Rendered,
    paths: Vec<String>,
    problems: Problems,
}

impl Clean {
    fn of(place: &Place, edition: Edition) -> Clean {
        let read = pipeline::read(place, &mut Memory::default());
        let problems = problems(&read.diagnostics, &read.value);
        let files = pipeline::artefacts(&read.value, edition, true);
        let paths = files.paths().map(|path| path.as_str().to_owned()).collect();
        Clean { files: Rendered::new(files, &Arc::default()), paths, problems }
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
    let mut builder = Builder::new(course.place(), edition);
    builder.build(&[]);
    let mut clean = Clean::of(&course.place(), edition);
    assert!(!clean.problems.has_errors(), "{:?}", clean.problems);
    let (mut good, mut known) = (clean, BTreeSet::new());
    let (mut looked, mut stale) = (0, 0);
    for round in 1..=count {
        let (what, paths) = course.edit();
        let what = format!("edit {round}, {what}, {edition:?}, seed {seed}");
        let shown = builder.build(&paths);
        clean = Clean::of(&course.place(), edition);
        assert_eq!(shown.problems, clean.problems, "{what}");
        assert_eq!(shown.stale, clean.problems.has_errors(), "{what}");
        if shown.stale {
            stale += 1;
            // The last good pages, whole; files on disk are read when they are asked for.
            let pages: Vec<&String> = good.paths.iter().filter(|path| path.ends_with(".html")).collect();
            for _ in 0..5 {
                is_same(
                    &*shown.pages,
                    &good,
                    course.random.pick::<&String>(&pages),
                    &format!("{what} (stale)"),
                );
            }
            // Somebody mends it before long.
            if course.random.one_in(3) {
                let was = builder.place.content.clone();
                mend(&mut course, &was);
                let shown = builder.build(&[]);
                let mended = Clean::of(&course.place(), edition);
                assert_eq!(shown.problems, mended.problems, "{what}, mended");
                assert!(!mended.problems.has_errors(), "{what}: {:?}", mended.problems);
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

/// Puts the course back to where it began.
fn mend(course: &mut Course, content: &Path) {
    let fresh = Course::new(0);
    fs::remove_dir_all(content).unwrap();
    fs::remove_dir_all(content.with_file_name("theme")).unwrap();
    copy(fresh.folder.path(), course.folder.path());
    course.gone.clear();
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
