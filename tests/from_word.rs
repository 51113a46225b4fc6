//! What Pandoc makes of a Word document: styles become blocks, formatting without meaning goes, nothing else is lost.

mod support;

use bedside::course::Edition;
use support::{Files, PAGE, codes, course_with, link, link_bare, made_one, told};

/// As Pandoc 2.17 wrote it from a document, with the command of docs/from-word.md.
const WORD: &str = include_str!("from-word.md");

/// The picture that it took out of the document.
const PICTURE: &[u8] = include_bytes!("from-word.png");

/// A course with this page and the picture beside it.
fn course(page: &str) -> Files {
    let mut files = course_with(page);
    files.insert("strand/module/media/image1.png".into(), PICTURE.into());
    files
}

/// The page's content alone, its lines without the blanks between them.
fn shown(page: &str) -> String {
    let linked = link_bare(&course(page)).value;
    let html = made_one(&linked, Edition::Facilitator, &PAGE.replace(".md", ".html")).unwrap_or_default();
    html.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is said of a page: code, line, and the words under it are those of the message.
fn said(page: &str) -> Vec<(String, u64)> {
    let all = told(&link(&course(page)));
    all.into_iter().filter(|t| t.file == PAGE).map(|t| (t.code, t.line)).collect()
}

#[test]
fn the_guide_tells_all_that_is_said_of_the_converted_document() {
    let mut found: Vec<String> = said(WORD).into_iter().map(|(code, _)| code).collect();
    found.retain(|code| !code.starts_with("no-"));
    found.sort();
    assert_eq!(found, ["missing-alt", "missing-label", "style-ignored", "voice-without-story"]);
}

#[test]
fn the_converted_document_has_its_blocks_and_none_of_the_marks() {
    let html = shown(WORD);
    for mark in ["custom-style", "{", "underline", "\\[", ":::"] {
        assert!(!html.contains(mark), "{mark}: {html}");
    }
    for words in [
        "answer something&nbsp;else",
        "H<sub>2</sub>O",
        "“the first thing”",
        "An ordinary lead-in.",
        "Intense.",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    // Two paragraphs of one style are one block; two items of a list are two.
    assert_eq!(html.matches("<section kind=\"keypoints\"").count(), 1, "{html}");
    assert_eq!(html.matches("<li>").count(), 4, "{html}");
    assert!(html.contains("<label>The second cup</label>"), "{html}");
    assert!(html.contains("frame=\"driscoll\""), "{html}");
}

#[test]
fn paragraphs_of_one_style_are_one_block_until_something_stands_between() {
    let block = |style: &str, words: &str| format!("::: {{custom-style=\"{style}\"}}\n{words}\n:::\n\n");
    let count = |page: &str| shown(&format!("# A\n\n{page}")).matches("<callout").count();
    let (one, two) = (block("Tip", "One."), block("Tip", "Two."));
    assert_eq!(count(&format!("{one}{two}")), 1);
    assert_eq!(count(&format!("{one}{two}{one}")), 1);
    assert_eq!(count(&format!("{one}Words.\n\n{two}")), 2);
    assert_eq!(count(&format!("{one}## Heading\n\n{two}")), 2);
    assert_eq!(count(&format!("{one}{}", block("Note", "Two."))), 2);
    assert_eq!(count(&format!("{one}::: {{custom-style=\"Tip\" #own}}\nTwo.\n:::\n")), 2);
    assert_eq!(
        count(":::tip\nOne.\n:::\n\n:::tip\nTwo.\n:::\n"),
        2,
        "what is written by hand stays as it is"
    );
    let quoted: String = format!("{one}{two}").lines().map(|line| format!("> {line}\n")).collect();
    assert_eq!(count(&quoted), 1);
    let outer = format!("::::note\n{one}{two}::::\n");
    assert_eq!(count(&outer), 2, "the note, and one tip in it");
    let code = format!("```text\n{one}{two}```\n");
    assert_eq!(count(&code), 0);
    assert!(shown(&format!("# A\n\n{code}")).matches(":::").count() == 4);
}

#[test]
fn styles_that_every_document_has_leave_no_trace() {
    for style in
        ["List Bullet", "List Paragraph", "Body Text 2", "Normal (Web)", "Quote", "Compact", "footnote text"]
    {
        let page = format!("# A\n\n::: {{custom-style=\"{style}\"}}\nWords.\n:::\n");
        assert_eq!(shown(&page), "<p>Words.</p>", "{style}");
        assert!(said(&page).iter().all(|(code, _)| code.starts_with("no-")), "{style}");
    }
    let page = "# A\n\n::: {custom-style=\"Reflct\"}\nWords.\n:::\n";
    let all = told(&link(&course(page)));
    let problem = all.iter().find(|t| t.code == "style-ignored").unwrap();
    assert!(
        problem.severity == "notice" && problem.line == 3 && problem.help.contains("“reflect”"),
        "{}",
        problem.help
    );
    assert_eq!(shown(page), "<p>Words.</p>");
}

#[test]
fn formatting_of_words_goes_and_the_words_stay() {
    for (written, html) in [
        ("An [answer]{.underline} here.", "<p>An answer here.</p>"),
        ("An [**an** *s*]{.mark} here.", "<p>An <strong>an</strong> <em>s</em> here.</p>"),
        ("[[a]{.underline} b]{.smallcaps}", "<p>a b</p>"),
        ("[a]{custom-style=\"Strong Emphasis\"}.", "<p>a.</p>"),
        ("A [b] c [d]{.underline}.", "<p>A [b] c d.</p>"),
        ("`code`{.python} stays.", "<p><code>code</code> stays.</p>"),
        ("- [a]{.underline}\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        // What only looks like it.
        ("A [b]{c} d.", "<p>A [b]{c} d.</p>"),
        ("A b]{.underline} d.", "<p>A b]{.underline} d.</p>"),
        ("A \\[b\\]{.underline} d.", "<p>A [b]{.underline} d.</p>"),
        ("A [b] {.underline} d.", "<p>A [b] {.underline} d.</p>"),
        ("`[b]{.underline}` is code.", "<p><code>[b]{.underline}</code> is code.</p>"),
        ("A {.b} c.", "<p>A {.b} c.</p>"),
        ("A [b]{.c", "<p>A [b]{.c</p>"),
    ] {
        assert_eq!(shown(&format!("# A\n\n{written}\n")), html, "{written}");
    }
    let page = "# A\n\nA [b]{.red} c.\n";
    assert!(said(page).contains(&("style-ignored".into(), 3)));
    assert_eq!(shown(page), "<p>A b c.</p>");
}

#[test]
fn a_label_whose_brackets_were_escaped_is_a_label() {
    let page = "# A\n\n:::details\\[What the *study* showed\\]\n\nWords.\n\n:::\n";
    assert!(shown(page).contains("<label>What the <em>study</em> showed</label>"));
    let problems = link(&course(page)).diagnostics;
    assert!(codes(&problems).iter().all(|code| !code.contains("directive")));
}
