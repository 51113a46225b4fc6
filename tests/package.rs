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
            "journal-prompts.js",
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

/// The kitchen sink and the bundled course.
fn courses() -> [(&'static str, Files); 2] {
    ["tests/courses/kitchen-sink", "content"]
        .map(|path| (path, support::read_folder(&support::of_package(path))))
}

#[test]
fn a_book_holds_every_page_and_card_once_and_in_order() {
    for (name, files) in courses() {
        let checked = link(&files);
        for edition in EDITIONS {
            let site = made(&checked.value, "site", edition, None);
            let book = made(&checked.value, "epub", edition, None);
            // What lives from scripts, what leads about a site, and what is printed from it.
            let aside =
                ["404.html", "journal.html", "search.html", "participation.html", "map.html", "plans.html"];
            let pages = site.keys().filter(|path| {
                path.ends_with(".html")
                    && !aside.contains(&path.as_str())
                    && !["path-", "plan-"].iter().any(|start| path.starts_with(start))
                    && !path.ends_with("feedback.html")
            });
            let mut order = Vec::new();
            for page in pages.filter(|path| !text(&site, path).contains("http-equiv=\"refresh\"")) {
                let document = format!("EPUB/course/{}.xhtml", page.trim_end_matches(".html"));
                assert!(book.contains_key(&document), "{name} has no {document}");
                order.push(document);
            }
            let package = text(&book, "EPUB/package.opf");
            assert_eq!(package.matches("<itemref ").count(), package.matches("idref=").count());
            let documents = book.keys().filter(|path| path.ends_with(".xhtml")).count();
            assert!(documents >= order.len() + 2);
            for path in book.keys().filter(|path| path.starts_with("EPUB/") && !path.ends_with(".opf")) {
                let href = path["EPUB/".len()..].to_owned();
                let mut encoded = String::new();
                pulldown_cmark_escape::escape_href(&mut encoded, &href).unwrap();
                assert_eq!(package.matches(&format!("href=\"{encoded}\"")).count(), 1, "{name}: {href}");
            }
        }
    }
}

#[test]
fn a_book_has_no_script_no_field_and_nothing_of_a_browsers() {
    for (_, files) in courses() {
        let checked = link(&files);
        for edition in EDITIONS {
            for format in ["epub", "workbook"] {
                for (path, bytes) in made(&checked.value, format, edition, None) {
                    if !path.ends_with("html") {
                        continue;
                    }
                    let html = String::from_utf8(bytes).unwrap();
                    for wrong in [
                        "<script",
                        "<textarea",
                        "<button",
                        "<fieldset",
                        "<details",
                        " popover",
                        "data-apart",
                        "<%",
                        "&lt;%body",
                    ] {
                        assert!(!html.contains(wrong), "{path} of {format} holds {wrong}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_workbook_is_one_file_whose_links_lead_somewhere() {
    for (name, files) in courses() {
        let checked = link(&files);
        for edition in EDITIONS {
            let workbook = made(&checked.value, "workbook", edition, None);
            assert_eq!(workbook.len(), 1);
            let html = text(&workbook, "workbook.html");
            let page = support::page::read(html);
            assert_eq!(page.twice, Vec::<String>::new(), "{name}");
            for link in page.links.iter().filter(|link| link.starts_with('#')) {
                let id = link[1..].to_owned();
                assert!(
                    page.ids.contains(&id) || page.ids.iter().any(|own| encoded(own) == id),
                    "{name}: {link}"
                );
            }
            for link in page.links.iter().filter(|link| !link.starts_with('#')) {
                let is_outside =
                    ["https:", "http:", "mailto:", "tel:", "data:image/"].iter().any(|s| link.starts_with(s));
                assert!(is_outside, "{name}: {link}");
            }
        }
    }
}

fn encoded(id: &str) -> String {
    let mut out = String::new();
    pulldown_cmark_escape::escape_href(&mut out, id).unwrap();
    out
}

#[test]
fn what_facilitators_add_changes_no_number_and_no_word_of_learners() {
    let mut files = two_modules();
    let plain: Vec<Files> =
        ["epub", "workbook"].map(|format| made(&link(&files).value, format, Edition::Learner, None)).into();
    let page = "strand/module/cards.md";
    let more =
        [files[page].clone(), b"\n:::facilitator\nSENTINEL [^f]\n\n[^f]: SENTINEL too\n:::\n".to_vec()]
            .concat();
    files.insert(page.into(), more);
    let checked = link(&files);
    for (format, before) in ["epub", "workbook"].into_iter().zip(plain) {
        assert!(
            made(&checked.value, format, Edition::Learner, None) == before,
            "{format}: learners' bytes changed"
        );
        let facilitators = made(&checked.value, format, Edition::Facilitator, None);
        let all: Vec<u8> = facilitators.values().flatten().copied().collect();
        assert!(String::from_utf8_lossy(&all).contains("SENTINEL"), "{format}");
    }
}

#[test]
fn a_card_is_for_one_person_alone() {
    let checked = link(&two_modules());
    let book = made(&checked.value, "epub", Edition::Learner, None);
    assert!(!text(&book, "EPUB/course/strand/module/cards.xhtml").contains("Say it."));
    assert!(text(&book, "EPUB/course/strand/module/cards.one.xhtml").contains("Say it."));
    let workbook = made(&checked.value, "workbook", Edition::Learner, None);
    assert_eq!(text(&workbook, "workbook.html").matches("Say it.").count(), 1);
}

#[test]
fn answers_stand_apart_from_their_question_and_lines_are_as_many_as_asked() {
    let mut files = support::course();
    let page = "# Page\n\n:::reflect[R]{lines=7}\nWhat?\n:::\n\n:::check[C]\nWhich?\n\n- [x] This one\n\n  BECAUSE\n- [ ] That one\n\n  OTHERWISE\n:::\n\nLAST WORDS.\n";
    files.insert(support::PAGE.into(), page.into());
    let checked = link(&files);
    let book = made(&checked.value, "epub", Edition::Learner, None);
    let workbook = made(&checked.value, "workbook", Edition::Learner, None);
    for html in [text(&book, "EPUB/course/strand/module/page.xhtml"), text(&workbook, "workbook.html")] {
        let (last, because) = (html.find("LAST WORDS").unwrap(), html.find("BECAUSE").unwrap());
        assert!(last < because, "the reasons stand before the end:\n{html}");
        let room =
            html[html.find("class=\"room\"").unwrap()..].split("</div></div>").next().unwrap().to_owned();
        assert_eq!(room.matches("class=\"line\"").count(), 7, "{room}");
    }
}

#[test]
fn a_package_is_the_same_wherever_it_is_made() {
    let root = tempfile::tempdir().unwrap();
    support::write_folder(
        root.path(),
        &support::read_folder(&support::of_package("tests/courses/kitchen-sink")),
    );
    let of_one_file = FORMATS.iter().filter(|format| format.wrap.extension().is_some());
    for format in of_one_file.map(|format| format.name) {
        let mut seen = Vec::new();
        for (locale, zone, umask, threads) in
            [("C", "UTC", "022", "1"), ("fr_FR.UTF-8", "Asia/Tokyo", "077", "7")]
        {
            let file = format!("{format}-{threads}");
            let line = format!(
                "umask {umask}; exec \"$0\" package {format} --content . --today 2027-03-01 --output {file}"
            );
            let mut command = std::process::Command::new("sh");
            command.args(["-c", &line, env!("CARGO_BIN_EXE_bedside")]).current_dir(root.path());
            command
                .env("LC_ALL", locale)
                .env("TZ", zone)
                .env("RAYON_NUM_THREADS", threads)
                .env("PATH", "/usr/bin:/bin");
            let said = support::binary::of(command);
            assert_eq!(said.code, 0, "{}", said.err);
            assert!(said.out.contains("In it: "), "{}", said.out);
            seen.push(std::fs::read(root.path().join(&file)).unwrap());
            std::fs::remove_file(root.path().join(file)).unwrap();
        }
        assert!(seen[0] == seen[1], "{format} differs");
    }
}

#[test]
fn every_format_is_named_where_one_is_chosen() {
    let root = tempfile::tempdir().unwrap();
    support::write_folder(root.path(), &two_modules());
    let help = run(root.path(), &["package", "--help"]).out;
    let refused = run(root.path(), &["package", "paper", "--content", "."]).err;
    for format in FORMATS.iter().filter(|format| format.wrap.extension().is_some()) {
        assert!(help.contains(&format!("- {}: ", format.name)), "{help}");
        assert!(refused.contains(format.name), "{refused}");
    }
}

#[test]
fn a_book_claims_no_conformance_that_nobody_has_evaluated() {
    for (name, files) in courses() {
        let book = made(&link(&files).value, "epub", Edition::Learner, None);
        let package = text(&book, "EPUB/package.opf");
        assert!(package.contains("schema:accessibilitySummary"), "{name}");
        assert!(!package.contains("conformsTo") && !package.contains("certifi"), "{name}: {package}");
        // Whether a recording flashes or startles, no check can tell.
        let has_recordings = ["<audio", "<video"].iter().any(|tag| {
            book.iter()
                .any(|(path, bytes)| path.ends_with(".xhtml") && String::from_utf8_lossy(bytes).contains(tag))
        });
        let hazard = if has_recordings { "unknown" } else { "none" };
        assert!(package.contains(&format!("accessibilityHazard\">{hazard}<")), "{name}");
    }
}

#[test]
fn a_books_contents_name_pages_as_their_headings_do() {
    let mut files = two_modules();
    files.insert("strand/other/page.md".into(), b"---\ntitle: Short\n---\n# The whole name\n".to_vec());
    let checked = link(&files);
    let book = made(&checked.value, "epub", Edition::Learner, None);
    assert!(text(&book, "EPUB/nav.xhtml").contains(">The whole name</a>"));
    let workbook = made(&checked.value, "workbook", Edition::Learner, None);
    let html = text(&workbook, "workbook.html");
    let contents = html.split("</nav>").next().unwrap();
    assert!(contents.contains("The whole name</span>") && !contents.contains("Short"), "{contents}");
}

#[test]
fn what_only_a_workbook_has_is_refused_elsewhere_and_a_missing_browser_is_said() {
    let root = tempfile::tempdir().unwrap();
    support::write_folder(root.path(), &two_modules());
    let said = run(root.path(), &["package", "epub", "--content", ".", "--pdf"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("are for a workbook"), "{}", said.err);
    let mut command = support::binary::command(
        root.path(),
        &["package", "workbook", "--content", ".", "--pdf", "--output", "w.html"],
    );
    command.env("CHROMIUM", "no-such-browser");
    let said = support::binary::of(command);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("no PDF was made: CHROMIUM names `no-such-browser`"), "{}", said.err);
    assert!(root.path().join("w.html").is_file() && !root.path().join("w.pdf").exists());
    assert!(!root.path().join("w.pdf.printing").exists());
}
