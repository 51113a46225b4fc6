//! A page's bytes do not grow with the course: neither with its modules nor with the pages of a long module.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use bedside::course::Edition;
use support::{Files, course, link, made_one};

/// The small course with this many modules, and this many pages in the one that is looked at.
fn with(modules: usize, pages: usize) -> Files {
    let mut files = course();
    for n in 0..modules {
        files.insert(format!("strand/other-{n:04}/index.md"), b"# Other\n\nWords.\n".to_vec());
    }
    for n in 0..pages {
        files.insert(format!("strand/module/p-{n:04}.md"), b"# Page\n\nWords.\n".to_vec());
    }
    files
}

fn bytes(modules: usize, pages: usize, path: &str) -> usize {
    made_one(&link(&with(modules, pages)).value, Edition::Learner, path).unwrap().len()
}

#[test]
fn a_page_does_not_grow_with_the_modules_of_its_strand() {
    let page = "strand/module/p-0001.html";
    assert_eq!(bytes(20, 3, page), bytes(200, 3, page));
}

#[test]
fn a_page_does_not_grow_with_the_pages_of_its_module() {
    let page = "strand/module/p-0100.html";
    assert_eq!(bytes(1, 200, page), bytes(1, 600, page));
}

#[test]
fn a_page_of_a_long_module_is_marked_in_its_own_stretch() {
    let html = made_one(&link(&with(30, 200)).value, Edition::Learner, "strand/module/p-0150.html").unwrap();
    let marked = "p-0150.html\" aria-current=\"page\"";
    assert_eq!(html.matches(marked).count(), 1);
    assert!(html.contains("strand/module/index.html"), "the module itself is always there");
}
