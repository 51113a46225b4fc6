//! `new` and `add`: a starter course, and pages from templates that check clean.
#![expect(clippy::disallowed_methods, reason = "scaffold is one of the rooms where I/O lives")]

use std::collections::hash_map::RandomState;
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::diagnostic::did_you_mean;
use crate::document::header::PAGE_KINDS;
use crate::publish::OutPath;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/starter");
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/pages");

/// Makes a starter course in a folder that is empty or does not exist; gives the words for its maker.
pub fn new(dir: &Path, title: Option<&str>) -> Result<String, String> {
    let is_free = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(format!("`{}` cannot be used: {error}.", dir.display())),
    };
    if !is_free {
        return Err(format!(
            "the folder `{}` is not empty. Choose a name that does not exist yet.",
            dir.display()
        ));
    }
    let title = title.unwrap_or("A course in compassion");
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    for (path, text) in files {
        let text = text.replace("{{id}}", &fresh_id()).replace("{{title}}", &title.replace('"', "\\\""));
        write(&dir.join("content").join(path), &text)?;
    }
    write(&dir.join(".gitignore"), "/output/\n.bedside-cache/\n")?;
    let shown = dir.display();
    Ok(format!(
        "A starter course is in {shown}.\n\nNext:\n  cd {shown}\n  bedside serve      preview it while you write\n  \
bedside check      see what is to be mended\n  bedside build      make the site\n"
    ))
}

/// Makes a page of a kind at a path of the course; gives the words for its maker.
pub fn add(kind: &str, path: &Path, content: &Path) -> Result<String, String> {
    let names = || ["module", "strand"].into_iter().chain(PAGE_KINDS.iter().map(|(kind, ..)| *kind));
    if !names().any(|name| name == kind) {
        let help = did_you_mean(kind, names().collect::<Vec<_>>()).unwrap_or_default();
        return Err(format!("`{kind}` is not a kind of page. {help}"));
    }
    if !content.join(crate::config::FILE).is_file() {
        return Err(format!("there is no course in `{}`: it has no course.yaml.", content.display()));
    }
    let inner = path.strip_prefix(content).unwrap_or(path);
    let inner =
        inner.to_str().unwrap_or_default().trim_matches('/').trim_end_matches(".md").replace('\\', "/");
    let inner = match kind {
        "module" | "strand" => format!("{}/index.md", inner.trim_end_matches("/index")),
        _ => format!("{inner}.md"),
    };
    if let Err(why) = OutPath::new(&inner) {
        return Err(format!("`{inner}` cannot be the path of a page: {why}."));
    }
    let template = PAGES.get_file(format!("{kind}.md")).or_else(|| PAGES.get_file("lesson.md"));
    let text = template.and_then(|file| file.contents_utf8()).unwrap_or_default();
    let file: PathBuf = content.join(&inner);
    write(&file, &text.replace("{{title}}", &title_of(&inner)).replace("{{kind}}", kind))?;
    Ok(format!("{} is made; write in it.\n", file.display()))
}

/// `03-first-minutes/index.md` → `First minutes`.
fn title_of(path: &str) -> String {
    let stem = path.trim_end_matches("/index.md").trim_end_matches(".md");
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let words = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(|| "Untitled".into(), |first| first.to_uppercase().chain(letters).collect())
}

fn collect<'a>(dir: &Dir<'a>, files: &mut Vec<(&'a Path, &'a str)>) {
    files.extend(dir.files().filter_map(|file| Some((file.path(), file.contents_utf8()?))));
    dir.dirs().for_each(|inner| collect(inner, files));
}

/// Writes a file that does not exist yet; nothing of an author's is ever written over.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let tell = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("`{}` exists already; choose another name.", path.display()),
        _ => format!("`{}` could not be written: {error}.", path.display()),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(tell)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(tell)?;
    file.write_all(text.as_bytes()).map_err(tell)
}

/// A name that no other course has, in the form of a random UUID; the standard library seeds its hashers anew.
fn fresh_id() -> String {
    let random = || RandomState::new().build_hasher().finish();
    let (a, b) = (random(), random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xFFFF,
        a & 0xFFF,
        0x8000 | (b >> 48 & 0x3FFF),
        b & 0xFFFF_FFFF_FFFF
    )
}
