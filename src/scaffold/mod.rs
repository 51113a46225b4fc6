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
use crate::document::slug;
use crate::publish::OutPath;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/starter");
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/pages");

/// What the maker of a course is told.
const NEXT: &str = "\
“{title}” is in {dir}. Its pages are text files in {dir}/content: open that folder in any editor.

To begin:
  cd {dir}
  bedside serve    shows the course in your browser, and every change as you save it
  bedside check    says what is to be mended: the line, and what to write instead

Later:
  bedside add lesson communication-skills/01-listening/02-the-pause
                   makes a page with sample text to write over; `bedside kinds --pages` lists the kinds
  bedside build    makes the site, in {dir}/output/learner
";

/// Makes a starter course in a folder that is empty or does not exist; gives the words for its maker.
pub fn new(dir: &Path, title: Option<&str>) -> Result<String, String> {
    let is_free = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(format!("`{}` cannot be used: {error}.", dir.display())),
    };
    if !is_free {
        return Err(format!(
            "the folder `{0}` has files in it, and was left as it is. Choose a folder that does not exist yet, such as \
`bedside new {0}-2`.",
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
    Ok(NEXT.replace("{dir}", &dir.display().to_string()).replace("{title}", title))
}

/// Makes a page of a kind at a path of the course; gives the words for its maker.
pub fn add(kind: &str, path: &Path, content: &Path) -> Result<String, String> {
    let names = || ["module", "strand"].into_iter().chain(PAGE_KINDS.iter().map(|(kind, ..)| *kind));
    if !names().any(|name| name == kind) {
        let help = did_you_mean(kind, names().collect::<Vec<_>>()).unwrap_or_default();
        return Err(format!(
            "`{kind}` is not a kind of page. {help} `bedside kinds --pages` says what each is for."
        ));
    }
    if !content.join(crate::config::FILE).is_file() {
        return Err(format!(
            "there is no course here: `{}` does not exist. Go to the folder in which `content` lies, name the course's \
folder with `--content DIR`, or make a course with `bedside new DIR`.",
            content.join(crate::config::FILE).display()
        ));
    }
    let inner = path.strip_prefix(content).unwrap_or(path);
    let inner =
        inner.to_str().unwrap_or_default().trim_matches('/').trim_end_matches(".md").replace('\\', "/");
    let inner = match kind {
        "module" | "strand" => format!("{}/index.md", inner.trim_end_matches("/index")),
        _ => format!("{inner}.md"),
    };
    if inner.split('/').any(|part| part == "..") {
        return Err(format!(
            "`{}` leads out of the course. Write the path from the course's folder on, such as \
`communication-skills/01-listening/02-the-pause`.",
            path.display()
        ));
    }
    if let Err(why) = OutPath::new(&inner) {
        let plain: Vec<String> = inner.trim_end_matches(".md").split('/').map(slug).collect();
        return Err(format!(
            "`{inner}` cannot be the path of a page: {why}. Write `{}`; the title may have any characters.",
            plain.join("/")
        ));
    }
    let template = PAGES.get_file(format!("{kind}.md")).or_else(|| PAGES.get_file("lesson.md"));
    let text = template.and_then(|file| file.contents_utf8()).unwrap_or_default();
    let file: PathBuf = content.join(&inner);
    let title = title_of(&inner);
    write(&file, &text.replace("{{title}}", &title).replace("{{kind}}", kind))?;
    let made = format!(
        "Made the {kind} “{title}”: {}\nOpen it and write over the sample text; `bedside serve` shows it as you go.\n",
        file.display()
    );
    Ok(made + &missing(&inner, content))
}

/// The strand and the module around a new page, where they have no page of their own yet, with the commands that
/// make them.
fn missing(inner: &str, content: &Path) -> String {
    let folders: Vec<&str> = inner.match_indices('/').map(|(at, _)| &inner[..at]).take(2).collect();
    let is_plain = |folder: &&&str| {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        !PAGE_KINDS.iter().any(|(_, plural, _)| *plural == name)
            && !content.join(folder).join("index.md").is_file()
    };
    let commands: String = folders
        .iter()
        .filter(is_plain)
        .map(|folder| {
            let kind = if folder.contains('/') { "module" } else { "strand" };
            format!("  bedside add {kind} {folder}\n")
        })
        .collect();
    match commands.lines().count() {
        0 => commands,
        1 => {
            format!("\nThe folder around it has no page yet that says what it is about. Make it:\n{commands}")
        }
        _ => format!(
            "\nThe folders around it have no pages yet that say what they are about. Make them:\n{commands}"
        ),
    }
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
        io::ErrorKind::AlreadyExists => {
            format!("`{}` exists already, and was left as it is. Choose another name.", path.display())
        }
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
