//! What lies in a course's folder and is no file of it: links out, pipes, sockets, devices, names in two forms.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use bedside::course::Edition;
use bedside::pipeline::{self, Memory, Place};
use rustix::fs::{FileType, Mode};

use super::HANG;
use super::support::time::measured;
use super::support::{binary, course, made, read_folder, today, write_folder};

/// Stands in files outside of the course alone.
const CANARY: &str = "canary-7f3a-of-another-folder";

/// Links in the course by name and by what they lead to, from the folder `strand/module`; `{out}` is a folder outside.
const LINKS: &[(&str, &str)] = &[
    ("absolute.md", "{out}/secret.md"),
    ("relative.md", "../../../outside/secret.md"),
    ("picture.png", "{out}/secret.md"),
    ("drawing.svg", "{out}/secret.md"),
    ("data.yaml", "{out}/secret.md"),
    ("folder", "{out}"),
    ("up", "../../.."),
    ("root", "/"),
    ("self", "."),
    ("loop", "loop"),
    ("chain-1.md", "chain-2.md"),
    ("chain-2.md", "chain-3.md"),
    ("chain-3.md", "{out}/secret.md"),
    ("nowhere.md", "not-there.md"),
    ("proc.md", "/proc/self/environ"),
    ("zero.md", "/dev/zero"),
    ("stdin.md", "/dev/stdin"),
    ("passwd.md", "/etc/passwd"),
    ("inside.md", "index.md"),
];

/// Special files: two pipes, two sockets, and devices where this user may make them.
const SPECIAL: &[&str] = &["pipe.md", "pipe.png", "socket.md", "socket.yaml", "device.md"];

/// A page for each, which would show it.
const USES: &str = "# Page\n\n![a](picture.png) ![b](drawing.svg) ![c](pipe.png) [d](absolute.md) [e](folder/secret.md)\n\n\
    [f](up/outside/secret.md) [g](root/etc/passwd) [h](self/index.md) [i](zero.md)\n\n\
    :::include{src=absolute.md}\n:::\n\n:::media[Film]{src=pipe.png transcript=passwd.md}\nWords.\n:::\n";

pub fn count() -> usize {
    LINKS.len() + SPECIAL.len() + 5
}

#[test]
fn nothing_outside_of_a_course_is_read_and_nothing_in_it_blocks() {
    let place = tempfile::tempdir().unwrap();
    let (root, out) = (place.path().join("course"), place.path().join("outside"));
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("secret.md"), format!("# {CANARY}\n\n{CANARY}\n")).unwrap();
    write_folder(&root, &course());
    let module = root.join("strand/module");
    std::fs::write(module.join("page.md"), USES).unwrap();
    for (name, target) in LINKS {
        symlink(target.replace("{out}", out.to_str().unwrap()), module.join(name)).unwrap();
    }
    symlink(&out, root.join("snippets")).unwrap();
    let mut special: Vec<&str> = SPECIAL[..4].to_vec();
    for name in &SPECIAL[..2] {
        rustix::fs::mknodat(rustix::fs::CWD, module.join(name), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .unwrap();
    }
    let _sockets: Vec<UnixListener> =
        SPECIAL[2..4].iter().map(|name| UnixListener::bind(module.join(name)).unwrap()).collect();
    let zero = rustix::fs::makedev(1, 5);
    if rustix::fs::mknodat(
        rustix::fs::CWD,
        module.join(SPECIAL[4]),
        FileType::CharacterDevice,
        Mode::RUSR,
        zero,
    )
    .is_ok()
    {
        special.push(SPECIAL[4]);
    }
    let from = Place { content: root.clone(), leave_out: Vec::new(), today: today() };
    let (read, time) = measured(|| pipeline::read(&from, &mut Memory::default()));
    assert!(time < HANG, "{time:?}");
    let told = |name: &str, code: &str| {
        read.diagnostics.iter().any(|p| p.file.ends_with(name) && p.code.name() == code)
    };
    for (name, _) in LINKS {
        assert!(told(&format!("strand/module/{name}"), "symbolic-link"), "the link {name} is not told");
    }
    assert!(told("snippets", "symbolic-link"));
    for name in special {
        assert!(told(name, "unreadable"), "{name} is not told");
    }
    for (path, bytes) in made(&read.value, Edition::Facilitator) {
        assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "{path} holds what lies outside");
    }
    // The program as people run it: nothing is published, and it ends.
    let run = binary::run(place.path(), &["build", "--content", "course", "--output", "site"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(!run.err.contains(CANARY) && !place.path().join("site").exists());
}

#[test]
fn a_course_that_is_itself_a_link_is_read() {
    let place = tempfile::tempdir().unwrap();
    write_folder(&place.path().join("real"), &course());
    symlink(place.path().join("real"), place.path().join("content")).unwrap();
    let run = binary::run(place.path(), &["check"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn names_on_a_disk_are_one_name_in_either_form_and_never_two() {
    let place = tempfile::tempdir().unwrap();
    let module = place.path().join("content/strand/module");
    write_folder(&place.path().join("content"), &course());
    let page = |name: &[u8]| {
        std::fs::write(module.join(Path::new(OsStr::from_bytes(name))), "# Page\n\nWords.\n").unwrap();
    };
    // As macOS keeps names; a link in the other form finds the page, and the address is the composed one.
    page("cafe\u{301}.md".as_bytes());
    std::fs::write(module.join("index.md"), "# Module\n\n[the café](caf\u{e9}.md)\n").unwrap();
    let run = binary::run(place.path(), &["build", "--output", "site"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(read_folder(&place.path().join("site")).contains_key("strand/module/caf\u{e9}.html"));
    // The same name in both forms: neither is guessed at.
    page("caf\u{e9}.md".as_bytes());
    // What is no text, and what would act on a terminal.
    for name in [
        &b"latin-\xe9.md"[..],
        b"bell\x07.md",
        b"line\nend.md",
        b"escape\x1b]0;pwned\x07.md",
        "bidi\u{202e}dm.md".as_bytes(),
    ] {
        page(name);
    }
    let run = binary::run(place.path(), &["check"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("caf\\u{e9}.md") && run.err.contains("cafe\\u{301}.md"), "{}", run.err);
    for part in [
        "latin-",
        "bell\\u{7}.md",
        "line\\u{a}end.md",
        "escape\\u{1b}]0;pwned\\u{7}.md",
        "bidi\\u{202e}dm.md",
    ] {
        assert!(run.err.contains(part), "{part} is not told:\n{}", run.err);
    }
    assert!(!run.err.contains(['\u{1b}', '\u{7}', '\u{202e}']), "a name acts on the terminal");
}
