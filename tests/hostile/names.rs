//! Names of pages and folders that some system cannot hold or would take for another, and two names for one address.

use bedside::course::Edition;
use bedside::diagnostic::report::{self, Report};
use bedside::pipeline;
use bedside::publish::OutPath;
use bedside::render::Artefact;

use super::support::{Files, course, link, sources, told};

const DEVICES: &[&str] =
    &["con", "PRN", "aux", "NUL", "com1", "Com9", "LPT1", "lpt9", "CONIN$", "conout$", "COM¹", "lpt³"];

/// Of each device: a name that Windows takes for it.
fn devices() -> Vec<String> {
    DEVICES
        .iter()
        .flat_map(|name| [(*name).to_owned(), format!("{name}.backup"), format!("{name} .x")])
        .collect()
}

/// Characters that act, hide, or mean something else in an address.
fn characters() -> Vec<String> {
    let controls = (1..0x20).chain(0x7f..0xa0).filter_map(char::from_u32);
    let hidden = "\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{fff9}\u{fffc}";
    let meaning = "<>:\"|?*\\%#";
    controls.chain(hidden.chars()).chain(meaning.chars()).map(|c| format!("a{c}b")).collect()
}

/// The rest: a name, and whether a page and a folder may have it.
fn endings() -> Vec<(String, bool, bool)> {
    let long = |n: usize| "x".repeat(n);
    let both = |name: &str| (name.to_owned(), false, false);
    vec![
        // Of a page's name `.html` is the end.
        ("a.".into(), true, false),
        ("a ".into(), true, false),
        ("a...".into(), true, false),
        ("a. .".into(), true, false),
        (long(116), false, true),
        ("é".repeat(60), false, true),
        both(&long(250)),
        both(&"\u{1f600}".repeat(31)),
        both("..%2f..%2fetc"),
        both("%00"),
        both("c:"),
        both("a:stream"),
        both("GIT~1\\x"),
    ]
}

/// Every name, and whether a page and a folder may have it.
fn names() -> Vec<(String, bool, bool)> {
    let never = devices().into_iter().chain(characters()).map(|name| (name, false, false));
    let fine = FINE.iter().map(|name| ((*name).to_owned(), true, true));
    never.chain(endings()).chain(fine).collect()
}

/// Names that look hostile and work everywhere.
const FINE: &[&str] = &[
    "...a",
    "~",
    "-rf",
    "--help",
    "a b",
    "'a'",
    "$(id)",
    "`id`",
    "a&b",
    "a;b",
    "a=b",
    "{{a}}",
    "com0",
    "com10",
    "console",
    "nul-and-void",
    "é",
    "日本語",
    "עברית",
    "עמוד-a",
    "😀",
    "ﬁ",
    "ſ",
    "a+b",
    "@a",
    "!a",
    "^a",
    "(a)",
    "[a]",
    "a,b",
    "xn--a",
];

/// Two files each whose addresses one system or another takes for one.
const PAIRS: &[(&str, &str)] = &[
    ("strand/module/a.md", "strand/module/A.md"),
    ("strand/module/a.md", "strand/module/01-a.md"),
    ("strand/module/01-a.md", "strand/module/02-a.md"),
    ("strand/module/01-a.md", "strand/module/01_a.md"),
    ("strand/module/é.md", "strand/module/É.md"),
    ("strand/module/é.md", "strand/module/e\u{301}.md"),
    ("strand/module/straße.md", "strand/module/STRASSE.md"),
    ("strand/module/ﬁ.md", "strand/module/fi.md"),
    ("strand/module/ſ.md", "strand/module/s.md"),
    ("strand/module/K.md", "strand/module/k.md"),
    ("strand/module/Ω.md", "strand/module/ω.md"),
    ("strand/module/σ.md", "strand/module/ς.md"),
    ("strand/module/index.md", "strand/MODULE/index.md"),
    ("strand/module/index.md", "strand/03-module/index.md"),
    ("strand/module/x/index.md", "strand/module/X/index.md"),
];

pub fn count() -> usize {
    2 * (names().len() - FINE.len()) + FINE.len() + PAIRS.len()
}

#[test]
fn no_hostile_name_becomes_an_address() {
    let mut failures = Vec::new();
    for names in names().chunks(60) {
        let mut files = course();
        let mut paths = Vec::new();
        for (name, page, folder) in names {
            paths.push((format!("strand/module/{name}.md"), *page));
            paths.push((format!("strand/{name}/index.md"), *folder));
        }
        for (path, _) in &paths {
            files.insert(path.clone(), b"# Page\n\nWords.\n".to_vec());
        }
        let checked = link(&files);
        let told = told(&checked);
        for (path, may) in &paths {
            let is_told = told.iter().any(|told| told.file == *path && told.code == "unsafe-name");
            let has_page = checked.value.course.pages.iter().any(|page| *page.outline.file == **path);
            if is_told == *may || has_page != *may {
                failures.push(format!("{path:?}: told {is_told}, a page {has_page}"));
            }
        }
        // Wherever they are printed they are seen and do not act.
        let sources = sources(&files);
        let text = |path: &str| sources.text_of(path);
        let report = Report { diagnostics: &checked.diagnostics, text: &text, strict: false };
        for words in [
            report::human(&report, true),
            report::short(&report),
            report::json(&report),
            report::sarif(&report),
        ] {
            let colour = words.replace("\u{1b}[", "");
            let acts =
                |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}\u{2028}\u{feff}".contains(c);
            if let Some(at) = colour.find(acts) {
                failures.push(format!(
                    "a report acts on a terminal: {:?}",
                    colour[at..].chars().take(20).collect::<String>()
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn two_sources_of_one_address_are_told_with_both_names() {
    let mut failures = Vec::new();
    for (one, two) in PAIRS {
        let mut files: Files = course();
        for path in [one, two] {
            files.insert((*path).into(), b"# Page\n\nWords.\n".to_vec());
        }
        let checked = link(&files);
        let names_both = checked.diagnostics.iter().any(|problem| {
            let related = problem.related.iter().any(|other| [*one, *two].contains(&&*other.file));
            ["duplicate-address", "unsafe-name"].contains(&problem.code.name()) && related
        });
        if !names_both {
            failures.push(format!("{one} and {two}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Files beside pages at the same address: what would overwrite what.
#[test]
fn a_file_at_the_address_of_a_page_or_of_another_file_is_told() {
    let mut failures = Vec::new();
    for (files_there, text) in [
        (&["strand/module/other.html"][..], "[x](other.html) [y](other.md)"),
        (
            &["strand/module/Chair.png", "strand/module/chair.png"],
            "![a chair](Chair.png) ![a chair](chair.png)",
        ),
        (&["search.html"], "[x](../../search.html)"),
        (&["assets/style.css"], "[x](../../assets/style.css)"),
        (&["journal.md"], "[x](../../journal.md)"),
        (&["404.md"], "[x](../../404.md)"),
    ] {
        let mut files = course();
        files.insert("strand/module/other.md".into(), b"# Other\n\nWords.\n".to_vec());
        for file in files_there {
            files.insert((*file).into(), b"# The author's own\n\nWords.\n".to_vec());
        }
        files.insert("strand/module/page.md".into(), format!("# Page\n\n{text}\n").into_bytes());
        let checked = link(&files);
        let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
        let is_broken = |path: &OutPath| matches!(artefacts.get(path), Some(Artefact::Broken(_)));
        if !told(&checked).iter().any(|told| told.severity == "error") && !artefacts.paths().any(is_broken) {
            failures.push(format!("{files_there:?}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
