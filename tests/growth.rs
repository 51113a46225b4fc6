//! Four times the text takes about four times as long: forty shapes that make careless readers take sixteen.
//!
//! Measured by the clock of the thread that works, the least of several runs: what else the machine does does not count.
//! BEDSIDE_FULL=1 measures every shape to a sixth of a second; otherwise some, and with more room.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::time::Duration;

use bedside::course::Edition;
use bedside::pipeline;
use bedside::publish::OutPath;
use support::time::measured;
use support::{Files, PAGE, course, is_full, link};

/// A shape: the file that has it, and its text for a size.
struct Shape {
    name: &'static str,
    file: &'static str,
    text: fn(usize) -> String,
}

const fn page(name: &'static str, text: fn(usize) -> String) -> Shape {
    Shape { name, file: PAGE, text }
}

const fn data(name: &'static str, file: &'static str, text: fn(usize) -> String) -> Shape {
    Shape { name, file, text }
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

const SHAPES: &[Shape] = &[
    page("words", |n| "word ".repeat(n)),
    page("quotations in one another", |n| format!("{}a\n\n", "> ".repeat(90)).repeat(n / 180 + 1)),
    page("quotations that lie down", |n| "> a\n".repeat(n)),
    page("open brackets", |n| "[".repeat(n)),
    page("open pictures", |n| "![".repeat(n)),
    page("brackets in pairs", |n| "[a](".repeat(n)),
    page("closed brackets", |n| "[a]".repeat(n)),
    page("double brackets", |n| "[[a]] ".repeat(n / 4)),
    page("open double brackets", |n| "[[a ".repeat(n)),
    page("stars", |n| "*a ".repeat(n)),
    page("stars and lines", |n| "*a_ ".repeat(n)),
    page("stars without end", |n| "**".repeat(n)),
    page("emphasis in emphasis", |n| {
        format!("{}a{}\n\n", "*_".repeat(40), "_*".repeat(40)).repeat(n / 160 + 1)
    }),
    page("crossed-out words", |n| "~~a ~b ".repeat(n)),
    page("backticks of growing length", |n| {
        let mut text = String::new();
        let mut k = 1;
        while text.len() < n {
            text.push_str(&"`".repeat(k));
            text.push('a');
            k += 1;
        }
        text
    }),
    page("open tags", |n| "<a ".repeat(n)),
    page("open comments", |n| "<!-- ".repeat(n)),
    page("open instructions", |n| "<?a ".repeat(n)),
    page("elements one by one", |n| "<b>a</b> ".repeat(n / 2)),
    page("elements in one another", |n| format!("{}a\n", "<b>".repeat(n / 2))),
    page("blocks in one another", |n| format!("{}\n", "<div>".repeat(n / 2))),
    page("ends of elements", |n| format!("<div>\n{}\n", "</p>".repeat(n / 2))),
    page("tables in one another", |n| format!("{}\n", "<table><td>".repeat(n / 4))),
    page("entities", |n| "&amp;".repeat(n)),
    page("entities that are none", |n| "&a".repeat(n)),
    page("backslashes", |n| "\\".repeat(n)),
    page("a table of many rows", |n| format!("| a | b |\n|---|---|\n{}", "| c | d |\n".repeat(n / 3))),
    page("a table of many columns", |n| {
        format!("{}|\n{}|\n{}|\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n))
    }),
    page("headings of one name", |n| "## Same\n\n".repeat(n / 4)),
    page("headings of many names", |n| lines(n / 4, |k| format!("## Name {k}\n\n"))),
    page("list items", |n| "- a\n".repeat(n)),
    page("lists in one another", |n| lines(n / 30, |k| format!("{}- a\n", "  ".repeat(k % 30)))),
    page("tasks", |n| "- [x] a\n".repeat(n)),
    page("definitions of links", |n| {
        lines(n / 4, |k| format!("[a{k}]: /index.md\n")) + &lines(n / 4, |k| format!("[a{k}] "))
    }),
    page("footnotes", |n| lines(n / 6, |k| format!("a[^{k}]\n\n[^{k}]: b\n\n"))),
    page("footnotes of one name", |n| format!("{}\n\n[^a]: b\n", "a[^a] ".repeat(n / 4))),
    page("footnotes without text", |n| lines(n / 4, |k| format!("a[^{k}] "))),
    page("open directives", |n| ":::note\n".repeat(n / 4)),
    page("ends of directives", |n| ":::\n".repeat(n)),
    page("directives one by one", |n| ":::note\na\n:::\n\n".repeat(n / 8)),
    page("reflections", |n| ":::reflect[Same]\na\n:::\n\n".repeat(n / 12)),
    page("turns of a conversation", |n| {
        let turns = n / 24;
        let turn = |k: usize| format!("### T {{#t{k}}}\na\n- [on](#t{})\n\n", k + 1);
        format!(":::conversation\n{}### E {{#t{turns} .ending}}\na\n:::\n", lines(turns, turn))
    }),
    page("a self-check of many answers", |n| {
        format!(":::check\nWhich?\n\n{}:::\n", "- [x] a\n\n  b\n".repeat(n / 8))
    }),
    page("arguments", |n| format!(":::note{{{}}}\na\n:::\n", lines(n / 4, |k| format!("k{k}=v ")))),
    page("labels", |n| format!(":::note[{}\na\n:::\n", "[".repeat(n))),
    page("citations", |n| "[@sinclair2020training] ".repeat(n / 16)),
    page("citations of nothing", |n| lines(n / 8, |k| format!("[@nobody{k}] "))),
    page("terms of nothing", |n| lines(n / 8, |k| format!("[[nothing {k}]] "))),
    page("links to nothing", |n| lines(n / 8, |k| format!("[a](nothing-{k}.md) "))),
    page("links to one place", |n| "[a](index.md#a) ".repeat(n / 8)),
    page("code of a language", |n| format!("```rust\n{}```\n", "fn a() { b(\"c\") }\n".repeat(n / 16))),
    page("code without an end", |n| format!("```js\n{}", "a = `${`".repeat(n / 8))),
    page("shell in shell", |n| format!("```bash\n{}\n```\n", "$(eval ".repeat(n / 64))),
    page("numbers like those of patients", |n| "call 020 7946 0000 on 1.2.1990 ".repeat(n / 16)),
    page("one long word", |n| "a".repeat(n)),
    page("one long sentence", |n| "patient, ".repeat(n)),
    page("a header of many keys", |n| {
        format!("---\n{}---\n# A\n", lines(n.min(12_000) / 8, |k| format!("k{k}: v\n")))
    }),
    page("a header of one list", |n| {
        format!("---\nauthors:\n{}---\n# A\n", "  - a\n".repeat(n.min(12_000) / 6))
    }),
    data("terms of a glossary", "glossary.yaml", |n| {
        lines(n / 32, |k| format!("term {k}:\n  definition: It is.\n"))
    }),
    data("terms of one sound", "glossary.yaml", |n| {
        lines(n / 32, |k| {
            format!("{}:\n  definition: It is.\n", "A-".repeat(k % 9) + &"!".repeat(k)[..k.min(40)])
        })
    }),
    data("works of a bibliography", "references.bib", |n| {
        lines(n / 64, |k| format!("@article{{k{k}, author={{Lee, A}}, title={{T}}, date={{2020}}}}\n"))
    }),
    data("braces of a bibliography", "references.bib", |n| {
        format!("@article{{a, title={{{}}}}}\n", "{a}".repeat(n))
    }),
    data("short names of a bibliography", "references.bib", |n| {
        lines(n / 32, |k| format!("@string{{s{k} = \"x\"}}\n")) + "@misc{a, title = s1}\n"
    }),
    data("shapes of a drawing", "strand/module/a.svg", |n| {
        format!("<svg>{}</svg>", "<path d='M0 0'/>".repeat(n / 8))
    }),
    data("attributes of a drawing", "strand/module/a.svg", |n| {
        format!("<svg>{}</svg>", format!("<g {}/>", lines(60, |k| format!("a{k}='b' "))).repeat(n / 400))
    }),
    data("captions", "strand/module/a.vtt", |n| {
        format!("WEBVTT\n\n{}", "00:01.000 --> 00:04.000\nWords.\n\n".repeat(n / 16))
    }),
    data("prompts of a lock", "prompts.lock", |n| {
        format!("prompts:\n{}", lines(n / 16, |k| format!("  strand/module/page.md#p{k} | k{k} | 1 | a\n")))
    }),
];

const SHOWS: &str = "# A\n\n![a](a.svg) [@a; @k0] [[term 0]]\n\n:::media[F]{src=a.mp4 captions=a.vtt description=\"A.\"}\nWords.\n:::\n";

/// The least time of several runs.
fn time(shape: &Shape, n: usize, runs: usize) -> Duration {
    let mut files: Files = course();
    files.insert("strand/module/a.mp4".into(), b"film".to_vec());
    files.insert(PAGE.into(), SHOWS.into());
    let text = (shape.text)(n);
    let text = if shape.file == PAGE && !text.starts_with("---") { format!("# A\n\n{text}\n") } else { text };
    files.insert(shape.file.into(), text.into_bytes());
    let run = || {
        let (_, time) = measured(|| {
            let checked = link(&files);
            let artefacts = pipeline::artefacts(&checked.value, Edition::Facilitator, false);
            for path in ["strand/module/page.html", "glossary.html", "bibliography.html"] {
                let path = OutPath::new(path).unwrap();
                if let Some(artefact) = artefacts.get(&path) {
                    let _ = artefacts.make(artefact, &mut Vec::new());
                }
            }
        });
        time
    };
    (0..runs).map(|_| run()).min().unwrap()
}

#[test]
fn four_times_the_text_takes_about_four_times_as_long() {
    assert!(SHAPES.len() >= 40);
    let (size, limit, runs) = if is_full() { (16_000, 6.0, 5) } else { (4_000, 9.0, 2) };
    // What every course costs by itself is no part of a shape's growth.
    let nothing = Shape { name: "nothing", file: PAGE, text: |_| String::new() };
    let around = time(&nothing, 0, 6);
    let mut wrong = Vec::new();
    for shape in SHAPES.iter().enumerate().filter(|(at, _)| is_full() || at % 3 == 0).map(|(_, shape)| shape)
    {
        let cost = |n| time(shape, n, runs).saturating_sub(around).max(Duration::from_millis(1));
        let mut n = size;
        // A shape that is over at once says nothing: it is made longer.
        let mut once = cost(n);
        while is_full() && once < Duration::from_millis(20) && n < 128_000 {
            n *= 2;
            once = cost(n);
        }
        let four = cost(4 * n);
        let growth = four.as_secs_f64() / once.as_secs_f64();
        println!("{growth:5.1}  {n:7} {:8.1?} → {:8.1?}  {}", once, four, shape.name);
        if growth >= limit && four > Duration::from_millis(60) {
            wrong.push(format!("{}: {growth:.1} ({n}: {once:?}, four times: {four:?})", shape.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
