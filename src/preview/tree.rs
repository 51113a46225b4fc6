//! Turns watched folders into a fingerprint: path, size, times and inode of each file, and nothing read.
#![expect(clippy::disallowed_methods, reason = "the preview asks the disk what changed")]

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use super::Folders;

/// The folders that a preview watches, as they really are on disk, and what it never looks at.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// The folders as they were given, and where they may be given anew.
    given: Vec<PathBuf>,
    folders: Folders,
    /// Real path and the path that was given; the inner of nested folders first.
    roots: Vec<(PathBuf, PathBuf)>,
    ignored: Vec<PathBuf>,
}

/// The files of the ground. Two equal trees mean that nothing was saved in between.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tree(BTreeMap<PathBuf, Stat>);

/// What changed in a tree where events pointed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    Nothing,
    Files,
    /// A folder came or went, so that the named paths do not tell everything.
    Folder,
}

#[derive(Debug, PartialEq, Eq)]
struct Stat {
    size: u64,
    modified: Option<SystemTime>,
    /// When the file system was last told anything of the file. No program can set it back, as `cp -p` does the other.
    changed: (i64, i64),
    inode: u64,
}

impl Ground {
    pub(super) fn new(folders: &Folders, ignore: &[PathBuf]) -> Self {
        let given = folders.list();
        let mut roots: Vec<_> = given.iter().map(|given| (real(given), given.clone())).collect();
        roots.sort_by_key(|(real, _)| std::cmp::Reverse(real.components().count()));
        let ignored = ignore.iter().map(|path| real(path)).collect();
        Ground { given, folders: folders.clone(), roots, ignored }
    }

    /// The folders to watch, without those inside another.
    pub(super) fn roots(&self) -> impl Iterator<Item = &Path> {
        let inside =
            |path: &Path| self.roots.iter().any(|(other, _)| path != other && path.starts_with(other));
        self.roots.iter().map(|(real, _)| real.as_path()).filter(move |path| !inside(path))
    }

    /// A path as the caller would write it.
    pub(super) fn as_given(&self, path: &Path) -> PathBuf {
        let found = self.roots.iter().find_map(|(real, given)| Some((given, path.strip_prefix(real).ok()?)));
        match found {
            Some((given, rest)) if rest.as_os_str().is_empty() => given.clone(),
            Some((given, rest)) => given.join(rest),
            None => path.to_owned(),
        }
    }

    /// Whether other folders are to be watched by now: they were given anew, or a link leads elsewhere.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.folders.list() != self.given || self.roots.iter().any(|(known, given)| real(given) != *known)
    }

    /// Whether a path never matters: output, version control, the notes that editors leave beside a file.
    pub(super) fn ignores(&self, path: &Path) -> bool {
        let rest = self.roots.iter().find_map(|(real, _)| path.strip_prefix(real).ok());
        let passing = |part: Component<'_>| part.as_os_str().to_str().is_some_and(passing);
        self.ignored.iter().any(|ignored| path.starts_with(ignored))
            || rest.is_some_and(|rest| rest.components().any(passing))
    }

    /// Looks at everything. `None` when `stop` said that something more urgent has come.
    pub(super) fn scan(&self, stop: &dyn Fn() -> bool) -> Option<Tree> {
        let mut tree = Tree::default();
        let whole = self.roots().all(|root| self.add(&mut tree, root, stop));
        whole.then_some(tree)
    }

    /// Brings a tree up to date where events pointed.
    pub(super) fn refresh<'a>(
        &self,
        tree: &mut Tree,
        paths: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Change {
        let mut change = Change::Nothing;
        for path in paths {
            change = change.max(self.refresh_one(tree, path));
        }
        change
    }

    fn refresh_one(&self, tree: &mut Tree, path: &Path) -> Change {
        let seen = std::fs::symlink_metadata(path).ok();
        let folder = seen.as_ref().is_some_and(Metadata::is_dir);
        let inside: Vec<PathBuf> = tree.below(path).map(Path::to_owned).collect();
        if !folder && inside.is_empty() {
            let now = seen.filter(|_| !self.ignores(path)).map(|metadata| Stat::of(&metadata));
            if tree.0.get(path) == now.as_ref() {
                return Change::Nothing;
            }
            match now {
                Some(now) => tree.0.insert(path.to_owned(), now),
                None => tree.0.remove(path),
            };
            return Change::Files;
        }
        let mut before = Tree::default();
        before.0.extend(inside.into_iter().filter_map(|path| tree.0.remove_entry(&path)));
        before.0.extend(tree.0.remove_entry(path));
        let mut now = Tree::default();
        if folder {
            self.add(&mut now, path, &|| false);
        }
        let same = now == before;
        tree.0.append(&mut now.0);
        if same { Change::Nothing } else { Change::Folder }
    }

    fn add(&self, tree: &mut Tree, folder: &Path, stop: &dyn Fn() -> bool) -> bool {
        let entries = WalkDir::new(folder).into_iter().filter_entry(|entry| !self.ignores(entry.path()));
        for entry in entries.flatten().filter(|entry| !entry.file_type().is_dir()) {
            if stop() {
                return false;
            }
            if let Ok(metadata) = entry.metadata() {
                tree.0.insert(entry.into_path(), Stat::of(&metadata));
            }
        }
        true
    }
}

impl Tree {
    /// The known files inside a folder.
    fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = &'a Path> {
        let rest = self
            .0
            .range::<Path, _>((Bound::Excluded(folder), Bound::Unbounded))
            .map(|(path, _)| path.as_path());
        rest.take_while(move |path| path.starts_with(folder))
    }
}

impl Stat {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let (inode, changed) = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ino(), (metadata.ctime(), metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let (inode, changed) = (0, (0, 0));
        Stat { size: metadata.len(), modified: metadata.modified().ok(), changed, inode }
    }
}

/// The names that version control, editors and word processors give to what is not the work itself.
fn passing(name: &str) -> bool {
    let starts = [".#", "~$", ".~lock."].iter().any(|start| name.starts_with(start));
    let ends = ["~", ".swp", ".swo", ".swx", ".tmp", ".bak"].iter().any(|end| name.ends_with(end));
    let autosave = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    starts || ends || autosave || matches!(name, ".git" | ".hg" | ".svn" | "4913" | ".DS_Store")
}

/// A path without links; one that does not exist yet is at least made absolute.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}
