//! Links in and around the output, and that nothing behind them changes.

use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

#[test]
fn an_output_that_is_a_link_is_refused() {
    let desk = Desk::new();
    symlink(desk.path("outside"), desk.path("work/output")).unwrap();
    assert!(desk.refused("output").contains("symbolic link"));
    assert!(desk.refused("output/").contains("symbolic link"));
    assert!(desk.refused("output/.").contains("symbolic link"));
    symlink("nowhere", desk.path("work/dangling")).unwrap();
    assert!(desk.refused("dangling").contains("symbolic link"));
    symlink(desk.path("work/content"), desk.path("work/door")).unwrap();
    assert!(desk.refused("door/output").contains("among the sources"));
}

#[test]
fn nothing_behind_a_link_in_the_output_is_touched() {
    let desk = Desk::new();
    desk.put("outside/one.html", "one");
    desk.put("outside/two.html", "not ours");
    desk.put("outside/n/deep.html", "deep");
    desk.publish(SITE);
    let before = outside(&desk);
    let site: Site<'_> = &[("a.html", "a"), ("m/one.html", "one"), ("m/two.html", "changed")];
    for _ in 0..2 {
        let m = desk.path("work/output/m");
        fs::remove_dir_all(&m).unwrap();
        symlink(desk.path("outside"), &m).unwrap();
        let published = desk.publish(site);
        assert!(published.kept.iter().any(|(path, _)| path.starts_with("m.edited")));
        assert!(!fs::symlink_metadata(&m).unwrap().is_symlink());
        assert_eq!(before, outside(&desk));
    }
    // The course no longer has the folder: the link is the author's and stays where it is.
    fs::remove_dir_all(desk.path("work/output/m")).unwrap();
    symlink(desk.path("outside"), desk.path("work/output/m")).unwrap();
    let published = desk.publish(&[("a.html", "A"), ("b.html", "B")]);
    assert!(published.kept.contains(&("m".to_string(), KeptWhy::Foreign)));
    assert_eq!(before, outside(&desk));
}

#[test]
fn a_manifest_that_is_a_link_says_nothing() {
    let desk = Desk::new();
    desk.publish(SITE);
    let manifest = desk.path("work/output").join(MANIFEST);
    fs::rename(&manifest, desk.path("outside/manifest.json")).unwrap();
    symlink(desk.path("outside/manifest.json"), &manifest).unwrap();
    assert!(desk.refused("output").contains("cannot be read"));
}

#[test]
fn a_file_that_became_a_link_is_not_written_through() {
    let desk = Desk::new();
    desk.publish(SITE);
    fs::remove_file(desk.path("work/output/a.html")).unwrap();
    symlink(desk.path("outside/precious.html"), desk.path("work/output/a.html")).unwrap();
    let before = outside(&desk);
    let published = desk.publish(SITE);
    assert_eq!(published.kept, [("a.html.edited".to_string(), KeptWhy::ForeignMoved)]);
    assert_eq!(before, outside(&desk));
}

#[test]
fn a_folder_that_is_swapped_for_a_link_meanwhile_harms_nobody() {
    let desk = Desk::new();
    for (path, text) in SITE.iter().filter_map(|(path, text)| Some((path.strip_prefix("m/")?, text))) {
        desk.put(&format!("outside/{path}"), text);
    }
    desk.publish(SITE);
    let before = outside(&desk);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (m, aside) = (desk.path("work/output/m"), desk.path("work/output/aside"));
            while !done.load(Ordering::Relaxed) {
                let _ = fs::rename(&m, &aside);
                let _ = symlink(desk.path("outside"), &m);
                let _ = fs::remove_file(&m);
                let _ = fs::rename(&aside, &m);
            }
        });
        for round in 0..300 {
            let text = round.to_string();
            let site = [("a.html", text.as_str()), ("b.html", &text), ("m/one.html", "one")];
            let _ = desk.publish_to("output", if round % 2 == 0 { &site } else { SITE });
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(before, outside(&desk));
}

fn outside(desk: &Desk) -> Vec<(String, String)> {
    let all = desk.everything();
    all.into_iter().filter(|(path, _)| path.starts_with("outside/")).collect()
}
