//! The ways in which editors, word processors and version control save a page, move for move.

use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::milliseconds;

fn write(path: &Path, text: &str) {
    let (one, two) = text.split_at(text.len() / 2);
    let mut file = File::create(path).unwrap();
    file.write_all(one.as_bytes()).unwrap();
    file.write_all(two.as_bytes()).unwrap();
}

fn write_new(path: &Path, text: &str) {
    File::create_new(path).unwrap().write_all(text.as_bytes()).unwrap();
}

/// A way of saving: the folder, the page in it, and its new text.
pub(super) type Style = (&'static str, fn(&Path, &Path, &str));

pub(super) const STYLES: [Style; 14] = [
    ("in place", |_, page, text| write(page, text)),
    ("in place, shortened at the end", |_, page, text| {
        let mut file = OpenOptions::new().write(true).open(page).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.set_len(text.len() as u64).unwrap();
        file.sync_all().unwrap();
    }),
    ("atomic rename", |folder, page, text| {
        let new = folder.join(".goutputstream-X3QW12");
        write_new(&new, text);
        fs::rename(new, page).unwrap();
    }),
    ("rename over it from a name like any other", |folder, page, text| {
        let new = folder.join("sedA1b2C3");
        write_new(&new, text);
        fs::rename(new, page).unwrap();
    }),
    ("backup and rename", |folder, page, text| {
        fs::rename(page, folder.join("a.md.bak")).unwrap();
        let new = folder.join("a.md.new");
        write_new(&new, text);
        fs::rename(new, page).unwrap();
        fs::remove_file(folder.join("a.md.bak")).unwrap();
    }),
    ("delete and create", |_, page, text| {
        fs::remove_file(page).unwrap();
        write_new(page, text);
    }),
    ("delete, wait and create", |_, page, text| {
        fs::remove_file(page).unwrap();
        sleep(milliseconds(15));
        write_new(page, text);
    }),
    ("vim with backupcopy=no", |folder, page, text| {
        let swap = folder.join(".a.md.swp");
        write_new(&swap, "b0VIM");
        write_new(&folder.join("4913"), "");
        fs::remove_file(folder.join("4913")).unwrap();
        fs::rename(page, folder.join("a.md~")).unwrap();
        write_new(page, text);
        fs::remove_file(folder.join("a.md~")).unwrap();
        fs::remove_file(swap).unwrap();
    }),
    ("vim with backupcopy=yes", |folder, page, text| {
        let swap = folder.join(".a.md.swp");
        write_new(&swap, "b0VIM");
        fs::copy(page, folder.join("a.md~")).unwrap();
        write(page, text);
        fs::remove_file(folder.join("a.md~")).unwrap();
        fs::remove_file(swap).unwrap();
    }),
    ("Emacs", |folder, page, text| {
        let lock = folder.join(".#a.md");
        std::os::unix::fs::symlink("me@here.1:2", &lock).unwrap();
        write_new(&folder.join("#a.md#"), text);
        let _ = fs::remove_file(folder.join("a.md~"));
        fs::rename(page, folder.join("a.md~")).unwrap();
        write_new(page, text);
        fs::remove_file(folder.join("#a.md#")).unwrap();
        fs::remove_file(lock).unwrap();
    }),
    ("Visual Studio Code", |_, page, text| {
        let mut file = OpenOptions::new().write(true).open(page).unwrap();
        file.set_len(0).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.sync_data().unwrap();
    }),
    ("a word processor", |folder, page, text| {
        write_new(&folder.join("~$a.md"), "owner");
        write_new(&folder.join("A1B2C3D4.tmp"), text);
        fs::rename(page, folder.join("~WRL0001.tmp")).unwrap();
        fs::rename(folder.join("A1B2C3D4.tmp"), page).unwrap();
        fs::remove_file(folder.join("~WRL0001.tmp")).unwrap();
        fs::remove_file(folder.join("~$a.md")).unwrap();
    }),
    ("git checkout", |folder, page, text| {
        let git = folder.join(".git");
        fs::create_dir_all(&git).unwrap();
        write_new(&git.join("index.lock"), text);
        fs::remove_file(page).unwrap();
        write_new(page, text);
        fs::rename(git.join("index.lock"), git.join("index")).unwrap();
    }),
    ("cp -p", |folder, page, text| {
        // From outside, with the time that the original has: long ago, and the same each time.
        let original = folder.parent().unwrap().join("original.md");
        fs::write(&original, text).unwrap();
        fs::copy(original, page).unwrap();
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
        let file = OpenOptions::new().write(true).open(page).unwrap();
        file.set_times(FileTimes::new().set_modified(old)).unwrap();
    }),
];
