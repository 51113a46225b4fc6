//! Packages for learning platforms: what is told and counted, what course.yaml says of it, the same bytes everywhere.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use bedside::course::Edition;
use bedside::pipeline::{self, Linked};
use bedside::publish::OutPath;
use bedside::render::format;
use support::{EDITIONS, Files, codes, course, expect_clean, link, told};

const PLATFORMS: [&str; 3] = ["scorm12", "scorm2004", "cmi5"];

/// A course with something to do on every page, and with what no platform is told of.
fn with(platform: &str) -> Files {
    let mut files = course();
    let yaml = String::from_utf8(files["course.yaml"].clone()).unwrap();
    files.insert("course.yaml".into(), format!("{yaml}{platform}").into_bytes());
    let mut add = |path: &str, text: &str| drop(files.insert(path.into(), text.as_bytes().to_vec()));
    add("strand/alone.md", "# Alone\n\nWords.\n");
    add(
        "strand/module/doing.md",
        "# Doing\n\n:::reflect[One]{#one}\nWhy?\n:::\n\n:::check[Two]{#two}\nWhich?\n\n- [x] This.\n\n  Yes.\n- [ ] That.\n\n  No.\n:::\n\n\
:::scale[Three]{#three}\n- I waited.\n:::\n\n:::pause[Four]{#four}\nBreathe.\n:::\n\n::::facilitator\n:::discussion[Five]{#five}\nTalk.\n:::\n::::\n",
    );
    add(
        "strand/module/quiet.md",
        "---\nreport: never\n---\n# Quiet grief\n\n:::check[Six]{#six}\nWhich?\n\n- [x] This.\n\n  Yes.\n- [ ] That.\n\n  No.\n:::\n",
    );
    add("strand/module/aside.md", "---\nunlisted: true\nallow: [orphan]\n---\n# Aside\n\nWords.\n");
    add("strand/module/later.md", "---\ndraft: true\n---\n# Later\n\nWords.\n");
    add("strand/hidden/index.md", "---\nreport: never\n---\n# Hidden module\n\nWords.\n");
    add("strand/hidden/page.md", "# Told of by nobody\n\nWords.\n");
    files
}

fn made(linked: &Linked, name: &str, edition: Edition) -> Files {
    let artefacts =
        pipeline::artefacts_as(format::find(name).unwrap(), linked, edition, &format::Wanted::default());
    let make = |path: &OutPath| {
        let mut bytes = Vec::new();
        artefacts.make(artefacts.get(path).unwrap(), &mut bytes).unwrap();
        (path.to_string(), bytes)
    };
    artefacts.paths().map(make).collect()
}

fn text<'f>(files: &'f Files, path: &str) -> &'f str {
    std::str::from_utf8(files.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

/// What a launcher goes by.
fn plan(files: &Files, launcher: &str) -> serde_json::Value {
    let page = support::page::read(text(files, launcher));
    assert!(page.twice.is_empty());
    let (_, rest) = text(files, launcher).split_once("data-unit=\"").unwrap();
    let unit =
        rest.split_once('"').unwrap().0.replace("&quot;", "\"").replace("&#x2F;", "/").replace("&amp;", "&");
    serde_json::from_str(&unit).unwrap()
}

#[test]
fn a_course_is_one_entry_and_counts_the_pages_that_teach() {
    let linked = link(&with(""));
    expect_clean(&linked, "the course");
    for name in PLATFORMS {
        let files = made(&linked.value, name, Edition::Learner);
        let plan = plan(&files, "assets/launch.html");
        let pages = serde_json::json!([
            ["strand/hidden/page", [], []],
            ["strand/module/index", [], []],
            ["strand/module/doing", [], []],
            ["strand/alone", [], []],
        ]);
        let mut counted: Vec<_> = plan["pages"].as_array().unwrap().clone();
        let mut wanted: Vec<_> = pages.as_array().unwrap().clone();
        counted.sort_by_key(ToString::to_string);
        wanted.sort_by_key(ToString::to_string);
        assert_eq!(counted, wanted, "{name}");
        assert_eq!((&plan["standard"], &plan["completion"]), (&name.into(), &"read".into()));
        assert_eq!((&plan["start"], &plan["score"]), (&"index.html".into(), &false.into()));
    }
}

#[test]
fn what_is_to_be_done_and_checked_counts_where_the_author_says_so() {
    let done = |platform: &str, edition: Edition| {
        let linked = link(&with(platform));
        expect_clean(&linked, platform);
        let plan = plan(&made(&linked.value, "scorm12", edition), "assets/launch.html");
        let pages = plan["pages"].as_array().unwrap().clone();
        pages.into_iter().find(|page| page[0] == "strand/module/doing").unwrap().to_string()
    };
    for edition in EDITIONS {
        // A scale and a pause are for the learner alone, and a facilitator's block is no learner's to do.
        let counts = [
            ("platform:\n  completion: read\n", r#"["strand/module/doing",[],[]]"#),
            ("platform:\n  completion: activities\n", r#"["strand/module/doing",["one","two"],[]]"#),
            ("platform:\n  score: yes\n", r#"["strand/module/doing",[],["two"]]"#),
            ("platform: {completion: score, passing: 60}\n", r#"["strand/module/doing",[],["two"]]"#),
        ];
        for (platform, counted) in counts {
            assert_eq!(done(platform, edition), counted, "{platform} for {edition}");
        }
    }
}

#[test]
fn each_module_is_an_entry_with_a_launcher_of_its_own() {
    let linked = link(&with("platform:\n  units: module\n  completion: score\n"));
    expect_clean(&linked, "the course");
    for name in PLATFORMS {
        let files = made(&linked.value, name, Edition::Learner);
        let launchers: Vec<&String> =
            files.keys().filter(|path| path.starts_with("assets/launch-")).collect();
        assert_eq!(launchers, ["assets/launch-strand.html", "assets/launch-strand.module.html"], "{name}");
        assert!(!files.contains_key("assets/launch.html"));
        let (strand, module) = (plan(&files, launchers[0]), plan(&files, launchers[1]));
        assert_eq!(
            (&strand["start"], &module["start"]),
            (&"strand/index.html".into(), &"strand/module/index.html".into())
        );
        // Where there is nothing to check, reading is what is left.
        assert_eq!((&strand["completion"], &module["completion"]), (&"read".into(), &"score".into()));
        assert_ne!(strand["mark"], module["mark"]);
        let manifest =
            if name == "cmi5" { text(&files, "cmi5.xml") } else { text(&files, "imsmanifest.xml") };
        assert!(manifest.contains("Module") && manifest.contains("Strand"), "{manifest}");
    }
}

#[test]
fn a_page_that_is_never_told_of_stands_in_no_manifest_and_no_launcher() {
    for units in ["course", "module"] {
        let linked =
            link(&with(&format!("platform: {{units: {units}, completion: activities, score: yes}}\n")));
        for (name, edition) in PLATFORMS.iter().flat_map(|name| EDITIONS.map(|edition| (*name, edition))) {
            let files = made(&linked.value, name, edition);
            for (path, bytes) in &files {
                let page = path.ends_with(".html") && !path.starts_with("assets/");
                let html = String::from_utf8_lossy(bytes);
                if page {
                    let tells = html.contains("report.js");
                    let told = [
                        "strand/module/index.html",
                        "strand/module/doing.html",
                        "strand/module/aside.html",
                        "strand/alone.html",
                        "strand/hidden/page.html",
                    ];
                    let told = told.contains(&path.as_str());
                    assert_eq!(tells, told, "{path} as {name}");
                    assert!(html.contains("outside.js") || path == "404.html", "{path} as {name}");
                } else if path.contains("launch") && path.ends_with(".html") || path.ends_with(".xml") {
                    let words: String = html.lines().filter(|line| !line.starts_with("<file")).collect();
                    for private in
                        ["quiet", "Quiet", "six", "Hidden", "\"one\" ", "three", "Later", "later\""]
                    {
                        assert!(!words.contains(private), "{path} as {name} holds {private}: {words}");
                    }
                }
            }
        }
    }
}

#[test]
fn pages_and_the_scorm_launchers_connect_to_nothing() {
    let linked = link(&with(""));
    for name in PLATFORMS {
        for (path, bytes) in made(&linked.value, name, Edition::Learner) {
            let html = String::from_utf8_lossy(&bytes).replace("&#39;", "'");
            if path.ends_with(".html") {
                let may = path == "assets/launch.html" && name == "cmi5";
                assert_eq!(html.contains("connect-src 'none'"), !may, "{path} as {name}");
                assert!(!html.contains("unsafe-"), "{path}");
            }
        }
        let files = made(&linked.value, name, Edition::Learner);
        let launcher = text(&files, "assets/launch.js");
        assert_eq!(launcher.contains("fetch("), name == "cmi5");
        assert!(!launcher.contains("indexedDB") && !launcher.contains("localStorage"), "{name}");
    }
}

#[test]
fn a_journal_in_a_package_is_for_the_visit_unless_the_course_says_otherwise() {
    let kept = |yaml: &str, name: &str| {
        let files = made(&link(&with(yaml)).value, name, Edition::Learner);
        let html = text(&files, "strand/module/doing.html");
        let policy =
            html.split_once("data-journal=\"").map(|(_, rest)| rest.split_once('"').unwrap().0.to_owned());
        assert_eq!(policy.is_some(), files.contains_key("journal.html"));
        let says = files
            .get("assets/panel.js")
            .is_some_and(|panel| String::from_utf8_lossy(panel).contains("shared with its other courses"));
        assert_eq!(says, name != "site" && policy.is_some(), "{yaml} as {name}");
        policy
    };
    let policy = |word: &str| Some(word.to_owned());
    assert_eq!(kept("", "site"), policy("device"));
    assert_eq!(kept("", "scorm12"), policy("visit"));
    assert_eq!(kept("platform: {journal: device}\n", "scorm12"), policy("device"));
    assert_eq!(kept("platform: {journal: off}\n", "cmi5"), None);
    assert_eq!(kept("journal: visit\nplatform: {journal: device}\n", "scorm12"), policy("visit"));
    assert_eq!(kept("journal: off\nplatform: {journal: device}\n", "scorm2004"), None);
}

#[test]
fn mistakes_below_platform_are_told_at_their_line() {
    let mistakes = [
        ("platform:\n  unit: module\n", "config-key", "`unit` is not a known key of `platform`", "units"),
        (
            "platform:\n  completion: red\n",
            "config-value",
            "`completion` expects one of: read, activities, score",
            "read",
        ),
        (
            "platform:\n  units: course\n  passing: 101\n",
            "config-value",
            "`passing` expects a whole number from 1 to 100",
            "",
        ),
        (
            "platform:\n  passing: most\n",
            "config-value",
            "`passing` expects a whole number from 1 to 100",
            "",
        ),
        ("platform:\n  score: perhaps\n", "config-value", "`score` expects `true` or `false`", ""),
        (
            "platform: {journal: devise}\n",
            "config-value",
            "`journal` expects one of: off, visit, device",
            "device",
        ),
        ("platform: scorm\n", "config-value", "`platform` expects deeper lines", "platform:\n  units"),
    ];
    for (yaml, code, words, help) in mistakes {
        let linked = link(&with(yaml));
        let problems = told(&linked);
        assert_eq!(codes(&linked.diagnostics), [code], "{yaml}");
        let lines = String::from_utf8(with("")["course.yaml"].clone()).unwrap().lines().count();
        let at = yaml.lines().count().max(1);
        assert_eq!(
            (problems[0].file.as_str(), problems[0].line),
            ("course.yaml", (lines + at) as u64),
            "{yaml}"
        );
        assert!(
            problems[0].message.contains(words) && problems[0].help.contains(help),
            "{yaml}: {} {}",
            problems[0].message,
            problems[0].help
        );
    }
}

#[test]
fn ids_are_names_for_xml_and_the_same_for_the_same_pages() {
    let mut files = with("platform: {units: module}\n");
    files.insert("strand/Ünter uns/index.md".into(), "# Unter uns\n\nWords.\n".into());
    files.insert(format!("strand/{}/index.md", "long".repeat(25)), b"# Long & wide\n\nWords.\n".to_vec());
    let before = made(&link(&files).value, "scorm2004", Edition::Learner);
    files.insert("strand/00-new/index.md".into(), b"# New\n\nWords.\n".to_vec());
    let after = made(&link(&files).value, "scorm2004", Edition::Learner);
    let ids = |files: &Files| -> Vec<String> {
        let xml = text(files, "imsmanifest.xml");
        let ids = xml
            .split(" identifier=\"")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0.to_owned())
            .collect();
        assert!(xml.contains("<title>Long &amp; wide</title>"), "{xml}");
        ids
    };
    let (old, new) = (ids(&before), ids(&after));
    for id in &old {
        assert!(new.contains(id), "{id} is gone");
        assert!(id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.len() < 120, "{id}");
        assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{id}");
    }
    assert!(new.len() > old.len());
}

#[test]
fn a_theme_with_a_mistake_in_the_manifest_is_told_and_makes_no_package() {
    let theme = support::sources(&Files::from([(
        "templates/platform/scorm12.xml".into(),
        b"{{ nothing.like.this }}".to_vec(),
    )]));
    let linked = pipeline::link(
        support::sources(&with("")),
        &theme,
        &mut bedside::memo::Memo::default(),
        support::today(),
    );
    let folder = tempfile::tempdir().unwrap();
    let artefacts = pipeline::artefacts_as(
        format::find("scorm12").unwrap(),
        &linked.value,
        Edition::Learner,
        &format::Wanted::default(),
    );
    let output = folder.path().join("a.zip");
    let packed = pipeline::package(&artefacts, format::find("scorm12").unwrap().wrap, &output, None).unwrap();
    assert_eq!(codes(&packed.diagnostics), ["theme-error"]);
    assert!(packed.value.is_none() && !output.exists());
}

#[test]
fn a_package_is_the_same_to_the_byte_wherever_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    support::write_folder(
        &folder.path().join("content"),
        &with("platform: {units: module, completion: activities}\n"),
    );
    let surroundings = [("022", "C", "UTC", "4"), ("077", "tr_TR.UTF-8", "Pacific/Apia", "1")];
    for name in PLATFORMS {
        let packages = surroundings.map(|(umask, locale, zone, threads)| {
            let output = folder.path().join(format!("{name}-{umask}.zip"));
            let mut command = std::process::Command::new("sh");
            command.args([
                "-c",
                "umask $0; exec \"$@\"",
                umask,
                env!("CARGO_BIN_EXE_bedside"),
                "package",
                name,
                "--output",
            ]);
            command.arg(&output).current_dir(folder.path());
            command.env("LC_ALL", locale).env("TZ", zone).env("RAYON_NUM_THREADS", threads);
            let run = command.output().unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            std::fs::read(output).unwrap()
        });
        assert!(packages[0] == packages[1], "{name}");
    }
}
