//! A build goes on where the last one ended: after any edit its files are those of a build that remembers nothing, to
//! the byte, and what it says is the same.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::fs;
use std::path::Path;

use support::binary::{Run, run, tree};
use support::edits::Course;
use support::random::Random;

/// Builds into a folder; `warm`: whether what the last build left may be used.
fn build(course: &Course, edition: &str, output: &str, warm: bool) -> Run {
    let folder = course.folder.path();
    if !warm {
        let _ = fs::remove_dir_all(folder.join(output));
        let _ = fs::remove_dir_all(folder.join("cold"));
        fs::create_dir(folder.join("cold")).unwrap();
        let place = format!("../{output}");
        return run(
            &folder.join("cold"),
            &["build", "--content", "../content", "--edition", edition, "--output", &place],
        );
    }
    run(folder, &["build", "--edition", edition, "--output", output])
}

fn expect_same(warm: &Path, clean: &Path, what: &str) {
    let (one, two) = (tree(warm), tree(clean));
    let names =
        |files: &std::collections::BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&two), "{what}");
    for (name, bytes) in &one {
        assert!(*bytes == two[name], "{name} after {what}");
    }
}

fn edits(edition: &str, seed: u64, count: usize) {
    let mut course = Course::new(seed);
    let mut chance = Random::new(seed + 1);
    let mut compared = 0;
    for round in 0..count {
        // Several edits between two builds, at times within the same tick of the clock.
        let kinds: Vec<&str> = (0..=chance.below(2)).map(|_| course.edit().0).collect();
        let what = format!("round {round}, {kinds:?}, {edition}, seed {seed}");
        let warm = build(&course, edition, "output/warm", true);
        let clean = build(&course, edition, "output/clean", false);
        assert_eq!(warm.code, clean.code, "{what}: {warm:?} {clean:?}");
        let said = |run: &Run| run.err.replace("../content", "content");
        assert_eq!(said(&warm), said(&clean), "{what}");
        if warm.code == 0 {
            expect_same(
                &course.folder.path().join("output/warm"),
                &course.folder.path().join("output/clean"),
                &what,
            );
            compared += 1;
        } else if chance.one_in(3) {
            course.mend();
        }
    }
    assert!(compared > count / 4, "{compared} of {count} builds were compared");
    println!("{count} rounds, {edition}, seed {seed}: {compared} builds compared");
}

/// How many rounds: a sample, or in the long run half of all for each edition.
fn count() -> usize {
    if support::is_full() { 2_500 } else { 25 }
}

#[test]
fn after_any_edit_a_warm_build_for_learners_equals_a_clean_one() {
    edits("learner", 11, count());
}

#[test]
fn after_any_edit_a_warm_build_for_facilitators_equals_a_clean_one() {
    edits("facilitator", 12, count());
}
