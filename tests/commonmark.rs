//! All examples of CommonMark 0.31: with the course's own syntax off our HTML is that of the parser's own writer; with
//! it on, only what is listed here differs.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use bedside::document::{self, Syntax};
use bedside::render;
use bedside::source::Source;
use support::random::Random;

struct Example {
    number: u64,
    markdown: String,
}

fn examples() -> Vec<Example> {
    let path = support::of_package("tests/browser/node_modules/commonmark-spec");
    assert!(
        path.is_dir(),
        "the examples of CommonMark are not here: run scripts/setup-tests, which installs them"
    );
    let text = std::fs::read_to_string(path.join("spec.txt")).unwrap();
    examples_of(&text)
}

/// The examples of the specification's text: thirty-two backticks and `example`, Markdown, a dot, HTML. `→` is a tab.
fn examples_of(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let open = format!("{fence} example");
    let mut examples = Vec::new();
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if line != open {
            continue;
        }
        let mut markdown = String::new();
        for line in lines.by_ref().take_while(|line| *line != ".") {
            markdown.push_str(&line.replace('→', "\t"));
            markdown.push('\n');
        }
        for _ in lines.by_ref().take_while(|line| *line != fence) {}
        examples.push(Example { number: examples.len() as u64 + 1, markdown });
    }
    examples
}

fn parsers_own(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(markdown));
    html
}

/// As a page is rendered: raw HTML is cleaned where a course's page has any.
fn ours(markdown: &str, syntax: Syntax) -> String {
    let source = Arc::new(Source::in_memory("page.md", markdown.as_bytes().into()));
    let document = document::parse(&source, syntax).value;
    render::plain(&document.text.body(), syntax == Syntax::COURSE && document.outline.has_html)
}

#[test]
fn plain_markdown_is_as_the_parsers_own_writer_has_it() {
    let examples = examples();
    assert_eq!(examples.len(), 652, "CommonMark 0.31 has 652 examples");
    for example in &examples {
        let (ours, theirs) = (ours(&example.markdown, Syntax::COMMONMARK), parsers_own(&example.markdown));
        assert_eq!(ours, theirs, "example {}:\n{}", example.number, example.markdown);
    }
}

/// Why a course shows some examples in another way, and which.
const DIFFERENCES: &[(&str, &[u64])] = &[
    (
        "a heading has an id",
        &[
            10, 59, 62, 66, 67, 68, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 86, 89, 90, 91,
            95, 102, 103, 115, 141, 214, 215, 227, 228, 229, 230, 232, 300, 646, 647,
        ],
    ),
    ("a page that begins with a line `---` has a header", &[96, 98]),
    ("words in two brackets are a glossary term", &[559, 590]),
    (
        "raw HTML is cleaned and its elements are closed",
        &[
            21, 31, 148, 149, 150, 151, 152, 153, 155, 156, 157, 158, 159, 160, 162, 163, 165, 169, 170, 171,
            172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 187, 190, 191, 201, 308, 309,
            344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629,
            630, 631, 642, 643,
        ],
    ),
];

#[test]
fn a_course_differs_only_where_it_means_to() {
    let mut listed: BTreeMap<u64, &str> = BTreeMap::new();
    for (reason, numbers) in DIFFERENCES {
        for number in *numbers {
            assert!(listed.insert(*number, reason).is_none(), "example {number} is listed twice");
        }
    }
    let mut failures = Vec::new();
    for example in examples() {
        let (ours, theirs) = (ours(&example.markdown, Syntax::COURSE), parsers_own(&example.markdown));
        match (listed.get(&example.number), ours == theirs) {
            (None, false) => failures.push(format!(
                "{} differs and is not listed:\n{}--- CommonMark\n{theirs}--- here\n{ours}",
                example.number, example.markdown
            )),
            (Some(reason), true) => {
                failures.push(format!("{} is listed ({reason}) and does not differ", example.number));
            }
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{} examples\n\n{}", failures.len(), failures.join("\n\n"));
}

/// Pieces that mean something to one part of Markdown or another; no directive is among them.
const PIECES: &[&str] = &[
    "a",
    " b",
    "\n",
    "\n\n",
    "\n    ",
    "\t",
    "  \n",
    "\\\n",
    "# ",
    "## h\n",
    "\n===\n",
    "\n---\n",
    "> ",
    ">",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "10) ",
    "   ",
    "*",
    "**",
    "_",
    "__",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "``` x y\n",
    "[",
    "]",
    "](",
    ")",
    "![",
    "](/u \"t\")",
    "[a]",
    "[a]: /u\n",
    "[a]: </u v> 't'\n",
    "[a][]",
    "[b][a]",
    "<",
    ">",
    "<b>",
    "</b>",
    "<b c='d\">",
    "<!-- ",
    " -->",
    "<?x ",
    "?>",
    "<![CDATA[",
    "]]>",
    "<div>\n",
    "</div>\n",
    "<script>\n",
    "</script>\n",
    "<https://a.b/?c=d&e>",
    "<a@b.c>",
    "&amp;",
    "&#0;",
    "&#x1F600;",
    "&ngE;",
    "&x",
    "\\*",
    "\\",
    "\"",
    "'",
    "é",
    "\u{a0}",
    "\u{2028}",
    "😀",
    "\u{0}",
    "\r\n",
    "\r",
    "***\n",
    "___\n",
    "|",
    "~",
    ":",
    "x",
];

#[test]
fn random_markdown_is_as_the_parsers_own_writer_has_it() {
    let rounds = if support::is_full() { 200_000 } else { 4_000 };
    let mut random = Random::new(11);
    let mut different = 0;
    for _ in 0..rounds {
        let count = 1 + random.below(40);
        let text: String = (0..count).map(|_| *random.pick(PIECES)).collect();
        let (ours, theirs) = (ours(&text, Syntax::COMMONMARK), parsers_own(&text));
        assert_eq!(ours, theirs, "{text:?}");
        different += usize::from(theirs.contains("<p>") && theirs.len() > text.len());
    }
    println!("{rounds} random texts");
    assert!(different > rounds / 2, "hardly any text was more than words");
}

/// A course's own reading of the same texts is made of what a page may be made of.
#[test]
fn every_example_in_a_course_is_made_of_what_a_page_may_be_made_of() {
    let examples = examples();
    for some in examples.chunks(110) {
        let mut files = support::course();
        for example in some {
            files.insert(
                format!("strand/module/page-{}.md", example.number),
                example.markdown.clone().into_bytes(),
            );
        }
        for (path, bytes) in
            support::made(&support::link(&files).value, bedside::course::Edition::Facilitator)
        {
            if path.contains("page-") && path.ends_with(".html") {
                let beyond = support::allowed::beyond(std::str::from_utf8(&bytes).unwrap());
                assert!(beyond.is_empty(), "{path}: {beyond:?}");
            }
        }
    }
}
