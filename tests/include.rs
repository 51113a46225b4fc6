//! Snippets that pages share: where their words appear, where their problems are told, what is remembered.

#![allow(clippy::unwrap_used, reason = "a test that meets nothing where something must be has failed")]

use bedside::course::Edition;
use bedside::diagnostic::Checked;
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::publish::OutPath;
use bedside::source::Sources;

const COURSE: &str = "id: include-test\ntitle: Include\nallow: [no-summary, no-objectives, no-activity]\n";

fn link_with(files: &[(&str, &str)], memo: &mut Memo) -> Checked<Linked> {
    let course = [("course.yaml", COURSE)];
    let all = course.iter().chain(files).map(|(path, text)| (*path, text.as_bytes()));
    pipeline::link(Sources::from_memory(all), &Sources::default(), memo, today())
}

fn link(files: &[(&str, &str)]) -> Checked<Linked> {
    link_with(files, &mut Memo::default())
}

/// Code, file and the words under the span of each problem.
fn told(checked: &Checked<Linked>) -> Vec<(&'static str, String, String)> {
    let words = |d: &bedside::diagnostic::Diagnostic| {
        let text = checked.value.sources.text_of(&d.file).unwrap_or_default().into_owned();
        String::from_utf8_lossy(text.get(d.span.range()).unwrap_or_default()).into_owned()
    };
    checked.diagnostics.iter().map(|d| (d.code.name(), d.file.to_string(), words(d))).collect()
}

fn today() -> Date {
    Date::parse("2027-03-01").unwrap()
}

fn page_of(checked: &Checked<Linked>, edition: Edition, path: &str) -> String {
    let artefacts = pipeline::artefacts(&checked.value, edition, false);
    let mut out = Vec::new();
    artefacts.make(artefacts.get(&OutPath::new(path).unwrap()).unwrap(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn page(checked: &Checked<Linked>, path: &str) -> String {
    page_of(checked, Edition::Learner, path)
}

#[test]
fn a_snippets_words_stand_in_each_page_and_its_links_lead_from_its_own_folder() {
    let rules = "## Ground rules\n\nWhat is *said* here stays here. [Home](../index.md) ![A door](door.svg) [^1]\n\n[^1]: As in the ward.\n";
    let checked = link(&[
        ("index.md", "# Home\n\n:::include{src=rules.md}\n:::\n\nAfter. [^1]\n\n[^1]: The page's own.\n"),
        (
            "a/index.md",
            "# A\n\n- item\n\n  :::include{src=rules.md}\n  :::\n\n:::include{src=rules.md}\n:::\n",
        ),
        ("snippets/rules.md", rules),
        ("snippets/door.svg", "<svg width=\"4\" height=\"3\"/>"),
    ]);
    assert_eq!(told(&checked), [] as [(&str, String, String); 0]);
    let home = page(&checked, "index.html");
    assert!(home.contains("<h2 id=\"ground-rules\">Ground rules</h2>\n<p>What is <em>said</em> here stays here. <a href=\"index.html\">Home</a>"), "{home}");
    assert!(home.contains("As in the ward.") && home.contains("The page's own."), "{home}");
    assert!(home.find("Ground rules") < home.find("After."));
    let a = page(&checked, "a/index.html");
    assert!(a.contains("id=\"ground-rules\"") && a.contains("id=\"ground-rules-2\""), "ids are unique: {a}");
    assert!(a.contains("<a href=\"../index.html\">Home</a>"));
    assert!(a.find("<li>").unwrap() < a.find("Ground rules").unwrap());
}

#[test]
fn problems_are_told_in_the_snippet_once() {
    let checked = link(&[
        ("index.md", "# Home\n\nÄ text.\n\n:::include{src=a.md}\n:::\n"),
        ("b.md", "# B\n\n:::include{src=a.md}\n:::\n"),
        (
            "snippets/a.md",
            "See [that](nowhere.md).\n\n:::reflet\nWords.\n:::\n\n## One {#x}\n\n## Two {#x}\n",
        ),
    ]);
    let mut all = checked.diagnostics.clone();
    bedside::diagnostic::sort(&mut all);
    let sorted = Checked { value: checked.value, diagnostics: all };
    let of = |code: &'static str, words: &str| (code, "snippets/a.md".to_owned(), words.to_owned());
    assert_eq!(
        told(&sorted),
        [
            of("broken-link", "[that](nowhere.md)"),
            of("unknown-directive", "reflet"),
            of("duplicate-id", "## Two {#x}\n")
        ]
    );
    let related = &sorted.diagnostics[2].related[0];
    assert_eq!(&*related.file, "snippets/a.md");
}

#[test]
fn what_cannot_be_included_is_told_where_it_is_asked_for() {
    let of = |page: &str, files: &[(&str, &str)]| {
        let text = format!("# Home\n\nWords.\n\n{page}\n");
        let mut all = vec![("index.md", text.as_str())];
        all.extend_from_slice(files);
        let mut checked = link(&all);
        bedside::diagnostic::sort(&mut checked.diagnostics);
        (told(&checked), checked.diagnostics.first().and_then(|d| d.help.clone()).unwrap_or_default())
    };
    let (problems, help) =
        of(":::include{src=ground-rule.md}\n:::", &[("snippets/ground-rules.md", "Words.")]);
    assert_eq!(problems[0], ("include-missing", "index.md".into(), "ground-rule.md".into()));
    assert_eq!(help, "Did you mean `ground-rules.md`?");
    assert_eq!(problems[1].0, "unused-snippet");

    let cycle = [
        ("snippets/a.md", "A\n\n:::include{src=b.md}\n:::\n"),
        ("snippets/b.md", "B\n\n:::include{src=a.md}\n:::\n"),
    ];
    let (problems, help) = of(":::include{src=a.md}\n:::", &cycle);
    assert_eq!(problems, [("include-cycle", "snippets/b.md".into(), "a.md".into())]);
    assert!(help.contains("a.md → b.md → a.md"), "{help}");

    let names = ["a.md", "b.md", "c.md", "d.md"];
    let texts: Vec<(String, String)> = (0..4)
        .map(|n| {
            let next =
                names.get(n + 1).map(|name| format!(":::include{{src={name}}}\n:::\n")).unwrap_or_default();
            (format!("snippets/{}", names[n]), format!("Level {n}.\n\n{next}"))
        })
        .collect();
    let deep: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let (problems, _) = of(":::include{src=a.md}\n:::", &deep);
    assert_eq!(problems, [("include-cycle", "snippets/c.md".into(), "d.md".into())]);

    let (problems, _) = of(":::include{src=a.md}\nWords of the page.\n:::", &[("snippets/a.md", "A")]);
    assert_eq!(problems[0].0, "directive-structure");
}

#[test]
fn facilitators_text_stays_theirs() {
    let checked = link(&[
        (
            "index.md",
            "# Home\n\n:::facilitator\n:::include{src=secret.md}\n:::\n:::\n\n:::include{src=mixed.md}\n:::\n",
        ),
        ("snippets/secret.md", "Watch who is silent.\n"),
        ("snippets/mixed.md", "For all.\n\n:::facilitator\nFor one.\n:::\n"),
    ]);
    assert_eq!(told(&checked), [] as [(&str, String, String); 0]);
    let learner = page(&checked, "index.html");
    assert!(
        learner.contains("For all.") && !learner.contains("silent") && !learner.contains("For one."),
        "{learner}"
    );
    let facilitator = page_of(&checked, Edition::Facilitator, "index.html");
    assert!(facilitator.contains("silent") && facilitator.contains("For one."));
}

#[test]
fn a_transcript_may_be_a_snippet() {
    let checked = link(&[
        (
            "a/index.md",
            "# A\n\n:::media[At the window]{src=https://example.org/a.mp3 transcript=../snippets/window.md}\n:::\n",
        ),
        ("index.md", "# Home\n\nWords.\n"),
        ("snippets/window.md", "“You can sit down.”\n"),
    ]);
    assert_eq!(told(&checked), [] as [(&str, String, String); 0]);
    let html = page(&checked, "a/index.html");
    assert!(html.contains("<summary>Transcript</summary>\n<p>“You can sit down.”</p>"), "{html}");
}

#[test]
fn warm_equals_clean_when_snippets_change() {
    let page_text = "# Home\n\n:::include{src=a.md}\n:::\n";
    let b = ":::include{src=b.md}\n:::\n";
    let steps: Vec<Vec<(&str, &str)>> = vec![
        vec![("index.md", page_text), ("snippets/a.md", b), ("snippets/b.md", "One.")],
        vec![("index.md", page_text), ("snippets/a.md", b), ("snippets/b.md", "Two [x](y.md).")],
        vec![("index.md", page_text), ("snippets/a.md", b)],
        vec![("index.md", page_text), ("snippets/a.md", b), ("snippets/bb.md", "Near.")],
        vec![("index.md", page_text), ("snippets/a.md", "Own words."), ("snippets/b.md", "One.")],
        vec![("index.md", page_text)],
    ];
    let mut memo = Memo::default();
    for files in &steps {
        let (warm, clean) = (link_with(files, &mut memo), link(files));
        assert_eq!(warm.diagnostics, clean.diagnostics);
        assert_eq!(page(&warm, "index.html"), page(&clean, "index.html"));
    }
}
