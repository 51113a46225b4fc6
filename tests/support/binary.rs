//! The program from outside: what it prints, how it ends, what it leaves on disk.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The program in a folder, with nothing of the tester's surroundings but what it needs.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bedside"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    of(command(folder, arguments))
}

/// Runs a command to its end.
pub fn of(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Every file below a folder, hidden ones too, with its bytes.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    visit(root, root, &mut |name, path| {
        files.insert(name, std::fs::read(path).unwrap());
    });
    files
}

/// The files of a package, each with its bytes.
pub fn unzipped(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let read = |archive: &mut zip::ZipArchive<std::fs::File>, at: usize| {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..archive.len()).map(|at| read(&mut archive, at)).collect()
}

/// Every file below a folder with what tells whether it was touched: inode and time of change.
pub fn stats(root: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    let mut files = BTreeMap::new();
    visit(root, root, &mut |name, path| {
        let about = std::fs::metadata(path).unwrap();
        files.insert(name, (about.ino(), about.mtime(), about.mtime_nsec()));
    });
    files
}

fn visit(root: &Path, folder: &Path, seen: &mut impl FnMut(String, &Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(root, &path, seen);
        } else {
            seen(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), &path);
        }
    }
}
