//! The default theme, and a course's own files over it → templates, one style sheet, scripts, words.

mod strict;

pub use strict::{MAX_COUNT, MAX_LOOPS, MAX_TEMPLATE};

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use super::MAX_PAGE;
use super::profile::Profile;
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::directive::KINDS;
use crate::document::{Core, yaml};
use crate::fingerprint;
use crate::source::Sources;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// What a template prints in the place of a part that was rendered before.
pub(super) const BODY: &str = "<%body%>";
pub(super) const NAVIGATION: &str = "<%navigation%>";

/// The name of the style sheet that every page has in its head.
pub(super) const FIRST: &str = "style";

/// Everything that a page's look is made of.
pub struct Theme {
    tera: Tera,
    /// Style sheets by name, without `.css`: `style` is what the first look at a page waits for; those of a folder are
    /// one sheet of the folder's name, which a template asks for where it needs it.
    pub sheets: BTreeMap<String, Vec<u8>>,
    /// The picture in a browser's tab.
    pub icon: Vec<u8>,
    /// By name, without `.js`; those of a folder are one script of the folder's name.
    pub scripts: BTreeMap<String, Vec<u8>>,
    /// Fonts, pictures: `files/…` of the theme, by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What a learning platform opens, and what pages tell it: `launcher/…`, joined as scripts are; style sheets
    /// by their file's name.
    pub launcher: BTreeMap<String, Vec<u8>>,
    words: BTreeMap<String, String>,
    parts: BTreeMap<&'static str, String>,
    /// Parts that are others where there is neither script nor field.
    paper: BTreeMap<&'static str, String>,
    /// The style sheets of the formats that are read as a book.
    pub workbook_css: Vec<u8>,
    pub epub_css: Vec<u8>,
    /// The fingerprint of all its files and of the language of its words.
    pub seen: u64,
}

/// The languages that are written from right to left, of those that may stand in `language:`.
const RIGHT_TO_LEFT: [&str; 6] = ["ar", "fa", "he", "ps", "ur", "yi"];

/// Signs that are not seen: what stands between them runs from left to right, whatever stands around it.
const ISOLATE_LEFT_TO_RIGHT: char = '\u{2066}';
const END_OF_ISOLATE: char = '\u{2069}';

/// `ltr` or `rtl`.
pub fn direction(language: &str) -> &'static str {
    let main = language.split(['-', '_']).next().unwrap_or(language);
    if RIGHT_TO_LEFT.contains(&main) { "rtl" } else { "ltr" }
}

/// Loads the default theme with `overrides` in the place of its files of the same path.
pub fn load(overrides: &Sources, language: &str) -> Checked<Theme> {
    let mut problems = Vec::new();
    let files = files(overrides);
    let words = words(&files, language, &mut problems);
    let mut tera = Tera::default();
    strict::register(&mut tera);
    tera.global_context().insert("w", &words);
    let templates =
        files.iter().filter(|(path, _)| path.starts_with("templates/") || path.starts_with("icons/"));
    let templates: Vec<(&str, &str)> = templates
        .filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
        .collect();
    let is_own = |path: &str| overrides.get(path).is_some();
    let own: Vec<(&str, &str)> = templates.iter().copied().filter(|(path, _)| is_own(path)).collect();
    // What could run without end is not even read.
    let endless: Vec<String> = own.iter().flat_map(|(path, text)| strict::endless(path, text)).collect();
    if endless.is_empty() {
        if let Err(error) = tera.add_raw_templates(templates.iter().copied()) {
            problems.push(theme_problem(&error.to_string()));
        } else {
            problems.extend(strict::strangers(&tera, &own).iter().map(|words| theme_problem(words)));
        }
    }
    problems.extend(endless.iter().map(|words| theme_problem(words)));
    let is_part = |path: &str| path.starts_with("templates/parts/") || path.starts_with("templates/paper/");
    for (path, text) in templates.iter().filter(|(path, _)| is_part(path)) {
        if !text.contains("slot.body") {
            problems.push(theme_problem(&format!(
                "{path} does not print `slot.body`: what stands in the block would be lost"
            )));
        }
    }
    let named = |prefix: &str, suffix: &str| -> BTreeMap<String, Vec<u8>> {
        let inside = files.iter().filter_map(|(path, bytes)| {
            let name = path.strip_prefix(prefix)?.strip_suffix(suffix)?;
            Some((name.to_owned(), bytes.clone()))
        });
        inside.collect()
    };
    let sheet = |folder: &str| named(folder, ".css").into_values().collect::<Vec<_>>().join(&b"\n"[..]);
    let parts = part_templates(&tera, "parts");
    for core in Core::ALL.iter().filter(|core| **core != Core::Answer) {
        if !parts.contains_key(core.name()) {
            problems.push(theme_problem(&format!("the theme has no templates/parts/{}.html", core.name())));
        }
    }
    let icon = files.get("icons/favicon.svg").cloned().unwrap_or_default();
    let theme = Theme {
        seen: fingerprint::of(&(&files, language)),
        icon,
        workbook_css: sheet("workbook/"),
        epub_css: sheet("epub/"),
        paper: part_templates(&tera, "paper"),
        sheets: joined(named("css/", ".css"), |_| FIRST),
        scripts: joined(named("js/", ".js"), |name| name),
        files: named("files/", ""),
        launcher: {
            let mut launcher = joined(named("launcher/", ".js"), |name| name);
            launcher.extend(
                named("launcher/", ".css").into_iter().map(|(name, css)| (format!("{name}.css"), css)),
            );
            launcher
        },
        tera,
        words,
        parts,
    };
    Checked { value: theme, diagnostics: problems }
}

/// Files that stand in a folder are joined in the order of their names: one request; `alone` names one that does not.
fn joined(files: BTreeMap<String, Vec<u8>>, alone: impl Fn(&str) -> &str) -> BTreeMap<String, Vec<u8>> {
    let mut whole: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, bytes) in files {
        let name = name.split_once('/').map_or_else(|| alone(&name), |(folder, _)| folder);
        whole.entry(name.to_owned()).or_default().extend(bytes);
    }
    whole
}

fn files(overrides: &Sources) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(&DEFAULT, &mut files);
    for source in overrides.iter() {
        if let Ok(bytes) = source.bytes() {
            files.insert(source.path.to_string(), bytes.into_owned());
        }
    }
    files
}

fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

/// English words under those of the course's language, so that a missing one is seen and not an error. In a course that
/// is written from right to left it keeps its own direction, or its number and its full stop would change sides.
fn words(
    files: &BTreeMap<String, Vec<u8>>,
    language: &str,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let main = language.split(['-', '_']).next().unwrap_or(language);
    let mut words = BTreeMap::new();
    let mut own = BTreeSet::new();
    for path in ["words/en.yaml".to_owned(), format!("words/{main}.yaml"), format!("words/{language}.yaml")] {
        let Some(bytes) = files.get(&path) else { continue };
        if yaml::is_too_deep(&String::from_utf8_lossy(bytes)) {
            problems.push(theme_problem(&format!("{path}: too many brackets stand in one another")));
            continue;
        }
        match serde_yaml::from_slice::<BTreeMap<String, String>>(bytes) {
            Ok(more) => {
                if path != "words/en.yaml" {
                    own.extend(more.keys().cloned());
                }
                words.extend(more);
            }
            Err(error) => problems.push(theme_problem(&format!("{path}: {error}"))),
        }
    }
    if direction(language) == "rtl" {
        for (_, word) in words.iter_mut().filter(|(key, word)| !own.contains(*key) && !word.is_empty()) {
            *word = format!("{ISOLATE_LEFT_TO_RIGHT}{word}{END_OF_ISOLATE}");
        }
    }
    words
}

/// The template of each kind: `<folder>/<kind>.html` where there is one, else that of its core.
fn part_templates(tera: &Tera, folder: &str) -> BTreeMap<&'static str, String> {
    let mut parts = BTreeMap::new();
    let kinds = KINDS.iter().map(|kind| kind.name).chain(Core::ALL.iter().map(|core| core.name()));
    for name in kinds {
        let path = format!("templates/{folder}/{name}.html");
        if tera.contains_template(&path) {
            parts.insert(name, path);
        }
    }
    parts
}

/// What a template prints, up to what a page may have.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        if self.0.len() > MAX_PAGE { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn theme_problem(words: &str) -> Diagnostic {
    let file: Arc<str> = "theme".into();
    Diagnostic::new(Code::ThemeError, &file, Span::default(), words)
}

impl Theme {
    /// A word of the interface; a test holds every word file to every key that is used.
    pub fn word(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    /// A word that may not be there.
    pub(super) fn find_word(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(String::as_str)
    }

    /// Renders a template with a plain value.
    pub(super) fn render<T: Serialize>(&self, template: &str, value: &T) -> Result<String, String> {
        let context = Context::from_serialize(value).map_err(|error| error.to_string())?;
        strict::begin();
        let mut out = Bounded(Vec::new());
        let rendered = self.tera.render_to(template, &context, &mut out);
        if out.0.len() > MAX_PAGE {
            return Err(format!("{template} prints more than {MAX_PAGE} bytes"));
        }
        rendered.map_err(|error| error.to_string())?;
        String::from_utf8(out.0).map_err(|error| error.to_string())
    }

    /// The template of a block.
    pub(super) fn part(&self, kind: &str, core: &str, profile: Profile) -> &str {
        // A part within a kind (a card of a role play) looks like its core, not like the whole.
        let name = core_or_kind(kind, core);
        let paper = if profile.is_paper() { Some(&self.paper) } else { None };
        let on_paper = paper.and_then(|paper| paper.get(name).or_else(|| paper.get(core)));
        on_paper
            .or_else(|| self.parts.get(name))
            .or_else(|| self.parts.get(core))
            .map_or("templates/parts/section.html", String::as_str)
    }
}

fn core_or_kind<'a>(kind: &'a str, core: &'a str) -> &'a str {
    if matches!(core, "step" | "turn" | "card" | "answer") { core } else { kind }
}
