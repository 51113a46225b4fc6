//! Data files of a course that are deep, long, twice, of another kind, or refer to themselves.

use super::Expect;
use super::HANG;
use super::support::time::measured;
use super::support::{course, link, told};

const PAGE: &str =
    "---\nstory: her\n---\n# Page\n\nWords [@a; @k0] and [[pity]].\n\n:::reflect{#heard}\nWrite.\n:::\n";

/// A file, what is in it, and what must be said.
pub fn cases() -> Vec<(&'static str, String, Expect)> {
    let mut cases = Vec::new();
    // Each YAML file: what no YAML file of a course may be.
    for (file, key) in [
        ("course.yaml", "title"),
        ("glossary.yaml", "definition"),
        ("stories.yaml", "teller"),
        ("framework.yaml", "title"),
    ] {
        let of = |value: &str| match file {
            "course.yaml" => format!("id: test\nversion: 1\nstrands: [strand]\n{key}: {value}\n"),
            "framework.yaml" => format!("domains:\n  pity:\n    {key}: {value}\n"),
            _ => format!("pity:\n  {key}: {value}\n"),
        };
        for value in ["{a: {b: c}}", "[[a]]", "&a [*a]", "*nobody", "\"unclosed", "[unclosed", "\"\\uD800\""]
        {
            cases.push((file, of(value), Expect::Error));
        }
        for (open, times) in [("[", 200_000), ("{", 200_000), ("- ", 50_000), ("{a: ", 50_000)] {
            cases.push((file, of(&open.repeat(times)), Expect::Error));
        }
        cases.push((file, of("a\npity:\n  definition: b"), Expect::Error));
        cases.push((file, of("a").replace(key, "unknown-key"), Expect::Error));
        cases.push((file, of("!!python/object:os.system id"), Expect::Any));
        cases.push((file, "- a\n- b\n".into(), Expect::Error));
        cases.push((file, "a\n".into(), Expect::Error));
        cases.push((file, "\t:\n".into(), Expect::Error));
        let many: String = (0..5_000).map(|n| format!("k{n}: x\n")).collect();
        cases.push((file, many, Expect::Error));
        cases.push((file, of(&"x".repeat(1_000_000)), Expect::Any));
    }
    for (value, expect) in [
        ("theme: ../../../etc", Expect::Any), // Of courses in memory no folder is read; tests/system_calls.rs has one on a disk.
        ("theme: /dev", Expect::Any),
        ("language: '\"><script>'", Expect::Any),
        ("base_url: 'javascript:alert(1)'", Expect::Error),
        ("style: no-such-style", Expect::Error),
        ("style: ../../x.csl", Expect::Error),
        ("html: maybe", Expect::Error),
        ("journal: {keep: maybe}", Expect::Error),
        ("strands: [nowhere]", Expect::Error),
        ("strands: [..]", Expect::Error),
        ("allow: [nothing]", Expect::Error),
        ("plans: {day: {sessions: [{pages: [{page: ../../etc/passwd}]}]}}", Expect::Error),
    ] {
        let file = format!(
            "id: test\ntitle: T\nversion: 1\n{}{value}\n",
            if value.starts_with("strands") { "" } else { "strands: [strand]\n" }
        );
        cases.push(("course.yaml", file, expect));
    }
    let chain: String =
        (0..3_000).map(|n| format!("@misc{{k{n}, crossref={{k{}}}, title={{x}}}}\n", n + 1)).collect();
    let doubled: String = (1..60).map(|n| format!("@string{{s{n} = s{0} # s{0}}}\n", n - 1)).collect();
    for (text, expect) in [
        ("@article{a, title={x}".to_owned(), Expect::Error),
        ("@article{a, title={x}}\n@article{a, title={y}}".into(), Expect::Error),
        ("@misc{a, crossref={a}, title={x}}".into(), Expect::Error),
        ("@misc{a, crossref={b}}\n@misc{b, crossref={a}}".into(), Expect::Error),
        ("@misc{a, xdata={a}}".into(), Expect::Error),
        ("@string{a = a}\n@misc{a, title = a}".into(), Expect::Error),
        (chain, Expect::Error),
        (format!("@string{{s0 = \"xxxxxxxxxxxxxxxx\"}}\n{doubled}@misc{{a, title = s59}}"), Expect::Error),
        (format!("@misc{{a, title={}", "{".repeat(200_000)), Expect::Error),
        (format!("@misc{{a, title={{{}}}}}", "\\a{".repeat(20_000)), Expect::Error),
        (format!("@misc{{a, title={{{}}}}}", "$".repeat(20_000)), Expect::Any),
        (format!("@misc{{a, author={{{}}}, title={{x}}}}", "Lee, Ann and ".repeat(5_000)), Expect::Any),
        ("@misc{a, title=nobody}".into(), Expect::Error),
        ("@misc{a, date={99999999999999999999}, title={x}}".into(), Expect::Any),
        ("@misc{a, title={\\}".into(), Expect::Error),
        ("@\0{}".into(), Expect::Any),
        ("@comment{".into(), Expect::Any),
        ("%".repeat(100_000), Expect::Any),
        ("@".repeat(100_000), Expect::Any),
        ("@misc{a, title={<script>alert(1)</script>}, url={javascript:alert(1)}}".into(), Expect::Any),
    ] {
        cases.push(("references.bib", text, expect));
    }
    for text in [
        "a:\n  type: article\n",
        "a: &a [*a]\n",
        "- a\n",
        "a:\n  type: article\n  title: x\n  parent: {type: book, parent: {type: x}}\n",
    ] {
        let expect = if text.starts_with('-') { Expect::Error } else { Expect::Any };
        cases.push(("references.yaml", text.into(), expect));
    }
    cases.push(("references.yaml", format!("a:\n  title: {}\n", "[".repeat(100_000)), Expect::Error));
    for text in [
        "prompts:\n  x\n",
        "prompts:\n  a#b | c\n",
        "x: y\n",
        "prompts:\n  a#b | c | d | e\n  a#b | c | d | e\n",
    ] {
        cases.push(("prompts.lock", text.into(), Expect::Any));
    }
    for text in [
        ":::include{src=rules.md}\n:::\n",
        "---\ntitle: x\n---\n# H1\n",
        ":::note\n",
        ":::include{src=../index.md}\n:::\n",
    ] {
        cases.push(("snippets/rules.md", text.into(), Expect::Any));
    }
    cases
}

#[test]
fn no_data_file_hangs_the_program_or_ends_it() {
    let mut wrong = Vec::new();
    for (file, text, expect) in cases() {
        let mut files = course();
        files.insert("strand/module/page.md".into(), PAGE.into());
        if file.starts_with("references.y") {
            files.remove("references.bib");
        }
        files.insert(file.into(), text.clone().into_bytes());
        let what = format!("{file}: {:?}", text.chars().take(60).collect::<String>());
        let (checked, time) = measured(|| link(&files));
        if time > HANG {
            wrong.push(format!("{what}: {time:?}"));
        }
        let is_told = told(&checked).iter().any(|told| told.file == file && told.severity == "error");
        match expect {
            Expect::Error if !is_told => wrong.push(format!("{what}: no error names it")),
            Expect::Fine if is_told => wrong.push(format!("{what}: told")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases().len(), wrong.join("\n"));
}
