//! Real files, the system's own events and the real loop: every way in which editors save, and what else happens
//! to a folder in a day.
#![expect(clippy::disallowed_methods, reason = "the tests save files as editors do")]

mod styles;

use std::collections::BTreeMap;
use std::fs::{self, FileTimes, OpenOptions};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use super::*;
use styles::STYLES;

fn is_full() -> bool {
    std::env::var_os("BEDSIDE_FULL").is_some_and(|value| value == "1")
}

fn many(sample: usize, whole: usize) -> usize {
    if is_full() { whole } else { sample }
}

fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// What one build read: the pages at the top, and how many files there were in all.
#[derive(Debug)]
struct Build {
    pages: BTreeMap<String, String>,
    files: usize,
}

/// A watched folder and the builds that it led to.
struct Desk {
    top: tempfile::TempDir,
    folder: PathBuf,
    folders: Folders,
    builds: Receiver<Build>,
}

struct NoPages;

impl Pages for NoPages {
    fn get(&self, _path: &str) -> Option<Arc<[u8]>> {
        None
    }
}

impl Desk {
    fn new() -> Desk {
        Desk::with(|_| {}, || {})
    }

    /// `prepare` may make the folder itself; `slow` is done in each build after everything was read.
    fn with(prepare: impl FnOnce(&Path), mut slow: impl FnMut() + Send + 'static) -> Desk {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("content");
        prepare(top.path());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.md"), text(0)).unwrap();
        let folders = Folders::new(vec![folder.clone()]);
        let options =
            Options { watch: folders.clone(), ignore: vec![folder.join("output")], ..Options::default() };
        let (send, builds) = channel();
        let (read, given) = (folder.clone(), folders.clone());
        let mut id = 0;
        let build = move |_: &[PathBuf]| {
            let built = look(&read);
            if built.pages.get("a.md").is_some_and(|page| page.contains("theme")) {
                given.set(vec![read.clone(), read.with_file_name("theme")]);
            }
            let _ = send.send(built);
            slow();
            id += 1;
            let problems = Problems::default();
            Snapshot { id, pages: Arc::new(NoPages), problems, stale: false, changed_page: None }
        };
        // It goes on after the test, at rest: the folder is gone then.
        std::thread::spawn(move || watch_and_build(&options, |_| {}, board::Board::new(false), build));
        let desk = Desk { top, folder, folders, builds };
        desk.wait_for("the first build", Duration::from_secs(10), |build| build.pages.contains_key("a.md"));
        desk.is_idle(milliseconds(700));
        desk
    }

    /// Waits for a build that is right; how long that took, and how many builds.
    fn wait_for(&self, what: &str, patience: Duration, right: impl Fn(&Build) -> bool) -> (Duration, usize) {
        let start = Instant::now();
        let mut count = 0;
        loop {
            match self.builds.recv_timeout(patience.saturating_sub(start.elapsed())) {
                Ok(build) => {
                    count += 1;
                    if right(&build) {
                        return (start.elapsed(), count);
                    }
                }
                Err(error) => panic!("{what}: not within {patience:?} and {count} builds: {error}"),
            }
        }
    }

    fn sees(&self, what: &str, name: &str, text: &str) -> (Duration, usize) {
        self.wait_for(what, Duration::from_secs(5), |build| {
            build.pages.get(name).is_some_and(|page| page == text)
        })
    }

    /// Nothing is built for a while.
    fn is_idle(&self, time: Duration) {
        let built = self.builds.recv_timeout(time);
        assert!(matches!(built, Err(RecvTimeoutError::Timeout)), "{built:?}");
    }

    /// Lets what is still to come be built, and counts it.
    fn rest(&self) -> usize {
        std::iter::from_fn(|| self.builds.recv_timeout(milliseconds(700)).ok()).count()
    }
}

fn look(folder: &Path) -> Build {
    let mut pages = BTreeMap::new();
    let mut files = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            } else {
                files += 1;
                if inner == folder && name.ends_with(".md") {
                    pages.insert(name, fs::read_to_string(entry.path()).unwrap_or_default());
                }
            }
        }
    }
    Build { pages, files }
}

/// Always of the same length, so that a size tells nothing.
fn text(number: usize) -> String {
    format!("# A page\n\nWords {number:08}.\n{}\n", "A line.\n".repeat(40))
}

#[test]
fn every_save_in_every_style_is_seen() {
    let desk = Desk::new();
    let page = desk.folder.join("a.md");
    let each = many(3, 500usize.div_ceil(STYLES.len()));
    let (mut number, mut took, mut builds) = (0, Vec::new(), 0);
    for (style, save) in STYLES {
        for _ in 0..each {
            number += 1;
            // Nobody saves so fast that it looks like a storm.
            sleep(milliseconds(70));
            save(&desk.folder, &page, &text(number));
            let (time, count) = desk.sees(style, "a.md", &text(number));
            took.push(time);
            builds += count;
        }
        builds += desk.rest();
    }
    took.sort();
    let middle = took[took.len() / 2];
    println!(
        "{number} saves in {} styles: all seen, the middle one after {middle:?}, {builds} builds",
        STYLES.len()
    );
    assert!(
        middle < milliseconds(50),
        "a save is seen at once, not by looking every few seconds: {middle:?}"
    );
    assert!(builds <= 3 * number, "{builds} builds for {number} saves");
}

#[test]
fn a_page_that_is_still_being_written_is_not_shown() {
    use std::io::Write as _;
    let desk = Desk::new();
    let page = desk.folder.join("a.md");
    for number in 1..=many(5, 50) {
        let (was, is) = (text(number - 1), text(number));
        let (one, two) = is.split_at(is.len() / 2);
        let start = Instant::now();
        fs::remove_file(&page).unwrap();
        let mut file = fs::File::create_new(&page).unwrap();
        file.write_all(one.as_bytes()).unwrap();
        sleep(milliseconds(5));
        file.write_all(two.as_bytes()).unwrap();
        drop(file);
        // On a machine that is too busy to write it within the time that the preview waits, half of it is shown.
        let slow = start.elapsed() >= milliseconds(40);
        let right = |build: &Build| {
            let shown = build.pages.get("a.md");
            assert!(slow || shown.is_none_or(|shown| *shown == was || *shown == is), "{shown:?}");
            shown == Some(&is)
        };
        desk.wait_for("the whole page", Duration::from_secs(5), right);
        sleep(milliseconds(70));
    }
    // A second name of a file is there at once: nobody writes to it, and nobody closes it.
    fs::hard_link(&page, desk.folder.join("b.md")).unwrap();
    desk.wait_for("the second name", Duration::from_secs(1), |build| build.pages.contains_key("b.md"));
}

#[test]
fn a_touch_does_no_harm_and_the_next_save_is_seen() {
    let desk = Desk::new();
    let page = desk.folder.join("a.md");
    for number in 1..many(4, 50) {
        let file = OpenOptions::new().write(true).open(&page).unwrap();
        file.set_times(FileTimes::new().set_modified(SystemTime::now())).unwrap();
        drop(file);
        fs::write(&page, text(number)).unwrap();
        desk.sees("a save after a touch", "a.md", &text(number));
    }
}

#[test]
fn nothing_is_built_while_nothing_is_saved() {
    let desk = Desk::new();
    fs::create_dir_all(desk.folder.join("m/n")).unwrap();
    fs::write(desk.folder.join("m/n/b.md"), "b").unwrap();
    fs::create_dir_all(desk.folder.join("output")).unwrap();
    desk.rest();
    let start = Instant::now();
    let time = Duration::from_secs(many(4, 60) as u64);
    while start.elapsed() < time {
        // Others read the course, the site is built beside it, an editor keeps its notes.
        fs::read(desk.folder.join("a.md")).unwrap();
        look(&desk.folder);
        fs::write(desk.folder.join("output/index.html"), "x").unwrap();
        fs::write(desk.folder.join(".a.md.swp"), "x").unwrap();
        fs::write(desk.top.path().join("beside.md"), "x").unwrap();
        desk.is_idle(milliseconds(250));
    }
}

#[test]
fn folders_that_go_and_come_back_are_watched_again() {
    let desk = Desk::new();
    let inner = desk.folder.join("m/n");
    for round in 1..=many(3, 100) {
        fs::create_dir_all(&inner).unwrap();
        for file in 0..5 {
            fs::write(inner.join(format!("{file}.md")), "x").unwrap();
        }
        // An edit right behind it, and one deep inside a moment later.
        fs::write(desk.folder.join("a.md"), text(round)).unwrap();
        desk.wait_for("the folder is there", Duration::from_secs(5), |build| {
            build.files == 6 && build.pages["a.md"] == text(round)
        });
        fs::write(inner.join("5.md"), "x").unwrap();
        desk.wait_for("a file in the new folder", Duration::from_secs(5), |build| build.files == 7);
        fs::rename(desk.folder.join("m"), desk.folder.join("other")).unwrap();
        fs::write(desk.folder.join("other/n/6.md"), "x").unwrap();
        desk.wait_for("a file in the renamed folder", Duration::from_secs(5), |build| build.files == 8);
        fs::remove_dir_all(desk.folder.join("other")).unwrap();
        desk.wait_for("the folder is gone", Duration::from_secs(5), |build| build.files == 1);
    }
}

#[test]
fn the_course_itself_may_go_and_come_back() {
    let desk = Desk::new();
    for round in 1..=many(2, 20) {
        fs::remove_dir_all(&desk.folder).unwrap();
        desk.wait_for("an empty course", Duration::from_secs(5), |build| build.files == 0);
        fs::create_dir(&desk.folder).unwrap();
        fs::write(desk.folder.join("a.md"), text(round)).unwrap();
        desk.sees("the course is back", "a.md", &text(round));
        desk.rest();
        fs::write(desk.folder.join("a.md"), text(1_000 + round)).unwrap();
        let (time, _) = desk.sees("an edit after that", "a.md", &text(1_000 + round));
        assert!(time < Duration::from_secs(1), "it is watched again, and not only looked at: {time:?}");
    }
}

#[test]
fn a_course_behind_a_link_is_watched_where_it_is_and_where_it_goes() {
    let link = |top: &Path, name: &str| {
        fs::create_dir_all(top.join(name)).unwrap();
        let new = top.join("new-link");
        std::os::unix::fs::symlink(name, &new).unwrap();
        fs::rename(new, top.join("content")).unwrap();
    };
    let desk = Desk::with(|top| link(top, "one"), || {});
    fs::write(desk.top.path().join("one/a.md"), text(1)).unwrap();
    let (time, _) = desk.sees("an edit where the link leads", "a.md", &text(1));
    assert!(time < Duration::from_secs(1), "{time:?}");
    desk.rest();
    link(desk.top.path(), "two");
    fs::write(desk.top.path().join("two/a.md"), text(2)).unwrap();
    desk.sees("the link leads elsewhere", "a.md", &text(2));
    desk.rest();
    fs::write(desk.top.path().join("two/a.md"), text(3)).unwrap();
    let (time, _) = desk.sees("an edit there", "a.md", &text(3));
    assert!(time < Duration::from_secs(1), "it is watched there, and not only looked at: {time:?}");
    // A link inside the course, to a folder and to nothing, does no harm.
    std::os::unix::fs::symlink("..", desk.folder.join("loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", desk.folder.join("dangling.md")).unwrap();
    fs::write(desk.folder.join("a.md"), text(4)).unwrap();
    desk.sees("an edit beside links", "a.md", &text(4));
}

#[test]
fn a_folder_that_a_build_asks_for_is_watched_from_then_on() {
    let desk = Desk::new();
    let theme = desk.top.path().join("theme");
    fs::create_dir(&theme).unwrap();
    fs::write(theme.join("style.css"), "a").unwrap();
    desk.is_idle(milliseconds(700));
    fs::write(desk.folder.join("a.md"), "with a theme").unwrap();
    desk.sees("the course names it", "a.md", "with a theme");
    desk.rest();
    fs::write(theme.join("style.css"), "b").unwrap();
    let (time, _) = desk.wait_for("an edit in it", Duration::from_secs(5), |_| true);
    assert!(time < Duration::from_secs(1), "{time:?}");
    desk.rest();
    desk.folders.set(vec![desk.folder.clone()]);
    fs::write(desk.folder.join("a.md"), text(1)).unwrap();
    desk.sees("the course names it no more", "a.md", &text(1));
    desk.rest();
    fs::write(theme.join("style.css"), "c").unwrap();
    desk.is_idle(milliseconds(700));
}

#[test]
fn a_flood_of_files_and_then_an_edit() {
    let desk = Desk::new();
    let many = many(5_000, 60_000);
    let inner = desk.folder.join("many");
    fs::create_dir(&inner).unwrap();
    for number in 0..many {
        fs::write(inner.join(format!("{number}.txt")), "x").unwrap();
    }
    fs::write(desk.folder.join("a.md"), text(1)).unwrap();
    let right = |build: &Build| build.files == many + 1 && build.pages["a.md"] == text(1);
    let (time, builds) = desk.wait_for("all of them and the edit", Duration::from_secs(3), right);
    println!("{many} files and an edit: right after {time:?} and {builds} builds");
    desk.rest();
    fs::remove_dir_all(inner).unwrap();
    fs::write(desk.folder.join("a.md"), text(2)).unwrap();
    let right = |build: &Build| build.files == 1 && build.pages["a.md"] == text(2);
    desk.wait_for("none of them and the edit", Duration::from_secs(3), right);
}

#[test]
fn saves_at_any_moment_of_a_build_are_not_lost() {
    let mut length = 0;
    let slow = move || {
        length = (length + 7) % 30;
        sleep(milliseconds(length));
    };
    let desk = Desk::with(|_| {}, slow);
    let page = desk.folder.join("a.md");
    let each = many(20, 100);
    for round in 1..=10 {
        for save in 0..each {
            fs::write(&page, text(each * round + save)).unwrap();
            sleep(Duration::from_micros((save as u64 * 7_919) % 20_000));
        }
        let last = text(each * round + each - 1);
        desk.sees("the last of many saves", "a.md", &last);
        // Nothing that is built afterwards shows less.
        while let Ok(build) = desk.builds.recv_timeout(milliseconds(400)) {
            assert_eq!(build.pages["a.md"], last);
        }
    }
}
