//! Headers that would be believed, expanded, or read for ever.

use super::{Case, Expect};

const WRONG: &[&str] = &[
    "title: &a [x, x, x]\nauthors: *a",
    "title: &a a\nsummary: *b",
    "a: &a [x]\ntitle: *a",
    "<<: {title: x}",
    "title: !!python/object/apply:os.system ['id']",
    "title: !!set {a, b}",
    "title: {a: b}",
    "title: [a, b]",
    "title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "title: {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{",
    "title:\ntitle: x",
    "title: x\ntitle: y",
    "title: x\n\"title\": y",
    "titel: x",
    "title\u{a0}x: y",
    "__proto__: x",
    "constructor: x",
    "order: 1e309",
    "order: 99999999999999999999999999",
    "order: -99999999999999999999999999",
    "order: 0x1F",
    "order: .nan",
    "order: 1.5",
    "minutes: -1",
    "minutes: 99999999999",
    "minutes: 1e9",
    "minutes: ten",
    "draft: maybe",
    "draft: 2",
    "unlisted: [true]",
    "kind: lessons",
    "kind: ../narrative",
    "reviewed: 2026-02-30",
    "reviewed: 0000-00-00",
    "reviewed: 99999-01-01",
    "reviewed: 2026-01-01T00:00:00Z",
    "reviewed: yesterday",
    "report: always",
    "allow: [no-such-code]",
    "covers: [no-such-competency]",
    "prerequisites: [../../../../etc/passwd]",
    "prerequisites: [nowhere.md]",
    "story: no-such-story",
    "aliases: [../../outside]",
    "aliases: ['con']",
    "aliases: [\"a\\0b\"]",
    "aliases: [\"a\\u202eb\"]",
    "aliases: ['%2e%2e/x']",
    "aliases: ['a?b']",
    "objectives: {a: b}",
    "objectives: [{id: x}]",
    "objectives: [[a]]",
    "authors:\n  - {name: x}",
    "\ttitle: x",
    "title x",
    "title=x",
    "- title: x",
    "? title\n: x",
    "title: \"unclosed",
    "title: 'unclosed",
    "title: [unclosed",
    "summary: a: b: c",
    "summary: @x",
    "summary: `x`",
    "summary: %x",
    "summary: *x",
    "summary: \"\\xZZ\"",
    "summary: \"\\uD800\"",
    "summary: \"\\U00110000\"",
    "title: x\u{0}y",
    "title: x\u{7}y",
    "title: \u{1b}[31mx",
    "summary: \u{85}x\u{9b}",
];

const ODD: &[&str] = &[
    // A tag makes nothing: the text is a text.
    "title: !!binary R0lGODlhDAAMAIQAAP",
    "aliases: [/etc/passwd]",
    "title: 007",
    "title: no",
    "title: null",
    "title: ~",
    "title: 1e3",
    "title: 12:30:45",
    "title: 2026-01-01",
    "title: \"\\u202eevil\\u202c\"",
    "title: \u{202e}evil",
    "title: \u{feff}x",
    "title: >\n  a\n  b",
    "title: |\n  a\n  b",
    "title: 'it''s'",
    "title: \"{{ 7*7 }}\"",
    "title: '{% include \"x\" %}'",
    "title: '<%body%>'",
    "title: '</title><script>alert(1)</script>'",
    "title: '&lt;b&gt; &amp;amp;'",
    "title: '--><!--'",
    "title: ']]>'",
    "title: '\\'",
    "title: '</script>'",
    "summary: 'a\u{2028}b'",
    "order: -5",
    "minutes: 0",
    "draft: no",
    "title: x # a comment",
    "# only a comment",
    "",
    "title: x\n...",
    "authors: []",
    "authors:\n- a\n- b",
    "aliases: [old/place.html]",
];

pub fn cases() -> Vec<Case> {
    let page = |header: &str| format!("---\n{header}\n---\n# Page\n\nWords.\n");
    let mut cases: Vec<Case> =
        WRONG.iter().map(|header| Case::new(*header, page(header), Expect::Error)).collect();
    cases.extend(ODD.iter().map(|header| Case::new(*header, page(header), Expect::Any)));
    // Each key with what it does not expect.
    for key in bedside::document::header::KEYS {
        for (value, expect) in [
            ("{a: {b: [c]}}", Expect::Error),
            ("&x [*x, *x]", Expect::Error),
            ("!!js/function 'x'", Expect::Any),
        ] {
            let header = format!("{}: {value}", key.name);
            cases.push(Case::new(header.clone(), page(&header), expect));
        }
    }
    let deep = |open: &str, times: usize| page(&format!("title: {}", open.repeat(times)));
    for (open, times) in [
        ("[", 16_000),
        ("{", 16_000),
        ("- ", 8_000),
        ("? ", 8_000),
        ("!a ", 5_000),
        ("&a ", 5_000),
        ("{a: ", 4_000),
        ("[a, ", 4_000),
    ] {
        cases.push(Case::new(format!("{open:?} × {times}"), deep(open, times), Expect::Error));
    }
    let many: String = (0..1_500).map(|n| format!("k{n}: x\n")).collect();
    cases.push(Case::new("1,500 keys", page(&many), Expect::Error));
    let bomb: String = (1..30).map(|n| format!("k{n}: &k{n} [*k{0},*k{0},*k{0}]\n", n - 1)).collect();
    cases.push(Case::new("a bomb", page(&format!("k0: &k0 [x]\n{bomb}title: *k29")), Expect::Error));
    let one = format!("title: &a [x]\nauthors: [{}]", "*a,".repeat(4_000));
    cases.push(Case::new("4,000 aliases", page(&one), Expect::Error));
    cases.push(Case::new("a header that is not closed", "---\ntitle: x\n# Page\n\nWords.\n", Expect::Error));
    cases.push(Case::new(
        "a header without end",
        format!("---\n{}", "title: x\n".repeat(3_000)),
        Expect::Error,
    ));
    cases.push(Case::new(
        "a header of 17 KiB",
        page(&format!("summary: {}", "x".repeat(17 * 1024))),
        Expect::Error,
    ));
    let full = format!("---\ntitle: Page\nsummary: {}\n---\n\nWords.\n", "x".repeat(16 * 1024 - 22));
    cases.push(Case::new("a header of 16 KiB", full, Expect::Fine));
    cases
}
