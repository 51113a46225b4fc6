//! A system call that fails, whichever it is: the old site or the new one is whole, and the next build heals the rest.
//!
//! `strace` lets the n-th call of a kind fail. A run without faults tells how many calls of each kind there are; then
//! each of them fails once, with one of the errors that it may give. Calls are counted in each thread by itself, so that now
//! and then two of them fail in one run. `scripts/test` tries a sample, `BEDSIDE_FULL=1` all of them.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::binary::{self, Run};
use support::random::Random;
use support::{Files, course, is_full, write_folder};

/// Calls that write, and the errors of a disk that is full, broken, closed to the user, or beyond a quota.
const WRITING: &[&str] = &[
    "openat",
    "write",
    "writev",
    "pwrite64",
    "close",
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "ftruncate",
    "fsync",
    "fdatasync",
    "chmod",
    "fchmod",
    "copy_file_range",
    "sendfile",
    "flock",
    "fcntl",
    "utimensat",
];
const OF_WRITING: &[&str] = &["ENOSPC", "EIO", "EACCES", "EDQUOT"];

/// Calls that only look and read.
const READING: &[&str] =
    &["read", "pread64", "lseek", "statx", "newfstatat", "getdents64", "readlink", "access", "getcwd"];
const OF_READING: &[&str] = &["EIO", "EACCES"];

/// What is done while calls fail.
struct Scene {
    name: &'static str,
    arguments: &'static [&'static str],
    /// Changes the course after the first build.
    change: fn(&mut Files),
    /// Whether there is something from before.
    again: bool,
}

const BUILD: &[&str] = &["build", "--output", "site", "--today", "2027-03-01"];
const BOOK: &[&str] = &["package", "epub", "--output", "book.epub", "--today", "2027-03-01"];
const NOTED: &[&str] =
    &["package", "site-zip", "--output", "course.zip", "--today", "2027-03-01", "--to", "Ward 4"];

const SCENES: &[Scene] = &[
    Scene { name: "a first build", arguments: BUILD, change: |_| {}, again: false },
    Scene { name: "a build of many changes", arguments: BUILD, change: many, again: true },
    Scene { name: "a build of one changed file", arguments: BUILD, change: one, again: true },
    Scene { name: "a book over the last one", arguments: BOOK, change: many, again: true },
    Scene { name: "a package that is noted", arguments: NOTED, change: many, again: true },
    Scene { name: "a list of prompts", arguments: &["lock"], change: many, again: true },
];

fn many(files: &mut Files) {
    let page = b"# A page of prompts\n\n:::reflect[How it was]{#how}\nThink of a day.\n:::\n\nOther words.\n";
    files.insert("strand/module/page.md".into(), page.to_vec());
    files.insert("strand/index.md".into(), b"# Strand\n\nOther words.\n".to_vec());
    files.insert("strand/module/new.md".into(), b"# New\n\nWords.\n".to_vec());
    files.remove("strand/module/gone.md");
}

fn one(files: &mut Files) {
    files.insert("strand/module/slides.pdf".into(), b"%PDF-1.4 other slides, and longer ones".to_vec());
}

fn files() -> Files {
    let mut files = course();
    let page = b"# Page\n\n:::reflect[What it was]{#what}\nThink of it.\n:::\n\n[Slides](slides.pdf)\n";
    files.insert("strand/module/page.md".into(), page.to_vec());
    files.insert("strand/module/gone.md".into(), b"# Gone\n\nWords.\n".to_vec());
    files.insert("strand/module/other.md".into(), b"# Other\n\nWords.\n".to_vec());
    files.insert("strand/module/slides.pdf".into(), b"%PDF-1.4 slides".to_vec());
    files
}

/// What the author has in the site beside what was built: never lost, wherever it lies.
const MINE: [(&str, &str); 3] = [
    ("site/CNAME", "example.org"),
    ("site/drafts/deep/one.txt", "a draft"),
    ("site/strand/module/other.html", "edited"),
];

/// A scene made ready once, to be copied for each fault, and what it must come to.
struct Stage {
    scene: &'static Scene,
    ready: tempfile::TempDir,
    old: Works,
    new: Works,
}

/// What a program leaves that somebody reads: pages, packages, and the course's own files.
type Works = BTreeMap<String, Vec<u8>>;

fn works(root: &Path) -> Works {
    let mut files = binary::tree(root);
    files.retain(|path, bytes| {
        let is_mine = MINE.iter().any(|(_, text)| text.as_bytes() == bytes);
        !is_mine && !path.split('/').any(|part| part.starts_with('.'))
    });
    files
}

fn program(root: &Path, arguments: &[&str]) -> Run {
    binary::of(quiet(binary::command(root, arguments)))
}

fn quiet(mut command: Command) -> Command {
    // Where cargo has the loader look for libraries: calls that are none of the program's.
    command.env("RAYON_NUM_THREADS", "1").env_remove("LD_LIBRARY_PATH");
    command
}

fn copied(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to.path()).status().unwrap();
    assert!(copied.success());
    to
}

impl Stage {
    fn of(scene: &'static Scene) -> Stage {
        let ready = tempfile::tempdir().unwrap();
        let mut files = files();
        write_folder(&ready.path().join("content"), &files);
        if scene.again {
            let made = program(ready.path(), scene.arguments);
            assert_eq!(made.code, 0, "{made:?}");
            if scene.arguments == BUILD {
                std::thread::sleep(std::time::Duration::from_millis(20));
                for (path, text) in MINE {
                    fs::create_dir_all(ready.path().join(path).parent().unwrap()).unwrap();
                    fs::write(ready.path().join(path), text).unwrap();
                }
            }
            if scene.name.contains("one changed file") {
                // Such a build looks at nothing else.
                for (path, _) in MINE {
                    fs::remove_file(ready.path().join(path)).unwrap();
                }
                fs::remove_dir_all(ready.path().join("site/drafts")).unwrap();
                assert_eq!(program(ready.path(), BUILD).code, 0);
            }
            let gone = "strand/module/gone.md";
            (scene.change)(&mut files);
            if !files.contains_key(gone) {
                fs::remove_file(ready.path().join("content").join(gone)).unwrap();
            }
            write_folder(&ready.path().join("content"), &files);
        }
        let old = works(ready.path());
        let done = copied(ready.path());
        let made = program(done.path(), scene.arguments);
        assert_eq!(made.code, 0, "{made:?}");
        assert!(!scene.name.contains("one changed file") || made.out.contains(": 1 written"), "{made:?}");
        let new = works(done.path());
        assert_ne!(old, new);
        Stage { scene, ready, old, new }
    }

    /// How often each call is made, in the thread that makes it most often.
    fn calls(&self) -> BTreeMap<String, usize> {
        let place = copied(self.ready.path());
        let log = place.path().join("log");
        let mut command = traced(place.path(), &log, &[], self.scene.arguments);
        assert!(
            command.status().unwrap().success(),
            "strace does not run here: `scripts/setup-tests` installs it"
        );
        let mut counts = BTreeMap::<(String, String), usize>::new();
        for line in fs::read_to_string(&log).unwrap().lines() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
            *counts.entry((call.to_owned(), thread.to_owned())).or_default() += 1;
        }
        let mut most = BTreeMap::new();
        for ((call, _), count) in counts {
            let known: &mut usize = most.entry(call).or_default();
            *known = count.max(*known);
        }
        most
    }

    /// Lets one call fail. Gives how many did, the exit code, and what is wrong.
    fn fail(&self, call: &str, error: &str, at: usize) -> (usize, i32, Option<String>) {
        let place = copied(self.ready.path());
        let log = tempfile::NamedTempFile::new().unwrap();
        let fault = format!("inject={call}:error={error}:when={at}");
        let said = binary::of(traced(place.path(), log.path(), &["-e", &fault], self.scene.arguments));
        let traced = fs::read_to_string(log.path()).unwrap();
        let failed = traced.matches("(INJECTED)").count();
        if failed == 0 || said.code == 127 {
            return (0, 0, None); // The n-th call is not made, or the fault was that of loading the program.
        }
        let mut said = said;
        if traced.lines().any(|line| line.contains(" write(2,") && line.contains("(INJECTED)")) {
            said.err = "The words could not be written.".into();
        }
        let wrong = self.verdict(place.path(), &said);
        let wrong = wrong.map(|wrong| {
            let lines: Vec<&str> = traced.lines().filter(|line| line.contains("(INJECTED)")).collect();
            format!("{}: {fault}: {wrong}\n{said:?}\n{}", self.scene.name, lines.join("\n"))
        });
        (failed, said.code, wrong)
    }

    fn verdict(&self, root: &Path, said: &Run) -> Option<String> {
        if !(0..=2).contains(&said.code) {
            return Some("it ended as no program should".into());
        }
        if said.code != 0 && said.err.trim().is_empty() {
            return Some("it failed without a word".into());
        }
        let found = works(root);
        let is_new = found == self.new;
        if !is_new && (said.code == 0 || !self.is_old(&found)) {
            let other = |of: &Works| {
                found.iter().find(|(path, bytes)| of.get(*path) != Some(bytes)).map(|(path, _)| path.clone())
            };
            let of = if said.code == 0 { &self.new } else { &self.old };
            let missing: Vec<&String> = of.keys().filter(|path| !found.contains_key(*path)).collect();
            return Some(format!("neither old nor new: {:?}, missing {missing:?}", other(of)));
        }
        self.lost(root).map(|mine| format!("{mine} is lost")).or_else(|| {
            let next = program(root, self.scene.arguments);
            match () {
                () if next.code != 0 => Some(format!("the next run fails: {next:?}")),
                () if !self.is_as_new(&works(root)) => {
                    Some(format!("the next run does not heal it: {next:?}"))
                }
                () => self
                    .lost(root)
                    .map(|mine| format!("{mine} is lost by the next run"))
                    .or_else(|| self.left(root)),
            }
        })
    }

    /// A package may be there before the list of packages knows of it; it is told then.
    fn is_old(&self, found: &Works) -> bool {
        let is_half = self.scene.arguments == NOTED
            && found.keys().eq(self.old.keys())
            && found.iter().all(|(path, bytes)| {
                [&self.old, &self.new].iter().any(|works| works.get(path) == Some(bytes))
            });
        *found == self.old || is_half
    }

    fn is_as_new(&self, found: &Works) -> bool {
        let list = "content/releases.yaml";
        let without = |works: &Works| -> Works {
            works
                .iter()
                .filter(|(path, _)| *path != list)
                .map(|(path, bytes)| (path.clone(), bytes.clone()))
                .collect()
        };
        match self.scene.arguments == NOTED {
            // What was noted and is made once more is noted once more.
            true => without(found) == without(&self.new) && found[list].starts_with(&self.new[list][..20]),
            false => *found == self.new,
        }
    }

    fn lost(&self, root: &Path) -> Option<&'static str> {
        let has_mine = self.ready.path().join(MINE[0].0).exists();
        let there: Vec<Vec<u8>> = binary::tree(root).into_values().collect();
        let is_there = |text: &str| there.iter().any(|bytes| bytes == text.as_bytes());
        MINE.iter().find(|(_, text)| has_mine && !is_there(text)).map(|(path, _)| *path)
    }

    /// Something of ours that lies where nobody looks for it. A list of prompts that is as it should be is not locked
    /// again: what is left of an earlier lock stops nobody.
    fn left(&self, root: &Path) -> Option<String> {
        let names = |folder: PathBuf| -> Vec<String> {
            let entries = fs::read_dir(folder).into_iter().flatten();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        let may_stay = if self.scene.arguments == ["lock"] { ".prompts.lock.bedside-lock" } else { "" };
        let beside = names(root.into()).into_iter().chain(names(root.join("content")));
        let beside =
            beside.filter(|name| name.contains(".bedside-") && name != ".bedside-cache" && name != may_stay);
        let cached = names(root.join(".bedside-cache")).into_iter().filter(|name| {
            name.rsplit_once('.').is_some_and(|(_, ending)| ending.bytes().all(|b| b.is_ascii_digit()))
        });
        beside.chain(cached).next().map(|name| format!("{name} is left"))
    }
}

fn traced(root: &Path, log: &Path, faults: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new("strace");
    let calls = [WRITING, READING].concat().join(",");
    command
        .args(["-f", "-qq", "-a0", "-s0", "-e", "signal=none", "-e"])
        .arg(format!("trace={calls}"))
        .args(faults);
    command.arg("-o").arg(log).arg(env!("CARGO_BIN_EXE_bedside")).args(arguments);
    command.current_dir(root).env("NO_COLOR", "1").stdin(std::process::Stdio::null());
    quiet(command)
}

#[test]
fn whichever_call_fails_the_old_site_or_the_new_one_is_whole() {
    let stages: Vec<Stage> = SCENES.iter().map(Stage::of).collect();
    let mut points = Vec::new();
    for stage in &stages {
        for (call, count) in stage.calls() {
            let errors = if READING.contains(&call.as_str()) { OF_READING } else { OF_WRITING };
            for at in 1..=count + 1 {
                points.push((stage, call.clone(), errors[(at + call.len()) % errors.len()], at));
            }
        }
    }
    let all = points.len();
    if !is_full() {
        let mut random = Random::new(9);
        points.retain(|_| random.below(all as u64) < 60);
    }
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((stage, call, error, at)) = points.get(next.fetch_add(1, Ordering::Relaxed)) {
                    results.lock().unwrap().push((stage.scene.name, stage.fail(call, error, *at)));
                }
            });
        }
    });
    let results = results.into_inner().unwrap();
    let wrong: Vec<&String> = results.iter().filter_map(|(_, (_, _, wrong))| wrong.as_ref()).collect();
    let mut ends = BTreeMap::<(&str, i32), usize>::new();
    for (scene, (_, code, _)) in results.iter().filter(|(_, (failed, ..))| *failed > 0) {
        *ends.entry((scene, *code)).or_default() += 1;
    }
    let faults: usize = results.iter().map(|(_, (failed, ..))| failed).sum();
    eprintln!(
        "{} runs of {all}, {faults} calls failed; runs by what was done and exit code: {ends:?}",
        results.len()
    );
    eprintln!("damaged, unhealed or untold: {}", wrong.len());
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.iter().take(12).map(|w| w.as_str()).collect::<Vec<_>>().join("\n\n")
    );
    assert!(ends.keys().any(|(_, code)| *code == 2) && ends.values().sum::<usize>() > 25);
}
