//! What a build of a hostile course asks of the system: it opens nothing outside of the course and its output, starts
//! no program and speaks to nobody.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use support::{Files, course, is_full, read_folder, write_folder};

/// What the C library, the allocator and the thread pool open before and while the program runs, each read-only: shared
/// libraries, and what the system says of this process, of its memory and of the processors that it may use.
const OF_THE_SYSTEM: &[&str] = &[
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/lib/",
    "/lib64/",
    "/usr/lib/",
    "/usr/lib64/",
    "/proc/self/",
    "/proc/sys/vm/overcommit_memory",
    "/proc/cpuinfo",
    "/sys/fs/cgroup",
    "/sys/kernel/mm/transparent_hugepage/",
    "/sys/devices/system/",
];

/// Calls that give a file to read or write, or change what lies on the disk; the others only look.
const TOUCHING: &[&str] = &[
    "open",
    "openat",
    "openat2",
    "creat",
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "chmod",
    "fchmodat",
    "chown",
    "lchown",
    "fchownat",
    "truncate",
    "mknod",
    "mknodat",
    "utimensat",
    "chdir",
    "mount",
    "chroot",
    "setxattr",
    "lsetxattr",
];

/// Calls that begin another program.
const STARTING: &[&str] = &["execve", "execveat", "fork", "vfork"];

/// A page that names everything which must not be fetched or opened.
const PAGE: &str = r#"# Page

![a](http://127.0.0.1:9/a.png) ![b](https://example.org/b.png) ![c](file:///etc/passwd) ![d](//example.org/d.png)
![e](/etc/passwd) ![f](../../../../../../etc/passwd) ![g](\\host\share\g.png) ![h](%2e%2e/%2e%2e/%2e%2e/etc/passwd)

[a](file:///etc/shadow) [b](../../../outside/secret.md) [c](/etc/passwd) [d](ftp://example.org) [e](smb://host/share)
"#;

/// A page that is odd and no mistake: what it names reaches the site, and nobody on the way there.
const ODD: &str = r#"# Odd

[a](https://example.org/a) [b](http://127.0.0.1:9/b) [c](mailto:a@example.org)

<img src="http://example.org/x.png"><iframe src="file:///etc/passwd"></iframe><object data="/etc/passwd"></object>
<link rel="stylesheet" href="http://example.org/x.css"><script src="http://example.org/x.js"></script>
<video src="http://example.org/v.mp4" poster="/etc/passwd"></video><!--#include file="/etc/passwd" --><?php system('id') ?>

`$(id)` $(touch /tmp/pwned) `;id` {{ include("/etc/passwd") }} {% include "/etc/passwd" %} ${jndi:ldap://example.org/a}
"#;

/// The same through the blocks that take a file.
const BLOCKS: &str = r"# Blocks

:::include{src=../../../outside/secret.md}
:::

:::include{src=/etc/passwd}
:::

:::include{src=http://example.org/page.md}
:::

:::media[Film]{src=/etc/passwd transcript=../../../../etc/passwd}
Words.
:::

:::media[Film]{src=http://example.org/f.mp4}
Words.
:::
";

struct Desk {
    root: tempfile::TempDir,
    settings: &'static str,
}

/// A course of hostile pages with these further settings. With `disk`, what lies in its folder is hostile as well.
fn desk(settings: &'static str, disk: bool) -> Desk {
    let desk = Desk { root: tempfile::tempdir().unwrap(), settings };
    let mut files: Files = course();
    let config = String::from_utf8(files["course.yaml"].clone()).unwrap() + settings;
    files.insert("course.yaml".into(), config.into());
    files.insert("strand/module/odd.md".into(), ODD.into());
    let content = desk.path("work/content");
    if disk {
        files.insert("strand/module/page.md".into(), PAGE.into());
        files.insert("strand/module/blocks.md".into(), BLOCKS.into());
        files.insert(
            "references.bib".into(),
            b"@include{/etc/passwd}\n@article{a, title={\\input{/etc/passwd}}}\n".to_vec(),
        );
        files.insert("glossary.yaml".into(), b"!include /etc/passwd\n".to_vec());
        files.insert("drawing.svg".into(), b"<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&x;</svg>".to_vec());
    }
    write_folder(&content, &files);
    if disk {
        for (at, (name, target)) in [
            ("passwd.md", "/etc/passwd"),
            ("secret.md", "../../../outside/secret.md"),
            ("shadow.yaml", "/etc/shadow"),
            ("zero.md", "/dev/zero"),
            ("stdin.md", "/dev/stdin"),
            ("environ.md", "/proc/self/environ"),
            ("picture.png", "/etc/hostname"),
            ("etc", "/etc"),
            ("up", "../../.."),
            ("loop", "loop"),
            ("root", "/"),
        ]
        .into_iter()
        .enumerate()
        {
            let folder = if at % 2 == 0 { content.clone() } else { content.join("strand/module") };
            symlink(target, folder.join(name)).unwrap();
        }
        for name in ["pipe.md", "pipe.yaml", "strand/pipe.png"] {
            mknodat(CWD, content.join(name), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        }
    }
    write_folder(
        &desk.path("outside"),
        &Files::from([
            ("secret.md".into(), b"# Secret\n".to_vec()),
            ("templates/shell.html".into(), b"secret".to_vec()),
        ]),
    );
    desk
}

impl Desk {
    fn path(&self, below: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(below)
    }

    /// Runs a command; gives its exit code, and what it asked of the system that it should not.
    fn run(&self, arguments: &str) -> (i32, BTreeSet<String>, usize) {
        let log = self.path("log");
        let mut command = Command::new("strace");
        command.args([
            "-f",
            "-y",
            "-qq",
            "-a0",
            "-s4096",
            "-e",
            "signal=none",
            "-e",
            "trace=%file,%network,%process,chdir,mount",
            "-o",
        ]);
        command.arg(&log).arg(env!("CARGO_BIN_EXE_bedside")).args(arguments.split(' '));
        command
            .current_dir(self.path("work"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let code = command
            .env("NO_COLOR", "1")
            // Where cargo has the loader look for libraries.
            .env_remove("LD_LIBRARY_PATH")
            .status()
            .expect("strace is missing: `scripts/setup-tests` installs it")
            .code();
        let log = String::from_utf8_lossy(&fs::read(log).unwrap()).into_owned();
        let mut seen = BTreeSet::new();
        let mut calls = 0;
        let mut started = 0;
        for line in whole_calls(&log) {
            let Some((call, rest)) = line.split_once('(') else { continue };
            calls += 1;
            started += usize::from(STARTING.contains(&call));
            let is_new_process = call.starts_with("clone") && !rest.contains("CLONE_THREAD")
                || STARTING.contains(&call) && started > 1;
            let speaks = [
                "socket",
                "connect",
                "bind",
                "listen",
                "accept",
                "accept4",
                "sendto",
                "sendmsg",
                "socketpair",
            ]
            .contains(&call);
            if is_new_process || speaks || TOUCHING.contains(&call) && !self.may(rest) {
                seen.insert(format!("{call}({rest}"));
            }
        }
        (code.unwrap_or(-1), seen, calls)
    }

    /// Whether every path of a call, and what the system says it has opened, lies where a build has to do.
    fn may(&self, call: &str) -> bool {
        let mut at = self.path("work");
        let mut rest = call;
        let mut paths = Vec::new();
        // `5</a/folder>` is an open folder, `"name"` a name in it; `/proc/self` shows as that of the process's number.
        while let Some(next) = rest.find(['<', '"']) {
            let end = if rest[next..].starts_with('<') { '>' } else { '"' };
            let inner = &rest[next + 1..];
            let Some(length) = inner.find(end) else { break };
            let text = &inner[..length];
            if end == '>' {
                at = text.into();
            }
            paths.push(at.join(if end == '>' { "" } else { text }));
            rest = &inner[length + 1..];
        }
        let reads_only = !call.contains("O_WRONLY") && !call.contains("O_RDWR") && !call.contains("O_CREAT");
        let is_ours = |path: &Path| {
            ["work/content", "work/theme", "work/public", "work/.bedside-cache"]
                .iter()
                .any(|folder| path.starts_with(self.path(folder)))
        };
        let is_of_the_system = |path: &Path| {
            let text = path.to_str().unwrap_or_default();
            let text = text.split_once("/proc/").map_or(text.to_owned(), |(_, rest)| {
                format!("/proc/{}", rest.replacen(|c: char| c.is_ascii_digit(), "", 12))
            });
            let text = text.replace("/proc//", "/proc/self/");
            OF_THE_SYSTEM.iter().any(|known| text.starts_with(known) || text == known.trim_end_matches('/'))
        };
        !paths.is_empty()
            && paths.iter().map(|path| plain(path)).all(|path| {
                // A folder that an open handle names is where a name is looked up, not what is opened.
                is_ours(&path) || path == self.path("work").join("") || reads_only && is_of_the_system(&path)
            })
    }
}

/// The calls of a log. One during which another thread made one too stands there in two halves.
fn whole_calls(log: &str) -> Vec<String> {
    let mut calls = Vec::new();
    let mut begun = BTreeMap::new();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, first.to_owned());
        } else if let Some((_, second)) = rest.strip_prefix("<... ").and_then(|r| r.split_once(" resumed>")) {
            calls.push(begun.remove(thread).unwrap_or_default() + second);
        } else {
            calls.push(rest.to_owned());
        }
    }
    // A call that a thread never came back from, as when the program ended.
    calls.extend(begun.into_values());
    calls
}

/// A path without `.` and `..`, as words: what links do is what the system says it has opened.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn a_hostile_course_reaches_nothing_outside() {
    let mut runs = 0;
    let mut all = 0;
    let themes = [
        "theme: ../../outside\n",
        "theme: /etc\n",
        "theme: ../../../../../../etc\n",
        "theme: theme-link\n",
        "theme: ..\n",
        "theme: /proc/self\n",
        "style: /etc/passwd\n",
    ];
    let mut desks =
        vec![desk("", false), desk("html: allow\n", false), desk("", true), desk("theme: ../theme\n", true)];
    desks.extend(themes.map(|settings| desk(settings, false)));
    for desk in &desks {
        let templates = Files::from([
            ("templates/shell.html".into(), b"{% include \"/etc/passwd\" %}{% include \"../../../outside/secret.md\" %}{{ slot.body | safe }}".to_vec()),
            ("words/en.yaml".into(), b"a: !include /etc/passwd\n".to_vec()),
        ]);
        write_folder(&desk.path("work/theme"), &templates);
        symlink("/etc", desk.path("work/content/theme-link")).unwrap();
        if desk.settings != "theme: theme-link\n" {
            fs::remove_file(desk.path("work/content/theme-link")).unwrap();
        }
        let commands = [
            "build --output public/site",
            "check --format json",
            "build --output public/site --edition facilitator",
            "package site-zip --output public/a.zip",
            "package scorm2004 --output public/s.zip",
            "package workbook --output public/w.html",
            "lock",
            "map",
            "check --report facts",
        ];
        // A setting is read the same way by all of them.
        let is_whole = desk.settings.is_empty() || is_full();
        for arguments in commands.iter().take(if is_whole { 9 } else { 2 }) {
            let (code, wrong, calls) = desk.run(arguments);
            assert!((0..=2).contains(&code), "{arguments} with {:?} ended with {code}", desk.settings);
            assert!(
                wrong.is_empty(),
                "{arguments} with {:?}:\n{}",
                desk.settings,
                wrong.into_iter().collect::<Vec<_>>().join("\n")
            );
            assert!(calls > 40, "nothing was seen");
            runs += 1;
            all += calls;
        }
    }
    // What builds is built: the pages above are no reason to stop before anything is written.
    assert!(desks[0].path("work/public/site/strand/module/odd.html").is_file());
    eprintln!(
        "{runs} runs of hostile courses, {all} system calls of files, network and processes: 0 outside, 0 programs, 0 connections"
    );
}

#[test]
fn what_lies_outside_would_be_seen() {
    let desk = desk("", false);
    let (code, wrong, _) = desk.run("build --content ../outside --output ../elsewhere/site");
    assert!((0..=2).contains(&code));
    assert!(wrong.iter().any(|call| call.contains("outside")), "{wrong:?}");
    let seen = read_folder(&desk.path("outside"));
    assert_eq!(seen.len(), 2);
}
