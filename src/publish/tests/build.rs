//! Builds one after another, and what they write, leave and remove.

use super::*;

#[test]
fn a_first_build_fills_a_new_or_an_empty_folder() {
    let desk = Desk::new();
    let published = desk.publish(SITE);
    assert_eq!(names(&published.written), ["a.html", "b.html", "m/n/deep.html", "m/one.html", "m/two.html"]);
    assert_eq!((published.bytes, published.unchanged, published.removed.len()), (12, 0, 0));
    assert_eq!(files_below(&desk.path("work/output")).len(), SITE.len() + 1);

    fs::create_dir_all(desk.path("work/empty")).unwrap();
    desk.publish_to("empty", SITE).unwrap();
    desk.publish_to("not/there/yet/", SITE).unwrap();
    let manifest = |dir: &str| fs::read(desk.path("work").join(dir).join(MANIFEST)).unwrap();
    assert_eq!(manifest("output"), manifest("empty"));
    assert_eq!(manifest("output"), manifest("not/there/yet"));
    desk.nothing_beside();
}

#[test]
fn a_site_without_files_is_a_site() {
    let desk = Desk::new();
    desk.publish(&[]);
    assert_eq!(files_below(&desk.path("work/output")), [MANIFEST]);
    desk.publish(SITE);
    assert_eq!(desk.publish(&[]).removed.len(), SITE.len());
    assert_eq!(files_below(&desk.path("work/output")), [MANIFEST]);
}

#[test]
fn a_second_build_of_the_same_touches_nothing() {
    let desk = Desk::new();
    desk.publish(SITE);
    let before = desk.everything();
    let published = desk.publish(SITE);
    assert_eq!((published.unchanged, published.written.len()), (SITE.len(), 0));
    assert_eq!(before, desk.everything());
}

#[test]
fn one_changed_file_is_replaced_and_the_others_are_not_touched() {
    let desk = Desk::new();
    desk.publish(SITE);
    let before = desk.everything();
    let mut site = SITE.to_vec();
    site[2].1 = "new!";
    let published = desk.publish(&site);
    assert_eq!(names(&published.written), ["m/n/deep.html"]);
    let after = desk.everything();
    let changed: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert_eq!(changed, ["work/output/.bedside-manifest.json", "work/output/m/n/deep.html"]);
    let before = desk.everything();
    desk.publish(&site);
    assert_eq!(before, desk.everything());
}

#[test]
fn many_changes_keep_the_unchanged_files_as_they_are() {
    let desk = Desk::new();
    desk.publish(SITE);
    let before = desk.everything();
    let published = desk.publish(&[
        ("a.html", "a"),
        ("b.html", "changed"),
        ("m/two.html", "two"),
        ("new/x.html", "x"),
        ("z.html", "z"),
    ]);
    assert_eq!(names(&published.written), ["b.html", "new/x.html", "z.html"]);
    assert_eq!(names(&published.removed), ["m/n/deep.html", "m/one.html"]);
    assert_eq!((published.unchanged, published.kept.len()), (2, 0));
    let after = desk.everything();
    for path in ["work/output/a.html", "work/output/m/two.html"] {
        assert_eq!(before[path], after[path]);
    }
    assert!(!desk.path("work/output/m/n").exists(), "an empty folder was left");
}

#[test]
fn a_file_and_a_folder_can_change_places() {
    let desk = Desk::new();
    desk.publish(&[("a", "file"), ("b/c", "in a folder")]);
    desk.publish(&[("a/c", "in a folder"), ("b", "file")]);
    desk.publish(&[("a", "file"), ("b/c", "in a folder")]);
}

#[test]
fn a_file_that_somebody_removed_is_made_again() {
    let desk = Desk::new();
    desk.publish(SITE);
    fs::remove_dir_all(desk.path("work/output/m")).unwrap();
    assert_eq!(desk.publish(SITE).written.len(), 3);
    fs::remove_file(desk.path("work/output/a.html")).unwrap();
    let published = desk.publish(&[("b.html", "b")]);
    assert_eq!(names(&published.removed), ["m/n/deep.html", "m/one.html", "m/two.html"]);
}
