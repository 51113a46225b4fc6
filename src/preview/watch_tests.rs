//! The loop with a made-up source of events on a real folder.
#![expect(clippy::disallowed_methods, reason = "the tests save files")]

use super::*;
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
        let ground = Ground::new(std::slice::from_ref(&root), &[root.join("output")]);
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
            run(&ground, &inside, &mut || pace, &mut build);
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

#[test]
fn a_storm_leads_to_few_builds() {
    let course = Course::new(NEVER, |_, _, _| {});
    let start = Instant::now();
    for number in 0..10_000 {
        course.saved(&format!("{number}.md"));
        if number % 10 == 0 {
            thread::sleep(Duration::from_micros(900));
        }
    }
    let storm = start.elapsed();
    let mut builds = 0;
    while course.builds.recv_timeout(Duration::from_millis(700)).is_ok() {
        builds += 1;
    }
    assert!(builds <= 4 + storm.as_millis() / 500, "{builds} builds in {storm:?}");
}

#[test]
fn paths_come_back_as_they_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("course/theme")).unwrap();
    let given = root.join("course/../course");
    let ground = Ground::new(&[given.clone(), root.join("course/theme")], &[]);
    assert_eq!(ground.roots().collect::<Vec<_>>(), [root.join("course")]);
    assert_eq!(ground.as_given(&root.join("course/a.md")), given.join("a.md"));
    assert_eq!(ground.as_given(&root.join("course")), given);
    assert_eq!(ground.as_given(&root.join("course/theme/x.css")), root.join("course/theme/x.css"));
}
