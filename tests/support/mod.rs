//! What the suites share: courses in memory, what is said of them, what they become, and pages read as a browser does.
#![allow(dead_code, reason = "each suite is a program of its own and uses a part of this")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests drive the program from outside")]

pub mod allowed;
pub mod binary;
pub mod edits;
pub mod jail;
pub mod links;
pub mod page;
pub mod preview;
pub mod random;
pub mod requests;
pub mod suite;
pub mod time;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bedside::course::Edition;
use bedside::diagnostic::report::{self, Report};
use bedside::diagnostic::{Checked, Diagnostic};
use bedside::document::Core;
use bedside::document::date::Date;
use bedside::document::directive::KINDS;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::publish::OutPath;
use bedside::render::format::{Format, Wanted};
use bedside::source::Sources;

pub const EDITIONS: [Edition; 2] = [Edition::Learner, Edition::Facilitator];

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The place of a single page in the course around it.
pub const PAGE: &str = "strand/module/page.md";

/// A shell that shows the page's content and nothing around it.
const BARE_SHELL: &str = "{{ slot.body | safe }}";

/// A part that shows what a block is, whatever the theme makes of it.
const BARE_PART: &str = r#"<{{ part.core }}{% if part.kind != part.core %} kind="{{ part.kind }}"{% endif %}{% if part.id %} id="{{ part.id }}"{% endif %}{% if part.number %} number="{{ part.number }}"{% endif %}{% for key, value in part.args %} {{ key }}="{{ value }}"{% endfor %}{% if part.extra.past %} past="{{ part.extra.past }}"{% endif %}{% if part.extra.fictional %} fictional{% endif %}>
{% if part.label %}<label>{{ part.label | safe }}</label>
{% endif %}{{ slot.body | safe }}
{% for a in part.extra.answers %}<answer{% if a.correct %} right{% endif %}>{{ a.html | safe }}
{{ a.feedback_html | safe }}</answer>
{% endfor %}{% for item in part.extra.items %}<item id="{{ item.id }}">{{ item.html | safe }}</item>
{% endfor %}</{{ part.core }}>
"#;

/// The files of a small course that is clean by itself. What is asked of real courses only, such as a summary on
/// each page, is switched off.
pub fn course() -> Files {
    let page = |title: &str| format!("# {title}\n\nWords.\n").into_bytes();
    Files::from([
        ("course.yaml".into(), b"id: test\ntitle: Course\nversion: 1\nstrands: [strand]\nallow: [no-summary, no-objectives, no-activity]\n".to_vec()),
        ("references.bib".into(), BIBLIOGRAPHY.into()),
        ("index.md".into(), page("Home")),
        ("strand/index.md".into(), page("Strand")),
        ("strand/module/index.md".into(), page("Module")),
    ])
}

const BIBLIOGRAPHY: &str = "@article{sinclair2020training,
  author = {Sinclair, Shane},
  title = {Compassion training},
  journaltitle = {A Journal},
  date = {2020},
}
";

/// The small course with one more page.
pub fn course_with(page: &str) -> Files {
    let mut files = course();
    files.insert(PAGE.into(), page.into());
    files
}

/// A folder's files, hidden ones left out.
pub fn read_folder(root: &Path) -> Files {
    let mut files = Files::new();
    collect(root, root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.file_name().unwrap().to_str().unwrap().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Writes files below a folder.
pub fn write_folder(root: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A folder of the package.
pub fn of_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether the long form of each test was asked for.
pub fn is_full() -> bool {
    std::env::var_os("BEDSIDE_FULL").is_some_and(|value| value == "1")
}

/// A day for tests to which no day matters.
pub fn today() -> Date {
    Date::parse("2027-03-01").unwrap()
}

/// Links a course.
pub fn link(files: &Files) -> Checked<Linked> {
    link_with(files, &mut Memo::default())
}

/// Links a course with what is remembered from before.
pub fn link_with(files: &Files, memo: &mut Memo) -> Checked<Linked> {
    pipeline::link(sources(files), &Sources::default(), memo, today())
}

/// Links a course whose pages are their content alone and whose blocks say what they are, so that the theme may
/// change its mind about looks.
pub fn link_bare(files: &Files) -> Checked<Linked> {
    let names = KINDS.iter().map(|kind| kind.name).chain(Core::ALL.iter().map(|core| core.name()));
    let parts = names.chain(["facilitator"]).map(|name| (format!("templates/parts/{name}.html"), BARE_PART));
    let mut theme: Files = parts.map(|(path, text)| (path, text.into())).collect();
    theme.insert("templates/shell.html".into(), BARE_SHELL.into());
    pipeline::link(sources(files), &sources(&theme), &mut Memo::default(), today())
}

pub fn sources(files: &Files) -> Sources {
    Sources::from_memory(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
}

/// Every file of an edition.
pub fn made(linked: &Linked, edition: Edition) -> Files {
    made_as(&bedside::render::format::site::FORMAT, linked, edition)
}

/// Every file of an edition in a format.
pub fn made_as(format: &Format, linked: &Linked, edition: Edition) -> Files {
    let artefacts = pipeline::artefacts_as(format, linked, edition, &Wanted::default());
    let make = |path: &OutPath| {
        let mut bytes = Vec::new();
        artefacts.make(artefacts.get(path).unwrap(), &mut bytes).unwrap();
        (path.as_str().to_owned(), bytes)
    };
    artefacts.paths().map(make).collect()
}

/// One file of an edition; nothing if the edition does not have it.
pub fn made_one(linked: &Linked, edition: Edition, path: &str) -> Option<String> {
    let artefacts = pipeline::artefacts(linked, edition, false);
    let mut bytes = Vec::new();
    artefacts.make(artefacts.get(&OutPath::new(path).unwrap())?, &mut bytes).unwrap();
    Some(String::from_utf8(bytes).unwrap())
}

/// The codes of some diagnostics, in their order.
pub fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|problem| problem.code.name()).collect()
}

/// A diagnostic with its place as programs are told it.
pub struct Told {
    pub code: String,
    pub severity: String,
    pub file: String,
    pub line: u64,
    pub column: u64,
    pub message: String,
    pub help: String,
}

/// What `check --format json` says of a course.
pub fn told(checked: &Checked<Linked>) -> Vec<Told> {
    let text = |path: &str| -> Option<Cow<'_, [u8]>> { checked.value.sources.text_of(path) };
    let report = Report { diagnostics: &checked.diagnostics, text: &text, strict: false };
    told_in(&report::json(&report))
}

/// Reads the object that `check --format json` prints.
pub fn told_in(json: &str) -> Vec<Told> {
    let object: serde_json::Value = serde_json::from_str(json).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let one = |problem: &serde_json::Value| Told {
        code: text(&problem["code"]),
        severity: text(&problem["severity"]),
        file: text(&problem["file"]),
        line: problem["line"].as_u64().unwrap(),
        column: problem["column"].as_u64().unwrap(),
        message: text(&problem["message"]),
        help: text(&problem["help"]),
    };
    object["diagnostics"].as_array().unwrap().iter().map(one).collect()
}

/// Panics with all that is wrong with a course, if anything is.
pub fn expect_clean(checked: &Checked<Linked>, what: &str) {
    let lines: Vec<String> = told(checked)
        .iter()
        .map(|t| format!("{}:{}:{} {} {}", t.file, t.line, t.column, t.code, t.message))
        .collect();
    assert!(lines.is_empty(), "{what} is not clean:\n{}", lines.join("\n"));
}
