//! Folders and lists that no build may have.

use super::*;

#[test]
fn folders_that_are_not_for_a_site_are_refused() {
    let desk = Desk::new();
    desk.put("work/repository/.git/HEAD", "ref");
    desk.put("work/file", "x");
    desk.put("work/full/letter.txt", "x");
    let parts = [
        ("/", "root of the disk"),
        ("..", "home folder"),
        (".", "work in"),
        ("", "work in"),
        ("content", "holds the sources"),
        ("content/output", "among the sources"),
        ("content/../content/./deep/er", "among the sources"),
        ("repository", "`.git`"),
        ("repository/.git", "repository's own records"),
        ("repository/.git/site", "repository's own records"),
        ("file", "it is a file"),
        ("full", "it has files in it that Bedside did not write"),
        ("nowhere/../output", "`..`"),
    ];
    for (dir, why) in parts {
        let sentence = desk.refused(dir);
        assert!(sentence.contains(why), "{dir}: {sentence}");
    }
    let forced = Desk { force: true, ..desk };
    for (dir, why) in parts.iter().filter(|(dir, _)| *dir != "full") {
        let sentence = forced.refused(dir);
        assert!(sentence.contains(why), "{dir}: {sentence}");
    }
    assert!(matches!(forced.publish_to("file/site", SITE), Err(PublishError::Io { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_where_another_disk_begins_is_refused() {
    let sentence = Desk::new().refused("/proc");
    assert!(sentence.contains("another disk"), "{sentence}");
}

#[test]
fn lists_that_no_build_may_have_are_refused() {
    let desk = Desk::new();
    for site in [&[("b", "b"), ("a", "a")][..], &[("a", "a"), ("a", "a")], &[(MANIFEST, "mine")]] {
        assert!(matches!(desk.publish_to("output", site), Err(PublishError::Refused(_))));
    }
    assert!(!desk.path("work/output").exists());
}
