//! A desk with a course, an output folder and something precious outside: what the tests of this room share.
#![expect(clippy::disallowed_methods, reason = "publish is one of the rooms where I/O lives")]

mod build;
mod interrupted;
mod kept;
#[cfg(unix)]
mod links;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::lock::Lock;
use super::manifest::MANIFEST;
use super::*;

/// A site as a test writes it: paths and texts.
type Site<'a> = &'a [(&'a str, &'a str)];

const SITE: Site<'_> = &[
    ("a.html", "a"),
    ("b.html", "b"),
    ("m/n/deep.html", "deep"),
    ("m/one.html", "one"),
    ("m/two.html", "two"),
];

struct Desk {
    root: TempDir,
    force: bool,
}

impl Desk {
    fn new() -> Self {
        let desk = Desk { root: tempfile::tempdir().unwrap(), force: false };
        fs::create_dir_all(desk.path("work/content")).unwrap();
        desk.put("work/content/index.md", "# Words");
        desk.put("outside/precious.html", "precious");
        desk
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(below)
    }

    fn put(&self, below: &str, text: &str) {
        fs::create_dir_all(self.path(below).parent().unwrap()).unwrap();
        fs::write(self.path(below), text).unwrap();
    }

    fn text(&self, below: &str) -> String {
        fs::read_to_string(self.path("work/output").join(below)).unwrap()
    }

    fn guard(&self) -> Guard {
        Guard {
            sources: vec!["content".into()],
            home: Some(self.path("")),
            working: self.path("work"),
            force: self.force,
        }
    }

    fn publish_to(&self, dir: &str, site: Site<'_>) -> Result<Published, PublishError<String>> {
        let files: Vec<OutPath> = site.iter().map(|(path, _)| OutPath::new(path).unwrap()).collect();
        publish(Path::new(dir), &files, &self.guard(), |index, buffer| {
            assert!(buffer.is_empty());
            if site[index].1 == "fail" {
                return Err(format!("{} failed", site[index].0));
            }
            buffer.extend_from_slice(site[index].1.as_bytes());
            Ok(())
        })
    }

    /// Publishes, and checks that the output has these files, what was kept, and nothing else.
    fn publish(&self, site: Site<'_>) -> Published {
        let published = self.publish_to("output", site).unwrap();
        let mut expected: Vec<String> = site.iter().map(|(path, _)| path.to_string()).collect();
        expected.extend(published.kept.iter().map(|(path, _)| path.clone()));
        expected.push(MANIFEST.to_string());
        expected.sort();
        let seen = files_below(&self.path("work/output"));
        assert!(expected.iter().all(|path| seen.contains(path)), "{expected:?} in {seen:?}");
        for (path, text) in site {
            assert_eq!(self.text(path), *text);
        }
        assert_eq!(published.written.len() + published.unchanged, site.len());
        self.nothing_beside();
        published
    }

    fn nothing_beside(&self) {
        let left: Vec<String> =
            files_below(&self.path("work")).into_iter().filter(|path| path.contains(".bedside-")).collect();
        assert!(left.iter().all(|path| path.ends_with(MANIFEST)), "{left:?}");
        assert!(!self.path("work/.output.bedside-staging").exists());
    }

    fn refused(&self, dir: &str) -> String {
        let before = self.everything();
        let error = self.publish_to(dir, SITE).unwrap_err();
        assert_eq!(before, self.everything(), "a refusal changed something");
        let PublishError::Refused(sentence) = error else { panic!("{dir}: {error}") };
        sentence
    }

    /// Every file with its bytes, inode and time.
    fn everything(&self) -> BTreeMap<String, String> {
        let root = self.path("");
        files_below(&root)
            .into_iter()
            .map(|path| {
                let about = fs::symlink_metadata(root.join(&path)).unwrap();
                let bytes = if about.is_file() { fs::read(root.join(&path)).unwrap() } else { Vec::new() };
                let stamp = format!("{:?} {:?} {}", bytes, about.modified().unwrap(), inode(&about));
                (path, stamp)
            })
            .collect()
    }

    /// Lets the clock of the disk tick, so that what comes next is younger.
    fn tick(&self) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[cfg(unix)]
fn inode(about: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// Files, links and empty folders, by relative path, sorted. Links are not followed.
fn files_below(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let mut empty = true;
        for entry in fs::read_dir(&folder).unwrap() {
            empty = false;
            let entry = entry.unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => found.push(entry.path()),
            }
        }
        if empty {
            found.push(folder);
        }
    }
    found.sort();
    found.iter().map(|path| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/")).collect()
}

fn names(paths: &[OutPath]) -> Vec<&str> {
    paths.iter().map(OutPath::as_str).collect()
}
