//! Builds that fail, meet another, or were killed.

use super::*;

#[test]
fn a_build_that_fails_leaves_everything_as_it_was_and_tells_every_failure() {
    let desk = Desk::new();
    let broken: Site<'_> =
        &[("a.html", "changed"), ("b.html", "fail"), ("c.html", "new"), ("d.html", "fail")];
    let failures = |error| match error {
        PublishError::Make(failures) => failures,
        other => panic!("{other}"),
    };
    let before = desk.everything();
    let error = desk.publish_to("deep/output", broken).unwrap_err();
    assert_eq!(failures(error), [(1, "b.html failed".to_string()), (3, "d.html failed".to_string())]);
    assert_eq!(before, desk.everything());
    assert!(!desk.path("work/deep").exists());

    desk.publish(SITE);
    let before = desk.everything();
    assert_eq!(failures(desk.publish_to("output", broken).unwrap_err()).len(), 2);
    assert_eq!(before, desk.everything());
    desk.nothing_beside();
}

#[test]
fn two_builds_at_once_are_kept_apart() {
    let desk = Desk::new();
    desk.publish(SITE);
    let lock = Lock::take(desk.path("work/.output.bedside-lock"), Path::new("output")).unwrap();
    let sentence = desk.refused("output");
    assert!(sentence.contains(&format!("process {}", std::process::id())), "{sentence}");
    drop(lock);
    desk.publish(SITE);
}

#[test]
fn the_lock_of_a_build_that_was_killed_stops_nobody() {
    let desk = Desk::new();
    for left in ["", "999999999\n", "1\n", "words"] {
        desk.put("work/.output.bedside-lock", left);
        desk.publish(SITE);
    }
    fs::create_dir(desk.path("work/.output.bedside-lock")).unwrap();
    assert!(desk.refused("output").contains("Remove it"));
}

#[test]
fn twenty_builds_at_once_leave_one_whole_site() {
    let desk = Desk::new();
    desk.publish(SITE);
    let texts: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    std::thread::scope(|scope| {
        for text in &texts {
            scope.spawn(|| {
                let site = [("a.html", text.as_str()), ("b.html", text), ("c.html", text)];
                match desk.publish_to("output", &site) {
                    Ok(_) | Err(PublishError::Refused(_)) => {}
                    Err(other) => panic!("{other}"),
                }
            });
        }
    });
    assert_eq!(desk.text("a.html"), desk.text("c.html"));
    desk.nothing_beside();
    desk.publish(SITE);
}

#[test]
fn a_staging_folder_that_was_left_is_removed() {
    let desk = Desk::new();
    desk.publish(SITE);
    desk.put("work/.output.bedside-staging/m/half.html", "half");
    let before = desk.text(MANIFEST);
    desk.publish(SITE);
    assert_eq!(desk.text(MANIFEST), before);

    // Killed before the first site was public.
    desk.put("work/.other.bedside-staging/a.html", "half");
    desk.publish_to("other", SITE).unwrap();
    assert!(!desk.path("work/.other.bedside-staging").exists());
}

#[test]
fn an_old_tree_that_was_left_is_removed_but_not_what_came_in_late() {
    let desk = Desk::new();
    for name in ["staging", "old"] {
        desk.publish(SITE);
        let left = format!("work/.output.bedside-{name}");
        fs::rename(desk.path("work/output"), desk.path(&left)).unwrap();
        desk.publish_to("new", SITE).unwrap();
        fs::rename(desk.path("work/new"), desk.path("work/output")).unwrap();
        desk.put(&format!("{left}/late.txt"), "late");
        desk.put(&format!("{left}/late/a.html"), "late");
        let published = desk.publish(SITE);
        assert_eq!(published.unchanged, SITE.len());
        let late = ["late.txt", "late/a.html"].map(|path| (path.to_string(), KeptWhy::Foreign));
        assert_eq!(published.kept, late);
        assert!(!desk.path(&left).exists());
        fs::remove_dir_all(desk.path("work/output")).unwrap();
    }
}

#[test]
fn a_kill_between_two_renames_is_healed() {
    let desk = Desk::new();
    desk.publish(SITE);
    let before = desk.text(MANIFEST);
    fs::rename(desk.path("work/output"), desk.path("work/.output.bedside-old")).unwrap();
    desk.put("work/.output.bedside-staging/a.html", "new");
    assert_eq!(desk.publish(SITE).unchanged, SITE.len());
    assert_eq!(desk.text(MANIFEST), before);
}

#[test]
fn a_kill_between_a_file_and_its_manifest_is_healed() {
    let desk = Desk::new();
    desk.publish(&[("a.html", "one"), ("b.html", "b")]);
    desk.publish_to("other", &[("a.html", "two"), ("b.html", "b")]).unwrap();
    desk.tick();
    let next = fs::read_to_string(desk.path("work/other").join(MANIFEST)).unwrap();
    desk.put("work/.output.bedside-staging/next#manifest.json", &next);
    desk.put("work/output/a.html", "two");
    let published = desk.publish(&[("a.html", "three"), ("b.html", "b")]);
    assert_eq!((names(&published.written), published.kept.len()), (vec!["a.html"], 0));

    // Killed before the file was replaced: the manifest may not run ahead.
    desk.put("work/.output.bedside-staging/next#manifest.json", &next);
    let published = desk.publish(&[("a.html", "two"), ("b.html", "b")]);
    assert_eq!((names(&published.written), published.kept.len()), (vec!["a.html"], 0));
}
