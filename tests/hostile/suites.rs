//! Everything that the project has of Markdown, as pages: each is made of what a page may be made of.

use bedside::course::Edition;

use super::support::suite::{Part, split};
use super::support::{allowed, course, link, made, of_package, read_folder};

/// Every page of both editions of a whole course.
#[test]
fn every_page_of_every_course_is_made_of_what_a_page_may_be_made_of() {
    let mut pages = 0;
    for name in ["tests/courses/minimal", "tests/courses/kitchen-sink", "tests/courses/faculty", "content"] {
        let checked = link(&read_folder(&of_package(name)));
        for edition in super::support::EDITIONS {
            for (path, bytes) in
                made(&checked.value, edition).iter().filter(|(path, _)| path.ends_with(".html"))
            {
                let beyond = allowed::beyond(std::str::from_utf8(bytes).unwrap());
                assert!(beyond.is_empty(), "{name}, {edition}, {path}: {beyond:?}");
                pages += 1;
            }
        }
    }
    println!("{pages} pages of courses");
}

/// Each input of the suites of the language and of its mistakes, on a page of its own.
#[test]
fn every_input_of_every_suite_is_made_of_what_a_page_may_be_made_of() {
    let mut texts = Vec::new();
    for folder in ["tests/spec", "tests/wrong"] {
        for (_, bytes) in read_folder(&of_package(folder)) {
            let text = String::from_utf8(bytes).unwrap();
            for part in split(&text).into_iter().flatten() {
                if let Part::Fence(fence) = part
                    && !matches!(fence.kind(), "html" | "diagnostics")
                {
                    texts.push(fence.bytes());
                }
            }
        }
    }
    assert!(texts.len() > 300, "{} inputs", texts.len());
    for some in texts.chunks(80) {
        let mut files = course();
        for (n, text) in some.iter().enumerate() {
            files.insert(format!("strand/module/page-{n:02}.md"), text.clone());
        }
        let checked = link(&files);
        for (path, bytes) in made(&checked.value, Edition::Facilitator) {
            if path.starts_with("strand/module/page") && path.ends_with(".html") {
                let beyond = allowed::beyond(std::str::from_utf8(&bytes).unwrap());
                assert!(beyond.is_empty(), "{path}: {beyond:?}");
            }
        }
    }
    println!("{} inputs of suites", texts.len());
}
