//! A course on disk that is edited by seeded chance, as people edit: pages, data, theme, names, mistakes.

use std::fs;
use std::path::{Path, PathBuf};

use super::random::{Random, Words, soup};

/// A course on disk, edited by chance.
pub struct Course {
    pub folder: tempfile::TempDir,
    pub random: Random,
    words: Words,
    /// What was removed or renamed away, with its bytes, so that it can come back.
    gone: Vec<(PathBuf, Vec<u8>)>,
}

impl Course {
    pub fn new(seed: u64) -> Course {
        let folder = tempfile::tempdir().unwrap();
        let course =
            Course { folder, random: Random::new(seed), words: Words::new("edited"), gone: Vec::new() };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/courses/kitchen-sink");
        copy(&from, &course.content());
        let yaml = fs::read_to_string(course.content().join("course.yaml")).unwrap();
        course.write("course.yaml", &format!("{yaml}theme: ../theme\n"));
        course.write("glossary.yaml", "Kindness:\n  definition: A word.\n");
        course.write("01-first-strand/words.md", "# Words\n\n[[Kindness]] [@sinclair2020training].\n");
        course.write("../theme/css/10-colour.css", ":root { --ink: black }\n");
        course
    }

    pub fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.content().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn pages(&self) -> Vec<PathBuf> {
        let files = walkdir::WalkDir::new(self.content()).sort_by_file_name().into_iter().flatten();
        let pages = files.map(walkdir::DirEntry::into_path);
        pages.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
    }

    fn remove(&mut self, path: &Path) {
        if let Ok(bytes) = fs::read(path) {
            self.gone.push((path.to_owned(), bytes));
            fs::remove_file(path).unwrap();
        }
    }

    /// One change that somebody at work may make; what kind it was, and the files that it touched.
    pub fn edit(&mut self) -> (&'static str, Vec<PathBuf>) {
        let word = self.words.next();
        let pages = self.pages();
        let page = self.random.pick(&pages).clone();
        let text = fs::read_to_string(&page).unwrap();
        let change = |text: String| {
            fs::write(&page, text).unwrap();
            vec![page.clone()]
        };
        match self.random.below(24) {
            0..5 => ("a paragraph more", change(format!("{text}\n{word}\n"))),
            5 => ("another title", change(text.replacen("# ", &format!("# {word} "), 1))),
            6 => {
                let text = text.split("---\n").last().unwrap_or_default();
                let minutes = self.random.below(90);
                ("another header", change(format!("---\nminutes: {minutes}\nsummary: {word}\n---\n{text}")))
            }
            7 => ("a section more", change(format!("{text}\n## {word} {{#{word}}}\n\n[[Kindness]]\n"))),
            8 => ("words for facilitators", change(format!("{text}\n:::facilitator\n{word}\n:::\n"))),
            9 => ("a prompt", change(format!("{text}\n:::reflect[{word}]{{#{word}}}\nWhen?\n:::\n"))),
            10 => ("a mistake", change(format!("{text}\n[{word}](#{word})\n"))),
            11 => {
                let soup = soup(&mut self.random, &mut self.words);
                ("a page of all sorts", change(format!("# {word}\n\n{soup}")))
            }
            12 => {
                let name = format!("01-first-strand/10-module/{word}.md");
                self.write(&name, &format!("# {word}\n\nWords.\n"));
                ("a new page", vec![self.content().join(name)])
            }
            13 => {
                let name = format!("02-second-strand/{word}/index.md");
                self.write(&name, &format!("# {word}\n\nWords.\n"));
                ("a new module", vec![self.content().join(name)])
            }
            14 => {
                self.remove(&page);
                ("a page less", vec![page])
            }
            15 => {
                let new = page.with_file_name(format!("{word}.md"));
                fs::rename(&page, &new).unwrap();
                ("another name", vec![page, new])
            }
            16..18 => match self.gone.pop() {
                Some((path, bytes)) => {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(&path, bytes).unwrap();
                    ("what was gone is back", vec![path])
                }
                None => ("nothing", Vec::new()),
            },
            18 => {
                let also =
                    format!("Kindness:\n  definition: A word, {word}.\n{word}:\n  definition: Another.\n");
                self.write("glossary.yaml", &also);
                ("the glossary", vec![self.content().join("glossary.yaml")])
            }
            19 => {
                let book = format!(
                    "@article{{sinclair2020training,\n  author = {{Sinclair, Shane}},\n  title = {{{word}}},\n  date = {{2020}},\n}}\n"
                );
                self.write("references.bib", &book);
                ("the bibliography", vec![self.content().join("references.bib")])
            }
            20 => {
                let path = self.content().join("course.yaml");
                let yaml = fs::read_to_string(&path).unwrap();
                let lines = yaml.lines().map(|line| match line.split_once(':') {
                    Some(("title", _)) => format!("title: {word}"),
                    Some(("language", _)) => {
                        format!("language: {}", self.random.pick(&["en", "fr", "es", "en", "xx-unknown?"]))
                    }
                    Some(("show_minutes", old)) => format!("show_minutes: {}", old != " true"),
                    _ => line.to_owned(),
                });
                let yaml = lines.collect::<Vec<_>>().join("\n") + "\n";
                fs::write(&path, yaml).unwrap();
                ("the course's header", vec![path])
            }
            21 => {
                self.write("../theme/css/10-colour.css", &format!(":root {{ --ink: {word} }}\n"));
                ("a style of the theme", vec![self.folder.path().join("theme/css/10-colour.css")])
            }
            22 => {
                let part = match self.random.below(3) {
                    0 => "<p>{{ no such thing }}</p>".into(),
                    1 => format!("<div class=\"{word}\">{{{{ slot.body | safe }}}}</div>\n"),
                    _ => format!("<!-- {word} -->{{{{ slot.body | safe }}}}\n"),
                };
                self.write("../theme/templates/parts/note.html", &part);
                ("a template of the theme", vec![self.folder.path().join("theme/templates/parts/note.html")])
            }
            _ => {
                let theme = self.folder.path().join("theme");
                let name =
                    *self.random.pick(&["templates/parts/note.html", "css/10-colour.css", "words/en.yaml"]);
                if theme.join(name).is_file() {
                    self.remove(&theme.join(name));
                } else {
                    self.write(&format!("../theme/{name}"), &format!("home: {word}\n"));
                }
                ("a file of the theme", vec![theme.join(name)])
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Course {
    /// Puts the course back to where it began.
    pub fn mend(&mut self) {
        let fresh = Course::new(0);
        fs::remove_dir_all(self.content()).unwrap();
        fs::remove_dir_all(self.folder.path().join("theme")).unwrap();
        copy(fresh.folder.path(), self.folder.path());
        self.gone.clear();
    }
}
