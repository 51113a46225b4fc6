//! Every place that somebody may name for a site or a package by mistake: none costs the author a file.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::binary::{self, Run};
use support::{Files, course, write_folder};

/// How a run has to end.
enum End {
    /// Exit code 2, these words, and nothing on the disk is another than before.
    Refused(&'static str),
    /// The site or the package is there, these words are said, and every file of the author's still is.
    Made(&'static str),
}
use End::{Made, Refused};

type Prepare = fn(&Desk);

struct Case {
    what: &'static str,
    arguments: Vec<OsString>,
    /// What is put on the desk before.
    prepare: Prepare,
    end: End,
}

fn case(what: &'static str, arguments: &str, end: End) -> Case {
    prepared(what, |_| {}, arguments, end)
}

fn prepared(what: &'static str, prepare: Prepare, arguments: &str, end: End) -> Case {
    let arguments = arguments.split(' ').map(|word| word.replace('~', " ").into()).collect();
    Case { what, arguments, prepare, end }
}

/// `/home`: a home folder with a letter, in which somebody works; `/outside`: what is not theirs to touch.
struct Desk {
    root: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { root: tempfile::tempdir().unwrap() };
        fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
        let mut files: Files = course();
        let config = String::from_utf8(files["course.yaml"].clone()).unwrap() + "theme: ../theme\n";
        files.insert("course.yaml".into(), config.into());
        files.insert("strand/module/page.md".into(), b"# Page\n\n[The slides](slides.zip)\n".to_vec());
        files.insert("strand/module/slides.zip".into(), b"PK\x03\x04 the author's slides".to_vec());
        write_folder(&desk.path("home/work/content"), &files);
        desk.put("home/work/theme/LOOKS.txt", "The theme is the author's too.");
        desk.put("home/letter.txt", "Dear colleague");
        desk.put("home/work/notes.txt", "notes");
        desk.put("home/work/notes.docx", "PK\x03\x04 more notes");
        desk.put("home/work/photographs/one.jpg", "a picture");
        desk.put("home/work/repository/.git/HEAD", "ref: refs/heads/main");
        desk.put("home/work/repository/README", "read me");
        desk.put("outside/precious.html", "precious");
        let built = desk.run(&["build", "--output", "site"].map(OsString::from));
        assert_eq!(built.code, 0, "{}", built.err);
        desk
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(below)
    }

    fn work(&self, below: &str) -> PathBuf {
        self.path("home/work").join(below)
    }

    fn put(&self, below: &str, text: &str) {
        fs::create_dir_all(self.path(below).parent().unwrap()).unwrap();
        fs::write(self.path(below), text).unwrap();
    }

    fn link(&self, below: &str, to: &str) {
        symlink(to.replace("{}", self.path("").to_str().unwrap().trim_end_matches('/')), self.work(below))
            .unwrap();
    }

    fn command(&self, arguments: &[OsString]) -> Command {
        let root = self.path("").into_os_string().into_string().unwrap();
        let root = root.trim_end_matches('/');
        let mut command = binary::command(&self.work(""), &[]);
        command.env("HOME", self.path("home"));
        for argument in arguments {
            match argument.to_str() {
                Some(text) => command.arg(text.replace("{}", root)),
                None => command.arg(argument),
            };
        }
        command
    }

    fn run(&self, arguments: &[OsString]) -> Run {
        binary::of(self.command(arguments))
    }

    fn everything(&self) -> BTreeMap<PathBuf, Thing> {
        let mut found = BTreeMap::new();
        walk(&self.path(""), &mut found);
        found
    }
}

/// What lies under a name: nothing of it may be another after a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Thing {
    inode: u64,
    mode: u32,
    changed: (i64, i64),
    bytes: Vec<u8>,
}

fn walk(folder: &Path, found: &mut BTreeMap<PathBuf, Thing>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let about = fs::symlink_metadata(&path).unwrap();
        let bytes = match () {
            () if about.is_symlink() => fs::read_link(&path).unwrap().into_os_string().into_vec(),
            () if about.is_file() => fs::read(&path).unwrap(),
            () => Vec::new(),
        };
        if about.is_dir() {
            walk(&path, found);
        }
        // A folder's time tells of names that came and went; the lock of a build is one that may.
        let changed = if about.is_dir() { (0, 0) } else { (about.mtime(), about.mtime_nsec()) };
        found.insert(path, Thing { inode: about.ino(), mode: about.mode(), changed, bytes });
    }
}

/// The files on a desk that are the author's: all but what a build wrote, as long as nobody edited it.
fn of_the_author(
    before: &BTreeMap<PathBuf, Thing>,
    written: &BTreeMap<PathBuf, Thing>,
) -> Vec<(PathBuf, Vec<u8>)> {
    let ours = |path: &Path, thing: &Thing| {
        let is_in_cache = path.iter().any(|name| name == ".bedside-cache");
        is_in_cache || written.get(path).is_some_and(|as_written| as_written.bytes == thing.bytes)
    };
    let files = before.iter().filter(|(_, thing)| thing.mode & 0o170_000 != 0o040_000);
    files
        .filter(|(path, thing)| !ours(path, thing))
        .map(|(path, thing)| (path.clone(), thing.bytes.clone()))
        .collect()
}

fn sites() -> Vec<Case> {
    let force_lifts_nothing = [
        ("the root of the disk", "/", "root of the disk"),
        ("the home folder", "{}/home", "home folder"),
        ("the folder above, which is home", "..", "home folder"),
        ("a folder that holds home", "../..", "home folder"),
        ("the working folder", ".", "work in"),
        ("the working folder by its whole path", "{}/home/work", "work in"),
        ("the working folder with detours", "content/.././../work/", "work in"),
        ("the course", "content", "holds the sources"),
        ("the course with a slash", "content/", "holds the sources"),
        ("the course by its whole path", "{}/home/work/content", "holds the sources"),
        ("a new folder in the course", "content/site", "among the sources"),
        ("a strand of the course", "content/strand", "among the sources"),
        ("a module with detours", "content/strand/../strand/module/.", "among the sources"),
        ("the theme", "theme", "holds the sources"),
        ("a new folder in the theme", "theme/site", "among the sources"),
        ("a file", "notes.txt", "it is a file"),
        ("a page", "content/index.md", "it is a file"),
        ("a folder below a file", "notes.txt/site", "part of the path is a file"),
        ("a repository", "repository", "`.git`"),
        ("a repository's records", "repository/.git", "repository's own records"),
        ("a new folder in a repository's records", "repository/.git/site", "repository's own records"),
        ("the same in capitals", "repository/.GIT/site", "repository's own records"),
        ("a detour over a folder that is not there", "nowhere/../site", "without `..`"),
        ("no name at all", "", "a value is required"),
    ];
    let mut cases = Vec::new();
    for (what, output, why) in force_lifts_nothing {
        cases.push(case(what, &format!("build --output {output}"), Refused(why)));
        cases.push(case(what, &format!("build --force --output {output}"), Refused(why)));
    }
    let links = |desk: &Desk| {
        desk.link("to-folder", "{}/outside");
        desk.link("to-nothing", "nowhere");
        desk.link("to-course", "content");
        desk.link("to-itself", "to-itself");
        desk.link("site-link", "site");
        desk.link("home-link", "{}/home");
    };
    for (what, output, why) in [
        ("a link to a folder", "to-folder", "symbolic link"),
        ("a link to a folder with a slash", "to-folder/", "symbolic link"),
        ("a link to a folder with a dot", "to-folder/.", "symbolic link"),
        ("a link to nothing", "to-nothing", "symbolic link"),
        ("a link to the course", "to-course", "symbolic link"),
        ("a link to the old site", "site-link", "symbolic link"),
        ("a folder in the course by way of a link", "to-course/site", "among the sources"),
        ("a link that leads to itself", "to-itself/site", "could not"),
        ("a folder below a link to nothing", "to-nothing/site", "could not"),
        ("home by way of a link", "home-link/work/..", "home folder"),
    ] {
        cases.push(prepared(what, links, &format!("build --force --output {output}"), Refused(why)));
    }
    cases.extend([
        prepared("a folder by way of a link", links, "build --output to-folder/site", Made("written")),
        prepared(
            "the course is named by a link",
            links,
            "build --content to-course --output content/site",
            Refused("among the sources"),
        ),
        case(
            "the folder around another course",
            "build --content ../work/content --output ../../home/work",
            Refused("work in"),
        ),
        case("a folder with photographs", "build --output photographs", Refused("--force")),
        case(
            "a folder with photographs, forced",
            "build --force --output photographs",
            Made("kept: one.jpg"),
        ),
        case("a new folder", "build --output a/b/c", Made("written")),
        case("the old site in other letters", "build --output SITE", Made("written")),
        case("a name that Windows keeps", "build --output nul", Made("written")),
        case("a name that ends in a space", "build --output site~", Made("written")),
        case("a name in other letters", "build --output Übung/مسار", Made("written")),
        case("a folder in the old site", "build --output site/inner", Made("written")),
        case(
            "a folder that holds the old site of somebody",
            "build --output ../../outside",
            Refused("--force"),
        ),
        prepared(
            "an empty folder",
            |desk| fs::create_dir(desk.work("empty")).unwrap(),
            "build --output empty",
            Made("written"),
        ),
        prepared(
            "the old site, edited by hand, with files of the author's",
            |desk| {
                desk.put("home/work/content/index.md", "# Home\n\nOther words.\n");
                desk.put("home/work/content/strand/index.md", "# Strand\n\nOther words.\n");
                desk.put("home/work/site/index.html", "edited by hand");
                desk.put("home/work/site/CNAME", "example.org");
                desk.put("home/work/site/drafts/one.txt", "a draft");
            },
            "build --output site",
            Made("kept: index.html.edited"),
        ),
        prepared(
            "the site of another course, edited by hand",
            |desk| {
                desk.put("home/work/other/course.yaml", "id: other\ntitle: Other\nversion: 1\n");
                desk.put("home/work/other/index.md", "# Other\n\nWords.\n");
                desk.put("home/work/site/strand/index.html", "edited by hand");
            },
            "build --content other --output site",
            Made("kept: strand/index.html"),
        ),
    ]);
    let manifests: [(&str, Prepare); 7] = [
        ("an empty manifest", |desk| desk.put(MANIFEST, "")),
        ("half a manifest", |desk| {
            let whole = fs::read(desk.path(MANIFEST)).unwrap();
            fs::write(desk.path(MANIFEST), &whole[..whole.len() / 2]).unwrap();
        }),
        ("a manifest of another program", |desk| desk.put(MANIFEST, "{\"files\":[\"index.html\"]}")),
        ("a manifest of a later version", |desk| {
            let later =
                fs::read_to_string(desk.path(MANIFEST)).unwrap().replace("manifest\":1", "manifest\":2");
            desk.put(MANIFEST, &later);
        }),
        ("a manifest that lists a file outside", |desk| {
            let text = fs::read_to_string(desk.path(MANIFEST)).unwrap();
            desk.put(MANIFEST, &text.replacen("404.html", "../notes.txt", 1));
        }),
        ("a manifest that is a link", |desk| {
            fs::rename(desk.path(MANIFEST), desk.work("moved.json")).unwrap();
            desk.link("site/.bedside-manifest.json", "../moved.json");
        }),
        ("a manifest that is a folder", |desk| {
            fs::remove_file(desk.path(MANIFEST)).unwrap();
            fs::create_dir(desk.path(MANIFEST)).unwrap();
        }),
    ];
    for (what, prepare) in manifests {
        cases.push(prepared(what, prepare, "build --output site", Refused("cannot be read")));
    }
    cases.push(prepared(
        "no manifest any more",
        |desk| fs::remove_file(desk.path(MANIFEST)).unwrap(),
        "build --output site",
        Refused("did not write"),
    ));
    let beside: [(&str, Prepare); 3] = [
        ("a folder where the lock belongs", |desk| fs::create_dir(desk.work(".site.bedside-lock")).unwrap()),
        ("a link where the lock belongs", |desk| desk.link(".site.bedside-lock", "notes.txt")),
        ("a socket where the lock belongs", |desk| {
            drop(UnixListener::bind(desk.work(".site.bedside-lock")).unwrap());
        }),
    ];
    for (what, prepare) in beside {
        cases.push(prepared(what, prepare, "build --output site", Refused("something else lies there")));
    }
    let long = |length: usize| "n".repeat(length);
    cases.extend([
        case("a name too long for a disk", &format!("build --output {}", long(300)), Refused("too long")),
        case(
            "a name too long with what is made beside",
            &format!("build --output {}", long(250)),
            Refused("too long"),
        ),
        case(
            "a path too long",
            &format!("build --output {}", [long(200).as_str(); 25].join("/")),
            Refused("could not"),
        ),
    ]);
    cases.push(Case {
        arguments: vec!["build".into(), "--output".into(), OsString::from_vec(b"site-\xff".to_vec())],
        ..case("a name that is no text", "", Made("written"))
    });
    cases.push(Case {
        arguments: vec!["build".into(), "--output".into(), "li\x1b]0;ne\x07\nend".into()],
        ..case("a name that would act on the terminal", "", Made("written"))
    });
    cases
}

const MANIFEST: &str = "home/work/site/.bedside-manifest.json";

fn packages() -> Vec<Case> {
    let things = |desk: &Desk| {
        desk.link("to-page", "content/index.md");
        desk.link("to-nothing", "nowhere");
        desk.put("home/work/thesis.epub", "PK\x03\x04 somebody's book");
        desk.put("home/work/thesis.zip", "PK\x03\x04 somebody's files");
        desk.put("home/work/handout.html", "<!doctype html>\n<p>A handout of mine.</p>\n");
        desk.put("home/work/empty.zip", "");
        drop(UnixListener::bind(desk.work("socket.zip")).unwrap());
    };
    let mut cases = Vec::new();
    for (what, file, why) in [
        ("a folder", "photographs", "it is a folder"),
        ("the course", "content", "it is a folder"),
        ("the working folder", ".", "it is a folder"),
        ("the root of the disk", "/", "it is a folder"),
        ("the old site", "site/", "it is a folder"),
        ("a page", "content/index.md", "not one that Bedside made"),
        ("the settings of the course", "content/course.yaml", "not one that Bedside made"),
        ("a file that the course shows", "content/strand/module/slides.zip", "not one that Bedside made"),
        ("a file of the theme", "theme/LOOKS.txt", "not one that Bedside made"),
        ("a letter", "../letter.txt", "not one that Bedside made"),
        ("an archive of another program", "notes.docx", "not one that Bedside made"),
        ("somebody's book", "thesis.epub", "not one that Bedside made"),
        ("somebody's files", "thesis.zip", "not one that Bedside made"),
        ("a page of the old site", "site/index.html", "not one that Bedside made"),
        ("the manifest of the old site", "site/.bedside-manifest.json", "not one that Bedside made"),
        ("a link to a page", "to-page", "symbolic link"),
        ("a link to nothing", "to-nothing", "symbolic link"),
        ("a socket", "socket.zip", "a device or a pipe"),
        ("a device", "/dev/null", "a device or a pipe"),
        ("a repository's records", "repository/.git/course.zip", "repository's own records"),
        ("a file below a file", "notes.txt/course.zip", "could not"),
    ] {
        let format = ["epub", "site-zip", "scorm12"][cases.len() % 3];
        let line = format!("package {format} --output {file}");
        cases.push(prepared(what, things, &line, Refused(why)));
    }
    let long = "n".repeat(300);
    cases.extend([
        prepared(
            "a handout",
            things,
            "package workbook --output handout.html",
            Refused("not one that Bedside made"),
        ),
        prepared("an empty file", things, "package site-zip --output empty.zip", Made("edition as site-zip")),
        case("a name too long", &format!("package epub --output {long}"), Refused("too long")),
        case("a name that ends in `..`", "package epub --output a/..", Refused("not the name of a file")),
        prepared(
            "an earlier package",
            |desk| {
                let made = desk.run(&["package", "epub", "--output", "a.epub"].map(OsString::from));
                assert_eq!(made.code, 0, "{made:?}");
                fs::rename(desk.work("a.epub"), desk.work("site/404.epub")).unwrap();
                let made = desk.run(&["package", "epub", "--output", "site/404.epub"].map(OsString::from));
                assert_eq!(made.code, 0, "{made:?}");
                fs::remove_file(desk.work("site/404.epub")).unwrap();
            },
            "package epub --output a.epub",
            Made("edition as epub"),
        ),
        case("a course of its own over another", "new photographs", Refused("photographs")),
        case("a new course over the working folder", "new .", Refused("bedside: ")),
        case("a new page over a page", "add lesson strand/module/page", Refused("page")),
        case("a new page out of the course", "add lesson ../notes", Refused("bedside: ")),
    ]);
    cases
}

#[test]
fn no_place_that_is_named_by_mistake_costs_the_author_a_file() {
    let (mut refused, mut made) = (0, 0);
    let desk = Desk::new();
    let copy = |to: &Desk| {
        fs::remove_dir_all(to.path("home")).unwrap();
        fs::remove_dir_all(to.path("outside")).unwrap();
        for part in ["home", "outside"] {
            let copied =
                Command::new("cp").arg("-a").args([desk.path(part), to.path(part)]).status().unwrap();
            assert!(copied.success());
        }
        fs::remove_dir_all(to.work(".bedside-cache")).unwrap();
    };
    let place = Desk::new();
    let (mut is_fresh, mut failures) = (false, Vec::new());
    for Case { what, arguments, prepare, end } in sites().into_iter().chain(packages()) {
        if !is_fresh {
            copy(&place);
        }
        let written = place.everything();
        prepare(&place);
        let before = place.everything();
        let said = place.run(&arguments);
        let after = place.everything();
        is_fresh = written == after;
        let site = place.work("site");
        let ours: BTreeMap<PathBuf, Thing> =
            written.into_iter().filter(|(path, _)| path.starts_with(&site)).collect();
        match end {
            Refused(_) => refused += 1,
            Made(_) => made += 1,
        }
        let wrong = match end {
            _ if said.code < 0 || said.err.contains("panicked") => Some("it ended without a word".to_owned()),
            Refused(why) => unlike_a_refusal(&said, why, before == after),
            Made(words) => unlike_success(&said, words).or_else(|| {
                let mut files = of_the_author(&before, &ours).into_iter();
                files
                    .find(|(path, bytes)| !is_kept(&after, path, bytes))
                    .map(|(path, _)| format!("{} is lost", path.display()))
            }),
        };
        failures.extend(wrong.map(|wrong| format!("{what}: {wrong}: {arguments:?}\n{said:?}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(refused + made >= 25);
    eprintln!(
        "{} places that are named by mistake: {refused} refused, {made} filled, 0 files of the author lost",
        refused + made
    );
}

fn unlike_a_refusal(said: &Run, why: &str, is_untouched: bool) -> Option<String> {
    match () {
        () if !is_untouched => Some("it is refused and something changed".into()),
        () if said.code != 2 => Some("it is not refused".into()),
        () if !said.out.is_empty() || !said.err.contains(why) => Some(format!("not “{why}”")),
        () => None,
    }
}

fn unlike_success(said: &Run, words: &str) -> Option<String> {
    match () {
        () if said.code != 0 => Some("it is not made".into()),
        () if !said.out.contains(words) => Some(format!("not “{words}”")),
        () if said.out.contains(['\x1b', '\x07']) => Some("a name acts on the terminal".into()),
        () => None,
    }
}

/// Whether a file of the author's is still there, or lies beside as what was edited.
fn is_kept(after: &BTreeMap<PathBuf, Thing>, path: &Path, bytes: &[u8]) -> bool {
    let mut moved = path.to_path_buf().into_os_string();
    moved.push(".edited");
    // An empty file has nothing to lose.
    bytes.is_empty()
        || [path, Path::new(&moved)]
            .iter()
            .any(|path| after.get(*path).is_some_and(|thing| thing.bytes == bytes))
}
