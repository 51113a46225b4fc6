//! The preview while the course is saved under it: no page is ever missing or of two builds, and each is what a build
//! writes.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use support::preview::Preview;
use support::{Files, binary, course, is_full, of_package, read_folder, write_folder};

const SOON: Duration = Duration::from_secs(10);

/// The part of a text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} in {rest}")).0
}

#[test]
fn pages_asked_for_during_builds_are_whole_and_have_the_style_of_their_own_build() {
    let (gets, builds) = if is_full() { (10_000, 300) } else { (600, 15) };
    let folder = tempfile::tempdir().unwrap();
    let mut files = course();
    files.get_mut("course.yaml").unwrap().extend(b"theme: ../theme\n");
    write_folder(&folder.path().join("content"), &files);
    let save = |number: usize| {
        let css = format!(":root {{ --build: {number} }}\n");
        let page = format!("# Module\n\nWords of build {number} here.\n");
        // An editor's way, so that there is no moment without the file.
        for (path, text) in [("theme/css/10-colour.css", css), ("content/strand/module/index.md", page)] {
            let (path, new) = (folder.path().join(path), folder.path().join("new"));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&new, text).unwrap();
            std::fs::rename(new, path).unwrap();
        }
    };
    save(0);
    let mut preview = Preview::start(folder.path(), &[]);
    let page = "/strand/module/index.html";
    preview.wait_for(page, "build 0 here", SOON);

    let (done, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut newest = 0;
                while !done.load(Ordering::Relaxed) || asked.load(Ordering::Relaxed) < gets {
                    let answer = preview.get(page);
                    assert_eq!(answer.status, 200, "{}", answer.head);
                    let html = String::from_utf8(answer.body).unwrap();
                    let number: usize = between(&html, "Words of build ", " here").parse().unwrap();
                    assert!(
                        number >= newest && html.trim_end().ends_with("</html>"),
                        "{number} after {newest}"
                    );
                    newest = number;
                    let version = between(&html, "assets/style.css?v=", "\"");
                    // Long enough for a build to come between them, now and then.
                    std::thread::sleep(Duration::from_millis(if number.is_multiple_of(3) { 30 } else { 0 }));
                    let answer = preview.get(&format!("/assets/style.css?v={version}"));
                    assert_eq!(answer.status, 200, "{}", answer.head);
                    let hash = blake3::hash(&answer.body).to_hex();
                    assert!(hash.starts_with(version), "a page of build {number} in the style of another");
                    asked.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        for number in 1..=builds {
            save(number);
            preview.wait_for(page, &format!("build {number} here"), SOON);
        }
        done.store(true, Ordering::Relaxed);
    });
    println!("{} requests during {builds} builds", asked.into_inner());
    assert!(preview.is_running());
}

/// A served page without what the preview adds to it.
fn without_preview(html: &str) -> String {
    let mut page = html.replacen("connect-src 'self'", "connect-src 'none'", 1);
    page = page.replacen("connect-src &#39;self&#39;", "connect-src &#39;none&#39;", 1);
    for (begin, end) in [
        ("<link rel=\"stylesheet\" href=\"/.bedside/", ">\n"),
        ("<script src=\"/.bedside/", "</script>\n"),
        ("<p class=\"edition\">Preview</p>", "\n"),
        ("<!--line ", "-->"),
    ] {
        while let Some(at) = page.find(begin) {
            let length = page[at..].find(end).unwrap() + end.len();
            page.replace_range(at..at + length, "");
        }
    }
    page
}

#[test]
fn what_is_served_is_what_a_build_writes_less_the_preview_itself() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(&folder.path().join("content"), &read_folder(&of_package("content")));
    for edition in ["learner", "facilitator"] {
        let built = binary::run(folder.path(), &["build", "--output", "site", "--edition", edition]);
        assert_eq!(built.code, 0, "{built:?}");
        let preview = Preview::start(folder.path(), &["--edition", edition]);
        let mut count = 0;
        for (path, bytes) in binary::tree(&folder.path().join("site")) {
            // What only a published site has: its record, and what is said of the build.
            if path.starts_with('.')
                || path == bedside::pipeline::BUILD_INFO
                || path == bedside::render::RECORD
            {
                continue;
            }
            let answer = preview.get(&format!("/{path}"));
            assert_eq!(answer.status, 200, "{path}");
            if path.ends_with(".html") {
                let (served, built) =
                    (String::from_utf8(answer.body).unwrap(), String::from_utf8(bytes).unwrap());
                assert!(served.contains("/.bedside/"), "{path}");
                // A mark at the beginning of a part is followed by the end of a line, which the part alone has not.
                let one_line = |page: &str| page.replace('\n', "");
                assert_eq!(one_line(&without_preview(&served)), one_line(&built), "{path}");
            } else {
                assert!(answer.body == bytes, "{path}");
            }
            count += 1;
        }
        println!("{count} files of the {edition} edition");
        assert!(count > 50);
        std::fs::remove_dir_all(folder.path().join("site")).unwrap();
    }
}

#[test]
fn a_title_that_changes_changes_on_every_page_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(&folder.path().join("content"), &read_folder(&of_package("tests/courses/kitchen-sink")));
    let preview = Preview::start(folder.path(), &[]);
    let place = "/first-strand/module/kinds.html";
    let before = preview.page(place);
    assert!(!before.contains("Quite another title"));
    let strand = preview.content.join("01-first-strand/index.md");
    let text = std::fs::read_to_string(&strand).unwrap();
    let line = text.lines().find(|line| line.starts_with("# ")).unwrap();
    std::fs::write(&strand, text.replacen(line, "# Quite another title", 1)).unwrap();
    preview.wait_for(place, "Quite another title", SOON);
    assert!(preview.page("/").contains("Quite another title"));
}

/// A command in a place of its own in which the system allows that many watches.
fn with_few_watches(folder: &std::path::Path, limit: &str, count: u32) -> Option<Command> {
    let allow = format!("echo {count} > /proc/sys/user/{limit} && exec \"$0\" \"$@\"");
    let mut probe = Command::new("unshare");
    let can =
        probe.args(["-Ur", "sh", "-c", &allow, "true"]).output().is_ok_and(|output| output.status.success());
    let mut command = Command::new("unshare");
    command.args(["-Ur", "sh", "-c", &allow, env!("CARGO_BIN_EXE_bedside")]);
    command.args(["serve", "--content", "content", "--port", "0"]).current_dir(folder).env("NO_COLOR", "1");
    can.then_some(command)
}

/// Where this system lets nobody lower the limits, the words are held by a test of the preview's own.
#[test]
fn limits_on_watches_are_said_in_words_and_saves_are_seen_all_the_same() {
    for (limit, count) in [("max_inotify_watches", 2), ("max_inotify_instances", 0)] {
        let folder = tempfile::tempdir().unwrap();
        write_folder(&folder.path().join("content"), &course());
        let Some(mut command) = with_few_watches(folder.path(), limit, count) else { continue };
        let preview = Preview::of(&mut command, folder.path());
        preview.wait_for("/", "<main", SOON);
        let said = preview.said_with("looks for changes", SOON);
        assert!(said.contains("too few watched folders"), "{said}");
        for number in 0..3 {
            let text = format!("# Home\n\nWords {number} here.\n");
            write_folder(&preview.content, &Files::from([("index.md".into(), text.into_bytes())]));
            let time = preview.wait_for("/", &format!("Words {number} here"), SOON);
            assert!(time < Duration::from_secs(2), "{time:?}");
        }
    }
}
