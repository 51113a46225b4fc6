//! The loop with a made-up source of events on a real folder, in real time and in made-up time.
#![expect(clippy::disallowed_methods, reason = "the tests save files")]

use super::super::Folders;
use super::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs;
use std::sync::{Arc, mpsc};
use std::thread;

const SOON: Duration = Duration::from_secs(10);
const NEVER: Pace = Pace(Duration::from_secs(3600));

/// A running loop; each build reports the names it was given.
struct Course {
    folder: tempfile::TempDir,
    mailbox: Arc<Mailbox>,
    builds: mpsc::Receiver<Vec<String>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Course {
    fn new(pace: Pace, mut during: impl FnMut(usize, &Mailbox, &Path) + Send + 'static) -> Course {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::write(root.join("a.md"), "a").unwrap();
        let ground = Ground::new(&Folders::new(vec![root.clone()]), &[root.join("output")]);
        let mailbox = Arc::new(Mailbox::default());
        let (send, builds) = mpsc::channel();
        let inside = Arc::clone(&mailbox);
        let thread = thread::spawn(move || {
            let mut count = 0;
            let mut build = |paths: &[&Path]| {
                let name = |path: &&Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                count += 1;
                during(count, &inside, &root);
                let _ = send.send(paths.iter().map(name).collect());
            };
            run(&ground, &*inside, &mut || pace, &mut build);
        });
        let course = Course { folder, mailbox, builds, thread: Some(thread) };
        assert_eq!(course.next(), [""; 0]);
        course
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    fn saved(&self, name: &str) {
        self.mailbox.post(Hint::Saved(self.path(name)));
    }

    fn perhaps(&self, name: &str) {
        self.mailbox.post(Hint::Perhaps(self.path(name)));
    }

    fn next(&self) -> Vec<String> {
        self.builds.recv_timeout(SOON).expect("a build")
    }

    fn quiet(&self, time: u64) {
        let more = self.builds.recv_timeout(Duration::from_millis(time));
        assert_eq!(more, Err(mpsc::RecvTimeoutError::Timeout));
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        self.mailbox.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[test]
fn a_save_is_built_by_name_even_when_the_clock_did_not_move() {
    let course = Course::new(NEVER, |_, _, _| {});
    course.saved("a.md");
    assert_eq!(course.next(), ["a.md"]);
    course.quiet(400);
}

#[test]
fn a_save_during_a_build_is_built_next() {
    let course = Course::new(NEVER, |count, mailbox, root| {
        if count == 2 {
            mailbox.post(Hint::Saved(root.join("b.md")));
            mailbox.post(Hint::Saved(root.join("c.md")));
        }
    });
    course.saved("a.md");
    assert_eq!(course.next(), ["a.md"]);
    assert_eq!(course.next(), ["b.md", "c.md"]);
    course.quiet(200);
}

#[test]
fn a_change_during_a_build_is_found_without_events() {
    let pace = Pace(Duration::from_millis(50));
    let course = Course::new(pace, |count, _, root| {
        if count == 2 {
            fs::write(root.join("late.md"), "late").unwrap();
        }
    });
    course.saved("a.md");
    assert_eq!(course.next(), ["a.md"]);
    assert_eq!(course.next(), [""; 0]);
    course.quiet(300);
}

#[test]
fn lost_events_lead_to_a_build_of_everything() {
    let course = Course::new(NEVER, |_, _, _| {});
    course.saved("a.md");
    course.mailbox.post(Hint::Everything);
    let first = course.next();
    assert!(first.is_empty() || course.next().is_empty());
}

#[test]
fn idle_means_no_builds_and_looking_finds_what_nobody_told() {
    let course = Course::new(Pace(Duration::from_millis(20)), |_, _, _| {});
    course.quiet(500);
    fs::write(course.path("b.md"), "b").unwrap();
    assert_eq!(course.next(), [""; 0]);
    fs::remove_file(course.path("b.md")).unwrap();
    assert_eq!(course.next(), [""; 0]);
    fs::create_dir(course.path("output")).unwrap();
    fs::write(course.path("output/index.html"), "x").unwrap();
    fs::write(course.path("a.md~"), "x").unwrap();
    course.quiet(300);
}

#[test]
fn what_changed_nothing_is_not_built() {
    let course = Course::new(NEVER, |_, _, _| {});
    course.perhaps("a.md");
    course.perhaps("never-was.md");
    course.quiet(200);
    fs::remove_file(course.path("a.md")).unwrap();
    course.perhaps("a.md");
    assert_eq!(course.next(), ["a.md"]);
}

#[test]
fn a_removal_waits_for_the_file_to_come_back() {
    let course = Course::new(NEVER, |_, _, _| {});
    fs::remove_file(course.path("a.md")).unwrap();
    course.perhaps("a.md");
    thread::sleep(Duration::from_millis(10));
    fs::write(course.path("a.md"), "new").unwrap();
    course.saved("a.md");
    assert_eq!(course.next(), ["a.md"]);
    course.quiet(200);
}

#[test]
fn a_folder_that_comes_or_goes_means_everything() {
    let course = Course::new(NEVER, |_, _, _| {});
    fs::create_dir(course.path("m")).unwrap();
    fs::write(course.path("m/x.md"), "x").unwrap();
    course.perhaps("m");
    assert_eq!(course.next(), [""; 0]);
    fs::remove_dir_all(course.path("m")).unwrap();
    course.perhaps("m");
    assert_eq!(course.next(), [""; 0]);
    course.perhaps("m");
    course.quiet(200);
}

/// What happens at a moment of a played day, in milliseconds from its beginning.
enum Event {
    Saved(String),
    Perhaps(String),
    Do(Box<dyn Fn(&Path)>),
    Close,
}

/// A mailbox in whose time nothing passes but waiting and building: the same on a busy machine as on a quiet one.
struct Played {
    root: PathBuf,
    now: Cell<Instant>,
    letters: Mutex<Letters>,
    due: RefCell<VecDeque<(Instant, Event)>>,
}

impl Played {
    fn pass(&self, until: Instant) {
        while let Some((at, event)) = self.pop(until) {
            self.now.set(self.now.get().max(at));
            match event {
                Event::Saved(name) => self.open().put(Hint::Saved(self.root.join(name))),
                Event::Perhaps(name) => self.open().put(Hint::Perhaps(self.root.join(name))),
                Event::Do(work) => work(&self.root),
                Event::Close => self.open().closed = true,
            }
        }
    }

    fn pop(&self, until: Instant) -> Option<(Instant, Event)> {
        let mut due = self.due.borrow_mut();
        due.pop_front_if(|(at, _)| *at <= until)
    }
}

impl Post for Played {
    fn now(&self) -> Instant {
        self.now.get()
    }

    fn open(&self) -> MutexGuard<'_, Letters> {
        self.letters.lock().unwrap()
    }

    fn wait_while(&self, until: Instant, idle: &mut dyn FnMut(&Letters) -> bool) {
        self.pass(self.now());
        while idle(&self.open()) {
            let next = self.due.borrow().front().map(|(at, _)| *at).filter(|at| *at <= until);
            let Some(next) = next else {
                self.now.set(self.now.get().max(until));
                return;
            };
            self.pass(next);
        }
    }
}

/// Plays a day with builds that take this long; when they began, in milliseconds, and what a.md held then.
fn play(pace: Pace, length: u64, events: Vec<(u64, Event)>) -> Vec<(u64, String)> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("a.md"), "a").unwrap();
    let ground = Ground::new(&Folders::new(vec![root.clone()]), &[]);
    let begin = Instant::now();
    let after = |milliseconds| begin + Duration::from_millis(milliseconds);
    let day = Played {
        root: root.clone(),
        now: Cell::new(begin),
        letters: Mutex::default(),
        due: RefCell::new(events.into_iter().map(|(at, event)| (after(at), event)).collect()),
    };
    let mut builds = Vec::new();
    let mut build = |_: &[&Path]| {
        let at = u64::try_from((day.now() - begin).as_millis()).unwrap();
        builds.push((at, fs::read_to_string(root.join("a.md")).unwrap()));
        let end = day.now() + Duration::from_millis(length);
        day.pass(end);
        day.now.set(end);
    };
    run(&ground, &day, &mut || pace, &mut build);
    builds
}

#[test]
fn a_storm_leads_to_few_builds() {
    for length in [1, 20, 200] {
        // Ten thousand saves in a second.
        let mut events: Vec<_> =
            (0..10_000).map(|n| (1_000 + n / 10, Event::Saved(format!("{n}.md")))).collect();
        events.push((5_000, Event::Close));
        let builds: Vec<u64> = play(NEVER, length, events).into_iter().map(|(at, _)| at).collect();
        assert_eq!(builds[..2], [0, 1_000], "the first at once");
        assert!(builds.len() <= 6, "builds of {length} ms at {builds:?}");
        assert!(builds.last().unwrap() + length >= 2_000, "the last one sees everything: {builds:?}");
    }
}

#[test]
fn a_watcher_that_tells_nothing_is_made_good_within_five_seconds() {
    for at in [700, 1_500, 2_900, 3_100, 7_777] {
        let write = Event::Do(Box::new(|root| fs::write(root.join("a.md"), "b").unwrap()));
        let builds = play(Pace::SAFETY, 10, vec![(at, write), (20_000, Event::Close)]);
        let [(0, _), (seen, text)] = &builds[..] else { panic!("{builds:?}") };
        assert!(text == "b" && (at..at + 5_000).contains(seen), "written at {at}, built at {seen}");
    }
}

#[test]
fn looking_sees_the_same_length_with_the_old_time() {
    let copy = Event::Do(Box::new(|root| {
        let page = root.join("a.md");
        let time = fs::metadata(&page).unwrap().modified().unwrap();
        fs::write(&page, "b").unwrap();
        fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    }));
    let builds = play(Pace::SAFETY, 10, vec![(1_000, copy), (20_000, Event::Close)]);
    assert_eq!(builds.last().unwrap().1, "b");
}

#[test]
fn events_without_end_that_mean_nothing_do_not_keep_looking_away() {
    let mut events: Vec<_> = (0..2_000).map(|n| (10 * n, Event::Perhaps("gone.md".into()))).collect();
    let write = Event::Do(Box::new(|root| fs::write(root.join("a.md"), "b").unwrap()));
    events.insert(1_001, (10_000, write));
    events.push((20_000, Event::Close));
    let builds = play(Pace::SAFETY, 10, events);
    let [(0, _), (seen, text)] = &builds[..] else { panic!("{builds:?}") };
    assert!(text == "b" && (10_000..15_000).contains(seen), "built at {seen}");
}

#[test]
fn paths_come_back_as_they_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("course/theme")).unwrap();
    let given = root.join("course/../course");
    let ground = Ground::new(&Folders::new(vec![given.clone(), root.join("course/theme")]), &[]);
    assert_eq!(ground.roots().collect::<Vec<_>>(), [root.join("course")]);
    assert_eq!(ground.as_given(&root.join("course/a.md")), given.join("a.md"));
    assert_eq!(ground.as_given(&root.join("course")), given);
    assert_eq!(ground.as_given(&root.join("course/theme/x.css")), root.join("course/theme/x.css"));
}
