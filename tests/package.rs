//! What is taken away in one file: a course or a module of it, in each format.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests drive the program from outside")]

mod support;

use bedside::course::Edition;
use bedside::pipeline;
use bedside::render::format::{self, FORMATS, Wanted};
use support::binary::run;
use support::{EDITIONS, Files, expect_clean, link};

/// A course of two modules that know of each other.
fn two_modules() -> Files {
    let mut files = support::course();
    let config = String::from_utf8(files["course.yaml"].clone())
        .unwrap()
        .replace("no-summary,", "no-summary, unused-term,");
    files.insert("course.yaml".into(), config.into_bytes());
    let mut add = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
    add(
        "glossary.yaml",
        "Silence:\n  definition: \"More than the absence of [[sound]].\"\nSound:\n  definition: What ears take in.\nAnger:\n  definition: Heat.\n",
    );
    add(
        "strand/module/index.md",
        "# Module one\n\n[[Silence]] and [the other](../other/page.md), or [](../other/page.md#place). [Home](../../index.md).\n\n![A dot](dot.svg)\n",
    );
    add(
        "strand/module/cards.md",
        "---\nprerequisites: [../other/page.md, index.md]\n---\n# Cards\n\n:::role-play[Two]\n### One {#one}\nSay it.\n\n### Two {#two}\nHear it.\n:::\n",
    );
    add("strand/module/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>");
    add(
        "strand/other/index.md",
        "---\norder: 1\n---\n# Module two\n\nNot for [module one](../module/index.md). [[Anger]].\n\n![Another](other.svg)\n",
    );
    add("strand/other/page.md", "# Elsewhere\n\n## Place {#place}\n\nSEENNOWHERE [@sinclair2020training]\n");
    add("strand/other/other.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>");
    files
}

/// Every file of a package.
fn made(linked: &pipeline::Linked, name: &str, edition: Edition, module: Option<&str>) -> Files {
    let module = module.map(|path| linked.course.module(path).unwrap().id);
    let wanted = Wanted { module, ..Wanted::default() };
    let artefacts = pipeline::artefacts_as(format::find(name).unwrap(), linked, edition, &wanted);
    let make = |path: &bedside::publish::OutPath| {
        let mut bytes = Vec::new();
        artefacts.make(artefacts.get(path).unwrap(), &mut bytes).unwrap();
        (path.as_str().to_owned(), bytes)
    };
    artefacts.paths().map(make).collect()
}

fn text<'f>(files: &'f Files, path: &str) -> &'f str {
    std::str::from_utf8(&files[path]).unwrap()
}

#[test]
fn a_module_stands_alone_with_what_it_uses() {
    let checked = link(&two_modules());
    expect_clean(&checked, "two modules");
    for edition in EDITIONS {
        let files = made(&checked.value, "site-zip", edition, Some("strand/module"));
        support::links::check(&files, "a module alone");
        let names: Vec<&str> =
            files.keys().map(String::as_str).filter(|name| !name.starts_with("assets/")).collect();
        let expected = [
            "404.html",
            "glossary.html",
            "index.html",
            "journal.html",
            "search.html",
            "strand/module/cards.html",
            "strand/module/cards.one.html",
            "strand/module/cards.two.html",
            "strand/module/dot.svg",
            "strand/module/index.html",
        ];
        assert_eq!(names, expected);
        let page = text(&files, "strand/module/index.html");
        assert!(page.contains("and the other, or Elsewhere. Home."), "{page}");
        let cards = text(&files, "strand/module/cards.html");
        assert!(cards.contains("<li>Elsewhere</li>") && cards.contains(">Module one</a></li>"), "{cards}");
        assert!(cards.contains("class=\"nav-beside\""), "no navigation within the module:\n{cards}");
        assert!(text(&files, "index.html").contains("url=strand/module/index.html"));
        let glossary = text(&files, "glossary.html");
        assert!(glossary.contains("id=\"term-sound\"") || glossary.contains("ears"), "{glossary}");
        assert!(!glossary.contains("Heat"), "{glossary}");
        let all: Vec<u8> = files.values().flatten().copied().collect();
        assert!(!String::from_utf8_lossy(&all).contains("SEENNOWHERE"));
    }
}

#[test]
fn a_module_is_found_by_its_folder_and_its_address() {
    let mut files = two_modules();
    files.insert("02-strand2/05-deep/index.md".into(), b"# Deep\n".to_vec());
    files.insert("02-strand2/index.md".into(), b"# Two\n".to_vec());
    let course = &link(&files).value.course;
    let find = |path| course.module(path).map(|page| page.title().to_owned());
    for path in [
        "02-strand2/05-deep",
        "strand2/deep",
        "content/02-strand2/05-deep/",
        "./strand2/deep/index.html",
        "02-strand2\\05-deep\\index.md",
    ] {
        assert_eq!(find(path), Ok("Deep".to_owned()), "{path}");
    }
    for (path, help) in
        [("strand2/deap", "“strand2/deep”"), ("deep", "“strand2/deep”"), ("elsewhere/quite", "strand/module")]
    {
        let why = find(path).unwrap_err();
        assert!(why.contains(help), "{path}: {why}");
    }
    assert!(find("strand").is_err() && find("").is_err());
}

#[test]
fn a_draft_is_no_module_to_take_away() {
    let mut files = two_modules();
    files.insert("strand/module/index.md".into(), b"---\ndraft: true\n---\n# Draft\n".to_vec());
    let root = tempfile::tempdir().unwrap();
    support::write_folder(root.path(), &files);
    let package = |module| run(root.path(), &["package", "site-zip", "--content", ".", "--module", module]);
    let said = package("strand/module");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("is a draft"), "{}", said.err);
    let said = package("strand/modul");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("Did you mean “strand/module”?"), "{}", said.err);
    assert!(!root.path().join("output").exists());
}

#[test]
fn every_format_of_one_file_has_an_ending_and_words() {
    for format in FORMATS {
        assert!(!format.about.is_empty());
        assert_eq!(format.wrap.extension().is_none(), format.name == "site");
    }
}
