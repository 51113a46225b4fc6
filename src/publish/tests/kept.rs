//! Files of the author's in the output, and what becomes of them.

use super::*;

#[test]
fn files_of_the_authors_stay() {
    let desk = Desk::new();
    desk.publish(SITE);
    desk.put("work/output/CNAME", "example.org");
    desk.put("work/output/m/notes.txt", "mine");
    desk.put("work/output/mine/deep/é.txt", "mine too");
    fs::create_dir(desk.path("work/output/mine/empty")).unwrap();
    let before = desk.everything();
    assert_eq!(desk.publish(SITE).kept, []);
    for site in [&[("a.html", "A"), ("b.html", "B")][..], &[("c.html", "C")], SITE] {
        let published = desk.publish(site);
        let kept =
            ["CNAME", "m/notes.txt", "mine/deep/é.txt"].map(|path| (path.to_string(), KeptWhy::Foreign));
        assert_eq!(published.kept, kept);
        assert!(desk.path("work/output/mine/empty").is_dir());
    }
    let after = desk.everything();
    assert_eq!(before["work/output/m/notes.txt"], after["work/output/m/notes.txt"]);
}

#[test]
fn a_file_of_the_authors_that_is_in_the_way_moves_aside() {
    let desk = Desk::new();
    desk.publish(&[("a.html", "a")]);
    desk.put("work/output/b.html", "mine");
    desk.put("work/output/c", "a file where a folder comes");
    desk.put("work/output/d.html/x", "a folder where a file comes");
    desk.put("work/output/same.html", "same");
    let site = [("a.html", "a"), ("b.html", "b"), ("c/c.html", "c"), ("d.html", "d"), ("same.html", "same")];
    let published = desk.publish(&site);
    let kept: Vec<&str> = published.kept.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(kept, ["b.html.edited", "c.edited", "d.html.edited/x"]);
    assert!(published.kept.iter().all(|(_, why)| *why == KeptWhy::ForeignMoved));
    assert_eq!(desk.text("b.html.edited"), "mine");
    assert_eq!(desk.text("d.html.edited/x"), "a folder where a file comes");
}

#[test]
fn a_folder_of_the_authors_where_a_file_of_ours_was_is_kept() {
    let desk = Desk::new();
    desk.publish(SITE);
    fs::remove_file(desk.path("work/output/a.html")).unwrap();
    desk.put("work/output/a.html/mine.txt", "mine");
    let published = desk.publish(&SITE[1..]);
    assert_eq!(published.kept, [("a.html/mine.txt".to_string(), KeptWhy::Foreign)]);
    assert_eq!(desk.text("a.html/mine.txt"), "mine");
}

#[test]
fn a_file_that_was_edited_by_hand_is_kept() {
    let desk = Desk::new();
    desk.publish(SITE);
    desk.tick();
    desk.put("work/output/a.html", "A"); // As long as what was there.
    desk.put("work/output/b.html", "edited by hand");
    desk.put("work/output/m/one.html", "edited by hand too");
    desk.put("work/output/m/two.html", "two"); // Saved again without a change.
    let published = desk.publish(&[("a.html", "a"), ("b.html", "new"), ("m/two.html", "two")]);
    assert_eq!(names(&published.written), ["a.html", "b.html"]);
    assert_eq!(names(&published.removed), ["m/n/deep.html"]);
    assert_eq!(
        published.kept,
        [
            ("a.html.edited".to_string(), KeptWhy::EditedMoved),
            ("b.html.edited".to_string(), KeptWhy::EditedMoved),
            ("m/one.html".to_string(), KeptWhy::Edited),
        ]
    );
    assert_eq!(desk.text("a.html.edited"), "A");
    assert_eq!(desk.text("b.html.edited"), "edited by hand");
    assert_eq!(desk.text("m/one.html"), "edited by hand too");

    desk.tick();
    desk.put("work/output/b.html", "edited again");
    let published = desk.publish(&[("a.html", "a"), ("b.html", "new"), ("m/two.html", "two")]);
    assert!(published.kept.contains(&("b.html.edited.2".to_string(), KeptWhy::EditedMoved)));
    assert_eq!(desk.text("b.html.edited"), "edited by hand");
    assert_eq!(desk.text("b.html.edited.2"), "edited again");
}

#[test]
fn force_takes_a_full_folder_and_keeps_what_is_in_it() {
    let desk = Desk { force: true, ..Desk::new() };
    desk.put("work/output/letter.txt", "mine");
    desk.put("work/output/a.html", "mine as well");
    let published = desk.publish(SITE);
    assert_eq!(
        published.kept,
        [("a.html.edited".to_string(), KeptWhy::ForeignMoved), ("letter.txt".to_string(), KeptWhy::Foreign)]
    );
    let desk = Desk { force: false, ..desk };
    assert_eq!(desk.publish(SITE).unchanged, SITE.len());
}

#[test]
fn a_damaged_manifest_makes_the_folder_somebody_elses() {
    let desk = Desk::new();
    desk.publish(SITE);
    let whole = desk.text(MANIFEST);
    for damaged in
        [String::new(), whole.replace("a.html", "../outside/precious.html"), whole[1..].to_string()]
    {
        desk.put("work/output/.bedside-manifest.json", &damaged);
        let sentence = desk.refused("output");
        assert!(sentence.contains("cannot be read"), "{sentence}");
    }
    let desk = Desk { force: true, ..desk };
    assert_eq!(desk.publish(SITE).kept, [], "equal files are not the author's");
    assert_eq!(desk.text(MANIFEST), whole);
}
