//! Runs without rights and with disks of their own. Where the machine cannot give them, the test fails and says so.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Gives everything below a folder to the user that `without_rights` runs as.
pub fn give_away(folder: &Path) {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_root() {
        give(folder);
    }
}

fn give(path: &Path) {
    std::os::unix::fs::lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if std::fs::symlink_metadata(path).unwrap().is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path()));
    }
}

/// The program where everybody may run it: the folder of the build may be closed to others.
pub fn program_in(folder: &Path) {
    let (program, here) = (Path::new(env!("CARGO_BIN_EXE_bedside")), folder.join("bedside"));
    std::fs::hard_link(program, &here).or_else(|_| std::fs::copy(program, &here).map(drop)).unwrap();
}

/// A program as somebody to whom modes of files mean something; to root they mean nothing.
pub fn without_rights(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
            command
        }
        false => Command::new(program),
    };
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// A shell script (`$B` is the program) in a folder, with mounts that only it sees and that end with it.
pub fn with_own_mounts(folder: &Path, script: &str) -> String {
    let mut command = Command::new("unshare");
    command.arg(if is_root() { "-m" } else { "-rm" });
    command.args(["sh", "-ec", script]).current_dir(folder).stdin(Stdio::null());
    let ended = command.env("B", env!("CARGO_BIN_EXE_bedside")).env("NO_COLOR", "1").output().unwrap();
    assert!(
        ended.status.success(),
        "this machine does not let a test mount a disk of its own (root, or user namespaces, are needed), or the \
         script failed: {}{}\n{script}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
    String::from_utf8(ended.stdout).unwrap()
}
