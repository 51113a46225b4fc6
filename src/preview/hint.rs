//! Turns the system's file events into hints, and falls back to looking where there are none.
#![expect(clippy::disallowed_methods, reason = "the preview asks the disk what an event means")]

use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::tree::Ground;
use super::watch::{Hint, Mailbox, Pace};

/// Whether this system tells that a file was closed after writing. Then a mere write is half a save.
const TELLS_CLOSE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Posts hints about a ground for as long as it lives.
pub(super) struct Lookout {
    ground: Ground,
    mailbox: Arc<Mailbox>,
    poll: bool,
    watcher: Option<RecommendedWatcher>,
}

impl Lookout {
    pub(super) fn new(ground: Ground, mailbox: Arc<Mailbox>, poll: bool) -> Self {
        Lookout { ground, mailbox, poll, watcher: None }
    }

    /// Watches anew, also folders that were removed and made again. Where the system refuses, `notice`
    /// hears why, once, and looking takes over.
    pub(super) fn arm(&mut self, notice: &mut dyn FnMut(&str)) -> Pace {
        if self.poll {
            return Pace::POLL;
        }
        let watched = self.watch();
        self.take(watched, notice)
    }

    fn take(&mut self, watched: notify::Result<RecommendedWatcher>, notice: &mut dyn FnMut(&str)) -> Pace {
        match watched {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                Pace::SAFETY
            }
            Err(error) => {
                self.poll = true;
                self.watcher = None;
                notice(&words(&error));
                Pace::POLL
            }
        }
    }

    fn watch(&self) -> notify::Result<RecommendedWatcher> {
        let (ground, mailbox) = (self.ground.clone(), Arc::clone(&self.mailbox));
        let hear = move |event: notify::Result<Event>| {
            for hint in hints(&ground, event) {
                mailbox.post(hint);
            }
        };
        let mut watcher = RecommendedWatcher::new(hear, Config::default().with_follow_symlinks(false))?;
        for root in self.ground.roots() {
            match watcher.watch(root, RecursiveMode::Recursive) {
                // A folder that is not there yet is found by looking, which then watches anew.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) || !root.exists() => {}
                result => result?,
            }
        }
        Ok(watcher)
    }
}

/// The hints in one event. An error, an overflow or an event that names nothing means: look at everything.
/// So does the end of a watched folder itself: one that is made anew in its place is watched by nobody.
fn hints(ground: &Ground, event: notify::Result<Event>) -> Vec<Hint> {
    let Ok(event) = event else { return vec![Hint::Everything] };
    if event.need_rescan() {
        return vec![Hint::Everything];
    }
    let Some(weight) = weight(event.kind, TELLS_CLOSE) else { return Vec::new() };
    let goes = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
    let of_root = || event.paths.iter().any(|path| ground.roots().any(|root| root == path));
    if event.paths.is_empty() || goes && of_root() {
        return vec![Hint::Everything];
    }
    let paths = event.paths.into_iter().filter(|path| !ground.ignores(path));
    paths.filter_map(|path| hint(weight, &path, std::fs::symlink_metadata(&path).ok().as_ref())).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Saved,
    /// Made, and possibly not written yet.
    Made,
    Perhaps,
}

/// What a kind of event weighs; `None` for what every reader causes, and for a write that goes on.
fn weight(kind: EventKind, tells_close: bool) -> Option<Weight> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Weight::Saved),
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Data(_)) if tells_close => None,
        // There, both halves of a rename come singly too.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) if tells_close => None,
        EventKind::Modify(ModifyKind::Metadata(_)) | EventKind::Remove(_) => Some(Weight::Perhaps),
        EventKind::Create(CreateKind::Folder) | EventKind::Modify(_) => Some(Weight::Saved),
        EventKind::Create(_) if tells_close => Some(Weight::Made),
        EventKind::Create(_) => Some(Weight::Saved),
        EventKind::Any | EventKind::Other => Some(Weight::Perhaps),
    }
}

/// One hint, with what is on disk by now: a file still empty after its creation is not a save yet, one that has
/// something in it may be half written (or a second name of another file, which nobody closes), and what is gone may
/// come back at once.
fn hint(weight: Weight, path: &Path, now: Option<&Metadata>) -> Option<Hint> {
    let path = path.to_owned();
    Some(match (weight, now) {
        (Weight::Made, Some(file)) if file.is_file() && file.len() == 0 => return None,
        (_, None) | (Weight::Perhaps | Weight::Made, _) => Hint::Perhaps(path),
        (Weight::Saved, Some(_)) => Hint::Saved(path),
    })
}

/// Why looking takes over, for people who never heard of watches.
fn words(error: &notify::Error) -> String {
    let full = match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // EMFILE: on Linux, too many watchers.
        ErrorKind::Io(error) => error.raw_os_error() == Some(24),
        _ => false,
    };
    let why = if full {
        "this system allows too few watched folders (on Linux: fs.inotify.max_user_watches or max_user_instances)".to_owned()
    } else {
        format!("this system could not watch the folders ({error})")
    };
    format!("{why}, so the preview looks for changes three times a second instead; saves show a little later")
}

#[cfg(test)]
mod tests {
    use super::super::Folders;
    use super::*;
    use notify::event::{DataChange, Flag, MetadataKind, RemoveKind};
    use std::path::PathBuf;

    #[test]
    fn only_what_completes_a_save_weighs() {
        let close = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let write = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        let both = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let made = EventKind::Create(CreateKind::File);
        for (kind, linux, other) in [
            (close, Some(Weight::Saved), Some(Weight::Saved)),
            (write, None, Some(Weight::Saved)),
            (renamed, Some(Weight::Saved), Some(Weight::Saved)),
            (both, None, Some(Weight::Saved)),
            (made, Some(Weight::Made), Some(Weight::Saved)),
            (EventKind::Create(CreateKind::Folder), Some(Weight::Saved), Some(Weight::Saved)),
            (EventKind::Remove(RemoveKind::File), Some(Weight::Perhaps), Some(Weight::Perhaps)),
            (
                EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)),
                Some(Weight::Perhaps),
                Some(Weight::Perhaps),
            ),
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), None, None),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), None, None),
            (EventKind::Access(AccessKind::Read), None, None),
        ] {
            assert_eq!(weight(kind, true), linux, "{kind:?}");
            assert_eq!(weight(kind, false), other, "{kind:?}");
        }
    }

    #[test]
    fn where_the_system_allows_no_more_watches_looking_takes_over() {
        let ground = Ground::new(&Folders::default(), &[]);
        let mut lookout = Lookout::new(ground, Arc::default(), false);
        let mut said = Vec::new();
        let full = notify::Error::new(ErrorKind::MaxFilesWatch);
        assert_eq!(lookout.take(Err(full), &mut |words| said.push(words.to_owned())), Pace::POLL);
        assert_eq!(lookout.arm(&mut |words| said.push(words.to_owned())), Pace::POLL);
        let [words] = &said[..] else { panic!("{said:?}") };
        assert!(
            words.contains("fs.inotify.max_user_watches") && words.contains("looks for changes"),
            "{words}"
        );
        let instances = std::io::Error::from_raw_os_error(24);
        assert!(super::words(&notify::Error::io(instances)).contains("max_user_instances"));
    }

    #[test]
    fn lost_events_mean_everything() {
        let folder = tempfile::tempdir().unwrap();
        let ground = Ground::new(&Folders::new(vec![folder.path().to_owned()]), &[]);
        assert_eq!(
            hints(&ground, Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))),
            [Hint::Everything]
        );
        assert_eq!(hints(&ground, Err(notify::Error::generic("?"))), [Hint::Everything]);
        let open = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(hints(&ground, Ok(Event::new(open))), []);
        for end in
            [EventKind::Remove(RemoveKind::Folder), EventKind::Modify(ModifyKind::Name(RenameMode::From))]
        {
            let event = Event::new(end).add_path(folder.path().canonicalize().unwrap());
            assert_eq!(hints(&ground, Ok(event)), [Hint::Everything]);
        }
    }

    #[test]
    fn the_disk_says_what_an_event_means() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let ground = Ground::new(&Folders::new(vec![root.clone()]), &[root.join("output")]);
        let said =
            |kind: EventKind, path: &PathBuf| hints(&ground, Ok(Event::new(kind).add_path(path.clone())));
        let close = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let made = EventKind::Create(CreateKind::Any);
        let page = root.join("a.md");
        assert_eq!(said(close, &page), [Hint::Perhaps(page.clone())]);
        std::fs::write(&page, "").unwrap();
        assert_eq!(said(close, &page), [Hint::Saved(page.clone())]);
        if TELLS_CLOSE {
            assert_eq!(said(made, &page), []);
        }
        std::fs::write(&page, "x").unwrap();
        let maybe = if TELLS_CLOSE { Hint::Perhaps(page.clone()) } else { Hint::Saved(page.clone()) };
        assert_eq!(said(made, &page), [maybe]);
        for quiet in
            ["output/a.html", ".git/index", ".#a.md", "a.md~", ".a.md.swp", "4913", ".~lock.a.docx#", "b.tmp"]
        {
            assert_eq!(said(close, &root.join(quiet)), [], "{quiet}");
        }
    }
}
